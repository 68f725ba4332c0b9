"""What is served as it was configured or made: the publisher, documents, pictures."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from feeds.config import Settings, WebSettings
from feeds.model import Edition, Rendering, Site, Source
from feeds.store import archives, publication, viewing
from feeds.store.archives import PLACEHOLDER
from feeds.store.database import Database
from feeds.store.picture_files import find_picture
from feeds.text.fingerprint import fingerprint_bytes


class Documents:
    """Settings, published documents and copied pictures; ``pictures`` is the folder of these. Thread-safe."""

    def __init__(self, settings: Settings, database: Database, pictures: Path) -> None:
        self._settings = settings
        self._database = database
        self._pictures = pictures

    @property
    def site(self) -> Site:
        """The publisher."""
        return self._settings.site

    @property
    def web(self) -> WebSettings:
        """Whom the website answers."""
        return self._settings.web

    def editions(self) -> tuple[Edition, ...]:
        """What can be subscribed to."""
        return self._settings.editions

    @property
    def sources(self) -> tuple[Source, ...]:
        """Where news comes from, as configured."""
        return self._settings.sources

    def version(self) -> int:
        """A number that changes whenever the published documents do."""
        with self._database.read() as connection:
            return publication.published_version(connection)

    def renderings(self) -> Mapping[str, Rendering]:
        """All published documents, by path."""
        with self._database.read() as connection:
            return publication.load_renderings(connection)

    def rendering(self, path: str) -> Rendering | None:
        """One published document; ``None`` if there is none at this path."""
        with self._database.read() as connection:
            return viewing.one_rendering(connection, path)

    def archived(self, path: str) -> Rendering | None:
        """A page of the archive of an edition; ``None`` if there is none at this path."""
        with self._database.read() as connection:
            sheet = archives.find_sheet(connection, path)
        if sheet is None:
            return None
        body = sheet.body.replace(PLACEHOLDER.encode(), self.site.base_url.encode())
        return Rendering(path, sheet.media_type, body, f'"{fingerprint_bytes(body)}"', sheet.last_modified)

    def archive_paths(self) -> list[str]:
        """Where the pages of all archives are served, oldest first."""
        with self._database.read() as connection:
            return archives.sheet_paths(connection, [edition.id for edition in self.editions()])

    def picture(self, name: str) -> Path | None:
        """The file of a copied picture; ``None`` if there is none of that name, whatever the name is."""
        return find_picture(self._pictures, name)
