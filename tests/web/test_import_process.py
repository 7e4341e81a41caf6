"""The process that does what was asked for on a page, stopped in the middle of it."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.cli.conftest import Shell
from tests.cli.test_serve import wait_until
from tests.conftest import SECRET_KEY
from tests.linking.shop_server import shop_server, table
from voice_skill.store import FeedJob, Store

SYNC = [sys.executable, "-m", "voice_skill.cli", "catalogue", "sync", "--asked"]
PATIENCE_S = 120


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    shell = Shell(tmp_path / "home")
    shell.environ |= {"VOICE_SKILL_FEED_HTTP": "on", "VOICE_SKILL_FEED_NETWORKS": "127.0.0.0/8"}
    shell.out("merchant", "add", "juniper", "--title", "Juniper Lane")
    return shell


@pytest.fixture
def store(shell: Shell) -> Iterator[Store]:
    with closing(Store.open(f"sqlite:///{shell.home / 'shop.db'}", secret_key=lambda: SECRET_KEY)) as store:
        yield store


def ask(store: Store, source: str) -> int:
    settings = {"source": source, "format": None, "currency": "", "columns": {}, "every_s": None}
    with store.for_merchant("juniper") as shop:
        job = shop.jobs.ask("link", "web", form_id="form", settings=settings)
        shop.commit()
        return job.id


def test_what_was_broken_off_waits_for_the_next_process_and_leaves_nothing(shell: Shell, store: Store) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        job_id = ask(store, f"http://127.0.0.1:{silent.getsockname()[1]}/feed.txt")
        with subprocess.Popen(SYNC, env=os.environ | shell.environ) as syncing:
            silent.settimeout(PATIENCE_S)
            asked, _ = silent.accept()  # and is never answered
            syncing.send_signal(signal.SIGTERM)
            syncing.wait(PATIENCE_S)
            asked.close()

        assert store.asked_jobs() == [("juniper", job_id)]
        with store.for_merchant("juniper") as shop:
            assert shop.feeds.all() == []


def test_only_what_was_asked_for_is_done(shell: Shell, store: Store) -> None:
    with shop_server() as web:
        web.body = table("mug Blue Mug")
        job_id = ask(store, web.url)

        subprocess.run(SYNC, env=os.environ | shell.environ, check=True, timeout=PATIENCE_S)

        with store.for_merchant("juniper") as shop:
            job = shop.jobs.get(job_id)
            assert job.report["outcome"] == "ok"
            assert job.report["change"]["added"] == 1
            shop.feeds.change("web", every_s=60, next_at=shop.now)
            shop.commit()
        asked = len(web.asked)
        subprocess.run(SYNC, env=os.environ | shell.environ, check=True, timeout=PATIENCE_S)
        assert len(web.asked) == asked


def test_what_is_for_all_shops_takes_no_yes(shell: Shell) -> None:
    refused = shell.run("catalogue", "sync", "--asked", "--yes")

    assert refused.exit_code == 2
    assert "--due and --asked are for all shops" in refused.output


def file_that_nobody_linked(store: Store, home: Path) -> Path:
    with store.for_merchant("juniper") as shop:
        path = home / "uploads" / str(shop.merchant.id) / "old.feed"
    path.parent.mkdir(parents=True)
    path.write_bytes(table("mug Blue Mug"))
    os.utime(path, (1, 1))
    return path


def test_a_file_of_somebody_who_never_returns_is_thrown_away_by_cron(shell: Shell, store: Store) -> None:
    old = file_that_nobody_linked(store, shell.home)
    linked, looked_at, arriving = (old.with_name(f"{name}.feed") for name in ("linked", "looked-at", "arriving"))
    for path in (linked, looked_at, arriving):
        path.write_bytes(table("mug Blue Mug"))
        os.utime(path, None if path == arriving else (1, 1))
    with store.for_merchant("juniper") as shop:
        as_the_server_calls_it = shell.home / ".." / linked.relative_to(shell.home.parent)
        shop.feeds.add("mugs", source=str(as_the_server_calls_it), currency="USD")
        shop.jobs.ask("preview", "more", form_id="form", settings={"source": str(looked_at)})
        shop.commit()

    shell.out("catalogue", "sync", "--due")

    assert set(old.parent.iterdir()) == {linked, looked_at, arriving}


def test_a_file_of_somebody_who_never_returns_is_thrown_away_beside_the_server(shell: Shell, store: Store) -> None:
    old = file_that_nobody_linked(store, shell.home)

    watching = [sys.executable, "-m", "voice_skill.cli.watching", str(os.getpid())]
    with subprocess.Popen(watching, env=os.environ | shell.environ) as watcher:
        try:
            wait_until(lambda: not old.exists())
        finally:
            watcher.terminate()


@pytest.fixture
def both(database_url: str) -> Iterator[Store]:
    """Two merchants by the clock on the wall, which is the processes' too."""
    with closing(Store.open(database_url)) as store:
        for name in ("juniper", "birch"):
            store.add_merchant(name, title=name)
        yield store


