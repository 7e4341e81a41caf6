"""Text for the ear and the database out of HTML and whatever else stands in a feed. Called by `judge`."""

import re
from functools import lru_cache

from lxml import etree

from voice_skill.store.products.merchant_text import without_shortcodes

# Descriptions longer than this are cut before they are looked at.
_MAX_LOOKED_AT = 200_000
# What XML wraps HTML in; an HTML parser takes it for a comment.
_CDATA = re.compile(r"<!\[CDATA\[|\]\]>")
_SPECIAL = re.compile("[<&[{\ufffd]")
_MARKUP = re.compile(r"<[a-zA-Z/!?]|&(?:#\d+|#[xX][0-9a-fA-F]+|\w+);")
# "weight < 2 kg" is text: a tag begins with a letter or one of these.
_LONE = re.compile(r"<(?![a-zA-Z/!?])")
# Control characters, lone surrogates and what stands for a character that was lost: not all databases keep them.
_BROKEN = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffd\ufffe\uffff]")
# Shown as nothing: soft hyphens, zero-width spaces, marks of direction.
_INVISIBLE = re.compile("[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
# Tags after which nobody pauses; all others are apart from what stands before.
_BLOCK = re.compile(
    r"<(?!/?(?:a|abbr|b|bdi|bdo|big|cite|code|del|em|font|i|ins|kbd|mark|q|s|samp|small|span|strong|sub|sup|u)\b)",
    re.IGNORECASE,
)
_UNSEEN = ("head", "iframe", "math", "noscript", "object", "script", "style", "svg", "template", "title")


def plain_text(text: str) -> str:
    """The words of a text, its HTML taken off, on one line."""
    text = text[:_MAX_LOOKED_AT]
    # Nearly all texts are plain already, and a feed has a million of them.
    if text.isprintable() and not _SPECIAL.search(text):
        return " ".join(text.split())
    # Twice, because a feed often has its HTML escaped once more than it should.
    for _ in range(2):
        if not _MARKUP.search(text):
            break
        text = _without_markup(text)
    return without_shortcodes(" ".join(_BROKEN.sub(" ", _INVISIBLE.sub("", text)).split()))


def is_broken(text: str) -> bool:
    """True if it has characters that a wrong encoding leaves behind."""
    return not (text.isprintable() and "\ufffd" not in text) and _BROKEN.search(text) is not None


# Several variants have one description, and stand one after the other.
@lru_cache(maxsize=16)
def _without_markup(text: str) -> str:
    # libxml2 ends a text at a NUL and refuses surrogates.
    text = _LONE.sub("&lt;", _BLOCK.sub(" <", _BROKEN.sub(" ", _CDATA.sub(" ", text))))
    try:
        page = etree.HTML(f"<body>{text}", etree.HTMLParser(no_network=True, remove_comments=True, remove_pis=True))
        etree.strip_elements(page, *_UNSEEN, with_tail=False)
        return str(etree.tostring(page, method="text", encoding="unicode"))
    except etree.LxmlError:
        return re.sub(r"<[^<>]*>", " ", text)
