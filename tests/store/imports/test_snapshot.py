"""Comparing what a feed brings with the shop, and writing it: what is its own, what waits, and what survives."""

import random
import signal
import struct
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, select

from tests.store.products.test_catalogue import item, rows, variant
from voice_skill.store import (
    CatalogueChange,
    CatalogueItem,
    CatalogueMoved,
    Comparison,
    DuplicateItem,
    Feed,
    MerchantStore,
    Store,
    Taken,
    UnknownProduct,
)
from voice_skill.store.search.entries import entry_of
from voice_skill.store.search.postings import SIZES
from voice_skill.store.search.text import language_of
from voice_skill.store.tables import Merchant, OrderLine, Posting, Product, SpokenProduct, Variant, WholeName

MUG, POT, LAMP = item("mug", "blue mug"), item("pot", "red teapot"), item("lamp", "tin lamp")


@pytest.fixture
def shop(store: Store) -> Iterator[MerchantStore]:
    with store.for_merchant("juniper") as shop:
        yield shop


def feed(shop: MerchantStore, name: str = "web") -> Feed:
    return shop.feeds.add(name, source=f"https://{name}.example/feed", currency="USD")


def take(
    shop: MerchantStore, items: Iterable[CatalogueItem], of: Feed | None = None, kept: Sequence[str] = ()
) -> Comparison:
    """Compare and write; what the comparison said is still told afterwards."""
    with shop.catalogue.compare(items, of, kept) as comparison:
        shop.catalogue.write(comparison)
    shop.commit()
    return comparison


def live(shop: MerchantStore) -> list[str]:
    return [name.external_id for name in shop.catalogue.names()]


def test_a_feed_takes_out_only_what_it_brought(shop: MerchantStore) -> None:
    shop.catalogue.put([LAMP])
    web, market = feed(shop), feed(shop, "market")
    take(shop, [MUG, POT], web)
    take(shop, [item("cup", "tea cup")], market)

    change = take(shop, [POT], web).change

    assert change == CatalogueChange(unchanged=1, removed=1)
    assert live(shop) == ["lamp", "pot", "cup"]


def test_what_is_put_by_hand_leaves_what_feeds_bring(shop: MerchantStore) -> None:
    take(shop, [MUG], feed(shop))

    change = shop.catalogue.put([LAMP])

    assert change == CatalogueChange(added=1)
    assert live(shop) == ["mug", "lamp"]


@pytest.mark.parametrize(
    ("theirs", "taken"),
    [
        (item("mug", "tin mug", variant("other")), Taken("mug", "id", "mug")),
        (item("beaker", "tin beaker", variant("mug")), Taken("beaker", "sku", "mug")),
    ],
)
def test_what_another_feed_sells_is_left_out_and_told(shop: MerchantStore, theirs: CatalogueItem, taken: Taken) -> None:
    take(shop, [MUG], feed(shop))

    comparison = take(shop, [theirs, POT], feed(shop, "market"))

    assert comparison.taken == [taken]
    assert comparison.change == CatalogueChange(added=1)
    assert shop.catalogue.product("mug").title == "Blue Mug"
    with pytest.raises(DuplicateItem):
        shop.catalogue.put([theirs])


def test_what_a_feed_no_longer_sells_another_may_bring(shop: MerchantStore) -> None:
    web, market = feed(shop), feed(shop, "market")
    take(shop, [MUG], web)
    product_id = shop.catalogue.product("mug").id
    take(shop, [], web)

    change = take(shop, [replace(MUG, brand="Harbor")], market).change

    assert change == CatalogueChange(changed=1)
    assert shop.catalogue.product("mug").id == product_id
    assert take(shop, [], web).change == CatalogueChange()


def test_an_id_that_is_kept_stays_as_it_is_though_no_item_has_it(shop: MerchantStore) -> None:
    web = feed(shop)
    take(shop, [MUG, POT], web)

    change = take(shop, [POT], web, ["mug"]).change

    assert change == CatalogueChange(unchanged=1)
    assert shop.catalogue.find("blue mug").verdict == "sure"


