"""THE place: which rows an actor may do what to, and why.

A role says what, a grant says who, an agreement says whether. One's own work is granted by an allocation or the team;
a partner's by rows of the permission tables, each of which carries its share, whose agreement is asked for in the same
query against the clock. `visible` is the only answer; `may`, `check` and `explain` ask it, or the conditions it is made of.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import partial, reduce
from operator import and_, or_
from typing import Any, TypeVar

from django.contrib.auth.models import Permission as PermissionRow
from django.db.models import Exists, Model, OuterRef, Q, QuerySet, Subquery

from agencies.access import AccessPaths, SharedPaths
from agencies.actors import Actor
from agencies.clock import Now
from agencies.enums import DataCategory, Direction, RoleCode
from agencies.exceptions import NOT_FOUND, Missing, NotPermitted, SecondPersonNeeded
from agencies.models import Membership, SharingAgreement
from agencies.querysets import agreement_in_force
from agencies.roles import ROLES, Permission
from agencies.ways import Way, WaysQuerySet, below

__all__ = [
    "ROLES", "Explanation", "Permission", "check", "check_contribution", "check_second_person", "explain", "grant",
    "holds", "may", "revoke", "sees", "shares_in_force", "visible",
]  # fmt: skip

# What a share can open, by rows of the permission tables; everything else rests on one's own work.
GRANTABLE = frozenset({Permission.VIEW_CASE, Permission.CONTRIBUTE_TO_CASE})
SHOWS = (Direction.BOTH, Direction.FROM_LEAD)
TAKES = (Direction.BOTH, Direction.TO_LEAD)
NOTHING = Q(pk__in=[])

Rows = TypeVar("Rows", bound=QuerySet[Any])
Share = Any  # a row of the room above, which this one cannot name


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why somebody sees a case: their own work, or these shares; and what the agreements name that the shares leave out."""

    is_own_work: bool
    shares: list[Share]
    left_out: list[str]


def visible(actor: Actor, permission: Permission, rows: Rows) -> Rows:
    """Those of `rows` on which the actor may do this."""
    if actor.membership is None or not holds(actor, permission):
        return rows.none()
    standing = Q(Exists(_standing(actor.membership)))
    ways = list(_ways(rows.model, actor, permission))
    if isinstance(rows, WaysQuerySet):
        return rows.within(ways, provided=standing)
    return rows.filter(standing, _any_of(way.condition for way in ways))


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


def check_contribution(actor: Actor, case: Model, category: str) -> None:
    """Insist that the actor may add something of this category to the case: their own work, or what a share lets them add.

    Raises as `check` does, and NotPermitted with the categories that are theirs to add.
    """
    check(actor, Permission.CONTRIBUTE_TO_CASE, case)
    if may(actor, Permission.WORK_CASE, case):
        return
    shares = shares_in_force(actor, Permission.CONTRIBUTE_TO_CASE, case)
    theirs = {each for share in shares if share.agreement.direction in TAKES for each in share.categories}
    if category not in theirs:
        words = ", ".join(sorted(DataCategory(each).label.lower() for each in theirs)) or "nothing"
        raise NotPermitted(f"Your agency's share of this case covers: {words}. Ask the case's lead to share more.")


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


def shares_in_force(actor: Actor, permission: Permission, case: Model) -> list[Share]:
    """The shares by which the actor may do this to the case now, oldest first; none where it is only their own work."""
    if actor.membership is None or not holds(actor, permission) or not _standing(actor.membership).exists():
        return []
    found = {}
    for relation, held in _grants(type(case), actor, permission):
        for row in (
            _related(type(case), relation)
            .filter(held, content_object=case.pk)
            .select_related("share__agreement", "share__shared_by__user")
        ):
            found[row.share_id] = row.share
    return sorted(found.values(), key=lambda share: (share.shared_at, share.pk))


