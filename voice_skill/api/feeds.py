"""The shop's feeds. Linking, syncing and removing take time: they are jobs, to be polled."""

import secrets
from datetime import datetime
from typing import Any

from msgspec import UNSET

from voice_skill.api.customers import ID
from voice_skill.api.errors import not_found
from voice_skill.api.feed_shapes import (
    FeedChange,
    FeedGiven,
    Feeds,
    FeedTold,
    FindingCount,
    Findings,
    FindingsQuery,
    FindingTold,
    JobTold,
    Runs,
    RunTold,
    SyncGiven,
)
from voice_skill.api.operations import ApiResponse, Call, operation
from voice_skill.api.pages import Place, link_to, page, read_cursor
from voice_skill.api.shapes import or_none
from voice_skill.store import Feed, FeedExists, FeedJob, FeedRun, UnknownFeed

SEEN = {"name": "shop"}


@operation("GET", "/feeds", "catalogue:read", response=Feeds)
def list_feeds(call: Call) -> ApiResponse:
    """List the feeds."""
    return ApiResponse(Feeds([_feed_json(feed, call.shop.now) for feed in call.shop.feeds.all()]))


@operation("GET", "/feeds/{name}", "catalogue:read", response=FeedTold, seen=SEEN)
def get_feed(call: Call) -> ApiResponse:
    """Get one feed and its state."""
    return ApiResponse(_feed_json(call.shop.feeds.get(call.path["name"]), call.shop.now))


@operation(
    "POST",
    "/feeds",
    "catalogue:write",
    202,
    response=JobTold,
    body=FeedGiven,
    also=(409,),
    example={"name": "shop", "source": "https://shop.example/feed.xml", "every_s": 21_600},
)
def link_feed(call: Call) -> ApiResponse:
    """Link a feed: it is imported, and stored if the import succeeds. Returns the job."""
    body: FeedGiven = call.body
    try:
        call.shop.feeds.get(body.name)
    except UnknownFeed:
        settings = {name: getattr(body, name) for name in ("source", "format", "currency", "columns", "every_s")}
        return _job_response(
            call.shop.jobs.ask("link", body.name, form_id=_form(), settings=settings, is_agreed=body.agreed)
        )
    raise FeedExists(body.name)


@operation(
    "PATCH",
    "/feeds/{name}",
    "catalogue:write",
    response=FeedTold,
    body=FeedChange,
    is_matched=True,
    example={"every_s": 3_600},
    seen=SEEN,
)
def change_feed(call: Call) -> ApiResponse:
    """Change a feed's source, settings or schedule."""
    name, change = call.path["name"], call.body
    call.match(lambda: _feed_json(call.shop.feeds.get(name), call.shop.now), is_needed=True)
    fields = ("source", "format", "currency", "columns", "every_s")
    changes = {field: getattr(change, field) for field in fields if getattr(change, field) is not UNSET}
    return ApiResponse(_feed_json(call.shop.feeds.change(name, **changes), call.shop.now))


@operation("DELETE", "/feeds/{name}", "catalogue:write", 202, response=JobTold, is_matched=True, seen=SEEN)
def delete_feed(call: Call) -> ApiResponse:
    """Remove a feed and stop selling its products. Returns the job."""
    feed = call.shop.feeds.get(call.path["name"])
    call.match(lambda: _feed_json(feed, call.shop.now))
    return _job_response(call.shop.jobs.ask("remove", feed.name, form_id=_form()))


@operation(
    "POST",
    "/feeds/{name}/syncs",
    "catalogue:write",
    202,
    response=JobTold,
    body=SyncGiven,
    is_body_needed=False,
    example={"agreed": False},
    seen=SEEN,
)
def sync_feed(call: Call) -> ApiResponse:
    """Sync a feed now. Returns the job."""
    feed = call.shop.feeds.get(call.path["name"])
    return _job_response(call.shop.jobs.ask("sync", feed.name, form_id=_form(), is_agreed=call.body.agreed))


@operation("GET", "/feeds/{name}/runs", "catalogue:read", response=Runs, seen=SEEN)
def list_runs(call: Call) -> ApiResponse:
    """List the last 50 syncs of a feed, newest first."""
    runs = call.shop.feeds.runs(call.shop.feeds.get(call.path["name"]), limit=50)
    return ApiResponse(Runs([_run(run) for run in runs]))


@operation("GET", "/feeds/{name}/findings", "catalogue:read", response=Findings, query=FindingsQuery, seen=SEEN)
def list_findings(call: Call) -> ApiResponse:
    """List the findings of the last sync, by level or by code."""
    query: FindingsQuery = call.query
    start = read_cursor(or_none(query.cursor), Place, 0)
    notes = call.shop.feeds.findings(call.shop.feeds.get(call.path["name"]))
    matching = [(at, note) for at, note in enumerate(notes) if at >= start]
    matching = [(at, n) for at, n in matching if query.level in (UNSET, n.level) and query.code in (UNSET, n.code)]
    visible, cursor = page(matching, query.limit, lambda pair: pair[0] + 1)
    return ApiResponse(Findings([FindingTold(**vars(note)) for _, note in visible], cursor), link_to(cursor))


@operation("GET", "/jobs/{job_id}", "catalogue:read", response=JobTold, seen={"job_id": "1"})
def get_job(call: Call) -> ApiResponse:
    """Get the progress and result of a job."""
    job_id = call.path["job_id"]
    if not ID.fullmatch(job_id):
        raise not_found()
    return ApiResponse(_job(call.shop.jobs.get(int(job_id))))


def _form() -> str:
    """A new one for each: the response that is kept with the Idempotency-Key sees to it that a request is done once."""
    return secrets.token_hex(32)


def _job_response(job: FeedJob) -> ApiResponse:
    return ApiResponse(_job(job), {"Location": f"/api/v1/jobs/{job.id}"})


def _job(job: FeedJob) -> JobTold:
    state: Any = "ended" if job.ended_at else "doing" if job.heard_at else "asked"
    return JobTold(
        id=job.id,
        kind=job.kind,
        feed=job.feed_name,
        state=state,
        asked_at=job.asked_at,
        ended_at=job.ended_at,
        **{name: job.report.get(name) for name in ("outcome", "why", "rows", "left_out", "change")},
    )


def _run(run: FeedRun) -> RunTold:
    return RunTold(**{name: getattr(run, name) for name in RunTold.__struct_fields__})


def _feed_json(feed: Feed, now: datetime) -> FeedTold:
    same = set(FeedTold.__struct_fields__) - {"source", "is_syncing", "found"}
    return FeedTold(
        source=feed.source if "://" in feed.source else None,  # where a file is kept is the server's business
        is_syncing=feed.claimed_until is not None and feed.claimed_until > now,
        found={code: FindingCount(level, times) for code, (level, times) in feed.found.items()},
        **{name: getattr(feed, name) for name in same},
    )
