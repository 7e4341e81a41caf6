"""What a product's own data says, put into words. Called by the intents that answer questions about products."""

from ask_sdk_model import Response
from markupsafe import Markup

from intents.options import options_of
from intents.phrases import Values
from intents.turn import Turn
from voice_skill.store import Product
from voice_skill.store.product_facts import Fact, ProductFacts, plain

TOLD_IN_WORDS = frozenset({"material", "ingredients", "weight", "origin"})
INSTRUCTIONS = frozenset({"care", "storage"})  # "The care of the pan is wash by hand" is no sentence
A_FEW_WORDS = 3
MOST_WORDS = 16  # of a value: with the words around it one breath


def facts_of(turn: Turn, product: Product) -> ProductFacts:
    """What the merchant says of a product, for questions in this turn's language."""
    return ProductFacts(product, turn.phrases.locale)


def fact_said(turn: Turn, product: Product, fact: Fact, most_words: int = MOST_WORDS) -> Markup:
    """A fact in one sentence."""
    values: Values = {"product": product, "attribute": fact.name}
    if fact.kind == "sentence":
        key = "told_sentence" if fact.is_whole else "told_excerpt"
        return turn.phrases.fill(f"product_details.{key}", value=fact.value)
    if fact.kind == "option":
        return turn.phrases.fill("product_details.told_option", values=turn.phrases.listed(fact.values), **values)
    is_short = len(fact.value.split()) <= A_FEW_WORDS and "," not in fact.value
    if fact.about in TOLD_IN_WORDS:
        key = f"told_{fact.about}"
    else:
        key = "told_shortly" if is_short and fact.about not in INSTRUCTIONS else "told"
    return turn.phrases.fill(f"product_details.{key}", value=value_said(turn, fact, most_words), **values)


def value_said(turn: Turn, fact: Fact, most_words: int = MOST_WORDS) -> Markup | str:
    """An attribute's value; one that is too long ends in "and more"."""
    words = fact.value.rstrip(". ").split()
    if len(words) <= most_words:
        return " ".join(words)
    return turn.phrases.fill("product_details.and_more", value=" ".join(words[:most_words]).rstrip(",;:"))


def tell(turn: Turn, product: Product, fact: Fact | None, unknown: str, **values: str) -> Response:
    """The fact; or that the shop doesn't say, with the offer of what it does say."""
    if fact is not None:
        key = "product_details.sentence" if fact.kind == "sentence" else "product_details.attribute"
        return turn.say(key, told=fact_said(turn, product, fact), card=product)
    told: Values = {"product": product, **values}
    unsaid = turn.phrases.fill(unknown, **told)
    return offer_the_rest(turn, product, unsaid)


def offer_the_rest(turn: Turn, product: Product, unsaid: Markup) -> Response:
    """Says what is not known, and offers what is."""
    if facts_of(turn, product).is_silent:
        return turn.say("product_details.silent", unsaid=unsaid, card=product)
    turn.slots = {name: said for name, said in turn.slots.items() if name == "product"}
    return turn.ask("product_details.unsaid", intent="ProductDetails", unsaid=unsaid, card=product)


def different(product: Product, other: Product) -> list[tuple[str, list[str], list[str]]]:
    """What both tell, each otherwise: what there is to choose first, then attributes."""
    told, other_told = _told(product), _told(other)
    return [(name, told[name], other_told[name]) for name in told if other_told.get(name, told[name]) != told[name]]


def _told(product: Product) -> dict[str, list[str]]:
    attributes = {name: [said] for name, value in product.attributes.items() if (said := plain(value).rstrip(". "))}
    return options_of(product.variants) | attributes
