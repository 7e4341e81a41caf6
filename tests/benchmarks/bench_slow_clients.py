"""What slow clients cost customers: turns by voice beside hundreds of each kind. Run by `make bench-slow-clients`.

    python -m tests.benchmarks.bench_slow_clients [--each 500] [--server granian] [--quick] [--json]

A shop is asked 20 signed turns a second, quiet and beside each kind of slow client, which take turns, so that a busy
machine slows all alike. A turn that nobody answers within the 8 s that Alexa waits counts as unanswered.
"""

import json
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
import urllib3
from rich.console import Console
from rich.table import Table

from tests.benchmarks.due import Answered, Send, sent
from tests.benchmarks.served import OURS, SERVERS
from tests.benchmarks.servers import free_port, running
from tests.benchmarks.shops import Shop, fill
from tests.benchmarks.slow_clients import KINDS, slow_clients
from tests.benchmarks.turns import KINDS as TURNS
from tests.benchmarks.turns import asked, telling_names
from tests.channels.alexa.signing import Signer, pem
from voice_skill.store import ProductName, Store

TURNS_PER_S, PRODUCTS = 20, 1_000
ALEXA_WAITS_S = 8.0
QUIET = "quiet"
MOST_RATIO = 2.0

told = Console(stderr=True)


@click.command()
@click.option("--each", default=500, show_default=True, help="Slow clients of a kind.")
@click.option("--server", default=OURS, show_default=True, type=click.Choice(SERVERS), help="What stands in front.")
@click.option("--quick", is_flag=True, help="Shorter: shows that everything runs, not how fast it is.")
@click.option("--json", "json_lines", is_flag=True, help="Print one JSON object per line instead of a table.")
def main(each: int, server: str, quick: bool, json_lines: bool) -> None:
    """Time turns beside slow clients, on SQLite."""
    with tempfile.TemporaryDirectory() as folder:
        rows = _measured(server, Path(folder), each, rounds=1 if quick else 3, for_s=3.0 if quick else 5.0)
    if json_lines:
        for row in rows:
            click.echo(json.dumps(row))
    else:
        Console(width=110).print(_table(rows, each, server))


def _measured(server: str, folder: Path, each: int, rounds: int, for_s: float) -> list[dict[str, Any]]:
    signer, port = Signer.create(), free_port()
    (folder / "roots.pem").write_bytes(pem(*signer.roots))
    (folder / "chain.pem").write_bytes(signer.chain)
    shop = Shop("SQLite", PRODUCTS, f"sqlite:///{folder}/shop.db")
    names = _names(shop)
    environ = {"SIGNED": str(folder), "DATABASE_URL": shop.url, "VOICE_SKILL_HOME": str(folder)}
    http = urllib3.HTTPConnectionPool("127.0.0.1", port, maxsize=TURNS_PER_S, timeout=ALEXA_WAITS_S, retries=False)
    answered = {what: Answered() for what in (QUIET, *KINDS)}
    with running(["-m", "tests.benchmarks.served", server, str(port)], environ, port), closing(http):
        turns = _turns(http, signer, names)
        _send(turns, 2.0, Answered())
        for _ in range(rounds):
            _send(turns, for_s, answered[QUIET])
            for kind in KINDS:
                with slow_clients(port, each, [kind]):
                    _send(turns, for_s, answered[kind])
    return _rows(answered)


def _names(shop: Shop) -> list[ProductName]:
    fill(shop, datetime.now(UTC), told)
    with closing(Store.open(shop.url)) as store:
        return telling_names(store, 100)


def _turns(http: urllib3.HTTPConnectionPool, signer: Signer, names: list[ProductName]) -> Iterator[Send]:
    while True:  # each round with a timestamp of its own
        yield from (_turn(http, signer, one.body) for one in asked(TURNS[0], names, datetime.now(UTC)))


def _turn(http: urllib3.HTTPConnectionPool, signer: Signer, body: bytes) -> Send:
    headers = signer.headers(body)

    def send() -> int:
        try:
            return http.request("POST", "/alexa", body=body, headers=headers).status
        except urllib3.exceptions.HTTPError:
            return 0

    return send


def _send(turns: Iterator[Send], for_s: float, answered: Answered) -> None:
    answered.extend(sent({"turns": (turns, TURNS_PER_S)}, for_s, at_once=int(TURNS_PER_S * ALEXA_WAITS_S))["turns"])


def _rows(answered: dict[str, Answered]) -> list[dict[str, Any]]:
    rows = [{"beside": what, **answers.figures(), "unanswered": answers.failed} for what, answers in answered.items()]
    quiet_ms = rows[0]["p95_ms"]
    return [{**row, "ratio": round(row["p95_ms"] / quiet_ms, 2)} for row in rows]


def _table(rows: Sequence[dict[str, Any]], each: int, server: str) -> Table:
    title = f"{TURNS_PER_S} turns a second beside {each} slow clients, behind {server}"
    table = Table("Beside", title=title, title_justify="left", title_style="bold")
    names = ("requests", "unanswered", "median_ms", "p95_ms", "longest_ms", "ratio")
    for name in names:
        table.add_column(name.replace("_", " ").replace("ratio", f"p95 × quiet, ≤ {MOST_RATIO:g}"), justify="right")
    for row in rows:
        table.add_row(row["beside"].replace("-", " "), *(f"{row[name]:,}" for name in names))
    return table


if __name__ == "__main__":
    main()
