"""Making one product out of the rows that belong to it. Called by `staging`, a product at a time."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from voice_skill.linking.judging.judge import MAX_ENTRIES
from voice_skill.linking.judging.languages import Language
from voice_skill.linking.judging.ruling import finding_of
from voice_skill.linking.judging.spoken_words import is_shouted
from voice_skill.linking.judging.titles import common_title, own_words, shared_words
from voice_skill.linking.rows import Finding, Level, Row

# More than that is no answer to "which one would you like?".
_MAX_STYLE_CHARACTERS = 60
_NEW = re.compile(r"(?:https?://schema\.org/)?new(?:condition)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class JudgedRow:
    """A row after `judge`: `row` without its values, for the findings; place: its number in the staging."""

    place: int
    row: Row
    facts: Mapping[str, Any]


@dataclass
class Product:
    """The product made from its rows: `body` as JSON has it, or None when nothing of it can be bought."""

    body: dict[str, Any] | None = None
    findings: list[Finding] = field(default_factory=list)
    left_out: set[int] = field(default_factory=set)

    def find(self, row: Row, attribute: str, code: str, level: Level, message: str, value: str = "") -> None:
        self.findings.append(finding_of(row, attribute, code, level, message, value))

    def leave_out(self, judged: JudgedRow, attribute: str, code: str, message: str, value: str = "") -> None:
        self.find(judged.row, attribute, code, "error", message, value)
        self.left_out.add(judged.place)


def assemble(rows: Sequence[JudgedRow], language: Language) -> Product:
    """One product: what its variants have in common, and each of them; rows that were refused are not among these."""
    product = Product()
    main_row = _told(product, [row for row in rows if row.row.is_product])
    common = dict(main_row.facts) if main_row else {}
    variants = [JudgedRow(one.place, one.row, _merged(common, one.facts)) for one in rows if not one.row.is_product]
    variants = [one for one in variants if _is_whole(product, one)]
    options, title = _options(variants, common, language), common_title([one.facts["title"] for one in variants])
    _take_from_titles(product, variants, options, language.style)
    variants = _distinct(product, variants, options)
    if not variants:
        if main_row:
            message = "Give it a variant that can be bought, or take it out; none of its variants was taken."
            product.leave_out(main_row, "item_group_id", "item_group_without_variants", message, main_row.row.group)
        return product
    facts = [common, *(one.facts for one in variants)]
    first = main_row or variants[0]
    title = common.get("title") or title
    names = _option_names(variants, language)
    product.body = {
        "row": first.row.number,
        "external_id": first.row.group or first.row.id,
        "title": title,
        **{
            name: _first(name, facts) or "" for name in ("spoken_name", "spoken_plural", "description", "brand", "link")
        },
        "synonyms": _first("synonyms", facts) or [],
        "category": _first("product_type", facts) or "",
        "attributes": _attributes(facts, variants, options),
        "images": list(dict.fromkeys(image for each in facts for image in _images(each)))[:MAX_ENTRIES],
        "variants": [_variant(product, one, options[one.place], names) for one in variants],
    }
    _suggest(product, first.row, title, facts)
    return product


def _told(product: Product, rows: Sequence[JudgedRow]) -> JudgedRow | None:
    """The row that tells of the product; when several do, none."""
    if len(rows) > 1:
        numbers = ", ".join(str(judged.row.number) for judged in rows[:5])
        for judged in rows:
            message = f"Keep one of rows {numbers}: all tell of the product {judged.row.group[:40]}, so none was taken."
            product.leave_out(judged, "item_group_id", "id_duplicate", message, judged.row.group)
        return None
    return rows[0] if rows else None


def _merged(common: Mapping[str, Any], facts: Mapping[str, Any]) -> dict[str, Any]:
    return {**common, **facts, "images": [*_images(facts)]}


def _is_whole(product: Product, judged: JudgedRow) -> bool:
    facts = judged.facts
    if not facts.get("title"):
        message = "Give the product a title with words that can be said; without one the row is skipped."
        product.leave_out(judged, "title", "title_missing", message)
    if facts.get("price") is None:
        product.leave_out(judged, "price", "price_missing", "Give the price; without one the row is skipped.")
    return judged.place not in product.left_out


def _options(variants: Sequence[JudgedRow], common: Mapping[str, Any], language: Language) -> dict[int, dict[str, str]]:
    """By what the variants are chosen: what differs among them, or was declared of the product."""
    if len(variants) < 2:
        return {one.place: {} for one in variants}
    values: dict[str, set[str]] = {name: set() for one in variants for name in one.facts["options"]}
    for one in variants:
        for name, row_values in values.items():
            row_values.add(one.facts["options"].get(name, "").casefold())
    varying = {name for name, said in values.items() if len(said) > 1} | set(common.get("options", {}))
    return {
        one.place: {
            name: language.choice(name, value) for name, value in one.facts["options"].items() if name in varying
        }
        for one in variants
    }


def _option_names(variants: Sequence[JudgedRow], language: Language) -> dict[str, str]:
    """Each option's spoken name; two that would be called the same keep the names that they have."""
    values: dict[str, set[str]] = {}
    for one in variants:
        for name, value in one.facts["options"].items():
            values.setdefault(name, set()).add(value)
    spoken_by_name = {name: language.option(name, value) for name, value in values.items()}
    spoken_names = [name.casefold() for name in spoken_by_name.values()]
    return {name: said if spoken_names.count(said.casefold()) == 1 else name for name, said in spoken_by_name.items()}


