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
    "orders:write": "Update orders",
    "customers:read": "See customers' data",
    "customers:write": "Delete customers' data",
}
SENT_TWICE = (
    "This form was already sent, and the secret is shown only once. "
    "If you missed it, revoke that token and create another."
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
            return _page(shop, {"name": "Please use at most 120 characters."}), 422
        except TooManyTokens as error:
            message = f"The shop already has {error.most} active tokens. Revoke unused ones first."
            return _page(shop, {"name": message}), 422
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
        flash(f"{token.name} has been revoked.")
    return redirect(url_for("web.tokens.all"), 303)


def _wrong(name: str, scopes: list[str], days: str) -> dict[str, str]:
    wrong = {}
    if not name:
        wrong["name"] = "Enter a name, so that you recognize the token later."
    if not scopes:
        wrong["scopes"] = "Choose at least one permission."
    if days not in DAYS:
        wrong["days"] = "Choose one of these."
    return wrong


def _page(shop: MerchantStore, wrong: dict[str, str], made: str = "", secret: str = "") -> str:
    form = request.form if wrong else {}
    chosen = request.form.getlist("scopes") if wrong else ["catalogue:read", "orders:read", "orders:write"]
    return render_template(
        "tokens.html",
        shop=shop,
        tokens=shop.tokens.all(),
        scopes={scope: MEANINGS[scope] for scope in SCOPES},
        chosen=chosen,
        days=DAYS,
        asked=form,
        wrong=wrong,
        made=made,
        secret=secret,
        now=shop.now,
    )
