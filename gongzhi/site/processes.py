"""No process of the house outlives the one that started it."""

import ctypes
import logging
import os
import resource
import signal

PR_SET_PDEATHSIG = 1
log = logging.getLogger(__name__)


def die_with_parent(parent: int | None = None) -> None:
    """From now on this process is killed when its parent dies (Linux); at once when `parent` has died already."""
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0) != 0:
        log.warning("This process would outlive its parent: %s", os.strerror(ctypes.get_errno()))
    if parent is not None and os.getppid() != parent:
        os.kill(os.getpid(), signal.SIGKILL)


def raise_file_limit() -> None:
    """Let this process and its children open as many connections as the machine allows."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
