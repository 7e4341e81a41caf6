"""Makes a sentence of the slots that Alexa fills: the words in them are then read as they are on every channel.

Called by `messages`. Alexa hands on no more than an intent and its slots, so the sentence is the first of the intent's
samples that has just these.
"""

import re
from collections.abc import Mapping
from functools import cache

from intents.dialogue.phrases import intent_files
from intents.dialogue.slots import OLD_PRODUCT, THINGS, Slot
from voice_skill.language.amounts.numbers import is_number

_SLOT = re.compile(r"\{(\w+)\}")
# Slots whose words mean the same in any sentence. Several things are read by slot, and so are numbers, which Amazon may
# have parted from a size or a name.
_ASKED = ("attribute", "feature", "part", "content", "place", "made_of", "asked")
_READ_AGAIN = frozenset({*THINGS[0], OLD_PRODUCT, *_ASKED})


def sentence_of(intent: str, slots: Mapping[str, Slot], locale: str) -> str:
    """The sentence; empty where no sample has just these slots, or where one holds a number or nothing that was
    heard."""
    words = [word for slot in slots.values() for word in slot.text.split()]
    if (
        not slots
        or not _READ_AGAIN.issuperset(slots)
        or any(word == "?" or _is_of_number(word, locale) for word in words)
    ):
        return ""
    sample = _samples(locale).get((intent, frozenset(slots)), "")
    return _SLOT.sub(lambda match: slots[match[1]].text, sample)


def _is_of_number(word: str, locale: str) -> bool:
    return is_number(word, locale) or any(map(str.isdecimal, word))


@cache
def _samples(locale: str) -> Mapping[tuple[str, frozenset[str]], str]:
    """The first sample of each intent for each set of slots."""
    samples: dict[tuple[str, frozenset[str]], str] = {}
    for words in intent_files(locale).values():
        for sample in words.samples if words.name else ():
            samples.setdefault((str(words.name), frozenset(_SLOT.findall(sample))), sample)
    return samples
