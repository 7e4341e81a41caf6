"""Asks whether an unusual quantity or total was meant, in a question of its own, before anything else is done. The
answers of yes are kept in the session. Called by Intent and `ordering`."""

from typing import TYPE_CHECKING, Any

from intents.dialogue.reply import Reply
from intents.dialogue.slots import Slot
from intents.dialogue.turn import Turn, Unclear
from voice_skill.store import Sure, UnusualQuantity, UnusualTotal

if TYPE_CHECKING:
    from intents.dialogue.intent import Intent


def sure_of(turn: Turn) -> Sure:
    """The unusual quantities and totals that this customer said yes to in this session."""
    state = turn.attributes.get("sure")
    numbers = {name: number for name, number in state.items() if type(number) is int} if isinstance(state, dict) else {}
    return Sure({name: number for name, number in numbers.items() if name}, numbers.get("", 0))


def remember_confirmation(turn: Turn) -> None:
    """Stores what this turn's yes confirms. Raises Unclear after a no to a quantity: another one is needed."""
    entry = turn.data.get("unusual")
    if not entry:
        return
    name, number = entry
    if turn.confirmed:
        state = turn.attributes.get("sure")
        turn.attributes["sure"] = {**(state if isinstance(state, dict) else {}), name: number}
    elif turn.confirmed is False and name:
        intent = turn.answered_question.changing_intent if turn.answered_question else None
        raise Unclear("shared.which_quantity", "quantity", slot="quantity", intent=intent)


def ask_about_unusual(turn: Turn, error: UnusualQuantity | UnusualTotal, intent: "type[Intent] | None" = None) -> Reply:
    """ "That's 40 soup bowls. Did you mean 40?" A yes brings `intent` back, or the one that asks; a number changes
    it."""
    intent = intent or turn.intent
    if isinstance(error, UnusualTotal):
        return _ask(turn, "unusual_total", intent, ("", error.total.amount_minor), total=error.total)
    variant = error.variant
    turn.attributes["line"] = variant.sku
    turn.speak_of(variant.product.external_id)
    if error.in_cart:
        intent = intent.total_intent or intent
    if intent.is_of_line:
        turn.slots.pop("amount", None)
        product_key = variant.sku if intent.is_by_sku else variant.product.external_id
        turn.slots |= {"product": Slot("", (product_key,)), "quantity": Slot(str(error.quantity))}
        turn.options = tuple(variant.options.values())
    entry = (variant.sku, error.quantity)
    return _ask(turn, "unusual_quantity", intent, entry, product=variant, quantity=error.quantity)


def _ask(turn: Turn, phrase: str, intent: "type[Intent]", entry: tuple[str, int], **values: Any) -> Reply:
    """entry: the SKU, empty for a total, and the number that a yes is for."""
    again = turn.phrases.fill(f"shared.{phrase}", **values)
    turn.pending_question = None
    return turn.ask(
        f"shared.{phrase}",
        about="commit",
        intent=intent,
        is_changeable=True,
        again=again,
        data={"unusual": list(entry)},
        **values,
    )
