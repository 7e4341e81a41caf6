"""Number words as figures, in the languages whose number words text2num reads (MIT, Rust). For search, amounts and
understanding."""

import re
from functools import cache

from text_to_num import alpha2digit

from voice_skill.language.folding import folded
from voice_skill.language.tables import table

LANGUAGES = frozenset({"da", "de", "en", "es", "fr", "it", "nl", "pt"})


def figures(text: str, language: str) -> str:
    """A folded text with its number words as figures, and all other words as they are. language: as ISO 639 has it."""
    if language not in LANGUAGES:
        return text
    accented = table("numbers", language).get("accented")
    if not accented:
        return str(alpha2digit(text, language, 0))
    with_accents = _without_accents(language).sub(lambda word: str(accented[word[0]]), text)
    return folded(alpha2digit(with_accents, language, 0))


@cache
def _without_accents(language: str) -> re.Pattern[str]:
    """Any of the number words that text2num knows with their accents only."""
    return re.compile("|".join(table("numbers", language)["accented"]))
