"""A merchant links a catalogue from a terminal, looks at what was found, and keeps it right."""

import json
import os
import pty
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from tests.cli.conftest import Shell
from tests.linking.feeds import EVERY
from tests.linking.formats.samples import PLAIN_COLUMNS
from tests.linking.shop_server import shop_server, table
from voice_skill.linking.formats import FORMATS

COLORS = """
red blue green amber white black brown beige coral ivory khaki lilac maroon olive pink purple teal violet yellow
orange silver golden crimson
""".split()  # noqa: SIM905

EXPORTS = Path(__file__).parents[3] / "shared" / "data" / "feeds"
THINGS = [f"p{number} Thing Number {number}" for number in range(10)]


@pytest.fixture
def shop(shell: Shell) -> Shell:
    shell.out("merchant", "add", "birch", "--title", "Birch and Sons")
    return shell


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., str]:
    def write(*items: str, name: str = "feed.txt", **columns: str) -> str:
        path = tmp_path / name
        path.write_bytes(table(*items, **columns))
        return str(path)

    return write


def test_a_linked_file_is_answered_from(shop: Shell, write: Callable[..., str]) -> None:
    told = shop.out("catalogue", "link", write("mug Blue Mug", "pot Red Teapot", brand="Harbor"))

    assert "feed: 2 added, 0 changed, 0 unchanged, 0 removed." in told
    assert shop.json("search", "blue", "mug")[0]["products"][0]["id"] == "mug"
    assert shop.out("catalogue", "sync", "feed") == "feed: unchanged since the last time.\n"


def test_a_dry_run_shows_what_would_be_and_changes_nothing(shop: Shell, write: Callable[..., str]) -> None:
    shop.out("catalogue", "link", write("mug Blue Mug", "pot Red Teapot"))

    told = shop.out("catalogue", "link", write("mug Large Blue Mug", "lamp Tin Lamp"), "--dry-run")

    assert "would be 1 added, 1 changed, 0 unchanged, 1 removed." in told
    assert "title: Blue Mug → Large Blue Mug" in told
    assert shop.json("catalogue", "show", "mug")[0]["title"] == "Blue Mug"


def test_findings_are_grouped_worst_first_with_three_examples(shop: Shell, write: Callable[..., str]) -> None:
    rows = [*THINGS, *[f"same Thing Alike {number}" for number in range(5)]]

    told = shop.json("catalogue", "link", write(*rows, gtin="4006381333932"))[0]

    levels = [group["level"] for group in told["findings"]]
    assert levels == sorted(levels, key=["error", "warning", "suggestion"].index)
    assert (told["findings"][0]["code"], told["findings"][0]["count"]) == ("id_duplicate", 5)
    assert all(len(group["examples"]) == min(group["count"], 3) for group in told["findings"])
    report = shop.out("catalogue", "report")
    assert report.index("id_duplicate") < report.index("row 11, same, id: same") < report.index("gtin")
    assert "row 14" not in report
    errors = shop.json("catalogue", "report", "feed", "--level", "error")[0]
    assert [group["code"] for group in errors["findings"]] == ["id_duplicate"]


def test_taking_out_much_asks_for_a_yes(shop: Shell, write: Callable[..., str]) -> None:
    shop.out("catalogue", "link", write(*THINGS))
    write(*THINGS[:3])

    refused = shop.refused("catalogue", "sync")
    assert "it would take out 7 of 10 products" in refused
    assert "voice-skill catalogue sync feed --yes" in refused
    assert len(shop.json("catalogue", "show")) == 10

    assert "7 removed" in shop.out("catalogue", "sync", "feed", "--yes")
    assert len(shop.json("catalogue", "show")) == 3


