"""What we say about feedback: kinds, steps and complaints, in the words of the page."""

from collections.abc import Callable
from dataclasses import dataclass

from portal.feedback.models import Kind, Status, Verdict

CONSENT_VERSION = "phan-anh-1"
MOST_TEXT, MOST_PHOTOS, MOST_PROOFS = 2000, 5, 3

KINDS = {
    Kind.FIELD_REPORT: "Phản ánh hiện trường (đường hỏng, rác, đèn tắt, ngập nước…)",
    Kind.SUGGESTION: "Góp ý",
    Kind.QUESTION: "Hỏi đáp",
    Kind.CONDUCT: "Phản ánh thái độ phục vụ, sự chậm trễ",
    Kind.REGULATION: "Phản ánh, kiến nghị về quy định, thủ tục",
}
SHORT = {
    Kind.FIELD_REPORT: "Phản ánh hiện trường",
    Kind.SUGGESTION: "Góp ý",
    Kind.QUESTION: "Hỏi đáp",
    Kind.CONDUCT: "Thái độ phục vụ, sự chậm trễ",
    Kind.REGULATION: "Quy định, thủ tục",
}


@dataclass(frozen=True)
class Words:
    """A step for people: its name, what it means, how it looks."""

    title: str
    meaning: str
    tone: str  # neutral, progress, waiting, done, stopped
    icon: str


STATUS = {
    Status.NEW: Words(
        "Mới tiếp nhận",
        "Nội dung đã đến nơi. Trong 2 ngày làm việc, cán bộ sẽ nhận xử lý hoặc chuyển đúng cơ quan.",
        "neutral",
        "file-text",
    ),
    Status.NEED_INFO: Words(
        "Chờ bổ sung",
        "Cơ quan xử lý cần biết thêm và sẽ liên hệ theo điện thoại hoặc thư điện tử bạn đã để lại.",
        "waiting",
        "alert-circle",
    ),
    Status.PROCESSING: Words(
        "Đang xử lý",
        "Cơ quan có trách nhiệm đang giải quyết, chậm nhất 15 ngày làm việc.",
        "progress",
        "clock",
    ),
    Status.TRANSFERRED: Words(
        "Đã chuyển đơn vị khác",
        "Nội dung thuộc thẩm quyền của cơ quan khác và đã được chuyển đến đó.",
        "progress",
        "arrow-right",
    ),
    Status.REFUSED: Words(
        "Không tiếp nhận",
        "Nội dung không thuộc phạm vi phản ánh, kiến nghị. Xin gọi tổng đài để được hướng dẫn.",
        "stopped",
        "x-circle",
    ),
    Status.PENDING_PUBLICATION: Words(
        "Đã có trả lời",
        "Cơ quan đã trả lời; phần trả lời đang chờ công khai trong 2 ngày làm việc.",
        "done",
        "check",
    ),
    Status.PUBLISHED: Words(
        "Đã công khai",
        "Câu trả lời đã được công khai, không kèm thông tin của người gửi.",
        "done",
        "check-circle",
    ),
}

VERDICTS = {
    Verdict.SOLVED: "Bạn đã cho biết việc đã xong. Cảm ơn bạn.",
    Verdict.SILENT: "Đã khép lại vì chưa nhận được ý kiến của bạn trong 7 ngày.",
}

PHOTO_COMPLAINTS = {
    "large": "Ảnh “{name}” lớn hơn 10 MB. Xin chọn ảnh nhỏ hơn.",
    "kind": "“{name}” không phải ảnh JPEG, PNG hoặc WebP.",
    "room": "Hệ thống tạm hết chỗ giữ ảnh “{name}”. Xin gửi phản ánh không kèm ảnh này, hoặc thử lại sau.",
    "pixels": "Ảnh “{name}” có kích thước quá lớn. Xin chụp màn hình ảnh đó rồi gửi lại.",
    "broken": "Ảnh “{name}” bị hỏng, không mở được. Xin chọn ảnh khác.",
    "empty": "Ảnh “{name}” trống. Xin chọn ảnh khác.",
    "many": "Xin gửi nhiều nhất 5 ảnh.",
    "proofs": "Xin gửi nhiều nhất 3 ảnh kết quả.",
}


@dataclass(frozen=True)
class PhotoComplaint:
    """Why a photo was not taken; `word` is core.images', the file's own name helps to find it."""

    word: str
    name: str = ""

    def told(self, say: Callable[[str], str] = str) -> str:
        """The sentence in the language that `say` speaks."""
        return say(PHOTO_COMPLAINTS.get(self.word, PHOTO_COMPLAINTS["broken"])).format(name=self.name)
