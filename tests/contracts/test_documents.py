"""What documents tell a reader to do, done: a page's blocks of commands in one shell, in order, in a fresh home.

A block that cannot run here has a comment before it, `<!-- not run: why -->`; its commands are still checked to exist.
A `text` block is what the commands before it print: `…` stands for anything, six digits for any six. A page that runs
our tests runs in a copy of the checkout, where a block below `<!-- file: path -->` is written to that path.
"""

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import click
import pytest

from local_voice.audio import write_wav
from local_voice.speaking import open_voice
from tests.benchmarks.servers import free_port
from voice_skill.cli import main

ROOT = Path(__file__).parents[2]
PAGES = sorted(path.relative_to(ROOT).as_posix() for path in [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
REASONS = {"needs Amazon", "needs a microphone", "needs root", "installs", "measures"}
BLOCK = re.compile(r"(?:<!-- (not run|file): ([^\n]+) -->\n)?^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
BIN = Path(sys.executable).parent
PATIENCE_S = 600.0
END_OF_BLOCK = "\x1e"

# `serve` goes on in the background; what curl is refused ends the page.
SHELL = """
set -euo pipefail
curl() { command curl -sS --fail-with-body "$@"; }
voice-skill() {
  if [ "$1" != serve ]; then command voice-skill "$@"; return; fi
  command voice-skill "$@" --workers 1 >&2 & SERVERS+=" $!"
  until command curl -sf -o /dev/null "http://127.0.0.1:$VOICE_SKILL_PORT/health"; do
    kill -0 $! || exit 1
    sleep 0.2
  done
}
SERVERS=""; trap '[ -z "$SERVERS" ] || kill $SERVERS; wait' EXIT
"""
NEWEST_ORDER = """$(voice-skill orders list --status placed --limit 1 --json |
  python -c 'import json; print(json.loads(input())["number"])')"""
FEED = """id\ttitle\tprice\tavailability
m1\tBlue Mug\t14.00 USD\tin stock
t1\tRed Teapot\t30.00 USD\tin stock
"""
SHOPIFY_JSON = {
    "products": [
        {
            "id": 71,
            "title": "Soup Bowl",
            "handle": "soup-bowl",
            "options": [{"name": "Title", "values": ["Default Title"]}],
            "variants": [{"id": 72, "title": "Default Title", "sku": "BOWL", "price": "18.00", "available": True}],
        }
    ]
}
SHOPIFY_CSV = """Handle,Title,Vendor,Type,Published,Variant SKU,Variant Price,Variant Inventory Qty,Status
scarf,Winter Scarf,Juniper Lane,Scarves,true,SCARF,35.00,4,active
"""

needs_curl = pytest.mark.skipif(shutil.which("curl") is None, reason="there is no curl: apt install curl")


@dataclass(frozen=True)
class Block:
    """mark: "not run", "file" or ""; about: why it is not run, or the file's path."""

    mark: str
    about: str
    kind: str
    text: str


def blocks(page: str) -> list[Block]:
    return [Block(*match) for match in BLOCK.findall((ROOT / page).read_text(encoding="utf-8"))]


def runnable(page: str) -> list[Block]:
    return [block for block in blocks(page) if block.kind == "sh" and not block.mark]


RUN = [page for page in PAGES if runnable(page)]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The reader's own, with the files that the pages speak of."""
    folder = tmp_path / "reader"
    folder.mkdir()
    (folder / "products_export.csv").write_text(SHOPIFY_CSV)
    write_wav(folder / "order.wav", open_voice("en-US").synthesize("where is my order"))
    return folder


@pytest.fixture
def shop_url(tmp_path: Path) -> Iterator[str]:
    """A merchant's web server."""
    site = tmp_path / "site"
    site.mkdir()
    (site / "feed.xml").write_text(FEED)
    (site / "products.json").write_text(json.dumps(SHOPIFY_JSON))
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=site)) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Nobody reads it."""


@needs_curl
@pytest.mark.parametrize("page", RUN)
def test_a_pages_commands_run_and_print_what_it_says(
    page: str, folder: Path, shop_url: str, request: pytest.FixtureRequest
) -> None:
    script = "".join(f"{block.text}\nprintf '\\036'\n" for block in runnable(page))
    port, environ = free_port(), {"VOSK_MODEL_PATH": ""}
    if "voice-skill hear" in script or "models lint" in script:
        environ["VOSK_MODEL_PATH"] = str(request.getfixturevalue("vosk_model"))
    if ".venv/bin/pytest" in script:
        environ["PYTHONPATH"] = str(copy_sources(page, folder))

    with database(script, request) as database_url:
        script = re.sub(r"postgresql://\S+", database_url, script)
        script = re.sub(r"(catalogue link )https://[a-z.]+", rf"\1{shop_url}", script)
        script = re.sub(r"^ORDER=\d+", lambda _: f"ORDER={NEWEST_ORDER}", script, flags=re.MULTILINE)
        script = script.replace("127.0.0.1:8080", f"127.0.0.1:{port}").replace(".venv/bin/", "")
        done = run(script, folder, environ | {"VOICE_SKILL_PORT": str(port)})

    assert done.returncode == 0, done.stdout + done.stderr
    for printed, said in zip(done.stdout.split(END_OF_BLOCK), printed_after_each(page), strict=False):
        assert said is None or re.fullmatch(pattern(said), printed), printed


def run(script: str, folder: Path, environ: dict[str, str]) -> "subprocess.CompletedProcess[str]":
    ours = {name: value for name, value in os.environ.items() if not name.startswith(("VOICE_", "PYTEST_"))}
    environ = environ | {
        "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}",
        "VOICE_SKILL_HOME": str(folder.parent / "home"),
        "DATABASE_URL": "",
        "VOICE_SKILL_TRY_IT": "off",
        "VOICE_SKILL_FEED_HTTP": "on",
        "VOICE_SKILL_FEED_NETWORKS": "127.0.0.0/8",
        "COLUMNS": "200",
    }
    return subprocess.run(
        ["bash", "-c", SHELL + script],
        env=ours | environ,
        cwd=folder,
        input="correct horse battery\n",  # the password that `login add` asks for
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=False,
    )


@contextmanager
def database(script: str, request: pytest.FixtureRequest) -> Iterator[str]:
    """One of PostgreSQL's, without a table, where a page wants one."""
    if "postgresql://" not in script:
        yield ""
        return
    server = request.getfixturevalue("postgresql_server")
    url = server.create()
    yield url
    server.drop(url)


def copy_sources(page: str, folder: Path) -> Path:
    """The checkout in which the page's commands run, with its files in it; a handler among them is registered."""
    for package in ("voice_skill", "intents", "local_voice", "tests"):
        shutil.copytree(ROOT / package, folder / package, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("models.json", "pyproject.toml"):
        shutil.copyfile(ROOT / name, folder / name)
    for block in blocks(page):
        if block.mark == "file":
            path = folder / block.about
            path.parent.mkdir(exist_ok=True)
            path.write_text(block.text, encoding="utf-8")
            (path.parent / "__init__.py").touch()
            if path.name == "handler.py":
                register(folder / "intents" / "registry.py", block)
    return folder


def register(registry: Path, handler: Block) -> None:
    module = handler.about.removesuffix(".py").replace("/", ".")
    (name,) = re.findall(r"^class (\w+)\(Intent\)", handler.text, re.MULTILINE)
    text = registry.read_text(encoding="utf-8").replace("\nfrom ", f"\nfrom {module} import {name}\nfrom ", 1)
    registry.write_text(text.replace("= (\n", f"= (\n    {name},\n", 1), encoding="utf-8")


def printed_after_each(page: str) -> list[str | None]:
    """Of each block that runs, what the page says it prints, if anything."""
    shown = [block for block in blocks(page) if block.kind in ("sh", "text")]
    pairs = zip(shown, [*shown[1:], None], strict=True)
    return [after.text if after and after.kind == "text" else None for block, after in pairs if block in runnable(page)]


def pattern(said: str) -> str:
    exact = re.escape(said).replace(re.escape("…"), ".*")
    return f"(?s){re.sub(r'(?<![0-9])[0-9]{6}(?![0-9])', '[0-9]{6}', exact)}"


@pytest.mark.parametrize("page", PAGES)
def test_a_block_that_is_not_run_says_why_and_names_nothing_that_is_not_there(page: str) -> None:
    not_run = [block for block in blocks(page) if block.mark == "not run"]

    assert {block.about for block in not_run} <= REASONS
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    for block in not_run:
        assert set(re.findall(r"^make ([a-z-]+)", block.text, re.MULTILINE)) <= targets
        for command in re.findall(r"^voice-skill (.*)", block.text, re.MULTILINE):
            parse(shlex.split(command, comments=True))


def parse(words: list[str]) -> None:
    """As the command line takes them; nothing is run. Raises click's errors."""
    context, command = main.make_context("voice-skill", list(words)), main
    while isinstance(command, click.Group):
        name, command, rest = command.resolve_command(context, [*context._protected_args, *context.args])
        context = command.make_context(name, rest, parent=context)


def test_the_readme_is_short_enough_to_be_read() -> None:
    assert (ROOT / "README.md").stat().st_size <= 6_000
