"""What came before and after cases started: whose, of which months, and under which agreements."""

from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, transaction

from agencies import agreements
from agencies.actors import acting, counting, set_actor
from agencies.enums import SystemActor
from casework import demand, exits, lifecycle, nominations, objections, starts
from casework.demand_measures import StartMeasure
from casework.enums import CaseStatus, DeclineReason
from casework.models import Case, LinkageRun, Nomination, StartCount
from casework.nomination_words import NominationDecision
from tests.conftest import Clock, database_role
from tests.factories.agencies import Cast
from tests.factories.casework import make_scene
from tests.factories.nominations import Found, make_found, make_panel_agreement, nominate

BEGIN = datetime(2026, 1, 15, 10, tzinfo=UTC)
START = date(2026, 1, 15)


class Row(NamedTuple):
    """Of a file: its agency, which kind, how many, of how many households."""

    agency: str
    kind: str
    number: int
    households: int


@pytest.fixture
def found(cast: Cast, clock: Clock) -> Found:
    """Agencies whose files reach from a year before START on; see `filled`."""
    clock.set(BEGIN)
    with database_role("seed"):
        return make_found(cast, days=(-30, 800))


def filled(found: Found, agency: str, first: date, last: date) -> None:
    """The agency met somebody else each month: its file has something to say of all of them."""
    other, day = UUID(int=1), first
    while day < last:
        found.mention(other, 1, agency, day)
        day += timedelta(days=27)
    found.mention(other, 1, agency, last)


def met(found: Found, household: UUID, agency: str, *days: date, kind: str = "Call") -> None:
    for day in days:
        found.mention(household, 99, agency, day, event=kind)


def become_case(found: Found, *, is_taken_in: bool = True) -> tuple[UUID, Case]:
    """Someone who was nominated on START, and referred."""
    key = found.household("council", "police", "nhs", days=(-1,), event="")
    row = next(each for each in nominate() if each.household == key)
    mina = found.cast.mina
    with database_role("app"), transaction.atomic():
        set_actor(mina)
        case = nominations.decide(row, decision=NominationDecision.BECOME_CASE, reason="Often", by=mina).became
        assert case is not None
        if is_taken_in:
            case = lifecycle.accept(case, lead=found.cast.asha.signatory, by=mina)
    return key, case


def stored(found: Found, clock: Clock, on: datetime) -> LinkageRun:
    """A run of that day that finds the same."""
    clock.set(on)
    run = found.again()
    with database_role("worker"), acting(SystemActor.LINKAGE):
        demand.store(run)
    return run


def counted(measure: StartMeasure) -> list[Row]:
    with database_role("seed"):
        rows = StartCount.objects.filter(measure=measure).order_by("agency__code", "kind")
        return [Row(*row) for row in rows.values_list("agency__code", "kind", "number", "households")]


def of(measure: StartMeasure, agency: str) -> tuple[int, int]:
    return next(((row.number, row.households) for row in counted(measure) if row.agency == agency), (0, 0))


NOV = datetime(2026, 11, 20, 10, tzinfo=UTC)


