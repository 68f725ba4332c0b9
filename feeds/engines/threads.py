"""Work in threads that end with the process: a request may take minutes to fail, and nobody should wait for it."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from queue import Queue
from typing import TypeVar

S = TypeVar("S")
T = TypeVar("T")


def within(seconds: float, work: Callable[[], T], name: str) -> T:
    """What ``work`` gives or raises, if it does within so many seconds; else its thread is left behind.

    :raises TimeoutError: it does not.
    """
    future: Future[T] = Future()

    def run() -> None:
        try:
            future.set_result(work())
        except BaseException as error:  # noqa: BLE001 - it is raised in the thread that waits
            future.set_exception(error)

    threading.Thread(target=run, name=name, daemon=True).start()
    return future.result(seconds)


def side_by_side(tasks: deque[S], work: Callable[[S], T], threads: int, name: str) -> Iterator[T]:
    """What ``work`` gives for each task, as it comes; what it raises is raised here, and no more tasks are begun."""
    results: Queue[tuple[T] | BaseException] = Queue(threads)
    count = len(tasks)

    def run() -> None:
        while True:
            try:
                task = tasks.popleft()
            except IndexError:
                return
            try:
                results.put((work(task),))
            except BaseException as error:  # noqa: BLE001 - it is raised in the thread that waits
                results.put(error)
                return

    for number in range(min(threads, count)):
        threading.Thread(target=run, name=f"{name} {number + 1}", daemon=True).start()
    try:
        for _ in range(count):
            result = results.get()
            if isinstance(result, BaseException):
                raise result
            yield result[0]
    finally:
        tasks.clear()
