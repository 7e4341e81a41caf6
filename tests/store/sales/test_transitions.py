"""Whatever is reported in whatever order, status and quantities never contradict each other."""

from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from voice_skill.store import BadQuantity, IllegalTransition, Order, OrderEvent, OrderLine
from voice_skill.store.sales.transitions import SENT, count, next_status, reached
from voice_skill.store.statuses import ORDER_STATUSES, STATUSES

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
REPORTS = st.lists(
    st.tuples(
        st.sampled_from(ORDER_STATUSES),
        st.sampled_from(["merchant", "carrier"]),
        st.integers(-60, 60),
        st.none() | st.dictionaries(st.sampled_from(["mug", "tea"]), st.integers(0, 3), min_size=1),
    ),
    max_size=12,
)


def line(sku: str, ordered: int) -> OrderLine:
    return OrderLine(sku=sku, ordered=ordered, cancelled=0, shipped=0, delivered=0, returned=0)


def quantities(order: Order) -> list[tuple[int, ...]]:
    return [(line.ordered, line.cancelled, line.shipped, line.delivered, line.returned) for line in order.lines]


def report(order: Order, kind: str, by: str, at: datetime, told: dict[str, int] | None) -> None:
    before = quantities(order)
    try:
        target = next_status(order, kind, by=by, at=at, part=told is not None)
        if target != order.status or told is not None or order.partly_shipped:
            count(order, kind, told)
    except (IllegalTransition, BadQuantity):
        assert quantities(order) == before
        return
    order.status = reached(order, target)
    order.events.append(OrderEvent(kind=kind, at=at))


@settings(max_examples=500, deadline=None)
@given(REPORTS)
def test_status_and_quantities_never_contradict_each_other(
    reports: list[tuple[str, str, int, dict[str, int] | None]],
) -> None:
    order = Order(status="placed", lines=[line("mug", 2), line("tea", 1)], events=[OrderEvent(kind="placed", at=NOON)])

    for kind, by, minutes, told in reports:
        report(order, kind, by, NOON + timedelta(minutes=minutes), told if STATUSES[kind].countable else None)

        for ordered, cancelled, shipped, delivered, returned in quantities(order):
            assert max(returned, delivered) <= shipped <= ordered - cancelled
            assert min(returned, delivered, shipped, cancelled) >= 0
        coming = sum(line.to_ship for line in order.lines)
        underway = sum(line.shipped - line.delivered for line in order.lines)
        assert not coming or order.status not in {*SENT, "problem", "return_requested", "returned", "cancelled"}
        away = sum(line.shipped - line.returned for line in order.lines)
        assert not underway or order.status not in {"delivered", "return_requested"}
        assert not away or order.status != "returned"
