"""Where a household ranks: numbers in, numbers out."""

from dataclasses import replace
from datetime import date

import pytest

from casework.linkage.ranking import Counts, Thresholds, is_met, recency, score, since

TODAY = date(2026, 3, 31)
COUNTS = Counts(agencies=3, contacts=6, kinds=2, last_on=TODAY)


@pytest.mark.parametrize(
    ("on", "months", "day"),
    [
        (date(2026, 3, 31), 24, date(2024, 3, 31)),
        (date(2026, 3, 31), 1, date(2026, 2, 28)),
        (date(2024, 3, 31), 1, date(2024, 2, 29)),
        (date(2026, 1, 15), 1, date(2025, 12, 15)),
        (date(2026, 1, 15), 13, date(2024, 12, 15)),
    ],
)
def test_months_go_back_to_the_same_day_or_a_shorter_months_last(on: date, months: int, day: date) -> None:
    assert since(on, months) == day


@pytest.mark.parametrize(
    ("last_on", "expected"),
    [
        (TODAY, 1.0),
        (date(2026, 5, 1), 1.0),  # after today
        (date(2025, 9, 29), 0.5),
        (date(2025, 3, 31), 0.25),
        (date(2024, 3, 31), 0.0625),
        (date(2010, 1, 1), 0.0625),  # no less than at the beginning of what counts
        (None, 0.0625),
    ],
)
def test_recency_halves_with_every_six_months(last_on: date | None, expected: float) -> None:
    assert recency(last_on, TODAY, 24) == pytest.approx(expected, rel=0.01)


@pytest.mark.parametrize(
    ("weights", "expected"),
    [
        ({}, 3 * 6 * 2),
        ({"agencies_weight": 2}, 9 * 6 * 2),
        ({"contacts_weight": 0}, 3 * 2),
        ({"kinds_weight": 3}, 3 * 6 * 8),
        ({"agencies_weight": 0, "contacts_weight": 0, "kinds_weight": 0}, 1),
    ],
)
def test_the_score_is_a_product_with_the_weights_as_exponents(weights: dict[str, int], expected: int) -> None:
    assert score(COUNTS, Thresholds(**weights), TODAY) == pytest.approx(expected)


@pytest.mark.parametrize("more", [{"agencies": 4}, {"contacts": 7}, {"kinds": 3}])
def test_more_of_anything_ranks_higher(more: dict[str, int]) -> None:
    assert score(COUNTS._replace(**more), Thresholds(), TODAY) > score(COUNTS, Thresholds(), TODAY)


def test_a_later_contact_ranks_higher_unless_the_panel_leaves_it_out() -> None:
    earlier = COUNTS._replace(last_on=date(2025, 12, 1))
    assert score(earlier, Thresholds(), TODAY) < score(COUNTS, Thresholds(), TODAY)
    without = Thresholds(recency_weight=0)
    assert score(earlier, without, TODAY) == score(COUNTS, without, TODAY)


@pytest.mark.parametrize(("agencies", "contacts", "met"), [(3, 6, True), (4, 6, False), (3, 7, False), (2, 1, True)])
def test_both_thresholds_must_be_met(agencies: int, contacts: int, met: bool) -> None:
    assert is_met(COUNTS, replace(Thresholds(), agencies=agencies, contacts=contacts)) is met
