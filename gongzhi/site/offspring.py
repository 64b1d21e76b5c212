"""Work that is shared among processes: each sets the house up for itself, and is told what to do by name."""

import gc
import os
from importlib import import_module
from typing import Any


def ready() -> None:
    """Set the house up in a process that was just begun."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gongzhi.site.settings")
    import_module("django").setup()


def ready_to_read() -> None:
    """As `ready`, for much reading: it makes no cycles to speak of, and looking for them took a fifth of its time."""
    ready()
    gc.freeze()
    gc.set_threshold(100_000)


def call(path: str, *given: Any) -> Any:
    """Call `module:function`; the module is read only now, when the house stands."""
    module, _, name = path.partition(":")
    return getattr(import_module(module), name)(*given)
