"""The shop: merchants, products, customers, carts, orders and the rules between them. Knows no sentence."""

from voice_skill.store.carts import Carts
from voice_skill.store.catalogue import Catalogue, ProductName
from voice_skill.store.customers import Customers
from voice_skill.store.database import Store, utc_now
from voice_skill.store.errors import (
    BadDatabaseUrl,
    BadMerchant,
    BadOrderNumber,
    BadQuantity,
    CannotCancel,
    ConfirmationExpired,
    DuplicateItem,
    EmptyCart,
    IllegalTransition,
    MerchantExists,
    MixedCurrency,
    NothingToReorder,
    OrderExists,
    OutOfStock,
    PriceChanged,
    StoreError,
    StoreUnavailable,
    UnknownCartLine,
    UnknownCustomer,
    UnknownMerchant,
    UnknownOrder,
    UnknownProduct,
)
from voice_skill.store.merchant_store import MerchantStore
from voice_skill.store.money import Money
from voice_skill.store.orders import Orders
from voice_skill.store.past_orders import PastLine, record_past_order
from voice_skill.store.read_back import Change, Summary, SummaryLine
from voice_skill.store.search import Found
from voice_skill.store.snapshot import CatalogueChange, CatalogueItem, CatalogueVariant
from voice_skill.store.tables import (
    Cart,
    CartLine,
    Customer,
    Merchant,
    Order,
    OrderEvent,
    OrderLine,
    Product,
    Variant,
)

__all__ = [
    "BadDatabaseUrl",
    "BadMerchant",
    "BadOrderNumber",
    "BadQuantity",
    "CannotCancel",
    "Cart",
    "CartLine",
    "Carts",
    "Catalogue",
    "CatalogueChange",
    "CatalogueItem",
    "CatalogueVariant",
    "Change",
    "ConfirmationExpired",
    "Customer",
    "Customers",
    "DuplicateItem",
    "EmptyCart",
    "Found",
    "IllegalTransition",
    "Merchant",
    "MerchantExists",
    "MerchantStore",
    "MixedCurrency",
    "Money",
    "NothingToReorder",
    "Order",
    "OrderEvent",
    "OrderExists",
    "OrderLine",
    "Orders",
    "OutOfStock",
    "PastLine",
    "PriceChanged",
    "Product",
    "ProductName",
    "Store",
    "StoreError",
    "StoreUnavailable",
    "Summary",
    "SummaryLine",
    "UnknownCartLine",
    "UnknownCustomer",
    "UnknownMerchant",
    "UnknownOrder",
    "UnknownProduct",
    "Variant",
    "record_past_order",
    "utc_now",
]
