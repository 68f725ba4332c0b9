"""The command ``visnyk``: thin commands over :class:`feeds.service.Service`."""

from __future__ import annotations

from feeds.cli.main import main

__all__ = ["main"]
