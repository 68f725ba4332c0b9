"""One post of Telegram's channel preview: each trap of the page by its name."""

from __future__ import annotations

import re
from datetime import datetime

import pytest

from .telegram_pages import URL, made, page, post, read, text


def test_the_quotation_of_a_reply_is_not_the_text() -> None:
    """What is answered carries the class of the text, and is a quotation with a link before it instead."""
    reply = post(401, "around")

    assert reply.title == "Трамвай №7 повернувся на свій маршрут."
    assert reply.content.startswith('<blockquote><p><a href="https://t.me/misto_kh/350">Місто Харків</a>: ')
    assert reply.content.count("змінює маршрут") == 1


def test_a_quotation_that_broke_out_of_its_reply_is_not_the_text() -> None:
    """Markup that the parser repairs by closing the reply early does not make its quotation the text."""
    broken = (
        '<a class="tgme_widget_message_reply"></a><div class="tgme_widget_message_text js-message_reply_text">Q</div>'
    )

    assert made(broken + text("Відповідь")).content == "<p>Відповідь</p>"


def test_a_reply_without_words_leaves_nothing() -> None:
    """An empty reply makes no empty quotation."""
    assert made('<a class="tgme_widget_message_reply" href="/x/1"></a>' + text("Так")).content == "<p>Так</p>"


def test_a_caption_wrapped_twice_is_one_text() -> None:
    """The two wrappers of an album's caption leave one paragraph."""
    assert post(202, "media").content == "<p>Три кадри з <i>відкриття</i> 🎭</p>"


def test_a_post_with_custom_emoji_is_found_in_its_wrappers() -> None:
    """Such a post is wrapped once or twice more, and its hidden placeholder is not part of it."""
    entry = post(301, "custom-emoji")

    assert entry.content == "<p>📍 <b>День міста</b><br>Програма свята – на майдані.</p>"
    assert [file.url for file in entry.enclosures] == ["https://cdn.example/file/day.jpg"]


def test_a_post_that_only_telegram_shows_is_a_link_to_it() -> None:
    """A placeholder that is no hidden double stands for the post."""
    assert post(302, "custom-emoji").content == '<p><a href="https://t.me/misto_kh/302">Переглянути в Telegram</a></p>'
    assert post(302, "custom-emoji", language="en").title == "Post"


def test_emoji_are_plain_text() -> None:
    """The markup of emoji is neither italic nor bold, and theirs is no picture."""
    assert post(101, "text").content == "<p>🔴 Харків – повітряна тривога!<br>Пройдіть до укриття.</p>"


def test_emoji_with_controls_in_them_do_no_harm() -> None:
    """Character references to what XML cannot hold are dropped where the tree is changed."""
    entry = made(text('<i class="emoji"><b>&#1;🔴&#xFFFE;</b></i>й<a href="https://h/&#2;x" onclick="confirm()">л</a>'))

    assert entry.content == '<p>🔴й<a href="https://h/x">л</a></p>'


def test_controls_do_not_break_words() -> None:
    """Characters that no XML document may hold are dropped, not replaced by a sign for them."""
    assert made(text("Нови\x00ни\x0b")).content == "<p>Новини</p>"


def test_spoilers_keep_their_text() -> None:
    """What a reader would have to tap on is there to read."""
    assert "Пароль вистави: ліхтар." in post(104, "text").content


def test_links_that_are_escaped_twice_are_mended() -> None:
    """Telegram escapes the address of a link that asks before it opens once more."""
    assert 'href="https://metro.example/?st=1&amp;day=2"' in post(102, "text").content


def test_hashtags_are_categories_and_absolute_links() -> None:
    """Relative hashtags lead to the channel's own search, from whatever page they were read."""
    entry = post(102, "text")

    assert entry.categories == ("Харків", "метро")
    assert f'href="{URL}?q=%23%D0%A5%D0%B0%D1%80%D0%BA%D1%96%D0%B2">#Харків</a>' in entry.content
    assert entry in read(page("text"), "https://telegram.me/s/MISTO_KH?before=500").entries


def test_the_date_is_read_as_utc_and_an_edited_mark_has_none() -> None:
    """The post's own time is its publication, in UTC even without a zone; "edited" comes without a time."""
    entry = post(102, "text")
    bare = made('<time datetime="2026-06-12T18:00:00"></time>')

    assert (entry.published, entry.updated) == (datetime.fromisoformat("2026-06-12T18:00:00+00:00"), None)
    assert bare.published == entry.published


def test_the_length_of_a_video_is_no_date() -> None:
    """A video's <time> says how long it is, and a post without any date has none."""
    assert post(205, "media").published == datetime.fromisoformat("2026-06-15T18:01:00+00:00")
    assert made('<time class="message_video_duration">0:42</time>').published is None


