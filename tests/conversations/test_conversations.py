"""Conversations in the words of customers, in shops of many trades, by what lies in the cart and what was ordered.

A line of NAME.jsonl is what a customer of shops/NAME.json says, turn by turn, and what must hold then: `cart` and
`ordered` are the SKUs and how many of each, one of several such books where more than one is right; `placed` and
`cancelled` are numbers of orders. The last answer has each pattern of `says`, and none of `says_not`; `hears` has one
for the answer to each turn, `has` one for the answer to a turn by its number, and `lacks` is found in none. Those with
marlow.json and larkin.json are also held as Alexa would hold them, without the words."""

import json
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.intents.shops import SHOPPER, Shop, open_shop
from voice_skill.store import MerchantStore, PastLine, Store, record_past_order

FOLDER = Path(__file__).parent
SHOPS = sorted(path.stem for path in FOLDER.glob("*.jsonl"))


@pytest.mark.parametrize(("name", "as_alexa"), [*((name, False) for name in SHOPS), ("marlow", True), ("larkin", True)])
def test_what_customers_say_ends_in_the_right_books(name: str, as_alexa: bool, tmp_path: Path) -> None:
    shop = _opened(name, tmp_path, as_alexa=as_alexa)
    told = [json.loads(line) for line in (FOLDER / f"{name}.jsonl").read_text().splitlines()]

    wrong = [fault for number, talk in enumerate(told) if (fault := _fault(shop, talk, tmp_path / str(number)))]

    assert len(told) > 30
    assert not wrong, "\n".join(wrong)


def _opened(name: str, home: Path, *, as_alexa: bool) -> Shop:
    """The shop with its catalogue, and its past orders as the shopper's."""
    data = json.loads((FOLDER / "shops" / f"{name}.json").read_text())
    catalogue = home / "catalogue.json"
    catalogue.write_text(json.dumps({"products": data["products"]}))
    shop = open_shop(name, home, catalogue, as_alexa=as_alexa)
    store = Store.open(f"sqlite:///{home / 'shop.db'}")
    with store.for_merchant(name) as merchant:
        _remember(merchant, data["orders"])
    store.close()
    return shop


def _remember(shop: MerchantStore, orders: list[dict[str, Any]]) -> None:
    customer = shop.customers.recognise(SHOPPER)
    for order in orders:
        record_past_order(
            shop,
            customer,
            number=order["number"],
            placed_at=shop.now - timedelta(days=order["days"], minutes=5),
            status=order["status"],
            status_at=shop.now - timedelta(days=order.get("moved_days", order["days"])),
            expected_at=None,
            lines=[PastLine(shop.catalogue.variant(sku), number) for sku, number in order["lines"].items()],
        )
    shop.commit()


def _fault(shop: Shop, talk: dict[str, Any], folder: Path) -> str:
    """What is wrong after the conversation; empty where nothing is."""
    folder.mkdir()
    with shop.visited(folder) as conversation:
        before = _orders(conversation.store, shop.name)
        answers = [turn.answer.speech if turn.answer else "" for turn in conversation.turns(*talk["say"])]
        after = _orders(conversation.store, shop.name)
        cart = _cart(conversation.store, shop.name)
    new = {number: order for number, order in after.items() if number not in before}
    ordered: dict[str, int] = {}
    for status, lines in new.values():
        for sku, quantity in lines.items() if status != "cancelled" else ():
            ordered[sku] = ordered.get(sku, 0) + quantity
    cancelled = [number for number, order in after.items() if order[0] == "cancelled" != before.get(number, ("",))[0]]
    last = answers[-1]
    answers_with_patterns = zip(answers, talk.get("hears", ()), strict=False)
    is_right = (
        all(re.search(pattern, last, re.I) for pattern in talk.get("says", ()))
        and not any(re.search(pattern, last, re.I) for pattern in talk.get("says_not", ()))
        and all(re.search(pattern, answer, re.I) for answer, pattern in answers_with_patterns)
        and cart in talk.get("cart", [cart])
        and ordered in talk.get("ordered", [ordered])
        and len(new) == talk.get("placed", len(new))
        and len(cancelled) == talk.get("cancelled", len(cancelled))
        and all(re.search(pattern, answers[int(turn) - 1]) for turn, pattern in talk.get("has", {}).items())
        and not ("lacks" in talk and re.search(talk["lacks"], " ".join(answers)))
    )
    said = " | ".join(f"{text} > {answer}" for text, answer in zip(talk["say"], answers, strict=False))
    return "" if is_right else f"{shop.name}: {said}: cart {cart}, ordered {ordered}, {len(cancelled)} cancelled"


def _cart(store: Store, name: str) -> dict[str, int]:
    with store.for_merchant(name) as shop:
        lines = shop.carts.of(shop.customers.recognise(SHOPPER)).lines
        return {line.variant.sku: line.quantity for line in lines}


def _orders(store: Store, name: str) -> dict[str, tuple[str, dict[str, int]]]:
    """Status and lines of each order by its number."""
    with store.for_merchant(name) as shop:
        orders = shop.orders.list(limit=100)
        return {order.number: (order.status, {line.sku: line.ordered for line in order.lines}) for order in orders}
