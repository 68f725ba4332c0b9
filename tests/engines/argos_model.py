"""A model package for Argos, built by hand: a Transformer of one layer that looks its words up in a lexicon.

Each piece of a sentence is one dimension in the encoder, each position a direction of its own. The decoder attends at
step n to position n alone and turns what stands there into the dimension of its translation, so that every answer is
known: the lexicon's word, or the piece itself. CTranslate2 runs it as it runs a trained model.
"""

from __future__ import annotations

import io
import json
import threading
import zipfile
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import ctranslate2
import numpy as np
import pytest
import sentencepiece

from feeds.engines.argos import Argos
from feeds.errors import EngineError

LEXICON = {
    "▁Мер": "▁The▁mayor", "▁Харкова": "▁of▁Kharkiv", "▁відкрив": "▁opened", "▁нову": "▁a▁new", "▁школу": "▁school",
    "▁Місто": "▁The▁city", "▁посадило": "▁planted", "▁дерев": "▁trees", "▁Музей": "▁The▁museum", "▁і": "▁and",
    "▁працює": "▁works", "▁щодня": "▁daily", "▁Пишіть": "▁Write", "▁на": "▁to", "▁парк": "▁the▁park", "▁": "▁",
    "▁ніщо": "▁", "▁диво": "<unk>", "</s>": "</s>", ".": ".", "&": "&", "<": "<",
}  # fmt: skip
"""Ukrainian pieces and what becomes of them; other letters stay as they are."""
TO_UKRAINIAN = {
    "▁The▁mayor": "▁Мер", "▁The": "▁Це", "▁mayor": "▁мер", "▁school": "▁школа", "</s>": "</s>", ".": ".",
}  # fmt: skip
RUBBISH = dict.fromkeys(LEXICON, "▁бррр") | {"</s>": "</s>"}
"""What a model that was trained badly makes of every word."""
LETTERS = "абвгґдеєжзиіїйклмнопрстуфхцчшщьюяАБВГҐДЕЄЖЗИІЇЙКЛМНОПРСТУФХЦЧШЩЬЮЯ"
LATIN = "abvhgdeejzyiiiklmnoprstufxcqwwjuaABVHGDEEJZYIIIKLMNOPRSTUFXCQWWJUA"
BPE_LEXICON = {
    f"{one}{joint}": f"{other}{joint}" for one, other in zip(LETTERS, LATIN, strict=True) for joint in ("@@", "")
} | {".": ".", "</s>": "</s>"}
"""Pieces that end with ``@@`` go on in the next one."""

_CHARACTERS = f"{LETTERS}abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_@&<>-,.!?«»:;/()"
_POSITIONS = 800
_DIRECTIONS = 32
"""Dimensions for positions: 800 directions in them are far enough from each other."""


@lru_cache
def spelling(words: tuple[str, ...]) -> bytes:
    """A SentencePiece model that knows these pieces, and single characters."""
    model = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter([_CHARACTERS]),
        model_writer=model,
        model_type="char",
        vocab_size=500,
        hard_vocab_limit=False,
        character_coverage=1.0,
        user_defined_symbols=[word for word in words if len(word) > 1 and word != "</s>"],
        minloglevel=2,
    )
    return model.getvalue()


def _pieces(words: tuple[str, ...]) -> list[str]:
    known = sentencepiece.SentencePieceProcessor(model_proto=spelling(words))
    return [known.id_to_piece(number) for number in range(known.get_piece_size())]


def _linear(layer: Any, weight: np.ndarray[Any, Any]) -> None:
    layer.weight = np.ascontiguousarray(weight, np.float32)
    layer.bias = np.zeros(weight.shape[0], np.float32)


def _norm(layer: Any, size: int, gain: float = 1, shift: float = 0) -> None:
    layer.gamma = np.full(size, gain, np.float32)
    layer.beta = np.full(size, shift, np.float32)


def _positions(size: int) -> np.ndarray[Any, Any]:
    codes = np.random.default_rng(1).standard_normal((_POSITIONS, _DIRECTIONS))
    codes -= codes.mean(axis=1, keepdims=True)
    codes /= np.linalg.norm(codes, axis=1, keepdims=True)
    table = np.zeros((_POSITIONS, size), np.float32)
    table[:, size - _DIRECTIONS :] = codes
    return table


def _idle(layer: Any, size: int) -> None:
    """Self-attention and feed-forward network that add nothing."""
    for norm in (layer.self_attention.layer_norm, layer.ffn.layer_norm):
        _norm(norm, size)
    _linear(layer.self_attention.linear[0], np.zeros((3 * size, size)))
    _linear(layer.self_attention.linear[1], np.zeros((size, size)))
    _linear(layer.ffn.linear_0, np.zeros((8, size)))
    _linear(layer.ffn.linear_1, np.zeros((size, 8)))


