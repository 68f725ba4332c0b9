"""Settings: what is accepted, what it comes to, and how an error is told."""

from __future__ import annotations

import re
import tomllib
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path

import pytest
from pydantic import BaseModel
from typing_extensions import TypeIs

from feeds import __version__
from feeds.config import DEFAULT_BASE_URL, Settings, load_settings, tables
from feeds.config.partner_tables import PartnersTable
from feeds.config.topics import TopicsTable
from feeds.errors import ConfigError
from feeds.fetch.settings import PictureSettings
from feeds.model import AlertRule, Alerts, Edition, Kind, Pair, Source
from feeds.service import config_folder, data_folder, open_service

REPOSITORY = Path(__file__).parents[1]
SOURCE = '[[source]]\nid = "kyiv"\nurl = "https://kyiv.example/rss"\ntitle = "Kyiv"\n'
EDITION = '[[edition]]\nid = "all"\ntitle = "All"\n'
ALERT = '[[alert]]\nid = "raid"\ntitle = "Air raid"\nbegins = ["тривога"]\n'


class Folder:
    """A folder of settings, each file as given or as small as it can be."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.write()

    def write(
        self, visnyk: str = "", sources: str = SOURCE, editions: str = EDITION, alerts: str | None = None
    ) -> None:
        """Write all files; alerts.toml only if it is given."""
        for name, text in (("visnyk", visnyk), ("sources", sources), ("editions", editions), ("alerts", alerts)):
            if text is None:
                continue
            (self.path / f"{name}.toml").write_text(text, encoding="utf-8")

    def load(self, **files: str) -> Settings:
        """What the files come to."""
        self.write(**files)
        return load_settings(self.path)

    def error(self, **files: str) -> str:
        """What is wrong with the files, without the folder's name."""
        self.write(**files)
        return self.refused()

    def refused(self, base_url: str | None = None) -> str:
        """What is wrong with the folder as it stands, without its name."""
        with pytest.raises(ConfigError) as caught:
            load_settings(self.path, base_url)
        assert "\n" not in str(caught.value)
        return str(caught.value).replace(f"{self.path}/", "")


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """The smallest settings."""
    return Folder(tmp_path)


# --- what is wrong --------------------------------------------------------------------------------------------------

