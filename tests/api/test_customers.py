"""What is held about a customer is handed out, and forgotten."""

from datetime import datetime

from tests.api.conftest import System
from voice_skill.store import Store


def test_customers_come_a_page_at_a_time(juniper: System) -> None:
    first = juniper.get("/customers?limit=1").get_json()
    rest = juniper.get(f"/customers?limit=1&cursor={first['next']}").get_json()

    assert [one["given_name"] for one in first["items"] + rest["items"]] == ["Juniper Ana", "Ben"]
    assert rest["next"] is None
    assert juniper.get("/customers/1").get_json() == first["items"][0]


def test_everything_that_is_held_about_a_customer_is_handed_out(juniper: System) -> None:
    held = juniper.get("/customers/1/export").get_json()

    assert held["customer"]["email"] == "ana@Juniper.example"
    assert held["alexa_user_ids"] == ["user-ana"]
    assert held["carts"] == [{"status": "open", "is_reorder": False, "lines": [{"sku": "mug-small", "quantity": 1}]}]
    assert [order["number"] for order in held["orders"]] == ["104233", "1042330"]


def test_a_customer_is_forgotten_and_the_orders_stay_without_them(shops: Store, juniper: System) -> None:
    stale = juniper.ask("DELETE", "/customers/1", headers={"If-Match": '"x"'})
    answer = juniper.change("DELETE", "/customers/1")

    assert (stale.status_code, answer.status_code) == (412, 204)
    assert juniper.get("/customers/1/export").status_code == 404
    assert juniper.ask("DELETE", "/customers/1").status_code == 404
    assert juniper.get("/orders/104233").get_json()["customer_id"] is None
    with shops.for_merchant("juniper") as shop:
        assert shop.customers.of_user("user-ana") is None


def test_who_asked_for_their_data_to_be_deleted_is_shown_and_can_be_listed(shops: Store, juniper: System) -> None:
    assert juniper.get("/customers/1").get_json()["deletion_asked_at"] is None
    with shops.for_merchant("juniper") as shop:
        asked_at = shop.now
        shop.customers.ask_for_deletion(shop.customers.get(1))
        shop.commit()

    customer = juniper.get("/customers/1").get_json()

    assert datetime.fromisoformat(customer["deletion_asked_at"]) == asked_at
    assert juniper.get("/customers/1/export").get_json()["customer"] == customer
    assert juniper.get("/customers?deletion_asked=true").get_json()["items"] == [customer]
    assert [one["given_name"] for one in juniper.get("/customers?deletion_asked=false").get_json()["items"]] == ["Ben"]
    assert juniper.get("/customers?deletion_asked=perhaps").status_code == 400


def test_a_request_that_was_taken_back_meanwhile_deletes_nobody(shops: Store, juniper: System) -> None:
    with shops.for_merchant("juniper") as shop:
        shop.customers.ask_for_deletion(shop.customers.get(1))
        shop.commit()
    etag = juniper.get("/customers/1").headers["ETag"]
    with shops.for_merchant("juniper") as shop:
        shop.customers.take_back_deletion(shop.customers.get(1))
        shop.commit()

    assert juniper.ask("DELETE", "/customers/1", headers={"If-Match": etag}).status_code == 412
    assert juniper.get("/customers/1").status_code == 200
