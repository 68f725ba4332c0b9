"""What response headers mean."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from multidict import CIMultiDict, CIMultiDictProxy

from feeds.fetch.headers import DAY, max_age, readable_headers, retry_after, validator

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
SECONDS = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("cache_control", "age", "left"),
    [
        ("max-age=600", None, 600),
        ("public, Max-Age=600", "100", 500),
        ('max-age="600"', None, 600),
        ("max-age=600", "100, 5", 500),
        ("max-age=600, max-age=60", None, 60),
        ("max-age=99999999999999999999", None, 86_400),
        ("max-age=600", "600", None),
        ("max-age=600", "601", None),
        ("max-age=600", "soon", 600),
        ("max-age=0", None, None),
        ("max-age=-5", None, None),
        ("max-age=soon", None, None),
        ("max-age", None, None),
        ("no-cache, max-age=600", None, None),
        ('no-cache="set-cookie", max-age=600', None, None),
        ("max-age=600, no-store", None, None),
        ("s-maxage=600", None, None),
        ("", None, None),
        (None, "5", None),
    ],
)
def test_freshness_is_max_age_less_age(cache_control: str | None, age: str | None, left: int | None) -> None:
    """What is left of max-age, at most a day; nothing where the server wants to be asked."""
    headers = {"cache-control": cache_control, "age": age}
    found = max_age({name: value for name, value in headers.items() if value is not None})
    assert found == (None if left is None else left * SECONDS)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120),
        ("0", 0),
        ("000000000000000000000000000000007", 7),
        ("999999999999999999999999", 86_400),
        ("Sun, 01 Mar 2026 12:02:00 GMT", 120),
        ("Sunday, 01-Mar-26 12:02:00 GMT", 120),
        ("Sun Mar  1 12:02:00 2026", 120),
        ("Sun, 01 Mar 2026 14:02:00 +0200", 120),
        ("Sun, 01 Mar 2026 11:00:00 GMT", 0),
        ("Sun, 01 Mar 2099 12:00:00 GMT", 86_400),
        ("-5", None),
        ("1.5", None),
        ("٣", None),
        ("later", None),
        ("Sun, 01 Mar 2026 12:02:00 +9999", None),
        ("Sun, 01 Mar 99999999999999999999 12:02:00 GMT", None),
        ("", None),
    ],
)
def test_retry_after_is_seconds_or_a_date(value: str, seconds: int | None) -> None:
    """Both forms of Retry-After, and all three of an HTTP-date, are read; never below zero or above a day."""
    expected = None if seconds is None else seconds * SECONDS
    assert retry_after({"retry-after": value}, NOW) == expected


@given(st.text(max_size=40) | st.from_regex(r"[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4,9} \d\d:\d\d:\d\d [+-]?\d{0,12}"))
def test_headers_of_any_form_are_read_without_error(value: str) -> None:
    """Whatever a server writes, the answer is nothing or something between zero and a day."""
    for found in (
        retry_after({"retry-after": value}, NOW),
        max_age({"cache-control": f"max-age={value}", "age": value}),
    ):
        assert found is None or timedelta(0) <= found <= DAY


def test_validators_are_kept_exactly() -> None:
    """Weak tags, quotes and odd dates are nobody's business; only what cannot be sent back as bytes is dropped."""
    headers = {"etag": ' W/"a,b" ', "last-modified": "yesterday-ish", "x": '"\udce9"', "y": " "}
    assert validator(headers, "etag") == 'W/"a,b"'
    assert validator(headers, "last-modified") == "yesterday-ish"
    assert validator(headers, "x") is None
    assert validator(headers, "y") is None
    assert validator(headers, "z") is None


def test_headers_are_lowered_joined_and_readable() -> None:
    """Names are lower case, repeated values joined, stray bytes read as ISO-8859-1, travelling details dropped."""
    headers = CIMultiDictProxy(
        CIMultiDict(
            [
                ("Content-Type", "text/xml"),
                ("Link", "<a>"),
                ("LINK", "<b>"),
                ("X-Name", "caf\udce9"),
                ("X-City", "Київ"),
                ("Content-Encoding", "gzip"),
                ("Set-Cookie", "a=b"),
            ]
        )
    )
    expected = {"content-type": "text/xml", "link": "<a>, <b>", "x-name": "café", "x-city": "Київ"}
    assert readable_headers(headers) == expected
