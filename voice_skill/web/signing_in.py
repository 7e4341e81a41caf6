"""Sign up, in and out."""

import re
from ipaddress import IPv4Address, IPv6Network, ip_address

from flask import Blueprint, abort, g, make_response, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response

from voice_skill.store import BadMerchant, EmailTaken, SignInRefused, TooManyTries
from voice_skill.web.doors import doors, who_is_here
from voice_skill.web.forms import SignIn, SignUp
from voice_skill.web.words import minutes

pages = Blueprint("signing_in", __name__)

Page = Response | tuple[str, int] | str
REFUSED = "This e-mail address and this password do not belong together."
# A path, and nothing that a browser takes for another host: "//evil.example", "/\\evil.example".
OURS = re.compile(r"/(?![/\\])[^\\\s\x00-\x1f]*")
TAKEN = "This e-mail address cannot be taken. If it is yours, sign in."


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
    told = {"title": form.shop.data, "currency": form.currency.data, "locale": form.locale.data}
    try:
        token = doors().store.logins.sign_up(
            *_said(form), **told, time_zone=form.time_zone_of_shop(), address=_address()
        )
    except EmailTaken:
        return _sent_twice(form)
    except BadMerchant:
        form.email.errors = ["This is no e-mail address."]
        return _again("sign_up.html", form, 422)
    except TooManyTries as error:
        return _wait("sign_up.html", form, error)
    return _begin(token)


def _sent_twice(form: SignUp) -> Page:
    """A sign-up that was sent twice leads where the first one did."""
    try:
        return _begin(doors().store.logins.sign_in(*_said(form), address=_address()))
    except SignInRefused:
        form.email.errors = [TAKEN]
        return _again("sign_up.html", form, 422)
    except TooManyTries as error:
        return _wait("sign_up.html", form, error)


@pages.route("/sign-in", methods=["GET", "POST"])
def sign_in() -> Page:
    if g.who is not None:
        return redirect(_onward())
    form = SignIn(request.form)
    if request.method == "GET" or not form.validate():
        return _again("sign_in.html", form, 200 if request.method == "GET" else 422)
    try:
        token = doors().store.logins.sign_in(*_said(form), address=_address())
    except SignInRefused:
        return render_template("sign_in.html", form=form, next=_next(), told=REFUSED), 422
    except TooManyTries as error:
        return _wait("sign_in.html", form, error)
    return _begin(token)


@pages.post("/sign-out")
def sign_out() -> Response:
    doors().store.logins.sign_out(who_is_here())
    session.clear()
    return redirect(url_for("web.signing_in.sign_in"), 303)


def begin_session(token: str) -> None:
    """The cookie is a new one altogether, the forms' token in it too."""
    session.clear()
    session.permanent = True
    session["token"] = token


def _begin(token: str) -> Response:
    begin_session(token)
    return redirect(_onward(), 303)


def _next() -> str:
    """Where somebody wanted to go before they had to sign in: the path of a page of ours, or of the first one."""
    wanted = request.values.get("next", "")
    return wanted if OURS.fullmatch(wanted) else "/"


def _onward() -> str:
    """The same as an address, below a proxy's prefix."""
    return request.script_root + _next()


def _said(form: SignIn | SignUp) -> tuple[str, str]:
    return form.email.data or "", form.password.data or ""


def _address() -> str:
    """Where the browser is; of IPv6 the network, since whoever has one address there has all of its 2^64."""
    told = request.remote_addr or "unknown"
    try:
        address = ip_address(told)
    except ValueError:
        return told
    if isinstance(address, IPv4Address):
        return told
    return str(address.ipv4_mapped or IPv6Network((int(address), 64), strict=False))


def _again(template: str, form: SignIn | SignUp, status: int) -> tuple[str, int]:
    return render_template(template, form=form, next=_next()), status


def _wait(template: str, form: SignIn | SignUp, error: TooManyTries) -> Page:
    told = f"That were too many tries. Wait {minutes(error.wait_s)} and try again."
    response = make_response(render_template(template, form=form, next=_next(), told=told), 429)
    response.headers["Retry-After"] = str(error.wait_s)
    return response
