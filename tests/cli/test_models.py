"""Commands about speech models: the words that a recogniser does not know."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import Shell

NAMES = ("matcha bowl", "Sriracha", "green tea", "matcha")
MODEL = {
    "interactionModel": {
        "languageModel": {
            "invocationName": "tea house",
            "intents": [
                {"name": "Add", "samples": ["add {product}"], "slots": [{"name": "product", "type": "PRODUCT"}]}
            ],
            "types": [
                {
                    "name": "PRODUCT",
                    "values": [
                        {"name": {"value": name}} for name in ("matcha bowl", "Sriracha", "green tea", "matcha")
                    ],
                }
            ],
        }
    }
}


@pytest.fixture
def model_file(tmp_path: Path) -> Path:
    path = tmp_path / "model.json"
    path.write_text(json.dumps(MODEL))
    return path


@pytest.fixture
def hearing_shell(shell: Shell, vosk_model: Path) -> Shell:
    shell.environ["VOSK_MODEL_PATH"] = str(vosk_model)
    return shell


def test_lists_the_words_that_the_recogniser_does_not_know(hearing_shell: Shell, model_file: Path) -> None:
    matcha, sriracha = hearing_shell.json("models", "lint", "--model", str(model_file))

    assert (matcha["word"], matcha["names"], matcha["found_in"]) == ("matcha", 2, ["matcha", "matcha bowl"])
    assert "match uh" in matcha["heard_as"]
    assert (sriracha["word"], sriracha["found_in"]) == ("sriracha", ["Sriracha"])


def test_says_to_people_what_to_do_about_them(hearing_shell: Shell, model_file: Path) -> None:
    shown = hearing_shell.out("models", "lint", "--model", str(model_file))

    assert "match uh" in shown
    assert "2 words in 3 names and samples are not in the recogniser's vocabulary." in shown
    assert "give the product a synonym" in shown


def test_a_shop_of_usual_words_needs_nothing(hearing_shell: Shell, model_file: Path) -> None:
    usual = json.dumps(MODEL).replace("matcha", "peach").replace("Sriracha", "Garlic")
    model_file.write_text(usual)

    assert hearing_shell.json("models", "lint", "--model", str(model_file)) == []
    assert hearing_shell.out("models", "lint", "--model", str(model_file)) == "The recogniser knows every word.\n"


def test_a_merchants_own_names_are_asked_about(hearing_shell: Shell, catalogue_file: Callable[..., Path]) -> None:
    hearing_shell.out("sample-shop")
    hearing_shell.out("catalogue", "link", str(catalogue_file("gochujang paste")))

    assert {"gochujang"} < {row["word"] for row in hearing_shell.json("models", "lint")}


def test_a_file_that_is_no_model_is_refused_in_a_line(hearing_shell: Shell, tmp_path: Path) -> None:
    (tmp_path / "bad.json").write_text('{"interactionModel": {}}')

    assert "languageModel" in hearing_shell.refused("models", "lint", "--model", str(tmp_path / "bad.json"))
