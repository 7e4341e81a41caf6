"""Tells what kind of thing a product is and which kind a request is for: a laptop mouse is no laptop, and a telly is a
television. Called by the index, Search and the reading of words.

The kinds and their names are those of the language's table; without one, or for a word that is not in it, the last word
of a name is its kind."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import takewhile
from typing import Literal, Protocol, TypeVar

from voice_skill.language.stems import stem
from voice_skill.language.tables import table
from voice_skill.store.search.text import Language, language_of, plain_words, spoken_words, stems

# What a product is: "it is of the kind", "its names do not say", "it is something else".
Relation = Literal["is", "may_be", "is_not"]

# A title with more parts than this tells nothing more of the kind.
MOST_PARTS = 6
# Names of kinds are sorted by so many letters of their last word, and are no longer than so many words.
_BEGINNING, _MOST_WORDS = 2, 4
# "SPF 50", "5A", "E26" and "10 W" at the end of a title.
_MODEL = re.compile(r"(?:\s+(?:[A-Z]{1,4}\s+|[A-Z])?\d[\w.]*(?:\s+[a-zA-Z]{1,2})?)+$")
_PART = re.compile(r"\s+[-–—|/]\s+|[,;:()]")

_Phrase = tuple[str, ...]


class Named(Protocol):
    """What is told of a product's kind."""

    @property
    def title(self) -> str: ...
    @property
    def spoken_name(self) -> str: ...
    @property
    def spoken_plural(self) -> str: ...
    @property
    def synonyms(self) -> Sequence[str]: ...
    @property
    def category(self) -> str: ...


T = TypeVar("T", bound=Named)


@dataclass(frozen=True)
class KindRequest:
    """kinds: what is asked for. words: the stems of the words for it; others: those of the other words. is_known: the
    kind is in the language's table."""

    kinds: frozenset[str]
    words: tuple[str, ...]
    others: tuple[str, ...]
    is_known: bool


@dataclass(frozen=True)
class _Kinds:
    """The language's table. by_beginning: the phrases that name kinds, by the first letters of their last word; stems
    are made of those only that are looked for. broader: with each kind all that it is one of, itself included. idle:
    stems that narrow nothing."""

    locale: str
    by_beginning: Mapping[str, Mapping[_Phrase, frozenset[str]]]
    broader: Mapping[str, frozenset[str]]
    titled: frozenset[str]
    departments: frozenset[str]
    flavors: frozenset[str]
    trailing: frozenset[str]
    idle: frozenset[str]
    kept_endings: tuple[str, ...]
    behind: frozenset[str]
    joining: frozenset[str]

    def named_by(self, words: Sequence[str]) -> tuple[frozenset[str], int]:
        """The kinds that the longest known words at the end of these name, and how many words they are."""
        phrase = self.stems(words[-_MOST_WORDS:])
        known = _stemmed(self.locale, phrase[-1][:_BEGINNING]) if phrase else {}
        for length in range(len(phrase), 0, -1):
            if kinds := known.get(phrase[-length:]):
                return kinds, length
        return frozenset(), 0

    def named_in(self, text: str, telling: Sequence[str]) -> tuple[frozenset[str], int]:
        """The kinds that a text names at its end, and how many of its telling words do. All its words are tried first:
        a watering can is no water."""
        kinds, length = self.named_by(spoken_words(text))
        if length > 1:
            return kinds, min(length, len(telling))
        return self.named_by(telling)

    def stems(self, words: Iterable[str]) -> _Phrase:
        """The words without the endings of their plurals, but with those that make another word: a recording is no
        record."""
        language = language_of(self.locale)
        return tuple(word if word.endswith(self.kept_endings) else stem(word, language.stemmer) for word in words)

    def with_broader(self, kinds: Iterable[str]) -> frozenset[str]:
        return frozenset(broader for kind in kinds for broader in self.broader.get(kind, (kind,)))


def kind_request(text: str, language: Language) -> KindRequest | None:
    """The kind that a request names and the words that narrow it: "headphones by Pellwood"; None without a word."""
    kinds = _kinds(language.locale)
    said = text.split()
    before = list(takewhile(lambda word: word.casefold() not in kinds.behind, said)) or said
    words = plain_words(" ".join(before), language)
    if not words:
        return None
    end = _before_size(words, kinds)
    named, length = kinds.named_in(" ".join(before), words[:end])
    phrase = stems(words, language)
    own = tuple(phrase[end - max(1, length) : end])
    behind = stems(plain_words(" ".join(said[len(before) :]), language), language) if len(before) < len(said) else []
    others = dict.fromkeys([*phrase[: end - len(own)], *phrase[end:], *behind])
    return KindRequest(named or frozenset(own), own, tuple(others), bool(named))


