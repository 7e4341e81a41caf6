"""Pages of feeds: link one, see its findings, correct it."""

from collections.abc import Mapping
from datetime import timedelta
from math import ceil
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response

from voice_skill.linking.calling import feed_name
from voice_skill.linking.rows import LEVELS
from voice_skill.store import Feed, MerchantStore, SealBroken, TooManyJobs
from voice_skill.store.imports.jobs import MOST_OPEN
from voice_skill.web import uploads, words
from voice_skill.web.doors import current_shop

pages = Blueprint("feeds", __name__)

Page = Response | tuple[str, int] | str
UPLOADING = {"web.feeds.check"}
FINDINGS_A_PAGE = 50
RUNS_SHOWN = 10
# Not below /feeds/, where it would hide a feed of that name.
NEW = "/new-feed"
MOST_ADDRESS_CHARACTERS = 2_000


@pages.get("/feeds")
def all() -> Page:
    with current_shop() as shop:
        feeds = shop.feeds.all()
        if not feeds and not shop.jobs.open():
            return redirect(url_for("web.feeds.new"))
        runs = {feed.name: next(iter(shop.feeds.runs(feed)), None) for feed in feeds}
        return render_template("feeds.html", shop=shop, feeds=feeds, runs=runs, jobs=shop.jobs.open())


@pages.get(NEW)
def new() -> Page:
    with current_shop() as shop:
        return _form(shop, {"name": request.args.get("name", "")}, {})


@pages.post(NEW)
def check() -> Page:
    """Have somebody look at the feed; it is taken in when the merchant has seen what would come of it."""
    asked = {key: request.form.get(key, "").strip() for key in ("source", "every", "name", "form_id")}
    upload = request.files.get("file")
    with current_shop() as shop:
        wrong = _wrong(asked, upload) or _too_much(shop)
        if wrong:
            return _form(shop, asked, wrong), 422
        try:
            source, called = _source(shop, asked["source"], upload)
        except uploads.NoRoom as full:
            return _form(shop, asked, {"file": _no_room(full)}), 422
        name = asked["name"] if _is_linked(shop, asked["name"]) else _free_name(shop, source, called)
        every_s = int(asked["every"]) if asked["every"] and "://" in source else None
        settings = {"source": source, "format": None, "every_s": every_s} | _told_before(shop, name)
        try:
            job = shop.jobs.ask("preview", name, form_id=asked["form_id"], settings=settings)
        except TooManyJobs:
            uploads.discard(shop, source)
            raise
        if job.settings.get("source") != source:  # the same form came before
            uploads.discard(shop, source)
        shop.commit()
        return redirect(url_for("web.imports.show", job_id=job.id), 303)


@pages.get("/feeds/<name>")
def show(name: str) -> Page:
    with current_shop() as shop:
        feed = shop.feeds.get(name)
        return render_template(
            "feed.html",
            shop=shop,
            feed=feed,
            is_uploaded=uploads.is_uploaded(shop, feed.source),
            runs=shop.feeds.runs(feed, limit=RUNS_SHOWN),
            most_runs=RUNS_SHOWN,
            jobs=[job for job in shop.jobs.open() if job.feed_name == name],
            schedules=words.EVERY_S,
            webhook=url_for("webhook.changed", token=feed.token, _external=True),
            webhook_secret=_webhook_secret(shop, feed),
            **_findings(shop, feed),
        )


def _webhook_secret(shop: MerchantStore, feed: Feed) -> str | None:
    """None where the server's secret key is another than the one that it was sealed with."""
    try:
        return shop.feeds.webhook_secret(feed)
    except SealBroken:
        return None


@pages.post("/feeds/<name>/sync")
def sync(name: str) -> Response:
    return _ask("sync", name)


@pages.post("/feeds/<name>/remove")
def remove(name: str) -> Response:
    return _ask("remove", name)


@pages.post("/feeds/<name>/schedule")
def schedule(name: str) -> Response:
    text = request.form.get("every", "")
    with current_shop() as shop:
        if text not in {str(every_s or "") for every_s in (*words.EVERY_S, shop.feeds.get(name).every_s)}:
            abort(400)
        every_s = int(text) if text else None
        next_at = shop.now + timedelta(seconds=every_s) if every_s else None
        shop.feeds.change(name, every_s=every_s, next_at=next_at)
        shop.commit()
    flash(
        f"{name} will be synced {words.every(every_s).lower()}."
        if every_s
        else f"{name} will only be synced when you ask."
    )
    return redirect(url_for("web.feeds.show", name=name), 303)


@pages.post("/feeds/<name>/secret")
def secret(name: str) -> Response:
    secret = request.form.get("secret", "").strip()
    if request.form.get("renew") == "yes":
        with current_shop() as shop:
            shop.feeds.keep_webhook_secret(name)
            shop.commit()
        flash("There is a new secret. Enter it in your shop; calls signed with the old one are rejected.")
    elif not 8 <= len(secret) <= 255 or not secret.isprintable():
        flash("A secret must have 8 to 255 characters. Nothing was changed.")
    else:
        with current_shop() as shop:
            shop.feeds.keep_webhook_secret(name, secret)
            shop.commit()
        flash("The secret was saved. Calls signed with it are accepted.")
    return redirect(url_for("web.feeds.show", name=name, _anchor="webhook"), 303)


