"""Rows within an actor's reach: the one question that every selector of this room and of those above asks."""

from typing import Any, TypeVar

from django.db.models import Exists, Model, OuterRef, QuerySet, Subquery

from agencies.actors import Actor
from agencies.permissions import Permission, visible
from agencies.ways import Late

Rows = TypeVar("Rows", bound=QuerySet[Any])


def rows_for(actor: Actor, rows: Rows) -> Rows:
    """Those of the rows that the actor may see."""
    return visible(actor, Permission.VIEW_CASE, rows)


def with_own_work(actor: Actor, rows: Rows) -> Rows:
    """Each with `is_own_work`: what a partner is shown of a row's frame is less than those who work with it see.

    And with `is_in_emergency`: who opened the case in one reads as much as these, and does nothing of what they do.
    """

    def those(permission: Permission) -> Exists:
        return Exists(visible(actor, permission, rows.model._default_manager.filter(pk=OuterRef("pk"))))

    return rows.annotate(
        is_own_work=Late(lambda: those(Permission.WORK_CASE)),
        is_in_emergency=Late(lambda: those(Permission.OPEN_IN_EMERGENCY)),
    )


def with_seen(actor: Actor, rows: Rows, relation: str) -> Rows:
    """Each with `seen_<relation>`: the key of the row it names, where the actor sees that one too.

    A row whose category is shared may name one whose category is not; that it exists is not for everybody either.
    """
    target: Any = rows.model._meta.get_field(relation).related_model
    seen = visible(actor, Permission.VIEW_CASE, target._default_manager.filter(pk=OuterRef(relation)))
    return rows.annotate(**{f"seen_{relation}": Subquery(seen.values("pk"))})


def is_seen(actor: Actor, part: type[Model]) -> Exists:
    """Whether the actor sees that part of the row, a proxy of its model: it belongs to the agency that wrote it."""
    return Exists(rows_for(actor, part._default_manager.filter(pk=OuterRef("pk"))))
