"""The list of entries that must not be published."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.config.takedown import FILE, load_takedowns
from feeds.editions.takedown import spellings
from feeds.errors import ConfigError
from feeds.model import Takedown

KEY = "5de4f6cc0faef28e"
ROOT = Path(__file__).parents[1]


def listed(folder: Path, text: str) -> tuple[Takedown, ...]:
    """What a file with this text lists."""
    (folder / FILE).write_text(text, encoding="utf-8")
    return load_takedowns(folder / FILE)


def test_no_file(tmp_path: Path) -> None:
    """Without a file nothing is taken down; and the one that is shipped takes down nothing."""
    assert load_takedowns(tmp_path / FILE) == ()
    assert load_takedowns(ROOT / "config" / FILE) == ()


def test_example_that_is_shipped(tmp_path: Path) -> None:
    """The example in the shipped file is right once its comment signs are gone."""
    lines = (ROOT / "config" / FILE).read_text("utf-8").partition("#\n")[2].replace("# ", "")
    assert listed(tmp_path, lines) == (
        Takedown(f"https://news.example.org/en/entry/{KEY}", "Its source withdrew it; letter of 12 June"),
    )


@pytest.mark.parametrize(
    "entry",
    [KEY, f"https://news.example/entry/{KEY}", "https://міськрада.укр/новини/1", "urn:uuid:0", "tag:city.example,1:1",
     f"  {KEY} "],
)  # fmt: skip
def test_what_names_an_entry(tmp_path: Path, entry: str) -> None:
    """A key, a link in any script, an id; blanks around it do no harm, and a reason may be left out."""
    assert listed(tmp_path, f'[[takedown]]\nentry = "{entry}"\n') == (Takedown(entry.strip(), None),)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[[takedown]]\nentry = "Трамвай"\n', "takedown[1].entry = 'Трамвай': is no address, id or key (16 hex digits"),
        (f'[[takedown]]\nentry = "{KEY[:-1]}"\n', f"takedown[1].entry = '{KEY[:-1]}': is no address"),
        ('[[takedown]]\nentry = ""\n', "takedown[1].entry = '': is no address"),
        ('[[takedown]]\nreason = "x"\n', "takedown[1].entry: is missing"),
        (f'[[takedown]]\nentry = "{KEY}"\nwhy = "x"\n', "takedown[1].why = 'x': there is no such setting"),
        (f'[[takedown]]\nentry = "{KEY}"\nreason = ""\n', "takedown[1].reason = ''"),
        (f'[takedown]\nentry = "{KEY}"\n', "takedown: is one table; write its name in [[two brackets]]"),
        ("[[takedown]\n", "is no valid TOML"),
    ],
)
def test_errors(tmp_path: Path, text: str, said: str) -> None:
    """What is wrong is one line with file, key, value and reason."""
    with pytest.raises(ConfigError) as caught:
        listed(tmp_path, text)
    assert "\n" not in str(caught.value)
    assert said in str(caught.value)
    assert str(caught.value).startswith(str(tmp_path / FILE))


# --- what a line names --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["", "/en", "/uk"])
@pytest.mark.parametrize("end", ["", "/", ".html", "/index.html", "?a=1", "#original", "/pl", "/pt-BR/index.html"])
def test_address_of_its_page(language: str, end: str) -> None:
    """The address of an entry's page names the entry: on whatever host, in whatever language, served or exported, and
    as it was before pages had languages."""
    assert KEY in spellings(f"https://news.example/visnyk{language}/entry/{KEY}{end}")


@pytest.mark.parametrize("path", [f"entry/{KEY}0", f"entry/{KEY[:-1]}", f"entries/{KEY}", f"entry/{KEY}-old"])
def test_address_of_another_page(path: str) -> None:
    """An address that is merely like it does not."""
    assert KEY not in spellings(f"https://news.example/{path}")


def test_links_as_browsers_write_them() -> None:
    """A link is the same with other percent-encoding, with a slash at its end, and without."""
    written = "https://city.example/новини/трамвай"
    encoded = "https://city.example/%D0%BD%D0%BE%D0%B2%D0%B8%D0%BD%D0%B8/%D1%82%D1%80%D0%B0%D0%BC%D0%B2%D0%B0%D0%B9"
    for one in (written, encoded):
        for end in ("", "/"):
            assert {written, encoded, f"{written}/", f"{encoded}/"} <= spellings(one + end)
    assert spellings("https://city.example/%FF") >= {"https://city.example/%FF", "https://city.example/%FF/"}


def test_ids_are_left_alone() -> None:
    """What is no web address is itself and nothing else."""
    assert spellings("tag:city.example,2026:1/") == {"tag:city.example,2026:1/"}
    assert spellings(KEY) == {KEY}


@given(st.text())
def test_any_text(text: str) -> None:
    """A line names itself, whatever else it names, and few things."""
    assert text in spellings(text)
    assert len(spellings(text)) <= 8
