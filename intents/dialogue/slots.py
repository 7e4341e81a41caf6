"""A message of a customer, in the form that every channel hands to `turn`, and how its words are read once more."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from voice_skill.language.characters import sayable
from voice_skill.store import MerchantStore

OPTION_SLOTS = ("option", "other_option")
# The slots of the things that a sentence names, in their order: quantity, kinds, product.
THINGS = (
    ("quantity", *OPTION_SLOTS, "product"),
    ("second_quantity", "second_option", "second_product"),
    ("third_quantity", "third_product"),
)
# The slot of the thing in whose place another is to be put.
OLD_PRODUCT = "old_product"
NUMBERS = ("quantity", "second_quantity", "third_quantity", "order_number")
PRODUCTS = tuple(slots[-1] for slots in THINGS)
# Marks a quantity of what is sold, not of a pack's contents: "two packs", "two of those".
SETTLED = "settled"
# Our own slot for the other things that were said with the first.
MORE_THINGS = "more"
# Our own slot for the names of things that the shop does not have, said beside others.
MISSING = "missing"
# The slot in which our own channels pass on all that was said.
UTTERANCE = "said"
# The intent of a message whose words no intent of the channel's says.
UNRECOGNIZED = ""
MOST_SLOT_CHARACTERS = 140
MOST_TEXT_CHARACTERS = 300


@dataclass(frozen=True)
class Slot:
    """A slot: the customer's words, and the ids that entity resolution found for them (several: ambiguous)."""

    text: str
    ids: tuple[str, ...] = ()


@dataclass(frozen=True)
class Message:
    """One message of a customer.

    user_id: the channel's own id of the speaker.
    intent: the name of a class in the registry; any other name is answered by Fallback. UNRECOGNIZED: the shop is to
    find it by the text.
    is_first: True if it begins the conversation.
    text: the customer's own words, if the channel has them; Amazon sends slots only, and then it is what a sample makes
    of them. has_all_words: True if the channel hands on all that is said.
    """

    user_id: str
    locale: str
    intent: str
    slots: Mapping[str, Slot] = field(default_factory=dict)
    is_first: bool = False
    text: str = ""
    has_all_words: bool = False


@dataclass(frozen=True)
class Recognized:
    """The intent and slots of a customer's words. intent: the name of a class in the registry."""

    intent: str
    slots: Mapping[str, Slot] = field(default_factory=dict)


# Recognizes what was said to a shop: the words, their locale and the shop. None where it cannot right now.
ReadWords = Callable[[str, str, MerchantStore], Recognized | None]


def slot_text(value: str, most: int = MOST_SLOT_CHARACTERS) -> str:
    """A slot's value, cut to the length that anybody says at once."""
    return sayable(value[:most])
