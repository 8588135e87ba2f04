"""The demand picture: to whom it is shown, under which agreements, and that no small number is in it."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction

from agencies import agreements, partners
from agencies.actors import Actor, set_actor
from agencies.clock import today
from agencies.enums import AgencyKind, RoleCode
from agencies.exceptions import AgreementNotInForce, NotPermitted
from agencies.models import SharingAgreement
from outcomes.reports.demand import NOTHING, Demand, demand_for
from outcomes.suppression import Shows
from tests.conftest import Clock, database_role
from tests.factories.agencies import Cast, make_member
from tests.factories.demand import make_picture
from tests.factories.extracts import make_linkage_agreement

N, F, H = Shows.NUMBER, Shows.FEWER, Shows.HELD
CITY = {
    ("c", "ST4 1"): 30, ("p", "ST4 1"): 40, ("h", "ST4 2"): 50, ("s", "ST6 6"): 60, ("cp", "ST4 1"): 20, ("ch", "ST4 2"): 21,
    ("cs", "ST6 6"): 22, ("ph", "ST4 1"): 23, ("ps", "ST6 6"): 24, ("hs", ""): 25, ("cph", "ST4 1"): 12, ("cphs", "ST6 6"): 11,
}  # fmt: skip


@pytest.fixture
def agreement(cast: Cast) -> SharingAgreement:
    with database_role("seed"):
        return make_linkage_agreement(cast)


def seen_by(who: Actor) -> Demand:
    with database_role("app"), transaction.atomic():
        set_actor(who)
        return demand_for(who)


def made(cast: Cast, agreement: SharingAgreement, city: Any = CITY, **contacts: int) -> Demand:
    with database_role("seed"):
        make_picture(cast, agreement, city, contacts)
    return seen_by(cast.ana)


def test_before_anything_was_linked_there_is_nothing(cast: Cast) -> None:
    assert seen_by(cast.ana) == NOTHING


def test_what_is_shown_where_nothing_is_small(cast: Cast, agreement: SharingAgreement) -> None:
    found = made(cast, agreement, c=40)
    assert (found.as_of, found.extracts) == (today(), 1)
    assert sorted(found.names) == ["council", "hospital", "police", "schools"]
    assert found.each["council"].number == 115  # 116
    assert {figure.number for figure in found.both.values()} == {35, 45}
    assert (found.by_number.columns, [each.number for each in found.by_number.total]) == (
        ["1", "2", "3"],
        [180, 135, 23, 338],
    )
    assert [each.number for each in found.by_number.rows["ST4"]] == [120, 64, 12, 196]
    assert {place: figure.number for place, figure in found.places.items()} == {"ST4 1": 125, "ST4 2": 71, "ST6 6": 117}
    assert len(found.months.rows) == 24
    council = next(each for each in found.repeats if each.agency == "council")
    assert (council.contacts.number, council.repeats.number, round(council.share or 0)) == (156, 40, 26)


def test_a_small_number_stands_nowhere(cast: Cast, agreement: SharingAgreement) -> None:
    found = made(cast, agreement, {**CITY, ("s", "ST1 1"): 3, ("c", "ST6 5"): 2}, p=4)
    assert found.by_number.rows["ST1"][-1].shows is F
    assert H in {line[-1].shows for line in found.by_number.rows.values()}, "or it would be the rest"
    assert found.places["ST1 1"].number is None
    assert found.places["ST6 5"].shows is not N
    assert found.places["ST6 6"].number is None, "or the other would be the rest of ST6"
    police = next(each for each in found.repeats if each.agency == "police")
    assert (police.repeats.shows, police.share) == (F, None)
    numbers = [figure.number for figure in _figures(found)]
    assert not {1, 2, 3, 4} & {number for number in numbers if number}


def _figures(found: Demand) -> list[Any]:
    lines = [*found.by_number.rows.values(), found.by_number.total, *found.months.rows.values(), found.months.total]
    return [
        *found.each.values(), *found.both.values(), *found.places.values(), *(figure for line in lines for figure in line),
        *(figure for each in found.repeats for figure in (each.contacts, each.repeats)),
    ]  # fmt: skip


def test_of_two_agencies_that_share_few_nothing_tells_how_many(cast: Cast, agreement: SharingAgreement) -> None:
    found = made(cast, agreement, {("c", "ST4 1"): 30, ("p", "ST4 1"): 40, ("cp", "ST4 1"): 3})
    assert {figure.shows for figure in [*found.each.values(), *found.both.values()]} == {H}
    assert (found.by_number.columns, found.by_number.total[0].number) == ([], 73)


@pytest.mark.parametrize("who", ["mina", "ana"])
def test_who_sees_it(cast: Cast, agreement: SharingAgreement, who: str) -> None:
    made(cast, agreement)
    assert seen_by(cast[who]).extracts == 1


@pytest.mark.parametrize("who", ["asha", "ben", "chidi", "gill", "adi"])
def test_who_does_not(cast: Cast, agreement: SharingAgreement, who: str) -> None:
    made(cast, agreement)
    with pytest.raises(NotPermitted):
        seen_by(cast[who])


def test_only_agencies_that_every_agreement_binds_see_it(cast: Cast, agreement: SharingAgreement) -> None:
    made(cast, agreement)
    with database_role("seed"):
        bound = make_member(cast.adi, "Anton", cast.chidi.signatory.agency, RoleCode.ANALYST)
        nhs = partners.register_agency(code="nhs", name="Trust", kind=AgencyKind.NHS, by=cast.adi)
        unbound = make_member(cast.adi, "Ulla", nhs, RoleCode.ANALYST)
    assert seen_by(bound).extracts == 1
    with pytest.raises(NotPermitted, match="every agreement"):
        seen_by(unbound)


def test_it_ends_with_an_agreement_behind_it(clock: Clock, cast: Cast, agreement: SharingAgreement) -> None:
    made(cast, agreement)
    clock.set(agreement.end_at - timedelta(seconds=1))
    assert seen_by(cast.ana).extracts == 1
    clock.set(agreement.end_at)
    with pytest.raises(AgreementNotInForce, match="linked again"):
        seen_by(cast.ana)


def test_and_when_it_is_suspended(cast: Cast, agreement: SharingAgreement) -> None:
    made(cast, agreement)
    with database_role("app"):
        agreements.suspend(agreement, reason="a breach", by=cast.gill)
    with pytest.raises(AgreementNotInForce):
        seen_by(cast.ana)