def test_a_plain_table_is_read_by_the_columns_that_the_merchant_names(shop: Shell, tmp_path: Path) -> None:
    file = tmp_path / "stock list.csv"
    file.write_text("Code;Name;Amount\n4711;Blue Mug;12.50\n4712;Red Teapot;30.00\n")
    named = ("--map", "id=Code", "--map", "title=Name", "--map", "price=Amount")

    assert "--currency" in shop.refused("catalogue", "link", str(file), *named)
    assert shop.json("catalogue", "feeds") == []
    shop.out("catalogue", "link", str(file), *named, "--currency", "USD")

    product = shop.json("catalogue", "show", "4711")[0]
    assert (product["feed"], product["variants"][0]["price"]) == ("stock-list", "12.50 USD")


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b"not a feed", b'{"products": [{"id": 1}]}', b"\0\0"])
def test_a_file_that_is_no_feed_is_refused_in_a_line(shop_shell: Shell, tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "catalogue.json"
    file.write_bytes(content)

    shop_shell.refused("catalogue", "link", str(file))
    assert "No such file" in shop_shell.refused("catalogue", "link", str(tmp_path / "missing.json"))

    assert shop_shell.json("catalogue", "feeds") == []
    assert shop_shell.json("search", "blue", "mug")[0]["verdict"] == "sure"


def test_the_folder_of_a_feed_is_taken_for_its_products(shop: Shell, tmp_path: Path) -> None:
    variant = {"id": "m-1", "title": "Mug", "price": {"amount": 1500, "currency": "USD"}}
    (tmp_path / "metadata.json").write_text('{"id": "feed"}')
    (tmp_path / "products.jsonl").write_text(json.dumps({"id": "m", "title": "Enamel Mug", "variants": [variant]}))

    assert "1 added" in shop.out("catalogue", "link", str(tmp_path), "--name", "acp")

    assert shop.out("catalogue", "sync", "acp") == "acp: unchanged since the last time.\n"


def test_what_is_no_file_is_refused_in_a_line(shop: Shell, tmp_path: Path) -> None:
    (tmp_path / "loop").symlink_to("loop")
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "folder").mkdir()
    (tmp_path / "secret.txt").write_text("what stands elsewhere")
    (tmp_path / "folder" / "products.jsonl").symlink_to(tmp_path / "secret.txt")

    told = [shop.refused("catalogue", "link", str(tmp_path / name)) for name in ("loop", "pipe", "folder")]

    assert all("The catalogue is as it was" in one and "Traceback" not in one for one in told)
    assert "a pipe" in told[1]
    assert "a folder without products.jsonl" in told[2]


def test_a_name_for_the_ear_stays_through_syncs_until_it_is_given_back(shop: Shell, write: Callable[..., str]) -> None:
    shop.out("catalogue", "link", write("mug Blue Mug", "pot Red Teapot"))

    shop.out("catalogue", "name", "mug", "sky mouse")
    write("mug Blue Mug", "pot Green Teapot")
    shop.out("catalogue", "sync")

    assert shop.json("catalogue", "show", "mug")[0]["plural"] == "sky mice"
    assert shop.json("search", "sky", "mouse")[0]["products"][0]["id"] == "mug"
    shop.out("catalogue", "name", "mug", "--reset")
    assert shop.json("search", "blue", "mug")[0]["products"][0]["name"] == "blue mug"
    assert "No product is called 'cup'" in shop.refused("catalogue", "name", "cup", "tea cup")


def test_a_feed_that_is_unlinked_is_no_longer_sold(shop: Shell, write: Callable[..., str]) -> None:
    shop.out("catalogue", "link", write("mug Blue Mug"))

    assert shop.run("catalogue", "unlink", "feed", stdin="n\n").exit_code == 1
    assert shop.json("search", "blue", "mug")[0]["verdict"] == "sure"
    assert "1 products are no longer sold" in shop.out("catalogue", "unlink", "feed", "--yes")

    assert shop.json("search", "blue", "mug")[0]["verdict"] == "none"
    assert "No feed is called 'feed'" in shop.refused("catalogue", "unlink", "feed", "--yes")


@pytest.fixture
def web_shop(shop: Shell) -> Shell:
    """That may fetch from this machine."""
    shop.environ |= {"VOICE_SKILL_FEED_HTTP": "on", "VOICE_SKILL_FEED_NETWORKS": "127.0.0.0/8"}
    return shop


