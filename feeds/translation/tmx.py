"""TMX 1.4b (Translation Memory eXchange, LISA OSCAR 2005): the memory as a file, in and out, a unit at a time.

A code pair ``<gN>…</gN>`` is written ``<bpt i="N" x="N"/>…<ept i="N"/>``, a lone ``<xN/>`` is ``<ph x="N"/>``; ``it``
and ``ut`` of other tools are read as lone codes. Who made a unit is in ``<prop type="x-origin">``; a unit without it is
a human's, since that is what other tools export. Beside it ``x-version`` and ``x-terms``, and for other tools
``creationtool``, ``creationtoolversion`` and ``creationid``, the person.
"""

from __future__ import annotations

import html
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from io import BytesIO
from typing import IO, Any

from lxml import etree

from feeds import __version__
from feeds.errors import ExchangeError
from feeds.text.html import squeeze, strip_controls
from feeds.text.language import language_tag, same_language
from feeds.translation import codes
from feeds.translation.memory import HUMAN, MemoryUnit

_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_ALL = "*all*"
"""``srclang`` where any variant may be the source."""
_ORIGIN, _VERSION, _TERMS = "x-origin", "x-version", "x-terms"
_LONGEST = {_ORIGIN: 64, _VERSION: 64, _TERMS: 32}
"""Characters of each that the memory holds."""
_Numbers = dict[tuple[str, str], str]


def read_tmx(file: IO[bytes] | bytes, name: str, source_languages: Sequence[str]) -> tuple[list[MemoryUnit], list[str]]:
    """All pairs of a TMX document, and in words what was left out and why.

    ``name`` is for messages; ``source_languages`` decide where the file says ``*all*``.

    :raises ExchangeError: it is no TMX.
    """
    units: list[MemoryUnit] = []
    problems: list[str] = []
    for element, srclang in _elements(BytesIO(file) if isinstance(file, bytes) else file, name):
        pairs, left_out = _pairs(element, list(source_languages) if srclang.lower() == _ALL else [srclang])
        units += pairs
        problems += [f"{name}, line {element.sourceline}: {problem}" for problem in left_out]
    return units, problems


def _elements(file: IO[bytes], name: str) -> Iterator[tuple[etree._Element, str]]:
    """Each ``tu`` with the language of its source.

    The document may come from anywhere: no network, no DTD from elsewhere, no entities of its own. It may be large:
    what has been read is dropped.
    """
    found = etree.iterparse(
        file, events=("start", "end"), resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True,
        remove_pis=True,
    )  # fmt: skip
    root: etree._Element | None = None
    header: etree._Element | None = None
    try:
        for event, element in found:
            if root is None:
                root = element
                _check_root(root, name)
            elif event == "end" and _tag(element) == "header" and header is None:
                header = element
            elif event == "end" and _tag(element) == "tu":
                if header is None:
                    break
                yield element, element.get("srclang") or header.get("srclang") or _ALL
                _drop(element)
    except etree.XMLSyntaxError as error:
        raise ExchangeError(f"{name}, line {error.lineno or 1}: this is no XML: {error.msg}") from error
    if header is None:
        raise ExchangeError(_no_tmx(name, root, "none"))


def _check_root(root: etree._Element, name: str) -> None:
    if _tag(root) != "tmx":
        raise ExchangeError(_no_tmx(name, root, f"<{_tag(root)}>"))
    dtd: Any = root.getroottree().docinfo.internalDTD  # lxml-stubs lacks its methods, and that it may be None
    if dtd is not None and next(dtd.iterentities(), None) is not None:
        raise ExchangeError(f"{name}, line 1: it defines entities of its own, which TMX has no use for: refused")


def _no_tmx(name: str, root: etree._Element | None, found: str) -> str:
    line = 1 if root is None else root.sourceline
    return f"{name}, line {line}: this is no TMX 1.4 file: expected <tmx> with a <header>, found {found}"


def _tag(element: etree._Element) -> str:
    """Without the namespace that some tools give it; of an entity that nobody defined, ``&``."""
    tag: Any = element.tag  # a function, of what is no element
    return tag.rpartition("}")[2] if isinstance(tag, str) else "&"


def _drop(element: etree._Element) -> None:
    """Let go of an element that has been read, and of all before it."""
    element.clear()
    parent = element.getparent()
    if parent is not None:
        for before in list(element.itersiblings(preceding=True)):
            parent.remove(before)


