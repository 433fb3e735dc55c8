"""How a page is answered: whole or fragment, on the web or in the Mini App, kept or never kept."""

from collections.abc import Callable, Hashable
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

from flask import Blueprint, Response, current_app, g, redirect, render_template, request, url_for
from flask.sansio.app import App
from flask.typing import RouteCallable
from htmx_flask import request as htmx_request
from werkzeug.local import LocalProxy
from werkzeug.wrappers import Response as AnyResponse

from portal.core import amounts, clock, kept, language, packing, pieces, settings, static

MINI = "/m"


class Pages(Blueprint):
    """A blueprint of citizen pages: each view stands at P on the web and at /m + P for the Mini App."""

    def add_url_rule(
        self,
        rule: str,
        endpoint: str | None = None,
        view_func: RouteCallable | None = None,
        provide_automatic_options: bool | None = None,
        **options: Any,
    ) -> None:
        name = endpoint or getattr(view_func, "__name__", "view")
        super().add_url_rule(rule, name, view_func, provide_automatic_options, **options)
        super().add_url_rule(MINI + rule, f"{name}__m", view_func, provide_automatic_options, **options)


Alerts = list[dict[str, str]]
LONGEST_ADDRESS = 5000
_ALERTS = "portal.alerts"
_CONDITIONS = {
    "HTTP_IF_NONE_MATCH",
    "HTTP_IF_MODIFIED_SINCE",
    "HTTP_IF_MATCH",
    "HTTP_IF_UNMODIFIED_SINCE",
    "HTTP_RANGE",
}


def is_mini() -> bool:
    """True while answering the Mini App."""
    return request.path.startswith(MINI + "/")


def is_fragment() -> bool:
    """True when htmx asked for a piece, not for a page or a step back in history."""
    asked = htmx_request.htmx
    return bool(asked) and not asked.boosted and not asked.history_restore_request


def here() -> str:
    """The canonical path of what is asked, the same on both surfaces."""
    return request.path.removeprefix(MINI) if is_mini() else request.path


def asked_there(name: str) -> str | None:
    """What the page from which htmx asks was asked for, by a parameter of its address; None without."""
    asked = parse_qs(urlsplit(request.headers.get("HX-Current-URL", "")[:LONGEST_ADDRESS]).query)
    return asked.get(name, [None])[0]


def link(path: str) -> str:
    """A citizen path as this surface writes it; `path` starts with one slash."""
    return f"{settings.get().base_url}{MINI}{path}" if is_mini() else path


def media(path: str) -> str:
    """The address of a picture or file: whole in the Mini App, short on the web."""
    return settings.get().base_url + path if is_mini() else path


def outside(path: str) -> str:
    """A whole address for messages and printed codes."""
    return settings.get().base_url + path


def page(
    template: str, *, fragment: str | None = None, status: int = 200, personal: bool = False, **values: Any
) -> Response:
    """The whole page, or `fragment` when htmx asked for a piece.

    `personal` answers are never kept, indexed or told to the next site as a referrer.
    Anonymous ones carry an ETag, so that a phone asks again in one small round trip.
    """
    chosen = fragment if fragment and is_fragment() else template
    is_piece = chosen.rpartition("/")[2].startswith("_")  # it has no house, wherever it is asked for
    if is_mini() or is_piece:
        layout = "fragment.html" if is_mini() else "base.html"
        return _dressed(Response(render_template(chosen, layout=layout, **values), status=status), personal)
    current_app.update_template_context(values)
    found = pieces.parts(current_app.jinja_env, template, values)
    return _dressed(Response(_whole(found), status=status), personal)


def same_page(template: str, key: Hashable, told: pieces.Values) -> Response:
    """A page whose own words are the same for everybody as long as `key` is; made once a language.

    `told` is called when it is not kept, so `key` holds all it depends on but the language. The template sees
    nothing of the request (core/pieces.py).
    """
    if is_mini():
        return page(template, **told())
    found = pieces.same_parts(template, key, pieces.house(), told)
    return _dressed(Response(_whole(found)), personal=False)


