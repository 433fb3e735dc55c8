"""A code of the page, typed in the chat: asked back, agreed to or declined, and never a stranger's."""

from collections.abc import Callable

import pytest

from portal.citizens import operations
from portal.citizens.models import Surface
from tests.unit.chat.conftest import Answer, citizen

Write = Callable[..., Answer]

pytestmark = pytest.mark.usefixtures("ctx")


def _waiting() -> tuple[str, str]:
    """A browser that waits, and the code it shows."""
    token = operations.begin(None, Surface.WEB, "waiting", "Chrome, Windows")
    session = operations.resume(token, Surface.WEB)
    assert session is not None
    return token, operations.issue(session)


def _who(token: str) -> object:
    session = operations.resume(token, Surface.WEB)
    return session and session.citizen_id


def test_a_code_is_asked_back_with_the_browser_s_name_and_joined_by_a_yes(write: Write) -> None:
    token, code = _waiting()
    asked = write(code.lower().replace("-", " "))
    assert "Chrome, Windows" in asked.text
    assert asked.payloads == [f"#noidongy {code}", f"#noihuy {code}"]
    assert _who(token) is None
    assert "Đã nối" in write(asked.payloads[0]).text
    assert _who(token) == citizen()
    assert "đã dùng" in write(asked.payloads[0]).text, "a second tap joins nothing more"


def test_no_leaves_the_browser_with_nothing(write: Write) -> None:
    token, code = _waiting()
    assert "từ chối" in write(write(code).payloads[1]).text
    assert operations.resume(token, Surface.WEB) is None


def test_a_yes_to_a_code_somebody_else_typed_joins_nothing(write: Write) -> None:
    token, code = _waiting()
    asked = write(code)
    assert "không đúng" in write(asked.payloads[0], "5820174639920145583").text
    assert _who(token) is None


def test_wrong_codes_are_counted_and_texts_are_not_codes(write: Write) -> None:
    for _ in range(5):
        assert "không đúng" in write("K7QM-4TXW").text
    assert "không đúng" not in write("K7QM-4TXW").text
    assert "không đúng" not in write("làm lại căn cước", "5820174639920145583").text


def test_signing_out_everywhere_from_the_chat(write: Write) -> None:
    token, code = _waiting()
    write(write(code).payloads[0])
    assert "đăng xuất" in write("#dangxuat").text
    assert operations.resume(token, Surface.WEB) is None
