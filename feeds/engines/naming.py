"""What becomes of units whose names came back wrong, where that could not be put right without the engine.

It is asked again with the approved names in their places, since engines copy words in Latin letters; and if it gets
even those wrong, for what is between the names.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

from feeds.engines.line import Line, Refusal
from feeds.translation import codes
from feeds.translation.assemble import Known
from feeds.translation.cuts import at_codes

if TYPE_CHECKING:
    from feeds.engines.chain import Chain, Result


def rename(chain: Chain, line: Line, misnamed: Mapping[str, Known], first: Collection[str]) -> Result:
    """These units with as few wrong names as can be had.

    Those that the engine could not be asked for are also refused: it may do better later.
    """
    best = dict(misnamed)
    unsaid = _with_names(chain, line, best, first)
    _around_names(chain, line, best, first)
    return best, {unit: refusal for unit, refusal in unsaid.items() if best[unit].misnamed}


def _with_names(chain: Chain, line: Line, best: dict[str, Known], first: Collection[str]) -> dict[str, Refusal]:
    """Ask with the approved names in the text; what could not be asked, and why."""
    sent = {unit: chain.termbase.substituted(unit, chain.source, chain.target) for unit in best}
    urgent = frozenset(text for unit, text in sent.items() if unit in first)
    unsaid: dict[str, Refusal] = {}
    for reply in line.ask(list(dict.fromkeys(sent.values())), chain.source, chain.target, urgent) if sent else ():
        for unit, text in sent.items():
            if text in reply.answers:
                answer = codes.normalise(codes.respaced(reply.answers[text], unit))
                best[unit] = _better(best[unit], chain.judged(line, unit, answer))
            elif text in reply.refusals and not reply.refusals[text].final:
                unsaid[unit] = reply.refusals[text]
    return unsaid


def _around_names(chain: Chain, line: Line, best: dict[str, Known], first: Collection[str]) -> None:
    """Have what is between the names and codes of those that are still wrong translated by itself."""
    around = {unit: _cut(chain, unit) for unit, known in best.items() if known.misnamed}
    urgent = frozenset(piece for unit, own in around.items() if unit in first for piece, _ in own)
    pieces = dict.fromkeys(piece for own in around.values() for piece, name in own if name is None)
    known: dict[str, Known] = {}
    for good, _ in chain.whole(line, [piece for piece in pieces if chain.has_words(piece)], urgent):
        known |= good
    for unit, own in around.items():
        if all(name is not None or piece in known or not chain.has_words(piece) for piece, name in own):
            text = "".join(name or (known[piece].target if piece in known else piece) for piece, name in own)
            best[unit] = _better(best[unit], chain.judged(line, unit, codes.normalise(text)))


def _cut(chain: Chain, unit: str) -> list[tuple[str, str | None]]:
    """A unit cut at its codes and names: pieces without codes, and for names the approved ones."""
    named = chain.termbase.pieces(unit, chain.source, chain.target)
    return [
        pair
        for piece, name in named
        for pair in ([(piece, codes.escape(name))] if name else [(part, None) for part in at_codes(piece)])
    ]


def _better(one: Known, other: Known | Refusal) -> Known:
    return other if isinstance(other, Known) and other.misnamed < one.misnamed else one
