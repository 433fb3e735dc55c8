"""Zalo's numbers of places for broadcasts, as last published: the provinces before July 2025."""

CITIES = (
    "Đồng Tháp", "Bình Phước", "Ninh Bình", "Bạc Liêu", "TP. Hồ Chí Minh", "Vĩnh Long", "Lâm Đồng",
    "Yên Bái", "Hà Nam", "Hà Nội", "Hải Dương", "Hậu Giang", "An Giang", "Trà Vinh", "Tiền Giang",
    "Tây Ninh", "Đồng Nai", "Đắk Lắk", "Bình Định", "Kon Tum", "Đà Nẵng", "Bắc Giang", "Bắc Kạn",
    "Điện Biên", "Hòa Bình", "Thái Bình", "Vĩnh Phúc", "Hà Giang", "Kiên Giang", "Bình Dương",
    "Bình Thuận", "Đắk Nông", "Khánh Hòa", "Gia Lai", "Quảng Nam", "Quảng Trị", "Hà Tĩnh", "Hưng Yên",
    "Quảng Ninh", "Thanh Hóa", "Phú Thọ", "Lai Châu", "Thái Nguyên", "Cao Bằng", "Cà Mau", "Cần Thơ",
    "Sóc Trăng", "Bến Tre", "Long An", "Bà Rịa – Vũng Tàu", "Ninh Thuận", "Phú Yên", "Quảng Ngãi",
    "Thừa Thiên Huế", "Quảng Bình", "Nghệ An", "Nam Định", "Hải Phòng", "Lạng Sơn", "Lào Cai", "Sơn La",
    "Bắc Ninh", "Tuyên Quang", "Ngoài Việt Nam",
)  # fmt: skip
"""Name at its number; the last is outside Vietnam. The merger to 34 provinces is in no source yet."""
