"""The viewer for a production server: ``granian --interface wsgi webapp.wsgi:app``.

``app`` is built when the server asks for it, which granian does in the worker process: a database connection must not
cross a fork, and importing this module opens nothing.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from webapp import create_app
from webapp.documents import documents

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication


def __getattr__(name: str) -> WSGIApplication:
    """``app``, once a process (PEP 562); raises :class:`feeds.errors.ConfigError` where settings are wrong."""
    if name != "app":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return _app()


@cache
def _app() -> WSGIApplication:
    # Imported here because it brings the database with it, which granian's parent process has no use for.
    from feeds.service import open_service

    service = open_service()
    return documents(create_app(service.reading, service.editing), service.reading)
