"""Who is behind an address, as far as tries to sign in are counted."""

from __future__ import annotations

import re
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Final

_WITH_PORT: Final = re.compile(r"(?:\[([0-9A-Fa-f:.]{2,45})\]|([0-9.]{7,15}))(?::[0-9]{1,5})?\Z")


def client_of(address: str) -> str:
    """An address, or of IPv6 a network of 64 bits: a household has a whole one (RFC 6177 §2)."""
    match = _WITH_PORT.match(address)  # some proxies tell it too, and it is another one for each try
    try:
        found = ip_address(match[1] or match[2] if match else address)
    except ValueError:
        return address[:64] or "unknown"
    if not isinstance(found, IPv6Address):
        return str(found)
    return str(found.ipv4_mapped or ip_network((int(found) >> 64 << 64, 64)))
