"""The signed cookie of a form's token: looked at only by requests that need it."""

from flask import Flask, Response
from flask.sessions import SecureCookieSessionInterface, SessionMixin
from itsdangerous import URLSafeTimedSerializer

_MADE = "portal-session-serializer"


class Sessions(SecureCookieSessionInterface):
    """Flask's own, which makes its serializer anew for every request and weighs every answer."""

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        """The app's one serializer; its key does not change while the process lives."""
        made: URLSafeTimedSerializer | None = app.extensions.get(_MADE)
        if made is None:
            made = super().get_signing_serializer(app)
            app.extensions[_MADE] = made
        return made

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Nothing for a session nobody looked at: it is not refreshed by each request."""
        if session.accessed or session.modified:
            super().save_session(app, session, response)
