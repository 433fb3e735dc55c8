"""Addresses in a fragment for the Mini App: whole ones for what is ours, words for the rest.

The templates say `link()` and `media()` already; what editors wrote and what a template forgot passes here,
so that no tap can leave the app's own address (miniapp.md 2, 9).
"""

import re
from html import escape, unescape
from urllib.parse import urlsplit

from flask_babel import gettext as _

from portal.core import settings

FILES = ("/media/", "/static/", "/qrcode/")
"""What is fetched as it is: no screen stands behind it."""
_DOCUMENT = re.compile(r"\.(?:pdf|svg|png|jpg|webp|ics|csv|xml)(?:\?|$)", re.ASCII)
_TAG = re.compile(r"<(?P<name>a|form|img|source|button|div|section|input)\b(?P<rest>[^<>]*)>", re.ASCII)
_ADDRESS = re.compile(r'(?P<name>\s(?:href|action|src|hx-get|hx-post|srcset))="(?P<value>[^"]*)"', re.ASCII)
_LEADING = re.compile(r'\shx-(?:push-url|replace-url|boost)="[^"]*"', re.ASCII)
_ANCHOR = re.compile(
    r'<a\b(?P<rest>[^<>]*\shref="(?P<href>(?:https?:)?//[^"]*)"[^<>]*)>(?P<text>.*?)</a>',
    re.DOTALL | re.ASCII,
)
_ZALO = re.compile(r"https://(?:oa\.)?zalo\.me/(?P<oa>\d{5,25})/?(?:\?.*)?", re.ASCII)


def whole(html: str) -> str:
    """The fragment with its addresses as the Mini App needs them."""
    return _ANCHOR.sub(_foreign, _TAG.sub(_tag, html))


def _tag(found: re.Match[str]) -> str:
    rest = _LEADING.sub("", _ADDRESS.sub(_address, found["rest"]))
    return f"<{found['name']}{rest}>"


def _address(found: re.Match[str]) -> str:
    name, value = found["name"], found["value"]
    if name.strip() == "srcset":
        value = ", ".join(_set(part.strip()) for part in value.split(","))
    else:
        value = _full(value, is_file=name.strip() == "src")
    return f'{name}="{value}"'


def _set(candidate: str) -> str:
    address, _gap, size = candidate.partition(" ")
    return f"{_full(address, is_file=True)} {size}".rstrip()


def _full(value: str, *, is_file: bool) -> str:
    """An address of ours made whole; anything else as it is. `value` is escaped, and stays so."""
    base = settings.get().base_url
    path = value.removeprefix(base) if value.startswith(f"{base}/") else value
    if not path.startswith("/") or path.startswith(("//", "/m/")):
        return value
    is_file = is_file or path.startswith(FILES) or _DOCUMENT.search(path) is not None
    return base + path if is_file else f"{base}/m{path}"


def _foreign(found: re.Match[str]) -> str:
    """A link out of the app: Zalo's own go by the shell; others are words with a button that copies."""
    chosen = settings.get()
    href, rest = unescape(found["href"]), found["rest"]
    if href.startswith(f"{chosen.base_url}/"):
        return found[0]
    account = _ZALO.fullmatch(href)
    if account:
        act = "quantam" if 'data-zmp="quantam"' in rest else "oa"
        return f'<a{_native(rest, act)} data-oa="{account["oa"]}">{found["text"]}</a>'
    if chosen.miniapp_external_links:
        return f"<a{_native(rest, 'web')}>{found['text']}</a>"
    host = urlsplit(href).netloc
    said = escape(_("Sao chép địa chỉ"))
    return (
        f'<span class="outside">{found["text"]} <span class="meta">({escape(host)})</span></span> '
        f'<button type="button" class="btn btn-plain" data-copy="{escape(href)}"><span>{said}</span></button>'
    )


def _native(rest: str, act: str) -> str:
    """The link's attributes with what the shell does for it."""
    return re.sub(r'\sdata-(?:zmp|oa)="[^"]*"', "", rest) + f' data-zmp="{act}"'
