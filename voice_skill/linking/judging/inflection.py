"""English numbers and plurals in words, by inflect. Called by `names` and what it is made of."""

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import inflect


@lru_cache(maxsize=4096)
def number_in_words(digits: str) -> list[str]:
    if "/" in digits:
        return _fraction(digits)
    said = _inflect().number_to_words(digits, andword="", comma="")
    return str(said).replace("-", " ").split()


def _fraction(digits: str) -> list[str]:
    """ "1 1/2" is "one and a half", "3/8" is "three eighths", "1/4" is "quarter"."""
    *whole, over, under = re.split(r"[\s/-]", digits)
    part = {"2": "half", "4": "quarter"}.get(under) or str(_inflect().ordinal(str(_inflect().number_to_words(under))))
    said = [part] if over == "1" else [*number_in_words(over), f"{part}s"]
    return [*number_in_words(whole[0]), "and", *(["a"] if over == "1" else []), *said] if whole else said


@cache
def number_words() -> frozenset[str]:
    return frozenset(
        word for number in [*range(20), *range(20, 100, 10), 100, 1000] for word in number_in_words(str(number))
    )


@lru_cache(maxsize=16384)
def plural(word: str) -> str:
    if word.isupper():
        return f"{word}s"
    return str(_inflect().plural_noun(word))


@lru_cache(maxsize=16384)
def singular(word: str) -> str:
    """One of them: "knife" for "knives"; the word itself if it is no plural."""
    one = _inflect().singular_noun(word)
    return str(one) if one and plural(str(one)) == word else word


@cache
def _inflect() -> "inflect.engine":
    # Importing it takes more than a second, which a server that never names products must not wait for.
    import inflect

    return inflect.engine()
