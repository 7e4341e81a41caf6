"""What no sample says is caught with its first word, and read by the shop."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from local_voice.device import Echo
from tests.conftest import Clock
from voice_skill.app import create_app
from voice_skill.channels.alexa.carriers import carrier_intents, carrier_of
from voice_skill.channels.alexa.interaction_model import interaction_model
from voice_skill.channels.alexa.model_rules import MOST_INTENTS, validate
from voice_skill.channels.word_reader import WordReader
from voice_skill.config import Config
from voice_skill.sample_shop import create_sample_shop
from voice_skill.store import Store


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> WordReader:
    reader = WordReader(tmp_path_factory.mktemp("learned"))
    reader.load("en-US")
    return reader


@pytest.fixture
def store(sqlite_url: str, clock: Clock) -> Iterator[Store]:
    with closing(Store.open(sqlite_url, clock=clock)) as store:
        create_sample_shop(store, user_id="ada")
        yield store


@pytest.fixture
def echo(store: Store, reader: WordReader, tmp_path: Path) -> Echo:
    config = Config.from_env({"VOICE_SKILL_HOME": str(tmp_path), "VOICE_SKILL_VERIFY_REQUESTS": "off"})
    app = create_app(config, store=store, read_words=reader)
    return Echo(app, application_id=store.spoken_as("juniper"), user_id="ada")


@pytest.mark.parametrize(
    ("intent", "caught", "answer"),
    [
        ("Said_what", "does the red teapot cost", "The red teapot costs $38.00"),
        ("Said_where", "has my order got to", "Your order of 2 blue mugs"),
        ("Said_put", "two blue mugs a red teapot and a jar of honey in my cart", "I put 2 blue mugs, one red teapot"),
        ("Said_will", "it rain in lisbon on sunday", "Sorry, I didn't get that"),
        ("Said_of_a_later_model", "it rain in lisbon on sunday", "Sorry, I didn't get that"),
    ],
)
def test_is_answered_by_the_intent_that_it_belongs_to(echo: Echo, intent: str, caught: str, answer: str) -> None:
    assert answer in echo.intent(intent, {"said": {"value": caught}}).speech


def test_a_number_said_to_a_question_is_its_answer(echo: Echo) -> None:
    echo.intent("Said_put", {"said": {"value": "a candle in my cart"}})

    answer = echo.intent("Said_make", {"said": {"value": "that three please"}})

    assert "3 beeswax candles" in answer.speech


def test_no_order_is_placed_without_a_clear_yes(echo: Echo, store: Store) -> None:
    for intent, caught in [("Said_put", "a candle in my cart"), ("Said_yes", "order now"), ("Said_okay", "but wait")]:
        echo.intent(intent, {"said": {"value": caught}})

    with store.for_merchant("juniper") as shop:
        latest = shop.orders.latest(shop.customers.speaking("ada"))
        assert latest is not None
        assert "candle" not in str([line.sku for line in latest.lines])


def test_each_carrier_has_an_intent_that_alexa_takes(store: Store) -> None:
    with store.for_merchant("juniper") as shop:
        for_alexa, for_channels_with_words = (
            interaction_model(shop, "en-US", has_words=has_words) for has_words in (False, True)
        )

    assert validate(for_alexa, "en-US") == []
    names = [
        {intent["name"] for intent in model["interactionModel"]["languageModel"]["intents"]}
        for model in (for_alexa, for_channels_with_words)
    ]
    assert names[0] - names[1] == {intent["name"] for intent in carrier_intents("en-US")}
    assert len(names[0]) < MOST_INTENTS


def test_carriers_that_mean_the_same_share_an_intent(echo: Echo) -> None:
    (okay,) = [intent for intent in carrier_intents("en-US") if intent["name"] == "Said_okay"]
    echo.intent("AddToCartIntent", {"product": {"value": "candle"}})
    echo.intent("PlaceOrderIntent", {})

    answer = echo.intent("Said_okay", {"said": {"value": "place it"}})

    assert {"okay {said}", "lovely {said}", "perfect {said}"} <= {*okay["samples"]}
    assert "is placed" in answer.speech


def test_what_depends_on_the_words_before_is_left_to_a_carrier(store: Store) -> None:
    with store.for_merchant("juniper") as shop:
        for_alexa, for_channels_with_words = (
            interaction_model(shop, "en-US", has_words=has_words) for has_words in (False, True)
        )
    samples = [
        {sample for intent in model["interactionModel"]["languageModel"]["intents"] for sample in intent["samples"]}
        for model in (for_alexa, for_channels_with_words)
    ]

    assert {"and the {product}", "no {quantity}", "cancel the {product}"} <= samples[1] - samples[0]
    assert {"and {said}", "no {said}", "cancel {said}", "cancel my order"} <= samples[0]


def test_a_follow_up_is_about_what_was_asked(echo: Echo) -> None:
    echo.intent("ProductPriceIntent", {"product": {"value": "bread knife"}})

    answer = echo.intent("Said_and", {"said": {"value": "the soup bowl"}})

    assert "$16.50" in answer.speech


def test_the_carrier_phrase_is_known_by_the_intents_name() -> None:
    assert carrier_of("Said_whats_your", "en-US") == "what's your"
    assert carrier_of("AddToCartIntent", "en-US") is None


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("blue mugs", "blue mug costs $14.00"),
        ("the blue mug", "blue mug costs $14.00"),
        ("blue mug rack", "couldn't find blue mug rack"),
    ],
)
def test_what_was_resolved_counts_as_far_as_its_name_goes(echo: Echo, words: str, answer: str) -> None:
    match = {"authority": "amzn1.er-authority.echo-sdk.juniper.PRODUCT", "status": {"code": "ER_SUCCESS_MATCH"}}
    resolved = {"resolutionsPerAuthority": [match | {"values": [{"value": {"name": "blue mug", "id": "mug-blue"}}]}]}

    answered = echo.intent("ProductPriceIntent", {"product": {"value": words, "resolutions": resolved}})

    assert answer in answered.speech


def test_things_in_slots_are_all_put_in_the_cart(echo: Echo) -> None:
    slots = {
        "quantity": "2",
        "product": "soup bowls and a candle",
        "second_quantity": "3",
        "second_product": "water jugs",
    }

    answer = echo.intent("AddToCartIntent", {name: {"value": value} for name, value in slots.items()})

    assert "2 soup bowls, one beeswax candle, and 3 water jugs" in answer.speech


def test_what_the_shop_lacks_of_several_things_is_said(echo: Echo) -> None:
    slots = {"product": "soup bowl", "second_product": "bicycle", "third_product": "candle"}

    answer = echo.intent("AddToCartIntent", {name: {"value": value} for name, value in slots.items()})

    assert "couldn't find bicycle" in answer.speech
    assert "soup bowl and one beeswax candle" in answer.speech


def test_another_thing_takes_the_place_of_the_one_that_was_named(echo: Echo) -> None:
    for product in ("soup bowl", "water jug"):
        echo.intent("AddToCartIntent", {"product": {"value": product}})

    answer = echo.intent("SwapProductIntent", {"product": {"value": "candle"}, "old_product": {"value": "soup bowl"}})

    assert "swapped the soup bowl for one beeswax candle" in answer.speech
