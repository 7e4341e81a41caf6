"""Splits the words of an answer about the current product into options and a quantity, whichever model heard them: "two
of the size five", "the forty liter bag", "three rolls". Called by `interpretation`."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

from intents.cart.add_to_cart.handler import AddToCart
from intents.cart.change_cart.handler import ChangeCart
from intents.cart.swap_product.handler import SwapProduct
from intents.conversation.answer.handler import Answer
from intents.dialogue.intent import Intent
from intents.dialogue.question import Question
from intents.dialogue.slots import Slot
from intents.products.find_product.handler import FindProduct
from intents.products.option_values import NamedValues, named_values
from voice_skill.language.amounts.language import counting_nouns
from voice_skill.language.amounts.spoken import begins_with_unit
from voice_skill.store import Product
from voice_skill.store.search import words

Slots = Mapping[str, Slot]
# The intents that name a product's options or quantity; others mean something else by its words.
_SAYING = frozenset({Answer, AddToCart, ChangeCart, SwapProduct, FindProduct})
# With these intents, another name for the current product may be a second thing.
_NAMING = frozenset({AddToCart, FindProduct})


@dataclass(frozen=True)
class Filling:
    """The slots and options of an answer, each in its place."""

    slots: dict[str, Slot]
    options: tuple[str, ...]


def filling_of(
    question: Question, intent: type[Intent], slots: Slots, options: tuple[str, ...], product: Product, locale: str
) -> Filling:
    """The answer with the words for the product split into options and a quantity, if they contain nothing else."""
    if intent not in _SAYING:
        return Filling(dict(slots), options)
    if "product" in slots:
        return _with_values(question, intent, slots, options, product, locale)
    return _numbers_as_quantity(question, slots, options, product, locale)


def with_number_in_name(
    slots: Slots,
    options: tuple[str, ...],
    product: Product,
    find: Callable[[str], Iterable[Product]],
    locale: str,
) -> dict[str, Slot] | None:
    """The slots with the product whose name contains the number that was said, instead of a quantity: "the four wheel
    one". None if the number is a quantity, or a size of the current product."""
    texts = [slots[name].text for name in ("quantity", "product") if name in slots]
    text = " ".join([*texts[: "quantity" in slots], *options, *texts["quantity" in slots :]])
    pairs = {pair for pair in _numbered_words(text) if _may_be_name(pair, product, locale)}
    if not pairs or named_values(text, product, locale).by_option:
        return None
    own_words = set(words(product.spoken_name))
    matches = [each for each in (product, *find(text)) if pairs & set(_numbered_words(each.title, each.spoken_name))]
    if not matches:
        return None
    best = max(matches, key=lambda each: len(own_words & set(words(each.spoken_name))))
    return {"product": Slot("", (best.external_id,))}


def _numbered_words(*texts: str) -> Iterator[tuple[str, str]]:
    """Each number with the word after it."""
    for text in texts:
        yield from (pair for pair in pairwise(words(text)) if pair[0].isdecimal() and not pair[1].isdecimal())


def _may_be_name(pair: tuple[str, str], product: Product, locale: str) -> bool:
    """True if such a number may be part of a name: "three pairs", and "two mugs" of a mug, are quantities."""
    nouns = {word for noun in counting_nouns(locale.partition("-")[0]) for word in words(noun)}
    is_counted = pair[1] in nouns or begins_with_unit(pair[1], locale)
    is_own = pair[1] in words(product.spoken_name) and pair[1] not in {
        word for _, word in _numbered_words(product.title)
    }
    return not is_counted and not is_own


def _with_values(
    question: Question, intent: type[Intent], slots: Slots, options: tuple[str, ...], product: Product, locale: str
) -> Filling:
    other_slots, text, other_options = _joined(slots, options, locale)
    values = named_values(text, product, locale)
    is_else = values.rest or (slots["product"].ids and not values.by_option)
    is_else = is_else or (intent is ChangeCart and text in (product.spoken_name, product.spoken_plural))
    if is_else or (intent in _NAMING and question.about != "option" and _names_product(text, product)):
        return Filling(dict(slots), options)
    del other_slots["product"]
    option_texts = [" ".join(each) for each in values.by_option.values() if len(each) == 1]
    numbers = [number for number in values.numbers if number.isdecimal()]
    if numbers and "quantity" not in other_slots:
        other_slots["quantity"] = Slot(numbers[0])
    return Filling(other_slots, (*other_options, *option_texts))


def _joined(slots: Slots, options: tuple[str, ...], locale: str) -> tuple[dict[str, Slot], str, tuple[str, ...]]:
    """Joins 40 and "liter bag" to "40 liter bag"."""
    other_slots, text = dict(slots), slots["product"].text
    if not begins_with_unit(text, locale):
        return other_slots, text, options
    if "quantity" in slots and slots["quantity"].text.isdecimal():
        return (
            {name: slot for name, slot in other_slots.items() if name != "quantity"},
            f"{slots['quantity'].text} {text}",
            options,
        )
    return other_slots, " ".join([*options, text]), ()


def _names_product(text: str, product: Product) -> bool:
    """True if the words name the product, and not only what it is sold in."""
    return any(word in text.casefold().split() for word in product.spoken_name.casefold().split())


def _numbers_as_quantity(
    question: Question, slots: Slots, options: tuple[str, ...], product: Product, locale: str
) -> Filling:
    """Reads a number that Alexa heard as an option, and that the product does not have, as a quantity."""
    if not question.takes_number or "quantity" in slots:
        return Filling(dict(slots), options)
    values_by_option = [(option, named_values(option, product, locale)) for option in options]
    counts = [values.numbers[0] for option, values in values_by_option if _is_count(values)]
    if not counts:
        return Filling(dict(slots), options)
    remaining = tuple(option for option, values in values_by_option if not _is_count(values))
    return Filling({**slots, "quantity": Slot(counts[0])}, remaining)


def _is_count(values: NamedValues) -> bool:
    return len(values.numbers) == 1 and values.numbers[0].isdecimal() and not values.rest and not values.by_option
