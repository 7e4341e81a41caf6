"""What a merchant's system reads and changes of the catalogue, and what customers then hear of it."""

import base64
from typing import Any

import pytest

from tests.api.conftest import System
from tests.api.test_door import kind_of
from voice_skill.store import Store

USD = {"currency": "USD"}
POT: dict[str, Any] = {
    "title": "Teapot, Cast Iron",
    "name": "iron teapot",
    "plural": "iron teapots",
    "synonyms": ["tetsubin"],
    "attributes": {"material": "iron"},
    "variants": [{"sku": "pot", "price": USD | {"amount_minor": 4500}, "stock": 7}],
}


def found(store: Store, words: str) -> list[str]:
    with store.for_merchant("juniper") as shop:
        found = shop.catalogue.find(words)
        return [product.external_id for product in found.products] if found.verdict == "sure" else []


def test_products_come_a_page_at_a_time(juniper: System) -> None:
    first = juniper.get("/products?limit=1")
    link = first.headers["Link"]
    second = juniper.get(link.partition(">")[0].removeprefix("</api/v1"))

    assert [one["id"] for one in first.get_json()["items"]] == ["mug"]
    assert [one["id"] for one in second.get_json()["items"]] == ["fed-1"]
    assert link.endswith('; rel="next"')
    assert (second.get_json()["next"], second.headers.get("Link")) == (None, None)


def test_products_are_searched_as_customers_do(juniper: System) -> None:
    items = juniper.get("/products?q=juniper mugs").get_json()["items"]

    assert items[0]["id"] == "mug"
    assert items[0]["variants"][0] == {
        "sku": "mug-small",
        "options": {"size": "small"},
        "price": USD | {"amount_minor": 1250},
        "price_now": USD | {"amount_minor": 1250},
        "sale_price": None,
        "sale_from": None,
        "sale_until": None,
        "stock": 5,
        "availability": "in_stock",
        "gtin": None,
    }


def test_what_has_not_changed_is_not_told_again(juniper: System) -> None:
    for path in ("/products", "/products/mug", "/orders", "/feeds/web", "/customers/1"):
        etag = juniper.get(path).headers["ETag"]

        same = juniper.get(path, headers={"If-None-Match": f'"x", {etag}'})

        assert (same.status_code, same.data, same.headers["ETag"]) == (304, b"", etag)


def test_a_new_product_is_found_by_its_names(shops: Store, juniper: System) -> None:
    answer = juniper.ask("PUT", "/products/pot/iron", json=POT)

    assert (answer.status_code, answer.get_json()["id"]) == (201, "pot/iron")
    assert found(shops, "iron teapots") == found(shops, "tetsubin") == ["pot/iron"]
    assert juniper.get("/products/mug").status_code == 200


def test_a_product_is_changed_whole_when_it_is_what_was_seen(shops: Store, juniper: System) -> None:
    juniper.ask("PUT", "/products/pot", json=POT)

    unseen = juniper.ask("PUT", "/products/pot", json=POT | {"name": "kettle"})
    changed = juniper.change("PUT", "/products/pot", json=POT | {"name": "kettle", "plural": "kettles"})
    stale = juniper.ask("PUT", "/products/pot", json=POT, headers={"If-Match": '"another"'})

    assert (unseen.status_code, kind_of(unseen)) == (428, "if-match-missing")
    assert (changed.status_code, changed.get_json()["name"]) == (200, "kettle")
    assert (stale.status_code, kind_of(stale)) == (412, "stale")
    assert found(shops, "kettles") == ["pot"]


def test_stock_and_price_are_changed_one_variant_at_a_time(juniper: System) -> None:
    change = {"sku": "mug-small", "stock": 0, "sale_price": USD | {"amount_minor": 999}}

    answer = juniper.change("PATCH", "/products/mug", json={"variants": [change]})

    small, large = answer.get_json()["variants"]
    assert (small["stock"], small["price_now"], small["price"]["amount_minor"]) == (
        0,
        USD | {"amount_minor": 999},
        1250,
    )
    assert (large["stock"], large["sale_price"]) == (3, None)


def test_the_name_for_the_ear_is_given_and_taken_back(shops: Store, juniper: System) -> None:
    for id_ in ("mug", "fed-1"):
        before = juniper.get(f"/products/{id_}").get_json()["name"]

        named = juniper.change("PATCH", f"/products/{id_}", json={"name": "cozy beaker", "plural": "cozy beakers"})
        assert (named.get_json()["name"], named.get_json()["feed_name"]) == ("cozy beaker", before)
        assert found(shops, "cozy beakers") == [id_]

        reset = juniper.change("PATCH", f"/products/{id_}", json={"name": None, "plural": None})
        assert (reset.get_json()["name"], reset.get_json()["feed_name"]) == (before, None)


