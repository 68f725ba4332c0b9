"""Which words of a translation the pairs of a unit belong around."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property

from feeds.translation import codes
from feeds.translation.outline import TOP, Outline
from feeds.translation.phrases import Window, near, windows
from feeds.translation.segments import counterpart, sentences
from feeds.translation.wordforms import Word, words

Span = tuple[int, int]
"""Characters of a text: from, to (not included)."""

Find = Callable[[Sequence[Word], Sequence[Word], str, str], list[Window]]

_QUOTES = '«»“”„"'
_BEFORE = frozenset(_QUOTES + "([#№$€£+-")
_BEHIND = frozenset(_QUOTES + ")].,:;!?…%°")
_BRACKETS = (("«", "»"), ("“", "”"), ("„", "“"), ("(", ")"), ("[", "]"))


class Search:
    """For one unit and its translation ``text``, with the translations of what is in its pairs."""

    def __init__(self, shape: Outline, text: str, inner: Mapping[str, str]) -> None:
        self._shape = shape
        self._text = text
        self._inner = inner
        self._source = words(shape.text, shape.marks)
        self._target = words(text, shape.marks)
        self._own = [_words_in(self._source, pair.start, pair.end) for pair in shape.pairs]
        self._windows: dict[int, Window] = {}
        self._spans: dict[int, Span] = {}

    def spans(self) -> list[Span] | None:
        """For each pair the characters that belong in it; ``None`` where that of one cannot be told."""
        for index in self._order():
            window = self._window(index)
            if window is None:
                return None
            self._windows[index] = window
            self._spans[index] = self._with_punctuation(index, window)
        return [self._spans[index] for index in range(len(self._shape.pairs))]

    def _order(self) -> list[int]:
        """Outer pairs before those in them, long phrases before short ones, which may stand in the long ones too."""
        depths: list[int] = []
        for pair in self._shape.pairs:
            depths.append(0 if pair.around == TOP else depths[pair.around] + 1)
        sizes = [end - start for start, end in self._own]
        return sorted(range(len(depths)), key=lambda index: (depths[index], -sizes[index], index))

    def _window(self, index: int) -> Window | None:
        pair, own = self._shape.pairs[index], self._own[index]
        if own[0] == own[1]:
            return None
        before = self._shape.words_of(pair)
        phrase = codes.plain(self._inner.get(before, before))
        inside = words(phrase, self._shape.marks)
        allowed = phrase + codes.plain(before)
        places = self._free(index, windows, inside, allowed)
        found = self._only_one(index, places)
        if not places and self._of_whole_words(index):
            close = self._free(index, near, inside, allowed)
            alone = len(close) == 1 and len(self._like(index, find=near)) == 1
            found = close[0] if alone else None
        if found is None and pair.around == TOP and self._of_whole_words(index):
            texts = (self._shape.text, self._text)
            found = counterpart(own, self._source, self._target, texts, inside)
        good = found and self._is_free(index, found) and self._between_words(found) and self._agrees(own, found)
        return found if good else None

    def _of_whole_words(self, index: int) -> bool:
        pair, own = self._shape.pairs[index], self._own[index]
        return pair.start <= self._source[own[0]].start and self._source[own[1] - 1].end <= pair.end

    def _free(self, index: int, find: Find, phrase: Sequence[Word], allowed: str) -> list[Window]:
        """Where the phrase is in what is around the pair, and no other pair is."""
        around = self._shape.pairs[index].around
        start, end = (0, len(self._target)) if around == TOP else self._windows[around]
        found = find(phrase, self._target[start:end], self._text, allowed)
        shifted = [(first + start, last + start) for first, last in found]
        return [window for window in shifted if self._is_free(index, window)]

    def _is_free(self, index: int, window: Window) -> bool:
        return not any(_overlap(window, self._windows[other]) for other in self._beside(index))

    def _between_words(self, window: Window) -> bool:
        """Does it begin and end where no letter or digit follows on another? "5G" is two words only to be compared."""
        start, end = self._target[window[0]].start, self._target[window[1] - 1].end
        return not (self._text[start - 1 : start].isalnum() or self._text[end : end + 1].isalnum())

    def _beside(self, index: int) -> list[int]:
        """The pairs in the same one that have their place."""
        around = self._shape.pairs[index].around
        return [other for other in self._windows if self._shape.pairs[other].around == around]

    def _only_one(self, index: int, found: Sequence[Window]) -> Window | None:
        """The place among these that belongs to the pair, if as many phrases like it were in the source.

        In the whole text, or at least in the sentence: where "the school" is said once of what was said twice, it may
        be the other one. Of several, sentences and links with the same words keep their order; within a sentence,
        words that are linked once and once not may have changed it.
        """
        own, like = self._own[index], self._like(index)
        if not found:
            return None
        (before, after), number = self._sentences, self._sentences[0][own[0]]
        links = all(place in self._own for place in like)
        apart = len({before[place[0]] for place in like}) == len(like) == len({after[one[0]] for one in found})
        if len(like) == len(found) and (len(like) == 1 or links or apart):
            return found[like.index(own)]
        same = [window for window in found if after[window[0]] == number]
        alone = before[-1] == after[-1] and len(same) == len(self._like(index, number)) == 1
        return same[0] if alone else None

    def _like(self, index: int, sentence: int | None = None, find: Find = windows) -> list[Window]:
        """Where in the source the words of a pair stand, the pair itself included."""
        own, pair = self._own[index], self._shape.pairs[index]
        start, end = (0, len(self._source)) if pair.around == TOP else self._own[pair.around]
        # Not the words of `own`: a pair may begin or end within a word.
        allowed = self._shape.text[pair.start : pair.end]
        found = find(words(allowed, self._shape.marks), self._source[start:end], self._shape.text, allowed)
        places = [(first + start, last + start) for first, last in found]
        taken = [self._own[other] for other in self._beside(index)]
        others = [
            place
            for place in places
            if not _overlap(place, own)
            and not any(_overlap(place, one) for one in taken)
            and (sentence is None or self._sentences[0][place[0]] == sentence)
        ]
        return sorted([*others, own])

    @cached_property
    def _sentences(self) -> tuple[list[int], list[int]]:
        """Of each word of both texts the number of its sentence."""
        return sentences(self._source, self._shape.text), sentences(self._target, self._text)

    def _agrees(self, own: Window, found: Window) -> bool:
        """Is it the same sentence, with the numbers, Latin names and markers that both texts have, and no others?"""
        before, after = self._sentences
        if before[-1] == after[-1] and before[own[0]] != after[found[0]]:
            return False
        inside, source = _anchors(self._source[own[0] : own[1]]), _anchors(self._source)
        here, target = _anchors(self._target[found[0] : found[1]]), _anchors(self._target)
        for form in source.keys() & target.keys():
            if inside[form] == source[form] and not here[form]:
                return False
            if not inside[form] and here[form] == target[form]:
                return False
        return True

    def _with_punctuation(self, index: int, window: Window) -> Span:
        """The characters of these words, with the quotation marks, brackets, ends … that the pair has in the source."""
        pair, own = self._shape.pairs[index], self._own[index]
        start, end = self._target[window[0]].start, self._target[window[1] - 1].end
        lowest, highest = self._room(index, start, end)
        for sign in reversed(self._shape.text[pair.start : self._source[own[0]].start].strip()):
            if start > lowest and sign in _BEFORE and _same_sign(sign, self._text[start - 1]):
                start -= 1
        for sign in self._shape.text[self._source[own[1] - 1].end : pair.end].strip():
            if end < highest and sign in _BEHIND and _same_sign(sign, self._text[end]):
                end += 1
        for opening, closing in _BRACKETS:
            inside = self._text[start:end]
            surplus = inside.count(opening) - inside.count(closing)
            if surplus > 0 and end < highest and self._text[end] == closing:
                end += 1
            elif surplus < 0 and start > lowest and self._text[start - 1] == opening:
                start -= 1
        return start, end

    def _room(self, index: int, start: int, end: int) -> Span:
        """How far the pair may reach to both sides of these characters."""
        around = self._shape.pairs[index].around
        lowest, highest = (0, len(self._text)) if around == TOP else self._spans[around]
        beside = [self._spans[other] for other in self._beside(index) if other != index]
        return (
            max([lowest, *(span[1] for span in beside if span[1] <= start)]),
            min([highest, *(span[0] for span in beside if span[0] >= end)]),
        )


def _words_in(found: Sequence[Word], start: int, end: int) -> Window:
    """The words that characters from ``start`` to ``end`` belong to."""
    inside = [index for index, word in enumerate(found) if word.start < end and word.end > start]
    return (inside[0], inside[-1] + 1) if inside else (0, 0)


def _overlap(one: Window, other: Window) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _same_sign(one: str, other: str) -> bool:
    return one == other or (one in _QUOTES and other in _QUOTES)


def _anchors(found: Sequence[Word]) -> Counter[str]:
    """What is the same in every language."""
    return Counter(word.form for word in found if not word.light and (word.form[0].isdigit() or word.form.isascii()))
