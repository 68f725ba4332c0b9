"""Argos in a process of its own: what it imports, writes and connects to, and how it ends."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from .argos_model import package


def run(code: str, *arguments: object, **environment: str) -> str:
    """What a Python process of its own prints."""
    done = subprocess.run(
        [sys.executable, "-c", code, *map(str, arguments)],
        capture_output=True, text=True, timeout=60, env=os.environ | environment, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


MISSING = """
import sys
from pathlib import Path
sys.modules[sys.argv[2]] = None
from feeds.engines.argos import Argos
from feeds.errors import EngineError
file = Path(sys.argv[1])
try:
    Argos([file], folder=file.parent / "models", threads=1).translate(["Мер"], "uk", sys.argv[3])
except EngineError as error:
    print(error, error.transient)
"""


@pytest.mark.parametrize(
    ("module", "target"),
    [("ctranslate2", "en"), ("sentencepiece", "en"), ("argostranslate.tokenizer", "pl")],
)
def test_extra_is_not_installed(tmp_path: Path, module: str, target: str) -> None:
    """Without the packages of the extra the engine says in one line what to install."""
    file = package(tmp_path, "uk", target, bpe=target == "pl")
    assert run(MISSING, file, module, target) == "argos: is not installed here: pip install 'visnyk[offline]' False\n"


ALONE = """
import sys
from pathlib import Path
file = Path(sys.argv[1])
seen = []
def watch(event, given):
    if event in ("socket.connect", "socket.getaddrinfo", "socket.sendto", "subprocess.Popen", "os.mkdir"):
        seen.append((event, str(given[:2])))
    if event == "open" and isinstance(given[1], str) and set(given[1]) & set("wax+"):
        seen.append((event, str(given[0])))
sys.dont_write_bytecode = True
sys.addaudithook(watch)
from feeds.engines.argos import Argos
early = {"ctranslate2", "sentencepiece", "argostranslate", "numpy", "requests"} & set(sys.modules)
argos = Argos([file], folder=file.parent / "models", threads=1)
texts = argos.translate(["Мер. Музей працює щодня."], "uk", sys.argv[2])
late = {"onnxruntime", "minisbd", "stanza", "argostranslate.settings", "requests"} & set(sys.modules)
print(early, late, [one for one in seen if str(file.parent / "models") not in one[1]], *texts)
"""


@pytest.mark.parametrize(
    ("target", "expected"), [("en", "The mayor. The museum works daily."), ("pl", "Mer. Muzei pracue wodna.")]
)
def test_nothing_behind_the_editors_back(tmp_path: Path, target: str, expected: str) -> None:
    """Nobody is connected to, nothing is written but below the data folder, nothing is imported before its time."""
    file = package(tmp_path, "uk", target, bpe=target == "pl")
    home = tmp_path / "home"
    home.mkdir()
    said = run(ALONE, file, target, HOME=str(home), XDG_DATA_HOME="", XDG_CONFIG_HOME="", XDG_CACHE_HOME="")
    assert said == f"set() set() [] {expected}\n"
    assert list(home.iterdir()) == []


LEFT = """
import sys
from pathlib import Path
from feeds.engines.argos import Argos
from feeds.errors import EngineError
file = Path(sys.argv[1])
argos = Argos([file], folder=file.parent / "models", total=0.05, threads=1)
try:
    argos.translate(["Мер відкрив школу. " * 20000], "uk", "en")
except EngineError as error:
    print(error)
"""


def test_process_ends_with_a_request_left_behind(tmp_path: Path) -> None:
    """A process whose request was given up ends as any other, though its thread is still at work."""
    assert run(LEFT, package(tmp_path)) == "argos: no whole translation within 0.05 s\n"
