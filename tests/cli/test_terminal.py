"""What a terminal shows: a bar while it works, and nothing that a stranger's words could do to it."""

from __future__ import annotations

import os
import pty
import re
import subprocess
from contextlib import suppress
from pathlib import Path

import pytest

from feeds.cli.out import Out, columns
from feeds.cli.progress import Bar
from tests.cli.helping import City, command, configure, environment

ESCAPES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


def on_terminal(*arguments: str | Path) -> tuple[int, str, str]:
    """Run the program with its stderr on a pseudo-terminal: exit code, stdout, what the terminal was sent."""
    controller, terminal = pty.openpty()
    env = environment(TERM="xterm-256color", COLUMNS="120", LANG="C.UTF-8")
    process = subprocess.Popen(command(*arguments), env=env, stdout=subprocess.PIPE, stderr=terminal, text=True)
    os.close(terminal)
    screen = b""
    with suppress(OSError):  # EIO: the other end is closed
        while piece := os.read(controller, 4096):
            screen += piece
    os.close(controller)
    out = process.communicate()[0]
    return process.returncode, out, screen.decode()


def test_bar_on_a_terminal(city: City, tmp_path: Path) -> None:
    """A terminal gets a bar that is gone at the end; only bad news stays, with its reason."""
    sources = {"lviv": city.feed("/a"), "odesa": city.refuse("/b", 503)}
    config = configure(tmp_path / "config", sources, engine=city.url)
    code, out, screen = on_terminal("--config", config, "--data", tmp_path / "data", "refresh")
    assert code == 3
    assert "━" in screen
    assert "2/2" in screen
    plain = ESCAPES.sub("", screen)
    assert "odesa: FAILED: answered 503 Service Unavailable" in plain
    assert "translating" in plain
    assert "\x1b[2K" in screen[screen.rindex("━") :], "the bar is still there at the end"
    assert out.startswith("sources       1 ok, 1 failed\n")


def test_foreign_markup_is_text() -> None:
    """A server's words in brackets are printed as they are: the bar takes no markup from them."""
    with Bar() as bar:
        bar.begin("sources [/red]", 2)
        bar.step(1, "odesa: FAILED: [/b] more than `[http] max_bytes`", keep=True)
        bar.begin("translating")
        bar.step(1, "[/]")


def test_control_characters_do_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    """An escape sequence in a title or an error, of 7 or 8 bits, reaches no terminal."""
    Out().line("a\x1b[2Jb\x9b31mc\x07\r")
    Out().note("\x00Вісник\tы")
    out, err = capsys.readouterr()
    assert out == "a�[2Jb�31mc��\n"
    assert err == "�Вісник\tы\n"


def test_columns() -> None:
    """Columns are as wide as their widest cell, the last of each row aside, without spaces at the end."""
    rows = [("a", "bb", "long tail"), ("aaa", "b", ""), ("", "a much longer last cell"), ()]
    assert list(columns(rows)) == ["a    bb  long tail", "aaa  b", "     a much longer last cell", ""]
