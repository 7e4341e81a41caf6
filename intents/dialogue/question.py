"""What the shop asked: kept in the session, and put together with the customer's next words. Called by `turn`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from intents.dialogue.slots import Said

# The intents that choose by price, and whether that is the lowest or the highest.
BY_PRICE = {"CheapestProduct": 1, "DearestProduct": -1, "WhichIsCheapest": 1}

# Intents that say a number or an option in a whole sentence: "I'll take two", "I meant the large one".
_SAYING_MORE = frozenset({"AddToCart", "ChangeCart", "SwapProduct", "FindProduct"})

# What is no yes to a question that moves money or orders, however much it sounds like one: it is asked again.
_AT_ANY_COMMIT = {"AddToCart": "Fallback"}
_AT_A_COMMIT = {
    ("CancelOrder", "Cancel"): "Fallback",
    ("CancelOrder", "CancelOrder"): "Fallback",
    ("CancelOrder", "Undo"): "Fallback",
    ("PlaceOrder", "ChangeOrder"): "NotRight",
    ("Reorder", "ChangeOrder"): "NotRight",
    ("Reorder", "PlaceOrder"): "Reorder",
}


@dataclass(frozen=True)
class Question:
    """An open question and everything that was said before it, so that its intent can run again.

    about: "commit" (a yes moves money, stock or an order), "confirm" (any other yes or no), "product", "option" (size,
    colour …), "quantity" or "order_number".
    among: what was offered, in the order spoken: product ids or option values.
    slot: the slot that the answer fills.
    changed_by: the intent that a size, colour, number or product said to a question of yes or no is for.
    again: the question in full, asked again after something else was said to it.
    """

    intent: str
    about: str = "confirm"
    among: tuple[str, ...] = ()
    slot: str = "product"
    slots: Mapping[str, Said] = field(default_factory=dict)
    options: tuple[str, ...] = ()
    data: Mapping[str, Any] = field(default_factory=dict)
    changed_by: str = ""
    again: str = ""

    def to_session(self) -> dict[str, Any]:
        return {**vars(self), "slots": {name: vars(said) for name, said in self.slots.items()}}

    @classmethod
    def from_session(cls, kept: Any) -> Self | None:
        """None where there is none, or one that another version of the skill asked."""
        try:
            slots = {name: Said(said["text"], tuple(said["ids"])) for name, said in kept["slots"].items()}
            return cls(**{**kept, "slots": slots, "among": tuple(kept["among"]), "options": tuple(kept["options"])})
        except (TypeError, KeyError, AttributeError):
            return None

    @property
    def is_yes_or_no(self) -> bool:
        return self.about in ("commit", "confirm")

    @property
    def is_of_product(self) -> bool:
        """Whether a size, or so many, said to it are of the product that is spoken of."""
        return (self.takes_number or self.about == "option") and self.changed_by != "CancelOrder"

    @property
    def takes_number(self) -> bool:
        """Whether a number said to it is of something that stands in it: "two bags"."""
        return self.about == "quantity" or bool(self.changed_by)

    def is_answered_by(self, intent: str, said: Mapping[str, Said], options: tuple[str, ...]) -> bool:
        """Whether these words answer it: yes, no, a bare word, "the cheaper one", or "make it two" to an offer.

        A product's bare name after an offer is another wish, "the lighter one" or "the second one" too.
        """
        if intent in ("Yes", "No"):
            return True
        if self.is_yes_or_no:
            return self.changed_by == self.intent and self._is_changed(intent, said, options)
        if intent in BY_PRICE:
            return "product" not in said and self.about in ("product", "option") and len(self.among) > 1
        if self.about in ("quantity", "option") and intent in _SAYING_MORE and "product" not in said:
            return bool(said or options)
        return intent == "Answer" or (self.about == "product" and intent == "SwapProduct" and "product" in said)

    def change(self, intent: str, said: Mapping[str, Said], options: tuple[str, ...]) -> str:
        """The intent that changes what a yes would do; empty where these words change nothing of it."""
        if not self.is_yes_or_no or not self.changed_by or self.changed_by == self.intent:
            return ""
        if intent == "Answer" and "product" in said:
            return "SwapProduct" if self.about == "commit" else ""
        is_value = intent == "Answer" and not {"picked", "ordinal"} & said.keys()
        is_more = intent in _SAYING_MORE and said.keys() <= {"quantity"} and bool(said or options)
        return self.changed_by if is_value or is_more else ""

    def _is_changed(self, intent: str, said: Mapping[str, Said], options: tuple[str, ...]) -> bool:
        """An offer is of one product: another one's name is another wish. What was bought before may be another."""
        if self.about == "confirm":
            is_more = intent in _SAYING_MORE and said.keys() <= {"quantity"} and bool(said or options)
            return is_more or (intent == "Answer" and not {"product", "picked", "ordinal"} & said.keys())
        is_more = intent in _SAYING_MORE and said.keys() <= {"quantity"}
        return bool(said or options) and (is_more or intent in ("Answer", "ChangeCart", "SwapProduct"))

    def is_called_off_by(self, intent: str, said: Mapping[str, Said]) -> bool:
        """Whether "cancel that", or "cancel my order" before it is placed, is a no. To "Shall I cancel your order?" it
        could be either."""
        if said or not self.is_yes_or_no or self.intent == "CancelOrder":
            return False
        return intent == "NotNow" or (self.about == "commit" and intent in ("Cancel", "CancelOrder", "Undo"))

    def meant_by(self, intent: str, said: Mapping[str, Said], options: tuple[str, ...]) -> str:
        """The intent that is meant by one that says it in other words, after this question."""
        if said or options:
            return intent
        if self.about == "commit":
            return _AT_A_COMMIT.get((self.intent, intent)) or _AT_ANY_COMMIT.get(intent, intent)
        if self.data.get("placed") and intent in ("Cancel", "Undo"):
            return "CancelOrder"
        return "Yes" if self.intent == "PlaceOrder" and "token" not in self.data and intent == "AddToCart" else intent

    def answered_by(
        self, said: Mapping[str, Said], options: tuple[str, ...], confirmed: bool | None
    ) -> tuple[dict[str, Said], tuple[str, ...]]:
        """Everything said so far, slots and options, with "the second one", "the blue one" or "yes" read as a pick."""
        pick = self._pick(said.get("ordinal"), confirmed)
        named = said.get("product")
        others = {name: value for name, value in said.items() if name not in ("product", "ordinal")}
        if self.about == "option":
            answer = (pick,) if pick else options or ((named.text,) if named else ())
            return {**self.slots, **others}, (*self.options, *answer)
        if self.about == "product":
            answered = Said("", (pick,)) if pick else named or (Said(" ".join(options)) if options else None)
            return {**self.slots, **others, **({self.slot: answered} if answered else {})}, (
                *self.options,
                *options,
            )
        is_number = self.about == "order_number" or self.intent == "CancelOrder"
        if is_number and "quantity" in said:  # a bare number is heard as a quantity
            return {**self.slots, "order_number": said["quantity"]}, options
        return {**self.slots, **said}, (*self.options, *options)

    def _pick(self, ordinal: Said | None, confirmed: bool | None) -> str | None:
        if confirmed and len(self.among) == 1:
            return self.among[0]
        if ordinal and ordinal.text.isdecimal() and 1 <= int(ordinal.text) <= len(self.among):
            return self.among[int(ordinal.text) - 1]
        return None
