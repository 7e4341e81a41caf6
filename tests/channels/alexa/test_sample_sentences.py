"""The words in Alexa's slots are read as if they had been said in a sentence."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from intents.dialogue.slots import Slot
from local_voice.device import Echo
from tests.conftest import Clock
from voice_skill.app import create_app
from voice_skill.channels.alexa.sample_sentences import sentence_of
from voice_skill.config import Config
from voice_skill.sample_shop import create_sample_shop
from voice_skill.store import Store


@pytest.fixture
def echo(sqlite_url: str, clock: Clock, tmp_path: Path) -> Iterator[Echo]:
    with closing(Store.open(sqlite_url, clock=clock)) as store:
        create_sample_shop(store, user_id="ada")
        config = Config.from_env({"VOICE_SKILL_HOME": str(tmp_path), "VOICE_SKILL_VERIFY_REQUESTS": "off"})
        app = create_app(config, store=store)
        yield Echo(app, application_id=store.spoken_as("juniper"), user_id="ada")


@pytest.mark.parametrize(
    ("intent", "slots", "sentence"),
    [
        ("AddToCartIntent", {"option": "navy", "product": "towel"}, "add a navy towel to my cart"),
        ("AnswerIntent", {"option": "king"}, "king"),
        ("ProductFeatureIntent", {"product": "pen", "part": "converter"}, "does the pen have a converter"),
        ("RemoveFromCartIntent", {"product": "mug"}, "remove mug from my cart"),
        ("ProductPriceIntent", {"product": "soup bowl"}, "how much is soup bowl"),
    ],
)
def test_it_is_the_first_sample_of_these_slots(intent: str, slots: dict[str, str], sentence: str) -> None:
    assert sentence_of(intent, {name: Slot(text) for name, text in slots.items()}, "en-US") == sentence


@pytest.mark.parametrize(
    ("intent", "slots"),
    [
        ("PlaceOrderIntent", {}),
        ("AddToCartIntent", {"quantity": "?", "product": "mug"}),
        ("AnswerIntent", {"ordinal": "2"}),
        ("AddToCartIntent", {"quantity": "4", "product": "batteries"}),
        ("AddToCartIntent", {"product": "nine volt batteries"}),
        ("AddToCartIntent", {"product": "mug", "second_product": "bowl"}),
        ("AnotherSkillsIntent", {"product": "mug"}),
    ],
)
def test_there_is_none_where_words_are_missing_or_would_mean_something_else(intent: str, slots: dict[str, str]) -> None:
    assert sentence_of(intent, {name: Slot(text) for name, text in slots.items()}, "en-US") == ""


def test_both_are_the_last_two_that_were_spoken_of(echo: Echo) -> None:
    for product in ("jam", "honey"):
        echo.intent("FindProductIntent", {"product": {"value": product}})

    answer = echo.intent("AddToCartIntent", {"product": {"value": "both"}})

    assert "jar of honey" in answer.speech
    assert "strawberry jam" in answer.speech


def test_a_first_request_that_is_answered_still_ends_the_session(echo: Echo) -> None:
    answer = echo.intent("OrderTotalIntent", {"product": {"value": "blue mug"}})

    assert answer.session_ends