def test_contacts_of_as_many_months_before_as_after_by_agency_and_kind(found: Found, clock: Clock) -> None:
    key, _ = become_case(found)
    filled(found, "police", date(2024, 12, 1), date(2026, 7, 20))  # six months and some days after
    met(found, key, "police", date(2025, 7, 14), date(2026, 7, 15), kind="Outside")  # a day too early, a day too late
    met(found, key, "police", date(2025, 7, 15), date(2026, 1, 14), kind="Burglary")
    met(found, key, "police", date(2026, 1, 15), date(2026, 7, 14), kind="Noise")
    stored(found, clock, NOV)
    assert of(StartMeasure.COUNTED, "police") == (6, 1)
    assert of(StartMeasure.BEFORE, "police") == (2, 1)
    assert of(StartMeasure.AFTER, "police") == (3, 1)  # one of the day after START is the factory's
    assert counted(StartMeasure.KIND_BEFORE) == [Row("police", "Burglary", 2, 1)]
    assert [row for row in counted(StartMeasure.KIND_AFTER) if row.agency == "police"] == [
        Row("police", "", 1, 1), Row("police", "Noise", 2, 1)
    ]  # fmt: skip
    # The council's and the hospital's files have one day each.
    assert [row.agency for row in counted(StartMeasure.EARLY)] == ["council", "nhs"]
    assert of(StartMeasure.ANY, None) == (1, 1)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("first", "last", "months"),
    [
        (date(2024, 1, 1), date(2026, 7, 14), 6),
        (date(2024, 1, 1), date(2026, 7, 13), 0),  # a day short of six months after
        (date(2025, 7, 15), date(2026, 11, 19), 6),
        (date(2025, 7, 16), date(2026, 11, 19), 0),  # a day short of six months before
        (date(2025, 4, 15), date(2026, 11, 19), 9),
        (date(2024, 1, 1), date(2027, 3, 1), 12),
    ],
)
def test_six_months_at_least_and_twelve_at_most(
    found: Found, clock: Clock, first: date, last: date, months: int
) -> None:
    become_case(found)
    filled(found, "police", first, last)
    stored(found, clock, datetime(2027, 3, 1, 10, tzinfo=UTC))
    assert of(StartMeasure.COUNTED, "police") == ((months, 1) if months else (0, 0))
    assert of(StartMeasure.EARLY, "police") == ((0, 0) if months else (1, 1))


def test_a_file_with_an_empty_month_reaches_no_further(found: Found, clock: Clock) -> None:
    key, _ = become_case(found)
    filled(found, "police", date(2024, 12, 1), date(2025, 9, 30))
    filled(found, "police", date(2025, 11, 1), date(2026, 11, 1))
    met(found, key, "police", date(1999, 1, 1))
    stored(found, clock, NOV)
    assert of(StartMeasure.EARLY, "police") == (1, 1)


def test_a_case_starts_when_it_is_taken_in_not_when_it_is_referred(found: Found, clock: Clock) -> None:
    key, case = become_case(found, is_taken_in=False)
    filled(found, "police", date(2024, 12, 1), date(2026, 11, 1))
    met(found, key, "police", date(2026, 2, 14), date(2026, 3, 15), kind="Noise")
    mina = found.cast.mina
    stored(found, clock, datetime(2026, 8, 1, 10, tzinfo=UTC))
    assert counted(StartMeasure.COUNTED) == counted(StartMeasure.EARLY) == [], "nobody has taken it in"
    clock.set(datetime(2026, 3, 15, 10, tzinfo=UTC))
    with database_role("app"), transaction.atomic():
        set_actor(mina)
        lifecycle.accept(case, lead=found.cast.asha.signatory, by=mina)
    stored(found, clock, NOV)
    before = {row.kind: row.number for row in counted(StartMeasure.KIND_BEFORE)}
    after = {row.kind: row.number for row in counted(StartMeasure.KIND_AFTER)}
    assert (before.get("Noise"), after.get("Noise")) == (1, 1)


def test_what_was_declined_never_started(found: Found, clock: Clock) -> None:
    _, case = become_case(found, is_taken_in=False)
    filled(found, "police", date(2024, 12, 1), date(2026, 11, 1))
    with database_role("app"), transaction.atomic():
        set_actor(found.cast.mina)
        lifecycle.decline(case, decline_reason=DeclineReason.NOT_WANTED, explanation="They said so", by=found.cast.mina)
    stored(found, clock, NOV)
    assert not StartCount.objects.exists() or {row.number for row in counted(StartMeasure.ANY)} == {0}
    assert counted(StartMeasure.EARLY) == []


def test_whoever_moved_away_is_not_met_any_more_and_that_is_no_success(found: Found, clock: Clock) -> None:
    _, case = become_case(found)
    filled(found, "police", date(2024, 12, 1), date(2026, 11, 1))
    clock.set(datetime(2026, 7, 14, 10, tzinfo=UTC))
    with database_role("app"), transaction.atomic():
        set_actor(found.cast.asha)
        exits.move_away(case, evidence="A card", people_told="They told us", by=found.cast.asha)
    stored(found, clock, NOV)
    assert of(StartMeasure.EARLY, "police") == (1, 1)


