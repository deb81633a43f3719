"""The session cookie belongs to private pages: a public page neither sets it nor varies by it."""

from flask import Flask, Response
from flask.sessions import SecureCookieSessionInterface, SessionMixin

from qa_portal.web.publicness import is_public


class PrivateSessions(SecureCookieSessionInterface):
    """Flask's signed cookie, silent on public pages, whatever a part of the house did to the session there."""

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Write the cookie of a private page."""
        if not is_public():
            super().save_session(app, session, response)
