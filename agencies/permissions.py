"""THE place: what each role may do, and which rows an actor may do it to.

A role says what, a grant says who, an agreement says whether. Until agencies share cases with each other, the grant is
an allocation or the team, and there is no agreement to ask. `visible` is the only answer; `may` and `check` ask it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, TypeVar

from django.db.models import Exists, Model, Q, QuerySet

from agencies.actors import Actor
from agencies.enums import RoleCode
from agencies.exceptions import NOT_FOUND, Missing, NotPermitted, SecondPersonNeeded
from agencies.models import Membership


class Permission(StrEnum):
    """What can be done. Each is held by a role below and asked by a verb or a selector."""

    VIEW_CASE = "view_case"
    REFER_CASE = "refer_case"
    TRIAGE_CASE = "triage_case"
    ALLOCATE_CASE = "allocate_case"
    WORK_CASE = "work_case"
    CONFIRM_AS_SECOND_PERSON = "confirm_as_second_person"
    CONTINUE_CASE = "continue_case"
    MANAGE_ACCESS = "manage_access"


@dataclass(frozen=True, slots=True)
class Role:
    """A role: its sentence on screen and what it may do."""

    sentence: str
    permissions: frozenset[Permission]


CASEWORK = {Permission.VIEW_CASE, Permission.REFER_CASE, Permission.WORK_CASE, Permission.CONFIRM_AS_SECOND_PERSON}
ROLES: dict[RoleCode, Role] = {
    RoleCode.SUPPORT_WORKER: Role(
        "Leads or supports cases of their team, and records the work with the household.", frozenset(CASEWORK)
    ),
    RoleCode.PRACTITIONER: Role(
        "Refers households, and works on what was shared with their agency.", frozenset({Permission.REFER_CASE})
    ),
    RoleCode.MANAGER: Role(
        "Takes referrals in, allocates a dedicated worker, and decides where two cases become one.",
        frozenset(CASEWORK | {Permission.TRIAGE_CASE, Permission.ALLOCATE_CASE, Permission.CONTINUE_CASE}),
    ),
    RoleCode.GOVERNANCE_LEAD: Role("Keeps the agreements between agencies, and sees how data were used.", frozenset()),
    RoleCode.ANALYST: Role("Sees figures, never a case.", frozenset()),
    RoleCode.ADMINISTRATOR: Role(
        "Keeps people, teams and agencies in order, and never sees a case.", frozenset({Permission.MANAGE_ACCESS})
    ),
}


@dataclass(frozen=True, slots=True)
class AccessPaths:
    """How rows of one model lead to the facts that open them. A model declares its paths as `access`; this module reads them.

    `allocations`: relation to rows with `membership` and `ended_at`. `team`: path to the responsible team.
    `kept_apart`: rows that the team as a whole does not see, only its managers and those allocated.
    `registered`: path to the membership that wrote the row down, and `registered_when`: as long as that alone opens it.
    `through`: relations to rows that have paths of their own; each opens this row if it is open itself and fits the
    condition that is given with it.
    """

    allocations: str = ""
    team: str = ""
    kept_apart: Q | None = None
    registered: str = ""
    registered_when: Q = field(default_factory=Q)
    through: Mapping[str, Q] = field(default_factory=dict)


Rows = TypeVar("Rows", bound=QuerySet[Any])


def visible(actor: Actor, permission: Permission, rows: Rows) -> Rows:
    """Those of `rows` on which the actor may do this."""
    if actor.membership is None or not holds(actor, permission):
        return rows.none()
    return rows.filter(_reach(rows.model, actor.membership), Exists(_standing(actor.membership)))


def may(actor: Actor, permission: Permission, subject: Model) -> bool:
    """Whether the actor may do this to the subject."""
    return visible(actor, permission, type(subject)._default_manager.filter(pk=subject.pk)).exists()


def check(actor: Actor, permission: Permission, subject: Model | None = None) -> None:
    """Insist. Without a subject only the role is asked.

    Raises NotPermitted where the actor sees the subject and may not do this, and Missing where they do not see it:
    a hidden row answers exactly as one that is not there.
    """
    if subject is None:
        if actor.membership is None or not holds(actor, permission) or not _standing(actor.membership).exists():
            raise NotPermitted(_refusal(actor, permission))
    elif not may(actor, permission, subject):
        if sees(actor, subject):
            raise NotPermitted(_refusal(actor, permission))
        raise Missing(NOT_FOUND)


def sees(actor: Actor, subject: Model) -> bool:
    """Whether the subject is within the actor's reach at all, whatever they may do to it."""
    return any(may(actor, permission, subject) for permission in (Permission.VIEW_CASE, Permission.REFER_CASE))


