"""The word graph of what an interaction model lets people say, with everyday speech behind it."""

import math
from collections import defaultdict
from dataclasses import dataclass
from typing import BinaryIO

import numpy as np

from local_voice.hearing.english import amazon_types, openings
from local_voice.hearing.new_names import new_names
from local_voice.hearing.ngram import BEGIN, Context, History, Token, estimate, following
from local_voice.hearing.phrases import Line, Phrase, listed, never, one_of, word
from local_voice.hearing.stock_graph import StockGraph
from local_voice.hearing.vocabulary import UNKNOWN, Vocabulary
from local_voice.hearing.word_graph import ARC, Parts, WordGraph, write_fst
from voice_skill.understanding.interaction_model import Intent, InteractionModel, Sample, SlotRef, SlotType
from voice_skill.understanding.phrases import phrases_of

OPEN = "{any words}"
SKILL = "{invocation name}"
SHORTENED_SHARE = 0.05
# A list of so many values is a catalogue, of which customers ask for things that are not in it. Of a shorter one, such
# as sizes, they seldom do, and mixtures of its words would be heard instead: "a little bit a sugar".
CATALOGUE, NEW_SHARE = 100, 0.1
# Of all that is expected, "yes", "stop" and the like at least: a skill with many intents hears them no worse.
LEAST_STANDARD_SHARE = 1 / 3

Sentence = tuple[tuple[Token, ...], float]  # tokens and a weight


@dataclass(frozen=True)
class Weights:
    """The strength with which the sentences are expected; costs are -ln p.

    Chosen on the even items of the coffee orders at 6 dB of kitchen noise. Of 160 orders .944 were right with these,
    .925 with order 3 and a share of .1. The less an open sentence costs, the seldomer noise is heard as "stop", and
    the oftener "help" as "fail": tests/benchmarks/hearing.md.

    order: words looked at, the next included. copied_arcs: a slot's phrase stands at the places where it is said most,
    at as many as take no more arcs than these, and once for the others.
    """

    order: int = 5
    back_off_share: float = 0.03
    address_cost: float = 4.0
    unknown_cost: float = 8.0
    open_sentence_cost: float = 2.0
    open_words_cost: float = 4.0
    leave_open_cost: float = 8.0
    copied_arcs: int = 100_000


class Expectations:
    """Sentences as tokens with a weight, and for each token the phrase that it stands for."""

    def __init__(self, model: InteractionModel, vocabulary: Vocabulary, locale: str) -> None:
        self._vocabulary = vocabulary
        self._built_in = phrases_of(locale).intents
        self.phrases: dict[str, Phrase] = {
            f"{{{name}}}": phrase for name, phrase in amazon_types(locale, self._word).items()
        }
        for slot_type in model.types.values():
            self.phrases[f"{{{slot_type.name}}}"] = self._listed(slot_type)
        self.phrases[SKILL] = listed(vocabulary.lines_of(model.invocation_name))
        openers, self.address = openings(locale, self._word, self.phrases[SKILL])
        own: list[Sentence] = [((self._word_token(verb), SKILL), 1 / len(openers)) for verb in openers]
        standard: list[Sentence] = []
        for intent in model.intents:
            (standard if intent.name.startswith("AMAZON.") else own).extend(self._of_intent(intent))
        self.sentences = _with_least_share(standard, own)

    def _word(self, text: str) -> Phrase:
        return word(self._vocabulary.ids[text]) if self._vocabulary.knows(text) else never

    def _listed(self, slot_type: SlotType) -> Phrase:
        """Names, what people shorten them to, "my usual coffee" for the house blend coffee, and of a catalogue names
        like those that are in it."""
        texts = [text for value in slot_type.values for text in (value.name, *value.synonyms)]
        lines = [line for text in texts for line in self._vocabulary.lines_of(text) if self._has_a_known_word(line)]
        last_words = listed([line[-1:] for line in lines if self._has_a_known_word(line[-1:])])
        choices = {listed(lines): 1 - SHORTENED_SHARE, last_words: SHORTENED_SHARE}
        if len(slot_type.values) >= CATALOGUE:
            choices[new_names(self._vocabulary.words_of(line) for line in lines if self._is_known(line))] = NEW_SHARE
        return one_of(choices)

    def _has_a_known_word(self, line: Line) -> bool:
        """A name of unknown words alone would be heard in every noise."""
        return any(heard_id != self._vocabulary.ids.get(UNKNOWN) for heard_id, _ in line)

    def _is_known(self, line: Line) -> bool:
        """Any sound may stand for an unknown word, and one that may follow every word would be heard everywhere."""
        return all(heard_id != self._vocabulary.ids.get(UNKNOWN) for heard_id, _ in line)

    def _of_intent(self, intent: Intent) -> list[Sentence]:
        """Each intent weighs the same, however many samples it has, and so do the answers to its prompts."""
        phrases = [tuple(map(self._word_token, text.split())) for text in self._built_in.get(intent.name, ())]
        whole = [*phrases, *(self._tokens(sample, intent) for sample in intent.samples)]
        answers = [self._tokens(sample, intent) for slot in intent.slots.values() for sample in slot.samples]
        return [(line, 1 / len(lines)) for lines in (whole, answers) for line in lines]

    def _tokens(self, sample: Sample, intent: Intent) -> tuple[str, ...]:
        tokens: list[str] = []
        for part in sample.parts:
            if isinstance(part, SlotRef):
                name = f"{{{intent.slots[part.name].type}}}"
                tokens.append(name if name in self.phrases else OPEN)
            elif part == "'s" and tokens and self._vocabulary.knows(tokens[-1] + part):
                tokens[-1] = self._word_token(tokens[-1] + part)
            else:
                tokens.append(self._word_token(part))
        return tuple(tokens)

    def _word_token(self, text: str) -> str:
        if text not in self.phrases:
            self.phrases[text] = listed(self._vocabulary.lines_of(text))
        return text


