"""Commands that stand in for an Echo: typed and from files; the microphone's absence is said in clear words."""

import json
from pathlib import Path

import pytest

from local_voice.audio import write_wav
from local_voice.speaking import open_voice
from tests.cli.conftest import Shell

MODEL = {
    "interactionModel": {
        "languageModel": {
            "invocationName": "light house",
            "intents": [
                {
                    "name": "LightIntent",
                    "samples": ["turn the light {state}"],
                    "slots": [{"name": "state", "type": "STATE"}],
                },
                {"name": "AMAZON.HelpIntent", "samples": []},
            ],
            "types": [{"name": "STATE", "values": [{"id": "1", "name": {"value": "on"}}, {"name": {"value": "off"}}]}],
        }
    }
}


@pytest.fixture
def model_file(tmp_path: Path) -> Path:
    path = tmp_path / "model.json"
    path.write_text(json.dumps(MODEL))
    return path


def test_says_a_conversation_a_turn_an_argument(shop_shell: Shell) -> None:
    turns = shop_shell.json("say", "put 2 blue mugs in my cart", "place my order", "yes")

    assert [turn["intent"] for turn in turns] == ["AddToCartIntent", "PlaceOrderIntent", "AMAZON.YesIntent"]
    assert list(turns[0]) == ["text", "intent", "slots", "speech", "card", "session_ends", "took_ms"]
    assert "is placed; its number is" in turns[2]["speech"]


def test_prints_a_conversation_as_a_play(shop_shell: Shell) -> None:
    assert shop_shell.out("say", "how much is the blue mug") == (
        'You:  how much is the blue mug   [ProductPriceIntent product="blue mug"]\n'
        "Shop: The blue mug costs $14.00. Shall I put one in your cart?\n"
    )


def test_understands_any_interaction_model_line_by_line(shell: Shell, model_file: Path) -> None:
    understood = shell.json("understand", "--model", str(model_file), stdin="turn the light on\n\nhelp\n")

    assert [line["intent"] for line in understood] == ["LightIntent", "AMAZON.HelpIntent"]
    assert list(understood[0]) == ["text", "intent", "confidence", "slots"]
    assert understood[0]["slots"]["state"]["value"] == "on"


def test_a_model_that_is_none_is_refused_in_a_line(shell: Shell, tmp_path: Path) -> None:
    for content in ("", "[1]", "{}", '{"interactionModel": {"languageModel": {"intents": 3}}}'):
        (tmp_path / "bad.json").write_text(content)
        shell.refused("understand", "--model", str(tmp_path / "bad.json"), stdin="hello\n")
    shell.refused("understand", "--model", str(tmp_path / "none.json"), stdin="hello\n")


def test_hears_a_wav_and_says_what_it_means(shell: Shell, model_file: Path, tmp_path: Path, vosk_model: Path) -> None:
    shell.environ["VOSK_MODEL_PATH"] = str(vosk_model)
    write_wav(tmp_path / "light.wav", open_voice("en-US", engine="espeak").synthesize("turn the light off"))

    (heard,) = shell.json("hear", "--model", str(model_file), str(tmp_path / "light.wav"))

    assert (heard["transcript"], heard["intent"]) == ("turn the light off", "LightIntent")
    assert heard["slots"]["state"]["value"] == "off"
    assert {"wav", "alternatives", "audio_s", "took_s"} <= set(heard)


def test_a_file_that_is_no_wav_is_refused_in_a_line(shell: Shell, model_file: Path, tmp_path: Path) -> None:
    (tmp_path / "no.wav").write_text("no sound at all")

    shell.refused("hear", "--model", str(model_file), str(tmp_path / "no.wav"))
    shell.refused("hear", "--model", str(model_file), str(tmp_path / "missing.wav"))
