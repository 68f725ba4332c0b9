"""The memory as a TMX file: what we write, and what other tools write."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from feeds.errors import ExchangeError
from feeds.text.html import squeeze, strip_controls
from feeds.translation import codes
from feeds.translation.memory import HUMAN, MemoryUnit
from feeds.translation.tmx import _elements, read_tmx, tmx_pieces, write_tmx

from .markup import latin
from .test_codes import units

HERE = Path(__file__).parent
DTD = etree.DTD(BytesIO((HERE / "tmx14.dtd").read_bytes()))
CREATED = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
UNIT = MemoryUnit("uk", "en", "Мер <g1>Лідса</g1> <x2/>", "<x2/> Mayor of <g1>Leeds</g1>", "google", CREATED)


ODD = [
    "]]>", "<!-- ", "<![CDATA[", "&amp;#0;", "\x00\x1b", "\x85", "\u2028", "\r\n", "\ufffe", "\ud800", "e\u0301",
    "\u202e", "שלום עולם", "مرحبا", "👨\u200d👩\u200d👧", "🇺🇦", "\U0010fffd", "\u00a0", "'\"",
]  # fmt: skip
texts = st.lists(st.sampled_from(ODD) | st.text(max_size=8), min_size=1, max_size=5).map("".join)
notes = st.just("") | texts.map(strip_controls).map(squeeze)


@st.composite
def memories(draw: st.DrawFn) -> list[MemoryUnit]:
    """Units of different sources and origins, some of them twice; a translation has the codes of its source."""
    plain = texts.map(codes.escape).map(codes.normalise).filter(lambda text: bool(codes.plain(text).strip()))
    sources = draw(st.lists(units() | plain, max_size=4))
    made = draw(st.none() | st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1)))
    created = made.replace(microsecond=0, tzinfo=UTC) if made else None
    found = [
        MemoryUnit(
            "uk", draw(st.sampled_from(["en", "pl", "zh-Hant-TW"])), source, latin(source),
            draw(st.sampled_from([HUMAN, "google", "libretranslate"])), created,
            draw(notes)[:64].strip(), draw(notes)[:32].strip(), draw(notes) or None,
        )
        for source in sources
    ]  # fmt: skip
    return found + found[: draw(st.integers(0, 2))]


@settings(max_examples=100, deadline=None)
@given(memories())
def test_what_is_written_is_read_again(memory: list[MemoryUnit]) -> None:
    """Export and import give the same units with all that is known of them; the file keeps the rules of TMX 1.4b."""
    data = write_tmx(memory, "uk")
    assert read_tmx(data, "memory.tmx", ["uk"]) == (memory, [])
    assert data == write_tmx(memory, "uk")
    assert DTD.validate(etree.fromstring(data)), DTD.error_log


@settings(max_examples=100, deadline=None)
@given(texts, texts)
def test_whatever_is_in_the_memory_can_be_written(source: str, target: str) -> None:
    """A unit that was never normalised, or holds what no XML may hold, is written all the same, and read normalised."""
    unit = replace(UNIT, source=codes.escape(source), target=codes.escape(target), author=source, version=target)
    data = write_tmx([unit, UNIT], "uk")
    assert DTD.validate(etree.fromstring(data)), DTD.error_log
    found, problems = read_tmx(data, "memory.tmx", ["uk"])
    assert found[-1] == UNIT
    if not problems:
        assert (found[0].source, found[0].target) == (codes.normalise(unit.source), codes.normalise(unit.target))


def test_who_made_it_is_written_for_other_tools() -> None:
    """An engine is the tool that created a unit, in its version; a person has a name."""
    made = [replace(UNIT, version="nmt-3", terms="ab12"), replace(UNIT, origin=HUMAN, author="Олена Коваль")]
    engine, person = etree.fromstring(write_tmx(made, "uk")).iterfind("body/tu")
    assert (engine.get("creationtool"), engine.get("creationtoolversion")) == ("google", "nmt-3")
    assert {prop.get("type"): prop.text for prop in engine.iterfind("prop")} == {
        "x-origin": "google", "x-version": "nmt-3", "x-terms": "ab12",
    }  # fmt: skip
    assert (person.get("creationid"), person.get("creationtool"), engine.get("creationid")) == (
        "Олена Коваль", None, None,
    )  # fmt: skip


def test_a_unit_at_a_time() -> None:
    """A large memory is written as it comes: the first unit is there before the second is asked for."""
    asked: list[int] = []

    def endless() -> Iterator[MemoryUnit]:
        while True:
            asked.append(len(asked))
            yield UNIT

    pieces = tmx_pieces(endless(), "uk")
    assert b"<header" in next(pieces) + next(pieces)
    assert next(pieces).count(b"<tu ") == 1
    assert asked == [0]


def test_a_large_file_is_not_held() -> None:
    """What has been read of a file is dropped: however many units there are, no more than one is kept."""
    data = tmx(*[tu(("uk", f"Місто {n}"), ("en", f"City {n}")) for n in range(2000)])
    most = 0
    for element, _ in _elements(BytesIO(data), "x"):
        most = max(most, len(list(element.itersiblings(preceding=True))))
        assert len(element) == 2
    assert most == 1


def test_dates_are_written_in_utc() -> None:
    """Whatever the zone of a moment, the file has the same moment in UTC."""
    kyiv = CREATED.astimezone(timezone(timedelta(hours=2)))
    assert write_tmx([replace(UNIT, created=kyiv)], "uk") == write_tmx([UNIT], "uk")
    assert b'creationdate="20260301T120000Z"' in write_tmx([UNIT], "uk")


def tmx(*units: str, srclang: str = "uk", before: str = "") -> bytes:
    """A document around ``tu`` elements, each on a line of its own from line 3 on."""
    lines = "\n".join(units)
    header = (
        '<header creationtool="x" creationtoolversion="1" segtype="sentence" o-tmf="x" adminlang="en" datatype="html" '
        f'srclang="{srclang}"/>'
    )
    return f'{before}<tmx version="1.4">\n{header}<body>\n{lines}\n</body></tmx>'.encode()


def tu(*segments: tuple[str, str], **attributes: str) -> str:
    """A ``tu`` of language and ``seg`` content."""
    named = "".join(f' {name}="{value}"' for name, value in attributes.items())
    return f"<tu{named}>" + "".join(f'<tuv xml:lang="{tag}"><seg>{seg}</seg></tuv>' for tag, seg in segments) + "</tu>"


READ = {
    "OmegaT": (
        [
            (
                "uk",
                'Мер <bpt i="0" x="0">&lt;a0&gt;</bpt>Лідса<ept i="0">&lt;/a0&gt;</ept> <ph x="1">&lt;br1/&gt;</ph>тут',
            ),
            ("en", '<ph x="1">&lt;br1/&gt;</ph>The mayor of <bpt i="0" x="0">&lt;a0&gt;</bpt>Leeds<ept i="0"/>'),
        ],
        ("Мер <g1>Лідса</g1> <x2/>тут", "<x2/>The mayor of <g1>Leeds</g1>"),
    ),
    "Trados": (
        [
            ("UK-UA", 'Мер <bpt i="1" type="link" x="1"/>Лідса<ept i="1"/> і <ph/> та <ph type="x"/>'),
            ("EN-GB", 'The mayor of <bpt i="1" type="link" x="1"/>Leeds<ept i="1"/>, <ph/> and <ph type="x"/>'),
        ],
        ("Мер <g1>Лідса</g1> і <x2/> та <x3/>", "The mayor of <g1>Leeds</g1>, <x2/> and <x3/>"),
    ),
    "old Trados": (
        [("UK-UA", "Мер<ut>{\\b </ut> Лідса"), ("EN-US", "Mayor<ut>{\\b </ut> of Leeds")],
        ("Мер<x1/> Лідса", "Mayor<x1/> of Leeds"),
    ),
    "isolated tags": (
        [("uk", 'А <it pos="begin" x="7">&lt;b&gt;</it>б'), ("en", 'A <it pos="begin" x="7">&lt;b&gt;</it>b')],
        ("А <x1/>б", "A <x1/>b"),
    ),
    "highlighted words": (
        [("uk", 'А <hi type="term">Лідс <ph x="1"/> тут</hi>.'), ("en", 'A <hi>Leeds <ph x="1"/></hi> here.')],
        ("А Лідс <x1/> тут.", "A Leeds <x1/> here."),
    ),
    "pairs numbered otherwise": (
        [
            ("uk", '<bpt i="1" x="5"/>А<ept i="1"/> <bpt i="2" x="6"/>б<ept i="2"/>'),
            ("en", '<bpt i="1" x="6"/>b<ept i="1"/> <bpt i="2" x="5"/>a<ept i="2"/>'),
        ],
        ("<g1>А</g1> <g2>б</g2>", "<g2>b</g2> <g1>a</g1>"),
    ),
    "comments, instructions and line ends": (
        [("uk", "Мер\n  <!-- хто? -->Лідса <?x y?>"), ("en", "The <![CDATA[<b>&]]> mayor")],
        ("Мер Лідса", "The &lt;b&gt;&amp; mayor"),
    ),
}


@pytest.mark.parametrize("case", READ)
def test_other_tools_files(case: str) -> None:
    """Inline elements of other tools become codes in the order of the source; without a word of origin, a human's."""
    segments, (source, target) = READ[case]
    found, problems = read_tmx(tmx(tu(*segments, creationdate="20240131T235959Z")), "x.tmx", ["uk"])
    assert problems == []
    (unit,) = found
    assert (unit.source, unit.target, unit.origin) == (source, target, HUMAN)
    assert unit.source_language.startswith("uk") and unit.target_language.startswith("en")
    assert unit.created == datetime(2024, 1, 31, 23, 59, 59, tzinfo=UTC)


