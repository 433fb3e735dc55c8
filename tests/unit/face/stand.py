"""A small site of page parts on loopback, under the portal's own headers, for tests in a real browser."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask, Response, render_template_string, request
from flask_babel import Babel
from werkzeug.serving import make_server

from portal.core import headers, language, settings, static, web
from portal.doors.routes import choices
from tests.unit.face.sample import gallery

ASKING = """{% extends layout %}{% from "macros/form.html" import search_box %}
{% from "macros/ui.html" import copy_button %}
{% block content %}<h1>Tìm</h1>{{ search_box(to, "Tìm thủ tục", target="#found") }}{{ copy_button("H56-1") }}
<section id="found" aria-live="polite"><p>Chưa tìm</p></section>{% endblock %}"""
FOUND = '<section id="found"><h2 data-focus>Đã tìm: {{ request.args.q }}</h2></section>'


def make() -> Flask:
    """The real templates, styles, scripts and headers, without a database."""
    app = Flask(__name__, template_folder=str(settings.ROOT / "templates"), static_folder=None)
    app.secret_key = "stand"
    Babel(
        app,
        default_locale=language.FIRST,
        default_translation_directories=str(settings.ROOT / "translations"),
        locale_selector=language.chosen,
    )
    app.jinja_env.globals["csrf_token"] = lambda: "token"
    static.load(app)
    headers.set_up(app)
    with app.app_context():
        web.set_up_templates()
    app.register_blueprint(choices)
    _views(app)
    return app


def _views(app: Flask) -> None:
    answers = iter([500, 429])

    @app.get("/parts/<layout>")
    def parts(layout: str) -> str:
        return gallery(app, "/desk/", request.headers.get("Cookie", ""), layout=f"{layout}.html")

    @app.get("/ask/<to>")
    def ask(to: str) -> str:
        return render_template_string(ASKING, layout="base.html", to=f"/answer/{to}")

    @app.get("/answer/<how>")
    def answer(how: str) -> Response:
        if how == "slow":
            time.sleep(1.2)
        if how == "broken" and (status := next(answers, 0)):
            return Response("no page for citizens", status)
        return Response(render_template_string(FOUND))

    @app.get("/tro-nang/")
    def display() -> str:
        return gallery(app, request.path)


@contextmanager
def served() -> Iterator[str]:
    """The site's address while it stands."""
    server = make_server("127.0.0.1", 0, make(), threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
