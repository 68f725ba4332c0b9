"""``demo``: the same program on bundled sample sources, replayed over loopback HTTP; needs no network."""

from __future__ import annotations

import functools
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

import click

from feeds.cli.main import Context
from feeds.cli.serving import host_and_port, run
from feeds.config import Settings, load_settings
from feeds.errors import ConfigError
from feeds.service import Service, config_folder, data_folder

_PORTS = range(8765, 8775)
"""Where the samples are replayed: one of these, so that a second run finds its sources where they were."""
_TYPES = {
    **SimpleHTTPRequestHandler.extensions_map,
    ".atom": "application/atom+xml; charset=utf-8",
    ".rss": "application/rss+xml; charset=utf-8",
    ".json": "application/feed+json; charset=utf-8",
}


@click.command("demo", short_help="The same on bundled sources, without network.")
@host_and_port
@click.pass_obj
def demo_command(context: Context, host: str, port: int) -> None:
    """Run on the bundled sample sources: texts in Ukrainian and English with a memory of human translations."""
    folder = config_folder(context.config) / "demo"
    if not folder.is_dir():
        folder = Path(__file__).parent.parent.parent / "config" / "demo"
    settings = load_settings(folder)
    data = data_folder(context.data) / "demo"
    with replayed(folder / "sites") as address, Service(at_address(settings, address), data) as service:
        context.out.note(f"sample sources are replayed at {address}")
        memory = folder / "memory.tmx"
        try:
            units = service.translating.import_memory(memory.read_bytes(), str(memory))[0]
        except OSError as error:
            raise ConfigError(str(memory), "", f"cannot be read: {error.strerror}") from error
        context.out.note(f"{units} human translations are in the memory")
        run(service, context.out, host, port)


def at_address(settings: Settings, address: str) -> Settings:
    """The same settings with every source at ``address`` (``http://host:port``), its path kept."""
    sources = tuple(replace(source, url=f"{address}{urlsplit(source.url).path}") for source in settings.sources)
    return replace(settings, sources=sources)


@contextmanager
def replayed(folder: Path) -> Iterator[str]:
    """Serve the files in ``folder`` on loopback, with Last-Modified and 304, for as long as the context lasts."""
    server = _listen(functools.partial(_Replay, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever, name="samples", daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _listen(handler: functools.partial[_Replay]) -> ThreadingHTTPServer:
    for port in (*_PORTS, 0):
        try:
            return ThreadingHTTPServer(("127.0.0.1", port), handler)
        except OSError:
            continue
    raise ConfigError("demo", "", "no port on 127.0.0.1 is free for the sample sources")


class _Replay(SimpleHTTPRequestHandler):
    extensions_map = _TYPES

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
        pass
