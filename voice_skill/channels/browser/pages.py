"""GET and POST /try, and POST /try/ticket: the page where a merchant talks with the shop. Joined into `web` by app.py.

Whoever calls these is signed in and has shown the form's token: `web` sees to both for every page.
"""

from dataclasses import dataclass
from urllib.parse import urlsplit

from flask import Blueprint, abort, g, jsonify, render_template, request
from werkzeug.wrappers import Response

from voice_skill.channels.browser.installed import is_installed
from voice_skill.channels.browser.tickets import Ticket, Tickets
from voice_skill.channels.browser.typed import say
from voice_skill.config import Config, secret_key
from voice_skill.web import current_shop, who_is_here

OFF = "Talking in the browser is switched off on this server (VOICE_SKILL_TRY_IT, --no-try-it)."
NOT_INSTALLED = (
    "Talking with your shop is not installed on this server. To switch it on, its operator runs pip install "
    "'voice-skill[voice]' and a restart. Alexa and everything else work without it."
)
EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104
LONGEST_TEXT = 300


@dataclass(frozen=True)
class Where:
    """public: how this page's browser reaches the socket server; own: how this machine does."""

    public: str
    own: str


def try_it_pages(config: Config) -> Blueprint:
    pages = Blueprint("try_it", __name__)

    @pages.get("/try")
    def show() -> str:
        return _page(config, screen=True)

    @pages.post("/try")
    def send() -> str:
        text = " ".join(request.form.get("text", "").split())[:LONGEST_TEXT]
        is_new, screen = "new" in request.form, request.form.get("screen") != "off"
        if _off(config) or not (text or is_new):
            return _page(config, screen=screen)
        origin = request.host_url.rstrip("/")
        hello = {"ticket": _ticket(config, origin), "screen": screen}
        typed_turns = say(_where(config).own, origin, hello, "" if is_new else text, request.form.get("id", ""))
        return _page(
            config,
            screen=screen,
            turns=typed_turns.turns,
            problem_text=typed_turns.problem,
            text=text if typed_turns.problem else "",
        )

    @pages.post("/try/ticket")
    def ticket() -> Response:
        origin = request.headers.get("Origin", "")
        if _off(config) or urlsplit(origin).netloc != request.host:
            abort(404 if _off(config) else 400)
        return jsonify(ticket=_ticket(config, origin), url=_where(config).public)

    @pages.before_request
    def name_the_socket() -> None:
        """For the page's Content-Security-Policy, which has no words for an IPv6 address."""
        public = "" if _off(config) else _where(config).public
        g.socket = public.partition("//")[0] if "[" in public else public

    return pages


def _page(config: Config, **context: object) -> str:
    with current_shop() as shop:
        locale = shop.merchant.locale
    return render_template("try.html", off=_off(config), locale=locale, **context)


def _off(config: Config) -> str:
    if not config.try_it:
        return OFF
    return "" if is_installed() else NOT_INSTALLED


def _ticket(config: Config, origin: str) -> str:
    who = who_is_here()
    return Tickets(secret_key(config)).issue(Ticket(who.session_id, who.merchant, origin))


def _where(config: Config) -> Where:
    host = urlsplit(request.host_url).hostname or config.host
    public = config.try_it_url or f"ws://{_bracketed(host)}:{config.try_it_port}"
    return Where(public, f"ws://{_bracketed(EVERYWHERE.get(config.host, config.host))}:{config.try_it_port}")


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host
