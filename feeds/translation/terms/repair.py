"""Wrong spellings of a term in an answer, replaced by the right one."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from feeds.text.forms import Folded, Form, Hit, Matcher, folded_form
from feeds.text.lookalikes import is_given_name
from feeds.text.romanise import romanise, spellings
from feeds.translation.terms.passages import put, seen
from feeds.translation.terms.term import Kind, Term

_RIGHT, _LISTED, _DERIVED, _ASIDE = "right", "listed", "derived", "aside"
_SHORTEST = 4
"""Letters of a derived spelling: "Sum" is what systems make of a form of Суми, and an English word."""
_CYRILLIC = re.compile("[а-яА-ЯєїґіЄЇҐІ]")
_RUSSIAN_GENITIVE = re.compile(r"\w+(?:ова|єва|ева)\Z")
"""Without its last letter it is the Russian name: Харкова, Києва."""
_RUSSIAN_VOWEL = re.compile("і(?=вськ|рськ)")
"""Салтівський and Холодногірський have an o there in Russian."""
_OF_PEOPLE = ("ite", "ites", "an", "ans", "ian", "ians", "er", "ers")
_PEOPLE = ("нин", "ець", "ит")
"""How a row lists who lives there."""
_LATIN = re.compile("[A-Za-z]")
_WORD_BEFORE = re.compile(r"(\w+)\W*\Z")
_WORD_BEHIND = re.compile(r"\W*(\w+)")
_FAR = 40
"""Characters in which the next word is looked for."""
_ENDING = re.compile(r"(?<=k)(?:yi|ii|yy|iy|yj|ij)\Z")
_ENDINGS = ("y", "yi", "iy", "ii", "yy", "yj")
_CLAUSE = 4
"""Cyrillic words in a row; those are no name, and the check of the language says so."""
_WHITE_OR_COMMA = re.compile(r"[\s,]+\Z")
_ENDS = re.compile(r"[.!?…:;«“„\"(\n]")


@dataclass(slots=True)
class Spellings:
    """What a term may be called in a translation, right and wrong; made when it is first looked for."""

    term: Term
    elsewhere: Collection[str]
    """Right spellings of all terms; none of them is wrong for this one because a system would make it so."""
    _matcher: Matcher | None = field(default=None, repr=False)

    def find(self, answer: Folded) -> tuple[Hit, ...]:
        """Every spelling in the answer; the id of a hit is ``right``, ``listed``, ``derived``, or ``aside`` for what
        has a wrong one in it and is right: Chicken Kiev."""
        if self._matcher is None:
            self._matcher = Matcher(self._forms())
        return self._matcher.find(answer)

    def right(self, answer: Folded) -> int:
        """How often the answer says the term as it should."""
        return sum(hit.id == _RIGHT for hit in self.find(answer))

    def forbidden(self, answer: Folded) -> list[Hit]:
        """The forbidden spellings in the answer."""
        return [hit for hit in self.find(answer) if hit.id == _LISTED]

    def not_quoted(self, wrong: list[Hit], answer: str, source: str) -> list[Hit]:
        """Without as many as the source has in Latin letters itself, those beside the same words first: Kharkov News
        is called so."""
        if not wrong or not _LATIN.search(source):
            return wrong
        in_source = [hit for hit in self.find(seen(source)) if hit.id != _RIGHT and not _CYRILLIC.match(hit.form)]
        there = {beside for hit in in_source for beside in _beside(source, hit)}
        alike = sorted(wrong, key=lambda hit: there.isdisjoint(_beside(answer, hit)))
        quoted = {hit.start for hit in alike[: len(in_source)]}
        return [hit for hit in wrong if hit.start not in quoted]

    def instead(self, wrong: str) -> str:
        """What is right for a wrong spelling: the target, in the plural where the row has one and it was in the plural;
        or who lives there."""
        target = people(self.term).get(wrong, self.term.target)
        if self.term.target_language != "en" or not _is_plural(wrong) or _is_plural(target):
            return target
        several = _plural(target)
        return several if several in self.term.approved else target

    def words_for(self, wrong: Hit, answer: str) -> str:
        """The words that are to stand there instead."""
        return _instead(self.term, self.instead(wrong.form), wrong, answer)

    def _forms(self) -> list[Form]:
        term, small = self.term, not self.term.kind.is_name
        aside = {folded_form(word) for word in term.approved if term.has_wrong(word)}
        right = {folded_form(word) for word in term.approved} - aside
        forms = [
            Form(_RIGHT, form, small or form[:1].islower())
            for word in sorted(right | set(people(term).values()))
            for form in dict.fromkeys((word, word.title(), _small_behind_first(word)))
        ]
        forms += [Form(_ASIDE, word) for word in sorted(aside)]
        listed = {folded_form(word) for word in (*term.wrong, *people(term))} - right
        forms += [Form(_LISTED, word, small or word in term.always_wrong) for word in sorted(listed)]
        if term.kind.is_name and not _CYRILLIC.search(term.target):
            forms += [Form(_DERIVED, word) for word in sorted(derived(term) - right - listed - set(self.elsewhere))]
        return forms


def people(term: Term) -> dict[str, str]:
    """Who lives in a city whose row says so, by its wrong names: Kharkovites are Kharkivites, Kievans Kyivans."""
    if term.kind is not Kind.CITY or not any(form.endswith(_PEOPLE) and form.islower() for form in term.forms):
        return {}
    ours = term.target.rstrip("aeiouy")
    stems = {folded_form(wrong).rstrip("aeiouy") for wrong in term.wrong if " " not in wrong}
    return {stem + ending: ours + ending for stem in stems - {ours} for ending in _OF_PEOPLE}


def _noun(words: str) -> tuple[int, int]:
    """Where the noun of an English phrase stands, as in ``schedules of disconnections``."""
    before = words.partition(" of ")[0]
    return before.rfind(" ") + 1, len(before)


def _is_plural(words: str) -> bool:
    noun = words[slice(*_noun(words))]
    return noun.endswith("s") and not noun.endswith(("ss", "us", "is"))


def _plural(words: str) -> str:
    start, end = _noun(words)
    noun = words[start:end]
    if noun.endswith("y") and noun[-2:-1] not in "aeiou":
        several = f"{noun[:-1]}ies"
    else:
        several = noun + ("es" if noun.endswith(("s", "x", "ch", "sh")) else "s")
    return words[:start] + several + words[end:]


def _beside(text: str, hit: Hit) -> Iterator[tuple[str, str]]:
    """The words around a hit."""
    before = _WORD_BEFORE.search(text[max(hit.start - _FAR, 0) : hit.start])
    behind = _WORD_BEHIND.match(text[hit.end : hit.end + _FAR])
    if before:
        yield "before", before[1]
    if behind:
        yield "behind", behind[1]


def _small_behind_first(words: str) -> str:
    """``Saltivskyi District`` with its last words in small letters."""
    first, *others = words.split(" ")
    return " ".join([first, *map(str.lower, others)])


def derived(term: Term) -> set[str]:
    """What romanisation makes of every form of a Ukrainian name, and the forms themselves, left as they were."""
    found: set[str] = set()
    for form in term.source_forms():
        if form.adjective or not _CYRILLIC.search(form.text):
            continue
        texts = {form.text} | ({form.text.split()[0]} if term.kind == "district" else set())
        texts |= {text[:-1] for text in texts if _RUSSIAN_GENITIVE.match(text)}
        texts |= {_RUSSIAN_VOWEL.sub("о", text) for text in texts}
        found |= {form.text, *(word for text in texts for word in spellings(text))}
    found |= {
        f"{word[: ending.start()]}{other}" for word in found if (ending := _ENDING.search(word)) for other in _ENDINGS
    }
    return {folded_form(word) for word in found if len(word) >= _SHORTEST or _CYRILLIC.search(word)}


def repair_term(spelling: Spellings, hits: Collection[Hit], answer: str, source: str, *, sure: bool) -> str:
    """``answer`` with the wrong spellings of a term that stands in the source, where a right one is missing.

    ``sure``: it is the term for certain, or as good as.
    """
    view = seen(answer)
    found = spelling.find(view)
    if all(hit.id == _RIGHT for hit in found) or sum(hit.id == _RIGHT for hit in found) >= len(hits):
        return answer
    words = set(_beginnings(view)) if _CYRILLIC.search(view.text) else set()
    wrong = [
        hit for hit in found if hit.id == _LISTED or (hit.id == _DERIVED and sure and _is_ours(answer, hit, words))
    ]
    wrong = spelling.not_quoted(wrong, answer, source)
    return put(answer, [(hit.start, hit.end, spelling.words_for(hit, answer)) for hit in wrong])


def _beginnings(view: Folded) -> Iterator[int]:
    """Where words begin that were left in Cyrillic letters, and the parts between their hyphens."""
    for start, end in _left_over(view):
        for part in re.finditer("[^-]+", view.text[start:end]):
            yield view.origin(start + part.start(), start + part.end())[0]


def _is_ours(answer: str, hit: Hit, left_over: set[int]) -> bool:
    """Is it the term that was spelled so, and neither a surname nor a part of a clause that nobody translated?"""
    return hit.start in left_over if _CYRILLIC.match(hit.form) else not _surname(answer, hit)


def _surname(answer: str, hit: Hit) -> bool:
    """``Olena Mykolaieva`` has a capital before; "Mayor Harkova" goes to the engine once more, as it is safer."""
    return re.search(
        r"[^\W\d_a-z]\w* \Z", answer[max(hit.start - 40, 0) : hit.start]
    ) is not None and hit.form.endswith(("eva", "yeva", "ieva", "ova", "evu", "yevu", "ievu", "ovu"))


def _instead(term: Term, target: str, wrong: Hit, answer: str) -> str:
    """The words for a wrong spelling: as many of the target as it stands for, with the capitals that it had."""
    words, behind = target.split(" "), answer[wrong.end : wrong.end + len(target) + 2].lower()
    for number in range(1, len(words)):
        tail = f" {' '.join(words[number:])}".lower()
        if behind.startswith(tail) and not behind[len(tail) : len(tail) + 1].isalnum():
            words = words[:number]
            break
    if term.kind is Kind.DISTRICT and " " not in wrong.form and "-" not in wrong.form:
        words = words[:1]  # "Saltovsky and Kievsky districts"; but "the CNAP" stands for all of its words
    there = re.sub(r"<[^>]*>|[\W\d_]", "", answer[wrong.start : wrong.end])
    made = " ".join(words)
    if len(there) > 1 and there.isupper() and not wrong.form.isupper():
        return made.upper()
    return made[:1].upper() + made[1:] if there[:1].isupper() else made


def romanise_names(unit: str, answer: str, terms: Collection[Hit]) -> str:
    """Personal names that an engine left in Cyrillic letters, in Latin ones.

    A name is a word that stands in the source just so, with a capital that no beginning of a sentence explains, and in
    none of its ``terms``.
    """
    if not _CYRILLIC.search(answer):
        return answer
    view, names = seen(answer), _names(seen(unit), terms)
    left = [(span, view.text[slice(*span)]) for span in _left_over(view)]
    return put(answer, [(*view.origin(*span), romanise(word)) for span, word in left if word in names])


def _names(source: Folded, terms: Collection[Hit]) -> set[str]:
    found: set[str] = set()
    before = ""
    inside = {place for hit in terms for place in range(hit.start, hit.end)}
    for start, end in _words(source):
        if not inside.isdisjoint(range(*source.origin(start, end))):
            continue
        word = source.text[start:end]
        gap = source.text[max(start - 2, 0) : start]
        begins = not start or _ENDS.search(gap) is not None
        if word[:1].isupper() and not begins:
            found |= {word, word.upper()}
            if is_given_name(before) and gap.endswith(" "):
                found |= {before, before.upper()}  # "Тарас Ґудзь …", and not "Сьогодні Тарас …"
        before = word if word[:1].isupper() and begins else ""
    return found


def _words(view: Folded) -> list[tuple[int, int]]:
    """Cyrillic words; an apostrophe and a hyphen within are theirs."""
    return [match.span() for match in re.finditer(r"[а-яА-ЯєїґіЄЇҐІ]+(?:['-][а-яА-ЯєїґіЄЇҐІ]+)*", view.text)]


def _left_over(view: Folded) -> list[tuple[int, int]]:
    """The Cyrillic words of an answer but those of whole clauses."""
    runs: list[list[tuple[int, int]]] = []
    for start, end in _words(view):
        if runs and _WHITE_OR_COMMA.match(view.text[runs[-1][-1][1] : start]):
            runs[-1].append((start, end))
        else:
            runs.append([(start, end)])
    return [span for run in runs if len(run) < _CLAUSE for span in run]
