"""What happens to people: met, their phones learned, their consents kept or taken back, erased."""

from portal.citizens.operations.consents import agree, withdraw
from portal.citizens.operations.erasing import erase
from portal.citizens.operations.meeting import follow, meet, touch, unfollow
from portal.citizens.operations.phones import learn_phone

__all__ = ["agree", "erase", "follow", "learn_phone", "meet", "touch", "unfollow", "withdraw"]
