"""Ranks the candidates by how well each fits what was heard. Alike on all databases."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from rapidfuzz.distance import LCSseq, Levenshtein
from rapidfuzz.process import cdist

from voice_skill.language import sounds
from voice_skill.language.stems import stem
from voice_skill.store.search.candidates import Transcript
from voice_skill.store.search.entries import CHOICE, WORD
from voice_skill.store.search.kinds import KindRequest, Relation, relation
from voice_skill.store.search.likeness import SAME_STEM, Likeness
from voice_skill.store.search.text import Language

# Of the candidates, those that share most with the request and those that sound most like it are looked at closely.
MOST_SHARING, MOST_SOUNDING = 24, 24
# How much a word counts that is said of a product beside its name.
BESIDE = 0.75
# A word that is less like than this sounds otherwise.
SAME_SOUND = 0.915
# A request of which so much is in a name is a request for that kind of thing.
KIND = 0.97
# Numbers that differ may still be words that sound alike ("for", "four") when all of it sounds so much alike.
HOMOPHONE = 0.95


@dataclass(frozen=True)
class Named:
    """A candidate as the index keeps it. kinds: what it is."""

    product_id: int
    names: Sequence[str]
    sounds: Sequence[str]
    beside: frozenset[str]
    kinds: frozenset[str] = frozenset()


class Fit(NamedTuple):
    """A name's fit with what was heard, each measure from 0 to 1.

    sound, outline, letters: likeness of the whole; often: of the sound, on average over all transcripts.
    in_order: share of the request's sounds that stand in the name in the same order.
    explained: share of the request that is in the name, or beside it. said: share of the name that is in the request.
    least: of the word of the request that is least in it. foreign: 1 if a word of it is nowhere in this product and in
    others of the merchant. swapped: 1 if a word of it is one of theirs that at most resembles one of this product.
    length: of the name. sure: that of the transcript.
    """

    sound: float
    outline: float
    letters: float
    often: float
    in_order: float
    explained: float
    said: float
    least: float
    foreign: float
    swapped: float
    length: float
    sure: float

    @property
    def whole(self) -> float:
        """The likeness of the whole name, by ear or as it is written."""
        return max((self.sound + self.outline) / 2, self.letters)


@dataclass(frozen=True)
class Score:
    """score: only differences mean something. bought: its share of that. choices: words of the request that are not
    in the name and that products of the merchant can be chosen by. is_other_number: the request has a number that this
    product does not have. relation: whether it is of the kind that was asked for. called: how much of the kind's words
    is in the name, of the one that is least in it."""

    named: Named
    fit: Fit
    score: float
    bought: float
    choices: tuple[str, ...]
    is_other_number: bool
    relation: Relation = "may_be"
    called: float = 1.0


class _Nearest(NamedTuple):
    like: float
    often: float
    transcript_at: int
    name_at: int


class Ranking:
    """Compares candidates with one request."""

    def __init__(
        self,
        transcripts: Sequence[Transcript],
        rarity: Mapping[str, float],
        language: Language,
        bought: Mapping[int, float],
        kind: KindRequest | None = None,
    ) -> None:
        """bought: how much of each product the customer has bought, by its id. kind: the one that was asked for."""
        self._transcripts = transcripts
        self._rarity = rarity
        self._usual = sum(rarity.values()) / len(rarity) if rarity else 1.0
        self._language = language
        self._bought = bought
        self._kind = kind

    def scores(self, named: Sequence[Named], of_kind: Collection[int] = ()) -> list[Score]:
        """Of those that share most with the request (they come first), those that sound most like it, those that were
        bought before and those of the kind, by their ids, best first."""
        nearest = self._nearest(named)
        order = sorted(range(len(named)), key=lambda at: -nearest[at].often - nearest[at].like)
        closely = {*range(min(MOST_SHARING, len(named))), *order[:MOST_SOUNDING]}
        closely |= {at for at, one in enumerate(named) if one.product_id in self._bought or one.product_id in of_kind}
        most = max((self._bought.get(named[at].product_id, 0.0) for at in closely), default=0.0)
        transcripts, names = (
            [transcript.plain for transcript in self._transcripts],
            [named[at].names for at in sorted(closely)],
        )
        self._likeness = Likeness(transcripts, (name.split() for called in names for name in called), self._language)
        scored = [self._best(named[at], nearest[at], most) for at in sorted(closely)]
        return sorted(scored, key=lambda score: (-score.score, score.named.product_id))

    def _nearest(self, entries: Sequence[Named]) -> list[_Nearest]:
        """Of each candidate by which of its names, in which transcript, it sounds most like the request."""
        sounds = [sound for one in entries for sound in one.sounds]
        if not sounds:
            return []
        like = cdist(
            [transcript.sound for transcript in self._transcripts], sounds, scorer=Levenshtein.normalized_similarity
        )
        best, transcript, often = like.max(axis=0).tolist(), like.argmax(axis=0).tolist(), like.mean(axis=0).tolist()
        nearest, begin = [], 0
        for one in entries:
            at = max(range(begin, begin + len(one.sounds)), key=best.__getitem__)
            nearest.append(_Nearest(best[at], often[at], transcript[at], at - begin))
            begin += len(one.sounds)
        return nearest

    def _best(self, entry: Named, nearest: _Nearest, most: float) -> Score:
        times = self._bought.get(entry.product_id, 0.0)
        bought = BOUGHT * (OWN_SHARE + (1 - OWN_SHARE) * times / most) if times else 0.0
        pairs = sorted({(nearest.transcript_at, nearest.name_at), (0, 0)})
        scored = (self._scored(entry, *pair, nearest.often, bought) for pair in pairs)
        return max(scored, key=lambda one: one.score)

    def _scored(self, entry: Named, transcript_at: int, name_at: int, often: float, bought: float) -> Score:
        transcript, words, sound = self._transcripts[transcript_at], entry.names[name_at].split(), entry.sounds[name_at]
        likes = self._likeness.likes(transcript.plain, words)
        own = self._kind.words if self._kind else ()
        is_own = [self._stem(word) in own for word in transcript.plain]
        called = min((like for like, is_one in zip(likes, is_own, strict=True) if is_one), default=1.0)
        related = relation(self._kind, entry.kinds, self._language) if self._kind else "may_be"
        if related == "is":
            likes = [max(like, SAME_STEM * is_one) for like, is_one in zip(likes, is_own, strict=True)]
        choices = [
            word for word, like in zip(transcript.plain, likes, strict=True) if not like and self._is_choice(word)
        ]
        explained, least = self._explained(transcript.plain, likes, entry.beside, choices)
        fit = Fit(
            Levenshtein.normalized_similarity(transcript.sound, sound),
            Levenshtein.normalized_similarity(sounds.outline(transcript.sound), sounds.outline(sound)),
            Levenshtein.normalized_similarity("".join(transcript.plain), "".join(words)),
            often,
            LCSseq.similarity(transcript.sound, sound) / max(1, len(transcript.sound)),
            explained,
            self._share(words, self._likeness.likes(words, transcript.plain)),
            least,
            float(self._is_elsewhere(transcript.plain, likes, entry.beside, choices, 0.0)),
            float(self._is_elsewhere(transcript.plain, likes, entry.beside, choices, SAME_SOUND)),
            min(1.0, len(sound) / _LONG),
            transcript.sure,
        )
        numbers = {word for word in transcript.plain if word.isdecimal()} - {*words, *entry.beside}
        is_other_number = bool(numbers) and fit.sound < HOMOPHONE
        # What is of the kind by another word is that no less, but the sounds of its name tell nothing.
        by_name = fit if called > BESIDE else fit._replace(explained=min(BESIDE, explained))
        return Score(entry, fit, score(by_name) + bought, bought, tuple(choices), is_other_number, related, called)

    def _explained(
        self, plain: Sequence[str], likes: Sequence[float], beside: frozenset[str], choices: Sequence[str]
    ) -> tuple[float, float]:
        """The share of the request that is in the name or beside it, and the share of the word that is least there. A
        choice that the product does not offer says nothing of its name."""
        pairs = zip(plain, likes, strict=True)
        likenesses = [(word, max(like, self._beside(word, beside, word in choices))) for word, like in pairs]
        likenesses = [(word, like) for word, like in likenesses if like or word not in choices]
        return self._share([word for word, _ in likenesses], [like for _, like in likenesses]), min(
            (like for _, like in likenesses), default=0.0
        )

    def _is_elsewhere(
        self, plain: Sequence[str], likes: Sequence[float], beside: frozenset[str], choices: Sequence[str], most: float
    ) -> bool:
        """True if a word that is at most so much in the name, and not beside it, is a word of other products."""
        pairs = zip(plain, likes, strict=True)
        absent = (self._stem(word) for word, like in pairs if like <= most and word not in choices)
        return any(WORD + word in self._rarity and word not in beside for word in absent)

    def _beside(self, word: str, beside: frozenset[str], is_choice: bool) -> float:
        return (1.0 if is_choice else BESIDE) if self._stem(word) in beside else 0.0

    def _is_choice(self, word: str) -> bool:
        return CHOICE + self._stem(word) in self._rarity

    def _share(self, words: Sequence[str], likes: Sequence[float]) -> float:
        """The share of the words, rare ones counting more."""
        weights = [self._rarity.get(WORD + self._stem(word), self._usual) for word in words]
        return sum(weight * like for weight, like in zip(weights, likes, strict=True)) / (sum(weights) or 1.0)

    def _stem(self, word: str) -> str:
        return stem(word, self._language.stemmer)


# Fitted on the even half of the names of tests/benchmarks/bench_search.py, spoken, typed and mistyped, among 50,000.
_SOUND, _OUTLINE, _LETTERS, _OFTEN, _SURE, _WHOLE, _LENGTH = 5.9, 6.2, 1.9, 5.6, 1.3, 5.1, 5.7
_EXPLAINED, _BOTH = 3.1, 1.3
# Of names with every word those fit better that have them in the order in which they were said. What else they have
# counts in all of the above, too much for a name of which a few words were said.
_EVERY_WORD, _IN_ORDER, _SAID = 3.6, 5.9, -5.2
# As many sounds as this are a long name. Alike in many sounds is more than alike in few.
_LONG = 30
# More than rivals of one request are apart: among them the one bought most comes first. So much of it counts that it
# was bought at all.
BOUGHT, OWN_SHARE = 9.0, 0.5


def score(fit: Fit) -> float:
    """Scores a name's fit; only differences mean something."""
    by_ear = _SOUND * fit.sound + _OUTLINE * fit.outline + _OFTEN * fit.often + _LENGTH * fit.length
    by_word = _EXPLAINED * fit.explained + _BOTH * fit.explained * fit.said
    every_word = _EVERY_WORD * fit.sure + _IN_ORDER * fit.in_order + _SAID * fit.said
    whole = _LETTERS * fit.letters + _WHOLE * max(fit.sound, fit.letters)
    return by_ear + by_word + (every_word if fit.explained > KIND else 0.0) + whole + _SURE * fit.sure
