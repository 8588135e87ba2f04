"""Designing outcomes with the people they belong to: understanding first, then their words, then their agreement to them."""

from collections.abc import Iterable
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from agencies import audit, clock
from agencies.actors import Actor
from agencies.enums import DataCategory
from agencies.exceptions import Invalid
from agencies.permissions import Permission, check
from casework.contacts import write
from casework.enums import Means
from casework.exceptions import TransitionRefused
from casework.lifecycle import require_open
from casework.models import Case, CaseMember, Person
from outcomes.enums import OutcomeDomain
from outcomes.exceptions import AnotherWording, NotAParticipant
from outcomes.models import Outcome, OutcomeAgreement, OutcomeVersion, Understanding

SCALE = range(1, 11)


@transaction.atomic
def record_understanding(
    case: Case,
    *,
    what_matters: str,
    category: DataCategory,
    by: Actor,
    good_life: str = "",
    strengths: str = "",
    history: str = "",
    about: Iterable[Person] = (),
    not_to_disclose_to: Iterable[Person] = (),
    corrects: Understanding | None = None,
    at: datetime | None = None,
) -> Understanding:
    """Write down what matters to them and what a good life looks like, before anything is planned."""
    check(by, Permission.WORK_CASE, case)
    understanding = Understanding(
        case=case,
        category=category,
        what_matters=what_matters,
        good_life=good_life,
        strengths=strengths,
        history=history,
        corrects=corrects,
    )
    return write(understanding, about, not_to_disclose_to, by=by, at=clock.moment(at), event="understanding.recorded")


@transaction.atomic
def propose(
    case: Case,
    *,
    domain: OutcomeDomain,
    category: DataCategory,
    wording: str,
    would_be_seen: str,
    start: int,
    goal: int,
    participants: Iterable[CaseMember],
    by: Actor,
    not_to_disclose_to: Iterable[Person] = (),
    at: datetime | None = None,
) -> Outcome:
    """Write an outcome down in its people's words. It counts once everybody named in it has agreed."""
    check(by, Permission.WORK_CASE, case)
    require_open(case)  # and hold its row, so that nobody who is named leaves it in the same moment
    if not case.understandings.exists():
        raise TransitionRefused(_("Record first what matters to them: an outcome comes from there."))
    members, at = list(participants), clock.moment(at)
    _require_members(case, members)
    outcome = Outcome(case=case, domain=domain, category=category)
    about = [member.person for member in members]
    write(outcome, about, not_to_disclose_to, by=by, at=at, event="outcome.proposed")
    version = OutcomeVersion(
        outcome=outcome, number=1, wording=wording, would_be_seen=would_be_seen, start=start, goal=goal
    )
    _word(version, members, by=by, at=at)
    return outcome


@transaction.atomic
def reword(
    outcome: Outcome,
    *,
    wording: str,
    would_be_seen: str,
    start: int,
    goal: int,
    participants: Iterable[CaseMember],
    by: Actor,
    at: datetime | None = None,
) -> Outcome:
    """Other words, another scale or other names: a new version, to be agreed anew; the earlier agreement no longer counts.

    - it is about those who are named now too; and still about those who were, as the earlier words stay on record
    """
    check(by, Permission.WORK_CASE, outcome.case)
    outcome, at, members = _locked(outcome), clock.moment(at), list(participants)
    number = latest_version(outcome).number + 1
    version = OutcomeVersion(
        outcome=outcome, number=number, wording=wording, would_be_seen=would_be_seen, start=start, goal=goal
    )
    _word(version, members, by=by, at=at)
    people = [member.person_id for member in members]
    outcome.about.add(*(member.person for member in members))
    audit.record("outcome.reworded", outcome, by=by, at=at, case_id=outcome.case_id, people=people, version=number)
    return outcome


@transaction.atomic
def agree(
    outcome: Outcome,
    *,
    member: CaseMember,
    version: int,
    how: Means,
    by: Actor,
    words: str = "",
    at: datetime | None = None,
) -> OutcomeAgreement:
    """A named participant says yes to this version.

    Raises AnotherWording where the words were changed after they saw them, NotAParticipant where they are not named.
    """
    check(by, Permission.WORK_CASE, outcome.case)
    outcome, at = _locked(outcome), clock.moment(at)
    latest = latest_version(outcome)
    if latest.number != version:
        raise AnotherWording(
            _("The words were changed: version %(latest)s is the latest. Read that one together first.")
            % {"latest": latest.number}
        )
    if not latest.participants.filter(pk=member.pk).exists():
        raise NotAParticipant(
            _("This person is not named in the outcome. Reword it with their name if it is theirs too.")
        )
    try:
        with transaction.atomic():
            agreement = OutcomeAgreement.objects.create(
                version=latest, member=member, how=how, words=words, agreed_at=at, agreed_by=by.signatory
            )
    except IntegrityError as error:
        raise TransitionRefused(_("They agreed to this version already.")) from error
    case_id, people = outcome.case_id, [member.person_id]
    audit.record("outcome.agreed", agreement, by=by, at=at, case_id=case_id, people=people, version=version, how=how)
    return agreement


@transaction.atomic
def drop(outcome: Outcome, *, reason: str, by: Actor, at: datetime | None = None) -> Outcome:
    """Its people no longer want it. It stays on record with its ratings, and counts for nothing."""
    check(by, Permission.WORK_CASE, outcome.case)
    outcome = _locked(outcome)
    outcome.dropped_at, outcome.dropped_by, outcome.dropped_reason = clock.moment(at), by.signatory, reason
    outcome.save(update_fields=["dropped_at", "dropped_by", "dropped_reason"])
    audit.record("outcome.dropped", outcome, by=by, at=outcome.dropped_at, case_id=outcome.case_id)
    return outcome


def latest_version(outcome: Outcome) -> OutcomeVersion:
    """The words that count, or would if they were agreed."""
    return outcome.versions.order_by("-number")[0]


def _locked(outcome: Outcome) -> Outcome:
    require_open(outcome.case)  # locks the case, and that before the outcome, as every verb does
    outcome = Outcome.objects.select_for_update(of=("self",)).select_related("case").get(pk=outcome.pk)
    if outcome.dropped_at is not None:
        raise TransitionRefused(_("This outcome was dropped. Write a new one if they want it after all."))
    return outcome


def _word(version: OutcomeVersion, members: list[CaseMember], *, by: Actor, at: datetime) -> None:
    _require_members(version.outcome.case, members)
    for name, number in (("start", version.start), ("goal", version.goal)):
        if number not in SCALE:
            raise Invalid.field(name, _("The scale runs from 1 to 10."))
    if version.start == version.goal:
        raise Invalid.field("goal", _("The goal is another number than the start: else nothing would have to move."))
    version.worded_at, version.worded_by = at, by.signatory
    version.save(force_insert=True)
    version.participants.set(members)


def _require_members(case: Case, members: list[CaseMember]) -> None:
    if not members:
        raise Invalid.field("participants", _("Name whose outcome it is: one person or more."))
    # Asked of the database: who was loaded before the case was locked may have left since.
    here = set(case.members.filter(left_at__isnull=True).values_list("pk", flat=True))
    if any(member.pk not in here for member in members):
        raise Invalid.field("participants", _("Name people who are part of this case."))
