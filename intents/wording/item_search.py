"""Finds the thing that a customer's own words ask for, by one search. Of the ways to split them into an action, a
quantity, a thing and its kind, it takes the one in which the catalogue or the conversation explains every word. Called
by `meaning`."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from intents.products.kin import kin_of
from intents.products.variant_options import options_of, qualified_option, sorted_sizes
from intents.wording.product_match import ProductMatch, match_product
from intents.wording.sentences import Sentence
from intents.wording.vocabulary import vocabulary_of
from voice_skill.language.amounts.numbers import as_number
from voice_skill.language.amounts.spoken import amounts_in
from voice_skill.store import Found, Product
from voice_skill.store.search.kinds import of_a_kind
from voice_skill.store.search.text import language_of as search_language

Find = Callable[[str], Found]
OfKind = Callable[[str], Sequence[Product]]
_MOST_ALIKE = 3


@dataclass(frozen=True, slots=True)
class Item:
    """products: one, or several alike to ask about. is_settled: the count is of what is sold, not of what a pack of it
    holds. is_named: the words name the product, and not only a kind or a number of the current one. is_head: they say
    what it is, and not only what it is for. acts: the actions, in the order of the words."""

    products: tuple[Product, ...]
    options: tuple[str, ...]
    count: int | None
    is_settled: bool
    is_named: bool
    weight: float
    acts: tuple[str, ...]
    is_head: bool = False


@dataclass(frozen=True, slots=True)
class Context:
    """The things that a conversation is about. current_product: a size or a number alone is about it. product_choices:
    the products of the open question. at_hand: the products in the cart, or those bought before if the words are about
    them. last_list: the products last listed, while they are spoken of. spoken_of: the last two products. line_values:
    the values of the current cart line. value_choices: the values of the open question."""

    current_product: Product | None
    product_choices: tuple[Product, ...]
    at_hand: tuple[Product, ...]
    last_list: tuple[Product, ...] = ()
    spoken_of: tuple[Product, ...] = ()
    line_values: tuple[str, ...] = ()
    value_choices: tuple[str, ...] = ()


class Search:
    """Searches for one thing by its words."""

    def __init__(self, find: Find, of_kind: OfKind, context: Context, locale: str) -> None:
        self._find, self._of_kind, self._context, self._locale = find, of_kind, context, locale

    def about(self, product: Product) -> "Search":
        """The same search with this product as the current one."""
        return Search(
            self._find,
            self._of_kind,
            replace(self._context, current_product=product, line_values=(), value_choices=()),
            self._locale,
        )

    def listed(self, product_id: str) -> Product | None:
        """The product of the conversation with this id."""
        products = (*self._context.product_choices, *self._context.last_list, *self._context.spoken_of)
        return next((product for product in products if product.external_id == product_id), None)

    def kin(self, product: Product) -> list[Product]:
        """The other products of its kind."""
        return kin_of(product, self._of_kind, self._locale)

    def item(self, ways: Sequence[Sentence]) -> Item | None:
        """The thing that the sentence asks for; None if some of its words are not explained."""
        pairs: list[tuple[ProductMatch, Sentence]] = []
        tried_keys: set[tuple[tuple[str, ...], int]] = set()
        for with_numbers in (False, True):
            if not pairs or any(match.count is not None for match, _ in pairs):
                pairs += [(match, way) for way in ways for match in self._matches(way, with_numbers, tried_keys)]
        if not pairs:  # the last word may name another kind of thing: "a canister for thirty balloons"
            pairs = [
                (match, way) for way in ways for match in self._matches(way, False, tried_keys, is_last_omitted=True)
            ]
        if not pairs:
            return None
        best = max(match.weight for match, _ in pairs)
        among = [(match, way) for match, way in pairs if match.weight == best]
        if any(match.name_places for match, _ in among):  # "a jug" names a jug, and says nothing of a bowl
            among = [(match, way) for match, way in among if match.used_places or match.count not in (None, 1)]
        among = [each for each in among if self._is_current(each[0].product)] or among
        picks = self._best([match for match, _ in among], among[0][1])
        match, way = next(each for each in among if each[0] is picks[0])
        acts = tuple(act for at, act in sorted(way.acts.items()) if at not in match.used_places)
        texts = (qualified_option(name, value, match.product) for name, value in match.options.items())
        options = tuple(texts) if len(picks) == 1 or _same_options(picks) else ()
        return Item(
            tuple(each.product for each in picks),
            options,
            match.count,
            match.is_settled,
            bool(match.name_places),
            match.weight,
            acts,
            match.is_head,
        )

    def _matches(
        self,
        way: Sentence,
        with_numbers: bool,
        tried_keys: set[tuple[tuple[str, ...], int]],
        *,
        is_last_omitted: bool = False,
    ) -> Iterator[ProductMatch]:
        """tried_keys: the words and products that were matched before, which are not matched again."""
        sentence, extreme = self._without_extreme(way)
        for product in self._candidates(sentence, with_numbers, is_last_omitted=is_last_omitted):
            if (way.words, product.id) in tried_keys:
                continue
            tried_keys.add((way.words, product.id))
            match = self._match(sentence, product)
            if match and extreme:
                match = self._extreme(match, extreme, sentence)
            if match is None or (match.weight == 0 and match.count is None):
                continue
            if match.name_places or self._is_current(product):
                yield match

    def _is_current(self, product: Product) -> bool:
        return self._context.current_product is not None and product.id == self._context.current_product.id

    def _candidates(self, sentence: Sentence, with_numbers: bool, *, is_last_omitted: bool) -> list[Product]:
        """The products that the conversation is about, and those that search finds for the telling words, with or
        without the numbers and amounts among them."""
        amounts = () if with_numbers else amounts_in(sentence.words, self._locale)
        inside = {at for amount in amounts for at in range(amount.start, amount.end)}
        telling = [word for at, word in enumerate(sentence.words) if at not in sentence.free | inside]
        query_words = [word for word in telling if with_numbers or as_number(word) is None]
        query_words = query_words[: len(query_words) - is_last_omitted]
        context = self._context
        current = (
            *((context.current_product,) if context.current_product else ()),
            *context.product_choices,
            *context.at_hand,
            *context.last_list,
            *(self.kin(context.current_product) if context.current_product and query_words else ()),
        )
        is_named = any(as_number(word) is None for word in query_words)
        results = self._found(" ".join(query_words)) if is_named else ()
        return list({product.id: product for product in (*current, *results) if product.variants}.values())

    def _found(self, text: str) -> Sequence[Product]:
        """The products that search finds, and those of this kind where it found only what is like it: milk, and no milk
        chocolate."""
        products = self._find(text).products
        language = search_language(self._locale)
        return products if of_a_kind(products, text, language) else (*products, *self._of_kind(text))

    def _without_extreme(self, sentence: Sentence) -> tuple[Sentence, str]:
        """The sentence with "the biggest" as a word that need not name anything, and the extreme that it asks for."""
        vocabulary = vocabulary_of(self._locale)
        for at, word in enumerate(sentence.words):
            if vocabulary and word in vocabulary.extremes and at not in sentence.free:
                words, free = sentence.words, sentence.free
                if words[at + 1 : at + 2] == ("1",):  # "the biggest one" is not of one kilo
                    words, free = (*words[: at + 1], "one", *words[at + 2 :]), free | {at + 1}
                return replace(sentence, words=words, extreme=at, free=free), vocabulary.extremes[word]
        return sentence, ""

    def _match(self, sentence: Sentence, product: Product) -> ProductMatch | None:
        """The match with this product, with "the same size" as the current value."""
        match = match_product(
            sentence,
            product,
            self._locale,
            is_current=self._is_current(product),
            value_choices=self._context.value_choices,
        )
        vocabulary = vocabulary_of(self._locale)
        if match is None or vocabulary is None or vocabulary.words["same"].isdisjoint(sentence.words):
            return match
        same_options = {
            name: value
            for name, values in options_of(match.variants).items()
            for value in values
            if value in self._context.line_values and name not in match.options
        }
        variants = tuple(each for each in match.variants if same_options.items() <= each.options.items())
        return replace(match, options={**match.options, **same_options}, variants=variants) if variants else match

    def _extreme(self, match: ProductMatch, extreme: str, way: Sentence) -> ProductMatch | None:
        """The match with the largest or smallest of its sizes; None if there are no sizes to choose from."""
        if way.extreme in match.used_places:
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
        """The largest size, or the next larger one than the current one."""
        if extreme == "middle":
            return sizes[len(sizes) // 2]
        line_values = self._context.line_values
        at = next((place for place, size in enumerate(sizes) if size in line_values), None)
        if extreme == "larger" and at is not None:
            return sizes[min(at + 1, len(sizes) - 1)]
        if extreme == "smaller" and at is not None:
            return sizes[max(at - 1, 0)]
        return sizes[-1 if extreme in ("larger", "largest") else 0]

    def _best(self, matches: Sequence[ProductMatch], way: Sentence) -> list[ProductMatch]:
        """The match that the conversation is about, that has exactly this name, or that search is sure of; otherwise
        those alike."""
        context = self._context
        about = [context.current_product] if context.current_product else []
        for group in (context.product_choices, about, context.last_list, context.at_hand):
            ids = {product.id for product in group}
            if (inside := _unlike([each for each in matches if each.product.id in ids])) and len(inside) == 1:
                return inside
        matches = _unlike(matches)
        fullest = max(each.share for each in matches)
        fullest_matches = [each for each in matches if each.share == fullest]
        if len(fullest_matches) == 1 and (fullest == 1 or len(matches) == 1):
            return fullest_matches
        text = " ".join(word for at, word in enumerate(way.words) if at not in way.free)
        matches = [each for each in matches if each.is_head] or matches  # "milk" is no milk chocolate
        if len(matches) == 1:
            return matches
        result = self._find(text)
        if result.verdict == "sure":
            sure = [each for each in matches if each.product.id == result.products[0].id]
            if sure:
                return sure
        return list(matches[:_MOST_ALIKE])


def _unlike(matches: Iterable[ProductMatch]) -> list[ProductMatch]:
    """One match per product."""
    return list({each.product.id: each for each in reversed(list(matches))}.values())[::-1]


def _same_options(matches: Sequence[ProductMatch]) -> bool:
    return all(each.options == matches[0].options for each in matches)
