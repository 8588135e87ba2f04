"""Reports over real rows: what is counted, for whom, and that one household's numbers are in none of them."""

from datetime import date

import pytest

from agencies import clock as clocks
from agencies.enums import RoleCode
from agencies.exceptions import NotPermitted
from casework.enums import CaseStatus
from outcomes import codesign, ratings
from outcomes.enums import OutcomeDomain, Voice
from outcomes.models import Outcome
from outcomes.progress import Stage
from outcomes.reports import movement, support
from outcomes.reports.asked import Asked, asked_for, later, team_known_to, year_to
from outcomes.reports.courses import courses_of
from outcomes.reports.tables import Table
from outcomes.suppression import Shows
from tests.conftest import database_role
from tests.factories.agencies import Cast, make_member
from tests.factories.casework import Scene, leave, make_scene
from tests.factories.outcomes import make_closed_scene, make_outcome

pytestmark = pytest.mark.usefixtures("db")
TODAY = date(2026, 11, 19)


@pytest.mark.parametrize(
    ("first", "last", "months"),
    [
        ("2025-12-01", "2026-11-01", 12),
        ("2026-11-01", "2026-11-01", 1),
        ("2026-11-01", "2026-01-01", 1),  # the other way round
        ("2026-11-01", "2999-01-01", 1),  # months to come say nothing yet
        ("2001-01-01", "2026-11-01", 36),
    ],
)
def test_a_report_is_for_whole_months_that_can_be_meant(first: str, last: str, months: int) -> None:
    asked = asked_for(date.fromisoformat(first), date.fromisoformat(last), None, TODAY)
    assert len(asked.months) == months
    assert asked.ends <= asked_for(TODAY, TODAY, None, TODAY).ends


@pytest.mark.parametrize(
    ("number", "month"), [(1, "2026-12-01"), (2, "2027-01-01"), (-11, "2025-12-01"), (0, "2026-11-01")]
)
def test_months_are_counted_across_years(number: int, month: str) -> None:
    assert later(date(2026, 11, 1), number) == date.fromisoformat(month)


def rated(cast: Cast, number: int, value: int = 5) -> list[tuple[Scene, Outcome]]:
    """So many households with one outcome each, at 2 in the beginning, now at `value`, goal 8."""
    made = []
    for each in range(number):
        scene = make_scene(cast, name=f"Household {each} at {value}")
        outcome = make_outcome(scene, scene.member("Rosa"))
        said = {"member": scene.member("Rosa"), "value": value, "by": cast.asha}
        ratings.rate(outcome, voice=Voice.PARTICIPANT, **said)
        ratings.rate(outcome, voice=Voice.WORKER, value=10, by=cast.asha)
        made.append((scene, outcome))
    return made


def this_year() -> Asked:
    return year_to(clocks.today())


def test_what_participants_said_is_counted_and_what_workers_think_is_not(cast: Cast) -> None:
    with database_role("seed"):
        rated(cast, 3, 5)
        rated(cast, 3, 8)
        make_outcome(make_scene(cast, name="Silent"))
    asked, courses = this_year(), courses_of(cast.ana, this_year().ends)
    found = movement.distance(courses, asked)
    (row,) = found.rows
    assert (row.domain, row.outcomes.number, found.households.number) == (OutcomeDomain.HEALTH, 6, 6)
    assert row.mean is not None
    assert (row.mean.start, row.mean.now, row.mean.goal, row.mean.distance) == (2, 6.5, 8, 4.5)
    last = movement.progress(courses, asked)[-1]
    # Three, three and one of seven: each could be anything from one to four.
    assert [last.stages[stage].shows for stage in Stage] == [Shows.FEWER] * 3
    assert all(last.stages[stage].number is None for stage in Stage)
    assert last.share(Stage.REACHED) is None


def test_four_households_are_not_said(cast: Cast) -> None:
    with database_role("seed"):
        rated(cast, 4)
    found = movement.distance(courses_of(cast.mina, this_year().ends), this_year())
    assert [(row.outcomes.shows, row.outcomes.number, row.mean) for row in [*found.rows, found.total]] == [
        (Shows.FEWER, None, None)
    ] * 2
    assert found.households.number is None


def test_one_team_s_small_number_is_not_all_teams_minus_the_others(cast: Cast) -> None:
    with database_role("seed"):
        rated(cast, 6)
        south = Cast(**{name: cast[name] for name in Cast.__dataclass_fields__} | {"asha": cast.dot, "mina": cast.dora})
        rated(south, 2, 9)
    courses, asked = courses_of(cast.ana, this_year().ends), this_year()
    north, of_south = (Asked(asked.first, asked.last, str(each.team.pk)) for each in (cast.asha, cast.dot))  # type: ignore[union-attr]
    shows = [movement.distance(courses, each).total.outcomes.shows for each in (asked, north, of_south)]
    assert shows == [Shows.NUMBER, Shows.HELD, Shows.HELD]  # eight together, and no team apart