VISNYK = [
    ("[site]\ntitle = 5", "visnyk.toml: site.title = 5: Input should be a valid string"),
    ('[site]\ntitle = ""', "visnyk.toml: site.title = '': String should have at least 1 character"),
    ('[site]\nTitle = "x"', "visnyk.toml: site.Title = 'x': there is no such setting"),
    ("[sight]\n", "visnyk.toml: sight: there is no such setting"),
    ("colour = 1", "visnyk.toml: colour = 1: there is no such setting"),
    ('site = "x"', "visnyk.toml: site = 'x': is no table"),
    ('[site]\nbase_url = "news.example"', "visnyk.toml: site.base_url = 'news.example': is no http or https address"),
    ('[site]\nbase_url = "https://x.example/?a=1"', "site.base_url = 'https://x.example/?a=1': has a query or a fragm"),
    ('[site]\nbase_url = "https://x.example/\\nX: y"', r"site.base_url = 'https://x.example/\nX: y': is no http or"),
    ('[site]\ntimezone = "Europe/Kharkiv"', "site.timezone = 'Europe/Kharkiv': is no IANA time zone, Europe/Kyiv for "),
    ('[site]\ntimezone = "../etc"', "visnyk.toml: site.timezone = '../etc': is no IANA time zone"),
    ('[site]\ntimezone = ""', "visnyk.toml: site.timezone = '': is no IANA time zone"),
    ('[site]\ncontact = "a@b.example\\nX-Evil: 1"', r"site.contact = 'a@b.example\nX-Evil: 1': stands in a header of"),
    ('[site]\ncontact = "a@b.example\\u0000"', r"site.contact = 'a@b.example\x00': stands in a header of every"),
    ('[site]\ncontact = "прес@місто.укр"', "site.contact = 'прес@місто.укр': stands in a header of every request: one"),
    ('[http]\nmax_bytes = "many"', "visnyk.toml: http.max_bytes = 'many': Input should be a valid integer"),
    ("[http]\nmax_bytes = 10", "visnyk.toml: http.max_bytes = 10: Input should be greater than or equal to 1000"),
    ("[http]\ndelay = -1", "visnyk.toml: http.delay = -1: Input should be greater than or equal to 0"),
    ("[http]\nper_host = 0", "visnyk.toml: http.per_host = 0: Input should be greater than or equal to 1"),
    ("[http]\ntimeouts = { connect = 0 }", "visnyk.toml: http.timeouts.connect = 0: Input should be greater than 0"),
    ("[http]\ntimeouts = { whole = 1 }", "visnyk.toml: http.timeouts.whole = 1: there is no such setting"),
    ('[http]\nallow_private = ["10.0.0.0/8", "10.0.0.1/8"]', "http.allow_private[2] = '10.0.0.1/8': is no network, "),
    ('[http]\nallow_private = ["intranet"]', "visnyk.toml: http.allow_private[1] = 'intranet': is no network, 192.168"),
    ("[http]\nallow_private = [5]", "visnyk.toml: http.allow_private[1] = 5: is no network, 192.168.7.0/24 for instan"),
    ("[pictures]\nper_refresh = 0", "pictures.per_refresh = 0: Input should be greater than or equal to 1"),
    ("[pictures]\nmax_bytes = 10", "pictures.max_bytes = 10: Input should be greater than or equal to 1000"),
    ("[pictures]\ntotal_mb = 0.5", "pictures.total_mb = 0.5: Input should be a valid integer"),
    ('[translation]\ntarget = "English"', "translation.target = 'English': is no language tag, uk or en-GB for instan"),
    ('[translation]\nsource_languages = ["uk", ""]', "translation.source_languages[2] = '': is no language tag"),
    ('[translation]\nengines = ["memory", "babelfish"]', "translation.engines[2] = 'babelfish': Input should be 'mem"),
    (
        '[[translation.pair]]\nsource = "en"\ntarget = "en-GB"',
        "visnyk.toml: translation.pair[1]: source and target are the same language, en-GB",
    ),
    ("[engine.google]\nconcurrency = 0", "visnyk.toml: engine.google.concurrency = 0: Input should be greater than or"),
    ("[engine.babelfish]\n", "visnyk.toml: engine.babelfish: there is no such setting"),
    ('[engine.google]\nurl = "javascript:alert(1)"', "engine.google.url = 'javascript:alert(1)': is no http or https"),
    ('[engine.libretranslate]\napi_key = "secret"', "engine.libretranslate.api_key = 'secret': there is no such sett"),
    ("[site\n", "visnyk.toml: is no valid TOML: Expected ']' at the end of a table declaration (at line 1, column 6)"),
    ("[site]\na = 1\nb = 2\nc = 3", "visnyk.toml: site.a = 1: there is no such setting (and 2 more)"),
]  # fmt: skip

SOURCES = [
    ("[[source]]\n", "sources.toml: source[1].id: is missing (and 2 more)"),
    (SOURCE.replace("title", "name"), "sources.toml: source[1] (kyiv).title: is missing (and 1 more)"),
    (SOURCE.replace("https:", "ftp:"), "source[1] (kyiv).url = 'ftp://kyiv.example/rss': is no http or https address"),
    (SOURCE.replace("kyiv.example", "kyiv example"), "source[1] (kyiv).url = 'https://kyiv example/rss': is no http o"),
    (SOURCE.replace('"kyiv"', '"Kyiv!"'), "source[1] (Kyiv!).id = 'Kyiv!': String should match pattern"),
    (SOURCE + 'kind = "telex"', "source[1] (kyiv).kind = 'telex': Input should be 'feed'"),
    (SOURCE + 'language = "ukrainian language"', "source[1] (kyiv).language = 'ukrainian language': is no language"),
    (SOURCE + 'timezone = "Kyiv"', "source[1] (kyiv).timezone = 'Kyiv': is no IANA time zone"),
    (SOURCE + "interval = 5", "source[1] (kyiv).interval = 5: Input should be greater than or equal to 60"),
    (SOURCE + 'enabled = "perhaps"', "source[1] (kyiv).enabled = 'perhaps': Input should be a valid boolean"),
    (SOURCE * 2, "sources.toml: source[2].id = 'kyiv': is used twice; ids must be unique"),
    ('source = "x"', "sources.toml: source = 'x': is no list; write it in [brackets]"),
    ("[source]\n", "sources.toml: source: is one table; write its name in [[two brackets]]"),
]  # fmt: skip

