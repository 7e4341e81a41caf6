"""Decides whether a number is the product's own size or a quantity. Called by `named_product` and `named_variant`, so
that every channel's words are read alike: Amazon's model may split "a fourteen inch laptop" into 14 and "inch laptop",
"a two pack of socks" into 2 and "pack of socks", and send "?" for a number that it lost.

The slot "amount" is ours: it keeps the words of an amount until the product is known.
"""

from collections.abc import Sequence
from itertools import pairwise

from intents.dialogue.slots import Slot
from intents.dialogue.turn import Turn
from intents.products.numbered_names import take_numbered_name
from intents.products.option_values import named_values
from voice_skill.language.amounts.numbers import with_figures
from voice_skill.language.amounts.spelled import spelled
from voice_skill.language.amounts.spoken import Amount, amounts_in, begins_with_unit, singular_of
from voice_skill.language.amounts.wanted import Wanted, wanted_of
from voice_skill.language.amounts.written import with_letters, written_words
from voice_skill.store import Product
from voice_skill.store.products.contents import is_called

LOST = "?"
# Marks a quantity that was taken from the front of a longer number: "two seven stars lemonades" may be heard as 27.
IN_DOUBT = "in doubt"
# Of a kind of thing so many are looked at for one of the size that was said.
MOST_OF_A_KIND = 16


def named_amount(turn: Turn) -> Wanted:
    """The amount that was said of the product, while it is not settled."""
    said = turn.slots.get("amount")
    return wanted_of(said.text if said else "", turn.phrases.locale)


def take_amount(turn: Turn, slot: str) -> None:
    """Puts the number where it belongs: to the words for the product, or to how many of it."""
    if slot != "product" or slot not in turn.slots or turn.slots[slot].ids:
        return
    turn.slots[slot] = Slot(with_letters(turn.slots[slot].text, turn.phrases.locale))
    _join_hundreds(turn)
    if take_numbered_name(turn):
        return
    _join_number(turn)
    _part_number(turn)
    wanted = wanted_of(turn.slots[slot].text, turn.phrases.locale)
    if wanted.counted and turn.slots.get("quantity", Slot("")).text.isdecimal():
        wanted = _as_size(turn, wanted.counted)
    if wanted.amounts:
        turn.slots["amount"] = Slot(wanted.said)
    if wanted.count is not None:
        turn.slots.setdefault("quantity", Slot(str(wanted.count)))
        turn.slots[slot] = Slot(f"{wanted.said} {wanted.name}".strip())
    if wanted.amounts and not wanted.name:  # "the twelve pack" of what was last spoken of
        del turn.slots[slot]


def _join_hundreds(turn: Turn) -> None:
    """ "One twenty grit" is 120 grit, where the shop sells something of that and nothing of twenty."""
    locale = turn.phrases.locale
    said = with_figures(written_words(turn.slots["product"].text, locale), locale)
    for at, (hundred, rest) in enumerate(pairwise(said)):
        if not (hundred.isdecimal() and rest.isdecimal() and len(hundred) == 1 and len(rest) == 2):
            continue
        values = {spelled(value, locale) for of_name in turn.store.catalogue.options().values() for value in of_name}
        noun = said[at + 2 : at + 3]
        if (hundred + rest, *noun) in values and (rest, *noun) not in values:
            turn.slots["product"] = Slot(" ".join([*said[:at], hundred + rest, *said[at + 2 :]]))
            return


def _join_number(turn: Turn) -> None:
    """14 and "inch laptop" are a "14 inch laptop" again, 250, "gram" and "jam" a "250 gram jam"."""
    number, locale = turn.slots.get("quantity") or _number_among(turn), turn.phrases.locale
    options = [text for text in turn.options if begins_with_unit(text, locale)]
    said = " ".join([*options, turn.slots["product"].text])
    if number is None or not begins_with_unit(said, locale) or _is_called(turn, written_words(said, locale)):
        return
    turn.slots.pop("quantity", None)
    turn.options = tuple(text for text in turn.options if text not in (*options, number.text))
    if number.text != LOST:
        turn.slots["product"] = Slot(f"{number.text} {said}")
        return
    words = written_words(f"2 {said}", locale)
    behind = amounts_in(words, locale)[0]
    turn.slots["product"] = Slot(" ".join(words[behind.end :]))
    turn.slots["quantity" if behind.counts else "amount"] = Slot(LOST)


def _number_among(turn: Turn) -> Slot | None:
    """The number that was taken for an option."""
    return next((Slot(option) for option in turn.options if option.isdecimal()), None)


def _part_number(turn: Turn) -> None:
    """ "two cup holders" are two, where the shop sells cup holders, and so are "two x 200 robots"; "two cup coffee
    makers" have two cups."""
    locale = turn.phrases.locale
    said = with_figures(written_words(turn.slots["product"].text, locale), locale)
    first = next(iter(amounts_in(said, locale)), None)
    if (
        first and first.start == 0 and first.kind == "sides" and _is_called(turn, said[first.noun :])
    ):  # "two x 200 robots"
        turn.slots.setdefault("quantity", Slot(said[0]))
        turn.slots["product"] = Slot(" ".join(said[first.noun :]))
        return
    if first is None or first.start != 0 or first.number is None or first.number % 1 or first.noun == 0:
        return
    if _is_called(turn, said[first.noun :]):
        turn.slots.setdefault("quantity", Slot(str(int(first.number))))
        turn.slots["product"] = Slot(" ".join(said[first.noun :]))


def _as_size(turn: Turn, counted: Amount) -> Wanted:
    """ "Six packs of eggs", of which two are wanted, are six packs each: "a six pack of eggs"."""
    said = list(written_words(turn.slots["product"].text, turn.phrases.locale))
    said[counted.noun] = singular_of(said[counted.noun])
    turn.slots["product"] = Slot(" ".join(said))
    return wanted_of(turn.slots["product"].text, turn.phrases.locale)


def _is_called(turn: Turn, said: Sequence[str]) -> bool:
    """Whether the shop sells something by these first words: a "foot stool", "jars of honey"."""
    locale = turn.phrases.locale
    said = with_figures(said, locale)
    first = said[:3] if said[1:2] == ("of",) else said[:2]
    if len(first) < 2:
        return False
    found = turn.store.catalogue.find(" ".join(said), limit=MOST_OF_A_KIND)
    return any(is_called(product, first, locale) for product in found.products)


def number_as_option(turn: Turn, product: Product) -> None:
    """ "The twelve" to "6 pack or 12 pack" is the option with that number, and not twelve of them. Where the options
    are numbers, another one is an option that there is not."""
    asked, number = turn.answered_question, turn.slots.get("quantity")
    if asked is None or asked.about != "option" or number is None or number == asked.slots.get("quantity"):
        return
    said = named_values(number.text, product, turn.phrases.locale)
    named = [value for value in said.one_each if value in asked.among]
    if not named and number.text.isdecimal() and int(number.text) % 100 == 1:  # "the five hundred one"
        said = named_values(str(int(number.text) - 1), product, turn.phrases.locale)
        named = [value for value in said.one_each if value in asked.among]
    are_numbers = all(any(map(str.isdigit, value)) for value in asked.among)
    answered = [
        value for option in turn.options for value in named_values(option, product, turn.phrases.locale).one_each
    ]
    if set(answered) & set(asked.among) or not (named or are_numbers):
        return
    turn.options = (*turn.options, *(named or [number.text]))
    turn.slots = {**turn.slots, **asked.slots}
    if "quantity" not in asked.slots:
        del turn.slots["quantity"]