def test_an_album_is_one_post_with_its_files() -> None:
    """Photos and videos of an album are enclosures of one entry, the video with its still picture."""
    files = [(file.url.rpartition("/")[2], file.type) for file in post(202, "media").enclosures]

    assert files == [
        ("one.jpg", "image/jpeg"),
        ("two.png", "image/png"),
        ("clip.mp4?token=v1", "video/mp4"),
        ("poster.jpg?token=p1", "image/jpeg"),
    ]


def test_files_of_unknown_type_are_pictures_all_the_same() -> None:
    """Without an extension, the element says what the file is."""
    assert post(206, "media").enclosures[0].type == "image/*"


def test_an_unsupported_video_is_a_link_to_the_post() -> None:
    """A video without a file has its still picture, and a link to where it can be seen; one with a file has none."""
    entry = post(205, "media")

    assert entry.content == '<p><a href="https://t.me/misto_kh/205">Переглянути в Telegram</a></p>'
    assert [file.type for file in entry.enclosures] == ["image/jpeg"]
    assert post(207, "media").content == ""


def test_documents_are_named_with_what_is_said_of_them() -> None:
    """A document is a link to its post, with its size where it is said."""
    assert post(503, "polls-and-documents").content.endswith(
        '<p><a href="https://t.me/misto_kh/503">Список укриттів.xlsx</a> (20 KB)</p>'
        '<p><a href="https://t.me/misto_kh/503">Мапа.pdf</a></p>'
    )


def test_polls_are_question_and_options_without_votes() -> None:
    """What changes by the minute is left out, and so does not change the fingerprint."""
    entry = post(501, "polls-and-documents")
    later = (
        page("polls-and-documents").replace("61%", "60%").replace("39%", "40%").replace("1.1K voters", "1.2K voters")
    )

    assert (
        entry.content
        == "<p>Яку лаву поставити в сквері? 🌳</p><ul><li>Дерев’яну</li><li>З бетону &amp; сталі</li></ul>"
    )
    assert entry in read(later).entries


def test_the_origin_of_a_forwarded_post_is_its_author() -> None:
    """Name and link of the origin; who signed the forwarded post, or only passed it on, is not its author."""
    (origin,) = post(403, "around").authors

    assert (origin.name, origin.uri) == ("Водоканал «Чиста вода»", "https://t.me/vodokanal_kh/77")
    assert [(author.name, author.uri) for author in post(404, "around").authors] == [("Олена", None)]


def test_a_signature_is_the_author() -> None:
    """A post that is signed and not forwarded has its signature as author."""
    assert [author.name for author in post(405, "around").authors] == ["Пресслужба"]


def test_a_linked_page_is_a_quotation_without_its_picture() -> None:
    """The preview of a link is its title, linked, and its description; its picture or video is none of the post's."""
    entry = post(405, "around")
    video = '<a class="tgme_widget_message_link_preview" href="https://h/"><video src="https://h/v.mp4"></video></a>'

    assert entry.content.endswith(
        '<blockquote><p><a href="https://city.example/budget">Бюджет &lt;2026&gt;</a></p>'
        "<p>Проєкт бюджету винесли на обговорення</p></blockquote>"
    )
    assert entry.enclosures == made(video).enclosures == ()


def test_buttons_that_lead_somewhere_are_links() -> None:
    """A button with an address is kept; one that counts votes is not."""
    content = post(406, "around").content

    assert content.endswith('<p><a href="https://city.example/help">Допомога</a></p>')
    assert "57" not in content


def test_a_post_inside_a_post_is_not_part_of_it() -> None:
    """Elements of another post that broken markup puts inside are its own."""
    inner = f'<div class="tgme_widget_message" data-post="misto_kh/2">{text("Другий")}</div>'
    feed = read(
        f'<section class="tgme_channel_history"><div class="tgme_widget_message" data-post="misto_kh/1">'
        f"{text('Перший')}{inner}</div></section>"
    )

    assert [entry.content for entry in feed.entries] == ["<p>Другий</p>", "<p>Перший</p>"]


