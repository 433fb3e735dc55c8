"""The settings of announcements to many; part of `settings.Settings`."""

from pydantic import Field
from pydantic_settings import BaseSettings


class BroadcastSettings(BaseSettings):
    """How many at a time, how often one person, who has to agree."""

    broadcast_threads: int = Field(
        96, ge=1, le=128, description="Calls to Zalo at the same time in one job of a broadcast"
    )
    broadcast_undo_seconds: float = Field(
        60.0, ge=0, description="Seconds between the last approval and the first message, for an undo"
    )
    broadcast_weekly_cap: int = Field(
        3, ge=1, description="Announcements one person gets in seven days; urgent ones are not counted"
    )
    broadcast_two_from: int = Field(
        5000, ge=1, description="People from which a broadcast needs a second person's approval, too"
    )
    broadcast_missed_minutes: float = Field(
        30.0, gt=0, description="Minutes after its time from which a broadcast asks before it begins"
    )