EDITIONS = [
    (EDITION + 'sources = ["lviv*", "odesa"]', "edition[1] (all).sources = ['lviv*', 'odesa']: matches no source id i"),
    (EDITION + "sources = []", "edition[1] (all).sources = []: Tuple should have at least 1 item"),
    (EDITION + 'language = "both"', "edition[1] (all).language = 'both': is no language tag, uk or en-GB for instance"),
    (EDITION + 'alerts = "some"', "edition[1] (all).alerts = 'some': Input should be 'include', 'exclude' or 'only'"),
    (EDITION + 'alerts = "only"', "edition[1] (all).alerts = 'only': there is no alert in alerts.toml"),
    (EDITION + "limit = 0", "edition[1] (all).limit = 0: Input should be greater than or equal to 1"),
    (EDITION * 2, "editions.toml: edition[2].id = 'all': is used twice; ids must be unique"),
    (EDITION.replace('"all"', '"../all"'), "edition[1] (../all).id = '../all': String should match pattern"),
]  # fmt: skip


ALERTS = [
    ("[[alert]]\n", "alerts.toml: alert[1].id: is missing (and 2 more)"),
    (ALERT.replace("begins", "starts"), "alerts.toml: alert[1] (raid).begins: is missing (and 1 more)"),
    (ALERT.replace('["тривога"]', "[]"), "alert[1] (raid).begins = []: Tuple should have at least 1 item"),
    (ALERT.replace("тривога", "(тривога"), "alert[1] (raid).begins[1] = '(тривога': is no regular expression: missi"),
    (ALERT.replace("тривога", "(а+)+"), "alert[1] (raid).begins[1] = '(а+)+': repeats a group with +, which can tak"),
    (ALERT + 'ends = ["відбій", "а.*б"]', "alert[1] (raid).ends[2] = 'а.*б': repeats . with *, which can take"),
    (ALERT + 'ends = "відбій"', "alert[1] (raid).ends = 'відбій': is no list; write it in [brackets]"),
    (ALERT.replace("[[alert]]", "[alert]"), "alerts.toml: alert: is one table; write its name in [[two brackets]]"),
    (ALERT + 'ends = ["⚠\ufe0f?"]', "ends[1] = '⚠\ufe0f?': is found in every text, even an empty one"),
    (ALERT + 'ends = ["\ufe0f?"]', "ends[1] = '\ufe0f?': is no regular expression without the characters in it that"),
    (ALERT.replace("тривога", "(а"), "begins[1] = '(а': is no regular expression: missing ), unterminated subpattern"),
    (ALERT + 'unless = ["а|"]', "alert[1] (raid).unless[1] = 'а|': is found in every text, even an empty one"),
    (ALERT + 'sources = ["lviv*"]', "alert[1] (raid).sources = ['lviv*']: matches no source id in sources.toml"),
    (ALERT + "hours = 0", "alert[1] (raid).hours = 0: Input should be greater than or equal to 1"),
    (ALERT + 'titel_uk = "x"', "alert[1] (raid).titel_uk = 'x': there is no such setting"),
    (ALERT * 2, "alerts.toml: alert[2].id = 'raid': is used twice; ids must be unique"),
]  # fmt: skip


_WRONG = [("visnyk", *case) for case in VISNYK]
_WRONG += [("sources", *case) for case in SOURCES]
_WRONG += [("editions", *case) for case in EDITIONS]
_WRONG += [("alerts", *case) for case in ALERTS]


@pytest.mark.parametrize(("file", "text", "expected"), _WRONG, ids=[case[2].partition(":")[0] for case in _WRONG])
def test_error(folder: Folder, file: str, text: str, expected: str) -> None:
    """An error is one line that names file, key, value and reason."""
    said = folder.error(**{file: text})
    assert said.startswith(f"{file}.toml: ")
    assert expected.removeprefix(f"{file}.toml: ") in said


