"""The pages that join features: home with the three doors, public services, the OA's code, the language."""

from flask import Blueprint, Response, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from portal.core import language, qr, settings, static
from portal.core.access import public
from portal.core.errors import Missing
from portal.core.web import Pages, outside, page, same_page
from portal.dossiers.forms.lookup import LookupForm
from portal.procedures import queries as procedures

pages = Pages("doors", __name__)
choices = Blueprint("choices", __name__)
HOME_TOP, SERVICES_TOP = 6, 12
KINDS = {"jpg": "image/jpeg", "png": "image/png", "svg": "image/svg+xml"}
A_DAY = "public, max-age=86400"


@pages.get("/")
@public
def home() -> AnyResponse:
    """The three doors of the OA's menu, and the two boxes most people come for."""
    top = procedures.top()[:HOME_TOP]
    return same_page(
        "doors/home.html",
        tuple((item.code, item.name) for item in top),
        lambda: {"lookup": LookupForm(), "top": top, "zalo_verifiers": settings.get().verifiers},
    )


@pages.get("/dich-vu-cong/")
@public
def services() -> AnyResponse:
    """Look up a dossier, find a procedure, file online."""
    return page(
        "doors/services.html",
        lookup=LookupForm(),
        top=procedures.top()[:SERVICES_TOP],
        fields=procedures.common_fields(),
    )


@pages.get("/qrcode/zalo-qrcode.<kind>")
@public
def oa_code(kind: str) -> AnyResponse:
    """The QR code of the Official Account, at the address that stands on printed matter."""
    if kind not in KINDS:
        raise Missing("jpg, png or svg")
    picture = qr.picture(f"https://zalo.me/{settings.get().zalo_oa_id}", kind)
    answer = Response(picture, content_type=KINDS[kind])
    answer.headers["Cache-Control"] = A_DAY
    return answer


@pages.get("/robots.txt")
@public
def robots() -> AnyResponse:
    """What search engines leave alone: staff, machines, and everything about one dossier."""
    barred = ("/desk/", "/api/", "/zalo/", "/ho-so/", "/h/", "/m/", "/ngon-ngu/", "/toi/", "/dang-nhap/")
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in barred)]
    lines.append(f"Sitemap: {outside('/sitemap.xml')}")
    answer = Response("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
    answer.headers["Cache-Control"] = A_DAY
    return answer


@pages.get("/favicon.ico")
@public
def favicon() -> AnyResponse:
    """The lotus that opens the sprite, for those who ask without reading the page first."""
    return Response(status=302, headers={"Location": static.url("icons.svg"), "Cache-Control": A_DAY})


@choices.get("/ngon-ngu/<wanted>")
@public
def speak(wanted: str) -> AnyResponse:
    """Remember the language this browser asked for, and go back. The Mini App has no cookies."""
    if wanted not in language.NAMES:
        raise Missing("no such language")
    answer = redirect(language.own_path(request.args.get("ve", "")), 303)
    answer.headers["Cache-Control"] = "no-store"
    is_first = wanted == language.FIRST  # that is what a browser without the cookie gets
    answer.set_cookie(
        language.COOKIE,
        "" if is_first else wanted,
        max_age=0 if is_first else language.A_YEAR,
        secure=settings.get().is_https,
        httponly=True,
        samesite="Lax",
    )
    return answer
