"""What a row is about, as the trail has it: its case, its households, its people and its category. Ids, never content."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import Model


@dataclass(frozen=True, slots=True)
class Trace:
    """How to come from a row of one model to what it is about. A model of case content declares it as `trace`.

    Each is a path of attributes to an id, such as `member.case_id`, or to many people, such as `about`.
    """

    case: str = ""
    households: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    category: str = ""


@dataclass(slots=True)
class About:
    """What one row is about, or several rows of one case and one kind; `ids` are the rows' own."""

    subject_type: str
    case_id: UUID | None = None
    ids: set[UUID] = field(default_factory=set)
    households: set[UUID] = field(default_factory=set)
    people: set[UUID] = field(default_factory=set)
    categories: set[str] = field(default_factory=set)
    details: dict[str, Any] = field(default_factory=dict)

    def add(self, other: "About") -> None:
        """Take in what the other is about."""
        for name in ("ids", "households", "people", "categories"):
            getattr(self, name).update(getattr(other, name))


def trace_of(model: type[Model]) -> Trace | None:
    """How rows of the model say what they are about; None where it is no case content."""
    trace: Trace | None = getattr(model, "trace", None)
    return trace


def about(row: Model) -> About:
    """What a row of case content is about. Follows only what was loaded with the row, if it was."""
    trace: Trace = row.trace  # type: ignore[attr-defined]  # asked for rows of case content only
    return About(
        row._meta.label_lower,
        case_id=next(_follow(row, trace.case), None),
        ids={row.pk},
        households=_all(row, trace.households),
        people=_all(row, trace.people),
        categories=set(_follow(row, trace.category)),
    )


def beside(row: Model) -> tuple[set[UUID], set[str]]:
    """The households and the categories of any row; none where it is no case content. Asks nothing of its people."""
    trace = trace_of(type(row)) or Trace()
    return _all(row, trace.households), set(_follow(row, trace.category))


def about_key(model: type[Model], **key: Any) -> About:
    """What the row with this key is about, whoever may see it; without ids where there is no such row.

    One query either way, so that whoever waits for the answer cannot tell; none for what can be no key of this model.
    """
    found = About(model._meta.label_lower)
    try:
        rows = model._default_manager.filter(**key)
    except (ValueError, ValidationError):
        return found
    trace = trace_of(model) or Trace()
    case, people, households = _lookup(trace.case), _lookups(trace.people), _lookups(trace.households)
    for values in rows.values(*{"pk", case or "pk", *people, *households}):
        found.ids.add(values["pk"])
        found.case_id = values[case] if case else None
        found.people.update(values[path] for path in people if values[path])
        found.households.update(values[path] for path in households if values[path])
    return found


def _lookup(path: str) -> str:
    return path.replace(".", "__")


def _lookups(paths: Iterable[str]) -> list[str]:
    return [_lookup(path) for path in paths]


def _all(row: Model, paths: Iterable[str]) -> set[Any]:
    return {value for path in paths for value in _follow(row, path)}


def _follow(row: Any, path: str) -> Iterator[Any]:
    """What stands at the end of the path: nothing, one value, or the ids of many rows."""
    value: Any = row if path else None
    for name in path.split(".") if path else ():
        value = getattr(value, name, None)
    if value is None:
        return
    if hasattr(value, "all"):
        yield from (each.pk for each in value.all())
    else:
        yield value
