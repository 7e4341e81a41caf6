"""Converts the number that was said into a number of packs: a dozen eggs in packs of six, 300 grams in packs of 150. A
number is never changed silently: the customer is told and asked. Called by `named_variant`."""

from decimal import Decimal
from typing import Any

from intents.dialogue.slots import SETTLED, Slot
from intents.dialogue.turn import Turn, Unclear
from intents.products.size_or_quantity import IN_DOUBT, named_amount
from voice_skill.language.amounts.amount_phrase import is_by_pair
from voice_skill.language.amounts.spoken import Amount
from voice_skill.language.amounts.units import in_unit
from voice_skill.store import Variant
from voice_skill.store.products.contents import Contents, contents_of, is_pair

# 340 grams three times are 36 ounces, nearly.
_SAME = Decimal("0.01")


def packs_to_sell(turn: Turn, variant: Variant, number: int | None) -> int | None:
    """The number to sell for the number that was said; None for no number. Raises Unclear where the customer has to be
    asked."""
    if turn.answered_question and turn.answered_question.about in ("quantity", "confirm", "commit"):
        return number
    if number is not None and turn.slots["quantity"].ids == (SETTLED,):
        return number
    if number is not None and turn.slots["quantity"].ids == (IN_DOUBT,):
        raise _question(turn, "shared.unusual_quantity", "confirm", variant, number)
    contents = contents_of(variant, turn.phrases.locale)
    phrase = named_amount(turn)
    if is_by_pair(phrase, turn.phrases.locale) and not is_pair(variant.product, turn.phrases.locale):
        return 2 * (number or int(phrase.amounts[0].number or 1))
    if amount := phrase.counted_amount:
        return _count_of(turn, variant, contents, amount, number)
    for size in phrase.sizes:
        if contents.holds(size) in ("yes", "nearly"):
            return number
        if size.kind == "pack" and size.number is not None:
            return _packs_for_units(turn, variant, contents, int(size.number) * (number or 1))
        if size.is_total and size.number is not None:
            return _packs_for_total(turn, variant, contents, size, number or 1)
    return number if number is None or phrase.amounts else _packs_for_units(turn, variant, contents, number)


def _count_of(turn: Turn, variant: Variant, contents: Contents, amount: Amount, number: int | None) -> int:
    """Of "two packs of socks" two, of "six bottles of water" in packs of six one."""
    count = number if number is not None else int(amount.number or 1)
    if amount.kind == "part" and contents.holds(amount) == "yes":
        return number or 1
    pack_sizes = [size for size in named_amount(turn).amounts if size.kind == "pack" and not size.counts]
    if (
        amount.kind == "pack"
        and pack_sizes
        and pack_sizes[0].number is not None
        and contents.holds(pack_sizes[0]) != "yes"
    ):
        return _packs_for_units(turn, variant, contents, count * int(pack_sizes[0].number))
    return count if amount.kind == "pack" else _packs_for_units(turn, variant, contents, count)


def _packs_for_units(turn: Turn, variant: Variant, contents: Contents, number: int) -> int:
    """The packs for so many units: of packs of six a dozen are two, and five are none."""
    if number < 2 or not contents.packs or number in contents.packs:
        return 1 if contents.packs and number > 1 else number
    pack = max(contents.packs)
    packs, rest = divmod(number, pack)
    if rest:
        raise _question(turn, "shared.comes_in_packs", "quantity", variant, pack=pack)
    raise _question(turn, "shared.makes_packs", "confirm", variant, packs, number=number)


def _packs_for_total(turn: Turn, variant: Variant, contents: Contents, total: Amount, times: int) -> int:
    """The packs for so many grams or liters in all."""
    total_amount, pack_amount = times * (total.number or 0) * total.factor, contents.measured(total)
    if pack_amount is None:
        raise _question(turn, "shared.size_not_told", "quantity", variant)
    packs = int((total_amount / pack_amount).to_integral_value())
    if packs < 1 or abs(packs * pack_amount - total_amount) > total_amount * _SAME:
        raise _question(turn, "shared.comes_in", "quantity", variant, size=_in_spoken_unit(turn, pack_amount, total))
    if packs == times * (total.number or 0):
        return packs  # two gallons are two of a gallon each
    raise _question(turn, "shared.makes", "confirm", variant, packs, size=_in_spoken_unit(turn, total_amount, total))


def _in_spoken_unit(turn: Turn, amount: Decimal, total: Amount) -> str:
    """The amount in the unit that was said."""
    return in_unit(amount / total.factor, total.kind, total.unit, turn.phrases.locale)


def _question(
    turn: Turn, key: str, about: str, variant: Variant, packs: int | None = None, **phrase_values: Any
) -> Unclear:
    """The question about this variant; its answer brings the quantity to sell."""
    turn.options = tuple(variant.options.values())
    turn.slots.pop("amount", None)
    turn.slots.pop("quantity", None)
    if packs is not None:
        turn.slots["quantity"] = Slot(str(packs))
        phrase_values["quantity"] = packs
    return Unclear(key, about, slot="" if packs else "quantity", product=variant, **phrase_values)
