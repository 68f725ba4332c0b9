"""How well entries are joined to stories: ``python -m tests.ingest.stories_report [FILE]...``.

Prints groups, pairs of a member and its story that were found, that were missed, and that are wrong.
"""

from __future__ import annotations

import sys

from feeds.ingest.stories import features_of, same_story
from tests.ingest.story_groups import SEEN, UNSEEN, Score, Told, load, score


def report(title: str, result: Score) -> str:
    """The figures in a line."""
    return (
        f"{title}: {result.groups} groups, {result.misses} near misses; pairs: {result.wanted}, "
        f"found {len(result.found)} ({result.share:.1%}), missed {len(result.missed)}, wrong {len(result.wrong)}"
    )


def _why(missed: Told, told: list[Told]) -> str:
    one = features_of(missed.entry)
    of_group = [other for other in told if other.news == missed.news and other is not missed]
    reasons = (
        f"{other.entry.source_id}: {'; '.join(same_story(one, features_of(other.entry)).reasons)}" for other in of_group
    )
    return f"  missed {missed.news} ({missed.entry.source_id}): {' | '.join(reasons)}"


def main(names: list[str]) -> None:
    """Print the figures of these files, else of both parts and of the whole."""
    for title, files in [("these", names)] if names else [("seen", SEEN), ("unseen", UNSEEN), ("all", SEEN + UNSEEN)]:
        told = load(*files)
        result = score(told)
        print(report(title, result))
        if title == "all":
            continue
        for missed in result.missed:
            print(_why(missed, told))
        for one, joined in result.wrong:
            like = next(other.news for other in told if other.entry.key == joined.like)
            print(f"  WRONG {one.news} joined {like}: {'; '.join(joined.reasons)}")


if __name__ == "__main__":
    main(sys.argv[1:])
