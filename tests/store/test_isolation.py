"""Two merchants in one database: whatever one of them calls, nothing of the other's comes back or changes."""

import dataclasses
import inspect
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from datetime import timedelta
from typing import Any

import sqlalchemy
from sqlalchemy import select

from voice_skill.store import (
    CatalogueChange,
    Comparison,
    Customer,
    Feed,
    FeedNote,
    MerchantStore,
    Order,
    Place,
    Product,
    Store,
    StoreError,
    Synced,
    Variant,
)
from voice_skill.store.imports.items import CatalogueItem, CatalogueVariant
from voice_skill.store.money import Money
from voice_skill.store.tables import Table


@dataclasses.dataclass
class Theirs:
    """What belongs to the other merchant, and ids that both of them have."""

    customer: Customer
    stranger: Customer
    variant: Variant
    product: Product
    order: Order
    token: str
    feed: Feed
    token_id: int
    job_id: int


def item(merchant: str, id_: str = "mug") -> CatalogueItem:
    """The same ids in every shop; only the words say whose it is."""
    return CatalogueItem(
        id_,
        f"{merchant} Mug",
        f"{merchant} mug",
        f"{merchant} mugs",
        [CatalogueVariant(id_, Money(1250, "USD"), {"color": f"{merchant} blue"}, stock=5)],
        synonyms=[f"{merchant} cup"],
        attributes={f"{merchant} material": "stoneware"},
        brand=merchant,
    )


def fill(store: Store, name: str, title: str) -> Theirs:
    with store.for_merchant(name) as shop:
        shop.catalogue.put([item(title)])
        feed = shop.feeds.add("shop", source=f"https://{name}.example/feed", currency="USD", every_s=3_600)
        with shop.catalogue.compare([item(f"{title} Fed", "fed")], feed) as comparison:
            shop.catalogue.write(comparison)
        note = FeedNote(1, "fed", "gtin", "gtin_missing", "suggestion", f"{title} has none")
        found = {"gtin_missing": ("suggestion", 1)}
        shop.feeds.record(feed, Synced("ok", shop.now, notes=[note], found=found))
        shop.feeds.change("shop", claimed_until=shop.now + timedelta(minutes=5))
        product, variant = shop.catalogue.product("mug"), shop.catalogue.variant("mug")
        ana = shop.customers.recognise("user-ana")
        stranger = shop.customers.add(f"{title} Zoe", user_id=f"user-only-of-{name}")
        shop.carts.add(ana, variant, 1)
        order = shop.orders.place(ana, shop.carts.read_back(ana).token)
        shop.carts.add(ana, variant, 1)
        token = shop.carts.read_back(ana).token
        shop.once("request")
        shop.responses.keep("key", "asked", status=200, headers={}, body=title)
        api_token, _ = shop.tokens.create(title, ["orders:read"])
        shop.skill.address()
        shop.skill.claim(f"amzn1.ask.skill.{name}-claimed")
        job = shop.jobs.ask("preview", "shop", form_id="form", settings={"source": f"https://{name}.example/feed"})
        shop.commit()
        feed = shop.feeds.get("shop")
    store.logins.add(name, f"ana@{name}.example", "a few good words")
    store.logins.sign_in(f"ana@{name}.example", "a few good words", Place("127.0.0.1"))
    store.logins.start_reset(f"ana@{name}.example")
    return Theirs(ana, stranger, variant, product, order, token, feed, api_token.id, job.id)


def compare(shop: MerchantStore, feed: Feed) -> Comparison:
    with shop.catalogue.compare([], feed) as comparison:
        return comparison


def write(shop: MerchantStore, feed: Feed) -> CatalogueChange:
    with shop.catalogue.compare([], feed) as comparison:
        return shop.catalogue.write(comparison)