SAMPLES = {
    "omegat": [
        (
            "uk-UA", "en-GB", "Трамвай &lt;a0&gt;№ 12&lt;/a0&gt; знову їде через міст.",
            "Tram &lt;a0&gt;no. 12&lt;/a0&gt; crosses the bridge again.", "2026-02-14 08:15", "olena",
        ),
        ("uk-UA", "en-GB", "Міст Героїв", "Heroes' Bridge", "2026-02-13 17:00", "petro"),
    ],
    "trados": [
        (
            "uk-UA", "en-GB", "Заявки приймають <g1>до 1 березня</g1> на порталі <x2/>.",
            "Apply on the portal <x2/> <g1>by 1 March</g1>.", "2025-04-05 06:07", "CITY\\ivan",
        ),
        ("uk-UA", "en-GB", "<x1/>Увага", "<x1/>Attention", "2025-03-02 10:11", "CITY\\hanna"),
    ],
    "memoq": [
        (
            "uk", "en-GB", "<g1>Укриття</g1> відкриті<x2/>Дивіться <g3>мапу</g3>.",
            "<g1>Shelters</g1> are open<x2/>See the <g3>map</g3>.", "2026-01-10 12:00", "ivan",
        ),
        ("uk", "en-GB", "Харків — місто-герой", "Kharkiv, Hero City", None, None),
        ("uk", "pl", "Харків — місто-герой", "Charków — miasto bohater", None, None),
    ],
    "weblate": [
        ("uk", "en", "Пошук новин", "Search the news", None, None),
        ("uk", "en", "Ще %d новин &amp; подій", "%d more news items &amp; events", None, None),
    ],
    "oldest": [
        (
            "uk", "en-US", "Виставка <x1/>відкрита<x2/> щодня", "The exhibition is <x1/>open<x2/> daily",
            "2003-01-03 04:05", "STAFF",
        ),
    ],
}  # fmt: skip
LEFT_OUT_OF = {"weblate": ["weblate.tmx, line 7: no words in the en variant: variant left out"]}


