"""Asking for the yes that cancels an order. Called by handlers."""

from intents.dialogue.reply import Reply
from intents.dialogue.turn import Turn
from intents.products.describing import ordered_said
from voice_skill.store import Order


def ask_to_cancel(turn: Turn, order: Order, key: str) -> Reply:
    """Asks whether to cancel this order; another product or number said to it means another order."""
    items = ordered_said(turn, order.lines)
    return turn.ask(
        key,
        about="commit",
        intent="CancelOrder",
        changed_by="CancelOrder",
        again=turn.phrases.fill("cancel_order.sure", items=items),
        data={"number": order.number},
        items=items,
    )
