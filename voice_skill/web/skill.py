"""The skill package to download, what to do with it, and the skill that speaks for the shop.

What a merchant enters here is a claim, which moves no skill: others may claim the same, and are not told of each other.
"""

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from voice_skill.store import SKILL_ID, SealBroken
from voice_skill.web.doors import NoPackage, current_shop, doors

pages = Blueprint("skill", __name__, url_prefix="/skill")

Page = Response | tuple[str, int] | str
NO_ID = "This is not a skill ID. A skill ID looks like amzn1.ask.skill.1234abcd-…"
LOST = "Your skill's address cannot be read, because this server's secret key has changed. Create a new address below."


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
        except SealBroken:
            return _page({"endpoint": LOST}), 422
        name = f"{shop.merchant.name}-skill.zip"
    answer = make_response(packed)
    answer.headers["Content-Type"] = "application/zip"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@pages.post("")
def claim() -> Page:
    skill_id = request.form.get("skill_id", "").strip()
    if skill_id and not SKILL_ID.fullmatch(skill_id):
        return _page({"skill_id": NO_ID}), 422
    with current_shop() as shop:
        linked_id = shop.merchant.skill_id
        shop.skill.claim(skill_id or None)
        shop.commit()
    flash(_claim_message(skill_id or linked_id, linked_id))
    return redirect(url_for("web.skill.show"), 303)


@pages.post("/address")
def renew_address() -> Response:
    with current_shop() as shop:
        shop.skill.renew_address()
        shop.commit()
    flash("Your skill has a new address. Download the package again and deploy it.")
    return redirect(url_for("web.skill.show"), 303)


def _claim_message(claimed_id: str | None, linked_id: str | None) -> str:
    if not claimed_id:
        return "The first skill that calls your shop's address will be linked."
    if claimed_id == linked_id:
        return f"The skill {linked_id} is linked to your shop."
    return f"Only the skill {claimed_id} can be linked now. Its first request to your shop's address will link it."


def _page(wrong: dict[str, str]) -> str:
    with current_shop() as shop:
        # Alexa calls https alone; behind a proxy that VOICE_SKILL_PROXIES is silent about, nobody here knows where.
        ours = url_for("alexa.alexa", _external=True) if request.is_secure else ""
        endpoint = request.args.get("endpoint", ours)
        skill_id = request.form.get("skill_id", shop.merchant.claimed_id or shop.merchant.skill_id or "")
        count = shop.catalogue.count()
        return render_template("skill.html", shop=shop, endpoint=endpoint, skill_id=skill_id, wrong=wrong, count=count)
