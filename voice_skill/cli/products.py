"""Commands about single products: look at them, and say what they are called. Part of `voice-skill catalogue`."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import click

from voice_skill.cli.options import (
    as_json,
    json_option,
    limit_range,
    merchant_option,
    merchant_store,
    print_table,
    the_first,
)
from voice_skill.store import MOST_FOUND, MerchantStore, Money, Product

COLUMNS = ("id", "name", "title", "price", "stock", "feed")


@click.command("show")
@click.argument("product_id", metavar="ID", required=False)
@click.option("--search", "words", help="Search by a customer's words.")
@click.option("--limit", default=20, show_default=True, type=limit_range, help="The most rows to return.")
@merchant_option
@json_option
def show_products(
    product_id: str | None, words: str | None, limit: int, merchant_name: str | None, json_lines: bool
) -> None:
    """Show one product with its variants, or list the first products.

    \b
    Examples: voice-skill catalogue show mug-blue
              voice-skill catalogue show --search "blue mug" --json
    """
    with merchant_store(merchant_name) as shop:
        feeds = {feed.id: feed.name for feed in shop.feeds.all()}
        if product_id is not None:
            _show_one(_as_object(shop.catalogue.product(product_id), feeds), json_lines)
            return
        visible = _matches(shop, words, limit) if words else the_first(shop.catalogue.products(limit=limit + 1), limit)
        rows = [_as_row(product, feeds, shop) for product in visible]
    print_table(rows, COLUMNS, json_lines, empty="There is no such product.")


def _matches(shop: MerchantStore, words: str, limit: int) -> Sequence[Product]:
    matches = shop.catalogue.find(words, limit=limit + 1).products
    if MOST_FOUND <= len(matches) <= limit:
        click.echo(f"These are the best {len(matches)} matches; add words to narrow the search.", err=True)
    return the_first(matches, limit, "best")


@click.command("name")
@click.argument("product_id", metavar="ID")
@click.argument("name", required=False)
@click.option("--plural", help="The plural, such as 'blue mugs'.  [default: made from the name]")
@click.option("--reset", "is_reset", is_flag=True, help="Restore the feed's name.")
@merchant_option
@json_option
def name_product(
    product_id: str, name: str | None, plural: str | None, is_reset: bool, merchant_name: str | None, json_lines: bool
) -> None:
    """Set a product's spoken name; later syncs do not change it.

    \b
    Examples: voice-skill catalogue name 4711 "blue mug" --plural "blue mugs"
              voice-skill catalogue name 4711 --reset
    """
    from voice_skill.linking.judging.names import spoken_plural

    if (name is None) is not is_reset or (is_reset and plural):
        raise click.UsageError("Give a NAME, or --reset.")
    if name is not None and not any(map(str.isalnum, name)):
        raise click.UsageError("The NAME needs a word that can be spoken.")
    with merchant_store(merchant_name) as shop:
        shown_plural = plural or (spoken_plural(name, shop.merchant.locale) if name else None)
        product = shop.catalogue.rename(product_id, name, shown_plural)
        row = {"id": product.external_id, "name": product.spoken_name, "plural": product.spoken_plural}
        shop.commit()
    if json_lines:
        as_json(**row)
    else:
        click.echo(f"{row['id']} is called {row['name']!r}, several of them {row['plural']!r}.")


def _as_row(product: Product, feeds: dict[int, str], shop: MerchantStore) -> dict[str, Any]:
    prices = [variant.price(shop.now) for variant in product.variants]
    amounts = sorted({price.decimal for price in prices})
    stocks = [variant.left for variant in product.variants]
    return {
        "id": product.external_id,
        "name": product.spoken_name,
        "title": product.title,
        "price": f"{' – '.join(map(str, amounts[:: max(len(amounts) - 1, 1)]))} {prices[0].currency}" if prices else "",
        "stock": "not counted" if None in stocks else sum(left or 0 for left in stocks),
        "feed": feeds.get(product.feed_id or 0),
    }


def _as_object(product: Product, feeds: dict[int, str]) -> dict[str, Any]:
    now = datetime.now(UTC)
    return {
        "id": product.external_id,
        "title": product.title,
        "name": product.spoken_name,
        "plural": product.spoken_plural,
        "feed_calls_it": product.fed_name,
        "synonyms": product.synonyms,
        "brand": product.brand,
        "category": product.category,
        "description": product.description,
        "attributes": product.attributes,
        "images": product.images or ([product.image_url] if product.image_url else []),
        "link": product.link,
        "feed": feeds.get(product.feed_id or 0),
        "variants": [
            {
                "sku": variant.sku,
                "options": variant.options,
                "price": f"{variant.price(now).decimal} {variant.currency}",
                "regular_price": f"{Money(variant.price_minor, variant.currency).decimal} {variant.currency}",
                "availability": variant.availability,
                "stock": variant.stock,
                "gtin": variant.gtin,
            }
            for variant in product.variants
        ],
    }


def _show_one(row: dict[str, Any], json_lines: bool) -> None:
    if json_lines:
        as_json(**row)
        return
    variants = row.pop("variants")
    for name, value in row.items():
        if value:
            click.echo(f"{name.replace('_', ' ') + ':':15}{_cell(value)}")
    print_table([{**one, "options": _cell(one["options"])} for one in variants], tuple(variants[0]), False)


def _cell(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{name} {said}" for name, said in value.items())
    return ", ".join(value) if isinstance(value, list) else str(value)
