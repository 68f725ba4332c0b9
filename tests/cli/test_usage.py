"""Wrong usage and wrong settings: a line that can be acted on, an exit code, and no traceback."""

from __future__ import annotations

import shutil
import signal
import subprocess
from pathlib import Path

import click
import pytest

from feeds import __version__
from feeds.cli.main import NOTHING_WORKED, OK, USAGE, Context, main, visnyk
from tests.cli.conftest import Run
from tests.cli.helping import ROOT, City, command, configure, environment, until
from tests.cli.running import stuck

BAD = {
    "no such folder": (None, None, "{folder}: there is no such folder; name one with --config or VISNYK_CONFIG"),
    "no such file": ("sources.toml", None, "{file}: there is no such file"),
    "no TOML": ("visnyk.toml", "[site", "{file}: is no valid TOML: "),
    "not UTF-8": ("visnyk.toml", "title = '\xff'", "{file}: is not UTF-8 at byte 9"),
    "unknown key": ("visnyk.toml", "[http]\nper_hots = 2", "{file}: http.per_hots = 2: there is no such setting"),
    "wrong type": ("visnyk.toml", "[http]\nper_host = 'two'", "{file}: http.per_host = 'two': Input should be a valid"),
    "bad network": ("visnyk.toml", "[http]\nallow_private = ['x']", "{file}: http.allow_private[1] = 'x': "),
    "bad zone": ("visnyk.toml", "[site]\ntimezone = 'Kyiv'", "{file}: site.timezone = 'Kyiv': is no IANA time zone"),
    "missing": ("sources.toml", "[[source]]\nid = 'a'\ntitle = 'A'", "{file}: source[1] (a).url: is missing"),
    "bad address": (
        "sources.toml",
        "[[source]]\nid = 'a'\ntitle = 'A'\nurl = 'ftp://a.example/'",
        "{file}: source[1] (a).url = 'ftp://a.example/': is no http or https address",
    ),
    "twice": (
        "sources.toml",
        "[[source]]\nid = 'a'\ntitle = 'A'\nurl = 'http://a.example/'\n" * 2,
        "{file}: source[2].id = 'a': is used twice; ids must be unique",
    ),
    "no match": (
        "editions.toml",
        "[[edition]]\nid = 'e'\ntitle = 'E'\nsources = ['b*']",
        "{file}: edition[1] (e).sources = ['b*']: matches no source id in sources.toml",
    ),
}


def test_config_check_of_good_settings(run: Run, tmp_path: Path) -> None:
    """Good settings are summed up in a few lines, sources that nobody has verified yet among them."""
    configure(tmp_path / "config", {"lviv": "https://lviv.example/rss"}, engine="http://127.0.0.1:5000")
    code, out, err = run("config", "check")
    assert (code, err) == (OK, "")
    assert out.splitlines() == [
        f"settings     {tmp_path}/config: in order",
        "site         Test city, http://127.0.0.1:8000",
        "sources      1, 1 of them not verified",
        "editions     all-en",
        "translation  uk → en by memory, then libretranslate",
        "termbase     0 terms",
    ]
    (tmp_path / "config" / "visnyk.toml").write_text("[translation]\nengines = []\n")
    assert "translation  none: `[translation] engines` is empty" in run("config", "check")[1]


@pytest.mark.parametrize("case", BAD)
def test_config_check_of_bad_settings(run: Run, tmp_path: Path, case: str) -> None:
    """A wrong setting is one line with file, key, value and reason, and exit code 2."""
    name, text, said = BAD[case]
    folder = configure(tmp_path / "config", {"lviv": "https://lviv.example/rss"})
    if name is None:
        shutil.rmtree(folder)
    elif text is None:
        (folder / name).unlink()
    else:
        (folder / name).write_bytes(text.encode("latin-1"))
    code, out, err = run("config", "check")
    assert (code, out, err.count("\n")) == (USAGE, "", 1)
    assert err.startswith("visnyk: " + said.format(folder=folder, file=folder / (name or "")))


