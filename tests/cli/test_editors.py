"""``visnyk editors``: accounts for the desk, and its log."""

from __future__ import annotations

import getpass
import io
import json
import os
import pty
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from feeds.cli.main import NOTHING_WORKED, OK, USAGE
from feeds.editing import passwords
from feeds.errors import SignInError
from feeds.service import open_service
from tests.cli.conftest import Run
from tests.cli.helping import City, command, configure, environment

RIGHT = "сім мостів над Лопанню"
LONG = b"long enough a password\n"
Add = Callable[[str], tuple[int, str, str]]


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hashes in no time; who calls is olena."""
    monkeypatch.setattr(
        passwords.Passwords, "__init__",
        lambda self, hasher=None: setattr(
            self, "_hasher", hasher or PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
        ),
    )  # fmt: skip
    monkeypatch.setattr(getpass, "getuser", lambda: "olena")


@pytest.fixture
def say(quick: None, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Call the program with something on its standard input: the bytes first, then the arguments."""
    configure(tmp_path / "config", {}, site='base_url = "https://news.example"')

    def call(given: bytes, *arguments: str | Path) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(given), encoding="utf-8"))
        return run("editors", *arguments)

    return call


@pytest.fixture
def add(say: Run) -> Add:
    """Make an account."""
    return lambda name: say(f"{RIGHT}\n".encode(), "add", name, "--password-stdin")


def test_from_nobody_to_somebody(add: Add, say: Run) -> None:
    """An account is made with a password from standard input; the program says where to sign in, and lists it."""
    assert say(b"", "list") == (OK, "nobody may sign in: `visnyk editors add NAME` makes an account\n", "")
    assert say(b"", "list", "--json")[1] == '{"editors": []}\n'
    assert add("Olena") == (OK, "Olena may sign in at https://news.example/en/desk/\n", "")
    code, out, err = say(b"", "list")
    assert code == OK
    assert out.startswith("Olena  since 2")
    assert out.endswith("  signed in never  may sign in\n")
    assert err == "Times are those of Europe/Kyiv.\n"
    [one] = json.loads(say(b"", "list", "--json")[1])["editors"]
    assert list(one) == ["name", "created", "disabled", "signed_in", "locked"]
    assert (one["name"], one["disabled"], one["signed_in"], one["locked"]) == ("Olena", None, None, 0)


def test_passwords(add: Add, say: Run, tmp_path: Path) -> None:
    """The password that was given is the right one; another one takes its place; the line's end is none of it."""
    add("Olena")
    with open_service(str(tmp_path / "config"), str(tmp_path / "data")) as service:
        token = service.editing.sign_in("olena", RIGHT, "192.0.2.7")
        assert say(b"another password\r\n", "password", "olena", "--password-stdin") == (
            OK, "olena has another password, and is signed out everywhere\n", "",
        )  # fmt: skip
        assert service.editing.editor_of(token) is None
        assert service.editing.sign_in("olena", "another password", "192.0.2.7")
        with pytest.raises(SignInError):
            service.editing.sign_in("olena", RIGHT, "192.0.2.7")


def test_disable_enable_unlock(add: Add, say: Run, tmp_path: Path) -> None:
    """Somebody is let in no more, and again; wrong passwords are forgotten. The list says how it stands."""
    add("Olena")
    with open_service(str(tmp_path / "config"), str(tmp_path / "data")) as service:
        for _ in range(5):
            with pytest.raises(SignInError):
                service.editing.sign_in("olena", "wrong", "192.0.2.7")
    assert "  locked for 9" in say(b"", "list")[1] or "  locked for 8" in say(b"", "list")[1]
    assert say(b"", "unlock", "olena")[1] == "olena may sign in; failed tries: 5\n"
    assert say(b"", "disable", "olena")[1] == "olena may not sign in any more, and is signed out everywhere\n"
    assert "  disabled since 2" in say(b"", "list")[1]
    assert say(b"", "enable", "olena")[1] == "olena may sign in\n"
    assert say(b"", "list")[1].endswith("  may sign in\n")


def test_log(add: Add, say: Run, tmp_path: Path) -> None:
    """Every deed is a line, the newest first, as it is for programs; of passwords there is nothing."""
    assert say(b"", "log") == (OK, "nothing was done yet\n", "")
    add("Olena")
    with open_service(str(tmp_path / "config"), str(tmp_path / "data")) as service:
        service.editing.sign_in("olena", RIGHT, "192.0.2.7")
    code, out, err = say(b"", "log")
    assert (code, err) == (OK, "Times are those of Europe/Kyiv.\n")
    assert [line.split()[2:] for line in out.splitlines()] == [
        ["Olena", "sign-in", "192.0.2.7", "-"],
        ["olena", "account", "command", "line", "Olena", "did:", "add"],
    ]
    assert len(say(b"", "log", "--limit", "1")[1].splitlines()) == 1
    newest, oldest = json.loads(say(b"", "log", "--json")[1])["deeds"]
    assert list(newest) == ["id", "made", "editor", "kind", "subject", "address", "detail"]
    assert (oldest["editor"], oldest["detail"]) == ("olena", {"did": "add"})
    assert RIGHT not in out


