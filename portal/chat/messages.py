"""What the Official Account answers in the chat, and the buttons below it."""

from collections.abc import Sequence
from dataclasses import dataclass

from portal.core import settings
from portal.notifications.messages import MOST_BUTTONS, MOST_TITLE_SIGNS, SHORTENED, Button

FOLLOW, UNFOLLOW, SHARE_PHONE, HELP = "#theodoi", "#dung", "#sodienthoai", "#trogiup"


@dataclass(frozen=True)
class Reply:
    """One answer: a text and at most five buttons."""

    text: str
    buttons: tuple[Button, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "buttons", self.buttons[:MOST_BUTTONS])


def _query(title: str, payload: str) -> Button:
    return Button(title[:MOST_TITLE_SIGNS], "query", payload)


def page(title: str, path: str) -> Button:
    """A button that opens a page of the portal."""
    short = title if len(title) <= MOST_TITLE_SIGNS else title[: MOST_TITLE_SIGNS - 1].rstrip() + SHORTENED
    return Button(short, "url", settings.get().base_url + path)


def address(title: str, url: str) -> Button:
    """A button that opens a whole address."""
    return Button(title, "url", url)


def doors() -> tuple[Button, ...]:
    """The three doors of the menu."""
    return (
        page("Thông tin", "/thong-tin/"),
        page("Dịch vụ công", "/dich-vu-cong/"),
        page("Hỗ trợ", "/ho-tro/"),
    )


def follow_button(code: str, digits: str | None, *, alone: bool) -> Button:
    """Tapping it asks for notices; digits that were just proven go with it."""
    title = "Nhận thông báo hồ sơ này" if alone else f"Nhận thông báo {code}"
    return _query(title, " ".join(part for part in (FOLLOW, code, digits) if part))


def phone_button() -> Button:
    """Asks how to tell one's number."""
    return _query("Dùng số điện thoại của tôi", SHARE_PHONE)


def stop_button(code: str) -> Button:
    """Takes notices of a dossier back."""
    return _query("Dừng nhận thông báo", f"{UNFOLLOW} {code}")


def guide() -> Reply:
    """What one can write here."""
    return Reply(
        "Ông/bà có thể nhắn cho trang:\n"
        "- Mã hồ sơ in trên giấy tiếp nhận để xem tình trạng.\n"
        "- Mã hồ sơ kèm 4 số cuối của số điện thoại đã khai trong hồ sơ để xem chi tiết.\n"
        "- Tên hoặc mã thủ tục để xem giấy tờ cần chuẩn bị.\n"
        "- Chữ “dừng” để thôi nhận thông báo.\n"
        f"Khi cần gặp cán bộ, xin gọi {settings.get().hotline}.",
        doors(),
    )


def found(texts: Sequence[str], buttons: Sequence[Button]) -> Reply:
    """What was found, in the page's own words."""
    return Reply("\n\n".join(texts), tuple(buttons))


def prove(code: str) -> str:
    """How to see more of a dossier, below what everybody may see."""
    return (
        "Để xem chi tiết, xin nhắn mã hồ sơ kèm 4 số cuối của số điện thoại đã khai trong hồ sơ, "
        f"ví dụ: {code} 1234"
    )


def not_found(code: str) -> str:
    """No dossier carries this code, as far as we were told."""
    return (
        f"Chưa có thông tin về hồ sơ mang mã {code}. Xin đối chiếu mã in trên giấy tiếp nhận; "
        f"hồ sơ vừa nộp có thể cần vài giờ mới tra được. Cần hỏi thêm, xin gọi {settings.get().hotline}."
    )


def mismatch() -> Reply:
    """One answer for wrong digits, for a code that does not exist, and after too many tries."""
    return Reply(
        "Mã hồ sơ và 4 số cuối vừa nhắn chưa khớp với hồ sơ nào. Xin xem lại mã in trên giấy tiếp nhận và "
        "số điện thoại đã khai khi nộp; nhập sai nhiều lần thì cách xem này tạm đóng trong ngày. Ông/bà vẫn "
        "có thể chỉ nhắn mã hồ sơ, hoặc mở liên kết, mã QR trên giấy tiếp nhận.",
        (phone_button(),),
    )


def too_often() -> Reply:
    """Asked more often than a person would."""
    return Reply("Ông/bà vừa tra cứu nhiều lần liên tiếp. Xin chờ một phút rồi nhắn lại.")


def did_you_mean(codes: Sequence[str]) -> Reply:
    """The code is not quite one; offered, never corrected silently."""
    return Reply(
        "Mã vừa nhắn chưa đúng dạng mã hồ sơ. Ý ông/bà là mã nào dưới đây?",
        tuple(_query(code, code) for code in codes),
    )


