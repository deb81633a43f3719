"""The WSGI entry of a checkout; see `qa_portal.wsgi`."""

from qa_portal.wsgi import app

__all__ = ["app"]
