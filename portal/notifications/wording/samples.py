"""Made-up values of every placeholder, for a preview where no real message lends its own."""

from collections.abc import Mapping

SAMPLE: Mapping[str, str] = {
    "code": "H44.12-261102-0123",
    "procedure": "Đăng ký thành lập hộ kinh doanh",
    "unit": "UBND phường Long An",
    "step": "đang giải quyết tại UBND phường Long An",
    "received": "02/11/2026",
    "due": "09/11/2026",
    "date": "10/11/2026",
    "papers": "\n- Bản vẽ mặt bằng\n- Giấy đề nghị có chữ ký",
    "until": "20/11/2026",
    "place": "UBND phường Long An, số 1 đường Nguyễn Huệ",
    "hours": "7:30–11:30 và 13:30–17:00, thứ Hai đến thứ Sáu",
    "reason": "còn thiếu chữ ký của chủ hộ",
    "amount": "150.000 đồng",
    "bill": "số BL-0017",
    "result": "Giấy chứng nhận đăng ký hộ kinh doanh",
    "bring": "Khi đến nhận, xin mang theo giấy tiếp nhận hồ sơ và giấy tờ tùy thân.",
    "hotline": "1022",
    "province": "Tỉnh Tây Ninh",
    "oa_name": "Chính quyền số tỉnh Tây Ninh",
    "text": "Xin chào ông/bà.",
    "check": "4729",
    "table": "Lịch ngừng cung cấp điện",
    "word": "cúp điện",
    "number": "12",
    "source": "Công ty Điện lực",
}