def person_number() -> Reply:
    """Somebody typed a phone or identity number: not used, not kept apart from the message itself."""
    return Reply(
        "Trang này không tra cứu bằng số điện thoại hay số định danh, và không dùng số ông/bà vừa nhắn. "
        "Để giữ an toàn, xin đừng gửi số giấy tờ cá nhân trong khung trò chuyện. Xin nhắn mã hồ sơ in trên "
        "giấy tiếp nhận.",
        (phone_button(), _query("Xem hướng dẫn", HELP)),
    )


def social_insurance() -> Reply:
    """A receipt of another house."""
    return Reply(
        "Đây là mã hồ sơ của cơ quan Bảo hiểm xã hội, không tra được tại đây. Xin hỏi cơ quan Bảo hiểm "
        "xã hội nơi ông/bà đã nộp."
    )


def procedure(code: str, name: str | None) -> Reply:
    """Where a procedure of that code is described."""
    if name is None:
        return Reply(
            f"Chưa có thủ tục mang mã {code} trong danh mục. Xin tìm theo tên thủ tục.",
            (page("Tìm thủ tục", "/thu-tuc/"),),
        )
    return Reply(f"{name}\nMã thủ tục: {code}", (page("Xem giấy tờ và cách nộp", f"/thu-tuc/{code}/"),))


def procedures(found: Sequence[tuple[str, str]]) -> Reply:
    """Procedures (code, name) that fit what was written."""
    return Reply(
        "Ông/bà có thể xem các thủ tục sau. Nếu chưa đúng, xin tìm thêm trên trang.",
        (*(page(name, f"/thu-tuc/{code}/") for code, name in found), page("Tìm thủ tục khác", "/thu-tuc/")),
    )


def following(code: str, *, follows_account: bool) -> Reply:
    """They will be told from now on."""
    text = (
        f"Ông/bà đã đồng ý nhận thông báo qua Zalo khi hồ sơ {code} thay đổi. "
        f"Muốn thôi nhận, xin nhắn: dừng {code}"
    )
    if not follows_account:
        text += "\nXin bấm “Quan tâm” trang này để tin gửi tới được ông/bà."
    return Reply(text, (stop_button(code),))


def how_to_follow(code: str) -> Reply:
    """Notices of a dossier go only to who shows that it is theirs."""
    return Reply(
        "Thông báo chỉ gửi cho người có liên quan đến hồ sơ. Xin nhắn mã hồ sơ kèm 4 số cuối của số điện "
        f"thoại đã khai trong hồ sơ, ví dụ: {code} 1234, rồi chọn “Nhận thông báo hồ sơ này”. Hoặc gửi số "
        "điện thoại của ông/bà qua Zalo.",
        (phone_button(),),
    )


def finished(code: str) -> Reply:
    """Nothing will change any more."""
    return Reply(f"Hồ sơ {code} đã kết thúc nên không còn thông báo mới.")


def stopped(code: str | None) -> Reply:
    """Consent taken back."""
    what = f"về hồ sơ {code}" if code else "về hồ sơ và tin tức"
    return Reply(
        f"Đã dừng gửi thông báo {what} cho ông/bà. Ông/bà vẫn có thể nhắn mã hồ sơ để tra cứu và nhận lại "
        "thông báo bất cứ lúc nào."
    )


def how_to_share_phone() -> Reply:
    """A number told by Zalo itself counts as claimed."""
    return Reply(
        "Xin dùng mục chia sẻ thông tin của Zalo trong khung trò chuyện này để gửi số điện thoại đã khai "
        "trong hồ sơ. Số gõ tay sẽ không được dùng. Khi nhận được, trang sẽ báo lại và ông/bà có thể nhắn "
        "mã hồ sơ."
    )


def phone_known() -> Reply:
    """Thanks for the number."""
    return Reply(
        "Cảm ơn ông/bà. Số điện thoại đã được ghi nhận và chỉ dùng để tra cứu, gửi thông báo hồ sơ của "
        "ông/bà. Xin nhắn mã hồ sơ in trên giấy tiếp nhận."
    )


def phone_unreadable() -> Reply:
    """What came is no Vietnamese number."""
    return Reply(
        "Cảm ơn ông/bà. Số điện thoại nhận được chưa phải số của Việt Nam nên chưa dùng được. Xin nhắn mã "
        "hồ sơ kèm 4 số cuối của số điện thoại đã khai trong hồ sơ."
    )


def not_read() -> Reply:
    """Pictures, files, places and the like are not read here."""
    return Reply(
        "Trang chưa đọc được nội dung vừa gửi. Xin gõ mã hồ sơ in trên giấy tiếp nhận, "
        "ví dụ: H44.12-261008-0975",
        (_query("Xem hướng dẫn", HELP),),
    )
