"""What is asked when households get another worker."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _

from agencies.models import Membership
from casework.allocations import Handover
from casework.models import Case
from casework.selectors import Caseload, caseloads_of
from web.forms import Form
from web.workloads import told

LONGEST, LONGEST_LINE = 10_000, 1_000
REASON = _("Why does the worker change?")
NOTE = _("What does the next worker need to know?")
TOLD = _("Who of the household was told, when and how?")
SAY_REASON, SAY_NOTE = _("Say why the worker changes"), _("Write down what the next worker needs to know")
SAY_TOLD, CHOOSE = _("Say who was told, when and how"), _("Choose the next worker")


def offer(field: Any, caseloads: Iterable[Caseload], *, blank: str = "") -> None:
    """Let the field offer these workers, each with what they have, by name."""
    known = {str(each.worker.pk): each for each in caseloads}
    choices = [(key, told(each)) for key, each in known.items()]
    field.choices = [("", blank), *choices] if blank else choices
    field.coerce = lambda key: known[key].worker


class HandOverForm(Form):
    """Another lead for one household."""

    to = forms.TypedChoiceField(
        label=_("Who leads from now on?"), widget=forms.RadioSelect, error_messages={"required": CHOOSE}
    )
    reason = forms.CharField(label=REASON, max_length=LONGEST_LINE, error_messages={"required": SAY_REASON})
    handover_note = forms.CharField(
        label=NOTE, max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 4}), error_messages={"required": SAY_NOTE}
    )
    participants_told = forms.CharField(
        label=TOLD, max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 2}), error_messages={"required": SAY_TOLD},
        help_text=_("A change of worker comes as news to nobody."),
    )  # fmt: skip

    def __init__(self, *args: Any, lead: Membership | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(
            self.fields["to"], [each for each in caseloads_of(self.actor) if each.worker != lead] if self.actor else []
        )


class SupportForm(Form):
    """Somebody who works beside the lead."""

    membership = forms.TypedChoiceField(
        label=_("Who supports the lead?"), help_text=_("They see the whole record, and the lead stays."),
        widget=forms.RadioSelect, error_messages={"required": _("Choose who supports the lead")},
    )  # fmt: skip

    def __init__(self, *args: Any, working: Iterable[Any] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        here = set(working)
        found = [each for each in caseloads_of(self.actor) if each.worker.pk not in here] if self.actor else []
        offer(self.fields["membership"], found)


class CaseloadForm(Form):
    """All that somebody leads: for each household the next worker, a note, and who was told."""

    reason = forms.CharField(label=REASON, max_length=LONGEST_LINE, error_messages={"required": SAY_REASON})

    def __init__(self, *args: Any, cases: list[Case], worker: Membership, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.cases = cases
        caseloads = [each for each in caseloads_of(self.actor) if each.worker != worker] if self.actor else []
        # Named by the case and not by its place: a draft outlives the list, and no note may stand under another household.
        for reference in (case.reference for case in cases):
            to: Any = forms.TypedChoiceField(label=_("Who leads from now on?"), error_messages={"required": CHOOSE})
            offer(to, caseloads, blank=now("Choose a worker"))
            self.fields[f"to_{reference}"] = to
            self.fields[f"note_{reference}"] = forms.CharField(
                label=NOTE, max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 3}),
                error_messages={"required": SAY_NOTE},
            )  # fmt: skip
            self.fields[f"told_{reference}"] = forms.CharField(
                label=TOLD, max_length=LONGEST_LINE, error_messages={"required": SAY_TOLD}
            )

    @property
    def households(self) -> list[tuple[Case, list[BoundField]]]:
        """Each household with its own fields."""
        parts = ("to", "note", "told")
        return [(case, [self[f"{part}_{case.reference}"] for part in parts]) for case in self.cases]

    def clean(self) -> dict[str, Any]:
        """What the verb takes: one reason, and a handover for each household."""
        said: dict[str, Any] = super().clean() or {}
        if self.errors:
            return said
        handovers = [
            Handover(case, *(said[f"{part}_{case.reference}"] for part in ("to", "note", "told")))
            for case in self.cases
        ]
        return {"reason": said["reason"], "handovers": handovers}