def holds(actor: Actor, permission: Permission) -> bool:
    """Whether the actor's role has the permission at all. A deactivated user holds nothing, whatever their rows say."""
    if actor.membership is None or actor.role is None or not actor.membership.user.is_active:
        return False
    return permission in ROLES[actor.role].permissions


def check_second_person(actor: Actor, first: Membership, subject: Model) -> None:
    """Insist that somebody other than the first person, as a human being, stands behind this too."""
    check(actor, Permission.CONFIRM_AS_SECOND_PERSON, subject)
    if actor.membership is None or actor.membership.user_id == first.user_id:
        raise SecondPersonNeeded(
            f"{first.user} started this, so somebody else must confirm it. Ask a colleague or your manager."
        )


def _standing(membership: Membership) -> QuerySet[Membership]:
    # Asked of the database each time: who left, or was deactivated, after the actor was loaded reaches nothing more.
    return Membership.objects.current().filter(pk=membership.pk)


def _reach(model: type[Model], membership: Membership) -> Q:
    """The condition under which rows of the model are within the membership's reach."""
    paths: AccessPaths = model.access  # type: ignore[attr-defined]  # every model that can be asked for declares it
    return _any_of(_branches(model, paths, membership))


def _branches(model: type[Model], paths: AccessPaths, membership: Membership) -> Iterable[Q]:
    if paths.registered:
        written = Q(**{paths.registered: membership.pk})
        if membership.team_id:
            written |= Q(**{f"{paths.registered}__team": membership.team_id})
        yield written & paths.registered_when
    # A partner's practitioner reaches what they wrote down themselves; cases only by what is shared with their agency.
    if Permission.VIEW_CASE in ROLES[RoleCode(membership.role)].permissions:
        yield from _case_branches(model, paths, membership)
    for relation, condition in paths.through.items():
        link: Any = model._meta.get_field(relation)
        open_rows = link.related_model._default_manager.filter(_reach(link.related_model, membership), condition)
        # Subqueries both ways, never a join: a household with two cases is still listed once.
        if link.one_to_many:
            yield Q(pk__in=open_rows.values(link.field.name))
        else:
            yield Q(**{f"{relation}__in": open_rows.values("pk")})


def _case_branches(model: type[Model], paths: AccessPaths, membership: Membership) -> Iterable[Q]:
    if paths.allocations:
        # A subquery instead of a join: two open allocations must not list a case twice.
        allocation: Any = model._meta.get_field(paths.allocations).related_model
        mine = allocation._default_manager.filter(membership=membership, ended_at__isnull=True)
        yield Q(pk__in=mine.values("case"))
    if paths.team and membership.team_id:
        of_team = Q(**{paths.team: membership.team_id})
        apart = paths.kept_apart if membership.role != RoleCode.MANAGER else None
        yield of_team if apart is None else of_team & ~apart


def _any_of(branches: Iterable[Q]) -> Q:
    reach = Q(pk__in=[])
    for branch in branches:
        reach |= branch
    return reach


def _refusal(actor: Actor, permission: Permission) -> str:
    role = RoleCode(actor.role).label.lower() if actor.role else "your part"
    who = ", ".join(RoleCode(code).label.lower() for code, held in ROLES.items() if permission in held.permissions)
    return f"As {role} you cannot do this. It can be done by: {who}."
