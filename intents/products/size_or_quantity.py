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
from voice_skill.language.amounts.amount_phrase import AmountPhrase, amount_phrase_of
from voice_skill.language.amounts.numbers import with_figures
from voice_skill.language.amounts.spelled import spelled
from voice_skill.language.amounts.spoken import Amount, amounts_in, begins_with_unit, singular_of
from voice_skill.language.amounts.written import with_letters, written_words
from voice_skill.store import Product
from voice_skill.store.products.contents import is_called

LOST = "?"
# Marks a quantity that was taken from the front of a longer number: "two seven stars lemonades" may be heard as 27.
IN_DOUBT = "in doubt"
# Products of a kind that are considered to find one of the size that was said.
MOST_OF_A_KIND = 16


def named_amount(turn: Turn) -> AmountPhrase:
    """The amount that was said of the product, while it is still to be used."""
    slot = turn.slots.get("amount")
    return amount_phrase_of(slot.text if slot else "", turn.phrases.locale)


def take_amount(turn: Turn, slot_name: str) -> None:
    """Puts the number where it belongs: with the words for the product, or in the quantity."""
    if slot_name != "product" or slot_name not in turn.slots or turn.slots[slot_name].ids:
        return
    turn.slots[slot_name] = Slot(with_letters(turn.slots[slot_name].text, turn.phrases.locale))
    _join_hundreds(turn)
    if take_numbered_name(turn):
        return
    _join_number(turn)
    _split_number(turn)
    phrase = amount_phrase_of(turn.slots[slot_name].text, turn.phrases.locale)
    if phrase.counted_amount and turn.slots.get("quantity", Slot("")).text.isdecimal():
        phrase = _as_size(turn, phrase.counted_amount)
    if phrase.amounts:
        turn.slots["amount"] = Slot(phrase.amount_words)
    if phrase.count is not None:
        turn.slots.setdefault("quantity", Slot(str(phrase.count)))
        turn.slots[slot_name] = Slot(f"{phrase.amount_words} {phrase.name}".strip())
    if phrase.amounts and not phrase.name:  # "the twelve pack" of the current product
        del turn.slots[slot_name]


def _join_hundreds(turn: Turn) -> None:
    """ "One twenty grit" is 120 grit, where the shop sells something of that and nothing of twenty."""
    locale = turn.phrases.locale
    words = with_figures(written_words(turn.slots["product"].text, locale), locale)
    for at, (hundred, rest) in enumerate(pairwise(words)):
        if not (hundred.isdecimal() and rest.isdecimal() and len(hundred) == 1 and len(rest) == 2):
            continue
        values = {spelled(value, locale) for of_name in turn.store.catalogue.options().values() for value in of_name}
        noun = words[at + 2 : at + 3]
        if (hundred + rest, *noun) in values and (rest, *noun) not in values:
            turn.slots["product"] = Slot(" ".join([*words[:at], hundred + rest, *words[at + 2 :]]))
            return


def _join_number(turn: Turn) -> None:
    """Joins 14 and "inch laptop" to "14 inch laptop", 250, "gram" and "jam" to "250 gram jam"."""
    number, locale = turn.slots.get("quantity") or _number_among_options(turn), turn.phrases.locale
    options = [text for text in turn.options if begins_with_unit(text, locale)]
    text = " ".join([*options, turn.slots["product"].text])
    if number is None or not begins_with_unit(text, locale) or _is_called(turn, written_words(text, locale)):
        return
    turn.slots.pop("quantity", None)
    turn.options = tuple(text for text in turn.options if text not in (*options, number.text))
    if number.text != LOST:
        turn.slots["product"] = Slot(f"{number.text} {text}")
        return
    words = written_words(f"2 {text}", locale)
    amount = amounts_in(words, locale)[0]
    turn.slots["product"] = Slot(" ".join(words[amount.end :]))
    turn.slots["quantity" if amount.counts else "amount"] = Slot(LOST)


def _number_among_options(turn: Turn) -> Slot | None:
    """The number that was heard as an option."""
    return next((Slot(option) for option in turn.options if option.isdecimal()), None)


def _split_number(turn: Turn) -> None:
    """ "Two cup holders" are two if the shop sells cup holders, and so are "two x 200 robots"; "two cup coffee makers"
    have two cups."""
    locale = turn.phrases.locale
    words = with_figures(written_words(turn.slots["product"].text, locale), locale)
    first = next(iter(amounts_in(words, locale)), None)
    if (
        first and first.start == 0 and first.kind == "sides" and _is_called(turn, words[first.noun :])
    ):  # "two x 200 robots"
        turn.slots.setdefault("quantity", Slot(words[0]))
        turn.slots["product"] = Slot(" ".join(words[first.noun :]))
        return
    if first is None or first.start != 0 or first.number is None or first.number % 1 or first.noun == 0:
        return
    if _is_called(turn, words[first.noun :]):
        turn.slots.setdefault("quantity", Slot(str(int(first.number))))
        turn.slots["product"] = Slot(" ".join(words[first.noun :]))


def _as_size(turn: Turn, amount: Amount) -> AmountPhrase:
    """ "Six packs of eggs", of which two are wanted, are six packs each: "a six pack of eggs"."""
    words = list(written_words(turn.slots["product"].text, turn.phrases.locale))
    words[amount.noun] = singular_of(words[amount.noun])
    turn.slots["product"] = Slot(" ".join(words))
    return amount_phrase_of(turn.slots["product"].text, turn.phrases.locale)


def _is_called(turn: Turn, words: Sequence[str]) -> bool:
    """True if the shop sells something by these first words: a "foot stool", "jars of honey"."""
    locale = turn.phrases.locale
    words = with_figures(words, locale)
    first = words[:3] if words[1:2] == ("of",) else words[:2]
    if len(first) < 2:
        return False
    matches = turn.store.catalogue.find(" ".join(words), limit=MOST_OF_A_KIND)
    return any(is_called(product, first, locale) for product in matches.products)


def number_as_option(turn: Turn, product: Product) -> None:
    """Reads "the twelve" said to "6 pack or 12 pack" as the option with that number, not as a quantity. If all options
    are numbers, another number is an option that does not exist."""
    question, number = turn.answered_question, turn.slots.get("quantity")
    if question is None or question.about != "option" or number is None or number == question.slots.get("quantity"):
        return
    values_of_number = named_values(number.text, product, turn.phrases.locale)
    matches = [value for value in values_of_number.one_each if value in question.among]
    if not matches and number.text.isdecimal() and int(number.text) % 100 == 1:  # "the five hundred one"
        values_of_number = named_values(str(int(number.text) - 1), product, turn.phrases.locale)
        matches = [value for value in values_of_number.one_each if value in question.among]
    are_numbers = all(any(map(str.isdigit, value)) for value in question.among)
    answers = [
        value for option in turn.options for value in named_values(option, product, turn.phrases.locale).one_each
    ]
    if set(answers) & set(question.among) or not (matches or are_numbers):
        return
    turn.options = (*turn.options, *(matches or [number.text]))
    turn.slots = {**turn.slots, **question.slots}
    if "quantity" not in question.slots:
        del turn.slots["quantity"]
