"""The conditions under which rows are within an actor's reach, in SQL: what permissions.py and reach.py are made of.

One's own work is granted by an allocation or the team; a partner's by rows of the permission tables, each of which carries
its share, whose agreement is asked for in the same query against the clock.
"""

from collections.abc import Collection, Iterable, Iterator
from functools import cache, partial, reduce
from operator import and_, or_
from typing import Any

from django.apps import apps
from django.contrib.auth.models import Permission as PermissionRow
from django.db import connection
from django.db.models import BooleanField, Exists, F, Func, Model, OuterRef, Q, QuerySet, UUIDField, Value
from django.db.models.lookups import Exact

from agencies.access import AccessPaths, SharedPaths
from agencies.actors import Actor
from agencies.clock import Now
from agencies.enums import Direction, RoleCode
from agencies.models import Membership, SharingAgreement
from agencies.querysets import agreement_in_force
from agencies.roles import ROLES, Permission
from agencies.ways import Way, below

# What a share can open, by rows of the permission tables; everything else rests on one's own work.
GRANTABLE = frozenset({Permission.VIEW_CASE, Permission.CONTRIBUTE_TO_CASE})
SHOWS = (Direction.BOTH, Direction.FROM_LEAD)
TAKES = (Direction.BOTH, Direction.TO_LEAD)
# What somebody opened in an emergency is open to be read, and for nothing else; by the second of these, that alone. It is for
# their own eyes: a program that has a token of theirs, and a job, read nothing by it.
READS = frozenset({Permission.VIEW_CASE, Permission.OPEN_IN_EMERGENCY})
NOTHING = Q(pk__in=[])


def standing(membership: Membership) -> QuerySet[Membership]:
    """The membership, if it still holds."""
    # Asked of the database each time: who left, or was deactivated, after the actor was loaded reaches nothing more.
    return Membership.objects.current().filter(pk=membership.pk)


def ways(model: type[Model], actor: Actor, permission: Permission) -> Iterator[Way]:
    """Each way by which the actor may do this to rows of the model, where their role has the permission."""
    yield from own_ways(model, actor, permission)
    if permission not in GRANTABLE:
        return
    if access(model).grants is None:
        yield Way(partial(_shared, model, actor, permission))
        return
    # Asked once for a page: when its last agreement has ended, an agency's grants are still there, to be read for nothing.
    agreed = Q(Exists(SharingAgreement.objects.in_force().filter(parties__agency=actor.signatory.agency_id)))
    open_to_them = clear(model, actor)
    for relation, held in _grants(model, actor, permission):
        # The tables repeat when a case was referred, which never changes: their index leads straight to the newest.
        yield Way(
            partial(_has, model, relation, held, "content_object", open_to_them),
            listed=below(held, f"{relation}__") & agreed & open_to_them,
            columns={"referred_at": f"{relation}__referred_at", "pk": f"{relation}__content_object"},
        )


def own_ways(model: type[Model], actor: Actor, permission: Permission) -> Iterator[Way]:
    """By oneself, and by no share: one's own work, what one opened in an emergency, and what hangs on either."""
    if permission != Permission.OPEN_IN_EMERGENCY:
        yield from _by_work(model, actor)
    if permission in READS and actor.is_present:
        yield from _in_an_emergency(model, actor)
    for relation, condition in access(model).through.items():
        yield Way(partial(_through_own, model, relation, condition, actor, permission))


def _by_work(model: type[Model], actor: Actor) -> Iterator[Way]:
    """What one's team wrote down, is responsible for or is allocated to."""
    paths, membership = access(model), actor.signatory
    if paths.registered:
        written = Q(**{paths.registered: membership.pk})
        if membership.team_id:
            written |= Q(**{f"{paths.registered}__team": membership.team_id})
        yield Way(partial(and_, written & paths.registered_when, clear(model, actor)))
    # A partner's practitioner works on cases only by what is shared with their agency, whatever team they sit in.
    if Permission.WORK_CASE in ROLES[RoleCode(membership.role)].permissions:
        if paths.allocations:
            mine, open_to_them = Q(membership=membership.pk, ended_at__isnull=True), clear(model, actor)
            yield Way(
                partial(_has, model, paths.allocations, mine, "case", open_to_them),
                listed=below(mine, f"{paths.allocations}__") & open_to_them,
            )
        if paths.team and membership.team_id:
            yield Way(partial(_of_team, model, actor))


def _of_team(model: type[Model], actor: Actor) -> Q:
    paths, membership = access(model), actor.signatory
    condition = Q(**{paths.team: membership.team_id})
    if paths.kept_apart is not None and membership.role != RoleCode.MANAGER:
        condition &= ~paths.kept_apart
    if paths.sealed is not None:
        named = related(model, paths.named).filter(membership=membership.pk, ended_at__isnull=True, case=OuterRef("pk"))
        condition &= ~paths.sealed | Q(Exists(named))
    return condition & clear(model, actor)


def _in_an_emergency(model: type[Model], actor: Actor) -> Iterator[Way]:
    """For some hours, by the database's clock: the next statement after the last of them finds nothing."""
    if relation := access(model).emergencies:
        opened, open_to_them = lasts(actor), clear(model, actor)
        yield Way(
            partial(_has, model, relation, opened, "case", open_to_them),
            listed=below(opened, f"{relation}__") & open_to_them,
        )


