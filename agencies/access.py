"""How the rows of a model are reached: facts that models declare as data, and that agencies/permissions.py alone reads."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db.models import Q


@dataclass(frozen=True, slots=True)
class SharedPaths:
    """How a share of a case opens rows of one model. A model without it is opened by no share.

    `case`: path to the case; `pk` for the case itself. `category` and `source`: paths to the row's category of data and
    to the agency that wrote it; a model without them is the bare frame of a case, such as who is part of it, which every
    share opens. `when`: which of its rows at all. `relations`: for rows that hang on others, relations to models that a
    share opens, each with the condition under which it opens this one too.
    """

    case: str = ""
    category: str = ""
    source: str = ""
    when: Q = field(default_factory=Q)
    relations: Mapping[str, Q] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ConflictPaths:
    """What the conflict register keeps from somebody: its `links`, each with its `user`, and the database's own question
    whether the row is of somebody to whom the user is close.
    """

    links: str
    question: str


@dataclass(frozen=True, slots=True)
class AccessPaths:
    """How rows of one model lead to the facts that open them. A model declares its paths as `access`.

    `allocations`: relation to rows with `membership` and `ended_at`. `team`: path to the responsible team.
    `kept_apart`: rows that the team as a whole does not see, only its managers and those allocated.
    `sealed`: rows that are closed to the team, its managers too, but for those with an open row at the relation `named`.
    `registered`: path to the membership that wrote the row down, and `registered_when`: as long as that alone opens it.
    `through`: relations to rows that have paths of their own; each opens this row if it is open itself and fits the
    condition that is given with it. Only what is one's own work opens rows so: what a share opens stands in `shared`.
    `conflicts`: what keeps somebody from a row of which they are close to the people, whatever else opens it.
    `emergencies`: relation to rows with `opened_by`, `closed_at` and `ends_at`, each of which opens a case to be read.
    `grants`: relations to the permission tables whose rows carry a share: to a whole agency, and to single people.
    """

    allocations: str = ""
    team: str = ""
    kept_apart: Q | None = None
    sealed: Q | None = None
    named: str = ""
    registered: str = ""
    registered_when: Q = field(default_factory=Q)
    through: Mapping[str, Q] = field(default_factory=dict)
    shared: SharedPaths | None = None
    conflicts: ConflictPaths | None = None
    emergencies: str = ""
    grants: tuple[str, str] | None = None