def test_an_agreement_that_ended_takes_its_households_out(found: Found, clock: Clock) -> None:
    become_case(found)
    filled(found, "police", date(2024, 12, 1), date(2026, 11, 1))
    stored(found, clock, NOV)
    assert of(StartMeasure.COUNTED, "police")[1] == 1
    with database_role("app"):
        agreements.suspend(found.agreement, reason="a breach", by=found.cast.gill)
    with database_role("worker"):
        drifted = demand.drift()
    assert drifted is not None
    assert ("counted", ("any", None, "", "", 0, 0)) in drifted


def test_under_another_agreement_alone_those_found_are_not_counted(found: Found, clock: Clock) -> None:
    key, _ = become_case(found)
    with database_role("seed"):
        other = make_panel_agreement(found.cast, found.agencies["police"], title="Another", days=(-30, 800))
    day = date(2024, 12, 1)
    while day < date(2026, 11, 1):
        found.mention(key, 99, "police", day, under=other)
        day += timedelta(days=27)
    stored(found, clock, NOV)
    assert of(StartMeasure.COUNTED, "police")[1] == 1
    with database_role("app"):
        agreements.suspend(found.agreement, reason="a breach", by=found.cast.gill)
    stored(found, clock, NOV)
    assert {row.number for row in counted(StartMeasure.ANY)} == {0}, "they were found under the one that is suspended"


def test_whoever_objects_is_in_no_number(found: Found, clock: Clock) -> None:
    key, _ = become_case(found)
    filled(found, "police", date(2024, 12, 1), date(2026, 11, 1))
    with database_role("seed"):
        mention = found.stored().linked.select_related("mention").filter(household=key).first()
        assert mention is not None
        objections.record(mention.mention, words="Leave us alone", by=found.cast.gill)
    stored(found, clock, NOV)
    assert {row.number for row in counted(StartMeasure.ANY)} == {0}
    assert counted(StartMeasure.EARLY) == []


def test_counting_again_gives_the_same_whatever_starts_later(found: Found, clock: Clock) -> None:
    become_case(found)
    filled(found, "police", date(2024, 12, 1), date(2026, 11, 1))
    stored(found, clock, NOV)
    with database_role("worker"):
        assert demand.drift() == set()
    clock.set(NOV + timedelta(days=2))
    become_case(found)
    with database_role("worker"):
        drifted = demand.drift() or set()
    assert not {row for _, row in drifted if row[0] in set(StartMeasure)}


def test_figures_alone_read_it_and_nobody_writes_it(found: Found, clock: Clock) -> None:
    become_case(found)
    run = stored(found, clock, NOV)
    cast = found.cast
    for who in (cast.ana, cast.mina, cast.gill, cast.adi):
        with database_role("app"), transaction.atomic():
            set_actor(who)
            assert not StartCount.objects.exists()
            with counting():
                assert StartCount.objects.filter(run=run).exists()
    for role in ("app", "worker"):
        with database_role(role), transaction.atomic():
            set_actor(cast.ana)
            with pytest.raises(DatabaseError), transaction.atomic():
                StartCount.objects.create(run=run, measure=StartMeasure.ANY, number=1, households=1)


def test_the_linkage_alone_learns_when_cases_started(found: Found) -> None:
    become_case(found)
    with database_role("app"), transaction.atomic():
        set_actor(found.cast.mina)
        with pytest.raises(DatabaseError):
            starts.count(LinkageRun(as_of=START, stored_at=BEGIN))


def test_a_household_counts_once_from_its_first_start_on(found: Found, clock: Clock) -> None:
    key, _ = become_case(found)
    filled(found, "police", date(2024, 12, 1), date(2026, 11, 1))
    clock.set(datetime(2026, 9, 1, 10, tzinfo=UTC))
    with database_role("seed"):
        again = make_scene(found.cast).case
        first = Nomination.objects.get(household=key)
        first.pk, first.became = uuid4(), again
        first.save(force_insert=True)
        assert again.status_changes.filter(to_status=CaseStatus.ACCEPTED).exists()
    stored(found, clock, NOV)
    assert [(row.number, row.households) for row in counted(StartMeasure.ANY)] == [(1, 1)]
    assert of(StartMeasure.COUNTED, "police") == (9, 1)  # from September on there would be too few
