"""What changes what we know of the account: events, readings, the operator, the followers' list."""

from portal.account.operations.changes import note_change as note_change
