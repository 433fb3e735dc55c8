"""oauth.zaloapp.com: consent pages and the token endpoint, for the account and for a citizen's login."""

import hmac
import html
from typing import Any
from urllib.parse import urlencode, urlsplit

from zalosim.tokens import Grant, challenge_of
from zalosim.wire import HTML, Answer, Request
from zalosim.world import World

PERMISSION = {"/v4/oa/permission": False, "/v4/permission": True}  # value: a citizen's login
TOKEN = {"/v4/oa/access_token": False, "/v4/access_token": True}
NAMES = {
    -14002: "Invalid app id.",
    -14003: "Invalid redirect uri.",
    -14004: "Invalid secret key.",
    -14005: "Invalid authorization code.",
    -14014: "Invalid refresh token.",
    -14018: "Invalid grant type.",
}


def answer(world: World, request: Request) -> Answer | None:
    """One call to the OAuth host; None: not ours."""
    if request.path in PERMISSION:
        is_social = PERMISSION[request.path]
        if request.method == "GET":
            return _consent(world, request, is_social)
        return _decided(world, request, is_social) if request.method == "POST" else None
    if request.path in TOKEN and request.method == "POST":
        with world.lock:
            return _token(world, request, is_social=TOKEN[request.path])
    return None


def _problem(world: World, code: int, name: str = "") -> Answer:
    body: dict[str, Any] = {
        "error": code,
        "error_name": name or NAMES[code],
        "error_description": name or NAMES[code],
        "error_reason": "",
        "ref_doc": "https://docs.example.invalid/oauth",
    }
    if code == -14014 and world.switches.empty_token_fields:
        body |= {"access_token": "", "refresh_token": "", "message": ""}
    return Answer.of(body)


def _wrong(world: World, asked: dict[str, str]) -> str:
    """Why the consent page cannot be shown; empty when it can."""
    callback = asked.get("redirect_uri", "")
    parts = urlsplit(callback)
    if asked.get("app_id") != world.identity.app_id:
        return "-14002 Invalid app id."
    saved = world.switches.callback_url
    if (
        parts.scheme not in ("http", "https")
        or not parts.netloc
        or parts.query
        or (saved and callback != saved)
    ):
        return "-14003 Invalid redirect uri."
    if not asked.get("code_challenge"):
        return "-14003 Invalid code challenge."
    return ""


def _consent(world: World, request: Request, is_social: bool) -> Answer:
    asked = request.query
    if problem := _wrong(world, asked):
        return Answer.text(_page("Không thể cấp quyền", f"<p>{html.escape(problem)}</p>"), 200, HTML)
    names = ("app_id", "redirect_uri", "code_challenge", "state")
    hidden = "".join(
        f'<input type="hidden" name="{name}" value="{html.escape(asked.get(name, ""))}">' for name in names
    )
    who = "".join(
        f'<option value="{one.user_id}">{html.escape(one.name)}</option>'
        for one in list(world.people.values())
    )
    choice = f'<label>Đăng nhập là <select name="user_id">{who}</select></label>' if is_social else ""
    asked_by = html.escape(urlsplit(asked["redirect_uri"]).netloc)
    what = (
        "thông tin tài khoản của bạn"
        if is_social
        else f"Official Account “{html.escape(world.switches.oa_name)}”"
    )
    form = (
        f"<p>Ứng dụng tại <strong>{asked_by}</strong> xin quyền dùng {what}.</p>"
        f'<form method="post" action="{request.path}">{hidden}{choice}'
        '<button name="decision" value="approve">Đồng ý</button> '
        '<button name="decision" value="deny" class="plain">Từ chối</button> '
        '<button name="decision" value="other-state" class="plain">Đồng ý, trả lại state khác</button></form>'
    )
    return Answer.text(_page("Cấp quyền cho ứng dụng", form), 200, HTML)


