"""People and rows for the tests of this door, none of them in a database."""

from datetime import UTC, datetime, timedelta
from operator import attrgetter
from typing import Any
from uuid import UUID

from django.db import models
from django.db.models import Q
from django.test.utils import isolate_apps

from agencies.actors import Actor, member_actor
from agencies.enums import RoleCode
from agencies.models import Agency, Membership, User
from agencies.versions import Versioned

BEGINNING = datetime(2026, 1, 1, tzinfo=UTC)

with isolate_apps("api"):

    class Note(Versioned):
        """A row with a version."""

        id = models.UUIDField(primary_key=True)
        text = models.TextField()

        class Meta:
            app_label = "api"

    class Page(Versioned):
        """Another kind of row."""

        id = models.UUIDField(primary_key=True)

        class Meta:
            app_label = "api"


def actor(number: int, role: RoleCode = RoleCode.ADMINISTRATOR) -> Actor:
    """Somebody who acts; the same number is the same membership."""
    user = User(pk=UUID(int=number), name=f"Person {number}", email=f"{number}@example.org")
    agency = Agency(pk=UUID(int=number), name="Borough Council")
    return member_actor(Membership(pk=UUID(int=number), user=user, agency=agency, role=role))


class Row:
    """A row of a list."""

    def __init__(self, number: int, second: int = 0) -> None:
        self.pk = f"{number:06}"
        self.created_at = BEGINNING + timedelta(seconds=second)


class Rows(list[Any]):
    """As much of a queryset as the pages need: it sorts, filters by simple conditions, and slices."""

    model = Note

    def order_by(self, *columns: str) -> "Rows":
        found = self
        for column in reversed(columns):
            found = Rows(sorted(found, key=attrgetter(column.strip("-")), reverse=column.startswith("-")))
        return found

    def filter(self, condition: Q) -> "Rows":
        return Rows(row for row in self if holds(condition, row))


def holds(condition: Q, row: Any) -> bool:
    """Whether the condition holds for the row; values arrive as text, as from a cursor."""
    outcomes = []
    for child in condition.children:
        if isinstance(child, Q):
            outcomes.append(holds(child, row))
        else:
            name, wanted = child
            column, way = name.split("__")
            value = str(getattr(row, column))
            outcomes.append(
                {"lt": value < wanted, "lte": value <= wanted, "gt": value > wanted, "gte": value >= wanted}[way]
            )
    return all(outcomes) if condition.connector == Q.AND else any(outcomes)
