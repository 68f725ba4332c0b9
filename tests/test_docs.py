"""The documents say what the program does: every command, setting, error and link in them is looked at."""

from __future__ import annotations

import ast
import json
import re
import tomllib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
import pytest
from pydantic import BaseModel
from pydantic_core import PydanticUndefined

import feeds.config.engines as engines_of
import feeds.config.partner_tables as partner_tables
import feeds.config.partners as partners_of
import feeds.config.tables as tables_of
import feeds.config.takedown as takedown_of
import feeds.config.topics as topics_of
from feeds.cli.main import visnyk
from feeds.cli.refreshing import engine_json, states_json, summary_json
from feeds.config import load_settings
from feeds.editions.feedgen_repair import NAMESPACE, PREFIX
from feeds.editions.writers import WRITERS
from feeds.model import (
    Category,
    Edition,
    EditionDocument,
    EditionItem,
    FeedInfo,
    Finding,
    Other,
    RefreshSummary,
    Site,
    State,
)

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
PAGES = sorted(
    path
    for path in (*ROOT.glob("*.md"), *DOCS.rglob("*.md"), *(ROOT / "deploy").glob("*.md"))
    if path.name not in ("AGENTS.md", "CLAUDE.md")
)
_LINK = re.compile(r"\]\(([^)\s]+)\)")
_FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_HEADING = re.compile(r"^#+ +(.+)$", re.MULTILINE)


def read(name: str) -> str:
    """A page below docs/."""
    return (DOCS / name).read_text("utf-8")


def sections(text: str, level: int) -> dict[str, str]:
    """The text below each heading of this level, up to the next one of this or a higher level."""
    parts = re.split(rf"^(#{{1,{level}}}) +(.+)$", text, flags=re.MULTILINE)
    found = zip(parts[1::3], parts[2::3], parts[3::3], strict=True)
    return {title.strip("`[] "): body for marks, title, body in found if len(marks) == level}


def rows(text: str) -> dict[str, list[str]]:
    """The lines of all Markdown tables in ``text``, by their first cell without its code marks."""
    lines = [line for line in text.splitlines() if line.startswith("|") and not line.startswith("|---")]
    cells = [[cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]] for line in lines]
    return {row[0].strip("`"): row for row in cells}


def fences(text: str, language: str) -> list[str]:
    """The code blocks in this language."""
    return [code for name, code in _FENCE.findall(text) if name == language]


# --- commands -----------------------------------------------------------------------------------------------------


def commands(group: click.Command, path: tuple[str, ...] = ("visnyk",)) -> Iterator[tuple[str, click.Command]]:
    """Every command that does something, with its full name."""
    if not isinstance(group, click.Group):
        yield " ".join(path), group
        return
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        yield from commands(command, (*path, name))


def test_every_command_has_its_section() -> None:
    """docs/commands.md has a section for each command, and for nothing else that would be one."""
    documented = [title for title in sections(read("commands.md"), 2) if title.startswith("visnyk ")]
    assert sorted(documented) == sorted(name for name, _ in commands(visnyk))


@pytest.mark.parametrize("name", [name for name, _ in commands(visnyk)])
def test_every_option_is_documented(name: str) -> None:
    """A command's section names its options and arguments, and no option that it does not have."""
    command = dict(commands(visnyk))[name]
    section = sections(read("commands.md"), 2)[name]
    synopsis = section.strip().splitlines()[0]
    shared = sections(read("commands.md"), 2)["visnyk run"] if "Options as for `run`" in section else ""
    options = {option for p in command.params if isinstance(p, click.Option) for option in p.opts}
    assert set(re.findall(r"--[a-z-]+", synopsis)) == options
    assert options <= {option for row in rows(section + shared) for option in re.findall(r"--[a-z-]+", row)}
    arguments = [p.make_metavar(click.Context(command)) for p in command.params if isinstance(p, click.Argument)]
    assert all(argument in synopsis for argument in arguments)


def test_options_of_the_program_are_documented() -> None:
    """--config, --data, --debug, --version and --help stand before the commands."""
    documented = " ".join(rows(read("commands.md").partition("\n## ")[0]))
    for parameter in visnyk.get_params(click.Context(visnyk)):
        for option in parameter.opts:
            assert option in documented or f"`{option}`" in read("commands.md")


def test_readme_names_every_command() -> None:
    """The README's list has each command, and every target of the Makefile that it speaks of exists."""
    readme = (ROOT / "README.md").read_text("utf-8")
    for name, _ in commands(visnyk):
        first, *rest = name.removeprefix("visnyk ").split()
        assert re.search(rf"^ +visnyk {first} .*{''.join(rest)}", readme, re.MULTILINE), name
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    assert set(re.findall(r"`make ([a-z]+)", readme)) <= targets
    assert readme.index("make run") < readme.index("make demo") < readme.index("## What you see")


