"""Every kind of source ends as one file that a reader can read."""

import gzip
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.linking.fetching.shops import Page, Shop, Visit
from voice_skill.linking.errors import FetchFailed, FetchRefused
from voice_skill.linking.fetching import FetchSettings, fetch
from voice_skill.linking.formats import read_feed
from voice_skill.linking.rows import FeedSettings, Row

Link = Callable[..., Any]


def mug(number: int) -> dict[str, Any]:
    variant = {"id": number * 10, "title": "Default Title", "price": "12.00", "sku": f"MUG-{number}", "available": True}
    return {"id": number, "title": f"Mug {number}", "handle": f"mug-{number}", "body_html": "", "variants": [variant]}


def says(content: Any, **headers: str) -> Page:
    return lambda visit: visit.answer(json.dumps(content), Content_Type="application/json", **headers)


def shopify_of(count: int) -> Page:
    def page(visit: Visit) -> None:
        query = dict(part.split("=") for part in visit.path.partition("?")[2].split("&"))
        limit, number = int(query["limit"]), int(query["page"])
        products = [mug(each) for each in range(1, count + 1)][(number - 1) * limit : number * limit]
        visit.answer(json.dumps({"products": products}))

    return page


def rows_of(path: Path) -> tuple[str, list[Row]]:
    name, found = read_feed(path, FeedSettings(currency="USD"))
    return name, [each for each in found if isinstance(each, Row)]


def test_all_pages_of_a_shopify_shop_become_one_feed(shop: Shop, settings: FetchSettings, tmp_path: Path) -> None:
    shop.pages["/products.json"] = shopify_of(501)

    fetched = fetch(f"{shop.url}/products.json", into=tmp_path, settings=settings)

    name, rows = rows_of(fetched.path)
    assert name == "shopify_json"
    assert [row.id for row in rows] == [f"MUG-{number}" for number in range(1, 502)]
    assert shop.paths()[1:] == [f"/products.json?page={number}&limit=250" for number in (1, 2, 3, 4)]


def test_a_shops_bare_address_is_enough(shop: Shop, settings: FetchSettings, tmp_path: Path) -> None:
    shop.pages["/"] = lambda visit: visit.answer(status=301, Location=f"https://www.shop.example:{shop.port}/")
    shop.pages["/products.json"] = shopify_of(3)

    def home(visit: Visit) -> None:
        if visit.headers["Host"].startswith("www."):
            visit.answer("<!doctype html><title>Mugs</title>")
        else:
            visit.answer(status=301, Location=f"https://www.shop.example:{shop.port}/")

    shop.pages["/"] = home

    fetched = fetch(shop.url, into=tmp_path, settings=settings)

    assert len(rows_of(fetched.path)[1]) == 3
    assert fetched.final_url == f"https://www.shop.example:{shop.port}/products.json"


def test_a_shopify_page_that_comes_again_and_again_ends(shop: Shop, settings: FetchSettings, tmp_path: Path) -> None:
    shop.pages["/products.json"] = says({"products": [mug(number) for number in range(1, 251)]})

    fetched = fetch(f"{shop.url}/products.json", into=tmp_path, settings=settings)

    assert len(rows_of(fetched.path)[1]) == 250
    assert len(shop.visits) == 3


@pytest.mark.parametrize("after_the_last", [200, 404])
def test_a_shop_that_puts_few_on_a_page_is_read_to_its_end(
    shop: Shop, settings: FetchSettings, tmp_path: Path, after_the_last: int
) -> None:
    def page(visit: Visit) -> None:
        number = int(visit.path.partition("page=")[2].partition("&")[0])
        products = [mug(each) for each in range(1, 8)][(number - 1) * 3 : number * 3]
        visit.answer(json.dumps({"products": products}), status=200 if products else after_the_last)

    shop.pages["/products.json"] = page

    fetched = fetch(f"{shop.url}/products.json", into=tmp_path, settings=settings)

    assert len(rows_of(fetched.path)[1]) == 7


def test_a_shop_that_asks_for_patience_is_waited_for(shop: Shop, settings: FetchSettings, tmp_path: Path) -> None:
    calls = []

    def page(visit: Visit) -> None:
        calls.append(visit.path)
        if len(calls) == 2:
            visit.answer(status=429, Retry_After="1")
        else:
            shopify_of(3)(visit)

    shop.pages["/products.json"] = page

    fetched = fetch(f"{shop.url}/products.json", into=tmp_path, settings=settings)

    assert len(rows_of(fetched.path)[1]) == 3


