"""Stories: one item for all entries that tell the same news."""

from __future__ import annotations

from dataclasses import replace

import pytest

from feeds.editions.context import Context
from feeds.editions.story import Story, show
from feeds.model import Category, Edition, Entry, Other, Partner, State, Tag, TagKind, Topic, Translation

from .test_select import BOTH, DONE, ENGLISH, ENTRY, ORIGINAL, T1, T2, context

POST = replace(
    ENTRY, key="2" * 16, atom_id="tag:t.me,2026:2", link="https://t.me/kharkiv/2", title="Мер прибув", summary="",
    content="<p>Мер прибув до міста. Його зустріли на вокзалі, а завтра він їде далі.</p>", published=T1,
    fingerprint="two",
)  # fmt: skip
NEWS = replace(
    ENTRY, key="3" * 16, atom_id="https://eurocities.example/3", source_id="eurocities", link="https://eurocities.example/3",
    title="A mayor in Kharkiv", content="<p>The mayor has come.</p>", language="en", fingerprint="three",
)  # fmt: skip
POSTED = Translation(
    POST.key, "en", State.TRANSLATED, T2, "The mayor came", "", "<p>Came.</p>", "google", fingerprint="two"
)
MODES = pytest.mark.parametrize("edition", [ORIGINAL, ENGLISH, BOTH], ids=["original", "english", "both"])


def named(edition: Edition) -> Context:
    """A context that knows a partner and a topic."""
    leeds = Partner("leeds", "Leeds", "GB", 53.8, -1.5, {"en": ("Leeds",)}, {"uk": "Лідс"})
    return replace(
        context(edition), partners={"leeds": leeds}, topics={"energy": Topic("energy", "Energy", "Енергетика")}
    )


@MODES
def test_id_stays(edition: Edition) -> None:
    """Whoever joins a story, and is fuller, its id and date stay those of the entry that began it."""
    alone = show(context(edition), Story(((ENTRY, DONE),)))
    joined = show(context(edition), Story(((ENTRY, DONE), (POST, POSTED))))
    assert (joined.item.id, joined.item.published) == (alone.item.id, alone.item.published)
    assert joined.digest != alone.digest
    assert joined.keys == (ENTRY.key, POST.key)


@MODES
def test_id_that_was_shown(edition: Edition) -> None:
    """An id that a story was shown under is kept, though the entry that it was made from is no longer taken."""
    story = Story(((POST, POSTED),), item="urn:uuid:00000000-0000-5000-8000-000000000000")
    assert show(context(edition), story).item.id == story.item


def test_fullest() -> None:
    """The entry with most to read is shown, and the others are linked."""
    item = show(context(ORIGINAL), Story(((ENTRY, None), (POST, None)))).item
    assert (item.title, item.content) == (POST.title, POST.content)
    assert item.others == (Other("https://kharkiv.example/1?a=1&b=2", "Трамваї <з> Лейпцига", "Харків", "uk", "uk"),)


def test_readable_before_full() -> None:
    """In an edition that translates, what can be read is shown before what waits for its translation."""
    item = show(context(ENGLISH), Story(((POST, None), (ENTRY, DONE)))).item
    assert item.title == "Trams"
    assert [other.title for other in item.others] == ["Мер прибув"]
    waiting = show(context(ENGLISH), Story(((POST, None), (ENTRY, None)))).item
    assert waiting.state is State.PENDING


def test_links_to_the_others() -> None:
    """Readers of a translation see where else it was told; an original keeps its source's words."""
    rows = ((NEWS, None), (POST, POSTED))
    english = show(context(ENGLISH), Story(rows)).item
    assert (
        'href="https://eurocities.example/3"' in english.content or 'href="https://t.me/kharkiv/2"' in english.content
    )
    assert len(english.others) == 1
    original = show(context(ORIGINAL), Story(rows)).item
    assert original.content in (NEWS.content, POST.content)


def test_title_of_another() -> None:
    """Another entry is named in the readers' language, where it is translated."""
    rows = ((replace(NEWS, content="<p>" + "The mayor has come to Kharkiv. " * 9 + "</p>"), None), (POST, POSTED))
    english = show(context(ENGLISH), Story(rows)).item
    assert [(other.title, other.language) for other in english.others] == [("The mayor came", "en")]
    original = show(context(ORIGINAL), Story(rows)).item
    assert [(other.title, other.language) for other in original.others] == [("Мер прибув", "uk")]


def test_tags() -> None:
    """What it mentions and is about is said in categories, in the readers' language; what nobody knows is left out."""
    tags = frozenset(
        [
            Tag(TagKind.PARTNER, "leeds"),
            Tag(TagKind.TOPIC, "energy"),
            Tag(TagKind.EDITION, "x"),
            Tag(TagKind.TOPIC, "gone"),
        ]
    )
    item = show(named(ENGLISH), Story(((ENTRY, DONE),), tags)).item
    assert item.tags == (Category("partner-leeds", "Leeds"), Category("topic-energy", "Energy"))
    ukrainian = replace(named(replace(ENGLISH, language="uk")), target="uk", source_languages=("en",))
    assert show(ukrainian, Story(((NEWS, None),), tags)).item.tags[1].label == "Енергетика"


@pytest.mark.parametrize(
    "change",
    [
        {"content": "<p>Інше.</p>", "fingerprint": "other"},
        {"closed": T2, "alert": "air-raid"},
        {"link": "https://kharkiv.example/moved"},
    ],
    ids=["text", "alert", "link"],
)
def test_digest_moves(change: dict[str, object]) -> None:
    """Whatever a subscriber sees of an entry is in its digest."""
    changed: Entry = replace(ENTRY, **change)  # type: ignore[arg-type]
    assert (
        show(context(ORIGINAL), Story(((changed, None),))).digest
        != show(context(ORIGINAL), Story(((ENTRY, None),))).digest
    )


def test_digest_stays() -> None:
    """Neither the address of the site nor of a picture is news, nor our tags, nor another date of the same words."""
    tagged = show(named(ENGLISH), Story(((ENTRY, DONE),), frozenset([Tag(TagKind.PARTNER, "leeds")])))
    assert tagged.item.tags and tagged.digest == show(context(ENGLISH), Story(((ENTRY, DONE),))).digest
    before = show(context(ENGLISH), Story(((ENTRY, DONE),)))
    elsewhere = replace(context(ENGLISH), site=replace(context(ENGLISH).site, base_url="https://elsewhere.example"))
    assert show(elsewhere, Story(((ENTRY, DONE),))).digest == before.digest
    picture = replace(ENTRY, enclosures=(replace(ENTRY.enclosures[0], url="https://elsewhere.example/a.mp3"),))
    assert show(context(ENGLISH), Story(((picture, DONE),))).digest == before.digest
    assert show(context(ENGLISH), Story(((ENTRY, replace(DONE, updated=T2)),))).digest == before.digest
