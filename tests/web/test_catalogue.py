"""The catalogue's pages: names for the ear, looked at, changed and heard."""

import wave
from io import BytesIO
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.web.conftest import BASE, PASSWORD, Browser, words
from voice_skill import speaking
from voice_skill.app import create_app
from voice_skill.config import Config
from voice_skill.store import CatalogueItem, CatalogueVariant, Money, Store

HOSTILE = "<script>document.title = 'pwned'</script>"


def sell(store: Store, *items: CatalogueItem, merchant: str = "juniper") -> None:
    with store.for_merchant(merchant) as shop:
        shop.catalogue.put(items)
        shop.commit()


def item(id_: str, title: str, name: str | None = None, **told: object) -> CatalogueItem:
    name = name or title.lower()
    variants = [CatalogueVariant(id_, Money(1_400, "USD"), stock=3)]
    return CatalogueItem(id_, title, name, f"{name}s", variants, **told)  # type: ignore[arg-type]


def test_products_are_listed_with_what_they_are_called(ana: Browser, store: Store) -> None:
    sell(store, item("mug", "Blue Stoneware Mug 350 ml", "blue mug"))

    shown = words(ana.get("/catalogue"))

    assert "1 product," in shown
    assert "blue mug Blue Stoneware Mug 350 ml $14.00 3 left" in shown


def test_an_empty_catalogue_says_what_to_do(ana: Browser) -> None:
    assert "There are no products yet. Link a feed" in words(ana.get("/catalogue"))


def test_a_long_catalogue_is_turned_over(ana: Browser, store: Store) -> None:
    sell(store, *(item(f"p{n}", f"Thing {n}") for n in range(65)))

    page, seen = "/catalogue", []
    while page:
        text = ana.get(page).text
        seen += [n for n in range(65) if f">thing {n}<" in text]
        page = text.partition('rel="next" href="')[2].partition('"')[0]

    assert sorted(seen) == list(range(65))
    assert len(seen) == 65


@pytest.mark.parametrize(("asked", "found"), [("blue mug", "blue mug"), ("4711", "red teapot")])
def test_a_product_is_found_as_a_customer_says_it_and_by_its_number(
    ana: Browser, store: Store, asked: str, found: str
) -> None:
    sell(store, item("mug", "Blue Mug"), item("4711", "Red Teapot"))

    shown = ana.get(f"/catalogue?q={quote(asked)}")

    assert f">{found}</a>" in shown.text
    assert "No product sounds like" in words(ana.get("/catalogue?q=xylophone"))


def test_a_name_is_changed_and_kept_and_given_back(ana: Browser, store: Store) -> None:
    sell(store, item("a/b c", "Mug 350 ml", "mug"))
    page = f"/catalogue/product?id={quote('a/b c')}"

    changed = ana.post(page, name="  big   blue mug ", plural="")
    with store.for_merchant("juniper") as shop:
        product = shop.catalogue.product("a/b c")
    assert "It is now called “big blue mug”." in words(changed)
    assert (product.spoken_name, product.spoken_plural) == ("big blue mug", "big blue mugs")
    back = ana.post(page, reset="yes")

    assert "It is now called “mug”." in words(back)


def test_a_name_of_which_only_the_singular_was_changed_gets_its_plural(ana: Browser, store: Store) -> None:
    sell(store, item("mug", "Mug"))

    ana.post("/catalogue/product?id=mug", name="cup", plural="mugs")

    with store.for_merchant("juniper") as shop:
        assert shop.catalogue.product("mug").spoken_plural == "cups"


@pytest.mark.parametrize(
    ("name", "told"), [("", "needs a word"), ("…!", "needs a word"), ("x" * 200, "at most 120 characters")]
)
def test_a_name_that_nobody_can_say_is_refused(ana: Browser, store: Store, name: str, told: str) -> None:
    sell(store, item("mug", "Mug"))

    answer = ana.post("/catalogue/product?id=mug", name=name, plural="")

    assert answer.status_code == 422
    assert told in words(answer)
    assert 'aria-describedby="name-hint name-error"' in answer.text


def test_html_in_a_title_is_text_wherever_it_is_shown(ana: Browser, store: Store) -> None:
    told = {"description": HOSTILE, "brand": HOSTILE, "category": HOSTILE, "attributes": {HOSTILE: HOSTILE}}
    sell(store, item("mug", HOSTILE, HOSTILE, synonyms=[HOSTILE], **told))

    pages = [ana.get(page) for page in ("/", "/catalogue", "/catalogue?q=script", "/catalogue/product?id=mug")]

    for page in pages:
        assert "<script>document" not in page.text
        assert "pwned&" in page.text


def test_a_name_is_heard(ana: Browser, store: Store) -> None:
    sell(store, item("mug", "Blue Mug"))

    name = ana.get("/catalogue/sound?id=mug")
    longer = ana.get(f"/catalogue/sound?id=mug&say={quote('big blue stoneware mug with a handle')}")

    assert name.content_type == "audio/wav"
    with wave.open(BytesIO(name.data)) as one, wave.open(BytesIO(longer.data)) as other:
        assert 0.3 < one.getnframes() / one.getframerate() < 3
        assert other.getnframes() > 1.5 * one.getnframes()


def test_what_is_said_is_words_and_no_markup(ana: Browser, store: Store) -> None:
    sell(store, item("mug", "Blue Mug"))

    markup = "<speak><audio src='https://evil.example/x.mp3'/><break time='10s'/></speak>"

    assert ana.get(f"/catalogue/sound?id=mug&say={quote(markup)}").status_code == 200


def test_where_nothing_can_speak_the_browser_does(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on a server without the extra `voice`."""
    monkeypatch.setattr(speaking, "find_spec", lambda name: None)
    store.logins.add("juniper", "ana@juniper.example", PASSWORD)
    sell(store, item("mug", "Blue Mug"))
    environ = {"VOICE_SKILL_HOME": str(tmp_path), "VOICE_SKILL_VERIFY_REQUESTS": "off"}
    ana = Browser(create_app(Config.from_env(environ), store=store))
    ana.sign_in("ana@juniper.example")

    assert "data-browser-speaks hidden" in ana.get("/catalogue").text
    assert ana.get("/catalogue/sound?id=mug").status_code == 404


def test_nothing_of_another_merchant_is_there(ana: Browser, ben: Browser, store: Store) -> None:
    sell(store, item("mug", "Blue Mug"))

    assert ben.get("/catalogue/product?id=mug").status_code == 404
    assert ben.get("/catalogue/sound?id=mug").status_code == 404
    hidden = ben.hidden("/account")
    assert ben.send("/catalogue/product?id=mug", name="mine", **hidden).status_code == 404
    assert "Blue Mug" not in ben.get("/catalogue?q=blue+mug").text
    assert ana.client.get("/catalogue/product?id=mug", base_url=BASE).status_code == 200