@pytest.mark.parametrize("name", ["visnyk.toml", "sources.toml", "editions.toml"])
def test_missing_file(folder: Folder, name: str) -> None:
    """A file that is not there is named."""
    (folder.path / name).unlink()
    assert folder.refused() == f"{name}: there is no such file"


def test_file_of_another_kind(folder: Folder) -> None:
    """A folder in place of a file, or a file in another encoding, is named."""
    (folder.path / "editions.toml").write_bytes('title = "Київ"'.encode("windows-1251"))
    assert folder.refused() == "editions.toml: is not UTF-8 at byte 9"
    (folder.path / "editions.toml").unlink()
    (folder.path / "editions.toml").mkdir()
    assert folder.refused() == "editions.toml: cannot be read: Is a directory"


def test_missing_folder(tmp_path: Path) -> None:
    """A folder that is not there is named, with the two ways to name another."""
    with pytest.raises(ConfigError, match="there is no such folder; name one with --config or VISNYK_CONFIG"):
        load_settings(tmp_path / "nowhere")


@pytest.mark.parametrize("url", ["news.example", "https://x.example/\nA: b", "https://x.example/#top"])
def test_base_url_from_outside(folder: Folder, url: str) -> None:
    """An address from the environment is checked as one in the settings is."""
    assert folder.refused(url).startswith(f"the environment: VISNYK_BASE_URL = {url!r}: ")


# --- what it comes to -----------------------------------------------------------------------------------------------


def test_defaults(folder: Folder) -> None:
    """With nothing said everything has a value; these are the ones that the documentation names."""
    settings = folder.load()
    assert (settings.site.title, settings.site.base_url, settings.site.contact) == ("Visnyk", DEFAULT_BASE_URL, None)
    assert (settings.base_url_is_set, settings.timezone) == (False, "Europe/Kyiv")
    assert settings.http.user_agent == f"Visnyk/{__version__} (no contact configured)"
    assert settings.http.allow_private == ()
    assert (settings.http.connect_seconds, settings.http.read_seconds, settings.http.total_seconds) == (10, 20, 60)
    assert (settings.http.max_bytes, settings.http.per_host, settings.http.concurrency) == (10_000_000, 1, 32)
    assert settings.http.delay_seconds == 1
    assert settings.pictures == PictureSettings(max_bytes=5_000_000, per_refresh=200, total_mb=2000)
    assert (settings.parse.seconds, settings.parse.memory_bytes, settings.parse.workers) == (10, 80_000_000, 0)
    assert (settings.target, settings.source_languages) == ("en", ("uk",))
    assert settings.pairs == (Pair("uk", "en", ("memory", "google")),)
    assert settings.sources == (Source("kyiv", Kind.FEED, "https://kyiv.example/rss", "Kyiv"),)
    assert settings.editions == (Edition("all", "All", "original"),)


def test_pairs_of_languages(folder: Folder) -> None:
    """The usual languages go into all that editions speak; a pair adds one, or has engines of its own."""
    settings = folder.load(
        visnyk=(
            '[translation]\nsource_languages = ["uk", "pl"]\nengines = ["memory", "deepl"]\n'
            '[[translation.pair]]\nsource = "en"\ntarget = "uk"\n'
            '[[translation.pair]]\nsource = "pl"\ntarget = "en"\nengines = ["argos"]\n'
        ),
        editions='[[edition]]\nid = "pl"\ntitle = "Po polsku"\nlanguage = "pl"\n',
    )
    usual = ("memory", "deepl")
    assert settings.pairs == (
        Pair("uk", "en", usual), Pair("pl", "en", ("argos",)), Pair("uk", "pl", usual), Pair("en", "uk", usual),
    )  # fmt: skip
    assert settings.targets == ("en", "pl", "uk")
    assert settings.languages_into == {"en": ("uk", "pl"), "pl": ("uk",), "uk": ("en",)}


def test_limits_of_engines(folder: Folder) -> None:
    """An engine has its own limits, also where only something else is said of it."""
    said = '[engine.google]\nurl = "http://127.0.0.1:1/m"\n[engine.deepl]\nconcurrency = 4\n'
    engines = folder.load(visnyk=said).engines
    assert (engines["google"].characters_per_day, engines["google"].requests_per_minute) == (500_000, 60)
    assert (engines["mymemory"].characters_per_day, engines["deepl"].characters_per_month) == (5_000, 500_000)
    assert (engines["deepl"].concurrency, engines["libretranslate"].total_seconds) == (4, 120)
    assert engines["argos"].characters_per_day is None


