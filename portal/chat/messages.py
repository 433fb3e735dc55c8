"""What the Official Account answers in the chat: words from templates/zalo, and the buttons below them."""

from collections.abc import Sequence
from dataclasses import dataclass

from portal.core import settings
from portal.notifications import operations as notifications
from portal.notifications.messages import MOST_BUTTONS, MOST_TITLE_SIGNS, SHORTENED, Button

FOLLOW, UNFOLLOW, SHARE_PHONE, HELP = "#theodoi", "#dung", "#sodienthoai", "#trogiup"
PERSON, NO_PERSON = "#gapcanbo", "#thoigap"
LINK = "@"  # before the token of a printed link, in a button's payload


@dataclass(frozen=True)
class Reply:
    """One answer: a text and at most five buttons."""

    text: str
    buttons: tuple[Button, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "buttons", self.buttons[:MOST_BUTTONS])


def say(word: str, /, **filled: str) -> str:
    """The words of templates/zalo/chat_`word`.txt, as staff may have changed them since."""
    return notifications.said(f"chat_{word}", filled)


def query(title: str, payload: str) -> Button:
    """A button that says `payload`."""
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


def follow_button(code: str, proof: str | None, *, alone: bool) -> Button:
    """Tapping it asks for notices; digits or a printed link that were just proven go with it."""
    title = "Nhận thông báo hồ sơ này" if alone else f"Nhận thông báo {code}"
    return query(title, " ".join(part for part in (FOLLOW, code, proof) if part))


def phone_button() -> Button:
    """Asks how to tell one's number."""
    return query("Dùng số điện thoại của tôi", SHARE_PHONE)


def stop_button(code: str) -> Button:
    """Takes notices of a dossier back."""
    return query("Dừng nhận thông báo", f"{UNFOLLOW} {code}")


def person_button() -> Button:
    """Asks for a person."""
    return query("Gặp cán bộ", PERSON)


def help_button() -> Button:
    """Asks what can be written."""
    return query("Xem hướng dẫn", HELP)


def guide() -> Reply:
    """What one can write here."""
    return Reply(say("guide"), (*doors(), person_button()))


def greeting() -> Reply:
    """Somebody says hello."""
    return Reply(say("greeting"), (*doors(), help_button()))


def thanks() -> Reply:
    """Somebody says thanks, or yes."""
    return Reply(say("thanks"))


def off_topic() -> Reply:
    """One polite sentence and the three doors: nothing of ours fits what was written."""
    return Reply(say("off_topic"), (*doors(), person_button()))


def found(texts: Sequence[str], buttons: Sequence[Button]) -> Reply:
    """What was found, in the page's own words."""
    return Reply("\n\n".join(texts), tuple(buttons))


def prove(code: str) -> str:
    """How to see more of a dossier, below what everybody may see."""
    return say("prove", code=code)


def not_found(code: str) -> str:
    """No dossier carries this code, as far as we were told."""
    return say("not_found", code=code)


def not_told(code: str, since: str) -> str:
    """No dossier carries this code as far as we know, and a one-stop system has been silent since."""
    return say("not_told", code=code, date=since)


def mismatch() -> Reply:
    """One answer for wrong digits, for a code that does not exist, and after too many tries."""
    return Reply(say("mismatch"), (phone_button(),))


def too_often() -> Reply:
    """Asked more often than a person would."""
    return Reply(say("too_often"))


def did_you_mean(codes: Sequence[str], word: str = "did_you_mean") -> Reply:
    """The code is not quite one; offered, never corrected silently."""
    return Reply(say(word), tuple(query(code, code) for code in codes))


def wrong_day() -> Reply:
    """A code with a day that cannot be; nobody's code may be guessed from it."""
    return Reply(say("wrong_day"))


def person_number() -> Reply:
    """Somebody typed a phone or identity number: not used, not kept apart from the message itself."""
    return Reply(say("person_number"), (phone_button(), help_button()))


def social_insurance() -> Reply:
    """A receipt of another house."""
    return Reply(say("social_insurance"))


def procedure(code: str, name: str | None) -> Reply:
    """Where a procedure of that code is described."""
    if name is None:
        return Reply(say("procedure_unknown", code=code), (page("Tìm thủ tục", "/thu-tuc/"),))
    return Reply(
        say("procedure", procedure=name, code=code), (page("Xem giấy tờ và cách nộp", f"/thu-tuc/{code}/"),)
    )


def procedures(found: Sequence[tuple[str, str]]) -> Reply:
    """Procedures (code, name) that fit what was written."""
    shown = tuple(page(name, f"/thu-tuc/{code}/") for code, name in found)
    return Reply(say("procedures"), (*shown, page("Tìm thủ tục khác", "/thu-tuc/")))


def following(code: str, *, follows_account: bool) -> Reply:
    """They will be told from now on."""
    text = say("following", code=code)
    if not follows_account:
        text += "\n" + say("follow_account")
    return Reply(text, (stop_button(code),))


def how_to_follow(code: str) -> Reply:
    """Notices of a dossier go only to who shows that it is theirs."""
    return Reply(say("how_to_follow", code=code), (phone_button(),))


def finished(code: str) -> Reply:
    """Nothing will change any more."""
    return Reply(say("finished", code=code))


def stopped(code: str | None) -> Reply:
    """Consent taken back."""
    return Reply(say("stopped_one", code=code) if code else say("stopped"))


def come_back() -> Reply:
    """How to be told again: consent is given a dossier at a time, by the button."""
    return Reply(say("come_back"), (query("Chọn tin muốn nhận", "#tin"), phone_button()))


def how_to_share_phone() -> Reply:
    """A number told by Zalo itself counts as claimed."""
    return Reply(say("share_phone"))


def phone_known() -> Reply:
    """Thanks for the number."""
    return Reply(say("phone_known"))


def phone_unreadable() -> Reply:
    """What came is no Vietnamese number."""
    return Reply(say("phone_unreadable"))
