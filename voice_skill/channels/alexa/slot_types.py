"""The slot types that a catalogue fills: what products are called, what can be chosen, what can be asked about.

Alexa hears words outside these lists too and sends them as they are, so a product that finds no room here is
still found by its name; it is only heard less surely.
"""

import json
import logging
import re
from collections.abc import Iterable, Iterator
from typing import Any

from voice_skill.channels.alexa.spoken import MOST_CHARACTERS, slot_value
from voice_skill.language.tables import table
from voice_skill.store import MerchantStore, Product
from voice_skill.store.products.facts import askable, comparable
from voice_skill.store.search.text import language_of

CATALOGUE_TYPES = ("PRODUCT", "OPTION", "OPTION_NAME", "ATTRIBUTE", "COMPARATIVE")

_WITH = re.compile(r"with(?:out)? (?!an? |the )", re.IGNORECASE)

log = logging.getLogger(__name__)

Value = dict[str, Any]
Named = tuple[str, list[str]]  # an id, and what it is called, best first


def catalogue_types(store: MerchantStore, locale: str, room_bytes: int) -> dict[str, list[Value]]:
    """The values of each type, as many as fit into the room; a type without values is left out.

    Options and attributes are few and come first; products fill what is left, in the order in which they came.
    """
    catalogue, options = store.catalogue, store.catalogue.options()
    example = catalogue.example()
    texts_by_type: dict[str, Iterable[Named]] = {
        "ATTRIBUTE": _askable(catalogue.attributes(), locale) if example else (),
        "COMPARATIVE": ((words[0], words) for words in comparable(locale)) if example else (),
        "OPTION_NAME": ((name, _one_and_many(name, locale)) for name in options),
        "OPTION": _options(_each_once(options.values()), locale),
        "PRODUCT": (
            (name.external_id, [name.spoken_name, name.spoken_plural, *name.synonyms]) for name in catalogue.names()
        ),
    }
    types: dict[str, list[Value]] = {}
    for type_name, of_type in texts_by_type.items():
        values, room_bytes = _fitting(type_name, _values(of_type, locale), room_bytes)
        if values:
            types[type_name] = values
    return {name: types[name] for name in CATALOGUE_TYPES if name in types}


def generic_types(locale: str) -> dict[str, list[Value]]:
    """The values of each type that any shop may have; empty in a language in which nothing is known of goods. Products
    and options have ids only to show that there may be others."""
    goods = table("goods", locale)
    if not goods:
        return {}
    named: dict[str, Iterable[Named]] = {
        "ATTRIBUTE": _askable((), locale),
        "COMPARATIVE": ((words[0], words) for words in comparable(locale)),
        "OPTION_NAME": ((name, _one_and_many(name, locale)) for name in goods["option_names"]),
        "OPTION": _options(goods["options"], locale),
        "PRODUCT": ((name, _one_and_many(name, locale)) for name in goods["products"]),
    }
    return {name: list(_values(named[name], locale)) for name in CATALOGUE_TYPES}


def types_of(products: Iterable[Product], locale: str) -> dict[str, list[Value]]:
    """The values of each type that these products have."""
    products = list(products)
    options = [choice for product in products for variant in product.variants for choice in variant.options.items()]
    named: dict[str, Iterable[Named]] = {
        "PRODUCT": ((each.external_id, [each.spoken_name, each.spoken_plural, *each.synonyms]) for each in products),
        "OPTION": _options(dict.fromkeys(value for _, value in options), locale),
        "OPTION_NAME": ((name, _one_and_many(name, locale)) for name in dict.fromkeys(name for name, _ in options)),
        "ATTRIBUTE": _askable(dict.fromkeys(name for each in products for name in each.attributes), locale),
    }
    types = {type_name: list(_values(of_type, locale)) for type_name, of_type in named.items()}
    return {type_name: values for type_name, values in types.items() if values}


def _askable(attributes: Iterable[str], locale: str) -> Iterable[Named]:
    """The merchant's attributes, and what is asked of products anywhere: "weight", also as "heavy"; "waterproof"."""
    texts_by_id = {name: [name] for name in attributes}
    for words in askable(locale):
        owner = next((name for name in texts_by_id if name.casefold() in words), words[0])
        texts_by_id[owner] = [*texts_by_id.get(owner, ()), *words]
    return texts_by_id.items()


def _options(values: Iterable[str], locale: str) -> Iterator[Named]:
    """The values customers can choose, also in their spoken form: "M" as "medium", "with lid" as "with a lid"."""
    sizes = language_of(locale).sizes
    for value in values:
        called = [value, sizes.get(value.casefold(), value)]
        if locale.startswith("en-") and (match := _WITH.match(value)):
            called += [f"{match[0]}{article} {value[match.end() :]}" for article in ("a", "the")]
        yield value, list(dict.fromkeys(called))


def _one_and_many(name: str, locale: str) -> list[str]:
    """ "size", "sizes": customers ask for all of them. inflect would know every English plural, but its import takes
    longer than the rest of the model; where this is wrong, Alexa still hears the word."""
    if not locale.startswith("en-") or re.search(r"s$|[^a-z]$", name.lower()):
        return [name]
    if re.search(r"(x|z|ch|sh)$", name.lower()):
        return [name, f"{name}es"]
    return [name, re.sub(r"(?<=[^aeiou])y$", "ie", name) + "s"]


def _each_once(lists: Iterable[list[str]]) -> Iterable[str]:
    return dict.fromkeys(value for values in lists for value in values)


def _values(named_texts: Iterable[Named], locale: str) -> Iterator[Value]:
    """One value for each id that can be said, under a name of its own.

    Two products may sound the same. Alexa takes a name only once in a type but a synonym any number of times,
    so the second goes by another of its names and keeps the shared one as a synonym: Alexa then resolves the
    words to both ids, and the shop asks which is meant.
    """
    uses_by_name: dict[str, int] = {}  # a name, and the last number that another one got to differ from it
    for value_id, texts in named_texts:
        names: dict[str, str] = {}
        for text in texts:
            name = slot_value(text, locale)
            names.setdefault(name.casefold(), name)
        names.pop("", None)
        if not names:
            continue
        free = next((key for key in names if key not in uses_by_name), None)
        name = names.pop(free) if free else _numbered(next(iter(names.values())), uses_by_name)
        uses_by_name[name.casefold()] = 1
        yield {"id": value_id, "name": {"value": name, "synonyms": list(names.values())}}


def _numbered(name: str, uses_by_name: dict[str, int]) -> str:
    key, stem, number = name.casefold(), name[: MOST_CHARACTERS - len(" 99999")].rstrip(), 0
    while number == 0 or f"{stem} {number}".casefold() in uses_by_name:
        uses_by_name[key] += 1
        number = uses_by_name[key]
    return f"{stem} {number}"


def _fitting(type_name: str, values: Iterable[Value], room_bytes: int) -> tuple[list[Value], int]:
    fitting: list[Value] = []
    for value in values:
        size_bytes = json_bytes(value) + 1  # the comma
        if size_bytes > room_bytes:
            log.warning("slot_type_full type=%s values=%d", type_name, len(fitting))
            break
        fitting.append(value)
        room_bytes -= size_bytes
    return fitting, room_bytes


def json_bytes(value: Any) -> int:
    """The size of a value as it is uploaded: compact, in UTF-8."""
    return len(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode())
