"""Earlier purchases decide what a customer means if the name does not."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, event

from tests.intents.conftest import ADA, Conversation
from voice_skill.store import MerchantStore, Money, PastLine, Store, record_past_order
from voice_skill.store.imports.items import CatalogueItem, CatalogueVariant

HOUSE, DARK = "HOUSE-GROUND-S", "DARK-GROUND-S"
WHICH = "Do you mean the house blend coffee or the dark roast coffee?"


def record_purchase(
    store: Store, sku: str, *, number: str, days_ago: int, merchant: str = "juniper", user_id: str = ADA, **fields: Any
) -> None:
    with store.for_merchant(merchant) as shop:
        customer = shop.customers.recognise(user_id)
        placed_at = shop.now - timedelta(days=days_ago)
        lines = [PastLine(shop.catalogue.variant(sku), 1)]
        record_past_order(shop, customer, number=number, placed_at=placed_at, lines=lines, **fields)
        shop.commit()


def item_of(shop: MerchantStore, sku: str) -> CatalogueItem:
    product = shop.catalogue.product(shop.catalogue.variant(sku).product.external_id)
    variants = [CatalogueVariant(sku, Money(product.variants[0].price_minor, product.variants[0].currency))]
    return CatalogueItem(product.external_id, product.title, product.spoken_name, product.spoken_plural, variants)


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("how much is the coffee", "The house blend coffee costs $13.50 to $24.00"),
        ("how much is the coffee I usually buy", "The house blend coffee costs $13.50 to $24.00"),
        ("is the coffee in stock", "The house blend coffee is in stock in small and large."),
        ("do you have the coffee I usually buy", "The house blend coffee is in stock in small and large."),
        ("put my usual coffee in the cart", "Which size of house blend coffee would you like: small or large?"),
        ("where is the coffee from", "The house blend coffee comes from Brazil and Ethiopia."),
    ],
)
def test_the_coffee_is_the_one_that_was_bought_before(ada: Conversation, question: str, answer: str) -> None:
    assert ada.speech(question).startswith(answer)


def test_a_stranger_is_asked_which(stranger: Conversation) -> None:
    assert stranger.speech("how much is the coffee") == WHICH


def test_a_stranger_who_only_asks_is_not_taken_down(stranger: Conversation) -> None:
    stranger.say("how much is the coffee")

    with stranger.store.for_merchant("juniper") as shop:
        assert shop.customers.of_user("amzn1.ask.account.stranger") is None


def test_whoever_asks_what_there_is_hears_all_of_it_their_own_first(ada: Conversation) -> None:
    for number in ("300001", "300002", "300003", "300004"):
        record_purchase(ada.store, DARK, number=number, days_ago=1)

    speech = ada.speech("do you have coffee")

    assert speech == "We have the dark roast coffee and the house blend coffee. Which one would you like?"


@pytest.mark.parametrize(("days_ago", "first"), [(2, "dark roast"), (400, "house blend")])
def test_of_two_that_were_bought_the_one_bought_more_lately_comes_first(
    ada: Conversation, days_ago: int, first: str
) -> None:
    for number in ("300001", "300002", "300003"):
        record_purchase(ada.store, DARK, number=number, days_ago=days_ago)

    speech = ada.speech("how much is the coffee")

    assert speech.startswith((f"Do you mean the {first} coffee or", f"The {first} coffee costs"))


def test_an_order_that_was_called_off_does_not_count(stranger: Conversation) -> None:
    fields = {"user_id": "amzn1.ask.account.stranger", "status": "cancelled"}
    record_purchase(stranger.store, DARK, number="300001", days_ago=2, **fields)

    assert stranger.speech("how much is the coffee") == WHICH


def test_what_others_bought_does_not_count(stranger: Conversation) -> None:
    record_purchase(stranger.store, DARK, number="300001", days_ago=2, user_id="amzn1.ask.account.other")

    assert stranger.speech("how much is the coffee") == WHICH


def test_what_was_bought_of_another_merchant_does_not_count(stranger: Conversation) -> None:
    store, user_id = stranger.store, "amzn1.ask.account.stranger"
    store.add_merchant("birch", title="Birch Goods", application_id="amzn1.ask.skill.birch")
    with store.for_merchant("birch") as birch, store.for_merchant("juniper") as juniper:
        birch.catalogue.put(item_of(juniper, sku) for sku in (HOUSE, DARK))
        birch.commit()
    record_purchase(store, DARK, number="300001", days_ago=2, merchant="birch", user_id=user_id)

    assert stranger.speech("how much is the coffee") == WHICH


def test_history_is_not_read_where_the_name_settles_it(ada: Conversation) -> None:
    run: list[str] = []

    def note(*data: Any) -> None:
        run.append(str(data[2]))

    event.listen(Engine, "before_cursor_execute", note)
    try:
        ada.say("how much is the blue mug")
        by_name, run[:] = list(run), []
        ada.say("how much is the coffee")
    finally:
        event.remove(Engine, "before_cursor_execute", note)

    assert not any("order_lines" in statement for statement in by_name)
    assert sum("order_lines" in statement for statement in run) == 1
