"""``run`` and ``serve``: the viewer behind a production server, and beside it, for ``run``, the refreshing."""

from __future__ import annotations

import multiprocessing
import os
import signal
import socket
from collections.abc import Callable
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import Any

import click

from feeds.cli.following import following
from feeds.cli.main import Context
from feeds.cli.out import Out
from feeds.cli.signals import end_with_parent, leave_terminal_to_parent
from feeds.config import Settings
from feeds.errors import ConfigError
from feeds.service import Service

_WORKER_THREADS = 8


def host_and_port(command: Callable[..., object]) -> Callable[..., object]:
    """The two options that ``run``, ``serve`` and ``demo`` share."""
    port = click.option(
        "--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help="Port to listen on."
    )
    host = click.option(
        "--host", default="127.0.0.1", show_default=True, help="Address to listen on; 0.0.0.0: every one."
    )
    return host(port(command))


@click.command("run", short_help="Refresh as sources fall due, and serve the news.")
@host_and_port
@click.pass_obj
def run_command(context: Context, host: str, port: int) -> None:
    """Refresh the sources as they fall due, and serve the viewer and the editions."""
    with context.service() as service:
        run(service, context.out, host, port)


@click.command("serve", short_help="Serve the news; somebody else refreshes.")
@host_and_port
@click.pass_obj
def serve_command(context: Context, host: str, port: int) -> None:
    """Serve what was published; somebody else refreshes (a timer that runs `visnyk refresh`)."""
    with context.service() as service:
        settings = with_address(service.settings, host, port)
        check_port(host, port)
        with Service(settings, service.data) as published:
            published.publish()
        serve(settings, service.data, context.out, host, port)


def run(service: Service, out: Out, host: str, port: int) -> None:
    """Serve, with a child process that refreshes; both end together."""
    settings = with_address(service.settings, host, port)
    check_port(host, port)
    service.translating.check_terms()
    service.database  # noqa: B018 - created here, before two processes could try at once
    if not settings.site.contact:
        out.note("[site] contact is not set in visnyk.toml: sources cannot tell whom to write to")
    with following(settings, service.data, out):
        serve(settings, service.data, out, host, port)


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
    except (OSError, UnicodeError) as error:  # UnicodeError: a label of the name is empty or too long
        reason = getattr(error, "strerror", None) or str(error)
        raise ConfigError(f"--host {host} --port {port}", "", f"cannot be listened on: {reason}") from error


def serve(settings: Settings, data: Path, out: Out, host: str, port: int) -> None:
    """Serve until SIGINT, SIGTERM or SIGHUP; pages come from a worker process that opens its own database."""
    from granian import Granian
    from granian.constants import Interfaces

    # The worker opens Visnyk by these.
    os.environ["VISNYK_CONFIG"] = str(settings.folder.resolve())
    os.environ["VISNYK_DATA"] = str(data.resolve())
    os.environ["VISNYK_BASE_URL"] = settings.site.base_url
    # granian would fork, although this process has threads, and the copy would hold all that is open here.
    multiprocessing.set_start_method("spawn", force=True)
    hang_up = signal.getsignal(signal.SIGHUP)
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

    def started() -> None:
        # A closed terminal ends the program, as anybody expects; granian would start new workers instead.
        signal.signal(signal.SIGHUP, hang_up if hang_up is signal.SIG_IGN else signal.getsignal(signal.SIGTERM))
        out.note(f"Visnyk: {settings.site.base_url}/  (Ctrl-C stops)")

    server.on_startup(started)
    server.serve(target_loader=load_app, wrap_loader=False)
    out.note("Visnyk: stopped")


def load_app() -> Any:
    """The viewer, in a worker process; called by granian there.

    By name, since this floor does not import a higher one, and not by granian's own loader, which would take a
    folder ``webapp`` in the current one for it.
    """
    leave_terminal_to_parent()
    end_with_parent()
    return import_module("webapp.wsgi").app