def test_a_failing_feed_is_reported_since_when_and_why_and_the_shop_goes_on(web_shop: Shell) -> None:
    with shop_server() as web:
        web.body = table(*THINGS)
        web_shop.out("catalogue", "link", web.url, "--name", "web", "--every", "6h")
        web.status = 503

        refused = web_shop.refused("catalogue", "sync", "web")

    assert "503" in refused
    assert "The catalogue is as it was." in refused
    report = web_shop.out("catalogue", "report", "web")
    assert "web: failing since 20" in report
    assert "503" in report
    assert len(web_shop.json("catalogue", "show")) == 10
    assert web_shop.json("catalogue", "feeds")[0]["every"] == "6h"


def test_what_is_due_is_synced_for_cron(web_shop: Shell) -> None:
    with shop_server() as web:
        web.body = table(*THINGS)
        web_shop.out("catalogue", "link", web.url, "--name", "web", "--every", "6h")

        assert web_shop.out("catalogue", "sync", "--due") == ""

    assert len(web.asked) == 1


def test_private_addresses_and_plain_http_are_refused_unless_configured(shop: Shell) -> None:
    with shop_server() as web:
        shop.refused("catalogue", "link", web.url)
        shop.environ["VOICE_SKILL_FEED_HTTP"] = "on"
        shop.refused("catalogue", "link", web.url)

    assert web.asked == []


def test_the_webhook_of_a_feed_is_told_and_its_secret_can_be_the_shops(shop: Shell, write: Callable[..., str]) -> None:
    shop.out("catalogue", "link", write("mug Blue Mug"))

    made = shop.json("catalogue", "webhook", "feed")[0]
    chosen = shop.json("catalogue", "webhook", "feed", "--secret", "from shopify")[0]

    assert made["path"] == chosen["path"]
    assert len(made["secret"]) > 30
    assert chosen["secret"] == "from shopify"
    renewed = shop.json("catalogue", "webhook", "feed", "--renew")[0]
    assert renewed["secret"] not in (made["secret"], "from shopify")
    assert shop.json("catalogue", "webhook", "feed")[0] == renewed


def test_a_webhooks_secret_that_was_kept_with_a_lost_key_is_said_to_need_a_new_one(
    shop: Shell, write: Callable[..., str]
) -> None:
    shop.out("catalogue", "link", write("mug Blue Mug"))
    (shop.home / "secret-key").write_text("f" * 64)

    assert "catalogue webhook feed --renew" in shop.refused("catalogue", "webhook", "feed")
    renewed = shop.json("catalogue", "webhook", "feed", "--renew")[0]

    assert shop.json("catalogue", "webhook", "feed")[0] == renewed


@pytest.mark.parametrize(
    "words",
    [
        ("--every", "soon"),
        ("--every", "1m"),
        ("--map", "title"),
        ("--format", "papyrus"),
        ("--currency", "dollars"),
    ],
)
def test_an_option_that_cannot_be_used_is_told(shop: Shell, write: Callable[..., str], words: tuple[str, ...]) -> None:
    result = shop.run("catalogue", "link", write("mug Blue Mug"), *words)

    assert result.exit_code == 2
    assert words[0] in result.stderr


@pytest.mark.parametrize(
    ("asked", "told", "count"),
    [
        ((), "Only the first 20 are shown. For more: --limit 200\n", 20),
        (("--limit", "200"), "", len(COLORS)),
        (("--search", "cup", "--limit", "5"), "Only the best 5 are shown. For more: --limit 50\n", 5),
        (("--search", "cup", "--limit", "50"), "These are the best 16 matches; add words to narrow the search.\n", 16),
        (("--search", "red cup"), "", 1),
    ],
)
def test_a_list_that_is_cut_says_so(
    shell: Shell, catalogue_file: Callable[..., Path], asked: tuple[str, ...], told: str, count: int
) -> None:
    shell.out("merchant", "add", "shop", "--title", "Oak Hall")
    shell.out("catalogue", "link", str(catalogue_file(*(f"{color} cup" for color in COLORS))))

    shown = shell.run("catalogue", "show", *asked, "--json")

    assert (shown.stderr, len(shown.stdout.splitlines())) == (told, count)


