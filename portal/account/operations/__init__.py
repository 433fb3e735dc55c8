"""What changes what we know of the account: events, readings, the operator, the followers' list."""

from portal.account.operations.changes import note_change as note_change
from portal.account.operations.deciding import cap_messages as cap_messages
from portal.account.operations.deciding import decide as decide
from portal.account.operations.following import pause as pause
from portal.account.operations.following import resume as resume
from portal.account.operations.following import start as start
