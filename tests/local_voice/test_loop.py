"""The voice loop, whole: a real little skill, the real understanding, and for one conversation real sound."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, request

from local_voice.audio import Pcm, joined, read_wav, silence
from local_voice.device import Echo, SkillFailed
from local_voice.hearing import Alternative, Ears, Heard
from local_voice.loop import Turn, Utterance, converse
from local_voice.recorder import Recorder
from local_voice.speaking import open_voice
from voice_skill.understanding import Understanding

Json = dict[str, Any]
MODEL: Json = {
    "interactionModel": {
        "languageModel": {
            "invocationName": "juniper lane",
            "intents": [
                {
                    "name": "AddToCartIntent",
                    "samples": ["add {product}", "add a {product} to my cart", "put a {product} in my cart"],
                    "slots": [{"name": "product", "type": "PRODUCT"}, {"name": "quantity", "type": "AMAZON.NUMBER"}],
                },
                {"name": "OrderStatusIntent", "samples": ["where is my order", "track my order"], "slots": []},
                {"name": "AMAZON.HelpIntent", "samples": [], "slots": []},
                {"name": "AMAZON.StopIntent", "samples": [], "slots": []},
                {"name": "AMAZON.FallbackIntent", "samples": [], "slots": []},
            ],
            "types": [{"name": "PRODUCT", "values": [{"id": "MUG", "name": {"value": "blue mug", "synonyms": []}}]}],
        }
    }
}


def shop() -> Flask:
    """A skill that says back what it was asked, and fails on demand."""
    app = Flask("shop")

    @app.post("/alexa")
    def answer() -> Json | tuple[str, int]:
        asked = request.get_json()["request"]
        name = asked.get("intent", {}).get("name", asked["type"])
        if name == "OrderStatusIntent":
            return "", 500
        product = asked.get("intent", {}).get("slots", {}).get("product", {}).get("value")
        response: Json = {
            "outputSpeech": {"type": "SSML", "ssml": f"<speak>You asked for {product or name}.</speak>"},
            "shouldEndSession": name == "AMAZON.StopIntent",
        }
        if name == "AMAZON.HelpIntent":
            response["reprompt"] = {"outputSpeech": {"type": "PlainText", "text": "What can I do?"}}
            response["card"] = {"type": "Simple", "title": "Help", "content": "Ask."}
        return {"version": "1.0", "response": response}

    return app


def heard_as(*transcripts: str) -> Heard:
    """What ears made of a sound, best first."""
    return Heard(transcripts[0], tuple(Alternative(text, 1 / len(transcripts)) for text in transcripts), 1.5, 0.1)


@pytest.fixture(scope="module")
def understanding() -> Understanding:
    return Understanding(MODEL)


@pytest.fixture
def echo() -> Echo:
    return Echo(shop(), application_id="amzn1.ask.skill.juniper")


@pytest.fixture
def say(understanding: Understanding, echo: Echo) -> Callable[..., list[Turn]]:
    """What becomes of these typed lines; None is a silence."""

    def converse_with(*lines: str | None) -> list[Turn]:
        return list(converse([Utterance(line) for line in lines], None, understanding, echo, None))

    return converse_with


@pytest.mark.parametrize(
    "words",
    [
        "open juniper lane",
        "Alexa, open Juniper Lane!",
        "juniper lane",
        "ask juniper lane",
        "Hey Alexa, start juniper lane, please",
    ],
)
def test_calling_the_skill_by_name_opens_it(say: Callable[..., list[Turn]], words: str) -> None:
    [turn] = say(words)

    assert turn.to_json()["intent"] == "LaunchRequest"
    assert turn.to_json()["speech"] == "You asked for LaunchRequest."


def test_in_an_open_session_the_name_alone_is_an_answer(say: Callable[..., list[Turn]]) -> None:
    turns = say("juniper lane", "juniper lane", "open juniper lane")

    assert [turn.to_json()["intent"] for turn in turns] == ["LaunchRequest", None, "LaunchRequest"]


def test_words_after_the_name_are_what_is_asked(say: Callable[..., list[Turn]]) -> None:
    [turn] = say("Alexa, tell Juniper Lane to add a blue mug to my cart")

    assert turn.answer is not None
    assert turn.answer.request["request"]["intent"]["name"] == "AddToCartIntent"
    assert turn.answer.request["session"]["new"] is True


@pytest.mark.parametrize("words", ["öffne juniper lane", "juniper lane kholo", "Alexa, abre Juniper Lane"])
def test_other_languages_open_it_with_their_own_verbs(understanding: Understanding, words: str) -> None:
    echo = Echo(shop(), application_id="amzn1.ask.skill.juniper", locale="de-DE")

    [turn] = converse([Utterance(words)], None, understanding, echo, None)

    assert turn.to_json()["intent"] == "LaunchRequest"


def test_a_turn_tells_everything_in_json(say: Callable[..., list[Turn]]) -> None:
    turns = say("add a blue mug to my cart", "help")

    said = turns[0].to_json()
    assert said.pop("took_ms") > 0
    assert said["slots"]["product"]["resolutions"]["resolutionsPerAuthority"][0]["values"][0]["value"]["id"] == "MUG"
    assert said | {"slots": {"product": said["slots"]["product"]["value"]}} == {
        "text": "add a blue mug to my cart",
        "intent": "AddToCartIntent",
        "slots": {"product": "blue mug"},
        "speech": "You asked for blue mug.",
        "card": None,
        "session_ends": False,
    }
    assert turns[1].to_json()["card"] == {"type": "Simple", "title": "Help", "content": "Ask."}
    assert set(turns[1].ms) == {"understand", "skill", "speak"}


def test_slots_that_nobody_filled_are_sent_without_a_value(say: Callable[..., list[Turn]]) -> None:
    [turn] = say("add a blue mug to my cart")

    assert turn.answer is not None
    slots = turn.answer.request["request"]["intent"]["slots"]
    assert slots["product"]["value"] == "blue mug"
    assert "value" not in slots["quantity"]


def test_what_is_out_of_scope_goes_to_the_fallback(understanding: Understanding, echo: Echo) -> None:
    [turn] = converse([Utterance(heard=heard_as("[unk] [unk]"))], None, understanding, echo, None)

    assert turn.to_json()["intent"] is None
    assert turn.to_json()["speech"] == "You asked for AMAZON.FallbackIntent."


def test_it_stops_where_the_session_ends(say: Callable[..., list[Turn]]) -> None:
    turns = say("open juniper lane", "stop", "open juniper lane")

    assert [turn.to_json()["session_ends"] for turn in turns] == [False, True]


def test_silence_is_asked_once_more_and_then_the_session_is_over(say: Callable[..., list[Turn]], echo: Echo) -> None:
    turns = say(None, "help", None, None, "help")

    waiting, asked, again, over = turns
    assert (waiting.answer, waiting.ssml) == (None, None)
    assert asked.to_json()["speech"] == "You asked for AMAZON.HelpIntent."
    assert again.to_json()["speech"] == "What can I do?"
    assert over.answer is not None
    assert over.answer.request["request"]["reason"] == "EXCEEDED_MAX_REPROMPTS"
    assert over.session_ends
    assert not echo.in_session


def test_a_skill_that_fails_is_the_developers_to_see(say: Callable[..., list[Turn]]) -> None:
    with pytest.raises(SkillFailed, match="HTTP 500"):
        say("where is my order")


def test_what_was_heard_second_best_may_be_what_was_meant(understanding: Understanding, echo: Echo) -> None:
    heard = heard_as("open june per lane", "open juniper lane")

    [turn] = converse([Utterance(heard=heard)], None, understanding, echo, None)

    assert turn.to_json()["intent"] == "LaunchRequest"
    assert turn.ms["hear"] == pytest.approx(100)


def test_a_spoken_conversation_is_heard_answered_and_recorded(
    understanding: Understanding, echo: Echo, vosk_model: Path, tmp_path: Path
) -> None:
    voice = open_voice("en-US", engine="espeak")
    ears = Ears(vosk_model, MODEL, cache_dir=tmp_path / "cache")
    lines = ["Add a blue mug to my cart.", "Help.", "Stop."]
    sounds = [joined([voice.synthesize(line), silence(0.6, 22_050)]) for line in lines]
    recorder = Recorder(tmp_path / "recorded", MODEL)

    utterances = [Utterance(line, pcm) for line, pcm in zip(lines, sounds, strict=True)]

    turns = []
    for turn in converse(utterances, ears, understanding, echo, voice):
        recorder.keep(turn)
        turns.append(turn)

    assert [turn.to_json()["intent"] for turn in turns] == ["AddToCartIntent", "AMAZON.HelpIntent", "AMAZON.StopIntent"]
    assert turns[-1].session_ends
    assert all(turn.spoken is not None and turn.spoken.duration_s > 1 for turn in turns)
    assert set(turns[0].ms) == {"hear", "understand", "skill", "speak"}
    kept = [json.loads(line) for line in (tmp_path / "recorded/utterances.jsonl").read_text().splitlines()]
    assert kept[0] == {
        "wav": "0001.wav",
        "text": turns[0].text,
        "intent": "AddToCartIntent",
        "slots": {"product": "blue mug"},
    }
    assert read_wav(tmp_path / "recorded" / kept[2]["wav"]) == sounds[2]


def test_a_second_recording_goes_on_where_the_first_one_ended(
    understanding: Understanding, echo: Echo, tmp_path: Path
) -> None:
    heard = heard_as("help")
    sound = Pcm(bytes(16_000), 16_000)

    for _ in range(2):
        [turn] = converse([Utterance(pcm=sound, heard=heard)], None, understanding, echo, None)
        Recorder(tmp_path, MODEL).keep(turn)

    assert sorted(path.name for path in tmp_path.glob("*.wav")) == ["0001.wav", "0002.wav"]
    assert set(json.loads((tmp_path / "labels.json").read_text())) == {"0001.wav", "0002.wav"}
