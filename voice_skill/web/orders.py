"""Orders: see them, and say what happened to them; customers hear it in their next turn."""

import re
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from voice_skill.order_words import ORDER_WORDS, OrderWords
from voice_skill.store import BadQuantity, IllegalTransition, Merchant, Order
from voice_skill.store.statuses import ORDER_STATUSES, REPORTED, STATUSES
from voice_skill.web import words
from voice_skill.web.doors import current_shop

pages = Blueprint("orders", __name__, url_prefix="/orders")

Page = Response | tuple[str, int] | str
A_PAGE = 30
MOST_WHY_CHARACTERS = 300


@pages.get("")
def all() -> Page:
    status, number = request.args.get("status") or None, request.args.get("number", "").strip()
    if number:
        return redirect(url_for("web.orders.show", number=number))
    if status is not None and status not in STATUSES:
        abort(404)
    with current_shop() as shop:
        orders = shop.orders.list(status=status, before=_before(), limit=A_PAGE + 1)
        is_more = len(orders) > A_PAGE
        counts = shop.orders.counts()
        return render_template(
            "orders.html",
            shop=shop,
            orders=orders[:A_PAGE],
            is_more=is_more,
            status=status,
            counts=counts,
            statuses=ORDER_STATUSES,
        )


@pages.get("/<number>")
def show(number: str) -> str:
    with current_shop() as shop:
        order = shop.orders.get(number)
        possible = _possible(order)
        can_expect = any(STATUSES[status].has_left and STATUSES[status].is_awaited for status in possible)
        return render_template(
            "order.html", shop=shop, order=order, possible=possible, can_expect=can_expect, now=shop.now
        )


@pages.post("/<number>")
def move(number: str) -> Response:
    """Say what happened; the same form again changes nothing."""
    status = request.form.get("status", "")
    if status not in REPORTED or not 0 < len(request.form.get("form_id", "")) <= 64:
        abort(400)
    why = " ".join(request.form.get("why", "").split())[:MOST_WHY_CHARACTERS] or None
    with current_shop() as shop:
        expected_at = _expected(request.form.get("expected", ""), shop.merchant)
        source_id = f"page-{request.form['form_id']}"
        try:
            order = shop.orders.move(
                number, status, by="merchant", why=why, source_id=source_id, expected_at=expected_at
            )
            shop.commit()
            flash(f"Order {order.number} is {words.status(order.status)}.")
        except IllegalTransition as error:
            flash(f"Nothing was changed: the order is already {words.status(error.current)}.")
        except BadQuantity:
            flash("Nothing was changed: everything has already been shipped.")
    return redirect(url_for("web.orders.show", number=number), 303)


def _possible(order: Order) -> dict[str, OrderWords]:
    """The events that could come next. Of what is partly on its way, the rest can be sent, or what left arrives."""
    legal = ("shipped", "delivered") if order.partly_shipped else STATUSES[order.status].leads_to
    return {status: known for status, known in ORDER_WORDS.items() if status in legal}


def _before() -> tuple[datetime, int] | None:
    """The position of the last row of the page before, "2026-11-21T15:00:00+00:00,17"."""
    text = request.args.get("before", "")
    match = re.fullmatch(r"(\d{4}-\d\d-\d\dT[\d:.]{8,15}\+00:00),(\d{1,18})", text)
    if not match:
        return None
    try:
        return datetime.fromisoformat(match[1]), int(match[2])
    except ValueError:
        return None


def _expected(text: str, merchant: Merchant) -> datetime | None:
    """The end of that day where the shop is; None for what is no day."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return datetime.combine(day, time(23, 59), ZoneInfo(merchant.time_zone)).astimezone(UTC)
