"""Documents beside what reading them must give: ``corpus/NAME`` and ``corpus/NAME.expected.json``."""

from __future__ import annotations

import pytest

from feeds.model import Kind
from feeds.text.html import clean

from .reading import CORPUS, expected, outcome, read_text

NAMES = sorted(path.name for path in CORPUS.iterdir() if not path.name.endswith(".expected.json"))


@pytest.mark.parametrize("name", NAMES)
def test_a_document_is_read_as_expected(name: str) -> None:
    """Reading the document gives the fields, or the error, in the file beside it."""
    wanted = expected(name)

    assert outcome(name, wanted.pop("request", {})) == wanted


def test_every_error_code_of_the_reader_has_its_document() -> None:
    """The corpus shows each way in which a document can be no news."""
    codes = {expected(name).get("error") for name in NAMES} - {None}

    assert codes == {"empty", "html", "dtd", "encoding", "truncated", "not-a-feed"}


@pytest.mark.parametrize("name", [name for name in NAMES if "error" not in name])
def test_reading_twice_gives_the_same_fingerprints(name: str) -> None:
    """The same bytes give the same fingerprints, and every HTML field is sanitised."""
    request = expected(name).get("request", {})
    kind, content_type = Kind(request.get("kind", "feed")), request.get("content_type")
    one, other = (read_text((CORPUS / name).read_bytes(), kind, content_type) for _ in range(2))

    assert one == other
    for entry in one.entries:
        assert (clean(entry.content), clean(entry.summary)) == (entry.content, entry.summary)
