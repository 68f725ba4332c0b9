"""Packages of models: what is installed of them, and packages that are none."""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from feeds.engines import argos_packages

from .argos_model import LEXICON, files_of, package, ready, refused, small, zipped


def test_installed_once(tmp_path: Path) -> None:
    """A package is unpacked into the data folder once, and needed no more; nothing but the model is taken of it."""
    file = package(tmp_path)
    small([file], folder=tmp_path / "models").translate(["Мер"], "uk", "en")
    [folder] = (tmp_path / "models").iterdir()
    names = sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())
    assert "README.md" in names
    assert [name for name in names if "stanza" in name] == []
    written = {path: path.stat().st_mtime_ns for path in folder.rglob("*")}
    assert small([file], folder=tmp_path / "models").translate(["Мер"], "uk", "en") == ["The mayor"]
    file.unlink()
    assert small(folder=tmp_path / "models").translate(["Мер"], "uk", "en") == ["The mayor"]
    assert {path: path.stat().st_mtime_ns for path in folder.rglob("*")} == written


def test_another_file_of_the_same_version_is_another_model(tmp_path: Path) -> None:
    """A package file that was replaced is installed anew, whatever version it says."""
    one = small([package(tmp_path)], folder=tmp_path / "models")
    assert one.translate(["Мер"], "uk", "en") == ["The mayor"]
    other = package(tmp_path, lexicon=LEXICON | {"▁Мер": "▁Mayor"})
    assert small([other], folder=tmp_path / "models").translate(["Мер"], "uk", "en") == ["Mayor"]


def test_newest_installed(tmp_path: Path) -> None:
    """Of several installed models for a pair the newest is used, and 1.10 is newer than 1.9; other folders are none."""
    models = tmp_path / "models"
    for version, word in (("1.10", "▁Mayor"), ("1.9", "▁Boss")):
        argos_packages.install(package(tmp_path, version=version, lexicon=LEXICON | {"▁Мер": word}), models)
    (models / "notes").mkdir()
    (models / "notes" / "metadata.json").write_text("[]")
    argos = small(folder=models)
    assert argos.translate(["Мер"], "uk", "en") == ["Mayor"]
    assert argos.version == "1.10"


def test_processes_may_install_at_once(tmp_path: Path) -> None:
    """Several that install the same package get the same folder, and leave nothing behind; old rests are removed."""
    models, file = tmp_path / "models", package(tmp_path)
    rest, recent, lone = models / ".new-old", models / ".new-recent", models / ".new-file"
    for folder in (rest, recent):
        folder.mkdir(parents=True)
    lone.touch()
    for old in (rest, lone):
        os.utime(old, (1, 1))
    with ThreadPoolExecutor(6) as pool:
        found = set(pool.map(lambda _: argos_packages.install(file, models).folder, range(6)))
    assert set(models.iterdir()) == found | {recent}
    assert len(found) == 1


def test_lost_race(tmp_path: Path) -> None:
    """Where another process was faster its model stays."""
    models, file = tmp_path / "models", package(tmp_path)
    place = argos_packages.install(file, models).folder
    unfinished = models / ".new-mine"
    (unfinished / "model").mkdir(parents=True)
    argos_packages._publish(unfinished, place)
    assert (place / "model" / "model.bin").exists()


def _without(*names: str) -> dict[str, bytes]:
    return {name: content for name, content in files_of().items() if name not in names}


def _said(**changes: object) -> dict[str, bytes]:
    files = files_of()
    return files | {"metadata.json": json.dumps(json.loads(files["metadata.json"]) | changes).encode()}


