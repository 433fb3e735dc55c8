"""A picture in the library: every size, nothing but pixels, found again, seen by whoever may."""

import io

import pytest
from flask import Flask
from PIL import Image
from sqlalchemy import select

from portal.core import picture_facts, pictures, printing, sanitize, store
from portal.core.db import db
from portal.core.errors import Conflict, Missing
from portal.core.images import BadPicture
from portal.media import operations, queries
from portal.media.models import Picture
from portal.media.operations import Words
from tests.factories import make_office
from tests.media import detailed, look, make_picture, photo


def _open(row: Picture, name: str) -> Image.Image:
    raw = store.opened().get(f"{row.ref}/{name}")
    assert raw is not None, name
    return Image.open(io.BytesIO(raw))


def test_a_photo_of_12_megapixels_gives_phones_less_than_60_kb(ctx: Flask) -> None:
    row = make_picture(detailed(4000, 3000))
    assert (row.width, row.height) == (2560, 1920)
    for width in (360, 720, 1080):
        for ending in ("webp", "jpg"):
            raw = store.opened().get(f"{row.ref}/{width}.{ending}")
            assert len(raw or b"") in range(1000, 60_000), (width, ending)
    assert _open(row, "1-the.jpg").size == (1200, 630)
    assert _open(row, "1-vuong.webp").size == (320, 320)


def test_nothing_is_kept_of_who_took_it_where_and_it_stands_upright(ctx: Flask) -> None:
    row = make_picture(photo(400, 300))
    assert (row.width, row.height) == (300, 400)  # turned as the phone said
    for name in ("goc.jpg", "300.jpg", "300.webp", "1-the.jpg"):
        seen = _open(row, name)
        assert not seen.getexif(), name
        assert set(seen.info) <= {
            "jfif",
            "jfif_version",
            "jfif_unit",
            "jfif_density",
            "progressive",
            "progression",
            "loop",
            "background",
            "timestamp",
            "duration",
        }


@pytest.mark.parametrize(
    ("widest", "told"), [(4000, [360, 720, 1080, 1600]), (780, [360, 780]), (300, [300]), (1, [1])]
)
def test_no_size_is_wider_than_the_picture(widest: int, told: list[int]) -> None:
    assert picture_facts.widths(widest) == told


def test_crops_show_the_focal_point_under_new_addresses(ctx: Flask) -> None:
    row = make_picture(photo(1200, 400, "PNG"))
    who = row.uploaded_by
    before = _open(row, "1-vuong.jpg").getpixel((300, 160))
    operations.focus(row.id, 0, 50, who)
    operations.focus(row.id, 0, 50, who)  # a repeat changes nothing
    row = look(row.id)
    after = _open(row, "2-vuong.jpg").getpixel((300, 160))
    assert (row.edition, queries.shown(row).square.endswith("/2-vuong.webp")) == (2, True)
    assert sum(before) < 200 < sum(after)  # type: ignore[arg-type]
    assert _open(row, "1-vuong.jpg").size == (320, 320)  # what was shared keeps its address


def test_the_same_file_is_taken_in_once_and_found_without_marks(ctx: Flask) -> None:
    row = make_picture(alt="Lễ hội Ooc Om Bok ở Trà Vong", credit="Báo Tây Ninh")
    assert make_picture(alt="khác").id == row.id
    assert [one.id for one in queries.find("le hoi tra vong", None).rows] == [row.id]
    assert queries.find("bao tay ninh khac", None).rows == []


