"""What the address of a page with a list asks for."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from flask import abort, request

T = TypeVar("T")


def cursor() -> str | None:
    """The cursor of the page before; ``None`` on the first one."""
    return request.args.get("before") or None


def or_404(ask: Callable[[], T]) -> T:
    """The answer, or a 404 page where ``reading`` cannot make sense of the cursor in the address."""
    try:
        return ask()
    except ValueError:
        abort(404)
