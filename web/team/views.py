"""The team's page, and giving households another worker: one, or all that somebody leads."""

from typing import Any, ClassVar

from django.conf import settings
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.functional import Promise
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from agencies import clock
from agencies.models import Membership
from agencies.permissions import Permission, check
from casework import allocations, selectors
from casework.enums import CaseStatus
from casework.models import Case
from outcomes import stuck, team_figures
from outcomes.stuck import Reason, Stuck
from web.case.acts import Act
from web.case.pages import lead_of
from web.form_pages import FormPage
from web.pages import Page
from web.team.forms import CaseloadForm, HandOverForm, SupportForm
from web.workloads import room, spread, usual, weight

MOST = 100
WEEK = 7


class Team(Page):
    """What a manager looks at before a meeting: households first, then workers by name, and never one above another."""

    template = "web/team/team.html"

    def content(self, subject: Any) -> dict[str, Any]:
        """Only for whoever allocates; exact, since they may open every case that is counted here."""
        check(self.actor, Permission.ALLOCATE_CASE)
        found = stuck.stuck_of(self.actor)
        show = self.request.GET.get("show", "")
        shown = [each for each in found if show not in stuck.KINDS or show in {why.kind for why in each.reasons}]
        waiting = list(selectors.waiting_for_a_worker(self.actor)[:MOST])
        caseloads = selectors.caseloads_of(self.actor)
        self.looks.note_page(Case, [*waiting, *(each.case for each in shown[:MOST])])
        return {
            "team": self.actor.team,
            "today": clock.today(),
            "waiting": [
                (case, lead_of(case), case.status == CaseStatus.REFERRED, case.is_kept_from_lead) for case in waiting
            ],
            "stuck": [(each, lead_of(each.case), [words_of(why) for why in each.reasons]) for each in shown[:MOST]],
            "number_stuck": len(found),
            "counts": counts(found),
            "show": show if show in stuck.KINDS else "",
            "caseloads": [(each, weight(each), room(each)) for each in caseloads],
            "spread": spread(caseloads),
            "usual": usual(),
            "figures": team_figures.of_team(self.actor),
        }


def counts(found: list[Stuck]) -> list[tuple[str, int, str]]:
    """Each kind with its number and its words."""
    numbers = {kind: sum(kind in {why.kind for why in each.reasons} for each in found) for kind in stuck.KINDS}
    words = {
        stuck.NO_OUTCOME: now("without an agreed outcome after %(weeks)s weeks") % {"weeks": settings.NO_OUTCOME_WEEKS},
        stuck.NO_CONTACT: now("where nobody was reached for %(time)s") % {"time": time_of(settings.NO_CONTACT_DAYS)},
        stuck.REVIEW_LATE: ngettext("review overdue", "reviews overdue", numbers[stuck.REVIEW_LATE]),
        stuck.NOT_AGREED: now("where somebody said “not yet” to ending"),
    }
    return [(kind, numbers[kind], words[kind]) for kind in stuck.KINDS]


def words_of(why: Reason) -> tuple[str | Promise, Reason]:
    """What stands beside the day."""
    said = {
        stuck.NO_OUTCOME: _("No agreed outcome, with us since"),
        stuck.NO_CONTACT: _("Nobody reached since"),
        stuck.REVIEW_LATE: _("Review was due"),
        stuck.NOT_AGREED: _("“Not yet” to ending, said"),
    }
    return said[why.kind], why


def time_of(days: int) -> str:
    """`3 weeks`, `10 days`."""
    number, rest = divmod(days, WEEK)
    if rest:
        return ngettext("%(number)s day", "%(number)s days", days) % {"number": days}
    return ngettext("%(number)s week", "%(number)s weeks", number) % {"number": number}


class Allocating(Act):
    """A decision about who works on one case."""

    template = "web/team/allocating.html"
    again: ClassVar[Any] = selectors.allocation_for

    def load(self) -> Any:
        """Whoever does not allocate does not fill in the form."""
        check(self.actor, Permission.ALLOCATE_CASE)
        case = super().load()
        check(self.actor, Permission.ALLOCATE_CASE, case)
        return case

    def parts(self, subject: Any) -> dict[str, Any]:
        """What is usual, for whoever weighs one worker against another."""
        return {**super().parts(subject), "usual": usual()}


class HandOver(Allocating):
    """Another lead."""

    form_class, verb = HandOverForm, allocations.hand_over
    title, button = _("Hand this household over"), _("Hand over")
    lede = _("Whoever comes next begins where the last one stopped, so that the family tells its story once.")
    done = _("The household has its new worker, who finds your note in the story.")
    draft = _("Hand this household over")

    def form_arguments(self, subject: Case) -> dict[str, Any]:
        """The lead of now is not offered."""
        return {"actor": self.actor, "subject": subject, "lead": lead_of(subject)}

    def parts(self, subject: Case) -> dict[str, Any]:
        """Who leads now, where somebody does."""
        shown, lead = super().parts(subject), lead_of(subject)
        if lead is not None:
            told = now(
                "%(name)s leads now. Whoever comes next begins where they stopped, so that the family tells its story once."
            )
            shown["lede"] = told % {"name": lead.user.name}
        return shown


class AddSupport(Allocating):
    """Somebody beside the lead."""

    form_class, verb = SupportForm, allocations.add_support
    title, button = _("Let somebody support the lead"), _("Add to this case")
    done = _("They support the lead from now on.")

    def form_arguments(self, subject: Case) -> dict[str, Any]:
        """Who works on it is not offered."""
        working = selectors.allocations_of(self.actor, subject).filter(ended_at__isnull=True)
        return {"actor": self.actor, "subject": subject, "working": working.values_list("membership", flat=True)}


class HandOverCaseload(FormPage):
    """All that somebody leads: every household of it, or none."""

    template = "web/team/hand_over_caseload.html"
    subject, subject_key, subject_model = selectors.worker_for, "id", Membership
    form_class, verb, again = CaseloadForm, allocations.hand_over_caseload, selectors.worker_for
    done = _("Every household has its new worker, who finds your note in its story.")
    draft = _("Hand a caseload over")
    cases: list[Case]

    def load(self) -> Any:
        """The worker, and what they lead. Whoever does not allocate does not fill in the form."""
        check(self.actor, Permission.ALLOCATE_CASE)
        worker = super().load()
        self.cases = list(selectors.cases_led_by(self.actor, worker)[:MOST])
        self.looks.note_page(Case, self.cases)
        return worker

    def form_arguments(self, subject: Membership) -> dict[str, Any]:
        """The households that are to be handed over."""
        return {"actor": self.actor, "subject": subject, "cases": self.cases, "worker": subject}

    def content(self, subject: Membership) -> dict[str, Any]:
        """Whose households they are."""
        return {"worker": subject, "usual": usual()}

    def mark_of(self, subject: Any) -> str:
        """Which cases, each in which version: where one came, went or changed, the form is about something else."""
        facts = ",".join(f"{case.pk}:{case.version}" for case in self.cases)
        return salted_hmac("web.seen", f"{facts}:{self.actor.signatory.pk}", algorithm="sha256").hexdigest()[:32]

    def after(self, row: Membership) -> str:
        """To the team."""
        return reverse("web:team")
