"""Single values as they stand in settings, each with the words for what is wrong with it."""

from __future__ import annotations

import re
from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import Annotated
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BeforeValidator, Field

from feeds.text.language import language_tag
from feeds.text.patterns import plain, why_slow
from feeds.text.urls import absolute


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise ValueError("is no IANA time zone, Europe/Kyiv for instance") from None
    return name


def _language(tag: str) -> str:
    known = language_tag(tag)
    if known is None:
        raise ValueError("is no language tag, uk or en-GB for instance")
    return known


def mode(language: str) -> str:
    """``original``, ``bilingual`` or a language tag; ValueError."""
    return language if language in ("original", "bilingual") else _language(language)


def _url(url: str) -> str:
    # A line break in it would otherwise end up in a header.
    if absolute(url) is None or not url.isprintable() or " " in url:
        raise ValueError("is no http or https address")
    return url


def _source_url(url: str) -> str:
    if "@" in urlsplit(_url(url)).netloc:
        raise ValueError("holds a user name or password, and addresses of sources are shown to everybody")
    return url


def base_address(url: str) -> str:
    """The address of a site, without a slash at its end; ValueError says what is wrong with it."""
    if urlsplit(_url(url)).query or urlsplit(url).fragment:
        raise ValueError("has a query or a fragment; paths are put behind it")
    return url.rstrip("/")


def _contact(text: str) -> str:
    if not (text.isascii() and text.isprintable()):
        raise ValueError("stands in a header of every request: one line, of ASCII characters")
    return text


def _network(value: object) -> IPv4Network | IPv6Network:
    # Only text: the number 5 would be the network 0.0.0.5/32.
    if not isinstance(value, str):
        raise ValueError("is no network, 192.168.7.0/24 for instance")
    try:
        return ip_network(value)
    except ValueError as error:
        raise ValueError(f"is no network, 192.168.7.0/24 for instance: {error}") from None


def _selector(text: str) -> str:
    from cssselect import GenericTranslator, SelectorError  # here: most sources are feeds

    try:
        GenericTranslator().css_to_xpath(text)
    except SelectorError as error:
        raise ValueError(f"is no CSS selector that can be used here: {error}") from None
    return text


def _one_or_more(value: object) -> object:
    return (value,) if isinstance(value, str) else value


def _pattern(text: str) -> str:
    try:
        re.compile(text)
    except re.error as error:
        raise ValueError(f"is no regular expression: {error}") from None
    return text


def _phrase(text: str) -> str:
    if not any(char.isalnum() for char in text) or not text.isprintable():
        raise ValueError("is no word and no phrase: there is no letter or digit in it")
    return " ".join(text.split())


def _quick(pattern: str) -> str:
    seen = plain(pattern)  # what is looked for: without what nobody sees, such as U+FE0F behind an emoji
    try:
        empty = re.search(seen, "") is not None
    except re.error as error:
        raise ValueError(f"is no regular expression without the characters in it that nobody sees: {error}") from None
    if (reason := why_slow(seen)) is not None:
        raise ValueError(reason)
    if empty:
        raise ValueError("is found in every text, even an empty one")
    return pattern


Id = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,63}$")]
Url = Annotated[str, AfterValidator(_url)]
SourceUrl = Annotated[str, AfterValidator(_source_url)]
BaseUrl = Annotated[str, AfterValidator(base_address)]
Contact = Annotated[str, Field(min_length=1, max_length=200), AfterValidator(_contact)]
Network = Annotated[IPv4Network | IPv6Network, BeforeValidator(_network)]
Zone = Annotated[str, AfterValidator(_zone)]
Language = Annotated[str, AfterValidator(_language)]
Selector = Annotated[str, Field(min_length=1, max_length=500), AfterValidator(_selector)]
Selectors = Annotated[tuple[Selector, ...], BeforeValidator(_one_or_more)]
Pattern = Annotated[str, Field(min_length=1, max_length=500), AfterValidator(_pattern)]
Quick = Annotated[Pattern, AfterValidator(_quick)]
Phrase = Annotated[str, Field(max_length=200), AfterValidator(_phrase)]
Seconds = Annotated[float, Field(gt=0, le=3600)]
