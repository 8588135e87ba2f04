"""How closely a record is kept: for whom it is now, and keeping it more narrowly or less."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.permissions import Permission, check
from casework import restrictions, selectors
from casework.models import Case
from casework.restriction_levels import WHAT_IT_MEANS, Restriction
from web.case.acts import Act
from web.case.choices import CaseForm, Several
from web.forms import Explained


class RestrictForm(CaseForm):
    """Which way, who of the team besides whoever decides it, and why."""

    reason = forms.CharField(
        label=gettext_lazy("Why?"),
        help_text=gettext_lazy("For example: her brother works in the team. Whoever sees the record reads this."),
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": gettext_lazy("Say why, in a few words")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = restrictions.levels_for(self.by, self.case)
        way = forms.ChoiceField(
            label=_("Who sees this record?"),
            choices=[(each.value, each.label) for each in offered],
            widget=Explained(hints={each.value: WHAT_IT_MEANS[each] for each in offered}),
            initial=self.case.restriction,
            error_messages={"required": _("Choose who sees it")},
        )
        self.fields = {"restriction": way, **self.fields}
        if Restriction.SEALED in offered:
            self.fields = {"restriction": way, "named": self._named(), "reason": self.fields["reason"]}

    def _named(self) -> Several:
        team = selectors.could_be_named(self.by, self.case).exclude(pk=self.by.signatory.pk)
        return Several(
            label=_("If it is sealed or hidden: who else of %(team)s sees it?") % {"team": self.case.team.name},
            help_text=_("You do, and everybody allocated to it. Fewer is safer."),
            of={str(row.pk): (row.user.name, row) for row in team},
            initial=[str(row.membership_id) for row in selectors.kept(self.by, self.case).named],
            required=False,
        )


class Restrict(Act):
    """Keep the record more narrowly, or less. To seal, to hide and to undo either is a manager's."""

    section = back = "case-sharing"
    form_class, verb, again = RestrictForm, restrictions.restrict, selectors.case_by_id
    title, button = gettext_lazy("How closely this record is kept"), gettext_lazy("Keep it so")
    lede = gettext_lazy(
        "It takes effect at the next click of everybody concerned, and opens nothing to anybody who could not see it before."
    )
    done = gettext_lazy("It is kept so from now on.")
    draft = gettext_lazy("How closely this record is kept")

    def load(self) -> Case:
        """The case. Raises NotPermitted for who sees it by a share, and where only a manager may undo it."""
        case: Case = super().load()
        if not restrictions.levels_for(self.actor, case):
            check(self.actor, Permission.ALLOCATE_CASE, case)
        return case