WORDY = "about-whatever-the-city-council-has-decided-upon-in-its-meeting-this-morning-and-what-is-to-follow"


def test_corrections_in_the_log(say: Run, tmp_path: Path, city: City, run: Run) -> None:
    """What was done to a unit stands in the log in short: its number, what it was and what it is."""
    configure(tmp_path / "config", {"lviv": city.feed("/a", entries=1)}, engine=city.url)
    run("refresh")
    with open_service(str(tmp_path / "config"), str(tmp_path / "data")) as service:
        [(entry, _)] = _entries(service)
        service.editing.correct("Olena", "192.0.2.7", entry.key, "en", 1, "Новина 1", "News " + WORDY)
        service.editing.undo("Olena", "192.0.2.7", entry.key, "en", 1)
    first, second = say(b"", "log")[1].splitlines()
    assert second.endswith(f"{entry.key}  language: en; unit 1: News item 1 → News {WORDY[:54]}…")
    assert first.endswith("→ an engine's turn again")


def _entries(service: object) -> list[tuple[object, object]]:
    from feeds.store.viewing import newest_entries

    with service.database.read() as connection:  # type: ignore[attr-defined]
        return newest_entries(connection, ["lviv"], "en", None, 10)  # type: ignore[return-value]


@pytest.mark.parametrize(
    ("given", "arguments", "said"),
    [
        (b"short\n", ("add", "ivan", "--password-stdin"), "visnyk: the password has 5 characters; give it at least 12"),
        (b"", ("add", "ivan", "--password-stdin"), "visnyk: the password has 0 characters"),
        (b"\xff\xfe\n", ("add", "ivan", "--password-stdin"), "visnyk: the password on standard input is no UTF-8 text"),
        (LONG, ("add", "a b", "--password-stdin"), "visnyk: 'a b' is no name: 1 to 64 letters"),
        (
            b"long enough a password\n",
            ("add", "OLENA", "--password-stdin"),
            "visnyk: there is an editor 'Olena' already",
        ),
        (
            b"long enough a password\n",
            ("password", "ivan", "--password-stdin"),
            "visnyk: no editor 'ivan'; known: Olena",
        ),
        (b"", ("unlock", "ivan"), "visnyk: no editor 'ivan'; known: Olena"),
        (b"", ("disable", "ivan"), "visnyk: no editor 'ivan'; known: Olena"),
    ],
)
def test_what_cannot_be_done(add: Add, say: Run, given: bytes, arguments: tuple[str, ...], said: str) -> None:
    """What cannot be done is one line that says why."""
    add("Olena")
    code, out, err = say(given, *arguments)
    assert (code, out, err.count("\n")) == (NOTHING_WORKED, "", 1)
    assert err.startswith(said)


def test_no_terminal(add: Add, say: Run) -> None:
    """Where there is no terminal to ask on, nobody waits for an answer: the option is named."""
    code, _, err = say(b"long enough a password\n", "add", "ivan")
    assert code == USAGE
    assert "there is no terminal to ask for the password on: give it with --password-stdin" in err


@pytest.mark.skipif(sys.platform != "linux", reason="asks on a pseudo-terminal")
def test_asked_for_twice_without_an_echo(tmp_path: Path) -> None:
    """On a terminal the password is asked for twice, until both are the same, and never shown."""
    configure(tmp_path / "config", {})
    folders = ("--config", tmp_path / "config", "--data", tmp_path / "data")
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        command(*folders, "editors", "add", "olena"), stdin=theirs, stdout=theirs, stderr=theirs,
        env=environment(), start_new_session=True,
    )  # fmt: skip
    os.close(theirs)
    for asked, answer in (
        (b"Password: ", RIGHT), (b"The same again: ", "something else"), (b"Password: ", RIGHT),
        (b"The same again: ", RIGHT), (b"/en/desk/", ""),
    ):  # fmt: skip
        seen = b""
        while asked not in seen:
            seen += os.read(ours, 4096)
            assert RIGHT.encode() not in seen
        os.write(ours, answer.encode() + b"\n" if answer else b"")
    assert process.wait(60) == OK
    os.close(ours)
    with open_service(str(tmp_path / "config"), str(tmp_path / "data")) as service:
        assert [one.name for one in service.editing.editors()] == ["olena"]
