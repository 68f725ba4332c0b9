"""``run`` and ``serve``: the viewer behind a production server, and beside it, for ``run``, the refreshing."""

from __future__ import annotations

import multiprocessing
import multiprocessing.connection
import os
import signal
import socket
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import click

from feeds.cli.main import Context
from feeds.cli.out import Out, outcome_line
from feeds.cli.refreshing import summary_lines
from feeds.config import Settings
from feeds.errors import ConfigError, StoreError
from feeds.model import RefreshSummary, SourceOutcome
from feeds.service import Service

_ROUND = 30
"""Seconds between two looks at which sources are due."""
_WORKER_THREADS = 8
_STOP_SECONDS = 15


def host_and_port(command: Callable[..., object]) -> Callable[..., object]:
    """The two options that ``run``, ``serve`` and ``demo`` share."""
    command = click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))(command)
    return click.option("--host", default="127.0.0.1", show_default=True)(command)


@click.command("run")
@host_and_port
@click.pass_obj
def run_command(context: Context, host: str, port: int) -> None:
    """Refresh the sources as they fall due, and serve the viewer and the editions."""
    with context.service() as service:
        run(service, context.out, host, port)


@click.command("serve")
@host_and_port
@click.pass_obj
def serve_command(context: Context, host: str, port: int) -> None:
    """Serve what was published; somebody else refreshes (a timer that runs ``visnyk refresh``)."""
    with context.service() as service:
        settings = with_address(service.settings, host, port)
        service.database  # noqa: B018 - opens it, so that a wrong folder is an error here and not in a worker
        service.publish()
        serve(settings, service.data, context.out, host, port)


def run(service: Service, out: Out, host: str, port: int) -> None:
    """Serve, with a child process that refreshes; both end together."""
    settings = with_address(service.settings, host, port)
    check_port(host, port)
    service.database  # noqa: B018 - created here, before two processes could try at once
    child = multiprocessing.get_context("spawn").Process(target=follow, args=(settings, service.data), name="refresh")
    child.start()
    try:
        serve(settings, service.data, out, host, port)
    finally:
        child.terminate()
        child.join(_STOP_SECONDS)
        if child.is_alive():
            child.kill()
            child.join()


def with_address(settings: Settings, host: str, port: int) -> Settings:
    """Links lead to where the site is served, unless the settings say where that is."""
    if settings.base_url_is_set:
        return settings
    shown = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)  # noqa: S104
    return replace(settings, site=replace(settings.site, base_url=f"http://{shown}:{port}"), base_url_is_set=True)


def check_port(host: str, port: int) -> None:
    """Can this address be listened on? The server itself would end in a traceback.

    :raises ConfigError: it cannot, with the reason.
    """
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, port))
    except OSError as error:
        raise ConfigError(f"--host {host} --port {port}", "", f"cannot be listened on: {error.strerror}") from error


def serve(settings: Settings, data: Path, out: Out, host: str, port: int) -> None:
    """Serve until SIGINT or SIGTERM; pages come from worker processes that open their own database."""
    from granian import Granian
    from granian.constants import Interfaces

    check_port(host, port)
    # A worker is a new process: it opens Visnyk by these.
    os.environ["VISNYK_CONFIG"] = str(settings.folder.resolve())
    os.environ["VISNYK_DATA"] = str(data.resolve())
    os.environ["VISNYK_BASE_URL"] = settings.site.base_url
    server = Granian(
        "webapp.wsgi:app",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        blocking_threads=_WORKER_THREADS,
        log_enabled=False,
        websockets=False,
        workers_kill_timeout=5,
        respawn_failed_workers=True,
    )
    server.on_startup(lambda: out.note(f"Visnyk: {settings.site.base_url}/  (Ctrl-C stops)"))
    server.serve()
    out.note("Visnyk: stopped")


def follow(settings: Settings, data: Path) -> None:
    """Refresh what is due, for ever; the child process of ``run``."""
    # Both end the round in an orderly way: asyncio cancels what is under way, a transaction is rolled back. SIGINT is
    # set too, since a shell starts background jobs with it ignored.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGTERM, lambda *_: signal.raise_signal(signal.SIGINT))
    out = Out()
    try:
        with Service(settings, data) as service:
            _first_round(service, out)
            while _parent_lives():
                _round(service, out)
    except KeyboardInterrupt:
        sys.exit(0)


def _parent_lives() -> bool:
    """Wait for the next round; false as soon as nobody is left to refresh for (the parent was killed)."""
    parent = multiprocessing.parent_process()
    return parent is None or not multiprocessing.connection.wait([parent.sentinel], timeout=_ROUND)


def _first_round(service: Service, out: Out) -> None:
    try:
        summary = service.refresh(on_source=lambda outcome: out.note(_line(outcome)))
    except StoreError as error:
        out.note(f"visnyk: {error}")
        return
    for line in summary_lines(summary):
        out.note(line)
    if summary.sources and not _reached(summary):
        out.note(
            "No source could be reached: is this machine online? `make demo` shows Visnyk on bundled sources, "
            "without network."
        )


def _round(service: Service, out: Out) -> None:
    def say(outcome: SourceOutcome) -> None:
        if outcome.status == "failed" or outcome.new or outcome.changed:
            out.note(_line(outcome))

    try:
        service.refresh(own_interval=True, on_source=say)
    except StoreError as error:  # the disk is full, another refresh is at it: the next round tries again
        out.note(f"visnyk: {error}")


def _reached(summary: RefreshSummary) -> bool:
    return any(outcome.status != "failed" for outcome in summary.sources)


def _line(outcome: SourceOutcome) -> str:
    return outcome_line(outcome.source_id, outcome.status, outcome.new, outcome.changed, outcome.detail)
