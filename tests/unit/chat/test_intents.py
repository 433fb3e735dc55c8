"""What a sentence wants, with marks, without them, and what only looks like it."""

import pytest

from portal.chat.intents import Wish, is_about_procedures, wish

SAID = {
    Wish.STOP: """dừng|Dừng.|dung|STOP|ngưng|dừng nhận thông báo|dung nhan tin|xin dừng tất cả thông báo ạ|
        không nhận tin nữa|khong nhan tin nua|hủy đăng ký|huy theo doi|đừng gửi tin cho tôi nữa|tắt thông báo|
        tôi muốn ngừng nhận thông báo|thôi nhận tin nhắn|dừng lại""",
    Wish.COME_BACK: """nhận lại|nhan lai thong bao|bật lại thông báo|tôi muốn nhận lại tin|
        đăng ký nhận thông báo""",
    Wish.PERSON: """gặp cán bộ|gap can bo|cho tôi gặp nhân viên|tôi muốn nói chuyện với người thật|
        toi muon noi chuyen voi nguoi that|có ai không|cán bộ ơi|kết nối với tư vấn viên giúp em|
        em hỏi mãi mà không hiểu gì hết cho em gặp người được không ạ""",
    Wish.HELP: "trợ giúp|tro giup|help|hướng dẫn|menu|giúp em|cho em hỏi|bắt đầu",
    Wish.GREETING: "xin chào|Chào anh|chao ad|alo|hello|hi|Dạ em chào anh chị ạ",
    Wish.THANKS: "cảm ơn|cảm ơn cán bộ nhiều|cam on|tks|ok|vâng ạ|dạ em cảm ơn anh|được rồi|ok cảm ơn ad",
    Wish.NOTHING: "?|…|😀|!!!| ",
    Wish.QUESTION: """làm lại căn cước|đúng|đúng rồi|dùng thế nào|dung hang o dau|Tôi muốn dừng xe ở đâu|
        không nhận được thông báo|hủy đăng ký kết hôn|thời tiết hôm nay|gặp người có công ở đâu|
        hồ sơ của tôi tới đâu rồi|chứng thực chữ ký người được ủy quyền|trợ giúp pháp lý|nhận lại con nuôi""",
}
PAIRS = [(kind, said.strip()) for kind, several in SAID.items() for said in several.split("|")]


@pytest.mark.parametrize(("kind", "said"), PAIRS, ids=[f"{kind}-{said}" for kind, said in PAIRS])
def test_a_sentence_wants_what_its_words_say(kind: Wish, said: str) -> None:
    assert wish(said) is kind


@pytest.mark.parametrize(
    ("said", "name", "is_near", "offered"),
    [
        ("làm lại căn cước", "Cấp lại thẻ căn cước", False, True),
        ("lam lai cccd", "Cấp lại thẻ căn cước", False, True),
        ("ly hôn", "Thủ tục ghi vào Sổ hộ tịch việc ly hôn", False, True),
        ("bạn tên gì", "Cấp chứng nhận đăng ký xe trong trường hợp thay đổi tên", False, False),
        ("tôi yêu bạn", "Thủ tục yêu cầu trợ giúp pháp lý", False, False),
        ("mấy giờ rồi", "Phân loại máy móc, thiết bị nguyên chiếc", True, False),
        ("bao giờ có điện", "Đăng ký sử dụng hóa đơn điện tử", True, False),
    ],
)
def test_chance_finds_are_not_offered(said: str, name: str, is_near: bool, offered: bool) -> None:
    assert is_about_procedures(said, name, is_near=is_near) is offered
