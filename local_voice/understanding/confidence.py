"""How sure an intent is: the chance that it was meant, from everything known of an utterance."""

import math

from local_voice.understanding.intent_classifier import Margin

# A logistic regression's weights. The first trial's were fitted on models of 3 to 100 intents with 5 to 85 samples
# each, drawn from CLINC150's training samples with other intents' as what is out of scope; they were then moved a
# little towards margin and explained words, which tell more in models with slots. tests/benchmarks/understanding.md
# has the figures.
_MARGIN, _LEAD, _UNEXPLAINED, _EXPLAINED, _OFFSET = 3.5, 1.5, -3.0, 0.33, 2.1
_NOTHING_TELLING = 0.5  # the unexplained share of words of every subject: "what about that then"

# Shares of the chance that are left when …
_STANDARD_REWORDED = 0.6  # … one of Amazon's standard intents was said in none of its usual ways
_SLOTS_MISSING = 0.6  # … every sample has a slot and the utterance has none
_SLOTS_UNUSUAL = 0.9  # … no sample has just these slots

# Below which chance an utterance is out of scope, by the model's fallbackIntentSensitivity; Alexa's default is LOW.
THRESHOLDS = {"LOW": 0.33, "MEDIUM": 0.38, "HIGH": 0.5}


def chance(margin: Margin, explained: int, unexplained: int) -> float:
    """The chance, from 0 to 1, that the intent was meant.
    explained, unexplained: telling words that the intent's samples hold and do not hold."""
    share = unexplained / (explained + unexplained) if explained or unexplained else _NOTHING_TELLING
    odds = _MARGIN * margin.margin + _LEAD * margin.lead + _UNEXPLAINED * share + _EXPLAINED * explained + _OFFSET
    return 1 / (1 + math.exp(-odds))


def share_left(intent: str, slots: frozenset[str], sample_slots: frozenset[frozenset[str]]) -> float:
    """What is left of a chance when the samples could not have made such an utterance."""
    left = _STANDARD_REWORDED if intent.startswith("AMAZON.") else 1.0
    if slots not in sample_slots:
        left *= _SLOTS_UNUSUAL if slots else _SLOTS_MISSING
    return left
