"""What to do about alerts of the installation itself."""

from portal.operating.runbook_page import Page

PAGES: dict[str, Page] = {
    "processes": Page(
        "Tiến trình gửi tin",
        "Không có worker thì không tin nào đi; không có relay thì không ai giao việc.",
        (
            "systemctl status portal-relay 'portal-worker@*' trên từng máy chủ.",
            "systemctl restart tiến trình đã dừng; việc dở dang được làm tiếp, không tin nào gửi hai lần.",
            "Dừng lại nhiều lần: journalctl -u portal-worker@1 -n 100, gửi cho nhà phát triển.",
        ),
    ),
    "versions": Page(
        "Tiến trình khác bản",
        "Trong lúc cập nhật là bình thường; lâu hơn thì một việc có thể được làm theo hai cách.",
        (
            "Xem máy nào còn bản cũ ở trang Vận hành.",
            "Cập nhật máy đó rồi khởi động lại tiến trình của nó (deploy/roll.sh).",
        ),
    ),
    "failing_work": Page(
        "Công việc lỗi",
        "Tùy việc; việc của tin nhắn tự được giao lại, việc định kỳ chạy lại đến giờ.",
        (
            "Đọc tên việc và loại lỗi ở trang Vận hành.",
            "OperationalError, RedisError: cơ sở dữ liệu hoặc hàng đợi vừa mất, bấm Chạy lại.",
            "Lỗi khác lặp lại: gửi tên việc và mười dòng nhật ký quanh giờ đó cho nhà phát triển.",
        ),
    ),
    "backup_age_hours": Page(
        "Bản sao lưu",
        "Nếu máy hỏng bây giờ, phần việc từ bản sao lưu cuối sẽ mất.",
        (
            "Xem lỗi của lần sao lưu cuối ở dòng này.",
            "Đĩa đầy: bỏ bản cũ nhất hoặc thêm đĩa, rồi chạy portal backup --nightly.",
            "Thử khôi phục lên một máy khác mỗi quý: portal restore.",
        ),
        never="Không xóa bản cuối cùng còn nguyên vẹn.",
    ),
    "data_requests": Page(
        "Yêu cầu về dữ liệu cá nhân",
        "Người dân được trả lời trong 2 ngày làm việc.",
        (
            "Mở sổ yêu cầu, kiểm tra danh tính, xuất hoặc xóa.",
            "Không làm được: ghi lý do từ chối và báo người yêu cầu.",
        ),
        "data_requests_desk.index",
    ),
    "held_back": Page(
        "Tin đang được giữ lại",
        "Có loại tin bị tạm dừng, hoặc đang bật chế độ Zalo gặp sự cố; tin chờ, không mất.",
        (
            "Xem ai dừng, từ lúc nào, vì sao ở trang Vận hành.",
            "Hết lý do thì bấm Mở lại: tin đi theo thứ tự.",
        ),
        "operations_desk.index",
    ),
    "restored": Page(
        "Giữ sau khôi phục",
        "Không tin nào đi cho đến khi có người xác nhận.",
        (
            "Cho các hệ thống một cửa đẩy lại mọi thay đổi từ lúc sao lưu.",
            "Xem danh sách tin chưa rõ.",
            "Xác nhận ở trang Vận hành hoặc portal confirm-sending.",
        ),
        "operations_desk.index",
    ),
    "disk": Page(
        "Chỗ trống trên đĩa",
        "Đĩa đầy thì ảnh, bản sao lưu và cả cơ sở dữ liệu ngừng ghi.",
        (
            "df -h và du -xhd1 trên thư mục dữ liệu: xem gì lớn nhất.",
            "Bỏ bản sao lưu cũ nhất, nhật ký cũ; rồi thêm đĩa.",
            "portal retention --dry-run cho biết dọn định kỳ còn bỏ được bao nhiêu.",
        ),
        never="Không xóa tệp trong thư mục của PostgreSQL.",
    ),
    "database": Page(
        "Cơ sở dữ liệu",
        "Trang tra cứu còn hiện bản đã giữ trong một giờ; mọi việc khác dừng.",
        (
            "systemctl status postgresql; xem nhật ký của nó.",
            "Không lên được: khôi phục bản sao lưu cuối lên máy khác.",
        ),
    ),
    "connections": Page(
        "Kết nối cơ sở dữ liệu",
        "Hết kết nối thì trang báo bận.",
        ("Xem tiến trình nào giữ nhiều: pg_stat_activity.", "Tăng max_connections hoặc bớt tiến trình web."),
    ),
    "schema": Page(
        "Lược đồ dữ liệu",
        "Mã và cơ sở dữ liệu khác bản: có trang báo lỗi.",
        ("portal upgrade bằng bản mới nhất.", "Khởi động lại mọi tiến trình."),
    ),
    "queue": Page(
        "Hàng đợi",
        "Tin chờ lại, không mất: hàng đợi chỉ là chuông báo.",
        ("systemctl status valkey.", "Đầy bộ nhớ: đặt maxmemory-policy noeviction và thêm bộ nhớ."),
    ),
}