@pytest.mark.parametrize(
    ("method", "body"),
    [("PUT", POT), ("PATCH", {"title": "Another"}), ("PATCH", {"variants": []}), ("DELETE", None)],
)
def test_what_a_feed_brings_is_changed_in_the_feed(juniper: System, method: str, body: Any) -> None:
    before = juniper.get("/products/fed-1").get_json()

    answer = juniper.change(method, "/products/fed-1", json=body)

    assert (answer.status_code, kind_of(answer)) == (409, "owned-by-feed")
    assert juniper.get("/products/fed-1").get_json() == before


def test_a_product_that_is_deleted_is_sold_no_longer(shops: Store, juniper: System) -> None:
    stale = juniper.ask("DELETE", "/products/mug", headers={"If-Match": '"x"'})
    answer = juniper.change("DELETE", "/products/mug")

    assert (stale.status_code, answer.status_code, answer.data) == (412, 204, b"")
    assert juniper.get("/products/mug").status_code == 404
    assert juniper.ask("DELETE", "/products/mug").status_code == 404
    assert found(shops, "juniper mug") == []
    assert juniper.get("/orders/104233").get_json()["lines"][0]["sku"] == "mug-small"


def test_a_sku_of_another_product_is_refused(juniper: System) -> None:
    for sku in ("mug-small", "fed-1-small"):
        answer = juniper.ask("PUT", "/products/pot", json=POT | {"variants": [POT["variants"][0] | {"sku": sku}]})
        assert (answer.status_code, kind_of(answer)) == (409, "already-there")
    assert juniper.get("/products/pot").status_code == 404


@pytest.mark.parametrize(
    "change",
    [
        {"variants": []},
        {"variants": [{"sku": "a", "price": USD | {"amount_minor": -1}}]},
        {"variants": [{"sku": "a", "price": USD | {"amount_minor": 2**53}}]},
        {"variants": [{"sku": "a", "price": {"amount_minor": 1, "currency": "EUR"}}]},
        {"variants": [{"sku": "a", "price": USD | {"amount_minor": 1}}] * 2},
        {"variants": [{"sku": "a", "price": USD | {"amount_minor": 1}, "sale_from": "0001-01-01T00:00:00+14:00"}]},
        {"name": "…"},
        {"title": "x" * 301},
        {"link": "javascript:alert(1)"},
        {"images": ["https://a.example/ b"]},
        {"color": "red"},
    ],
)
def test_a_product_that_will_not_do_is_refused(juniper: System, change: dict[str, Any]) -> None:
    answer = juniper.ask("PUT", "/products/pot", json=POT | change)

    assert answer.status_code in (409, 422)
    assert kind_of(answer) in ("invalid", "already-there")
    assert juniper.get("/products/pot").status_code == 404


@pytest.mark.parametrize("change", [{"name": "cup"}, {"name": "cup", "plural": None}, {"variants": [{"sku": "none"}]}])
def test_a_change_that_will_not_do_changes_nothing(juniper: System, change: dict[str, Any]) -> None:
    before = juniper.get("/products/mug").get_json()

    answer = juniper.change("PATCH", "/products/mug", json=change | {"title": "Another"})

    assert (answer.status_code, kind_of(answer)) == (422, "invalid")
    assert juniper.get("/products/mug").get_json() == before


def test_html_in_a_title_stays_text(juniper: System) -> None:
    answer = juniper.ask("PUT", "/products/pot", json=POT | {"title": "<script>alert(1)</script>"})

    assert answer.get_json()["title"] == "<script>alert(1)</script>"
    assert answer.content_type == "application/json"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_a_product_that_was_deleted_meanwhile_is_not_made_anew_by_who_saw_it(juniper: System) -> None:
    seen = juniper.ask("PUT", "/products/pot", json=POT).headers["ETag"]
    juniper.change("DELETE", "/products/pot")

    for told in (seen, "*"):
        answer = juniper.ask("PUT", "/products/pot", json=POT, headers={"If-Match": told})

        assert (answer.status_code, kind_of(answer)) == (412, "stale")
    assert juniper.get("/products/pot").status_code == 404


@pytest.mark.parametrize("place", [b"-1", b"9" * 30, b'"x"', b"[1]", b"null", b""])
def test_a_cursor_that_was_never_given_is_refused(juniper: System, place: bytes) -> None:
    for path in ("/products", "/customers", "/orders", "/feeds/web/findings"):
        cursor = base64.urlsafe_b64encode(place).decode()
        assert kind_of(juniper.get(f"{path}?cursor={cursor}")) == "malformed"
