"""What a customer bought before comes first."""

from typing import Any

import pytest
from sqlalchemy import event

from tests.store.search.items import item
from voice_skill.store import MerchantStore


def test_among_rivals_the_one_bought_before_wins(shop: MerchantStore) -> None:
    ids = {
        product.external_id: product.id for said in ("coffee", "tea") for product in shop.catalogue.find(said).products
    }

    for meant in ("house", "dark"):
        found = shop.catalogue.find("coffee", bought={ids[meant]: 1.0})
        assert (found.verdict, [product.external_id for product in found.products]) == ("sure", [meant])
    found = shop.catalogue.find("tea", bought={ids["other-tea"]: 1.0})
    assert (found.verdict, found.products[0].external_id) == ("sure", "other-tea")


def test_what_is_bought_most_wins_and_what_is_bought_alike_is_asked(shop: MerchantStore) -> None:
    ids = {product.external_id: product.id for product in shop.catalogue.find("coffee").products}

    often = shop.catalogue.find("coffee", bought={ids["house"]: 3.0, ids["dark"]: 0.5})
    alike = shop.catalogue.find("coffee", bought={ids["house"]: 1.0, ids["dark"]: 1.0})

    assert (often.verdict, often.products[0].external_id) == ("sure", "house")
    assert alike.verdict == "ask"


@pytest.mark.parametrize("said", ["the soap I bought last time", "my usual soap", "the soap i always get"])
def test_what_was_bought_last_time_is_found_however_much_else_there_is(shop: MerchantStore, said: str) -> None:
    many = [
        item(f"soap-{number}", f"{kind} number {number} soap") for number in range(80) for kind in ("rose", "pine")
    ][::2]
    shop.catalogue.put([*many, item("plain", "soap"), item("mine", "lavender soap")])
    mine = shop.catalogue.find("lavender soap").products[0]

    found = shop.catalogue.find(said, bought={mine.id: 0.4})

    assert (found.verdict, [product.external_id for product in found.products]) == ("sure", ["mine"])


def test_what_was_bought_before_does_not_win_against_the_name_of_another(shop: MerchantStore) -> None:
    mug = shop.catalogue.find("blue mug").products[0]

    found = shop.catalogue.find("red teapot", bought={mug.id: 9.0})

    assert (found.verdict, found.products[0].external_id) == ("sure", "teapot")


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_what_was_bought_is_looked_up_and_not_searched_for_among_all_that_is_sold(shop: MerchantStore) -> None:
    mug = shop.catalogue.find("blue mug").products[0]
    run: list[tuple[str, Any]] = []
    event.listen(shop.session.get_bind(), "before_cursor_execute", lambda *told: run.append((told[2], told[3])))

    shop.catalogue.find("coffee", bought={mug.id: 1.0})

    statement, values = next(told for told in run if "product_id = value" in told[0])
    plan = shop.connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values).all()
    assert "(merchant_id=? AND product_id=?)" in str(plan)
