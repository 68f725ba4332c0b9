"""What hypothesis makes of HTML: tags that nest wrongly, broken entities, controls, surrogates."""

from __future__ import annotations

from hypothesis import strategies as st

_TAGS = (
    "a abbr article b blockquote body br button caption center code col dd div dl dt em figure font form h1 h2 h3 head "
    "hr html i iframe img input li marquee math mi noscript object ol option p plaintext pre script select span strong "
    "style svg table tbody td template textarea th title tr ul wbr xmp foreignObject desc"
).split()
_ATTRIBUTES = (
    'href="https://city.example/a?b=1&amp;c=2"', "href=/relative", "href='javascript:alert(1)'", "src=//host/x.png",
    'href="java\tscript:alert(1)"', "HREF=\x01javascript:alert(1)", 'href="data:text/html,x"', "onclick=alert(1)",
    'title="a > b < c &quot; d"', "style='x:y'", "lang=uk", 'alt="\n"', "href", 'xlink:href="javascript:x"',
)  # fmt: skip
_SCRAPS = (
    "<!-- c -->", "<!--", "-->", "<![CDATA[x]]>", "<?x?>", "<!DOCTYPE html>", "<", ">", "&", "&amp;", "&#11;", "&#0;",
    "&nbsp;", "&#x1F680;", "&bogus;", "\n", "\n\n", " ", "\x0b", "\x00", "\ud83d", "\ufffe", "\u2028", "\xa0", "Слово",
)  # fmt: skip

characters = st.text(st.characters(exclude_categories=()), max_size=8)
"""Any characters at all, lone surrogates and noncharacters with them."""

_opening = st.builds(
    lambda tag, attributes: f"<{' '.join([tag, *attributes])}>",
    st.sampled_from(_TAGS),
    st.lists(st.sampled_from(_ATTRIBUTES), max_size=2),
)
_closing = st.sampled_from(_TAGS).map(lambda tag: f"</{tag}>")

markup = st.lists(st.one_of(_opening, _opening, _closing, st.sampled_from(_SCRAPS), characters), max_size=25).map(
    "".join
)
"""HTML as nobody should write it."""
