"""Model packages of Argos Translate: zip files (``.argosmodel``), and what is installed of them.

A package is a folder with ``metadata.json``, a CTranslate2 model in ``model/`` and the model of a tokenizer, often with
a ``README.md`` that says what it was made of. Of all else in it nothing is taken: Stanza's sentence splitters are
pickles, which run as code when they are read. No name in a package becomes a path, so none can lead out of a folder.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import time
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from tempfile import mkdtemp

from feeds.errors import EngineError
from feeds.text.html import shorten, squeeze

NAME = "argos"
_MODEL = "model"
_METADATA = "metadata.json"
TOKENIZERS = ("sentencepiece.model", "bpe.model")
_KEPT = (_METADATA, "README.md", *TOKENIZERS)
_MODEL_FILE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}\Z")
_CODE = re.compile(r"[a-z]{2,3}\Z")
_VERSION = re.compile(r"[0-9A-Za-z][0-9A-Za-z.+-]{0,31}\Z")
_DIGITS = re.compile(r"\d{1,9}")
_MOST_FILES = 10_000
_LARGEST = 2_000_000_000
"""Bytes, unpacked: twenty times a model of six layers of 512 each way."""
_LARGEST_METADATA = 100_000
UNFINISHED = ".new-"
_A_DAY = 86_400
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, KeyError)
"""What zipfile raises for files that are damaged, encrypted or packed in ways it does not know."""


@dataclass(frozen=True, slots=True)
class Model:
    """Of a package: from which language into which, in Argos's codes, and its version."""

    source: str
    target: str
    version: str

    @property
    def newness(self) -> tuple[int, ...]:
        """``1.10`` is newer than ``1.9``."""
        return tuple(int(number) for number in _DIGITS.findall(self.version))


@dataclass(frozen=True, slots=True)
class Installed:
    """A model that can be loaded from ``folder``."""

    model: Model
    folder: Path

    @property
    def weights(self) -> Path:
        """Where CTranslate2 finds its model."""
        return self.folder / _MODEL

    @property
    def tokenizer(self) -> Path:
        """The model of its tokenizer."""
        return next(filter(Path.exists, (self.folder / name for name in TOKENIZERS)))


def code_of(tag: str) -> str:
    """The code that Argos has for a BCP 47 tag: ISO 639, but for two languages that it tells apart by writing."""
    first, *rest = tag.split("-")
    if first == "zh" and {"Hant", "TW", "HK", "MO"} & set(rest):
        return "zt"
    return "pb" if first == "pt" and "BR" in rest else first.lower()


def failed(reason: str, *, transient: bool = False) -> EngineError:
    """An error of this engine; not to be tried again before somebody has changed something."""
    return EngineError(NAME, reason, transient=transient)


def model_of(file: Path) -> Model:
    """What the package file is a model for.

    :raises EngineError: it is not there, or is no package.
    """
    with _opened(file) as package:
        return _checked(package, file)[0]


def installed(folder: Path) -> list[Installed]:
    """The models in ``folder``, newest first."""
    found = []
    for metadata in folder.glob(f"[!.]*/{_METADATA}"):
        try:
            found.append(Installed(_model(metadata.read_bytes()), metadata.parent))
        except (OSError, ValueError):
            continue  # nothing that was installed here
    return sorted(found, key=lambda one: (one.model.newness, one.folder.name), reverse=True)


def install(file: Path, folder: Path) -> Installed:
    """Unpack the model of a package file below ``folder``, unless it is there.

    It appears there whole or not at all, also when several processes do this at once.

    :raises EngineError: the file is no package, or there is no room.
    """
    with _opened(file) as package:
        model, members = _checked(package, file)
        # Another file of the same version is another model: the sums of its parts tell them apart.
        mark = zlib.crc32(repr(sorted((name, part.CRC) for name, part in members.items())).encode())
        place = folder / f"{model.source}_{model.target}-{model.version}-{mark:08x}"
        if not place.exists():
            _unpack(package, members, place, file)
    return Installed(model, place)


@contextmanager
def _opened(file: Path) -> Iterator[zipfile.ZipFile]:
    try:
        with zipfile.ZipFile(file) as package:
            yield package
    except FileNotFoundError as error:
        raise failed(f"there is no package file {file}") from error
    except _BROKEN as error:
        raise failed(f"{file} is damaged, or no model package") from error
    except OSError as error:
        raise failed(f"{file} cannot be read: {error.strerror or type(error).__name__}") from error