def test_bundled_settings_are_good(run: Run) -> None:
    """What is shipped in config/ and config/demo/ passes its own check."""
    for folder in (ROOT / "config", ROOT / "config" / "demo"):
        assert run("--config", folder, "config", "check")[0] == OK


@pytest.mark.parametrize(
    "arguments",
    [["refersh"], ["refresh", "--frce"], ["sources"], ["sources", "chekc"], ["run", "--port", "99999"], ["export"], []],
)
def test_wrong_usage(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """A command or an option that does not exist, or is incomplete, ends with help on stderr and exit code 2."""
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    out, err = capsys.readouterr()
    assert (ended.value.code, out) == (USAGE, "")
    assert "Usage: visnyk" in err
    assert "Traceback" not in err


def test_help_and_version(run: Run) -> None:
    """--help names every command with a whole sentence, --version the version; both end well."""
    code, out, _ = run("--help")
    assert code == OK
    for name in visnyk.list_commands(click.Context(visnyk)):
        assert f"\n  {name} " in out
    assert "..." not in out.partition("Commands:")[2]
    assert run("--version")[:2] == (OK, f"visnyk, version {__version__}\n")


def test_every_command_has_help(run: Run) -> None:
    """Every command explains itself and each of its options."""
    context = click.Context(visnyk)
    for name in visnyk.list_commands(context):
        command = visnyk.get_command(context, name)
        assert command is not None
        commands = list(command.commands.values()) if isinstance(command, click.Group) else [command]
        for each in commands:
            assert each.help, name
            assert all(option.help for option in each.params if isinstance(option, click.Option)), (name, each.name)


@pytest.mark.parametrize("debug", [False, True])
def test_a_fault_of_the_program_is_one_line(run: Run, monkeypatch: pytest.MonkeyPatch, debug: bool) -> None:
    """An error that nobody foresaw is a line and exit code 1, and its traceback is there for who asks."""

    def breaks(*_: object) -> None:
        raise KeyError("of\na kind")

    monkeypatch.setattr(Context, "service", breaks)
    code, _, err = run(*["--debug"] * debug, "refresh")
    assert code == NOTHING_WORKED
    line = r"visnyk: a fault in Visnyk itself: KeyError: 'of\na kind'"
    assert err.endswith(f"{line}\n") if debug else err == f"{line}; --debug shows where\n"
    assert ("Traceback" in err) == debug


def test_debug_shows_where_an_error_came_from(run: Run) -> None:
    """With --debug an error brings its traceback, the same line and the same exit code."""
    code, _, err = run("--debug", "--config", "/nowhere", "config", "check")
    assert code == USAGE
    assert err.startswith("Traceback (most recent call last):")
    assert err.endswith("visnyk: /nowhere: there is no such folder; name one with --config or VISNYK_CONFIG\n")


def test_data_folder_that_cannot_be_made(city: City, run: Run, tmp_path: Path) -> None:
    """A data folder that is a file is named in one line, whatever command needs it."""
    configure(tmp_path / "config", {"lviv": city.feed("/a")})
    (tmp_path / "data").touch()
    for arguments in (["refresh"], ["sources", "list"], ["memory", "stats"], ["translate"], ["serve", "--port", "1"]):
        code, out, err = run(*arguments)
        assert (code in (NOTHING_WORKED, USAGE), out, err.count("\n")) == (True, "", 1), (arguments, err)


def test_output_that_nobody_reads(tmp_path: Path) -> None:
    """A reader that has gone away (``| head``) is no error worth a traceback."""
    configure(tmp_path / "config", {f"source-{n}": f"https://a.example/{n}" for n in range(2000)})
    arguments = command("--config", tmp_path / "config", "--data", tmp_path / "data", "sources", "list")
    process = subprocess.Popen(arguments, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stdout is not None
    process.stdout.readline()
    process.stdout.close()
    assert process.stderr is not None
    assert "Traceback" not in process.stderr.read()
    process.stderr.close()
    process.wait(60)


def test_interrupted(tmp_path: Path, city: City) -> None:
    """Ctrl-C and SIGTERM while a slow source is waited for end at once, in order, with a word and exit code 130."""
    release = stuck(city, "/slow")
    config = configure(tmp_path / "config", {"lviv": city.url + "/slow"})
    try:
        for number in (signal.SIGINT, signal.SIGTERM):
            city.asked.clear()
            arguments = command("--config", config, "--data", tmp_path / "data", "refresh")
            process = subprocess.Popen(arguments, env=environment(), stderr=subprocess.PIPE, text=True)
            until(lambda: city.asked, "the source is asked")
            process.send_signal(number)
            err = process.communicate(timeout=60)[1]
            assert "Traceback" not in err
            assert (process.returncode, err.strip()) == (130, "visnyk: stopped")
    finally:
        release.set()


def test_doctor(city: City, run: Run, tmp_path: Path) -> None:
    """The doctor tries database and engines, advises on what should not stay, and fails if one does not work."""
    configure(tmp_path / "config", {}, engine=city.url)
    code, out, _ = run("doctor")
    assert code == OK
    lines = out.splitlines()
    assert [line.split("  ")[0] for line in lines] == ["ok", "ok", "note", "note", "ok", "ok", "ok"]
    assert lines[-1] == "ok    engine libretranslate  translates 'Добрий день' as 'Good day'"
    assert "visnyk.sqlite: 0 units in the translation memory" in lines[-3]
    city.translating = False
    code, out, _ = run("doctor")
    assert code == NOTHING_WORKED
    assert out.splitlines()[-1].startswith("FAIL  engine libretranslate  says: the model is being")


def test_termbase_that_cannot_be_read(run: Run, tmp_path: Path) -> None:
    """A mistake in the termbase is found by the check, by the doctor, and before any source is asked."""
    folder = configure(tmp_path / "config", {}, engine="http://127.0.0.1:9")
    (folder / "termbase.csv").write_text("id,source\n", "utf-8")
    for arguments in (["config", "check"], ["refresh"]):
        code, _, err = run(*arguments)
        assert code == USAGE and "termbase.csv" in err and "Traceback" not in err
    code, out, _ = run("doctor")
    assert code == NOTHING_WORKED
    assert "FAIL  termbase" in out and "termbase.csv" in out


def test_doctor_and_pairs(city: City, run: Run, tmp_path: Path) -> None:
    """The doctor tries each engine between the languages that it is there for."""
    folder = configure(tmp_path / "config", {}, engine=city.url)
    with (folder / "visnyk.toml").open("a") as file:
        file.write('[[translation.pair]]\nsource = "fi"\ntarget = "en"\n')
    code, out, _ = run("doctor")
    assert code == OK
    assert "not tried from fi into en: there is no sample text" in out


def test_doctor_without_source_languages(run: Run, tmp_path: Path) -> None:
    """Where nothing is to be translated no engine is tried, and where all is set nothing is advised."""
    folder = configure(tmp_path / "config", {})
    (folder / "visnyk.toml").write_text(
        "[site]\nbase_url = 'https://a.example'\ncontact = 'a@a.example'\n[translation]\nsource_languages = []\n"
    )
    code, out, _ = run("doctor")
    assert code == OK
    wanted = ["python", "settings", "database", "termbase"]
    assert [line.split()[:2] for line in out.splitlines()] == [["ok", name] for name in wanted]


def test_environment_names_the_folders(
    tmp_path: Path, city: City, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """VISNYK_CONFIG, VISNYK_DATA and VISNYK_BASE_URL stand in for options and settings."""
    config = configure(tmp_path / "elsewhere", {"lviv": city.feed("/a")})
    monkeypatch.setenv("VISNYK_CONFIG", str(config))
    monkeypatch.setenv("VISNYK_DATA", str(tmp_path / "there"))
    monkeypatch.setenv("VISNYK_BASE_URL", "https://news.example.org/")
    for arguments in (["refresh"], ["export", str(tmp_path / "out")]):
        with pytest.raises(SystemExit, match="0"):
            main(arguments)
    assert (tmp_path / "there" / "visnyk.sqlite").is_file()
    assert b"https://news.example.org/editions/all-en.atom" in (tmp_path / "out/subscriptions.opml").read_bytes()
    capsys.readouterr()
