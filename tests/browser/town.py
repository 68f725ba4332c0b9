"""A town with three sources, an engine that knows their sentences, and the whole program running on it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from html import escape
from pathlib import Path
from xml.sax.saxutils import escape as xml

from tests.cli.helping import KNOWN, ROOT, City, configure, visnyk
from tests.cli.running import Running, running

EDITOR, PASSWORD = "olena", "тиха вода береги ломить"


@dataclass(frozen=True)
class News:
    """An entry of a source: paragraphs in Ukrainian, each with what the engine makes of it."""

    name: str
    title: tuple[str, str]
    paragraphs: tuple[tuple[str, str], ...]
    hours: int
    """How long ago it was published."""


COUNCIL = (
    News(
        "buses",
        ("Лідс передав Харкову шість шкільних автобусів", "Leeds gave Kharkiv six school buses"),
        (
            ("Кошти збирали цілий рік на шкільних ярмарках.", "The money was raised at school fairs for a whole year."),
            ("Автобуси вже возять дітей на Салтівці.", "The buses already take children to school in Saltivka."),
        ),
        2,
    ),
    News(
        "lindens",
        ("У парку Шевченка висадили молоді липи", "Young lindens were planted in Shevchenko Park"),
        (
            # The engine drops the number: a warning that an editor has to look at.
            ("До толоки долучилися 120 школярів.", "Schoolchildren joined the clean-up."),
            ("Дерева поливатимуть міські служби.", "The city services will water the trees."),
        ),
        5,
    ),
    News(
        "library",
        ("Бібліотека на Холодній Горі відкрилася після ремонту", "The library in Kholodna Hora reopened after repairs"),
        (("Читальний зал працює щодня до вечора.", "The reading room is open every day until evening."),),
        30,
    ),
)
PRESS = (
    News(
        "buses-press",
        ("Шість шкільних автобусів від Лідса приїхали до Харкова", "Six school buses from Leeds arrived in Kharkiv"),
        (("Машини зустріли на площі Свободи.", "The vehicles were met on Freedom Square."),),
        1,
    ),
    News(
        "espoo",
        (
            "Учителі з Еспоо провели урок для харківських школярів",
            "Teachers from Espoo taught Kharkiv pupils",
        ),
        (("Урок відбувся онлайн.", "The lesson took place online."),),
        28,
    ),
)


@dataclass
class Town:
    """The running program, and the city that it reads."""

    city: City
    program: Running
    config: Path
    data: Path
    council: list[News] = field(default_factory=lambda: list(COUNCIL))

    @property
    def url(self) -> str:
        """Where the website is."""
        return self.program.url

    def command(self, *arguments: str) -> str:
        """Run the program's command line on the same data; what it printed."""
        done = visnyk("--config", self.config, "--data", self.data, *arguments)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def tell(self) -> None:
        """Have the sources offer their news as it is now."""
        feed(self.city, "/council.rss", "Міська рада", self.council)
        feed(self.city, "/press.rss", "Пресслужба", PRESS)

    def add_paragraph(self, name: str) -> None:
        """Have an entry of the council say more than it did; to be told."""
        number = sum(len(one.paragraphs) for one in self.council)
        pair = f"Робота триватиме до {number} грудня.", f"The work will go on until {number} December."
        KNOWN[pair[0]] = pair[1]
        self.council = [
            replace(one, paragraphs=(*one.paragraphs, pair)) if one.name == name else one for one in self.council
        ]

    def fetch_again(self) -> None:
        """Have every source asked again, though nothing is due."""
        self.command("refresh", "--force")


@contextmanager
def town(folder: Path) -> Iterator[Town]:
    """Gather, translate, publish and serve; with an editor who may sign in."""
    for one in (*COUNCIL, *PRESS):
        KNOWN.update((one.title, *one.paragraphs))
    with City() as city:
        config, data = configured(folder, city), folder / "data"
        first = Town(city, None, config, data)  # type: ignore[arg-type]
        first.tell()
        done = visnyk("--config", config, "--data", data, "editors", "add", EDITOR, "--password-stdin", input=PASSWORD)
        assert done.returncode == 0, done.stderr
        with running("--config", config, "--data", data, "run") as program:
            program.hears("published")
            yield Town(city, program, config, data)


def configured(folder: Path, city: City) -> Path:
    """Settings with the cities and topics that are delivered."""
    sources = {"council": f"{city.url}/council.rss", "press": f"{city.url}/press.rss"}
    config = configure(folder / "config", sources, engine=city.url)
    for name in ("partners.toml", "topics.toml", "termbase.csv"):
        shutil.copy(ROOT / "config" / name, config / name)
    partners = config / "partners.toml"
    text = partners.read_text("utf-8")
    start = text.index("sources = [", text.index("[edition]"))
    partners.write_text(text[:start] + 'sources = ["*"]' + text[text.index("]", start) + 1 :], "utf-8")
    return config


def feed(city: City, path: str, title: str, news: list[News] | tuple[News, ...]) -> None:
    """An RSS feed of these at ``path``."""
    now = datetime.now(UTC)
    items = "".join(
        f"<item><guid isPermaLink='false'>urn:x-town:{one.name}</guid><title>{xml(one.title[0])}</title>"
        f"<link>{city.url}/{one.name}</link>"
        f"<pubDate>{format_datetime(now - timedelta(hours=one.hours))}</pubDate><description>"
        + xml("".join(f"<p>{escape(words)}</p>" for words, _ in one.paragraphs))
        + "</description></item>"
        for one in news
    )
    body = f'<rss version="2.0"><channel><title>{title}</title>{items}</channel></rss>'.encode()
    city.answers[path] = (200, {"Content-Type": "application/rss+xml"}, body)
