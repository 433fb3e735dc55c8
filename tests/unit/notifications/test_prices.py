"""What a message costs, by the day a price holds from."""

import datetime as dt

from flask import Flask

from portal.core import clock
from portal.notifications import prices
from portal.notifications.models import Channel


def test_prices_hold_by_the_day(ctx: Flask) -> None:
    by = None
    today = clock.today()
    told = prices.Price(Channel.SMS, today, 400, "hợp đồng 12")
    assert prices.enter(told, by)  # type: ignore[arg-type]
    assert not prices.enter(told, by)  # type: ignore[arg-type]
    assert prices.on(today)[Channel.SMS] == 400
    assert prices.on(today - dt.timedelta(days=1))[Channel.SMS] == 350
