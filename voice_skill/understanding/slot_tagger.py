"""Fills an intent's slots with words of an utterance: a linear-chain CRF for each intent, by python-crfsuite."""

import random
import tempfile
from collections.abc import Iterable, Mapping, Sequence, Set
from pathlib import Path

from voice_skill.understanding.interaction_model import Intent
from voice_skill.understanding.practice import Sentence
from voice_skill.understanding.samples import Span
from voice_skill.understanding.slot_kinds import SlotKind

_OUTSIDE = "O"
_OTHER = "?"  # a word that is in no sample: known values and new ones look alike but for their marks
_TRAINING = {"c1": 0.3, "c2": 0.02, "max_iterations": 40, "feature.possible_transitions": True}
_SHOWN_LOOKS = 0.6  # how often practice shows capitals and commas; hearing gives neither
# Short words between carriers that say little about where a value ends.
_WEAK = frozenset({"the", "a", "an", "of", "in", "to", "and", "my"})

Marks = list[list[str]]


class SlotTagger:
    """Finds the slots of one intent."""

    def __init__(self, crf: bytes, carriers: Iterable[str]) -> None:
        import pycrfsuite  # only an extra brings it, and hearing reads models without it

        self.crf = crf
        self.carriers = frozenset(carriers)  # the words of the samples themselves
        self._tagger = pycrfsuite.Tagger()
        self._tagger.open_inmemory(crf)

    @classmethod
    def trained(
        cls, intent: Intent, sentences: Iterable[Sentence], kinds: Mapping[str, SlotKind], seed: int
    ) -> "SlotTagger":
        """Learns from practice sentences of the intent."""
        import pycrfsuite

        chance = random.Random(seed)  # noqa: S311 (no secret: it only hides values)
        carriers = {part for sample in intent.samples for part in sample.parts if isinstance(part, str)}
        trainer = pycrfsuite.Trainer("lbfgs", _TRAINING, verbose=False)
        for sentence in sentences:
            marks = _value_marks(sentence.words, intent, kinds)
            for span in sentence.spans:
                if chance.random() < kinds[intent.slots[span.slot].type].novelty:
                    marks[span.start : span.end] = [[] for _ in range(span.start, span.end)]
            looks = sentence.looks if chance.random() < _SHOWN_LOOKS else None
            trainer.append(_items(sentence.words, looks, marks, carriers), _labels(sentence))
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "crf"
            trainer.train(str(path))
            return cls(path.read_bytes(), carriers)

    def tag(
        self, words: Sequence[str], looks: Sequence[str], intent: Intent, kinds: Mapping[str, SlotKind]
    ) -> list[Span]:
        """The slots of an utterance, as they seem; a slot may be found twice."""
        marks = _value_marks(words, intent, kinds)
        return _spans(self._tagger.tag(_items(words, looks, marks, self.carriers)))


def _value_marks(words: Sequence[str], intent: Intent, kinds: Mapping[str, SlotKind]) -> Marks:
    """For each word, of which slot types' values it is the beginning (B) or a further word (I)."""
    marks: Marks = [[] for _ in words]
    for name in sorted({slot.type for slot in intent.slots.values()}):
        at = 0
        while at < len(words) and not kinds[name].is_open:
            end = next(iter(kinds[name].ends(words, at)), at)
            for place in range(at, end):
                marks[place].append(f"{'B' if place == at else 'I'}:{name}")
            at = max(end, at + 1)
    return marks


def _items(words: Sequence[str], looks: Sequence[str] | None, marks: Marks, carriers: Set[str]) -> list[list[str]]:
    """The features of each word for the CRF."""
    items = _word_items(words, carriers)
    for at, item in enumerate(items):
        item += marks[at]
        item += [f"-1:{mark}" for mark in marks[at - 1]] if at else ["first"]
        item += [f"+1:{mark}" for mark in marks[at + 1]] if at + 1 < len(words) else ["last"]
    if looks and (any(look == "A" for look in looks[1:]) or any("," in look for look in looks)):
        _add_looks(items, looks)
    return items


def _word_items(words: Sequence[str], carriers: Set[str]) -> list[list[str]]:
    tokens = ["<<", "<", *(word if word in carriers else _OTHER for word in words), ">", ">>"]
    left, right = _anchors(tokens[1:-1]), _anchors(tokens[-2:0:-1])[::-1]
    items = []
    for at, word in enumerate(words):
        before2, before, here, after, after2 = tokens[at : at + 5]
        items.append([
            "bias", f"w={here}", f"end={word[-2:]}", f"digit={word[0].isdigit()}",
            f"-1={before}", f"+1={after}", f"-2={before2}", f"+2={after2}",
            f"-2-1={before2} {before}", f"+1+2={after} {after2}",
            f"-1w={before} {here}", f"w+1={here} {after}", f"-1+1={before} {after}", f"-1w+1={before} {here} {after}",
            f"l={left[at]}", f"r={right[at]}", f"lr={left[at]} {right[at]}",
            f"wl={here} {left[at]}", f"wr={here} {right[at]}",
        ])  # fmt: skip
    return items


def _anchors(tokens: Sequence[str]) -> list[str]:
    """For each word, the nearest telling word of the samples before it."""
    anchors: list[str] = []
    anchor = tokens[0]
    for word in tokens[1:-1]:
        anchors.append(anchor)
        if word != _OTHER and word not in _WEAK:
            anchor = word
    return anchors


def _add_looks(items: list[list[str]], looks: Sequence[str]) -> None:
    plain = ["^" if look == "A" and at == 0 else look[-1] for at, look in enumerate(looks)]
    around = ["<", *plain, ">"]
    for at, item in enumerate(items):
        before, here, after = around[at : at + 3]
        item += [f"s={here}", f"s-1={before}", f"s+1={after}", f"s3={before}{here}{after}", f"s{here}{item[1]}"]
        if "," in looks[at]:
            item.append("comma")
        if at + 1 < len(looks) and "," in looks[at + 1]:
            item.append("comma+1")


def _labels(sentence: Sentence) -> list[str]:
    labels = [_OUTSIDE] * len(sentence.words)
    for span in sentence.spans:
        for place in range(span.start, span.end):
            labels[place] = f"{'B' if place == span.start else 'I'}-{span.slot}"
    return labels


def _spans(labels: Sequence[str]) -> list[Span]:
    spans: list[Span] = []
    start = 0
    for at, label in enumerate(labels):
        if label.startswith("B-") or (label != _OUTSIDE and (at == 0 or labels[at - 1][2:] != label[2:])):
            start = at
        is_last = at + 1 == len(labels) or labels[at + 1] != f"I-{label[2:]}"
        if label != _OUTSIDE and is_last:
            spans.append(Span(label[2:], start, at + 1))
    return spans
