"""A message of a customer, in the form that every channel hands to `turn`."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from voice_skill.language.characters import sayable

OPTION_SLOTS = ("option", "other_option")
NUMBERS = ("quantity", "order_number")
# Marks a quantity of what is sold, and not of what a pack of it holds: "two packs", "two of those".
SETTLED = "settled"
# The slot, ours, in which the other things wait that were said with the first.
MORE_THINGS = "more"
# The slot in which our own channels hand on all that was said.
UTTERANCE = "said"
MOST_SLOT_CHARACTERS = 140
MOST_TEXT_CHARACTERS = 300


@dataclass(frozen=True)
class Slot:
    """A slot: the customer's words, and the ids that entity resolution found for them (several: ambiguous)."""

    text: str
    ids: tuple[str, ...] = ()


@dataclass(frozen=True)
class Message:
    """One turn of a customer's.

    user_id: the channel's own id of who speaks.
    intent: the name of a class in the registry; any other name is answered by Fallback.
    is_first: whether the conversation begins with it.
    text: the customer's own words, where the channel has them; Amazon sends slots only.
    """

    user_id: str
    locale: str
    intent: str
    slots: Mapping[str, Slot] = field(default_factory=dict)
    is_first: bool = False
    text: str = ""


def slot_text(value: str, most: int = MOST_SLOT_CHARACTERS) -> str:
    """A slot's value, cut to the length that anybody says at once."""
    return sayable(value[:most])