def write_model(folder: Path, source: Sequence[str], lexicon: Mapping[str, str]) -> None:
    """CTranslate2's files: a model with these pieces, and what the lexicon makes of them."""
    target = list(dict.fromkeys(["<unk>", "<s>", "</s>", *(lexicon.get(piece, piece) for piece in source)]))
    words = -(-max(len(source), len(target)) // 8) * 8
    size = words + _DIRECTIONS
    spec = ctranslate2.specs.TransformerSpec.from_config((1, 1), 1)
    encoder, decoder = spec.encoder, spec.decoder
    for side in (encoder, decoder):
        side.scale_embeddings = False
        side.position_encodings.encodings = _positions(size)
        _idle(side.layer[0], size)
    encoder.embeddings[0].weight = np.eye(len(source), size, dtype=np.float32)
    # One dimension is 1 and a direction of length 1 is added: the same mean and deviation everywhere, so that these
    # numbers undo the normalisation.
    _norm(encoder.layer_norm, size, float(np.sqrt(2 / size - 1 / size**2)), 1 / size)
    decoder.embeddings.weight = np.zeros((len(target), size), np.float32)
    _attend(decoder.layer[0].attention, size, [target.index(lexicon.get(piece, piece)) for piece in source])
    _norm(decoder.layer_norm, size)
    _linear(decoder.projection, 5 * np.eye(len(target), size))
    spec.register_source_vocabulary(list(source))
    spec.register_target_vocabulary(target)
    spec.config.add_source_eos = True
    spec.validate()
    spec.optimize()
    spec.save(str(folder))


def _attend(attention: Any, size: int, answers: Sequence[int]) -> None:
    """To the same position only, and from there take the dimension of the answer."""
    places = np.diag((np.arange(size) >= size - _DIRECTIONS).astype(np.float32))
    values = np.zeros((size, size), np.float32)
    values[answers, np.arange(len(answers))] = 10
    _norm(attention.layer_norm, size, float(np.sqrt(1 / size)))
    _linear(attention.linear[0], places * 100 * np.sqrt(size))
    _linear(attention.linear[1], np.concatenate([places, values]))
    _linear(attention.linear[2], np.eye(size))


@lru_cache
def _files(lexicon: tuple[tuple[str, str], ...], bpe: bool) -> dict[str, bytes]:
    words = tuple(piece for piece, _ in lexicon)
    pieces = ["<unk>", "<s>", *words] if bpe else _pieces(words)
    with TemporaryDirectory() as name:
        write_model(Path(name), pieces, dict(lexicon))
        files = {f"model/{path.name}": path.read_bytes() for path in Path(name).iterdir()}
    tokenizer = {"bpe.model": b"#version: 0.2\n"} if bpe else {"sentencepiece.model": spelling(words)}
    return files | tokenizer | {"README.md": b"# A model for tests\n", "stanza/uk/tokenize.pt": b"a pickle"}


def files_of(
    source: str = "uk", target: str = "en", version: str = "1.9", *,
    lexicon: Mapping[str, str] | None = None, bpe: bool = False,
) -> dict[str, bytes]:  # fmt: skip
    """What is in a package, by path below its folder. Without ``</s>`` in the lexicon it never comes to an end."""
    said = {
        "package_version": version, "argos_version": "1.9", "from_code": source, "to_code": target,
        "from_name": source, "to_name": target,
    }  # fmt: skip
    named = lexicon if lexicon is not None else BPE_LEXICON if bpe else LEXICON
    return _files(tuple(named.items()), bpe) | {"metadata.json": json.dumps(said).encode()}


def zipped(file: Path, files: Mapping[str, bytes], root: str = "translate/") -> Path:
    """These files as a package."""
    with zipfile.ZipFile(file, "w") as package:
        for name, content in files.items():
            package.writestr(f"{root}{name}", content)
    return file


def package(
    folder: Path, source: str = "uk", target: str = "en", version: str = "1.9", *,
    lexicon: Mapping[str, str] | None = None, bpe: bool = False,
) -> Path:  # fmt: skip
    """A package file as Argos offers them."""
    name = f"translate-{source}_{target}-{version.replace('.', '_')}.argosmodel"
    return zipped(folder / name, files_of(source, target, version, lexicon=lexicon, bpe=bpe), f"{name}/")


def small(packages: Sequence[Path] = (), **given: Any) -> Argos:
    """An engine with one thread: more only wait for each other where a model is this small."""
    return Argos(packages, **{"threads": 1} | given)


def ready(folder: Path, **given: Any) -> Argos:
    """An engine with the usual model."""
    return small([package(folder)], folder=folder / "models", **given)


def refused(argos: Argos, units: tuple[str, ...] = ("Мер",), source: str = "uk", target: str = "en") -> EngineError:
    """The error of a request: one line."""
    with pytest.raises(EngineError) as error:
        argos.translate(units, source, target)
    assert "\n" not in str(error.value)
    assert str(error.value).startswith("argos: ")
    return error.value


def end_of_requests() -> None:
    """Wait until no request is at work."""
    for thread in threading.enumerate():
        if thread.name == "argos request":
            thread.join(20)
