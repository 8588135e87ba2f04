"""Dates in three boxes, as people type them."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from web.dates import DateBoxesField


@pytest.mark.parametrize(
    "typed",
    [["3", "3", "2026"], ["03", "03", "2026"], [" 3 ", "Mar", "2026"], ["3", "march", "2026"], ["3", "MAR.", "2026"]],
)
def test_a_date_is_read_as_people_type_it(typed: list[str]) -> None:
    assert DateBoxesField().clean(typed) == date(2026, 3, 3)


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        (["", "", ""], "Enter a date"),
        (["", "3", "2026"], "Enter the day"),
        (["0", "3", "2026"], "Enter the day"),
        (["003", "3", "2026"], "Enter the day"),
        (["²", "3", "2026"], "Enter the day"),
        (["3", "", "2026"], "Enter the month"),
        (["3", "13", "2026"], "Enter the month"),
        (["3", "ma", "2026"], "Enter the month"),
        (["3", "3", ""], "Enter the year"),
        (["3", "3", "26"], "Enter the year"),
        (["3", "3", "20266"], "Enter the year"),
        (["30", "Feb", "2026"], "Enter a date that exists"),
    ],
)
def test_what_is_missing_is_named(typed: list[str], says: str) -> None:
    with pytest.raises(ValidationError, match=says):
        DateBoxesField().clean(typed)


def test_nobody_has_to_know_a_date() -> None:
    assert DateBoxesField(required=False).clean(["", " ", ""]) is None
    assert DateBoxesField(required=False).clean(None) is None
