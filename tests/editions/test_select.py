"""Entries and their translations as an edition."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from feeds.editions.context import Context, is_translated, matching_sources, state_of, target_of
from feeds.editions.select import compose
from feeds.model import (
    Edition,
    EditionItem,
    Enclosure,
    Entry,
    FeedInfo,
    Finding,
    Kind,
    Person,
    Site,
    Source,
    State,
    Translation,
)

T0 = datetime(2026, 2, 28, 9, 0, tzinfo=UTC)
T1, T2, T3 = (T0 + timedelta(hours=hours) for hours in (1, 2, 3))
SITE = Site("Visnyk", "https://visnyk.example")
INFO = FeedInfo("Харків", id="https://kharkiv.example/rss", language="uk", updated=T3)
ENTRY = Entry(
    key="0123456789abcdef",
    source_id="kharkiv",
    atom_id="tag:kharkiv.example,2026:1",
    guid="1",
    link="https://kharkiv.example/1?a=1&b=2",
    title="Трамваї <з> Лейпцига",
    summary="<p>Коротко</p>",
    content="<p>Мер прибув.</p>",
    language="uk",
    fingerprint="one",
    published=T0,
    updated=T0,
    first_seen=T0,
    authors=(Person("Олена"),),
    categories=("Транспорт",),
    enclosures=(Enclosure("https://kharkiv.example/a.mp3"),),
)
DONE = Translation(
    ENTRY.key,
    "en",
    State.TRANSLATED,
    T1,
    "Trams",
    "<p>In short</p>",
    "<p>The mayor has come.</p>",
    "google",
    None,
    "one",
)
WAITING = Translation(ENTRY.key, "en", State.PENDING, T1, fingerprint="one")
ORIGINAL, ENGLISH, BOTH = (Edition(f"all-{mode}", mode, mode) for mode in ("original", "en", "bilingual"))


def context(edition: Edition) -> Context:
    """Ukrainian and Russian are translated, into English."""
    return Context(SITE, edition, "en", ("uk", "ru"), {"kharkiv": INFO, "eurocities": FeedInfo("Eurocities")})


def item(edition: Edition, translation: Translation | None, **changes: Any) -> EditionItem:
    """The only entry of an edition of ``ENTRY``, changed."""
    (made,) = compose(context(edition), [(replace(ENTRY, **changes), translation)]).items
    return made


def test_the_original_is_republished_as_it_is() -> None:
    """Without translation, an entry keeps its id, its link, its dates and all its fields."""
    made = item(ORIGINAL, DONE)
    assert made == EditionItem(
        id=ENTRY.atom_id,
        language="uk",
        title=ENTRY.title,
        url="https://kharkiv.example/1?a=1&b=2",
        url_language="uk",
        original_url="https://kharkiv.example/1?a=1&b=2",
        original_language="uk",
        summary=ENTRY.summary,
        content=ENTRY.content,
        published=T0,
        updated=T0,
        source=replace(INFO, updated=T0),
        state=State.NOT_NEEDED,
        authors=ENTRY.authors,
        categories=ENTRY.categories,
        enclosures=ENTRY.enclosures,
    )


@pytest.mark.parametrize(
    ("edition", "target", "changes", "path"),
    [
        (ENGLISH, "en", {}, "/en/entry/KEY"),
        (BOTH, "en", {}, "/en/entry/KEY"),
        (BOTH, "pl", {}, "/en/entry/KEY/pl"),
        (ENGLISH, "en-GB", {}, "/en/entry/KEY"),
        (Edition("all-uk", "uk", "uk"), "uk", {"language": "ru"}, "/uk/entry/KEY"),
        (Edition("all-pl", "pl", "pl"), "pl", {}, "/en/entry/KEY/pl"),
        (Edition("all-pt", "pt", "pt-BR"), "pt-BR", {"link": None}, "/en/entry/KEY/pt-BR"),
        # As they came: nobody here reads them in another language.
        (ORIGINAL, "en", {"link": None}, "/uk/entry/KEY"),
        (ORIGINAL, "en", {"link": None, "language": "en"}, "/en/entry/KEY"),
        (ORIGINAL, "pl", {"link": None, "language": "und"}, "/en/entry/KEY"),
        (Edition("all-pl", "pl", "pl"), "pl", {"link": None, "language": "en"}, "/en/entry/KEY"),
    ],
)
def test_pages_are_linked_in_their_language(edition: Edition, target: str, changes: dict[str, Any], path: str) -> None:
    """A translation links to its page in the language of its readers, an original without a link to one in its own."""
    made = compose(replace(context(edition), target=target), [(replace(ENTRY, **changes), None)])
    assert made.items[0].url == f"https://visnyk.example{path}".replace("KEY", ENTRY.key)


def test_ids_never_change() -> None:
    """Each language mode has an id of its own, the same from "not translated yet" on, whatever becomes of the entry."""
    histories = [None, WAITING, replace(WAITING, state=State.FAILED), DONE, replace(DONE, state=State.PARTIAL)]
    ids = {
        edition.id: {item(edition, translation).id for translation in histories}
        for edition in (ORIGINAL, ENGLISH, BOTH)
    }
    assert all(len(found) == 1 for found in ids.values())
    assert len(set.union(*ids.values())) == 3
    assert ids["all-original"] == {ENTRY.atom_id}
    assert item(ENGLISH, DONE, fingerprint="two", title="Інше").id in ids["all-en"]
    # Written down: subscribers have stored them, so another way to make them is no option any more.
    assert ids["all-en"] == {"urn:uuid:e0576221-80a7-576f-a316-3b33377170b2"}
    assert ids["all-bilingual"] == {"urn:uuid:de396a85-a8d2-5e6b-9c8b-f037e8484952"}
    assert compose(context(ENGLISH), []).id == "urn:uuid:8e96fdd7-7b32-52b9-87e3-11efa19be660"


def test_a_translation() -> None:
    """A translated entry is in the target language, with the word on who translated it behind the text."""
    made = item(ENGLISH, DONE)
    assert (made.language, made.url_language, made.original_language) == ("en", "en", "uk")
    assert (made.title, made.summary) == ("Trams", "<p>In short</p>")
    assert made.content == (
        '<p>The mayor has come.</p><p lang="en"><small>Machine translation by Google, 2026-02-28 (original language: '
        'Ukrainian). Checked automatically. <a href="https://kharkiv.example/1?a=1&amp;b=2">Original</a></small></p>'
    )
    assert (made.url, made.original_url) == ("https://visnyk.example/en/entry/0123456789abcdef", ENTRY.link)
    assert (made.state, made.engine, made.translated_at) == (State.TRANSLATED, "google", T1)
    assert (made.warnings, made.corrected) == ((), None)


@pytest.mark.parametrize("edition", [ENGLISH, BOTH], ids=["en", "bilingual"])
def test_warnings_and_corrections_go_along(edition: Edition) -> None:
    """What may be wrong with a translation, and when it was put right, is told beside it and in its words."""
    doubted = replace(DONE, findings=(Finding("number", "42 is missing", unit="Мер"),), corrected=T2)
    made = item(edition, doubted)
    assert (made.warnings, made.corrected) == (doubted.findings, T2)
    assert "may be wrong: numbers. Corrected on 2026-02-28." in made.content
    waits = item(edition, replace(doubted, state=State.PENDING))
    assert (waits.warnings, waits.corrected) == ((), None)


def test_days_begin_in_the_citys_zone() -> None:
    """The day that a translation bears is that of the site's time zone."""
    late = replace(DONE, updated=datetime(2026, 6, 11, 22, 30, tzinfo=UTC))
    assert "Google, 2026-06-12 (" in item(ENGLISH, late).content


