"""A wish that was refused stays refused: a copy of its request is answered the same, whatever has become possible."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import pytest
from sqlalchemy import text

from intents.dialogue.phrases import intent_files
from intents.registry import INTENTS
from tests.channels.alexa.delivering import ADD, NO, PLACE, YES, Alexa, Said, stands
from voice_skill.store import CatalogueItem, CatalogueVariant, Money, PastLine, Store, record_past_order

NEW, KNOWN = "user-new", "user-ben"
REMOVE: Said = ("RemoveFromCartIntent", {"product": "blue mug"})
SUBMARINE: Said = ("AddToCartIntent", {"product": "submarine"})
DELETE_DATA: Said = ("DeleteDataIntent", {})
Meanwhile = Callable[[Alexa, str], None]


def say(*saids: Said) -> Meanwhile:
    """In a conversation on another device of the same customer."""

    def meanwhile(alexa: Alexa, user: str) -> None:
        alexa.end_session()
        for said in saids:
            alexa.deliver(alexa.body(said, user=user))

    return meanwhile


def sell(name: str, stock: int) -> Meanwhile:
    def meanwhile(alexa: Alexa, user: str) -> None:
        sku = name.split()[-1]
        variants = [CatalogueVariant(sku, Money(1400, "USD"), stock=stock)]
        with alexa.store.for_merchant("juniper") as shop:
            shop.catalogue.put_one(CatalogueItem(sku, name.title(), name, f"{name}s", variants))
            shop.commit()

    return meanwhile


def buy(alexa: Alexa, user: str) -> None:
    with alexa.store.for_merchant("juniper") as shop:
        lines = [PastLine(shop.catalogue.variant("coffee"), 1)]
        customer = shop.customers.recognise(user)
        record_past_order(shop, customer, number="104299", placed_at=shop.now, lines=lines)
        shop.commit()


def nothing(alexa: Alexa, user: str) -> None:
    pass


@dataclass(frozen=True)
class Wish:
    """refused_by: what makes the wish impossible before it arrives; allowed_by: what makes it possible afterwards."""

    intent: str
    said: Said
    before: Sequence[Said] = ()
    refused_by: Meanwhile = nothing
    allowed_by: Meanwhile = nothing


WISHES = {
    "adding what is sold out": Wish("AddToCart", ADD, [], sell("blue mug", 0), sell("blue mug", 50)),
    "adding more than there is": Wish("AddToCart", ADD, [], sell("blue mug", 1), sell("blue mug", 50)),
    "adding what is not sold": Wish("AddToCart", SUBMARINE, [], nothing, sell("submarine", 50)),
    "taking what was offered": Wish(
        "AddToCart",
        YES,
        [("FindProductIntent", {"product": "blue mug"})],
        sell("blue mug", 0),
        sell("blue mug", 50),
    ),
    "ending with an empty cart": Wish("Done", ("DoneIntent", {}), [], nothing, say(ADD)),
    "a no with an empty cart": Wish("No", NO, [], nothing, say(ADD)),
    "changing an empty cart": Wish("ChangeCart", ("ChangeCartIntent", {"quantity": "5"}), [], nothing, say(ADD)),
    "more of what is sold out": Wish(
        "AddMore",
        ("AddMoreIntent", {"quantity": "1", "product": "blue mug"}),
        [],
        sell("blue mug", 0),
        sell("blue mug", 50),
    ),
    "fewer in an empty cart": Wish("TakeOff", ("TakeOffIntent", {"quantity": "1"}), [], nothing, say(ADD)),
    "removing from an empty cart": Wish("RemoveFromCart", REMOVE, [], nothing, say(ADD)),
    "removing what is not in the cart": Wish(
        "RemoveFromCart",
        REMOVE,
        [("AddToCartIntent", {"product": "dark roast"})],
        nothing,
        say(ADD),
    ),
    "swapping what is gone": Wish(
        "SwapProduct", ("SwapProductIntent", {"product": "dark roast"}), [ADD], say(REMOVE), say(ADD)
    ),
    "undoing what is gone": Wish("Undo", ("UndoIntent", {}), [ADD], say(REMOVE), say(ADD)),
    "emptying an empty cart": Wish("EmptyCart", YES, [ADD, ("EmptyCartIntent", {})], say(REMOVE), say(ADD)),
    "placing nothing": Wish("PlaceOrder", PLACE, [], nothing, say(ADD)),
    "ordering what was removed": Wish("PlaceOrder", YES, [ADD], say(REMOVE), say(ADD)),
    "turning down what is void": Wish("PlaceOrder", NO, [ADD, PLACE], say(REMOVE), say(ADD, PLACE)),
    "reordering nothing": Wish("Reorder", ("ReorderIntent", {}), [], nothing, buy),
    "deleting what is not stored": Wish("DeleteData", DELETE_DATA, [], nothing, say(ADD)),
    "keeping what nobody asked to be deleted": Wish(
        "KeepData", ("KeepDataIntent", {}), [], nothing, say(ADD, DELETE_DATA, YES)
    ),
    "cancelling nothing": Wish("CancelOrder", ("CancelOrderIntent", {}), [], nothing, buy),
}


def refuse(alexa: Alexa, wish: Wish, user: str) -> bytes:
    """The request that will be refused when it is delivered."""
    for said in wish.before:
        alexa.deliver(alexa.body(said, user=user))
    body = alexa.body(wish.said, user=user)
    wish.refused_by(alexa, user)
    return body


@pytest.mark.parametrize("user", [NEW, KNOWN])
@pytest.mark.parametrize("name", WISHES)
def test_a_copy_of_a_refused_wish_is_refused_with_the_same_words(alexa: Alexa, name: str, user: str) -> None:
    wish = WISHES[name]
    body = refuse(alexa, wish, user)
    refused = alexa.deliver(body)
    assert b"went wrong" not in refused
    wish.allowed_by(alexa, user)
    before, seen = stands(alexa.store, user=user), seen_requests(alexa.store)

    answers = {alexa.deliver(body, worker) for worker in (0, 1)}

    assert answers == {refused}
    assert stands(alexa.store, user=user) == before
    assert seen_requests(alexa.store) == seen


def test_every_intent_that_may_change_something_is_refused_once() -> None:
    assert {wish.intent for wish in WISHES.values()} == {intent.__name__ for intent in INTENTS if intent.changes}


@pytest.mark.parametrize("user", [NEW, KNOWN])
@pytest.mark.parametrize("name", ["adding what is sold out", "reordering nothing"])
def test_a_refused_wish_delivered_five_times_at_once_gets_one_answer(alexa: Alexa, name: str, user: str) -> None:
    body = refuse(alexa, WISHES[name], user)

    with ThreadPoolExecutor(5) as pool:
        answers = set(pool.map(lambda number: alexa.deliver(body, number % 2), range(5)))

    assert len(answers) == 1
    assert seen_requests(alexa.store) == 1


def test_of_a_stranger_whose_wish_was_refused_only_the_answer_is_kept_for_an_hour(alexa: Alexa) -> None:
    alexa.deliver(refuse(alexa, WISHES["adding what is sold out"], NEW))

    with alexa.store.for_merchant("juniper") as shop:
        assert shop.customers.of_user(NEW) is None
    assert seen_requests(alexa.store) == 1
    alexa.clock.advance(hours=1)
    assert alexa.store.prune(60).deleted == {"seen_requests": 1}


LOOKING = sorted(
    file.name
    for file in intent_files("en-US").values()
    if file.name
    and file.name.removeprefix("AMAZON.").removesuffix("Intent") in {one.__name__ for one in INTENTS if not one.changes}
)


@pytest.mark.parametrize("user", [NEW, "user-ana"])
def test_an_intent_that_is_not_said_to_change_anything_writes_nothing(alexa: Alexa, user: str) -> None:
    for name in LOOKING:
        for slots in ({}, {"product": "blue mug"}, {"product": "dark roast"}, {"product": "submarine"}):
            alexa.end_session()
            alexa.deliver(alexa.body((name, slots), user=user))

            assert seen_requests(alexa.store) == 0, (name, slots)


def seen_requests(store: Store) -> int:
    with store.for_merchant("juniper") as shop:
        return shop.session.scalar(text("SELECT count(*) FROM seen_requests")) or 0
