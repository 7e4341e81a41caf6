"""One merchant's shop for one turn or one page: a transaction and everything that can be asked of it."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime
from functools import cached_property
from types import TracebackType
from typing import Any, Self

from sqlalchemy import Connection, bindparam, select
from sqlalchemy.orm import Session

from voice_skill.store.access.sealing import Seals
from voice_skill.store.access.skills import SkillLink
from voice_skill.store.access.tokens import Tokens
from voice_skill.store.errors import AlreadyAnswered, StoreUnavailable, UnknownCustomer
from voice_skill.store.imports.feeds import Feeds
from voice_skill.store.imports.jobs import Jobs
from voice_skill.store.people.customers import Customers, Speaker
from voice_skill.store.products.browsing import Browsing
from voice_skill.store.products.catalogue import Catalogue
from voice_skill.store.rows.requests import Delivery, claim, keep
from voice_skill.store.rows.responses import Responses
from voice_skill.store.sales.carts import Carts
from voice_skill.store.sales.orders import Orders
from voice_skill.store.tables import Customer, Merchant

# KEY SHARE, so that rows which merely point to the customer can still be added by others.
_HOLD_CUSTOMER = (
    select(Customer.id)
    .where(Customer.merchant_id == bindparam("merchant_id"), Customer.id == bindparam("customer_id"))
    .with_for_update(key_share=True)
)


class MerchantStore:
    """Scoped to its merchant by construction. Leaving it without `commit()` undoes everything.

    `connection`, `session` and `seals` are for the parts of this package only."""

    def __init__(
        self,
        connection: Connection,
        merchant: Merchant,
        clock: Callable[[], datetime],
        seals: Seals,
        delivery: Delivery | None = None,
        seen_requests: Sequence[Any] = (),
    ) -> None:
        self.connection = connection
        self.merchant = merchant
        self.seals = seals
        self._clock = clock
        self._delivery = delivery
        self._seen_requests = seen_requests
        self._is_writing = False
        self._session: Session | None = None

    @property
    def session(self) -> Session:
        """For what is changed; a question about a product is answered without one, in a tenth less time."""
        if self._session is None:
            self._session = Session(self.connection, expire_on_commit=False, join_transaction_mode="control_fully")
        return self._session

    @cached_property
    def browsing(self) -> Browsing:
        return Browsing(self)

    @cached_property
    def catalogue(self) -> Catalogue:
        return Catalogue(self)

    @cached_property
    def feeds(self) -> Feeds:
        return Feeds(self)

    @cached_property
    def jobs(self) -> Jobs:
        return Jobs(self)

    @cached_property
    def customers(self) -> Customers:
        return Customers(self)

    @cached_property
    def carts(self) -> Carts:
        return Carts(self)

    @cached_property
    def orders(self) -> Orders:
        return Orders(self)

    @cached_property
    def skill(self) -> SkillLink:
        return SkillLink(self)

    @cached_property
    def tokens(self) -> Tokens:
        return Tokens(self)

    @cached_property
    def responses(self) -> Responses:
        return Responses(self)

    @property
    def now(self) -> datetime:
        return self._clock()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None and not self._is_writing and not self.connection.invalidated:
            self._end_reading()
        if self._session is not None:
            self._session.close()
        self.connection.close()

    def _end_reading(self) -> None:
        """A commit of nothing: after a rollback psycopg forgets its prepared statements, and each is planned anew."""
        with suppress(StoreUnavailable):
            if self._session is not None:
                self._session.expunge_all()
                self._session.commit()
            self.connection.commit()

    def check_new(self) -> None:
        """Raises AlreadyAnswered when the request that this store was opened for has had its effect, RequestReused when
        something else has been asked under its id."""
        if self._delivery is not None:
            self._delivery.check_new(self._seen_requests)

    def commit(self, answer: str | None = None) -> None:
        """Keep what was done so far, with the answer to the request that asked for it. Raises StoreUnavailable,
        TooLate."""
        if self._delivery is not None and self._is_writing:
            if answer is not None:
                keep(self.connection, self.merchant.id, self._delivery, answer)
            self._delivery.check_in_time()
        if self._session is not None:
            self._session.commit()
        self.connection.commit()
        self._is_writing = False

    def rollback(self) -> None:
        if self._session is not None:
            self._session.rollback()
        self.connection.rollback()
        self._is_writing = False

    def begin_write(self, customer: Speaker | None = None) -> None:
        """Called first by whatever writes; with a customer, others who write for the same one wait.

        The transaction that only read, and saw one moment, ends: what is written rests on what others have written
        until now. In SQLite one begins that holds the write lock. Raises UnknownCustomer; AlreadyAnswered when the
        request that this store was opened for has had its effect meanwhile, TooLate when it was given up.
        """
        if not self._is_writing:
            connection = self.session.connection()
            if connection.dialect.name == "sqlite":
                connection.exec_driver_sql("COMMIT")
                connection.exec_driver_sql("BEGIN IMMEDIATE")
            else:
                connection.exec_driver_sql("COMMIT AND CHAIN")
                connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL READ COMMITTED")
            self._is_writing = True
            if self._delivery is not None:
                if connection.dialect.name == "postgresql":  # SQLite's connections have a limit
                    connection.exec_driver_sql(f"SET LOCAL lock_timeout = {self._delivery.lock_timeout_ms}")
                claim(self.connection, self.merchant.id, self._delivery, self.now)
        if customer is not None:
            who = {"merchant_id": self.merchant.id, "customer_id": customer.id}
            if self.session.scalar(_HOLD_CUSTOMER, who) is None:
                raise UnknownCustomer
        if self._delivery is not None:
            self._delivery.check_in_time()

    def begin_write_alone(self) -> None:
        """As begin_write; others who write like this for the same merchant wait, so that what is counted stays so."""
        self.begin_write()
        mine = select(Merchant.id).where(Merchant.id == self.merchant.id)
        self.session.execute(mine.with_for_update(key_share=True))

    def once(self, form_id: str) -> bool:
        """True the first time this merchant sends that form of a page."""
        self.begin_write()
        try:
            claim(self.connection, self.merchant.id, Delivery(form_id), self.now)
        except AlreadyAnswered:
            return False
        return True
