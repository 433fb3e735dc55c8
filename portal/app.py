"""Puts the parts together: create_app for servers and tests, main for the `portal` command."""

from flask import Flask
from flask.cli import ScriptInfo
from flask_babel import Babel
from flask_compress import Compress
from htmx_flask import Htmx
from werkzeug.middleware.proxy_fix import ProxyFix

from portal import problems
from portal.account import desk as account_desk
from portal.account.ways import desk as ways_desk
from portal.alerts import desk as alerts_desk
from portal.broadcast import desks as broadcast
from portal.chat import api as chat_api
from portal.chat import case_desk, catch_up_desk, journal_desk, talks_desk
from portal.chat import home as chat_home
from portal.chat import inbox_kind as _talks  # noqa: F401 - the inbox knows conversations by it
from portal.citizens import api as citizens_api
from portal.citizens import routes as citizens
from portal.core import (
    access,
    guard,
    headers,
    kept,
    language,
    logs,
    mini,
    offline,
    packing,
    sessions,
    settings,
    static,
    traces,
    typed,
    web,
)
from portal.core.db import database_url, db
from portal.core.settings import ROOT
from portal.counter import desk as counter_desk
from portal.counter import home as counter_home
from portal.counter.operations import inboxed as _unreached  # noqa: F401 - so does it people not reached
from portal.doors import desk as doors_desk
from portal.doors import health, operator_desk, verifying
from portal.doors import routes as doors
from portal.dossiers import api as dossiers_api
from portal.dossiers import routes as dossiers
from portal.dossiers import scanning as dossier_scans
from portal.dossiers.deadlines import desk as deadlines_desk
from portal.dossiers.deliveries import desk as deliveries_desk
from portal.dossiers.mapping import desk as mapping_desk
from portal.dossiers.papers import routes as papers
from portal.dossiers.reporting import desk as reports_desk
from portal.dossiers.sharing import routes as sharing
from portal.feedback import answers as feedback_answers
from portal.feedback import following as feedback_following
from portal.feedback import inbox_kind as _cases  # noqa: F401 - and feedback
from portal.feedback import routes as feedback
from portal.feedback.cases import desk as feedback_desk
from portal.feedback.cases import public_desk as feedback_public
from portal.feedback.cases import rules_desk as feedback_rules
from portal.figures import api as figures_api
from portal.figures import desk as figures_desk
from portal.figures import visits
from portal.finding import routes as finding
from portal.inbox import absence_desk, canned_desk
from portal.inbox import desk as inbox_desk
from portal.inbox import home as inbox_home
from portal.inbox import item_desk as inbox_item
from portal.media import desk as media_desk
from portal.media import papers_desk
from portal.media import picker as media_picker
from portal.media import routes as media
from portal.media import veil as media_veil
from portal.mine import doors as mine
from portal.news import doors as news
from portal.newsroom import access as newsroom_access
from portal.newsroom import desks as newsroom
from portal.newsroom import home as newsroom_home
from portal.notifications import desk as notifications_desk
from portal.notifications import home as notifications_home
from portal.notifications.trial import desk as trial_desk
from portal.notifications.wording import desk as wording_desk
from portal.open311 import api as open311
from portal.open311 import describing as _georeport  # noqa: F401 - and how it is described
from portal.operating import desk as operations_desk
from portal.operating.people import desk as data_requests_desk
from portal.procedures import desk as procedures_desk
from portal.procedures import routes as procedures
from portal.procedures import sheets as procedure_sheets
from portal.procedures.asked import desk as search_desk
from portal.procedures.journeys import desk as journeys_desk
from portal.procedures.journeys import routes as journeys
from portal.procedures.upkeep import desk as upkeep_desk
from portal.ratings import desk as ratings_desk
from portal.ratings import inbox_kind as _ratings  # noqa: F401 - and low ratings
from portal.ratings import routes as ratings
from portal.ratings import slips_desk
from portal.ratings import task_desk as ratings_tasks
from portal.ratings.stories import desk as stories_desk
from portal.ratings.stories import routes as stories
from portal.ratings.useful import desk as useful_desk
from portal.ratings.useful import routes as useful
from portal.staff import board, people_desk, second_desk, sessions_desk
from portal.staff import desk as staff_desk
from portal.support import routes as support
from portal.tables import desk as tables_desk
from portal.tables import routes as tables
from portal.zalo import desk as zalo_desk
from portal.zalo import routes as zalo

