"""The first page: what is set up and what is next."""

from flask import Blueprint, current_app, render_template

from voice_skill.web.doors import current_shop

pages = Blueprint("home", __name__)

# What somebody has to do something about, or nothing any more.
TO_SEND = ("placed", "on_hold", "processing", "problem")


@pages.get("/")
def show() -> str:
    with current_shop() as shop:
        counts = shop.orders.counts()
        feeds = shop.feeds.all()
        products = shop.catalogue.count()
        can_try = "web.try_it.show" in current_app.view_functions
        return render_template(
            "home.html",
            shop=shop,
            feeds=feeds,
            failing=[feed for feed in feeds if feed.failing_since],
            jobs=shop.jobs.open(),
            products=products,
            example=shop.catalogue.example(),
            orders=sum(counts.values()),
            to_send=sum(counts.get(status, 0) for status in TO_SEND),
            can_try=can_try,
            next_step=_next(products, can_try, shop.merchant.skill_id),
        )


def _next(products: int, can_try: bool, skill_id: str | None) -> str:
    if not products:
        return "feed"
    if skill_id:
        return ""
    return "try" if can_try else "skill"
