"""The interface in Ukrainian: every word of it, and nothing else."""

from __future__ import annotations

import re

from tests.catalogue import FILE, compiled, extracted, missing, translated

_PLACEHOLDER = re.compile(r"%\((\w+)\)([sd])")


def test_every_message_is_translated() -> None:
    """Whatever pages say is in the catalogue, translated in each plural form; and nothing is that nobody says."""
    catalogue = translated()
    assert {message.id for message in extracted()} - {""} == {message.id for message in catalogue} - {""}
    assert [message.id for message in missing(catalogue)] == []


def test_program_reads_what_people_wrote() -> None:
    """The compiled file is that of the catalogue: `make messages` was run."""
    assert FILE.with_suffix(".mo").read_bytes() == compiled(translated())


def test_placeholders() -> None:
    """A translation has the values of its original, each of the same kind; a plural may leave the number out."""
    for message in translated():
        originals = message.id if isinstance(message.id, tuple) else (message.id,)
        words = message.string if isinstance(message.string, (list, tuple)) else [message.string]
        allowed = {found for original in originals for found in _PLACEHOLDER.findall(original)}
        for text in words:
            found = set(_PLACEHOLDER.findall(text))
            assert found <= allowed and allowed - found <= {("num", "d")}, message.id
