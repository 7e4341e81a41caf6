"""Converts the number that was said into a number of packs: a dozen eggs in packs of six, 300 grams in packs of 150. A
number is never changed silently: the customer is told and asked. Called by `named_variant`."""

from decimal import Decimal
from typing import Any

from intents.dialogue.slots import SETTLED, Slot
from intents.dialogue.turn import Turn, Unclear
from intents.products.size_or_quantity import IN_DOUBT, named_amount
from voice_skill.language.amounts.spoken import Amount
from voice_skill.language.amounts.units import in_unit
from voice_skill.language.amounts.wanted import is_by_pair
from voice_skill.store import Variant
from voice_skill.store.products.contents import Contents, contents_of, is_pair

# 340 grams three times are 36 ounces, nearly.
_SAME = Decimal("0.01")


def packs_to_sell(turn: Turn, variant: Variant, number: int | None) -> int | None:
    """How many to sell for so many that were said, None for no number. Raises Unclear where it has to be asked."""
    if turn.answered_question and turn.answered_question.about in ("quantity", "confirm", "commit"):
        return number
    if number is not None and turn.slots["quantity"].ids == (SETTLED,):
        return number
    if number is not None and turn.slots["quantity"].ids == (IN_DOUBT,):
        raise _asked(turn, "shared.unusual_quantity", "confirm", variant, number)
    contents = contents_of(variant, turn.phrases.locale)
    wanted = named_amount(turn)
    if is_by_pair(wanted, turn.phrases.locale) and not is_pair(variant.product, turn.phrases.locale):
        return 2 * (number or int(wanted.amounts[0].number or 1))
    if counted := wanted.counted:
        return _counted(turn, variant, contents, counted, number)
    for size in wanted.sizes:
        if contents.holds(size) in ("yes", "nearly"):
            return number
        if size.kind == "pack" and size.number is not None:
            return _singly(turn, variant, contents, int(size.number) * (number or 1))
        if size.is_total and size.number is not None:
            return _made_up(turn, variant, contents, size, number or 1)
    return number if number is None or wanted.amounts else _singly(turn, variant, contents, number)


def _counted(turn: Turn, variant: Variant, contents: Contents, counted: Amount, number: int | None) -> int:
    """Of "two packs of socks" two, of "six bottles of water" in packs of six one."""
    said = number if number is not None else int(counted.number or 1)
    if counted.kind == "part" and contents.holds(counted) == "yes":
        return number or 1
    each = [size for size in named_amount(turn).amounts if size.kind == "pack" and not size.counts]
    if counted.kind == "pack" and each and each[0].number is not None and contents.holds(each[0]) != "yes":
        return _singly(turn, variant, contents, said * int(each[0].number))
    return said if counted.kind == "pack" else _singly(turn, variant, contents, said)


def _singly(turn: Turn, variant: Variant, contents: Contents, number: int) -> int:
    """So many single ones: of packs of six a dozen are two, and five are none."""
    if number < 2 or not contents.packs or number in contents.packs:
        return 1 if contents.packs and number > 1 else number
    pack = max(contents.packs)
    packs, rest = divmod(number, pack)
    if rest:
        raise _asked(turn, "shared.comes_in_packs", "quantity", variant, pack=pack)
    raise _asked(turn, "shared.makes_packs", "confirm", variant, packs, number=number)


def _made_up(turn: Turn, variant: Variant, contents: Contents, total: Amount, times: int) -> int:
    """So many grams or liters in all."""
    wanted, each = times * (total.number or 0) * total.factor, contents.measured(total)
    if each is None:
        raise _asked(turn, "shared.size_not_told", "quantity", variant)
    packs = int((wanted / each).to_integral_value())
    if packs < 1 or abs(packs * each - wanted) > wanted * _SAME:
        raise _asked(turn, "shared.comes_in", "quantity", variant, size=_told(turn, each, total))
    if packs == times * (total.number or 0):
        return packs  # two gallons are two of a gallon each
    raise _asked(turn, "shared.makes", "confirm", variant, packs, size=_told(turn, wanted, total))


def _told(turn: Turn, amount: Decimal, total: Amount) -> str:
    """In the unit that was said."""
    return in_unit(amount / total.factor, total.kind, total.unit, turn.phrases.locale)


def _asked(turn: Turn, key: str, about: str, variant: Variant, packs: int | None = None, **told: Any) -> Unclear:
    """The question; what its answer brings is how many of this to sell."""
    turn.options = tuple(variant.options.values())
    turn.slots.pop("amount", None)
    turn.slots.pop("quantity", None)
    if packs is not None:
        turn.slots["quantity"] = Slot(str(packs))
        told["quantity"] = packs
    return Unclear(key, about, slot="" if packs else "quantity", product=variant, **told)