CITIZEN = (
    doors.pages,
    finding.pages,
    dossiers.pages,
    dossier_scans.pages,
    feedback.pages,
    feedback_answers.pages,
    feedback_following.pages,
    *mine.PAGES,
    *broadcast.PAGES,
    sharing.pages,
    *news.PAGES,
    offline.pages,
    papers.pages,
    procedures.pages,
    journeys.pages,
    procedure_sheets.pages,
    support.pages,
    tables.pages,
    ratings.pages,
    useful.pages,
    stories.pages,
)
MACHINES = (chat_api.bp, citizens_api.bp, health.bp, offline.worker, open311.bp)
CHOICES = (
    media.bp,
    news.CARDS,
    verifying.bp,
    doors.choices,
    citizens.bp,
    zalo.bp,
    newsroom.SHARED,
)
DESKS = (
    staff_desk.bp,
    people_desk.bp,
    second_desk.bp,
    sessions_desk.bp,
    inbox_desk.bp,
    feedback_desk.bp,
    feedback_rules.bp,
    feedback_public.bp,
    inbox_item.bp,
    canned_desk.bp,
    absence_desk.bp,
    case_desk.bp,
    case_desk.talk,
    counter_desk.bp,
    deadlines_desk.bp,
    reports_desk.bp,
    deliveries_desk.bp,
    procedures_desk.bp,
    search_desk.bp,
    *newsroom.DESKS,
    *broadcast.DESKS,
    journeys_desk.bp,
    upkeep_desk.bp,
    media_desk.bp,
    media_picker.bp,
    papers_desk.bp,
    tables_desk.bp,
    doors_desk.bp,
    notifications_desk.bp,
    mapping_desk.bp,
    wording_desk.bp,
    trial_desk.bp,
    account_desk.bp,
    ways_desk.bp,
    journal_desk.bp,
    talks_desk.bp,
    catch_up_desk.bp,
    zalo_desk.bp,
    operator_desk.bp,
    alerts_desk.bp,
    operations_desk.bp,
    data_requests_desk.bp,
    ratings_desk.bp,
    figures_desk.bp,
    figures_api.bp,
    ratings_tasks.bp,
    slips_desk.bp,
    useful_desk.bp,
    stories_desk.bp,
)
LARGEST_REQUEST = 2 * 1024 * 1024


def create_app(*, statement_seconds: float = 0) -> Flask:
    """The whole portal, ready to serve; refuses to start when a view declares nobody.

    `statement_seconds` ends a database statement that takes longer (R24); 0 is no end, for imports.
    """
    chosen = settings.get()
    app = Flask(__name__, static_folder=None, template_folder=str(ROOT / "templates"))
    app.config.from_mapping(_config(chosen))
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = _engine(statement_seconds)
    if chosen.proxy_hops:
        hops = chosen.proxy_hops
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    app.session_interface = sessions.Sessions()
    db.init_app(app)
    Babel(
        app,
        default_locale=language.FIRST,
        default_timezone="Asia/Ho_Chi_Minh",
        default_translation_directories=str(ROOT / "translations"),
        locale_selector=language.chosen,
    )
    Compress(app)
    Htmx(app)  # has a request class of its own
    typed.set_up(app)
    static.load(app)
    guard.set_up(app)
    headers.set_up(app)
    kept.set_up(app)
    mini.set_up(app)
    visits.set_up(app)
    traces.set_up(app)
    for blueprint in (*CITIZEN, *MACHINES, *CHOICES, *DESKS):
        app.register_blueprint(blueprint)
    dossiers_api.register(app)
    with app.app_context():
        web.set_up_templates()
    problems.set_up(app)
    staff_desk.set_up(app)
    for told in (
        newsroom_home,
        notifications_home,
        counter_home,
        chat_home,
        inbox_home,
        useful_desk,
        sessions_desk,
    ):
        board.add(told.notes)
    media_veil.hides(newsroom_access.hidden)
    access.insist(app)
    return app


def _config(chosen: settings.Settings) -> dict[str, object]:
    return {
        "SECRET_KEY": chosen.secret_key.get_secret_value(),
        "SQLALCHEMY_DATABASE_URI": database_url(chosen.database_url),
        "TRUSTED_HOSTS": chosen.hosts,
        "SESSION_COOKIE_NAME": "__Host-portal" if chosen.is_https else "portal",
        "SESSION_COOKIE_SECURE": chosen.is_https,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_PATH": "/",
        "PERMANENT_SESSION_LIFETIME": 1800,
        "SESSION_REFRESH_EACH_REQUEST": False,
        "WTF_CSRF_TIME_LIMIT": None,
        "WTF_CSRF_SSL_STRICT": False,
        "MAX_CONTENT_LENGTH": LARGEST_REQUEST,
        "MAX_FORM_MEMORY_SIZE": 512 * 1024,
        "MAX_FORM_PARTS": 100,
        "COMPRESS_MIN_SIZE": 500,
        "COMPRESS_ALGORITHM": ["br", "gzip"],
        "COMPRESS_BR_LEVEL": 3,  # 4 costs four times as much for 5 % less; what is kept is packed at 5
        "COMPRESS_STREAMS": False,
        "COMPRESS_CACHE_BACKEND": packing.Shelf,
        "COMPRESS_CACHE_KEY": packing.key,
        "TEMPLATES_AUTO_RELOAD": False,
    }


def _engine(statement_seconds: float) -> dict[str, object]:
    pool: dict[str, object] = {"pool_pre_ping": True, "pool_size": 8, "max_overflow": 8, "pool_timeout": 2}
    if statement_seconds:
        pool["connect_args"] = {"options": f"-c statement_timeout={int(statement_seconds * 1000)}"}
    return pool


def _with_logs() -> Flask:
    logs.set_up()
    return create_app()


def main() -> None:
    """Entry of the `portal` command; help needs no settings, so the app is made only when a command asks."""
    from portal import commanding  # noqa: PLC0415 - no web process needs the operator's commands

    commanding.portal(prog_name="portal", obj=ScriptInfo(create_app=_with_logs))
