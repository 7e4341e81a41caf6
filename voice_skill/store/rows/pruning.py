"""Deletes what nobody needs any more: a few rows in each transaction, so that no turn waits for long. Called by Store.

A table that grows with its use gets a line in OUTDATED, and an index for its condition.
"""

import time
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, Row, and_, bindparam, delete, exists, select

from voice_skill.store.access import browsers, logins
from voice_skill.store.imports import jobs
from voice_skill.store.rows import responses
from voice_skill.store.tables import (
    AlexaUser,
    Attempt,
    Cart,
    CartLine,
    Customer,
    FeedJob,
    IdempotencyKey,
    KnownBrowser,
    Order,
    PasswordReset,
    SeenRequest,
    Table,
    WebSession,
)

Condition = Callable[[datetime], ColumnElement[bool]]

# Alexa sends a skill event again for an hour.
SEEN_FOR = timedelta(hours=1)
# The order stands by itself.
DONE_FOR = timedelta(hours=1)
ABANDONED_AFTER = timedelta(days=30)
ROWS_AT_A_TIME = 500
# Between two transactions others who write have their turn.
PAUSE_S = 0.01

OUTDATED: Mapping[type[Table], Condition] = {
    SeenRequest: lambda now: SeenRequest.seen_at <= now - SEEN_FOR,
    IdempotencyKey: lambda now: IdempotencyKey.answered_at <= now - timedelta(hours=responses.KEPT_H),
    Attempt: lambda now: Attempt.forget_at <= now,
    KnownBrowser: lambda now: KnownBrowser.seen_at <= now - timedelta(seconds=browsers.KNOWN_FOR_S),
    PasswordReset: lambda now: PasswordReset.expires_at <= now,
    WebSession: logins.is_over,
    FeedJob: lambda now: FeedJob.ended_at <= now - timedelta(seconds=jobs.KEPT_FOR_S),
}
CARTS: Sequence[Condition] = (
    lambda now: and_(Cart.status == "placed", Cart.changed_at <= now - DONE_FOR),
    lambda now: and_(Cart.status == "expired", Cart.changed_at <= now - DONE_FOR),
    lambda now: and_(Cart.status == "awaiting_yes", Cart.is_reorder, Cart.changed_at <= now - DONE_FOR),
    lambda now: and_(Cart.status.in_(["open", "awaiting_yes"]), Cart.changed_at <= now - ABANDONED_AFTER),
)

# Deletes some rows: how many of each table, those that it looked for first.
Step = Callable[[Connection], Mapping[str, int]]


@dataclass(frozen=True)
class Pruned:
    """deleted: rows by table. is_done: False when the time was over first."""

    deleted: Mapping[str, int]
    is_done: bool


def prune(engine: Engine, now: datetime, within_s: float) -> Pruned:
    """Goes from table to table until nothing is outdated or the time is over. Raises StoreUnavailable."""
    until, deleted = time.monotonic() + within_s, dict[str, int]()
    steps = [_of_table(table, is_outdated(now)) for table, is_outdated in OUTDATED.items()]
    steps += [_of_carts(is_outdated(now)) for is_outdated in CARTS]
    while steps and time.monotonic() < until:
        step = steps.pop(0)
        counts = _carried_out(engine, step)
        for table, count in counts.items():
            deleted[table] = deleted.get(table, 0) + count
        if next(iter(counts.values())) == ROWS_AT_A_TIME:
            steps.append(step)
        time.sleep(PAUSE_S)
    return Pruned({table: count for table, count in deleted.items() if count}, is_done=not steps)


def _carried_out(engine: Engine, step: Step) -> Mapping[str, int]:
    with engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("COMMIT")
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        counts = step(connection)
        connection.commit()
        return counts


def _of_table(table: type[Table], is_outdated: ColumnElement[bool]) -> Step:
    """Deletes from one table; rows that another process has locked are skipped."""
    key = [*table.__table__.primary_key]
    locked = select(*key).where(is_outdated).limit(ROWS_AT_A_TIME).with_for_update(skip_locked=True)

    def step(connection: Connection) -> Mapping[str, int]:
        return {table.__tablename__: _delete(connection, key, connection.execute(locked).all())}

    return step


def _of_carts(is_outdated: ColumnElement[bool]) -> Step:
    """Whose carts they are is held meanwhile, as by a turn that changes one."""
    whose = (Customer.merchant_id == Cart.merchant_id) & (Customer.id == Cart.customer_id)
    locked = select(Cart.id).join(Customer, whose).where(is_outdated).limit(ROWS_AT_A_TIME)
    locked = locked.with_for_update(of=Customer, skip_locked=True)

    def step(connection: Connection) -> Mapping[str, int]:
        ids = connection.scalars(locked).all()
        # A turn may have changed one in the moment before it was held.
        still = select(Cart.id, Cart.customer_id).where(Cart.id.in_(ids), is_outdated)
        carts = connection.execute(still).all()
        ids = [cart.id for cart in carts]
        lines = connection.execute(delete(CartLine).where(CartLine.cart_id.in_(ids))).rowcount
        connection.execute(delete(Cart).where(Cart.id.in_(ids)))
        return {"carts": len(carts), "cart_lines": lines, **_forget(connection, {cart.customer_id for cart in carts})}

    return step


def _forget(connection: Connection, customer_ids: Collection[int]) -> Mapping[str, int]:
    """Deletes customers who are strangers again: without a name, a cart or an order."""
    is_nameless = Customer.given_name.is_(None) & Customer.email.is_(None)
    has_cart, has_order = (
        exists().where(each.merchant_id == Customer.merchant_id, each.customer_id == Customer.id)
        for each in (Cart, Order)
    )
    strangers = select(Customer.merchant_id, Customer.id).where(
        Customer.id.in_(customer_ids), is_nameless, ~has_cart, ~has_order
    )
    keys = connection.execute(strangers).all()
    users = _delete(connection, (AlexaUser.merchant_id, AlexaUser.customer_id), keys)
    return {"alexa_users": users, "customers": _delete(connection, (Customer.merchant_id, Customer.id), keys)}


def _delete(connection: Connection, key: Sequence[Any], values: Sequence[Row[*tuple[Any, ...]]]) -> int:
    """The rows whose key has these values; how many that were."""
    if not values:
        return 0
    names = [f"key_{number}" for number in range(len(key))]
    is_one = and_(*(column == bindparam(name) for column, name in zip(key, names, strict=True)))
    rows = [dict(zip(names, value, strict=True)) for value in values]
    return connection.execute(delete(key[0].table).where(is_one), rows).rowcount