@pytest.mark.parametrize(
    ("teams", "apart"),
    [
        ({"a": 9, "b": 9}, True),
        ({"a": 9, "b": 2}, True),
        ({"a": 6, "b": 2}, False),
        ({"a": 9, "b": 3, "c": 9}, True),
        ({"a": 3}, True),
    ],
)
def test_teams_are_told_apart_where_that_costs_no_figure_of_all(teams: dict[str, int], apart: bool) -> None:
    facts = [("row", team, f"{team}{each}") for team, number in teams.items() for each in range(number)]
    table = Table(["row", "empty"], facts)
    assert table.shows_teams is apart
    of_all = table.figure("row")
    assert of_all.number == (sum(teams.values()) if sum(teams.values()) >= 5 else None)
    for team, number in teams.items():
        assert table.figure("row", team).number in ({number} if apart and number >= 5 else {None}) | {None}
    assert table.figure("empty", "a").number == (0 if apart else None)


def test_a_manager_who_takes_the_own_team_off_is_left_with_nobody_s_number() -> None:
    facts = [("died", team, f"{team}{each}") for team, number in {"a": 5, "b": 2}.items() for each in range(number)]
    facts += [("closed", team, f"{team}{each}") for team in "ab" for each in range(20)]
    to_an_analyst, to_a_manager = Table(["died", "closed"], facts), Table(["died", "closed"], facts, "a")
    assert to_an_analyst.figure("died").number == 7
    assert to_a_manager.figure("died").number is None  # five of their own, so two of the other's
    assert to_a_manager.figure("closed").number is None  # or two would be what all of them leave
    assert to_a_manager.figure(None).number == 47


def test_what_is_held_back_is_no_household_s_by_its_sum() -> None:
    facts = [(row, "a", "one household") for row in ("health", "housing") for _ in range(10)]
    facts += [("money", "a", f"{each % 20}") for each in range(50)]
    table = Table(["health", "housing", "money"], facts)
    # Shown, 70 and 50 would leave twenty outcomes of one household.
    assert [table.figure(row).number for row in ("health", "housing", "money", None)] == [None, None, None, 70]


def test_an_outcome_that_is_no_longer_wanted_counts_for_nothing(cast: Cast) -> None:
    with database_role("seed"):
        made = rated(cast, 6)
        codesign.drop(made[0][1], reason="Not wanted", by=cast.asha)
    found = movement.distance(courses_of(cast.ana, this_year().ends), this_year())
    assert found.total.outcomes.number == 5


def test_how_support_ended_is_told_apart_from_how_it_was_left(cast: Cast) -> None:
    with database_role("seed"):
        for _ in range(5):
            make_closed_scene(cast)
        for each in range(5):
            leave(make_scene(cast, name=f"Paused {each}"), CaseStatus.PAUSED)
        leave(make_scene(cast, name="Gone"), CaseStatus.MOVED_AWAY)
    found = support.endings(cast.ana, this_year())
    shown = {row.key: (row.figure.shows, row.figure.number) for row in found.rows}
    assert shown["moved_away"] == (Shows.FEWER, None)
    # 5 and 5 and 1: with two of them and the total, one would know the third.
    assert sorted(shows for shows, _ in shown.values()).count(Shows.NUMBER) < 2 or found.total.number is None
    kept = support.continuity(cast.ana, this_year())
    assert [(row.key, row.figure.number) for row in kept.rows] == [("one", 11)]


@pytest.mark.parametrize("who", ["asha", "chidi", "gill", "adi"])
def test_who_sees_no_figures(who: str, cast: Cast) -> None:
    for asks in (
        lambda: courses_of(cast[who], this_year().ends),
        lambda: support.endings(cast[who], this_year()),
        lambda: support.continuity(cast[who], this_year()),
    ):
        with pytest.raises(NotPermitted):
            asks()


def test_an_agency_s_figures_are_its_own(cast: Cast) -> None:
    with database_role("seed"):
        rated(cast, 6)
        assert cast.chidi.agency is not None
        theirs = make_member(cast.adi, "Ava", cast.chidi.agency, RoleCode.ANALYST)
    assert courses_of(theirs, this_year().ends) == []


@pytest.mark.parametrize(("who", "is_known"), [("mina", True), ("max", True), ("ana", False), ("gill", False)])
def test_the_figures_of_one_s_own_team_are_known_to_whoever_manages_it(who: str, is_known: bool, cast: Cast) -> None:
    assert team_known_to(cast[who]) == (str(cast.team.pk) if is_known else None)