@pytest.mark.parametrize("edition", [ENGLISH, BOTH], ids=["en", "bilingual"])
@pytest.mark.parametrize(
    ("translation", "state"),
    [
        (None, State.PENDING),
        (WAITING, State.PENDING),
        (replace(WAITING, state=State.FAILED), State.FAILED),
        (replace(DONE, fingerprint="older"), State.PENDING),
    ],
    ids=["nothing known", "waiting", "failed", "of an older text"],
)
def test_what_is_not_translated_is_the_original(
    edition: Edition, translation: Translation | None, state: State
) -> None:
    """Where there is no translation of this text, the original is shown, labelled as such and as what it waits for."""
    made = item(edition, translation)
    assert (made.state, made.language, made.title, made.summary) == (state, "uk", ENTRY.title, ENTRY.summary)
    assert made.content.endswith(ENTRY.content)
    assert made.content.startswith('<p lang="en"><small>')
    assert ("failed" if state is State.FAILED else "Not translated yet") in made.content
    assert (made.engine, made.translated_at) == (None, None)


def test_both_languages() -> None:
    """A bilingual entry has the translation, then the original with its title, each labelled with its language."""
    made = item(BOTH, DONE)
    assert (made.language, made.title) == ("mul", "Trams")
    head, tail = made.content.split("<hr>")
    assert head.startswith('<div lang="en"><p>The mayor has come.</p></div><p lang="en"><small>Machine')
    assert tail == (
        '<div lang="uk" translate="no"><p><strong>Трамваї &lt;з&gt; Лейпцига</strong></p><p>Мер прибув.</p></div>'
    )
    assert "<strong>" not in item(BOTH, DONE, title="").content


