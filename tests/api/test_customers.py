"""What is held about a customer is handed out, and forgotten."""

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
