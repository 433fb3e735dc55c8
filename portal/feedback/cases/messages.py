"""What the desk and the sender's page say of a case."""

from portal.feedback.cases.moves import Move
from portal.feedback.models import Verdict

INBOX = {"feedback": "Phản ánh", "feedback_late": "Phản ánh quá hạn"}
MOVES = {
    Move.TAKE: "Nhận xử lý",
    Move.ASK: "Hỏi thêm người gửi",
    Move.RESUME: "Người gửi đã bổ sung",
    Move.HAND_OVER: "Chuyển cơ quan khác",
    Move.REFUSE: "Không tiếp nhận",
    Move.ANSWER: "Trả lời",
}
LISTS = {
    "open": "Cần xử lý",
    "late": "Quá hạn",
    "paused": "Chờ người gửi",
    "answered": "Đã trả lời",
    "closed": "Đã xong",
    "suspect": "Nghi máy gửi",
}
VERDICTS = {
    Verdict.SOLVED: "Người gửi cho biết việc đã xong",
    Verdict.SILENT: "Người gửi không xác nhận trong 7 ngày",
}
KEPT_BACK = {
    "private": "Chỉ liên quan đời tư của người gửi",
    "accusing": "Nêu lỗi của người cụ thể, chưa được xác minh",
    "secret": "Có nội dung không được công khai theo luật",
    "investigated": "Đang được thanh tra, điều tra",
    "nothing": "Không có gì đáng đọc cho người khác",
}
REFUSALS = (
    "Nội dung không thuộc phạm vi phản ánh, kiến nghị.",
    "Đây là khiếu nại hoặc tố cáo: xin gửi đơn có chữ ký đến cơ quan có thẩm quyền.",
    "Nội dung chưa đủ rõ để xử lý.",
    "Nội dung này đã được trả lời trước đó.",
)
