"""The memory as a TMX file: what we write, and what other tools write."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from feeds.errors import ExchangeError
from feeds.translation import codes
from feeds.translation.memory import HUMAN, MemoryUnit
from feeds.translation.tmx import read_tmx, write_tmx

from .markup import latin
from .test_codes import units

HERE = Path(__file__).parent
CREATED = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
UNIT = MemoryUnit("uk", "en", "Мер <g1>Лідса</g1> <x2/>", "<x2/> Mayor of <g1>Leeds</g1>", "google", CREATED)


@st.composite
def memories(draw: st.DrawFn) -> list[MemoryUnit]:
    """Units of different sources and origins; a translation has the codes of its source."""
    sources = draw(
        st.lists(units() | st.text(min_size=1).map(codes.escape).map(codes.normalise).filter(bool), max_size=4)
    )
    origins = st.sampled_from([HUMAN, "google", "libretranslate"])
    made = draw(st.none() | st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1)))
    created = made.replace(microsecond=0, tzinfo=UTC) if made else None
    return [MemoryUnit("uk", "en", source, latin(source), draw(origins), created) for source in sources]


@settings(max_examples=100, deadline=None)
@given(memories())
def test_what_is_written_is_read_again(memory: list[MemoryUnit]) -> None:
    """Export and import give the same units, codes, origins and dates; the file keeps the rules of TMX 1.4b."""
    data = write_tmx(memory, "uk")
    assert read_tmx(data, "memory.tmx", ["uk"]) == (memory, [])
    assert data == write_tmx(memory, "uk")
    dtd = etree.DTD(BytesIO((HERE / "tmx14.dtd").read_bytes()))
    assert dtd.validate(etree.fromstring(data)), dtd.error_log


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
