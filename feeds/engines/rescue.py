"""What becomes of units that no engine took whole or whose inline codes every engine damaged.

First the words alone are translated, and the codes put back where they belong. Where that cannot be told, the unit is
cut into sentences, and those that still lose codes at their codes: links then stay where they were, and word order may
suffer; that is worth more to a reader than a paragraph in a language they cannot read.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from feeds.engines.line import Line
from feeds.engines.naming import rename
from feeds.translation import codes
from feeds.translation.assemble import Known
from feeds.translation.cuts import at_codes, at_sentences, put_together
from feeds.translation.placing import inner, placed, stripped

if TYPE_CHECKING:
    from feeds.engines.chain import Chain, Recall

_TOGETHER = 20
"""Units whose pieces share requests: few, so that little is paid twice when the process is killed."""

Rescued = tuple[dict[str, Known], dict[str, Known]]
"""Units translated, and pieces worth remembering."""


class Rescue:
    """The second try for the units of one :class:`Chain`."""

    def __init__(self, chain: Chain, recall: Recall, first: Collection[str]) -> None:
        self._chain = chain
        self._recall = recall
        self._first = first

    def of(self, line: Line, units: Sequence[str]) -> Iterator[Rescued]:
        """Units as far as this engine can save them, some at a time, what comes first before the others."""
        for lane in ([unit for unit in units if unit in self._first], [one for one in units if one not in self._first]):
            for start in range(0, len(lane), _TOGETHER):
                yield self._some(line, lane[start : start + _TOGETHER])

    def _some(self, line: Line, units: Sequence[str]) -> Rescued:
        good, known = self._in_place(line, [unit for unit in units if codes.codes_of(unit)])
        left = [unit for unit in units if unit not in good]
        more, pieces = self._in_pieces(line, left, known)
        # What is done is remembered as a whole; texts of the others are paid for all the same.
        lost = {text for unit in left if unit not in more for text in (stripped(unit), *inner(unit))}
        return good | more, pieces | {text: made for text, made in known.items() if text in lost}

    def _in_place(self, line: Line, units: Sequence[str]) -> tuple[dict[str, Known], dict[str, Known]]:
        """Units translated without codes, which are put back; and all that was translated for that."""
        wanted = {unit: (stripped(unit), inner(unit)) for unit in units}
        texts = dict.fromkeys(text for words, inside in wanted.values() for text in (words, *inside))
        known = self._known(line, list(texts), set(), self._lane(units))
        good: dict[str, Known] = {}
        for unit, (words, inside) in wanted.items():
            if words not in known:
                continue
            text = placed(unit, known[words].target, {one: known[one].target for one in inside if one in known})
            result = self._chain.judged(line, unit, text) if text is not None else None
            if isinstance(result, Known):
                good[unit] = result
        return good, known

    def _in_pieces(
        self, line: Line, units: Sequence[str], known: Mapping[str, Known]
    ) -> tuple[dict[str, Known], dict[str, Known]]:
        """Units cut up and put together where every piece came back well, or was ``known``; pieces of the others."""
        pieces, known = self._pieces(line, units, known)
        good: dict[str, Known] = {}
        for unit, own in pieces.items():
            if all(piece in known or not self._chain.has_words(piece) for piece in own):
                text = put_together(own, {piece: made.target for piece, made in known.items()})
                result = self._chain.judged(line, unit, text)
                if isinstance(result, Known):
                    good[unit] = result
        kept = {piece for unit, own in pieces.items() if unit not in good for piece in own if piece in known}
        return good, {piece: made for piece, made in known.items() if piece in kept}

    def _pieces(
        self, line: Line, units: Sequence[str], before: Mapping[str, Known]
    ) -> tuple[dict[str, list[str]], dict[str, Known]]:
        """The pieces of each unit, and translations of pieces: of sentences, and of runs of words in the others."""
        pieces = {unit: [unit] for unit in units}
        lane = self._lane(units)
        known = dict(before)
        asked = {*units, *before}
        for cut in (at_sentences, at_codes):
            for unit, own in pieces.items():
                pieces[unit] = [part for piece in own for part in ([piece] if piece in known else cut(piece))]
            every = dict.fromkeys(piece for own in pieces.values() for piece in own)
            known |= self._known(line, list(every), asked, lane)
        return pieces, known

    def _known(self, line: Line, texts: Sequence[str], asked: set[str], lane: bool) -> dict[str, Known]:
        """Translations of these, from the memory or this engine; ``asked`` is left out, and grows."""
        new = [text for text in texts if text not in asked and self._chain.has_words(text)]
        asked |= set(new)
        known = dict(self._recall(new))
        missing = [text for text in new if text not in known]
        first = frozenset(missing if lane else ())
        for good, _ in self._chain.whole(line, missing, first):
            known |= good
        misnamed = {text: known[text] for text in missing if text in known and known[text].misnamed}
        return known | rename(self._chain, line, misnamed, first)[0]

    def _lane(self, units: Sequence[str]) -> bool:
        """Do these units come first? All of them do, or none."""
        return bool(units) and units[0] in self._first