CASES: Mapping[str, Callable[[MerchantStore, Theirs], Any]] = {
    "begin_write": lambda shop, theirs: shop.begin_write(theirs.customer),
    "commit": lambda shop, theirs: shop.commit(),
    "check_new": lambda shop, theirs: shop.check_new(),
    "begin_write_alone": lambda shop, theirs: shop.begin_write_alone(),
    "once": lambda shop, theirs: shop.once("request"),
    "rollback": lambda shop, theirs: shop.rollback(),
    "feeds.keep_webhook_secret": lambda shop, theirs: shop.feeds.keep_webhook_secret("shop"),
    "feeds.webhook_secret": lambda shop, theirs: shop.feeds.webhook_secret(shop.feeds.get("shop")),
    "feeds.add": lambda shop, theirs: shop.feeds.add("shop", source="https://a.example/", currency="USD"),
    "feeds.address": lambda shop, theirs: shop.feeds.address(shop.feeds.get("shop")),
    "feeds.all": lambda shop, theirs: shop.feeds.all(),
    "feeds.at": lambda shop, theirs: shop.feeds.at("https://birch.example/feed"),
    "feeds.change": lambda shop, theirs: shop.feeds.change("shop", every_s=60),
    "feeds.claim": lambda shop, theirs: shop.feeds.claim("shop"),
    "feeds.claim_longer": lambda shop, theirs: shop.feeds.claim_longer(theirs.feed),
    "feeds.findings": lambda shop, theirs: shop.feeds.findings(theirs.feed),
    "feeds.get": lambda shop, theirs: shop.feeds.get("shop"),
    "feeds.make_due": lambda shop, theirs: shop.feeds.make_due("shop"),
    "feeds.record": lambda shop, theirs: shop.feeds.record(theirs.feed, Synced("failed", shop.now, why="away")),
    "feeds.release": lambda shop, theirs: shop.feeds.release(theirs.feed),
    "feeds.remove": lambda shop, theirs: shop.feeds.remove("shop"),
    "feeds.runs": lambda shop, theirs: shop.feeds.runs(theirs.feed),
    "jobs.ask": lambda shop, theirs: shop.jobs.ask("sync", "shop", form_id="form"),
    "jobs.end": lambda shop, theirs: shop.jobs.end(theirs.job_id, {"outcome": "failed"}),
    "jobs.files": lambda shop, theirs: shop.jobs.files(),
    "jobs.get": lambda shop, theirs: shop.jobs.get(theirs.job_id),
    "jobs.hear": lambda shop, theirs: shop.jobs.hear(theirs.job_id),
    "jobs.give_back": lambda shop, theirs: shop.jobs.give_back(theirs.job_id),
    "jobs.open": lambda shop, theirs: shop.jobs.open(),
    "jobs.settings": lambda shop, theirs: shop.jobs.settings(shop.jobs.get(theirs.job_id)),
    "jobs.take": lambda shop, theirs: shop.jobs.take(theirs.job_id),
    "jobs.tell": lambda shop, theirs: shop.jobs.tell(theirs.job_id, "Reading", 1, 2),
    "browsing.by_price": lambda shop, theirs: shop.browsing.by_price(9),
    "browsing.departments": lambda shop, theirs: shop.browsing.departments(),
    "browsing.in_department": lambda shop, theirs: shop.browsing.in_department("", 9),
    "browsing.mentioning": lambda shop, theirs: shop.browsing.mentioning(["birch"], 9),
    "browsing.newest": lambda shop, theirs: shop.browsing.newest(9),
    "browsing.popular": lambda shop, theirs: shop.browsing.popular(9),
    "catalogue.attributes": lambda shop, theirs: shop.catalogue.attributes(),
    "catalogue.compare": lambda shop, theirs: compare(shop, theirs.feed),
    "catalogue.count": lambda shop, theirs: shop.catalogue.count(),
    "catalogue.write": lambda shop, theirs: write(shop, theirs.feed),
    "catalogue.rename": lambda shop, theirs: shop.catalogue.rename("mug", "tin mug"),
    "catalogue.products": lambda shop, theirs: shop.catalogue.products(limit=9),
    "catalogue.find": lambda shop, theirs: shop.catalogue.find("birch mug"),
    "catalogue.departments": lambda shop, theirs: shop.catalogue.departments(),
    "catalogue.examples": lambda shop, theirs: shop.catalogue.examples(3),
    "catalogue.of_kind": lambda shop, theirs: shop.catalogue.of_kind("birch mug", limit=3),
    "catalogue.on_sale": lambda shop, theirs: shop.catalogue.on_sale(3),
    "catalogue.example": lambda shop, theirs: shop.catalogue.example(),
    "catalogue.mend": lambda shop, theirs: shop.catalogue.mend(),
    "catalogue.names": lambda shop, theirs: list(shop.catalogue.names()),
    "catalogue.options": lambda shop, theirs: shop.catalogue.options(),
    "catalogue.product": lambda shop, theirs: shop.catalogue.product("mug"),
    "catalogue.put": lambda shop, theirs: shop.catalogue.put([]),
    "catalogue.reindex": lambda shop, theirs: shop.catalogue.reindex(),
    "catalogue.variant": lambda shop, theirs: shop.catalogue.variant("mug"),
    "customers.add": lambda shop, theirs: shop.customers.add("New", user_id="user-only-of-birch"),
    "customers.forget": lambda shop, theirs: shop.customers.forget("user-ana"),
    "customers.of_user": lambda shop, theirs: shop.customers.of_user("user-only-of-birch"),
    "responses.find": lambda shop, theirs: shop.responses.find("key", "asked"),
    "responses.keep": lambda shop, theirs: shop.responses.keep("new", "asked", status=200, headers={}, body="{}"),
    "catalogue.put_one": lambda shop, theirs: shop.catalogue.put_one(item("Mine")),
    "catalogue.take_out": lambda shop, theirs: shop.catalogue.take_out("mug"),
    "customers.all": lambda shop, theirs: shop.customers.all(limit=9),
    "customers.ask_for_deletion": lambda shop, theirs: shop.customers.ask_for_deletion(theirs.customer),
    "customers.take_back_deletion": lambda shop, theirs: shop.customers.take_back_deletion(theirs.customer),
    "customers.forget_one": lambda shop, theirs: shop.customers.forget_one(theirs.customer),
    "customers.get": lambda shop, theirs: shop.customers.get(theirs.customer.id),
    "customers.held": lambda shop, theirs: shop.customers.held(theirs.customer.id),
    "seals.digest": lambda shop, theirs: shop.seals.digest("mine"),
    "seals.open": lambda shop, theirs: shop.seals.open(shop.seals.seal("mine")),
    "seals.seal": lambda shop, theirs: shop.seals.seal("mine"),
    "skill.address": lambda shop, theirs: shop.skill.address(),
    "skill.claim": lambda shop, theirs: shop.skill.claim("amzn1.ask.skill.mine-1"),
    "skill.renew_address": lambda shop, theirs: shop.skill.renew_address(),
    "tokens.all": lambda shop, theirs: shop.tokens.all(),
    "tokens.create": lambda shop, theirs: shop.tokens.create("mine", ["orders:read"]),
    "tokens.revoke": lambda shop, theirs: shop.tokens.revoke(theirs.token_id),
    "tokens.take": lambda shop, theirs: shop.tokens.take(theirs.token_id, 600),
    "customers.speaking": lambda shop, theirs: shop.customers.speaking("user-only-of-birch"),
    "customers.recognise": lambda shop, theirs: shop.customers.recognise("user-only-of-birch"),
    "carts.add": lambda shop, theirs: shop.carts.add(shop.customers.recognise("user-ana"), theirs.variant, 1),
    "carts.change": lambda shop, theirs: shop.carts.change(theirs.customer, theirs.variant, 3),
    "carts.exchange": lambda shop, theirs: shop.carts.exchange(theirs.customer, theirs.variant, theirs.variant, 2),
    "carts.empty": lambda shop, theirs: shop.carts.empty(theirs.customer),
    "carts.of": lambda shop, theirs: shop.carts.of(theirs.customer),
    "carts.read_back": lambda shop, theirs: shop.carts.read_back(theirs.customer),
    "carts.read_back_again": lambda shop, theirs: shop.carts.read_back_again(
        shop.customers.recognise("user-ana"), theirs.order.lines
    ),
    "carts.remove": lambda shop, theirs: shop.carts.remove(theirs.customer, theirs.variant),
    "carts.turn_down": lambda shop, theirs: shop.carts.turn_down(theirs.customer, theirs.token),
    "orders.by_number": lambda shop, theirs: shop.orders.by_number(theirs.customer, theirs.order.number),
    "orders.counts": lambda shop, theirs: shop.orders.counts(),
    "orders.can_cancel": lambda shop, theirs: shop.orders.can_cancel(theirs.order),
    "orders.cancel": lambda shop, theirs: shop.orders.cancel(theirs.customer, theirs.order),
    "orders.first": lambda shop, theirs: shop.orders.first(theirs.customer),
    "orders.bought": lambda shop, theirs: shop.orders.bought(theirs.customer, "birch mug"),
    "orders.containing": lambda shop, theirs: shop.orders.containing(theirs.customer, "birch mug"),
    "orders.get": lambda shop, theirs: shop.orders.get(theirs.order.number),
    "orders.ending_in": lambda shop, theirs: shop.orders.ending_in(theirs.customer, theirs.order.number[-3:]),
    "orders.lines_named": lambda shop, theirs: shop.orders.lines_named(theirs.order, "mug"),
    "orders.number_placed_by": lambda shop, theirs: shop.orders.number_placed_by(theirs.customer),
    "orders.placed_by": lambda shop, theirs: shop.orders.placed_by(theirs.customer),
    "orders.latest": lambda shop, theirs: shop.orders.latest(theirs.customer),
    "orders.list": lambda shop, theirs: shop.orders.list(),
    "orders.move": lambda shop, theirs: shop.orders.move(theirs.order.number, "processing", by="merchant"),
    "orders.place": lambda shop, theirs: shop.orders.place(theirs.customer, theirs.token),
    "orders.products_bought": lambda shop, theirs: shop.orders.products_bought(theirs.customer),
    "orders.sounding_like": lambda shop, theirs: shop.orders.sounding_like(theirs.customer, theirs.order.number),
    "orders.usual": lambda shop, theirs: shop.orders.usual(theirs.customer, None),
}


