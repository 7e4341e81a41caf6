"""Somebody new: nothing is kept of them, whatever they say, until they put something in a cart."""

import json
from collections.abc import Sequence

import pytest
from sqlalchemy import text

from intents.dialogue.phrases import intent_files
from tests.channels.alexa.alexa_requests import request
from tests.channels.alexa.delivering import ADD, NO, PLACE, YES, Alexa, Said, stands
from voice_skill.store import ConfirmationExpired, EmptyCart, Store, UnknownCartLine

NEW = "user-new"
TABLES = ("customers", "alexa_users", "carts", "cart_lines", "orders")
NAMES = sorted(file.name for file in intent_files("en-US").values() if file.name)
SLOTS: Sequence[dict[str, str]] = ({}, {"product": "blue mug"}, {"product": "submarine"}, {"quantity": "2"})
PUTTING = ("AddToCartIntent", "AddMoreIntent")
# Each is one conversation. What puts something in a cart is left out: the shop sells blue mugs.
CONVERSATIONS: list[Sequence[Said]] = [
    *([(name, slots)] for name in NAMES for slots in SLOTS if name not in PUTTING or slots != SLOTS[1]),
    [("AddToCartIntent", {"quantity": "51", "product": "blue mug"})],
    [PLACE, YES],
    [("FindProductIntent", {"product": "blue mug"}), NO],
    [("EmptyCartIntent", {}), YES],
    [("CancelOrderIntent", {}), YES],
]


def rows(store: Store) -> dict[str, int]:
    with store.for_merchant("juniper") as shop:
        return {table: shop.session.scalar(text(f"SELECT count(*) FROM {table}")) or 0 for table in TABLES}


def test_nothing_is_kept_of_somebody_who_only_asks(alexa: Alexa) -> None:
    before = rows(alexa.store)

    opened = request("LaunchRequest", alexa.clock.now, user=NEW, requestId="opened")
    assert b"Welcome to Juniper Lane" in alexa.deliver(json.dumps(opened).encode())
    for conversation in CONVERSATIONS:
        alexa.end_session()
        for said in conversation:
            assert b"went wrong" not in alexa.deliver(alexa.body(said, user=NEW)), conversation

        assert rows(alexa.store) == before, conversation


def test_somebody_new_becomes_a_customer_with_the_first_thing_in_a_cart(alexa: Alexa) -> None:
    for said in (ADD, PLACE, YES):
        alexa.deliver(alexa.body(said, user=NEW))

    assert stands(alexa.store, user=NEW) == "cart; orders 2"


def test_a_stranger_of_one_shop_may_be_a_customer_of_another(alexa: Alexa) -> None:
    alexa.deliver(alexa.body(ADD, user=NEW))
    alexa.deliver(alexa.body(("ShowCartIntent", {}), user=NEW, application="amzn1.ask.skill.birch"))

    with alexa.store.for_merchant("birch") as shop:
        assert shop.customers.of_user(NEW) is None


def test_a_stranger_has_no_cart_and_no_orders(alexa: Alexa) -> None:
    with alexa.store.for_merchant("juniper") as shop:
        stranger = shop.customers.speaking(NEW)
        mug = shop.catalogue.variant("mug")

        assert shop.carts.of(stranger).lines == []
        assert shop.orders.latest(stranger) is None
        assert shop.orders.usual(stranger, None) == []
        assert shop.orders.containing(stranger, "blue mug") == []
        assert shop.carts.empty(stranger) == 0
        shop.carts.turn_down(stranger, "token")
        with pytest.raises(UnknownCartLine):
            shop.carts.remove(stranger, mug)
        with pytest.raises(EmptyCart):
            shop.carts.read_back(stranger)
        with pytest.raises(ConfirmationExpired):
            shop.orders.place(stranger, "token")
        shop.commit()

    with alexa.store.for_merchant("juniper") as shop:
        assert shop.customers.of_user(NEW) is None
