"""Which addresses are refused, whatever they are dressed as."""

from __future__ import annotations

import asyncio
import socket
from ipaddress import IPv4Address, IPv4Network, IPv6Address, ip_address, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.errors import FetchError
from feeds.fetch.client import Fetched, Fetcher, Request
from feeds.fetch.guard import GuardedResolver, is_refused, literal_address, unwrapped
from feeds.fetch.target import parse_target

from .conftest import failure, fetch, settings
from .loopback import Server, http, then_close

REFUSED = """
0.0.0.0 0.1.2.3 10.0.0.1 100.64.0.1 100.127.255.255 127.0.0.1 127.255.255.255 169.254.169.254 172.16.0.1 172.31.255.255
192.0.0.1 192.0.2.1 192.88.99.1 192.168.1.1 198.18.0.1 198.51.100.1 203.0.113.1 224.0.0.1 239.255.255.255 240.0.0.1
255.255.255.255
:: ::1 ::127.0.0.1 ::ffff:127.0.0.1 ::ffff:10.0.0.1 64:ff9b::10.0.0.1 64:ff9b::7f00:1 64:ff9b:1::1 100::1 2001::1
2001:db8::1 2002:7f00:1:: 2002:a00:1::1 2002:c0a8:101:: 3fff::1 5f00::1 fc00::1 fd12:3456::1 fe80::1 fec0::1 ff02::1
""".split()
REACHABLE = """
1.1.1.1 8.8.8.8 11.0.0.1 100.63.255.255 100.128.0.0 172.15.255.255 172.32.0.0 192.0.1.1 198.17.255.255 198.20.0.0
223.255.255.255 2001:4860:4860::8888 2606:4700::1111 2a02:2378::1 ::ffff:8.8.8.8 64:ff9b::8.8.8.8 2002:808:808::
""".split()


@pytest.mark.parametrize("text", REFUSED)
def test_addresses_that_are_not_public_are_refused(text: str) -> None:
    """Private, local, shared, reserved, multicast and wrapped such addresses are refused."""
    assert is_refused(ip_address(text))


@pytest.mark.parametrize("text", REACHABLE)
def test_public_addresses_are_not_refused(text: str) -> None:
    """Public addresses pass, those just beside a refused network too."""
    assert not is_refused(ip_address(text))


@given(st.ip_addresses())
def test_what_the_standard_library_calls_private_or_multicast_is_refused(
    address: IPv4Address | IPv6Address,
) -> None:
    """Our table is at least as strict as ``ipaddress``, once wrapped addresses are unwrapped."""
    real = unwrapped(address)
    if real.is_private or real.is_multicast or real.is_reserved or not real.is_global:
        assert is_refused(address)


@pytest.mark.parametrize("text", ["127.0.0.1", "::ffff:127.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::"])
def test_an_allowed_network_is_allowed_in_every_dress(text: str) -> None:
    """A network in ``allow_private`` is allowed, also where IPv6 wraps it, and no other is."""
    allow = (IPv4Network("127.0.0.0/8"), ip_network("fd00::/8"))
    assert not is_refused(ip_address(text), allow)
    assert not is_refused(ip_address("fd00::1"), allow)
    assert is_refused(ip_address("10.0.0.1"), allow)
    assert is_refused(ip_address("::1"), allow)


@given(st.ip_addresses(v=4, network="127.0.0.0/8"), st.sampled_from(["d", "#x", "#o"]), st.integers(1, 4))
def test_every_spelling_of_a_private_address_is_seen_through(address: IPv4Address, base: str, parts: int) -> None:
    """Decimal, hexadecimal and octal spellings in one to four parts are read as the C library reads them."""
    octets = list(address.packed)
    numbers = [*octets[: parts - 1], int.from_bytes(bytes(octets[parts - 1 :]), "big")]
    host = ".".join(format(number, base).replace("0o", "0") for number in numbers)
    assert literal_address(host) == address
    with pytest.raises(FetchError) as caught:
        parse_target(f"http://{host}/", ())
    assert caught.value.code == "private-address"


@pytest.mark.parametrize("host", ["[::ffff:127.0.0.1]", "[::1]", "127.0.0.1.", "127。0。0。1", "１２７.0.0.1", "0"])
def test_odd_literals_are_refused(host: str) -> None:
    """IPv6 in brackets, a final dot and full-width digits change nothing."""
    with pytest.raises(FetchError) as caught:
        parse_target(f"http://{host}/", ())
    assert caught.value.code == "private-address"


def test_a_name_for_loopback_is_refused_and_the_message_helps(server: Server) -> None:
    """A name that resolves to loopback is refused before any connection; the message names address and setting."""
    server.on("/", http(body=b"secret"))
    error = failure(server.url("/", host="localhost"), allow_private=())
    assert error.code == "private-address"
    assert "127.0.0.1" in error.message or "::1" in error.message
    assert "`[http] allow_private` in visnyk.toml" in error.message
    assert server.connections == 0


def test_a_name_for_loopback_is_asked_where_that_is_allowed(server: Server) -> None:
    """``allow_private`` opens the way for names too."""
    server.on("/", http(body=b"news"))
    outcome = fetch(server.url("/", host="localhost"))
    assert isinstance(outcome, Fetched) and outcome.body == b"news"


class Names:
    """Stands in for the system's resolver: answers for ``news.example`` in turn."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, *answers: list[str]) -> None:
        self.asked = 0
        self._answers = list(answers)
        self._real = socket.getaddrinfo
        monkeypatch.setattr(socket, "getaddrinfo", self._look_up)

    def _look_up(self, host: str, *args: object) -> object:
        if host != "news.example":
            return self._real(host, *args)  # type: ignore[arg-type]
        answer = self._answers[self.asked]
        self.asked += 1
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 0)) for address in answer]


def test_the_address_that_was_checked_is_the_one_connected_to(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """A name is looked up once for a connection: an answer that would change meanwhile (rebinding) is never asked."""
    names = Names(monkeypatch, ["127.0.0.1"], ["10.0.0.1"])
    server.on("/", http(body=b"news"))
    assert isinstance(fetch(server.url("/", host="news.example")), Fetched)
    assert names.asked == 1


def test_each_connection_is_checked_anew(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that turns private between two connections is refused at the second: no cache vouches for it."""
    Names(monkeypatch, ["127.0.0.1"], ["10.0.0.1"])
    url = server.on("/", then_close(http(body=b"news", connection="close"))).replace("127.0.0.1", "news.example")

    async def twice() -> None:
        async with Fetcher(settings()) as fetcher:
            assert isinstance(await fetcher.fetch(Request(url)), Fetched)
            with pytest.raises(FetchError) as caught:
                await fetcher.fetch(Request(url))
            assert caught.value.code == "private-address"

    asyncio.run(twice())
    assert server.connections == 1


def test_of_mixed_answers_only_permitted_ones_are_used(monkeypatch: pytest.MonkeyPatch) -> None:
    """A name with public and private addresses is asked at the public ones only, each once, in the given order."""
    Names(monkeypatch, ["10.0.0.1", "8.8.8.8", "127.0.0.1", "8.8.8.8", "1.1.1.1"])

    async def resolve() -> list[str]:
        resolver = GuardedResolver((), 1)
        found = await resolver.resolve("news.example", 443)
        await resolver.close()
        assert {answer["port"] for answer in found} == {443}
        return [answer["host"] for answer in found]

    assert asyncio.run(resolve()) == ["8.8.8.8", "1.1.1.1"]
