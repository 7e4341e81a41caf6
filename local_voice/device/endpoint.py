"""The skill's address: a WSGI app in this process, or a web address."""

import http.client
import time
import urllib.error
import urllib.parse
import urllib.request
from typing import TYPE_CHECKING, Protocol

from local_voice.device.errors import SkillFailed, SkillTimedOut, SkillUnreachable

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

LARGEST_RESPONSE_BYTES = 120 * 1024  # Alexa's cap
JSON_TYPE = "application/json; charset=utf-8"
_ADVICE = {
    400: "it refused the request: is its signature check off for this machine, and is the application id its own?",
    404: "there is no skill at that path; Voice Skill's is /alexa",
    405: "that path takes no POST; Voice Skill's is /alexa",
}


class Endpoint(Protocol):
    def post(self, body: bytes) -> bytes:
        """The skill's reply. Raises SkillUnreachable, SkillTimedOut, SkillFailed."""
        ...


class AppEndpoint:
    """A WSGI app, called as if from this machine; what it raises comes through to the developer."""

    def __init__(self, app: "WSGIApplication", path: str, timeout_s: float) -> None:
        from werkzeug.test import Client

        self._client = Client(app, use_cookies=False)
        self._path = path
        self._timeout_s = timeout_s

    def post(self, body: bytes) -> bytes:
        started = time.perf_counter()
        response = self._client.post(
            self._path, data=body, content_type=JSON_TYPE, environ_overrides={"REMOTE_ADDR": "127.0.0.1"}
        )
        if time.perf_counter() - started > self._timeout_s:
            raise _timed_out(self._timeout_s)
        _refuse_error(response.status_code)
        return response.get_data()


class WebEndpoint:
    """A skill served elsewhere, on this machine or far away."""

    def __init__(self, url: str, path: str, timeout_s: float) -> None:
        """path: taken when the address has none."""
        parts = urllib.parse.urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.netloc:
            raise SkillUnreachable(f"{url!r} is not a web address; it looks like http://127.0.0.1:8000{path}")
        self._url = parts._replace(path=parts.path if parts.path.strip("/") else path).geturl()
        self._timeout_s = timeout_s
        self._open = urllib.request.build_opener().open  # by today's proxies; urlopen keeps those of its first call

    def post(self, body: bytes) -> bytes:
        request = urllib.request.Request(self._url, body, {"Content-Type": JSON_TYPE, "Accept": "application/json"})  # noqa: S310
        try:
            with self._open(request, timeout=self._timeout_s) as response:
                _refuse_error(response.status)
                content: bytes = response.read(LARGEST_RESPONSE_BYTES + 1)
                return content
        except urllib.error.HTTPError as error:
            _refuse_error(error.code)
            raise
        except TimeoutError as error:
            raise _timed_out(self._timeout_s) from error
        except (OSError, ValueError, http.client.HTTPException) as error:
            if isinstance(getattr(error, "reason", None), TimeoutError):
                raise _timed_out(self._timeout_s) from error
            raise SkillUnreachable(
                f"no skill answers at {self._url} ({error}); start it with `voice-skill serve`, or mend the address"
            ) from error


def _refuse_error(status: int) -> None:
    if status >= 500:
        raise SkillFailed(status, "its log says why")
    if status != 200:
        raise SkillFailed(status, _ADVICE.get(status, "Alexa accepts 200 only"))


def _timed_out(timeout_s: float) -> SkillTimedOut:
    return SkillTimedOut(f"the skill did not answer within {timeout_s:g} seconds, which is as long as Alexa waits")
