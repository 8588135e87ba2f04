"""The published and worked examples of the chain from fewer events to pounds, and the tables it is worked out by."""

from decimal import Decimal

import pytest
from django.conf import settings

from outcomes.savings.corrections import Additionality, optimism_of
from outcomes.savings.discounting import GREEN_BOOK, factor, present_value
from outcomes.savings.refusals import NotAShare, PriceYearMissing
from outcomes.savings.statements import ProgrammeCost, line_of, statement
from outcomes.savings.uprating import Deflators, uprated
from tests.outcomes.savings.rows import OPTIMISM, TERMS, D, change, counted, row

PENNY = D("0.01")


def pence(amount: Decimal) -> Decimal:
    return amount.quantize(PENNY)


def test_from_twelve_incidents_to_three() -> None:
    line = line_of(counted(additionality=Additionality(deadweight=D("0.3")), grade=4), TERMS)
    assert (pence(line.gross), pence(line.net)) == (D("900.00"), D("535.50"))


def test_the_published_social_return_of_two_years() -> None:
    work = Additionality(deadweight=D("0.4"), attribution=D("0.3"))
    first = counted(row(amount="8500"), change=change("60"), additionality=work)
    assert line_of(first, TERMS).gross == D(510_000)
    assert line_of(
        counted(row(amount="8500"), change=change("60"), additionality=Additionality(D("0.4"))), TERMS
    ).net == D(306_000)
    assert line_of(first, TERMS).present == D(214_200)

    both = counted(row(amount="8500"), change=change("60"), additionality=work, years=2, drop_off=D("0.3"))
    assert pence(line_of(both, TERMS).present - D(214_200)) == D("144869.57")
    whole = statement([both], terms=TERMS, costs=[ProgrammeCost("Support", "local_authority", [D(250_000)], 1)])
    assert whole.return_on_cost is not None
    assert whole.return_on_cost.quantize(D("0.001")) == D("1.436")


@pytest.mark.parametrize(
    ("shares", "left"),
    [
        ({"deadweight": "0.20", "displacement": "0.25", "leakage": "0.10"}, "0.540"),
        ({"deadweight": "0.35", "displacement": "0.40", "leakage": "0.20", "substitution": "0.05"}, "0.296"),
        ({}, "1.000"),
        ({"attribution": "1"}, "0.000"),
    ],
)
def test_what_is_left_after_what_is_not_the_works_own(shares: dict[str, str], left: str) -> None:
    work = Additionality(**{name: D(share) for name, share in shares.items()})
    assert work.factor.quantize(D("0.001")) == D(left)


@pytest.mark.parametrize("share", ["-0.01", "1.01"])
def test_a_share_lies_between_nought_and_one(share: str) -> None:
    with pytest.raises(NotAShare):
        Additionality(leakage=D(share))
    with pytest.raises(NotAShare):
        counted(drop_off=D(share))
    with pytest.raises(NotAShare):
        counted(cashable=D(share))


@pytest.mark.parametrize(
    ("year", "thousand"),
    [(0, "1000.00"), (1, "966.18"), (2, "933.51"), (3, "901.94"), (4, "871.44"), (5, "841.97")],
)
def test_a_thousand_pounds_of_a_later_year(year: int, thousand: str) -> None:
    assert pence(1000 * factor(year)) == D(thousand)


@pytest.mark.parametrize(("first", "worth"), [(1, "4515.05"), (0, "4673.08")])
def test_a_thousand_a_year_for_five_years(first: int, worth: str) -> None:
    assert pence(present_value([D(1000)] * 5, first)) == D(worth)


@pytest.mark.parametrize(
    ("year", "rate"),
    [
        (30, "0.035"), (31, "0.03"), (75, "0.03"), (76, "0.025"), (125, "0.025"), (126, "0.02"),
        (200, "0.02"), (201, "0.015"), (300, "0.015"), (301, "0.01"), (400, "0.01"),
    ],
)  # fmt: skip
def test_each_year_is_discounted_by_the_rate_of_its_own_segment(year: int, rate: str) -> None:
    assert (factor(year - 1) / factor(year)).quantize(D("0.000001")) == 1 + D(rate).quantize(D("0.000001"))


def test_a_lower_rate_never_reaches_back() -> None:
    assert factor(31) == factor(30) / D("1.03")
    assert factor(30) == 1 / D("1.035") ** 30
    with pytest.raises(ValueError, match="begin with 0"):
        factor(-1)


def test_a_site_may_discount_by_another_schedule() -> None:
    assert factor(2, ((None, D("0.015")),)) == 1 / D("1.015") ** 2
    assert GREEN_BOOK[0] == (30, D("0.035"))


@pytest.mark.parametrize(
    ("grade", "share"), [(1, "0"), (2, "0.05"), (3, "0.10"), (4, "0.15"), (5, "0.25"), (6, "0.40")]
)
def test_what_is_taken_off_for_each_grade_of_evidence_is_a_setting(grade: int, share: str) -> None:
    assert optimism_of(grade, settings.SAVINGS.optimism) == D(share)


def test_no_evidence_has_a_grade_that_nobody_set() -> None:
    with pytest.raises(NotAShare, match="grade 7"):
        optimism_of(7, OPTIMISM)


def test_amounts_are_brought_to_one_year_by_the_ratio_of_two_levels() -> None:
    index = Deflators("an index", {"2002/03": D(80), "2013/14": D(100)})
    assert uprated(D(500), since="2002/03", until="2013/14", index=index) == D(625)
    assert uprated(D(500), since="2013/14", until="2002/03", index=index) == D(400)
    assert uprated(D(500), since="1999/00", until="1999/00", index=index) == D(500)
    with pytest.raises(PriceYearMissing, match="2003/04"):
        uprated(D(500), since="2003/04", until="2013/14", index=index)


def test_what_comes_later_and_fades_is_worth_less() -> None:
    line = line_of(counted(years=3, lag=1, drop_off=D("0.5")), TERMS)
    assert line.gross == 900 + 450 + 225
    assert pence(line.present) == pence(900 / D("1.035") + 450 / D("1.035") ** 2 + 225 / D("1.035") ** 3)
