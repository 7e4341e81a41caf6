"""Names from a catalogue in the characters that Alexa takes for the values of a slot. Called by the model."""

import re
import unicodedata
from functools import lru_cache

from babel import Locale
from babel.lists import format_list

MOST_CHARACTERS = 140  # of a value; often quoted for Alexa, no page of Amazon's found
# The developer console: "alphanumeric characters, spaces, commas, apostrophes, periods, hyphens, ampersands and
# the @ symbol only" (m0ngr31/kanzi issue 179). Commas are not heard, and & is said as a word.
PUNCTUATION = "'.-@"
APOSTROPHES = str.maketrans(dict.fromkeys("’‘ʼ`´", "'"))


def slot_value(text: str, locale: str) -> str:
    """The text as a slot value, at most 140 characters; empty when nothing of it can be said."""
    text = unicodedata.normalize("NFC", text).translate(APOSTROPHES)
    text = re.sub(r"[&+]", f" {word_for_and(locale)} ", text)
    text = "".join(letter if _is_taken(letter) else " " for letter in text)
    words = [word.strip("-@") for word in text.split()]
    text = " ".join(word for word in words if any(letter.isalnum() for letter in word))
    if len(text) > MOST_CHARACTERS:
        text = text[: MOST_CHARACTERS + 1].rpartition(" ")[0] or text[:MOST_CHARACTERS]
    return text


def is_spoken(text: str) -> bool:
    """True if Alexa accepts this as a value."""
    return (
        any(letter.isalnum() for letter in text)
        and all(_is_taken(letter) for letter in text)
        and text == " ".join(text.split())
        and len(text) <= MOST_CHARACTERS
    )


@lru_cache
def word_for_and(locale: str) -> str:
    """ "and", "und", "et": what stands between two in CLDR's list of the language."""
    pair = format_list(["1", "2"], locale=Locale.parse(locale, sep="-"))
    return "".join(letter for letter in pair if letter.isalpha()) or "&"


def _is_taken(letter: str) -> bool:
    return letter == " " or letter in PUNCTUATION or unicodedata.category(letter) in _WORD


_WORD = {"Lu", "Ll", "Lt", "Lm", "Lo", "Mn", "Mc", "Nd"}