def test_json_shapes() -> None:
    """The objects in docs/commands.md are valid JSON and have exactly the keys of what the commands print."""
    documented = sections(read("commands.md"), 2)
    [refresh] = map(json.loads, fences(documented["visnyk refresh"], "json"))
    [translate] = map(json.loads, fences(documented["visnyk translate"], "json"))
    real = summary_json(RefreshSummary())
    assert list(refresh) == list(real)
    assert list(refresh["sources"]) == list(real["sources"])
    assert list(refresh["translations"]) == list(translate["translations"]) == list(states_json({}))
    assert list(refresh["engine"]) == list(translate["engine"]) == list(engine_json({}))
    for page in PAGES:
        for block in fences(page.read_text("utf-8"), "json"):
            json.loads(block)


# --- settings -----------------------------------------------------------------------------------------------------

TABLES: dict[str, type[BaseModel]] = {
    "translation.pair": engines_of.PairTable,
    "source": tables_of.SourceTable,
    "source.list": tables_of.ListTable,
    "source.article": tables_of.ArticleTable,
    "edition": tables_of.EditionTable,
    "alert": tables_of.AlertTable,
    "partner": partner_tables.PartnerTable,
    "Editions of partners": partner_tables.PartnerEditionTable,
    "takedown": takedown_of.TakedownTable,
    "topic": topics_of.TopicTable,
}


def tables(model: type[BaseModel], path: str = "") -> Iterator[tuple[str, type[BaseModel]]]:
    """Every table of ``visnyk.toml``, with its dotted name."""
    plain = [name for name, field in model.model_fields.items() if not _is_table(field.annotation)]
    if path and plain:
        yield path, model
    for name, field in model.model_fields.items():
        if _is_table(field.annotation):
            yield from tables(field.annotation, f"{path}.{name}".lstrip("."))


def _is_table(annotation: Any) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, BaseModel)


@pytest.mark.parametrize(("name", "model"), [*tables(tables_of.VisnykTable), *TABLES.items()])
def test_every_setting_is_documented(name: str, model: type[BaseModel]) -> None:
    """docs/configuration.md has a row for each key of a table, with the default that the program uses."""
    documented = rows(sections(read("configuration.md"), 4 if "source." in name else 3)[name])
    assert list(documented)[1:] == list(model.model_fields)
    for key, field in model.model_fields.items():
        said = documented[key][2].strip("`")
        if field.default is PydanticUndefined:
            assert said == "required", key
        elif field.default is None:
            assert said == "none", key
        elif not _is_table(field.annotation):
            default = list(field.default) if isinstance(field.default, tuple) else field.default
            assert tomllib.loads(f"x = {said}")["x"] == default, key


def test_every_variable_is_documented() -> None:
    """Every VISNYK_ variable that the program looks at is in the table, and no other."""
    code = "\n".join(path.read_text("utf-8") for path in (ROOT / "feeds").rglob("*.py"))
    used = set(re.findall(r"VISNYK_[A-Z_]+[A-Z]", code)) | {"VISNYK_LIBRETRANSLATE_API_KEY"}
    assert set(list(rows(sections(read("configuration.md"), 2)["Environment"]))[1:]) == used


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_toml_examples_load(page: Path, tmp_path: Path) -> None:
    """A TOML example is read by the program as it stands."""
    for example in fences(page.read_text("utf-8"), "toml"):
        table = next(iter(tomllib.loads(example)))
        for name in ("visnyk", "sources", "editions", "alerts"):
            (tmp_path / f"{name}.toml").write_text("")
        files = {
            "source": "sources.toml", "edition": "editions.toml", "alert": "alerts.toml", "takedown": takedown_of.FILE,
            "partner": "partners.toml", "topic": "topics.toml",
        }  # fmt: skip
        (tmp_path / files.get(table, "visnyk.toml")).write_text(example)
        load_settings(tmp_path)
        takedown_of.load_takedowns(tmp_path / takedown_of.FILE)
        partners_of.load_partners(tmp_path / "partners.toml")
        topics_of.load_topics(tmp_path / "topics.toml")


# --- errors -------------------------------------------------------------------------------------------------------


def codes() -> set[str]:
    """Every code that a source's error can have: literals in calls of SourceError and its kinds, and of what passes
    them on (``parse(…, "bad-url")``)."""
    found: set[str] = set()
    for path in (ROOT / "feeds").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            if isinstance(node.func, ast.Name) and node.func.id in ("FetchError", "ReadError", "SourceError"):
                first = node.args[0]
                found |= {"http-NNN"} if isinstance(first, ast.JoinedStr) else _texts(first)
            elif path.name == "target.py":
                found |= {text for argument in node.args for text in _texts(argument) if text.startswith("bad-")}
    return found


