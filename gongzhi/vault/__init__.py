"""Personal values and attachments are encrypted, masked, opened for a purpose, and destroyed on time.

What is offered is listed once, here. It is loaded when it is first asked for, because Django imports this package
before models may be imported.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gongzhi.vault.attachments.attaching import (
        attach,
        attachment_of,
        open_attachment,
        read_attachment,
        read_thumbnail,
        seal_attachments,
        sweep,
    )
    from gongzhi.vault.attachments.uploads import access_upload, append, begin, finish
    from gongzhi.vault.keys import check_keys, make_keys, rotate, site_digest, site_digests
    from gongzhi.vault.masking import Found, Kind, Masked, mask
    from gongzhi.vault.matter_key import MatterKey, new_key
    from gongzhi.vault.models import Attachment, Purpose, Upload
    from gongzhi.vault.values import (
        KEY_COLUMNS,
        VALUE_COLUMNS,
        key_of,
        key_row,
        open_value,
        read_for_handling,
        shred,
        value_row,
    )

__all__ = [
    "KEY_COLUMNS",
    "VALUE_COLUMNS",
    "Attachment",
    "Found",
    "Kind",
    "Masked",
    "MatterKey",
    "Purpose",
    "Upload",
    "access_upload",
    "append",
    "attach",
    "attachment_of",
    "begin",
    "check_keys",
    "finish",
    "key_of",
    "key_row",
    "make_keys",
    "mask",
    "new_key",
    "open_attachment",
    "open_value",
    "read_attachment",
    "read_for_handling",
    "read_thumbnail",
    "rotate",
    "seal_attachments",
    "shred",
    "site_digest",
    "site_digests",
    "sweep",
    "value_row",
]

_HOMES = {
    "attachments.attaching": (
        "attach attachment_of open_attachment read_attachment read_thumbnail seal_attachments sweep"
    ),
    "attachments.uploads": "access_upload append begin finish",
    "keys": "check_keys make_keys rotate site_digest site_digests",
    "masking": "Found Kind Masked mask",
    "matter_key": "MatterKey new_key",
    "models": "Attachment Purpose Upload",
    "values": "KEY_COLUMNS VALUE_COLUMNS key_of key_row open_value read_for_handling shred value_row",
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names.split()}


def __getattr__(name: str) -> object:
    if name not in _HOME_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = globals()[name] = getattr(import_module(f"{__name__}.{_HOME_OF[name]}"), name)
    return value