def _ask(kind: str, name: str) -> Response:
    with current_shop() as shop:
        feed = shop.feeds.get(name)
        is_agreed = request.form.get("agreed") == "yes"
        job = shop.jobs.ask(kind, feed.name, form_id=request.form.get("form_id", "")[:64], is_agreed=is_agreed)
        shop.commit()
        return redirect(url_for("web.imports.show", job_id=job.id), 303)


def _form(shop: MerchantStore, asked: Mapping[str, str], wrong: Mapping[str, str]) -> str:
    is_again = _is_linked(shop, asked.get("name", ""))
    return render_template(
        "feed_new.html",
        asked=asked,
        wrong=wrong,
        schedules=words.EVERY_S,
        is_again=is_again,
        most_mb=uploads.MAX_UPLOAD_BYTES >> 20,
    )


def _wrong(asked: Mapping[str, str], upload: FileStorage | None) -> dict[str, str]:
    has_file = upload is not None and bool(upload.filename)
    if not asked["source"] and not has_file:
        return {"source": "Enter an address, or choose a file below."}
    if asked["source"] and has_file:
        return {"source": "Enter an address or choose a file, not both."}
    if len(asked["source"]) > MOST_ADDRESS_CHARACTERS or any(map(str.isspace, asked["source"])):
        return {"source": "This is not an address. An address looks like https://your-shop.example/products.xml"}
    if asked["every"] and asked["every"] not in {str(every_s) for every_s in words.EVERY_S}:
        return {"every": "Choose one of these."}
    return {} if 0 < len(asked["form_id"]) <= 64 else {"source": "Please reload the page."}


def _too_much(shop: MerchantStore) -> dict[str, str]:
    if len(shop.jobs.open()) >= MOST_OPEN:
        return {"source": "Several feeds are already being checked. Wait until they are done."}
    return {}


def _no_room(full: uploads.NoRoom) -> str:
    size_mb, others_mb = (ceil(size / (1 << 20)) for size in (full.size_bytes, full.others_bytes))
    return (
        f"There is not enough space. This file has {size_mb} MB, your other files have {others_mb} MB, and a shop may "
        f"store {uploads.MOST_KEPT_BYTES >> 20} MB here. Upload it as a .zip, enter an address, or remove a feed that "
        "you uploaded as a file. Files that you do not link are deleted after a day."
    )


def _source(shop: MerchantStore, address: str, upload: FileStorage | None) -> tuple[str, str]:
    """The feed's source, never a file of the server's, and the text its name is made from. Raises NoRoom."""
    if upload is not None and upload.filename:
        return uploads.keep(shop, upload), upload.filename
    if not address.lower().startswith(("https://", "http://")):
        address = f"https://{address.removeprefix('//')}"
    return address, address


def _is_linked(shop: MerchantStore, name: str) -> bool:
    return any(feed.name == name for feed in shop.feeds.all())


def _told_before(shop: MerchantStore, name: str) -> dict[str, Any]:
    """The settings the merchant once gave for the feed, so that a newer file needs no more."""
    feed = next((feed for feed in shop.feeds.all() if feed.name == name), None)
    return {"currency": feed.currency if feed else "", "columns": dict(feed.columns) if feed else {}}


def _free_name(shop: MerchantStore, source: str, called: str) -> str:
    """Made from the address; the same address again is the same feed."""
    if there := shop.feeds.at(source):
        return there.name
    names = {feed.name for feed in shop.feeds.all()}
    base = feed_name(called)
    return next(name for name in (base, *(f"{base[:60]}-{n}" for n in range(2, len(names) + 3))) if name not in names)


def _findings(shop: MerchantStore, feed: Feed) -> dict[str, Any]:
    """The feed's findings, by code and row by row, as far as the filter lets them through."""
    level, code = request.args.get("level", ""), request.args.get("code", "")
    page = max(1, request.args.get("page", 1, type=int))
    notes = shop.feeds.findings(feed)
    first: dict[str, str] = {}
    for note in notes:
        first.setdefault(note.code, note.message)
    groups = [(code, of, times, first.get(code, "")) for code, (of, times) in feed.found.items()]
    matching = [note for note in notes if level in ("", note.level) and code in ("", note.code)]
    start = (page - 1) * FINDINGS_A_PAGE
    return {
        "groups": sorted(groups, key=lambda group: (LEVELS.index(group[1]), -group[2], group[0])),
        "notes": matching[start : start + FINDINGS_A_PAGE],
        "is_more": len(matching) > start + FINDINGS_A_PAGE,
        "found": len(matching),
        "page": page,
        "level": level,
        "code": code,
        "levels": LEVELS,
    }