def bare(request: KindRequest, language: Language) -> KindRequest | None:
    """The same request by its last word alone, "case" of "phone case", unless that is another kind by itself: peanut
    butter is no butter."""
    if not request.is_known or len(request.words) < 2:
        return None
    kinds, last = _kinds(language.locale), request.words[-1:]
    named = kinds.named_by(last)[0]
    if named and named.isdisjoint(kinds.with_broader(request.kinds)):
        return None
    return KindRequest(named or frozenset(last), last, (*request.words[:-1], *request.others), bool(named))


def is_idle(word_stem: str, language: Language) -> bool:
    """True for "nice" of "a nice mug", which need not be the product's."""
    return word_stem in _kinds(language.locale).idle


def kinds_of(product: Named, language: Language) -> frozenset[str]:
    """The kinds that a product is by its names, the parts of its title and its category.

    Of what is known by its category names tell narrower kinds only: a jigsaw among games."""
    kinds = _kinds(language.locale)
    of_category, is_joined = _category_kinds(product.category, language.locale)
    titled = kinds.with_broader(of_category) & kinds.titled
    names = [product.spoken_name, product.spoken_plural, *product.synonyms]
    heads = [_of_category(_head(name, language.locale), of_category, kinds) for name in dict.fromkeys(names) if name]
    if titled and not is_joined:
        narrower = (kind for head in heads for kind in head if not titled.isdisjoint(kinds.broader.get(kind, ())))
        return of_category.union(narrower)
    parts = [_of_category(_head(part, language.locale), of_category, kinds) for part in _parts(product.title)]
    named = {kind for head in (*heads, *parts) for kind in head if kind in kinds.broader}
    if not named and not (of_category & kinds.broader.keys()) - kinds.departments:
        named = set(_weak_parts(product.title, language.locale))
    called = {kind for head in heads for kind in head if not kind.isdecimal()}
    return frozenset(called | named | _fitting(of_category, is_joined, named, kinds))


def _of_category(named: frozenset[str], of_category: frozenset[str], kinds: _Kinds) -> frozenset[str]:
    """Of what a word may name the kinds that the category has: a notebook among laptops is none for writing."""
    fitting = frozenset(kind for kind in named if not kinds.with_broader([kind]).isdisjoint(of_category))
    return fitting or named


def keys_of(kinds: Iterable[str], language: Language) -> frozenset[str]:
    """All kinds under which a product of these is looked for: a beanie is a hat."""
    return _kinds(language.locale).with_broader(kinds)


def relation(request: KindRequest, kinds: Set[str], language: Language) -> Relation:
    """Whether a product of these kinds is what was asked for. A title may say anything, and whoever is called a hat may
    be a beanie."""
    known = _kinds(language.locale)
    if not request.kinds.isdisjoint(known.with_broader(kinds)):
        return "is"
    certain = {kind for kind in kinds if kind in known.broader}
    if not request.is_known or not certain or not certain.isdisjoint(known.with_broader(request.kinds)):
        return "may_be"
    return "is_not"


def has_title(kinds: Set[str], language: Language) -> bool:
    """True for a book or a film, whose name need not say what it is."""
    return not kinds.isdisjoint(_kinds(language.locale).titled)


def of_a_kind(products: Iterable[T], text: str, language: Language) -> list[T]:
    """Those of the products that are of the kind that the words name."""
    request = kind_request(text, language)
    if request is None:
        return []
    return [each for each in products if relation(request, kinds_of(each, language), language) == "is"]


def _before_size(words: Sequence[str], kinds: _Kinds) -> int:
    """Where the words end before a size or a number of pieces: "television 55 inch", "paper 9 rolls"; the "games" of
    "Playdeck 2 games" are none."""
    end = len(words)
    while end > 1 and (words[end - 1].isdecimal() or words[end - 2].isdecimal()):
        end -= 1
    is_named = bool(kinds.named_by(words)[1]) and not kinds.named_by(words[:end])[1]
    is_all_size = end == 1 and words[0].isdecimal()
    return len(words) if is_named or is_all_size else end


def _fitting(of_category: frozenset[str], is_joined: bool, named: Set[str], kinds: _Kinds) -> Set[str]:
    """Of a category's kinds those that do not contradict the names: a sleeve among laptops is no laptop."""
    if not named:
        return of_category
    if is_joined:
        return frozenset()
    own = kinds.with_broader(named)
    return {
        kind
        for kind in of_category
        if kind not in kinds.broader
        or kind in own
        or kind in kinds.departments
        or not kinds.broader[kind].isdisjoint(named)
    }


def _parts(title: str) -> Iterator[str]:
    """Parts of a title of several words, the first without a number: "8GB Memory" is no memory."""
    for part in _PART.split(title)[:MOST_PARTS]:
        bare = _MODEL.sub("", part).strip()
        if " " in bare and not bare[:1].isdigit():
            yield bare


