"""The skill package to download, what to do with it, and the skill that speaks for the shop."""

import re

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from voice_skill.store import LOCAL_SKILL, MerchantExists
from voice_skill.web.doors import NoPackage, current_shop, doors, who_is_here

pages = Blueprint("skill", __name__, url_prefix="/skill")

Page = Response | tuple[str, int] | str
# Amazon's, not one that stands in for it: that could be another shop's, which is tried at this moment.
SKILL_ID = re.compile(rf"(?!{re.escape(LOCAL_SKILL)})amzn1\.ask\.skill\.[A-Za-z0-9-]{{4,100}}")
NO_ID = "This is no skill id; it looks like amzn1.ask.skill.1234abcd-…"


@pages.get("")
def show() -> str:
    return _page({})


@pages.get("/package.zip")
def package() -> Page:
    with current_shop() as shop:
        try:
            packed = doors().package(shop, request.args.get("endpoint", "").strip()[:300])
        except NoPackage as error:
            return _page({"endpoint": f"{str(error).rstrip('.')}."}), 422
        name = f"{shop.merchant.name}-skill.zip"
    answer = make_response(packed)
    answer.headers["Content-Type"] = "application/zip"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@pages.post("")
def link() -> Page:
    said = request.form.get("skill_id", "").strip()
    if not SKILL_ID.fullmatch(said):
        return _page({"skill_id": NO_ID}), 422
    try:
        doors().store.set_application_id(who_is_here().merchant, said)
    except MerchantExists:
        return _page({"skill_id": "Another shop has this skill."}), 422
    flash("Alexa's requests of this skill are answered by your shop.")
    return redirect(url_for("web.skill.show"), 303)


def _page(wrong: dict[str, str]) -> str:
    with current_shop() as shop:
        # Alexa calls https alone; behind a proxy that VOICE_SKILL_PROXIES is silent about, nobody here knows where.
        ours = url_for("alexa.alexa", _external=True) if request.is_secure else ""
        endpoint = request.args.get("endpoint", ours)
        skill_id = request.form.get("skill_id") or shop.merchant.skill_id or ""
        count = shop.catalogue.count()
        return render_template("skill.html", shop=shop, endpoint=endpoint, skill_id=skill_id, wrong=wrong, count=count)
