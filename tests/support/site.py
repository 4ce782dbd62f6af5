"""A WSGI application served on this machine, for tests that need a real address."""

import threading
from collections.abc import Callable, Iterator

import pytest
from werkzeug.serving import BaseWSGIServer, make_server


@pytest.fixture
def live_site() -> Iterator[Callable[..., str]]:
    """Give ``serve(app) -> "http://127.0.0.1:PORT"``; the server ends with the test."""
    running: list[tuple[BaseWSGIServer, threading.Thread]] = []

    def serve(app: Callable) -> str:
        server = make_server("127.0.0.1", 0, app, threaded=True)
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        running.append((server, thread))
        return f"http://127.0.0.1:{server.server_port}"

    yield serve
    for server, thread in running:
        server.shutdown()
        thread.join()
        server.server_close()