def _with_least_share(standard: list[Sentence], own: list[Sentence]) -> list[Sentence]:
    """All sentences, the standard intents' so much heavier as is needed for their least share."""
    least = LEAST_STANDARD_SHARE / (1 - LEAST_STANDARD_SHARE) * _weight(own)
    heavier = max(1.0, least / _weight(standard)) if standard else 1.0
    return [*own, *((tokens, heavier * weight) for tokens, weight in standard)]


def _weight(sentences: list[Sentence]) -> float:
    return sum(weight for _, weight in sentences)


class GraphBuilder:
    """Joins the n-gram of the sentences, the phrases in it and the stock graph into one graph."""

    def __init__(
        self, expectations: Expectations, stock: StockGraph, vocabulary: Vocabulary, weights: Weights | None = None
    ) -> None:
        weights = self._weights = weights or Weights()
        self._stock = stock
        self._phrases = expectations.phrases
        self._contexts = estimate(expectations.sentences, order=weights.order, back_off_share=weights.back_off_share)
        self._graph = WordGraph(first_state=len(stock.states))
        self._states = {history: self._graph.state(context.end_cost) for history, context in self._contexts.items()}
        # Like the one without history, but from here no silent way leads back into everyday speech: Vosk ends the
        # process when it can go round without a word.
        self._after_open = self._graph.state(self._contexts[()].end_cost)
        self._shared = self._shared_phrases()
        for history, context in self._contexts.items():
            self._put(history, context)
        self.start = self._graph.state()
        if expectations.address:
            expectations.address(self._graph, self.start, self.start, weights.address_cost)
        self._open(vocabulary.ids.get(UNKNOWN))
        # In the place of the stock graph's first arc.
        self.way_out = np.array([(0, 0, weights.leave_open_cost, self._after_open)], ARC)

    def parts(self) -> Parts:
        """States and arcs of the stock graph and of ours, which counts on from it."""
        return [(self._stock.states, self._stock.arcs), self._graph.tables()]

    def write(self, file: BinaryIO, symbols: bytes) -> None:
        """The file that Vosk reads; `symbols` number the words that the graph writes."""
        write_fst(file, self.parts(), symbols, self.start, self.way_out)

    def _put(self, history: History, context: Context) -> None:
        state = self._states[history]
        for token, cost in context.costs.items():
            self._put_token(state, history, token, cost)
        if context.back_off is not None:
            self._graph.arc(state, self._states[context.back_off], cost=context.back_off_cost)

    def _put_token(self, state: int, history: History, token: str, cost: float) -> None:
        if token == OPEN:
            self._graph.arc(state, 0, cost=cost)
        elif (history, token) in self._shared:
            self._graph.arc(state, self._shared[history, token], cost=cost)
        else:
            self._phrases[token](self._graph, state, self._after(history, token), cost)

    def _after(self, history: History, token: str) -> int:
        return self._states[following(self._contexts, history, token, self._weights.order)]

    def _shared_phrases(self) -> dict[tuple[History, Token], int]:
        """A catalogue is too large to stand at every place where a name can be said: where it is said most it does, for
        the other places it stands once, and there what was said before it is forgotten."""
        shared: dict[tuple[History, Token], int] = {}
        for token, places in self._places().items():
            copies = self._weights.copied_arcs // max(1, _size(self._phrases[token]))
            if copies < len(places):
                state = self._graph.state()
                self._phrases[token](self._graph, state, self._after((), token), 0.0)
                shared |= {(history, token): state for history in places[copies:]}
        return shared

    def _places(self) -> dict[Token, list[History]]:
        """After what each token can be said, the likeliest first."""
        weights: dict[Token, dict[History, float]] = defaultdict(dict)
        for history, context in self._contexts.items():
            is_full = history[:1] == (BEGIN,) or len(history) == self._weights.order - 1
            weight = context.weight if is_full else context.weight * self._weights.back_off_share
            for token, cost in context.costs.items():
                weights[token][history] = weight * math.exp(-cost)
        return {
            token: sorted(of_token, key=of_token.__getitem__, reverse=True)
            for token, of_token in weights.items()
            if token != OPEN
        }

    def _open(self, unknown: int | None) -> None:
        """Ways into everyday speech, for whole sentences and for single words, and sounds that are no word at all."""
        anywhere = self._states[()]
        self._graph.arc(self.start, self._states[(BEGIN,)])
        self._graph.arc(self.start, self._stock.start, cost=self._weights.open_sentence_cost)
        self._graph.arc(anywhere, 0, cost=self._weights.open_words_cost)
        if unknown:
            self._graph.arc(anywhere, anywhere, unknown, self._weights.unknown_cost)
        for token, cost in self._contexts[()].costs.items():
            if token != OPEN:
                self._put_token(self._after_open, (), token, cost)


def _size(phrase: Phrase) -> int:
    graph = WordGraph()
    phrase(graph, graph.state(), graph.state(), 0.0)
    return len(graph)
