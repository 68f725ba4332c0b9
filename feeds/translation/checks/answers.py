"""Answers that are no translation at all: nothing, an error page, the original, the same words again and again."""

from __future__ import annotations

import re
from functools import cache

from feeds.model import Finding
from feeds.text.language import cyrillic_letters, letters
from feeds.translation.checks.compared import Compared

_MOST_PERIODS = 12
"""Words; what repeats after more is no loop of an engine but a refrain."""
_FEWEST_LOOPING = 6
"""Words of an answer that is nothing but a loop; fewer may be a chant, a bell."""
_FEWEST_AGAIN = 4
_COPIES = 3
"""Times in a row that so many words are a loop, beside other words."""
_SURELY = 4
"""Words that nobody says twice in a row; of one less the last ones of a text."""
_NAMES = 3
"""Words that may be a name, and then are the same in other languages."""


# What services and proxies in between answer instead of a translation, mostly with status 200: Google's error pages,
# its captcha and its block page, MyMemory's notices, the pages of nginx, Apache, HAProxy, Envoy and Cloudflare. Only
# signs that no city writes in its news; what can be in them as well is allowed where the original has it.
_SIGNS = (
    "that's an error", "that's all we know", "mymemory warning", "query length limit", "invalid language pair",
    "used all available free translations", "please select two distinct languages", "no query specified",
    "is an invalid source language", "is an invalid target language", "<!doctype html", "<html>", "<html ", "<head>",
    "<title>", "unusual traffic from your", "recaptcha", "complete the security check",
    "to see if it's really you sending the requests", "checking your browser", "just a moment...",
    "checking if the site connection is secure", "verify you are human", "verifying you are human",
    "verify that you are human", "enable javascript and cookies", "cloudflare ray id",
    "attention required! | cloudflare", "you are being rate limited", "rate limit exceeded",
    "rate limit has been exceeded", "request rate exceeded", "exceeded your current quota", "exceeded your quota",
    "exceeded your rate limit", "no healthy upstream", "upstream connect error", "upstream request timeout",
    "no server is available to handle", "server encountered a temporary error",
    "server encountered an internal error", "unable to handle this request", "unable to service your request",
    "an invalid response from the upstream", "an invalid response from an upstream", "invalid api key",
    "invalid auth key", "the requested url was not found", "you don't have permission to access",
)  # fmt: skip


@cache
def _status() -> re.Pattern[str]:
    """A status of HTTP with its reason, on either side; an error as an object of JSON."""
    reasons = (
        r"bad request|unauthori[sz]ed|forbidden|not found|method not allowed|request time-?out|too many requests"
        r"|internal server error|server error|bad gateway|service (?:temporarily )?unavailable|gateway time-?out"
    )
    return re.compile(
        rf"(?<![0-9])[45][0-9]{{2}}[ :–-]{{0,3}}\(?(?:backend )?(?:{reasons})\b"
        rf"|\b(?:{reasons})\W{{1,3}}(?:error )?[45][0-9]{{2}}\b"
        r"|\A(?:http )?error[ :]{1,3}[45][0-9]{2}\b|\A\W{0,3}\{\s{0,3}\"(?:error|message|code|status|detail)\"",
    )


@cache
def _notice() -> re.Pattern[str]:
    """What is an error where an answer is nothing else, or begins so; a sentence of news may hold it."""
    alone = (
        r"null|undefined|none|nan|nil|\[object object\]|errors?|timeout|forbidden|not found|limit exceeded"
        r"|(?:bad|invalid|malformed) request|(?:bad )?gateway(?: time-?out)?|access denied|unauthori[sz]ed|proxy error"
        r"|payment required|internal (?:server )?error|(?:the )?service (?:is )?(?:temporarily )?unavailable"
        r"|i'm not a robot|captcha(?: required)?|[a-z-]{2,7} is not supported|(?:free tier |usage )?limit reached"
        r"|(?:text|request)(?: \w{1,12})? (?:is )?too (?:long|large)"
    )
    begins = (
        r"quota(?: for this billing period)?(?: has been)? exceeded|slowdown: [0-9]|too many requests|api key\b"
        r"|(?:the )?(?:request|connection|operation|server|query) (?:has )?(?:timed out|refused|reset by peer)"
        r"|please (?:enable (?:js|javascript|cookies)|complete the captcha|contact the server operator)"
        r"|(?:visit|contact) https?://|ddos protection by|authentication fail|invalid (?:request|email|token|key)\b"
        r"|(?:translation|request|authorization) (?:failed|error)|cannot translate|could not translate"
        r"|an? (?:\w{1,12} )?error (?:has )?occurred|(?:oops\W{1,3})?something went wrong|we're sorry\W"
        r"|(?:the |your )?(?:daily|monthly|hourly|usage|user rate|free tier|characters?|monthly character)"
        r" (?:quota|limit|usage)s? (?:has been |was |is )?(?:exceeded|reached)"
        r"|you(?:'ve| have) (?:exceeded|reached) (?:your|the)\b"
        r"|your client has issued|\W{0,4}(?:fatal |internal )?server error|traceback \(most|java\.|fatal error:"
        r"|warning: \w{1,40}\(|(?:this |the )?(?:web)?site (?:is )?(?:under maintenance|can't be reached)"
        r"|we are down for|used all available"
        r"|(?:http|status|error)(?: error)?(?: code|/[0-9.]{1,3})?\W{1,3}(?:[45][0-9]{2}|10[0-9]{2})\b"
        r"|web server is down"
        r"|[45][0-9]{2} (?:page not found|backend fetch|origin error|request|payment required|error|access denied)"
    )
    return re.compile(rf"\W{{0,6}}(?:(?:{alone})\W{{0,6}}\Z|(?:{begins}))|[{{}}\[\]]{{2,4}}\Z")


