"""What a month's figures say: what is lacking, why, and what could be done. People add the rest."""

from collections.abc import Sequence
from dataclasses import dataclass

from portal.core.plots import number
from portal.dossiers.reporting.files import STATES
from portal.figures.monthly.gathering import Month
from portal.figures.monthly.notes import Notes
from portal.notifications.models import State

PROMPT = 99.0  # per cent handed over within 10 s, that the province asks of itself
MOST_WORDS = 8
ADD = "(Đơn vị bổ sung: ……………………………………………………………………………)"


@dataclass(frozen=True)
class Finding:
    """Something lacking, and what could be done about it."""

    lack: str
    proposal: str


def findings(month: Month, notes: Notes) -> list[Finding]:
    """In the order of the report; none where the figures show nothing."""
    found = month.found
    told: list[Finding] = []
    if found.promptness is not None and found.promptness < PROMPT:
        share = f"{number(found.promptness)}%{notes.of('promptness')}"
        lack = f"Tỷ lệ tin giao trong 10 giây đạt {share}, thấp hơn mức {number(PROMPT)}%."
        told.append(Finding(lack, "Bộ phận kỹ thuật kiểm tra thời gian xử lý tin và tình trạng kết nối."))
    if found.overdue_now:
        told.append(_late(month, notes))
    if month.unknown:
        lack = f"Còn {number(month.unknown)} tin chưa rõ kết quả{notes.of('unknown')}."
        told.append(Finding(lack, "Cán bộ quầy xem danh sách tin chưa rõ và gọi điện cho người dân."))
    late = found.heard.answered - found.heard.in_term
    if late > 0:
        lack = f"{number(late)} phản ánh được trả lời nhưng không đúng hạn{notes.of('in_term')}."
        told.append(
            Finding(lack, "Các cơ quan được chuyển phản ánh trả lời trong hạn, hoặc báo lý do cho người gửi.")
        )
    if found.rated.n and found.rated.is_thin:
        of = f"{number(found.rated.asked or 0)} hồ sơ được hỏi"
        lack = f"Mới có {number(found.rated.n)} lượt đánh giá{notes.of('rated')} trên {of}."
        told.append(Finding(lack, "Quầy trả kết quả mời người dân đánh giá bằng mã QR."))
    if found.searches.words:
        words = ", ".join(f"“{said}” ({number(n)})" for said, n in found.searches.words[:MOST_WORDS])
        lack = f"Người dân tìm mà chưa thấy: {words}{notes.of('in_vain')}."
        told.append(Finding(lack, "Bổ sung nội dung hoặc từ đồng nghĩa cho những từ này."))
    return told


def _late(month: Month, notes: Notes) -> Finding:
    worst = max(month.units, key=lambda one: one.overdue)
    lack = (
        f"{number(month.found.overdue_now)} hồ sơ đang quá hẹn{notes.of('overdue')}, "
        f"nhiều nhất tại {worst.name} ({number(worst.overdue)})."
    )
    return Finding(
        lack, "Các cơ quan có hồ sơ quá hẹn rà soát từng hồ sơ, gửi phiếu xin lỗi và hẹn lại ngày trả."
    )


def causes(month: Month) -> Sequence[str]:
    """Why messages did not arrive, as their outcomes tell."""
    lost = {state: n for state, n in month.found.outcomes.items() if state != State.SENT}
    worst = sorted(lost.items(), key=lambda one: -one[1])
    told = [f"{STATES[State(state)]}: {number(n)} tin." for state, n in worst]
    return [*told, ADD]
