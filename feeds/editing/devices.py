"""Browsers in which an editor has signed in before: what they are known by.

Strangers can guess at a name until nobody may try by it any more. A browser that has been let in keeps a proof of that
and has a count of its own, so that they keep out each other and not the editor (OWASP, "Slow Down Online Guessing
Attacks with Device Cookies"). The proof lets nobody in, and nothing is stored of it: it is signed together with the
hash of the password, so it is worth nothing when there is another password.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Iterable
from typing import Final

from feeds.store.editors import Account

_MOST: Final = 20
"""Proofs that are looked at: several editors may share a browser."""
_LONGEST: Final = 128
"""Characters of one; ours have 81."""
_NOBODY: Final = Account("", "", disabled=True)


def device_proof(secret: bytes, account: Account) -> str:
    """A new one for a browser in which this editor has given the right password just now."""
    nonce = secrets.token_hex(8)
    return f"{nonce}.{_signature(secret, account, nonce)}"


def known_device(secret: bytes, account: Account | None, proofs: Iterable[str]) -> str | None:
    """What tries from the browser that has these are counted by: ``"device 0123456789abcdef"``; ``None``: no proof is
    one of this editor's, or they may not sign in any more. Of nobody it takes as long to say."""
    account, found = account or _NOBODY, None
    for proof in list(proofs)[:_MOST]:
        nonce, _, signature = proof[:_LONGEST].partition(".")
        if hmac.compare_digest(_signature(secret, account, nonce).encode(), signature.encode("utf-8", "replace")):
            found = f"device {nonce}"
    return None if account.disabled else found


def _signature(secret: bytes, account: Account, nonce: str) -> str:
    # A hash holds a salt: of the same password, given anew, it is another one. None of the three has a line end in it.
    text = "\n".join(("device", nonce, account.name, account.password))
    return hmac.new(secret, text.encode("utf-8", "replace"), hashlib.sha256).hexdigest()
