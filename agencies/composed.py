"""Conditions of reach, composed once for each kind of actor, and filled with the actor's own keys wherever they are asked.

Django composes a condition anew for each query, and one of these takes it ten times as long as PostgreSQL needs to answer.
So the text is made once, with marks in the place of keys; what differs between two actors of one role is keys alone.
"""

import re
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import BooleanField, Exists, F, Model, Q

from agencies import conditions
from agencies.actors import Actor
from agencies.models import Agency, Membership, User
from agencies.roles import Permission
from agencies.ways import Reached

MARKS: dict[str, Any] = {
    "membership": uuid.UUID(int=1), "user": uuid.UUID(int=2), "agency": uuid.UUID(int=3), "team": uuid.UUID(int=4),
    "group": -5, "purpose": "\x06",
}  # fmt: skip
# Django writes how many rows into the text; the number is no key, and is put in each time.
SIZE_MARK = 999_999_937
SIZE = f"LIMIT {SIZE_MARK}"
NAMES = {mark: name for name, mark in MARKS.items()}
ALIAS = re.compile(
    r"(?<![\"\w])([A-Z]{1,2}\d+)(?![\"\w])"
)  # what Django calls the tables of subqueries and of second joins
# What a template is kept by: model, permission, role, whether in a team, whether in a session, and which database.
Kind = tuple[type[Model], Permission, str, bool, bool, str, str]
# The row's own table inside a template, and the row outside it, where the template joins tables of its own.
ROW, OUTER = "reach_row.", "reach_outer."


@dataclass(frozen=True, slots=True)
class Template:
    """The condition about one row. `is_bare`: it joins nothing, and is about columns of the row's own table."""

    text: str
    params: tuple[Any, ...]
    is_bare: bool


class WithinReach(Reached):
    """The condition that the actor may do this to a row, by any of the ways of agencies/conditions.py."""

    conditional = True
    output_field = BooleanField()

    def __init__(self, model: type[Model], actor: Actor, permission: Permission) -> None:
        """Take who asks for what; nothing is composed before the query is written out."""
        super().__init__()
        self.model, self.actor, self.permission = model, actor, permission
        self.key: Any = F("pk")

    def get_source_expressions(self) -> list[Any]:
        """The key, which Django moves to whatever alias the row's table has."""
        return [self.key]

    def set_source_expressions(self, exprs: Sequence[Any]) -> None:
        """See above."""
        (self.key,) = exprs

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        """The template, about this row and with this actor's keys."""
        template = template_of(*self._kind(connection))
        if template is None:
            raise EmptyResultSet
        alias = compiler.quote_name_unless_alias(self.key.alias)
        text = template.text.replace(ROW if template.is_bare else OUTER, f"{alias}.")
        return text, self._filled(template.params)

    def keys(
        self, using: str, column: str, *, descending: bool, size: int, is_provided: bool
    ) -> tuple[str, Sequence[Any]]:
        """The statement of the first keys, composed once for all who reach these rows as the actor does."""
        kind = self._kind(connections[using])
        text, params = keys_template(*kind, column, descending=descending, is_provided=is_provided)
        return text.replace(SIZE, f"LIMIT {int(size)}"), self._filled(params)

    def _kind(self, connection: Any) -> "Kind":
        membership = self.actor.signatory
        place = connection.alias, connection.settings_dict["NAME"]
        known = membership.role, membership.team_id is not None, self.actor.is_present
        return self.model, self.permission, *known, *place

    def _filled(self, params: Sequence[Any]) -> list[Any]:
        keys = _keys_of(self.actor)
        return [keys[NAMES[value]] if _is_mark(value) else value for value in params]


@cache
def template_of(  # noqa: PLR0917 - what a template is kept by, and nobody else calls it
    model: type[Model], permission: Permission, role: str, in_team: bool, is_present: bool, alias: str, database: str
) -> Template | None:
    """The condition for actors of this role; None where it can hold for no row. One `database` has not another's keys."""
    actor = _nobody(role, in_team=in_team, is_present=is_present)
    reached = conditions.any_of(way.condition for way in conditions.ways(model, actor, permission))
    rows = model._base_manager.filter(Q(Exists(conditions.standing(actor.signatory))), reached)
    compiler = rows.query.get_compiler(connection=connections[alias])
    compiler.setup_query()
    try:
        where, params = compiler.compile(rows.query.where)
    except EmptyResultSet:
        return None
    (_, *joins), join_params = compiler.get_from_clause()
    table = compiler.quote_name_unless_alias(model._meta.db_table)
    if joins:
        key = compiler.quote_name_unless_alias(model._meta.pk.column)
        within = f"{table} {ROW.rstrip('.')} {' '.join(joins)} WHERE {ROW}{key} = {OUTER}{key}"
        # The offset keeps it a question about each row: as a join, it could be answered for a whole table first.
        where, params = f"EXISTS (SELECT FROM {within} AND {where} OFFSET 0)", [*join_params, *params]
    return Template(ALIAS.sub(r"reach_\1", where).replace(f"{table}.", ROW), tuple(params), is_bare=not joins)


@cache
def keys_template(  # noqa: PLR0917 - as above, and the page that is asked for
    model: type[Model], permission: Permission, role: str, in_team: bool, is_present: bool, alias: str, database: str,
    column: str, *, descending: bool, is_provided: bool,
) -> tuple[str, tuple[Any, ...]]:  # fmt: skip
    """The statement that merges the keys of the first rows of each way, with marks; EmptyResultSet where there are none."""
    actor = _nobody(role, in_team=in_team, is_present=is_present)
    standing = Q(Exists(conditions.standing(actor.signatory)))
    rows: Any = model._default_manager.using(alias)
    reached = rows.within(
        WithinReach(model, actor, permission),
        lambda: list(conditions.ways(model, actor, permission)),
        provided=standing,
    )
    provided = standing if is_provided else None
    text, params = reached.merged(column, descending=descending, after=None, size=SIZE_MARK, provided=provided)
    return text, tuple(params)


def _nobody(role: str, *, in_team: bool, is_present: bool) -> Actor:
    """An actor of this role, with marks for keys."""
    agency = Agency(pk=MARKS["agency"], group_id=MARKS["group"])
    team = MARKS["team"] if in_team else None
    user = User(pk=MARKS["user"], is_active=True)
    membership = Membership(pk=MARKS["membership"], user=user, agency=agency, team_id=team, role=role)
    proved_at = datetime.max.replace(tzinfo=UTC) if is_present else None
    return Actor(purpose=MARKS["purpose"], membership=membership, proved_at=proved_at)


def _keys_of(actor: Actor) -> dict[str, Any]:
    membership = actor.signatory
    return {
        "membership": membership.pk, "user": membership.user_id, "agency": membership.agency_id,
        "team": membership.team_id, "group": membership.agency.group_id, "purpose": str(actor.purpose),
    }  # fmt: skip


def _is_mark(value: Any) -> bool:
    return isinstance(value, (uuid.UUID, int, str)) and value in NAMES
