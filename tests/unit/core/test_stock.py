"""The stock of tables that tests share holds nothing that a living relay wrote while it was filled."""

import uuid

from flask import Flask
from sqlalchemy import func, select

from portal.account.models import Template
from portal.core import settings
from portal.core.db import db
from portal.procedures.models import Procedure
from tests import stock
from tests.conftest import empty
from tests.factories import keep, make_procedure


def test_what_a_relay_writes_stays_out_of_the_stock(ctx: Flask) -> None:
    def made() -> None:
        make_procedure(name="Cấp thẻ hội viên")
        keep(
            Template(
                oa_id=settings.get().zalo_oa_id,
                template_id="1",
                name="x",
                status="ENABLE",
                params=[],
                event_times={},
            )
        )

    name = f"tried-{uuid.uuid4()}"
    stock.fill(name, made)
    empty()
    stock.fill(name, made)
    counts = [db.session.scalar(select(func.count()).select_from(one)) for one in (Procedure, Template)]
    assert counts == [1, 0]
