"""The group of commands, its options, and the one place that turns errors into a line and an exit code."""

from __future__ import annotations

import io
import sys
import traceback
from dataclasses import dataclass
from typing import Any

import click

from feeds import __version__
from feeds.cli.out import Out
from feeds.cli.signals import end_by_sigterm
from feeds.errors import ConfigError, VisnykError
from feeds.service import Service, open_service

OK = 0
NOTHING_WORKED = 1
USAGE = 2
SOME_FAILED = 3


@dataclass(frozen=True, slots=True)
class Context:
    """What every command gets."""

    config: str | None
    data: str | None
    debug: bool
    out: Out

    def service(self, base_url: str | None = None) -> Service:
        """Visnyk on the folders that the options name."""
        return open_service(self.config, self.data, base_url)


class _Commands(click.Group):
    """Imports a command's module when it is called: ``--help`` and ``refresh`` need not pay for the others."""

    _modules = {  # noqa: RUF012 - constant
        "run": "serving", "serve": "serving", "demo": "demo", "refresh": "refreshing", "translate": "refreshing",
        "export": "exporting", "backup": "backup", "restore": "backup", "editions": "editions",
        "sources": "sources", "partners": "partners", "stories": "stories", "memory": "memory", "review": "review",
        "editors": "editors", "translation": "translation", "config": "checking", "doctor": "checking",
    }  # fmt: skip

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self._modules)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        from importlib import import_module

        if cmd_name not in self._modules:
            return None
        module = import_module(f"feeds.cli.{self._modules[cmd_name]}")
        command: click.Command = getattr(module, f"{cmd_name}_command")
        return command


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="visnyk")
@click.option("--config", metavar="DIR", help="Folder of settings.  [VISNYK_CONFIG, else config/]")
@click.option("--data", metavar="DIR", help="Folder of data.  [VISNYK_DATA, else var/]")
@click.option("--debug", is_flag=True, help="Show where an error came from.")
@click.pass_context
def visnyk(context: click.Context, config: str | None, data: str | None, debug: bool) -> None:
    """A city's news, gathered, translated and republished as feeds.

    Exit codes: 0 all well, 1 nothing worked, 2 wrong usage or settings, 3 some sources failed.
    """
    context.obj = Context(config, data, debug, Out())


def main(arguments: list[str] | None = None) -> None:
    """Run the command; an error becomes one line on stderr, and a traceback only with ``--debug``.

    Always ends in :class:`SystemExit`.
    """
    debug = "--debug" in (sys.argv[1:] if arguments is None else arguments)
    _speak_any_language()
    end_by_sigterm()
    try:
        result: Any = visnyk.main(arguments, prog_name="visnyk", standalone_mode=False)
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message(), err=True)
        sys.exit(USAGE)
    except click.ClickException as error:
        error.show()
        sys.exit(USAGE)
    except (click.Abort, KeyboardInterrupt):
        click.echo("visnyk: stopped", err=True)
        sys.exit(130)
    except (VisnykError, OSError) as error:  # OSError: a disk that is full, a folder that is not ours
        if debug:
            traceback.print_exc()
        Out().note(f"visnyk: {error}")
        sys.exit(USAGE if isinstance(error, ConfigError) else NOTHING_WORKED)
    except Exception as error:  # noqa: BLE001 - nobody foresaw it: people get a line, those who ask a traceback
        if debug:
            traceback.print_exc()
        reason = " ".join(f"{type(error).__name__}: {error}".split())
        Out().note(f"visnyk: a fault in Visnyk itself: {reason}" + ("" if debug else "; --debug shows where"))
        sys.exit(NOTHING_WORKED)
    sys.exit(result if isinstance(result, int) else OK)


def _speak_any_language() -> None:
    """A terminal that knows no Cyrillic gets escapes and not a traceback."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