def _checked(package: zipfile.ZipFile, file: Path) -> tuple[Model, dict[str, zipfile.ZipInfo]]:
    """What a package is for, and those of its parts that are taken, by their path below its folder."""
    parts = package.infolist()
    if len(parts) > _MOST_FILES:
        raise failed(f"{file} has more than {_MOST_FILES} files in it")
    for part in parts:
        if _leads_out(part.filename):
            raise failed(f"{file} has a path in it that leads out of it: {shorten(squeeze(part.filename), 60)}")
    roots = [PurePosixPath(part.filename).parent for part in parts if PurePosixPath(part.filename).name == _METADATA]
    root = min((root for root in roots if len(root.parts) <= 1), default=None)
    if root is None:
        raise failed(f"{file} is no model package: it has no {_METADATA}")
    members = dict(_taken(parts, root))
    if sum(part.file_size for part in members.values()) > _LARGEST:
        raise failed(f"{file} has more than {_LARGEST // 1_000_000} MB in it")
    if members[_METADATA].file_size > _LARGEST_METADATA:
        raise failed(f"{file} is no model package: its {_METADATA} is too large")
    if f"{_MODEL}/model.bin" not in members or not any(name in members for name in TOKENIZERS):
        raise failed(f"{file} has no translation model in it, or no tokenizer")
    try:
        return _model(package.read(members[_METADATA])), members
    except ValueError as error:
        raise failed(f"{file}: its {_METADATA} {error}") from error


def _leads_out(name: str) -> bool:
    return name.startswith("/") or "\\" in name or ":" in name or ".." in PurePosixPath(name).parts


def _taken(parts: Sequence[zipfile.ZipInfo], root: PurePosixPath) -> Iterator[tuple[str, zipfile.ZipInfo]]:
    for part in parts:
        path = PurePosixPath(part.filename)
        if part.is_dir() or not path.is_relative_to(root):
            continue
        inner = path.relative_to(root)
        in_model = inner.parent == PurePosixPath(_MODEL) and _MODEL_FILE.match(inner.name)
        if in_model or str(inner) in _KEPT:
            yield str(inner), part


def _model(metadata: bytes) -> Model:
    """:raises ValueError: with the reason, to stand behind the name of the file."""
    try:
        said = json.loads(metadata)
    except (ValueError, RecursionError) as error:
        raise ValueError("is no JSON") from error
    if not isinstance(said, dict):
        raise ValueError("is no object")
    if said.get("type", "translate") != "translate" or said.get("target_prefix"):
        raise ValueError("is not that of a model for one pair of languages")
    source, target, version = (said.get(key) for key in ("from_code", "to_code", "package_version"))
    if not (isinstance(source, str) and isinstance(target, str) and _CODE.match(source) and _CODE.match(target)):
        raise ValueError("does not name the languages")
    if not (isinstance(version, str) and _VERSION.match(version)):
        raise ValueError("names no version")
    return Model(source, target, version)


def _unpack(package: zipfile.ZipFile, members: dict[str, zipfile.ZipInfo], place: Path, file: Path) -> None:
    """Into ``place``, which is there when all is in it."""
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        _sweep(place.parent)
        unfinished = Path(mkdtemp(prefix=UNFINISHED, dir=place.parent))
    except OSError as error:
        raise failed(_no_place(place, error), transient=True) from error
    try:
        (unfinished / _MODEL).mkdir()
        for name, part in members.items():
            with package.open(part) as source, (unfinished / name).open("wb") as target:
                shutil.copyfileobj(source, target, 1 << 20)
                target.flush()
                os.fsync(target.fileno())  # a model must not be half there after a power cut
        unfinished.chmod(0o755)
        _publish(unfinished, place)
    except OSError as error:
        raise failed(_no_place(place, error), transient=True) from error
    except _BROKEN as error:
        raise failed(f"{file} is damaged, or no model package") from error
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)


def _publish(unfinished: Path, place: Path) -> None:
    try:
        unfinished.rename(place)
    except OSError:
        if not place.exists():  # else another process was faster
            raise


def _no_place(place: Path, error: OSError) -> str:
    return f"no model can be installed in {place.parent}: {error.strerror or type(error).__name__}"


def _sweep(folder: Path) -> None:
    """Remove what processes that were killed have left."""
    for left in folder.glob(f"{UNFINISHED}*"):
        with suppress(OSError):  # somebody else may be sweeping too
            if left.stat().st_mtime < time.time() - _A_DAY:
                shutil.rmtree(left) if left.is_dir() else left.unlink()
