"""A gallery that a browser can open."""

from collections.abc import Iterator

import pytest
from werkzeug.serving import make_server

from tests.support.threads import serving
from tests.web.gallery import gallery_app


@pytest.fixture(scope="session")
def gallery_url() -> Iterator[str]:
    """Address of the gallery, served from a thread."""
    server = make_server("127.0.0.1", 0, gallery_app(), threaded=True)
    with serving(server):
        yield f"http://127.0.0.1:{server.server_port}"
