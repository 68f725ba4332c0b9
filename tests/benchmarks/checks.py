"""How often the checks of translations are wrong: good translations refused or warned of, faults that pass.

Run it with ``python -m tests.benchmarks.checks``; it takes about half a minute. It reads the 997 sentences of
FLORES-200 with a human's, Google's and Microsoft's English from ``../shared/data/flores-uk-en`` (``VISNYK_SHARED``
names another folder), and says so where they are not there. They are looked at in two halves: the rules were tuned on
the even lines, and the odd ones show whether they hold for other text.

False alarms are counted on the sentences as they are, and on blocks of three. Each fault is planted into each
translation that can hold it.
"""

from __future__ import annotations

import html
import os
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from feeds.translation.checks import judge
from feeds.translation.codes import escape

TRANSLATIONS = {"human": "en", "Google": "google.en", "Microsoft": "microsoft.en"}
BLOCK = 3
MOST_FATAL = 0.001
MOST_WARNED = 0.015
LEAST_CAUGHT = 0.995
LEAST_SENTENCES = 0.95

Pair = tuple[str, str]
Fault = Callable[[str, str, int], Pair | None]


def folder() -> Path:
    """Where the sentences are, or would be."""
    shared = Path(os.environ.get("VISNYK_SHARED") or Path(__file__).parents[3] / "shared")
    return shared / "data" / "flores-uk-en"


def pairs(name: str) -> list[Pair]:
    """Ukrainian and English, line by line, as coded text."""
    lines = [html.unescape((folder() / f"dev.{which}").read_text("utf-8")).split("\n") for which in ("uk", name)]
    return [(escape(uk.strip()), escape(en.strip())) for uk, en in zip(*lines, strict=True) if uk.strip()]


# --- faults -------------------------------------------------------------------------------------------------------

PAGES = (
    "Error 500 (Server Error)!!1500.That’s an error.There was an error. Please try again later.That’s all we know.",
    "502 Bad Gateway\nnginx/1.24.0",
    "<html><head><title>503 Service Temporarily Unavailable</title></head><body><h1>503</h1></body></html>",
    "503 Service Unavailable: No server is available to handle this request.",
    "Our systems have detected unusual traffic from your computer network. This page checks to see if it's really you "
    "sending the requests, and not a robot.",
    "upstream connect error or disconnect/reset before headers. reset reason: connection timeout",
    "429 Too Many Requests",
    "Attention Required! | Cloudflare. Please complete the security check to access the site.",
)
QUOTAS = (
    "MYMEMORY WARNING: YOU USED ALL AVAILABLE FREE TRANSLATIONS FOR TODAY. NEXT AVAILABLE IN 10 HOURS 12 MINUTES 40 "
    "SECONDS VISIT HTTPS://MYMEMORY.TRANSLATED.NET/DOC/USAGELIMITS.PHP TO TRANSLATE MORE",
    "QUERY LENGTH LIMIT EXCEEDED. MAX ALLOWED QUERY : 500 CHARS",
)


