"""`voice-skill serve` at an IPv6 address: what it prints, its pages, and where the page "Try it" sends its sound."""

import os
import re
import socket
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http.client import HTTPConnection
from http.cookies import SimpleCookie
from urllib.parse import urlencode

import pytest

from tests.benchmarks.servers import free_port
from tests.cli.conftest import Shell
from tests.cli.test_serve import PATIENCE_S, VOICE_SKILL, wait_until


def has_ipv6() -> bool:
    try:
        with socket.create_server(("::1", 0), family=socket.AF_INET6):
            return True
    except OSError:
        return False


pytestmark = pytest.mark.skipif(not has_ipv6(), reason="this machine has no ::1; switch IPv6 on for its loopback")


@contextmanager
def serving_at(shell: Shell, host: str, port: int, try_it_port: int) -> Iterator["subprocess.Popen[str]"]:
    environ = os.environ | shell.environ | {"VOICE_SKILL_HOST": host, "VOICE_SKILL_TRY_IT_PORT": str(try_it_port)}
    command = [VOICE_SKILL, "serve", "--port", str(port), "--no-sync"]
    with subprocess.Popen(command, env=environ, stderr=subprocess.PIPE, text=True) as process:
        try:
            wait_until(lambda: is_open("::1", port) or process.poll() is not None)
            yield process
        finally:
            process.terminate()
            process.wait(PATIENCE_S)


def is_open(host: str, port: int) -> bool:
    try:
        socket.create_connection((host, port), timeout=1).close()
    except OSError:
        return False
    return True


class Browser:
    """Keeps its cookie, and is asked for pages at [::1]."""

    def __init__(self, port: int) -> None:
        self._port, self._cookies = port, dict[str, str]()

    def open(self, method: str, path: str, **data: str) -> tuple[int, dict[str, str], str]:
        origin = f"http://[::1]:{self._port}"
        kept = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
        headers = {"Cookie": kept, "Origin": origin, "Content-Type": "application/x-www-form-urlencoded"}
        with closing(HTTPConnection("::1", self._port, timeout=PATIENCE_S)) as connection:
            connection.request(method, path, urlencode(data), headers)
            answer = connection.getresponse()
            given = {name.lower(): value for name, value in answer.getheaders()}
            for sent in answer.headers.get_all("Set-Cookie", []):
                self._cookies |= {name: morsel.value for name, morsel in SimpleCookie(sent).items()}
            return answer.status, given, answer.read().decode()

    def sign_in(self) -> None:
        token = csrf(self.open("GET", "/sign-in")[2])
        status, headers, _ = self.open(
            "POST", "/sign-in", email="ada@juniper.example", password="a few good words", csrf_token=token
        )
        assert (status, headers["location"]) == (303, "/")


def csrf(page: str) -> str:
    (token, *_) = re.findall(r'name="csrf_token" value="([^"]*)"', page)
    return str(token)


@pytest.mark.parametrize("host", ["::1", "::"])
def test_its_pages_and_its_socket_are_at_that_address(shop_shell: Shell, host: str) -> None:
    shop_shell.out("login", "add", "ada@juniper.example", "--merchant", "juniper", stdin="a few good words\n" * 2)
    port, try_it_port = free_port(), free_port()
    with serving_at(shop_shell, host, port, try_it_port) as process:
        browser = Browser(port)
        browser.sign_in()
        _, headers, page = browser.open("GET", "/try")
        _, _, ticket = browser.open("POST", "/try/ticket", csrf_token=csrf(page))

        assert f'"url":"ws://[::1]:{try_it_port}"' in ticket.replace(" ", "")
        assert "connect-src 'self' ws:;" in headers["content-security-policy"]
        wait_until(lambda: is_open("::1", try_it_port))
        assert is_open("127.0.0.1", port) == (host == "::")
        process.terminate()
        assert process.stderr is not None
        assert f"Serving at http://[{host}]:{port}/alexa" in process.stderr.read()


def test_a_name_is_served_at_each_of_its_addresses(shop_shell: Shell) -> None:
    port, try_it_port = free_port(), free_port()
    addresses = {found[4][0] for found in socket.getaddrinfo("localhost", port, type=socket.SOCK_STREAM)}
    if "::1" not in addresses:
        pytest.skip("localhost has no IPv6 address here; add it to /etc/hosts")
    with serving_at(shop_shell, "localhost", port, try_it_port):
        assert all(is_open(str(address), port) for address in addresses)
