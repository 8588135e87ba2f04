"""Which entries of a chronology somebody asks for: some kinds, one agency, one person."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet


@dataclass(frozen=True, slots=True)
class Only:
    """Which entries are asked for: of these kinds, by this agency, about this person; all where nothing is said."""

    kinds: frozenset[str] = frozenset()
    agency: str = ""
    person: UUID | None = None

    def of(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Those of a source's rows; none of a source whose rows name no people, where a person is asked for."""
        rows = rows.filter(entry_kind__in=self.kinds) if self.kinds else rows
        rows = rows.filter(entry_agency=self.agency) if self.agency else rows
        if self.person is None:
            return rows
        paths = [path.replace(".", "__") for path in rows.model.trace.people]
        return rows.filter(Q(*((path, self.person) for path in paths), _connector=Q.OR)) if paths else rows.none()
