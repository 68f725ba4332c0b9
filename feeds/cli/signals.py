"""How processes are told to end: SIGTERM does what Ctrl-C does, and a killed parent does too."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
import time
from multiprocessing.connection import wait
from types import FrameType

_HARD_STOP_SECONDS = 10
"""For a process whose parent is gone."""


def end_by_sigterm() -> None:
    """Have SIGTERM, once, end this process in an orderly way: a transaction is rolled back, children are ended."""
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, _interrupt)


def _interrupt(_number: int, frame: FrameType | None) -> None:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    # While asyncio runs this is its handler, which cancels what is under way before it raises.
    handler = signal.getsignal(signal.SIGINT)
    if callable(handler):
        handler(signal.SIGINT, frame)
    else:  # a shell starts background jobs with SIGINT ignored
        raise KeyboardInterrupt


def leave_terminal_to_parent() -> None:
    """Do not hear Ctrl-C and the closing of the terminal; the parent does, and ends this process by SIGTERM.

    The same word twice would break off the orderly end.
    """
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    signal.signal(signal.SIGINT, signal.default_int_handler)  # asyncio takes over from no other
    signal.signal(signal.SIGHUP, signal.SIG_IGN)


def end_with_parent() -> None:
    """Have this process end if its parent is killed: nobody else would end it, and it would hold port and lock."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_wait_for_the_end, args=(parent.sentinel,), name="parent", daemon=True).start()


def _wait_for_the_end(sentinel: int) -> None:
    wait([sentinel])
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(_HARD_STOP_SECONDS)
    os._exit(1)
