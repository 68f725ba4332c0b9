"""What ``visnyk.toml`` may say of whom the website answers."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator, Field

from feeds.config.table import Table

_LABELS = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63})*\Z")


def host_name(text: str) -> str:
    """A host name or an IP address as it stands in a request's ``Host`` (RFC 9110 §7.2): ASCII, in lower case, an IPv6
    address in brackets, no port; ValueError."""
    from yarl import URL  # here: only who has a list of hosts needs it

    try:
        name = URL.build(scheme="http", host=text.strip("[]")).host_subcomponent
    except ValueError:
        name = None
    if not name or "%" in name or not (name.startswith("[") or _LABELS.match(name)):
        raise ValueError("is no host name, news.example.org for instance; no port, and nothing before or behind it")
    return name


Host = Annotated[str, Field(min_length=1, max_length=253), AfterValidator(host_name)]


class WebSettings(Table):
    """``[web]``."""

    hosts: tuple[Host, ...] = ()
    requests_a_minute: int = Field(default=600, ge=0, le=100_000)
    """0: no limit."""
    proxies: int = Field(default=0, ge=0, le=10)
    """How many of ours stand before it, each of which tells whom it speaks for."""
