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
# Said of a product in so many ways; the other intents mean something else by its words.
_SAYING = frozenset({Answer, AddToCart, ChangeCart, SwapProduct, FindProduct})
# Another name for what was spoken of, said so, may be a second thing.
_NAMING = frozenset({AddToCart, FindProduct})


@dataclass(frozen=True)
class Filling:
    """The slots and options of an answer, put where they belong."""

    slots: dict[str, Slot]
    options: tuple[str, ...]


def filling_of(
    question: Question, intent: type[Intent], slots: Slots, options: tuple[str, ...], product: Product, locale: str
) -> Filling:
    """The answer with the words for the product parted into options and how many, where they say nothing else."""
    if intent not in _SAYING:
        return Filling(dict(slots), options)
    if "product" in slots:
        return _parted(question, intent, slots, options, product, locale)
    return _numbers_as_quantity(question, slots, options, product, locale)


def with_number_in_name(
    slots: Slots,
    options: tuple[str, ...],
    product: Product,
    find: Callable[[str], Iterable[Product]],
    locale: str,
) -> dict[str, Slot] | None:
    """The slots with the product that has the number that was said in its name, and no longer as how many: "the four
    wheel one". None where the number says how many, or is a size of what is spoken of."""
    said = [slots[name].text for name in ("quantity", "product") if name in slots]
    text = " ".join([*said[: "quantity" in slots], *options, *said["quantity" in slots :]])
    pairs = {pair for pair in _numbered(text) if _may_be_name(pair, product, locale)}
    if not pairs or named_values(text, product, locale).by_option:
        return None
    own = set(words(product.spoken_name))
    named = [each for each in (product, *find(text)) if pairs & set(_numbered(each.title, each.spoken_name))]
    if not named:
        return None
    meant = max(named, key=lambda each: len(own & set(words(each.spoken_name))))
    return {"product": Slot("", (meant.external_id,))}


def _numbered(*texts: str) -> Iterator[tuple[str, str]]:
    """Each number with the word after it."""
    for text in texts:
        yield from (pair for pair in pairwise(words(text)) if pair[0].isdecimal() and not pair[1].isdecimal())


def _may_be_name(pair: tuple[str, str], product: Product, locale: str) -> bool:
    """Whether such a number may be a name's: "three pairs" and "two mugs" of a mug are how many."""
    nouns = {folded for noun in counting_nouns(locale.partition("-")[0]) for folded in words(noun)}
    is_counted = pair[1] in nouns or begins_with_unit(pair[1], locale)
    is_own = pair[1] in words(product.spoken_name) and pair[1] not in {word for _, word in _numbered(product.title)}
    return not is_counted and not is_own


def _parted(
    question: Question, intent: type[Intent], slots: Slots, options: tuple[str, ...], product: Product, locale: str
) -> Filling:
    named, joined, left = _joined(slots, options, locale)
    said = named_values(joined, product, locale)
    is_else = said.rest or (slots["product"].ids and not said.by_option)
    is_else = is_else or (intent is ChangeCart and joined in (product.spoken_name, product.spoken_plural))
    if is_else or (intent in _NAMING and question.about != "option" and _names(joined, product)):
        return Filling(dict(slots), options)
    del named["product"]
    values = [" ".join(each) for each in said.by_option.values() if len(each) == 1]
    numbers = [number for number in said.numbers if number.isdecimal()]
    if numbers and "quantity" not in named:
        named["quantity"] = Slot(numbers[0])
    return Filling(named, (*left, *values))


def _joined(slots: Slots, options: tuple[str, ...], locale: str) -> tuple[dict[str, Slot], str, tuple[str, ...]]:
    """40 and "liter bag" are a "40 liter bag" again."""
    named, text = dict(slots), slots["product"].text
    if not begins_with_unit(text, locale):
        return named, text, options
    if "quantity" in slots and slots["quantity"].text.isdecimal():
        return (
            {name: said for name, said in named.items() if name != "quantity"},
            f"{slots['quantity'].text} {text}",
            options,
        )
    return named, " ".join([*options, text]), ()


def _names(text: str, product: Product) -> bool:
    """Whether the words name the product, and not only what it is sold in."""
    return any(word in text.casefold().split() for word in product.spoken_name.casefold().split())


def _numbers_as_quantity(
    question: Question, slots: Slots, options: tuple[str, ...], product: Product, locale: str
) -> Filling:
    """A number that Alexa took for an option and that the product does not have is how many."""
    if not question.takes_number or "quantity" in slots:
        return Filling(dict(slots), options)
    told = [(option, named_values(option, product, locale)) for option in options]
    counts = [said.numbers[0] for option, said in told if _is_count(said)]
    if not counts:
        return Filling(dict(slots), options)
    left = tuple(option for option, said in told if not _is_count(said))
    return Filling({**slots, "quantity": Slot(counts[0])}, left)


def _is_count(said: NamedValues) -> bool:
    return len(said.numbers) == 1 and said.numbers[0].isdecimal() and not said.rest and not said.by_option
