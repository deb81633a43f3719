"""gunicorn around an app that is loaded already."""

from flask import Flask
from gunicorn.app.base import Application

CONFIG = "python:qa_portal.serving"


class _Loaded(Application):  # type: ignore[misc]
    def __init__(self, app: Flask) -> None:
        self._app = app
        super().__init__()

    def load_config(self) -> None:
        """Read the portal's settings of gunicorn; what stands on the command line is not gunicorn's."""
        self.load_config_from_module_name_or_filename(CONFIG)

    def load(self) -> Flask:
        """Return the app."""
        return self._app


def serve_loaded(app: Flask) -> None:
    """Serve an app until told to end; raises SystemExit then."""
    _Loaded(app).run()
