"""Two shops side by side with the same kinds of things in each, and their systems' clients."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import Client, TestResponse

from voice_skill.app import create_app
from voice_skill.config import Config
from voice_skill.store import (
    SCOPES,
    CatalogueItem,
    CatalogueVariant,
    FeedNote,
    MerchantStore,
    Money,
    PastLine,
    Store,
    Synced,
    record_past_order,
)

# What each shop has one of: an own product, a fed one, a feed, an order on its way through the shop, and a job.
IDS = {
    "juniper": {"product": "mug", "fed": "fed-1", "feed": "web", "number": "104233", "customer": 1, "job": 1},
    "birch": {"product": "cup", "fed": "fed-2", "feed": "net", "number": "204233", "customer": 3, "job": 2},
}


class System:
    """A merchant's own program: asks /api/v1 with its token."""

    def __init__(self, client: Client, secret: str) -> None:
        self._client = client
        self.secret = secret
        self._count = 0

    def ask(self, method: str, path: str, *, key: str | None = None, **about: Any) -> TestResponse:
        """Every POST gets a key of its own unless one is given."""
        headers = {"Authorization": f"Bearer {self.secret}"} | about.pop("headers", {})
        if method == "POST" and "Idempotency-Key" not in headers:
            self._count += 1
            headers["Idempotency-Key"] = key or f"key-{self._count}"
        return self._client.open(f"/api/v1{path}", method=method, headers=headers, **about)

    def get(self, path: str, **about: Any) -> TestResponse:
        return self.ask("GET", path, **about)

    def post(self, path: str, **about: Any) -> TestResponse:
        return self.ask("POST", path, **about)

    def change(self, method: str, path: str, **about: Any) -> TestResponse:
        """With the ETag of how it is now."""
        etag = self.get(path).headers["ETag"]
        return self.ask(method, path, headers={"If-Match": etag}, **about)


def item(title: str, id_: str) -> CatalogueItem:
    price = Money(1250, "USD")
    variants = [
        CatalogueVariant(f"{id_}-small", price, {"size": "small"}, stock=5),
        CatalogueVariant(f"{id_}-large", price, {"size": "large"}, stock=3),
    ]
    name = f"{title} {id_.partition('-')[0]}"
    return CatalogueItem(id_, name.title(), name, f"{name}s", variants, brand=title)


def fill(shop: MerchantStore, title: str, ids: dict[str, Any]) -> None:
    """Everything that the shop has tells whose it is by its title."""
    shop.catalogue.put([item(title, ids["product"])])
    feed = shop.feeds.add(ids["feed"], source=f"https://{title}.example/feed".lower(), currency="USD")
    with shop.catalogue.compare([item(title, ids["fed"])], feed) as comparison:
        shop.catalogue.write(comparison)
    notes = [
        FeedNote(1, ids["fed"], "gtin", "gtin_missing", "suggestion", f"{title}'s has none"),
        FeedNote(2, "x", "price", "price_missing", "error", f"{title}'s has no price"),
    ]
    shop.feeds.record(feed, Synced("ok", shop.now, notes=notes, found={"price_missing": ("error", 1)}))
    customer = shop.customers.recognise("user-ana")
    shop.customers.add(f"{title} Ana", user_id="user-ana", email=f"ana@{title}.example")
    variant = shop.catalogue.variant(f"{ids['product']}-small")
    for days, (number, status) in enumerate([(ids["number"], "processing"), (f"{ids['number']}0", "delivered")]):
        record_past_order(
            shop,
            customer,
            number=number,
            status=status,
            placed_at=shop.now - timedelta(days=days + 3),
            status_at=shop.now - timedelta(days=days + 2),
            lines=[PastLine(variant, 2)],
        )
    shop.carts.add(customer, variant, 1)
    shop.jobs.ask("sync", ids["feed"], form_id=f"form of {title}")


@pytest.fixture
def shops(store: Store) -> Store:
    for name, title in [("juniper", "Juniper"), ("birch", "Birch")]:
        with store.for_merchant(name) as shop:
            fill(shop, title, IDS[name])
            shop.commit()
    return store


@pytest.fixture
def app(shops: Store, tmp_path: Path) -> Flask:
    return create_app(Config.from_env({"VOICE_SKILL_HOME": str(tmp_path)}), store=shops)


def token_of(store: Store, merchant: str, *scopes: str, **about: Any) -> str:
    with store.for_merchant(merchant) as shop:
        _, secret = shop.tokens.create("a test", scopes or SCOPES, **about)
        shop.commit()
        return secret


@pytest.fixture
def juniper(app: Flask, shops: Store) -> System:
    return System(app.test_client(), token_of(shops, "juniper"))


@pytest.fixture
def birch(app: Flask, shops: Store) -> System:
    return System(app.test_client(), token_of(shops, "birch"))
