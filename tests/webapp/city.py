"""A city whose news a test tells by verbs: a real database, real settings, and the real read side over both."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
import weakref
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from feeds.config import Settings, WebSettings
from feeds.config.engines import EngineSettings, EnginesTable
from feeds.fetch.settings import HttpSettings, PictureSettings
from feeds.ingest.decide import Decision
from feeds.jobs.indexing import index_entries
from feeds.model import (
    AlertRule,
    Edition,
    Entry,
    Found,
    Joining,
    Kind,
    Pair,
    Partner,
    Pictures,
    Rendering,
    Site,
    Source,
    SourceState,
    State,
    Tag,
    TagKind,
    Takedown,
    Topic,
    Translation,
)
from feeds.reading import Reading
from feeds.sources.limits import ParseLimits
from feeds.store import picture_files
from feeds.store.choosing import load_entry
from feeds.store.database import Database, open_sqlite
from feeds.store.pictures import picture_copied, want_pictures
from feeds.store.publication import bump_version, drop_renderings, load_renderings, note_refresh, save_renderings
from feeds.store.sources import apply, load_states, save_state
from feeds.store.spending import reserve
from feeds.store.stories import save_joinings
from feeds.store.tags import load_tags, replace_tags
from feeds.store.takedown import withdraw
from feeds.store.translations import save_translations, translations_of
from feeds.text.language import same_language

if TYPE_CHECKING:
    from flask import Flask

    from feeds.editing import Editing

NOON = datetime(2026, 10, 21, 9, 0, tzinfo=UTC)
"""Noon in Kyiv, in summer time, on a Wednesday."""
_ENGINES: dict[str, EngineSettings] = {name: getattr(EnginesTable(), name) for name in EnginesTable.model_fields}


class City:
    """A Visnyk in a temporary folder, at noon; the verbs add to it.

    It answers all that a :class:`Reading` does by a new one over the settings as they are by then: an app that was made
    before a source was added knows that source.
    """

    def __init__(self, page_size: int = 20) -> None:
        self.site = Site("Kharkiv in the world", "https://news.example", "press@news.example")
        self.target = "en"
        self.timezone = "Europe/Kyiv"
        self.web = WebSettings(requests_a_minute=0)  # a test asks more often than any reader
        self.page_size = page_size
        self.now = NOON
        self.pairs: tuple[Pair, ...] = (Pair("uk", "en", ("memory", "google")),)
        self.searchable = True
        self.versions_asked = 0
        self._added = 0
        self._locked = False
        self._sources: dict[str, Source] = {}
        self._alerts: dict[str, AlertRule] = {}
        self._partners: dict[str, Partner] = {}
        self._topics: dict[str, Topic] = {}
        self._editions: tuple[Edition, ...] = ()
        self._withdrawn: tuple[Takedown, ...] = ()
        self.folder = Path(tempfile.mkdtemp(prefix="visnyk-city-"))
        self._file = self.folder / "visnyk.sqlite"
        self._file.write_bytes(_new_database())
        self.database = open_sqlite(self._file)
        weakref.finalize(self, _remove, self.database, self.folder)

    # --- settings -------------------------------------------------------------------------------------------------

    @property
    def settings(self) -> Settings:
        """Of all that was added, as they would be read from files."""
        return Settings(
            folder=self.folder,
            site=self.site,
            base_url_is_set=True,
            timezone=self.timezone,
            http=HttpSettings("Visnyk (+mailto:press@news.example)"),
            parse=ParseLimits(),
            pictures=PictureSettings(),
            target=self.target,
            source_languages=("uk",),
            engines=_ENGINES,
            sources=tuple(self._sources.values()),
            editions=self._editions,
            alerts=tuple(self._alerts.values()),
            pairs=self.pairs,
            partners=tuple(self._partners.values()),
            topics=tuple(self._topics.values()),
            search=self.searchable,
            web=self.web,
        )

    @property
    def reading(self) -> Reading:
        """The read side over the settings as they are now."""
        return Reading(self.settings, self.database, self.folder / "pictures", lambda: self.now, self.page_size)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        return getattr(self.reading, name)

    def add_source(self, source_id: str = "city", **fields: Any) -> Source:
        """A source, verified unless told otherwise, never asked."""
        given = {"kind": Kind.FEED, "url": f"https://{source_id}.example/rss", "title": f"Source {source_id}"}
        self._sources[source_id] = Source(**{"id": source_id, "verified": True, **given, **fields})
        return self._sources[source_id]

    def remove_source(self, source_id: str) -> None:
        """A source that is configured no more; its entries stay in the database."""
        del self._sources[source_id]

    def add_partner(self, partner_id: str = "leeds", **fields: Any) -> Partner:
        """A partner city somewhere in Britain unless told otherwise."""
        name = fields.get("name", partner_id.title())
        given = {"name": name, "country": "GB", "latitude": 53.8, "longitude": -1.55, "forms": {"en": (name,)}}
        self._partners[partner_id] = Partner(**{"id": partner_id, **given, **fields})
        return self._partners[partner_id]

    def add_topic(self, topic_id: str = "energy", **fields: Any) -> Topic:
        """A topic that is called as its id unless told otherwise."""
        self._topics[topic_id] = Topic(**{"id": topic_id, "title": topic_id.title(), **fields})
        return self._topics[topic_id]

    def add_edition(self, edition_id: str = "all-en", **fields: Any) -> None:
        """An edition in English unless told otherwise."""
        given = {"title": f"Edition {edition_id}", "language": "en"}
        self._editions += (Edition(**{"id": edition_id, **given, **fields}),)

    def add_pair(self, source: str, target: str, engines: tuple[str, ...] = ("memory", "google")) -> None:
        """Have everything in one language translated into another one."""
        self.pairs += (Pair(source, target, engines),)

    # --- news ------------------------------------------------------------------------------------------------------

    def check(self, source_id: str = "city", **fields: Any) -> None:
        """The source was asked: with news, or with ``last_error``."""
        success = None if "last_error" in fields else NOON
        known = {"url": self._sources[source_id].url, "last_checked": NOON, "last_success": success}
        with self.database.write() as connection:
            save_state(connection, SourceState(**{"source_id": source_id, **known, **fields}))
            note_refresh(connection, NOON)

    def add_entry(self, title: str = "Новина", *, source_id: str = "city", **fields: Any) -> str:
        """An entry in Ukrainian whose translation is pending; its key. A source that was not added is there and was
        asked."""
        if source_id not in self._sources:
            self.add_source(source_id)
            self.check(source_id)
        key = hashlib.sha256(f"{self._added}".encode()).hexdigest()[:16]
        self._added += 1
        when = fields.pop("published", NOON)
        entry = Entry(
            **{
                "key": key, "source_id": source_id, "atom_id": f"tag:{source_id}:{key}", "guid": key,
                "link": f"https://{source_id}.example/{key}", "title": title, "summary": "",
                "content": f"<p>{title}: зміст.</p>", "language": "uk", "fingerprint": f"fp-{key}",
                "published": when, "updated": when, "first_seen": when, **fields,
            }
        )  # fmt: skip
        self._apply(source_id, Decision(new=(entry,)))
        return key

    def change(self, key: str, **fields: Any) -> None:
        """The source tells the entry otherwise; a new text has a new ``fingerprint``."""
        entry = self.stored(key)
        self._apply(entry.source_id, Decision(changed=(replace(entry, **fields),)))

    def stored(self, key: str) -> Entry:
        """The entry as it is in the database."""
        with self.database.read() as connection:
            return load_entry(connection, key)

    def translate(self, key: str, title: str = "News", state: State = State.TRANSLATED, **fields: Any) -> None:
        """Give an entry a translation in any state, into English unless told otherwise; what is in its language is
        translated into that one from now on."""
        language, entry = fields.pop("language", self.target), self.stored(key)
        if not any(same_language(pair.source, entry.language) and pair.target == language for pair in self.pairs):
            self.add_pair(entry.language, language)
        given = {"content": f"<p>{title}: content.</p>", "engine": "google", "updated": NOON + timedelta(minutes=5)}
        known = {"fingerprint": entry.fingerprint, "title": title}
        made = Translation(key, language, state, **{**given, **known, **fields})
        with self.database.write() as connection:
            before = next((one for one in translations_of(connection, key) if one.language == language), None)
            save_translations(connection, [made], [before])

    def alert(self, key: str, title: str = "Air raid", title_uk: str | None = None, **fields: Any) -> None:
        """Have an entry raise an alert, or with ``all_clear=True`` end one; ``closed`` is when it was ended."""
        rule = AlertRule(title.lower().replace(" ", "-"), title, ("тривога",), title_uk=title_uk)
        self._alerts[rule.id] = rule
        self.change(key, alert=rule.id, **fields)

    def join(self, key: str, story_key: str) -> None:
        """The entry tells what another one told first."""
        with self.database.write() as connection:
            save_joinings(connection, [Joining(key, story_key, NOON, ("the same numbers",))])

    def tag(self, key: str, *of: Partner | Topic) -> None:
        """The entry mentions a partner, or is about a topic."""
        tags = {Tag(TagKind.PARTNER if isinstance(one, Partner) else TagKind.TOPIC, one.id) for one in of}
        with self.database.write() as connection:
            replace_tags(connection, {key: load_tags(connection, [key])[key] | tags})

    def take_down(self, key: str) -> None:
        """Have an entry that must not be shown."""
        self._withdrawn += (Takedown(key),)
        with self.database.write() as connection:
            withdraw(connection, self._withdrawn, NOON)

    def keep_picture(self, key: str, url: str, path: Path, media_type: str = "image/png") -> None:
        """A copy of the picture that an entry has at ``url``: the file at ``path``, which is named as copies are."""
        source = self._sources[self.stored(key).source_id]
        self._sources[source.id] = replace(source, pictures=Pictures.COPY)
        picture_files.keep_picture(self.folder / "pictures", path.name, path.read_bytes())
        with self.database.write() as connection:
            want_pictures(connection, source.id, [url], NOON)
            picture_copied(connection, url, path.stem, media_type, path.stat().st_size)

    def spend(self, engine: str = "google", characters: int = 1000, when: datetime = NOON) -> None:
        """An engine was sent something."""
        with self.database.write() as connection:
            reserve(connection, engine, 1, 1, characters, when.date(), None, None)

    def search(self, text: str, ui: str, before: str | None = None) -> Found:
        """As :class:`Reading` says, after what every publishing does for it: the words are indexed."""
        index_entries(self.database, self.settings.languages_into, self.searchable)
        return self.reading.search(text, ui, before)

    # --- documents ---------------------------------------------------------------------------------------------------

    def publish(self, path: str, body: bytes, media_type: str = "application/atom+xml", when: datetime = NOON) -> None:
        """Put a document at ``path`` in the place of what was there."""
        document = Rendering(path, media_type, body, etag_of(body), when)
        with self.database.write() as connection:
            save_renderings(connection, {path: (document, etag_of(body).strip('"'))})
            bump_version(connection)

    def unpublish(self) -> None:
        """Have no documents; who looks at the version does not learn of it before the next one is published."""
        with self.database.write() as connection:
            drop_renderings(connection, list(load_renderings(connection)))

    def version(self) -> int:
        """As :class:`Reading` says; counts how often it is asked for."""
        self.versions_asked += 1
        return self.reading.version()

    # --- trouble -----------------------------------------------------------------------------------------------------

    @property
    def locked(self) -> bool:
        """Is there something else in the place of the database, so that whatever asks it fails?"""
        return self._locked

    @locked.setter
    def locked(self, locked: bool) -> None:
        aside = self._file.with_suffix(".aside")
        if locked != self._locked:
            self.database.close()  # of the last connection, after which all is in the one file
            if locked:
                self._file.rename(aside)
                self._file.write_bytes(b"no database" * 100)
            else:
                aside.replace(self._file)
        self._locked = locked

    def _apply(self, source_id: str, decision: Decision) -> None:
        with self.database.write() as connection:
            state = load_states(connection).get(source_id) or SourceState(source_id, self._sources[source_id].url)
            apply(connection, state, decision)


@cache
def _new_database() -> bytes:
    """The file of a database with nothing in it: to make it takes longer than to copy it."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "visnyk.sqlite")
        open_sqlite(file).close()
        return file.read_bytes()


def _remove(database: Database, folder: Path) -> None:
    database.close()
    shutil.rmtree(folder, ignore_errors=True)


def etag_of(body: bytes) -> str:
    """The strong validator under which these bytes are published."""
    return f'"{hashlib.sha256(body).hexdigest()[:16]}"'


def as_reading(city: City) -> Reading:
    """The same object, for a type checker."""
    return cast("Reading", city)


def app_for(city: City, editing: Editing | None = None) -> Flask:
    """The viewer over a city, with errors answered as in production."""
    from webapp import create_app  # here: who tests the read side alone needs no viewer

    app = create_app(as_reading(city), editing)
    app.config.update(TESTING=True, PROPAGATE_EXCEPTIONS=False)
    return app
