"""Reading dossiers: what may be shown, to whom."""

from portal.dossiers.queries.receipts import own_token
from portal.dossiers.queries.showing import Viewer, by_code, id_of, view, view_by_id

__all__ = ["Viewer", "by_code", "id_of", "own_token", "view", "view_by_id"]
