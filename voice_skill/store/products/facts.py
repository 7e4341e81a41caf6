"""Answers questions about a product's properties from its own data; nothing is added. Called by intents.

Facts are quoted word for word. "Yes" and "no" are read from attributes, where a value says one thing, and from a
sentence only for what comes with the product; what else a sentence means is left to whoever hears it.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from itertools import pairwise, takewhile
from typing import Any, Literal

from voice_skill.language.amounts.spoken import amounts_in
from voice_skill.language.amounts.units import units_of
from voice_skill.language.amounts.written import written_words
from voice_skill.language.tables import table
from voice_skill.store.products.merchant_text import plain, sentences
from voice_skill.store.search import text
from voice_skill.store.tables import Product

MOST_WORDS = 25
MAKER = "maker"
# What is asked for by a unit; an ounce is one of a liquid where it can be.
_OF_LIQUIDS = "ounce"
_MEASURED = {"mass": ("weight", "capacity"), "volume": ("capacity", "weight"), "length": ("dimensions",)}
# The units in which it is said how heavy, how old or how tall something is.
_KINDS_OF = {
    "dimensions": {"mass", "length"},
    "weight": {"mass"},
    "load": {"mass"},
    "age": {"duration", "months"},
    "duration": {"duration", "months"},
    "height": {"length"},
    "width": {"length"},
    "length": {"length"},
    "thickness": {"length"},
    "depth": {"length"},
}
_HALF = 0.5  # of what is asked, which a statement must have to answer it
_FEWEST_COMMON = 2  # words of a question that a sentence must have to be about it
_TITLE_PARTS = re.compile(r"\s+[-–—|/]\s+|[,;:()]\s*")
_PARTS = re.compile(r"\s*[;•|]\s*")
_FIRST_WORD = re.compile(r"(\w+)(?:\s*[,;:.!–—(-]\s*|$)")  # "yes" of "yes, in steady rain", none of "no longer"
_CLAUSES = re.compile(r"[,;:]\s|\sbut\s")
_CLAUSE_END = re.compile(r"[,;.]\s|[,;.]$")

Verdict = Literal["yes", "no", "told", "related", "unknown"]


@dataclass(frozen=True)
class Fact:
    """The merchant's own words: an attribute's value, an option's values, or a sentence.

    name: the merchant's for an attribute or option, empty for a sentence. about: the property, empty for one that only
    this merchant knows. is_whole: False for a sentence too long for one breath, cut to the words that answer."""

    kind: Literal["attribute", "option", "sentence", "title"]
    name: str
    values: tuple[str, ...]
    about: str = ""
    is_whole: bool = True

    @property
    def value(self) -> str:
        return self.values[0]


@dataclass(frozen=True)
class Judged:
    """The verdict on a question of yes or no, and the fact it rests on. yes, no: the fact says it; told: the fact
    mentions it; related: the fact tells the same property without mentioning it."""

    verdict: Verdict
    fact: Fact | None = None

    @property
    def told(self) -> Fact | None:
        """The fact, if it answers the question."""
        return None if self.verdict == "related" else self.fact


@dataclass(frozen=True)
class Property:
    """A property that many products have, and how it is asked for and told."""

    name: str
    said: tuple[str, ...]
    told_by: tuple[str, ...] = ()
    answered_by: tuple[str, ...] = ()
    features: tuple[str, ...] = ()
    lists: bool = False
    measured_by: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    is_expected: bool = True


@dataclass(frozen=True)
class Wording:
    """One language's words for asking and answering about products; sets are of stems, but for what is beside an
    amount."""

    locale: str
    properties: Mapping[str, Property] = field(default_factory=dict)
    features: tuple[str, ...] = ()
    unlisted: frozenset[str] = frozenset()
    contractions: Mapping[str, str] = field(default_factory=dict)
    comparatives: Mapping[str, Mapping[str, Sequence[str]]] = field(default_factory=dict)
    sets: Mapping[str, frozenset[str]] = field(default_factory=dict)
    alike: tuple[frozenset[str], ...] = ()

    def stems(self, words: str) -> list[str]:
        """All words, stop words too: "not" and "could" change what a text says."""
        words = words.casefold()
        for short, long in self.contractions.items():
            words = words.replace(short, long)
        return text.stems(text.plain_words(words, self._plain), self._plain)

    def telling(self, words: str) -> list[str]:
        """The stems without the glue between them; all when there is nothing else."""
        stems = self.stems(words)
        return [stem for stem in stems if stem not in self.set("glue")] or stems

    def asked(self, words: str) -> list[str]:
        """The stems that say what a question is about; all when there is nothing else."""
        stems = [stem for stem in self.telling(words) if stem not in self.set("asking")]
        return stems or self.telling(words)

    def set(self, name: str) -> frozenset[str]:
        return self.sets.get(name, frozenset())

    def called_alike(self, noun: str) -> frozenset[str]:
        """The stems of a noun and of those that are said for it: "kid" for "children"."""
        own = frozenset(self.stems(noun))
        return own.union(*(each for each in self.alike if own & each))

    @cached_property
    def _alike_by_stem(self) -> Mapping[str, frozenset[str]]:
        groups: dict[str, frozenset[str]] = {}
        for group in self.alike:
            groups |= {stem: groups.get(stem, frozenset()) | group for stem in group}
        return groups

    def meaning(self, stem: str) -> frozenset[str]:
        """The stems that mean the same as this one, itself included."""
        return self._alike_by_stem.get(stem, frozenset()) | {stem}

    def properties_in(self, query: Iterable[str]) -> dict[str, frozenset[str]]:
        """All properties that these stems name, with the stems that name them."""
        stems = set(query)
        named = {
            name: frozenset().union(*(phrase for phrase in phrases if phrase <= stems))
            for name, phrases in self._asked_for[True].items()
        }
        return {name: said for name, said in named.items() if said}

    def property_of(self, query: Iterable[str], *, with_features: bool = False) -> str:
        """The property that these stems name, by the longest of its names; empty when none is known."""
        lengths = {name: _longest_in(phrases, set(query)) for name, phrases in self._asked_for[with_features].items()}
        best = max(lengths, key=lambda name: lengths[name], default="")
        return best if best and lengths[best] else ""

    def names_property(self, words: str) -> bool:
        """True if a property's name of several words is among these: "true to size"."""
        query = set(self.telling(words))
        return any(_longest_in(phrases, query) > 1 for phrases in self._asked_for[False].values())

    def compared_by(self, words: str) -> list[tuple[str, int]]:
        """Maps "longer" to what it may compare, with 1 if it asks for the most, -1 for the least: length and
        duration."""
        query = set(self.telling(words))
        ways = [(_longest_in(phrases, query), name, sign) for name, sign, phrases in self._ways_to_compare]
        longest = max((length for length, _, _ in ways), default=0)
        return [(name, sign) for length, name, sign in ways if length == longest > 0]

    @cached_property
    def _ways_to_compare(self) -> tuple[tuple[str, int, tuple[frozenset[str], ...]], ...]:
        signs = {"more": 1, "less": -1}
        return tuple(
            (name, signs[way], self._sets_of(phrases))
            for name, table in self.comparatives.items()
            for way, phrases in table.items()
        )

    @cached_property
    def _plain(self) -> text.Language:
        """The language of which every word is kept."""
        return replace(text.language_of(self.locale), stop_words=frozenset(), pronouns=frozenset())

    @cached_property
    def _asked_for(self) -> tuple[dict[str, tuple[frozenset[str], ...]], dict[str, tuple[frozenset[str], ...]]]:
        names = {name: self._sets_of(each.said) for name, each in self.properties.items()}
        featured = {name: self._sets_of(each.said + each.features) for name, each in self.properties.items()}
        return names, featured

    def _sets_of(self, phrases: Iterable[str]) -> tuple[frozenset[str], ...]:
        return tuple(frozenset(self.telling(phrase)) for phrase in phrases)