def test_a_shop_that_asks_for_too_much_patience_is_asked_another_time(
    shop: Shop, settings: FetchSettings, tmp_path: Path
) -> None:
    shop.pages["/products.json"] = lambda visit: visit.answer(status=429, Retry_After="3600")

    with pytest.raises(FetchFailed) as failed:
        fetch(f"{shop.url}/products.json", into=tmp_path, settings=settings)

    assert failed.value.retry_after_s == 3600
    assert len(shop.visits) == 1


@pytest.mark.parametrize("status", [401, 404])
def test_a_locked_shop_is_told_in_words(shop: Shop, settings: FetchSettings, tmp_path: Path, status: int) -> None:
    shop.pages["/products.json"] = lambda visit: visit.answer(status=status)

    with pytest.raises(FetchFailed, match="behind a password"):
        fetch(f"{shop.url}/products.json", into=tmp_path, settings=settings)


def test_a_shop_that_leads_to_its_password_page_is_locked(shop: Shop, settings: FetchSettings, tmp_path: Path) -> None:
    shop.pages["/products.json"] = lambda visit: visit.answer(status=302, Location="/password")
    shop.pages["/password"] = lambda visit: visit.answer("<!doctype html><title>Opening soon</title>")

    with pytest.raises(FetchFailed, match="behind a password"):
        fetch(f"{shop.url}/products.json", into=tmp_path, settings=settings)


def test_a_shop_without_products_leaves_the_catalogue_alone(
    shop: Shop, settings: FetchSettings, tmp_path: Path
) -> None:
    shop.pages["/products.json"] = says({"products": []})

    with pytest.raises(FetchFailed, match="shows no products"):
        fetch(f"{shop.url}/products.json", into=tmp_path, settings=settings)


def test_a_page_that_fails_in_the_middle_fails_the_whole(shop: Shop, settings: FetchSettings, tmp_path: Path) -> None:
    def page(visit: Visit) -> None:
        if "page=2" in visit.path:
            visit.answer(status=500)
        else:
            shopify_of(600)(visit)

    shop.pages["/products.json"] = page

    with pytest.raises(FetchFailed, match="500"):
        fetch(f"{shop.url}/products.json", into=tmp_path, settings=settings)


def test_our_own_json_may_be_called_products_json_too(shop: Shop, settings: FetchSettings, tmp_path: Path) -> None:
    ours = {"products": [{"id": "mug", "title": "Blue mug", "variants": [{"sku": "MUG", "price": "12.00"}]}]}
    shop.pages["/products.json"] = says(ours, ETag='"v1"')

    fetched = fetch(f"{shop.url}/products.json", into=tmp_path, settings=settings)

    assert json.loads(fetched.path.read_text()) == ours
    assert fetched.etag == '"v1"'


def ucp_product(number: int) -> dict[str, Any]:
    price = {"amount": 1200 + number, "currency": "USD"}
    variant = {"id": f"v{number}", "title": "One", "description": {"plain": ""}, "price": price}
    return {"id": f"p{number}", "title": f"Mug {number}", "description": {"plain": "A mug"}, "variants": [variant]}


def old_profile(endpoint: str) -> dict[str, Any]:
    return {
        "ucp": {
            "version": "2026-01-11",
            "services": {"dev.ucp.shopping": {"version": "2026-01-11", "rest": {"endpoint": endpoint}}},
            "capabilities": [
                {"name": "dev.ucp.shopping.checkout", "version": "2026-01-11"},
                {"name": "dev.ucp.shopping.catalog.search", "version": "2026-01-11"},
            ],
        }
    }


def new_profile(endpoint: str) -> dict[str, Any]:
    return {
        "ucp": {
            "version": "2026-04-08",
            "services": {
                "dev.ucp.shopping": [
                    {"version": "2026-04-08", "transport": "mcp", "endpoint": "https://shop.example/mcp"},
                    {"version": "2026-01-23", "transport": "rest", "endpoint": "https://shop.example/old"},
                    {"version": "2026-04-08", "transport": "rest", "endpoint": endpoint},
                ]
            },
            "capabilities": {"dev.ucp.shopping.catalog.search": [{"version": "2026-04-08"}]},
        },
        "keys": [],
    }


