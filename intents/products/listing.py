"""Lists products, or the departments, three at a time; what is listed can be chosen from, and gone on with. Called by
the intents that show what there is."""

from collections.abc import Sequence
from typing import Any

from intents.dialogue.phrases import MOST_ITEMS
from intents.dialogue.reply import Reply
from intents.dialogue.slots import Slot
from intents.dialogue.turn import MOST_OF_A_KIND, Turn
from intents.products.find_product.handler import FindProduct
from voice_skill.store import Product

_AMONG_DEPARTMENTS = "departments"  # how many of them were said


def list_all(turn: Turn, products: Sequence[Product], key: str = "", **values: Any) -> Reply:
    """Says the first of these products and asks which one it shall be; a single one is offered.

    key: the phrase that says so; others are said to be there if there are more."""
    products = products[:MOST_OF_A_KIND]
    ids = [product.external_id for product in products]
    turn.slots, turn.options, turn.intent = {}, (), FindProduct
    if len(ids) == 1 and not key:
        turn.slots = {"product": Slot("", (ids[0],))}
        return FindProduct().answer(turn)
    turn.list_products(ids)
    key = key or ("shared.kinds_and_more" if len(ids) > MOST_ITEMS else "shared.kinds")
    return say_page(turn, products[:MOST_ITEMS], key, **values)


def say_page(turn: Turn, products: Sequence[Product], key: str, **values: Any) -> Reply:
    """Says a few products of the list."""
    names = [turn.phrases.fill("shared.the", product=product) for product in products]
    among = [product.external_id for product in products]
    return turn.ask(
        key, intent=FindProduct, about="product", among=among, products=turn.phrases.spoken_list(names), **values
    )


def list_departments(turn: Turn, at: int = 0) -> Reply:
    """Says three of the departments, from the one at this place; an answer names one, or anything else."""
    from intents.products.browse.handler import Browse

    names = [name.lower() for name in turn.store.browsing.departments()]
    at = at if at < len(names) else 0
    page = names[at : at + MOST_ITEMS]
    key = "browse.departments" if len(names) > at + len(page) else "browse.last_departments"
    turn.slots, turn.options = {}, ()
    reply = turn.ask(key, intent=Browse, about="product", among=page, values=turn.phrases.spoken_list(page))
    turn.attributes[_AMONG_DEPARTMENTS] = at + len(page)
    return reply


def departments_said(turn: Turn) -> int:
    """The number of departments that were said; 0 if something else was listed since."""
    count = turn.attributes.get(_AMONG_DEPARTMENTS)
    return count if type(count) is int else 0
