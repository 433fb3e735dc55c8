"""The macros: what they print, for whom, and that nothing typed becomes markup."""

import re

import pytest
from flask import Flask

from portal.core import settings
from portal.doors.forms import SampleForm, refused
from tests.unit.face.sample import STATUSES

UI = '{% import "macros/ui.html" as ui %}'
FORM = '{% import "macros/form.html" as form %}'


def show(app: Flask, source: str, path: str = "/", **values: object) -> str:
    """A macro's output with its spaces drawn together."""
    with app.test_request_context(path):
        made = app.jinja_env.from_string(UI + FORM + source).render(**values)
    return re.sub(r"\s+", " ", made)


@pytest.mark.parametrize(("code", "name"), STATUSES)
def test_a_status_is_told_by_word_and_picture(app: Flask, code: int, name: str) -> None:
    made = show(app, "{{ ui.status_chip(code, name) }}", code=code, name=name)
    assert name in made
    assert "<use href=" in made
    assert "#info" not in made, "a national status has a picture of its own"


def test_an_unknown_status_is_shown_plainly(app: Flask) -> None:
    made = show(app, '{{ ui.status_chip("77", "Chờ liên thông") }}')
    assert "chip-neutral" in made
    assert "Chờ liên thông" in made


def test_pictures_come_from_the_shell_in_the_mini_app(app: Flask) -> None:
    assert re.search(r'href="/static/[0-9a-f]+/icons.svg#phone"', show(app, '{{ ui.icon("phone") }}'))
    assert 'href="#i-phone"' in show(app, '{{ ui.icon("phone") }}', "/m/ho-tro/")


def test_a_number_dials_without_its_spaces(app: Flask) -> None:
    made = show(app, '{{ ui.tel("0276 3822.233") }}')
    assert 'href="tel:02763822233"' in made
    assert 'data-so="02763822233"' in made
    assert "0276 3822.233" in made


def test_typed_text_never_becomes_markup(app: Flask) -> None:
    bad = "<script>alert(1)</script>\"'"
    made = show(
        app,
        "{{ ui.card_link(bad, '/') }}{{ ui.alert('info', bad, bad) }}{{ ui.empty(bad, bad) }}"
        "{{ ui.heading(bad) }}"
        "{{ ui.data_list([(bad, bad)]) }}{{ ui.table(bad, [bad], [[bad]]) }}{{ ui.copy_button(bad) }}"
        "{{ ui.timeline([{'label': bad, 'note': bad}]) }}{{ form.search_box('/', bad, bad, hint=bad) }}",
        bad=bad,
    )
    assert "<script" not in made
    assert made.count("&lt;script&gt;") >= 14


def test_a_field_is_tied_to_its_hint_and_its_complaint(app: Flask) -> None:
    made = show(app, "{{ form.field(f) }}", f=refused().phone)
    assert 'aria-describedby="lai-phone-hint lai-phone-error"' in made
    assert 'aria-invalid="true"' in made
    assert 'id="lai-phone-hint"' in made
    assert 'id="lai-phone-error"' in made
    assert '<label for="lai-phone">' in made


def test_a_field_without_complaint_says_nothing_of_one(app: Flask) -> None:
    made = show(app, "{{ form.field(f) }}", f=SampleForm().code)
    assert "aria-invalid" not in made
    assert "aria-describedby" not in made


def test_what_need_not_be_filled_in_is_said(app: Flask) -> None:
    assert "không bắt buộc" in show(app, "{{ form.field(f) }}", f=SampleForm().photo)
    assert "không bắt buộc" not in show(app, "{{ form.field(f) }}", f=SampleForm().code)


def test_the_summary_leads_to_each_wrong_field(app: Flask) -> None:
    sent = refused()
    made = show(
        app, "{{ form.error_summary(sent) }}{% for f in sent %}{{ form.field(f) }}{% endfor %}", sent=sent
    )
    targets = re.findall(r'<a href="#([^"]+)">', made)
    assert len(targets) == len(sent.errors) == 5
    for target in targets:
        assert f'id="{target}"' in made, "the link must lead to something"
    assert "data-focus" in made
    assert "data-focus" not in show(app, "{{ form.error_summary(f) }}", f=SampleForm())


def test_search_takes_its_address_along_on_the_web_only(app: Flask) -> None:
    box = "{{ form.search_box(link('/thu-tuc/'), 'Tìm', target='#found') }}"
    assert 'hx-push-url="true"' in show(app, box)
    mini = show(app, box, "/m/thu-tuc/")
    assert f'hx-get="{settings.get().base_url}/m/thu-tuc/"' in mini
    assert "hx-push-url" not in mini, "the Mini App must stay on its own address"


def test_a_lookup_posts_and_keeps_the_code_out_of_addresses(app: Flask) -> None:
    made = show(app, "{{ form.lookup_box(f, '/ho-so/', '#found') }}", f=SampleForm().code)
    assert 'method="post" action="/ho-so/"' in made
    assert "hx-push-url" not in made
    assert "csrf_token" not in made


def test_pages_before_and_after(app: Flask) -> None:
    make = "{{ ui.pagination(page, 3, '/thu-tuc/?q=%7Bpage%7D&trang={page}') }}"
    first, middle, last = (show(app, make, page=n) for n in (1, 2, 3))
    assert 'rel="prev"' not in first
    assert "trang=2" in first
    assert "trang=1" in middle
    assert "trang=3" in middle
    assert 'rel="next"' not in last
    assert show(app, "{{ ui.pagination(1, 1, '?') }}").strip() == ""


def test_a_very_long_name_is_set_smaller(app: Flask) -> None:
    assert 'class="long"' in show(app, "{{ ui.heading(name) }}", name="Đăng ký " * 130)
    assert "long" not in show(app, "{{ ui.heading('Đăng ký khai sinh') }}")


def test_facts_without_a_value_are_left_out(app: Flask) -> None:
    made = show(app, "{{ ui.data_list([('Phí', 0), ('Hạn', none), ('Mã', '')]) }}")
    assert made.count("<dt>") == 1
    assert "<dd>0</dd>" in made
