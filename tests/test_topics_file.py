"""topics.toml: how it is read, what is said of mistakes in it, and the one that comes with the program."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from feeds.config.topics import load_topics
from feeds.errors import ConfigError
from feeds.ingest.phrases import Phrases
from feeds.ingest.tagging import Tagger
from feeds.model import Tag, TagKind, Topic
from tests.samples.build_demo import load
from tests.store.rows import entry, translation

DELIVERED = Path(__file__).parents[1] / "config" / "topics.toml"
TOPIC = '[[topic]]\nid = "water"\ntitle = "Water"\nwords = ["вода"]\n'
SHORT = "has fewer than 3 letters before a *: too many words begin so"


def written(folder: Path, text: str) -> Path:
    """The file with this text."""
    path = folder / "topics.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_everything_said(tmp_path: Path) -> None:
    """Every setting arrives where it belongs, spaces made one."""
    text = TOPIC.replace('"вода"', '" питна   вода ", "водо*"') + 'title_uk = "Вода"\ncategories = ["ЖКГ"]\n'
    expected = Topic("water", "Water", "Вода", ("питна вода", "водо*"), ("ЖКГ",))
    assert load_topics(written(tmp_path, text)) == (expected,)


def test_defaults(tmp_path: Path) -> None:
    """What is not said is empty; without a file, or with an empty one, there are no topics."""
    assert load_topics(written(tmp_path, TOPIC)) == (Topic("water", "Water", words=("вода",)),)
    assert load_topics(written(tmp_path, "")) == ()
    assert load_topics(tmp_path / "none.toml") == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (TOPIC * 2, "topic[2].id = 'water': is used twice; ids must be unique"),
        (TOPIC.replace('["вода"]', "[]"), "topic[1] (water): has neither words nor categories"),
        (TOPIC.replace("вода", "!"), "topic[1] (water).words[1] = '!': is no word and no phrase"),
        (TOPIC.replace("вода", "во*"), f"topic[1] (water).words[1] = 'во*': {SHORT}"),
        (TOPIC.replace('"вода"', '"подача *"'), f"topic[1] (water).words[1] = 'подача *': {SHORT}"),
        (TOPIC.replace('["вода"]', '"вода"'), "topic[1] (water).words = 'вода': is no list; write it in [brackets]"),
        (TOPIC.replace("title", "name"), "topic[1] (water).title: is missing (and 1 more)"),
        (TOPIC + "color = 1\n", "topic[1] (water).color = 1: there is no such setting"),
        (TOPIC.replace("[[topic]]", "[topic]"), "topic: is one table; write its name in [[two brackets]]"),
        ("[[topic]\n", "is no valid TOML"),
    ],
)  # fmt: skip
def test_error(tmp_path: Path, text: str, expected: str) -> None:
    """An error names the file, the key, the value and the reason, in one line."""
    path = written(tmp_path, text)
    with pytest.raises(ConfigError) as caught:
        load_topics(path)
    assert "\n" not in str(caught.value)
    assert str(caught.value).startswith(f"{path}: {expected}")


def test_delivered_words() -> None:
    """Every word of the delivered file is found where it stands as it is listed, and none is listed twice."""
    topics = load_topics(DELIVERED)
    assert len(topics) >= 12
    for topic in topics:
        assert topic.title_uk
        assert [word for word, times in Counter(word.lower() for word in topic.words).items() if times > 1] == []
        for word in topic.words:
            text = f"— {word.replace('*', 'а')}."
            assert word in {one.phrase for one in Phrases(topic.words).find(text, "uk")}, word


def demo_topics(title: str) -> set[str]:
    """The topics of an entry of the demo whose Ukrainian or English title begins so."""
    tagger = Tagger((), load_topics(DELIVERED), ())
    items = [item for folder in ("kharkiv", "kharkiv-channel", "kyiv", "eurocities") for item in load(folder)]
    [item] = [item for item in items if (item.get("uk") or item["en"])["title"].startswith(title)]
    texts = [{name: item[tag][name] for name in ("title", "summary", "content")} for tag in ("uk", "en") if tag in item]
    one = entry(1, language="uk" if "uk" in item else "en", categories=tuple(item.get("categories", ())), **texts[0])
    return {tag.term for tag in tagger.tags(one, [translation(one, **text) for text in texts[1:]])}


@pytest.mark.parametrize(
    ("title", "is_about", "is_not"),
    [
        ("Тепло подано", {"energy", "rebuilding"}, {"culture", "transport", "sport"}),
        ("Вагони з Берліна", {"transport", "international"}, {"water", "health"}),
        ("Підземна школа", {"education", "rebuilding"}, {"transport", "sport"}),
        ("Реставратори з Болоньї", {"culture", "international"}, {"water", "energy", "education"}),
        ("🚑 Три медичні", {"health", "international"}, {"energy", "digital"}),
        ("💧 19 жовтня", {"water"}, {"culture", "education"}),
        ("🔴 Харків: повітряна тривога", {"safety"}, {"culture", "energy"}),
        ("Київ висадить", {"environment"}, {"digital", "transport"}),
        ("Молодь Харкова", {"children", "transport", "international"}, {"humanitarian", "water"}),
        ("Гельсінкі та Оулу", {"digital"}, {"energy", "culture"}),
        ("Night trains", {"transport"}, {"health", "water"}),
        ("‘Winter Without Darkness’", {"energy", "international", "humanitarian"}, {"sport"}),
    ],
)
def test_delivered_topics(title: str, is_about: set[str], is_not: set[str]) -> None:
    """Entries of the demo are about what a reader would say, and not about what they mention in passing."""
    found = demo_topics(title)
    assert found >= is_about
    assert found.isdisjoint(is_not)


def test_kinds() -> None:
    """A topic's tag is told from a partner's of the same name."""
    tagger = Tagger((), (Topic("water", "Water", words=("вода",)),), ())
    assert tagger.tags(entry(1, title="Вода"), ()) == {Tag(TagKind.TOPIC, "water")}
