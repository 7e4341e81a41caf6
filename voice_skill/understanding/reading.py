"""Reads one utterance: exactly as a sample if it can be, else as the likeliest intent with the slots it may have."""

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace

from voice_skill.language.amounts.language import counting_nouns
from voice_skill.language.tables import table
from voice_skill.understanding.confidence import REWORDED_NOVELTY, chance, share_left
from voice_skill.understanding.corrections import corrected, undenied
from voice_skill.understanding.counted import uncounted
from voice_skill.understanding.features import typed_words
from voice_skill.understanding.intent_classifier import Margin
from voice_skill.understanding.interaction_model import FREE_TEXT_TYPES, Intent, InteractionModel, Sample
from voice_skill.understanding.learned import Learned
from voice_skill.understanding.measures import ARTICLE, NUMBER, Measures, Stretch, in_place, with_stretch
from voice_skill.understanding.negation import Negations
from voice_skill.understanding.numbers import REPEATS, is_number_word
from voice_skill.understanding.phrases import Phrases
from voice_skill.understanding.plain_yes import YES, PlainYes
from voice_skill.understanding.price_limits import PriceLimits, joined
from voice_skill.understanding.samples import SampleIndex, SampleMatch, Span
from voice_skill.understanding.slot_kinds import CATALOGUE_NOVELTY, Listed, SlotKind, is_article
from voice_skill.understanding.slot_settling import SlotSettler
from voice_skill.understanding.subjects import Subjects
from voice_skill.understanding.words import UNKNOWN, Word, folded_words, words_of

_CANDIDATES = 3  # intents looked at closely
_AS_A_SAMPLE = 1.0
_AS_A_SAMPLE_BUT_FOR_POLITENESS = 0.97
_AS_A_SAMPLE_BUT_CORRECTED = 0.95
_AS_A_SAMPLE_BUT_PUT_TOGETHER = 0.96
_LONGEST_POLITENESS_WORDS = 5
_FRAGMENT_WORDS = 2  # so few are an intent only by a sample's telling words: hearing makes them of any noise
_ALONE = 0.9  # a thing of a size and nothing else: what else should be said of it?
_LIKELY = 0.6  # in other words than a sample's
_AROUND_FREE_TEXT = 0.6  # a sample's words around a slot that takes any
_AS_LIKELY = 0.01  # of two meanings so alike in confidence, the words as they were said decide, new values aside
_LONGEST_ALONE_WORDS = 5
_SHORTEST_REASON_WORDS = 3
_SHORT_WORDS = 4  # so few are none by new values alone

Kinds = Mapping[str, SlotKind]


@dataclass(frozen=True, slots=True)
class Reading:
    """A possible meaning of an utterance; spans count in `words`."""

    words: Sequence[Word]
    intent: Intent | None
    spans: tuple[Span, ...]
    confidence: float


