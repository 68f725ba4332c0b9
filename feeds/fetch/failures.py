"""Foreign errors in our words: what aiohttp, the socket and TLS raise becomes a ``FetchError`` with a stable code."""

from __future__ import annotations

import os
import ssl

import aiohttp
from yarl import URL

from feeds.errors import FetchError, SourceError
from feeds.fetch.settings import HttpSettings
from feeds.fetch.target import shown

FOREIGN = (aiohttp.ClientError, OSError, ValueError)
"""All that a request may raise: ``OSError`` covers ``TimeoutError`` and TLS, ``ValueError`` bad URLs and encodings."""


def explain(error: BaseException, url: URL, settings: HttpSettings) -> FetchError:
    """The :class:`FetchError` for one of ``FOREIGN``; chain it with ``from``."""
    where = url.host_port_subcomponent or str(url)
    match error:
        case TimeoutError():
            return _timeout(error, where, settings)
        case ssl.SSLError() | aiohttp.ClientSSLError():
            return FetchError("tls", f"no secure connection to {where}: {_tls_reason(error)}")
        case aiohttp.ClientPayloadError():
            return FetchError("truncated", f"{where} broke off in the middle of the body")
        case aiohttp.ServerDisconnectedError():
            return FetchError("connection", f"{where} closed the connection without an answer")
        case aiohttp.ClientResponseError():
            return FetchError("bad-response", f"{where} does not answer in HTTP: {_first_line(error.message)}")
        case ValueError():
            return FetchError("bad-url", f"{where} cannot be asked: {shown(str(error))}")
        case _:
            return FetchError("connection", f"no connection to {where}: {_os_reason(error)}")


def unforeseen(error: Exception) -> SourceError:
    """The failure that an error which nobody foresaw, a library's or our own, is for its source; code ``crash``."""
    reason = " ".join(f"{type(error).__name__}: {error}".split())
    return SourceError("crash", reason[:200])


def _first_line(message: str) -> str:
    """aiohttp draws a picture under its parser's complaints."""
    return shown(message.partition("\n")[0].rstrip(":"))


def _timeout(error: TimeoutError, where: str, settings: HttpSettings) -> FetchError:
    match error:
        case aiohttp.ConnectionTimeoutError():
            return FetchError("timeout", f"no connection to {where} within {settings.connect_seconds:g} s (connect)")
        case aiohttp.SocketTimeoutError():
            return FetchError("timeout", f"{where} sent nothing for {settings.read_seconds:g} s (read)")
        case _:
            return FetchError("timeout", f"{where} did not finish within {settings.total_seconds:g} s (total)")


def _tls_reason(error: BaseException) -> str:
    """OpenSSL's own words, without the addresses and line numbers around them."""
    cause = getattr(error, "certificate_error", None) or getattr(error, "os_error", None) or error
    return str(getattr(cause, "verify_message", "") or getattr(cause, "reason", "") or cause)


def _os_reason(error: BaseException) -> str:
    """The system's words for an error number; asyncio's own text hides them behind ``Connect call failed``."""
    number = getattr(error, "errno", None)
    return os.strerror(number) if isinstance(number, int) and number > 0 else str(error) or type(error).__name__
