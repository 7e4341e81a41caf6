"""Making the index anew from what is in the shop: when it is lost, of other rules, or mostly dead places. Reads only;
what is told here is written with a comparison."""

from collections.abc import Callable, Set

from sqlalchemy import Connection, bindparam, exists, func, select

from voice_skill.store.imports.comparison import Batch, Comparison
from voice_skill.store.search.entries import INDEX_VERSION, entry_of
from voice_skill.store.search.loading import PRODUCTS, load
from voice_skill.store.search.postings import is_outgrown
from voice_skill.store.search.text import language_of
from voice_skill.store.tables import Merchant, Posting, Product, SpokenProduct, WholeName

PRODUCTS_AT_A_TIME = 500
# Fewer places than this are never worth the work.
MOST_DEAD = 1_000
_PARTS = (Posting, SpokenProduct, WholeName)

# Told how many products are done, and of how many.
Progress = Callable[[int, int], None]

_IDS = (
    select(Product.id)
    .where(Product.merchant_id == bindparam("merchant_id"), Product.discontinued_at.is_(None))
    .order_by(Product.id)
)
_BETWEEN = PRODUCTS.where(Product.discontinued_at.is_(None), Product.id.between(bindparam("first"), bindparam("last")))
_THERE = select(*(exists().where(part.merchant_id == bindparam("merchant_id")) for part in _PARTS))
_FINDABLE = select(func.count()).where(SpokenProduct.merchant_id == bindparam("merchant_id"))


def is_lost(connection: Connection, merchant: Merchant) -> bool:
    """True if a part of the index is missing, or all of it was built by other rules than today's."""
    mine = {"merchant_id": merchant.id}
    if connection.scalar(_IDS.limit(1), mine) is None:
        return False
    return merchant.index_version != INDEX_VERSION or not all(connection.execute(_THERE, mine).one())


def is_due(connection: Connection, merchant: Merchant, found: Comparison) -> bool:
    """True if the index is lost, or if writing this would leave it too full or most of its places leading nowhere."""
    if is_lost(connection, merchant):
        return True
    if found.is_empty or merchant.index_version != INDEX_VERSION:
        return not found.is_empty
    places = merchant.index_places + found.told
    if is_outgrown(merchant.index_drawers, places):
        return True
    if places <= MOST_DEAD:
        return False
    findable = connection.scalar(_FINDABLE, {"merchant_id": merchant.id}) or 0
    return places > 2 * (findable + found.change.added - found.change.removed)


def tell_all(
    connection: Connection,
    merchant: Merchant,
    found: Comparison,
    *,
    but: Set[int] = frozenset(),
    progress: Progress = lambda done, total: None,
) -> None:
    """Tell all that the merchant sells, but these, by id."""
    language = language_of(merchant.locale)
    ids = [id_ for id_ in connection.scalars(_IDS, {"merchant_id": merchant.id}) if id_ not in but]
    for at in range(0, len(ids), PRODUCTS_AT_A_TIME):
        some, out = ids[at : at + PRODUCTS_AT_A_TIME], Batch()
        products = load(connection, _BETWEEN, merchant_id=merchant.id, first=some[0], last=some[-1])
        for product_id in products.keys() - but:
            out.tell(product_id, entry_of(products[product_id], language))
        found.keep(out)
        progress(at + len(some), len(ids))
