"""Words are there in both languages, are filled in, and never fail where something is wanting."""

from itertools import chain

import pytest

from gongzhi.catalogue import LANGS, Catalogue, Words
from gongzhi.matters.loop import EVENTS
from gongzhi.matters.trade import TRADE

WORDS = Words(zh={"greet": "你好 {name}", "only": "只有中文"}, en={"greet": "Hello {name}"})


def test_details_are_filled_in() -> None:
    assert (WORDS.text("greet", name="共治"), WORDS.text("greet", "en", name="you")) == ("你好 共治", "Hello you")


def test_nothing_that_is_wanting_breaks_a_sentence() -> None:
    assert WORDS.text("greet", "en") == "Hello —"
    assert WORDS.text("only", "en") == "只有中文"
    assert WORDS.text("nowhere") == "nowhere"


def test_details_may_have_any_name_and_any_content() -> None:
    words = Words(zh={"refusals.x.title": "{code}{key}{lang_}", "refusals.x.way_out": "{why}"}, en={})
    assert words.refusal("x", code="{why}", key=1, why="{0.__class__}") == ("{why}1—", "{0.__class__}")


def test_a_key_in_one_language_only_is_named() -> None:
    assert WORDS.missing() == (("only", "en"),)
    assert not WORDS.has("only")


def test_the_catalogue_has_every_word_in_both_languages(catalogue: Catalogue) -> None:
    assert catalogue.words.missing() == ()


def test_every_refusal_has_a_title_and_a_way_out(catalogue: Catalogue) -> None:
    for code in catalogue.words.under("refusals"):
        said = chain.from_iterable(catalogue.words.refusal(code, lang) for lang in LANGS)
        assert all(words and not words.startswith("refusals.") for words in said), code


def test_every_event_of_the_loop_has_words_for_the_journal_and_no_words_are_left_over(catalogue: Catalogue) -> None:
    assert set(catalogue.words.under("events")) == set(EVENTS)
    assert "events" in TRADE


@pytest.mark.parametrize(
    "key",
    ["stages.handed_over", "commands.answer_directly", "lights.orange", "urgency.long", "privacy.P3", "levels.grid"],
)
def test_the_words_of_the_loop_are_there(catalogue: Catalogue, key: str) -> None:
    assert catalogue.words.has(key)
