"""What to do about alerts of Zalo, its messages, and who talks to us."""

from portal.operating.runbook_page import Page

_PROVIDER = "Nếu Zalo báo sự cố chung, bật “Zalo đang gặp sự cố” ở trang Vận hành: tin chờ lại, không mất."

PAGES: dict[str, Page] = {
    "token_age_seconds": Page(
        "Mã truy cập Zalo",
        "Không có mã còn hạn thì không tin nào đi được; tin chờ lại, không mất.",
        (
            "Mở trang Cấp quyền Zalo, xem mã hết hạn lúc nào và lần đổi cuối báo gì.",
            "Mã hết hạn hoặc bị từ chối: quản trị trang Zalo bấm cấp quyền lại tại đó.",
            "Chờ một phút, xem lại dòng này; tin chờ tự đi tiếp theo thứ tự.",
        ),
        "tokens_desk.index",
        "Không chép mã từ nơi khác vào: mã làm mới chỉ dùng được một lần.",
    ),
    "quota_left_percent": Page(
        "Hạn mức tin trong ngày",
        "Hết hạn mức thì tin còn lại đợi đến ngày mai; tin về hồ sơ được giữ phần riêng.",
        (
            "Xem dự báo ở trang Vận hành: hôm nay có đủ không.",
            "Tạm dừng các đợt thông báo không gấp.",
            "Cần thêm: mua gói tin tại oa.zalo.me, rồi đọc lại hạn mức ở trang Trang Zalo.",
        ),
    ),
    "oldest_due_seconds": Page(
        "Tin chờ gửi quá lâu",
        "Người dân nhận tin muộn.",
        (
            "Xem các tiến trình ở trang Vận hành: phải có ít nhất một relay và một worker.",
            "Thiếu: trên máy chủ chạy systemctl restart portal-relay 'portal-worker@*'.",
            "Đủ mà vẫn chậm: xem mã truy cập, hạn mức, loại tin đang tạm dừng.",
            _PROVIDER,
        ),
    ),
    "unknown_sends": Page(
        "Tin chưa rõ kết quả",
        "Có thể người dân đã nhận, có thể chưa; hệ thống không tự gửi lại để không ai nhận hai lần.",
        (
            "Mở danh sách, đọc điều gì đã xảy ra với từng tin.",
            "Biết chắc đã tới thì bấm Đã tới; tin quan trọng mà chưa tới thì gọi điện hoặc gửi lại.",
        ),
        "unknown_desk.index",
    ),
    "refused_sends": Page(
        "Nhiều tin bị Zalo từ chối",
        "Những người đó không được báo; họ đứng ở danh sách Không báo được.",
        (
            "Xem mã lỗi nào nhiều nhất và việc cần làm của mã đó.",
            "Cùng một mã với mọi người: tạm dừng loại tin đó, xem quyền của trang, sửa mẫu rồi mở lại.",
        ),
        "reports_desk.index",
    ),
    "wrong_digits": Page(
        "Nhập sai 4 số điện thoại",
        "Có người đang dò số điện thoại của hồ sơ; cổng đã tự đòi thử thách và khóa dần.",
        (
            "Theo dõi trong một giờ; không cần làm gì nếu số giảm.",
            "Kéo dài: báo đơn vị an toàn thông tin của tỉnh kèm giờ bắt đầu.",
        ),
        never="Không tắt giới hạn.",
    ),
    "unmapped_codes": Page(
        "Mã trạng thái chưa biết",
        "Hồ sơ mang mã đó hiện lời chung chung, chưa ai được báo.",
        (
            "Hỏi hệ thống một cửa mã đó nghĩa là gì.",
            "Chọn nghĩa ở trang Mã trạng thái, xem trước tác động, lưu.",
        ),
        "mapping_desk.index",
    ),
    "templates_off": Page(
        "Mẫu tin bị Zalo tắt",
        "Tin theo mẫu đó không gửi được; kênh sau trong thứ tự sẽ được thử.",
        (
            "Xem lý do ở trang Trang Zalo.",
            "Sửa mẫu tại zalo.me/zns, gửi duyệt, hoặc chọn mẫu khác ở Kênh gửi.",
        ),
        "ways_desk.index",
    ),
    "broadcasts_stopped": Page(
        "Đợt thông báo tự dừng",
        "Một phần người nhận chưa được báo.",
        (
            "Mở đợt thông báo, đọc vì sao dừng.",
            "Sửa nguyên nhân rồi bấm Gửi tiếp; nội dung sai thì hủy và gửi đính chính.",
        ),
        "broadcast_desk.index",
    ),
    "webhook_silence_hours": Page(
        "Zalo không báo gì",
        "Người dân nhắn mà cổng không biết; ba phút một lần cổng tự đọc danh sách trò chuyện để trả lời.",
        (
            "Vào developers.zalo.me, mục Webhook: xem địa chỉ, bật lại, gửi thử một sự kiện.",
            "Xem chứng thư TLS của cổng còn hạn: portal doctor.",
            "Sau đó lấy lại tin đã lỡ ở trang Lấy lại sự kiện.",
        ),
        "journal_desk.index",
    ),
    "inbox_age_seconds": Page(
        "Sự kiện Zalo chờ lâu",
        "Người dân nhắn mà chưa được trả lời.",
        (
            "Xem các tiến trình ở trang Vận hành.",
            "Xem công việc lỗi ở cùng trang: chạy lại hoặc báo nhà phát triển.",
        ),
        "journal_desk.index",
    ),
    "webhook_forged": Page(
        "Sự kiện giả",
        "Không ai bị ảnh hưởng: lời gọi sai chữ ký bị bỏ.",
        (
            "Vừa đổi khóa của trang? Đặt khóa cũ vào ZALO_OA_SECRET_OLD rồi khởi động lại.",
            "Không đổi gì: báo đơn vị an toàn thông tin; xem địa chỉ gọi trong nhật ký nginx.",
        ),
        "journal_desk.index",
        "Không tắt kiểm tra chữ ký.",
    ),
    "sign_in_guesses": Page(
        "Dò mật khẩu cán bộ",
        "Có người thử đăng nhập bàn làm việc; mỗi lần sai phải chờ lâu hơn.",
        ("Xem các phiên đăng nhập lạ và đóng chúng.", "Hỏi người có tài khoản; đổi mật khẩu, bật bước hai."),
        "sessions_desk.left",
    ),
    "talks_waiting": Page(
        "Người dân chờ gặp cán bộ",
        "Có người hỏi quá giờ hẹn mà chưa ai trả lời.",
        ("Mở danh sách, nhận và trả lời.", "Thiếu người: cử người trực ở trang Vắng mặt."),
        "talks_desk.index",
    ),
    "one_stop_silent_minutes": Page(
        "Hệ thống một cửa im lặng",
        "Trang tra cứu nói rõ dữ liệu có từ lúc nào; mã mới chưa tra được.",
        (
            "Gọi bộ phận vận hành một cửa, hỏi việc đẩy dữ liệu.",
            "Xem lần gọi cuối và lỗi của họ ở trang Đẩy dữ liệu.",
        ),
        "deliveries_desk.index",
    ),
    "callbacks_failed": Page(
        "Không báo ngược được cho một cửa",
        "Người dân không bị ảnh hưởng; hệ thống một cửa không biết tin đã tới chưa.",
        ("Xem lỗi của địa chỉ nhận ở trang Đẩy dữ liệu.", "Sau khi họ sửa, cho gọi lại từ cùng trang."),
        "deliveries_desk.index",
    ),
}
