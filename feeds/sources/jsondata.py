"""JSON as other programs send it: anything may be missing, of another type, or broken off."""

from __future__ import annotations

import json
from typing import Any

from feeds.errors import ReadError
from feeds.text.html import strip_controls

_CLOSED = {"{": "}", "[": "]"}


def load(text: str) -> Any:
    """The value that ``text`` holds.

    :raises ReadError: ``truncated`` or ``not-a-feed``.
    """
    text = text.lstrip("\ufeff").strip()
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        cut = text[:1] in _CLOSED and (
            error.pos >= len(text) or not text.endswith(_CLOSED[text[0]]) or error.msg.startswith("Unterminated string")
        )
        raise ReadError(
            "truncated" if cut else "not-a-feed",
            f"{'the JSON breaks off' if cut else 'the JSON is broken'}: line {error.lineno}, column {error.colno}",
        ) from error
    except ValueError as error:  # a number of more than 4,300 digits
        raise ReadError("not-a-feed", f"the JSON cannot be read: {error}") from error
    except RecursionError as error:
        raise ReadError("not-a-feed", "the JSON is nested too deeply") from error


def string(item: dict[str, Any], key: str) -> str:
    """A string without controls, a number as one; empty where there is neither."""
    value = item.get(key)
    if isinstance(value, int | float) and not isinstance(value, bool):
        value = str(value)
    return strip_controls(value).strip() if isinstance(value, str) else ""


def array(item: dict[str, Any], key: str) -> list[Any]:
    """A list, empty where there is none."""
    value = item.get(key)
    return value if isinstance(value, list) else []


def table(item: dict[str, Any], key: str) -> dict[str, Any]:
    """An object, empty where there is none."""
    value = item.get(key)
    return value if isinstance(value, dict) else {}


def size(item: dict[str, Any], key: str) -> int | None:
    """A number of bytes that can be believed."""
    value = item.get(key)
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 10**15 else None