def _half(text: str) -> int:
    """Where the second half begins: at a word."""
    return text.find(" ", len(text) // 2) + 1 or len(text) // 2


def _half_cyrillic(source: str, target: str, _place: int) -> Pair:
    return source, target[: _half(target)] + source[_half(source) :]


def _repeated(source: str, target: str, _place: int) -> Pair | None:
    words = target.split()
    return (source, " ".join((words[:4] * len(words))[: len(words)])) if len(words) > 6 else None


def _number(source: str, target: str, place: int) -> Pair | None:
    """One number of the target is another one; which, the place of the line says."""
    found = list(re.finditer(r"[0-9]+", re.sub(r"[kcm]?m[23]\b", "   ", target)))
    if not found:
        return None
    one = found[place % len(found)]
    last = str((int(one[0][-1]) + 1 + place % 8) % 10)
    return source, target[: one.start()] + one[0][:-1] + last + target[one.end() :]


def _cut(source: str, target: str, _place: int) -> Pair:
    return source, target[: len(target) // 4]


def _coded(source: str, target: str, _place: int) -> Pair:
    """A pair around the first word, a lone code behind it."""
    return _planted(source), _planted(target)


def _planted(text: str) -> str:
    first, _, rest = text.partition(" ")
    return f"<g1>{first}</g1> <x2/> {rest}"


def _code_lost(source: str, target: str, place: int) -> Pair:
    source, target = _coded(source, target, place)
    return source, re.sub(r"</?g1>", "", target) if place % 2 else target.replace("<x2/>", "")


FAULTS: dict[str, Fault] = {
    "the original returned": lambda source, _target, _place: (source, source),
    "an error page": lambda source, _target, place: (source, escape(PAGES[place % len(PAGES)])),
    "a quota's notice": lambda source, _target, place: (source, escape(QUOTAS[place % len(QUOTAS)])),
    "nothing": lambda source, _target, _place: (source, ""),
    "the second half Cyrillic": _half_cyrillic,
    "four words repeated": _repeated,
    "a number changed": _number,
    "cut to a quarter": _cut,
    "a code lost": _code_lost,
}


# --- figures ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Share:
    """How many of how many."""

    of: int
    found: int
    fatal: int
    """Of those found."""

    @property
    def share(self) -> float:
        """0 to 1."""
        return self.found / (self.of or 1)


def blocks(lines: Sequence[Pair]) -> Iterator[list[Pair]]:
    """Three lines each, that are one paragraph."""
    for start in range(0, len(lines) - BLOCK + 1, BLOCK):
        yield list(lines[start : start + BLOCK])


def joined(block: Sequence[Pair], *, without: int | None = None) -> Pair:
    """One paragraph, its translation without one of its lines."""
    source = " ".join(uk for uk, _ in block)
    return source, " ".join(en for place, (_, en) in enumerate(block) if place != without)


def count(tried: Sequence[Pair]) -> Share:
    """How many have a finding, and a fatal one."""
    verdicts = [judge(uk, en, "uk", "en") for uk, en in tried]
    return Share(len(verdicts), sum(map(bool, verdicts)), sum(any(f.fatal for f in found) for found in verdicts))


def false_alarms(lines: Sequence[Pair]) -> dict[str, Share]:
    """Of good translations: line by line, with codes in them, and in blocks of three."""
    return {
        "sentences": count(lines),
        "sentences with codes": count([_coded(uk, en, place) for place, (uk, en) in enumerate(lines)]),
        "blocks of three": count([joined(block) for block in blocks(lines)]),
    }


def caught(lines: Sequence[Pair]) -> dict[str, Share]:
    """Of each fault: how many of the translations that can hold it are found out."""
    found = {}
    for name, fault in FAULTS.items():
        planted = [fault(uk, en, place) for place, (uk, en) in enumerate(lines)]
        found[name] = count([pair for pair in planted if pair])
    left_out = [joined(block, without=place) for block in blocks(lines) for place in range(BLOCK)]
    return {**found, "a sentence of three dropped": count(left_out)}


def table(halves: dict[str, list[list[Pair]]]) -> Iterator[str]:
    """The lines of the table, all figures in per cent: even lines, odd lines."""
    yield f"{'':32}" + "".join(f"{name:>20}" for name in halves)
    yield f"{'good translations':32}" + f"{'fatal / warned':>20}" * len(halves)
    alarms = {name: [false_alarms(half) for half in both] for name, both in halves.items()}
    for row in next(iter(alarms.values()))[0]:
        cells = [
            " ".join(f"{100 * one[row].fatal / one[row].of:.1f}/{_warned(one[row]):.1f}" for one in both)
            for both in alarms.values()
        ]
        yield f"  {row:30}" + "".join(f"{cell:>20}" for cell in cells)
    yield f"{'faults caught':32}"
    found = {name: [caught(half) for half in both] for name, both in halves.items()}
    for row in next(iter(found.values()))[0]:
        cells = [" ".join(f"{100 * one[row].share:.1f}" for one in both) for both in found.values()]
        yield f"  {row:30}" + "".join(f"{cell:>20}" for cell in cells)


def _warned(share: Share) -> float:
    return 100 * (share.found - share.fatal) / share.of


def main() -> int:
    """Print the table; 0 also where there is nothing to measure."""
    if not (folder() / "dev.uk").is_file():
        print(f"No figures: the sentences of FLORES-200 are not in {folder()}; VISNYK_SHARED names another folder")
        return 0
    print(
        "The checks of translations, on FLORES-200 from Ukrainian into English; per cent, even lines then odd lines\n"
    )
    everything = {name: pairs(file) for name, file in TRANSLATIONS.items()}
    for line in table({name: [lines[::2], lines[1::2]] for name, lines in everything.items()}):
        print(line)
    return 0


if __name__ == "__main__":
    sys.exit(main())