@pytest.mark.parametrize("edition", [ENGLISH, BOTH], ids=["en", "bilingual"])
@pytest.mark.parametrize("language", ["en", "en-GB", "pl", "und"])
def test_what_needs_no_translation_is_republished(edition: Edition, language: str) -> None:
    """An entry in the target language, or in one that is not translated, is the same in every edition."""
    made = item(edition, None, language=language)
    assert made == item(ORIGINAL, None, language=language)
    assert (made.id, made.state, made.language) == (ENTRY.atom_id, State.NOT_NEEDED, language)


def test_states() -> None:
    """A translation of an older text counts as none; languages are compared without their regions."""
    assert is_translated(replace(ENTRY, language="uk-UA"), "en-GB", ("uk",))
    assert not is_translated(ENTRY, "uk", ("uk",))
    assert not is_translated(ENTRY, "en", ())
    assert state_of(ENTRY, DONE, "en", ("uk",)) is State.TRANSLATED
    assert state_of(ENTRY, replace(DONE, state=State.REVIEWED), "en", ("uk",)) is State.REVIEWED
    assert state_of(ENTRY, replace(DONE, fingerprint="older"), "en", ("uk",)) is State.PENDING
    assert state_of(ENTRY, None, "en", ("uk",)) is State.PENDING
    assert state_of(ENTRY, DONE, "en", ("ru",)) is State.NOT_NEEDED


def test_updated_never_goes_back() -> None:
    """Through an entry's life in an edition ``updated`` grows: seen, translated, changed with an older date, failed."""
    life = [
        (ENTRY, None),
        (ENTRY, replace(WAITING, updated=T0)),
        (ENTRY, replace(DONE, updated=T2)),
        (replace(ENTRY, updated=T1, fingerprint="two"), replace(DONE, updated=T2)),
        (replace(ENTRY, updated=T1, fingerprint="two"), replace(WAITING, updated=T3, fingerprint="two")),
    ]
    for edition in (ENGLISH, BOTH):
        moments = [compose(context(edition), [row]).items[0].updated for row in life]
        assert moments == [T0, T0, T2, T2, T3]
    assert compose(context(ORIGINAL), [life[-1]]).items[0].updated == T1


def test_a_document() -> None:
    """The feed is as new as its newest entry, has an id of its own and the same bytes for the same data."""
    other = replace(ENTRY, key="f" * 16, atom_id="tag:kharkiv.example,2026:2", updated=T3)
    rows = [(other, None), (ENTRY, DONE)]
    made = compose(context(ENGLISH), rows)
    assert made == compose(context(ENGLISH), rows)
    assert [one.title for one in made.items] == [ENTRY.title, "Trams"]
    assert made.updated == T3
    assert made.id.startswith("urn:uuid:") and made.id != compose(context(BOTH), rows).id
    assert compose(context(ENGLISH), []).updated == datetime(1990, 1, 1, tzinfo=UTC)


def test_each_id_once() -> None:
    """Of entries with one id, which two sources may give, the first is taken."""
    copy = replace(ENTRY, key="f" * 16, source_id="eurocities", title="Копія")
    for edition in (ORIGINAL, ENGLISH, BOTH):
        (only,) = compose(context(edition), [(ENTRY, None), (copy, None)]).items
        assert only.title == ENTRY.title


@pytest.mark.parametrize(
    ("edition", "languages", "expected"),
    [
        (ENGLISH, ["uk", "en"], "en"),
        (BOTH, ["en"], "mul"),
        (ORIGINAL, ["uk", "uk"], "uk"),
        (ORIGINAL, ["uk", "en"], "mul"),
        (ORIGINAL, [], "mul"),
    ],
)
def test_the_language_of_a_feed(edition: Edition, languages: list[str], expected: str) -> None:
    """A feed has the language of its edition, ``mul`` where entries differ."""
    rows = [(replace(ENTRY, atom_id=f"tag:x,2026:{n}", language=tag), None) for n, tag in enumerate(languages)]
    assert compose(context(edition), rows).language == expected


def test_which_sources() -> None:
    """An edition takes sources by id or glob, in configured order, each once."""
    sources = [Source(name, Kind.FEED, "https://x/", name) for name in ("kharkiv-news", "kyiv", "kharkiv-alerts")]
    for patterns, expected in (
        (("*",), ("kharkiv-news", "kyiv", "kharkiv-alerts")),
        (("kyiv", "kharkiv-*", "*-alerts"), ("kharkiv-news", "kyiv", "kharkiv-alerts")),
        (("kharkiv-*",), ("kharkiv-news", "kharkiv-alerts")),
        (("Kyiv",), ()),
    ):
        assert matching_sources(replace(ENGLISH, sources=patterns), sources) == expected


def test_target() -> None:
    """An edition in a language wants that language; the others want the site's."""
    assert [target_of(edition, "pl") for edition in (ORIGINAL, ENGLISH, BOTH)] == ["pl", "en", "pl"]
