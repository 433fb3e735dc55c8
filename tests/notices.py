# ruff: noqa: E501 - whole sentences
"""Fifty notices as offices write them, our own words, each with everything a reader needs; and faults to put into them."""

from portal.newsroom.checking.findings import Fault

# Each phrase in {} can be taken away: who, when, which day, whom to call.
SHAPES = (
    "<p>{office:Điện lực {0}} tạm ngừng cung cấp điện {hours:từ 7 giờ 30 đến 11 giờ} {date:ngày {1}}. Khu vực mất điện: {2}. {phone:Cần hỏi thêm, xin gọi 19001006.}</p>",
    "<p>{date:Ngày {1}}, {office:Trạm y tế {0}} tiêm vắc xin cho trẻ em ở {2}. {hours:Bắt đầu lúc 7 giờ 30.}</p><ul><li><p>Mang theo sổ tiêm</p></li><li><p>{phone:Hỏi trước qua số 0276 3822 {3}}</p></li></ul>",
    "<h2>Giờ tiếp dân</h2><p>{office:Ủy ban nhân dân {0}} tiếp người dân {hours:từ 8 giờ đến 11 giờ}, {date:thứ Năm ngày {1}}. Nơi tiếp: {2}. {phone:Điện thoại: 0276.3825.{3}.}</p>",
    "<p>{office:Trung tâm Phục vụ hành chính công {0}} nghỉ làm việc {date:từ ngày {1}}. {hours:Giờ mở cửa trở lại: 7h30.} Người dân ở {2} có thể nộp hồ sơ trên mạng. {phone:Gọi tổng đài 1022 khi cần giúp.}</p>",
    "<p>{office:Công an {0}} làm căn cước cho người từ 14 tuổi tại {2}. {date:Ngày làm: {1}.} {hours:Thời gian: 07:30 đến 16:30.} {phone:Liên hệ: 069 3536 {3}.}</p>",
    "<p>Hội chợ hàng Việt mở cửa {hours:lúc 17 giờ} {date:ngày {1}} ở {2}. {office:Sở Công Thương tổ chức cùng {0}.} {phone:Đăng ký gian hàng: 0276 383 {3}1.}</p>",
    "<p>{office:Bảo hiểm xã hội {0}} trả lương hưu {date:ngày {1}} tại {2}. {hours:Quầy mở từ 7 giờ đến 16 giờ.} Bảo hiểm xã hội (BHXH) nhắc mọi người mang theo căn cước. {phone:Thắc mắc xin gọi 1900 9068.}</p>",
    "<p>{office:Phòng Giáo dục {0}} nhận hồ sơ vào lớp 1 {date:đến hết ngày {1}}. {hours:Nhận từ 8 giờ đến 17 giờ.}</p><table><tbody><tr><th><p>Trường</p></th><th><p>Nơi nộp</p></th></tr><tr><td><p>Tiểu học</p></td><td><p>{2}</p></td></tr></tbody></table><p>{phone:Điện thoại 0276 3811 {3}.}</p>",
    "<p>Cấm xe tải qua {2} để sửa cầu. {date:Bắt đầu ngày {1}.} {hours:Mỗi ngày cấm từ 22 giờ đến 5 giờ.} {office:Đội Cảnh sát giao thông {0} hướng dẫn đường vòng.} {phone:Đường dây nóng 0919 222 {3}.}</p>",
    "<p>{office:Công ty Cấp nước {0}} súc rửa đường ống ở {2}. Nước yếu {hours:từ 21 giờ}, {date:đêm {1}}. {phone:Báo sự cố: 0276 3777 {3}.}</p>",
)
PLACES = (
    ("Tân Ninh", "03/12/2026", "khu phố 1, khu phố 2 và chợ Long Hoa", "101"),
    ("phường Bình Minh", "15/12/2026", "ấp Thạnh Trung", "245"),
    ("xã Phước Chỉ", "5/1/2027", "đường Cách Mạng Tháng Tám", "318"),
    ("phường Long Hoa", "21/11/2026", "nhà văn hóa ấp Trường Lưu", "476"),
    ("xã Tân Đông", "12-12-2026", "khu dân cư Đồng Ky", "590"),
)
LONG = (
    "<p>Để việc thực hiện được thuận lợi, bảo đảm đúng thời gian và chất lượng theo yêu cầu đề ra, đề nghị toàn thể cán bộ, người dân và "
    "doanh nghiệp trên địa bàn chủ động sắp xếp công việc, phối hợp chặt chẽ với các đơn vị liên quan trong suốt quá trình triển khai, kịp thời "
    "phản ánh những khó khăn, vướng mắc để được xem xét và giải quyết theo quy định.</p>"
)
FORMS = ("TTHC", "GPMB", "QLTT", "NVQS", "KCN")
DROPPED = {"office": Fault.NO_OFFICE, "hours": Fault.NO_HOURS, "date": Fault.NO_DATE, "phone": Fault.NO_PHONE}


def _filled(shape: str, place: tuple[str, ...], gone: str = "") -> str:
    """The shape with a place's facts, one phrase left out."""
    for n, fact in enumerate(place):
        shape = shape.replace(f"{{{n}}}", fact)
    for name in DROPPED:
        while (start := shape.find(f"{{{name}:")) >= 0:
            end = shape.index("}", start)
            said = "" if name == gone else shape[start + len(name) + 2 : end]
            shape = shape[:start] + said + shape[end + 1 :]
    return shape


def notices() -> list[str]:
    """All fifty, without a fault."""
    return [_filled(shape, place) for shape in SHAPES for place in PLACES]


def faulty() -> list[tuple[Fault, str]]:
    """Each notice with each fault put into it: six kinds, three hundred texts."""
    out: list[tuple[Fault, str]] = []
    for shape in SHAPES:
        for n, place in enumerate(PLACES):
            out += [(fault, _filled(shape, place, name)) for name, fault in DROPPED.items()]
            out.append((Fault.SENTENCE_LONG, _filled(shape, place) + LONG))
            out.append(
                (Fault.SHORT_FORM, _filled(shape, place) + f"<p>Việc này thuộc {FORMS[n]} của tỉnh.</p>")
            )
    return out