# A request that was let in counts, whatever becomes of it.
COMMITTED = ("commit", "tokens.take")


def public_methods(shop: MerchantStore) -> set[str]:
    """Everything that can be called on a MerchantStore, by the dotted name that a handler would write."""
    parts = {
        f"{name}.": part for name, part in inspect.getmembers(shop) if type(part).__module__.startswith("voice_skill.")
    }
    return {
        prefix + name
        for prefix, part in ({"": shop} | parts).items()
        for name, _ in inspect.getmembers(type(part), inspect.isfunction)
        if not name.startswith("_") and not isinstance(part, Table)
    }


def rows_of(store: Store, name: str) -> dict[str, list[Any]]:
    """Every row of one merchant, by table."""
    with store.for_merchant(name) as shop:
        rows = {}
        for table in Table.metadata.sorted_tables:
            if table.name == "attempts":  # nobody's yet: who tries to sign in may be anybody
                continue
            owner = table.c.id if table.name == "merchants" else table.c.merchant_id
            rows[table.name] = sorted(map(repr, shop.session.execute(select(table).where(owner == shop.merchant.id))))
        return rows


def told(value: Any, seen: set[int]) -> Iterator[Any]:
    """Every merchant id and every string in what a method gave back, however deep."""
    if id(value) in seen:
        return
    seen.add(id(value))
    if isinstance(value, Table):
        value = sqlalchemy.inspect(value).dict
    elif dataclasses.is_dataclass(value):
        value = {field.name: getattr(value, field.name) for field in dataclasses.fields(value)}
    elif isinstance(value, StoreError):
        value = vars(value)
    if isinstance(value, Mapping):
        yield from (("merchant", held) for key, held in value.items() if key == "merchant_id")
        yield from told([*value.keys(), *value.values()], seen)
    elif isinstance(value, (list, tuple, set, frozenset)):
        for held in value:
            yield from told(held, seen)
    elif isinstance(value, str):
        yield value


def test_nothing_of_another_merchant_comes_back_or_changes(store: Store) -> None:
    fill(store, "juniper", "Juniper")
    theirs = fill(store, "birch", "Birch")
    before = rows_of(store, "birch")
    assert all(before.values()), "every table has something of theirs to give away"
    with store.for_merchant("juniper") as shop:
        assert public_methods(shop) == set(CASES), "a new method needs a case here"

    for name, call in CASES.items():
        with store.for_merchant("juniper") as shop:
            try:
                given = list(told(call(shop, theirs), set()))
            except StoreError as error:
                given = list(told(error, set()))
            shop.commit()

        assert ("merchant", theirs.order.merchant_id) not in given, name
        assert not [words for words in given if isinstance(words, str) and "birch" in words.lower()], name
        assert rows_of(store, "birch") == before, name


def test_nothing_stays_of_a_turn_that_was_not_committed(store: Store) -> None:
    mine = fill(store, "juniper", "Juniper")
    before = rows_of(store, "juniper")

    for name, call in CASES.items():
        with store.for_merchant("juniper") as shop, suppress(StoreError):
            call(shop, mine)

        assert name in COMMITTED or rows_of(store, "juniper") == before, name
        before = rows_of(store, "juniper")