@pytest.mark.parametrize("tool", SAMPLES)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_files_in_the_shape_of_other_tools(tool: str, encoding: str) -> None:
    """A whole file of another tool gives its units, all of people, with who changed them last and when."""
    text = (HERE / "tmx" / f"{tool}.tmx").read_text("utf-8")
    data = text.replace('encoding="utf-8"', f'encoding="{encoding}"').replace("UTF-8", encoding, 1).encode(encoding)
    found, problems = read_tmx(data, f"{tool}.tmx", ["uk"])
    assert [
        (
            unit.source_language, unit.target_language, unit.source, unit.target,
            f"{unit.created:%Y-%m-%d %H:%M}" if unit.created else None, unit.author,
        )
        for unit in found
    ] == SAMPLES[tool]  # fmt: skip
    assert {(unit.origin, unit.version, unit.terms) for unit in found} == {(HUMAN, "", "")}
    assert problems == LEFT_OUT_OF.get(tool, [])


def test_a_namespace() -> None:
    """Some tools put TMX into a namespace, which it has none of: read all the same."""
    data = tmx(tu(("uk", 'Мер <ph x="1"/>'), ("en", '<ph x="1"/> Mayor'))).replace(b"<tmx ", b'<tmx xmlns="urn:x" ')
    [unit] = read_tmx(data, "x", ["uk"])[0]
    assert (unit.source, unit.target) == ("Мер <x1/>", "<x1/> Mayor")


