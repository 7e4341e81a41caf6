"""Rows of a feed on their way into the shop, in a temporary file: bounded memory, whatever their order.

Called by the sync of a feed. The file is SQLite's because rows of one product may stand anywhere, ids may come twice,
and names must be compared with all others; it is gone when the `with` ends."""

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import astuple
from itertools import groupby, islice
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir
from typing import Any

from voice_skill.linking.errors import MostlyBad, NoRoomToRead
from voice_skill.linking.judging.judge import judge
from voice_skill.linking.judging.languages import language_of
from voice_skill.linking.judging.names import (
    spoken_models,
    spoken_names,
    spoken_phrases,
    spoken_plural,
    telling_words,
)
from voice_skill.linking.judging.products import JudgedRow, assemble
from voice_skill.linking.judging.ruling import finding_of, plain_shown
from voice_skill.linking.judging.same_ids import duplicates, repeated_rows, shared_ids
from voice_skill.linking.judging.staged import FeedCounts, Staged, grouped
from voice_skill.linking.judging.telling_apart import Namesake, told_apart
from voice_skill.linking.rows import LEVELS, FeedSettings, Finding, Row

BATCH_ROWS = 500
# A feed of which more is left out is not the feed that the merchant means.
MOST_LEFT_OUT = 0.5
# A name that is told apart can meet another; the second round settles nearly all of them.
_ROUNDS = 3
# So many rows may one product have: Shopify allows 2,048 variants. All of them are looked at together.
MOST_VARIANTS = 2500
# Of more products with one name, none is told apart: what is known of all of them would not fit into the memory.
_MOST_NAMESAKES = 5000

_TABLES = """
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
PRAGMA cache_size = -16000;
CREATE TABLE rows (place INTEGER PRIMARY KEY, number INTEGER, id TEXT, product TEXT, is_product INTEGER,
    columns TEXT, facts TEXT, variant_id TEXT);
CREATE TABLE left_out (place INTEGER PRIMARY KEY);
CREATE TABLE findings (place INTEGER PRIMARY KEY, row INTEGER, id TEXT, field TEXT, code TEXT, level INTEGER,
    message TEXT, value TEXT);
CREATE TABLE products (place INTEGER PRIMARY KEY, row INTEGER, id TEXT, name TEXT, plural TEXT, is_given INTEGER,
    body TEXT);
BEGIN;
"""
_BY_PRODUCT = """
SELECT rows.* FROM (SELECT product, min(place) AS first FROM rows GROUP BY product) AS groups
JOIN rows USING (product) WHERE place NOT IN (SELECT place FROM left_out) ORDER BY first, place
"""
_NAMESAKES = """
SELECT lower(name) AS called, place, name, is_given, body FROM products WHERE called IN
    (SELECT lower(name) FROM products GROUP BY lower(name) HAVING count(*) BETWEEN 2 AND ?) ORDER BY called, place
"""


@contextmanager
def stage(
    rows: Iterable[Row | Finding], settings: FeedSettings, *, progress: Callable[[int], None] | None = None
) -> Iterator[Staged]:
    """Judge all rows of a feed; `progress` is told how many are read.

    Raises MostlyBad, NoRoomToRead, and whatever `rows` raises."""
    try:
        with _database() as database:
            staging = _Staging(database, settings)
            staging.read(rows, progress)
            staging.tell_ids_apart()
            staging.drop_repeated()
            staging.leave_out_duplicates()
            staging.make_products()
            staging.name_apart()
            counts = staging.counts()
            if counts.left_out > MOST_LEFT_OUT * counts.rows:
                raise MostlyBad(counts.left_out, counts.rows, [group.examples[0] for group in grouped(database, 1)])
            yield Staged(database, counts, settings.currency)
    except sqlite3.Error as error:
        raise NoRoomToRead(gettempdir(), str(error)) from error


@contextmanager
def _database() -> Iterator[sqlite3.Connection]:
    with (
        TemporaryDirectory(prefix="voice-skill-feed-") as folder,
        closing(sqlite3.connect(Path(folder) / "feed.sqlite", isolation_level=None)) as database,
    ):
        database.executescript(_TABLES)
        yield database


