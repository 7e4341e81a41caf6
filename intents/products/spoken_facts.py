"""Puts a product's own data into words. Called by the intents that answer questions about products."""

from markupsafe import Markup

from intents.dialogue.phrases import Values
from intents.dialogue.turn import Turn
from intents.products.spoken_forms import as_sentence
from intents.products.variant_options import options_of
from voice_skill.store import Product
from voice_skill.store.products.facts import Fact, ProductFacts, wording
from voice_skill.store.products.merchant_text import plain

IN_OWN_PHRASE = frozenset({"material", "ingredients", "weight", "origin", "maker"})
INSTRUCTIONS = frozenset({"care", "storage"})  # "The care of the pan is wash by hand" is not a sentence
NAMELESS = frozenset(f"product_details.{phrase}" for phrase in ("told", "told_sentence", "told_excerpt"))
A_FEW_WORDS = 3
MOST_WORDS = 16  # of a value: one breath with the words around it
MOST_WORDS_QUOTED = 18  # of a sentence beside another product's facts


def facts_of(turn: Turn, product: Product) -> ProductFacts:
    """The facts that the merchant states about a product, for questions in this turn's language."""
    return ProductFacts(product, turn.phrases.locale)


def spoken_fact(turn: Turn, product: Product, fact: Fact, most_words: int = MOST_WORDS) -> Markup:
    """A fact in one sentence."""
    key = _phrase_key(turn, fact)
    if fact.kind == "sentence":
        return turn.phrases.fill(key, value=as_sentence(fact.value) if fact.is_whole else fact.value)
    values: Values = {"product": product, "attribute": fact.name}
    if fact.kind == "option":
        return turn.phrases.fill(key, values=turn.phrases.spoken_options(fact.values), **values)
    return turn.phrases.fill(key, value=spoken_value(turn, fact, most_words), **values)


def spoken_fact_of(turn: Turn, product: Product, fact: Fact, most_words: int) -> Markup:
    """The same beside another product's facts, so that the sentence has to name its own product."""
    if _phrase_key(turn, fact) not in NAMELESS:
        return spoken_fact(turn, product, fact, most_words)
    most_words = MOST_WORDS_QUOTED if fact.kind == "sentence" else most_words
    return turn.phrases.fill("product_details.told_of", product=product, value=spoken_value(turn, fact, most_words))


def _phrase_key(turn: Turn, fact: Fact) -> str:
    """The phrase that puts a fact into words."""
    if fact.kind == "sentence":
        return "product_details.told_sentence" if fact.is_whole else "product_details.told_excerpt"
    if fact.kind in ("option", "title"):
        return f"product_details.told_{fact.kind}"
    if fact.about in IN_OWN_PHRASE:
        return f"product_details.told_{fact.about}"
    is_short = len(fact.value.split()) <= A_FEW_WORDS and "," not in fact.value
    is_named = fact.about not in INSTRUCTIONS and not _is_yes_or_no(turn, fact)
    return f"product_details.{'told_shortly' if is_short and is_named else 'told'}"


def _is_yes_or_no(turn: Turn, fact: Fact) -> bool:
    """ "The waterproof of the jacket is yes" is not a sentence."""
    vocabulary = wording(turn.phrases.locale)
    stems = set(vocabulary.stems(fact.value))
    return bool(stems) and stems <= vocabulary.set("yes") | vocabulary.set("no")


def spoken_value(turn: Turn, fact: Fact, most_words: int = MOST_WORDS) -> Markup | str:
    """An attribute's value; one that is too long ends in "and more"."""
    words = fact.value.rstrip(". ").split()
    if len(words) <= most_words:
        return " ".join(words)
    return turn.phrases.fill("product_details.and_more", value=" ".join(words[:most_words]).rstrip(",;:"))


def differing_data(product: Product, other: Product) -> list[tuple[str, list[str], list[str]]]:
    """The values that both products have, with different content: options first, then attributes."""
    values, other_values = _values_by_name(product), _values_by_name(other)
    return [
        (name, values[name], other_values[name])
        for name in values
        if other_values.get(name, values[name]) != values[name]
    ]


def _values_by_name(product: Product) -> dict[str, list[str]]:
    attributes = {name: [text] for name, value in product.attributes.items() if (text := plain(value).rstrip(". "))}
    return options_of(product.variants) | attributes
