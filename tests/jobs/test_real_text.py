"""Real Ukrainian with real machine output the whole way: FLORES-200 sentences, and an article of a city.

The texts lie outside the project, under licences of their own: in the folder ``VISNYK_SHARED`` or in ``../shared``.
"""

from __future__ import annotations

import html
import os
import re
from pathlib import Path

import pytest
from lxml import html as lxml_html

from feeds.model import Entry, State, Translation
from feeds.text.html import squeeze
from feeds.translation.codes import normalise

from .city import City
from .documents import NOON, Item, atom
from .libre import Libre, shout
from .site import Feed, Server

SHARED = Path(os.environ.get("VISNYK_SHARED") or Path(__file__).parents[2].parent / "shared")
FLORES = SHARED / "data" / "flores-uk-en"
ARTICLE = SHARED / "data" / "kharkiv-eurocities-2022.md"
PARAGRAPHS = 5

needs_flores = pytest.mark.skipif(not FLORES.is_dir(), reason=f"the FLORES-200 sentences are not in {FLORES}")
needs_article = pytest.mark.skipif(not ARTICLE.is_file(), reason=f"the article is not at {ARTICLE}")


def flores(name: str) -> list[str]:
    """One language, or one engine's translations, line by line."""
    return (FLORES / f"dev.{name}").read_text(encoding="utf-8").splitlines()


def flores_items() -> list[Item]:
    """The sentences, five paragraphs an entry, the first of them its title as well."""
    lines = flores("uk")
    groups = [lines[start : start + PARAGRAPHS] for start in range(0, len(lines), PARAGRAPHS)]
    return [
        Item(
            id=f"tag:flores.example,2026:{number}",
            title=group[0],
            content="".join(f"<p>{html.escape(line, quote=False)}</p>" for line in group),
            link=f"https://flores.example/{number}",
        )
        for number, group in enumerate(groups)
    ]


def paragraphs(markup: str) -> list[str]:
    """The texts of the paragraphs of HTML."""
    return [squeeze(str(node.text_content())) for node in lxml_html.fragments_fromstring(markup)]


@needs_flores
def test_flores(city: City, site: Server, libre: Libre) -> None:
    """997 sentences become entries, every one is translated whole, with exactly the words that the engine sent."""
    engine = dict(zip(map(squeeze, flores("uk")), flores("google.en"), strict=True))
    # One line has a sign that nobody sees, which is not sent.
    sent = {normalise(html.escape(source, quote=False)): source for source in engine}
    libre.translate = lambda text: engine[sent[normalise(text)]]
    entries = flores_items()
    city.editions[0]["limit"] = 200
    city.add("flores", site.on("/feed", Feed(atom(entries), etag='"1"')))

    summary = city.run()
    assert summary.translations[State.TRANSLATED] == len(entries) == 200
    for entry, translation in city.entries():
        assert_same_words(entry, translation, engine)
    assert len(libre.units) == len(set(libre.units)) == len(engine)

    del libre.requests[:], site.asked[:]
    city.later(minutes=10)
    again = city.run()
    assert ([one.status for one in again.sources], again.engines, again.published) == (["unchanged"], {}, 0)
    assert libre.requests == []
    assert [asked.headers.get("if-none-match") for asked in site.asked] == ['"1"']


def assert_same_words(entry: Entry, translation: Translation | None, engine: dict[str, str]) -> None:
    """Title and each paragraph say what the engine sent for it."""
    assert translation is not None
    assert (translation.state, translation.engine) == (State.TRANSLATED, "libretranslate")
    assert translation.title == squeeze(html.unescape(engine[entry.title]))
    expected = [squeeze(html.unescape(engine[text])) for text in paragraphs(entry.content)]
    assert paragraphs(translation.content) == expected


def article() -> Item:
    """The article as the city's feed would carry it."""
    text = ARTICLE.read_text(encoding="utf-8")
    blocks = [block.strip() for block in re.split(r"\n\s*\n", text) if block.strip()]
    (heading,) = (block for block in blocks if block.startswith("# "))
    body = [block for block in blocks if block != heading]
    return Item(
        id="https://www.city.kharkiv.example/uk/news/1",
        title=heading.removeprefix("# "),
        content="".join(f"<p>{markup(block)}</p>" for block in body),
        published=NOON,
        link="https://www.city.kharkiv.example/uk/news/1",
    )


def markup(block: str) -> str:
    """The inline Markdown that the article uses, as HTML."""
    text = re.sub(r"<(https?://[^>]+)>", r"[\1](\1)", block)
    text = html.escape(text, quote=False)
    text = re.sub(r"\[([^\]]+)\]\(([^)]+)\)", r'<a href="\2">\1</a>', text)
    text = re.sub(r"\*\*(.+?)\*\*", r"<strong>\1</strong>", text, flags=re.DOTALL)
    text = re.sub(r"\*(.+?)\*", r"<em>\1</em>", text, flags=re.DOTALL)
    return re.sub(r"\s*\n\s*", "<br>", text)


def links(content: str) -> list[str]:
    """Where the links of HTML lead."""
    return [str(node.get("href")) for node in lxml_html.fromstring(f"<div>{content}</div>").iter("a")]


@needs_article
def test_article(city: City, site: Server, libre: Libre) -> None:
    """The city's article comes out translated whole: its links, its emphasis, its paragraphs and its list of cities."""
    original = article()
    city.add("kharkiv", site.on("/feed", Feed(atom([original]))))
    city.run()
    ((entry, translation),) = city.entries()
    assert translation is not None
    assert (translation.state, translation.reason) == (State.TRANSLATED, None)
    assert len(links(entry.content)) == 2
    assert links(translation.content) == links(entry.content) == links(original.content)
    for tag in ("<p>", "<strong>", "<em>", "<br>"):
        assert translation.content.count(tag) == entry.content.count(tag) > 0
    assert translation.title == shout(original.title)
    assert "Eurocities" in entry.title
    assert not re.search("[\u0400-\u04ff]{3}", translation.title)
