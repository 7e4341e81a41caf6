"""Replaces characters that XML, a database or a voice cannot handle in texts that others wrote. Called where names are
stored, and by `intents` where SSML is made of them."""

import re

# Characters outside XML 1.0's Char (https://www.w3.org/TR/xml/#charsets), and the controls and noncharacters that it
# discourages: half a surrogate pair, U+FFFE and the like.
_OTHERS = "".join(f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0x10000, 0x110000, 0x10000))
_UNSAYABLE = re.compile(f"[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff{_OTHERS}]")


def sayable(text: str) -> str:
    """The text with a space for each character that cannot be said."""
    return text if text.isprintable() else _UNSAYABLE.sub(" ", text)


def shortened(text: str, most: int) -> str:
    """The text cut to so many characters, after a word where possible."""
    if len(text) <= most:
        return text
    cut = text[: most - 2]
    return f"{cut.rsplit(None, 1)[0] if ' ' in cut.strip() else cut} …"
