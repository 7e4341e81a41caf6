"""What documents point at is there: files, headings, and the paths of the sources that they name."""

import re
from pathlib import Path
from urllib.parse import unquote

import pytest

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
LINK = re.compile(r"\]\(([^)\s]+)\)")
SOURCES = re.compile(r"(?<![\w./-])(?:voice_skill|intents|local_voice|tests|docs)/[\w./-]*\w")
CODE = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
SECTIONS = {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}

each_page = pytest.mark.parametrize("page", PAGES, ids=lambda path: path.relative_to(ROOT).as_posix())


def anchors(page: Path) -> set[str]:
    """Of its headings, as GitHub makes them."""
    headings = re.findall(r"^#+ (.+)$", CODE.sub("", page.read_text(encoding="utf-8")), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@each_page
def test_every_link_leads_somewhere(page: Path) -> None:
    broken = []
    for link in LINK.findall(CODE.sub("", page.read_text(encoding="utf-8"))):
        path, _, anchor = unquote(link).partition("#")
        target = page.parent / path if path else page
        if not path.startswith("https://") and (not target.exists() or (anchor and anchor not in anchors(target))):
            broken.append(link)

    assert broken == []


@each_page
def test_every_path_of_the_sources_is_there(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    written_by_the_page = set(re.findall(r"<!-- file: (\S+) -->", text))

    missing = {path for path in SOURCES.findall(CODE.sub("", text)) if not (ROOT / path).exists()}

    assert missing - written_by_the_page == set()


def test_the_index_names_every_page() -> None:
    linked = {(ROOT / "docs" / link).resolve() for link in LINK.findall((ROOT / "docs/README.md").read_text("utf-8"))}

    assert {page for page in PAGES if page.is_relative_to(ROOT / "docs")} - linked == {ROOT / "docs/README.md"}


def test_the_changelog_has_the_form_of_keep_a_changelog() -> None:
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")

    releases = re.findall(r"^## (.+)$", text, re.MULTILINE)
    assert releases[0] == "[Unreleased]"
    assert all(re.fullmatch(r"\[\d+\.\d+\.\d+\] - \d{4}-\d\d-\d\d", release) for release in releases[1:])
    assert set(re.findall(r"^### (.+)$", text, re.MULTILINE)) <= SECTIONS