def explain(actor: Actor, case: Model) -> Explanation:
    """Why the actor sees the case. It names categories that were agreed on and not shared, and never a row.

    Raises Missing where they do not see it.
    """
    check(actor, Permission.VIEW_CASE, case)
    shares = shares_in_force(actor, Permission.VIEW_CASE, case)
    agreed = {category for share in shares for category in share.agreement.categories}
    shared = {category for share in shares for category in share.categories}
    return Explanation(may(actor, Permission.WORK_CASE, case), shares, sorted(agreed - shared))


def grant(share: Share, permissions: Collection[Permission], *, only_to: Iterable[Membership] = ()) -> None:
    """Write the rows that a share stands on: for its agency as a whole, or for those people alone. Called by sharing, only.

    guardian's assign_perm is not used: it would find the row of another share to the same agency, and merge the two.
    """
    case, people = share.case, list(only_to)
    to_agency, to_people = (_related(type(case), relation) for relation in _access(type(case)).grants or ())
    for row in PermissionRow.objects.filter(_row_of(type(case), permissions)):
        if not people:
            to_agency.create(share=share, permission=row, content_object=case, group=share.agency.group)
        for membership in people:
            to_people.create(share=share, permission=row, content_object=case, user=membership.user)


def revoke(share: Share) -> None:
    """Remove the rows of this share and of no other."""
    for relation in _access(type(share.case)).grants or ():
        _related(type(share.case), relation).filter(share=share).delete()


def _standing(membership: Membership) -> QuerySet[Membership]:
    # Asked of the database each time: who left, or was deactivated, after the actor was loaded reaches nothing more.
    return Membership.objects.current().filter(pk=membership.pk)


def _ways(model: type[Model], actor: Actor, permission: Permission) -> Iterator[Way]:
    yield from _own_ways(model, actor)
    if permission not in GRANTABLE:
        return
    if _access(model).grants is None:
        yield Way(partial(_shared, model, actor, permission))
        return
    # Asked once for a page: when its last agreement has ended, an agency's grants are still there, to be read for nothing.
    agreed = Q(Exists(SharingAgreement.objects.in_force().filter(parties__agency=actor.signatory.agency_id)))
    for relation, held in _grants(model, actor, permission):
        # The tables repeat when a case was referred, which never changes: their index leads straight to the newest.
        yield Way(
            partial(_has, model, relation, held, "content_object"),
            listed=below(held, f"{relation}__") & agreed,
            columns={"referred_at": f"{relation}__referred_at", "pk": f"{relation}__content_object"},
        )


def _own_ways(model: type[Model], actor: Actor) -> Iterator[Way]:
    """By one's own work: what one's team wrote down, is responsible for or is allocated to, and what hangs on that."""
    paths, membership = _access(model), actor.signatory
    if paths.registered:
        written = Q(**{paths.registered: membership.pk})
        if membership.team_id:
            written |= Q(**{f"{paths.registered}__team": membership.team_id})
        yield Way(partial(and_, written, paths.registered_when))
    # A partner's practitioner works on cases only by what is shared with their agency, whatever team they sit in.
    if Permission.WORK_CASE in ROLES[RoleCode(membership.role)].permissions:
        if paths.allocations:
            mine = Q(membership=membership.pk, ended_at__isnull=True)
            yield Way(
                partial(_has, model, paths.allocations, mine, "case"), listed=below(mine, f"{paths.allocations}__")
            )
        if paths.team and membership.team_id:
            apart = paths.kept_apart if membership.role != RoleCode.MANAGER else None
            of_team = Q(**{paths.team: membership.team_id})
            yield Way(partial(and_, of_team, Q() if apart is None else ~apart))
    for relation, condition in paths.through.items():
        yield Way(partial(_through_own, model, relation, condition, actor))


def _through_own(model: type[Model], relation: str, condition: Q, actor: Actor) -> Q:
    reached = _any_of(way.condition for way in _own_ways(_target(model, relation), actor))
    return _opened_through(model, relation, reached & condition)


