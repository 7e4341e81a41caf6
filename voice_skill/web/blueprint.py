"""All pages together: who may see them, what browsers are told about them, and what is shown when something fails."""

import logging
import secrets
from collections.abc import Iterable
from datetime import timedelta
from itertools import chain
from typing import Any
from urllib.parse import urlsplit

from flask import (
    Blueprint,
    Flask,
    Response,
    abort,
    current_app,
    g,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask.blueprints import BlueprintSetupState
from flask_wtf.csrf import CSRFError, CSRFProtect
from werkzeug.exceptions import HTTPException, Unauthorized
from werkzeug.wrappers import Response as AnyResponse

from voice_skill.store import (
    SessionEnded,
    StoreUnavailable,
    TooManyJobs,
    UnknownFeed,
    UnknownJob,
    UnknownMerchant,
    UnknownOrder,
    UnknownProduct,
)
from voice_skill.store.access.logins import LONGEST_S
from voice_skill.web import account, catalogue, feeds, home, imports, orders, signing_in, skill, tokens, uploads, words
from voice_skill.web.cookies import Cookies
from voice_skill.web.doors import EXTENSION, Doors

PAGES = (signing_in, home, feeds, imports, catalogue, orders, skill, tokens, account)
OPEN_TO_ALL = {"web.static", *(f"web.signing_in.{page}" for page in ("sign_in", "sign_up", "new_password"))}
UNKNOWN = (UnknownFeed, UnknownJob, UnknownOrder, UnknownProduct)
# What is uploaded has a limit of its own.
MAX_FORM_BYTES = 256 * 1024
MOST_ID = 2**63 - 1
TOLD = {
    400: ("The request was incomplete", "Go back, reload the page and send it again."),
    404: ("Page not found", "It may have been removed, or the address may be wrong."),
    405: ("This address does not accept that", "Go back and use the buttons on the page."),
    413: ("That is too large", "Go back and send a smaller file."),
    429: ("Too many imports are running", "Wait until one of them is done, then try again."),
    500: ("Something went wrong", "The error is in the server's log. Try again in a moment."),
    503: ("The shop's database is not responding", "Nothing was lost. Try again in a moment."),
}

log = logging.getLogger(__name__)


def web_blueprint(rooms: Doors) -> Blueprint:
    """Signed cookies need app.secret_key. Flask-WTF checks that forms are ours: it is kept by Flask's own community,
    and works with one line in each form."""
    blueprint = Blueprint("web", __name__, template_folder="templates", static_folder="static")
    csrf = CSRFProtect()
    blueprint.record_once(lambda state: _set_up(state, csrf, rooms))
    for pages in (*(page.pages for page in PAGES), *rooms.more):
        blueprint.register_blueprint(pages)
    blueprint.before_request(lambda: _let_in(rooms, csrf))
    blueprint.after_request(lambda response: _with_headers(response))
    blueprint.context_processor(lambda: _known_everywhere(rooms))
    for name, show in words.SHOWN.items():
        blueprint.add_app_template_filter(show, f"shown_{name}")
    _tell_errors(blueprint)
    return blueprint


def form_id() -> str:
    """A form's own name, so that the same one sent twice does one thing."""
    return secrets.token_urlsafe(16)


def _known_everywhere(rooms: Doors) -> dict[str, Any]:
    return {
        "who": g.get("who"),
        "is_sign_up": rooms.is_sign_up,
        "form_id": form_id,
        "can_speak": rooms.speak is not None,
        "pages_there": current_app.view_functions,
    }


def _set_up(state: BlueprintSetupState, csrf: CSRFProtect, rooms: Doors) -> None:
    app: Flask = state.app  # type: ignore[assignment]
    app.extensions[EXTENSION] = rooms
    app.config.update(
        SESSION_COOKIE_NAME="voice-skill",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_REFRESH_EACH_REQUEST=False,
        PERMANENT_SESSION_LIFETIME=timedelta(seconds=LONGEST_S),
        WTF_CSRF_CHECK_DEFAULT=False,
        WTF_CSRF_TIME_LIMIT=None,
    )
    app.session_interface = Cookies()
    csrf.init_app(app)


def _let_in(rooms: Doors, csrf: CSRFProtect) -> None:
    if request.endpoint == "web.static":
        return
    _refuse_what_no_database_keeps(request.args.items(multi=True), (request.view_args or {}).items())
    request.max_content_length = uploads.MAX_UPLOAD_BYTES if request.endpoint in feeds.UPLOADING else MAX_FORM_BYTES
    g.who = None
    if "token" in session:
        try:
            g.who = rooms.store.logins.signed_in(session["token"])
        except SessionEnded:
            session.clear()
    if g.who is None and request.endpoint not in OPEN_TO_ALL:
        raise Unauthorized
    if request.method not in ("GET", "HEAD", "OPTIONS"):
        _refuse_what_no_database_keeps(request.form.items(multi=True))
        csrf.protect()


def _refuse_what_no_database_keeps(*values: Iterable[tuple[str, Any]]) -> None:
    """NUL, which PostgreSQL takes nowhere, and numbers that are no row's."""
    for _, value in chain(*values):
        if isinstance(value, int) and value > MOST_ID:
            abort(404)
        if isinstance(value, str) and "\0" in value:
            abort(400)


def _with_headers(response: Response) -> Response:
    socket = f" {g.socket}" if g.get("socket") else ""  # which the page "try it" names
    policy = (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; media-src 'self' blob:; "
        f"connect-src 'self'{socket}; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
    )
    response.headers.setdefault("Content-Security-Policy", policy)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "same-origin"
    if request.endpoint != "web.static":
        response.headers.setdefault("Cache-Control", "no-store")
    return response


def _tell_errors(blueprint: Blueprint) -> None:
    @blueprint.errorhandler(Unauthorized)
    def sign_in_first(error: Unauthorized) -> AnyResponse:
        target = urlsplit(request.full_path.rstrip("?"))
        back = None if request.method != "GET" or target.path == "/" else request.full_path.rstrip("?")
        return redirect(url_for("web.signing_in.sign_in", next=back), 303)

    @blueprint.errorhandler(CSRFError)
    def form_too_old(error: CSRFError) -> tuple[str, int]:
        return _page(400)

    @blueprint.errorhandler(HTTPException)
    def refused(error: HTTPException) -> Any:
        code = error.code or 500
        return _page(code) if code in TOLD else error

    @blueprint.errorhandler(StoreUnavailable)
    def away(error: StoreUnavailable) -> tuple[str, int]:
        log.error("page=%s failed cause=%s", request.endpoint, error.cause)  # its address may hold a key
        return _page(503)

    @blueprint.errorhandler(UnknownMerchant)
    def deleted_meanwhile(error: UnknownMerchant) -> tuple[str, int]:
        return _page(503)

    @blueprint.errorhandler(TooManyJobs)
    def too_many(error: TooManyJobs) -> tuple[str, int]:
        return _page(429)

    for unknown in UNKNOWN:
        blueprint.register_error_handler(unknown, lambda error: _page(404))


def _page(code: int) -> tuple[str, int]:
    title, advice = TOLD[code]
    return render_template("error.html", heading=title, advice=advice), code
