"""TMX 1.4b (Translation Memory eXchange, LISA OSCAR 2005): the memory as a file, in and out.

A code pair ``<gN>…</gN>`` is written ``<bpt i="N" x="N"/>…<ept i="N"/>``, a lone ``<xN/>`` is ``<ph x="N"/>``; ``it``
and ``ut`` of other tools are read as lone codes. Who made a unit is in ``<prop type="x-origin">``; a unit without it is
a human's, since that is what other tools export.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime

from lxml import etree

from feeds import __version__
from feeds.errors import ExchangeError
from feeds.text.html import strip_controls
from feeds.text.language import language_tag, same_language
from feeds.translation import codes
from feeds.translation.memory import HUMAN, MemoryUnit

_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_ALL = "*all*"
"""``srclang`` where any variant may be the source."""
_ORIGIN = "x-origin"
_LONGEST_ORIGIN = 64
_Numbers = dict[tuple[str, str], str]


def read_tmx(data: bytes, name: str, source_languages: Sequence[str]) -> tuple[list[MemoryUnit], list[str]]:
    """All pairs of a TMX document, and in words what was left out and why.

    ``name`` is for messages; ``source_languages`` decide where the file says ``*all*``.

    :raises ExchangeError: it is no TMX.
    """
    root = _root(data, name)
    header = root.find("header")
    if root.tag != "tmx" or header is None:
        found = f"<{root.tag}>" if root.tag != "tmx" else "none"
        raise ExchangeError(
            f"{name}, line {root.sourceline}: this is no TMX 1.4 file: expected <tmx> with a <header>, found {found}"
        )
    units: list[MemoryUnit] = []
    problems: list[str] = []
    for element in root.iterfind("body/tu"):
        srclang = element.get("srclang") or header.get("srclang") or _ALL
        pairs, left_out = _pairs(element, list(source_languages) if srclang.lower() == _ALL else [srclang])
        units += pairs
        problems += [f"{name}, line {element.sourceline}: {problem}" for problem in left_out]
    return units, problems


def _root(data: bytes, name: str) -> etree._Element:
    """The document, which may come from anywhere: no network, no DTD from elsewhere, no entities of its own."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise ExchangeError(f"{name}, line {error.lineno or 1}: this is no XML: {error.msg}") from error
    dtd = root.getroottree().docinfo.internalDTD
    entities = dtd.iterentities() if dtd is not None else iter(())  # type: ignore[union-attr] # lxml-stubs lacks it
    if next(entities, None) is not None:
        raise ExchangeError(f"{name}, line 1: it defines entities of its own, which TMX has no use for: refused")
    return root


def _pairs(element: etree._Element, source_languages: list[str]) -> tuple[list[MemoryUnit], list[str]]:
    """A ``tu`` as pairs of its source variant with each other one, and why any were left out."""
    variants = [(language_tag(_language(variant)), variant) for variant in element.iterfind("tuv")]
    problems = [f"no language tag: {_language(variant)!r}: variant left out" for tag, variant in variants if not tag]
    tagged = [(tag, variant) for tag, variant in variants if tag]
    wanted = [language_tag(language) or language for language in source_languages]
    source = next((pair for language in wanted for pair in tagged if same_language(pair[0], language)), None)
    if source is None:
        return [], [*problems, f"no variant in {' or '.join(source_languages)}: unit left out"]
    numbers: _Numbers = {}
    try:
        text = _text(source[1], numbers, define=True)
    except ExchangeError as error:
        return [], [*problems, f"{error} in the {source[0]} variant: unit left out"]
    origin = next((prop.text for prop in element.iterfind("prop") if prop.get("type") == _ORIGIN and prop.text), HUMAN)
    found = []
    for tag, variant in tagged:
        if same_language(tag, source[0]):
            continue
        try:
            target = _text(variant, numbers, define=False, source=text)
        except ExchangeError as error:
            problems.append(f"{error} in the {tag} variant: variant left out")
        else:
            found.append(MemoryUnit(source[0], tag, text, target, origin[:_LONGEST_ORIGIN], _created(element)))
    return found, problems


def _language(variant: etree._Element) -> str:
    return variant.get(_LANG) or variant.get("lang") or ""


