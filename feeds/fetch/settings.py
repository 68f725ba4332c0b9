"""How the HTTP client behaves: the ``[http]`` table of ``visnyk.toml``."""

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
    allow_private: tuple[IPv4Network | IPv6Network, ...] = ()
    """Networks that may be asked although they are not public."""
