"""The termbase: names and phrases with the one translation that this house wants for them. Pure.

Engines write Kharkov, Lidsi and Krivoi Rog. A city that puts its name to a text must not.
"""

from feeds.text.forms import Hit
from feeds.translation.terms.base import EMPTY, Termbase
from feeds.translation.terms.term import Kind, Term, claims

__all__ = ["EMPTY", "Hit", "Kind", "Term", "Termbase", "claims"]
