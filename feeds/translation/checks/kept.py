"""What must be in a translation exactly as it is in the original: codes, placeholders, addresses."""

from __future__ import annotations

from collections import Counter

from feeds.model import Finding
from feeds.translation import codes
from feeds.translation.checks.compared import Compared, addresses, has_signs, placeholders


def inline_codes(pair: Compared) -> Finding | None:
    """Each inline code and each placeholder of another program as often as in the original."""
    damage = _damage(pair.source, pair.target) or _placeholders(pair.words, pair.translated)
    return Finding("codes", damage, fatal=True) if damage else None


def _damage(source: str, target: str) -> str | None:
    if "<" not in source and "<" not in target:
        return None
    damage = codes.damage(source, target)
    if damage is None or codes.damage(source, source) is None:
        return damage
    # Codes that are broken in the original cannot be put in order by anybody; all of them must be there.
    return None if codes.codes_of(source) == codes.codes_of(target) else damage


def _placeholders(words: str, translated: str) -> str | None:
    before, after = _found(words), _found(translated)
    if before == after:
        return None
    lost, extra = before - after, after - before
    if lost:
        return f"{_shown(lost, words)} of the original is lost"
    return f"{_shown(extra, translated)} is there more often than in the original"


def _found(text: str) -> Counter[str]:
    """White space aside, which engines add around signs."""
    if not has_signs(text):
        return Counter()
    return Counter(_name(match[0]) for match in placeholders().finditer(text))


def _name(sign: str) -> str:
    return "".join(sign.split())


def _shown(found: Counter[str], text: str) -> str:
    """The first of these signs as it stands in ``text``, and how many more there are."""
    first = next(match[0] for match in placeholders().finditer(text) if _name(match[0]) in found)
    more = sum(found.values()) - 1
    return f"{first[:60]}" + (f" (and {more} more)" if more else "")


def links(pair: Compared) -> Finding | None:
    """Each address of the original, letter by letter."""
    words = pair.words
    if "@" not in words and "://" not in words and "www." not in words:
        return None
    if has_signs(words):  # those in tags are looked at with the tags
        words = placeholders().sub(" ", words)
    lost = [address for address in addresses().findall(words) if address not in pair.translated]
    return Finding("links", f"a link is lost: {lost[0][:100]}", fatal=True) if lost else None