class Reader:
    """Reads utterances by one interaction model and what was learned of it."""

    def __init__(
        self,
        model: InteractionModel,
        samples: Mapping[str, Sequence[Sample]],
        learned: Learned,
        phrases: Phrases,
        language: str,
    ) -> None:
        self._intents = {intent.name: intent for intent in model.intents}
        self._learned = learned
        self._phrases = phrases
        self._language = language
        self._ones = frozenset(table("grammar", language).get("ones", "").split())
        self._samples = SampleIndex((intent, samples[intent.name]) for intent in model.intents)
        self._subjects = Subjects(model.intents, samples, phrases, language)
        self._price_limits = PriceLimits(model, samples, phrases, language)
        self._measures = Measures(model, samples, language)
        self._settlers = {intent.name: SlotSettler(intent, phrases.light_words, language) for intent in model.intents}
        self._slotted = {
            name: (sum(bool(sample.slot_names) for sample in of_intent) / max(1, len(of_intent))) ** 2
            for name, of_intent in samples.items()
        }
        self._plain_yes = PlainYes(
            (folded_words(sample.text) for sample in samples.get(YES, ()) if not sample.slot_names),
            phrases.beside_yes | {(word,) for word in phrases.fillers},
        )
        self._around_answers = (
            phrases.openings | phrases.answer_openings,
            phrases.endings | phrases.answer_endings,
        )
        self._negations = Negations(samples, phrases)
        every = [sample for of_intent in samples.values() for sample in of_intent]
        self._first_words = {sample.parts[0] for sample in every if isinstance(sample.parts[0], str)}
        self._sample_slots = {
            name: frozenset(frozenset(sample.slot_names) for sample in of_intent) for name, of_intent in samples.items()
        }

    def read(self, text: str, kinds: Kinds) -> Reading:
        """The best reading of a text; none when most of it was not heard."""
        words = words_of(text)
        if 2 * sum(word.folded == UNKNOWN for word in words) >= len(words):
            return Reading(words, None, (), 0.0)
        plain = [word for word in words if word.folded not in self._phrases.fillers] or words
        plain = self._without_interjections(plain)
        plain_words = corrected(plain, kinds, self._phrases.corrections, self._language)
        plain_words = undenied(plain_words, kinds, self._phrases.denials, self._language)
        reading = self._exact(words, plain_words, kinds)
        if free_text := self._as_free_text(words, kinds) if reading is None or reading.words is not words else None:
            return free_text
        if reading and plain_words is not plain and reading.confidence < _AS_A_SAMPLE:
            return replace(reading, confidence=_AS_A_SAMPLE_BUT_CORRECTED)
        reading = reading or self._yes(words) or self._behind_reason(text, plain_words, kinds)
        reading = reading or self._counted(plain_words, kinds) or self._answered(text, plain_words, kinds)
        reading = reading or self._measured(text, plain_words, kinds)
        return reading or self._not_as_sample(plain_words, kinds)

    def _without_interjections(self, words: list[Word]) -> list[Word]:
        """The words without "oh dear", "hang on" and the like before them."""
        folded = tuple(word.folded for word in words)
        lengths = range(min(_LONGEST_POLITENESS_WORDS, len(words) - 1), 0, -1)
        first = next((length for length in lengths if folded[:length] in self._phrases.interjections), 0)
        return self._without_interjections(words[first:]) if first else words

    def _behind_reason(self, text: str, words: list[Word], kinds: Kinds) -> Reading | None:
        """A request behind its reason, whose numbers it has none of: "we've two dogs so put a spade in my cart"."""
        for at in range(_SHORTEST_REASON_WORDS, len(words) - 1):
            if words[at].folded in self._phrases.behind_reasons:
                rest = words[at + 1 :]
                reading = self._exact(rest, rest, kinds) or self._measured(text, rest, kinds)
                if reading and reading.intent and reading.confidence >= _AS_A_SAMPLE_BUT_CORRECTED:
                    return replace(reading, confidence=_AS_A_SAMPLE_BUT_CORRECTED)
        return None

    def _as_free_text(self, words: list[Word], kinds: Kinds) -> Reading | None:
        """A sample with free text, which takes all of the words; another is reached only by leaving some out."""
        return self._of_free_text(words, self._match_with_new_values([word.folded for word in words], kinds))

    def _of_free_text(self, words: list[Word], match: SampleMatch | None) -> Reading | None:
        if match is None or not self._has_free_text(match, match.intent):
            return None
        return Reading(words, self._intents[match.intent], match.spans, _AROUND_FREE_TEXT)

    def _yes(self, words: list[Word]) -> Reading | None:
        if YES in self._intents and self._plain_yes.is_said_by([word.folded for word in words]):
            return Reading(words, self._intents[YES], (), _AS_A_SAMPLE_BUT_PUT_TOGETHER)
        return None

    def _counted(self, words: list[Word], kinds: Kinds) -> Reading | None:
        """A sample in which the number alone says what "three rolls" does."""
        for rest in uncounted(words, self._language):
            reading = self._exact(rest, rest, kinds)
            types = (
                {reading.intent.slots[span.slot].type for span in reading.spans} if reading and reading.intent else ()
            )
            if reading and NUMBER in types:
                return replace(reading, confidence=_AS_A_SAMPLE_BUT_PUT_TOGETHER)
        return None

    def _answered(self, text: str, words: list[Word], kinds: Kinds) -> Reading | None:
        """A size or a number and what may be said around one that answers: "I'd say a five", "eight foot will do"."""
        thing_type = self._price_limits.thing_type(kinds)
        for answer in peeled(words, *self._around_answers):
            for rest in (answer, *uncounted(answer, self._language)):
                match = self._samples.match([word.folded for word in rest], kinds)
                if match and not match.new_words and self._is_bare(match, rest, thing_type):
                    intent = self._intents[match.intent]
                    return Reading(rest, intent, match.spans, _AS_A_SAMPLE_BUT_PUT_TOGETHER)
            if thing_type and (reading := self._measure_alone(text, answer, kinds, thing_type)):
                return reading
        ends = (
            self._with_end_of_name(polite_free, kinds, thing_type)
            for polite_free in self.without_politeness(words)
            if thing_type
        )
        return next(filter(None, ends), None)

    def _with_end_of_name(self, words: list[Word], kinds: Kinds, thing_type: str | None) -> Reading | None:
        """ "The large kite", where there are swallow kites: an option and the end of a name, and no sentence."""
        folded = [word.folded for word in words]
        match = self._samples.match(folded, kinds, with_new_values=True) if thing_type else None
        if thing_type is None or match is None or not self._is_bare(match, words, None):
            return None
        intent, thing = self._intents[match.intent], kinds[thing_type]
        types = {intent.slots[span.slot].type: span for span in match.spans}
        thing_span = types.get(thing_type)
        if (
            thing_span is None
            or not isinstance(thing, Listed)
            or not thing.ends_like(folded[thing_span.start : thing_span.end])
        ):
            return None
        others = [span for type_name, span in types.items() if type_name not in (thing_type, NUMBER)]
        settler = self._settlers[intent.name]
        if not others or not all(settler.is_value(span, folded, kinds) for span in others):
            return None
        return Reading(words, intent, match.spans, _AS_A_SAMPLE_BUT_PUT_TOGETHER)

    def _is_bare(self, match: SampleMatch, words: Sequence[Word], thing_type: str | None) -> bool:
        """True if it is no sentence and names no thing."""
        slots = self._intents[match.intent].slots
        inside = {at for span in match.spans for at in range(span.start, span.end)}
        beside = {word.folded for at, word in enumerate(words) if at not in inside}
        return (
            bool(inside)
            and beside <= self._phrases.beside_answers | self._phrases.more_or_less
            and thing_type not in {slots[s.slot].type for s in match.spans}
        )

    def _measure_alone(self, text: str, words: list[Word], kinds: Kinds, thing_type: str) -> Reading | None:
        """ "The forty liter bag": a size of what is spoken of, which a catalogue's slot takes as Alexa does."""
        stretch = self._measures.find(text, words, kinds[thing_type], kinds)
        match = self._samples.match([word.folded for word in self._measures.thing(kinds[thing_type])], kinds)
        if stretch is None or match is None or len(match.spans) != 1 or match.sample_words:
            return None
        if reading := self._lone(text, words, stretch, kinds):
            return reading
        beside = [*words[: stretch.start], *words[stretch.end :]]
        nouns = counting_nouns(self._language)
        if not all(self._may_stand_beside(word.folded, nouns) for word in beside):
            return None
        start = next(at for at, word in enumerate(words) if not is_article(word.folded, self._language))
        span = Span(match.spans[0].slot, start, len(words))
        return Reading(words, self._intents[match.intent], (span,), _AS_A_SAMPLE_BUT_PUT_TOGETHER)

    def _may_stand_beside(self, word: str, nouns: Set[str]) -> bool:
        return word in self._phrases.beside_answers or word in nouns or is_number_word(word, self._language)

    def _not_as_sample(self, words: list[Word], kinds: Kinds) -> Reading:
        return self._with_price_limit(words, kinds) or self._likeliest(words, kinds)

    def _measured(self, text: str, words: list[Word], kinds: Kinds) -> Reading | None:
        """The words read without what measures a thing, which then belongs to the thing that it stands beside."""
        thing_type = self._price_limits.thing_type(kinds)
        stretch = self._measures.find(text, words, kinds[thing_type] if thing_type else None, kinds)
        if stretch is None or thing_type is None:
            return None
        if reading := self._lone(text, words, stretch, kinds):
            return reading
        ways = self._ways(words, stretch)
        readings = (self._put_in(text, words, stretch, kinds, thing_type, start, instead) for start, instead in ways)
        best = max(filter(None, readings), key=lambda one: one.confidence, default=None)
        best = best or self._in_place(words, stretch, kinds, thing_type)
        return best or self._not_as_sample(words, self._measures.counting(kinds))

    def _ways(self, words: Sequence[Word], stretch: Stretch) -> Iterator[tuple[int, Sequence[Word]]]:
        """From where on the stretch may be left out, and what may stand in its place: nothing, or an article."""
        yield stretch.start, ()
        if stretch.lead < stretch.start:
            yield stretch.lead, ()
        elif stretch.start and not self._is_determined(words[: stretch.start]):
            yield stretch.start, (ARTICLE,)

    def _in_place(self, words: list[Word], stretch: Stretch, kinds: Kinds, thing_type: str) -> Reading | None:
        """A sample with the stretch as the thing itself: "I'll take the twelve pack"."""
        thing = self._measures.thing(kinds[thing_type])
        rest = [*words[: stretch.start], *thing, *words[stretch.end :]]
        reading = (self._exact(rest, rest, kinds) or self._likely(rest, kinds)) if thing else None
        slots = reading.intent.slots if reading and reading.intent else {}
        own = [span for span in reading.spans if slots[span.slot].type == thing_type] if reading else []
        if reading is None or len(own) != 1 or [*reading.words[own[0].start : own[0].end]] != [*thing]:
            return None
        grown = in_place(reading.words, reading.spans, own[0], words[stretch.start : stretch.end])
        return replace(reading, words=grown[0], spans=grown[1])

    def _likely(self, words: list[Word], kinds: Kinds) -> Reading | None:
        reading = self._not_as_sample(words, kinds)
        return reading if reading.confidence >= _LIKELY else None

    def _is_determined(self, before: Sequence[Word]) -> bool:
        """True if an article or a number precedes a thing already."""
        last = before[-1].folded
        return is_article(last, self._language) or is_number_word(last, self._language)

    def _put_in(
        self,
        text: str,
        words: list[Word],
        stretch: Stretch,
        kinds: Kinds,
        thing_type: str,
        start: int,
        instead: Sequence[Word],
    ) -> Reading | None:
        """Reads the words without the stretch, then puts it in again; None where no thing stands beside it."""
        rest = [*words[:start], *instead, *words[stretch.end :]]
        reading = self._exact(rest, rest, kinds) or self._measured(text, rest, kinds)
        if reading is None and not stretch.is_time and not instead:
            reading = self._alone(rest, kinds, thing_type)
        reading = reading or self._not_as_sample(rest, kinds)
        slots = reading.intent.slots if reading.intent else {}
        things = [span for span in reading.spans if slots[span.slot].type == thing_type]
        light = self._phrases.light_words
        grown = with_stretch(reading.words, reading.spans, things, words, start, stretch.end, instead, light)
        return replace(reading, words=grown[0], spans=grown[1]) if grown else None

    def _lone(self, text: str, words: list[Word], stretch: Stretch, kinds: Kinds) -> Reading | None:
        """ "The six pack" as an answer: the listed value of that size, "6 pack"."""
        measure = words[stretch.start : stretch.end]
        for rest in self.without_politeness(words):
            bare = rest[int(is_article(rest[0].folded, self._language)) :]
            if [*bare[: len(measure)]] == measure and all(word.folded in self._ones for word in bare[len(measure) :]):
                value = self._measures.listed(text, measure, kinds)
                match = self._samples.match(value, kinds) if value else None
                if match and len(match.spans) == 1 and not match.sample_words:
                    span = Span(match.spans[0].slot, 0, len(measure))
                    return Reading(measure, self._intents[match.intent], (span,), _AS_A_SAMPLE)
        return None

    def _alone(self, words: list[Word], kinds: Kinds, thing_type: str) -> Reading | None:
        """Reads "a fourteen inch laptop please": a thing or a number of them, even one that no list knows."""
        for polite in self.without_politeness(words):
            rest = polite[int(len(polite) > 1 and is_article(polite[0].folded, self._language)) :]
            folded = [word.folded for word in rest]
            match = self._samples.match(folded, kinds, with_new_values=True)
            if match is None or match.sample_words or len(rest) > _LONGEST_ALONE_WORDS or self._has_article(folded):
                continue
            if folded[0] in self._first_words:
                continue
            intent = self._intents[match.intent]
            things = [span for span in match.spans if intent.slots[span.slot].type == thing_type]
            others = {intent.slots[span.slot].type for span in match.spans} - {thing_type, NUMBER}
            name_words = folded[things[0].start : things[0].end] if len(things) == 1 and not others else []
            if name_words and (
                not match.new_words or self._settlers[intent.name].may_name(name_words, kinds[thing_type])
            ):
                return Reading(rest, intent, match.spans, _ALONE)
        return None

    def _has_article(self, words: Sequence[str]) -> bool:
        """True if an article is among the words, but not a single letter: "double a batteries"."""
        return any(
            is_article(word, self._language) and before not in REPEATS
            for before, word in zip(["", *words], words, strict=False)
        )

    def _with_price_limit(self, words: list[Word], kinds: Kinds) -> Reading | None:
        """The words read without what a thing may cost, which then belongs to the thing that it stands behind."""
        price_limit, thing_type = self._price_limits.find(words), self._price_limits.thing_type(kinds)
        if price_limit is None or thing_type is None:
            return None
        if price_limit.after_anything:
            kinds = self._price_limits.with_anything(kinds, thing_type)
        limit_words = words[price_limit.start : price_limit.end]
        rest = [*words[: price_limit.start], *words[price_limit.end :]]
        reading = self._exact(rest, rest, kinds) or self._likeliest(rest, kinds)
        until = next((at for at, word in enumerate(reading.words, 1) if word is words[price_limit.start - 1]), 0)
        thing = self._thing_before(until, reading, thing_type)
        if thing is None:
            return None
        together = [*reading.words[:until], *limit_words, *reading.words[until:]]
        return replace(reading, words=together, spans=joined(reading.spans, thing, until, len(limit_words)))

    def _thing_before(self, until: int, reading: Reading, thing_type: str) -> Span | None:
        """The thing that ends here, or is told more of up to here: "a blanket in cream"."""
        spans = [span for span in reading.spans if span.end <= until]
        slots = reading.intent.slots if reading.intent else {}
        things = [span for span in spans if slots[span.slot].type == thing_type]
        return things[-1] if things and spans[-1].end == until else None

    def _exact(self, words: list[Word], plain: list[Word], kinds: Kinds) -> Reading | None:
        for variant in (words, *self.without_politeness(plain)):
            match = self._samples.match([word.folded for word in variant], kinds)
            if match and not match.new_words and (variant is words or not self._is_another(match.intent, words)):
                confidence = _AS_A_SAMPLE if variant is words else _AS_A_SAMPLE_BUT_FOR_POLITENESS
                return Reading(variant, self._intents[match.intent], match.spans, confidence)
        return None

    def _is_another(self, intent: str, words: Sequence[Word]) -> bool:
        """True if more is said than this: a word beside others is no plain yes, and no goodbye behind a yes."""
        begins_with_yes = self._plain_yes.is_said_by([words[0].folded])
        return intent == YES or (begins_with_yes and intent.startswith("AMAZON."))

    def without_politeness(self, words: list[Word]) -> Iterator[list[Word]]:
        """The words, then ever fewer of them as openings ("could you") and endings ("for me") are taken away."""
        return peeled(words, self._phrases.openings, self._phrases.endings)

    def _likeliest(self, words: list[Word], kinds: Kinds) -> Reading:
        folded = [word.folded for word in words]
        tokens = typed_words(folded, kinds)
        match = self._match_with_new_values(folded, kinds)
        if self._is_other_talk(folded, tokens, match, kinds):
            return Reading(words, None, (), 0.0)
        margins = {each.intent: each for each in self._learned.classifier.likeliest(tokens, _CANDIDATES)}
        if match and match.intent not in margins:
            margins[match.intent] = self._learned.classifier.margin(tokens, match.intent)
        readings = {
            margin.intent: self._as_intent(words, folded, tokens, margin, match, kinds)
            for margin in margins.values()
            if margin.intent != YES
            and (self._negations.allow(margin.intent, folded) or self._has_free_text(match, margin.intent))
        }
        most = max((reading.confidence for reading in readings.values()), default=0.0)
        as_likely = [name for name, reading in readings.items() if reading.confidence >= most - _AS_LIKELY]
        best = max(as_likely, key=lambda name: margins[name].margin, default="")
        free_text = self._of_free_text(words, self._samples.match(folded, kinds)) if most < _AROUND_FREE_TEXT else None
        return free_text or readings.get(best, Reading(words, None, (), 0.0))

    def _is_other_talk(
        self, folded: Sequence[str], tokens: Sequence[str], match: SampleMatch | None, kinds: Kinds
    ) -> bool:
        """True if this is said to somebody else: it names nothing that is sold here, or ends like what is, and stands
        in no slot of a sample that takes any words."""
        if f"{{{self._price_limits.thing_type(kinds)}}}" in tokens:
            return False
        if match:
            settler = self._settlers[match.intent]
            if any(
                kinds[settler.type_of(span.slot)].is_open or settler.resembles(span, folded, kinds)
                for span in match.spans
            ):
                return False
        return self._learned.classifier.is_other_talk(tokens)

    def _match_with_new_values(self, folded: Sequence[str], kinds: Kinds) -> SampleMatch | None:
        """A sample with words that no list knows, so long as no listed value is among them and they stand in one slot,
        those aside that end like a value: "is the bank open" is no question about a product."""
        match = self._samples.match(folded, kinds, with_new_values=True)
        if match is None:
            return None
        settler = self._settlers[match.intent]
        new = [span for span in match.spans if settler.may_take_new(span, folded, kinds)]
        is_odd = any(self._is_odd(span, folded, settler, kinds) for span in new)
        inside = {place for span in match.spans for place in range(span.start, span.end)}
        is_bare = all(is_article(word, self._language) for at, word in enumerate(folded) if at not in inside)
        strange = [span for span in new if not settler.resembles(span, folded, kinds)]
        is_guess = is_odd or len(strange) > 1 or (strange and is_bare)
        return self._samples.match(folded, kinds) if is_guess else match

    def _is_odd(self, span: Span, folded: Sequence[str], settler: SlotSettler, kinds: Kinds) -> bool:
        """True if these words name nothing new: they contain a listed value or a number. A word that only describes a
        thing may be listed for other questions: "organic coffee"."""
        span_words = folded[span.start : span.end]
        list_types = {word[1:-1] for word in typed_words(span_words, kinds) if word.startswith("{")}
        if settler.resembles(span, folded, kinds):
            list_types = {name for name in list_types if settler.has_type(name) or name.startswith("AMAZON.")}
        return bool(list_types) or not settler.may_name(span_words, kinds[settler.type_of(span.slot)])

    def _as_intent(
        self,
        words: list[Word],
        folded: Sequence[str],
        tokens: Sequence[str],
        margin: Margin,
        match: SampleMatch | None,
        kinds: Kinds,
    ) -> Reading:
        intent = self._intents[margin.intent]
        as_sample = match is not None and match.intent == intent.name
        if match and as_sample:
            spans = self._settlers[intent.name].named(match.spans, folded, kinds)
        else:
            spans = self._slots(words, folded, intent, kinds)
        sure = self._with_new_values(margin, folded, tokens, intent, spans, kinds, as_sample)
        if self._has_free_text(match, intent.name):
            sure = max(sure, _AROUND_FREE_TEXT)
        slots = frozenset(span.slot for span in spans)
        return Reading(words, intent, spans, sure * share_left(intent.name, slots, self._sample_slots[intent.name]))

    def _has_free_text(self, match: SampleMatch | None, intent: str) -> bool:
        """True if it is a sample of this intent with free text, which may deny or ask anything."""
        if match is None or match.intent != intent:
            return False
        slots = self._intents[intent].slots
        return any(slots[span.slot].type in FREE_TEXT_TYPES for span in match.spans)

    def _slots(self, words: Sequence[Word], folded: Sequence[str], intent: Intent, kinds: Kinds) -> tuple[Span, ...]:
        tagger = self._learned.taggers.get(intent.name)
        if tagger is None:
            return ()
        spans = tagger.tag(folded, [word.look for word in words], intent, kinds)
        return self._settlers[intent.name].settle(folded, spans, kinds)

    def _with_new_values(
        self,
        margin: Margin,
        folded: Sequence[str],
        tokens: Sequence[str],
        intent: Intent,
        spans: Sequence[Span],
        kinds: Kinds,
        as_sample: bool,
    ) -> float:
        """The chance of an intent, given that words no list knows may well be values: the likelier that is, the more
        counts the chance of the utterance with their types in their place."""
        explained = self._subjects.explained(tokens, intent.name)
        is_whole = explained.words > 0 and explained.likeness == 1 and not any("{" in word for word in tokens)
        if len(folded) <= _FRAGMENT_WORDS and not (as_sample or is_whole):
            return 0.0
        sure = chance(margin, explained)
        settler = self._settlers[intent.name]
        new = [span for span in spans if not settler.is_value(span, folded, kinds)]
        if not new:
            return sure
        if not as_sample and len(new) == len(spans) and self._are_all(folded, spans):
            return 0.0  # nothing that was said is the intent's own
        types = {span.start: (span.end, intent.slots[span.slot].type) for span in new}
        tokens_filled = typed_words(folded, kinds, types)
        filled_margin = self._learned.classifier.margin(tokens_filled, intent.name, tokens)
        as_filled = chance(filled_margin, self._subjects.explained(tokens_filled, intent.name))
        likely = max(
            self._novelty(intent.name, kinds[name], folded[start:end], as_sample)
            for start, (end, name) in types.items()
        )
        return sure + likely * max(0.0, as_filled - sure)

    def _are_all(self, folded: Sequence[str], spans: Sequence[Span]) -> bool:
        """True if there is nothing beside the spans, or in a few words nothing that tells anything."""
        inside = {place for span in spans for place in range(span.start, span.end)}
        around = [word for place, word in enumerate(folded) if place not in inside]
        is_short = len(folded) <= _SHORT_WORDS
        return not around or (is_short and all(word in self._phrases.light_words for word in around))

    def _novelty(self, intent: str, kind: SlotKind, words: Sequence[str], as_sample: bool) -> float:
        """The likelihood of a new value. A catalogue's are new where an intent is mostly about them: people ask "do you
        have …" for anything, and "when is … due to arrive" for what they bought here."""
        if kind.novelty != CATALOGUE_NOVELTY:
            return kind.novelty
        if isinstance(kind, Listed) and kind.resembles(words):
            return 1.0
        return self._slotted[intent] * (1 if as_sample else REWORDED_NOVELTY)


def peeled(words: list[Word], openings: Set[tuple[str, ...]], endings: Set[tuple[str, ...]]) -> Iterator[list[Word]]:
    """The words, then ever fewer of them as openings and endings are taken away, the longest that fits each time."""
    while words:
        yield words
        folded = tuple(word.folded for word in words)
        longest = min(_LONGEST_POLITENESS_WORDS, len(words) - 1)
        lengths = range(longest, 0, -1)
        opening = next((length for length in lengths if folded[:length] in openings), 0)
        ending = next((length for length in lengths if folded[-length:] in endings), 0)
        words = words[opening:] if opening else words[: -ending or len(words)] if ending else []