def _has(model: type[Model], relation: str, held: Q, key: str) -> Q:
    return Q(Exists(_related(model, relation).filter(held, **{key: OuterRef("pk")})))


def _shared(model: type[Model], actor: Actor, permission: Permission) -> Q:
    """The condition under which a share in force opens rows of the model; what its own agency wrote is always among them."""
    paths = _access(model).shared
    if paths is None:
        return NOTHING
    return paths.when & _any_of(
        [*_by_case(model, paths, actor, permission), *_by_relation(model, paths, actor, permission)]
    )


def _by_case(model: type[Model], paths: SharedPaths, actor: Actor, permission: Permission) -> Iterator[Q]:
    if not paths.case:
        return
    case = model if paths.case == "pk" else _target(model, paths.case)
    for relation, held in _grants(case, actor, permission):
        rows = _related(case, relation).filter(held, content_object=OuterRef(paths.case))
        if not paths.category:
            yield Q(Exists(rows))
            continue
        covers = Q(share__agreement__direction__in=SHOWS, share__categories__contains=[OuterRef(paths.category)])
        yield Q(Exists(rows.filter(covers)))
        yield Q(Exists(rows), **{paths.source: actor.signatory.agency_id})


def _by_relation(model: type[Model], paths: SharedPaths, actor: Actor, permission: Permission) -> Iterator[Q]:
    for relation, condition in paths.relations.items():
        yield _opened_through(model, relation, _shared(_target(model, relation), actor, permission) & condition)


def _grants(case: type[Model], actor: Actor, permission: Permission) -> Iterator[tuple[str, Q]]:
    """Each permission table of the case, with the condition that its row stands: who, by which share, under which agreement."""
    membership = actor.signatory
    to_agency, to_people = _access(case).grants or ("", "")
    row = PermissionRow.objects.filter(_row_of(case, [permission])).order_by().values("pk")[:1]
    stands = Q(
        Q(share__ends_at__isnull=True) | Q(share__ends_at__gt=Now()),
        agreement_in_force("share__agreement__"),
        permission=Subquery(row),
        share__purpose=actor.purpose,
        share__stopped_at__isnull=True,
    )
    # Grants of a group are of its agency's shares: a trigger holds it. Asked again, the planner would expect few and read all.
    yield to_agency, stands & Q(group=membership.agency.group_id)
    yield to_people, stands & Q(user=membership.user_id, share__agency=membership.agency_id)


def _row_of(model: type[Model], permissions: Collection[Permission]) -> Q:
    label = {"content_type__app_label": model._meta.app_label, "content_type__model": model._meta.model_name}
    return Q(codename__in=[permission.value for permission in permissions], **label)


def _opened_through(model: type[Model], relation: str, reach: Q) -> Q:
    """Rows one of whose related rows is reached. By subqueries, never a join: a household of two cases is listed once."""
    link: Any = model._meta.get_field(relation)
    here = {link.field.name: OuterRef("pk")} if link.one_to_many else {"pk": OuterRef(relation)}
    return Q(Exists(link.related_model._default_manager.filter(reach, **here)))


def _target(model: type[Model], path: str) -> type[Model]:
    for name in path.split("__"):
        model = model._meta.get_field(name).related_model  # type: ignore[assignment]
    return model


def _related(model: type[Model], relation: str) -> QuerySet[Any]:
    return _target(model, relation)._default_manager.all()


def _access(model: type[Model]) -> AccessPaths:
    paths: AccessPaths = model.access  # type: ignore[attr-defined]  # every model that can be asked for declares it
    return paths


def _any_of(conditions: Iterable[Q]) -> Q:
    return reduce(or_, conditions, NOTHING)


def _refusal(actor: Actor, permission: Permission) -> str:
    role = RoleCode(actor.role).label.lower() if actor.role else "your part"
    who = ", ".join(RoleCode(code).label.lower() for code, held in ROLES.items() if permission in held.permissions)
    return f"As {role} you cannot do this. It can be done by: {who}."
