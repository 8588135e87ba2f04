"""What a panel does with households that were found: it looks at why, and a person decides, and says why."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.conf import settings
from django.db import models, transaction
from django.db.models import F, Func, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from agencies import audit, clock
from agencies.actors import Actor
from agencies.exceptions import NOT_FOUND, Invalid, Missing
from agencies.extracts.agreed import binding
from agencies.models import SharingAgreement
from agencies.permissions import Permission, holds
from agencies.selectors import one
from casework import households, panel, referring
from casework.enums import HouseholdRole
from casework.exceptions import NominationDecided
from casework.identifiers import IdentifierInvalid, clean_postcode
from casework.models import Case, Nomination
from casework.newcomers import Newcomer
from casework.nomination_evidence import Evidence, EvidentPerson, evidence_of
from casework.nomination_words import NominationDecision
from casework.referring import Knows, Story

PEOPLE = ("decided_by__user", "decided_by__agency", "became")


class IsObjectedTo(Func):
    """Whether somebody who is on record by these mentions objects: the panel sees that, and no objection."""

    function = "guard.is_objected_to"
    output_field = models.BooleanField()


def nominations_for(actor: Actor) -> QuerySet[Nomination]:
    """Those that wait for a decision, by rank, where all agreements under which they were found bind the actor's agency."""
    rows = _bound(actor).filter(decided_at__isnull=True).order_by("-score", "pk")
    return rows.alias(objected=IsObjectedTo(F("mentions"))).filter(objected=False)


def decided_for(actor: Actor) -> QuerySet[Nomination]:
    """What was decided, the newest first."""
    return _bound(actor).filter(decided_at__isnull=False).order_by("-decided_at", "pk")


def nomination_for(actor: Actor, key: UUID) -> Nomination:
    """One of either; raises Missing."""
    if not holds(actor, Permission.DECIDE_NOMINATIONS):
        raise Missing(NOT_FOUND)
    waiting = nominations_for(actor).values("pk")
    return one(_bound(actor).filter(Q(decided_at__isnull=False) | Q(pk__in=waiting)), key)


def evidence_for(actor: Actor, nomination: Nomination) -> Evidence:
    """Why it was found. Raises Missing."""
    return evidence_of(nomination_for(actor, nomination.pk), clock.today())


@transaction.atomic
def decide(
    nomination: Nomination,
    *,
    decision: NominationDecision,
    reason: str,
    not_before: date | None = None,
    by: Actor,
    at: datetime | None = None,
) -> Nomination:
    """Say what becomes of the household. Raises NominationDecided where somebody did before, Missing and Invalid.

    - “not now” names the day from which they may be found again
    - where it becomes a case: registers them as far as the agreements list who they are, and refers them to the actor's team
    """
    row = nomination_for(by, nomination.pk)
    row = one(
        Nomination.objects.select_for_update(of=("self",)), row.pk
    )  # which the night may have forgotten meanwhile
    if row.decided_at is not None:
        raise NominationDecided(_("Somebody decided about this household already. See what they decided."))
    moment = clock.moment(at)
    _check(decision, reason, not_before, clock.local_date(moment))
    row.decision, row.reason, row.not_before = decision, reason.strip(), not_before
    if decision == NominationDecision.BECOME_CASE:
        row.became = _refer(row, by=by, at=at)
    row.decided_at, row.decided_by = moment, by.signatory
    row.save(update_fields=["decision", "reason", "not_before", "became", "decided_at", "decided_by"])
    case = row.became.pk if row.became else None
    audit.record("nomination.decided", row, by=by, at=moment, decision=row.decision, case_id=case)
    return nomination_for(by, row.pk)


def _bound(actor: Actor) -> QuerySet[Nomination]:
    panel.check_panel(actor)
    bound = list(binding(actor.signatory.agency).values_list("pk", flat=True))
    return Nomination.objects.filter(agreements__contained_by=bound).select_related(*PEOPLE)


def _check(decision: NominationDecision, reason: str, not_before: date | None, today: date) -> None:
    if not reason.strip():
        raise Invalid.field("reason", _("Say why: the household can ask, and so can whoever finds them next."))
    waits = decision == NominationDecision.NOT_NOW
    if waits and (not_before is None or not_before <= today):
        raise Invalid.field("not_before", _("Choose a day to come: until then they are not found again."))
    if not waits and not_before is not None:
        raise Invalid.field("not_before", _("Only “not now” has a day."))


def _refer(row: Nomination, *, by: Actor, at: datetime | None) -> Case:
    """By the verb of every referral, with what the agreements let pass and no more."""
    today = clock.local_date(clock.moment(at))
    evidence = evidence_of(row, today)
    if not evidence.people:
        raise Invalid(_("The agreements name nobody of this household. Ask an agency that knows them to refer them."))
    if by.team is None:  # the database gives no manager without one
        raise RuntimeError("a manager without a team")
    case = referring.refer_household(
        team=by.team,
        story=Story(why_now=_why(row), wanted="", knows=Knows.NOT_ASKED, safety=""),
        newcomers=_newcomers(evidence.people),
        name=_household_name(evidence.people),
        by=by,
        at=at,
    )
    if evidence.address:
        # Extracts may say a sector, or what is no postcode: an address without one is better than none.
        postcode = _postcode(evidence.postcode)
        households.record_address(
            case.household, lines=evidence.address, postcode=postcode, started_on=today, by=by, at=at
        )
    return case


def _newcomers(people: Sequence[EvidentPerson]) -> list[Newcomer]:
    """Without a day of birth, or a role, they are adults: the team asks them."""
    return [
        Newcomer(each.name, HouseholdRole.CHILD if each.is_child else HouseholdRole.ADULT, each.born_on)
        for each in people
    ]


def _household_name(people: Sequence[EvidentPerson]) -> str:
    surname = people[0].name.split()[-1]
    with override(settings.LANGUAGE_CODE):
        return _("The %(surname)s household") % {"surname": surname}


def _postcode(said: str) -> str:
    try:
        return clean_postcode(said) if said else ""
    except IdentifierInvalid:
        return ""


def _why(row: Nomination) -> str:
    """The referral's words: that they were found, by what, under which agreements, and why somebody decided so."""
    titles = SharingAgreement.objects.filter(pk__in=row.agreements).order_by("title").values_list("title", flat=True)
    months = row.thresholds["months"]
    with override(settings.LANGUAGE_CODE):
        found = ngettext(
            "Found by linking what %(agencies)d agencies recorded: %(contacts)d contact in %(months)d months.",
            "Found by linking what %(agencies)d agencies recorded: %(contacts)d contacts in %(months)d months.",
            row.contacts,
        ) % {"agencies": row.agencies, "contacts": row.contacts, "months": months}
        under = _("Under: %(agreements)s.") % {"agreements": ", ".join(f"“{title}”" for title in dict.fromkeys(titles))}
        check = _("Their names come from the agencies’ files: check them with the household.")
    return "\n".join((row.reason, found, under, check))
