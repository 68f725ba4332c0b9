"""What readers give, as plain data: how corpora write down what they expect."""

from __future__ import annotations

from dataclasses import fields
from datetime import datetime, timedelta
from typing import Any

LEFT_OUT = frozenset({"fingerprint", "listed"})
"""What follows from the rest."""


def plain(item: Any) -> Any:
    """Dataclasses as dicts without what is empty; tuples as lists; dates in ISO 8601; lengths of time in seconds."""
    if isinstance(item, datetime):
        return item.isoformat()
    if isinstance(item, timedelta):
        return item.total_seconds()
    if isinstance(item, tuple):
        return [plain(member) for member in item]
    if not hasattr(item, "__dataclass_fields__"):
        return item
    values = {field.name: getattr(item, field.name) for field in fields(item) if field.name not in LEFT_OUT}
    return {name: plain(value) for name, value in values.items() if value not in (None, "", ())}
