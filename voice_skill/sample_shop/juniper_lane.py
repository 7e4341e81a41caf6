"""Opening the sample shop in a store. Called by the demo and by whoever wants something to speak with."""

from contextlib import suppress
from datetime import timedelta
from importlib import resources
from pathlib import Path
from zoneinfo import ZoneInfo

from voice_skill.linking.formats import read_feed
from voice_skill.linking.judging import stage
from voice_skill.linking.rows import FeedSettings
from voice_skill.store import (
    Customer,
    Merchant,
    MerchantExists,
    MerchantStore,
    Money,
    PastLine,
    Store,
    record_past_order,
)

NAME = "juniper"
TITLE = "Juniper Lane"
APPLICATION_ID = "amzn1.ask.skill.juniper-lane-sample"
CUSTOMER = "Ada"
# What house blend coffee cost when Ada bought it, so that a reorder has a new price to tell.
COFFEE_THEN = "12.50"
DELIVERED_BY_HOUR = 18


def create_sample_shop(store: Store, *, user_id: str) -> Merchant:
    """Open Juniper Lane with Ada, who is this Alexa user, as its customer; once open, it is left as it is."""
    with suppress(MerchantExists):
        store.add_merchant(NAME, title=TITLE, application_id=APPLICATION_ID)
    with store.for_merchant(NAME) as shop:
        if shop.merchant.catalogue_version == 0:
            with resources.as_file(resources.files(__package__).joinpath("catalogue.json")) as path:
                _fill(shop, path, user_id)
            shop.commit()
        return shop.merchant


def _fill(shop: MerchantStore, catalogue: Path, user_id: str) -> None:
    settings = FeedSettings(shop.merchant.currency)
    _, rows = read_feed(catalogue, settings)
    with stage(rows, settings) as staged:
        shop.catalogue.put(staged.items())
    ada = shop.customers.add(CUSTOMER, user_id=user_id)
    _coffee_and_soap(shop, ada)
    _coffee_again(shop, ada)
    _mugs_on_their_way(shop, ada)


def _coffee_and_soap(shop: MerchantStore, ada: Customer) -> None:
    coffee, soap = shop.catalogue.variant("HOUSE-GROUND-S"), shop.catalogue.variant("SOAP-LAVENDER")
    record_past_order(
        shop,
        ada,
        number="104233",
        placed_at=shop.now - timedelta(days=40),
        status_at=shop.now - timedelta(days=36),
        lines=[PastLine(coffee, 2, Money.parse(COFFEE_THEN, coffee.currency)), PastLine(soap, 1)],
    )


def _coffee_again(shop: MerchantStore, ada: Customer) -> None:
    coffee = shop.catalogue.variant("HOUSE-GROUND-S")
    record_past_order(
        shop,
        ada,
        number="104518",
        placed_at=shop.now - timedelta(days=17),
        status_at=shop.now - timedelta(days=14),
        lines=[PastLine(coffee, 1, Money.parse(COFFEE_THEN, coffee.currency))],
    )


def _mugs_on_their_way(shop: MerchantStore, ada: Customer) -> None:
    here = shop.now.astimezone(ZoneInfo(shop.merchant.time_zone))
    tomorrow = (here + timedelta(days=1)).replace(hour=DELIVERED_BY_HOUR, minute=0, second=0, microsecond=0)
    record_past_order(
        shop,
        ada,
        number="104872",
        placed_at=shop.now - timedelta(days=3),
        status="shipped",
        status_at=shop.now - timedelta(days=1),
        expected_at=tomorrow,
        lines=[PastLine(shop.catalogue.variant("MUG-BLUE"), 2)],
    )
