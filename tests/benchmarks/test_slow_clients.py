"""The load of slow clients, as the benchmarks ask for it."""

import socket
import time

from tests.benchmarks.slow_clients import slow_clients


def test_nobody_is_waited_for_when_no_client_is_asked_for() -> None:
    started = time.monotonic()

    with socket.create_server(("127.0.0.1", 0)) as shop, slow_clients(shop.getsockname()[1], each=0) as load:
        pass

    assert time.monotonic() - started < 30
    assert load.opened == {}
