"""What machines send and people type, checked: every complaint at once, nothing written."""

from portal.dossiers.forms.lookup import DigitsForm, LookupForm
from portal.dossiers.forms.reading import Complaint, Refusal, doubts, read_dossier, read_progress
from portal.dossiers.forms.records import DossierRecord, ProgressRecord

__all__ = [
    "Complaint",
    "DigitsForm",
    "DossierRecord",
    "LookupForm",
    "ProgressRecord",
    "Refusal",
    "doubts",
    "read_dossier",
    "read_progress",
]
