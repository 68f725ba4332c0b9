"""A published edition as its subscribers get it, written by the real writer."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from feeds.editions.jsonfeed import JsonFeedWriter
from feeds.model import Edition, EditionDocument, EditionItem, FeedInfo, State
from tests.webapp.city import NOON, City

CITY = FeedInfo("Харківська міська рада", id="urn:x:city", link="https://city.example/")
EUROCITIES = FeedInfo("Eurocities", id="urn:x:eurocities", link="https://eurocities.example/")


def item(number: int = 1, title: str = "Trams run again", **fields: Any) -> EditionItem:
    """Item no. ``number``, the higher the older: translated by a machine unless told otherwise."""
    when = fields.pop("published", NOON - timedelta(hours=number))
    given = {
        "id": f"urn:x:{number}", "language": "en", "title": title, "url": f"https://news.example/entry/{number:016x}",
        "url_language": "en", "original_url": f"https://city.example/{number}", "original_language": "uk",
        "summary": "", "content": f"<p>{title}.</p>", "published": when, "updated": when, "source": CITY,
        "state": State.TRANSLATED, "engine": "google",
    }  # fmt: skip
    return EditionItem(**{**given, **fields})


def publish(city: City, *items: EditionItem, edition: str = "all-en") -> None:
    """Put this edition at its address, with these items in this order."""
    what = next(one for one in city.editions() if one.id == edition)
    city.publish(f"/editions/{edition}.json", written(what, city, *items), JsonFeedWriter().media_type)


def written(edition: Edition, city: City, *items: EditionItem) -> bytes:
    """Its JSON Feed."""
    document = EditionDocument("urn:x:edition", edition, city.site, "en", NOON, items)
    return JsonFeedWriter().write(document)


def day() -> list[EditionItem]:
    """News of some days, in every state, with what a partner is mentioned in before the rest."""
    return [
        item(30, "Leeds sends two ambulances and a team of paramedics to Kharkiv", source=EUROCITIES, engine=None,
             state=State.NOT_NEEDED, original_language="en", url="https://eurocities.example/leeds"),
        item(1, "Trams run along Myronosytska Street again: the line reopened after seven months of works"),
        item(2, "Metro: weekend timetable changed", state=State.REVIEWED, engine="google+human"),
        item(3, "У парку Шевченка висадили сто двадцять молодих лип", state=State.PENDING, engine=None, language="uk"),
        item(4, "Water returns to Novobavarskyi district", state=State.PARTIAL, dated=False),
        item(5, "Школа № 7 запрошує на день відкритих дверей", state=State.FAILED, engine=None, language="uk"),
        item(6, "A new bus route to Saltivka", engine="human"),
        item(7, "<b>Not a tag</b> & an ampersand"),
    ]  # fmt: skip
