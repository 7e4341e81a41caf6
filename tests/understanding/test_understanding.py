"""Understanding what people say to a shop: just as in its samples, in other words, and what is not its business."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.understanding.conftest import NOW, model_of
from tests.understanding.shop import PRODUCTS, SAMPLES, SLOT_TYPES, shop_model
from voice_skill.understanding import Understanding, Understood

SAID = {
    "product": ["blue mug", "thermos", "M&M's brownie mix", "wool blanket"],
    "other_product": ["green tea"],
    "option": ["large", "twelve ounce"],
    "quantity": ["two", "12"],
    "order_number": ["one oh four two double three"],
    "date": ["friday"],
    "query": ["something nice for my sister"],
    "which": ["second"],
}


@dataclass(frozen=True)
class Heard:
    text: str
    confidence: float


def values(understood: Understood) -> dict[str, str]:
    return {name: slot.value for name, slot in understood.slots.items()}


def exact_sentences() -> list[tuple[str, str, dict[str, str]]]:
    """Every sample, filled."""
    sentences = []
    for place, (intent, samples) in enumerate(SAMPLES.items()):
        for sample in samples:
            filling = {name: said[place % len(said)] for name, said in SAID.items() if f"{{{name}}}" in sample}
            sentences.append((sample.format(**filling), intent, filling))
    return sentences


def test_every_sample_is_understood_exactly(shop: Understanding) -> None:
    figures = {"two": "2", "one oh four two double three": "104233", "friday": "2026-06-12", "second": "2"}
    for text, intent, filling in exact_sentences():
        understood = shop.understand(text)
        wanted = {name: said if name == "query" else figures.get(said, said) for name, said in filling.items()}
        assert (text, understood.intent, values(understood)) == (text, intent, wanted)
        assert understood.confidence == 1.0 or "query" in filling


def test_every_name_and_synonym_of_the_catalogue_is_found(shop: Understanding) -> None:
    for external_id, (name, synonyms) in PRODUCTS.items():
        for said in (name, *synonyms):
            slot = shop.understand(f"put two {said} in my cart").slots["product"]
            assert slot.resolutions is not None
            [authority] = slot.resolutions["resolutionsPerAuthority"]
            assert external_id in [each["value"]["id"] for each in authority["values"]]


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("yes", "Yes"),
        ("Yeah, sure!", "Yes"),
        ("umm yes please", "Yes"),
        ("no thanks", "No"),
        ("nah i don't think so", "No"),
        ("what can i say", "Help"),
        ("i need some help please", "Help"),
        ("goodbye", "Stop"),
        ("that's all for now thanks", "Stop"),
        ("never mind", "Cancel"),
        ("could you please say that again", "Repeat"),
        ("let's start over", "StartOver"),
        ("go home", "NavigateHome"),
    ],
)
def test_amazons_standard_intents_need_no_samples(shop: Understanding, text: str, intent: str) -> None:
    assert shop.understand(text).intent == f"AMAZON.{intent}Intent"


def test_samples_of_the_model_extend_a_standard_intent() -> None:
    model = model_of({"AMAZON.StopIntent": ["so long and thanks for all the fish"], "BuyIntent": ["buy fish"]}, {})

    understanding = Understanding(model)

    assert understanding.understand("so long and thanks for all the fish").intent == "AMAZON.StopIntent"
    assert understanding.understand("goodbye").intent == "AMAZON.StopIntent"


# In none of the samples.
UNSEEN = [
    ("could you put a blue mug into my cart", "AddToCartIntent", {"product": "blue mug"}),
    ("um can i get three candles", "AddToCartIntent", {"quantity": "3", "product": "candles"}),
    ("please add two thermos to the cart", "AddToCartIntent", {"quantity": "2", "product": "thermos"}),
    ("i think i'll buy the chef's knife", "AddToCartIntent", {"product": "chef's knife"}),
    (
        "can you compare the french press to the grinder",
        "CompareIntent",
        {"product": "french press", "other_product": "grinder"},
    ),
    ("what would the oak cutting board cost me", "PriceIntent", {"product": "oak cutting board"}),
    ("um how much would the linen apron be", "PriceIntent", {"product": "linen apron"}),
    ("have you still got the linen apron in stock", "StockIntent", {"product": "linen apron"}),
    ("can you tell me when my order is going to arrive", "OrderStatusIntent", {}),
    ("has order one oh four two double three been shipped yet", "OrderStatusIntent", {"order_number": "104233"}),
    ("can you track order number 104233 for me", "OrderStatusIntent", {"order_number": "104233"}),
    ("where the heck is my order", "OrderStatusIntent", {}),
    ("uh i need to cancel the order i just made", "CancelOrderIntent", {}),
    ("please cancel order number one two three four five six", "CancelOrderIntent", {"order_number": "123456"}),
    ("can you reorder my green tea", "ReorderIntent", {"product": "green tea"}),
    ("what have i got in my cart so far", "ShowCartIntent", {}),
    ("please clear out my cart", "EmptyCartIntent", {}),
    ("i'd like to place my order now", "PlaceOrderIntent", {}),
    ("i would like to return my candles", "ReturnIntent", {"product": "candles"}),
    ("how many days does shipping usually take", "DeliveryIntent", {}),
    ("okay the second one please", "ChooseIntent", {"which": "2"}),
]


@pytest.mark.parametrize(("text", "intent", "slots"), UNSEEN)
def test_other_words_for_the_same_are_understood(
    shop: Understanding, text: str, intent: str, slots: dict[str, str]
) -> None:
    understood = shop.understand(text)

    assert understood.intent == intent
    assert values(understood) == slots
    assert understood.confidence < 1.0


@pytest.mark.parametrize(
    "text",
    [
        "set a timer for ten minutes",
        "what's the weather like in rome",
        "play some jazz music",
        "call my mother",
        "who won the game last night",
        "turn on the kitchen lights",
        "when does the bank open on sunday",
        "translate good morning into french",
        "tell me a joke about elephants",
        "lorem ipsum dolor sit amet",
        "[unk] [unk] cart",
        "the the the",
    ],
)
def test_what_is_none_of_the_shops_business_is_out_of_scope(shop: Understanding, text: str) -> None:
    understood = shop.understand(text)

    assert understood.intent is None
    assert understood.slots == {}


def test_samples_of_the_fallback_intent_are_out_of_scope() -> None:
    model = model_of({"AMAZON.FallbackIntent": ["tell me a joke"], "BuyIntent": ["buy fish", "tell me the price"]}, {})

    assert Understanding(model).understand("tell me a joke").intent is None


def test_a_higher_fallback_sensitivity_lets_less_through() -> None:
    model = shop_model()
    language = model["interactionModel"]["languageModel"]
    language["modelConfiguration"] = {"fallbackIntentSensitivity": {"level": "HIGH"}}
    wary, easy = Understanding(model), Understanding(shop_model())
    texts = [
        "cancel my gym membership",
        "order me a pizza",
        "delete my account",
        "what do you charge for honey",
        "how expensive is the coffee grinder",
        "i need a new french press",
        "got any candles",
        "throw a teapot in my cart",
        "same as last time please",
        "return my call from yesterday",
    ]

    let_through = [sum(each.understand(text).intent is not None for text in texts) for each in (wary, easy)]

    assert let_through[0] < let_through[1]


def test_the_alternative_that_makes_sense_is_chosen(shop: Understanding) -> None:
    understood = shop.understand(
        [Heard("at two blue monks to my cart", 0.5), Heard("add two blue mugs to my cart", 0.4)]
    )

    assert understood.text == "add two blue mugs to my cart"
    assert values(understood) == {"quantity": "2", "product": "blue mugs"}


def test_an_unlikely_alternative_does_not_win_over_what_was_heard(shop: Understanding) -> None:
    understood = shop.understand([Heard("where is my order", 0.9), Heard("cancel my order", 0.1)])

    assert understood.intent == "OrderStatusIntent"


def test_what_was_not_heard_counts_against_an_alternative(shop: Understanding) -> None:
    understood = shop.understand([Heard("[unk] my [unk]", 0.6), Heard("empty my cart", 0.4)])

    assert understood.intent == "EmptyCartIntent"


def test_without_alternatives_there_is_no_intent(shop: Understanding) -> None:
    assert shop.understand([]).to_json() == {"text": "", "intent": None, "confidence": 0.0, "slots": {}}


def test_the_json_is_what_the_command_line_prints(shop: Understanding) -> None:
    printed = shop.understand("put 2 candles in my cart", skill_id="amzn1.ask.skill.7").to_json()

    assert json.loads(json.dumps(printed)) == {
        "text": "put 2 candles in my cart",
        "intent": "AddToCartIntent",
        "confidence": 1.0,
        "slots": {
            "quantity": {"value": "2"},
            "product": {
                "value": "candles",
                "resolutions": {
                    "resolutionsPerAuthority": [
                        {
                            "authority": "amzn1.er-authority.echo-sdk.amzn1.ask.skill.7.PRODUCT",
                            "status": {"code": "ER_SUCCESS_MATCH"},
                            "values": [{"value": {"name": "beeswax candle", "id": "P-10"}}],
                        }
                    ]
                },
            },
        },
    }


def test_free_text_is_taken_after_its_carrier_phrase(shop: Understanding) -> None:
    understood = shop.understand("search reviews for Quiet coffee grinders, under fifty dollars")

    assert understood.intent == "SearchReviewsIntent"
    assert understood.slots["query"].value == "Quiet coffee grinders, under fifty dollars"
    assert understood.slots["query"].resolutions is None


@pytest.mark.parametrize(
    ("type_name", "said", "value"),
    [
        ("AMAZON.NUMBER", "forty two", "42"),
        ("AMAZON.FOUR_DIGIT_NUMBER", "six oh four five", "6045"),
        ("AMAZON.Ordinal", "twenty first", "21"),
        ("AMAZON.DATE", "the day after tomorrow", "2026-06-12"),
        ("AMAZON.TIME", "half past six in the evening", "18:30"),
        ("AMAZON.DURATION", "an hour and a half", "PT1H30M"),
        ("AMAZON.PhoneNumber", "five five five oh one four two", "5550142"),
        ("AMAZON.AlphaNumeric", "b l t two", "blt2"),
        ("AMAZON.SearchQuery", "the best pizza in town", "the best pizza in town"),
        ("AMAZON.FirstName", "Zebedee", "Zebedee"),
        ("AMAZON.City", "Salt Lake City", "Salt Lake City"),
    ],
)
def test_amazons_slot_types_give_alexas_values(type_name: str, said: str, value: str) -> None:
    model = model_of(
        {"TakeIntent": ["write down {thing}", "my answer is {thing}"], "ByeIntent": ["see you"]}, {"thing": type_name}
    )

    understood = Understanding(model, now=lambda: NOW).understand(f"my answer is {said}")

    assert understood.intent == "TakeIntent"
    assert understood.slots["thing"].to_json() == {"value": value}


def test_the_clock_is_asked_anew_for_each_date() -> None:
    today = [NOW]
    understanding = Understanding(
        model_of({"WhenIntent": ["come {day}"]}, {"day": "AMAZON.DATE"}), now=lambda: today[0]
    )

    first = understanding.understand("come tomorrow").slots["day"].value
    today[0] = NOW.replace(day=11)
    second = understanding.understand("come tomorrow").slots["day"].value

    assert (first, second) == ("2026-06-11", "2026-06-12")


def test_new_values_of_open_types_are_taken_from_the_sentence() -> None:
    model = model_of(
        {"PlayIntent": ["play {song}", "play {song} by {artist}", "i want to hear {song}"], "PauseIntent": ["pause"]},
        {"song": "SONG", "artist": "ARTIST"},
        SONG={"yesterday": [], "let it be": [], "hello": [], "dancing queen": []},
        ARTIST={"the beatles": [], "adele": [], "abba": []},
    )

    understood = Understanding(model).understand("play bohemian rhapsody by queen")

    assert understood.intent == "PlayIntent"
    assert values(understood) == {"song": "bohemian rhapsody", "artist": "queen"}


def test_free_text_takes_all_words_where_another_sample_takes_some() -> None:
    model = model_of(
        {
            "OrderIntent": ["order {drink}", "order a {drink}"],
            "SaidIntent": ["yes {words}", "and {words}", "order {words}"],
        },
        {"drink": "DRINK", "words": "AMAZON.SearchQuery"},
        DRINK={"latte": [], "mocha": []},
    )
    understanding = Understanding(model)

    understood = [
        understanding.understand(text)
        for text in ("order a latte", "yes order a latte", "and order a mocha", "order the same as on monday")
    ]

    assert [each.intent for each in understood] == ["OrderIntent", "SaidIntent", "SaidIntent", "SaidIntent"]
    assert values(understood[1]) == {"words": "order a latte"}


def test_a_skill_of_one_intent_still_knows_what_is_not_meant() -> None:
    understanding = Understanding(model_of({"RollIntent": ["roll the dice", "roll again", "throw the dice"]}, {}))

    assert understanding.understand("please roll the dice again").intent == "RollIntent"
    assert understanding.understand("what is the capital of peru").intent is None


@pytest.mark.parametrize(
    "text",
    [
        "he smiled mere",
        "my mirror",
        "jar with",
        "computer",
        "with milk",
        "mirror",
        "small",
        "get jar",
        "a computer",
        "the latte",
        "coffee stop",
    ],
)
def test_a_fragment_is_no_order(text: str) -> None:
    model = model_of(
        {
            "OrderIntent": ["get me a {drink}", "make a {size} {drink} with {milk}", "{drink} with {milk} please"],
            "AMAZON.StopIntent": [],
        },
        {"drink": "DRINK", "size": "SIZE", "milk": "MILK"},
        DRINK={"latte": [], "black coffee": ["coffee"]},
        SIZE={"small": [], "large": []},
        MILK={"milk": [], "cream": []},
    )

    assert Understanding(model).understand(text).intent is None


def test_a_listed_value_alone_is_an_intent_that_has_it_for_a_sample() -> None:
    model = model_of(
        {"AnswerIntent": ["{drink}"], "OrderIntent": ["get me a {drink}"]}, {"drink": "D"}, D={"latte": []}
    )

    assert Understanding(model).understand("latte").intent == "AnswerIntent"


@pytest.mark.parametrize("text", ["set the light to red, no, blue", "set the light to red, I mean blue"])
def test_a_value_that_is_taken_back_does_not_count(text: str) -> None:
    model = model_of({"LightIntent": ["set the light to {color}"]}, {"color": "C"}, C={"red": [], "blue": []})

    assert values(Understanding(model).understand(text)) == {"color": "blue"}


def test_a_model_of_another_language_is_understood_by_its_samples() -> None:
    model = model_of(
        {"KaufIntent": ["ich möchte {menge} {ware} kaufen", "kaufe {ware}"], "AMAZON.HelpIntent": ["hilf mir"]},
        {"menge": "AMAZON.NUMBER", "ware": "WARE"},
        WARE={"blaue Tasse": ["Tasse"], "Wolldecke": []},
    )

    understood = Understanding(model, locale="de-DE").understand("Ich möchte zwei blaue Tassen kaufen")

    assert understood.intent == "KaufIntent"
    assert values(understood) == {"menge": "2", "ware": "blaue Tassen"}


def test_the_same_model_gives_the_same_answers(shop: Understanding) -> None:
    again = Understanding(shop_model(), now=lambda: NOW)

    for text in [*(text for text, _, _ in UNSEEN), "delete my account", "order me a pizza"]:
        assert again.understand(text).to_json() == shop.understand(text).to_json()


def test_what_was_learned_is_read_from_the_cache(shop: Understanding, tmp_path: Path) -> None:
    Understanding(shop_model(), cache_dir=tmp_path)
    [kept] = tmp_path.iterdir()
    written = kept.stat().st_mtime_ns

    cached = Understanding(shop_model(), cache_dir=tmp_path, now=lambda: NOW)

    assert kept.stat().st_mtime_ns == written
    for text, _, _ in UNSEEN:
        assert cached.understand(text).to_json() == shop.understand(text).to_json()


def test_another_model_has_a_cache_of_its_own(tmp_path: Path) -> None:
    for sample in ("roll the dice", "throw the dice"):
        Understanding(model_of({"RollIntent": [sample]}, {}), cache_dir=tmp_path)

    assert len(list(tmp_path.iterdir())) == 2


@pytest.mark.parametrize("share", [0.0, 0.5, 0.99])
def test_a_broken_cache_is_learned_again(tmp_path: Path, share: float) -> None:
    model = model_of(
        {"RollIntent": ["roll the dice {count} times"], "StopIntent": ["stop"]}, {"count": "AMAZON.NUMBER"}
    )
    Understanding(model, cache_dir=tmp_path)
    [kept] = tmp_path.iterdir()
    whole = kept.read_bytes()
    kept.write_bytes(whole[: int(len(whole) * share)])

    understood = Understanding(model, cache_dir=tmp_path).understand("roll the dice six times")

    assert values(understood) == {"count": "6"}
    assert len(kept.read_bytes()) == len(whole)


def test_every_slot_names_its_type(shop: Understanding) -> None:
    slots: dict[str, Any] = dict(shop.understand("add two blue mugs to my cart").slots)

    assert {name: slot.type for name, slot in slots.items()} == {name: SLOT_TYPES[name] for name in slots}
