"""What is due in this room: silence, an old yes, an exit or a warning to look at again, a share or agreement that ends.

Registered in settings.REMINDER_SOURCES.
"""

from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db.models import DateField, Exists, F, Func, Min, OuterRef, Q, QuerySet, Subquery
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce, Greatest
from django.db.models.lookups import Exact
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from agencies.clock import Today
from agencies.enums import RoleCode
from agencies.models import Membership, SharingAgreement, UnusualAccess
from agencies.querysets import ReviewNoticeDay
from agencies.roles import ROLES, Permission
from casework.enums import IN_PROGRESS, LEAD_REQUIRED, AllocationRole, Channel
from casework.local_times import DAY, MIDNIGHT, instant_of
from casework.models import (
    Allocation,
    Case,
    CaseExit,
    CaseShare,
    CaseWarning,
    Contact,
    EmergencyAccess,
    EngagementAgreement,
)
from casework.reminder_sources import Source, current, due, lead_of, who_sees_it

ROLES_THAT_KEEP = [role for role, its in ROLES.items() if Permission.MANAGE_AGREEMENTS in its.permissions]


class LocalDay(Func):
    """The day in Europe/London on which an instant falls, and so many months and days later."""

    template = (
        "((%(expressions)s AT TIME ZONE 'Europe/London')::date"
        " + make_interval(months => %(months)s, days => %(days)s))::date"
    )
    output_field = DateField()

    def __init__(self, instant: object, *, months: int = 0, days: int = 0) -> None:
        """Whole numbers, which are ours and no client's."""
        super().__init__(instant, months=int(months), days=int(days))


def no_contact(until: date) -> Source:
    """Nobody was reached for NO_CONTACT_DAYS in a case that is being worked on.

    Counted from the last contact that reached somebody; where there is none, or where the case came back from an exit
    since, from when its first lead began or when it came back.
    """
    days = settings.NO_CONTACT_DAYS
    silent_since = instant_of(until - timedelta(days=days) + DAY, MIDNIGHT)
    reached = Contact.objects.filter(~Q(channel=Channel.NONE), case=OuterRef("pk"), was_reached=True)
    leads = Allocation.objects.filter(case=OuterRef("pk"), role=AllocationRole.LEAD).values("case")
    returns = CaseExit.objects.filter(case=OuterRef("pk"), ended_at__isnull=False).order_by("-ended_at")
    rows: QuerySet[Any] = Case.objects.filter(
        # First what an index answers for almost every case: somebody was reached lately.
        ~Exists(reached.filter(happened_at__gte=silent_since)),
        status__in=IN_PROGRESS,
    ).annotate(
        silent_since=Greatest(
            Subquery(reached.order_by("-happened_at").values("happened_at")[:1]),
            Subquery(leads.annotate(first=Min("started_at")).values("first")),
            Subquery(returns.values("ended_at")[:1]),
        )
    )
    since = rows.filter(silent_since__lt=silent_since)
    return Source(
        kind="no_contact",
        label=format_lazy(_("Nobody was reached for {days} days"), days=days),
        rows=due(since, on=LocalDay(F("silent_since"), days=days), case="pk", worker=lead_of("pk"), team="team"),
        escalates=True,
    )


def engagements_to_renew(until: date) -> Source:
    """A yes to being supported that is ENGAGEMENT_RENEWAL_MONTHS old, of somebody who is still part of the work.

    Nobody's yes lasts for ever because nobody asked again. The lead asks; a new yes, given after the old one was taken
    back, or the person's leaving settles it. It is the worker's to ask, so nobody else is told.
    """
    months = settings.ENGAGEMENT_RENEWAL_MONTHS
    # A little too many by the day that an index is on; exactly those by the day that is computed.
    roughly = instant_of(until - 28 * DAY * months, MIDNIGHT)
    rows = EngagementAgreement.objects.filter(
        withdrawn_at__isnull=True,
        agreed_at__lt=roughly,
        member__left_at__isnull=True,
        member__case__status__in=IN_PROGRESS,
    ).annotate(renewal_on=LocalDay(F("agreed_at"), months=months))
    return Source(
        kind="engagement_to_renew",
        label=format_lazy(_("A yes to being supported is {months} months old"), months=months),
        rows=due(
            rows.filter(renewal_on__lte=until), on="renewal_on", case="member__case", worker=lead_of("member__case")
        ),
        is_told_ahead=True,
    )


def exits_to_check(until: date) -> Source:
    """A case that rests, was stepped up, lost or is being transferred: its day to look again has come."""
    rows = CaseExit.objects.filter(ended_at__isnull=True, check_on__lte=until, case__status__in=LEAD_REQUIRED)
    return Source(
        kind="exit_to_check",
        label=_("A case that left the work is to be looked at again"),
        rows=due(rows, on="check_on", case="case", worker=lead_of("case")),
        is_told_ahead=True,
        escalates=True,
    )


