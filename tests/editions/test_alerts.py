"""What subscribers are told of alerts, in every language mode and format."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from lxml import etree

from feeds.editions.alerts import alert_categories, alert_title, ended_note
from feeds.editions.feedgen_repair import NAMESPACE
from feeds.editions.select import compose
from feeds.editions.writers import WRITERS
from feeds.model import AlertRule, Category, EditionItem
from tests.editions.documents import ITEM, document
from tests.editions.test_select import BOTH, DONE, ENGLISH, ENTRY, ORIGINAL, T0, T1, T2, T3, WAITING, context

RAID = AlertRule("air-raid", "Air raid", ("тривога",), ("відбій",), title_uk="Повітряна тривога")
ALERT = replace(ENTRY, alert="air-raid")
OVER = replace(ALERT, closed=T2, updated=T3)
CLEAR = replace(ALERT, all_clear=True)


def item(edition: Any, translation: Any, entry: Any = OVER) -> EditionItem:
    """The only entry of an edition."""
    (made,) = compose(replace(context(edition), alerts={"air-raid": RAID}), [(entry, translation)]).items
    return made


def test_categories() -> None:
    """The alert is named, and whether it is over; what is no alert has no category of ours."""
    known = {"air-raid": RAID}
    assert alert_categories(ENTRY, known, "en") == ()
    raid = Category("air-raid", "Air raid")
    assert alert_categories(ALERT, known, "en") == (raid,)
    assert alert_categories(OVER, known, "en") == (raid, Category("air-raid-ended", "Air raid: ended"))
    assert alert_categories(CLEAR, known, "pl") == (raid, Category("air-raid-all-clear", "Air raid: all clear"))


def test_categories_in_ukrainian() -> None:
    """Readers of Ukrainian get Ukrainian names where there are any; a rule that is gone leaves its id."""
    known = {"air-raid": RAID}
    assert [one.label for one in alert_categories(CLEAR, known, "uk-UA")] == [
        "Повітряна тривога", "Повітряна тривога: відбій",
    ]  # fmt: skip
    assert [one.label for one in alert_categories(OVER, {}, "uk")] == ["air-raid", "air-raid: завершено"]
    assert alert_title(replace(RAID, title_uk=None), "uk") == "Air raid"


@pytest.mark.parametrize(
    ("reader", "hours", "expected"),
    [("en", 1, '<p lang="en"><strong>Ended at 12:00.</strong></p>'),
     ("pl", 1, '<p lang="en"><strong>Ended at 12:00.</strong></p>'),
     ("uk", 1, '<p lang="uk"><strong>Завершено о 12:00.</strong></p>'),
     ("en-GB", 24, '<p lang="en"><strong>Ended on 2026-03-01 at 11:00.</strong></p>'),
     ("uk", 24, '<p lang="uk"><strong>Завершено 01.03.2026 о 11:00.</strong></p>')],
)  # fmt: skip
def test_ended_note(reader: str, hours: int, expected: str) -> None:
    """The end is told in the reader's language and the city's time, with its day where that is another."""
    assert ended_note(replace(ALERT, closed=T0 + timedelta(hours=hours)), reader, "Europe/Kyiv") == expected
    assert ended_note(ALERT, reader, "Europe/Kyiv") == ""


def test_translation_says_that_it_is_over() -> None:
    """A translated, a pending and a bilingual entry begin with the end, in summary and text, and have moved."""
    over = ended_note(OVER, "en", "Europe/Kyiv")
    for edition, translation in ((ENGLISH, DONE), (BOTH, DONE), (ENGLISH, WAITING), (BOTH, None)):
        made, before = item(edition, translation), item(edition, translation, ALERT)
        assert (made.content, made.summary) == (over + before.content, over + before.summary)
        assert (made.id, made.title, made.updated) == (before.id, before.title, T3)
        assert before.updated in (T0, T1)
    assert item(ENGLISH, replace(DONE, summary="")).summary == ""


def test_original_keeps_its_words() -> None:
    """What has its source's id has its source's text; that it is over is a category, in the original's language."""
    made = item(ORIGINAL, DONE)
    assert (made.id, made.content, made.summary) == (ENTRY.atom_id, ENTRY.content, ENTRY.summary)
    assert (made.categories, made.updated) == (("Транспорт",), T3)
    assert made.alert == (
        Category("air-raid", "Повітряна тривога"), Category("air-raid-ended", "Повітряна тривога: завершено"),
    )  # fmt: skip
    assert item(ENGLISH, None, replace(OVER, language="en")).content == ENTRY.content


def test_all_clear_is_marked_in_every_mode() -> None:
    """An all-clear is told from the alert by a category, in the reader's language."""
    for edition, label in ((ENGLISH, "all clear"), (BOTH, "all clear"), (ORIGINAL, "відбій")):
        assert item(edition, DONE, CLEAR).alert[1].label.endswith(label)


def test_formats() -> None:
    """Terms stand in all formats under our own scheme, beside the source's categories; Atom has the names too."""
    own = (Category("air-raid", "Air\x0b raid"), Category("air-raid-ended", "Air raid: ended"))
    atom, rss, feed = (
        writer.write(document(replace(ITEM, categories=("air-raid", "Transport"), alert=own))) for writer in WRITERS
    )
    terms = etree.fromstring(atom).findall("{*}entry/{*}category")
    assert [dict(one.attrib) for one in terms] == [
        {"term": "air-raid"}, {"term": "Transport"},
        {"term": "air-raid", "scheme": NAMESPACE, "label": "Air raid"},
        {"term": "air-raid-ended", "scheme": NAMESPACE, "label": "Air raid: ended"},
    ]  # fmt: skip
    assert [(one.text, one.get("domain")) for one in etree.fromstring(rss).findall("channel/item/category")] == [
        ("air-raid", None), ("Transport", None), ("air-raid", NAMESPACE), ("air-raid-ended", NAMESPACE),
    ]  # fmt: skip
    assert json.loads(feed)["items"][0]["tags"] == ["air-raid", "Transport", "air-raid-ended"]
