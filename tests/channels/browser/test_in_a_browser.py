"""The page "try it" in a real Chromium: whoever signs in talks with the shop by a microphone that plays a file."""

import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from local_voice.audio import Pcm, joined, silence, write_wav
from tests.channels.browser.conftest import EMAIL, PASSWORD, PATIENCE_S, RATE_HZ, wait_until
from tests.channels.browser.serve import Web, serving_all

if TYPE_CHECKING:
    from playwright.sync_api import Page

sync_api = pytest.importorskip("playwright.sync_api", reason="no Playwright: pip install -e '.[dev]'")
CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome") or shutil.which("chromium-browser")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium: apt install chromium")

SCREENS = Path(__file__).parents[3] / "build" / "screens"
WITH_MICROPHONE = ("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream")
# While an answer is spoken and the shop listens again, the file goes on playing.
BETWEEN_SENTENCES_S = 9.0
# They stand there for a second or less.
KEEP_PARTIALS = """() => {
  window.partials = [];
  const shown = document.querySelector("#partial");
  new MutationObserver(() => partials.push(shown.textContent)).observe(shown, { childList: true });
}"""

Spoken = Callable[..., Pcm]


@pytest.fixture(scope="module")
def web(shop_home: Path) -> Iterator[Web]:
    with serving_all(shop_home) as web:
        yield web


@contextmanager
def at_the_page(web: Web, *arguments: str, **context: Any) -> Iterator["Page"]:
    """Signed in, and at /try."""
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", *arguments])
        page = browser.new_context(**context).new_page()
        page.set_default_timeout(PATIENCE_S * 1000)
        sync_api.expect.set_options(timeout=PATIENCE_S * 1000)
        page.goto(f"{web.url}/sign-in?next=/try")
        page.get_by_label("E-mail address").fill(EMAIL)
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        page.wait_for_url("**/try")
        yield page
        browser.close()


def microphone(path: Path, *sounds: Pcm, once: bool = False) -> str:
    """The argument for a microphone that hears this again and again: a busy machine may be late for a sentence."""
    write_wav(path, joined(sounds))
    return f"--use-file-for-fake-audio-capture={path}{'%noloop' if once else ''}"


def say(page: "Page", text: str) -> str:
    """Types a turn; gives what the shop says to it."""
    count = page.locator(".exchange").count()
    page.get_by_label("Or type what a customer would say").fill(text)
    page.get_by_role("button", name="Say it").click()
    return answer(page, count)


def answer(page: "Page", number: int) -> str:
    return page.locator(".exchange").nth(number).locator("[data-of=speech]").inner_text()


def said(page: "Page") -> list[str]:
    return page.locator(".exchange [data-of=said]").all_inner_texts()


def keep_screen(page: "Page", name: str) -> None:
    SCREENS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SCREENS / f"{name}.png", full_page=True)


def test_a_whole_conversation_by_sound(web: Web, spoken: Spoken, tmp_path: Path) -> None:
    sentences = ["do you have blue mugs", "yes please", "what's in my cart"]
    pauses = [silence(BETWEEN_SENTENCES_S, RATE_HZ)] * len(sentences)
    sounds = [sound for sentence, pause in zip(sentences, pauses, strict=True) for sound in (spoken(sentence), pause)]
    sound = microphone(tmp_path / "said.wav", silence(1.0, RATE_HZ), *sounds)

    with at_the_page(web, *WITH_MICROPHONE, sound) as page:
        say(page, "empty my cart")
        page.get_by_role("button", name="New conversation").click()
        sync_api.expect(page.locator(".exchange")).to_have_count(0)
        page.get_by_role("button", name="Hands-free").click()
        sync_api.expect(page.locator("#status")).to_have_text("Listening. Speak now.")
        sync_api.expect(page.locator(".exchange [data-of=said]").filter(has_text="yes please").first).to_be_visible()
        page.wait_for_timeout(300)
        keep_screen(page, "try-it-answering")
        wait_until(lambda: bool(ends_of(sentences, said(page))), every_s=0.5)
        last = ends_of(sentences, said(page))[0]
        page.locator(".exchange details").nth(last).evaluate("details => details.open = true")
        keep_screen(page, "try-it-conversation")
        cart = answer(page, last)
        details = page.locator(".exchange").nth(last).inner_text()
        level = page.locator("#level").count()

    assert "blue mug" in cart
    assert "ShowCartIntent" in details
    assert '"type": "IntentRequest"' in details
    assert "hear " in details
    assert "skill " in details
    assert level == 1


def ends_of(sentences: list[str], heard: list[str]) -> list[int]:
    """Where the last of the sentences was heard right after those before it."""
    length = len(sentences)
    return [at + length - 1 for at in range(len(heard)) if heard[at : at + length] == sentences]


def test_a_sentence_with_the_space_bar_held(web: Web, spoken: Spoken, tmp_path: Path) -> None:
    sound = microphone(
        tmp_path / "said.wav", silence(1.0, RATE_HZ), spoken("where is my order", pause_s=0.2), once=True
    )

    with at_the_page(web, *WITH_MICROPHONE, sound) as page:
        say(page, "help")
        page.evaluate(KEEP_PARTIALS)
        page.locator("#hold").focus()
        page.keyboard.down(" ")
        wait_until(lambda: "where is my order" in page.evaluate("partials"))
        page.keyboard.up(" ")
        speech = answer(page, 1)
        heard = said(page)

    assert heard[1] == "where is my order"
    assert "order" in speech