def lasts(actor: Actor) -> Q:
    """Of rows of emergency access: those by which this membership may read now."""
    return Q(opened_by=actor.signatory.pk, closed_at__isnull=True, ends_at__gt=Now())


def _through_own(model: type[Model], relation: str, condition: Q, actor: Actor, permission: Permission) -> Q:
    reached = any_of(way.condition for way in own_ways(target(model, relation), actor, permission))
    return opened_through(model, relation, reached & condition)


def clear(model: type[Model], actor: Actor) -> Q:
    """Rows that no conflict keeps from the actor, as a human being, whoever they act for: it beats every way there is."""
    paths = access(model).conflicts
    if paths is None:
        return Q()
    user = actor.signatory.user_id
    mine = apps.get_model(paths.links)._default_manager.filter(user=user, ended_at__isnull=True)
    # Most are close to nobody, which is asked once for all rows. Whether a row is of those to whom they are close is the
    # database's to say: in Django's words it took three to seven times as long to plan a list as to read it.
    close = Func(F("pk"), Value(user, UUIDField()), function=paths.question, output_field=BooleanField())
    return ~Q(Exists(mine)) | ~Q(close)


def _has(model: type[Model], relation: str, held: Q, key: str, provided: Q) -> Q:
    return Q(Exists(related(model, relation).filter(held, **{key: OuterRef("pk")}))) & provided


def _shared(model: type[Model], actor: Actor, permission: Permission) -> Q:
    """The condition under which a share in force opens rows of the model; what its own agency wrote is always among them."""
    paths = access(model).shared
    if paths is None:
        return NOTHING
    return paths.when & any_of(
        [*_by_case(model, paths, actor, permission), *_by_relation(model, paths, actor, permission)]
    )


def _by_case(model: type[Model], paths: SharedPaths, actor: Actor, permission: Permission) -> Iterator[Q]:
    if not paths.case:
        return
    case = model if paths.case == "pk" else target(model, paths.case)
    for relation, held in grants(case, actor, permission):
        rows = related(case, relation).filter(held, content_object=OuterRef(paths.case))
        if not paths.category:
            yield Q(Exists(rows))
            continue
        covers = Q(share__agreement__direction__in=SHOWS, share__categories__contains=[OuterRef(paths.category)])
        written = Exact(OuterRef(paths.source), actor.signatory.agency_id)
        yield Q(Exists(rows.filter(covers | Q(written))))


def _by_relation(model: type[Model], paths: SharedPaths, actor: Actor, permission: Permission) -> Iterator[Q]:
    for relation, condition in paths.relations.items():
        yield opened_through(model, relation, _shared(target(model, relation), actor, permission) & condition)


def grants(case: type[Model], actor: Actor, permission: Permission) -> Iterator[tuple[str, Q]]:
    """Each permission table of the case, with the condition that its row stands and that nothing keeps the case from them."""
    open_to_them = Exists(case._default_manager.filter(clear(case, actor), pk=OuterRef("content_object")))
    for relation, stands in _grants(case, actor, permission):
        yield relation, stands & Q(open_to_them)


def _grants(case: type[Model], actor: Actor, permission: Permission) -> Iterator[tuple[str, Q]]:
    """The same by itself: who, by which share, under which agreement."""
    membership = actor.signatory
    to_agency, to_people = access(case).grants or ("", "")
    stands = Q(
        Q(share__ends_at__isnull=True) | Q(share__ends_at__gt=Now()),
        agreement_in_force("share__agreement__"),
        permission=_key_of(case, permission, connection.settings_dict["NAME"]),
        share__purpose=actor.purpose,
        share__stopped_at__isnull=True,
    )
    # Grants of a group are of its agency's shares: a trigger holds it. Asked again, the planner would expect few and read all.
    yield to_agency, stands & Q(group=membership.agency.group_id)
    yield to_people, stands & Q(user=membership.user_id, share__agency=membership.agency_id)


def row_of(model: type[Model], permissions: Collection[Permission]) -> Q:
    """Which of Django's rows of permissions these are, for this model."""
    label = {"content_type__app_label": model._meta.app_label, "content_type__model": model._meta.model_name}
    return Q(codename__in=[permission.value for permission in permissions], **label)


@cache
def _key_of(model: type[Model], permission: Permission, database: str) -> int:
    """The key of Django's row of the permission, which migrations write and nothing changes."""
    return PermissionRow.objects.values_list("pk", flat=True).get(row_of(model, [permission]))


def opened_through(model: type[Model], relation: str, reach: Q) -> Q:
    """Rows one of whose related rows is reached. By subqueries, never a join: a household of two cases is listed once."""
    link: Any = model._meta.get_field(relation)
    here = {link.field.name: OuterRef("pk")} if link.one_to_many else {"pk": OuterRef(relation)}
    return Q(Exists(link.related_model._default_manager.filter(reach, **here)))


def target(model: type[Model], path: str) -> type[Model]:
    """The model to which a path of relations leads."""
    for name in path.split("__"):
        model = model._meta.get_field(name).related_model  # type: ignore[assignment]
    return model


def related(model: type[Model], relation: str) -> QuerySet[Any]:
    """All rows of that model."""
    return target(model, relation)._default_manager.all()


def access(model: type[Model]) -> AccessPaths:
    """What the model declares."""
    paths: AccessPaths = model.access  # type: ignore[attr-defined]  # every model that can be asked for declares it
    return paths


def any_of(conditions: Iterable[Q]) -> Q:
    """One condition: that one of them holds."""
    return reduce(or_, conditions, NOTHING)