@cache
def _about_errors() -> re.Pattern[str]:
    """Words of an original that is about such a thing itself."""
    return re.compile(
        r"помилк|збі[йї]\b|заборон|доступ|ліміт|квот|перевищ|вичерп|запит|сервер|тайм-?аут|очікув|капч|робот\b|авториз|автентиф"
        r"|оплат|обслугов|сервіс|технічн|шлюз|нуль|жод|нема|нічого|ніхто|невизнач|обмеж|ключ|вибач|жаль|не знайд|не так"
        r"|переклад|задовг|error|null|none|[45][0-9]{2}"
    )


def empty(pair: Compared) -> Finding | None:
    """No letter and no digit where the original has one."""
    if any(map(str.isalnum, pair.translated)) or not any(map(str.isalnum, pair.words)):
        return None
    return Finding("empty", "the answer is empty", fatal=True)


def error_page(pair: Compared) -> Finding | None:
    """What a server says when it cannot translate, unless that is what the original is about."""
    said = _small(pair.translated)
    status = _status().search(said)
    if status is not None and (number := re.search("[45][0-9]{2}", status[0])):
        status = None if number[0] in pair.words else status  # news of 500 forbidden things, of a site with an error
    notice = _notice().match(said) and not _about_errors().search(_small(pair.words))
    if status is None and not notice and not any(sign in said for sign in _SIGNS):
        return None
    if any(sign in _small(pair.words) for sign in _SIGNS):
        return None
    return Finding("error-page", f"the answer is an error page: {pair.translated[:60]!r}", fatal=True)


def _small(text: str) -> str:
    return text.lower().replace("’", "'")


def unchanged(pair: Compared) -> Finding | None:
    """The original itself, unless there is nothing in it to translate."""
    if pair.translated.casefold() != pair.words.casefold() or not pair.words or _is_a_name(pair):
        return None
    return Finding("unchanged", "the answer is the original, unchanged", fatal=True)


def _is_a_name(pair: Compared) -> bool:
    if pair.from_cyrillic:
        return not cyrillic_letters(pair.bare_words)
    words = pair.bare_words.split()
    return len(words) <= _NAMES and not any(word[0].islower() for word in words)


def loop(pair: Compared) -> Finding | None:
    """The same few words from the first to the last, or often in a row, which the original does not do."""
    said = pair.translated.casefold().split()
    found = _looping(said)
    if found is None or _looping(pair.words.casefold().split()) is not None:
        return None
    words = " ".join(said[found[0] : found[0] + found[1]])
    return Finding("loop", f"the answer repeats itself: {words[:80]!r}", fatal=True)


def _looping(words: list[str]) -> tuple[int, int] | None:
    """Where a loop begins and how many words it has."""
    if len(words) < _FEWEST_LOOPING or not _could_loop(words):
        return None
    for period in range(1, _MOST_PERIODS + 1):
        run = start = 0
        for place in range(period, len(words)):
            if not _again(words, place, period):
                run, start = 0, place - period + 1
                continue
            run += 1
            twice = period >= _SURELY or (period == _SURELY - 1 and place == len(words) - 1)
            if run >= max(period * (1 if twice else _COPIES - 1), _FEWEST_AGAIN - twice) and any(
                map(letters, words[start : start + period])
            ):
                return start, period
        if start == 0 and run >= max((period + 1) // 2, 2) and period > 1:  # one time and a half
            return 0, period
    return None


def _could_loop(words: list[str]) -> bool:
    """Are there words in a row, or the last ones, that were all said a little before? In few texts there are."""
    last: dict[str, int] = {}
    run = longest = 0
    for place, word in enumerate(words):
        run = run + 1 if place - last.get(word, -_MOST_PERIODS - 1) <= _MOST_PERIODS else 0
        longest = max(longest, run)
        last[word] = place
    return longest >= _FEWEST_AGAIN - 1 or words[0] in words[1 : _MOST_PERIODS + 1]


def _again(words: list[str], place: int, period: int) -> bool:
    """The same word as so many before; the last one may have been cut off."""
    before = words[place - period]
    return words[place] == before or (place == len(words) - 1 and before.startswith(words[place]))