class _Staging:
    """The steps of `stage`, on its temporary file."""

    def __init__(self, database: sqlite3.Connection, settings: FeedSettings) -> None:
        self._database = database
        self._settings = settings
        self._findings: list[tuple[Any, ...]] = []
        self._rows_read = 0
        # Rows that a reader could make no Row of.
        self._unread: set[int] = set()
        self._variants = 0

    def read(self, rows: Iterable[Row | Finding], progress: Callable[[int], None] | None) -> None:
        batch: list[tuple[Any, ...]] = []
        for entry in rows:
            if isinstance(entry, Finding):
                self._note(entry)
                if entry.level == "error" and entry.row:
                    self._unread.add(entry.row)
                continue
            self._rows_read += 1
            self._unread.discard(entry.number)
            batch.append(self._judged(entry))
            if len(batch) >= BATCH_ROWS:
                self._write_rows(batch)
                if progress:
                    progress(self._rows_read)
        self._write_rows(batch)
        if progress:
            progress(self._rows_read)
        if not self._rows_read and not self._unread:
            message = "The feed has no product to sell; check that it was exported whole."
            self._note(Finding(0, "", "", "feed_empty", "warning", message))
        self._database.execute("CREATE INDEX rows_by_id ON rows (id, is_product)")
        self._database.execute("CREATE INDEX rows_by_product ON rows (product)")

    def tell_ids_apart(self) -> None:
        """Variants that share an id take the one that is made of their product and options, the same in every sync."""
        shared = list(shared_ids(self._database))
        for finding, _, _ in shared:
            self._note(finding)
        placed_ids = ((variant_id, place) for _, place, variant_id in shared)
        self._database.executemany("UPDATE rows SET id = ? WHERE place = ?", placed_ids)

    def drop_repeated(self) -> None:
        """Rows that say the same as one before are that one."""
        repeated = list(repeated_rows(self._database))
        for finding, _ in repeated:
            self._note(finding)
        places = [(place,) for _, place in repeated]
        self._database.executemany("DELETE FROM rows WHERE place = ?", places)
        self._database.executemany("DELETE FROM left_out WHERE place = ?", places)

    def leave_out_duplicates(self) -> None:
        """None of the rows that share an id is taken: which of them is meant, only the merchant knows."""
        for finding, place in duplicates(self._database):
            self._note(finding)
            self._leave_out([place])
        self._flush()

    def make_products(self) -> None:
        rows = self._database.execute(_BY_PRODUCT)
        rows.arraysize = BATCH_ROWS
        language = language_of(self._settings.locale)
        for place, (_, group) in enumerate(groupby(map(_judged_row, rows), key=lambda judged: judged.row.group)):
            product = assemble(list(islice(group, MOST_VARIANTS)), language)
            self._leave_out_rest(group)
            for finding in product.findings:
                self._note(finding)
            self._leave_out(product.left_out)
            if product.body:
                self._write_product(place, product.body)
        self._flush()

    def _leave_out_rest(self, rows: Iterable[JudgedRow]) -> None:
        for judged in rows:
            message = f"Give the product at most {MOST_VARIANTS} variants; this row exceeds that and is skipped."
            code = "item_group_too_many_variants"
            self._note(finding_of(judged.row, "item_group_id", code, "error", message, judged.row.group))
            self._leave_out([judged.place])

    def name_apart(self) -> None:
        """Give products of one name what tells them apart; who stays without is told so."""
        for _ in range(_ROUNDS):
            renamed = list(self._told_apart())
            statement = "UPDATE products SET name = ?, plural = ? WHERE place = ?"
            self._database.executemany(statement, renamed)
            if not renamed:
                break
        shared = self._database.execute(
            "SELECT row, id, name FROM products WHERE NOT is_given AND lower(name) IN"
            " (SELECT lower(name) FROM products GROUP BY lower(name) HAVING count(*) > 1) ORDER BY place"
        )
        for number, id_, name in shared:
            message = (
                "Give it a spoken_name of its own; another product is called the same, and customers cannot choose."
            )
            self._note(Finding(number, id_, "spoken_name", "spoken_name_shared", "suggestion", message, name[:100]))
        self._flush()

    def counts(self) -> FeedCounts:
        count_by_level = dict(self._database.execute("SELECT level, count(*) FROM findings GROUP BY level").fetchall())
        left_out = self._one("SELECT count(*) FROM left_out") + len(self._unread)
        return FeedCounts(
            self._rows_read + len(self._unread),
            left_out,
            self._one("SELECT count(*) FROM products"),
            self._variants,
            *(count_by_level.get(at, 0) for at in range(len(LEVELS))),
        )

    def _judged(self, row: Row) -> tuple[Any, ...]:
        ruling = judge(row, self._settings)
        for finding in ruling.findings:
            self._note(finding)
        if ruling.is_refused:
            self._leave_out([self._rows_read])
        id_, product = plain_shown(row.id), plain_shown(row.group) or plain_shown(row.id)
        facts, columns = json.dumps(ruling.facts), json.dumps(dict(row.columns)) if row.columns else "{}"
        own = plain_shown(row.variant_id)
        return self._rows_read, row.number, id_, product, row.is_product, columns, facts, own

    def _write_rows(self, batch: list[tuple[Any, ...]]) -> None:
        self._database.executemany("INSERT INTO rows VALUES (?, ?, ?, ?, ?, ?, ?, ?)", batch)
        batch.clear()

    def _write_product(self, place: int, body: dict[str, Any]) -> None:
        name, plural = body["spoken_name"], body["spoken_plural"]
        if not name:
            condition = body["attributes"].get("condition", "")
            name, made = spoken_names(
                body["title"],
                self._settings.locale,
                brand=body["brand"],
                category=body["category"],
                condition=condition,
            )
        else:
            made = spoken_plural(name, self._settings.locale)
        self._variants += len(body["variants"])
        values = (place, body.pop("row"), body["external_id"], name, plural or made, bool(body["spoken_name"]))
        self._database.execute("INSERT INTO products VALUES (?, ?, ?, ?, ?, ?, ?)", (*values, json.dumps(body)))

    def _told_apart(self) -> Iterator[tuple[str, str, int]]:
        for _, group in groupby(self._database.execute(_NAMESAKES, (_MOST_NAMESAKES,)), key=lambda record: record[0]):
            namesakes = {place: self._namesake(name, is_given, body) for _, place, name, is_given, body in group}
            for place, name in told_apart(namesakes):
                yield name, spoken_plural(name, self._settings.locale), place

    def _namesake(self, name: str, is_given: int, body: str) -> Namesake:
        item = json.loads(body)
        options = {value: None for variant in item["variants"] for value in variant["options"].values()}
        beside = [item["brand"], " ".join(item["attributes"].values()), " ".join(options), item["category"]]
        locale = self._settings.locale
        phrase_lists = [spoken_phrases(text, locale) for text in (item["title"], *beside)]
        phrase_lists.append(spoken_models(item["title"], locale))
        return Namesake(name.split(), phrase_lists, bool(is_given), telling_words(name, locale))

    def _note(self, finding: Finding) -> None:
        number, id_, field, code, level, message, value = astuple(finding)
        cells = (plain_shown(field), code, LEVELS.index(level), plain_shown(message), plain_shown(value))
        self._findings.append((number, plain_shown(id_), *cells))
        if len(self._findings) >= BATCH_ROWS:
            self._flush()

    def _flush(self) -> None:
        statement = "INSERT INTO findings (row, id, field, code, level, message, value) VALUES (?, ?, ?, ?, ?, ?, ?)"
        self._database.executemany(statement, self._findings)
        self._findings.clear()

    def _leave_out(self, places: Iterable[int]) -> None:
        self._database.executemany("INSERT OR IGNORE INTO left_out VALUES (?)", ((place,) for place in places))

    def _one(self, statement: str) -> int:
        return int(self._database.execute(statement).fetchone()[0])


def _judged_row(values: tuple[Any, ...]) -> JudgedRow:
    place, number, id_, product, is_product, columns, facts, _ = values
    row = Row(number, id_, product, {}, columns=json.loads(columns), is_product=bool(is_product))
    return JudgedRow(place, row, json.loads(facts))
