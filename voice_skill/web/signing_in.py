"""Sign up, in and out, and set a new password by a link.

No page tells which e-mail addresses are known: an address that is known gets the same answers as one that is not, after
the same work."""

import re

from flask import (
    Blueprint,
    Response,
    abort,
    after_this_request,
    flash,
    g,
    make_response,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from werkzeug.wrappers import Response as AnyResponse

from voice_skill.store import (
    BadMerchant,
    BrowserCookies,
    PasswordTaken,
    Place,
    ResetExpired,
    SignInRefused,
    TooManyTries,
)
from voice_skill.store.access.browsers import KNOWN_FOR_S
from voice_skill.web.cookies import is_secure
from voice_skill.web.doors import doors, who_is_here
from voice_skill.web.forms import NewPassword, SignIn, SignUp
from voice_skill.web.words import wait

pages = Blueprint("signing_in", __name__)

Page = AnyResponse | tuple[str, int] | str
REFUSED = "The e-mail address or the password is wrong."
OVER = "This link is no longer valid"
ANOTHER = "Please choose a different password."
# A path, and nothing that a browser takes for another host: "//evil.example", "/\\evil.example".
OURS = re.compile(r"/(?![/\\])[^\\\s\x00-\x1f]*")
# Outlasts the session, so that a browser in which somebody signed in before is known.
BROWSER_COOKIE = "voice-skill-browser"
LONGEST_COOKIE = 100


@pages.route("/sign-up", methods=["GET", "POST"])
def sign_up() -> Page:
    if not doors().is_sign_up:
        abort(404)
    if g.who is not None:
        return redirect(url_for("web.home.show"))
    form = SignUp(request.form)
    form.offer(doors().locales)
    if request.method == "GET" or not form.validate():
        return _again("sign_up.html", form, 200 if request.method == "GET" else 422)
    if why := doors().refusal(form.shop.data or "", form.locale.data):
        form.shop.errors = [f"Alexa cannot use this name: {why}."]
        return _again("sign_up.html", form, 422)
    shop_settings = {"title": form.shop.data, "currency": form.currency.data, "locale": form.locale.data}
    try:
        browser_session = doors().store.logins.sign_up(
            *_credentials(form), place(), **shop_settings, time_zone=form.time_zone_of_shop()
        )
    except BadMerchant:
        form.email.errors = ["This is not an e-mail address."]
        return _again("sign_up.html", form, 422)
    except TooManyTries as error:
        return _wait("sign_up.html", form, error)
    return _begin(browser_session)


@pages.route("/sign-in", methods=["GET", "POST"])
def sign_in() -> Page:
    if g.who is not None:
        return redirect(_onward())
    form = SignIn(request.form)
    if request.method == "GET" or not form.validate():
        return _again("sign_in.html", form, 200 if request.method == "GET" else 422)
    try:
        browser_session = doors().store.logins.sign_in(*_credentials(form), place())
    except SignInRefused:
        return render_template("sign_in.html", form=form, next=_next(), told=REFUSED), 422
    except TooManyTries as error:
        return _wait("sign_in.html", form, error)
    return _begin(browser_session)


@pages.route("/new-password", methods=["GET", "POST"])
def new_password() -> Page:
    """The page behind a link that the operator printed. Looking at it does not use it up, since mail programs do
    that."""
    form, key = NewPassword(request.form), request.values.get("key", "")
    try:
        email = doors().store.logins.email_of_reset(key)
        if request.method == "GET" or not form.validate():
            return _new_password(form, email, 200 if request.method == "GET" else 422)
        browser_session = doors().store.logins.reset_password(key, form.new.data or "", place())
    except ResetExpired:
        return render_template(
            "error.html", heading=OVER, advice="It has been used or has expired. Ask for a new one."
        ), 404
    except PasswordTaken:
        form.new.errors = [ANOTHER]
        return _new_password(form, email, 422)
    except TooManyTries as error:
        form.new.errors = [too_many_tries(error)]
        return _new_password(form, email, 429)
    begin_session(browser_session)
    flash("Your password has been changed, and all other browsers have been signed out.")
    return redirect(url_for("web.home.show"), 303)


def _new_password(form: NewPassword, email: str, status: int) -> tuple[str, int]:
    return render_template("new_password.html", form=form, email=email, key=request.values.get("key", "")), status


@pages.post("/sign-out")
def sign_out() -> AnyResponse:
    doors().store.logins.sign_out(who_is_here())
    session.clear()
    return redirect(url_for("web.signing_in.sign_in"), 303)


def begin_session(browser_session: BrowserCookies) -> None:
    """The session's cookie is a new one altogether, the forms' token in it too; another one outlasts it."""
    session.clear()
    session.permanent = True
    session["token"] = browser_session.session

    @after_this_request
    def know_the_browser(response: Response) -> Response:
        response.set_cookie(
            BROWSER_COOKIE,
            browser_session.browser,
            max_age=KNOWN_FOR_S,
            path=request.script_root or "/",
            secure=is_secure(request),
            httponly=True,
            samesite="Lax",
        )
        return response


def place() -> Place:
    """The address of the browser that is trying: behind proxies, as the settings say how many there are."""
    return Place(request.remote_addr or "", request.cookies.get(BROWSER_COOKIE, "")[:LONGEST_COOKIE])


def too_many_tries(error: TooManyTries) -> str:
    again = f"Wait {wait(error.wait_s)} and try again"
    return f"Too many attempts. {again}, or use a browser that you have signed in with before."


def _begin(browser_session: BrowserCookies) -> AnyResponse:
    begin_session(browser_session)
    return redirect(_onward(), 303)


def _next() -> str:
    """The page somebody wanted before they had to sign in: the path of a page of ours, or of the first one."""
    path = request.values.get("next", "")
    return path if OURS.fullmatch(path) else "/"


def _onward() -> str:
    """The same as an address, below a proxy's prefix."""
    return request.script_root + _next()


def _credentials(form: SignIn | SignUp) -> tuple[str, str]:
    return form.email.data or "", form.password.data or ""


def _again(template: str, form: SignIn | SignUp, status: int) -> tuple[str, int]:
    return render_template(template, form=form, next=_next()), status


def _wait(template: str, form: SignIn | SignUp, error: TooManyTries) -> Page:
    response = make_response(render_template(template, form=form, next=_next(), told=too_many_tries(error)), 429)
    response.headers["Retry-After"] = str(error.wait_s)
    return response
