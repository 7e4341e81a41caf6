"""The products that a customer who looks around is shown: what there is, what is new, popular or cheap, and what is
said to be for something. Reached as MerchantStore.browsing."""

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import Select, Text, case, cast, func, literal, or_, select

from voice_skill.store.search.loading import PRODUCTS, load
from voice_skill.store.tables import Order, OrderLine, Product, Variant

if TYPE_CHECKING:
    from voice_skill.store.merchant_store import MerchantStore

POPULAR_DAYS = 30
_MOST_NAMED = 500  # products whose names tell what a shop sells
_MOST_READ = 5_000  # products whose texts are read: it costs the same in every larger shop


class Browsing:
    def __init__(self, store: "MerchantStore") -> None:
        self._store = store

    def departments(self) -> list[str]:
        """What the shop's products are sorted by, the largest first: its departments, else the kinds of its products,
        "shirts"."""
        departments = self._store.catalogue.departments()
        if len(departments) > 1:
            return departments
        names = (name.spoken_plural.split()[-1].lower() for name in self._store.catalogue.examples(_MOST_NAMED))
        return [name for name, _ in Counter(names).most_common()]

    def in_department(self, name: str, limit: int) -> list[Product]:
        """The products of a department, as `departments` names it, in any case of letters."""
        category = func.lower(Product.category)
        is_of_it = or_(category == name.lower(), category.endswith(f"> {name.lower()}", autoescape=True))
        mine = (Product.merchant_id == self._store.merchant.id, Product.discontinued_at.is_(None))
        return self._in_order(select(Product.id).where(*mine, is_of_it).order_by(Product.id).limit(limit))

    def newest(self, limit: int) -> list[Product]:
        """The products that came into the shop last, the newest first."""
        mine = (Product.merchant_id == self._store.merchant.id, Product.discontinued_at.is_(None))
        return self._in_order(select(Product.id).where(*mine).order_by(Product.id.desc()).limit(limit))

    def popular(self, limit: int) -> list[Product]:
        """The products that most customers ordered in the last POPULAR_DAYS."""
        customers = func.count(func.distinct(func.coalesce(Order.customer_id, -Order.id)))
        return self._in_order(
            select(Variant.product_id)
            .join(OrderLine, (OrderLine.merchant_id == Variant.merchant_id) & (OrderLine.variant_id == Variant.id))
            .join(Order, (Order.merchant_id == OrderLine.merchant_id) & (Order.id == OrderLine.order_id))
            .where(Variant.merchant_id == self._store.merchant.id, Variant.discontinued_at.is_(None))
            .where(Order.placed_at >= self._store.now - timedelta(days=POPULAR_DAYS))
            .where(OrderLine.cancelled < OrderLine.ordered)
            .group_by(Variant.product_id)
            .order_by(customers.desc(), func.sum(OrderLine.ordered).desc(), Variant.product_id)
            .limit(limit)
        )

    def by_price(self, limit: int, *, dearest: bool = False) -> list[Product]:
        """The products with the lowest, or the highest, prices before reductions."""
        price = func.max(Variant.price_minor).desc() if dearest else func.min(Variant.price_minor)
        mine = (Variant.merchant_id == self._store.merchant.id, Variant.discontinued_at.is_(None))
        return self._in_order(
            select(Variant.product_id).where(*mine).group_by(Variant.product_id).order_by(price).limit(limit)
        )

    def mentioning(self, words: Sequence[str], limit: int) -> list[Product]:
        """The products with the most of these words in their texts, also as a part of a longer one. words: in lower
        case."""
        mine = (Product.merchant_id == self._store.merchant.id, Product.discontinued_at.is_(None))
        read = select(Product).where(*mine).order_by(Product.id).limit(_MOST_READ).subquery()
        texts = (read.c.title, read.c.description, read.c.category, cast(read.c.attributes, Text))
        mentions = [or_(*(func.lower(text).contains(word, autoescape=True) for text in texts)) for word in words]
        count = sum((case((each, 1), else_=0) for each in mentions), literal(0))
        return self._in_order(select(read.c.id).where(or_(*mentions)).order_by(count.desc(), read.c.id).limit(limit))

    def _in_order(self, ids: Select[int]) -> list[Product]:
        """The products that are sold of these, in their order."""
        in_order = list(self._store.connection.scalars(ids))
        sold = PRODUCTS.where(Product.id.in_(in_order), Product.discontinued_at.is_(None))
        products = load(self._store.connection, sold, merchant_id=self._store.merchant.id) if in_order else {}
        return [products[each] for each in in_order if each in products and products[each].variants]
