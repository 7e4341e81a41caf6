"""The whole way of a newcomer in a real browser, by mouse, by keyboard, on a phone and without JavaScript."""

import re
import socket
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.cli.conftest import Shell
from tests.cli.test_serve import Served, serving
from tests.linking.shop_server import ShopServer, shop_server, table
from tests.web.chromium import DESK, PHONE, barriers, chromium, keep_screen, needs_chromium, scrolls_sideways
from tests.web.test_catalogue import item, sell
from voice_skill.store import Store

pytestmark = needs_chromium
# An import waits for a process of its own, which on a busy machine takes its time.
PATIENCE_MS = 60_000
PASSWORD = "a few good words"
HOSTILE = "<script>window.pwned = 1</script><img src=x onerror=window.pwned=1>"
# One that Shopify's own export would hold, with a row that lacks its price.
EXPORT = "\n".join(
    [
        "Handle,Title,Body (HTML),Vendor,Type,Published,Option1 Name,Option1 Value,Variant SKU,Variant Price,Status",
        "blue-mug,BLUE MUG 350ml #4711,<p>Stoneware.</p>,Larch,Kitchen,TRUE,Title,Default Title,M1,14.00,active",
        "teapot,Red Enamel Teapot,<p>Enamel.</p>,Larch,Kitchen,TRUE,Title,Default Title,T1,38.00,active",
        "lamp,Brass Table Lamp,<p>Brass.</p>,Larch,Light,TRUE,Title,Default Title,L1,,active",
    ]
)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture
def web() -> Iterator[ShopServer]:
    with shop_server() as web:
        web.body = table(
            "mug Blue Stoneware Mug", "pot Red Teapot", "lamp Brass Table Lamp", "dup Tin Cup", "dup Tin Pan"
        )
        yield web


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    """`voice-skill serve` with Juniper Lane in it, where ada@juniper.example signs in."""
    shell = Shell(tmp_path / "home")
    shell.environ |= {"VOICE_SKILL_FEED_HTTP": "on", "VOICE_SKILL_FEED_NETWORKS": "127.0.0.0/8"}
    shell.out("sample-shop")
    shell.out("login", "add", "ada@juniper.example", stdin=f"{PASSWORD}\n")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = int(taken.getsockname()[1])
    with serving(shell, port, "--no-try-it") as served:
        yield served


@pytest.fixture
def page(browser: Browser, served: Served) -> Iterator[Page]:
    """A page that fails the test when a script of ours fails or the browser refuses something."""
    context = browser.new_context(viewport=DESK, base_url=served.url)  # type: ignore[arg-type]
    page, wrong = context.new_page(), []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
    yield page
    context.close()
    assert wrong == []


def sign_in(page: Page) -> None:
    page.goto("/sign-in")
    page.get_by_label("E-mail address").fill("ada@juniper.example")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Juniper Lane")


def test_a_newcomer_gets_from_signing_up_to_a_shop_that_answers(page: Page, served: Served, tmp_path: Path) -> None:
    export = tmp_path / "products_export.csv"
    export.write_text(EXPORT)

    page.goto("/")
    page.get_by_role("link", name="Open your shop").click()
    keep_screen(page, "01-sign-up")
    page.get_by_label("Name of your shop").fill("Larch Yard")
    page.get_by_label("E-mail address").fill("ada@larch.example")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Open the shop").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Larch Yard")
    keep_screen(page, "02-home-of-a-newcomer")

    page.get_by_role("link", name="Link a feed").click()
    keep_screen(page, "03-link-a-feed")
    page.get_by_label("File").set_input_files(export)
    page.get_by_role("button", name="Preview").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Describe your file", timeout=PATIENCE_MS)
    keep_screen(page, "04-the-currency-is-asked-for")
    page.get_by_role("button", name="Preview again").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Preview of products-export", timeout=PATIENCE_MS)
    expect(page.get_by_text("price missing")).to_be_visible()
    keep_screen(page, "05-looked-at-with-findings")
    page.get_by_role("button", name="Import").click()
    expect(page.get_by_text("2 products added.")).to_be_visible(timeout=PATIENCE_MS)
    page.get_by_role("link", name="See the findings").click()
    keep_screen(page, "06-findings")

    export.write_text(EXPORT.replace("L1,,active", "L1,120.00,active"))
    page.get_by_role("link", name="Upload a newer file").click()
    page.get_by_label("File").set_input_files(export)
    page.get_by_role("button", name="Preview").click()
    page.get_by_role("button", name="Import").click(timeout=PATIENCE_MS)
    expect(page.get_by_text("1 product added")).to_be_visible(timeout=PATIENCE_MS)
    page.get_by_role("link", name="See the findings").click()
    expect(page.get_by_text("price missing")).to_have_count(0)
    keep_screen(page, "07-findings-are-fixed")

    page.get_by_role("link", name="Catalogue").first.click()
    keep_screen(page, "08-catalogue")
    page.get_by_role("rowheader").get_by_role("link", name="mug").click()
    page.get_by_label("Spoken name").fill("big blue mug")
    with page.expect_response(re.compile("/catalogue/sound")) as sound:
        page.get_by_role("link", name="Hear it").click()
    assert sound.value.headers["content-type"] == "audio/wav"
    assert "say=big+blue+mug" in sound.value.url
    expect(page.get_by_role("link", name="Hear it")).to_have_attribute("data-heard", "big blue mug")
    page.get_by_role("button", name="Save this name").click()
    expect(page.get_by_text("It is now called “big blue mug”.")).to_be_visible()
    keep_screen(page, "09-name-for-the-ear")

    page.get_by_role("link", name="Skill", exact=True).click()
    page.get_by_label("Address that Alexa calls").fill("https://larch.example/alexa")
    with page.expect_download() as package:
        page.get_by_role("button", name="Download the package").click()
    assert package.value.suggested_filename == "larch-yard-skill.zip"
    page.get_by_label("Skill ID").fill("amzn1.ask.skill.larch-yard-1")
    page.get_by_role("button", name="Save this ID").click()
    expect(page.get_by_text("Waiting for the first request of amzn1.ask.skill.larch-yard-1.")).to_be_visible()
    keep_screen(page, "10-skill")

    # No request of this server is signed, so that none proves anything: the operator says whose the skill is.
    Shell(tmp_path / "home").out("merchant", "link", "larch-yard", "amzn1.ask.skill.larch-yard-1")
    echo = served.echo()
    echo.application_id = "amzn1.ask.skill.larch-yard-1"
    assert echo.launch().speech.startswith("Welcome to Larch Yard.")


