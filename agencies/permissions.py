"""THE place: which rows an actor may do what to, and why.

A role says what, a grant says who, an agreement says whether. One's own work is granted by an allocation or the team;
a partner's by rows of the permission tables, each of which carries its share, whose agreement is asked for in the same
query against the clock. `visible` is the only answer; `may`, `check` and `explain` ask it, or the conditions it is made of.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

from django.contrib.auth.models import Permission as PermissionRow
from django.db.models import Exists, Model, Q, QuerySet
from django.utils.translation import gettext as _

from agencies import conditions
from agencies.actors import Actor
from agencies.composed import WithinReach
from agencies.enums import DataCategory, RoleCode
from agencies.exceptions import NOT_FOUND, Missing, NotPermitted, SecondPersonNeeded
from agencies.models import Membership
from agencies.roles import ROLES, Permission
from agencies.ways import WaysQuerySet

__all__ = [
    "ROLES", "Explanation", "Permission", "check", "check_contribution", "check_second_person", "clear_of_conflicts",
    "explain", "grant",
    "holds", "may", "revoke", "sees", "shares_by_case",
    "shares_in_force", "visible",
]  # fmt: skip

Rows = TypeVar("Rows", bound=QuerySet[Any])
Share = Any  # a row of the room above, which this one cannot name


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why somebody sees a case: their own work, these shares, or that they opened it in an emergency; and what the agreements
    name that the shares leave out.
    """

    is_own_work: bool
    shares: list[Share]
    left_out: list[str]
    emergency: Any = None  # a row of the room above


def visible(actor: Actor, permission: Permission, rows: Rows) -> Rows:
    """Those of `rows` on which the actor may do this."""
    if actor.membership is None or not holds(actor, permission):
        return rows.none()
    condition = WithinReach(rows.model, actor, permission)
    if not isinstance(rows, WaysQuerySet):
        return rows.filter(condition)
    standing = Q(Exists(conditions.standing(actor.membership)))
    return rows.within(condition, lambda: list(conditions.ways(rows.model, actor, permission)), provided=standing)


def clear_of_conflicts(actor: Actor, rows: Rows) -> Rows:
    """Those of the rows that no conflict keeps from them, for lists that `visible` is not asked about."""
    return rows.filter(conditions.clear(rows.model, actor)) if actor.membership else rows.none()


def may(actor: Actor, permission: Permission, subject: Model) -> bool:
    """Whether the actor may do this to the subject."""
    return visible(actor, permission, type(subject)._default_manager.filter(pk=subject.pk)).exists()


def check(actor: Actor, permission: Permission, subject: Model | None = None) -> None:
    """Insist. Without a subject only the role is asked.

    Raises NotPermitted where the actor sees the subject and may not do this, and Missing where they do not see it:
    a hidden row answers exactly as one that is not there.
    """
    if subject is None:
        if (
            actor.membership is None
            or not holds(actor, permission)
            or not conditions.standing(actor.membership).exists()
        ):
            raise NotPermitted(_refusal(actor, permission))
    elif not may(actor, permission, subject):
        if sees(actor, subject):
            raise NotPermitted(_refusal(actor, permission))
        raise Missing(NOT_FOUND)


def check_contribution(actor: Actor, case: Model, category: str) -> None:
    """Insist that the actor may add something of this category to the case: their own work, or what a share lets them add.

    Raises as `check` does, and NotPermitted with the categories that are theirs to add.
    """
    check(actor, Permission.CONTRIBUTE_TO_CASE, case)
    if may(actor, Permission.WORK_CASE, case):
        return
    shares = shares_in_force(actor, Permission.CONTRIBUTE_TO_CASE, case)
    theirs = {each for share in shares if share.agreement.direction in conditions.TAKES for each in share.categories}
    if category not in theirs:
        words = ", ".join(sorted(DataCategory(each).label.lower() for each in theirs)) or _("nothing")
        raise NotPermitted(
            _("Your agency's share of this case covers: %(words)s. Ask the case's lead to share more.")
            % {"words": words}
        )


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
            _("%(user)s started this, so somebody else must confirm it. Ask a colleague or your manager.")
            % {"user": first.user}
        )


def shares_in_force(actor: Actor, permission: Permission, case: Model) -> list[Share]:
    """The shares by which the actor may do this to the case now, oldest first; none where it is only their own work."""
    return shares_by_case(actor, permission, [case]).get(case.pk, [])


def shares_by_case(actor: Actor, permission: Permission, cases: Collection[Model]) -> dict[Any, list[Share]]:
    """The same of several cases, by the key of each; as many queries as for one."""
    if (
        not cases
        or actor.membership is None
        or not holds(actor, permission)
        or not conditions.standing(actor.membership).exists()
    ):
        return {}
    model, found = type(next(iter(cases))), dict[Any, dict[Any, Share]]()
    for relation, held in conditions.grants(model, actor, permission):
        rows = conditions.related(model, relation).filter(held, content_object__in=[case.pk for case in cases])
        for row in rows.select_related("share__agreement", "share__shared_by__user"):
            found.setdefault(row.content_object_id, {})[row.share_id] = row.share
    return {
        key: sorted(shares.values(), key=lambda share: (share.shared_at, share.pk)) for key, shares in found.items()
    }


def explain(actor: Actor, case: Model) -> Explanation:
    """Why the actor sees the case. It names categories that were agreed on and not shared, and never a row.

    Raises Missing where they do not see it.
    """
    check(actor, Permission.VIEW_CASE, case)
    shares = shares_in_force(actor, Permission.VIEW_CASE, case)
    agreed = {category for share in shares for category in share.agreement.categories}
    shared = {category for share in shares for category in share.categories}
    is_own = may(actor, Permission.WORK_CASE, case)
    emergency = None if is_own else _emergency(actor, case)
    return Explanation(is_own, shares, [] if emergency else sorted(agreed - shared), emergency)


def _emergency(actor: Actor, case: Model) -> Any:
    relation = conditions.access(type(case)).emergencies
    return conditions.related(type(case), relation).filter(conditions.lasts(actor), case=case.pk).first()


def grant(share: Share, permissions: Collection[Permission], *, only_to: Iterable[Membership] = ()) -> None:
    """Write the rows that a share stands on: for its agency as a whole, or for those people alone. Called by sharing, only.

    guardian's assign_perm is not used: it would find the row of another share to the same agency, and merge the two.
    """
    case, people = share.case, list(only_to)
    to_agency, to_people = (
        conditions.related(type(case), relation) for relation in conditions.access(type(case)).grants or ()
    )
    for row in PermissionRow.objects.filter(conditions.row_of(type(case), permissions)):
        if not people:
            to_agency.create(share=share, permission=row, content_object=case, group=share.agency.group)
        for membership in people:
            to_people.create(share=share, permission=row, content_object=case, user=membership.user)


def revoke(share: Share) -> None:
    """Remove the rows of this share and of no other."""
    for relation in conditions.access(type(share.case)).grants or ():
        conditions.related(type(share.case), relation).filter(share=share).delete()


def _refusal(actor: Actor, permission: Permission) -> str:
    role = str(RoleCode(actor.role).label).lower() if actor.role else _("your part")
    who = ", ".join(str(RoleCode(code).label).lower() for code, held in ROLES.items() if permission in held.permissions)
    return _("As %(role)s you cannot do this. It can be done by: %(who)s.") % {"role": role, "who": who}