def searching(count: int, page_size: int = 2) -> Page:
    """A shop that gives fewer a page than it is asked for, and wants to be asked for something."""

    def page(visit: Visit) -> None:
        asked = json.loads(visit.body)
        if not (asked.get("filters") or asked.get("query")):
            visit.answer(status=400)
            return
        start = int(asked["pagination"].get("cursor", 0))
        end = start + min(page_size, asked["pagination"]["limit"])
        paging = {"has_next_page": end < count, "total_count": count} | ({"cursor": str(end)} if end < count else {})
        found = [ucp_product(number) for number in range(start, min(end, count))]
        visit.answer(json.dumps({"ucp": {"version": "2026-04-08"}, "products": found, "pagination": paging}))

    return page


@pytest.mark.parametrize("profile", [old_profile, new_profile])
def test_a_ucp_catalogue_is_read_to_its_last_page(
    shop: Shop, settings: FetchSettings, tmp_path: Path, profile: Callable[[str], dict[str, Any]]
) -> None:
    shop.pages["/.well-known/ucp"] = says(profile(f"{shop.url}/ucp/"))
    shop.pages["/ucp/catalog/search"] = searching(5)

    fetched = fetch(shop.url, into=tmp_path, settings=replace(settings, ucp_agent="https://agent.example/profile"))

    name, rows = rows_of(fetched.path)
    assert name == "ucp"
    assert [(row.id, row.values["price"]) for row in rows] == [(f"v{n}", f"12.0{n} USD") for n in range(5)]
    searches = [visit for visit in shop.visits if visit.path == "/ucp/catalog/search"]
    assert [visit.method for visit in searches] == ["POST"] * 3
    assert searches[0].headers["UCP-Agent"] == 'profile="https://agent.example/profile"'


def test_a_ucp_shop_that_wants_a_query_is_given_one(shop: Shop, settings: FetchSettings, tmp_path: Path) -> None:
    def page(visit: Visit) -> None:
        if "query" in json.loads(visit.body):
            visit.answer(json.dumps({"ucp": {}, "products": [ucp_product(1)]}))
        else:
            visit.answer(status=422)

    shop.pages["/.well-known/ucp"] = says(new_profile(f"{shop.url}/ucp"))
    shop.pages["/ucp/catalog/search"] = page

    assert len(rows_of(fetch(f"{shop.url}/.well-known/ucp", into=tmp_path, settings=settings).path)[1]) == 1


def test_a_ucp_profile_is_not_asked_for_twice_within_a_minute(
    shop: Shop, settings: FetchSettings, tmp_path: Path
) -> None:
    shop.pages["/.well-known/ucp"] = says(new_profile(f"{shop.url}/ucp"), Cache_Control="public, max-age=1")
    shop.pages["/ucp/catalog/search"] = searching(1)

    for _ in range(2):
        fetch(f"{shop.url}/.well-known/ucp", into=tmp_path, settings=settings)

    assert shop.paths().count("/.well-known/ucp") == 1
    assert shop.paths().count("/ucp/catalog/search") == 2


def test_a_ucp_profile_that_is_redirected_is_refused(shop: Shop, settings: FetchSettings, tmp_path: Path) -> None:
    shop.pages["/.well-known/ucp"] = lambda visit: visit.answer(status=302, Location="/profile")
    shop.pages["/profile"] = says(new_profile(f"{shop.url}/ucp"))

    with pytest.raises(FetchRefused, match="redirected"):
        fetch(f"{shop.url}/.well-known/ucp", into=tmp_path, settings=settings)


def test_a_ucp_endpoint_on_a_private_address_is_refused(shop: Shop, settings: FetchSettings, tmp_path: Path) -> None:
    shop.pages["/.well-known/ucp"] = says(new_profile("https://169.254.169.254/ucp"))

    with pytest.raises(FetchRefused, match=r"169\.254\.169\.254"):
        fetch(f"{shop.url}/.well-known/ucp", into=tmp_path, settings=settings)


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        ({"ucp": {}, "products": [], "messages": [{"content": "Sign in first"}]}, "Sign in first"),
        ({"ucp": {"status": "error"}, "messages": [{"content": "Closed for today"}]}, "Closed for today"),
        ({"products": [ucp_product(1)], "pagination": {"has_next_page": True}}, "not how to ask"),
        ({"products": [ucp_product(1)], "pagination": {"has_next_page": True, "cursor": "1"}}, "repeats a page"),
        ({"products": [], "pagination": {"has_next_page": True, "cursor": "1"}}, "no end"),
    ],
)
def test_a_ucp_catalogue_that_cannot_be_had_whole_is_not_had(
    shop: Shop, settings: FetchSettings, tmp_path: Path, answer: Any, told: str
) -> None:
    shop.pages["/.well-known/ucp"] = says(new_profile(f"{shop.url}/ucp"))
    shop.pages["/ucp/catalog/search"] = says(answer)

    with pytest.raises(FetchFailed, match=told):
        fetch(f"{shop.url}/.well-known/ucp", into=tmp_path, settings=settings)


