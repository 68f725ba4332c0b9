"""``stories list|why|join|split``."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from feeds.cli.main import NOTHING_WORKED, OK
from feeds.jobs.stories import find_stories
from feeds.service import now, open_service
from tests.cli.conftest import Run
from tests.cli.helping import City, configure

NOTE = "Editions show it so at the next publish.\n"


def feed(title: str, text: str, name: str) -> bytes:
    """One entry."""
    return (
        f'<rss version="2.0"><channel><title>Новини</title><item><guid>urn:x-test:{name}</guid><title>{title}</title>'
        f"<link>https://{name}.example/1</link><pubDate>Mon, 02 Mar 2026 10:01:00 +0200</pubDate>"
        f"<description>{text}</description></item></channel></rss>"
    ).encode()


@pytest.fixture
def keys(city: City, run: Run, tmp_path: Path) -> dict[str, str]:
    """Three entries of three sources: two tell the same, and have joined. Their keys by source."""
    same = "Шістнадцять нових лавок поставили на набережній біля старого мосту через річку Лопань сьогодні вранці."
    other = "Зоопарк запрошує подивитися на молодих рисей, вони вже виходять до відвідувачів кожного дня опівдні."
    sources = {"lviv": ("Нові лавки", same), "channel": (same, same), "zoo": ("Рисі", other)}
    for name, (title, text) in sources.items():
        city.answers[f"/{name}"] = (200, {"Content-Type": "application/rss+xml"}, feed(title, text, name))
    configure(tmp_path / "config", {name: f"{city.url}/{name}" for name in sources})
    with open_service(str(tmp_path / "config"), str(tmp_path / "data")) as service:
        # Without publishing: what subscribers have been shown apart would stay so.
        from feeds.jobs.refresh import World, refresh_sources

        settings = service.settings
        world = World(service.database, settings.http, settings.parse, now, lambda: 0.5)
        refresh_sources(world, settings.sources)
        assert find_stories(service.database, tuple(sources), now()) == 1
    found = json.loads(run("stories", "list", "--json")[1])["stories"][0]["entries"]
    by_source = {one["source"]: one["key"] for one in found}
    _, out, _ = run("stories", "why", "https://zoo.example/1", "--json")
    return {**by_source, "zoo": json.loads(out)["entry"], "first": found[0]["source"], "second": found[1]["source"]}


def test_list(keys: dict[str, str], run: Run) -> None:
    """Stories of several entries are listed with their entries, those that joined set in."""
    code, out, err = run("stories", "list")
    first, second = (line.split() for line in out.splitlines() if line)
    assert code == OK
    assert first[:4] == [keys[keys["first"]], "2026-03-02", "10:01", keys["first"]]
    assert second[:4] == [keys[keys["second"]], "2026-03-02", "10:01", keys["second"]]
    assert f"\n  {second[0]}" in out
    assert err == "1 story of several entries. Times are those of Europe/Kyiv.\n"
    assert run("stories", "list", "--days", "7")[1:] == (
        "", "0 stories of several entries. Times are those of Europe/Kyiv.\n",
    )  # fmt: skip


def test_why(keys: dict[str, str], run: Run) -> None:
    """Of a member, the reasons; of an entry that is alone, what is like it and why it is not the same."""
    member = keys[keys["second"]]
    code, out, _ = run("stories", "why", member)
    assert code == OK
    assert "passages are the same" in out.splitlines()[2]
    found = json.loads(run("stories", "why", member[:12], "--json")[1])
    assert (found["entry"], found["story"], found["apart"], found["near"]) == (member, keys[keys["first"]], False, [])
    assert [one["by_hand"] for one in found["entries"]] == [False, False]
    assert "  alone in its story\n" in run("stories", "why", keys["zoo"])[1]


def test_split_and_join(keys: dict[str, str], run: Run) -> None:
    """What is taken out is alone, with what it is like; what is joined is in the story by hand."""
    first, second = keys[keys["first"]], keys[keys["second"]]
    assert run("stories", "split", second) == (OK, f"{second} left story {first}\n", NOTE)
    out = run("stories", "why", second)[1]
    assert f"  alone: an editor took it out of {first}\n  not with {first}  " in out
    assert "    the same by the rules (" in out and "`visnyk stories join` joins them" in out
    assert run("stories", "list", "--json")[1] == '{"stories": []}\n'
    _, out, err = run("stories", "join", keys["zoo"], first)
    assert " joined story " in out and err == NOTE
    [story] = json.loads(run("stories", "list", "--json")[1])["stories"]
    assert [one["by_hand"] for one in story["entries"]] == [False, True]
    split = run("stories", "why", second)[1]
    assert "not with" in split


def test_errors_are_one_line(keys: dict[str, str], run: Run) -> None:
    """What cannot be done is a line on stderr."""
    for arguments, message in (
        (("why", "ffff"), "no entry is meant by 'ffff': give its key, the beginning of it, or its link"),
        (("split", keys["zoo"]), f"entry {keys['zoo']} is alone: there is nothing to take it out of"),
        (("join", keys["zoo"], keys["zoo"]), f"{keys['zoo']} and {keys['zoo']}: an entry does not join itself"),
    ):
        assert run("stories", *arguments) == (NOTHING_WORKED, "", f"visnyk: {message}\n")