def _distinct(
    product: Product, variants: Sequence[JudgedRow], options: Mapping[int, Mapping[str, str]]
) -> list[JudgedRow]:
    """The variants that can be told from each other; those that cannot are left out, all of them."""
    for same in _alike(variants, options):
        numbers = ", ".join(str(one.row.number) for one in same[:5])
        for one in same:
            option_text = ", ".join(options[one.place].values()) or "no options"
            message = f"Say by size, color or another option what tells rows {numbers} apart; until then none is taken."
            product.leave_out(one, "item_group_id", "item_group_duplicate_variants", message, option_text)
    return [one for one in variants if one.place not in product.left_out]


def _alike(variants: Sequence[JudgedRow], options: Mapping[int, Mapping[str, str]]) -> list[list[JudgedRow]]:
    """Variants with the same options as another."""
    alike: dict[frozenset[tuple[str, str]], list[JudgedRow]] = {}
    for one in variants:
        choice = frozenset((name.casefold(), value.casefold()) for name, value in options[one.place].items())
        alike.setdefault(choice, []).append(one)
    return [same for same in alike.values() if len(same) > 1]


def _take_from_titles(
    product: Product, variants: Sequence[JudgedRow], options: Mapping[int, dict[str, str]], style: str
) -> None:
    """Makes an option from the titles if nothing else tells variants apart: "Candle Rose", "Candle Lavender"."""
    shared = shared_words([one.facts["title"] for one in variants])
    for same in _alike(variants, options):
        own = [own_words(one.facts["title"], shared) for one in same]
        is_telling = all(own) and len({words.casefold() for words in own}) == len(own)
        if not is_telling or max(map(len, own)) > _MAX_STYLE_CHARACTERS:
            continue
        for one, said in zip(same, own, strict=True):
            options[one.place][style] = said
            message = (
                "Give what tells the variants apart as size, color or another option; it was taken from the title."
            )
            product.find(one.row, "item_group_id", "item_group_options_from_title", "warning", message, said)


def _attributes(
    facts: Iterable[Mapping[str, Any]], variants: Sequence[JudgedRow], options: Mapping[int, Mapping[str, str]]
) -> dict[str, str]:
    """Attributes that hold for every variant and are worth answering from."""
    values_by_name: dict[str, list[str]] = {}
    for each in facts:
        for name, value in each.get("details", {}).items():
            values_by_name.setdefault(name, []).append(value)
    for one in variants:
        for name, value in one.facts["options"].items():
            if name not in options[one.place]:
                values_by_name.setdefault(name, []).append(value)
        condition = one.facts.get("condition", "new")
        if not _NEW.fullmatch(condition):
            values_by_name.setdefault("condition", []).append(condition)
    return {name: values[0] for name, values in values_by_name.items() if len(set(values)) == 1}


def _variant(
    product: Product, judged: JudgedRow, options: Mapping[str, str], names: Mapping[str, str]
) -> dict[str, Any]:
    facts = judged.facts
    sale_price, period = _sale(product, judged)
    availability, stock = _stock(product, judged)
    if "gtin" not in facts:
        product.find(
            judged.row, "gtin", "gtin_missing", "suggestion", "Give the number of the bar code, if it has one."
        )
    return {
        "sku": judged.row.id,
        "options": {names.get(name, name): value for name, value in options.items()},
        "price": facts["price"],
        "sale_price": sale_price,
        "sale_from": period[0],
        "sale_until": period[1],
        "stock": stock,
        "availability": availability,
        "gtin": facts.get("gtin") or None,
    }


def _sale(product: Product, judged: JudgedRow) -> tuple[int | None, Sequence[str | None]]:
    sale_price, period = judged.facts.get("sale_price"), judged.facts.get("sale_price_effective_date", (None, None))
    if sale_price is not None and sale_price > judged.facts["price"]:
        message = "Make the sale price lower than the price; until then the price holds."
        product.find(judged.row, "sale_price", "sale_price_above_price", "warning", message, str(sale_price))
    # A period that cannot be read is judged already: nobody is promised a price that may have ended.
    if sale_price is None or sale_price >= judged.facts["price"] or not period:
        return None, (None, None)
    return sale_price, period


def _stock(product: Product, judged: JudgedRow) -> tuple[str, int | None]:
    availability, quantity = judged.facts.get("availability"), judged.facts.get("quantity")
    if availability is None and quantity is None:
        message = "Say whether it is in stock; it was taken as in stock."
        product.find(judged.row, "availability", "availability_missing", "suggestion", message)
    if availability == "in_stock" and quantity == 0:
        message = "Correct the availability or the quantity: 0 are in stock; it counts as sold out."
        product.find(judged.row, "availability", "availability_contradicts_quantity", "warning", message, "0")
    if quantity == 0:
        # What can be ordered before it is there is not counted by what is there.
        return (availability, None) if availability in ("preorder", "backorder") else ("out_of_stock", 0)
    return availability or "in_stock", quantity


def _suggest(product: Product, row: Row, title: str, facts: Sequence[Mapping[str, Any]]) -> None:
    """Suggests improvements to the product; once for all its variants."""
    if is_shouted(title):
        message = "Write the title in small letters; in capitals nobody can tell its words from short forms."
        product.find(row, "title", "title_all_caps", "suggestion", message, title)
    for name, code, message in (
        ("description", "description_missing", "Describe it in a sentence or two; customers ask what a thing is."),
        ("image_link", "image_link_missing", "Give a picture; devices with a screen show it."),
    ):
        if not any(name in each for each in facts):
            product.find(row, name, code, "suggestion", message)


def _first(name: str, facts: Iterable[Mapping[str, Any]]) -> Any:
    return next((each[name] for each in facts if each.get(name)), None)


def _images(facts: Mapping[str, Any]) -> list[str]:
    first = facts.get("image_link")
    return [*([first] if first else []), *facts.get("additional_image_link", [])]
