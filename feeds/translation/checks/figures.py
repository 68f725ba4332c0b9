"""The numbers of a text, each with all that it may be read as.

``10 000`` is 10000, ``3,5`` is 3.5, ``21:36`` and ``9:36 p.m.`` are the same time, ``1990-х`` and ``1990s`` the same
years, ``2,3 млрд`` and ``2.3 billion`` the same sum. What is read as one thing and not found as such is looked for in
its parts: a date written in figures has the same ones as a date with the name of the month.
"""

from __future__ import annotations

import re

from feeds.translation.checks.digits import blank, in_digits
from feeds.translation.checks.figure import Figure
from feeds.translation.checks.relations import related
from feeds.translation.checks.wording import in_words

_DIGIT = re.compile("[0-9]")


def figures(text: str) -> list[Figure]:
    """All numbers of plain text, in the order in which they stand there."""
    found = in_digits(text) if _DIGIT.search(text) else []
    return related(sorted([*found, *in_words(blank(text, found))], key=lambda one: one.start), text)
