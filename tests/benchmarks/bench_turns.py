"""How fast the shop answers: a turn in process and its parts, servers, memory, start-up. Run by `make bench`."""

import json
import logging
import os
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import click
from rich.console import Console
from rich.progress import track

from tests.benchmarks import servers
from tests.benchmarks.report import BARE, Report, show
from tests.benchmarks.served import OURS, SERVERS
from tests.benchmarks.shares import stopwatch
from tests.benchmarks.shops import Shop, fill, postgresql
from tests.benchmarks.timing import Call, interleaved
from tests.benchmarks.turns import KINDS, Bare, Signed, asked, telling_names
from tests.channels.alexa.signing import Signer
from voice_skill.app import create_app
from voice_skill.channels.alexa.verify import Verifier
from voice_skill.config import Config
from voice_skill.store import Store

VERIFYING = "verifying alone"
EXACT = KINDS[:2]  # what the targets call a product question: said as the merchant calls it
NOW = datetime.now(UTC)

told = Console(stderr=True)


@dataclass(frozen=True)
class Plan:
    """How much is measured."""

    sizes: tuple[int, int] = (1_000, 100_000)
    products: int = 100
    rounds: int = 15
    server_rounds: int = 3
    load_s: float = 4.0
    starts: int = 5


QUICK = Plan(sizes=(1_000, 10_000), products=40, rounds=5, server_rounds=1, load_s=2.0, starts=3)


@click.command()
@click.option("--quick", is_flag=True, help="Fewer and smaller: shows that everything runs, not how fast it is.")
@click.option("--json", "json_lines", is_flag=True, help="One JSON object a line instead of tables.")
def main(quick: bool, json_lines: bool) -> None:
    """Measure how fast the shop answers, on SQLite and on PostgreSQL."""
    plan = QUICK if quick else Plan()
    # The app's log line belongs to a turn, but not on this screen.
    logging.basicConfig(stream=Path(os.devnull).open("w"), format="%(asctime)s %(levelname)s %(name)s %(message)s")  # noqa: SIM115
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        create = stack.enter_context(postgresql())
        shops = [
            Shop(database, size, make(size))
            for database, make in (("SQLite", lambda size: f"sqlite:///{folder}/{size}.db"), ("PostgreSQL", create))
            for size in plan.sizes
        ]
        report, signer = Report(), Signer.create()
        for shop in shops:
            fill(shop, NOW, told)
        for shop in shops:
            measure_turns(shop, signer, plan, report)
        measure_servers(shops[1], signer, folder, plan, report)
        measure_starts(shops[1], folder, plan, report)
    judge(shops, report)
    if json_lines:
        for row in report.rows:
            click.echo(json.dumps(row))
    else:
        show(report, Console())


def measure_turns(shop: Shop, signer: Signer, plan: Plan, report: Report) -> None:
    """Each kind of turn, the bare SDK and the verifying, one after the other, again and again."""
    where = {"database": shop.database, "size": shop.size}
    with (
        closing(Store.open(shop.url, clock=lambda: NOW)) as store,
        told.status(f"Turns on {shop.database}, {shop.size:,}"),
    ):
        verifier = Verifier(roots=signer.roots, fetch=signer.fetch, clock=lambda: NOW)
        app = create_app(Config.from_env({}), store=store, verifier=verifier)
        names = telling_names(store, plan.products)
        turns = {kind: [Signed(app, signer, one) for one in asked(kind, names, NOW)] for kind in KINDS}
        for turn in (turn for all_of_a_kind in turns.values() for turn in all_of_a_kind):
            turn.check()
        same = [turn.asked.body for turn in turns[EXACT[0]]]
        headers = [signer.headers(body) for body in same]
        bare = Bare()
        calls: dict[str, Sequence[Call]] = {
            BARE: [partial(bare, body) for body in same],
            VERIFYING: [partial(verifier.verify, head, body) for head, body in zip(headers, same, strict=True)],
            **turns,
        }
        for kind, spent in interleaved(calls, plan.rounds).items():
            report.add("turns", **where, kind=kind, **spent.to_json())
        for part, spent_us in _shares(turns[EXACT[0]], plan.rounds).items():
            report.add("shares", **where, part=part, mean_us=round(spent_us, 1))


def _shares(turns: Sequence[Signed], rounds: int) -> dict[str, float]:
    with stopwatch() as watch:
        for _ in range(rounds):
            for turn in turns:
                turn()
    return {part: spent_s / (rounds * len(turns)) * 1e6 for part, spent_s in watch.spent_s.items()}


def measure_servers(shop: Shop, signer: Signer, folder: Path, plan: Plan, report: Report) -> None:
    """The same load on each server, in turn."""
    with closing(Store.open(shop.url)) as store:
        names = telling_names(store, plan.products)
    candidates = [server for _ in range(plan.server_rounds) for server in SERVERS]
    for server in track(candidates, "Servers", console=told, transient=True):
        bodies = [one.body for one in asked(EXACT[0], names, datetime.now(UTC))]
        borne = servers.load(server, shop.url, signer, folder, bodies, plan.load_s)
        report.add("servers", server=server, **borne.to_json())


def measure_starts(shop: Shop, folder: Path, plan: Plan, report: Report) -> None:
    with told.status("Starting"):
        report.add(
            "starts",
            what="voice-skill serve, until /health answers",
            s=servers.start_up_s(shop.url, folder, plan.starts),
        )
        report.add("starts", what="import voice_skill.app", s=servers.import_s("import voice_skill.app", plan.starts))


def judge(shops: Sequence[Shop], report: Report) -> None:
    """What was to be reached, and whether it was."""
    for small, large in (shops[:2], shops[2:]):
        at_small = max(report.median_us(small, kind) / report.median_us(small, BARE) for kind in EXACT)
        growth = max(report.median_us(large, kind) / report.median_us(small, kind) for kind in EXACT)
        _target(report, f"product question / bare, {small.database}, {small.size:,}", at_small, 3.0)
        _target(report, f"the same at {large.size:,} / at {small.size:,}, {small.database}", growth, 1.3)
    _target(report, "verifying, chain cached, ms", report.median_us(shops[0], VERIFYING) / 1000, 0.2)
    rss_mb = [row["worker_rss_mb"] for row in report.of("servers", server=OURS)]
    _target(report, "memory of a worker, MB", max(rss_mb), 150)
    _target(report, "start of serve, s", report.of("starts")[0]["s"], 1.0)


def _target(report: Report, what: str, measured: float, limit: float) -> None:
    report.add("targets", what=what, measured=round(measured, 2), limit=limit, is_met=measured <= limit)


if __name__ == "__main__":
    main()
