"""What machines send and people type, checked: every complaint at once, nothing written."""

from portal.dossiers.forms.lookup import DigitsForm, LookupForm
from portal.dossiers.forms.records import (
    Complaint,
    DossierRecord,
    ProgressRecord,
    Refusal,
    read_dossier,
    read_progress,
)

__all__ = [
    "Complaint",
    "DigitsForm",
    "DossierRecord",
    "LookupForm",
    "ProgressRecord",
    "Refusal",
    "read_dossier",
    "read_progress",
]
