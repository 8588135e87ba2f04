"""Actions: one step each, with an owner and a day, towards an outcome or for a stated reason."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from agencies import audit, clock
from agencies.actors import Actor, member_actor
from agencies.enums import DataCategory
from agencies.exceptions import Invalid, NotPermitted
from agencies.models import Membership
from agencies.permissions import Permission, check, check_contribution, holds, may
from agencies.versions import locked
from casework.contacts import write
from casework.lifecycle import require_open
from casework.models import Case, CaseMember, Person
from outcomes.enums import ActionReason
from outcomes.exceptions import ActionSettled
from outcomes.models import Action, Outcome


@transaction.atomic
def take_on(
    case: Case,
    *,
    title: str,
    due_on: date,
    category: DataCategory,
    by: Actor,
    outcome: Outcome | None = None,
    reason: ActionReason | str = "",
    owner_worker: Membership | None = None,
    owner_member: CaseMember | None = None,
    about: Iterable[Person] = (),
    not_to_disclose_to: Iterable[Person] = (),
    at: datetime | None = None,
) -> Action:
    """Agree on a step: who does it by when, and which outcome it serves; or why it is done without one.

    - it is about those who are named, and about the participant who owns it
    - it is kept from whoever is named, and from whom the outcome is kept
    """
    check_contribution(by, case, category)
    require_open(case)  # and hold its row, so that neither the outcome nor the owner goes in the same moment
    _require_purpose(case, outcome, reason)
    _require_owner(case, owner_worker, owner_member, by=by)
    at = clock.moment(at)
    if due_on < clock.local_date(at):
        raise Invalid.field("due_on", _("This day has passed. Name a day to come."))
    action = Action(
        case=case,
        category=category,
        title=title,
        due_on=due_on,
        outcome=outcome,
        reason=reason,
        owner_worker=owner_worker,
        owner_member=owner_member,
    )
    people = {*about, owner_member.person} if owner_member else set(about)
    kept_from = {*not_to_disclose_to, *(outcome.not_to_disclose_to.all() if outcome else ())}
    return write(action, people, kept_from, by=by, at=at, event="action.taken_on")


@transaction.atomic
def put_off(action: Action, *, due_on: date, by: Actor, at: datetime | None = None) -> Action:
    """Give it another day."""
    action, at = _to_do(action, by), clock.moment(at)
    if due_on < clock.local_date(at):
        raise Invalid.field("due_on", _("This day has passed. Name a day to come."))
    before, action.due_on = action.due_on, due_on
    return _save(action, ["due_on"], "action.put_off", by=by, at=at, before=before.isoformat())


@transaction.atomic
def finish(action: Action, *, by: Actor, result: str = "", at: datetime | None = None) -> Action:
    """It is done; and what came of it."""
    action, at = _to_do(action, by), clock.moment(at)
    action.done_at, action.done_by, action.result = at, by.signatory, result
    return _save(action, ["done_at", "done_by", "result"], "action.done", by=by, at=at)


@transaction.atomic
def drop(action: Action, *, reason: str, by: Actor, at: datetime | None = None) -> Action:
    """It will not be done; and why."""
    action, at = _to_do(action, by), clock.moment(at)
    action.dropped_at, action.dropped_by, action.dropped_reason = at, by.signatory, reason
    return _save(action, ["dropped_at", "dropped_by", "dropped_reason"], "action.dropped", by=by, at=at)


@transaction.atomic
def take_up_again(action: Action, *, by: Actor, at: datetime | None = None) -> Action:
    """It was not done, or is to be done after all. What was said of it before stays in the audit trail."""
    _check_own(action, by)
    require_open(action.case)
    action, at = locked(action), clock.moment(at)
    if action.done_at is None and action.dropped_at is None:
        raise ActionSettled(_("This action is still to do."))
    action.done_at = action.done_by = action.dropped_at = action.dropped_by = None
    return _save(action, ["done_at", "done_by", "dropped_at", "dropped_by"], "action.taken_up_again", by=by, at=at)


def _require_purpose(case: Case, outcome: Outcome | None, reason: str) -> None:
    if (outcome is None) == (not reason):
        raise Invalid.field(
            "outcome", _("Name the outcome that this serves; or, where it serves none, the reason why it is done.")
        )
    if outcome is not None and not case.outcomes.wanted().filter(pk=outcome.pk).exists():
        raise Invalid.field("outcome", _("Name an outcome of this case that its people still want."))


def _require_owner(case: Case, worker: Membership | None, member: CaseMember | None, *, by: Actor) -> None:
    if (worker is None) == (member is None):
        raise Invalid.field("owner_worker", _("Name one owner: a worker or a participant."))
    if member is not None and not case.members.filter(pk=member.pk, left_at__isnull=True).exists():
        raise Invalid.field("owner_member", _("Name somebody who is part of this case."))
    if worker is not None:
        _require_helper(worker)
    if not may(by, Permission.WORK_CASE, case) and (worker is None or worker.agency_id != by.signatory.agency_id):
        raise Invalid.field("owner_worker", _("Take on what you or a colleague will do: name somebody of your agency."))


def _require_helper(worker: Membership) -> None:
    now = Membership.objects.current().select_related("user").filter(pk=worker.pk).first()
    if now is None:
        raise Invalid.field(
            "owner_worker",
            _("%(user)s does not act for %(agency)s any more: name somebody else.")
            % {"user": worker.user, "agency": worker.agency},
        )
    if not holds(member_actor(now), Permission.REFER_CASE):  # held by whoever works with households, partners included
        raise Invalid.field(
            "owner_worker",
            _("%(user)s does not work with households: name a worker, a manager or a practitioner.")
            % {"user": worker.user},
        )


def _check_own(action: Action, by: Actor) -> None:
    """A partner goes on with the actions of its own people; those who work on the case with all."""
    check(by, Permission.CONTRIBUTE_TO_CASE, action)
    owner = action.owner_worker
    theirs = owner is not None and owner.agency_id == by.signatory.agency_id
    check_contribution(by, action.case, action.category)  # what they wrote they see; they add to what is shared
    if not theirs and not may(by, Permission.WORK_CASE, action):
        raise NotPermitted(_("Another agency or the household does this. Ask them, or comment on it."))


def _to_do(action: Action, by: Actor) -> Action:
    _check_own(action, by)
    require_open(action.case)  # locks the case, and that before the action, as every verb does
    action = locked(action)
    if action.done_at is not None or action.dropped_at is not None:
        raise ActionSettled(_("This action is done or was dropped. Take it up again first."))
    return action


def _save(action: Action, fields: list[str], event: str, *, by: Actor, at: datetime, before: str = "") -> Action:
    action.save(update_fields=fields)
    audit.record(event, action, by=by, at=at, case_id=action.case_id, before=before)
    action.refresh_from_db()
    return action
