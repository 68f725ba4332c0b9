"""Entries put into ``takedown.toml``, and taken out of it, by the program."""

from __future__ import annotations

import os
import tomllib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from feeds.config.takedown import load_takedowns
from feeds.errors import ConfigError
from feeds.model import Takedown
from feeds.takedownfile import with_takedown, without_takedown

KEY, OTHER = "0123456789abcdef", "fedcba9876543210"
LINK = "https://city.example/news/7"
BY_HAND = f"""\
# Знято з сайту. Питання — до пресслужби!

[[takedown]]  # листопад
entry = "{OTHER}"
reason = '''
Просила родина
[[takedown]]
'''

# Це ще обговорюється:
[[ takedown ]]
    entry   = "{LINK}"   # посилання

# Кінець.
"""


def written(folder: Path, content: str) -> Path:
    """A list."""
    path = folder / "takedown.toml"
    path.write_bytes(content.encode())
    return path


def put_in(path: Path, key: str = KEY, reason: str = "") -> None:
    """Name an entry."""
    with with_takedown(path, key, reason):
        pass


def take_out(path: Path, key: str = KEY) -> None:
    """Name it no more."""
    with without_takedown(path, key):
        pass


def test_where_there_is_no_file(tmp_path: Path) -> None:
    """It is made, and is empty when the entry is taken out again."""
    path = tmp_path / "takedown.toml"
    put_in(path, reason='Проти "волі" \\ родини')
    assert path.read_text() == f'[[takedown]]\nentry = "{KEY}"\nreason = "Проти \\"волі\\" \\\\ родини"\n'
    assert load_takedowns(path) == (Takedown(KEY, 'Проти "волі" \\ родини'),)
    take_out(path)
    assert path.read_bytes() == b""


@pytest.mark.parametrize(
    "before", [BY_HAND, BY_HAND.replace("\n", "\r\n"), f"\ufeff{BY_HAND}", "\n# nothing\n", "", "\ufeff"]
)
def test_in_and_out_leaves_no_trace(tmp_path: Path, before: str) -> None:
    """What stands there stays byte for byte, with its ends of lines; out again, the file is what it was."""
    path = written(tmp_path, before)
    put_in(path, reason="чому")
    assert path.read_bytes().startswith(before.encode())
    assert load_takedowns(path)[-1] == Takedown(KEY, "чому")
    assert (b"\n" in path.read_bytes().replace(b"\r\n", b"")) == ("\r\n" not in before)
    take_out(path)
    assert path.read_bytes() == before.encode()


def test_from_the_middle(tmp_path: Path) -> None:
    """Of what a person wrote, the table alone goes: remarks before and behind it stay."""
    path = written(tmp_path, BY_HAND)
    put_in(path)
    take_out(path, OTHER)
    assert path.read_text() == (
        "# Знято з сайту. Питання — до пресслужби!\n\n# Це ще обговорюється:\n[[ takedown ]]\n"
        f'    entry   = "{LINK}"   # посилання\n\n# Кінець.\n\n[[takedown]]\nentry = "{KEY}"\n'
    )
    take_out(path, LINK)
    assert path.read_text() == (
        "# Знято з сайту. Питання — до пресслужби!\n\n# Це ще обговорюється:\n\n# Кінець.\n\n"
        f'[[takedown]]\nentry = "{KEY}"\n'
    )


def test_named_twice(tmp_path: Path) -> None:
    """All tables that name the entry by its key go."""
    path = written(tmp_path, "")
    for key in (KEY, OTHER, KEY):
        put_in(path, key)
    take_out(path)
    assert load_takedowns(path) == (Takedown(OTHER),)


def test_a_list_in_brackets(tmp_path: Path) -> None:
    """A list that is written in another way is left to people, in both directions."""
    path = written(tmp_path, f'takedown = [{{ entry = "{OTHER}" }}]\n')
    before = path.read_bytes()
    with pytest.raises(ConfigError, match=r"takedown: is a list in brackets there: write it as \[\[takedown\]\]"):
        put_in(path)
    with pytest.raises(ConfigError, match=rf"takedown\[1\] = '{OTHER}': cannot be taken out here; do it by hand"):
        take_out(path, OTHER)
    assert path.read_bytes() == before
    assert os.listdir(tmp_path) == ["takedown.toml"]


@pytest.mark.parametrize("content", ["[[takedown]]\n", "[[takedown]\n", "x = 1\n"])
def test_a_file_that_is_not_in_order(tmp_path: Path, content: str) -> None:
    """To a file that is broken already nothing is added."""
    path = written(tmp_path, content)
    with pytest.raises(ConfigError):
        put_in(path)
    assert path.read_text() == content


REASONS = st.text(st.characters(codec="utf-8", exclude_characters="\x7f", exclude_categories=["Cc"]), max_size=30)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.lists(st.tuples(st.sampled_from([KEY, OTHER, LINK]), REASONS, st.booleans()), min_size=1, max_size=5),
    which=st.sampled_from([KEY, OTHER]),
)
def test_whatever_stands_there(tmp_path: Path, rows: list[tuple[str, str, bool]], which: str) -> None:
    """From any list exactly the tables of an entry go, and every remark stays."""
    path = written(tmp_path, "# перша\n")
    for number, (entry, reason, remark) in enumerate(rows):
        put_in(path, entry, reason)
        if remark:
            path.write_text(f"{path.read_text()}# {number} [[takedown]] {reason}\n")
    remarks = [line for line in path.read_text().splitlines() if line.startswith("# ")]
    wanted = [one for one in tomllib.loads(path.read_text())["takedown"] if one["entry"] != which]
    take_out(path, which)
    assert tomllib.loads(path.read_text()).get("takedown", []) == wanted
    assert [line for line in path.read_text().splitlines() if line.startswith("# ")] == remarks
