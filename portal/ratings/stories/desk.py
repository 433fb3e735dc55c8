"""Where an editor picks what was settled for the page of the month."""

import uuid

from flask import Blueprint, Response, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from werkzeug.wrappers import Response as AnyResponse

from portal.core import web
from portal.core.errors import Missing
from portal.ratings.stories import operations, queries
from portal.ratings.stories.forms import MOST, StoryForm
from portal.staff.access import Group, Permission, listed, needs

bp = Blueprint("stories_desk", __name__, url_prefix="/desk/da-lam")


@bp.get("/")
@needs(Permission.PUBLISH_NEWS)
@listed(_l("Bạn nói, chúng tôi làm"), "check", Group.CONTENT)
def index() -> Response:
    """What was settled and is not told yet; what the newest month tells."""
    months = queries.months()
    return web.desk_page(
        "ratings/desk/stories.html",
        waiting=queries.waiting(),
        month=months[0] if months else None,
        stories=queries.of_month(months[0]) if months else [],
    )


@bp.get("/<uuid:feedback_id>/")
@needs(Permission.PUBLISH_NEWS)
def story(feedback_id: uuid.UUID) -> Response:
    """One settled feedback beside the two sentences it becomes."""
    found = queries.settled(feedback_id)
    if found is None:
        raise Missing("not settled")
    cut = {"said": found.question[:MOST], "did": found.answer[:MOST]}
    return web.desk_page("ratings/desk/story.html", found=found, form=StoryForm(data=cut))


@bp.post("/<uuid:feedback_id>/")
@needs(Permission.PUBLISH_NEWS)
def pick(feedback_id: uuid.UUID) -> AnyResponse:
    """Put it on the page; what names somebody comes back as it was typed."""
    typed, found = StoryForm(request.form), queries.settled(feedback_id)
    if found is None:
        raise Missing("not settled")
    if not typed.validate():
        return web.desk_page("ratings/desk/story.html", status=422, found=found, form=typed)
    operations.pick(feedback_id, typed.said.data or "", typed.did.data or "", current_user.id)
    flash(_("Đã đưa lên trang của tháng."))
    return redirect(url_for("stories_desk.index"), 303)


@bp.post("/bai/<uuid:story_id>/go")
@needs(Permission.PUBLISH_NEWS)
def drop(story_id: uuid.UUID) -> AnyResponse:
    """Take it off the page."""
    operations.drop(story_id, current_user.id)
    flash(_("Đã gỡ khỏi trang."))
    return redirect(url_for("stories_desk.index"), 303)
