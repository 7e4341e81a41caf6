"""The shop's tables: what a merchant sells, who buys, what is in the cart and what was ordered.

Every row belongs to a merchant: unique constraints and foreign keys include `merchant_id`, so that a
row of one merchant can never point to a row of another. Loading is explicit (`lazy="raise"`).
All are imported here, so that whoever imports one has them all; migrations compare with what `Table.metadata` knows.
"""

from voice_skill.store.tables.base import Table
from voice_skill.store.tables.carts import Cart, CartLine
from voice_skill.store.tables.catalogue import AVAILABILITIES, Posting, Product, SpokenProduct, Variant, WholeName
from voice_skill.store.tables.customers import AlexaUser, Customer, SeenRequest
from voice_skill.store.tables.feeds import JOB_KINDS, Feed, FeedFinding, FeedJob, FeedRun
from voice_skill.store.tables.merchants import (
    LOCAL_SKILL,
    ApiToken,
    Attempt,
    IdempotencyKey,
    KnownBrowser,
    Login,
    Merchant,
    PasswordReset,
    WebSession,
)
from voice_skill.store.tables.orders import PAYMENTS, Order, OrderEvent, OrderLine
from voice_skill.store.tables.skills import SkillAddress

__all__ = [
    "AVAILABILITIES",
    "JOB_KINDS",
    "LOCAL_SKILL",
    "PAYMENTS",
    "AlexaUser",
    "ApiToken",
    "Attempt",
    "Cart",
    "CartLine",
    "Customer",
    "Feed",
    "FeedFinding",
    "FeedJob",
    "FeedRun",
    "IdempotencyKey",
    "KnownBrowser",
    "Login",
    "Merchant",
    "Order",
    "OrderEvent",
    "OrderLine",
    "PasswordReset",
    "Posting",
    "Product",
    "SeenRequest",
    "SkillAddress",
    "SpokenProduct",
    "Table",
    "Variant",
    "WebSession",
    "WholeName",
]
