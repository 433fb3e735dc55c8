"""Plain builders of rows for tests; every value you do not name is sensible."""

import uuid
from itertools import count
from typing import Any, TypeVar

from sqlalchemy import select

from portal.citizens import operations as citizens
from portal.citizens.models import Citizen, Proof, Purpose
from portal.core import clock
from portal.core.db import Model, db
from portal.dossiers import operations
from portal.dossiers.models import Dossier
from portal.news import operations as news
from portal.news.models import Category
from portal.places import operations as places
from portal.places.forms import OfficeFacts
from portal.procedures import operations as procedures
from portal.staff import operations as staff
from portal.staff.models import Role

number = count(1)
Row = TypeVar("Row", bound=Model)


def keep(row: Row) -> Row:
    """Write a row at once."""
    db.session.add(row)
    db.session.commit()
    return row


def filled(given: dict[str, Any], **usual: Any) -> dict[str, Any]:
    """What was named, over what is usual."""
    return {**usual, **given}


def told(**over: Any) -> dict[str, Any]:
    """A dossier record as a one-stop system sends it; a new code each time."""
    usual = {
        "MaHoSo": f"H44.12-260701-{next(number):04d}",
        "TrangThaiHoSo": "2",
        "MaTTHC": "1.001193",
        "TenTTHC": "Đăng ký thành lập hộ kinh doanh",
        "TenLinhVuc": "Hộ kinh doanh",
        "ChuHoSo": "Nguyễn Văn An",
        "SoDienThoai": "0912345678",
        "NgayTiepNhan": "20260701083000",
        "NgayHenTra": "20260706170000",
        "DonViXuLy": "UBND phường Long An",
    }
    return {name: value for name, value in (usual | over).items() if value is not None}


def make_dossier(**over: Any) -> Dossier:
    """A dossier as intake makes it; names are the national ones."""
    record = told(**over)
    operations.record_changes("demo", uuid.uuid4().hex, [record])
    return db.session.scalars(select(Dossier).filter_by(code=record["MaHoSo"])).one()


def make_person(phone: str | None = None, *, agreed: bool = False) -> uuid.UUID:
    """A person, perhaps with a phone we know and consent to be told of every dossier; their id."""
    person = keep(Citizen(created_at=clock.now()))
    if phone:
        citizens.learn_phone(person.id, phone, Proof.CLAIMED, "test")
    if agreed:
        citizens.agree(
            Purpose.DOSSIER_NOTIFY,
            citizen_id=person.id,
            text_version="1",
            channel="oa",
            evidence=str(person.id),
        )
    return person.id


def make_procedure(**over: Any) -> str:
    """A procedure of the catalogue, as an import makes it; its code."""
    usual = {
        "code": f"1.{next(number):06d}",
        "name": "Đăng ký khai sinh",
        "field": "Hộ tịch",
        "levels": ["commune"],
        "desk": "one_stop",
        "subjects": ["Công dân Việt Nam"],
        "source": "A",
        "as_of": "2026-07",
    }
    row = usual | over
    report = procedures.import_rows([row])
    assert not report.refused, report.refused
    return str(row["code"])


PASSWORD = "mot-mat-khau-de-thu"


def make_office(**over: Any) -> uuid.UUID:
    """An office people may go to; its id."""
    n = next(number)
    usual = {
        "code": f"H44.{n:03d}",
        "name": f"Trung tâm Phục vụ hành chính công {n}",
        "kind": "service_center",
    }
    return places.upsert_office(OfficeFacts.model_validate(usual | over))


def make_staff(*roles: Role, office_id: uuid.UUID | None = None, username: str | None = None) -> str:
    """Somebody with these roles and PASSWORD; their user name."""
    chosen = username or f"canbo{next(number)}"
    staff.create_user(chosen, "Cán bộ thử", [(role, office_id) for role in roles], PASSWORD)
    return chosen


def make_news(**over: Any) -> uuid.UUID:
    """An announcement in force; its id."""
    usual: dict[str, Any] = {
        "title": f"Tin số {next(number)}",
        "summary": "Tóm tắt",
        "body": "<p>Nội dung</p>",
    }
    return news.publish_item(**{"category": Category.NEWS, **usual, **over})
