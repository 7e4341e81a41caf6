"""The index stays true to the catalogue."""

from typing import Any

import pytest
from sqlalchemy import event, text

from tests.store.search.items import ITEMS, item
from voice_skill.store import MerchantStore, Store
from voice_skill.store.rows.bulk import Bulk
from voice_skill.store.search.postings import SEGMENT_PLACES, Gathering, Index, read


@pytest.mark.parametrize("table", ["whole_names", "spoken_products", "postings"])
def test_a_lost_index_is_made_anew_at_the_next_start(store: Store, table: str) -> None:
    with store.for_merchant("juniper") as shop:
        shop.catalogue.put(ITEMS)
        shop.commit()
        shop.begin_write()
        shop.connection.execute(text(f"DELETE FROM {table}"))
        shop.commit()

    store.upgrade()

    with store.for_merchant("juniper") as shop:
        assert shop.catalogue.find("blue mugs").verdict == "sure"
        assert shop.catalogue.find("red taepot").verdict == "sure"


def test_an_index_of_other_rules_is_made_anew_at_the_next_change(store: Store) -> None:
    with store.for_merchant("juniper") as shop:
        shop.catalogue.put(ITEMS)
        shop.commit()
        shop.begin_write()
        shop.connection.execute(text("UPDATE merchants SET index_version = 0"))
        shop.connection.execute(text("UPDATE postings SET drawer = drawer + 100000"))
        shop.commit()

    with store.for_merchant("juniper") as shop:
        shop.catalogue.put(ITEMS)
        shop.commit()

    with store.for_merchant("juniper") as shop:
        assert shop.catalogue.find("red taepot").verdict == "sure"


def test_dead_places_are_cleared_away(shop: MerchantStore) -> None:
    names = [
        f"{color} {thing} {number}" for color in ("red", "tan") for thing in ("mug", "cup") for number in range(130)
    ]
    for kind in ("old", "new", "last"):
        shop.catalogue.put([item(name, f"{kind} {name}") for name in names])

    assert shop.merchant.index_places < 2 * len(names) + 1
    assert shop.catalogue.find("last red mugg 7").products[0].external_id == "red mug 7"
    assert shop.catalogue.find("old red mug 7").verdict != "sure"


def test_products_on_both_sides_of_a_segments_end_are_found(store: Store) -> None:
    with store.for_merchant("juniper") as shop:
        shop.catalogue.put([item("lamp", "paper lamp")])
        shop.commit()
        shop.begin_write()
        shop.connection.execute(text("UPDATE merchants SET index_places = 65533"))
        shop.commit()

    with store.for_merchant("juniper") as shop:
        with shop.catalogue.compare([item("lamp", "paper lamp"), *ITEMS]) as comparison:
            comparison.is_anew = False
            shop.catalogue.write(comparison)
        shop.commit()

    with store.for_merchant("juniper") as shop:
        found = {one.external_id: shop.catalogue.find(f"the {one.spoken_name[:-1]}").products for one in ITEMS[:12]}
    assert {sought: products[0].external_id for sought, products in found.items()} == {one: one for one in found}


def test_of_a_shop_of_many_segments_common_sounds_are_not_read(store: Store) -> None:
    """Nobody asks for what a million products have in common, and it would be most of what is read."""
    with store.for_merchant("juniper") as shop:
        shop.catalogue.put([item("lamp", "paper lamp")])
        shop.begin_write()
        gathering = Gathering()
        chunks = [gathering.add(["sabc", "sbcd"] if place > 9 else ["sbcd", "srar"]) for place in range(SEGMENT_PLACES)]
        index = Index(Bulk(shop.connection, shop.merchant.id), shop.merchant.index_places, shop.merchant.index_drawers)
        for chunk in filter(None, chunks):
            index.append(chunk)
        shop.merchant.index_places = index.places
        shop.commit()
        with shop.catalogue.compare([item("lamp", "paper lamp"), item("teapot", "red teapot")]) as comparison:
            comparison.is_anew = False
            shop.catalogue.write(comparison)
        shop.commit()

    with store.for_merchant("juniper") as shop:
        drawers = shop.merchant.index_drawers
        drawn = read(shop.connection, shop.merchant.id, drawers, ["sabc", "sbcd", "srar", "wred"])

        read_keys = {segment: {key for key, _ in postings} for segment, postings in drawn.places.items()}
        assert read_keys == {0: {"sabc", "srar"}, 1: {"sabc", "wred"}}
        assert drawn.counts == {"sabc": SEGMENT_PLACES - 10, "srar": 10, "wred": 1, "sbcd": 2 * (SEGMENT_PLACES - 1)}
        assert shop.catalogue.find("red taepot").products[0].external_id == "teapot"


def test_a_catalogue_that_grows_while_a_customer_is_heard_is_searched_all_the_same(store: Store) -> None:
    with store.for_merchant("juniper") as shop:
        shop.catalogue.put(ITEMS)
        shop.commit()

    with store.for_merchant("juniper") as hearing, store.for_merchant("juniper") as shop:
        shop.catalogue.put([*ITEMS, *(item(f"owl {number}", f"owl lamp {number}") for number in range(50))])
        shop.commit()

        assert hearing.catalogue.find("red taepot").products[0].external_id == "teapot"


def test_what_a_search_reads_is_of_one_moment(store: Store) -> None:
    with store.for_merchant("juniper") as shop:
        shop.catalogue.put([*(item(f"owl {number}", f"owl lamp {number}") for number in range(50)), *ITEMS])
        shop.commit()

    with store.for_merchant("juniper") as hearing:
        changed = []

        @event.listens_for(hearing.connection, "after_cursor_execute")
        def change(connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
            if "postings" in statement and not changed:
                changed.append(statement)
                with store.for_merchant("juniper") as shop:
                    shop.catalogue.put(ITEMS)
                    shop.catalogue.reindex()  # every product has another place now
                    shop.commit()

        found = hearing.catalogue.find("red taepot")

    assert changed
    assert [product.external_id for product in found.products] == ["teapot"]


def test_what_is_written_rests_on_what_others_wrote_since_it_was_read(store: Store) -> None:
    with store.for_merchant("juniper") as shop:
        shop.catalogue.put(ITEMS)
        shop.commit()

    with store.for_merchant("juniper") as mine:
        assert mine.catalogue.find("blue mug").verdict == "sure"
        with store.for_merchant("juniper") as theirs:
            theirs.catalogue.put([*ITEMS, item("owl", "owl lamp")])
            theirs.commit()
        mine.catalogue.rename("mug", "sky beaker", "sky beakers")
        mine.commit()

    with store.for_merchant("juniper") as shop:
        assert shop.catalogue.find("sky beaker").products[0].external_id == "mug"
        assert shop.catalogue.find("owl lamps").products[0].external_id == "owl"


def test_a_shop_that_grows_gets_more_drawers_and_everything_is_found(shop: MerchantStore) -> None:
    drawers = shop.merchant.index_drawers

    for count in (100, 600):
        shop.catalogue.put([*ITEMS, *(item(f"owl {number}", f"owl lamp {number}") for number in range(count))])

    assert shop.merchant.index_drawers > 4 * drawers
    assert shop.catalogue.find("red taepot").products[0].external_id == "teapot"
    assert shop.catalogue.find("the owl lamp 599").products[0].external_id == "owl 599"