class ProductFacts:
    """One product, asked in one language."""

    def __init__(self, product: Product, locale: str) -> None:
        self._product = product
        self._wording = wording(locale)

    def about(self, words: str) -> Fact | None:
        """The fact that answers "how heavy", "what material": an attribute, else an option, else a sentence."""
        query = self._wording.telling(words)
        about = self._wording.property_of(query)
        return self._attribute(query, about) or self._option(query, about) or self._sentence(query, about)

    def of(self, about: str) -> Fact | None:
        """The fact that states a property by its key in features.toml: "material", "origin"."""
        return self._attribute([], about) or self._option([], about) or self._sentence([], about)

    def telling_just(self, about: str) -> Iterator[Fact]:
        """The facts that state this property and no other: attributes, those with the property's very name first, then
        an amount in a sentence of the product itself, as in "It holds one liter"."""
        names = [name for name in self._product.attributes if self._about(name) == about]
        for name in sorted(names, key=lambda name: not self.is_exactly_named(name)):
            if self._plain(self._product.attributes[name]):
                yield self._fact(name)
        for verb in self._wording.properties[about].measured_by:
            for sentence in sentences(self._product.description, self._wording.locale):
                match = re.search(rf"\b{re.escape(verb)}\s+(.+)", sentence, re.IGNORECASE)
                if match and self._is_meant(sentence[: match.start()]):
                    yield Fact("sentence", "", (_CLAUSE_END.split(match[1])[0],), about)

    def whether(self, words: str) -> Judged:
        """Judges if "waterproof", "a lid" or "sugar" is true of the product."""
        query = self._wording.telling(words)
        judgements = [judgement for judgement in self._judgements(query) if judgement]
        verdicts = {judgement.verdict for judgement in judgements}
        if {"yes", "no"} <= verdicts:
            return replace(judgements[0], verdict="told")
        if judgements:
            return min(judgements, key=lambda judgement: judgement.verdict == "told")
        statement = self._saying(query) or self.titled(query)
        if statement:
            return Judged("told", statement)
        about = self._wording.property_of(query, with_features=True)
        related = self._attribute([], about) if about else None
        return Judged("related", related) if related else Judged("unknown")

    def answering(self, words: str, beside: str = "") -> Judged:
        """Judges a question in free words, without those for the product: "work on induction", "big enough for a double
        bed". related: the fact tells something near to it. beside: what was said before the question."""
        own = {stem for name in (self._product.title, self._product.spoken_name) for stem in self._wording.stems(name)}
        query = [stem for stem in self._wording.asked(words) if stem not in own] or self._wording.asked(words)
        about = self._wording.property_of(query, with_features=True)
        judged = self.whether(" ".join(query))
        if judged.fact and judged.verdict != "related":
            return judged
        if about == MAKER and (maker := self._maker()):
            return Judged("told", maker)
        bearing = self.bearing(words, beside)
        if bearing.verdict == "told":
            return bearing
        fact = (
            self._attribute(query, about) or self.titled(query) or self._saying_most(query) or self._sentence([], about)
        )
        if fact:
            return Judged("told", fact)
        if option := self._option(query, about):
            return Judged("told", option)
        return judged if judged.fact else bearing

    def bearing(self, words: str, beside: str = "") -> Judged:
        """The statement that has most of what is asked in free words: by the words themselves or by others that mean
        the same, by the property that they name, or by the units in which that is measured. related: it lacks the
        amount that was asked for, or more than half of the rest. beside: what was said before the question, of which
        nothing need be answered."""
        facts = self._wording
        own = {stem for name in (self._product.title, self._product.spoken_name) for stem in facts.stems(name)}
        light = own | facts.set("asking") | facts.set("glue")
        reasons = set(facts.stems(beside)) - light
        query = set(facts.asked(words)) - own
        if reasons:
            query -= facts.set("open") | facts.set("asking")
        query = query - facts.set("open") or query
        properties = facts.properties_in(query | reasons | (set(facts.telling(words)) - own))
        query |= frozenset().union(*properties.values()) - reasons
        is_choice = self.is_choice(words)
        amounts = {name for name in properties if facts.properties[name].units}
        amount_stems = query & frozenset().union(*(properties[name] for name in amounts))
        best: tuple[tuple[float, ...], Fact, bool] | None = None
        for order, (stems, fact) in enumerate(self._statements()):
            signs = {name: self._signs_of(fact, stems, name) for name in properties}
            told = {name for name, count in signs.items() if count}
            covered = {stem for stem in query | reasons if not facts.meaning(stem).isdisjoint(stems)}
            covered |= (query | reasons) & frozenset().union(*(properties[name] for name in told))
            if not covered:
                continue
            things = query - frozenset().union(*properties.values())  # the cord, of "how long is the cord"
            is_of_thing = not (things and amounts) or not things.isdisjoint(covered)
            is_whole = is_choice or (is_of_thing and len(covered & query) >= _HALF * len(query))
            has_amount = amount_stems <= covered or not amounts.isdisjoint(told)
            is_asked = not fact.about or fact.about in properties or set(facts.telling(fact.name)) <= query
            is_attribute = fact.kind == "attribute"
            rank = (has_amount, len(covered), fact.about in told, is_asked, is_attribute, sum(signs.values()), -order)
            if best is None or rank > best[0]:
                best = rank, fact, is_whole and has_amount
        if best is None:
            return Judged("unknown")
        return Judged("told" if best[2] else "related", self._quoted_fact(best[1], query))

    def fitting(self, other: "ProductFacts") -> Fact | None:
        """The statement of what it goes with that may be about another product: one that names it, or the attribute
        that says what it fits."""
        facts = self._wording
        names = {stem for name in (other._product.title, other._product.spoken_name) for stem in facts.telling(name)}
        own = {stem for name in (self._product.title, self._product.spoken_name) for stem in facts.telling(name)}
        best: tuple[tuple[float, ...], Fact] | None = None
        for stems, fact in self._statements():
            is_of_fit = not facts.set("fitting").isdisjoint(facts.stems(fact.name or fact.value))
            rank = (is_of_fit, len((names - own).intersection(stems)))
            if any(rank) and (best is None or rank > best[0]):
                best = rank, fact
        return best and self._quoted_fact(best[1], names)

    def _signs_of(self, fact: Fact, stems: Sequence[str], about: str) -> int:
        """The number of signs that a statement tells the property: its name, its words or its units."""
        property_ = self._wording.properties[about]
        if fact.about in (about, *property_.answered_by):
            return 1
        text = f" {' '.join(stems)} "
        phrases = {f" {' '.join(self._wording.stems(phrase))} " for phrase in property_.told_by}
        units = {stem for unit in property_.units for stem in self._wording.stems(unit)}
        is_measured = any(first.isdecimal() and second in units for first, second in pairwise(stems))
        return is_measured + (0 if fact.about else sum(phrase in text for phrase in phrases))

    def counting(self, noun: str, words: str) -> Fact | None:
        """The text with the number of these: "six cups", "eleven in a packet". words: what else is asked, in free
        words."""
        if unit := units_of(self._wording.locale).get(noun):
            kind = "volume" if unit.name == _OF_LIQUIDS else unit.kind
            return next((fact for about in _MEASURED.get(kind, ()) if (fact := self.of(about))), None)
        nouns, others = set(self._wording.stems(noun)), set(self._wording.asked(words))
        texts = [*sentences(self._product.description, self._wording.locale), *self._title_parts()]
        counting = [each for each in texts if any(stem.isdecimal() for stem in self._wording.stems(each))]
        for sought in (nouns, others):
            for each in counting:
                if sought & set(self._wording.stems(each)):
                    return self._quoted(each, list(sought))
        return None

    def bears_on(self, words: str) -> bool:
        """True if one statement has most of what these words ask about."""
        wanted = set(self._wording.asked(words))
        return any(2 * len(wanted & set(stems)) > len(wanted) for stems, _ in self._statements())

    def sized(self, noun: str, words: str) -> Fact | None:
        """The statement of how heavy, old or tall something may be: "for dogs up to 20 kilos". noun: the thing; empty
        for whatever it is. words: all that is asked, with the adjective."""
        nouns, query = self._wording.called_alike(noun), set(self._wording.telling(words))
        about = self._wording.property_of(query)
        kinds = _KINDS_OF.get(about, set())
        best: tuple[tuple[int, ...], Fact] | None = None
        for stems, fact in self._statements():
            if not any(stem.isdecimal() for stem in stems):
                continue
            amounts = amounts_in(written_words(fact.value, self._wording.locale), self._wording.locale)
            is_kind = any(amount.kind in kinds for amount in amounts)
            is_named, is_limit = not nouns.isdisjoint(stems), not self._wording.set("limits").isdisjoint(stems)
            if (is_named and (is_kind or not kinds)) or (is_kind and is_limit) or (is_named and is_limit):
                rank = (is_named + is_kind + is_limit, len(query.intersection(stems)))
                best = max(best or (rank, fact), (rank, fact), key=lambda each: each[0])
        return best and self._quoted_fact(best[1], nouns | query)

    def by_value(self, values: Iterable[str]) -> Fact | None:
        """The sentence that says how big each size is: "The small one is 5 cm across and the large one 8 cm"."""
        wanted = {stem for value in values for stem in self._wording.stems(value)}
        for stems, fact in self._statements():
            common = wanted.intersection(stems)
            if fact.kind == "sentence" and common and any(map(str.isdecimal, set(stems) - wanted)):
                return self._quoted_fact(fact, common)
        return None

    def of_part(self, words: str) -> Fact | None:
        """The attribute that is called by one of these words: the top of "what's the top of the guitar made of"."""
        query = set(self._wording.asked(words)) - set(self._wording.stems(self._product.title))
        return next((fact for fact in self.attributes() if set(self._wording.telling(fact.name)) <= query), None)

    def including(self, words: str) -> Judged:
        """Judges if a thing comes with the product, "a charger"."""
        asked, including, denying = set(self._wording.asked(words)), *map(self._wording.set, ("including", "denying"))
        query = asked - including or asked
        for sentence in sentences(self._product.description, self._wording.locale):
            clauses = [set(self._wording.stems(clause)) for clause in _CLAUSES.split(sentence)]
            at = next((at for at, clause in enumerate(clauses) if query <= clause), None)
            if at is None:
                continue
            clause = clauses[at].union(*(each for each in clauses[at + 1 : at + 2] if "which" in each))
            others = set().union(*clauses) - query
            if clause & denying:
                return Judged("no", self._quoted(sentence, sorted(query)))
            if others & including:
                is_plain = (clause - query) & including or not others & denying
                return Judged("yes" if is_plain else "told", self._quoted(sentence, sorted(query)))
        return Judged("unknown")

    def _statements(self) -> Iterator[tuple[list[str], Fact]]:
        """The sentences and attributes, with their stems."""
        for sentence in sentences(self._product.description, self._wording.locale):
            yield self._wording.stems(sentence), Fact("sentence", "", (sentence,))
        for fact in self.attributes():
            yield self._wording.stems(f"{fact.name} {fact.value}"), fact

    def _quoted_fact(self, fact: Fact, query: Iterable[str]) -> Fact:
        return self._quoted(fact.value, sorted(query)) if fact.kind == "sentence" else fact

    def titled(self, query: Sequence[str]) -> Fact | None:
        """The part of the title with all of these words: of "8GB Memory" the memory is 8GB."""
        for part in self._title_parts():
            words = part.split()
            if not query or not set(query) <= set(self._wording.stems(part)):
                continue
            beside = [word for word in words if not set(self._wording.stems(word)) <= set(query)]
            if beside and len(beside) < len(words) and all(any(map(str.isdigit, word)) for word in beside):
                name = " ".join(word for word in words if word not in beside).casefold()
                return Fact("attribute", name, (" ".join(beside),))
            return Fact("title", "", (part,))
        return None

    def _title_parts(self) -> list[str]:
        return [part.strip() for part in _TITLE_PARTS.split(self._plain(self._product.title)) if part.strip()]

    def _maker(self) -> Fact | None:
        fact = self._attribute([], MAKER) or self._sentence([], MAKER)
        return fact or (Fact("attribute", MAKER, (self._product.brand,), MAKER) if self._product.brand else None)

    def _saying_most(self, query: Sequence[str]) -> Fact | None:
        """The sentence with most of several words that were asked for, or with the last of them, on which the question
        ends."""
        wanted = set(query)
        best = max(
            sentences(self._product.description, self._wording.locale),
            key=lambda sentence: len(wanted & set(self._wording.stems(sentence))),
            default="",
        )
        common = wanted & set(self._wording.stems(best))
        is_most = len(common) >= _FEWEST_COMMON and 2 * len(common) >= len(wanted)
        if is_most:
            return self._quoted(best, sorted(common))
        return self._saying(list(query[-1:]))

    def first(self) -> Fact | None:
        """The sentence with which the merchant describes it first."""
        first = next(iter(sentences(self._product.description, self._wording.locale)), "")
        return self._quoted(first, []) if first else None

    def attributes(self) -> list[Fact]:
        """All attributes that have a value, in the merchant's order."""
        return [fact for fact in map(self._fact, self._product.attributes) if fact.value]

    def is_choice(self, words: str) -> bool:
        """True if it is asked which of two holds: "wood or plastic"."""
        return not self._wording.set("choice").isdisjoint(self._wording.stems(words))

    def is_avoided(self, words: str, thing: str) -> bool:
        """True if the words ask for somebody who wants none of the thing: "okay for those who can't have milk"."""
        stems, things = self._wording.stems(words), set(self._wording.stems(thing))
        at = next((at for at, stem in enumerate(stems) if stem in things), 0)
        return not self._wording.set("avoiding").isdisjoint(set(stems[:at]) - things)

    def called(self, words: str) -> str:
        """The name of the property that these words ask for: "heavy" asks for the weight."""
        about = self._wording.property_of(self._wording.telling(words))
        return self._wording.properties[about].name if about else words

    def is_exactly_named(self, name: str) -> bool:
        """ "care", and not "care to avoid"."""
        property_ = self._wording.properties.get(self._about(name))
        stems = set(self._wording.telling(name))
        return property_ is not None and any(stems == set(self._wording.telling(said)) for said in property_.said)

    @property
    def is_silent(self) -> bool:
        """True if the merchant says nothing about the product."""
        return not (self._plain(self._product.description) or self.attributes())

    def _plain(self, written: str) -> str:
        return plain(written, self._wording.locale)

    def _is_meant(self, subject: str) -> bool:
        """True if this is the product, and no part of it: nothing, "it", or its own name, "the blue mug"."""
        said = [stem for stem in self._wording.stems(subject) if stem not in self._wording.set("pointing")]
        for name in (self._product.title, self._product.spoken_name):
            stems = self._wording.stems(name)
            own = list(takewhile(lambda stem: stem not in self._wording.set("adding"), stems))
            if not said or (said[-1:] == own[-1:] and set(said) <= set(own)):
                return True
        return False

    def _attribute(self, query: list[str], about: str) -> Fact | None:
        stems_by_name = {name: self._wording.telling(name) for name in self._product.attributes}
        exact = next((name for name, stems in stems_by_name.items() if query and set(stems) == set(query)), None)
        partly = next((name for name, stems in stems_by_name.items() if query and set(query) < set(stems)), None)
        alike = (
            name
            for property_name in self._answering(about)
            for name in stems_by_name
            if self._about(name) == property_name
        )
        name = exact or partly or next(alike, None)
        return self._fact(name) if name is not None and self._plain(self._product.attributes[name]) else None

    def _answering(self, about: str) -> tuple[str, ...]:
        """The property and those that tell it too, best first."""
        property_ = self._wording.properties.get(about)
        return (about, *property_.answered_by) if property_ else ()

    def _option(self, query: list[str], about: str) -> Fact | None:
        for name, values in self._options().items():
            if set(self._wording.telling(name)) == set(query) or (about and self._about(name) == about):
                return Fact("option", name, values, about)
        return None

    def _options(self) -> dict[str, tuple[str, ...]]:
        values: dict[str, dict[str, None]] = {}
        for variant in self._product.variants:
            for name, value in variant.options.items():
                values.setdefault(name, {})[value] = None
        return {name: tuple(each) for name, each in values.items()}

    def _sentence(self, query: list[str], about: str) -> Fact | None:
        for property_name in self._answering(about)[:1]:
            told_by = self._wording.properties[property_name].told_by
            counts: dict[Fact, int] = {}
            for fact in (each for phrase in told_by for each in self._holding(phrase)):
                counts[fact] = counts.get(fact, 0) + 1
            if counts:
                return max(counts, key=lambda fact: counts[fact])  # the first of several that have as many
        return self._saying(query)

    def _holding(self, phrase: str) -> Iterator[Fact]:
        """The sentences with these words one after the other: "made of"."""
        phrase_stems = f" {' '.join(self._wording.stems(phrase))} "
        for sentence in sentences(self._product.description, self._wording.locale):
            if phrase_stems in f" {' '.join(self._wording.stems(sentence))} ":
                yield self._quoted(sentence, self._wording.stems(phrase))

    def _saying(self, query: list[str]) -> Fact | None:
        """The first sentence with all of these words."""
        for sentence in sentences(self._product.description, self._wording.locale):
            if query and set(query) <= set(self._wording.stems(sentence)):
                return self._quoted(sentence, query)
        return None

    def _quoted(self, sentence: str, query: list[str]) -> Fact:
        """A long sentence up to the last word that was asked for, with as much before it as one breath holds: what
        turns a statement around mostly stands before it."""
        words = sentence.split()
        if len(words) <= MOST_WORDS:
            return Fact("sentence", "", (sentence,))
        for part in _PARTS.split(sentence):
            if set(query) <= set(self._wording.stems(part)) and len(part.split()) <= MOST_WORDS:
                return Fact("sentence", "", (part,))
        last = max((at for at, word in enumerate(words) if set(query) & set(self._wording.stems(word))), default=0)
        end = max(last + 1, MOST_WORDS)
        return Fact("sentence", "", (" ".join(words[end - MOST_WORDS : end]),), is_whole=False)

    def _judgements(self, query: list[str]) -> Iterator[Judged | None]:
        if not query:
            return
        for name, value in self._product.attributes.items():
            stems = set(self._wording.telling(name))
            if stems == set(query):
                yield self._named_verdict(name)
            elif set(query) < stems and self._plain(value):
                yield Judged("told", self._fact(name))
            else:
                yield self._value_verdict(name, value, query)
        for name, values in self._options().items():
            if any(set(query) == set(self._wording.telling(value)) for value in values):
                yield Judged("told", Fact("option", name, values, self._about(name)))

    def _named_verdict(self, name: str) -> Judged | None:
        """ "waterproof: yes, in steady rain"."""
        fact = self._fact(name)
        if not fact.value:
            return None
        start = _FIRST_WORD.match(fact.value)
        first = set(self._wording.stems(start[1])) if start else set()
        for verdict in ("yes", "no"):
            if start and first and first <= self._wording.set(verdict):
                return Judged(verdict, replace(fact, values=(fact.value[start.end() :],)))
        return Judged("told", fact)

    def _value_verdict(self, name: str, value: str, query: list[str]) -> Judged | None:
        """ "care: not dishwasher safe". A value that hedges anywhere is told, and so is every value of an attribute
        that does not list what is so: "free from: milk"."""
        stems = [self._wording.stems(clause) for clause in _CLAUSE_END.split(self._plain(value))]
        holding = [clause for clause in stems if set(query) <= set(clause)]
        if not holding:
            return None
        property_ = self._wording.properties.get(self._about(name))
        doubted = any(set(clause) & self._wording.set("doubts") for clause in [*stems, self._wording.stems(name)])
        fact = self._fact(name)
        if property_ and property_.lists and self.is_exactly_named(name):
            if not doubted and any(self._is_all(clause, query) for clause in holding):
                return Judged("yes", fact)
            if any(clause[0] in self._wording.set("denials") and self._is_all(clause[1:], query) for clause in holding):
                return Judged("no", fact)
        return Judged("told", fact)

    def _is_all(self, clause: list[str], query: list[str]) -> bool:
        """True if a clause says this and nothing else."""
        if set(query) <= self._wording.set("open"):
            return False
        return set(query) <= set(clause) <= {*query, *self._wording.set("glue"), *self._wording.set("beside")}

    def _about(self, name: str) -> str:
        return self._wording.property_of(self._wording.telling(name))

    def _fact(self, name: str) -> Fact:
        return Fact("attribute", name, (self._plain(self._product.attributes[name]),), self._about(name))


