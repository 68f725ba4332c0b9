"""What each translation engine gets to see, in words of the interface: the facts of docs/translation.md."""

from __future__ import annotations

from flask_babel import gettext as _

from webapp.words import engine_name


def gets(engine: str) -> str:
    """What leaves the machine for an engine, in a sentence or two."""
    if engine == "argos":
        return _("Nothing leaves our machine: the texts are translated on it.")
    if engine == "libretranslate":
        return _(
            "The texts go to a LibreTranslate server that this site chose. Where that is its own, they stay there."
        )
    if engine == "deepl":
        return _("The texts go to DeepL under a contract, together with our table of approved names.")
    if engine == "google":
        return _("The texts go to Google's public translation page. Google promises nothing about it.")
    if engine == "mymemory":
        return _("The texts go to MyMemory, which keeps what it gets and shows it to others.")
    return _("The texts go to %(engine)s.", engine=engine_name(engine))
