"""The routes of /api/v1: one for each operation, the document, its page, and a response to any other request."""

from collections.abc import Callable

from flask import Blueprint, Response, current_app, request
from flask.blueprints import BlueprintSetupState
from werkzeug.exceptions import HTTPException
from werkzeug.routing import PathConverter, Rule
from werkzeug.wrappers import Response as AnyResponse

from voice_skill.api import customers, feeds, orders, products  # noqa: F401  (each adds its operations)
from voice_skill.api.allowance import Allowance
from voice_skill.api.docs import docs_css, docs_page, openapi_json
from voice_skill.api.door import Door, problem
from voice_skill.api.errors import Refused
from voice_skill.api.operations import OPERATIONS, Operation
from voice_skill.store import Store

BASE = "/api/v1"
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")
# As they stand: no redirect to a path without a slash too many, which no client would follow.
_PLAIN = {"provide_automatic_options": False, "strict_slashes": True, "merge_slashes": False}


class _Rest(PathConverter):
    """Any path, also one that begins with a slash or has a line feed in it."""

    regex = r"[\s\S]*"
    part_isolating = False


def api_blueprint(store: Store, allowance: Allowance | None = None) -> Blueprint:
    """Serves every shop's systems by their tokens."""
    blueprint = Blueprint("api", __name__, url_prefix=BASE, template_folder="templates")
    door = Door(store, allowance or Allowance())
    for each in OPERATIONS:
        view = _view(door, each)
        blueprint.add_url_rule(each.rule, each.id, view, methods=[each.method], **_PLAIN)
    blueprint.add_url_rule("/openapi.json", "openapi", openapi_json, **_PLAIN)
    blueprint.add_url_rule("/docs", "docs", docs_page, **_PLAIN)
    blueprint.add_url_rule("/docs.css", "docs_css", docs_css, **_PLAIN)
    blueprint.record(_respond_to_the_rest)
    return blueprint


def _view(door: Door, operation: Operation) -> Callable[..., AnyResponse]:
    def view(**path: str) -> AnyResponse:
        return door.respond(operation, path)

    return view


def _respond_to_the_rest(state: BlueprintSetupState) -> None:
    """Whatever the method is, under /api a problem is JSON too."""
    state.app.view_functions["api.rest"] = _rest
    state.app.url_map.converters["rest"] = _Rest
    for rule in ("/api", "/api/<rest:rest>"):
        state.app.url_map.add(Rule(rule, endpoint="api.rest", methods=None, merge_slashes=False))


def _rest(rest: str = "") -> Response:
    allowed = [method for method in METHODS if _is_there(method)]
    if allowed:
        allow = {"Allow": ", ".join(allowed)}
        return problem(Refused("method-not-allowed", f"Use {allow['Allow']}.", allow))
    return problem(Refused("not-found", f"The documentation at {request.script_root}{BASE}/docs lists every address."))


def _is_there(method: str) -> bool:
    try:
        endpoint, _ = current_app.url_map.bind("").match(request.path, method)
    except HTTPException:
        return False
    return bool(endpoint != "api.rest")
