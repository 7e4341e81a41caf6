"""Shows a feed, its syncs and its findings: as tables for people, as JSON lines for programs."""

import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from typing import Any

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from voice_skill.cli.options import as_json
from voice_skill.linking.rows import LEVELS, Finding
from voice_skill.linking.syncing import Progress, Report
from voice_skill.store import FeedNote

MOST_EXAMPLES = 3
MAX_SHOWN_CHARACTERS = 60
STYLES = {"error": "red", "warning": "yellow", "suggestion": "cyan"}

# What was found under each code: its level, how often, and the first ones.
Groups = Mapping[str, tuple[str, int, Sequence[Finding | FeedNote]]]


@contextmanager
def progress_bar(is_quiet: bool) -> Iterator[Progress]:
    """A bar on the terminal for what takes long; nothing where nobody looks."""
    if is_quiet or not sys.stderr.isatty():
        yield lambda what, done, total: None
        return
    from rich import progress

    columns = (
        progress.SpinnerColumn(),
        progress.TextColumn("{task.description}"),
        progress.BarColumn(),
        progress.MofNCompleteColumn(),
        progress.TimeElapsedColumn(),
    )
    with progress.Progress(*columns, console=Console(stderr=True), transient=True) as bars:
        task = bars.add_task("Fetching", total=None)
        yield lambda what, done, total: bars.update(task, description=what, completed=done, total=total)


def show_report(name: str, report: Report, json_lines: bool) -> None:
    """Shows a sync's outcome with its findings; of a dry run also samples of what would change."""
    groups = groups_of(report)
    if json_lines:
        summary: dict[str, Any] = {"feed": name, "outcome": report.outcome, "why": report.why, "format": report.format}
        summary |= {"rows": report.rows, "left_out": report.left_out} | asdict(report.change)
        summary["findings"] = objects(groups)
        if report.outcome == "dry":
            summary["samples"] = [asdict(sample) for sample in report.samples]
        as_json(**summary)
        return
    show_groups(groups)
    if report.outcome == "dry":
        _show_samples(report)
    if report.outcome not in ("failed", "waiting"):
        click.echo(f"{name}: {sentence(report)}")


def must_be_well(name: str, report: Report) -> None:
    """Raises ClickException with what went wrong, or what needs a yes."""
    if report.outcome == "failed":
        raise click.ClickException(f"{name}: {(report.why or '').rstrip('.')}. The catalogue is as it was.")
    if report.outcome == "waiting":
        raise click.ClickException(
            f"{name}: {report.why}. Nothing was changed. If that is meant: voice-skill catalogue sync {name} --yes"
        )


def sentence(report: Report) -> str:
    if report.outcome == "unchanged":
        return "unchanged since the last time."
    counts = ", ".join(f"{count:,} {what}" for what, count in asdict(report.change).items())
    left_out = f" {report.left_out:,} of {report.rows:,} rows skipped." if report.left_out else ""
    if report.outcome == "dry":
        warning = f" Without --yes it would wait, since {report.why}." if report.why else ""
        return f"would be {counts}.{left_out}{warning} Nothing was written."
    return f"{counts}.{left_out}"


def groups_of(report: Report) -> Groups:
    return {group.code: (group.level, group.count, group.examples) for group in report.groups}


def objects(groups: Groups) -> list[dict[str, Any]]:
    """Worst first."""
    return [
        {"code": code, "level": level, "count": count, "examples": [asdict(one) for one in examples[:MOST_EXAMPLES]]}
        for code, (level, count, examples) in _worst_first(groups)
    ]


def show_groups(groups: Groups) -> None:
    """A line for each code, worst first, with three examples below it."""
    if not groups:
        return
    table = Table(box=None, pad_edge=False)
    table.add_column("level")
    table.add_column("times", justify="right")
    table.add_column("what, and the first of them", overflow="fold")
    for code, (level, count, examples) in _worst_first(groups):
        message = f"  {examples[0].message}" if examples else ""
        lines = [Text.assemble((code, "bold"), message), *map(_example, examples[:MOST_EXAMPLES])]
        table.add_row(Text(level, STYLES[level]), f"{count:,}", Text("\n").join(lines))
    Console().print(table)


def _example(example: Finding | FeedNote) -> Text:
    place = [f"row {example.row}" if example.row else "", example.id, example.field]
    value = f": {_short(example.value)}" if example.value else ""
    return Text(f"  {', '.join(filter(None, place))}{value}", "dim")


def _worst_first(groups: Groups) -> list[tuple[str, tuple[str, int, Sequence[Finding | FeedNote]]]]:
    return sorted(groups.items(), key=lambda group: (LEVELS.index(group[1][0]), -group[1][1], group[0]))


def _show_samples(report: Report) -> None:
    table = Table(box=None, pad_edge=False)
    for column in ("would be", "id", "title", "what differs"):
        table.add_column(column, overflow="fold")
    for sample in report.samples:
        differing = "; ".join(f"{name}: {_short(old)} → {_short(new)}" for name, (old, new) in sample.fields.items())
        table.add_row(sample.kind, Text(sample.external_id), Text(sample.title), Text(differing))
    if report.samples:
        Console().print(table)


def _short(value: object) -> str:
    text = "nothing" if value in (None, "") else str(value)
    return text if len(text) <= MAX_SHOWN_CHARACTERS else f"{text[:MAX_SHOWN_CHARACTERS]}…"
