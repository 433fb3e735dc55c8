"""What machines send, checked: every complaint at once, nothing written. What people type is in `lookup`."""

from portal.dossiers.forms.reading import Complaint, Refusal, doubts, read_dossier, read_progress
from portal.dossiers.forms.records import DossierRecord, ProgressRecord

__all__ = [
    "Complaint",
    "DossierRecord",
    "ProgressRecord",
    "Refusal",
    "doubts",
    "read_dossier",
    "read_progress",
]
