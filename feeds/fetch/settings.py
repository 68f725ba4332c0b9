"""How the HTTP client behaves, and how much of what it may copy: ``[http]`` and ``[pictures]`` of ``visnyk.toml``."""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network


@dataclass(frozen=True, slots=True)
class HttpSettings:
    """Limits and manners of every request; times in seconds."""

    user_agent: str
    """Says honestly who asks, with a contact (RFC 9110 §10.1.5)."""
    connect_seconds: float = 10
    """For DNS, TCP and TLS together."""
    read_seconds: float = 20
    """Between two arrivals of bytes."""
    total_seconds: float = 60
    """For one fetch with all its redirects; waiting for one's turn does not count."""
    max_bytes: int = 10_000_000
    """Of a body, both as it travels and inflated."""
    max_redirects: int = 5
    per_host: int = 1
    """Requests at once to one host and port."""
    concurrency: int = 32
    """Requests at once to all hosts."""
    delay_seconds: float = 0
    """Least time between the beginnings of two requests to one host and port."""
    allow_private: tuple[IPv4Network | IPv6Network, ...] = ()
    """Networks that may be asked although they are not public."""


@dataclass(frozen=True, slots=True)
class PictureSettings:
    """How much is copied: the ``[pictures]`` table of ``visnyk.toml``."""

    max_bytes: int = 5_000_000
    """Of one picture."""
    per_refresh: int = 200
    """Pictures asked for in one refresh; the others wait for the next."""
    total_mb: int = 2000
    """Megabytes (10⁶ bytes) of all copies together; with more of them nothing is copied, and nothing is deleted."""
