"""The honest word on every entry that is a translation or waits for one, in the reader's language."""

from __future__ import annotations

import html
from dataclasses import dataclass

from feeds.model import Entry, State, Translation
from feeds.text.language import primary
from feeds.translation.memory import HUMAN

_NAMES = {
    "en": {
        "uk": "Ukrainian", "en": "English", "ru": "Russian", "pl": "Polish", "de": "German", "fr": "French",
        "fi": "Finnish", "sv": "Swedish", "lv": "Latvian", "lt": "Lithuanian", "et": "Estonian", "nl": "Dutch",
        "es": "Spanish", "it": "Italian", "cs": "Czech",
    },
    "uk": {
        "uk": "українська", "en": "англійська", "ru": "російська", "pl": "польська", "de": "німецька",
        "fr": "французька", "fi": "фінська", "sv": "шведська", "lv": "латиська", "lt": "литовська",
        "et": "естонська", "nl": "нідерландська", "es": "іспанська", "it": "італійська", "cs": "чеська",
    },
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Words:
    """The notes in one language; ``{name}`` is the language of the original, ``{engine}`` who translated."""

    human: str
    machine: str
    nothing: str
    partial: str
    pending: str
    failed: str
    original: str


_WORDS = {
    "en": _Words(
        human="Translated by a person (original language: {name}).",
        machine="Machine translation by {engine} (original language: {name}).",
        nothing="There is nothing to translate in it (original language: {name}).",
        partial="Some passages could not be translated and are shown as in the original.",
        pending="Not translated yet: this is the original (language: {name}).",
        failed="The translation failed: this is the original (language: {name}). It will be tried again.",
        original="Original",
    ),
    "uk": _Words(
        human="Переклала людина (мова оригіналу: {name}).",
        machine="Машинний переклад: {engine} (мова оригіналу: {name}).",
        nothing="Тут немає чого перекладати (мова оригіналу: {name}).",
        partial="Деякі фрагменти не вдалося перекласти, їх подано мовою оригіналу.",
        pending="Ще не перекладено: це оригінал (мова: {name}).",
        failed="Переклад не вдався: це оригінал (мова: {name}). Спробуємо ще раз.",
        original="Оригінал",
    ),
}


def language_name(tag: str, reader: str) -> str:
    """What a language is called by readers of ``reader``; the tag itself where we have no name."""
    return _NAMES.get(primary(reader), _NAMES["en"]).get(primary(tag), tag)


def engine_names(engine: str | None, reader: str) -> str:
    """``google+human`` for a reader."""
    person = {"uk": "людина"}.get(primary(reader), "a person")
    names = {HUMAN: person, "google": "Google", "libretranslate": "LibreTranslate"}
    return ", ".join(names.get(name, name) for name in (engine or "").split("+") if name)


def note(entry: Entry, translation: Translation | None, reader: str) -> str:
    """HTML of one paragraph, in the language of the edition, that says what a reader has before them."""
    words = _WORDS.get(primary(reader), _WORDS["en"])
    values = {"name": language_name(entry.language, reader)}
    state = translation.state if translation else State.PENDING
    if state is State.PENDING:
        text = words.pending.format(**values)
    elif state is State.FAILED:
        text = words.failed.format(**values)
    else:
        engine = translation.engine if translation else None
        template = words.human if engine == HUMAN else words.machine if engine else words.nothing
        text = template.format(engine=engine_names(engine, reader), **values)
        text += f" {words.partial}" if state is State.PARTIAL else ""
    link = f' <a href="{html.escape(entry.link)}">{words.original}</a>' if entry.link else ""
    lang = primary(reader) if primary(reader) in _WORDS else "en"
    return f'<p lang="{lang}"><small>{html.escape(text, quote=False)}{link}</small></p>'
