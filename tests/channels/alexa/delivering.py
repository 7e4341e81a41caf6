"""Requests as Alexa delivers them: signed, to one of two workers, as often as a test likes."""

import json
from typing import Any
from uuid import uuid4

from flask import Flask
from werkzeug.test import TestResponse

from tests.channels.alexa.alexa_requests import intent
from tests.channels.alexa.signing import Signer
from tests.conftest import Clock
from voice_skill.app import create_app
from voice_skill.channels.alexa.verify import Verifier
from voice_skill.config import Config
from voice_skill.store import CatalogueItem, CatalogueVariant, Money, PastLine, Store, record_past_order

Said = tuple[str, dict[str, str]]

ADD: Said = ("AddToCartIntent", {"quantity": "2", "product": "blue mug"})
YES: Said = ("AMAZON.YesIntent", {})
NO: Said = ("AMAZON.NoIntent", {})
PLACE: Said = ("PlaceOrderIntent", {})
REORDER: Said = ("ReorderIntent", {"product": "dark roast"})


class Alexa:
    """Signs what a customer says in one session and delivers it."""

    def __init__(self, store: Store, signer: Signer, clock: Clock) -> None:
        self.store, self.signer, self.clock = store, signer, clock
        self._attributes: dict[str, Any] = {}
        self.workers = [self._worker(), self._worker()]

    def _worker(self) -> Flask:
        verifier = Verifier(roots=self.signer.roots, fetch=self.signer.fetch, clock=self.clock)
        return create_app(Config.from_env({}), store=self.store, verifier=verifier)

    def body(self, said: Said, **changes: Any) -> bytes:
        name, slots = said
        asked = intent(name, self.clock.now, slots, requestId=f"amzn1.echo-api.request.{uuid4()}", **changes)
        asked["session"] |= {"new": False, "attributes": self._attributes}
        return json.dumps(asked).encode()

    def post(self, body: bytes, worker: int = 0, **environ: Any) -> TestResponse:
        """environ: what the server tells the app, beside the request."""
        client, headers = self.workers[worker].test_client(), self.signer.headers(body)
        return client.post("/alexa", data=body, headers=headers, environ_overrides=environ)

    def deliver(self, body: bytes, worker: int = 0) -> bytes:
        response = self.post(body, worker)
        assert response.status_code == 200
        assert response.json is not None
        self._attributes = response.json.get("sessionAttributes", {})
        return response.data

    def end_session(self) -> None:
        self._attributes = {}

    def say(self, *saids: Said) -> None:
        for said in saids:
            self.deliver(self.body(said))


def fill(store: Store) -> None:
    """Both merchants sell the same two things; user-ana has bought coffee before."""
    for name in ("juniper", "birch"):
        with store.for_merchant(name) as shop:
            shop.catalogue.put([_item("mug", "blue mug", 1400), _item("coffee", "dark roast", 900)])
            ana = shop.customers.recognise("user-ana")
            bought = [PastLine(shop.catalogue.variant("coffee"), 2)]
            record_past_order(shop, ana, number="104233", placed_at=shop.now, lines=bought)
            shop.commit()


def _item(sku: str, name: str, price_minor: int) -> CatalogueItem:
    variants = [CatalogueVariant(sku, Money(price_minor, "USD"), stock=50)]
    return CatalogueItem(sku, name.title(), name, f"{name}s", variants)


def stands(store: Store, merchant: str = "juniper", user: str = "user-ana") -> str:
    """The customer's cart and how many orders the shop has."""
    with store.for_merchant(merchant) as shop:
        customer = shop.customers.of_user(user)
        lines = shop.carts.of(customer).lines if customer else []
        cart = "".join(f" {line.quantity} {line.variant.sku}" for line in lines)
        counts = shop.orders.counts()
    cancelled = f", {counts['cancelled']} cancelled" if "cancelled" in counts else ""
    return f"cart{cart}; orders {sum(counts.values())}{cancelled}"