def test_everything_said(folder: Folder) -> None:
    """What is said stands where the parts of the program look for it."""
    settings = folder.load(
        visnyk=(
            '[site]\ntitle = " Kharkiv "\nbase_url = "https://news.example/kharkiv/"\ncontact = "press@news.example"\n'
            '[http]\nallow_private = ["192.168.7.0/24", "fd00::/8", "10.1.1.1"]\n'
            '[translation]\ntarget = "en-gb"\n[engine.google]\nurl = "http://127.0.0.1:1/m"\nread_seconds = 7\n'
        ),
        sources=SOURCE + 'kind = "jsonfeed"\nlanguage = "UK"\nrights = "CC BY"\ninterval = 60\nverified = true\n',
        editions=EDITION + 'language = "pl"\nsources = ["ky*"]\nlimit = 7\n',
    )
    assert settings.site.title == "Kharkiv"
    assert settings.site.base_url == "https://news.example/kharkiv"
    assert settings.base_url_is_set
    assert settings.http.user_agent == f"Visnyk/{__version__} (+press@news.example)"
    assert settings.http.allow_private == (
        IPv4Network("192.168.7.0/24"), IPv6Network("fd00::/8"), IPv4Network("10.1.1.1/32"),
    )  # fmt: skip
    assert (settings.target, settings.targets) == ("en-GB", ("en-GB", "pl"))
    assert (settings.engines["google"].url, settings.engines["google"].read_seconds) == ("http://127.0.0.1:1/m", 7)
    (source,) = settings.sources
    assert (source.kind, source.language, source.rights, source.interval) == (Kind.JSONFEED, "uk", "CC BY", 60)
    assert settings.editions == (Edition("all", "All", "pl", ("ky*",), 7),)


def test_targets_once(folder: Folder) -> None:
    """The languages that translations are wanted in are those of the viewer and the editions, each once."""
    languages = ("original", "bilingual", "en", "pl", "pl")
    editions = "".join(EDITION.replace("all", f"e{n}") + f'language = "{tag}"\n' for n, tag in enumerate(languages))
    assert folder.load(editions=editions).targets == ("en", "pl")


def test_editions_before_sources(folder: Folder) -> None:
    """Without any source yet no edition is wrong for matching none."""
    assert folder.load(sources="", editions=EDITION + 'sources = ["kharkiv*"]').sources == ()


def test_base_url_replaces(folder: Folder) -> None:
    """An address from outside goes before that in the settings."""
    folder.write(visnyk='[site]\nbase_url = "https://news.example"')
    settings = load_settings(folder.path, "https://other.example/")
    assert (settings.site.base_url, settings.base_url_is_set) == ("https://other.example", True)
    assert settings.http.user_agent.endswith("(+https://other.example)")