def test_another_office_sees_nothing_but_what_is_shared_or_published(ctx: Flask) -> None:
    ours, theirs = make_office(), make_office()
    row = make_picture(office_id=ours)
    there = frozenset({theirs})
    with pytest.raises(Missing):
        queries.picture(row.id, there)
    assert queries.picture(row.id, frozenset({ours}))
    assert queries.picture(row.id, None)
    assert (queries.known(row.digest, there), queries.is_usable(row.ref, there)) == (None, False)
    text = f'<p><img src="{queries.shown(row).src}" alt="x"></p>'
    operations.note_use("item:1", text, title="Tin", href="/desk/", is_public=False)
    assert not queries.is_public(row.ref)
    operations.note_use("item:1", text, title="Tin", href="/desk/", is_public=True)
    assert queries.is_public(row.ref)
    assert queries.picture(row.id, there)
    assert not queries.is_own(row, there)
    with pytest.raises(Conflict):
        operations.take_out(row.id, row.uploaded_by)
    for is_public in (True, False):
        operations.note_use("item:1", "", title="Tin", href="/desk/", is_public=is_public)
    assert not queries.is_public(row.ref)
    operations.describe(row.id, Words("Bản đồ", is_shared=True), row.uploaded_by)
    assert queries.picture(row.id, there)


def test_what_is_taken_out_or_was_never_finished_leaves_no_file(
    ctx: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = make_picture()
    ref, folder = row.ref, store.opened()
    operations.take_out(row.id, row.uploaded_by)
    with pytest.raises(Missing):
        operations.describe(row.id, Words("x"), row.uploaded_by)
    assert (operations.sweep(), operations.sweep()) == (1, 0)
    assert folder.get(f"{ref}/goc.jpg") is None
    assert folder.get(f"{ref}/1-the.jpg") is None

    def fail(*_: object) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr(operations, "_keep", fail)
    with pytest.raises(OSError, match="full"):
        make_picture(photo(seed=9))
    half = db.session.scalars(select(Picture)).one()
    assert not half.is_ready
    assert queries.find("", None).rows == []
    half.uploaded_at -= 2 * operations.UNFINISHED
    db.session.commit()
    assert operations.sweep() == 1


@pytest.mark.parametrize(
    "raw",
    [
        b"<svg xmlns='x'/>",
        b"<!doctype html><script>",
        b"GIF89a" + bytes(99),
        b"",
        photo() + bytes(printing.LARGEST),
    ],
)
def test_what_is_no_picture_is_refused(ctx: Flask, raw: bytes) -> None:
    with pytest.raises(BadPicture):
        printing.developed(io.BytesIO(raw))


def test_a_text_offers_every_size_and_nothing_foreign(ctx: Flask) -> None:
    ref = "ab" * 16
    html = f'<p><img src="/media/{ref}/1600-720.jpg" alt="Một &lt;b&gt; &quot;x&quot;" onload="x()"></p>'
    shown = str(sanitize.cleaned(html))
    assert shown.count("<picture>") == 1
    assert f'srcset="/media/{ref}/1600-360.webp 360w, ' in shown
    assert "onload" not in shown
    assert f"/media/{ref}/1600-1600.jpg 1600w" in shown
    for odd in (
        f"/media/{ref}/x.svg",
        f"/media/../{ref}/1600-720.jpg",
        "/static/x.jpg",
        "https://x.vn/media/a.jpg",
    ):
        assert "<picture>" not in str(sanitize.cleaned(f'<img src="{odd}" alt="">'))
    assert f"https://a.vn/media/{ref}/1600-720.jpg" in str(
        sanitize.cleaned(html, lambda path: f"https://a.vn{path}")
    )


def test_a_pass_opens_its_picture_until_its_time(ctx: Flask) -> None:
    ref, other = "ab" * 16, "cd" * 16
    later = 4_000_000_000
    told = pictures.guest(later)(f"/media/{ref}/1600-720.jpg").partition("?xem=")[2]
    assert pictures.opens(ref, told)
    past = pictures.guest(1_000_000_000)(f"/media/{ref}/1600-720.jpg").partition("?xem=")[2]
    for bad in (
        past,
        told.replace("4", "5", 1),
        told[:-1] + ("0" if told[-1] != "0" else "1"),
        "",
        "x" * 5000,
    ):
        assert not pictures.opens(ref, bad), bad
    assert not pictures.opens(other, told)