def _page(title: str, content: str) -> str:
    return (
        '<!doctype html><html lang="vi"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width">'
        f'<title>{title} - Zalo giả lập</title><link rel="stylesheet" href="/static/phone.css"></head>'
        '<body class="consent"><main><p class="mark">Zalo giả lập</p>'
        f"<h1>{title}</h1>{content}</main></body></html>"
    )


def _decided(world: World, request: Request, is_social: bool) -> Answer:
    asked = request.form()
    if problem := _wrong(world, asked):
        return Answer.text(_page("Không thể cấp quyền", f"<p>{html.escape(problem)}</p>"), 200, HTML)
    back = {"state": asked["state"]} if asked.get("state") else {}
    if asked.get("decision") == "other-state":  # as somebody would try who plants a code in a foreign session
        back = {"state": f"khac-{asked.get('state', '')}"}
    if asked.get("decision") in ("approve", "other-state"):
        user_id = asked.get("user_id", "") if is_social else ""
        if is_social and world.person(user_id) is None:
            return Answer.text(_page("Không thể cấp quyền", "<p>Chưa chọn người dùng.</p>"), 200, HTML)
        with world.lock:
            now = world.clock.now_ms()
            code = world.tokens.new_code(now, asked["code_challenge"], asked["redirect_uri"], user_id)
        back = {"code": code} | ({} if is_social else {"oa_id": world.identity.oa_id}) | back
    target = asked["redirect_uri"] + (f"?{urlencode(back)}" if back else "")
    # Zalo documents no error return: a refusal is a callback without a code.
    return Answer(303, b"", HTML, {"Location": target, "Cache-Control": "no-store"})


def _token(world: World, request: Request, *, is_social: bool) -> Answer:
    secret = request.header("secret_key")
    if not secret:
        return Answer.text("empty api", 404)
    asked = request.form()
    if asked.get("app_id") != world.identity.app_id:
        return _problem(world, -14002)
    if not hmac.compare_digest(secret.encode(), world.identity.app_secret.encode()):
        return _problem(world, -14004)
    life = 3600 if is_social else world.switches.token_life
    match asked.get("grant_type"):
        case "authorization_code":
            return _exchange(world, asked, life, is_social)
        case "refresh_token":
            return _refreshed(world, asked.get("refresh_token", ""), life, is_social)
        case _:
            return _problem(world, -14018)


def _refreshed(world: World, refresh: str, life: int, is_social: bool) -> Answer:
    now, switches = world.clock.now_ms(), world.switches
    if switches.keep_refresh and not is_social:
        grant = world.tokens.prolong(refresh, now, life)
        return _problem(world, -14014) if grant is None else _granted(world, grant, life, has_refresh=False)
    grant = world.tokens.rotate(refresh, now, life, is_social)
    if grant is None:
        if switches.strict_refresh:
            world.tokens.punish(refresh)
        return _problem(world, -14014)
    return _granted(world, grant, life)


def _exchange(world: World, asked: dict[str, str], life: int, is_social: bool) -> Answer:
    code = world.tokens.codes.get(asked.get("code", ""))
    now = world.clock.now_ms()
    if code is None or code.expires <= now or bool(code.user_id) is not is_social:
        return _problem(world, -14005)
    if challenge_of(asked.get("code_verifier", "")) != code.challenge:
        return _problem(world, -14003, "Invalid code verifier.")
    del world.tokens.codes[asked["code"]]
    return _granted(world, world.tokens.issue(now, life, code.user_id), life)


def _granted(world: World, grant: Grant, life: int, *, has_refresh: bool = True) -> Answer:
    world.dirty = True
    body: dict[str, Any] = {
        "access_token": grant.access,
        "refresh_token": grant.refresh,
        "expires_in": life if world.switches.expires_as_int else str(life),
    }
    if not has_refresh:
        del body["refresh_token"]
    if grant.user_id and grant.refresh_expires:
        body["refresh_token_expires_in"] = str((grant.refresh_expires - world.clock.now_ms()) // 1000)
    return Answer.of(body)
