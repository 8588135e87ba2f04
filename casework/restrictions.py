"""How narrowly a case is kept: restricted to its team and named practitioners, sealed to named people, or hidden altogether."""

from collections.abc import Collection, Iterable
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from agencies import audit, clock
from agencies.actors import Actor, member_actor
from agencies.exceptions import Invalid
from agencies.models import Membership
from agencies.permissions import Permission, check, holds, may
from agencies.versions import locked
from casework import sharing
from casework.exceptions import OpenCaseExists
from casework.models import Case, NamedWorker, RestrictionChange
from casework.restriction_levels import SEALED_TO_THE_TEAM, Restriction


@transaction.atomic
def restrict(
    case: Case,
    *,
    restriction: Restriction,
    reason: str,
    by: Actor,
    named: Collection[Membership] = (),
    at: datetime | None = None,
) -> Case:
    """Keep the case more narrowly, or less; and say who of the team sees it while it is sealed or hidden, oneself among them.

    - a share with a whole agency opens nothing while the case is restricted, and opens it again afterwards if it still stands
    - who is allocated, and practitioners whom a share names, see it as before

    To seal, to hide, and to undo either is a manager's. Raises Invalid, OpenCaseExists, Missing, NotPermitted, Stale.
    """
    check(by, Permission.WORK_CASE, case)
    is_sealed = restriction in SEALED_TO_THE_TEAM
    if restriction not in levels_for(by, case):
        check(by, Permission.ALLOCATE_CASE, case)
    if not reason.strip():
        raise Invalid.field("reason", _("Say why, so that whoever looks at it later can judge whether it still holds."))
    case, at = locked(case), clock.moment(at)
    wanted = {each.pk: each for each in [*named, by.signatory]} if is_sealed else {}
    _require_of_the_team(case, wanted.values())
    if restriction == case.restriction and set(wanted) == {row.membership_id for row in _named(case)}:
        raise Invalid.field("restriction", _("It is kept so already. Choose another way, or name other people."))
    _name(case, wanted, by=by, at=at)
    _set(case, restriction)
    _unname(case, wanted, by=by, at=at)
    share_with = sharing.open_to_agencies if restriction == Restriction.NORMAL else sharing.close_to_agencies
    share_with(case)
    RestrictionChange.objects.create(
        case=case, restriction=restriction, reason=reason.strip(), changed_at=at, changed_by=by.signatory
    )
    names = sorted(map(str, wanted))
    audit.record("case.restricted", case, by=by, at=at, case_id=case.pk, restriction=restriction, named=names)
    case.refresh_from_db()
    return case


def levels_for(actor: Actor, case: Case) -> list[Restriction]:
    """How the actor may keep the case: to seal, to hide, and to undo either is for those who allocate it."""
    if may(actor, Permission.ALLOCATE_CASE, case):
        return list(Restriction)
    is_theirs = may(actor, Permission.WORK_CASE, case) and case.restriction not in SEALED_TO_THE_TEAM
    return [each for each in Restriction if is_theirs and each not in SEALED_TO_THE_TEAM]


def _require_of_the_team(case: Case, named: Iterable[Membership]) -> None:
    for membership in named:
        stays = Membership.objects.current().filter(pk=membership.pk, team=case.team_id, ended_on__isnull=True).exists()
        if not stays or not holds(member_actor(membership), Permission.WORK_CASE):
            raise Invalid.field(
                "named",
                _("%(user)s does not work in the team of this case. Allocate them instead, or choose somebody else.")
                % {"user": membership.user},
            )


def _named(case: Case) -> list[NamedWorker]:
    return list(case.named_workers.filter(ended_at__isnull=True).order_by("pk"))


def _name(case: Case, wanted: Collection[UUID], *, by: Actor, at: datetime) -> None:
    # Before the case is closed to the team: the second wall lets nobody write what they could not read back.
    there = {row.membership_id for row in _named(case)}
    NamedWorker.objects.bulk_create(
        NamedWorker(case=case, membership_id=key, named_at=at, named_by=by.signatory) for key in set(wanted) - there
    )


def _unname(case: Case, wanted: Collection[UUID], *, by: Actor, at: datetime) -> None:
    for row in _named(case):
        if row.membership_id not in wanted:
            row.ended_at, row.ended_by = at, by.signatory
            row.save(update_fields=["ended_at", "ended_by"])


def _set(case: Case, restriction: Restriction) -> None:
    case.restriction = restriction
    try:
        with transaction.atomic():
            case.save(update_fields=["restriction"])
    except IntegrityError as error:
        raise OpenCaseExists(
            _(
                "Another case of this household was opened while this one was hidden. "
                "Bring the two together first, then show this one."
            )
        ) from error
