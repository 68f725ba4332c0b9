"""What services, proxies and language models say instead of a translation, mostly with status 200."""

from __future__ import annotations

import re
from functools import cache

# Google's error pages, its captcha and its block page, MyMemory's notices, the pages of nginx, Apache, HAProxy, Envoy
# and Cloudflare. Only signs that no city writes in its news; what can be in them is allowed where the original has it.
SIGNS = (
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
def status() -> re.Pattern[str]:
    """A status of HTTP with its reason, on either side; an error as an object of JSON."""
    reasons = (
        r"bad request|unauthori[sz]ed|forbidden|not found|method not allowed|request time-?out|too many requests"
        r"|internal server error|server error|bad gateway|service (?:temporarily )?unavailable|gateway time-?out"
    )
    return re.compile(
        rf"(?<![0-9])[45][0-9]{{2}}[ :–-]{{0,3}}\(?(?:backend )?(?:{reasons})\b"
        rf"|\b(?:{reasons})\W{{1,3}}(?:error )?[45][0-9]{{2}}\b"
        r"|\A(?:http )?error[ :]{1,3}[45][0-9]{2}\b"
        r"|\A\W{0,3}\{\s{0,3}\"(?:error|message|code|status|detail|response\w{1,10})\"",
    )


@cache
def notice() -> re.Pattern[str]:
    """What is an error where an answer is nothing else, or begins so; a sentence of news may hold it."""
    alone = (
        r"null|undefined|none|nan|nil|\[object object\]|errors?|timeout|forbidden|not found|limit exceeded"
        r"|(?:bad|invalid|malformed) request|(?:bad )?gateway(?: time-?out)?|access denied|unauthori[sz]ed|proxy error"
        r"|payment required|internal (?:server )?error|(?:the )?service (?:is )?(?:temporarily )?unavailable"
        r"|i'm not a robot|captcha(?: required)?|[a-z-]{2,7} is not supported|(?:free tier |usage )?limit reached"
        r"|(?:text|request)(?: \w{1,12})? (?:is )?too (?:long|large)"
    )
    few = r"(?:daily|weekly|monthly|hourly|usage|user|rate|free|tier|plan|api|characters?|requests?|translation|text) "
    of = "(?:of|for|on)"
    unable = "(?:can't|cannot|can not|am unable to|am not able to)"
    begins = (
        rf"(?:(?:your|the|an?) )?(?:{few}){{0,3}}(?:quota|limits?|usage|allowance)(?: {of}(?: [\w.,]{{1,12}}){{1,3}})?"
        r" (?:(?:has|have|had|was|were|is|are) )?(?:been )?(?:exceeded|exhausted|reached|used up)"
        r"|slowdown: [0-9]|too many request(?:s\b| limits)|api key\b"
        r"|(?:please )?(?:try again|retry|come back) (?:later|tomorrow|in [0-9]|after [0-9])"
        r"|(?:(?:the |this |our )?(?:service|server|system|site|page|translator) is )?(?:currently |temporarily )"
        r"(?:unavailable|overloaded|down)|(?:the |this |our )?(?:service|server|system) is (?:overloaded|too busy)"
        r"|this page (?:can't|cannot|isn't)|(?:request|access) (?:blocked|denied)\W|access to this resource has been"
        r"|before you continue to google|mymemory warn|you(?:'ve| have)? used (?:all|up)\b"
        r"|(?:the )?(?:request|connection|operation|server|query) (?:has )?(?:timed out|refused|reset by peer)"
        r"|please (?:enable (?:js|javascript|cookies)|complete the captcha|contact the server operator)"
        r"|(?:visit|contact) https?://|ddos protection by|authentication fail|invalid (?:request|email|token|key)\b"
        r"|(?:translation|request|authorization) (?:failed|error)|cannot translate|could not translate"
        r"|an? (?:\w{1,12} )?error (?:has )?occurred|(?:oops\W{1,3})?something went wrong|we're sorry\W"
        r"|(?:unable|failed) to translate\b|translation (?:is )?(?:not available|unavailable)"
        r"|(?:i'm sorry|i am sorry|i apologi[sz]e)\W{1,3}(?:but )?(?:i|as|this|there)\b|as an ai\b"
        rf"|i {unable} (?:translate|(?:provide|give) (?:a |the )?translation)"
        r"|(?:(?:sure|certainly|of course)\W{1,3})?(?:here is|here's|below is) (?:the|your|a) (?:\w{1,12} )?translation"
        r"|you(?:'ve| have) (?:exceeded|reached) (?:your|the)\b"
        r"|your client has issued|\W{0,4}(?:fatal |internal )?server error|traceback \(most|java\.|fatal error:"
        r"|warning: \w{1,40}\(|(?:this |the )?(?:web)?site (?:is )?(?:under maintenance|can't be reached)"
        r"|we are down for|used all available|(?:no|missing) (?:text|input) (?:to translate|provided)"
        r"|(?:http|status|error)(?: error)?(?: code|/[0-9.]{1,3})?\W{1,3}(?:[45][0-9]{2}|10[0-9]{2})\b"
        r"|web server is down"
        r"|[45][0-9]{2} (?:page not found|backend fetch|origin error|request|payment required|error|access denied)"
    )
    before = r"(?:(?:sorry|error|warning|notice|message|oops|attention|failed)\W{1,3}){0,2}"
    return re.compile(rf"\W{{0,6}}{before}(?:(?:{alone})\W{{0,6}}\Z|(?:{begins}))|[{{}}\[\]]{{2,4}}\Z")


@cache
def about_errors() -> re.Pattern[str]:
    """Words of an original that is about such a thing itself."""
    return re.compile(
        r"помилк|збі[йї]\b|заборон|доступ|ліміт|квот|перевищ|вичерп|запит|сервер|тайм-?аут|очікув|капч|робот\b|авториз|автентиф"
        r"|оплат|обслугов|сервіс|технічн|шлюз|нуль|жод|нема|нічого|ніхто|невизнач|обмеж|ключ|вибач|жаль|не знайд|не так"
        r"|перекла|співчу|сайт|задовг|спроб|пізніше|повтор|поверн|приход|недоступ|блок|тимчасов|перевантаж|сторінк|межі?\b|прикро|шкода"
        r"|пробач|перепрош|використа|інтелект|error|null|none|[45][0-9]{2}"
    )