def _text(variant: etree._Element, numbers: _Numbers, *, define: bool, source: str | None = None) -> str:
    """A variant's ``seg`` as coded text; code numbers are given in the order of the source segment."""
    segment = variant.find("seg")
    if segment is None:
        raise ExchangeError("no <seg>")
    text = codes.normalise(codes.build(_Segment(numbers, define).pieces(segment)))
    if not codes.plain(text).strip():
        raise ExchangeError("no words")
    damage = codes.damage(text if source is None else source, text)
    if damage:
        raise ExchangeError(damage)
    return text


class _Segment:
    """Reads one ``seg``; ``numbers`` are those of the source's codes, given out while ``define``."""

    def __init__(self, numbers: _Numbers, define: bool) -> None:
        self._numbers = numbers
        self._define = define
        self._open: dict[str, str] = {}
        self._unnamed = 0

    def pieces(self, element: etree._Element) -> Iterator[tuple[str, str]]:
        """As :func:`feeds.translation.codes.parts` has them."""
        yield "text", element.text or ""
        for child in element:
            yield from self._child(child)
            yield "text", child.tail or ""

    def _child(self, child: etree._Element) -> Iterator[tuple[str, str]]:
        i = child.get("i") or ""
        if child.tag == "bpt":
            self._open[i] = number = self._number("g", child.get("x"), f"i {i}")
            yield "open", number
        elif child.tag == "ept":
            if i not in self._open:
                raise ExchangeError("an <ept> without its <bpt>")
            yield "close", self._open.pop(i)
        elif child.tag in ("ph", "it", "ut"):
            self._unnamed += 1
            yield "alone", self._number("x", child.get("x"), f"{child.tag} {self._unnamed}")
        else:  # hi, which only points at words for people
            yield from self.pieces(child)

    def _number(self, kind: str, x: str | None, place: str) -> str:
        """A code's number: by the ``x`` that joins the variants' codes, or without one by its place."""
        key = (kind, f"x {x}" if x else place)
        if self._define:
            self._numbers.setdefault(key, str(len(self._numbers) + 1))
        elif key not in self._numbers:
            raise ExchangeError("a code that the source variant does not have")
        return self._numbers[key]


def _created(element: etree._Element) -> datetime | None:
    try:
        return datetime.strptime(element.get("creationdate") or "", "%Y%m%dT%H%M%S%z")
    except ValueError:
        return None


def write_tmx(units: Iterable[MemoryUnit], source_language: str) -> bytes:
    """A TMX 1.4b document of ``units``, in the order given; the same units give the same bytes."""
    root = etree.Element("tmx", version="1.4")
    etree.SubElement(
        root,
        "header",
        {
            "creationtool": "Visnyk",
            "creationtoolversion": __version__,
            "segtype": "block",
            "o-tmf": "Visnyk",
            "adminlang": "en",
            "srclang": source_language,
            "datatype": "html",
        },
    )
    body = etree.SubElement(root, "body")
    for unit in units:
        element = etree.SubElement(body, "tu", srclang=unit.source_language)
        if unit.created is not None:
            element.set("creationdate", f"{unit.created.astimezone(UTC):%Y%m%dT%H%M%SZ}")
        etree.SubElement(element, "prop", type=_ORIGIN).text = unit.origin
        for language, text in ((unit.source_language, unit.source), (unit.target_language, unit.target)):
            variant = etree.SubElement(element, "tuv", {_LANG: language})
            _write_segment(etree.SubElement(variant, "seg"), text)
    return etree.tostring(
        root,
        xml_declaration=True,
        encoding="UTF-8",
        pretty_print=True,
        doctype='<!DOCTYPE tmx SYSTEM "tmx14.dtd">',
    )


def _write_segment(segment: etree._Element, text: str) -> None:
    last: etree._Element | None = None
    for kind, value in codes.parts(text):
        if kind == "text":
            value = strip_controls(value)
            if last is None:
                segment.text = (segment.text or "") + value
            else:
                last.tail = (last.tail or "") + value
        elif kind == "open":
            last = etree.SubElement(segment, "bpt", i=value, x=value)
        elif kind == "close":
            last = etree.SubElement(segment, "ept", i=value)
        else:
            last = etree.SubElement(segment, "ph", x=value)