def comparable(locale: str) -> Iterator[list[str]]:
    """The ways one product may be more or less than another, a list for each: "heavier", "weighs more"."""
    seen = set(wording(locale).unlisted)
    for phrases in (each for ways in wording(locale).comparatives.values() for each in ways.values()):
        if new := [phrase for phrase in phrases if phrase not in seen]:
            seen.update(new)
            yield new


def _longest_in(phrases: Iterable[frozenset[str]], query: set[str]) -> int:
    return max((len(phrase) for phrase in phrases if phrase <= query), default=0)


def askable(locale: str) -> Iterator[list[str]]:
    """The properties and features a customer may ask about, a list of names for each, its usual name first."""
    rules = wording(locale)
    unlisted = rules.unlisted
    expected = [each for each in rules.properties.values() if each.is_expected]
    properties = [[each.name, *each.said] for each in expected]
    features = [[feature] for each in expected for feature in each.features]
    seen: set[str] = set()
    for words in [*properties, *features, *([feature] for feature in rules.features)]:
        if new := [word for word in dict.fromkeys(words) if word not in seen and word not in unlisted]:
            seen.update(new)
            yield new


@cache
def wording(locale: str) -> Wording:
    """The words by which a locale's language asks and answers; empty but for its stems if it has no table."""
    rules = table("features", locale)
    bare = Wording(locale)
    words = (
        "inside",
        "choice",
        "avoiding",
        "fitting",
        "limits",
        "including",
        "denying",
        "asking",
        "glue",
        "yes",
        "no",
        "denials",
        "doubts",
        "beside",
        "open",
        "pointing",
        "adding",
    )
    return Wording(
        locale,
        {name: _property(told) for name, told in rules.get("properties", {}).items()},
        tuple(rules.get("features", ())),
        frozenset(rules.get("unlisted", ())),
        rules.get("contractions", {}),
        rules.get("comparatives", {}),
        {name: frozenset(bare.stems(rules.get(name, ""))) for name in words}
        | {name: frozenset(rules.get(name, "").split()) for name in ("roughly", "by")},
        tuple(frozenset(bare.stems(group)) for group in rules.get("alike", ())),
    )


def _property(entry: Mapping[str, Any]) -> Property:
    values: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in entry.items()}
    return Property(**values)
