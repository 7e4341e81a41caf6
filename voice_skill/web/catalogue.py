"""Pages of the shop's products and their spoken names."""

from contextlib import suppress

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from werkzeug.exceptions import NotFound, ServiceUnavailable
from werkzeug.wrappers import Response

from voice_skill.store import MOST_FOUND, MerchantStore, Product, UnknownProduct
from voice_skill.web import words
from voice_skill.web.doors import NoSound, current_shop, doors

pages = Blueprint("catalogue", __name__, url_prefix="/catalogue")

Page = Response | tuple[str, int] | str
A_PAGE = 30
MOST_NAME_CHARACTERS = 120
MOST_ID = 2**62


@pages.get("")
def all() -> str:
    query = request.args.get("q", "").strip()[:200]
    after = min(max(0, request.args.get("after", 0, type=int)), MOST_ID)
    with current_shop() as shop:
        products = _matches(shop, query) if query else shop.catalogue.products(limit=A_PAGE + 1, after=after)
        is_more = len(products) >= MOST_FOUND if query else len(products) > A_PAGE
        rows = [(product, _prices(shop, product), _stock(product)) for product in products[:A_PAGE]]
        count = shop.catalogue.count()
        return render_template(
            "catalogue.html", shop=shop, rows=rows, q=query, after=after, is_more=is_more, count=count
        )


@pages.get("/product")
def show() -> str:
    with current_shop() as shop:
        return _product(shop, shop.catalogue.product(request.args.get("id", "")), {})


@pages.post("/product")
def name() -> Page:
    """Keep what the merchant calls it; what the feed calls it comes back with `reset`."""
    with current_shop() as shop:
        product = shop.catalogue.product(request.args.get("id", ""))
        names = {key: " ".join(request.form.get(key, "").split()) for key in ("name", "plural")}
        is_reset = "reset" in request.form
        wrong = {} if is_reset else _wrong(names)
        if wrong:
            return _product(shop, product, wrong, names), 422
        product = _rename(shop, product, None if is_reset else names["name"], names["plural"])
        shop.commit()
    flash(f"It is now called “{product.spoken_name}”.")
    return redirect(url_for("web.catalogue.show", id=product.external_id), 303)


@pages.get("/sound")
def sound() -> Response:
    """The product's name as a WAV, or what it might be called."""
    speak = doors().speak
    with current_shop() as shop:
        product, locale = shop.catalogue.product(request.args.get("id", "")), shop.merchant.locale
    if speak is None:
        raise NotFound
    try:
        wav = speak(request.args.get("say", "")[:MOST_NAME_CHARACTERS].strip() or product.spoken_name, locale)
    except NoSound as error:
        raise ServiceUnavailable from error
    answer = make_response(wav)
    answer.headers["Content-Type"] = "audio/wav"
    answer.headers["Cache-Control"] = "private, max-age=300"
    return answer


def _matches(shop: MerchantStore, query: str) -> list[Product]:
    """By its own number first, then as a customer would be understood."""
    matches = shop.catalogue.find(query, limit=A_PAGE).products
    with suppress(UnknownProduct):
        matches = (shop.catalogue.product(query), *(product for product in matches if product.external_id != query))
    return list(matches)


def _product(shop: MerchantStore, product: Product, wrong: dict[str, str], names: dict[str, str] | None = None) -> str:
    feeds = {feed.id: feed for feed in shop.feeds.all()}
    names = names or {"name": product.spoken_name, "plural": product.spoken_plural}
    feed = feeds.get(product.feed_id or 0)
    return render_template("product.html", shop=shop, product=product, feed=feed, wrong=wrong, said=names, now=shop.now)


def _wrong(names: dict[str, str]) -> dict[str, str]:
    wrong = {}
    if not any(map(str.isalnum, names["name"])):
        wrong["name"] = "The name needs a word that can be spoken."
    for key, value in names.items():
        if len(value) > MOST_NAME_CHARACTERS or not value.isprintable():
            wrong[key] = f"Please use at most {MOST_NAME_CHARACTERS} characters."
    return wrong


def _rename(shop: MerchantStore, product: Product, name: str | None, plural: str) -> Product:
    if name is not None and (not plural or (plural == product.spoken_plural and name != product.spoken_name)):
        from voice_skill.linking.judging.names import spoken_plural

        plural = spoken_plural(name, shop.merchant.locale)
    return shop.catalogue.rename(product.external_id, name, plural if name is not None else None)


def _prices(shop: MerchantStore, product: Product) -> str:
    prices = sorted({variant.price(shop.now) for variant in product.variants}, key=lambda price: price.amount_minor)
    return " – ".join(words.money(price, shop.merchant) for price in dict.fromkeys(prices[:1] + prices[-1:]))


def _stock(product: Product) -> str:
    stocks = [variant.left for variant in product.variants]
    if None in stocks:
        return "in stock" if any(variant.availability == "in_stock" for variant in product.variants) else "not in stock"
    total = sum(one or 0 for one in stocks)
    return f"{total:,} left" if total else "sold out"
