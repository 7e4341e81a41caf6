"""A shop that sells nothing yet: whatever is asked about products, it says so, and asks nothing about them."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from local_voice.device import Echo
from local_voice.loop import Utterance, converse
from tests.intents.conftest import STRANGER
from voice_skill.app import create_app
from voice_skill.channels.alexa.interaction_model import interaction_model
from voice_skill.config import Config
from voice_skill.store import Store
from voice_skill.understanding import Understanding

NOTHING = "There's nothing for sale here yet. What else can I do for you?"
SKILL = "amzn1.ask.skill.empty"
# As Alexa sends them, whose model is older than the catalogue or hears a slot without a value.
INTENTS = [
    ("AddToCartIntent", {"product": "blue mug", "quantity": "2"}),
    ("AddToCartIntent", {}),
    ("AnswerIntent", {"product": "blue mug"}),
    ("CheapestProductIntent", {"product": "soap"}),
    ("CheapestProductIntent", {}),
    ("CompareProductsIntent", {"product": "blue mug", "other_product": "soup bowl"}),
    ("DearestProductIntent", {}),
    ("FindProductIntent", {"product": "mugs"}),
    ("FindProductIntent", {"product": "something under ten dollars"}),
    ("FindProductIntent", {"option": "red"}),
    ("FindProductIntent", {}),
    ("ProductDetailsIntent", {"product": "honey", "attribute": "weight"}),
    ("ProductDetailsIntent", {}),
    ("ProductFeatureIntent", {"product": "rain jacket", "feature": "waterproof"}),
    ("ProductFeatureIntent", {}),
    ("ProductMaterialIntent", {"product": "blue mug"}),
    ("ProductOptionsIntent", {"product": "rain jacket", "option_name": "sizes"}),
    ("ProductOptionsIntent", {}),
    ("ProductOriginIntent", {}),
    ("ProductPriceIntent", {"product": "red teapot"}),
    ("ProductPriceIntent", {}),
    ("ProductStockIntent", {"product": "wool blanket"}),
    ("ReorderIntent", {"product": "coffee"}),
    ("ReorderIntent", {}),
    ("WhichIsCheapestIntent", {}),
    ("WhichIsMoreIntent", {"comparative": "heavier"}),
    ("WhichIsMoreIntent", {}),
    ("WhichIsSoIntent", {"feature": "waterproof"}),
    ("WhichIsSoIntent", {}),
]
SAID = ["do you have mugs", "how much is the red teapot", "mugs under ten dollars", "what do you sell", "show me mugs"]


@pytest.fixture
def empty_shop(shop_store: Store) -> Store:
    shop_store.add_merchant("empty", title="Empty Hall", application_id=SKILL)
    return shop_store


@pytest.fixture
def echo(empty_shop: Store, database_url: str, tmp_path: Path) -> Callable[[], Echo]:
    config = replace(Config.from_env({"VOICE_SKILL_HOME": str(tmp_path)}), database_url=database_url)
    app = create_app(replace(config, verify_requests=False), store=empty_shop)
    return lambda: Echo(app, application_id=SKILL, user_id=STRANGER)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_every_question_about_products_is_told_that_there_are_none(echo: Callable[[], Echo]) -> None:
    wrong = []

    for intent, slots in INTENTS:
        answer = echo().intent(intent, {name: {"name": name, "value": value} for name, value in slots.items()})
        wrong += [] if (answer.speech, answer.session_ends) == (NOTHING, False) else [(intent, slots, answer.speech)]

    assert wrong == []


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_so_is_what_is_not_understood_for_want_of_products(echo: Callable[[], Echo], empty_shop: Store) -> None:
    with empty_shop.for_merchant("empty") as shop:
        understanding = Understanding(interaction_model(shop, "en-US", has_words=True), locale="en-US")

    turns = list(converse(map(Utterance, SAID), None, understanding, echo(), None))

    assert [turn.speech for turn in turns] == [NOTHING] * len(SAID)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_orders_and_the_cart_are_spoken_of_all_the_same(echo: Callable[[], Echo]) -> None:
    assert echo().intent("ShowCartIntent").speech.startswith("Your cart is empty.")
    assert "order" in echo().intent("OrderStatusIntent").speech
