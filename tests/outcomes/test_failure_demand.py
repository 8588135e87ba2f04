"""What workers said caused a contact: whose contacts, of which months, and that nothing small follows."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

from agencies.actors import Actor, set_actor
from agencies.clock import now
from agencies.exceptions import NotPermitted
from casework import contacts
from casework.enums import Channel, Demand
from casework.models import Contact
from outcomes.reports.failure import SORTS, Judgements, judged, judgements
from outcomes.suppression import SMALLEST, Shows
from tests.conftest import Clock, database_role
from tests.factories.agencies import Cast, make_member
from tests.factories.casework import Scene, make_scene

FIRST = date(2025, 1, 1)


def seen_by(who: Actor) -> Judgements:
    with database_role("app"), transaction.atomic():
        set_actor(who)
        return judgements(who)


def record(scene: Scene, demand: Demand, **said: Any) -> Contact:
    cause = {"demand_cause": "Nobody called back"} if demand == Demand.FAILURE else {}
    values: dict[str, Any] = {
        "category": "general", "happened_at": now() - timedelta(hours=1), "channel": Channel.PHONE, "was_reached": True,
        "summary": "They called", "demand": demand, **cause,
    } | said  # fmt: skip
    return contacts.record(scene.case, by=scene.cast.asha, **values)


@pytest.fixture
def scenes(cast: Cast) -> list[Scene]:
    with database_role("seed"):
        return [make_scene(cast, name=f"Household {number}") for number in range(6)]


def test_by_agency_what_workers_said_of_contacts_that_reached_somebody(cast: Cast, scenes: list[Scene]) -> None:
    with database_role("seed"):
        for scene in scenes:
            record(scene, Demand.VALUE)
            record(scene, Demand.VALUE)
            record(scene, Demand.FAILURE)
            record(scene, Demand.UNKNOWN)
            record(scene, Demand.FAILURE, was_reached=False)
            record(scene, Demand.FAILURE, channel=Channel.NONE)
    found = seen_by(cast.ana)
    (council,) = found.agencies
    assert (council.code, council.name) == ("council", str(cast.team.agency.name))
    assert [council.sorts[sort].number for sort in SORTS] == [12, 6, 6]
    assert (council.contacts.number, round(council.share or 0)) == (24, 33)
    assert (found.total.contacts.number, found.months) == (24, 24)


def test_what_is_longer_ago_than_these_months_is_not_counted(clock: Clock, cast: Cast, scenes: list[Scene]) -> None:
    clock.set(datetime(2026, 3, 20, 12, tzinfo=UTC))
    with database_role("seed"):
        for scene in scenes:
            record(scene, Demand.FAILURE, happened_at=datetime(2026, 3, 1, 0, tzinfo=UTC))
    for month, number in ((date(2028, 2, 29), 6), (date(2028, 3, 1), None)):
        clock.set(datetime(month.year, month.month, month.day, 12, tzinfo=UTC))
        found = seen_by(cast.ana)
        assert (found.agencies[0].contacts.number if found.agencies else None) == number


def test_of_a_contact_that_was_corrected_the_correction_counts(cast: Cast, scenes: list[Scene]) -> None:
    with database_role("seed"):
        for scene in scenes:
            wrong = record(scene, Demand.FAILURE)
            record(scene, Demand.VALUE, corrects=wrong)
    found = seen_by(cast.ana)
    assert [found.total.sorts[sort].number for sort in SORTS] == [6, 0, 0]


def test_of_other_agencies_cases_nothing(cast: Cast, scenes: list[Scene]) -> None:
    with database_role("seed"):
        for scene in scenes:
            record(scene, Demand.FAILURE)
        other = make_member(cast.adi, "Anton", cast.chidi.signatory.agency, cast.ana.role)
    assert seen_by(other).agencies == []


@pytest.mark.parametrize("who", ["asha", "ben", "chidi", "gill", "adi"])
def test_who_does_not_see_it(cast: Cast, who: str) -> None:
    with pytest.raises(NotPermitted):
        seen_by(cast[who])


def test_under_five_households_are_not_shown_nor_left_over() -> None:
    facts = [("Police", "police", Demand.FAILURE, "t", f"h{at}", 10) for at in range(3)]
    facts += [("Police", "police", Demand.VALUE, "t", f"h{at}", 10) for at in range(9)]
    (police,) = judged(FIRST, facts, None).agencies
    assert police.sorts[Demand.FAILURE].shows is Shows.FEWER
    assert police.share is None
    assert police.sorts[Demand.VALUE].number is None or police.contacts.number is None


def test_what_somebody_reads_of_their_own_team_leaves_no_small_rest() -> None:
    facts = [("Police", "police", Demand.FAILURE, "own", f"h{at}", 1) for at in range(9)]
    facts += [("Police", "police", Demand.FAILURE, "other", f"g{at}", 1) for at in range(2)]
    assert judged(FIRST, facts, None).total.sorts[Demand.FAILURE].number == 11
    assert judged(FIRST, facts, "own").total.sorts[Demand.FAILURE].number is None


fact = st.tuples(
    st.sampled_from(["police", "council", "nhs"]), st.sampled_from([str(each) for each in SORTS]),
    st.sampled_from([f"h{at}" for at in range(14)]), st.integers(1, 3),
)  # fmt: skip


@given(st.lists(fact, max_size=60))
def test_nothing_small_follows(facts: list[tuple[str, str, str, int]]) -> None:
    found = judged(
        FIRST, [(code.title(), code, sort, "t", household, number) for code, sort, household, number in facts], None
    )
    lines = [[*each.sorts.values(), each.contacts] for each in [*found.agencies, found.total]]
    codes = [*(each.code for each in found.agencies), ""]

    def met(row: int, column: int) -> set[str]:
        sort = str(SORTS[column]) if column < len(SORTS) else ""
        return {each[2] for each in facts if codes[row] in {"", each[0]} and sort in {"", each[1]}}

    places = [[(row, column) for column in range(len(lines[0]))] for row in range(len(lines))]
    places += [[(row, column) for row in range(len(lines))] for column in range(len(lines[0]))]
    for line in places:
        for row, column in line:
            assert not (lines[row][column].number and len(met(row, column)) < SMALLEST)
        *parts, (row, column) = line
        hidden = [met(*place) for place in parts if lines[place[0]][place[1]].number is None]
        if lines[row][column].number is not None and hidden:
            assert max(map(len, hidden)) >= SMALLEST
