"""`voice-skill understand --report`: intent by intent, what is understood, and what an intent takes from others."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Shell

HELD = [
    {"text": "how much is the blue mug", "intent": "ProductPriceIntent", "slots": {"product": "blue mug"}},
    {"text": "what does the blue mug cost", "intent": "ProductPriceIntent", "slots": {"product": "blue mug"}},
    {"text": "that isn't right", "intent": "FallbackIntent"},
    {"text": "paint my fence", "intent": None},
]


def model(*more: dict[str, object]) -> dict[str, object]:
    """A skill that tells prices, and what else is given."""
    price = {
        "name": "ProductPriceIntent",
        "slots": [{"name": "product", "type": "PRODUCT"}],
        "samples": ["how much is the {product}", "how much does the {product} cost", "the price of the {product}"],
    }
    product = {"name": "PRODUCT", "values": [{"name": {"value": "blue mug"}}, {"name": {"value": "red teapot"}}]}
    language = {"invocationName": "corner shop", "intents": [price, *more], "types": [product]}
    return {"interactionModel": {"languageModel": language}}


THIEF = {
    "name": "ProductCostIntent",
    "slots": [{"name": "product", "type": "PRODUCT"}],
    "samples": ["what does the {product} cost", "cost of the {product}"],
}


@pytest.fixture
def held(tmp_path: Path) -> str:
    path = tmp_path / "held.jsonl"
    path.write_text("\n".join(json.dumps(each) for each in HELD), encoding="utf-8")
    return str(path)


def written(tmp_path: Path, *more: dict[str, object]) -> str:
    path = tmp_path / "model.json"
    path.write_text(json.dumps(model(*more)), encoding="utf-8")
    return str(path)


def test_each_intent_is_reported_with_the_sentences_it_lost(shell: Shell, tmp_path: Path, held: str) -> None:
    price, _, out_of_scope = shell.json("understand", "--model", written(tmp_path), "--report", held)

    assert price == {"intent": "ProductPriceIntent", "sentences": 2, "understood": 2, "lost": []}
    assert (out_of_scope["intent"], out_of_scope["understood"]) == ("(out of scope)", 1)


def test_what_an_intent_takes_from_another_is_named(shell: Shell, tmp_path: Path, held: str) -> None:
    words = ("understand", "--model", written(tmp_path, THIEF), "--report", held, "--without", "ProductCostIntent")

    price, *_ = shell.json(*words)

    assert price["lost"] == [{"text": "what does the blue mug cost", "taken_by": "ProductCostIntent"}]
    assert "what does the blue mug cost → ProductCostIntent" in shell.out(*words)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--without", "Weather"), "Error: The model has no intent 'Weather'."),
        (
            ("--without", "ProductPrice"),
            "Error: The model has no intent 'ProductPrice'. Did you mean ProductPriceIntent?",
        ),
        ((), ', line 1: expected {"text": "…", "intent": "…", "slots": {…}}'),
    ],
)
def test_what_cannot_be_reported_is_said_in_a_line(
    shell: Shell, tmp_path: Path, held: str, words: tuple[str, ...], told: str
) -> None:
    if not words:
        Path(held).write_text("how much is it\n", encoding="utf-8")

    assert shell.refused("understand", "--model", written(tmp_path), "--report", held, *words).endswith(told)
