"""Where a phrase stands in a text of the same language that may inflect it, turn it round or say it a little otherwise.

Every search takes a time in proportion to the text.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

from feeds.translation.wordforms import Word, name_stem, verb_stem, words

Window = tuple[int, int]
"""Words of a text, by their indexes: from, to (not included)."""

_JOINING = frozenset("and or but і й та або чи але".split())
_QUOTES = frozenset('«»“”„"')
_BREAKS = frozenset(".!?…:;()[]|") | _QUOTES
_FEWEST_FOR_NEAR = 4
_MOST_FOR_NEAR = 100
"""Words of a phrase that is looked for with a word or two amiss; of the shortest, those that carry it."""
_MOST_PLACES = 50
"""Where a phrase is there more often, nobody knows which is meant."""


def heavy(phrase: Sequence[Word]) -> list[Word]:
    """The words that carry a phrase; all of them where all are light."""
    return [word for word in phrase if not word.light] or list(phrase)


def windows(phrase: Sequence[Word], text: Sequence[Word], plain: str, allowed: str = "") -> list[Window]:
    """Where all the words of ``phrase`` that have a meaning stand in ``text`` together, in any order, and no others.

    ``plain`` is the text that the words are of: no window goes beyond a sentence, a bracket or a quotation mark, but
    for those in ``allowed``. Where two windows have words in common, the one that is more like the phrase is meant.
    """
    wanted = heavy(phrase)
    if not wanted:
        return []
    light = wanted[0].light
    indexes = [index for index, word in enumerate(text) if light or not word.light]
    breaks = _Breaks(plain, text, allowed)
    for key in _keys(wanted):
        keys = [key(word) for word in wanted]
        found = [
            (indexes[first], indexes[first + len(wanted) - 1] + 1)
            for first, matched in enumerate(
                _shared(Counter(keys), [key(text[index]) for index in indexes], len(wanted))
            )
            if matched == len(wanted)
        ]
        whole = [window for window in found if not breaks.within(window)]
        if len(whole) > _MOST_PLACES:
            return []
        chosen = _most_alike(wanted, [(window, text[slice(*window)]) for window in whole], key, breaks)
        if chosen:
            return [_with_light(window, phrase, text, breaks) for window in chosen]
    return []


def _keys(wanted: Sequence[Word]) -> list[Callable[[Word], str]]:
    """By what words are compared: as they are or inflected, then as names."""
    if wanted[0].light:
        return [_form]
    names = [name_stem] if all(word.capital and word.form[0].isascii() for word in wanted) else []
    return [_noun_stem if len(wanted) == 1 else verb_stem, *names]


def _form(word: Word) -> str:
    return word.form


def _noun_stem(word: Word) -> str:
    return word.stem


def _most_alike(
    wanted: Sequence[Word],
    found: Sequence[tuple[Window, Sequence[Word]]],
    key: Callable[[Word], str],
    breaks: _Breaks,
) -> list[Window]:
    """Of windows with words in common those that have the words in the phrase's order, or fewer others between.

    In another order they are a phrase only as the same nouns: "land here yesterday" is not "yesterday here, the
    landing".
    """
    nouns = sorted(word.stem for word in wanted)
    best: list[tuple[Window, tuple[bool, int]]] = []
    for window, inside in found:
        turned = not _in_order([key(word) for word in wanted], [key(word) for word in inside])
        same = key is not verb_stem or nouns == sorted(word.stem for word in heavy(inside))
        if turned and not (same and breaks.without_comma(window)):
            continue
        rank = (turned, window[1] - window[0])
        if not best or window[0] >= best[-1][0][1] or rank == best[-1][1]:
            best.append((window, rank))
        elif rank < best[-1][1]:
            best[-1] = (window, rank)
    return [window for window, _ in best]


def _in_order(phrase: Sequence[str], keys: Sequence[str]) -> bool:
    rest = iter(keys)
    return all(any(one == other for other in rest) for one in phrase)


def near(phrase: Sequence[Word], text: Sequence[Word], plain: str, allowed: str = "") -> list[Window]:
    """Where most of the words of a longer phrase stand together, the outermost ones among them; the best places."""
    carrying = [verb_stem(word) for word in heavy(phrase)]
    wanted, count = Counter(carrying), len(carrying)
    if count < _FEWEST_FOR_NEAR or len(phrase) > _MOST_FOR_NEAR:
        return []
    indexes = [index for index, word in enumerate(text) if not word.light]
    keys = [verb_stem(text[index]) for index in indexes]
    amiss, breaks = max(1, count // 6), _Breaks(plain, text, allowed)
    best: dict[int, list[Window]] = {}
    for size in range(count - amiss, count + amiss + 1):
        for first, matched in enumerate(_shared(wanted, keys, size)):
            last = first + size - 1
            # As the phrase begins and ends: otherwise a name at its end may be left out.
            ends = (keys[first], keys[last]) == (carrying[0], carrying[-1])
            if ends and matched >= max(count, size) - amiss:
                window = (indexes[first], indexes[last] + 1)
                if not breaks.within(window):
                    best.setdefault(2 * matched - size, []).append(window)
    found = _first_of_overlapping(sorted(best[max(best)])) if best else []
    return [_with_light(window, phrase, text, breaks) for window in found]


def _shared(wanted: Counter[str], keys: Sequence[str], size: int) -> Iterator[int]:
    """For every run of ``size`` keys how many of them are wanted, each as often as it is wanted."""
    held: Counter[str] = Counter()
    shared = 0
    for index, key in enumerate(keys):
        held[key] += 1
        shared += held[key] <= wanted[key]
        if index >= size:
            gone = keys[index - size]
            shared -= held[gone] <= wanted[gone]
            held[gone] -= 1
        if index >= size - 1:
            yield shared


def _first_of_overlapping(found: Sequence[Window]) -> list[Window]:
    apart: list[Window] = []
    for window in found:
        if not apart or window[0] >= apart[-1][1]:
            apart.append(window)
    return apart


class _Breaks:
    """Between which words of a text a phrase ends."""

    def __init__(self, plain: str, text: Sequence[Word], allowed: str) -> None:
        breaks = _BREAKS - set(allowed)
        if not _QUOTES.isdisjoint(allowed):  # they differ from language to language
            breaks -= _QUOTES
        joining = _JOINING.isdisjoint(word.form for word in words(allowed))
        self._before, self._commas = [0], [0]
        for one, other in pairwise(text):
            between = plain[one.end : other.start]
            # In dates, commas come and go.
            comma = "," in between and not (one.form[0].isdigit() or other.form[0].isdigit())
            ends = not breaks.isdisjoint(between) or (joining and other.form in _JOINING)
            self._before.append(self._before[-1] + (ends or (comma and "," not in allowed)))
            self._commas.append(self._commas[-1] + comma)

    def within(self, window: Window) -> bool:
        """Is there one inside of this window?"""
        return self._before[window[1] - 1] > self._before[window[0]]

    def without_comma(self, window: Window) -> bool:
        """Is there no comma inside of this window?"""
        return self._commas[window[1] - 1] == self._commas[window[0]]


def _with_light(window: Window, phrase: Sequence[Word], text: Sequence[Word], breaks: _Breaks) -> Window:
    """With the light words that the phrase begins and ends with, where they stand in the text too."""
    start, end = window
    heavies = [index for index, word in enumerate(phrase) if not word.light]
    if not heavies:
        return window
    for word in reversed(phrase[: heavies[0]]):
        if start and text[start - 1].form == word.form and not breaks.within((start - 1, end)):
            start -= 1
    for word in phrase[heavies[-1] + 1 :]:
        if end < len(text) and text[end].form == word.form and not breaks.within((start, end + 1)):
            end += 1
    return start, end