def test_comparing_writes_nothing_and_tells_what_would_change(shop: MerchantStore) -> None:
    web = feed(shop)
    take(shop, [MUG, POT], web)
    before = rows(shop)

    dearer = replace(MUG, title="Mug, Blue", variants=[variant("mug", "11.00")])
    with shop.catalogue.compare([dearer, LAMP], web) as comparison:
        samples = {(one.kind, one.external_id): one.fields for one in comparison.samples}

    assert rows(shop) == before
    assert samples == {
        ("changed", "mug"): {"title": ("Blue Mug", "Mug, Blue"), "price_minor": (1000, 1100)},
        ("added", "lamp"): {},
        ("removed", "pot"): {},
    }


def test_what_was_compared_with_another_catalogue_is_not_written(store: Store, shop: MerchantStore) -> None:
    web = feed(shop)
    take(shop, [MUG], web)

    with store.for_merchant("juniper") as slow, slow.catalogue.compare([MUG, POT], web) as comparison:
        take(shop, [MUG, LAMP], web)
        with pytest.raises(CatalogueMoved):
            slow.catalogue.write(comparison)

    assert live(shop) == ["mug", "lamp"]


@pytest.mark.parametrize(
    ("had", "has", "is_drastic"),
    [(20, 16, False), (30, 24, False), (30, 23, True), (10, 6, False), (10, 5, True), (3, 0, True), (3, 1, False)],
)
def test_taking_out_more_than_a_fifth_is_drastic_unless_it_is_a_handful(
    shop: MerchantStore, had: int, has: int, is_drastic: bool
) -> None:
    web = feed(shop)
    items = [item(f"p{number}", f"thing {number}") for number in range(had)]
    take(shop, items, web)

    with shop.catalogue.compare(items[:has], web) as comparison:
        assert comparison.is_drastic is is_drastic


def test_taking_out_most_variants_of_what_stays_is_drastic_as_well(shop: MerchantStore) -> None:
    web, sizes = feed(shop), [variant(f"mug-{size}", size=str(size)) for size in range(10)]
    take(shop, [item("mug", "blue mug", *sizes)], web)

    with shop.catalogue.compare([item("mug", "blue mug", *sizes[:4])], web) as comparison:
        assert comparison.is_drastic


def test_a_name_that_the_merchant_gave_is_spoken_and_found_whatever_the_feed_says(shop: MerchantStore) -> None:
    web = feed(shop)
    take(shop, [MUG, POT], web)
    shop.catalogue.rename("mug", "sky beaker", "sky beakers")
    renamed = replace(MUG, spoken_name="azure cup", spoken_plural="azure cups", brand="Harbor")

    assert take(shop, [MUG, POT], web).change == CatalogueChange(unchanged=2)
    assert take(shop, [renamed, POT], web).change == CatalogueChange(changed=1, unchanged=1)

    product = shop.catalogue.find("two sky beakers").products[0]
    assert (product.external_id, product.brand, product.spoken_plural) == ("mug", "Harbor", "sky beakers")
    assert shop.catalogue.find("azure cup").verdict == "none"
    shop.catalogue.rename("mug", None)
    assert shop.catalogue.find("azure cup").products[0].spoken_name == "azure cup"
    assert shop.catalogue.find("sky beaker").verdict == "none"
    with pytest.raises(UnknownProduct):
        shop.catalogue.rename("nothing", "sky beaker")


def test_resetting_a_name_that_is_the_feeds_own_changes_nothing_that_is_said(shop: MerchantStore) -> None:
    take(shop, [MUG], feed(shop))

    shop.catalogue.rename("mug", None)

    assert shop.catalogue.product("mug").spoken_name == "blue mug"


def test_what_was_ordered_is_discontinued_and_its_price_of_then_stays(shop: MerchantStore) -> None:
    web = feed(shop)
    take(shop, [MUG, POT], web)
    ana = shop.customers.recognise("user-ana")
    shop.carts.add(ana, shop.catalogue.variant("mug"), 2)
    number = shop.orders.place(ana, shop.carts.read_back(ana).token).number

    take(shop, [replace(MUG, variants=[variant("mug", "99.00")]), POT], web)
    take(shop, [POT], web)

    line = shop.orders.get(number).lines[0]
    assert (line.title, line.unit_minor, line.ordered) == ("Blue Mug", 1000, 2)
    assert shop.session.scalar(select(Product.discontinued_at).where(Product.external_id == "mug")) is not None
    assert shop.session.scalar(select(OrderLine.variant_id)) in set(shop.session.scalars(select(Variant.id)))


