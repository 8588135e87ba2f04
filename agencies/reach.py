"""What an actor sees of one case, or of some, asked once, for a page that is made of many kinds of rows.

`visible` says the same in each query, which is right for one list and slow for a story of twenty. So the question is
asked once, its answer is put into the other queries as plain values, and asked again when the page is read: a share that
was stopped meanwhile shows nothing of the page, as if it had been one query.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import Exists, Model, Q, QuerySet

from agencies import conditions
from agencies.actors import Actor
from agencies.permissions import holds
from agencies.roles import Permission
from agencies.ways import below

Rows = TypeVar("Rows", bound=QuerySet[Any])
Found = TypeVar("Found")


@dataclass(frozen=True, slots=True)
class Reach:
    """What of some cases the actor sees at one moment.

    `own`: cases that are their own work, or that they opened in an emergency. `shared`: cases that are shared with them,
    each with the categories that show.
    """

    actor: Actor
    own: frozenset[UUID]
    shared: Mapping[UUID, frozenset[str]]

    @property
    def cases(self) -> set[UUID]:
        """All of them."""
        return {*self.own, *self.shared}


def reach_of(actor: Actor, model: type[Model], cases: Collection[UUID]) -> Reach:
    """Ask what the actor sees of these cases now."""
    if actor.membership is None or not holds(actor, Permission.VIEW_CASE):
        return Reach(actor, frozenset(), {})
    standing = Q(Exists(conditions.standing(actor.membership)))
    work = conditions.any_of(way.condition for way in conditions.own_ways(model, actor, Permission.VIEW_CASE))
    own = frozenset(model._default_manager.filter(standing, work, pk__in=cases).values_list("pk", flat=True))
    shared: dict[UUID, frozenset[str]] = {}
    for relation, held in conditions.grants(model, actor, Permission.VIEW_CASE) if set(cases) - own else ():
        granted = conditions.related(model, relation).filter(standing, held, content_object__in=cases)
        said = granted.values_list("content_object", "share__categories", "share__agreement__direction")
        for case, categories, direction in said:
            shows = frozenset(categories if direction in conditions.SHOWS else ())
            shared[case] = shared.get(case, frozenset()) | shows
    return Reach(actor, own, shared)


def while_it_lasts(actor: Actor, model: type[Model], cases: Collection[UUID], read: Callable[[Reach], Found]) -> Found:
    """What `read` finds within the actor's reach of these cases, read anew where the reach has changed meanwhile."""
    reach = reach_of(actor, model, cases)
    while True:
        found = read(reach)
        after = reach_of(actor, model, cases)
        if after == reach:
            return found
        reach = after


def reached(reach: Reach, rows: Rows) -> Rows:
    """Those of the rows that are within reach: rows that lead to one of these cases, each by foreign keys."""
    if not reach.own and (conditions.access(rows.model).shared is None or not reach.shared):
        return rows.none()
    return rows.filter(_of_own(rows.model, reach) | _of_shared(rows.model, reach))


def _of_own(model: type[Model], reach: Reach) -> Q:
    paths = conditions.access(model)
    if paths.grants is not None:
        return Q(pk__in=reach.own)
    return conditions.any_of(
        below(_of_own(conditions.target(model, relation), reach) & condition, f"{relation}__")
        for relation, condition in paths.through.items()
    )


def _of_shared(model: type[Model], reach: Reach) -> Q:
    paths = conditions.access(model).shared
    if paths is None:
        return conditions.NOTHING
    opened = [_of_case(case, categories, paths, reach) for case, categories in reach.shared.items() if paths.case]
    for relation, condition in paths.relations.items():
        opened.append(below(_of_shared(conditions.target(model, relation), reach) & condition, f"{relation}__"))
    return paths.when & conditions.any_of(opened)


def _of_case(case: UUID, categories: frozenset[str], paths: Any, reach: Reach) -> Q:
    here = Q(**{paths.case: case})
    if not paths.category:
        return here
    own_agency = Q(**{paths.source: reach.actor.signatory.agency_id})
    return here & (Q(**{f"{paths.category}__in": categories}) | own_agency)
