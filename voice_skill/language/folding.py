"""Folds letters for comparing: without case, accents and other marks that writers may omit. Called by search and
understanding.

What belongs to a word in its script stays: Hindi without its vowel signs would be other words. Arabic loses the short
vowels and the forms of alef, yeh and teh that are written one way or the other (Unicode, "The Unicode Standard",
chapter 9.2). Never for showing.
"""

import re
import unicodedata

# Accents of Latin, Greek and Cyrillic; Hebrew's and Arabic's vowel points, hamza and tatweel; marks of direction.
_DROPPED = re.compile(
    "[\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06dc"
    "\u06df-\u06e8\u06ea-\u06ed\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]"
)
# Alef with wasla, alef maksura, Persian yeh, teh marbuta, keheh: as alef, yeh, yeh, heh, kaf.
_ALIKE = str.maketrans("\u0671\u0649\u06cc\u0629\u06a9", "\u0627\u064a\u064a\u0647\u0643")
_DIGIT = re.compile(r"[^\D0-9]")


def folded(text: str) -> str:
    """The text in the form that is compared, figures of every script as 0 to 9."""
    text = text.casefold()
    if text.isascii():
        return text
    plain = _DROPPED.sub("", unicodedata.normalize("NFKD", text)).translate(_ALIKE)
    return unicodedata.normalize("NFC", _DIGIT.sub(lambda digit: str(unicodedata.decimal(digit[0])), plain))


def _marks() -> str:
    """The signs that a letter carries in scripts of South and Southeast Asia, as ranges of a regular expression."""
    codes = [code for code in range(0x0900, 0x1AB0) if unicodedata.category(chr(code)) in ("Mn", "Mc")]
    return "".join(map(chr, codes))


# Within [ ]: what belongs to a word besides letters and figures.
MARKS = _marks()
