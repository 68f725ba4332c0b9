"""What a new source is asked at, called, and said to be written in."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.config import load_sources
from feeds.errors import SourceError
from feeds.ingest.newcomers import known_as, language_of, pasted_address, place_of, proposed_id
from feeds.model import Kind, ParsedEntry, Source
from feeds.sourcefile import source_block

_UKRAINIAN = "У місті відкрили нову школу, де навчатимуться діти з трьох районів. Її будували два роки."


@pytest.mark.parametrize(
    ("pasted", "address"),
    [
        ("kharkiv.example", "https://kharkiv.example"),
        ("  www.kharkiv.example/uk/novosti.html?p=0#top \n", "https://www.kharkiv.example/uk/novosti.html?p=0"),
        ("<https://kharkiv.example/>", "https://kharkiv.example/"),
        ("«http://kharkiv.example/rss»", "http://kharkiv.example/rss"),
        ("//kharkiv.example/", "https://kharkiv.example/"),
        ("feed://kharkiv.example/rss", "https://kharkiv.example/rss"),
        ("feed:https://kharkiv.example/rss", "https://kharkiv.example/rss"),
        ("localhost:8000/news", "http://localhost:8000/news"),
        ("127.0.0.1:8000", "http://127.0.0.1:8000"),
        ("[::1]:8000/a", "http://[::1]:8000/a"),
        ("http:/kharkiv.example/a", "http://kharkiv.example/a"),
        ("HTTPS:/kharkiv.example", "https://kharkiv.example"),
        ("харків.укр/новини", "https://харків.укр/новини"),
    ],
)
def test_addresses(pasted: str, address: str) -> None:
    """What people copy becomes an address: without what was copied around it, with the scheme that is likely."""
    assert pasted_address(pasted) == (address, False)


@pytest.mark.parametrize(
    "pasted",
    [
        "@misto_kh", " @misto_kh ", "t.me/misto_kh", "https://t.me/s/misto_kh", "http://telegram.me/misto_kh/",
        "https://t.me/misto_kh/4812?single", "https://www.t.me/s/misto_kh?before=17", "https://T.me/misto_kh",
    ],
)  # fmt: skip
def test_channels(pasted: str) -> None:
    """A channel, however it is named, is its public preview."""
    assert pasted_address(pasted) == ("https://t.me/s/misto_kh", True)


@pytest.mark.parametrize(
    "pasted",
    ["", "   ", "@a", "ftp://a.example/", "https://", "two words", "https://user:key@a.example/", "javascript:alert(1)",
     "https://t.me/+AbCd", "t.me/joinchat/AbCd", "https://t.me/", "http://["],
)  # fmt: skip
def test_no_addresses(pasted: str) -> None:
    """What is neither an address nor a public channel is refused in one line that repeats it."""
    with pytest.raises(SourceError) as refused:
        pasted_address(pasted)
    assert refused.value.code == "bad-url"
    assert repr(pasted.strip()) in refused.value.message
    assert "\n" not in refused.value.message


@pytest.mark.parametrize(
    ("url", "taken", "proposed"),
    [
        ("https://kharkiv.example/news", (), "kharkiv"),
        ("https://www.city.kharkiv.ua/uk/novosti.html", (), "kharkiv"),
        ("https://city.kharkiv.ua/", ("kharkiv",), "city-kharkiv"),
        ("https://city.kharkiv.ua/", ("kharkiv", "city-kharkiv"), "kharkiv-2"),
        ("https://city.kharkiv.ua/", ("kharkiv", "city-kharkiv", "kharkiv-2"), "kharkiv-3"),
        ("https://omr.gov.ua/", (), "omr"),
        ("https://news.leeds.gov.uk/feed", (), "leeds"),
        ("https://t.me/s/citykharkivua", (), "citykharkivua"),
        ("https://t.me/s/Misto_KH", (), "misto-kh"),
        ("https://city-adm.lviv.ua/", (), "lviv"),
        ("https://mkrada.gov.ua/", (), "mkrada"),
        ("https://rada-poltava.gov.ua/", (), "poltava"),
        ("https://rada-poltava.gov.ua/", ("poltava",), "rada-poltava-gov"),
        ("http://127.0.0.1:8000/", (), "zhytomyr-sohodni"),
        ("http://localhost/", ("zhytomyr-sohodni",), "zhytomyr-sohodni-2"),
        ("https://gov.ua/", (), "gov"),
    ],
)
def test_ids(url: str, taken: tuple[str, ...], proposed: str) -> None:
    """A source is called after its channel or its city, and never like another one."""
    assert proposed_id(url, "Місто Житомир сьогодні", taken) == proposed


@pytest.mark.parametrize(
    ("title", "proposed"),
    [
        ("Міська рада Львова", "lvova"),
        ("Харківська міська рада (зразок)", "kharkivska"),
        ("Офіційний сайт міста Кам'янське", "kamianske"),
        ("Leeds City Council: official website", "leeds"),
        ("Одеса 24", "odesa-24"),
        ("офіційний сайт міста", "10-1-2-3"),
        ("2026", "10-1-2-3"),
        ("東京", "10-1-2-3"),
    ],
)
def test_ids_of_titles(title: str, proposed: str) -> None:
    """Where the host says nothing, the words of the title that every city has are left out; else it is the host."""
    assert proposed_id("http://10.1.2.3/", title, ()) == proposed


@pytest.mark.parametrize(
    "written",
    ["https://misto.example/news", "HTTP://www.Misto.example/news/", "misto.example/news#top",
     "http:/misto.example/news/", "//misto.example:443/news"],
)  # fmt: skip
def test_the_same_place(written: str) -> None:
    """Addresses that lead to the same are the same, and a source is known by any of them."""
    source = Source("misto", Kind.PAGE, "https://misto.example/news", "Місто")
    assert place_of(written) == "misto.example/news"
    assert known_as(written, [source]) is source


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("@Misto_KH", "https://t.me/s/misto_kh", True),
        ("https://a.example/?p=1", "https://a.example/?p=2", False),
        ("https://a.example/News", "https://a.example/news", False),
        ("https://a.example:8443/", "https://a.example/", False),
        ("https://a.example/%D1%8F", "https://a.example/я", True),
        ("two words", "two words", True),
    ],
)
def test_places(one: str, other: str, same: bool) -> None:
    """A channel is the same in any case, a path is not; other queries and ports are other places."""
    assert (place_of(one) == place_of(other)) is same


@given(title=st.text(), url=st.from_regex(r"https?://[a-z0-9.\[\]:-]{0,40}/(s/\w{1,50})?", fullmatch=True))
def test_any_id_can_be_used(title: str, url: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Whatever host and title are, the id that is proposed stands in the settings."""
    try:
        address, _ = pasted_address(url)
    except SourceError:
        return
    path = tmp_path_factory.getbasetemp() / "ids.toml"
    proposed = proposed_id(address, title, ())
    path.write_text(source_block(Source(proposed, Kind.FEED, "https://a.example/", "A")), "utf-8")
    assert load_sources(path)[0].id == proposed


@pytest.mark.parametrize(
    ("text", "declared", "language"),
    [
        (_UKRAINIAN, ("en-US",), "uk"),
        (_UKRAINIAN, ("uk-UA",), "uk-UA"),
        (_UKRAINIAN, (None, None), "uk"),
        ("…", (None, "pl"), "pl"),
        ("…", ("fi", "en"), "fi"),
        ("…", (), None),
    ],
)
def test_languages(text: str, declared: tuple[str | None, ...], language: str | None) -> None:
    """The language is what is declared, unless the entries are plainly in another one."""
    entry = ParsedEntry(None, None, text, "", "", "0")
    assert language_of([entry], *declared) == language
