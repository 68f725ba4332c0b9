"""Why a source gives no news, in the language of the interface. What stands in its state is English, for the editor."""

from __future__ import annotations

import re

from flask_babel import gettext as _

_STATUS = re.compile(r"http-([0-9]{3})\Z")


def sentence(code: str | None) -> str | None:
    """What the code of an error (docs/errors.md) means to a reader; ``None`` where there is none, or a new one."""
    if code is None:
        return None
    status = _STATUS.match(code)
    return _answered(int(status[1])) if status else (_unfetched() | _unread()).get(code)


def _answered(status: int) -> str:
    """An HTTP status that is no success (RFC 9110 §15)."""
    if status in (401, 403):
        return _("The source does not want to be asked by a program.")
    if status in (404, 410):
        return _("There is nothing at the address of the source any more.")
    if status == 429:
        return _("The source says that it is asked too often.")
    if status >= 500:
        return _("The server of the source is out of order.")
    return _("The server of the source refused the request (%(status)d).", status=status)


def _unfetched() -> dict[str, str]:
    """It could not be fetched, or Visnyk failed."""
    return {
        "bad-encoding": _("The source sends its news packed in a way that cannot be unpacked."),
        "bad-redirect": _("The source leads on to an address that cannot be asked."),
        "bad-response": _("What answers at the address of the source is no web server."),
        "bad-url": _("The address of the source is written wrongly in our settings."),
        "connection": _("The server of the source could not be reached."),
        "crash": _("Visnyk failed at this source. The fault is ours."),
        "dns": _("The name of the server of the source was not found."),
        "gone": _("The source said that it is gone for good. It is not asked any more."),
        "private-address": _("The address of the source leads into a private network, where Visnyk does not go."),
        "redirect-loop": _("The source leads from one address to the next without end."),
        "robots": _("The source asks programs not to read this page."),
        "timeout": _("The server of the source did not answer in time."),
        "tls": _("No secure connection to the source could be made."),
        "too-large": _("The source sent more than Visnyk takes."),
        "truncated": _("What the source sent broke off on its way."),
    }


def _unread() -> dict[str, str]:
    """It was fetched, but cannot be read as news."""
    return {
        "bad-selector": _("Our settings say in a wrong way where the news stands on the page of the source."),
        "block-page": _("The source keeps programs out with a check of the browser."),
        "dtd": _("The source sent a document of a kind that may do harm, so it was not read."),
        "empty": _("The source sent nothing."),
        "encoding": _("The source sent characters that could not be told."),
        "error-page": _("The source sent the page of an error in the place of news."),
        "html": _("The source sent a web page where a feed was expected."),
        "login-page": _("The source sent a page to sign in to."),
        "no-content": _("There is no text of news on the page."),
        "no-entries": _("The source answered, but no news was found in what it sent. It may have been rebuilt."),
        "not-a-channel": _("There is no public channel at this address."),
        "not-a-feed": _("What the source sent is no feed that can be read."),
        "parse-crash": _("What the source sent could not be read: reading it broke off."),
        "parse-memory": _("What the source sent takes too much memory to read."),
        "parse-timeout": _("What the source sent takes too long to read."),
        "script-page": _("The page of the source is empty until a script fills it, and Visnyk runs none."),
    }