def _pairs(element: etree._Element, source_languages: list[str]) -> tuple[list[MemoryUnit], list[str]]:
    """A ``tu`` as pairs of its source variant with each other one, and why any were left out."""
    variants = [(language_tag(_language(variant)), variant) for variant in element.iterfind("{*}tuv")]
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
    said = _said(element)
    found = []
    for tag, variant in tagged:
        if same_language(tag, source[0]):
            continue
        try:
            target = _text(variant, numbers, define=False, source=text)
        except ExchangeError as error:
            problems.append(f"{error} in the {tag} variant: variant left out")
        else:
            found.append(
                MemoryUnit(
                    source[0], tag, text, target, said.get(_ORIGIN, HUMAN), _created(element, variant),
                    said.get(_VERSION, ""), said.get(_TERMS, ""), _author(element, variant),
                )
            )  # fmt: skip
    return found, problems


def _language(variant: etree._Element) -> str:
    return variant.get(_LANG) or variant.get("lang") or ""


def _text(variant: etree._Element, numbers: _Numbers, *, define: bool, source: str | None = None) -> str:
    """A variant's ``seg`` as coded text; code numbers are given in the order of the source segment."""
    segment = variant.find("{*}seg")
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
        tag = _tag(child)
        if tag == "bpt":
            self._open[i] = number = self._number("g", child.get("x"), f"i {i}")
            yield "open", number
        elif tag == "ept":
            if i not in self._open:
                raise ExchangeError("an <ept> without its <bpt>")
            yield "close", self._open.pop(i)
        elif tag in ("ph", "it", "ut"):
            self._unnamed += 1
            yield "alone", self._number("x", child.get("x"), f"{tag} {self._unnamed}")
        elif tag == "&":  # &nbsp; and the like: a DTD that we do not load may define them
            yield "text", html.unescape(child.text or "")
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


def _said(element: etree._Element) -> dict[str, str]:
    """What we note in a unit's properties, where somebody did."""
    found = ((prop.get("type") or "", prop.text or "") for prop in element.iterfind("{*}prop"))
    return {kind: text[: _LONGEST[kind]] for kind, text in found if kind in _LONGEST and text}


def _created(element: etree._Element, variant: etree._Element) -> datetime | None:
    """When the translation was last changed: tools note it on the ``tu`` or on its variant."""
    for name in ("changedate", "creationdate"):
        for given in (variant.get(name), element.get(name)):
            try:
                return datetime.strptime(given or "", "%Y%m%dT%H%M%S%z")
            except ValueError:
                continue
    return None


def _author(element: etree._Element, variant: etree._Element) -> str | None:
    """Who changed it last."""
    names = (given.get(name) for name in ("changeid", "creationid") for given in (variant, element))
    return next((name for name in names if name), None)


def write_tmx(units: Iterable[MemoryUnit], source_language: str) -> bytes:
    """A TMX 1.4b document of ``units``, in the order given; the same units give the same bytes."""
    return b"".join(tmx_pieces(units, source_language))


def tmx_pieces(units: Iterable[MemoryUnit], source_language: str) -> Iterator[bytes]:
    """The same a unit at a time, for a memory that is larger than this process should be."""
    header = etree.Element(
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
    yield b"<?xml version='1.0' encoding='UTF-8'?>\n<!DOCTYPE tmx SYSTEM \"tmx14.dtd\">\n"
    yield b'<tmx version="1.4">\n  ' + etree.tostring(header) + b"\n"
    empty = True
    for unit in units:
        yield (b"  <body>\n" if empty else b"") + _indented(_unit(unit))
        empty = False
    yield b"  <body/>\n</tmx>\n" if empty else b"  </body>\n</tmx>\n"


def _indented(element: etree._Element) -> bytes:
    """An element of the body as bytes; what is in its segments stays as it is."""
    # Two levels down, as libxml2 would indent it in a whole document; no segment has a line break in it.
    lines = etree.tostring(element, encoding="UTF-8", xml_declaration=False, pretty_print=True).splitlines()
    return b"".join(b"    " + line + b"\n" for line in lines)


def _unit(unit: MemoryUnit) -> etree._Element:
    element = etree.Element("tu", srclang=unit.source_language)
    if unit.created is not None:
        element.set("creationdate", f"{unit.created.astimezone(UTC):%Y%m%dT%H%M%SZ}")
    attributes = {"creationid": unit.author}
    if unit.origin != HUMAN:
        attributes |= {"creationtool": unit.origin, "creationtoolversion": unit.version}
    for name, value in attributes.items():
        if value:
            element.set(name, strip_controls(value))
    for kind, value in ((_ORIGIN, unit.origin), (_VERSION, unit.version), (_TERMS, unit.terms)):
        if value:
            etree.SubElement(element, "prop", type=kind).text = squeeze(strip_controls(value))
    for language, text in ((unit.source_language, unit.source), (unit.target_language, unit.target)):
        variant = etree.SubElement(element, "tuv", {_LANG: language})
        _write_segment(etree.SubElement(variant, "seg"), text)
    return element


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
