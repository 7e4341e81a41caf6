"""A customer's wishes beside a name: a price, stock, an option, something bought before. Called by Search."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from operator import ge, gt, le, lt

from babel import Locale, UnknownLocaleError
from babel.numbers import get_currency_name, get_currency_symbol

from voice_skill.language.stems import stem
from voice_skill.language.tables import table
from voice_skill.store.money import Money
from voice_skill.store.search.entries import value_stems
from voice_skill.store.search.text import Language, digits, fold, language_of, stems
from voice_skill.store.tables import Product, Variant

_LIMITS: dict[str, Callable[[int, int], bool]] = {"below": lt, "at_most": le, "above": gt, "at_least": ge}
_AMOUNT = r"(?P<whole>\d{1,9})(?:[.,](?P<part>\d{1,2})\b)?"
_JOINED = re.compile(r"['’`-]")


@dataclass(frozen=True)
class Wish:
    """said: in the customer's words."""

    said: str
    meets: Callable[[Variant, datetime], bool]


@dataclass(frozen=True)
class SearchRequest:
    """heard: what is left to search for. points_back: whether the customer speaks of what they bought before."""

    heard: Sequence[tuple[str, float]]
    wishes: tuple[Wish, ...] = ()
    points_back: bool = False


def search_request_of(
    heard: Sequence[tuple[str, float]], language: Language, currency: str, has_bought: bool
) -> SearchRequest:
    """Splits what was heard into a name and wishes; the wishes are those of the likeliest transcript that has any."""
    wishes: tuple[Wish, ...] = ()
    texts, points_back = [], False
    for text, sure in heard:
        rest, wishes_of_transcript, before = _taken_apart(text, language, currency, has_bought)
        wishes, points_back = wishes or wishes_of_transcript, points_back or before
        texts.append((rest, sure))
    return SearchRequest(texts, wishes, points_back) if wishes or points_back else SearchRequest(heard)


def name_and_wishes(text: str, locale: str, currency: str) -> tuple[str, tuple[Wish, ...]]:
    """Splits a text into the name in it, empty for "anything under twenty dollars", and the wishes beside it."""
    language = language_of(locale)
    wishes = search_request_of([(text, 1.0)], language, currency, has_bought=True)
    name = wishes.heard[0][0].strip()
    is_name = any(word not in language.stop_words for word in fold(name).split())
    return name if is_name else "", wishes.wishes


def failed(product: Product, wishes: Iterable[Wish], now: datetime) -> tuple[str, ...]:
    """The wishes that the nearest variant of the product does not meet; of equally near ones it is the variant that
    meets the earlier wishes."""
    wishes = tuple(wishes)
    misses = ([not wish.meets(variant, now) for wish in wishes] for variant in product.variants)
    nearest = min(misses, key=lambda missed: (sum(missed), missed), default=[True] * len(wishes))
    return tuple(wish.said for wish, is_missed in zip(wishes, nearest, strict=True) if is_missed)


def choices_of(words: Sequence[str], language: Language) -> Iterator[Wish]:
    """The wish for a variant, or a product, of each of these options or attributes."""
    request_stems = frozenset(stems(words, language))
    for word in words:
        yield Wish(word, _having(stem(word, language.stemmer), request_stems, language))


def _having(choice_stem: str, request_stems: frozenset[str], language: Language) -> Callable[[Variant, datetime], bool]:
    def meets(variant: Variant, now: datetime) -> bool:
        choices = {**variant.product.attributes, **variant.options}
        return any(_is_of(choice_stem, request_stems, name, value, language) for name, value in choices.items())

    return meets


def _is_of(choice_stem: str, request_stems: frozenset[str], name: str, value: str, language: Language) -> bool:
    if fold(value).strip() in language.no:
        return False
    is_size = value.strip().casefold() in {*language.sizes, *language.sizes.values()}
    values = value_stems(value, language)
    return choice_stem in value_stems(name, language)[0] or any(
        request_stems.issuperset(way) if is_size else True for way in values if choice_stem in way
    )


def _taken_apart(text: str, language: Language, currency: str, has_bought: bool) -> tuple[str, tuple[Wish, ...], bool]:
    request = _JOINED.sub(" ", digits(fold(text), language))
    wishes = []
    for name, pattern in _patterns(language.locale, currency).items():
        match = pattern.search(request)
        if match and (wish := _wish(name, match, request, currency)):
            wishes.append(wish)
            request = f"{request[: match.start()]} {request[match.end() :]}"
    before = _before(language.before).search(request) if has_bought and language.before else None
    if before:
        request = f"{request[: before.start()]} {request[before.end() :]}"
    return (request if wishes or before else text), tuple(wishes), before is not None


def _wish(name: str, match: re.Match[str], request: str, currency: str) -> Wish | None:
    if name == "in_stock":
        return Wish(match[0].strip(), lambda variant, now: variant.can_sell(1))
    groups = match.groupdict()
    if not (groups["symbol"] or groups["money"] or groups["cents_only"]) and request[match.end() :].strip(" .!?"):
        return None  # "over 50 vitamins": no word of money, and the name goes on
    whole, part = groups["whole"], groups["part"] or groups["rest"] or "0"
    amount = (
        f"0.{int(whole):02}" if groups["cents_only"] else f"{whole}.{part:0>2}" if groups["rest"] else f"{whole}.{part}"
    )
    limit_minor, compare = Money.parse(amount, currency).amount_minor, _LIMITS[name]
    return Wish(match[0].strip(), lambda variant, now: compare(variant.price(now).amount_minor, limit_minor))


@cache
def _patterns(locale: str, currency: str) -> dict[str, re.Pattern[str]]:
    """For each kind of wish how it is said; empty for a language without a table."""
    language = language_of(locale)
    symbol = _any_of([re.escape(get_currency_symbol(currency, "en"))])
    cents = _any_of(language.cents)
    money = _any_of([*language.money, *_names_of(currency, locale)])
    articles = _any_of(table("grammar", locale).get("articles", "").split())
    amount = (
        rf"(?:(?:{articles})\s+)?(?P<symbol>{symbol})?\s*{_AMOUNT}(?:(?P<cents_only>\s*(?:{cents})\b)|(?P<money>\s*(?:{money})(?!\w))?"
        rf"(?:\s+(?P<rest>\d\d)\b(?:\s*(?:{cents})\b)?)?)"
    )
    patterns = {
        name: re.compile(rf"\b(?:{_any_of(phrases)})\s+{amount}")
        for name, phrases in language.limits.items()
        if phrases
    }
    if language.in_stock:
        patterns["in_stock"] = re.compile(rf"\b(?:{_any_of(language.in_stock)})\b")
    return patterns


@cache
def _before(phrases: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(phrases)})\b")


def _any_of(phrases: Iterable[str]) -> str:
    """Longer ones first, since the first that fits is taken; never empty, which would fit everywhere."""
    return "|".join(sorted(phrases, key=lambda one: -len(one))) or r"(?!)"


def _names_of(currency: str, locale: str) -> set[str]:
    """The words for the currency in CLDR, "dollar" and "dollars" of "US dollars"."""
    try:
        in_locale = Locale.parse(locale.replace("_", "-"), sep="-")
    except (ValueError, UnknownLocaleError):
        in_locale = Locale("en")
    names = (get_currency_name(currency, count, in_locale) for count in (1, 10))
    symbol = re.escape(get_currency_symbol(currency, "en"))
    return {symbol, *(word for name in names for word in re.findall(r"\w{3,}", fold(name)))}
