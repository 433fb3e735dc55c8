"""What an editor typed about a step, checked; words typed instead of a code are asked back as procedures."""

from flask_babel import gettext as _
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]

from portal.procedures import codes, search
from portal.procedures import queries as procedures
from portal.procedures.journeys import forms
from portal.procedures.journeys.models import Branch
from portal.procedures.journeys.operations import StepFacts

OFFERED = 6  # procedures that are asked back when words were typed instead of a code


def facts(form: forms.StepForm) -> StepFacts | None:
    """What was typed, checked; None with complaints in the form. Words for a procedure are asked back."""
    fits = form.validate()
    said = form.pick.data or form.procedure.data or ""
    read = codes.read(said)
    found = procedures.in_force(read.national) if read else None
    if said and found is None:
        like = search.search(search.Wanted(said), OFFERED).items
        form.pick.choices = [SelectChoice(item.code, f"{item.code} {item.name[:120]}") for item in like]
        form.procedure.errors = [
            _("Chọn đúng thủ tục ở dưới.") if like else _("Không có thủ tục nào như vậy.")
        ]
        return None
    if not (form.title.data or found):
        form.title.errors = [_("Xin ghi việc phải làm, hoặc chọn một thủ tục.")]
        return None
    if not fits:
        return None
    return StepFacts(
        title=form.title.data or (found.facts.name[:200] if found else ""),
        branch=Branch(form.branch.data),
        condition=form.condition.data,
        note=form.note.data,
        code=found.facts.code if found else None,
    )
