"""Before and after cases started: to whom it is shown, of how many households, and that nothing small follows from it."""

from typing import Any

import pytest
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

from agencies import agreements
from agencies.actors import Actor, set_actor
from agencies.exceptions import AgreementNotInForce, NotPermitted
from agencies.models import Agency, SharingAgreement
from casework.demand_measures import StartMeasure
from casework.models import StartCount
from outcomes.reports.starts import NOTHING, FileStarts, Starts, starts_for, starts_of
from outcomes.suppression import SMALLEST, Shows
from tests.conftest import database_role
from tests.factories.agencies import Cast
from tests.factories.demand import Around, make_picture, make_starts
from tests.factories.extracts import make_linkage_agreement
from tests.outcomes.test_demand_picture import CITY

N, F, H = Shows.NUMBER, Shows.FEWER, Shows.HELD
CALLS = {"Noise": ((120, 20), (60, 18)), "Burglary": ((30, 9), (10, 6))}


@pytest.fixture
def agreement(cast: Cast) -> SharingAgreement:
    with database_role("seed"):
        return make_linkage_agreement(cast)


def seen_by(who: Actor) -> Starts:
    with database_role("app"), transaction.atomic():
        set_actor(who)
        return starts_for(who)


def made(cast: Cast, agreement: SharingAgreement, **files: Around) -> Starts:
    with database_role("seed"):
        run = make_picture(cast, agreement, CITY, {})
        if files:
            make_starts(run, files)
    return seen_by(cast.ana)


def test_before_anything_was_linked_there_is_nothing(cast: Cast) -> None:
    assert seen_by(cast.ana) == NOTHING


def test_what_is_shown_where_nothing_is_small(cast: Cast, agreement: SharingAgreement) -> None:
    found = made(cast, agreement, p=Around(23, CALLS, early=8, months=9))
    (police,) = found.files
    assert found.households.number == 25
    assert (police.agency, police.households.number, police.early.number, police.months) == ("police", 25, 10, 9)
    assert (police.before.number, police.after.number) == (150, 70)
    assert [(kind.words, kind.before.number, kind.after.number) for kind in police.kinds] == [
        ("Burglary", 30, 10), ("Noise", 120, 60)
    ]  # fmt: skip


def test_no_case_has_started(cast: Cast, agreement: SharingAgreement) -> None:
    found = made(cast, agreement)
    assert (found.households.number, found.files) == (0, [])


@pytest.mark.parametrize(("number", "is_shown"), [(4, False), (5, True)])
def test_under_five_households_nothing_is_said(
    cast: Cast, agreement: SharingAgreement, number: int, is_shown: bool
) -> None:
    found = made(cast, agreement, p=Around(number, {"Noise": ((900, number), (700, number))}))
    (police,) = found.files
    assert (police.months is not None) == is_shown
    assert (police.before.number, police.after.number) == ((900, 700) if is_shown else (None, None))
    assert bool(police.kinds) == is_shown


def test_a_kind_that_few_met_has_no_name_and_no_number(cast: Cast, agreement: SharingAgreement) -> None:
    kinds = {**CALLS, "Fire at Mrs Oduya's": ((40, 1), (0, 0)), "Arson": ((2, 2), (9, 3))}
    (police,) = made(cast, agreement, p=Around(30, kinds)).files
    assert [(kind.words, kind.is_rest) for kind in police.kinds] == [("Burglary", False), ("Noise", False), ("", True)]
    rest = police.kinds[-1]
    assert (rest.before.shows, rest.after.shows) == (F, F)
    assert police.kinds[0].before.shows is H, "or the rest would be what is left"


def test_a_kind_that_has_become_rare_hides_its_small_side_alone(cast: Cast, agreement: SharingAgreement) -> None:
    kinds = {**CALLS, "Theft": ((50, 20), (3, 2)), "Fraud": ((9, 9), (0, 0))}
    (police,) = made(cast, agreement, p=Around(30, kinds)).files
    shown = {kind.words: kind for kind in police.kinds}
    assert (shown["Theft"].before.number, shown["Theft"].after.shows) == (50, F)
    assert (shown["Fraud"].before.number, shown["Fraud"].after.number) == (9, 0), "none at all is no small number"


