"""Texts as WordPress keeps them: paragraphs without tags, shortcodes, marks of its block editor. Pure."""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape

_MARKS = re.compile(r"<!--.*?-->", re.DOTALL)
_CAPTION = re.compile(r"\[(?:wp_)?caption\b[^\]]*\](.*?)\[/(?:wp_)?caption\]", re.DOTALL)
_PICTURE = re.compile(r"(?:<a\b[^>]*>\s*)?<img\b[^>]*>(?:\s*</a>)?")
_GALLERY = re.compile(r"\[gallery\b[^\]]*?\bids=[\"']?([\d,\s]+)[\"']?[^\]]*\]")
_CODE = re.compile(r"\[(/?)([a-z][a-z0-9_-]{1,40})((?:\s+[^\[\]]*)?)/?\]")
_KNOWN = frozenset(
    ["audio", "button", "caption", "contact-form-7", "embed", "gallery", "playlist", "table", "video"]
)
_OURS = ("vc_", "et_", "su_", "wpdm", "ux_", "fusion_", "elementor", "ninja_", "gravity", "rev_slider", "tab")
_EMBEDDED = re.compile(
    r"<(iframe|embed)\b[^>]*?\bsrc=[\"'](?:https?:)?//([^\"'<>\s]+)[\"'][^>]*>(?:\s*</\1>)?"
)
_LOST = re.compile(r"<(iframe|embed|object|video|audio|form|script|svg|canvas)\b", re.IGNORECASE)
_BLOCK = re.compile(
    r"^</?(?:p|div|h[1-6]|ul|ol|li|table|t[rdh]|thead|tbody|blockquote|figure|img|hr|pre|section)\b", re.I
)
ELSEWHERE = "Xem nội dung nhúng (video, bản đồ, biểu mẫu)"


@dataclass(frozen=True)
class Attached:
    """A file of the site's own library."""

    address: str
    alt: str = ""


def opened(text: str, library: Mapping[str, Attached]) -> tuple[str, Counter[str]]:
    """The text as plain HTML, and what could not come, by its name there with a count."""
    lost: Counter[str] = Counter({"data:": text.count('="data:image')})
    is_bare = not re.search(r"<p\b", text)
    text = _CAPTION.sub(_captioned, _MARKS.sub("", text))
    text = _GALLERY.sub(lambda hit: _gallery(hit.group(1), library), text)
    text = _CODE.sub(lambda hit: _without(hit, lost), text)
    text = _EMBEDDED.sub(lambda hit: f'<p><a href="https://{hit.group(2)}">{ELSEWHERE}</a></p>', text)
    lost.update(found.group(1).lower() for found in _LOST.finditer(text))
    return _in_paragraphs(text) if is_bare else text, +lost


def _captioned(hit: "re.Match[str]") -> str:
    inside = hit.group(1)
    picture = _PICTURE.search(inside)
    if picture is None:
        return inside
    said = _PICTURE.sub("", inside).strip()
    return f"\n\n{picture.group(0)}\n\n" + (f"<p><em>{said}</em></p>\n\n" if said else "")


def _gallery(ids: str, library: Mapping[str, Attached]) -> str:
    found = [library[one] for one in re.split(r"[,\s]+", ids) if one in library]
    return "".join(f'\n\n<img src="{escape(one.address)}" alt="{escape(one.alt)}">\n\n' for one in found)


def _without(hit: "re.Match[str]", lost: Counter[str]) -> str:
    """A shortcode goes, the words inside one stay; brackets that people write are left alone."""
    closing, name, told = hit.groups()
    if name not in _KNOWN and not name.startswith(_OURS) and "=" not in told:
        return hit.group(0)
    if not closing:
        lost[f"[{name}]"] += 1
    return ""


def _in_paragraphs(text: str) -> str:
    """Blank lines part paragraphs, single ones break them, as WordPress shows them."""
    blocks = re.split(r"\n\s*\n", text.replace("\r\n", "\n").strip())
    return "\n".join(
        block if _BLOCK.match(block.lstrip()) else f"<p>{block.strip().replace(chr(10), '<br>')}</p>"
        for block in blocks
        if block.strip()
    )
