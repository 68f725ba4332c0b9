"""The city that the browser looks at: it has all that pages can show."""

from __future__ import annotations

from feeds.model import State
from feeds.text.pictures import media_type
from tests.webapp.sample_city import long_entry, sample_city, told_by_three


def test_everything_is_in_it() -> None:
    """Every state, partners and topics with news, a story of three sources, alerts, pictures, figures."""
    reading = sample_city().reading
    assert all(reading.status().translations[state] for state in State)
    assert [bool(one.entries) for one in reading.partners()] == [True, True, False]
    assert all(one.entries for one in reading.topics())
    assert (len(reading.open_alerts("en")), len(reading.alerts("en").items)) == (2, 4)
    assert sum(sum(row.days) for row in reading.status().sources) == reading.months()[0].entries
    assert reading.status().budgets[0].today and reading.status().reasons


def test_entries_to_look_at() -> None:
    """One is long, with a picture that we keep; one is told by three; one is translated into Ukrainian."""
    city = sample_city()
    long = city.reading.entry(long_entry(city), "en")
    assert long and long.view.translation and long.topics
    (copy,) = long.view.pictures.values()
    file = city.reading.picture(copy.path.removeprefix("/pictures/"))
    assert file and media_type(file.read_bytes()) == copy.type == "image/png"
    story = city.reading.entry(told_by_three(city), "en")
    assert story and [view.source.id for view in story.others] == ["metro", "oblast"]
    assert "uk" in {row.lead.translation.language for row in city.reading.front("uk").items if row.lead.translation}
