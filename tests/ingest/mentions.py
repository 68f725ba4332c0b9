"""How well partners are found in the sentences of ``mentions.tsv`` (``python -m tests.ingest.mentions``)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from feeds.config.partners import PartnersFile, load_partners
from feeds.ingest.partners import Mentions

HERE = Path(__file__).parent
CONFIG = HERE.parents[1] / "config" / "partners.toml"
TABLES = ("mentions.tsv", "mentions_unseen.tsv")


class Sentence(NamedTuple):
    """A sentence, its language, and the partners that it mentions."""

    partners: frozenset[str]
    language: str
    text: str
    kind: str


@dataclass
class Score:
    """Sentence and partner make a pair: found and right, found and wrong, right and not found."""

    right: int = 0
    wrong: int = 0
    missed: int = 0

    @property
    def precision(self) -> float:
        return self.right / ((self.right + self.wrong) or 1)

    @property
    def recall(self) -> float:
        return self.right / ((self.right + self.missed) or 1)


@lru_cache
def sentences(table: str) -> tuple[Sentence, ...]:
    """The rows of a table."""
    rows = [line.split("\t") for line in (HERE / table).read_text("utf-8").splitlines()]
    return tuple(
        Sentence(frozenset(row[0].split()) - {"-"}, row[1], row[2], row[3])
        for row in rows
        if row != [""] and row[0][:1] != "#"
    )


@lru_cache
def delivered() -> PartnersFile:
    """The partners that come with the program."""
    return load_partners(CONFIG)


def measure(rows: Iterable[Sentence], mentions: Mentions) -> tuple[Score, tuple[str, ...]]:
    """The score, and a line for each pair that is wrong or missed."""
    score, notes = Score(), []
    for row in rows:
        found = mentions.mentioned([(row.text, row.language)])
        score.right += len(found & row.partners)
        score.wrong += len(found - row.partners)
        score.missed += len(row.partners - found)
        for partner in sorted(found ^ row.partners):
            whys = {one.why for one in mentions.find(row.text, row.language) if one.partner == partner}
            said = "; ".join(sorted(whys)) or "no form of it is there"
            notes.append(f"{'wrong' if partner in found else 'missed'} {partner}: {row.text} ({said})")
    return score, tuple(notes)


def report() -> Iterator[str]:
    """The figures of each table, what is wrong in it before them."""
    mentions = Mentions(delivered().partners)
    for table in TABLES:
        rows = sentences(table)
        score, notes = measure(rows, mentions)
        yield from notes
        traps = sum(row.kind == "trap" for row in rows)
        yield (
            f"{table}: {len(rows)} sentences, {traps} of them traps: {score.right} right, {score.wrong} wrong, "
            f"{score.missed} missed; precision {score.precision:.4f}, recall {score.recall:.4f}"
        )


def main() -> None:
    for line in report():
        print(line)


if __name__ == "__main__":
    main()