def test_any_two_snapshots_one_after_the_other_give_the_second(shop: MerchantStore) -> None:
    """Against the shop that took the second one only: whatever was added, changed, moved and came back between."""
    chance = random.Random(4)
    web = feed(shop)
    for _ in range(12):
        snapshot = _drawn(chance)
        take(shop, snapshot, web)

        shown = _shown(shop)
        assert shown == {one.external_id: _of_item(one) for one in snapshot}
        assert _told(shop) == {one.external_id: _told_alone(one) for one in snapshot}


def _drawn(chance: random.Random) -> list[CatalogueItem]:
    """Up to eight products that share nine skus among them."""
    skus = chance.sample(range(9), chance.randint(3, 9))
    items = []
    for number in chance.sample(range(8), 8):
        mine = [skus.pop() for _ in range(min(len(skus), chance.randint(1, 3)))]
        if mine:
            variants = [variant(f"sku{one}", f"{chance.randint(1, 3)}.00", size=f"size {one}") for one in mine]
            items.append(item(f"p{number}", f"{chance.choice(['blue', 'red'])} thing {number}", *variants))
    return items


def _shown(shop: MerchantStore) -> dict[str, object]:
    return {product.external_id: _of_item(product) for product in shop.catalogue.products(limit=99)}


def _of_item(one: CatalogueItem | Product) -> object:
    return one.title, one.spoken_name, [(variant.sku, dict(variant.options)) for variant in one.variants]


def _told(shop: MerchantStore) -> dict[str, object]:
    """Of each product that search knows its names, their sounds, what stands beside, whole names and keys."""
    rows = shop.session.execute(
        select(Product.id, Product.external_id, SpokenProduct.place, SpokenProduct.names, SpokenProduct.sounds)
        .add_columns(SpokenProduct.beside)
        .join(SpokenProduct, SpokenProduct.product_id == Product.id)
    ).all()
    whole = shop.session.execute(select(WholeName.product_id, WholeName.name)).all()
    keys = [(key, struct.unpack(f"<{len(packed) // 2}H", packed)) for key, packed in _postings(shop)]
    return {
        row.external_id: (
            row.names.splitlines(),
            row.sounds.splitlines(),
            set(row.beside.split()),
            {name for product_id, name in whole if product_id == row.id},
            {key for key, places in keys if row.place in places},
        )
        for row in rows
    }


def _postings(shop: MerchantStore) -> Iterator[tuple[str, bytes]]:
    """Every key and its places: a byte for the key's length, the key, two for the count less one, two for each."""
    for records in shop.session.scalars(select(Posting.places).where(Posting.drawer != SIZES)):
        at = 0
        while at < len(records):
            counted = at + 1 + records[at]
            end = counted + 2 + 2 * (1 + int.from_bytes(records[counted : counted + 2], "little"))
            yield records[at + 1 : counted].decode(), records[counted + 2 : end]
            at = end


def _told_alone(one: CatalogueItem) -> object:
    entry = entry_of(one, language_of("en-US"))
    return entry.names, entry.name_sounds, set(entry.beside), set(entry.whole), set(entry.keys)


IMPORTER = """
import sys
from tests.store.imports.test_snapshot import bulky
from voice_skill.store import Store
with Store.open(sys.argv[1]).for_merchant("juniper") as shop:
    feed = shop.feeds.get("web")
    print("comparing", flush=True)
    with shop.catalogue.compare(bulky("new"), feed) as comparison:
        print("writing", flush=True)
        shop.catalogue.write(comparison)
    print("committing", flush=True)
    shop.commit()
    print("done", flush=True)
"""
PRODUCTS = 1_000


def bulky(word: str) -> Iterator[CatalogueItem]:
    return (item(f"p{number}", f"{word} thing {number}") for number in range(PRODUCTS))


def everything(url: str) -> dict[str, list[str]]:
    with closing(Store.open(url)) as store, store.for_merchant("juniper") as shop:
        tables = (Merchant, Product, Variant, WholeName, SpokenProduct, Posting)
        return {
            table.__tablename__: sorted(map(str, shop.session.execute(select(table.__table__)))) for table in tables
        }


