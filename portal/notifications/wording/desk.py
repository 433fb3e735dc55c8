"""The desk of wordings: what each kind says in each form, its versions; a new one is seen first."""

from flask import Blueprint, Response, flash, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from werkzeug.wrappers import Response as AnyResponse

from portal.core import web
from portal.core.errors import Conflict, Missing
from portal.core.language import said
from portal.notifications import voices
from portal.notifications.messages import MOST_SIGNS
from portal.notifications.voices import Voice
from portal.notifications.wording import messages, operations, previews, queries
from portal.notifications.wording.forms import SpareWordingForm, WordingForm
from portal.notifications.wording.kinds import NAMES, voices_of
from portal.notifications.wording.previews import Preview
from portal.staff.access import Group, Permission, listed, needs

SEE, WRITE = Permission.SEE_MESSAGES, Permission.CHANGE_SETTINGS
USUAL = {"voice": voices.USUAL.name}
OTHER = "<any(sms,en,smsen):voice>"  # names of portal.notifications.voices

bp = Blueprint("wording_desk", __name__, url_prefix="/desk/mau-tin")


@bp.get("/")
@needs(SEE)
@listed(_l("Mẫu tin"), "message-circle", Group.MESSAGES)
def index() -> Response:
    """Every kind with the wording in force."""
    return web.desk_page(
        "notifications/desk/wordings.html",
        kinds=queries.kinds(),
        titles=messages.TITLES,
        voices=messages.VOICES,
    )


@bp.get("/<kind>/", defaults=USUAL)
@bp.get(f"/<kind>/{OTHER}/")
@needs(SEE)
def one(kind: str, voice: str) -> Response:
    """One kind: as it goes out now, its versions, and the form; `?ban=` takes an older one into the form."""
    form_of = voices.named(voice)
    now, wanted = queries.current(kind, form_of), request.args.get("ban", type=int)
    chosen = now if wanted is None else _version(kind, form_of, wanted)
    form = _form(form_of, {"body": chosen.body, "button": chosen.button, "base": str(now.version)})
    return _page(kind, form_of, form, shown=_as_now(kind, form_of, now))


@bp.get("/<kind>/ban/<int(max=2147483647):number>/", defaults=USUAL)
@bp.get(f"/<kind>/{OTHER}/ban/<int(max=2147483647):number>/")
@needs(SEE)
def old(kind: str, voice: str, number: int) -> Response:
    """One version as it was."""
    found = _version(kind, voices.named(voice), number)
    return web.desk_page(
        "notifications/desk/one_version.html",
        kind=kind,
        voice=voices.named(voice),
        names=messages.VOICES,
        title=queries.title(kind),
        found=found,
    )


@bp.post("/<kind>/", defaults=USUAL)
@bp.post(f"/<kind>/{OTHER}/")
@needs(WRITE)
def write(kind: str, voice: str) -> AnyResponse:
    """Show what the words would become, or bring them into force."""
    form_of = voices.named(voice)
    form = _form(form_of)
    if not form.validate():
        return _page(kind, form_of, form, status=422)
    body, button = form.body.data or "", form.button.data or ""
    try:
        shown = operations.check(kind, body, button or None, form_of)
    except operations.Faulty as faulty:
        told = [said(word) % values for word, values in faulty.complaints]
        form.body.errors, form.form_errors = told[:1], told[1:]
        return _page(kind, form_of, form, status=422)
    changes = operations.changed_holes(kind, body, form_of)
    is_meant = form.agreed.data or not any(changes)
    if "luu" not in request.form or not is_meant:
        return _page(kind, form_of, form, shown=shown, is_new=True, changes=changes)
    return _published(kind, form_of, form)


def _form(voice: Voice, data: dict[str, str | None] | None = None) -> WordingForm:
    """The form of a voice, filled with what was sent or with `data`."""
    made = SpareWordingForm if voice.is_optional else WordingForm
    return made(request.form) if data is None else made(data=data)


def _published(kind: str, voice: Voice, form: WordingForm) -> AnyResponse:
    words = (form.body.data or "", form.button.data or "")
    try:
        version = operations.publish(kind, *words, int(form.base.data or 0), current_user.id, voice)
    except Conflict:
        form.base.data = str(queries.current(kind, voice).version)
        form.form_errors = [_("Có người vừa lưu một bản khác. Xin xem bản đó ở dưới rồi lưu lại.")]
        return _page(kind, voice, form, status=409)
    if version is None:
        flash(_("Không có gì thay đổi; chưa tạo bản mới."), "warn")
    else:
        flash(_("Đã lưu bản %(version)s. Tin đã xếp hàng trước đó giữ lời cũ.", version=version))
    return web.leave(url_for("wording_desk.one", kind=kind, voice=voice.name))


def _version(kind: str, voice: Voice, number: int) -> queries.Version:
    found = next((one for one in queries.versions(kind, voice) if one.version == number), None)
    if found is None:
        raise Missing("no such version")
    return found


def _as_now(kind: str, voice: Voice, now: queries.Version) -> Preview | None:
    return previews.preview(kind, now.body, now.button, voice) if now.body else None


def _places(kind: str) -> list[dict[str, str]]:
    """The forms of a kind side by side."""
    return [
        {
            "title": said(messages.VOICES[one]),
            "href": url_for("wording_desk.one", kind=kind, voice=one.name),
        }
        for one in voices_of(kind)
    ]


def _page(
    kind: str,
    voice: Voice,
    form: WordingForm,
    *,
    status: int = 200,
    shown: Preview | None = None,
    is_new: bool = False,
    changes: tuple[list[str], list[str]] = ([], []),
) -> Response:
    versions = queries.versions(kind, voice)
    now = next((one for one in versions if one.is_current), queries.NONE_YET)
    rules = queries.rules_of(kind, voice)
    return web.desk_page(
        "notifications/desk/wording.html",
        status=status,
        kind=kind,
        title=queries.title(kind),
        voice=voice,
        names={one: messages.VOICES[one] for one in voices_of(kind)},
        places=_places(kind),
        without=messages.WITHOUT.get(voice),
        form=form,
        now=now,
        versions=versions,
        newer_shipped=next((v for v in versions if v.is_shipped and v.version > now.version), None),
        holes=[(name, NAMES.get(name, name), name in rules.must) for name in sorted(rules.may)],
        shown=shown,
        is_new=is_new,
        more=changes[0],
        less=changes[1],
        limit=MOST_SIGNS,
        may_write=current_user.may(WRITE),
    )