def test_an_order_is_shipped_and_its_customer_hears_of_it(page: Page, served: Served) -> None:
    sign_in(page)
    page.get_by_role("link", name="Orders", exact=True).click()
    keep_screen(page, "11-orders")
    page.get_by_role("link", name="104872").click()
    page.get_by_label("Note").fill("Van 7")

    page.get_by_role("button", name="It is out for delivery").click()

    expect(page.get_by_text("Order 104872 is out for delivery.")).to_be_visible()
    keep_screen(page, "12-order")
    assert "out for delivery" in served.echo().launch().speech


def test_a_feed_by_its_address_is_watched_while_it_comes_in(page: Page, web: ShopServer) -> None:
    sign_in(page)
    page.goto("/new-feed")
    page.get_by_label("Address", exact=True).fill(web.url)

    page.get_by_role("button", name="Preview").click()
    expect(page.get_by_role("status")).to_be_visible()
    page.get_by_role("button", name="Import").click(timeout=PATIENCE_MS)
    expect(page.get_by_text("products added")).to_be_visible(timeout=PATIENCE_MS)
    page.goto("/feeds/127-0-0-1")

    page.get_by_label("Kind").select_option("id_duplicate")
    page.get_by_role("button", name="Filter").click()
    expect(page.get_by_text("2 findings")).to_be_visible()
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Remove 127-0-0-1").click()
    expect(page.get_by_text("3 products are no longer sold")).to_be_visible(timeout=PATIENCE_MS)


def test_a_password_is_set_anew_by_a_link(page: Page, served: Served, tmp_path: Path) -> None:
    link = Shell(tmp_path / "home").out("login", "reset", "ada@juniper.example", "--url", served.url)
    page.goto(link.strip())

    page.get_by_label("New password").fill("another few words")
    page.get_by_role("button", name="Set the password").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Juniper Lane")
    expect(page.get_by_role("status")).to_contain_text("all other browsers have been signed out")


def test_a_token_is_made_and_shown_once(page: Page) -> None:
    sign_in(page)
    page.goto("/tokens")
    page.get_by_label("What is it for?").fill("Shop system")

    page.get_by_role("button", name="Create the token").dblclick()

    expect(page.get_by_text("shown only once")).to_be_visible()
    expect(page.locator("tbody tr")).to_have_count(1)
    expect(page.locator("#secret")).to_have_text(re.compile("vsk_.{40,}"))


def test_scripts_in_a_title_never_run(page: Page, served: Served, tmp_path: Path) -> None:
    with closing(Store.open(f"sqlite:///{tmp_path / 'home' / 'shop.db'}")) as store:
        sell(
            store,
            item("evil", HOSTILE, HOSTILE, synonyms=[HOSTILE], description=HOSTILE, attributes={HOSTILE: HOSTILE}),
        )
    sign_in(page)

    for path in ("/", "/catalogue", "/catalogue?q=script", "/catalogue/product?id=evil"):
        page.goto(path)
        page.wait_for_load_state("networkidle")

        assert page.evaluate("window.pwned") is None
        assert page.evaluate("document.querySelectorAll('script:not([src]), img[src=x]').length") == 0
    expect(page.get_by_role("heading", level=1)).to_have_text(HOSTILE)


