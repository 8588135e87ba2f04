"""An edition taken into the catalogue: all of it or nothing, and twice is the same as once."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from django.db import transaction

from outcomes.catalogue.reader import Read
from outcomes.models import UnitCost


@dataclass(frozen=True, slots=True)
class Attribution:
    """Whose work an edition is, as is said on every row."""

    source: str
    licence: str
    credit: str


@dataclass(frozen=True, slots=True)
class Loaded:
    """How many rows of which sort; `flagged` with why."""

    new: int
    changed: int
    unchanged: int
    flagged: Mapping[str, str]


def known_attribution(edition: str) -> Attribution | None:
    """As rows of the edition have it that are in the catalogue already."""
    row = UnitCost.objects.filter(edition=edition, ended_on=None).order_by("code").first()
    return Attribution(row.source, row.licence, row.credit) if row else None


@transaction.atomic
def load(rows: Sequence[Read], edition: str, attribution: Attribution, *, on: date, is_dry_run: bool = False) -> Loaded:
    """Take them in. A row that reads otherwise than before ends on that day, and the other begins; one that is not in the
    file stays. `on` is today. With `is_dry_run`, everything is done and taken back.
    """
    used = {row.code: row for row in UnitCost.objects.select_for_update().filter(edition=edition, ended_on=None)}
    wanted = {row.code: asdict(row) | asdict(attribution) for row in rows}
    fresh = [code for code in wanted if code not in used]
    changed = [code for code in wanted if code in used and _differs(used[code], wanted[code])]
    for code in changed:
        _end(used[code], on)
    UnitCost.objects.bulk_create(
        UnitCost(edition=edition, started_on=on, **wanted[code]) for code in wanted if code in {*fresh, *changed}
    )
    if is_dry_run:
        transaction.set_rollback(True)
    flagged = {row.code: row.flag for row in rows if row.flag}
    return Loaded(len(fresh), len(changed), len(wanted) - len(fresh) - len(changed), flagged)


def _differs(row: UnitCost, wanted: Mapping[str, Any]) -> bool:
    return any(getattr(row, name) != value for name, value in wanted.items())


def _end(row: UnitCost, on: date) -> None:
    """A row that began today was used on no day that is over: it goes."""
    if row.started_on >= on:
        row.delete()
    else:
        UnitCost.objects.filter(pk=row.pk).update(ended_on=on)