def test_key_from_the_environment(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    """The key of an engine comes from the environment alone; an empty one is none."""
    settings = folder.load()
    assert settings.api_key("libretranslate") is None
    monkeypatch.setenv("VISNYK_LIBRETRANSLATE_API_KEY", "")
    assert settings.api_key("libretranslate") is None
    monkeypatch.setenv("VISNYK_LIBRETRANSLATE_API_KEY", "secret")
    assert settings.api_key("libretranslate") == "secret"


def test_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Folders are those named, else those in the environment, else ``config`` here or with the program, and ``var``."""
    for name in ("VISNYK_CONFIG", "VISNYK_DATA"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    assert config_folder() == REPOSITORY / "config"
    (tmp_path / "config").mkdir()
    assert (config_folder(), data_folder()) == (Path("config"), Path("var"))
    monkeypatch.setenv("VISNYK_CONFIG", "/etc/visnyk")
    monkeypatch.setenv("VISNYK_DATA", "/var/lib/visnyk")
    assert (config_folder(), data_folder()) == (Path("/etc/visnyk"), Path("/var/lib/visnyk"))
    assert (config_folder("here"), data_folder("there")) == (Path("here"), Path("there"))


def test_everything_from_the_environment(folder: Folder, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A server's worker finds settings, data and address by the environment."""
    monkeypatch.setenv("VISNYK_CONFIG", str(folder.path))
    monkeypatch.setenv("VISNYK_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("VISNYK_BASE_URL", "https://worker.example/")
    with open_service() as service:
        assert service.settings.site.base_url == "https://worker.example"
        assert service.reading.site.base_url == "https://worker.example"
        assert service.reading.status().last_refresh is None
        assert (tmp_path / "data" / "visnyk.sqlite").is_file()


# --- what is delivered and documented -------------------------------------------------------------------------------


def test_delivered_settings() -> None:
    """The settings that come with the program are in order, also those of the demo."""
    settings = load_settings(REPOSITORY / "config")
    assert settings.sources and settings.editions
    assert settings.http.allow_private == ()
    demo = load_settings(REPOSITORY / "config" / "demo")
    assert {name for pair in demo.pairs for name in pair.engines} == {"memory"}


def test_alerts(folder: Folder) -> None:
    """Alerts are as the file has them; without it there are none, and editions may leave them out all the same."""
    assert folder.load(editions=EDITION + 'alerts = "exclude"').alerts == ()
    rule = 'title_uk = "Тривога"\nends = ["відбій"]\nunless = ["як діяти"]\nsources = ["k*"]\nhours = 3\n'
    settings = folder.load(editions=EDITION + 'alerts = "only"', alerts=ALERT + rule + "shared = true\n")
    assert settings.alerts == (
        AlertRule("raid", "Air raid", ("тривога",), ("відбій",), ("як діяти",), "Тривога", ("k*",), 3, True),
    )
    assert settings.editions == (Edition("all", "All", "original", alerts=Alerts.ONLY),)
    assert folder.load(alerts=ALERT).alerts == (AlertRule("raid", "Air raid", ("тривога",)),)
    (folder.path / "alerts.toml").unlink()
    (folder.path / "alerts.toml").mkdir()
    assert folder.refused() == "alerts.toml: cannot be read: Is a directory"


def test_every_setting_is_shown() -> None:
    """Every setting that is accepted stands in the delivered files or in the documentation."""
    shown = "".join(
        (REPOSITORY / "config" / name).read_text(encoding="utf-8")
        for name in ("visnyk.toml", "sources.toml", "editions.toml", "alerts.toml", "partners.toml", "topics.toml")
    )
    handbook = REPOSITORY / "docs" / "configuration.md"
    shown += handbook.read_text(encoding="utf-8") if handbook.is_file() else ""
    models = (
        tables.VisnykTable, tables.SourcesTable, tables.EditionsTable, tables.AlertsTable, PartnersTable, TopicsTable,
    )  # fmt: skip
    names = {name for model in models for name in _names(model)}
    assert {"base_url", "connect_seconds", "allow_private", "interval", "limit", "google"} <= names
    missing = sorted(name for name in names if not re.search(rf"(?<![\w-]){name}(?![\w-])", shown))
    assert missing == []


def _names(model: type[BaseModel]) -> list[str]:
    """The names of all settings in a table and in the tables in it."""
    found = []
    for name, field in model.model_fields.items():
        found.append(name)
        kinds = [field.annotation, *getattr(field.annotation, "__args__", ())]
        found += [inner for kind in kinds if _is_table(kind) for inner in _names(kind)]
    return found


def _is_table(kind: object) -> TypeIs[type[BaseModel]]:
    return isinstance(kind, type) and issubclass(kind, BaseModel)


def test_documented_defaults_are_true() -> None:
    """Values in the delivered file that are not this city's own are the defaults."""
    delivered = tomllib.loads((REPOSITORY / "config" / "visnyk.toml").read_text(encoding="utf-8"))
    for table in ("http", "parse"):
        model = tables.VisnykTable.model_fields[table].annotation
        assert _is_table(model)
        assert model.model_validate(delivered[table]) == model()


def test_one_mistake_counts_once(folder: Folder) -> None:
    """A wrong pattern is one mistake, though it leaves its list too short as well."""
    assert folder.error(alerts=ALERT.replace("тривога", "(а")).endswith("unterminated subpattern at position 0")
