"""The name by which customers call the shop: "Alexa, open Juniper Lane". Called by the model and its rules.

Source: Alexa Skills Kit, "Choose the Invocation Name" and its certification requirements.
"""

import re
import unicodedata

from voice_skill.channels.alexa.errors import InvocationNameRefused
from voice_skill.channels.alexa.spoken import APOSTROPHES, word_for_and

WAKE_WORDS = {"alexa", "amazon", "echo", "computer", "skill", "app"}
# The lists are Amazon's for English. Its connecting words hold "and" too, which is taken here: shops are called
# "Birch & Sons", and a brand of one's own may.
LAUNCH_WORDS = {"run", "start", "play", "resume", "use", "launch", "ask", "open", "tell", "load", "begin", "enable"}
CONNECTING_WORDS = {"to", "from", "in", "using", "with", "about", "for", "that", "by", "if", "whether"}
# A name of one word is taken: it is the merchant's own brand, which is Amazon's exception.
NOT_IN_TWO_WORDS = {"the", "a", "an", "any", "of", "up", "at", "off", "on"}
# Up to 999, and whole thousands: "1900" and "007" are said in more than one way, "1.5" needs a sign.
SAID_IN_ONE_WAY = re.compile("0|[1-9][0-9]{0,2}(?:000)?")
SYMBOLS = {"%": "percent", "@": "at"}  # in English
FIGURES = re.compile(r"(\d+(?:[.,]\d+)*)((?:st|nd|rd|th|s)(?![^\W_]))?")
# "IC1000", "3D": up to three capitals beside a figure are said one by one, which Alexa wants written "i. c.".
CODE = re.compile(r"(?<![^\W_])[A-Z]{1,3}(?=\d)|(?<=\d)[A-Z]{1,3}(?![^\W_])")


def invocation_name(title: str, locale: str) -> str:
    """The shop's title as Alexa takes it: "Birch & Sons" → "birch and sons". Raises InvocationNameRefused."""
    name = unicodedata.normalize("NFC", title).translate(APOSTROPHES)
    name = CODE.sub(lambda code: f" {'. '.join(code[0])}. ", name).lower()
    name = re.sub(r"[&+]", f" {word_for_and(locale)} ", name)
    if locale.startswith("en-"):
        name = re.sub("[%@]", lambda symbol: f" {SYMBOLS[symbol[0]]} ", name)
    name = FIGURES.sub(lambda figures: f" {_number(figures[1], figures[2] or '', title, locale)} ", name)
    name = re.sub(r"(?<![^\W_])([^\W_])\.", r" \1. ", name)  # the periods of initialisms stay: "j. crew"
    name = "".join(letter if _is_taken(letter) else " " for letter in name)
    name = " ".join(" ".join(_word(word) for word in name.split()).split())
    if why := broken_rule(name, locale):
        raise InvocationNameRefused(title, why)
    return name


def broken_rule(name: str, locale: str) -> str | None:
    """The one of Amazon's rules that the name breaks; None for a valid name."""
    words = name.replace("'s", "").split()
    if not any(letter.isalpha() for letter in name):
        return "it has no word to say"
    if not all(_is_taken(letter) for letter in name) or name != name.lower():
        return "only lower-case letters, spaces, apostrophes and the periods of initialisms are taken"
    refused = WAKE_WORDS | (LAUNCH_WORDS | CONNECTING_WORDS if locale.startswith("en-") else set())
    if len(words) == 2 and locale.startswith("en-"):
        refused |= NOT_IN_TWO_WORDS
    if refused_words := [word for word in words if word in refused]:
        return f"the word “{refused_words[0]}” is Alexa's own or leads into a request"
    return None


def _is_taken(letter: str) -> bool:
    return letter in " '." or unicodedata.category(letter)[0] in "LM"


def _word(word: str) -> str:
    """Without periods but an initial's, and without apostrophes but a possessive's."""
    if len(word) == 2 and word[0].isalpha() and word[1] == ".":
        return word
    word = word.replace(".", " ").strip().lstrip("'")
    return word if word.endswith("s'") else word.rstrip("'")


def _number(figures: str, ending: str, title: str, locale: str) -> str:
    """ "54" → "fifty four", "5th" → "fifth", "90s" → "nineties"."""
    digits = re.sub(r",(?=\d{3}(?!\d))", "", figures)
    if not locale.startswith("en-") or not SAID_IN_ONE_WAY.fullmatch(digits):
        raise InvocationNameRefused(title, f"the number {figures} has to be written in words, as customers say it")
    import inflect  # slow to load, and needed by few shops

    english = inflect.engine()
    words = str(english.number_to_words(digits if ending == "s" else digits + ending, andword=""))
    return re.sub("[-,]", " ", str(english.plural_noun(words)) if ending == "s" else words)