counts = st.integers(0, 9).flatmap(lambda met: st.tuples(st.integers(met, 4 * met), st.just(met)))
around = st.dictionaries(st.sampled_from("abcdefgh"), st.tuples(counts, counts), min_size=1)


@pytest.mark.parametrize(("months", "shown"), [(79, 11), (83, 11), (84, 12), (45, 6)])
def test_how_many_they_are_does_not_follow_from_their_months(months: int, shown: int) -> None:
    """79 months of seven households: an average of 11.29 is no other number of them between five and seven."""
    rows = _rows({"a": ((40, 7), (30, 7))}, 7)
    for row in rows:
        if row.measure == StartMeasure.COUNTED:
            row.number = months
    (each,) = starts_of(None, rows).files
    assert (each.households.number, each.months) == (5, shown)


@given(around, st.integers(1, 12))
def test_nothing_small_follows_from_all_that_is_shown(kinds: Any, households: int) -> None:
    found = starts_of(None, _rows(kinds, households))
    for each in found.files:
        assert (each.months is not None) == (households >= SMALLEST)
        if each.months is None:
            assert (each.kinds, each.before.number, each.after.number) == ([], None, None)
            continue
        for side, exact in (("before", 0), ("after", 1)):
            _check_side(each, side, {kind: sides[exact] for kind, sides in kinds.items()})


def _check_side(each: FileStarts, side: str, exact: dict[str, tuple[int, int]]) -> None:
    """No number about few is shown; and what is hidden beneath a sum that is shown comes to five households at least."""
    hidden = dict(exact)
    for kind in each.kinds:
        figure = getattr(kind, side)
        if kind.is_rest:
            continue
        assert figure.number is None or figure.number == exact[kind.words][0]
        assert not (figure.number and exact[kind.words][1] < SMALLEST)
        if figure.number is not None:
            del hidden[kind.words]
    rest = [kind for kind in each.kinds if kind.is_rest]
    named = {kind.words for kind in each.kinds if not kind.is_rest}
    unnamed = {kind: hidden[kind] for kind in hidden if kind not in named}
    assert all(met < SMALLEST for _, met in unnamed.values())
    if rest and getattr(rest[0], side).number is not None:
        assert not sum(number for number, _ in unnamed.values()), "a sum of few may be about few"
        hidden = {kind: hidden[kind] for kind in hidden if kind in named}
    if getattr(each, side).number is not None and sum(number for number, _ in hidden.values()):
        assert max(met for _, met in hidden.values()) >= SMALLEST


def _rows(kinds: Any, households: int) -> list[StartCount]:
    agency = Agency(code="police", name="Police")
    rows = [StartCount(measure=StartMeasure.COUNTED, agency=agency, number=households * 6, households=households)]
    for whole, of_kind, side in (
        (StartMeasure.BEFORE, StartMeasure.KIND_BEFORE, 0), (StartMeasure.AFTER, StartMeasure.KIND_AFTER, 1)
    ):  # fmt: skip
        numbers = {kind: sides[side] for kind, sides in kinds.items() if sides[side][0]}
        total = sum(number for number, _ in numbers.values())
        met = max((met for _, met in numbers.values()), default=0)  # as few as it can be: all are the same households
        rows += [StartCount(measure=whole, agency=agency, number=total, households=met)] * bool(total)
        rows += [
            StartCount(measure=of_kind, agency=agency, kind=kind, number=number, households=met)
            for kind, (number, met) in numbers.items()
        ]
    return rows


@pytest.mark.parametrize("who", ["asha", "ben", "chidi", "gill", "adi"])
def test_who_does_not_see_it(cast: Cast, agreement: SharingAgreement, who: str) -> None:
    made(cast, agreement, p=Around(23, CALLS))
    with pytest.raises(NotPermitted):
        seen_by(cast[who])


def test_it_ends_with_an_agreement_behind_it(cast: Cast, agreement: SharingAgreement) -> None:
    made(cast, agreement, p=Around(23, CALLS))
    with database_role("app"):
        agreements.suspend(agreement, reason="a breach", by=cast.gill)
    with pytest.raises(AgreementNotInForce):
        seen_by(cast.ana)
