"""What the tests of hearing, understanding and speaking share."""

from typing import Any

import pytest


@pytest.fixture(scope="session")
def shop_model() -> dict[str, Any]:
    """A small shop's interaction model, with words that the recogniser does not know among its names."""
    return interaction_model(
        [
            intent(
                "AddToCartIntent",
                ["put {quantity} {product} in my cart", "add {product} to my cart"],
                quantity="AMAZON.NUMBER",
                product="PRODUCT",
            ),
            intent("OrderStatusIntent", ["where is my order", "what about order {number}"], number="AMAZON.NUMBER"),
            intent("SearchIntent", ["search for {query}"], query="AMAZON.SearchQuery"),
            intent("DeliveryIntent", ["deliver it {day}", "what's the delivery time"], day="AMAZON.DATE"),
            intent("AMAZON.YesIntent", []),
            intent("AMAZON.HelpIntent", []),
            intent("AMAZON.FallbackIntent", []),
        ],
        PRODUCT={"blue mugs": ["blue cups"], "rain jacket": [], "matcha bowl": [], "Formula 501 soap": []},
    )


def interaction_model(intents: list[dict[str, Any]], **types: dict[str, list[str]]) -> dict[str, Any]:
    """Alexa's JSON. types: each value with its synonyms."""
    slot_types = [
        {
            "name": name,
            "values": [{"name": {"value": value, "synonyms": synonyms}} for value, synonyms in values.items()],
        }
        for name, values in types.items()
    ]
    language = {"invocationName": "juniper lane", "intents": intents, "types": slot_types}
    return {"interactionModel": {"languageModel": language}}


def intent(name: str, samples: list[str], **slots: str) -> dict[str, Any]:
    """slots: the type of each."""
    return {
        "name": name,
        "samples": samples,
        "slots": [{"name": slot, "type": slot_type} for slot, slot_type in slots.items()],
    }
