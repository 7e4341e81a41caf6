"""Pages of a feed's jobs, running and ended: inspect it, import it, supply what it lacks."""

import re

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from voice_skill.linking.rows import LEVELS, NEEDED
from voice_skill.store import FeedJob, MerchantStore
from voice_skill.web import uploads
from voice_skill.web.doors import current_shop
from voice_skill.web.words import JOB_WORDS

pages = Blueprint("imports", __name__, url_prefix="/imports")

# What a column of a plain table can be, in the order in which it is asked for.
MEANINGS = {
    "id": ("Product number", "A number or code that stays the same: SKU, article number."),
    "title": ("Title", "What the product is called."),
    "price": ("Price", ""),
    "description": ("Description", ""),
    "quantity": ("Stock", "The number in stock."),
    "availability": ("Availability", "In stock, out of stock …"),
    "item_group_id": ("Product that it is a variant of", "The same for all sizes and colors of one product."),
    "color": ("Color", ""),
    "size": ("Size", ""),
    "brand": ("Brand", ""),
}
# What such columns are often called, so that most merchants only have to look.
OFTEN = {
    "id": ("id", "sku", "code", "article", "number", "nr"),
    "title": ("title", "name", "product"),
    "price": ("price", "amount", "cost"),
    "description": ("description", "text", "about"),
    "quantity": ("quantity", "stock", "inventory", "qty"),
    "availability": ("availability",),
    "item_group_id": ("group", "parent"),
    "color": ("colour", "color"),
    "size": ("size",),
    "brand": ("brand", "maker"),
}


@pages.get("/<int:job_id>")
def show(job_id: int) -> str:
    with current_shop() as shop:
        job = shop.jobs.get(job_id)
        if job.ended_at is not None:
            uploads.throw_away(shop)
        report = job.report
        groups = sorted(report.get("groups", ()), key=lambda group: (LEVELS.index(group["level"]), -group["count"]))
        return render_template(
            "import.html",
            shop=shop,
            job=job,
            words=JOB_WORDS[job.kind],
            report=report,
            groups=groups,
            why=_why(report.get("why")),
            waited_s=(shop.now - job.asked_at).total_seconds(),
            is_uploaded=uploads.is_uploaded(shop, job.settings.get("source", "")),
            meanings=MEANINGS,
            needed=NEEDED,
            guessed=_guessed_columns(job),
        )


@pages.post("/<int:job_id>/take")
def take(job_id: int) -> Response:
    """Take in what was looked at, once, however often it is sent."""
    with current_shop() as shop:
        preview = shop.jobs.get(job_id)
        if preview.kind != "preview" or preview.report.get("outcome") != "dry":
            abort(400)
        if _is_gone(shop, preview):
            return _send_it_again(preview)
        is_agreed = request.form.get("agreed") == "yes"
        form_id = f"take-{preview.id}"
        job = shop.jobs.ask("link", preview.feed_name, form_id=form_id, settings=preview.settings, is_agreed=is_agreed)
        shop.commit()
        return redirect(url_for("web.imports.show", job_id=job.id), 303)


@pages.post("/<int:job_id>/again")
def again(job_id: int) -> Response:
    """Look once more, with what the merchant said about the columns and the currency."""
    with current_shop() as shop:
        preview = shop.jobs.get(job_id)
        if preview.kind != "preview":
            abort(400)
        if _is_gone(shop, preview):
            return _send_it_again(preview)
        columns = {name: request.form[f"column-{name}"] for name in MEANINGS if request.form.get(f"column-{name}")}
        currency = request.form.get("currency", "")
        if currency and not re.fullmatch("[A-Z]{3}", currency):
            abort(400)
        settings = {key: value for key, value in (("columns", columns), ("currency", currency)) if value}
        form_id = request.form.get("form_id", "")[:64]
        job = shop.jobs.ask("preview", preview.feed_name, form_id=form_id, settings={**preview.settings, **settings})
        shop.commit()
        return redirect(url_for("web.imports.show", job_id=job.id), 303)


def _is_gone(shop: MerchantStore, preview: FeedJob) -> bool:
    return uploads.is_gone(shop, preview.settings.get("source", ""))


def _send_it_again(preview: FeedJob) -> Response:
    flash("This file has been deleted: a newer one replaced it, or a day has passed. Please upload it again.")
    return redirect(url_for("web.feeds.new", name=preview.feed_name), 303)


def _why(why: str | None) -> str | None:
    """Without what only the command line knows."""
    if not why:
        return why
    why = re.sub(r"(;|,| Say| For a CSV)[^;.]*? --(map|currency) .*", "", why)
    return f"{why if '://' in why.split()[0] else why[:1].upper() + why[1:]}".rstrip(".") + "."


def _guessed_columns(job: FeedJob) -> dict[str, str]:
    """Attribute -> the column that it probably is; what the merchant chose before comes first."""
    columns = list(job.report.get("columns", ()))
    guessed = dict(job.settings.get("columns", {}))
    for name, often in OFTEN.items():
        free = [column for column in columns if column not in guessed.values()]
        words = [(word, column) for word in often for column in free if word in _words_of(column)]
        if name not in guessed and words:
            guessed[name] = words[0][1]
    return guessed


def _words_of(column: str) -> list[str]:
    return re.findall(r"[a-z]+", re.sub(r"(?<=[a-z])(?=[A-Z])", " ", column).lower())
