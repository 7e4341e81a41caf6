"""An open question: stored in the session, and merged with the customer's next words."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Self

from intents.dialogue.slots import Slot

if TYPE_CHECKING:
    from intents.dialogue.intent import Intent

Slots = Mapping[str, Slot]


@dataclass(frozen=True)
class Question:
    """An open question and everything that was said before it, so that its intent can run again.

    about: "commit" (a yes moves money, stock or an order), "confirm" (any other yes or no), "product", "option" (size,
    color …), "quantity" or "order_number".
    among: the choices offered, in the order spoken: product ids or option values.
    slot: the slot that the answer fills.
    is_changeable: True if a size, color, number or product said to a question of yes or no changes what a yes does.
    again: the question in full, asked again after something else was said to it.
    product_id: the product that a size or a number said to it is of.
    """

    intent: "type[Intent]"
    about: str = "confirm"
    among: tuple[str, ...] = ()
    slot: str = "product"
    slots: Slots = field(default_factory=dict)
    options: tuple[str, ...] = ()
    data: Mapping[str, Any] = field(default_factory=dict)
    is_changeable: bool = False
    again: str = ""
    product_id: str | None = None

    def to_session(self) -> dict[str, Any]:
        slots = {name: vars(slot) for name, slot in self.slots.items()}
        return {**vars(self), "intent": self.intent.__name__, "slots": slots}

    @classmethod
    def from_session(cls, state: Any, intents: "Mapping[str, type[Intent]]") -> Self | None:
        """Returns None if there is no question, or if another version of the skill asked it. intents: all of them, by
        name."""
        try:
            slots = {name: Slot(slot["text"], tuple(slot["ids"])) for name, slot in state["slots"].items()}
            among, options = tuple(state["among"]), tuple(state["options"])
            parts = {"intent": intents[state["intent"]], "slots": slots, "among": among, "options": options}
            return cls(**{**state, **parts})
        except (TypeError, KeyError, AttributeError):
            return None

    @property
    def is_yes_or_no(self) -> bool:
        return self.about in ("commit", "confirm")

    @property
    def is_choosing(self) -> bool:
        """True if it asks for a product, a size, a color or a quantity."""
        return self.about in ("product", "option", "quantity")

    def is_asked_again_by(self, other: "Question") -> bool:
        """True if the other question, which does nothing, offers what was to be chosen: after "what do they
        cost", asked before choosing one to buy."""
        is_same = other.about == self.about and bool(other.among) and set(other.among) <= set(self.among)
        is_of_same = self.product_id in (None, other.product_id)
        return self.intent.changes and not other.intent.changes and is_same and is_of_same

    def has_choice(self, slots: Slots, options: tuple[str, ...]) -> bool:
        """True if the words pick one of its choices, by its place or by a word of it."""
        if self._pick(slots.get("ordinal"), None):
            return True
        choices = [set(choice.casefold().split()) for choice in self.among] if self.about == "option" else []
        return any(set(option.casefold().split()) <= choice for option in options for choice in choices)

    @property
    def changing_intent(self) -> "type[Intent] | None":
        """The intent that gets a size, color, number or product said to the question; None if there is none."""
        return (self.intent.changing_intent or self.intent) if self.is_changeable else None

    @property
    def takes_number(self) -> bool:
        """True if a number said to it is a quantity: "two bags"."""
        return self.about == "quantity" or self.is_changeable

    @property
    def is_of_product(self) -> bool:
        """True if a size or a number said to it is about the current product."""
        return (self.takes_number or self.about == "option") and not self.intent.takes_order_number

    def merge_answer(
        self, slots: Slots, options: tuple[str, ...], confirmed: bool | None
    ) -> tuple[dict[str, Slot], tuple[str, ...]]:
        """Merges an answer with all slots and options so far; "the second one", "the blue one" or "yes" picks a
        choice."""
        pick = self._pick(slots.get("ordinal"), confirmed)
        product_slot = slots.get("product")
        other_slots = {name: slot for name, slot in slots.items() if name not in ("product", "ordinal")}
        if self.about == "option":
            answer = (pick,) if pick else options or ((product_slot.text,) if product_slot else ())
            return {**self.slots, **other_slots}, (*self.options, *answer)
        if self.about == "product":
            answer_slot = Slot("", (pick,)) if pick else product_slot or (Slot(" ".join(options)) if options else None)
            answer_slots = {self.slot: answer_slot} if answer_slot else {}
            return {**self.slots, **other_slots, **answer_slots}, (*self.options, *options)
        is_number = self.about == "order_number" or self.intent.takes_order_number
        if is_number and "quantity" in slots:  # a bare number is heard as a quantity
            return {**self.slots, "order_number": slots["quantity"]}, options
        return {**self.slots, **slots}, (*self.options, *options)

    def _pick(self, ordinal: Slot | None, confirmed: bool | None) -> str | None:
        if confirmed and len(self.among) == 1:
            return self.among[0]
        if ordinal and ordinal.text.isdecimal() and 1 <= int(ordinal.text) <= len(self.among):
            return self.among[int(ordinal.text) - 1]
        return None