@pytest.mark.parametrize("profile", [{}, [], None, {"ucp": []}, {"ucp": {"capabilities": [1], "services": {"x": 1}}}])
def test_a_profile_without_a_catalogue_is_told(
    shop: Shop, settings: FetchSettings, tmp_path: Path, profile: Any
) -> None:
    shop.pages["/.well-known/ucp"] = says(profile)

    with pytest.raises(FetchFailed, match="no catalogue search"):
        fetch(f"{shop.url}/.well-known/ucp", into=tmp_path, settings=settings)


def test_a_source_that_fails_today_is_not_replaced_by_another(
    shop: Shop, settings: FetchSettings, tmp_path: Path
) -> None:
    shop.pages["/"] = lambda visit: visit.answer("<!doctype html><title>Mugs</title>")
    shop.pages["/.well-known/ucp"] = lambda visit: visit.answer(status=500)
    shop.pages["/products.json"] = shopify_of(3)

    with pytest.raises(FetchFailed, match="500"):
        fetch(shop.url, into=tmp_path, settings=settings)


ACP = {
    "id": "p1",
    "title": "Mug",
    "variants": [{"id": "v1", "title": "Mug", "price": {"amount": 1, "currency": "USD"}}],
}
DISCOVERY = {"protocol": {"name": "acp", "version": "2026-01-30"}, "capabilities": {"services": ["feeds"]}}


@pytest.mark.parametrize(
    ("given", "file"),
    [
        ("/", "/products.jsonl"),
        ("/.well-known/acp.json", "/.well-known/products.jsonl.gz"),
        ("/feed/metadata.json", "/feed/products.jsonl"),
        ("/feed/products.jsonl", "/feed/products.jsonl"),
        ("/feed/products.jsonl.gz", "/feed/products.jsonl.gz"),
    ],
)
def test_an_acp_feed_is_found_beside_what_names_it(
    shop: Shop, settings: FetchSettings, tmp_path: Path, given: str, file: str
) -> None:
    line = json.dumps(ACP).encode() + b"\n"
    shop.pages["/.well-known/acp.json"] = says(DISCOVERY)
    shop.pages["/feed/metadata.json"] = says({"id": "feed_1", "target_country": "US"})
    shop.pages[file] = lambda visit: visit.answer(gzip.compress(line) if file.endswith("gz") else line)

    fetched = fetch(shop.url + given, into=tmp_path, settings=settings)

    name, rows = rows_of(fetched.path)
    assert name == "acp"
    assert [(row.id, row.values["price"]) for row in rows] == [("v1", "0.01 USD")]


def test_an_acp_shop_that_does_not_say_where_its_feed_is_is_told(
    shop: Shop, settings: FetchSettings, tmp_path: Path
) -> None:
    shop.pages["/.well-known/acp.json"] = says(DISCOVERY)

    with pytest.raises(FetchFailed, match=r"give the URL of products\.jsonl"):
        fetch(f"{shop.url}/.well-known/acp.json", into=tmp_path, settings=settings)


def test_a_page_with_products_in_it_is_a_feed(shop: Shop, settings: FetchSettings, tmp_path: Path) -> None:
    product = {"@type": "Product", "sku": "MUG", "name": "Mug", "offers": {"price": "12", "priceCurrency": "USD"}}
    block = f'<script type="application/ld+json">{json.dumps(product)}</script>'
    shop.pages["/"] = lambda visit: visit.answer(f"<!doctype html><html><head>{block}</head></html>")

    fetched = fetch(shop.url, into=tmp_path, settings=settings)

    name, rows = rows_of(fetched.path)
    assert name == "json_ld"
    assert [(row.id, row.values["price"]) for row in rows] == [("MUG", "12 USD")]


def test_an_address_with_nothing_behind_it_is_told(shop: Shop, settings: FetchSettings, tmp_path: Path) -> None:
    with pytest.raises(FetchFailed, match="no catalogue at this address"):
        fetch(shop.url, into=tmp_path, settings=settings)
