"""An old site for tests of moving in: a WordPress export, a feed, and what they refer to, on loopback."""

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

from tests import media

HEAD = """<?xml version="1.0" encoding="UTF-8" ?>
<rss version="2.0" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"
 xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:wp="http://wordpress.org/export/1.2/"><channel><title>Cổng cũ</title><link>{site}</link>
<wp:wxr_version>1.2</wp:wxr_version>"""
PHOTO = """<item><title>anh</title><wp:post_id>7</wp:post_id><wp:post_type>attachment</wp:post_type>
<wp:status>inherit</wp:status><wp:attachment_url>{site}/anh.jpg</wp:attachment_url><wp:postmeta>
<wp:meta_key>_wp_attachment_image_alt</wp:meta_key><wp:meta_value><![CDATA[Trạm điện Tân An]]></wp:meta_value>
</wp:postmeta></item>"""
BODY = """<!-- wp:paragraph -->Cắt điện từ 7 giờ.
Xin thông cảm.

[caption id="a7"]<img class="wp-image-7" src="{site}/anh-300x200.jpg" width="300"/> Trạm[/caption]

<img src="{site}/mat.jpg" alt="Mất"> <a href="{site}/cong-van.pdf">Công văn</a>
<a href="{site}/2019/06/hop-dan/">Họp dân</a> <a href="{site}/khong-con/">Cũ</a>
[contact-form-7 id="3"]<script>alert(1)</script>"""


def item(site: str, number: int, title: str, body: str = "<p>Nội dung.</p>", **over: str) -> str:
    """One entry of the export; `over` names elements of WordPress."""
    told = {"status": "publish", "post_type": "post", "post_date_gmt": "2019-05-03 02:11:00"} | over
    link = told.pop("link", f"{site}/2019/05/bai-{number}/")
    more = "".join(f"<wp:{name}>{value}</wp:{name}>" for name, value in told.items())
    return (
        f"<item><title>{title}</title><link>{link}</link><guid>{site}/?p={number}</guid>"
        f"<content:encoded><![CDATA[{body}]]></content:encoded><wp:post_id>{number}</wp:post_id>{more}</item>"
    )


def export(site: str, *more: str) -> bytes:
    """A site's export: an article with everything, one it leads to, and those that nobody could read."""
    parts = [
        HEAD.format(site=site),
        PHOTO.format(site=site),
        item(site, 12, "Lịch c\x0bắt điện", BODY.format(site=site), link=f"{site}/2019/05/cat-dien/"),
        item(site, 13, "Họp dân", link=f"{site}/2019/06/hop-dan/"),
        item(site, 14, "Nháp", status="draft"),
        item(site, 15, "Mật", post_password="x"),
        item(site, 16, "Mục lục", post_type="nav_menu_item"),
        item(site, 13, "Họp dân"),
        *more,
        "</channel></rss>",
    ]
    return "".join(parts).encode()


@contextmanager
def old_site() -> Iterator[str]:
    """The site; its address. What is not on it answers 404."""
    pages: dict[str, bytes] = {"/anh.jpg": media.photo(64, 48), "/cong-van.pdf": media.pdf("Công văn")}

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = pages.get(self.path, b"")
            self.send_response(200 if body else 404)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Silence."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    site = f"http://127.0.0.1:{server.server_port}"
    feed = export(site).replace(b"<wp:wxr_version>1.2</wp:wxr_version>", b"")
    pages["/feed/"] = feed
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
