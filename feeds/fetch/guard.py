"""Which addresses may be connected to: a feed's URL must not become a door into the city's own network (SSRF).

:func:`is_refused` is the pure rule. :class:`GuardedResolver` applies it to the very addresses that aiohttp then
connects to, so a name that answers differently the second time (DNS rebinding) gains nothing: there is no second time.
aiohttp asks no resolver about literal addresses: :mod:`feeds.fetch.target` checks those.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

from aiohttp.abc import AbstractResolver, ResolveResult

from feeds.errors import FetchError

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

# A table of our own, because ``ipaddress.is_global`` says yes to multicast and changed its mind between patch releases
# of Python. Source: IANA IPv4 and IPv6 Special-Purpose Address Registries (RFC 6890) and multicast (RFC 5771).
_REFUSED_V4 = tuple(
    IPv4Network(text)
    for text in (
        "0.0.0.0/8",  # this network (RFC 791 §3.2); Linux connects 0.0.0.0 to itself
        "10.0.0.0/8",  # private (RFC 1918)
        "100.64.0.0/10",  # carrier-grade NAT (RFC 6598)
        "127.0.0.0/8",  # loopback (RFC 1122 §3.2.1.3)
        "169.254.0.0/16",  # link-local (RFC 3927) and the clouds' metadata services
        "172.16.0.0/12",  # private (RFC 1918)
        "192.0.0.0/24",  # IETF protocol assignments (RFC 6890)
        "192.0.2.0/24",  # documentation (RFC 5737)
        "192.88.99.0/24",  # former 6to4 relays (RFC 7526)
        "192.168.0.0/16",  # private (RFC 1918)
        "198.18.0.0/15",  # benchmarking (RFC 2544)
        "198.51.100.0/24",  # documentation (RFC 5737)
        "203.0.113.0/24",  # documentation (RFC 5737)
        "224.0.0.0/3",  # multicast (RFC 5771), reserved (RFC 1112 §4), broadcast (RFC 919)
    )
)
_GLOBAL_UNICAST_V6 = IPv6Network("2000::/3")  # all that IANA hands out (RFC 4291 §2.4); anything else is refused
_REFUSED_V6 = tuple(
    IPv6Network(text)
    for text in (
        "2001::/23",  # IETF protocol assignments, Teredo among them (RFC 2928, RFC 4380)
        "2001:db8::/32",  # documentation (RFC 3849)
        "3fff::/20",  # documentation (RFC 9637)
    )
)
_NAT64 = IPv6Network("64:ff9b::/96")  # RFC 6052 §2.1


def is_refused(address: Address, allow: Iterable[Network] = ()) -> bool:
    """Whether ``address`` must not be connected to: not globally reachable, and in no network of ``allow``.

    An IPv6 address that only wraps an IPv4 one is judged, and allowed, by what it wraps.
    """
    real = unwrapped(address)
    if any(address in network or real in network for network in allow):
        return False
    if isinstance(real, IPv4Address):
        return any(real in network for network in _REFUSED_V4)
    return real not in _GLOBAL_UNICAST_V6 or any(real in network for network in _REFUSED_V6)


def unwrapped(address: Address) -> Address:
    """The IPv4 address inside IPv4-mapped (RFC 4291 §2.5.5.2), NAT64 and 6to4 (RFC 3056) ones; others unchanged."""
    if isinstance(address, IPv4Address):
        return address
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFF_FFFF)
    return address.ipv4_mapped or address.sixtofour or address


def literal_address(host: str) -> Address | None:
    """The address that ``host`` spells, ``None`` for a name; ``ValueError`` for a broken IPv6 address.

    Reads every spelling that the C library would: decimal, hexadecimal, octal, fewer than four parts.
    """
    if ":" in host:
        return IPv6Address(host)
    try:
        return IPv4Address(socket.inet_aton(host.rstrip(".")))
    except OSError:
        return None


def private_address_error(host: str, addresses: Iterable[Address]) -> FetchError:
    """The error for ``host``, all of whose ``addresses`` are refused."""
    listed = ", ".join(map(str, addresses))
    who = listed if listed == host else f"{host} is {listed}, which"
    return FetchError(
        "private-address",
        f"{who} is not a public address; `[http] allow_private` in visnyk.toml can allow it",
    )


class GuardedResolver(AbstractResolver):
    """Resolves names for aiohttp and lets through only addresses that may be connected to.

    ``threads`` of its own, made when needed: lookups that hang must not fill asyncio's shared pool (as few as five
    threads on one core) and so hold up everybody else.
    """

    def __init__(self, allow: tuple[Network, ...], threads: int) -> None:
        self._allow = allow
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="visnyk-dns")

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """Permitted addresses of ``host``, in the system's order; ``FetchError`` ``dns`` or ``private-address``."""
        addresses = await self._look_up(host, family)
        allowed = [address for address in addresses if not is_refused(address, self._allow)]
        if not allowed:
            raise private_address_error(host, addresses)
        return [_resolved(host, address, port) for address in allowed]

    async def _look_up(self, host: str, family: int) -> list[Address]:
        loop = asyncio.get_running_loop()
        try:
            answers = await loop.run_in_executor(self._pool, socket.getaddrinfo, host, None, family, socket.SOCK_STREAM)
        except socket.gaierror as error:
            raise FetchError("dns", f"no address found for {host}: {error.strerror}") from error
        except (OSError, UnicodeError) as error:  # UnicodeError: a label that is empty or over 63 characters
            raise FetchError("dns", f"no address found for {host}: {error}") from error
        # A dict keeps the system's order (RFC 6724) and drops doubles.
        return list(dict.fromkeys(ip_address(answer[4][0]) for answer in answers))

    async def close(self) -> None:
        """Forget lookups under way; waits for none."""
        self._pool.shutdown(wait=False, cancel_futures=True)


def _resolved(host: str, address: Address, port: int) -> ResolveResult:
    family = socket.AF_INET6 if address.version == 6 else socket.AF_INET
    return ResolveResult(
        hostname=host, host=str(address), port=port, family=family, proto=0, flags=socket.AI_NUMERICHOST
    )
