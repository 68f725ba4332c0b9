"""HTML into units of translation, and back."""

from __future__ import annotations

import re
from collections import Counter
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feeds.text.html import clean, squeeze, to_text
from feeds.text.protected import protected
from feeds.translation import codes
from feeds.translation.memory import HUMAN, MemoryUnit
from feeds.translation.tmx import read_tmx, write_tmx
from feeds.translation.units import join, join_text, needs_translation, split, split_text, units

from .markup import WORD, Seen, latin, lines, pages

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
    # A link that is open where a table begins is written twice, and so is its title.
    assert sorted(after.words) == sorted(word for word in before.words if word not in words)


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
    "what is never translated": (
        "<p>Пишіть на press@city.ua або https://city.ua/a?b&amp;c, тел. (057) 705-12-34, тут</p>",
        ["Пишіть на <x1/> або <x2/>, тел. <x3/>, тут"],
    ),
    "telephones at the end": ("<p>Телефони: 705-12-34, 0&nbsp;800&nbsp;123&nbsp;456.</p>", ["Телефони:"]),
    "hashtags at both ends": ("<p>#Харків, #новини Мер прибув. #місто @kharkiv</p>", ["Мер прибув."]),
    "a name that the sentence goes on from": ("<p>@kharkiv повідомляє: мер тут</p>", ["<x1/> повідомляє: мер тут"]),
    "a linked name likewise": ("<p><a href='https://x'>@kharkiv</a> повідомляє</p>", ["<x1/> повідомляє"]),
    "a link with a hashtag in it": ("<p>А <a href='https://x'>б #в</a> г</p>", ["А <g1>б <x2/></g1> г"]),
    "protected stretches in alt": (
        "<p><img src='https://x' alt='Міст, фото @kharkiv, &quot;ще&quot;' title='#Міст'></p>",
        ['Міст, фото <x1/>, "ще"'],
    ),
    "a full stop behind bold words": ("<p>А <b>б</b>.</p>", ["А <g1>б</g1>."]),
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
    assert join_text(split_text(title, "uk"), {unit: "Mayor &lt;of&gt; Leeds"}) == "  Mayor <of> Leeds "
    assert join_text(split_text("COVID-19 <5>", "uk"), {}) == "COVID-19 <5>"


PROTECTED = ["press@city.example", "https://місто.укр/", "#Харків_", "(057) 760-00-00", "@city_", "057 705-12-34"]


def shout(coded: str) -> str:
    """What an engine makes of a unit that breaks all it can: letters, digits, addresses; codes it keeps."""
    return codes.build([(kind, (kind == "text" and "ШУМ 7 ") or value) for kind, value in codes.parts(coded)])


@OFTEN
@given(pages())
def test_no_engine_sees_an_address(page: str) -> None:
    """Addresses, hashtags, names and telephone numbers of a page are in no unit, and all in the translated page."""
    pieces = split(page, "uk")
    found = dict.fromkeys(units(pieces))
    assert not [unit for unit in found if any(protected(codes.plain(unit).replace("@ ", " ")))]
    made = join(pieces, {unit: shout(unit) for unit in found})
    before, after = (Seen(markup).opaque for markup in (page, made))
    assert before == after
    for stretch in PROTECTED:
        assert to_text(made).count(stretch) == to_text(page).count(stretch)


@OFTEN
@given(lines(), st.randoms(use_true_random=False))
def test_whatever_an_engine_does_to_codes_no_link_is_lost(page: str, random: Random) -> None:
    """Codes that were dropped, doubled, moved, invented or numbered anew are noticed, or all links are there."""
    pieces = split(page, "uk")
    (unit,) = set(units(pieces))
    answer = codes.normalise(codes.respaced(spoilt(latin(unit), random), unit))
    if codes.damage(unit, answer) is None:
        before, after = Seen(page), Seen(join(pieces, {unit: answer}))
        assert sorted(after.links) == sorted(before.links)
        assert sorted(tag for tag in after.tags) == sorted(before.tags)
        assert all(after.links.values())
        assert Counter(after.translated) == Counter(map(int, re.findall(r"word(\d+)z", codes.plain(answer))))


def spoilt(coded: str, random: Random) -> str:
    """Coded text after an engine had some fun with it."""
    parts = list(codes.parts(coded))
    for _ in range(random.randrange(4)):
        place = random.randrange(len(parts))
        match random.randrange(6):
            case 0:
                del parts[place]
            case 1:
                parts.insert(random.randrange(len(parts)), parts[place])
            case 2:
                parts.insert(random.randrange(len(parts)), parts.pop(place))
            case 3:
                parts.insert(place, (random.choice(["open", "close", "alone"]), str(random.randrange(1, 5))))
            case 4:
                kind, value = parts[place]
                parts[place] = (kind, f" {value} ") if kind == "text" else (kind, str(random.randrange(1, 5)))
            case 5:
                random.shuffle(parts)
        parts = parts or [("text", " ")]
    return (
        codes.build(parts)
        .replace("<g", random.choice(["<g", "< G", "<g "]))
        .replace("/>", random.choice(["/>", " / >"]))
    )


