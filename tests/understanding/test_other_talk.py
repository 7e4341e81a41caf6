"""What is said to assistants, phones and banks is none of a shop's business, and whatever a shop sells is."""

import json
from pathlib import Path

import pytest

from tests.understanding.conftest import model_of
from tests.understanding.shop import shop_model
from voice_skill.understanding import Understanding
from voice_skill.understanding.other_talk import other_talk


@pytest.mark.parametrize(
    "text",
    [
        "is it gonna be foggy on thursday", "get me up at a quarter to seven", "kill the lights upstairs",
        "put the tv a bit louder", "play the new one by the rolling stones", "who's leading the championship",
        "drive me to the nearest gas station", "what does serenity mean", "how do you say cheers in hungarian",
        "wire two hundred dollars to my landlord", "what's nineteen times four", "how tall was napoleon",
        "text my sister that I'm on my way", "when's my next appointment", "book two seats on the train to oslo",
        "what's the capital of mongolia", "tell me how to bake a carrot cake", "any emails from the school",
    ],
)  # fmt: skip
def test_talk_to_others_is_left_alone(shop: Understanding, text: str) -> None:
    assert shop.understand(text).intent is None


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("do you have alarm clocks", "FindProductIntent"),
        ("do you sell radios", "FindProductIntent"),
        ("show me garden hoses", "FindProductIntent"),
        ("put two travel pillows in my cart", "AddToCartIntent"),
        ("how much is the garden bench", "PriceIntent"),
    ],
)
def test_things_that_no_list_knows_are_asked_of_the_shop(shop: Understanding, text: str, intent: str) -> None:
    assert shop.understand(text).intent == intent


def test_another_skill_may_be_about_the_weather() -> None:
    samples = {
        "WeatherIntent": ["what's the weather in {city}", "will it rain in {city}", "how hot is it in {city}"],
        "AlarmIntent": ["set an alarm for {time}", "wake me up at {time}"],
    }
    skill = Understanding(model_of(samples, {"city": "AMAZON.City", "time": "AMAZON.TIME"}))

    assert skill.understand("is it going to rain in boston").intent == "WeatherIntent"
    assert skill.understand("please set the alarm for seven thirty").intent == "AlarmIntent"


def test_every_example_is_whole_and_said_once() -> None:
    sentences = other_talk("en")

    assert len(sentences) > 1_000
    assert len(set(sentences)) == len(sentences)
    assert not any("{" in sentence for sentence in sentences)
    assert other_talk("xx") == []


def test_shops_that_can_be_asked_the_same_share_what_is_learned(tmp_path: Path) -> None:
    other = json.loads(json.dumps(shop_model()))
    language = other["interactionModel"]["languageModel"]
    language["invocationName"] = "harbor tools"
    for slot_type in language["types"]:
        if slot_type["name"] == "PRODUCT":
            slot_type["values"] = [{"id": "saw", "name": {"value": "hand saw", "synonyms": []}}]
    ours = Understanding(shop_model(), cache_dir=tmp_path)

    theirs = Understanding(other, cache_dir=tmp_path)

    assert len(list(tmp_path.glob("*.understanding"))) == 1
    assert "resolutions" in theirs.understand("add two hand saws to my cart").slots["product"].to_json()
    assert ours.understand("add two blue mugs to my cart").slots["product"].value == "blue mugs"
