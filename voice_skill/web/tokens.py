"""Tokens that let the merchant's own systems in: make one, see them, revoke them."""

from datetime import timedelta

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from voice_skill.store import BadMerchant, MerchantStore, TooManyTokens, UnknownToken
from voice_skill.store.access.tokens import SCOPES
from voice_skill.web.doors import current_shop

pages = Blueprint("tokens", __name__, url_prefix="/tokens")

Page = Response | tuple[str, int] | str
DAYS = {"30": "in 30 days", "90": "in 90 days", "365": "in a year", "": "never"}
MEANINGS = {
    "catalogue:read": "See products and feeds",
    "catalogue:write": "Change products and feeds",
    "orders:read": "See orders",
    "orders:write": "Say what happened to orders",
    "customers:read": "See customers' data",
    "customers:write": "Delete customers' data",
}
SENT_TWICE = (
    "This was sent before; the secret is shown once. If you did not see it, revoke that token and make another."
)


@pages.get("")
def all() -> str:
    with current_shop() as shop:
        return _page(shop, {})


@pages.post("")
def create() -> Page:
    scopes = [scope for scope in request.form.getlist("scopes") if scope in SCOPES]
    days = request.form.get("days", "90")
    name = " ".join(request.form.get("name", "").split())
    with current_shop() as shop:
        wrong = _wrong(name, scopes, days)
        if wrong:
            return _page(shop, wrong), 422
        if not shop.once(f"token-{request.form.get('form_id', '')[:64]}"):
            flash(SENT_TWICE)
            return redirect(url_for("web.tokens.all"), 303)
        expires_at = shop.now + timedelta(days=int(days)) if days else None
        try:
            token, secret = shop.tokens.create(name, scopes, expires_at)
        except BadMerchant:
            return _page(shop, {"name": "At most 120 characters, please."}), 422
        except TooManyTokens as error:
            told = f"{error.most} tokens are good already. Revoke some that nothing uses any more."
            return _page(shop, {"name": told}), 422
        shop.commit()
        return _page(shop, {}, made=token.name, secret=secret), 201


@pages.post("/<int:token_id>/revoke")
def revoke(token_id: int) -> Response:
    with current_shop() as shop:
        try:
            token = shop.tokens.revoke(token_id)
        except UnknownToken as error:
            raise NotFound from error
        shop.commit()
        flash(f"{token.name} lets nobody in any more.")
    return redirect(url_for("web.tokens.all"), 303)


def _wrong(name: str, scopes: list[str], days: str) -> dict[str, str]:
    wrong = {}
    if not name:
        wrong["name"] = "Say what it is for, so that you know it again."
    if not scopes:
        wrong["scopes"] = "Choose at least one thing that it may do."
    if days not in DAYS:
        wrong["days"] = "Choose one of these."
    return wrong


def _page(shop: MerchantStore, wrong: dict[str, str], made: str = "", secret: str = "") -> str:
    asked = request.form if wrong else {}
    chosen = request.form.getlist("scopes") if wrong else ["catalogue:read", "orders:read", "orders:write"]
    return render_template(
        "tokens.html",
        shop=shop,
        tokens=shop.tokens.all(),
        scopes={scope: MEANINGS[scope] for scope in SCOPES},
        chosen=chosen,
        days=DAYS,
        asked=asked,
        wrong=wrong,
        made=made,
        secret=secret,
        now=shop.now,
    )