@OFTEN
@given(pages())
def test_what_is_its_own_translation_changes_nothing(page: str) -> None:
    """With every unit as its own translation the page has the same tags, links and words."""
    pieces = split(page, "uk")
    before, after = Seen(page), Seen(join(pieces, {unit: unit for unit in units(pieces)}))
    assert (after.tags, after.links.keys(), after.words) == (before.tags, before.links.keys(), before.words)


TITLES = {
    "an address": ("Сайт https://city.ua/?a&b працює", ["Сайт <x1/> працює"], "Site https://city.ua/?a&b works"),
    "a hashtag at the end": ("Мер прибув #Харків", ["Мер прибув"], "Site  works #Харків"),
    "a telephone number": ("Номер 0 800 123 456 і «інше»", ["Номер <x1/> і «інше»"], "Site 0 800 123 456 works"),
    "hashtags alone": ("#Харків #новини", [], "#Харків #новини"),
    "no-break spaces and escapes": (
        "Тел. 0\u00a0800\u00a0123\u00a0456 &amp; <b>",
        ["Тел. <x1/> &amp;amp; &lt;b&gt;"],
        "Site 0\u00a0800\u00a0123\u00a0456 works",
    ),
}


@pytest.mark.parametrize("case", TITLES)
def test_titles_keep_what_is_protected(case: str) -> None:
    """A title gets back what no engine has seen, as plain text, and without a translation it is as it was."""
    title, expected, translated = TITLES[case]
    pieces = split_text(title, "uk")
    assert units(pieces) == expected
    assert join_text(pieces, {}) == title
    assert (
        join_text(pieces, {unit: "Site <x1/> works" if "<x1/>" in unit else "Site  works" for unit in expected})
        == translated
    )


@OFTEN
@given(
    st.text(max_size=60)
    | st.lists(st.sampled_from([*PROTECTED, "слово", " ", ", ", "&", "<", "\u00a0", "."]), max_size=12).map("".join)
)
def test_any_title_comes_back(title: str) -> None:
    """Any text at all is the same after cutting and joining, and so is what is its own translation but for spaces."""
    pieces = split_text(title, "uk")
    assert join_text(pieces, {}) == title
    own = join_text(pieces, {unit: unit for unit in units(pieces)})
    assert squeeze(own) == codes.plain(codes.normalise(codes.escape(title))) or not title.isprintable()


def test_protected_stretches_in_attributes_are_escaped() -> None:
    """An address with quotation marks around it stays inside of its attribute."""
    page = '<img src="https://x/" alt="Фото &quot;https://x/?a&amp;b&quot; тут">'
    (unit,) = units(split(page, "uk"))
    assert unit == 'Фото "<x1/>" тут'
    assert join(split(page, "uk"), {unit: 'Photo "<x1/>" <here>'.replace("<here>", "&lt;here&gt;")}) == (
        '<img src="https://x/" alt="Photo &quot;https://x/?a&amp;b&quot; &lt;here&gt;">'
    )


def test_text_in_another_spelling_than_the_sanitisers_stays_whole() -> None:
    """Where it is not known how a stretch was written, it is left among the words, and the bytes are the same."""
    page = "<p>Слово &quot;https://x.ua/&quot; тут</p>"
    (unit,) = units(split(page, "uk"))
    assert unit == 'Слово "https://x.ua/" тут'
    assert join(split(page, "uk"), {}) == page


def test_a_humans_translation_survives_a_file() -> None:
    """A unit with protected stretches comes back from TMX with its codes, which damage finds whole."""
    unit, target = "Пишіть на <x1/> або <g2>сюди <x3/></g2>", "Write <g2>here <x3/></g2> or to <x1/>"
    data = write_tmx([MemoryUnit("uk", "en", unit, target, HUMAN)], "uk")
    ((one,), problems) = read_tmx(data, "memory.tmx", ["uk"])
    assert (one.source, one.target, problems) == (unit, target, [])
    assert codes.damage(one.source, one.target) is None


HOSTILE = {
    "a word without end": "a" * 200_000,
    "a word of an address without end": "a.-+" * 50_000,
    "spaces without end": "<p>а" + " " * 200_000 + "б</p>",
    "no-break spaces without end": "<p>а" + "&nbsp;" * 50_000 + "б</p>",
    "elements without end": "<i>а" * 5_000,
    "links without end": "<a href='https://x/'>а</a>" * 20_000,
    "unclosed tags": "<b><p>а" * 3_000,
    "hashtags without end": "#а" * 50_000,
    "addresses without end": "www.а" * 25_000,
    "telephones without end": "<p>а " + "057 705-12-34, " * 5_000 + "</p>",
    "names without end": "@" * 100_000,
    "angles": "&lt;а" * 10_000,
    "pairs within pairs": "<b>а" * 5_000 + "</b>" * 5_000,
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