def _weak_parts(title: str, locale: str) -> Iterator[str]:
    """The known kinds of the parts that tell the kind only where nothing else does: "12-Cup Coffee Maker", "HDTV"."""
    for part in _PART.split(title)[:MOST_PARTS]:
        if len(part.split()) == 1 or part.strip()[:1].isdigit():
            yield from (kind for kind in _head(part.strip(), locale) if kind in _kinds(locale).broader)


@lru_cache(maxsize=4_096)
def _category_kinds(category: str, locale: str) -> tuple[frozenset[str], bool]:
    """The kinds that the last level of a category names, and whether they are several: "collars and leads"."""
    words = category.rpartition(">")[2].casefold().split()
    levels: list[list[str]] = [[]]
    for word in words:
        if word in _kinds(locale).joining:
            levels.append([])
        else:
            levels[-1].append(word.strip(","))
            if word.endswith(","):
                levels.append([])
    named = [_head(" ".join(level), locale) for level in levels if level]
    return frozenset(kind for kinds in named for kind in kinds), len(named) > 1


@lru_cache(maxsize=16_384)
def _head(name: str, locale: str) -> frozenset[str]:
    """The kinds that a name says, before "for snapline cameras" and "with lid"; of a "cup and saucer" both."""
    kinds, language = _kinds(locale), language_of(locale)
    said = list(takewhile(lambda word: word not in kinds.behind, name.casefold().split()))
    text = " ".join(said)
    words = plain_words(text, language)
    words = words[: _before_size(words, kinds)]
    while len(words) > 1 and words[-1] in kinds.trailing:
        words.pop()
    named, length = kinds.named_in(text, words)
    if named and named <= kinds.flavors and kinds.flavors.isdisjoint(words[-length - 1 : -length]):  # "mint tea"
        before = kinds.named_by(words[:-length])[0]
        named = before if before and before.isdisjoint(kinds.flavors) else named
    if named and len(said) > length + 1 and said[-length - 1] in kinds.joining:
        named |= kinds.named_by(plain_words(" ".join(said[: -length - 1]), language))[0]
    return named or frozenset(stems(words[-1:], language))


@cache
def _kinds(locale: str) -> _Kinds:
    told = table("kinds", locale)
    kinds_by_name: dict[str, set[str]] = {}
    above: dict[str, set[str]] = {}
    lines = [_sides(line) for trade in told.get("trades", {}).values() for line in trade.splitlines() if line.strip()]
    for names, _ in lines:
        for name in names:
            kinds_by_name.setdefault(_singular(name), set()).add(_id(names[0]))
    for names, narrower in lines:
        for name in narrower:
            for kind in kinds_by_name.setdefault(_singular(name), {_id(name)}):
                above.setdefault(kind, set()).add(_id(names[0]))
    by_beginning: dict[str, dict[_Phrase, frozenset[str]]] = {}
    for name in dict.fromkeys(name for sides in lines for side in sides for name in side):
        phrase = tuple(spoken_words(name))
        by_beginning.setdefault(phrase[-1][:_BEGINNING], {})[phrase] = frozenset(kinds_by_name[_singular(name)])
    return _Kinds(
        locale,
        by_beginning,
        {kind: _all_above(kind, above) for kinds in kinds_by_name.values() for kind in kinds},
        frozenset(map(_id, told.get("titled", ()))),
        frozenset(map(_id, told.get("departments", ()))),
        frozenset(map(_id, told.get("flavors", ()))),
        frozenset(told.get("trailing", "").split()) | language_of(locale).sizes.keys(),
        frozenset(stems(told.get("idle", "").split(), language_of(locale))),
        tuple(told.get("kept_endings", "").split()),
        frozenset(told.get("behind", "").split()),
        frozenset(table("features", locale).get("joining", "").split()),
    )


@cache
def _stemmed(locale: str, beginning: str) -> Mapping[_Phrase, frozenset[str]]:
    """The kinds by the stems of their names, of those whose last word begins so."""
    by_stems: dict[_Phrase, frozenset[str]] = {}
    for phrase, kinds in _kinds(locale).by_beginning.get(beginning, {}).items():
        stemmed = _kinds(locale).stems(phrase)
        by_stems[stemmed] = by_stems.get(stemmed, frozenset()) | kinds
    return by_stems


def _sides(line: str) -> tuple[list[str], list[str]]:
    """The names of a kind, and those of what is one too."""
    names, _, narrower = line.partition(">")
    return [name.strip() for name in names.split(",")], [name.strip() for name in narrower.split(",") if name.strip()]


def _singular(name: str) -> str:
    return name.rstrip("s")


def _id(name: str) -> str:
    return name.replace(" ", "-")


def _all_above(kind: str, above: Mapping[str, Set[str]]) -> frozenset[str]:
    """The kind and all that it is one of."""
    reached, waiting = {kind}, [kind]
    while waiting:
        for broader in above.get(waiting.pop(), ()):
            if broader not in reached:
                reached.add(broader)
                waiting.append(broader)
    return frozenset(reached)
