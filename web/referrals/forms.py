"""What is asked when a referral is taken in or declined."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from casework.enums import DeclineReason
from casework.selectors import caseloads_of
from web.forms import Form, paragraph
from web.workloads import told


class AcceptForm(Form):
    """Who becomes the household's worker."""

    lead = forms.TypedChoiceField(
        label=_("Who becomes their worker?"), help_text=_("One worker, who stays for the whole time."),
        widget=forms.RadioSelect, error_messages={"required": _("Choose the household’s worker")},
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        caseloads = caseloads_of(self.actor) if self.actor else []
        known = {str(each.worker.pk): each for each in caseloads}
        field: Any = self.fields["lead"]
        field.choices = [(key, told(each)) for key, each in known.items()]
        field.coerce = lambda key: known[key].worker


class DeclineForm(Form):
    """Why not."""

    decline_reason = forms.ChoiceField(
        label=_("Why is it not taken in?"), help_text=_("How great or how small the needs are is never a reason."),
        widget=forms.RadioSelect, choices=DeclineReason.choices, error_messages={"required": _("Choose why")},
    )  # fmt: skip
    explanation = paragraph(
        _("What do whoever referred them, and the household, need to know?"),
        required=_("Say why, in a sentence or two"),
    )
