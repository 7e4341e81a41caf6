"""Finds the thing that a customer's own words ask for, by one search. Of the ways to split them into an action, a
quantity, a thing and its kind, it takes the one in which the catalogue or the conversation explains every word. Called
by `meaning`."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from intents.products.variant_options import options_of, qualified_option, sorted_sizes
from intents.wording.product_match import ProductMatch, match_product
from intents.wording.sentences import Sentence
from intents.wording.vocabulary import vocabulary_of
from voice_skill.language.amounts.numbers import as_number
from voice_skill.language.amounts.spoken import amounts_in
from voice_skill.store import Found, Product

Find = Callable[[str], Found]
_MOST_ALIKE = 3


@dataclass(frozen=True, slots=True)
class Item:
    """products: one, or those alike between which has to be asked. is_settled: whether the count is of what is sold,
    and not of what a pack of it holds. is_named: whether the words name it, else they only tell a kind or a number of
    what is spoken of. acts: what is done, in the order of the words."""

    products: tuple[Product, ...]
    options: tuple[str, ...]
    count: int | None
    is_settled: bool
    is_named: bool
    weight: float
    acts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Context:
    """What a talk is about. spoken_of: the product that a size or a number alone is of. offered: between which it was
    asked. at_hand: what is in the cart, or was bought before where that is asked about. chosen: the values of the line
    that is spoken of. asked: between which values it was asked."""

    current_product: Product | None
    offered: tuple[Product, ...]
    at_hand: tuple[Product, ...]
    chosen: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()


class Search:
    """Reads the words for one thing."""

    def __init__(self, find: Find, context: Context, locale: str) -> None:
        self._find, self._context, self._locale = find, context, locale

    def about(self, product: Product) -> "Search":
        """The same where this product is spoken of."""
        return Search(self._find, replace(self._context, current_product=product, chosen=(), asked=()), self._locale)

    def item(self, ways: Sequence[Sentence]) -> Item | None:
        """What the sentence asks for; None where some of its words are not explained."""
        found: list[tuple[ProductMatch, Sentence]] = []
        tried: set[tuple[tuple[str, ...], int]] = set()
        for with_numbers in (False, True):
            if not found or any(match.count is not None for match, _ in found):
                found += [(match, way) for way in ways for match in self._matches(way, with_numbers, tried)]
        if not found:
            return None
        best = max(match.weight for match, _ in found)
        among = [(match, way) for match, way in found if match.weight == best]
        among = [each for each in among if self._is_current(each[0].product)] or among
        meant = self._best([match for match, _ in among], among[0][1])
        match, way = next(each for each in among if each[0] is meant[0])
        acts = tuple(act for at, act in sorted(way.acts.items()) if at not in match.used)
        told = (qualified_option(name, value, match.product) for name, value in match.options.items())
        options = tuple(told) if len(meant) == 1 or _same_options(meant) else ()
        return Item(
            tuple(each.product for each in meant),
            options,
            match.count,
            match.is_settled,
            bool(match.named),
            match.weight,
            acts,
        )

    def _matches(
        self, way: Sentence, with_numbers: bool, tried: set[tuple[tuple[str, ...], int]]
    ) -> Iterator[ProductMatch]:
        """tried: the words and products that were judged before, which are not judged again."""
        sentence, extreme = self._without_extreme(way)
        for product in self._candidates(sentence, with_numbers):
            if (way.words, product.id) in tried:
                continue
            tried.add((way.words, product.id))
            match = self._match(sentence, product)
            if match and extreme:
                match = self._extreme(match, extreme, sentence)
            if match is None or (match.weight == 0 and match.count is None):
                continue
            if match.named or self._is_current(product):
                yield match

    def _is_current(self, product: Product) -> bool:
        return self._context.current_product is not None and product.id == self._context.current_product.id

    def _candidates(self, sentence: Sentence, with_numbers: bool) -> list[Product]:
        """What the talk is about, and what search finds for the telling words, with or without the numbers and amounts
        among them."""
        amounts = () if with_numbers else amounts_in(sentence.words, self._locale)
        inside = {at for amount in amounts for at in range(amount.start, amount.end)}
        telling = [word for at, word in enumerate(sentence.words) if at not in sentence.free | inside]
        said = [word for word in telling if with_numbers or as_number(word) is None]
        context = self._context
        about = (*((context.current_product,) if context.current_product else ()), *context.offered, *context.at_hand)
        is_named = any(as_number(word) is None for word in said)
        searched = self._find(" ".join(said)).products if is_named else ()
        return list({product.id: product for product in (*about, *searched) if product.variants}.values())

    def _without_extreme(self, sentence: Sentence) -> tuple[Sentence, str]:
        """The sentence with "the biggest" as a word that need not name anything, and what it asks for."""
        known = vocabulary_of(self._locale)
        for at, word in enumerate(sentence.words):
            if known and word in known.extremes and at not in sentence.free:
                return replace(sentence, extreme=at), known.extremes[word]
        return sentence, ""

    def _match(self, sentence: Sentence, product: Product) -> ProductMatch | None:
        """As a sentence about this product, with "the same size" as that which was chosen."""
        match = match_product(
            sentence, product, self._locale, is_current=self._is_current(product), asked=self._context.asked
        )
        known = vocabulary_of(self._locale)
        if match is None or known is None or known.words["same"].isdisjoint(sentence.words):
            return match
        kept = {
            name: value
            for name, values in options_of(match.variants).items()
            for value in values
            if value in self._context.chosen and name not in match.options
        }
        variants = tuple(each for each in match.variants if kept.items() <= each.options.items())
        return replace(match, options={**match.options, **kept}, variants=variants) if variants else match

    def _extreme(self, match: ProductMatch, extreme: str, way: Sentence) -> ProductMatch | None:
        """The match with the largest or smallest of its sizes; None where it has no sizes to choose from."""
        if way.extreme in match.used:
            return match  # it is a size's own word
        for name, values in options_of(match.variants).items():
            sizes = sorted_sizes(values, self._locale)
            if not sizes or name in match.options:
                continue
            value = self._of_extreme(sizes, extreme)
            variants = tuple(each for each in match.variants if each.options.get(name) == value)
            options = {**match.options, name: value}
            return replace(match, options=options, variants=variants, weight=match.weight + 1)
        return match if match.options else None

    def _of_extreme(self, sizes: Sequence[str], extreme: str) -> str:
        """The largest, or the one larger than what was chosen."""
        chosen = self._context.chosen
        at = next((place for place, size in enumerate(sizes) if size in chosen), None)
        if extreme == "larger" and at is not None:
            return sizes[min(at + 1, len(sizes) - 1)]
        if extreme == "smaller" and at is not None:
            return sizes[max(at - 1, 0)]
        return sizes[-1 if extreme in ("larger", "largest") else 0]

    def _best(self, matchs: Sequence[ProductMatch], way: Sentence) -> list[ProductMatch]:
        """The one that the talk is about, that is called just so, or that search is sure of; else those alike."""
        context = self._context
        about = [context.current_product] if context.current_product else []
        for group in (context.offered, about, context.at_hand):
            ids = {product.id for product in group}
            if (inside := _unlike([each for each in matchs if each.product.id in ids])) and len(inside) == 1:
                return inside
        matchs = _unlike(matchs)
        fullest = max(each.share for each in matchs)
        called = [each for each in matchs if each.share == fullest]
        if len(called) == 1 and (fullest == 1 or len(matchs) == 1):
            return called
        text = " ".join(word for at, word in enumerate(way.words) if at not in way.free)
        if len(heads := [each for each in matchs if each.is_head]) == 1:
            return heads
        found = self._find(text)
        if found.verdict == "sure":
            sure = [each for each in matchs if each.product.id == found.products[0].id]
            if sure:
                return sure
        return list(matchs[:_MOST_ALIKE])


def _unlike(matchs: Iterable[ProductMatch]) -> list[ProductMatch]:
    """One match a product."""
    return list({each.product.id: each for each in reversed(list(matchs))}.values())[::-1]


def _same_options(matchs: Sequence[ProductMatch]) -> bool:
    return all(each.options == matchs[0].options for each in matchs)