BAD_FILES: dict[str, tuple[dict[str, bytes], str]] = {
    "no metadata": (_without("metadata.json"), "is no model package: it has no metadata.json"),
    "no model": (_without("model/model.bin"), "has no translation model in it, or no tokenizer"),
    "no tokenizer": (_without("sentencepiece.model"), "has no translation model in it, or no tokenizer"),
    "upwards": (
        files_of() | {"../../outside.txt": b"!"},
        "has a path in it that leads out of it: translate/../../",
    ),
    "windows": (files_of() | {"..\\outside.txt": b"!"}, "has a path in it that leads out of it"),
    "drive": (files_of() | {"c:/outside.txt": b"!"}, "has a path in it that leads out of it"),
    "no JSON": (files_of() | {"metadata.json": b"{"}, "its metadata.json is no JSON"),
    "deep JSON": (files_of() | {"metadata.json": b"[" * 90_000}, "its metadata.json is no JSON"),
    "no UTF-8": (files_of() | {"metadata.json": b'{"a": "\xff"}'}, "its metadata.json is no JSON"),
    "list": (files_of() | {"metadata.json": b"[]"}, "its metadata.json is no object"),
    "large": (files_of() | {"metadata.json": b" " * 100_001}, "its metadata.json is too large"),
    "no languages": (_said(from_code=None), "its metadata.json does not name the languages"),
    "odd language": (_said(to_code="../en"), "its metadata.json does not name the languages"),
    "no version": (_said(package_version=1.9), "its metadata.json names no version"),
    "odd version": (_said(package_version="../1"), "its metadata.json names no version"),
    "other kind": (_said(type="sbd"), "its metadata.json is not that of a model for one pair of languages"),
    "many languages": (_said(target_prefix="eng_Latn"), "is not that of a model for one pair of languages"),
}


@pytest.mark.parametrize("case", BAD_FILES)
def test_bad_packages(tmp_path: Path, case: str) -> None:
    """A package that is not what it should be is named with the reason, and nothing of it is written anywhere."""
    files, reason = BAD_FILES[case]
    file = zipped(tmp_path / "bad.argosmodel", files)
    error = refused(small([file], folder=tmp_path / "data" / "models"))
    assert not error.transient
    assert reason in str(error)
    assert str(file) in str(error)
    assert list(tmp_path.rglob("*")) == [file]


def test_package_without_a_folder_in_it(tmp_path: Path) -> None:
    """A package may have its files at its root."""
    file = zipped(tmp_path / "flat.argosmodel", files_of(), root="")
    assert small([file], folder=tmp_path / "models").translate(["Мер"], "uk", "en") == ["The mayor"]


def _absent(file: Path) -> None:
    file.unlink()


def _folder(file: Path) -> None:
    file.unlink()
    file.mkdir()


def _page(file: Path) -> None:
    file.write_text("<!DOCTYPE html><title>Not found</title>")


def _cut(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-2000])


def _flipped(file: Path) -> None:
    content = bytearray(file.read_bytes())
    content[content.index(b"model/model.bin") + 5000] ^= 1
    file.write_bytes(content)


def _encrypted(file: Path) -> None:
    content = bytearray(file.read_bytes())
    # The lowest flag of each file, in its own header and in the directory (APPNOTE 4.4.4).
    for header, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        for found in re.finditer(re.escape(header), bytes(content)):
            content[found.start() + flags] |= 1
    file.write_bytes(content)


@pytest.mark.parametrize(
    ("damage", "reason"),
    [
        (_absent, "there is no package file {}"),
        (_folder, "{} cannot be read: Is a directory"),
        (_page, "{} is damaged, or no model package"),
        (_cut, "{} is damaged, or no model package"),
        (_flipped, "{} is damaged, or no model package"),
        (_encrypted, "{} is damaged, or no model package"),
    ],
)
def test_damaged_packages(tmp_path: Path, damage: Callable[[Path], None], reason: str) -> None:
    """A package file that is not there, is something else or is damaged is named, and leaves nothing half installed."""
    file = package(tmp_path)
    damage(file)
    error = refused(small([file], folder=tmp_path / "models"))
    assert str(error) == f"argos: {reason.format(file)}"
    assert not error.transient
    assert list((tmp_path / "models").glob("*")) == []


@pytest.mark.parametrize("limit", ["_MOST_FILES", "_LARGEST"])
def test_large_packages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: str) -> None:
    """A package with more in it than any model has is not unpacked."""
    monkeypatch.setattr(argos_packages, limit, 3)
    assert "has more than" in str(refused(ready(tmp_path)))
    assert not (tmp_path / "models").exists()


def test_no_room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a model cannot be written the error says so; it may work later, and nothing is left half done."""
    (tmp_path / "models").touch()
    error = refused(ready(tmp_path))
    assert f"no model can be installed in {tmp_path / 'models'}: File exists" in str(error)
    assert error.transient
    (tmp_path / "models").unlink()

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    for place, name in ((shutil, "copyfileobj"), (Path, "rename")):
        with monkeypatch.context() as patched:
            patched.setattr(place, name, full)
            assert "No space left on device" in str(refused(ready(tmp_path)))
        assert list((tmp_path / "models").iterdir()) == []
    assert ready(tmp_path).translate(["Мер"], "uk", "en") == ["The mayor"]
