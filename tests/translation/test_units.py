"""HTML into units of translation, and back."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feeds.text.html import clean
from feeds.translation import codes
from feeds.translation.units import join, join_text, needs_translation, split, split_text, units

from .markup import WORD, Seen, latin, pages

OFTEN = settings(max_examples=80, deadline=None)


@OFTEN
@given(pages(), st.sampled_from(["uk", "en", "und"]))
def test_without_translations_the_same_bytes_come_back(page: str, language: str) -> None:
    """Cutting a page and joining it again without any translation gives the page, byte for byte."""
    assert join(split(page, language), {}) == page


@OFTEN
@given(st.text(max_size=200), st.sampled_from(["uk", "en"]))
def test_any_text_at_all_survives(text: str, language: str) -> None:
    """Whatever a source calls HTML comes back as it was once it is sanitised."""
    page = clean(text)
    assert join(split(page, language), {}) == page


@OFTEN
@given(pages())
def test_every_word_is_in_exactly_one_unit(page: str) -> None:
    """No word that needs translation is left out or asked for twice, and none of an opaque element is asked for."""
    found = [int(number) for unit in units(split(page, "uk")) for number in WORD.findall(unit)]
    assert sorted(found) == sorted(Seen(page).words)


@OFTEN
@given(pages())
def test_units_are_words_with_whole_codes(page: str) -> None:
    """A unit has words of its language, is normalised, and its codes are balanced, each there once."""
    for unit in units(split(page, "uk")):
        assert needs_translation(codes.plain(unit), "uk")
        assert codes.normalise(unit) == unit
        assert codes.damage(unit, unit) is None


@OFTEN
@given(pages(), st.sets(st.integers(0, 20)))
def test_structure_and_links_survive_translation(page: str, left_out: set[int]) -> None:
    """When words are replaced and codes kept, in all units or in some, tags, links and opaque texts are as before."""
    pieces = split(page, "uk")
    found = list(dict.fromkeys(units(pieces)))
    translations = {unit: latin(unit) for number, unit in enumerate(found) if number not in left_out}
    before, after = Seen(page), Seen(join(pieces, translations))
    assert (after.tags, after.opaque, list(after.links)) == (before.tags, before.opaque, list(before.links))
    words = {number for unit in translations for number in map(int, WORD.findall(unit))}
    assert sorted(after.words) == sorted(set(before.words) - words)


CUTS = {
    "paragraphs and headings": ("<h2>Новини</h2><p>Мер прибув.</p>", ["Новини", "Мер прибув."]),
    "list items and cells": ("<ul><li>Раз</li><li>Два</li></ul>", ["Раз", "Два"]),
    "a break separates": ("<p>Раз<br>Два</p>", ["Раз", "Два"]),
    "a bold lead has no codes": ("<p><b><i>Мер прибув.</i></b></p>", ["Мер прибув."]),
    "a bold lead with a space in it": ("<p> <b> Мер прибув. </b> </p>", ["Мер прибув."]),
    "a link in the middle is a pair": ("<p>Мер <a href='https://x'>Лідса</a> тут</p>", ["Мер <g1>Лідса</g1> тут"]),
    "pairs within pairs": ("<p>А <b>б <i>в</i></b> г</p>", ["А <g1>б <g2>в</g2></g1> г"]),
    "a picture in the middle": ("<p>А <img src='https://x'> б</p>", ["А <x1/> б"]),
    "pictures at the ends": ("<p><img src='https://x'> А б <img src='https://y'></p>", ["А б"]),
    "code is one code": ("<p>А <code>ls Київ</code> б</p>", ["А <x1/> б"]),
    "a link that shows its address": ("<p>А <a href='https://x'>https://x/київ</a> б</p>", ["А <x1/> б"]),
    "an address at the end": ("<p>Пишіть: <a href='mailto:a@b.ua'>a@b.ua</a></p>", ["Пишіть:"]),
    "a word that may be broken": ("<p>Нідер<wbr>ланди</p>", ["Нідер<x1/>ланди"]),
    "space just inside of a pair": ("<p>А<b> б </b>в</p>", ["А <g1>б</g1> в"]),
    "a bold text over a break": ("<p>А <b>б<br>в</b> г</p>", ["А", "б", "в", "г"]),
    "a link around paragraphs": ("<a href='https://x'><p>А</p><p>б</p></a>", ["А", "б"]),
    "bold around blocks": ("<b>А<p>б</p>в</b>", ["А", "б", "в"]),
    "alt and title": ("<p><img src='https://x' alt='Міст' title='Новий міст'></p>", ["Міст", "Новий міст"]),
    "the title of a link": ("<p>А <a href='https://x' title='Лідс'>б</a> в</p>", ["А <g1>б</g1> в", "Лідс"]),
    "escaped markup is text": ("<p>А &lt;g1&gt; &amp; б</p>", ["А &lt;g1&gt; &amp; б"]),
    "preformatted": ("<pre>Київ\n<b>Харків</b></pre>", []),
    "code over several lines": ("<code>Київ<br>Харків</code>", []),
    "numbers": ("<p>2024</p><p>12:00 — 14:00</p>", []),
    "addresses": ("<p>https://місто.укр/новини</p><p>прес@місто.укр</p><p>www.місто.укр</p>", []),
    "hashtags and handles": ("<p>#Харків @харків</p>", []),
    "Latin letters": ("<p>Eurocities</p>", []),
    "nothing": ("", []),
}


@pytest.mark.parametrize("case", CUTS)
def test_where_a_page_is_cut(case: str) -> None:
    """Blocks and lines are units, tags within them codes, and what needs no translation is neither."""
    markup, expected = CUTS[case]
    assert units(split(clean(markup), "uk")) == expected


def test_an_attribute_is_no_other_attributes_value() -> None:
    """What looks like an attribute inside of an address is left alone."""
    page = '<img src="https://city.example/ alt=" title="Words here">'
    pieces = split(page, "en")
    assert units(pieces) == ["Words here"]
    assert join(pieces, {"Words here": '5" <b>'}) == '<img src="https://city.example/ alt=" title="5&quot; &lt;b&gt;">'


def test_space_at_the_ends_of_a_line_stays() -> None:
    """Words that stood apart on the page do not run together when they are translated."""
    page = "<p>Раз <b>два<br>три</b> чотири</p>"
    assert join(split(page, "uk"), {"Раз": "One", "два": "two", "три": "three", "чотири": "four"}) == (
        "<p>One <b>two<br>three</b> four</p>"
    )


def test_what_stays_original_is_marked() -> None:
    """In a text that passes for another language, passages that stay are labelled and old labels go."""
    page = '<div lang="uk-UA"><p>Раз</p><p>Два <a href="https://x/" title="Мер">три</a></p><p lang="en">OK</p></div>'
    assert join(split(page, "uk"), {"Раз": "One", "Мер": "Mayor"}, "uk") == (
        '<div><p>One</p><p><bdi lang="uk">Два <a href="https://x/" title="Mayor">три</a></bdi></p>'
        '<p lang="en">OK</p></div>'
    )


def test_plain_text() -> None:
    """A title is one unit, whatever it looks like, and comes back as plain text."""
    title = "  <g1>Мер</g1> & <b> «Лідса» "
    (unit,) = units(split_text(title, "uk"))
    assert unit == "&lt;g1&gt;Мер&lt;/g1&gt; &amp; &lt;b&gt; «Лідса»"
    assert join_text(split_text(title, "uk"), {}) == title
    assert join_text(split_text(title, "uk"), {unit: "Mayor &lt;of&gt; Leeds"}) == "Mayor <of> Leeds"
    assert join_text(split_text("COVID-19 <5>", "uk"), {}) == "COVID-19 <5>"


HOSTILE = {
    "a word without end": "a" * 200_000,
    "a word of an address without end": "a.-+" * 50_000,
    "spaces without end": "<p>а" + " " * 200_000 + "б</p>",
    "no-break spaces without end": "<p>а" + "&nbsp;" * 50_000 + "б</p>",
    "elements without end": "<i>а" * 5_000,
    "links without end": "<a href='https://x/'>а</a>" * 20_000,
    "unclosed tags": "<b><p>а" * 3_000,
}


@pytest.mark.parametrize("case", HOSTILE)
def test_hostile_pages_take_no_longer_than_others(case: str) -> None:
    """Pages made to be slow are cut and joined like others; a quadratic search would not end here."""
    page = clean(HOSTILE[case])
    pieces = split(page, "uk")
    assert join(pieces, {unit: unit for unit in units(pieces)}).count("а") == page.count("а")


def test_more_codes_than_anybody_writes() -> None:
    """Codes beyond the ten thousandth are still codes."""
    page = "<p>а" + "<b>б</b>в" * 10_001 + "</p>"
    (unit,) = units(split(page, "uk"))
    assert "<g10001>б</g10001>" in unit
    assert join(split(page, "uk"), {unit: unit}) == page
    assert not re.search(r"g\d", join(split(page, "uk"), {unit: unit}))
