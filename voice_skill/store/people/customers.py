"""Customers, and the Alexa users that they are. Reached as MerchantStore.customers."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, bindparam, delete, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, selectinload

from voice_skill.language.characters import sayable
from voice_skill.store.errors import UnknownCustomer
from voice_skill.store.rows import requests
from voice_skill.store.sales.order_rows import ORDERS, load
from voice_skill.store.tables import AlexaUser, Cart, CartLine, Customer, Order

if TYPE_CHECKING:
    from voice_skill.store.merchant_store import MerchantStore

_OF_USER = (
    select(Customer)
    .join(AlexaUser, (AlexaUser.merchant_id == Customer.merchant_id) & (AlexaUser.customer_id == Customer.id))
    .where(AlexaUser.merchant_id == bindparam("merchant_id"), AlexaUser.user_id == bindparam("user_id"))
)


@dataclass(frozen=True)
class Stranger:
    """Somebody of whom nothing is kept until they put something in a cart. user_id: what Alexa calls them; id: that of
    no customer, so that they have no cart and no orders."""

    user_id: str
    id: int = 0
    given_name: None = None
    deletion_asked_at: None = None


# Whoever is at the device.
Speaker = Customer | Stranger


@dataclass(frozen=True)
class Held:
    """Everything the shop stores about a customer. user_ids: what Alexa calls them."""

    customer: Customer
    user_ids: list[str]
    carts: list[Cart]
    orders: list[Order]


class Customers:
    def __init__(self, store: "MerchantStore") -> None:
        self._store = store

    @property
    def _session(self) -> Session:
        return self._store.session

    def of_user(self, user_id: str) -> Customer | None:
        """The customer that this Alexa user is, if they have been met."""
        key = {"merchant_id": self._store.merchant.id, "user_id": user_id}
        row = self._store.connection.execute(_OF_USER, key).one_or_none()
        return None if row is None else Customer.of_row(row)

    def speaking(self, user_id: str) -> Speaker:
        """The customer that this Alexa user is, or a stranger, who is not taken down."""
        return self.of_user(user_id) or Stranger(user_id)

    def recognise(self, user_id: str) -> Customer:
        """The customer that this Alexa user is, made without a name the first time."""
        customer = self.of_user(user_id)
        if customer is not None:
            return customer
        self._store.begin_write()
        try:
            with self._session.begin_nested():
                return self._add(None, None, user_id)
        except IntegrityError:  # met by another request in this very moment
            customer = self.of_user(user_id)
            if customer is None:
                raise
            return customer

    def add(self, given_name: str | None, *, user_id: str | None = None, email: str | None = None) -> Customer:
        """Make a customer known, by name if there is one; a user who is a customer gets this name and address."""
        self._store.begin_write()
        given_name = sayable(given_name) if given_name else None
        customer = self.of_user(user_id) if user_id is not None else None
        if customer is None:
            return self._add(given_name, email, user_id)
        customer_row = self._session.get_one(Customer, customer.id)
        customer_row.given_name, customer_row.email = given_name, email
        self._session.flush()
        return customer_row

    def get(self, customer_id: int) -> Customer:
        """For the merchant: any customer of the shop; raises UnknownCustomer."""
        mine = select(Customer).where(Customer.merchant_id == self._store.merchant.id, Customer.id == customer_id)
        row = self._store.connection.execute(mine).one_or_none()
        if row is None:
            raise UnknownCustomer
        return Customer.of_row(row)

    def all(self, *, limit: int, after: int = 0, deletion_asked: bool | None = None) -> list[Customer]:
        """The first so many customers that were met; after: that customer's id. deletion_asked: only those who have, or
        have not, asked for their data to be deleted."""
        mine = select(Customer).where(Customer.merchant_id == self._store.merchant.id, Customer.id > after)
        if deletion_asked is not None:
            asked_at = Customer.deletion_asked_at
            mine = mine.where(asked_at.is_not(None) if deletion_asked else asked_at.is_(None))
        return [Customer.of_row(row) for row in self._store.connection.execute(mine.order_by(Customer.id).limit(limit))]

    def held(self, customer_id: int) -> Held:
        """Everything that is kept about a customer, for them to have; raises UnknownCustomer."""
        customer = self.get(customer_id)
        mine = {"merchant_id": self._store.merchant.id, "customer_id": customer_id}
        users = select(AlexaUser.user_id).filter_by(**mine).order_by(AlexaUser.user_id)
        carts = select(Cart).filter_by(**mine).options(selectinload(Cart.lines).joinedload(CartLine.variant))
        connection = self._store.connection
        return Held(
            customer=customer,
            user_ids=list(connection.scalars(users)),
            carts=list(self._session.scalars(carts.order_by(Cart.id))),
            orders=load(connection, ORDERS.where(Order.customer_id == bindparam("customer_id")), **mine),
        )

    def ask_for_deletion(self, customer: Customer) -> None:
        """Store that they ask for what is stored about them to be deleted, and when they first did; nothing is deleted
        yet. Raises UnknownCustomer."""
        self._store.begin_write(customer)
        is_first = Customer.deletion_asked_at.is_(None)
        self._set_deletion_asked_at(customer, self._store.now, is_first)

    def take_back_deletion(self, customer: Customer) -> None:
        """Delete their request for deletion, if there is one. Raises UnknownCustomer."""
        self._store.begin_write(customer)
        self._set_deletion_asked_at(customer, None)

    def _set_deletion_asked_at(self, customer: Customer, at: datetime | None, *conditions: ColumnElement[bool]) -> None:
        mine = update(Customer).filter_by(merchant_id=self._store.merchant.id, id=customer.id).where(*conditions)
        unsynchronized = {"synchronize_session": False}
        self._session.execute(mine.values(deletion_asked_at=at), execution_options=unsynchronized)

    def forget(self, user_id: str) -> None:
        """Delete the name, the identities, the carts and what was answered; the orders stay in the merchant's books,
        nobody's."""
        self._store.begin_write()
        requests.forget(self._store.connection, self._store.merchant.id, [user_id])
        customer = self.of_user(user_id)
        if customer is not None:
            self.forget_one(customer)

    def forget_one(self, customer: Customer) -> None:
        """The same, for whoever knows the customer; raises UnknownCustomer."""
        self._store.begin_write(customer)
        mine = {"merchant_id": self._store.merchant.id, "customer_id": customer.id}
        user_ids = self._session.scalars(select(AlexaUser.user_id).filter_by(**mine))
        requests.forget(self._store.connection, self._store.merchant.id, user_ids)
        carts = select(Cart.id).filter_by(**mine)
        for statement in (
            delete(CartLine).where(CartLine.merchant_id == mine["merchant_id"], CartLine.cart_id.in_(carts)),
            delete(Cart).filter_by(**mine),
            update(Order).filter_by(**mine).values(customer_id=None),
            delete(AlexaUser).filter_by(**mine),
            delete(Customer).filter_by(merchant_id=mine["merchant_id"], id=mine["customer_id"]),
        ):
            self._session.execute(statement, execution_options={"synchronize_session": False})
        self._session.expunge_all()

    def _add(self, given_name: str | None, email: str | None, user_id: str | None) -> Customer:
        merchant_id = self._store.merchant.id
        customer = Customer(merchant_id=merchant_id, given_name=given_name, email=email, created_at=self._store.now)
        self._session.add(customer)
        self._session.flush()
        if user_id is not None:
            self._session.add(AlexaUser(merchant_id=merchant_id, user_id=user_id, customer_id=customer.id))
            self._session.flush()
        return customer
