"""What every table of a settings file has in common."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Table(BaseModel):
    """A table of a settings file: no key that is not known, no value of the wrong type."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)