def test_names_of_characters() -> None:
    """``&nbsp;`` is no XML, but a DTD that we do not load may define it: the character that HTML means by it."""
    data = tmx(tu(("uk", "№&nbsp;5&hellip;"), ("en", "No&nbsp;5")), before='<!DOCTYPE tmx SYSTEM "tmx14.dtd">')
    assert [unit.source for unit in read_tmx(data, "x", ["uk"])[0]] == ["№ 5…"]


def test_long_notes_are_cut() -> None:
    """What does not fit into the memory is cut, and is no reason to lose a unit."""
    data = write_tmx([replace(UNIT, origin="o" * 99, version="v" * 99, terms="t" * 99)], "uk")
    [unit] = read_tmx(data, "x", ["uk"])[0]
    assert (unit.origin, unit.version, unit.terms) == ("o" * 64, "v" * 64, "t" * 32)


def test_source_languages() -> None:
    """The unit's own ``srclang`` counts first, then the header's; where any will do, the first of ours."""
    three = [("de", "Stadt"), ("EN", "City"), ("uk_UA", "Місто")]

    def pairs(data: bytes) -> list[tuple[str, str, str]]:
        return [
            (unit.source_language, unit.target_language, unit.source) for unit in read_tmx(data, "x", ["uk", "en"])[0]
        ]

    assert pairs(tmx(tu(*three))) == [("uk-UA", "de", "Місто"), ("uk-UA", "en", "Місто")]
    assert pairs(tmx(tu(*three), srclang="*all*")) == [("uk-UA", "de", "Місто"), ("uk-UA", "en", "Місто")]
    assert pairs(tmx(tu(*three), srclang="*ALL*")) == pairs(tmx(tu(*three)))
    assert pairs(tmx(tu(*three, srclang="de-AT"))) == [("de", "en", "Stadt"), ("de", "uk-UA", "Stadt")]
    assert pairs(tmx(tu(*three[:2]), srclang="*all*")) == [("en", "de", "City")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "windows-1251"])
def test_encodings(encoding: str) -> None:
    """A file is read in the encoding it says or shows."""
    text = tmx(tu(("uk", "Місто"), ("en", "City")), before='<?xml version="1.0" encoding="{}"?>').decode()
    declared = {"utf-8-sig": "utf-8", "utf-16": "UTF-16"}.get(encoding, encoding)
    data = text.replace("{}", declared).encode(encoding)
    assert [unit.source for unit in read_tmx(data, "x.tmx", ["uk"])[0]] == ["Місто"]


def test_an_older_file_with_its_doctype() -> None:
    """A DOCTYPE is no obstacle, and its DTD is not fetched; ``lang`` without a prefix is TMX 1.1."""
    unit = '<tu><tuv lang="uk"><seg>Місто</seg></tuv><tuv lang="en"><seg>City</seg></tuv></tu>'
    data = tmx(unit, before='<!DOCTYPE tmx SYSTEM "http://127.0.0.1:9/tmx14.dtd">')
    assert [unit.target for unit in read_tmx(data, "x.tmx", ["uk"])[0]] == ["City"]


