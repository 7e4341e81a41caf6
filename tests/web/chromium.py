"""A real Chromium before a real `voice-skill serve`: what tests of whole ways through the pages are made of."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

SCREENS = Path(__file__).parents[2] / "build" / "screens"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
NO_CHROMIUM = "there is no Chromium; on Debian: apt install chromium"
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1200, "height": 850}

needs_chromium = pytest.mark.skipif(CHROMIUM is None, reason=NO_CHROMIUM)


@contextmanager
def chromium() -> Iterator[Browser]:
    # Root, as in a container, may have no sandbox of Chromium's; the pages are our own.
    told = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=told)
        yield browser
        browser.close()


def keep_screen(page: Page, name: str) -> None:
    SCREENS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SCREENS / f"{name}.png", full_page=True)


def barriers(page: Page) -> list[str]:
    """What axe finds that is serious or critical; its rules have looked at something."""
    found: dict[str, Any] = Axe().run(page).response
    assert len(found["passes"]) > 5
    return [
        f"{page.url}: {one['id']} ({one['impact']}): {one['nodes'][0]['html'][:200]}"
        for one in found["violations"]
        if one["impact"] in ("serious", "critical")
    ]


def scrolls_sideways(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth > window.innerWidth"))
