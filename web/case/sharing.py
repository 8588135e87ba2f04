"""Agencies and sharing: who may see what of a case, why and until when; sharing it, stopping, and deciding not to."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.enums import DataCategory, Purpose
from agencies.permissions import Permission, check
from agencies.selectors import agencies_taking_part, agreements_for
from casework import restrictions, selectors, sharing
from casework.enums import ShareLevel
from casework.models import Case, CaseShare, DeclinedShare, NamedWorker
from casework.restriction_levels import SEALED_TO_THE_TEAM, WHAT_IT_MEANS, Restriction
from web.case.acts import AddAct, RowAct
from web.case.choices import CaseForm, Choices
from web.case.pages import CasePage
from web.dates import DateBoxesField
from web.forms import Form
from web.templatetags.days import last_day
from web.templatetags.words import categories as in_words

SECTION = "case-sharing"


class Sharing(CasePage):
    """Who sees what now; what was shared before; what was declined."""

    template = "web/case/sharing.html"
    section = SECTION

    def parts(self, subject: Case) -> dict[str, Any]:
        """For those who work on the case. Raises NotPermitted for who sees it by a share."""
        check(self.actor, Permission.WORK_CASE, subject)
        shares = list(selectors.shares_of(self.actor, subject).order_by("agency__name", "-shared_at", "pk"))
        declined = list(selectors.declined_shares_of(self.actor, subject).order_by("-declined_at", "pk"))
        workers = [row for row in selectors.allocations_of(self.actor, subject) if row.ended_at is None]
        self.looks.note_page(CaseShare, shares, under=subject)
        self.looks.note_page(DeclinedShare, declined)
        is_sealed = subject.restriction in SEALED_TO_THE_TEAM
        return {
            "kept": self.kept(subject),
            "is_sealed": is_sealed,
            "meaning": WHAT_IT_MEANS[Restriction(subject.restriction)],
            "may_restrict": bool(restrictions.levels_for(self.actor, subject)),
            "workers": workers,
            "now": [row for row in shares if row.is_in_force],  # type: ignore[attr-defined]  # annotated by their selector
            "over": [row for row in shares if not row.is_in_force],  # type: ignore[attr-defined]
            "declined": declined,
        }

    def kept(self, subject: Case) -> selectors.Kept:
        """Since when and why, and who is named."""
        kept = selectors.kept(self.actor, subject)
        self.looks.note_page(NamedWorker, kept.named, under=subject)
        if kept.change:
            self.looks.note(kept.change)
        return kept


class ShareForm(CaseForm):
    """With whom, under which agreement, what, for what, how far and until when; and what the household was told."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = self.case.team.agency_id
        agreements = [row for row in agreements_for(self.by).order_by("title", "number") if row.is_in_force]  # type: ignore[attr-defined]  # annotated by their selector
        partners = {
            f"{row.pk}:{party.agency_id}": (
                _("%(agency)s, under “%(agreement)s” until %(day)s")
                % {"agency": party.agency.name, "agreement": row.title, "day": last_day(row.end_at)},
                {"agency": party.agency, "agreement": row},
            )
            for row in agreements
            if any(party.agency_id == own for party in row.parties.all())
            for party in row.parties.all()
            if party.agency_id != own
        }
        with_whom = Choices(
            label=_("With which agency, under which agreement?"),
            of=partners,
            empty=_("Choose one"),
            error_messages={"required": _("Choose an agency")},
        )
        self.fields = {"with_whom": with_whom, **self.fields}
        allowed = {partner["agreement"].pk: partner["agreement"] for _words, partner in partners.values()}
        self.fields["categories"].help_text = " ".join([_("Only what they need."), *map(allows, allowed.values())])

    categories = forms.MultipleChoiceField(
        label=gettext_lazy("What may they see?"),
        choices=DataCategory.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Choose what they may see")},
    )
    level = forms.ChoiceField(
        label=gettext_lazy("May they add to it?"),
        choices=[
            (ShareLevel.SEE.value, gettext_lazy("No, they see it")),
            (ShareLevel.CONTRIBUTE.value, gettext_lazy("Yes, they see it and add what they do")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose whether they may add to it")},
    )
    purpose = forms.ChoiceField(
        label=gettext_lazy("What is it for?"), choices=[(Purpose.SUPPORT.value, Purpose.SUPPORT.label)]
    )
    reason = forms.CharField(
        label=gettext_lazy("What do they need it for?"),
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": gettext_lazy("Say what they need it for")},
    )
    participant_told = forms.CharField(
        label=gettext_lazy("What was the household told?"),
        help_text=gettext_lazy(
            "Who was told, when and how. For example: Rosa, at home, today. If nobody was, say why below instead."
        ),
        widget=forms.Textarea(attrs={"rows": 2}),
        required=False,
    )
    not_told_reason = forms.CharField(
        label=gettext_lazy("Or why were they not told?"), widget=forms.Textarea(attrs={"rows": 2}), required=False
    )
    last_day = DateBoxesField(
        label=gettext_lazy("The last day"),
        help_text=gettext_lazy("Leave it empty to share for as long as the agreement holds."),
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        """The arguments of the verb."""
        said: dict[str, Any] = super().clean() or {}
        partner = said.pop("with_whom", None) or {}
        return {**said, **partner}


def allows(agreement: Any) -> str:
    """What can be chosen under it, since other choices would be refused."""
    words = {"agreement": agreement.title, "categories": in_words(agreement.categories).lower()}
    return _("“%(agreement)s” allows: %(categories)s.") % words


class OfSharing(AddAct):
    """A decision on who sees the case, beside whatever else it has become since."""

    section = back = SECTION

    def load(self) -> Any:
        """The case. Raises NotPermitted for whoever may not share it."""
        case = super().load()
        check(self.actor, Permission.SHARE_CASE, case)
        return case


class Share(OfSharing):
    """Let an agency see this case."""

    form_class, verb, again = ShareForm, sharing.share, selectors.share_for
    title, button = gettext_lazy("Share with an agency"), gettext_lazy("Share it")
    lede = gettext_lazy(
        "They see only what you choose, only while the agreement holds, and every look is written down."
    )
    done = gettext_lazy("They can see it from now on.")
    draft = gettext_lazy("Share with an agency")


class DeclineForm(CaseForm):
    """With whom it is not shared, and why."""

    reason = forms.CharField(
        label=gettext_lazy("Why is it not shared?"),
        help_text=gettext_lazy("For example: Rosa does not want it, and nobody is at risk without it"),
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("Say why it is not shared")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = self.case.team.agency_id
        others = {str(row.pk): (row.name, row) for row in agencies_taking_part(self.by) if row.pk != own}
        agency = Choices(
            label=_("With which agency?"),
            of=others,
            empty=_("Choose one"),
            error_messages={"required": _("Choose an agency")},
        )
        self.fields = {"agency": agency, **self.fields}


class Decline(OfSharing):
    """Decide not to share it, and say why."""

    form_class, verb, again = DeclineForm, sharing.decline, selectors.declined_share_for
    title, button = gettext_lazy("Decide not to share"), gettext_lazy("Write the decision down")
    lede = gettext_lazy("A decision like the other, and as much on record. Nothing changes by it.")
    done = gettext_lazy("It is on record that this is not shared.")
    draft = gettext_lazy("Decide not to share")


class StopForm(Form):
    """Why; a sentence is enough."""

    reason = forms.CharField(
        label=gettext_lazy("Why does it stop?"),
        help_text=gettext_lazy("For example: their part is done, or Rosa asked for it"),
        error_messages={"required": gettext_lazy("Say why it stops, in a few words")},
    )


class Stop(RowAct):
    """One step: the agency sees nothing more of the case by this share."""

    template = "web/case/of_share.html"
    section = back = SECTION
    subject, subject_model, again = selectors.share_for, CaseShare, selectors.share_for
    form_class, verb = StopForm, sharing.stop
    title, button = gettext_lazy("Stop sharing"), gettext_lazy("Stop sharing")
    lede = gettext_lazy(
        "From their next click on, the agency sees nothing more of this record by this share. What they wrote stays."
    )
    done = gettext_lazy("They see nothing more of it by this share.")
    draft = gettext_lazy("Stop sharing")
