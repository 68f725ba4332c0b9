"""Random HTML as sources send it, and what is in HTML according to the standard library's parser."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

from hypothesis import strategies as st

from feeds.text.html import clean
from feeds.translation import codes

OPAQUE = {"pre", "code", "kbd", "samp", "var"}
VOID = {"br", "hr", "img", "wbr"}
_INLINE = "a abbr b cite code del em i ins kbd mark q s samp small span strong sub sup time u var".split()
_BLOCKS = (
    "blockquote caption dd details div dl dt figcaption figure h1 h2 h6 li ol p pre section summary table td th tr ul"
)
_UNKNOWN = ["article", "font", "script", "center", "custom-tag"]
WORD = re.compile(r"слово(\d+)ж")
"""Every word of :func:`pages` has a number of its own, so that each can be told from all others."""


@st.composite
def _attributes(draw: st.DrawFn, tag: str) -> str:
    found = []
    if tag == "a" or (tag == "img" and draw(st.booleans())):
        name = "href" if tag == "a" else "src"
        found.append(f'{name}="https://city.example/@?q=1&amp;z title={draw(st.sampled_from(["", "=", "&gt;"]))}"')
    for name in draw(st.sets(st.sampled_from(["alt", "title", "lang", "onclick", "dir", "class"]), max_size=3)):
        value = draw(st.sampled_from(["§", "§ і §", "it's  §", "uk", "en", "5", "", "&lt;b&gt; § &quot;", "a > b §"]))
        found.append(f'{name}="{value}"')
    return "".join(f" {one}" for one in found)


_TEXT = st.sampled_from(
    [
        "§", " § ", "§ § §", " §, § & § ", "§.", "&nbsp;§ ", "  \n § ", "2024", " — ", "", " ", "&nbsp;",
        " https://city.example/новини ", " press@city.example ", " #Харків ", " @kyiv ", " Eurocities ", " 5 &lt; 6 ",
        " &lt;g1&gt;§&lt;/g1&gt; ", " &lt;x2/&gt; § ", " ⟦1⟧ § ", "&amp;amp; § ", "<br>", "<wbr>", "<br/>§", "<hr>",
        "<!-- § -->", " пишіть на press@city.example, § ", " https://місто.укр/@ ", " #Харків_@, ",
        " +38&nbsp;(057) 760-00-00. ", "§ (www.city.example/?a=1&amp;b=2) ", " @city_@ § ", ", 057 705-12-34, ",
    ]
)  # fmt: skip


@st.composite
def _element(draw: st.DrawFn, inside: st.SearchStrategy[str]) -> str:
    tag = draw(st.sampled_from([*_INLINE, *_INLINE, *_BLOCKS.split(), *_UNKNOWN, "img"]))
    end = "" if tag == "img" or draw(st.integers(0, 19)) == 0 else f"</{tag}>"  # now and then nobody closes it
    return f"<{tag}{draw(_attributes(tag))}>{draw(inside)}{end}"


def _several(one: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.lists(one | _element(one), min_size=1, max_size=5).map("".join)


def _numbered(markup: str) -> str:
    numbers = iter(range(len(markup)))
    return re.sub(
        "[§@](?=[^a-z]|$)", lambda mark: f"слово{next(numbers)}ж" if mark[0] == "§" else f"{next(numbers)}", markup
    )


def pages() -> st.SearchStrategy[str]:
    """Sanitised HTML in Ukrainian, nested at random, broken in many ways before it was sanitised."""
    return _several(st.recursive(_TEXT, _several, max_leaves=20)).map(_numbered).map(clean)


def lines() -> st.SearchStrategy[str]:
    """One sanitised paragraph full of links, marks and pictures."""
    link = '<a href="https://city.example/@">§</a>'
    inside = st.sampled_from(
        [link, link, "<b>§</b>", f"<i>§ {link}</i>", '<img src="https://city.example/@">', "<code>§</code>"]
    )
    return st.lists(inside, min_size=1, max_size=6).map(
        lambda found: clean(_numbered(f"<p>§ {' і § '.join(found)} §</p>"))
    )


@dataclass
class Seen(HTMLParser):
    """What a page holds: words to translate by their numbers, tags, links with their words, opaque texts."""

    markup: str
    words: list[int] = field(default_factory=list)
    """Outside of opaque elements, attributes included; not yet translated."""
    translated: list[int] = field(default_factory=list)
    """The same by :func:`latin`."""
    tags: list[str] = field(default_factory=list)
    """Each with its attributes; texts in attributes and languages left out."""
    links: dict[str, str] = field(default_factory=dict)
    opaque: str = ""

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._opaque = 0
        self._links: list[str] = []
        self.feed(self.markup)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._opaque += tag in OPAQUE
        kept = [(name, value) for name, value in attrs if name not in ("alt", "title", "lang")]
        self.tags.append(f"{tag} {kept}")
        for name, value in attrs:
            if name in ("alt", "title"):
                self._note(value or "")
            if name == "href":
                self.links.setdefault(value or "", "")
                self._links.append(value or "")
        if tag == "a" and not any(name == "href" for name, _ in attrs):
            self._links.append("")

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            self.tags.append(f"/{tag}")
            self._opaque -= tag in OPAQUE
        if tag == "a":
            self._links.pop()

    def handle_data(self, data: str) -> None:
        self._note(data)
        for link in filter(None, self._links):
            self.links[link] += data

    def _note(self, text: str) -> None:
        if self._opaque:
            self.opaque += text
        else:
            self.words += map(int, WORD.findall(text))
            self.translated += map(int, re.findall(r"word(\d+)z", text))


def latin(coded: str) -> str:
    """The same with every Ukrainian word replaced by another: what an engine would give that keeps all else."""
    done = [
        (kind, re.sub(r"[\u0400-\u04ff]+", "word", WORD.sub(r"word\1z", value)) if kind == "text" else value)
        for kind, value in codes.parts(coded)
    ]
    return codes.build(done)
