"""The first page: what is set up and what is next."""

from flask import Blueprint, current_app, render_template

from voice_skill.store.statuses import STATUSES
from voice_skill.web.doors import current_shop

pages = Blueprint("home", __name__)


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
            to_send=sum(count for name, count in counts.items() if STATUSES[name].is_to_do),
            can_try=can_try,
            next_step=_next(products, can_try, shop.merchant.skill_id),
        )


def _next(products: int, can_try: bool, skill_id: str | None) -> str:
    if not products:
        return "feed"
    if skill_id:
        return ""
    return "try" if can_try else "skill"
