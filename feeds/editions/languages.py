"""Language tags that any reader knows, and which languages are written from right to left.

Readers and validators compare tags with ISO 639; a tag that is only well-formed is an error to some of them.
"""

from __future__ import annotations

import re

from feeds.model import UNDETERMINED
from feeds.text.language import primary

_WELL_FORMED = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*\Z")
"""RFC 4287 §2, without the private and the irregular tags of RFC 5646 §2.1 that begin with one letter."""
_TWO_LETTERS = frozenset(
    "aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee el en "
    "eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it iu ja jv "
    "ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne "
    "ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn so sq sr ss st "
    "su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu".split()
)
"""ISO 639-1."""
_THREE_LETTERS = frozenset(
    "ady ast crh csb dsb fil frr frs fur gsw hsb inh kbd krc kum lad mdf mul myv nds rom sah scn sco sma smj smn sms "
    "tyv udm und vot".split()
)
"""ISO 639-2: languages of Europe that have no code of two letters, and the codes for several and for unknown."""
_KNOWN = _TWO_LETTERS | _THREE_LETTERS
_RIGHT_TO_LEFT = frozenset("ar dv fa he ps sd ug ur yi".split())


def language(tag: str) -> str:
    """``tag`` where it is well-formed and its language is known to ISO 639, else ``und``."""
    known = _WELL_FORMED.match(tag) and primary(tag) in _KNOWN
    return tag if known else UNDETERMINED


def right_to_left(tag: str) -> bool:
    """Is the language, in the script that the tag names or in its usual one, written from right to left?"""
    subtags = tag.lower().split("-")
    if any(len(subtag) == 4 and subtag.isalpha() for subtag in subtags[1:]):
        return not {"arab", "hebr", "syrc", "thaa"}.isdisjoint(subtags[1:])
    return subtags[0] in _RIGHT_TO_LEFT