PAGES = [
    "/",
    "/feeds",
    "/new-feed",
    "/feeds/127-0-0-1",
    "/catalogue",
    "/catalogue?q=mug",
    "/catalogue/product?id=mug-blue",
]
PAGES += ["/orders", "/orders/104872", "/skill", "/tokens", "/account", "/nowhere/of/ours", "/orders/1"]


@pytest.mark.parametrize(("viewport", "scheme"), [(PHONE, "light"), (DESK, "dark")])
def test_nobody_is_kept_out(
    browser: Browser, served: Served, web: ShopServer, tmp_path: Path, viewport: dict[str, int], scheme: str
) -> None:
    """axe finds nothing serious, and nothing is wider than a phone."""
    context = browser.new_context(viewport=viewport, base_url=served.url, color_scheme=scheme)  # type: ignore[arg-type]
    page, name = context.new_page(), f"{viewport['width']}-{scheme}"
    found: list[str] = []

    def look(called: str) -> None:
        found.extend(barriers(page))
        assert not scrolls_sideways(page), page.url
        keep_screen(page, f"{name}-{called}")

    link = Shell(tmp_path / "home").out("login", "reset", "ada@juniper.example", "--url", served.url)
    for path in ("/sign-up", "/sign-in", link.strip()):
        page.goto(path)
        name_of_page = urlsplit(path).path[1:]
        look(name_of_page)
        page.locator("main button").click()
        look(f"{name_of_page}-refused")
    sign_in(page)
    page.goto("/new-feed")
    page.get_by_label("Address", exact=True).fill(web.url)
    page.get_by_role("button", name="Preview").click()
    look("import-under-way")
    expect(page.get_by_role("button", name="Import")).to_be_visible(timeout=PATIENCE_MS)
    look("import-looked-at")
    page.get_by_role("button", name="Import").click()
    expect(page.get_by_text("3 products added")).to_be_visible(timeout=PATIENCE_MS)
    for path in PAGES[:-2]:
        page.goto(path)
        look(re.sub(r"\W+", "-", path).strip("-") or "home")
    page.goto(PAGES[-1])
    look("not-there")
    context.close()

    assert found == []


def test_the_whole_way_goes_by_keyboard(page: Page, web: ShopServer) -> None:
    page.goto("/sign-in")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to content")).to_be_focused()
    page.keyboard.press("Enter")

    def go_to(role: str, name: str) -> None:
        """By Tab alone; what has the focus can be seen."""
        wanted = page.get_by_role(role, name=name, exact=True).first  # type: ignore[arg-type]
        for _ in range(60):
            page.keyboard.press("Tab")
            if wanted.evaluate("one => one === document.activeElement"):
                outline = wanted.evaluate("one => getComputedStyle(one).outlineStyle")
                assert outline != "none"
                return
        raise AssertionError(f"{name} is not reached")

    go_to("textbox", "E-mail address")
    page.keyboard.type("ada@juniper.example")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Juniper Lane")
    go_to("link", "Feeds")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Where are your products?")
    go_to("textbox", "Address")
    page.keyboard.type(web.url)
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Import")).to_be_visible(timeout=PATIENCE_MS)
    go_to("button", "Import")
    page.keyboard.press("Space")
    expect(page.get_by_text("3 products added")).to_be_visible(timeout=PATIENCE_MS)
    go_to("link", "Orders")
    page.keyboard.press("Enter")
    go_to("link", "104872")
    page.keyboard.press("Enter")
    go_to("button", "It was delivered")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Order 104872 is delivered.")).to_be_visible()
    go_to("link", "Account")
    page.keyboard.press("Enter")
    go_to("button", "Sign out")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")


def test_the_whole_way_goes_without_javascript(browser: Browser, served: Served, web: ShopServer) -> None:
    context = browser.new_context(viewport=PHONE, base_url=served.url, java_script_enabled=False)  # type: ignore[arg-type]
    page = context.new_page()

    page.goto("/sign-up")
    page.fill("#shop", "Larch Yard")
    page.fill("#email", "ada@larch.example")
    page.fill("#password", PASSWORD)
    page.click("main button")
    page.click("text=Link a feed")
    page.fill("#source", web.url)
    page.click("main button")
    page.wait_for_selector("button:has-text('Import')", timeout=PATIENCE_MS)  # the page loads itself anew
    page.click("button:has-text('Import')")
    page.wait_for_selector("text=3 products added", timeout=PATIENCE_MS)
    page.click("text=Listen to the names")
    page.click("tbody th a")
    page.fill("#name", "blue cup")
    page.click("text=Save this name")
    page.wait_for_selector("text=It is now called “blue cup”.")
    answer = context.request.get(page.get_attribute("a.hear", "href") or "")
    page.goto("/account")
    page.get_by_role("button", name="Sign out", exact=True).click()
    page.wait_for_selector("h1:has-text('Sign in')")
    context.close()

    assert answer.headers["content-type"] == "audio/wav"
