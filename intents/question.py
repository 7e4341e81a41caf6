"""What the shop asked: kept in the session, and put together with the customer's next words. Called by `turn`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from intents.slots import Said

# The intents that choose by price, and whether that is the lowest or the highest.
BY_PRICE = {"CheapestProduct": 1, "DearestProduct": -1, "WhichIsCheapest": 1}


@dataclass(frozen=True)
class Question:
    """An open question and everything that was said before it, so that its intent can run again.

    about: "confirm" (yes or no), "product", "option" (size, colour …), "quantity" or "order_number".
    among: what was offered, in the order spoken: product ids or option values.
    slot: the slot that the answer fills.
    """

    intent: str
    about: str = "confirm"
    among: tuple[str, ...] = ()
    slot: str = "product"
    slots: Mapping[str, Said] = field(default_factory=dict)
    options: tuple[str, ...] = ()
    data: Mapping[str, Any] = field(default_factory=dict)

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

    def is_answered_by(self, intent: str, said: Mapping[str, Said]) -> bool:
        """Whether these words answer it: yes, no, a bare word, "the cheaper one", or "make it two" to an offer.

        A product's bare name after a question of yes or no is another wish, "the lighter one" or "the second one" too.
        """
        if self.about == "confirm" and intent == "ChangeCart":
            return self.intent == "AddToCart" and said.keys() == {"quantity"}
        if self.about == "confirm" and intent == "Answer":
            return not {"product", "picked", "ordinal"} & said.keys()
        if intent in BY_PRICE:
            return "product" not in said and self.about in ("product", "option") and len(self.among) > 1
        return intent in ("Yes", "No", "Answer")

    def is_called_off_by(self, intent: str, said: Mapping[str, Said]) -> bool:
        """Whether "cancel my order" or "change my order" means the one that is about to be placed."""
        about_to_be = "token" in self.data and not self.data.get("placed")
        return about_to_be and not said and intent in ("CancelOrder", "ChangeOrder")

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
        if self.about == "order_number" and "quantity" in said:  # a bare number is heard as a quantity
            return {**self.slots, "order_number": said["quantity"]}, options
        return {**self.slots, **said}, (*self.options, *options)

    def _pick(self, ordinal: Said | None, confirmed: bool | None) -> str | None:
        if confirmed and len(self.among) == 1:
            return self.among[0]
        if ordinal and ordinal.text.isdecimal() and 1 <= int(ordinal.text) <= len(self.among):
            return self.among[int(ordinal.text) - 1]
        return None
