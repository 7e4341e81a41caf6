"""Names for the ear out of written titles, in English. Called by whoever reads a catalogue, never by the server."""

import re
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import inflect

MOST_WORDS = 8

# What follows one of these, and what stands in brackets, is said of the product and is not its name.
_BREAK = re.compile(r"\s*[|•·;]\s*|\s+[-–—]+\s+|:\s+")
_BRACKETS = re.compile(r"[(\[{][^)\]}]*[)\]}]")
_PRAISE = re.compile(
    r"\b(?:new|sale|hot|now)\s*[!:]+|\b(?:best ?sellers?|limited edition|special offer|clearance|on sale)\b"
    r"|\bfree (?:shipping|delivery|returns)\b|\b\d+ ?% off\b|[™®©]",
    re.IGNORECASE,
)
# "#A-17", "SKU 4711", "85123A", "4006381333931"; but not "B12", "V60" or "501".
_CODE = re.compile(
    r"#\s*\S+|\b(?:sku|item|art|ref|model|mpn|ean)\b[.:#]?\s*(?=\S*\d)\S+|\b\d{5,}\b"
    r"|\b(?=\w*[a-z])(?:[a-z]*-?\d){3,}[\w-]*\b",
    re.IGNORECASE,
)
_UNITS = {
    "milliliter": r"ml|millilit(?:er|re)s?",
    "centiliter": r"cl|centilit(?:er|re)s?",
    "liter": r"l|lt|lit(?:er|re)s?",
    "milligram": r"mg|milligram(?:me)?s?",
    "kilogram": r"kg|kgs|kilos?|kilogram(?:me)?s?",
    "gram": r"g|gr|gram(?:me)?s?",
    "fluid ounce": r"fl\.? ?oz\.?|fluid ounces?",
    "ounce": r"oz\.?|ounces?",
    "pound": r"lbs?\.?|pounds?",
    "millimeter": r"mm|millimet(?:er|re)s?",
    "centimeter": r"cm|centimet(?:er|re)s?",
    "meter": r"m|met(?:er|re)s?",
    "inch": r"inch(?:es)?|in(?!\s*\d)\b|”|\"",
    "foot": r"ft\.?|foot|feet",
    "watt": r"w|watts?",
}
_NUMBER = r"\d+(?:[.,]\d+)?"
_MEASURE = re.compile(
    rf"(?<![\w.])(?:(?P<times>\d+)\s*[x×]\s*)?(?P<number>{_NUMBER})[\s-]?(?:{'|'.join(_UNITS.values())})(?!\w)",
    re.IGNORECASE,
)
_PACK = re.compile(
    r"\b(?P<container>pack|box|case|bag) of (?P<of>\d+)\b|\b(?P<count>\d+)[\s-]?(?:pack|pk|pcs|pieces|count|ct)\b",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W_]+(?:[-'’.][^\W_]+)*")
_PREPOSITIONS = frozenset({"of", "with", "for", "in", "from", "to", "on", "without"})
_DANGLING = _PREPOSITIONS | {"and", "or", "by", "the", "a", "an"}
# Ends like a plural and is none; inflect takes these for plurals.
_SINGULAR = frozenset({"atlas", "basis", "bias", "canvas", "chassis", "christmas", "cosmos", "gas", "iris", "lens"})


def spoken_names(title: str) -> tuple[str, str]:
    """A name for the ear, and its plural: "Olive Oil | 500ml" is a "five hundred milliliter olive oil"."""
    name = _name(title)
    return name, spoken_plural(name)


def spoken_plural(name: str) -> str:
    """Several of them: "jars of honey", "blue mugs"; what is plural already stays, "cotton socks"."""
    words = name.split()
    # "two in one shampoo" is named by its last word, "jar of honey" by the one before "of".
    ends = [at for at, word in enumerate(words) if at and word in _PREPOSITIONS and words[at + 1 :][:1] != ["one"]]
    head = (ends[0] if ends else len(words)) - 1
    if head < 0 or not words[head][-1].isalpha() or _is_plural(words[head]):
        return name
    words[head] = _inflect().plural_noun(words[head])
    return " ".join(words)


def _name(title: str) -> str:
    told = _PRAISE.sub(" ", title)
    measure, pack = _MEASURE.search(told), _PACK.search(told)
    bare = _CODE.sub(" ", _PACK.sub(" ", _MEASURE.sub(" ", _BRACKETS.sub(" ", told))))
    parts = [part for part in _BREAK.split(bare) if _WORD.search(part)]
    before = _counted(pack) + _measured(measure)
    said = _said(parts[0] if parts else title)
    return " ".join(before + _shortened(said, MOST_WORDS - len(before))) or title.strip().lower()


def _said(text: str) -> list[str]:
    """The words of a text as they are said: lower case, symbols and numbers in words."""
    for symbol, word in (("&", " and "), ("%", " percent "), ("w/", " with "), ("+", " plus ")):
        text = text.replace(symbol, word)
    said: list[str] = _WORD.findall(text.lower())
    return [part for word in said for part in (_number(word) if word.isdecimal() else [word])]


def _shortened(words: list[str], most: int) -> list[str]:
    """At most so many words, rather ending before "for the kitchen" than in the middle of it."""
    if len(words) > most:
        ends = [at for at, word in enumerate(words) if 2 <= at <= most and word in _PREPOSITIONS - {"of"}]
        words = words[: ends[0] if ends else most]
    while words and words[-1] in _DANGLING:
        words = words[:-1]
    return words


def _measured(match: re.Match[str] | None) -> list[str]:
    if match is None:
        return []
    written = match[0].lower()
    unit = next(unit for unit, said in _UNITS.items() if re.search(rf"[\d\s-](?:{said})$", written))
    times = [*_number(match["times"]), "by"] if match["times"] else []
    return [*times, *_number(match["number"].replace(",", ".")), *unit.split()]


def _counted(match: re.Match[str] | None) -> list[str]:
    if match is None:
        return []
    return [(match["container"] or "pack").lower(), "of", *_number(match["of"] or match["count"])]


def _number(digits: str) -> list[str]:
    said = _inflect().number_to_words(digits, andword="", comma="")
    return str(said).split()


def _is_plural(word: str) -> bool:
    engine = _inflect()
    if word in _SINGULAR or word.endswith(("ss", "us")):
        return False
    singular = engine.singular_noun(word)
    return bool(singular) and engine.plural_noun(str(singular)) == word


@cache
def _inflect() -> "inflect.engine":
    # Importing it takes more than a second, which a server that never names products must not wait for.
    import inflect

    return inflect.engine()
