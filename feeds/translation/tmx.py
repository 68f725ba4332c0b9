"""TMX 1.4b (Translation Memory eXchange, LISA OSCAR 2005): the memory as a file, in and out.

A code pair ``<gN>…</gN>`` is written ``<bpt i="N" x="N"/>…<ept i="N"/>``, a lone ``<xN/>`` is ``<ph x="N"/>``. Who
made a unit is in ``<prop type="x-origin">``; a unit without it is a human's, since that is what other tools export.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from lxml import etree

from feeds import __version__
from feeds.errors import ExchangeError
from feeds.text.html import strip_controls
from feeds.text.language import language_tag, same_language
from feeds.translation import codes
from feeds.translation.memory import HUMAN, MemoryUnit

_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_ORIGIN = "x-origin"
_LONGEST_ORIGIN = 64


def read_tmx(data: bytes, name: str, source_languages: Sequence[str]) -> tuple[list[MemoryUnit], list[str]]:
    """All pairs of a TMX document, and in words what was left out and why.

    ``name`` is for messages; ``source_languages`` decide where the file says ``*all*``.

    :raises ExchangeError: it is no TMX.
    """
    # No entities, no network, no DTD: the file may come from anywhere.
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise ExchangeError(f"{name}: this is no XML: {error.msg}") from error
    header = root.find("header")
    if root.tag != "tmx" or header is None:
        raise ExchangeError(f"{name}: this is no TMX 1.4 file: expected <tmx> with a <header>, found <{root.tag}>")
    units: list[MemoryUnit] = []
    problems: list[str] = []
    for element in root.iterfind("body/tu"):
        srclang = element.get("srclang") or header.get("srclang") or "*all*"
        try:
            units += _pairs(element, [srclang] if srclang != "*all*" else list(source_languages))
        except ExchangeError as error:
            problems.append(f"{name}, line {element.sourceline}: {error}")
    return units, problems


def _pairs(element: etree._Element, source_languages: list[str]) -> list[MemoryUnit]:
    variants = [(_language(variant), variant) for variant in element.iterfind("tuv")]
    source = next(
        (
            (tag, variant)
            for wanted in source_languages
            for tag, variant in variants
            if same_language(tag, language_tag(wanted) or wanted)
        ),
        None,
    )
    if source is None:
        raise ExchangeError(f"no variant in {' or '.join(source_languages)}: unit left out")
    numbers: dict[tuple[str, str], str] = {}
    text = _segment(source[1], numbers, define=True)
    origin = next((prop.text for prop in element.iterfind("prop") if prop.get("type") == _ORIGIN and prop.text), HUMAN)
    return [
        MemoryUnit(source[0], tag, text, _paired(variant, numbers, text), origin[:_LONGEST_ORIGIN], _created(element))
        for tag, variant in variants
        if not same_language(tag, source[0])
    ]


def _paired(variant: etree._Element, numbers: dict[tuple[str, str], str], source: str) -> str:
    target = _segment(variant, numbers, define=False)
    damage = codes.damage(source, target)
    if damage:
        raise ExchangeError(f"{damage} in the {variant.get(_LANG)} variant: unit left out")
    return target


def _language(variant: etree._Element) -> str:
    raw = variant.get(_LANG) or variant.get("lang") or ""
    tag = language_tag(raw)
    if tag is None:
        raise ExchangeError(f"a variant's language {raw!r} is no language tag: unit left out")
    return tag


def _segment(variant: etree._Element, numbers: dict[tuple[str, str], str], *, define: bool) -> str:
    """A ``seg`` as coded text; code numbers are given in the order of the source segment."""
    segment = variant.find("seg")
    if segment is None:
        raise ExchangeError("a variant has no <seg>: unit left out")
    pieces: list[tuple[str, str]] = [("text", segment.text or "")]
    local: dict[str, str] = {}
    for child in segment:
        if child.tag == "bpt":
            key = ("g", child.get("x") or child.get("i") or "")
            local[child.get("i") or ""] = number = _number(numbers, key, define)
            pieces.append(("open", number))
        elif child.tag == "ept":
            if child.get("i") not in local:
                raise ExchangeError("an <ept> without its <bpt>: unit left out")
            pieces.append(("close", local[child.get("i") or ""]))
        elif child.tag in ("ph", "it"):
            pieces.append(("alone", _number(numbers, ("x", child.get("x") or str(child.tag)), define)))
        else:  # hi and sub hold text for people
            pieces.append(("text", "".join(str(text) for text in child.itertext())))
        pieces.append(("text", child.tail or ""))
    return codes.normalise(codes.build([piece for piece in pieces if piece != ("text", "")]))


def _number(numbers: dict[tuple[str, str], str], key: tuple[str, str], define: bool) -> str:
    if define:
        numbers.setdefault(key, str(len(numbers) + 1))
    elif key not in numbers:
        raise ExchangeError("a code that the source variant does not have: unit left out")
    return numbers[key]


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
            element.set("creationdate", f"{unit.created:%Y%m%dT%H%M%SZ}")
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