@pytest.mark.parametrize(
    ("word", "after_s"), [("comparing", 0.1), ("writing", 0.0), ("writing", 0.1), ("writing", 0.3), ("committing", 0)]
)
def test_killed_at_any_moment_the_whole_old_catalogue_is_there(
    store: Store, database_url: str, word: str, after_s: float
) -> None:
    with store.for_merchant("juniper") as shop:
        take(shop, list(bulky("old")), feed(shop))
    before = everything(database_url)

    command = [sys.executable, "-c", IMPORTER, database_url]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[3]) as importing:
        assert importing.stdout is not None
        for line in importing.stdout:
            if line.strip() == word:
                break
        time.sleep(after_s)
        importing.kill()
        rest = importing.stdout.read().split()

    after = everything(database_url)
    assert importing.returncode == -signal.SIGKILL or "done" in rest
    if "done" not in rest and after != before:  # killed after the commit, before it could say so
        assert "committing" in [word, *rest]
        assert {title.split()[0] for title in _titles(store)} == {"New"}
    with store.for_merchant("juniper") as shop:
        assert take(shop, list(bulky("new")), shop.feeds.get("web")).change.removed == 0
    assert {title.split()[0] for title in _titles(store)} == {"New"}


def _titles(store: Store) -> list[str]:
    with store.for_merchant("juniper") as shop:
        return [product.title for product in shop.catalogue.products(limit=PRODUCTS)]


def test_customers_search_the_old_catalogue_until_the_new_one_is_there_at_once(store: Store) -> None:
    with store.for_merchant("juniper") as shop:
        take(shop, [MUG], feed(shop))

    with store.for_merchant("juniper") as writing, store.for_merchant("juniper") as shop:
        with writing.catalogue.compare([POT], writing.feeds.get("web")) as comparison:
            writing.catalogue.write(comparison)
        assert shop.catalogue.find("blue mug").verdict == "sure"
        assert shop.catalogue.find("red teapot").verdict == "none"
        writing.commit()

    with store.for_merchant("juniper") as shop:
        assert shop.catalogue.find("blue mug").verdict == "none"
        assert shop.catalogue.find("red teapot").verdict == "sure"


def test_customers_search_and_buy_while_a_catalogue_is_compared(store: Store, database_url: str) -> None:
    with store.for_merchant("juniper") as shop:
        take(shop, [MUG], feed(shop))

    def slowly() -> Iterator[CatalogueItem]:
        yield MUG
        with store.for_merchant("juniper") as other:
            assert other.catalogue.find("blue mug").verdict == "sure"
            ana = other.customers.recognise("user-ana")
            other.carts.add(ana, other.catalogue.variant("mug"), 1)
            other.commit()
        yield POT

    with store.for_merchant("juniper") as shop:
        change = take(shop, slowly(), shop.feeds.get("web")).change

    assert change == CatalogueChange(added=1, unchanged=1)


MANY = [item(f"lamp {number}", f"lamp number {number}") for number in range(600)]


def test_two_merchants_take_in_catalogues_at_once(new_store: Store) -> None:
    """SQLite has one writer at a time."""
    with new_store.for_merchant("juniper") as mine, new_store.for_merchant("birch") as theirs:
        mine.catalogue.put(MANY)
        theirs.connection.exec_driver_sql("SET statement_timeout = 10000")  # so that waiting for each other ends
        theirs.catalogue.put(MANY)
        theirs.commit()
        mine.commit()

    for name in ("juniper", "birch"):
        with new_store.for_merchant(name) as shop:
            assert len(live(shop)) == len(MANY)


def test_postgresql_need_not_look_at_all_shops_for_each_that_takes_in_its_catalogue(new_store: Store) -> None:
    looks = {}
    for name in ("juniper", "birch"):
        with new_store.for_merchant(name) as shop:
            said: list[str] = []

            @event.listens_for(shop.connection, "before_cursor_execute")
            def hear(connection: Any, cursor: Any, statement: str, *rest: Any, said: list[str] = said) -> None:
                said.append(statement)

            shop.catalogue.put(MANY)
            shop.commit()
            looks[name] = sum(statement.startswith("ANALYZE") for statement in said)

    assert looks["juniper"] > looks["birch"] == 0
