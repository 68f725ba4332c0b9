"""Regular expressions that an editor writes: which of them a long text could make run for hours."""

from __future__ import annotations

import re

_TOKEN = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|[*+?]|\{\d*,?\d*\}|.", re.DOTALL)
_UNLIMITED = re.compile(r"[*+]|\{\d*,\}")
_REPEATS = re.compile(r"[*+]|\{\d*,?\d*\}")


def why_slow(pattern: str) -> str | None:
    """What is wrong with a valid pattern that could take too long on some text, in words; ``None``: nothing.

    Python's matcher tries every way to share a text out among repetitions. Repeated groups can make that exponential
    (``(a+)+``, ``(a|ab)*``), repeated dots a high power of the text's length; of letters and classes, words are the
    limit.
    """
    before = ""
    for token in _TOKEN.findall(pattern):
        if before == ")" and _REPEATS.fullmatch(token):
            return f"repeats a group with {token}, which can take for ever; only ? may stand behind a group"
        if before == "." and _UNLIMITED.fullmatch(token):
            return f"repeats . with {token}, which can take for ever; say how often at most: .{{0,40}}"
        before = token
    return None
