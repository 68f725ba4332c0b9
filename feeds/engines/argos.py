"""Argos Translate: models on this machine, and no text that leaves it.

Of the package argos-translate-lt only the tokenizer of older models is used. Its own way to translate asks for a
sentence splitter, which it downloads; importing its settings makes folders in the user's home; and its decoder turns
every underscore into a space, in addresses too. CTranslate2 and SentencePiece, which it brings, are asked directly.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import Any

from feeds.engines.argos_packages import NAME, Installed, code_of, failed, install, installed, model_of
from feeds.engines.base import Carries, Miscount, Unsuitable, group
from feeds.engines.threads import within
from feeds.errors import EngineError
from feeds.text.html import shorten, squeeze
from feeds.text.sentences import sentences
from feeds.translation import codes

_MOST_UNITS = 8
_MOST_CHARACTERS = 4_000
_TOGETHER = 16
"""Sentences at a time. On two cores each takes a ninth of the time that it takes alone; of 32 each takes a tenth."""
_LONGEST = 2_000
"""Characters of a sentence."""
_MOST_PIECES = 250
"""Of words in a sentence: models are trained on sentences up to about that length, and lose parts of longer ones."""
_BEAM = 4
_LENGTH_PENALTY = 0.2
"""As Argos Translate has them."""
_END = "</s>"


class Argos:
    """An :class:`feeds.engines.base.Engine`.

    ``packages`` are package files; a pair that none of them is for is looked for among the models in ``folder``, and
    then in the ``index`` at that address, if there is one. ``total`` seconds for a request, download included;
    ``threads`` 0 is one for each processor. There is no way round by a third language: what the first model loses, no
    check of the second could find.
    """

    name = NAME
    carries = Carries.NOTHING

    def __init__(
        self,
        packages: Sequence[Path] = (),
        *,
        index: str | None = None,
        total: float = 600,
        threads: int = 0,
        folder: Path,
    ) -> None:
        self._packages, self._index, self._folder = tuple(packages), index, folder
        self._total = total
        self._threads = threads or _processors()
        self._lock = threading.Lock()
        self._loaded: dict[tuple[str, str], _Translator] = {}

    @property
    def version(self) -> str:
        """Of the model; of each with its pair where there are several: those in use, or else those named."""
        models = {loaded.model for loaded in list(self._loaded.values())}
        if not models:
            with suppress(EngineError):
                models = {model_of(file) for file in self._packages}
        if len(models) == 1:
            return models.pop().version
        return ", ".join(sorted(f"{model.source}-{model.target} {model.version}" for model in models))[:64]

    def batches(self, units: Sequence[str]) -> Iterator[list[str]]:
        """At most 8 units and 4,000 characters, so that little is done twice when the process is killed."""
        return group(units, [len(unit) for unit in units], most=_MOST_UNITS, largest=_MOST_CHARACTERS)

    def cost(self, batch: Sequence[str]) -> int:
        """Of the texts; nobody asks for money."""
        return sum(map(len, batch))

    def translate(self, batch: Sequence[str], source: str, target: str) -> list[str]:
        """In a thread that is left behind when the time is over; it ends after the sentences that it is at."""
        deadline = time.monotonic() + self._total
        try:
            return within(self._total, lambda: self._translated(batch, source, target, deadline), f"{NAME} request")
        except TimeoutError as error:
            raise self._too_late() from error

    def _translated(self, batch: Sequence[str], source: str, target: str, deadline: float) -> list[str]:
        if any(kind != "text" for unit in batch for kind, _ in codes.parts(unit)):
            raise Unsuitable(NAME, "takes no text with inline codes")
        texts = [sentences(codes.plain(unit), source) for unit in batch]
        translator = self._translator(source, target, deadline)
        try:
            answers = translator.translate([sentence for text in texts for sentence in text], self._alarm(deadline))
        except Unsuitable as error:
            if len(batch) == 1:
                raise
            # One text is to blame: asked one by one, the others have their answers.
            raise Miscount(NAME, len(batch), len(batch) - 1) from error
        given = iter(answers)
        return [codes.escape(squeeze("".join(next(given) for _ in text))) for text in texts]

    def _translator(self, source: str, target: str, deadline: float) -> _Translator:
        """The model for a pair, loaded once."""
        pair = code_of(source), code_of(target)
        with self._lock:
            self._alarm(deadline)()  # somebody else's download may have taken all the time
            if pair not in self._loaded:
                _require("ctranslate2")
                self._loaded[pair] = _Translator(self._found(pair, deadline), self._threads)
            return self._loaded[pair]

    def _found(self, pair: tuple[str, str], deadline: float) -> Installed:
        for file in self._packages:
            model = model_of(file)
            if (model.source, model.target) == pair:
                return install(file, self._folder)
        for one in installed(self._folder):
            if (one.model.source, one.model.target) == pair:
                return one
        if self._index:
            return self._downloaded(self._index, pair, deadline)
        raise failed(f"has no model from {pair[0]} into {pair[1]}: name its file in [engine.argos] packages")

    def _downloaded(self, index: str, pair: tuple[str, str], deadline: float) -> Installed:
        from feeds.engines.argos_index import downloaded, newest

        offer = newest(index, *pair, deadline)
        if offer is None:
            raise failed(f"the index has no model from {pair[0]} into {pair[1]}")
        with downloaded(offer, self._folder, deadline) as file:
            if model_of(file) != offer.model:
                raise failed(f"the index promised {pair[0]}-{pair[1]} {offer.model.version}, and another model came")
            return install(file, self._folder)

    def _alarm(self, deadline: float) -> Callable[[], None]:
        def check() -> None:
            if time.monotonic() > deadline:
                raise self._too_late()

        return check

    def _too_late(self) -> EngineError:
        return EngineError(NAME, f"no whole translation within {self._total:g} s")


class _Translator:
    """A loaded model; many threads may ask it at once."""

    def __init__(self, found: Installed, threads: int) -> None:
        self.model = found.model
        self._lock = threading.Lock()
        try:
            self._encode, self._decode = _tokenizer(found)
            self._weights = _require("ctranslate2").Translator(
                str(found.weights), device="cpu", inter_threads=1, intra_threads=threads
            )
        except (RuntimeError, ValueError, OSError, MemoryError) as error:
            raise failed(f"the model in {found.folder} cannot be loaded: {_in_words(error)}") from error

    def translate(self, texts: Sequence[str], check: Callable[[], None]) -> list[str]:
        """Each sentence with the white space behind it; ``check`` raises when it is time to stop.

        :raises Unsuitable: a sentence is too long for the model, or it finds no end or no words for one.
        """
        answers: list[str] = []
        for start in range(0, len(texts), _TOGETHER):
            check()
            some = texts[start : start + _TOGETHER]
            answers += [
                answer + text[len(text.rstrip()) :] for text, answer in zip(some, self._together(some), strict=True)
            ]
        return answers

    def _together(self, texts: Sequence[str]) -> list[str]:
        pieces = [self._pieces(text.strip()) for text in texts]
        try:
            results = self._weights.translate_batch(
                pieces,
                beam_size=_BEAM,
                length_penalty=_LENGTH_PENALTY,
                replace_unknowns=True,
                return_end_token=True,
                max_input_length=0,
                # Three times the length is no translation any more, and takes its time.
                max_decoding_length=20 + 3 * max(map(len, pieces)),
            )
        except (RuntimeError, ValueError, MemoryError) as error:
            raise failed(f"the model failed: {_in_words(error)}") from error
        return [self._words(result.hypotheses[0]) for result in results]

    def _pieces(self, sentence: str) -> list[str]:
        if len(sentence) > _LONGEST:
            raise Unsuitable(NAME, f"a sentence has more than {_LONGEST} characters, too many for a model")
        with self._lock:
            pieces: list[str] = self._encode(sentence)
        if len(pieces) > _MOST_PIECES:
            raise Unsuitable(NAME, f"a sentence has {len(pieces)} pieces of words; a model takes {_MOST_PIECES}")
        return pieces

    def _words(self, pieces: Sequence[str]) -> str:
        if not pieces or pieces[-1] != _END:
            raise Unsuitable(NAME, "the model found no end for a sentence")
        with self._lock:
            words = squeeze(self._decode(list(pieces[:-1])).replace("▁", " "))
        if not words:
            raise Unsuitable(NAME, "the model found no words for a sentence")
        return words


_Codec = tuple[Callable[[str], Any], Callable[[list[str]], str]]


def _tokenizer(found: Installed) -> _Codec:
    """How a sentence becomes pieces, and pieces a sentence."""
    if found.tokenizer.name == "bpe.model":
        from_there = _require("argostranslate.tokenizer").BPETokenizer
        pairs = from_there(found.tokenizer, found.model.source, found.model.target)
        pairs.lazy_load()
        return pairs.encode, pairs.decode
    pieces = _require("sentencepiece").SentencePieceProcessor(model_file=str(found.tokenizer))
    return lambda sentence: pieces.encode(sentence, out_type=str), pieces.decode_pieces


def _require(module: str) -> Any:
    try:
        return import_module(module)
    except ImportError as error:
        raise failed("is not installed here: pip install 'visnyk[offline]'") from error


def _in_words(error: Exception) -> str:
    return shorten(squeeze(str(error)), 200) or type(error).__name__


def _processors() -> int:
    """That this process may use: fewer than the machine has, in a container."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
