"""Reading Alexa's interaction-model JSON, and refusing what is none."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.understanding.shop import shop_model
from voice_skill.understanding import InvalidModel, Understanding
from voice_skill.understanding.interaction_model import SlotRef, read_interaction_model

Spoil = Callable[[dict[str, Any]], object]


def test_a_model_becomes_intents_samples_slots_and_types() -> None:
    model = read_interaction_model(shop_model())

    add = next(intent for intent in model.intents if intent.name == "AddToCartIntent")
    assert add.samples[2].parts == ("add", SlotRef("quantity"), SlotRef("product"), "to", "my", "cart")
    assert add.slots["product"].type == "PRODUCT"
    assert model.types["PRODUCT"].values[1].synonyms == ("thermos", "to go cup")
    assert model.invocation_name == "juniper lane"


def test_a_bare_language_model_is_read_too() -> None:
    assert read_interaction_model(shop_model()["interactionModel"]).intents


def test_the_dialog_is_kept_as_it_is() -> None:
    given = shop_model()
    given["interactionModel"]["dialog"] = {"delegationStrategy": "ALWAYS", "intents": []}

    assert read_interaction_model(given).dialog == {"delegationStrategy": "ALWAYS", "intents": []}


@pytest.mark.parametrize("model", [None, [], "text", 5, {}, {"interactionModel": []}, {"languageModel": {}}])
def test_what_is_no_model_is_refused(model: Any) -> None:
    with pytest.raises(InvalidModel):
        read_interaction_model(model)


INTENTS = "interactionModel.languageModel.intents"
TYPES = "interactionModel.languageModel.types"


def _intents(model: dict[str, Any]) -> Any:
    return model["interactionModel"]["languageModel"]["intents"]


def _types(model: dict[str, Any]) -> Any:
    return model["interactionModel"]["languageModel"]["types"]


@pytest.mark.parametrize(
    ("spoil", "place", "problem"),
    [
        (
            lambda m: _intents(m)[0]["samples"].append("buy {prodct}"),
            f"{INTENTS}[0].samples[10]",
            "{prodct} is not a slot",
        ),
        (lambda m: _intents(m)[0]["samples"].append("buy {product"), f"{INTENTS}[0].samples[10]", "an unmatched brace"),
        (lambda m: _intents(m)[0]["samples"].append("?!"), f"{INTENTS}[0].samples[10]", "0 words"),
        (lambda m: _intents(m)[0]["samples"].append("a " * 500), f"{INTENTS}[0].samples[10]", "500 words"),
        (lambda m: _intents(m)[0]["samples"].append(7), f"{INTENTS}[0].samples[10]", "a text is expected"),
        (lambda m: _intents(m)[0].pop("name"), f"{INTENTS}[0]", '"name" is missing'),
        (lambda m: _intents(m).append(_intents(m)[0]), INTENTS, "FindProductIntent is defined twice"),
        (lambda m: _intents(m).append("Help"), f"{INTENTS}[25]", "an object is expected"),
        (
            lambda m: _intents(m)[0]["slots"][0].update(type="PRODUKT"),
            f"{INTENTS}[0].slots[0].type",
            "did you mean PRODUCT?",
        ),
        (
            lambda m: _intents(m)[0]["slots"][0].update(type="AMAZON.NUMBR"),
            f"{INTENTS}[0].slots[0].type",
            "did you mean AMAZON.NUMBER?",
        ),
        (lambda m: _intents(m)[0]["slots"][0].update(type="COLOUR"), f"{INTENTS}[0].slots[0].type", "neither in types"),
        (lambda m: _intents(m)[0]["slots"][0].update(name="a b"), f"{INTENTS}[0].slots[0].name", "not a slot name"),
        (lambda m: _types(m)[1].update(values=[]), f"{TYPES}[1]", "OPTION has no values"),
        (lambda m: _types(m)[1]["values"][0].update(id=7), f"{TYPES}[1].values[0].id", "a text is expected"),
        (lambda m: _types(m)[1]["values"][0].pop("name"), f"{TYPES}[1].values[0]", '"name" is missing'),
    ],
)
def test_a_fault_is_named_with_its_place(spoil: Spoil, place: str, problem: str) -> None:
    model = shop_model()
    spoil(model)

    with pytest.raises(InvalidModel) as refusal:
        read_interaction_model(model)

    assert refusal.value.place == place
    assert problem in refusal.value.problem


def test_a_model_without_any_sample_is_refused() -> None:
    model = {"languageModel": {"invocationName": "x", "intents": [{"name": "EmptyIntent", "samples": []}]}}

    with pytest.raises(InvalidModel, match="no intent has a sample"):
        Understanding(model)


def test_amazons_list_types_need_no_definition() -> None:
    model = {
        "languageModel": {
            "invocationName": "x",
            "intents": [
                {
                    "name": "NameIntent",
                    "slots": [{"name": "name", "type": "AMAZON.FirstName"}],
                    "samples": ["my name is {name}", "call me {name}"],
                }
            ],
        }
    }

    understood = Understanding(model).understand("call me Ishmael")

    assert understood.intent == "NameIntent"
    assert understood.slots["name"].value == "Ishmael"
    assert understood.slots["name"].resolutions is None
