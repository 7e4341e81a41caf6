"""Splits the titles of a product's variants into what they share and what is each one's own. Called by `products`."""

import re
from collections.abc import Sequence

# Hyphens stay inside words, what stands between words goes when a word beside it goes.
_WORD = re.compile(r"[^\W_]+(?:[-'’.&][^\W_]+)*")
_DANGLING_SIGNS = " \t,;:|/-–—·•([{&+"


def shared_words(titles: Sequence[str]) -> set[str]:
    """The words that stand in all of them, case ignored."""
    words = [{word.casefold() for word in _WORD.findall(title)} for title in titles]
    return set.intersection(*words) if words else set()


def own_words(title: str, shared: set[str]) -> str:
    """The words of a title that the others do not have."""
    return " ".join(word for word in _WORD.findall(title) if word.casefold() not in shared)


def common_title(titles: Sequence[str]) -> str:
    """The part that the titles of all variants share: "Tee - Red / L" and "Tee - Blue / M" are a "Tee"."""
    if not titles or len(set(titles)) == 1:
        return titles[0] if titles else ""
    shared = shared_words(titles)
    common = _WORD.sub(lambda match: match[0] if match[0].casefold() in shared else "\0", titles[0])
    common = re.sub(r"[(\[{][\W\0]*[)\]}]", " ", common)
    common = re.sub(r"(?:[\s,;:|/–—·•&+-]*\0)+", " ", common)
    common = " ".join(common.split()).strip(_DANGLING_SIGNS)
    return common if any(map(str.isalpha, common)) else titles[0]
