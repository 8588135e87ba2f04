"""Savings that were observed: what they come to, by which assumptions, and that nothing small is in them."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction

from agencies import agreements
from agencies.actors import Actor, set_actor
from agencies.exceptions import AgreementNotInForce, NotPermitted
from agencies.models import Agency, SharingAgreement
from outcomes.models import UnitCost
from outcomes.reports.savings import Estimate, Savings, rounded, savings_for
from outcomes.savings.changes import around_starts
from outcomes.savings.refusals import TooFewHouseholds, TooFewMonths
from outcomes.unit_costs import site_deflators
from tests.conftest import database_role
from tests.factories.agencies import Cast
from tests.factories.demand import Around, make_picture, make_starts
from tests.factories.extracts import make_linkage_agreement
from tests.factories.savings import cost_of, make_contact_cost, make_programme_cost
from tests.outcomes.test_demand_picture import CITY

# Of 20 households with twelve months on either side: 1,000 fewer noises, 20 fewer burglaries.
CALLS = {"Noise": ((1200, 20), (200, 18)), "Burglary": ((30, 9), (10, 6))}
NOISE = 35 * 1.346  # CR1.1, in 2002/03, as it was quoted later


@pytest.fixture
def agreement(cast: Cast) -> SharingAgreement:
    with database_role("seed"):
        return make_linkage_agreement(cast)


@pytest.fixture
def police(cast: Cast, agreement: SharingAgreement) -> Agency:
    with database_role("seed"):
        run = make_picture(cast, agreement, CITY, {})
        make_starts(run, {"p": Around(20, CALLS)})
        return Agency.objects.get(code="police")


def seen_by(who: Actor) -> Savings:
    with database_role("app"), transaction.atomic():
        set_actor(who)
        return savings_for(who)


def assumed(cast: Cast, agency: Agency, kind: str = "Noise", code: str = "CR1.1", **said: Any) -> None:
    with database_role("seed"):
        make_contact_cost(cast.mina, agency, kind, code, **said)


def test_fewer_contacts_at_what_each_costs_less_what_would_have_happened_anyway(cast: Cast, police: Agency) -> None:
    assumed(cast, police)
    found = seen_by(cast.ana)
    (line,) = found.lines
    assert (line.agency, line.before, line.after, line.fewer, line.is_same_season) == ("police", 1200, 200, 1000, True)
    gross = 1000 * NOISE
    assert line.present == Estimate(*(rounded(Decimal(gross * left)) for left in (0.5, 0.7, 0.9)))
    assert found.by_value == {"fiscal": line.present}
    assert [(flow.bearer, flow.gains, flow.pays) for flow in found.flows] == [("police", line.present, 0)]
    assert line.cashable == Estimate(0, 0, 0), "an average cost leaves no budget unless somebody says so"
    assert (found.cost, found.net) == (None, None), "nobody said what the support costs"
    assert (found.price_year, found.households.number) == ("quoted", 20)


def test_what_the_support_costs_does_not_tell_how_many_households_they_are(
    cast: Cast, agreement: SharingAgreement
) -> None:
    with database_role("seed"):
        run = make_picture(cast, agreement, CITY, {})
        make_starts(run, {"p": Around(7, {"Noise": ((90, 7), (50, 7))}, months=9)})
        make_programme_cost(cast.mina, amount="1000")
    assumed(cast, Agency.objects.get(code="police"))
    found = seen_by(cast.ana)
    assert (found.households.number, found.cost) == (5, 61_900), "of five, at 1.031: of the seven they are, 86,600"


def test_one_event_that_is_written_in_two_ways_counts_once_and_the_rest_still_counts(
    cast: Cast, agreement: SharingAgreement
) -> None:
    calls = {"Noise": ((1200, 20), (200, 18)), "NOISE": ((300, 12), (100, 10)), "Burglary": ((30, 9), (10, 6))}
    with database_role("seed"):
        run = make_picture(cast, agreement, CITY, {})
        make_starts(run, {"p": Around(20, calls)})
    police = Agency.objects.get(code="police")
    for kind in calls:
        assumed(cast, police, kind)
    found = seen_by(cast.ana)
    assert len(found.lines) == 2
    (left,) = found.left_out
    assert "is counted under CR1.1, CR1.1" in left.why


def test_what_is_accepted_of_one_kind_is_not_of_another(cast: Cast, police: Agency) -> None:
    assumed(cast, police, "Noise", "CR1.1", accepted="We looked at how it was made")
    assumed(cast, police, "Burglary", "CR1.1")
    row = cost_of("CR1.1")
    with database_role("owner"):
        UnitCost.objects.filter(pk=row.pk).update(flag="It is too high")
    try:
        found = seen_by(cast.ana)
    finally:
        with database_role("owner"):  # the catalogue is kept from test to test
            UnitCost.objects.filter(pk=row.pk).update(flag=row.flag)
    assert [line.assumed.kind for line in found.lines] == ["Noise"]
    assert ["It is too high" in each.why for each in found.left_out] == [True]


def test_evidence_lag_drop_off_and_cash(cast: Cast, police: Agency) -> None:
    assumed(cast, police, grade=3, years=2, lag=1, drop_off=Decimal("0.5"), cashable=Decimal("0.2"))
    (line,) = seen_by(cast.ana).lines
    worth = 1000 * NOISE * 0.7 * 0.9 * (1 / 1.035 + 0.5 / 1.035**2)
    assert line.present.central == rounded(Decimal(worth))
    assert line.cashable.central == rounded(Decimal(worth * 0.2))


def test_who_gains_and_who_pays(cast: Cast, police: Agency) -> None:
    assumed(cast, police)
    with database_role("seed"):
        make_programme_cost(cast.mina, amount="100")
        make_programme_cost(cast.mina, "A car", "5000", unit="year", bearer="police", grade=3)
    found = seen_by(cast.ana)
    since = float(site_deflators().factor("2013/14", "quoted"))
    worker, car = 100 * 12 * 20 * since, 5000 * since * 1.1
    flows = {flow.bearer: flow for flow in found.flows}
    assert (flows["local_authority"].gains.central, flows["local_authority"].pays) == (0, rounded(Decimal(worker)))
    assert flows["local_authority"].net.low == -rounded(Decimal(worker))
    assert flows["police"].pays == rounded(Decimal(car))
    assert found.cost == rounded(Decimal(worker + car))
    assert found.net is not None
    assert found.net.central == rounded(Decimal(1000 * NOISE * 0.7 - worker - car))
    assert found.net.low < found.net.central < found.net.high


def test_without_the_whole_cost_no_net_amount_is_said(cast: Cast, police: Agency) -> None:
    assumed(cast, police)
    with database_role("seed"):
        make_programme_cost(cast.mina)
        make_programme_cost(cast.mina, "A car", price_year="1999/00")
    found = seen_by(cast.ana)
    assert (found.cost, found.net) == (None, None)
    assert [each.words for each in found.left_out] == ["A car"]


def test_a_kind_that_became_more_frequent_is_a_cost_of_which_nothing_is_taken_off(
    cast: Cast, agreement: SharingAgreement
) -> None:
    with database_role("seed"):
        run = make_picture(cast, agreement, CITY, {})
        make_starts(run, {"p": Around(20, {"Noise": ((200, 18), (1200, 20))})})
    assumed(cast, Agency.objects.get(code="police"))
    (line,) = seen_by(cast.ana).lines
    assert line.present == Estimate(*[-rounded(Decimal(1000 * NOISE))] * 3)


@pytest.mark.parametrize(
    "calls",
    [
        {
            "Noise": ((1200, 20), (200, 18)),
            "Burglary": ((30, 9), (3, 2)),
            "Theft": ((40, 9), (20, 8)),
        },  # one side is small
        {"Noise": ((1200, 20), (200, 18)), "Burglary": ((30, 9), (10, 6)), "Arson": ((5, 3), (9, 4))},
    ],
)
def test_what_is_not_shown_before_and_after_is_in_no_amount(
    cast: Cast, agreement: SharingAgreement, calls: Any
) -> None:
    with database_role("seed"):
        run = make_picture(cast, agreement, CITY, {})
        make_starts(run, {"p": Around(20, calls)})
    police = Agency.objects.get(code="police")
    for kind in calls:
        assumed(cast, police, kind)
    found = seen_by(cast.ana)
    # Beside what is small, another: the small one would be what is left of the sum.
    hidden = {"Burglary", "Theft"} if "Theft" in calls else {"Burglary", "Arson"}
    assert {line.assumed.kind for line in found.lines} == set(calls) - hidden
    assert len(found.left_out) == len(hidden)


@pytest.mark.parametrize(("households", "number"), [(4, 0), (5, 1)])
def test_never_of_fewer_than_five_households(
    cast: Cast, agreement: SharingAgreement, households: int, number: int
) -> None:
    with database_role("seed"):
        run = make_picture(cast, agreement, CITY, {})
        make_starts(run, {"p": Around(households, {"Noise": ((90, households), (50, households))})})
    assumed(cast, Agency.objects.get(code="police"))
    found = seen_by(cast.ana)
    assert (len(found.lines), len(found.flows), bool(found.by_value)) == (number, number, bool(number))


def test_a_row_that_ended_and_a_year_that_the_index_has_not_are_left_out_by_name(cast: Cast, police: Agency) -> None:
    assumed(cast, police)
    assumed(cast, police, "Burglary", "SS4.0")  # of 2004/05
    row = cost_of("CR1.1")
    with database_role("owner"):
        UnitCost.objects.filter(pk=row.pk).update(started_on=date(2020, 1, 1), ended_on=date(2021, 1, 1))
    try:
        found = seen_by(cast.ana)
    finally:
        with database_role("owner"):  # the catalogue is kept from test to test
            UnitCost.objects.filter(pk=row.pk).update(started_on=row.started_on, ended_on=None)
    assert found.lines == []
    why = {each.words: each.why for each in found.left_out}
    assert "in use no more" in why["Police: Noise"]
    assert "2004/05" in why["Police: Burglary"]


def test_what_has_no_cost_is_not_guessed(cast: Cast, police: Agency) -> None:
    found = seen_by(cast.ana)
    assert (found.lines, found.left_out, found.by_value) == ([], [], {})
    assumed(cast, police, "Kind that nobody has")
    assert [each.words for each in seen_by(cast.ana).left_out] == ["Police: Kind that nobody has"]


@pytest.mark.parametrize("who", ["asha", "ben", "chidi", "gill", "adi"])
def test_who_does_not_see_it(cast: Cast, police: Agency, who: str) -> None:
    with pytest.raises(NotPermitted):
        seen_by(cast[who])


def test_it_ends_with_an_agreement_behind_it(cast: Cast, police: Agency, agreement: SharingAgreement) -> None:
    assumed(cast, police)
    with database_role("app"):
        agreements.suspend(agreement, reason="a breach", by=cast.gill)
    with pytest.raises(AgreementNotInForce):
        seen_by(cast.ana)


def test_a_change_around_starts_needs_six_months_each_and_five_households() -> None:
    change = around_starts(90, 60, households=10, months=90)
    assert (change.fewer, change.is_same_season) == (Decimal(40), False)
    assert around_starts(90, 60, households=10, months=120).is_same_season
    with pytest.raises(TooFewMonths):
        around_starts(90, 60, households=10, months=59)
    with pytest.raises(TooFewHouseholds):
        around_starts(90, 60, households=4, months=48)


@pytest.mark.parametrize(
    ("exact", "said"),
    [("1234567.8", 1_230_000), ("-1234567", -1_230_000), ("999.4", 999), ("1000", 1000), ("1005", 1000), ("0", 0)],
)
def test_three_figures(exact: str, said: int) -> None:
    assert rounded(Decimal(exact)) == said