def test_typed_turns_without_javascript(web: Web) -> None:
    with at_the_page(web, java_script_enabled=False) as page:
        asked = say_by_form(page, "do you have red teapots")  # no other test buys one: it is offered
        agreed = say_by_form(page, "yes")
        keep_screen(page, "try-it-without-javascript")
        heard, note = said(page), page.locator("noscript").inner_text()
        page.get_by_role("button", name="New conversation").click()
        left = page.locator(".exchange").count()

    assert heard == ["do you have red teapots", "yes"]
    assert "red teapot" in asked
    assert "cart" in agreed
    assert "need it" in note
    assert left == 0


def say_by_form(page: "Page", text: str) -> str:
    """As often as it takes while the shop gets ready."""
    until = time.monotonic() + PATIENCE_S
    count = page.locator(".exchange").count()
    page.get_by_label("Or type what a customer would say").fill(text)
    while page.locator(".exchange").count() == count and time.monotonic() < until:
        with page.expect_navigation():
            page.get_by_role("button", name="Say it").click()
    return answer(page, count)


def test_a_page_that_is_sent_twice_is_one_turn(web: Web) -> None:
    with at_the_page(web, java_script_enabled=False) as page:
        say_by_form(page, "do you have blue mugs")
        page.reload()  # sends the form again
        for _ in range(20):
            if not page.get_by_role("alert").filter(has_text="again").count():
                break
            page.reload()

        assert said(page) == ["do you have blue mugs"]


def test_what_is_said_is_never_taken_for_html(web: Web) -> None:
    evil = "<img src=x onerror=document.title='taken'> blue mugs"
    with at_the_page(web) as page:
        say(page, evil)
        heard, title, images = said(page), page.title(), page.locator(".exchange img").count()

    assert heard == [evil]
    assert "taken" not in title
    assert images == 0


def test_a_microphone_that_is_refused_is_said_in_words(web: Web) -> None:
    with at_the_page(web, "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream=deny") as page:
        page.get_by_role("button", name="Hands-free").click()
        trouble = page.get_by_role("alert").filter(has_text="microphone").inner_text()
        pressed = page.get_by_role("button", name="Hands-free").get_attribute("aria-pressed")
        keep_screen(page, "try-it-refused")
        speech = say(page, "help")

    assert trouble == "This page may not use the microphone. Allow it next to the address bar, or type."
    assert pressed == "false"
    assert speech


def test_a_computer_without_a_microphone_is_said_in_words(web: Web) -> None:
    with at_the_page(web, "--use-fake-ui-for-media-stream") as page:
        page.get_by_role("button", name="Hands-free").click()
        trouble = page.get_by_role("alert").filter(has_text="microphone").inner_text()

    assert trouble == "No microphone found. Connect one, or type."


def test_when_the_process_that_hears_dies_it_is_said_and_the_next_turn_works(web: Web) -> None:
    with at_the_page(web) as page:
        say(page, "do you have blue mugs")
        (died,) = web.hearing()
        died.kill()
        sync_api.expect(page.get_by_role("alert")).to_contain_text("connection was lost")
        wait_until(lambda: bool(web.hearing()) and web.hearing() != [died])

        speech = say(page, "do you have blue mugs")

    assert "blue mug" in speech


def test_whoever_signs_out_elsewhere_is_told(web: Web) -> None:
    with at_the_page(web) as page:
        say(page, "help")
        other = page.context.new_page()
        other.goto(f"{web.url}/try")
        token = other.locator("#typed [name=csrf_token]").get_attribute("value")
        other.request.post(
            f"{web.url}/sign-out", form={"csrf_token": token or ""}, headers={"Referer": web.url}, max_redirects=0
        )

        sync_api.expect(page.get_by_role("alert")).to_have_text("You are signed out.")


def test_the_page_tells_when_it_is_switched_off(shop_home: Path) -> None:
    with serving_all(shop_home, "--no-try-it") as web, at_the_page(web) as page:
        told = page.get_by_role("alert").inner_text()
        hearing = web.hearing()

    assert "--no-try-it" in told
    assert hearing == []


def test_nothing_bars_anybody_and_it_fits_a_phone(web: Web) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="no axe: pip install -e '.[dev]'")
    phone = {"viewport": {"width": 375, "height": 740}, "device_scale_factor": 2, "bypass_csp": True}
    with at_the_page(web, *WITH_MICROPHONE, **phone) as page:
        say(page, "do you have blue mugs")
        page.locator(".exchange details").first.evaluate("details => details.open = true")
        found = axe.Axe().run(page).response["violations"]
        width = page.evaluate("document.documentElement.scrollWidth")
        keep_screen(page, "try-it-phone")

    assert [one["id"] for one in found if one["impact"] in ("serious", "critical")] == []
    assert width <= 375
