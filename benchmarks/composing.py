"""How long Django takes to compose a statement about one row, or the first cases: afresh, and with what is kept.

No database is asked: `python -m benchmarks.composing`. Medians of so many rounds, the two ways by turns.
"""

import os
import statistics
import time
from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import uuid4

ROUNDS = 200


def main() -> None:
    """Print a line for each kind of row."""
    for name in ("DATABASE_URL", "DATABASE_URL_OWNER", "DATABASE_URL_WORKER", "DATABASE_URL_AUDIT"):
        os.environ.setdefault(name, "postgresql://nobody@127.0.0.1:1/nothing")
    os.environ.setdefault("REDIS_URL", "redis://127.0.0.1:1/0")
    os.environ.setdefault("SECRET_KEY", "for a measurement")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django

    django.setup()
    from agencies import conditions
    from agencies.actors import Actor
    from agencies.enums import Purpose
    from agencies.models import Agency, Membership, User
    from agencies.permissions import Permission, visible
    from casework.models import Case, Contact, Person

    conditions._key_of = lambda *_: 1  # type: ignore[assignment]  # the one thing that asks the database
    agency = Agency(pk=uuid4(), group_id=7)
    membership = Membership(pk=uuid4(), user=User(pk=uuid4()), agency=agency, team_id=uuid4(), role="support_worker")
    actor = Actor(purpose=Purpose.SUPPORT, membership=membership)
    for model in (Case, Contact, Person):
        rows = model._base_manager

        def afresh(model: type = model, rows: object = rows) -> object:
            ways = conditions.ways(model, actor, Permission.VIEW_CASE)
            found = rows.filter(conditions.any_of(way.condition for way in ways), pk=uuid4())  # type: ignore[attr-defined]
            return found.query.sql_with_params()

        def kept(model: type = model) -> object:
            manager = model._default_manager  # type: ignore[attr-defined]
            return visible(actor, Permission.VIEW_CASE, manager.filter(pk=uuid4())).query.sql_with_params()

        _compare(model.__name__, afresh, kept)
    page: dict[str, Any] = {"descending": True, "after": None, "size": 1001}
    cases: Any = partial(visible, actor, Permission.VIEW_CASE)
    _compare(
        "first cases",
        lambda: cases(Case.objects.all()).merged("referred_at", **page),
        lambda: cases(Case.objects.all())._keys("referred_at", **page),
    )


def _compare(what: str, afresh: Callable[[], object], kept: Callable[[], object]) -> None:
    times: dict[str, list[float]] = {"afresh": [], "kept": []}
    for _ in range(ROUNDS):
        for name, ask in (("afresh", afresh), ("kept", kept)):
            times[name].append(_seconds(ask))
    afresh_ms, kept_ms = (statistics.median(times[name]) * 1000 for name in ("afresh", "kept"))
    print(f"{what:12} afresh {afresh_ms:5.1f} ms, kept {kept_ms:4.2f} ms, {afresh_ms / kept_ms:3.0f} times")


def _seconds(ask: Callable[[], object]) -> float:
    began = time.perf_counter()
    ask()
    return time.perf_counter() - began


if __name__ == "__main__":
    main()
