"""Every locale that a shop may speak: its texts fill for every number, and Alexa takes its skill package."""

from datetime import UTC, datetime
from pathlib import Path
from string import Formatter
from typing import Any

import pytest

from intents.dialogue.phrases import Phrases, intent_files
from tests.channels.alexa.products import MUG
from voice_skill.channels.alexa.locales import spoken_locales
from voice_skill.channels.alexa.skill_package import write_skill_package
from voice_skill.store import Money, Product, Store

LOCALES = sorted(spoken_locales())
ENDPOINT = "https://voice.juniper.example/alexa"
COUNTS = (0, 1, 2, 3, 11, 100)
PRODUCT = Product(spoken_name="blue mug", spoken_plural="blue mugs")
VALUES: dict[str, Any] = {"price": Money(1450, "GBP"), "total": Money(2900, "GBP"), "product": PRODUCT}


def placeholders(template: Any) -> set[str]:
    match template:
        case str():
            return {name for _, name, _, _ in Formatter().parse(template) if name}
        case dict():
            return placeholders(list(template.values()))
        case _:
            return {name for text in template for name in placeholders(text)}


@pytest.mark.parametrize("locale", LOCALES)
def test_every_response_fills_for_every_number(locale: str) -> None:
    phrases = Phrases(locale, "Europe/London", datetime(2026, 11, 30, tzinfo=UTC))

    for folder, file in intent_files(locale).items():
        for name, template in file.responses.items():
            for count in COUNTS:
                values = {each: VALUES.get(each, "something") for each in placeholders(template)}
                text = phrases.fill(f"{folder}.{name}", **values | {"quantity": count, "product": PRODUCT})
                assert text.strip(), (folder, name)
                assert "{" not in text, (folder, name)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("locale", LOCALES)
def test_every_skill_package_is_one_that_alexa_takes(store: Store, tmp_path: Path, locale: str) -> None:
    with store.for_merchant("juniper") as shop:
        shop.catalogue.put([MUG])
        written = write_skill_package(
            tmp_path / "skill", shop, endpoint="https://voice.juniper.example/alexa", locales=[locale]
        )

    assert f"custom/{locale}.json" in str(written[-1])


def test_a_locale_holds_only_what_differs_from_its_language() -> None:
    """Customers in Britain are understood either way, and hear their own words."""
    british, english = intent_files("en-GB")["add_to_cart"], intent_files("en-US")["add_to_cart"]

    assert set(english.samples) < set(british.samples)
    assert "add {product} to my basket" in british.samples
    assert british.responses["added"]["one"][0].startswith("I put one {product} in your basket.")
    assert intent_files("en-AU") == intent_files("en-US")
