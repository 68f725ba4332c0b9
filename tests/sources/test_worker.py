"""What a worker does to itself: limits that are in force while a document is read, and an end that tells of memory."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import NoReturn
from xml.sax import SAXParseException, SAXReaderNotAvailable
from xml.sax.xmlreader import Locator

import pytest
from lxml import etree

from feeds.errors import ReadError
from feeds.sources import worker
from feeds.sources.limits import Allowance, ParseLimits
from feeds.sources.worker import bounded

resource = pytest.importorskip("resource")
LIMITS = (resource.RLIMIT_AS, resource.RLIMIT_CPU, resource.RLIMIT_CORE)
HOUR = Allowance(3600, 10**9)
"""Nothing that a test could meet."""


class Ended(BaseException):
    """In place of the end of the process."""


@pytest.fixture
def ends(monkeypatch: pytest.MonkeyPatch) -> None:
    def end() -> NoReturn:
        raise Ended

    monkeypatch.setattr(worker, "_end", end)


def raising(error: Exception, cause: Exception | None = None) -> Callable[[], None]:
    def read() -> None:
        raise error from cause

    return read


def no_memory_of_libxml2() -> etree.XMLSyntaxError:
    return etree.XMLSyntaxError("unknown error", 2, 0, 0)


@pytest.mark.usefixtures("ends")
@pytest.mark.parametrize(
    "read",
    [
        raising(MemoryError()),
        raising(ReadError("not-a-feed", "no feed"), MemoryError()),
        raising(ReadError("not-a-feed", "no feed"), SAXReaderNotAvailable("none")),
        raising(ReadError("not-a-feed", "no feed"), SAXParseException("out of memory", None, Locator())),
        raising(ReadError("not-a-channel", "no page"), no_memory_of_libxml2()),
    ],
)
def test_every_word_for_memory_is_understood(read: Callable[[], None]) -> None:
    """However a library tells that there is no memory left, and whatever a reader made of it, the worker ends."""
    with pytest.raises(Ended):
        bounded(read, HOUR)


@pytest.mark.usefixtures("ends")
def test_errors_of_the_document_pass() -> None:
    """An error that is the document's own comes through, and so does what was read."""
    with pytest.raises(ReadError, match="broken"):
        bounded(raising(ReadError("not-a-feed", "broken"), SAXParseException("broken", None, Locator())), HOUR)
    assert bounded(lambda one, other: one + other, HOUR, 1, 2) == 3


@pytest.mark.usefixtures("ends")
@pytest.mark.skipif(sys.platform != "linux", reason="only Linux says how much address space is in use")
def test_what_comes_near_the_limit_is_not_trusted(monkeypatch: pytest.MonkeyPatch) -> None:
    """An error after most of the memory was used, and news after all of it was, may be those of half a document."""
    used = 0

    def use(size: int, error: Exception | None = None) -> None:
        nonlocal used
        used = size
        if error:
            raise error

    monkeypatch.setattr(worker, "_begun", 1)
    monkeypatch.setattr(worker, "_peak", lambda: 1 + used)
    refused = ReadError("no-content", "no article is found on the page")
    bounded(use, HOUR, 700_000_000)
    for size, error in ((800_000_000, refused), (999_500_000, None)):
        used = 0
        with pytest.raises(Ended):
            bounded(use, HOUR, size, error)
    used = 0
    with pytest.raises(ReadError, match="no article"):
        bounded(use, HOUR, 700_000_000, refused)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux limits the address space of a process")
def test_the_limit_is_lifted_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """Address space is limited while a document is read, and no longer: what was read has to be sent."""
    before = resource.getrlimit(resource.RLIMIT_AS)
    cpu = resource.getrlimit(resource.RLIMIT_CPU)
    monkeypatch.setattr(worker, "_begun", worker._address_space())
    monkeypatch.setattr(worker, "_limit_cpu", lambda seconds: None)

    inside = bounded(lambda: resource.getrlimit(resource.RLIMIT_AS), HOUR)

    assert inside == (worker._begun + 10**9, before[1])
    assert (resource.getrlimit(resource.RLIMIT_AS), resource.getrlimit(resource.RLIMIT_CPU)) == (before, cpu)


def test_what_is_loaded_counts_as_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a reader has to import first is not taken from what its document may cost."""
    sizes = iter((1000, 1500))
    monkeypatch.setattr(worker, "_begun", 100)
    monkeypatch.setattr(worker, "_address_space", lambda: next(sizes))

    worker.loaded(lambda: None)

    assert worker._begun == 600


def test_systems_without_such_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where neither address space nor processor time can be limited, a worker reads without, bounded in time alone."""
    before = [resource.getrlimit(limit) for limit in LIMITS]

    def no_proc(*_: object, **__: object) -> None:
        raise FileNotFoundError

    monkeypatch.setattr(worker, "open", no_proc, raising=False)
    monkeypatch.setattr(worker, "_begun", worker._address_space())
    monkeypatch.setitem(sys.modules, "resource", None)

    assert bounded(lambda: "read", HOUR) == "read"
    assert [resource.getrlimit(limit) for limit in LIMITS] == before


def test_allowances() -> None:
    """In passing there is a tenth of the time, and half of the memory for all workers together."""
    limits = ParseLimits(seconds=10, memory_bytes=80_000_000, workers=4)
    assert (limits.in_passing, limits.at_length) == (Allowance(1, 10_000_000), Allowance(10, 80_000_000))
    assert limits.in_passing.is_enough_for(600_000)
    assert not limits.in_passing.is_enough_for(700_000)
    assert 1 <= ParseLimits().processes <= 4


def test_no_more_workers_than_documents() -> None:
    """For a single document one worker is started, for many as many as the settings say."""
    limits = ParseLimits(workers=3)
    assert [limits.for_few(count).processes for count in (0, 1, 2, 3, 9)] == [1, 1, 2, 3, 3]
