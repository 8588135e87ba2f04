"""What may stand in one statement, who gains and who pays, and what a figure can never be."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outcomes.enums import CostKind
from outcomes.savings.changes import Change, Expected, Kind, observed, projected
from outcomes.savings.corrections import Additionality
from outcomes.savings.costs import CostRow
from outcomes.savings.refusals import (
    CountedTwice,
    EstimatesOutOfOrder,
    FlaggedCost,
    KindsMixed,
    NotAShare,
    TooFewHouseholds,
    TooFewMonths,
    UnsplitCost,
)
from outcomes.savings.statements import Flow, ProgrammeCost, Range, Terms, line_of, statement
from tests.outcomes.savings.rows import FLAT, OPTIMISM, TERMS, D, change, counted, row


def months(first: int, numbers: list[int], year: int = 2025) -> dict[date, int]:
    places = [divmod(first - 1 + at, 12) for at in range(len(numbers))]
    return {date(year + later, month + 1, 1): number for (later, month), number in zip(places, numbers, strict=True)}


def test_what_is_expected_goes_by_complexity() -> None:
    rows = [Expected("high", 4, D(12), D(3)), Expected("low", 6, D(2), D(1))]
    assert projected(rows) == Change(Kind.PROJECTED, D(42), 10)


def test_what_was_seen_is_brought_to_a_year() -> None:
    seen = observed(months(1, [3] * 6), months(7, [1] * 6), households=12)
    assert (seen.kind, seen.fewer, seen.is_same_season) == (Kind.OBSERVED, D(24), False)
    assert observed(months(1, [3] * 12), months(1, [4] * 12, 2026), households=12) == Change(Kind.OBSERVED, D(-12), 12)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(months(1, [3] * 5), months(7, [1] * 6), id="five months before"),
        pytest.param(months(1, [3] * 5), months(6, [1] * 5), id="five months on both sides"),
        pytest.param(months(1, [3] * 6), months(7, [1] * 5), id="five months after"),
        pytest.param(months(1, [3] * 7), months(8, [1] * 6), id="not as many on both sides"),
        pytest.param(months(1, [3] * 6), months(6, [1] * 6), id="a month on both sides"),
        pytest.param(months(7, [3] * 6), months(1, [1] * 6), id="the wrong way round"),
        pytest.param(months(1, [3] * 3) | months(5, [3] * 3), months(9, [1] * 6), id="a month is left out before"),
        pytest.param(months(1, [3] * 6), months(7, [1] * 3) | months(11, [1] * 3), id="a month is left out after"),
        pytest.param({}, {}, id="none"),
    ],
)
def test_months_that_do_not_match_say_nothing(before: dict[date, int], after: dict[date, int]) -> None:
    with pytest.raises(TooFewMonths):
        observed(before, after, households=12)


@pytest.mark.parametrize("households", [0, 1, 4])
def test_a_handful_of_households_has_no_saving(households: int) -> None:
    with pytest.raises(TooFewHouseholds):
        projected([Expected("high", households, D(12), D(3))])
    with pytest.raises(TooFewHouseholds):
        observed(months(1, [3] * 6), months(7, [1] * 6), households=households)


def test_what_was_projected_is_never_added_to_what_was_observed() -> None:
    rows = [counted(), counted(row("HE8.0"), event="outpatient", change=change(kind=Kind.OBSERVED))]
    with pytest.raises(KindsMixed):
        statement(rows, terms=TERMS)
    with pytest.raises(KindsMixed):
        Range(*(statement([counted(change=change(kind=kind))], terms=TERMS) for kind in [*Kind, Kind.OBSERVED]))
    with pytest.raises(KindsMixed):
        statement([], terms=TERMS)


def test_a_row_that_is_flagged_is_used_only_by_name_and_with_a_reason() -> None:
    flagged = row(flag="It is far above its parts.")
    for accepted in ({}, {("1.4", "HE4.0"): " "}, {("3.0", "HE4.0"): "Checked"}, {("1.4", "HE4.1"): "Checked"}):
        with pytest.raises(FlaggedCost, match="far above"):
            statement([counted(flagged)], terms=Terms("2013/14", FLAT, OPTIMISM, accepted))
    checked = Terms("2013/14", FLAT, OPTIMISM, {("1.4", "HE4.0"): "Checked against the workbook"})
    assert statement([counted(flagged)], terms=checked).net == D(900)


def test_what_mixes_sorts_of_value_is_not_added_unsplit() -> None:
    with pytest.raises(UnsplitCost):
        statement([counted(row("CR2.0", kind=CostKind.MIXED))], terms=TERMS)


def part(code: str, bearer: str, amount: str) -> CostRow:
    return row(code, amount, part_of="CR2.0", bearers={bearer: D(100)})


def test_an_event_is_counted_under_one_row_or_under_parts_of_one() -> None:
    parts = [part("CR2.0.1", "nhs", "1171"), part("CR2.0.3", "police", "415")]
    whole = statement([counted(each, event="violence") for each in parts], terms=TERMS)
    assert {bearer: flow.gains for bearer, flow in whole.flows().items()} == {"nhs": D(10539), "police": D(3735)}
    for twice in (
        [row("HE4.0"), row("HE4.1")],
        [parts[0], parts[0]],
        [parts[0], row("CR2.0")],
        [parts[0], row("CR8.0.2", part_of="CR8.0")],
        [parts[0], row("CR2.0.1", part_of="CR2.0", edition="3.0")],
    ):
        with pytest.raises(CountedTwice, match="violence"):
            statement([counted(twice[0], event="Violence"), counted(twice[1], event="violence ")], terms=TERMS)


@pytest.mark.parametrize("shares", [{}, {"nhs": "60"}, {"nhs": "60", "police": "41"}, {"nhs": "101", "police": "-1"}])
def test_whoever_bears_it_bears_the_whole_of_it(shares: dict[str, str]) -> None:
    with pytest.raises(NotAShare, match=r"HE4\.0"):
        row(bearers={bearer: D(share) for bearer, share in shares.items()})


def test_who_pays_and_who_gains() -> None:
    shared = counted(row(bearers={"nhs": D(75), "police": D(25)}), cashable=D("0.2"))
    found = statement(
        [shared, counted(row("X1", kind=CostKind.SOCIAL), event="wellbeing")],
        terms=TERMS,
        costs=[ProgrammeCost("Workers", "local_authority", [D(100), D("103.5")], 5)],
    )
    assert found.flows() == {
        "nhs": Flow(gains=D(675)), "police": Flow(gains=D(225)), "local_authority": Flow(pays=D(250)),
    }  # fmt: skip
    assert (found.present(CostKind.FISCAL), found.present(CostKind.SOCIAL), found.cost) == (D(900), D(900), D(250))
    assert (found.net, found.cashable(CostKind.FISCAL), found.flows()["local_authority"].net) == (
        D(650),
        D(180),
        D(-250),
    )
    assert statement([shared], terms=TERMS).return_on_cost is None


def test_each_pound_opens_to_its_row() -> None:
    found = statement([counted(row("HE4.0", "109")), counted(row("HE8.0", "111"), event="outpatient")], terms=TERMS)
    assert [(line.counted.cost.key, line.unit_cost, line.present) for line in found.lines] == [
        (("1.4", "HE4.0"), D(109), D(981)), (("1.4", "HE8.0"), D(111), D(999)),
    ]  # fmt: skip
    assert found.net == sum(line.present for line in found.lines)


def test_more_events_than_before_are_a_cost_from_which_nothing_is_taken_off() -> None:
    line = line_of(
        counted(change=change("-9"), additionality=Additionality(D("0.3")), grade=4, cashable=D("0.2")), TERMS
    )
    assert (line.gross, line.net, line.cashable) == (D(-900), D(-1035), D(-1035))


def test_three_estimates_stand_in_order() -> None:
    low, central, high = (statement([counted(change=change(str(fewer)))], terms=TERMS) for fewer in (3, 6, 9))
    assert Range(low, central, high).central.net == D(600)
    for wrong in ((central, low, high), (low, high, central)):
        with pytest.raises(EstimatesOutOfOrder):
            Range(*wrong)


shares = st.decimals(0, 1, places=3)
amounts = st.decimals(0, 100_000, places=2)
corrections = st.builds(Additionality, shares, shares, shares, shares, shares)
NEAR = D("0.000001")


@given(amounts, st.decimals(0, 500, places=1), corrections, st.sampled_from(sorted(OPTIMISM)), st.integers(1, 12),
       st.integers(0, 40), shares, shares)  # fmt: skip
def test_no_saving_is_ever_more_than_its_gross(
    amount: Decimal, fewer: Decimal, work: Additionality, grade: int, years: int, lag: int, drop: Decimal, cash: Decimal
) -> None:
    one = counted(
        row(amount=str(amount)), change=change(str(fewer)), additionality=work, grade=grade, years=years, lag=lag,
        drop_off=drop, cashable=cash,
    )  # fmt: skip
    line = line_of(one, TERMS)
    assert 0 <= line.cashable <= line.present + NEAR
    assert line.present <= line.net + NEAR
    assert line.net <= line.gross + NEAR
    assert line.gross <= amount * fewer * years + NEAR
    assert abs(sum(line.borne().values()) - line.present) <= NEAR


@given(amounts, corrections, st.integers(1, 6), st.integers(1, 8))
def test_no_change_saves_nothing_and_twice_the_change_saves_twice_as_much(
    amount: Decimal, work: Additionality, grade: int, years: int
) -> None:
    none, one, two = (
        line_of(
            counted(row(amount=str(amount)), change=change(fewer), additionality=work, grade=grade, years=years), TERMS
        )
        for fewer in ("0", "7", "14")
    )
    assert (none.gross, none.net, none.present) == (0, 0, 0)
    assert abs(two.present - 2 * one.present) <= NEAR


@given(st.lists(shares, min_size=5, max_size=5), st.randoms(use_true_random=False))
def test_the_order_in_which_shares_are_taken_off_does_not_matter(taken: list[Decimal], random: "object") -> None:
    mixed = list(taken)
    random.shuffle(mixed)  # type: ignore[attr-defined]
    assert abs(Additionality(*taken).factor - Additionality(*mixed).factor) <= NEAR
