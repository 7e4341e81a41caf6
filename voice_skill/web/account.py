"""The account: change the password, sign out here or everywhere."""

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response

from voice_skill.store import PasswordTaken, SignInRefused, TooManyTries
from voice_skill.web.doors import current_shop, doors, who_is_here
from voice_skill.web.forms import ChangePassword
from voice_skill.web.signing_in import ANOTHER, begin_session, place, too_many_tries

pages = Blueprint("account", __name__, url_prefix="/account")

Page = Response | tuple[str, int] | str


@pages.get("")
def show() -> str:
    return _page(ChangePassword())


@pages.post("/password")
def change_password() -> Page:
    form = ChangePassword(request.form)
    if not form.validate():
        return _page(form), 422
    try:
        browser_session = doors().store.logins.change_password(
            who_is_here(), form.old.data or "", form.new.data or "", place()
        )
    except SignInRefused:
        form.old.errors = ["This is not the password."]
        return _page(form), 422
    except PasswordTaken:
        form.new.errors = [ANOTHER]
        return _page(form), 422
    except TooManyTries as error:
        form.old.errors = [too_many_tries(error)]
        return _page(form), 429
    begin_session(browser_session)
    flash("Your password has been changed, and all other browsers have been signed out.")
    return redirect(url_for("web.account.show"), 303)


@pages.post("/sign-out-everywhere")
def sign_out_everywhere() -> Response:
    doors().store.logins.sign_out_everywhere(who_is_here())
    session.clear()
    return redirect(url_for("web.signing_in.sign_in"), 303)


def _page(form: ChangePassword) -> str:
    with current_shop() as shop:
        return render_template("account.html", shop=shop, form=form)