def test_every_command_of_the_catalogue_shows_an_example(shell: Shell) -> None:
    for line in shell.out("catalogue", "--help").split("Commands:")[1].strip().splitlines():
        assert "Example" in shell.out("catalogue", line.split()[0], "--help"), line


def test_a_bar_is_shown_on_a_terminal_and_only_there(shop: Shell, write: Callable[..., str]) -> None:
    file = write(*[f"p{number} Thing Number {number}" for number in range(2_000)])
    seen, terminal = pty.openpty()
    command = [sys.executable, "-m", "voice_skill.cli", "catalogue", "link", file, "--merchant", "birch"]
    environ = os.environ | shop.environ | {"TERM": "xterm"}
    with subprocess.Popen(command, env=environ, stdout=subprocess.PIPE, stderr=terminal) as linking:
        os.close(terminal)
        shown = b"".join(_read(seen))
        assert linking.stdout is not None
        told = linking.stdout.read()

    assert b"Comparing" in shown
    assert b"Comparing" not in told
    assert b"2,000 added" in told


def _read(terminal: int) -> Iterator[bytes]:
    with suppress(OSError):  # which is how Linux says that nobody writes there any more
        while part := os.read(terminal, 65_536):
            yield part


@pytest.mark.parametrize(("name", "products"), [("shopify-apparel.csv", 20), ("woocommerce-sample-products.csv", 15)])
def test_a_platforms_own_export_is_taken(shop: Shell, name: str, products: int) -> None:
    if not (EXPORTS / name).is_file():
        pytest.skip(f"{name} is not at {EXPORTS}: it is shared data, not part of the repository")

    told = shop.json("catalogue", "link", str(EXPORTS / name), "--currency", "USD")[0]

    assert (told["outcome"], told["added"]) == ("ok", products)
    assert not [group for group in told["findings"] if group["level"] == "error"]
    assert len(shop.json("catalogue", "show")) == products


def test_what_json_says_is_what_the_sync_did(shop: Shell, write: Callable[..., str]) -> None:
    linked = shop.json("catalogue", "link", write("mug Blue Mug"))[0]

    counts = {name: linked[name] for name in ("rows", "left_out", "added", "changed", "unchanged", "removed")}
    assert counts == {"rows": 1, "left_out": 0, "added": 1, "changed": 0, "unchanged": 0, "removed": 0}
    assert json.dumps(linked["findings"])
    assert linked["outcome"] == "ok"


@pytest.mark.parametrize("format_name", FORMATS)
def test_a_feed_of_every_format_is_recognised_and_sold(shell: Shell, tmp_path: Path, format_name: str) -> None:
    content, product_id = EVERY[format_name]
    file = tmp_path / "feed"
    file.write_text(content, encoding="utf-8")
    columns = [word for pair in PLAIN_COLUMNS.items() for word in ("--map", "=".join(pair))]
    shell.out("merchant", "add", "birch", "--title", "Birch and Sons", "--currency", "EUR")

    linked = shell.json(
        "catalogue", "link", str(file), "--currency", "EUR", *(columns if format_name == "plain_csv" else [])
    )[0]

    assert (linked["outcome"], linked["format"]) == ("ok", format_name)
    sold = {row["id"]: row["name"] for row in shell.json("catalogue", "show")}
    assert product_id in sold
    assert shell.json("search", sold[product_id])[0]["verdict"] == "sure"


def test_a_snapshot_that_waits_is_reported_until_somebody_said_yes(shop: Shell, write: Callable[..., str]) -> None:
    shop.out("catalogue", "link", write(*THINGS))
    write(*THINGS[:3])
    shop.refused("catalogue", "sync")

    assert "is waiting for approval: it would take out 7 of 10 products" in shop.out("catalogue", "report")

    shop.out("catalogue", "sync", "feed", "--yes")
    assert "feed: good" in shop.out("catalogue", "report")