CITY = ("uk", "Місто")
LEFT_OUT = {
    "no source": (tu(("de", "Stadt"), ("en", "City")), "no variant in uk: unit left out"),
    "a code lost": (
        tu(("uk", 'А <ph x="1"/>'), ("en", "A")),
        "1 inline codes lost in the en variant: variant left out",
    ),
    "a code too many": (
        tu(CITY, ("en", 'City <ph x="1"/>')),
        "a code that the source variant does not have in the en variant: variant left out",
    ),
    "half a pair": (
        tu(("uk", '<bpt i="1"/>А'), ("en", '<bpt i="1"/>A')),
        "inline codes cross each other in the uk variant: unit left out",
    ),
    "the other half": (
        tu(("uk", 'А<ept i="1"/>'), ("en", "A")),
        "an <ept> without its <bpt> in the uk variant: unit left out",
    ),
    "a code twice": (
        tu(("uk", 'А <ph x="1"/><ph x="1"/>'), ("en", "A")),
        "an inline code stands there twice in the uk variant: unit left out",
    ),
    "no words": (tu(CITY, ("en", " ")), "no words in the en variant: variant left out"),
    "no seg": (
        '<tu><tuv xml:lang="uk"><seg>А</seg></tuv><tuv xml:lang="en"/></tu>',
        "no <seg> in the en variant: variant left out",
    ),
    "no language": (tu(CITY, ("???", "City")), "no language tag: '???': variant left out"),
}


@pytest.mark.parametrize("case", LEFT_OUT)
def test_bad_units_are_left_out_and_named(case: str) -> None:
    """A unit that cannot be used is left out with file, line and reason; those around it are read."""
    bad, reason = LEFT_OUT[case]
    good = tu(CITY, ("en", "City"))
    found, problems = read_tmx(tmx(good, bad, good), "/data/x.tmx", ["uk"])
    assert [unit.target for unit in found] == ["City", "City"]
    assert problems == [f"/data/x.tmx, line 4: {reason}"]


def test_a_bad_variant_does_not_spoil_the_others() -> None:
    """Of several target languages only the damaged one is left out."""
    found, problems = read_tmx(tmx(tu(("uk", 'А <ph x="1"/>'), ("en", "A"), ("de", 'A <ph x="1"/>'))), "x", ["uk"])
    assert [unit.target_language for unit in found] == ["de"]
    assert len(problems) == 1


BOMB = (
    '<!DOCTYPE tmx [<!ENTITY a "хахаха">'
    + "".join(f'<!ENTITY {new} "{f"&{old};" * 10}">' for old, new in zip("abcdefgh", "bcdefghi", strict=True))
    + "]>"
)
REFUSED = {
    "empty": (b"", "line 1: this is no XML"),
    "no XML": (b"Dear editor,\nhere is the memory", "line 1: this is no XML"),
    "cut off": (tmx(tu(CITY))[:-20], "line 3: this is no XML"),
    "another kind of file": (b'<?xml version="1.0"?>\n<xliff/>', "line 2: this is no TMX 1.4 file: expected <tmx>"),
    "no header": (b"<tmx><body/></tmx>", "line 1: this is no TMX 1.4 file"),
    "an entity bomb": (tmx(tu(("uk", "&i;"), ("en", "A")), before=BOMB), "line 1: "),
    "an entity bomb in an attribute": (tmx(tu(CITY, creationid="&i;"), before=BOMB), "line"),
    "a file of this machine": (
        tmx(tu(("uk", "&e;"), ("en", "A")), before='<!DOCTYPE tmx [<!ENTITY e SYSTEM "file:///etc/hostname">]>'),
        "line 1: it defines entities",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_files_that_are_no_tmx(case: str) -> None:
    """Anything else is refused as a whole, with file, line and reason."""
    data, reason = REFUSED[case]
    with pytest.raises(ExchangeError) as error:
        read_tmx(data, "/data/x.tmx", ["uk"])
    assert str(error.value).startswith(f"/data/x.tmx, {reason}")
    assert "\n" not in str(error.value)