def _texts(node: ast.expr) -> set[str]:
    texts = {
        child.value for child in ast.walk(node) if isinstance(child, ast.Constant) and isinstance(child.value, str)
    }
    return {text for text in texts if re.fullmatch(r"[a-z]+(-[a-z]+)*", text)}


def test_every_error_code_is_documented() -> None:
    """docs/errors.md explains each code of a source, and none that does not exist."""
    tables_of_codes = sections(read("errors.md"), 2)["Sources"]
    assert set(rows(tables_of_codes)) - {"code"} == codes()
    assert {"timeout", "truncated", "parse-crash", "bad-url"} <= codes()


# --- editions -----------------------------------------------------------------------------------------------------


def test_label_is_documented() -> None:
    """docs/editions.md names the namespace and exactly the elements and keys that stand in a document."""
    moment = datetime(2026, 3, 1, tzinfo=UTC)
    address = "https://a.example/1"
    info = FeedInfo("A", id="urn:x:a", self_url="https://a.example/feed")
    item = EditionItem(
        "urn:x:1", "en", "T", address, "en", address, "uk", "", "<p>T</p>", moment, moment, info, State.TRANSLATED,
        engine="human", translated_at=moment, dated=False, warnings=(Finding("number", "x"),), corrected=moment,
        tags=(Category("topic-a", "A"),), others=(Other(address, "T", "A", "en"),),
    )  # fmt: skip
    edition = Edition("all-en", "All", "en")
    document = EditionDocument("urn:x:e", edition, Site("S", "https://n.example"), "en", moment, (item,))
    atom, rss, feed = (writer.write(document).decode() for writer in WRITERS)
    label = sections(read("editions.md"), 2)["The label"]
    documented = rows(label)
    assert NAMESPACE in label
    for xml in (atom, rss):
        assert set(re.findall(rf"<({PREFIX}:[a-z]+)>", xml)) == {key for key in documented if ":" in key}
    keys = {key for key in documented if ":" not in key} - {"element", "key"}
    assert set(json.loads(feed)["items"][0]["_visnyk"]) == keys
    for writer in WRITERS:
        assert f"`/editions/ID.{writer.extension}`" in read("editions.md")
        assert writer.media_type in read("editions.md")


def test_states_are_documented() -> None:
    """The README explains every state of a translation."""
    section = sections((ROOT / "README.md").read_text("utf-8"), 2)["How translation is honest"]
    assert set(rows(section)) - {"state"} == {state.value for state in State}


# --- links, pages, pictures ---------------------------------------------------------------------------------------


def anchors(page: Path) -> set[str]:
    """The names that headings of a page can be linked by, as GitHub makes them."""
    titles = _HEADING.findall(_FENCE.sub("", page.read_text("utf-8")))
    return {re.sub(r"[^\w\- ]", "", title.lower()).strip().replace(" ", "-") for title in titles}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    """Every relative link leads to a file of the project, and to a heading that it has."""
    for link in _LINK.findall(page.read_text("utf-8")):
        if "://" in link:
            continue
        name, _, anchor = link.partition("#")
        target = (page.parent / name).resolve() if name else page
        assert target.exists(), f"{page.name}: {link}"
        assert target.is_relative_to(ROOT)
        assert not anchor or anchor in anchors(target), f"{page.name}: {link}"


def test_decisions_are_short_and_listed() -> None:
    """A decision is at most a page with context, decision and consequence, and stands in the list."""
    pages = sorted((DOCS / "decisions").glob("[0-9]*.md"))
    index = _LINK.findall(read("decisions/README.md"))
    assert [page.name for page in pages] == index
    for number, page in enumerate(pages, start=1):
        text = page.read_text("utf-8")
        assert text.startswith(f"# {number}. ")
        assert len(text.splitlines()) <= 50
        assert [text.count(f"**{word}.**") for word in ("Context", "Decision", "Consequence")] == [1, 1, 1]


def test_pictures_are_small_and_used() -> None:
    """Pictures stay below 250 kB, and the one of the README is there."""
    pictures = sorted((DOCS / "screenshots").glob("*.png"))
    assert DOCS / "screenshots" / "front.png" in pictures
    assert all(picture.stat().st_size < 250_000 for picture in pictures)


def test_lines_fit_a_terminal() -> None:
    """Lines of text are at most 120 characters long; tables, examples and pictures may be longer."""
    for page in PAGES:
        for number, line in enumerate(_FENCE.sub("", page.read_text("utf-8")).splitlines(), start=1):
            assert len(line) <= 120 or line.startswith(("|", "!", " ")), f"{page.name}, line {number}"