def warnings_to_look_at(until: date) -> Source:
    """The day of a warning has come: its owner looks whether it still holds, and says so, or ends it."""
    rows = CaseWarning.objects.filter(ended_at__isnull=True, review_on__lte=until, case__status__in=LEAD_REQUIRED)
    owner = Coalesce(who_sees_it("owner"), lead_of("case"))
    return Source(
        kind="warning_to_look_at",
        label=_("A warning is to be looked at again"),
        rows=due(rows, on="review_on", case="case", worker=owner),
        is_told_ahead=True,
        escalates=True,
    )


def shares_ending(until: date) -> Source:
    """The last day of a share comes near, before its agreement's: its lead shares anew, or lets it end.

    The end of an agreement itself is told to whoever keeps it, and not once for each of its cases.
    """
    shares = CaseShare.objects.in_force().filter(ends_at__lt=F("agreement__end_at"))
    ending = shares.filter(ends_at__lte=instant_of(until + DAY, MIDNIGHT), case__status__in=LEAD_REQUIRED)
    return Source(
        kind="share_ending",
        label=_("A case will no longer be shared with an agency"),
        rows=due(ending, on=LocalDay(F("ends_at"), days=-1), case="case", worker=lead_of("case")),
        is_told_ahead=True,
    )


def agreements_to_review(until: date) -> Source:
    """The day on which the parties look at an agreement again; another version, signed, or its end settles it."""
    rows = _agreements().filter(review_on__lte=until)
    return Source(
        "agreement_to_review", _("A sharing agreement is to be reviewed"), _kept(rows, "review_on"), is_told_ahead=True
    )


def agreement_reviews_near(until: date) -> Source:
    """The review of an agreement is three months away: time to write the next version and have everybody sign it.

    Told once to each who keeps agreements for one of its parties; another version, signed, or its end settles it.
    """
    keepers = Membership.objects.current().filter(role__in=ROLES_THAT_KEEP)
    rows = _agreements().filter(parties__agency__memberships__in=keepers)
    near = rows.annotate(near_on=ReviewNoticeDay(F("review_on"))).filter(near_on__lte=Today())
    return Source(
        "agreement_review_near",
        _("The review of a sharing agreement comes near"),
        due(near, on="review_on", worker="parties__agency__memberships"),
        is_told_at_once=True,
    )


def agreements_ending(until: date) -> Source:
    """The last day of an agreement comes near: after it nothing is shared under it, though nobody does anything."""
    rows = _agreements().filter(end_at__lte=instant_of(until + DAY, MIDNIGHT))
    on = LocalDay(F("end_at"), days=-1)
    return Source("agreement_ending", _("A sharing agreement is ending"), _kept(rows, on), is_told_ahead=True)


def unusual_access(until: date) -> Source:
    """Somebody looked where one asks why; told to the information governance lead who has been that for longest."""
    leads = Membership.objects.current().filter(role=RoleCode.GOVERNANCE_LEAD, agency=OuterRef("agency"))
    rows = UnusualAccess.objects.filter(looked_into_at__isnull=True, found_at__lt=instant_of(until + DAY, MIDNIGHT))
    lead = Subquery(leads.order_by("started_on", "pk").values("pk")[:1])
    return Source(
        "unusual_access", _("An unusual look is to be looked into"), due(rows, on=LocalDay(F("found_at")), worker=lead)
    )


def emergencies_to_review(until: date) -> Source:
    """The day has come by which somebody looks at an emergency access: told to the lead of the agency whose case it was."""
    leads = Membership.objects.current().filter(role=RoleCode.GOVERNANCE_LEAD, agency=OuterRef("case__team__agency"))
    rows = EmergencyAccess.objects.filter(reviewed_at__isnull=True, review_due_on__lte=until)
    lead = Subquery(leads.order_by("started_on", "pk").values("pk")[:1])
    return Source(
        "emergency_to_review", _("An emergency access is to be looked at"), due(rows, on="review_due_on", worker=lead)
    )


def _agreements() -> QuerySet[SharingAgreement]:
    rows: QuerySet[SharingAgreement] = SharingAgreement.objects.in_force()
    return rows.exclude(superseded_by__signed_at__isnull=False)


def _kept(rows: QuerySet[SharingAgreement], on: str | Combinable) -> QuerySet[SharingAgreement]:
    """Told to who drafted it; where they left, to whoever keeps agreements in the same agency, or for another party."""
    keepers = Membership.objects.current().filter(
        role=RoleCode.GOVERNANCE_LEAD, agency__agreement_parties__agreement=OuterRef("pk")
    )
    theirs_first = keepers.annotate(is_theirs=Exact(F("agency"), OuterRef("drafted_by__agency")))
    next_keeper = theirs_first.order_by("-is_theirs", "started_on", "pk").values("pk")[:1]
    worker = Coalesce(current("drafted_by"), Subquery(next_keeper))
    return due(rows, on=on, worker=worker)
