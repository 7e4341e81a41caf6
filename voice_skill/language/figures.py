"""Number words as figures, in the languages whose number words text2num reads (MIT, Rust). For search, amounts and
understanding."""

import re

from text_to_num import alpha2digit

from voice_skill.language.folding import folded

LANGUAGES = frozenset({"da", "de", "en", "es", "fr", "it", "nl", "pt"})
# Number words that text2num knows with their accents only, without and with them.
_ACCENTED = {
    "de": {"funf": "fünf", "zwolf": "zwölf"},
    "es": {"veintidos": "veintidós", "veintitres": "veintitrés"},
    "fr": {"zero": "zéro", "ieme": "ième"},
    "nl": {"tweeen": "tweeën"},
}
_WITHOUT = {code: re.compile("|".join(words)) for code, words in _ACCENTED.items()}


def figures(text: str, language: str) -> str:
    """A folded text with its number words as figures, and all other words as they are. language: as ISO 639 has it."""
    if language not in LANGUAGES:
        return text
    if language not in _ACCENTED:
        return str(alpha2digit(text, language, 0))
    accented = _WITHOUT[language].sub(lambda word: _ACCENTED[language][word[0]], text)
    return folded(alpha2digit(accented, language, 0))
