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
    assert "is placed. The order number is" in turns[2]["speech"]


@pytest.mark.parametrize(
    ("said", "unsaid"),
    [
        (("do you have blue mugs", "stop", "how much is it", "yes"), ("how much is it", "yes")),
        (("stop", "place my order"), ("place my order",)),
        (("never mind", 'say "it\'s"\nagain'), ('say "it\'s"\nagain',)),
    ],
)
def test_what_comes_after_the_end_of_a_session_is_told_not_to_be_said(
    shop_shell: Shell, said: tuple[str, ...], unsaid: tuple[str, ...]
) -> None:
    play, lines = shop_shell.run("say", *said), shop_shell.run("say", *said, "--json")

    assert play.exit_code == lines.exit_code == 1
    assert (
        play.stderr
        == f"Error: The session has ended; these turns were not spoken: {', '.join(map(repr, unsaid))}\n"
        == lines.stderr
    )
    turns = [json.loads(line) for line in lines.stdout.splitlines()]
    assert len(turns) == len(said) - len(unsaid)
    assert turns[-1]["session_ends"]
    assert [turn.get("unsaid") for turn in turns] == [None] * (len(turns) - 1) + [list(unsaid)]


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


def test_says_so_where_little_is_known_of_a_language(shell: Shell, model_file: Path) -> None:
    words = ("understand", "--model", str(model_file), "--json", "--locale")
    arabic = shell.run(*words, "ar-SA", stdin="turn the light on\n")

    assert json.loads(arabic.stdout)["intent"] == "LightIntent"
    assert arabic.stderr == "ar-SA: only the model's own samples are known; dates, yes and no are read in English.\n"
    assert shell.run(*words, "en-GB", stdin="turn the light on\n").stderr == ""
    assert "is not a locale like en-US" in shell.run(*words, "arabic", stdin="turn the light on\n").stderr


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
