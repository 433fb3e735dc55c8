"""Many rows in one statement, as the intake writes and reads them."""

from portal.core.many import among, put

__all__ = ["among", "put"]
