"""A process takes its first request only when it has read what every request needs."""

import logging
import time

from django.db import DatabaseError, close_old_connections
from django.urls import get_resolver
from django.utils import timezone

from gongzhi.bodies.reading import centre_at
from gongzhi.kernel import Refused
from gongzhi.matters import catalogues
from gongzhi.places.locating import atlas_in_force

log = logging.getLogger(__name__)


def warm() -> None:
    """Read addresses, boundaries, units and the catalogue in force; what is missing yet is read when it is needed."""
    began, at = time.monotonic(), timezone.now()
    try:
        get_resolver().url_patterns  # noqa: B018 - reading them loads them
        atlas_in_force(at)
        centre_at("city", (), at)
        catalogues.in_force()
    except (Refused, DatabaseError) as error:
        log.warning("Not everything could be read before the first request: %s", error)
    finally:
        close_old_connections()
    log.info("Ready after %.1f s", time.monotonic() - began)