@pytest.mark.parametrize(
    ("markup", "title"),
    [
        ("Рядок<br>другий", "Рядок"),
        ("<br><br>Рядок<br/>другий", "Рядок"),
        ("🔴🔴<br>#Харків #ДСНС<br>Увага", "Увага"),
        ("1️⃣ 🇺🇦<br>Перше", "Перше"),
        ("#Харків #метро@misto_kh<br>Рух відновлено", "Рух відновлено"),
        ("🔴 Тривога", "🔴 Тривога"),
        ("#Харків чекає", "#Харків чекає"),
        ("🔴🔴", "🔴🔴"),
        ("#Харків<br>🔴", "#Харків"),
        ("<b>Назва</b><blockquote>Цитата</blockquote>", "Назва"),
        ("а<pre>б</pre>", "а"),
        ("О &lt;10&gt; годині", "О <10> годині"),
        ("слово " * 40, "слово " * 18 + "слово…"),
        ("Коротко! " + "Слово " * 40, "Коротко! " + "Слово " * 17 + "Слово…"),
        ("На вул. Сумській " + "триває ремонт " * 3 + "дороги. Об’їзд – " + "слово " * 40,
         "На вул. Сумській " + "триває ремонт " * 3 + "дороги."),
        ("Мер сказав: «Працюємо далі, місто живе й будується!» Потім " + "слово " * 40,
         "Мер сказав: «Працюємо далі, місто живе й будується!»"),
        ("Їдьте в об’їзд через сусідні вулиці або просп. Науки, " + "слово " * 40,
         "Їдьте в об’їзд через сусідні вулиці або просп. Науки, " + "слово " * 9 + "слово…"),
        ("й" * 200, "й" * 119 + "…"),
    ],
)  # fmt: skip
def test_the_title_is_the_first_line_that_says_something(markup: str, title: str) -> None:
    """At most 120 characters, cut after a sentence where one ends late enough, else after a word."""
    assert made(text(markup)).title == title
    assert len(title) <= 120


@pytest.mark.parametrize(
    ("number", "name", "ukrainian", "english"),
    [
        (205, "media", "Відео", "Video"),
        (206, "media", "Фото", "Photo"),
        (207, "media", "Відео", "Video"),
        (208, "media", "Голосове повідомлення", "Voice message"),
        (209, "media", "Наліпка", "Sticker"),
        (210, "media", "Місце на мапі", "Place on the map"),
        (
            501,
            "polls-and-documents",
            "Опитування: Яку лаву поставити в сквері? 🌳",
            "Poll: Яку лаву поставити в сквері? 🌳",
        ),
        (502, "polls-and-documents", "Документ: План робіт <2026>.pdf", "Document: План робіт <2026>.pdf"),
        (302, "custom-emoji", "Допис", "Post"),
    ],
)
def test_posts_without_text_are_named_by_what_they_hold(number: int, name: str, ukrainian: str, english: str) -> None:
    """In Ukrainian where the source is, else in English."""
    assert post(number, name).title == ukrainian
    assert post(number, name, "uk-UA").title == ukrainian
    assert post(number, name, "en").title == post(number, name, None).title == english


def test_a_picture_under_emoji_only_is_named_by_what_it_is() -> None:
    """Emoji and hashtags are no name for a photo, and several kinds of files are all named."""
    photo, video = '<a class="tgme_widget_message_photo_wrap"></a>', '<a class="tgme_widget_message_video_player"></a>'

    assert made(photo + photo + text("🔴<br>#Харків"), language="en").title == "Photo"
    assert made(photo + video, language="en").title == "Photo, video"


@pytest.mark.parametrize("name", ["media", "text", "around", "polls-and-documents", "custom-emoji"])
def test_signed_links_views_and_edits_in_time_change_no_fingerprint(name: str) -> None:
    """What changes on the page by the hour is no change of the post."""
    later = re.sub(r"cdn\.example/file/(\w)", r"cdn9.example/file/other-\1", page(name)).replace("1.2K", "2.3K")
    later = later.replace("token=", "token=other").replace("time datetime=", 'time data-x="" datetime=')
    before, after = read(page(name)).entries, read(later).entries

    assert [entry.fingerprint for entry in before] == [entry.fingerprint for entry in after]
    assert len({entry.fingerprint for entry in before}) == len(before)


def test_enclosures_are_new_where_fingerprints_are_not() -> None:
    """Entries carry the links of this page, whatever their fingerprint."""
    later = page("media").replace("token=a1", "token=a2")

    assert [file.url for file in post(201, "media").enclosures] == ["https://cdn.example/file/park.jpg?token=a1"]
    assert [file.url for file in read(later).entries[-1].enclosures] == ["https://cdn.example/file/park.jpg?token=a2"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (text("так"), text("ні")),
        (text('<a href="https://h/1">так</a>'), text('<a href="https://h/2">так</a>')),
        (text("так"), text("так") + '<a class="tgme_widget_message_photo_wrap"></a>'),
        ('<a class="tgme_widget_message_photo_wrap"></a>', '<a class="tgme_widget_message_photo_wrap"></a>' * 2),
        (
            text("так") + '<a class="tgme_widget_message_photo_wrap"></a>',
            text("так") + '<a class="tgme_widget_message_voice_player"></a>',
        ),
    ],
)
def test_words_links_and_files_change_the_fingerprint(one: str, other: str) -> None:
    """A change of text, of a link, or of the number or kind of files is a change of the post."""
    assert made(one).fingerprint != made(other).fingerprint
