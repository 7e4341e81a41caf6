"""What a merchant sells: taking in whole catalogues, and asking for products."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from threading import Thread
from typing import Any

import pytest
from sqlalchemy import event, func, select

from voice_skill.store import (
    CatalogueChange,
    CatalogueItem,
    CatalogueVariant,
    DuplicateItem,
    MerchantStore,
    MixedCurrency,
    Money,
    Store,
    UnknownProduct,
)
from voice_skill.store.tables import Posting, Product, SpokenProduct, Variant, WholeName


def variant(sku: str, price: str = "10.00", /, *, stock: int | None = 5, **options: str) -> CatalogueVariant:
    return CatalogueVariant(sku, Money.parse(price, "USD"), options, stock=stock)


def item(external_id: str, name: str, *variants: CatalogueVariant, **told: Any) -> CatalogueItem:
    return CatalogueItem(external_id, name.title(), name, f"{name}s", variants or [variant(external_id)], **told)


MUG = item(
    "mug",
    "blue mug",
    variant("mug-s", "12.50", size="small"),
    variant("mug-l", "15.00", size="large"),
    synonyms=["coffee cup"],
    brand="Harbor",
    attributes={"material": "stoneware", "care": "dishwasher safe"},
)
POT = item("pot", "red teapot")


@pytest.fixture
def shop(store: Store) -> Iterator[MerchantStore]:
    with store.for_merchant("juniper") as shop:
        yield shop


INDEX = (WholeName, SpokenProduct, Posting)


def rows(shop: MerchantStore) -> dict[str, list[str]]:
    """Every row that a catalogue is made of, to compare what was touched."""
    tables = {table.__tablename__: table.__table__ for table in (Product, Variant, *INDEX)}
    return {name: sorted(str(row) for row in shop.session.execute(select(table))) for name, table in tables.items()}


def test_a_product_comes_back_as_it_was_put(shop: MerchantStore) -> None:
    ends = datetime(2026, 12, 1, 5, tzinfo=UTC)
    sale = replace(MUG.variants[0], sale_price=Money(990, "USD"), sale_until=ends, stock=None, availability="preorder")

    shop.catalogue.put([replace(MUG, variants=[sale, MUG.variants[1]], image_url="https://x/y.jpg", link="https://x")])
    product = shop.catalogue.product("mug")

    assert (product.title, product.spoken_name, product.spoken_plural) == ("Blue Mug", "blue mug", "blue mugs")
    assert (product.synonyms, product.brand, product.category) == (["coffee cup"], "Harbor", "")
    assert product.attributes == {"material": "stoneware", "care": "dishwasher safe"}
    assert (product.image_url, product.link) == ("https://x/y.jpg", "https://x")
    assert [(one.sku, one.options) for one in product.variants] == [
        ("mug-s", {"size": "small"}),
        ("mug-l", {"size": "large"}),
    ]
    assert product.variants[0].price(shop.now) == Money(990, "USD")
    assert product.variants[0].price(ends) == Money(1250, "USD")
    assert (product.variants[0].stock, product.variants[0].availability) == (None, "preorder")


def test_a_variant_comes_with_its_product(shop: MerchantStore) -> None:
    shop.catalogue.put([MUG])

    assert shop.catalogue.variant("mug-l").product.spoken_name == "blue mug"
    assert shop.catalogue.find("blue mug").products[0].variants[0].product.external_id == "mug"


@pytest.mark.parametrize("unknown", ["", "nothing", "MUG", "x" * 300])
def test_an_unknown_id_or_sku_is_told(shop: MerchantStore, unknown: str) -> None:
    shop.catalogue.put([MUG])

    with pytest.raises(UnknownProduct) as by_id:
        shop.catalogue.product(unknown)
    with pytest.raises(UnknownProduct):
        shop.catalogue.variant(unknown)
    assert by_id.value.text == unknown


def test_the_same_again_changes_nothing(shop: MerchantStore) -> None:
    shop.catalogue.put([MUG, POT])
    before, version = rows(shop), shop.merchant.catalogue_version

    change = shop.catalogue.put([MUG, POT])

    assert change == CatalogueChange(unchanged=2)
    assert rows(shop) == before
    assert shop.merchant.catalogue_version == version == 1


def test_only_what_differs_is_written(shop: MerchantStore) -> None:
    shop.catalogue.put([MUG, POT])

    change = shop.catalogue.put([MUG, replace(POT, title="Teapot, Red")])

    assert change == CatalogueChange(changed=1, unchanged=1)
    assert shop.catalogue.product("pot").title == "Teapot, Red"
    assert shop.merchant.catalogue_version == 2


def test_a_new_price_changes_the_product_but_not_its_words(shop: MerchantStore) -> None:
    shop.catalogue.put([MUG])
    before = rows(shop)

    change = shop.catalogue.put([replace(MUG, variants=[variant("mug-s", "13.00", size="small"), MUG.variants[1]])])

    assert change == CatalogueChange(changed=1)
    assert all(rows(shop)[table.__tablename__] == before[table.__tablename__] for table in INDEX)
    assert shop.catalogue.find("blue mug").products[0].variants[0].price(shop.now) == Money(1300, "USD")


def test_what_is_missing_is_discontinued_and_no_longer_found(shop: MerchantStore) -> None:
    shop.catalogue.put([MUG, POT])

    change = shop.catalogue.put([POT])

    assert change == CatalogueChange(unchanged=1, removed=1)
    assert shop.catalogue.find("blue mug").products == ()
    assert [name.external_id for name in shop.catalogue.names()] == ["pot"]
    with pytest.raises(UnknownProduct):
        shop.catalogue.product("mug")
    with pytest.raises(UnknownProduct):
        shop.catalogue.variant("mug-s")
    assert shop.session.scalar(select(func.count()).select_from(Product)) == 2


def test_a_product_that_comes_back_is_the_same_row_and_found_again(shop: MerchantStore) -> None:
    shop.catalogue.put([MUG, POT])
    before, product_id = rows(shop), shop.catalogue.product("mug").id
    shop.catalogue.put([POT])

    change = shop.catalogue.put([MUG, POT])

    assert change == CatalogueChange(changed=1, unchanged=1)
    assert shop.catalogue.product("mug").id == product_id
    after = rows(shop)
    assert (after["products"], after["variants"]) == (before["products"], before["variants"])
    assert len(after["spoken_products"]) == 2
    assert shop.catalogue.find("blue mugg").products[0].external_id == "mug"


def test_a_variant_that_is_missing_is_no_longer_offered_and_can_come_back(shop: MerchantStore) -> None:
    shop.catalogue.put([MUG])
    shop.catalogue.put([replace(MUG, variants=MUG.variants[:1])])
    assert [one.sku for one in shop.catalogue.product("mug").variants] == ["mug-s"]

    change = shop.catalogue.put([MUG])

    assert change == CatalogueChange(changed=1)
    assert [one.sku for one in shop.catalogue.product("mug").variants] == ["mug-s", "mug-l"]


def test_a_sku_may_move_to_another_product(shop: MerchantStore) -> None:
    shop.catalogue.put([MUG, POT])
    moved = replace(POT, variants=[*POT.variants, MUG.variants[1]])

    change = shop.catalogue.put([moved, replace(MUG, variants=MUG.variants[:1])])

    assert change == CatalogueChange(changed=2)
    assert shop.catalogue.variant("mug-l").product.external_id == "pot"
    assert [one.sku for one in shop.catalogue.product("mug").variants] == ["mug-s"]
    assert shop.catalogue.find("large blue mug").verdict == "none"


@pytest.mark.parametrize(
    ("second", "field", "value"),
    [(item("mug", "green bowl"), "id", "mug"), (item("bowl", "green bowl", variant("mug-s")), "sku", "mug-s")],
)
def test_an_id_or_sku_used_twice_is_named_and_nothing_is_taken(
    shop: MerchantStore, second: CatalogueItem, field: str, value: str
) -> None:
    shop.catalogue.put([POT])
    before = rows(shop)

    with pytest.raises(DuplicateItem) as error:
        shop.catalogue.put([MUG, second])
    shop.commit()

    assert (error.value.field, error.value.value) == (field, value)
    assert rows(shop) == before
    assert shop.merchant.catalogue_version == 1


def test_a_reader_that_fails_half_way_leaves_the_shop_as_it_was(shop: MerchantStore) -> None:
    def broken() -> Iterator[CatalogueItem]:
        yield from (item(f"p{number}", f"thing {number}") for number in range(1_200))
        raise ConnectionResetError

    shop.catalogue.put([MUG])
    before = rows(shop)

    with pytest.raises(ConnectionResetError):
        shop.catalogue.put(broken())
    shop.commit()

    assert rows(shop) == before


def test_another_currency_is_refused(shop: MerchantStore) -> None:
    euros = replace(MUG, variants=[replace(MUG.variants[0], sale_price=Money(900, "EUR"))])

    with pytest.raises(MixedCurrency):
        shop.catalogue.put([euros])


def test_more_than_one_batch_is_taken_as_a_stream(shop: MerchantStore) -> None:
    change = shop.catalogue.put(item(f"p{number}", f"thing {number}") for number in range(1_200))
    again = shop.catalogue.put(item(f"p{number}", f"thing {number}") for number in range(100, 1_200))

    assert change == CatalogueChange(added=1_200)
    assert again == CatalogueChange(unchanged=1_100, removed=100)
    assert shop.catalogue.find("thing 1100").products[0].external_id == "p1100"
    assert shop.catalogue.find("thing 99").verdict == "none"


def test_no_word_stays_behind_that_no_product_has(shop: MerchantStore) -> None:
    shop.catalogue.put([MUG, POT])
    alone = rows(shop)
    shop.catalogue.put([MUG, POT, item("lamp", "crooked lantern", brand="Ember")])

    shop.catalogue.put([MUG, POT])

    left = rows(shop)
    assert left["whole_names"] == alone["whole_names"]
    assert left["spoken_products"] == alone["spoken_products"]


def test_names_options_and_attributes_are_those_of_the_live_catalogue(shop: MerchantStore) -> None:
    shirt = item("shirt", "cotton shirt", variant("shirt-m", size="medium", color="white"), attributes={"fit": "slim"})
    gone = item("gone", "old hat", variant("gone", fabric="felt"), attributes={"brim": "wide"})
    shop.catalogue.put([MUG, shirt, gone])
    shop.catalogue.put([MUG, shirt])

    assert [(name.external_id, name.spoken_plural, name.synonyms) for name in shop.catalogue.names()] == [
        ("mug", "blue mugs", ["coffee cup"]),
        ("shirt", "cotton shirts", []),
    ]
    assert shop.catalogue.options() == {"size": ["small", "large", "medium"], "color": ["white"]}
    assert shop.catalogue.attributes() == ["material", "care", "fit"]


def test_what_this_turn_had_loaded_is_told_anew_after_a_change(shop: MerchantStore) -> None:
    shop.catalogue.put([MUG])
    assert shop.catalogue.find("blue mug").products[0].brand == "Harbor"

    shop.catalogue.put([replace(MUG, brand="Anchor")])

    assert shop.catalogue.find("blue mug").products[0].brand == "Anchor"


def test_two_merchants_never_see_each_others_products(store: Store) -> None:
    with store.for_merchant("birch") as birch:
        birch.catalogue.put([MUG, POT])
        birch.commit()
        before = rows(birch)
    with store.for_merchant("juniper") as juniper:
        juniper.catalogue.put([item("mug", "tin mug", variant("mug-s"))])
        juniper.commit()

        assert [product.title for product in juniper.catalogue.find("mug").products] == ["Tin Mug"]
        assert juniper.catalogue.find("red teapot").products == juniper.catalogue.find("teh pot").products == ()
        assert list(juniper.catalogue.options()) == juniper.catalogue.attributes() == []
        with pytest.raises(UnknownProduct):
            juniper.catalogue.product("pot")
        juniper.catalogue.put([])
        juniper.commit()
    with store.for_merchant("birch") as birch:
        assert set(before["products"]) <= set(rows(birch)["products"])
        assert birch.catalogue.find("blue mug").verdict == "sure"


def test_two_imports_at_once_give_one_whole_catalogue(store: Store) -> None:
    def put(number: int) -> None:
        with store.for_merchant("juniper") as shop:
            shop.catalogue.put([item(f"p{one}", f"thing {number} {one}") for one in range(50)])
            shop.commit()

    threads = [Thread(target=put, args=[number]) for number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)

    with store.for_merchant("juniper") as shop:
        assert shop.merchant.catalogue_version == 2
        assert len({name.spoken_name.split()[1] for name in shop.catalogue.names()}) == 1
        assert len(list(shop.catalogue.names())) == 50


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_customers_can_order_while_postgresql_takes_a_catalogue_in(store: Store) -> None:
    with store.for_merchant("juniper") as shop:
        shop.catalogue.put([MUG, POT])
        shop.commit()

    with store.for_merchant("juniper") as importing, store.for_merchant("juniper") as shop:
        importing.catalogue.put([MUG, item("lamp", "tin lamp")])
        ana = shop.customers.recognise("user-ana")
        shop.carts.add(ana, shop.catalogue.variant("mug-s"), 2)
        order = shop.orders.place(ana, shop.carts.read_back(ana).token)
        shop.commit()
        importing.commit()

        assert order.lines[0].ordered == 2
        assert [name.external_id for name in shop.catalogue.names()] == ["mug", "lamp"]


def test_a_sale_that_is_over_is_not_the_price(shop: MerchantStore) -> None:
    start = shop.now - timedelta(days=2)
    over = replace(
        MUG.variants[0], sale_price=Money(1, "USD"), sale_from=start, sale_until=shop.now - timedelta(days=1)
    )

    shop.catalogue.put([replace(MUG, variants=[over])])

    assert shop.catalogue.variant("mug-s").price(shop.now) == Money(1250, "USD")
    assert shop.catalogue.variant("mug-s").price(start) == Money(1, "USD")


def test_postgresql_looks_at_the_tables_while_a_long_catalogue_is_still_coming_in(new_store: Store) -> None:
    run: list[str] = []
    with new_store.for_merchant("juniper") as shop:
        event.listen(shop.session.get_bind(), "before_cursor_execute", lambda *told: run.append(told[2]))

        shop.catalogue.put(item(f"p{number}", f"thing {number}") for number in range(501))

    looked = next(at for at, statement in enumerate(run) if statement.startswith("ANALYZE"))
    assert any("nextval" in statement for statement in run[looked:]), "and more products came after it looked"


def test_a_change_to_what_was_only_read_is_refused_since_nothing_would_keep_it(shop: MerchantStore) -> None:
    shop.catalogue.put([MUG])

    with pytest.raises(AttributeError, match=r"Product\.title"):
        shop.catalogue.product("mug").title = "Another"


UNSAYABLE = "\x00\x07\x1b\x9f\ud800\udfff\ufffe\uffff"


def test_names_come_in_without_what_no_database_or_voice_can_take(shop: MerchantStore) -> None:
    name = f"tin{UNSAYABLE}cup"
    variants = [variant("cup", **{f"size{UNSAYABLE}": f"small{UNSAYABLE}"})]
    told = {"brand": name, "description": name, "category": name, "synonyms": [name], "attributes": {name: name}}
    shop.catalogue.put([CatalogueItem("cup", name, name, name, variants, **told)])
    shop.commit()

    cup = shop.catalogue.product("cup")
    texts = [cup.title, cup.spoken_name, cup.spoken_plural, cup.brand, cup.description, cup.category, *cup.synonyms]
    texts += [*cup.attributes, *cup.attributes.values(), *cup.variants[0].options, *cup.variants[0].options.values()]
    assert [text for text in texts if not text.isprintable()] == []
    assert cup.spoken_name.split() == ["tin", "cup"]

    renamed = shop.catalogue.rename("cup", f"mug{UNSAYABLE}")
    assert renamed.spoken_name.split() == ["mug"]
    assert shop.customers.add(f"Cleo{UNSAYABLE}", user_id="user-cleo").given_name == "Cleo" + " " * len(UNSAYABLE)
