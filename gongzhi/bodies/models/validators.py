"""A roster that names an area nobody has drawn would quietly give no rights, so the pages refuse it."""

from django.core.exceptions import ValidationError

from gongzhi.kernel import Refused
from gongzhi.places.locating import area
from gongzhi.places.spoken import word


def known_area(code: str) -> None:
    """Raises ValidationError unless `code` is an area of the tree; pages ask this, bulk staffing does not."""
    try:
        area(code)
    except Refused as refused:
        raise ValidationError(word("pages.told.no_area"), code="area-unknown", params={"code": code}) from refused
