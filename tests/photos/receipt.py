"""A printed receipt: a sheet of A4 with its headings, its lines and its QR, in grey."""

import random
from dataclasses import dataclass

import qrcode
from PIL import Image, ImageDraw, ImageFont

WIDTH, HEIGHT = 1654, 2339  # A4 at 200 dots an inch
MILLIMETRE = WIDTH / 210
MARGIN = 150
_LINES = (
    "Ma ho so",
    "Co quan tiep nhan",
    "Tiep nhan ho so cua",
    "Dia chi",
    "So dien thoai",
    "Noi dung yeu cau giai quyet",
    "Thanh phan ho so nop gom",
    "So luong ho so",
    "Thoi gian giai quyet",
    "Thoi gian nhan ho so",
    "Thoi gian tra ket qua",
    "Nhan ket qua tai",
)


@dataclass(frozen=True)
class Sheet:
    """A printed page, and where its QR stands on it: left, top, side, in dots."""

    image: Image.Image
    qr: tuple[int, int, int]


def code_of(luck: random.Random) -> str:
    """A dossier's code in one of the shapes that are printed today."""
    day = f"26{luck.randint(1, 9):02d}{luck.randint(1, 28):02d}"
    heads = (
        f"H44.{luck.randint(10, 99)}",
        "H15.50.05.13",
        f"H48.{luck.randint(10, 99)}.{luck.randint(10, 99)}",
    )
    return f"{luck.choice(heads)}-{day}-{luck.randint(1, 9999):04d}"


def payload_of(code: str, luck: random.Random) -> str:
    """What one-stop systems print into the QR of that code (domain.md 2.2)."""
    paper = f"0{luck.randint(10**10, 10**11 - 1)}"
    return luck.choice(
        (
            code,
            f"https://dichvucong.tinh.gov.vn/tra-cuu?maHoSo={code}",
            f"https://motcua.tinh.gov.vn/portaldvc/tra-cuu?SGT={paper}&MHS={code}",
        )
    )


def print_sheet(payload: str, luck: random.Random) -> Sheet:
    """A receipt with this QR, 22 to 28 mm wide, at the upper right or left."""
    paper = Image.new("L", (WIDTH, HEIGHT), luck.randint(238, 255))
    pen = ImageDraw.Draw(paper)
    side = round(luck.uniform(22, 28) * MILLIMETRE)
    left = luck.choice((MARGIN, WIDTH - MARGIN - side))
    top = MARGIN + luck.randint(0, 80)
    paper.paste(qr_of(payload, side), (left, top))
    _write(pen, luck, beside=(left + side + 40 if left == MARGIN else MARGIN), below=top + side + 60)
    return Sheet(paper, (left, top, side))


def qr_of(payload: str, side: int) -> Image.Image:
    """The QR alone, with its quiet zone, `side` dots wide."""
    made = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M, box_size=8, border=3)
    made.add_data(payload)
    made.make(fit=True)
    plain: Image.Image = made.make_image().get_image().convert("L")
    return plain.resize((side, side), Image.Resampling.LANCZOS)


def _write(pen: ImageDraw.ImageDraw, luck: random.Random, beside: int, below: int) -> None:
    head, body = ImageFont.load_default(34), ImageFont.load_default(30)
    for n, line in enumerate(
        ("UY BAN NHAN DAN TINH", "BO PHAN MOT CUA", f"So: {luck.randint(100, 9999)}/TNHS")
    ):
        pen.text((beside, MARGIN + n * 50), line, fill=20, font=head)
    pen.text((WIDTH // 4, below), "GIAY TIEP NHAN HO SO VA HEN TRA KET QUA", fill=15, font=head)
    for n, line in enumerate(_LINES):
        dots = "." * luck.randint(30, 60)
        pen.text((MARGIN, below + 110 + n * 85), f"{n + 1}. {line}: {dots}", fill=30, font=body)
    bottom = below + 150 + len(_LINES) * 85
    for x in range(MARGIN, WIDTH - MARGIN, 260):
        pen.rectangle((x, bottom, x + 260, bottom + 160), outline=40, width=3)