def _whole(found: pieces.Parts) -> bytes:
    """The parts of a page with the frame around them."""
    made = pieces.frame(pieces.place(here()), _alerts(), pieces.house())
    return made.around(found, {"here": here(), "back": _back()})


def _dressed(answer: Response, personal: bool) -> Response:
    if personal:
        return keep_private(answer)
    if answer.status_code == 200 and request.method in {"GET", "HEAD"}:
        kept.mark()
        answer.headers["Cache-Control"] = "no-cache"
        answer.headers["Vary"] = "Cookie"  # the language; every other choice is made in the browser
        answer.add_etag()
        packing.name(answer.get_etag()[0])
        if _CONDITIONS & request.environ.keys():
            answer.make_conditional(request)
    return answer


def keep_private(answer: Response) -> Response:
    """Mark an answer as one person's: not kept, not indexed, no referrer."""
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["Referrer-Policy"] = "no-referrer"
    answer.headers["X-Robots-Tag"] = "noindex, nofollow"
    return answer


def desk_page(template: str, *, fragment: str | None = None, status: int = 200, **values: Any) -> Response:
    """A page of the desk: never kept, its own frame."""
    chosen = fragment if fragment and is_fragment() else template
    return keep_private(Response(render_template(chosen, layout="desk.html", **values), status=status))


def changed(fragment: str, *, back: str, **values: Any) -> AnyResponse:
    """After a POST: the changed piece for htmx, else 303 to the endpoint `back`."""
    if is_fragment():
        return keep_private(Response(render_template(fragment, layout="fragment.html", **values)))
    return redirect(url_for(back), 303)


def leave(path: str) -> AnyResponse:
    """Leave the page for `path`, also when htmx asked."""
    if is_fragment() and not is_mini():
        return Response("", 204, {"HX-Redirect": path})
    return redirect(link(path), 303)


def client_address() -> str:
    """The caller's network address, as far as configured proxies are believed."""
    return request.remote_addr or "?"


def browser() -> str:
    """What tells one browser from another without a cookie: address and user agent."""
    return f"{client_address()}|{request.user_agent.string[:300]}"


def set_up_templates() -> None:
    """Words and helpers that every template may use."""
    env = current_app.jinja_env
    filters: dict[str, Callable[..., Any]] = {
        "shown": clock.shown,
        "day": clock.day,
        "money": amounts.dong,
        "counted": amounts.counted,
        "said": language.said,
    }
    env.filters.update(filters)
    env.globals.update(link=link, media=media, static=static.url, outside=outside, is_mini=is_mini, here=here)
    env.globals.update(gettext=language.in_template, _=language.in_template)
    env.globals.update(say=language.said, data_lang=language.of_data, other_language=_other_language)
    current_app.context_processor(_surroundings)
    pieces.set_up(current_app)
    current_app.extensions.setdefault(_ALERTS, [])


def _back() -> str:
    """Where the switch in the footer leads: the other language, and back to this very page."""
    query = request.query_string.decode("ascii", "ignore") if request.method == "GET" else ""
    back = f"{here()}?{query}" if 0 < len(query) < 1000 else here()
    return f"/ngon-ngu/{language.other()}?ve={quote(back)}"


def _other_language() -> dict[str, str]:
    code = language.other()
    return {"code": code, "name": language.NAMES[code], "href": _back()}


def tell_alerts(app: App, read: Callable[[], Alerts]) -> None:
    """What every page says above its content, behind what others tell; `read` may be asked at each."""
    app.extensions.setdefault(_ALERTS, []).append(read)


def _alerts() -> Alerts:
    return [alert for read in current_app.extensions[_ALERTS] for alert in read()]


def _surroundings() -> dict[str, Any]:
    alerts = LocalProxy(_alerts)  # read only when a template asks
    return {
        **pieces.house(),
        "alerts": alerts,
        "request_id": getattr(g, "request_id", "-"),
        "this_year": clock.today().year,
    }