def environ_of(database_url: str, home: Path) -> dict[str, str]:
    feeds = {"VOICE_SKILL_FEED_HTTP": "on", "VOICE_SKILL_FEED_NETWORKS": "127.0.0.0/8"}
    return os.environ | feeds | {"VOICE_SKILL_HOME": str(home), "DATABASE_URL": database_url}


def ask_to_look(store: Store, merchant: str, source: str) -> int:
    settings = {"source": source, "format": None, "currency": "", "columns": {}, "every_s": None}
    with store.for_merchant(merchant) as shop:
        job = shop.jobs.ask("preview", "web", form_id=source, settings=settings)
        shop.commit()
        return job.id


def job_of(store: Store, merchant: str, job_id: int) -> FeedJob:
    with store.for_merchant(merchant) as shop:
        return shop.jobs.get(job_id)


def test_no_merchant_has_a_second_turn_before_everybodys_first(both: Store, database_url: str, tmp_path: Path) -> None:
    with shop_server() as web:
        web.body = table("mug Blue Mug")
        asking = ["juniper", "juniper", "juniper", "birch", "birch"]
        asked = [(who, ask_to_look(both, who, f"{web.url}?{at}")) for at, who in enumerate(asking)]

        subprocess.run(SYNC, env=environ_of(database_url, tmp_path), check=True, timeout=PATIENCE_S)

    jobs = [job_of(both, who, job_id) for who, job_id in asked]
    assert {job.report.get("outcome") for job in jobs} == {"dry"}
    in_order = sorted(jobs, key=lambda job: str(job.ended_at))
    assert [jobs.index(job) for job in in_order] == [0, 3, 1, 4, 2]


def test_a_shop_that_does_not_answer_holds_up_nobody_else(both: Store, database_url: str, tmp_path: Path) -> None:
    watching = [sys.executable, "-m", "voice_skill.cli.watching", str(os.getpid())]
    with shop_server() as web, socket.create_server(("127.0.0.1", 0)) as silent:
        web.body = table("mug Blue Mug")
        slow = f"http://127.0.0.1:{silent.getsockname()[1]}"
        held = [ask_to_look(both, "juniper", f"{slow}/{number}") for number in range(5)]
        quick = ask_to_look(both, "birch", web.url)

        with subprocess.Popen(watching, env=environ_of(database_url, tmp_path)) as watcher:
            try:
                wait_until(lambda: job_of(both, "birch", quick).ended_at is not None)
                wait_until(lambda: job_of(both, "juniper", held[0]).heard_at is not None)
                others = [job_of(both, "juniper", job_id).heard_at for job_id in held[1:]]
            finally:
                watcher.terminate()

    assert job_of(both, "birch", quick).report["outcome"] == "dry"
    assert others == [None] * 4


def test_an_import_that_hangs_is_ended_and_said_to_be_and_the_next_one_is_done(
    both: Store, database_url: str, tmp_path: Path
) -> None:
    environ = environ_of(database_url, tmp_path) | {"VOICE_SKILL_JOB_SECONDS": "15"}
    with socket.create_server(("127.0.0.1", 0)) as silent, shop_server() as web:
        web.body = table("mug Blue Mug")
        hanging = ask_to_look(both, "juniper", f"http://127.0.0.1:{silent.getsockname()[1]}/feed.txt")
        next_one = ask_to_look(both, "birch", web.url)

        subprocess.run(SYNC, env=environ, check=True, timeout=PATIENCE_S)

    assert both.asked_jobs() == []
    with both.for_merchant("juniper") as shop:
        report = shop.jobs.get(hanging).report
    assert (report["outcome"], report["groups"][0]["code"]) == ("failed", "time_limit")
    assert report["why"].startswith("it was not done after 15 seconds and was ended")
    with both.for_merchant("birch") as shop:
        assert shop.jobs.get(next_one).report["outcome"] == "dry"


def test_a_feed_that_hangs_when_it_is_due_has_failed_and_the_next_one_is_synced(shell: Shell, store: Store) -> None:
    shell.environ["VOICE_SKILL_JOB_SECONDS"] = "15"
    with socket.create_server(("127.0.0.1", 0)) as silent, shop_server() as web:
        web.body = table("mug Blue Mug")
        sources = {"hanging": f"http://127.0.0.1:{silent.getsockname()[1]}/feed.txt", "well": web.url}
        with store.for_merchant("juniper") as shop:
            for name, source in sources.items():
                shop.feeds.add(name, source=source, currency="", every_s=3_600)
                shop.feeds.make_due(name)
            shop.commit()
        command = [sys.executable, "-m", "voice_skill.cli", "catalogue", "sync", "--due"]

        ended = subprocess.run(
            command, env=os.environ | shell.environ, capture_output=True, text=True, timeout=PATIENCE_S
        )

    assert ended.returncode == 1
    assert "not done after 15 seconds" in ended.stderr
    with store.for_merchant("juniper") as shop:
        hanging, well = shop.feeds.get("hanging"), shop.feeds.get("well")
        assert (hanging.failures, hanging.claimed_until, hanging.found) == (1, None, {"time_limit": ["error", 1]})
        assert well.last_good_at is not None
