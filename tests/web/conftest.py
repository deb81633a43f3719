"""A gallery that a browser can open."""

import threading
from collections.abc import Iterator

import pytest
from werkzeug.serving import make_server

from tests.web.gallery import gallery_app


@pytest.fixture(scope="session")
def gallery_url() -> Iterator[str]:
    """Address of the gallery, served from a thread."""
    server = make_server("127.0.0.1", 0, gallery_app(), threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()
