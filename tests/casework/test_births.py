"""How exactly a birth is known, what is refused, and the day somebody is sixteen."""

from calendar import monthrange
from datetime import date, timedelta

import pytest
from django.utils.translation import override
from hypothesis import example, given
from hypothesis import strategies as st

from agencies.exceptions import Invalid
from casework.births import (
    BirthPrecision,
    age_on,
    born_earliest,
    clean_birth,
    counts_as_adult_participant,
    parse_birth,
    show_birth,
)

DAY, MONTH, YEAR = BirthPrecision.DAY, BirthPrecision.MONTH, BirthPrecision.YEAR
ESTIMATED, EXPECTED, UNKNOWN = BirthPrecision.ESTIMATED, BirthPrecision.EXPECTED, BirthPrecision.UNKNOWN
TODAY = date(2026, 4, 15)


@pytest.mark.parametrize(
    ("text", "born", "precision"),
    [
        ("1987-03-03", date(1987, 3, 3), DAY),
        ("1987-03", date(1987, 3, 1), MONTH),
        ("1987", date(1987, 1, 1), YEAR),
        (" 1987-03-03\n", date(1987, 3, 3), DAY),
        ("2004-02-29", date(2004, 2, 29), DAY),
        ("1900-01-02", date(1900, 1, 2), DAY),
        ("1901", date(1901, 1, 1), YEAR),
        ("2026-06-20", date(2026, 6, 20), DAY),  # whether it is possible is clean_birth()'s question
        ("", None, UNKNOWN),
        ("  ", None, UNKNOWN),
    ],
)
def test_dates_as_they_are_sent(text, born, precision):
    assert parse_birth(text) == (born, precision)


@pytest.mark.parametrize(
    "text",
    [
        "19870303",
        "3/3/1987",
        "03-03-1987",
        "87",
        "1987-3",
        "1987-03-",
        "1987-03-03T00:00",
        "1987-W10",
        "-1987",
        "1987-03-3",
        "2005-02-29",
        "1987-13",
        "1987-00",
        "1987-04-31",
        "0000",
        "1900",
        "1900-01",
        "1900-01-01",
        "19000101",
        "1899-12-31",
        "١٩٨٧",
        "\uff11\uff19\uff18\uff17",
        "1987\x00",
        "19\u202e87",
        "1987\u2010 03",
        "\ud800",
        "1" * 5000,
        "not known",
    ],
)
def test_dates_that_cannot_be_read(text):
    refused(parse_birth, text)


@pytest.mark.parametrize("text", ["1900", "1900-01", "1900-01-01", "19000101", "1899-12-31", "0001-01-01"])
def test_the_placeholder_of_police_data_is_named(text):
    assert "not known" in refused(parse_birth, text).detail


@pytest.mark.parametrize(
    ("born", "precision", "stored"),
    [
        (date(1987, 3, 3), DAY, date(1987, 3, 3)),
        (date(1987, 3, 3), MONTH, date(1987, 3, 1)),
        (date(1987, 3, 3), YEAR, date(1987, 1, 1)),
        (date(1987, 3, 3), ESTIMATED, date(1987, 3, 3)),
        (None, UNKNOWN, None),
        (TODAY, DAY, TODAY),
        (date(2026, 4, 30), MONTH, date(2026, 4, 1)),  # born this month, day not known
        (date(2026, 12, 31), YEAR, date(2026, 1, 1)),
        (date(1900, 1, 2), DAY, date(1900, 1, 2)),
        (TODAY - timedelta(days=42), EXPECTED, TODAY - timedelta(days=42)),
        (date(2027, 2, 15), EXPECTED, date(2027, 2, 15)),
        (TODAY, EXPECTED, TODAY),
    ],
)
def test_what_is_stored(born, precision, stored):
    assert clean_birth(born, precision, TODAY) == stored
    assert clean_birth(born, str(precision), TODAY) == stored


@pytest.mark.parametrize(
    ("born", "precision", "says"),
    [
        *((None, precision, "Give the date") for precision in (DAY, MONTH, YEAR, ESTIMATED, EXPECTED)),
        (date(1987, 3, 3), UNKNOWN, "Leave the date empty"),
        *((TODAY + timedelta(days=1), precision, "not born yet") for precision in (DAY, ESTIMATED)),
        (date(2026, 5, 1), MONTH, "not born yet"),
        (date(2027, 1, 1), YEAR, "not born yet"),
        *(
            (date(1900, 1, 1), precision, "Record it as not known")
            for precision in (DAY, MONTH, YEAR, ESTIMATED, EXPECTED)
        ),
        (date(1900, 1, 31), MONTH, "Record it as not known"),
        (date(1900, 12, 31), YEAR, "Record it as not known"),
        (date(1899, 12, 31), DAY, "Record it as not known"),
        (TODAY - timedelta(days=43), EXPECTED, "6 weeks ago"),
        (date(2027, 2, 16), EXPECTED, "10 months ahead"),
    ],
)
def test_what_cannot_be(born, precision, says):
    assert says in refused(clean_birth, born, precision, TODAY).detail


def test_ten_months_ahead_of_a_long_month_ends_with_the_short_one():
    assert clean_birth(date(2027, 1, 31), EXPECTED, date(2026, 3, 31)) == date(2027, 1, 31)
    assert clean_birth(date(2026, 2, 28), EXPECTED, date(2025, 4, 30)) == date(2026, 2, 28)
    refused(clean_birth, date(2026, 3, 1), EXPECTED, date(2025, 4, 30))
    assert clean_birth(date(2026, 12, 15), EXPECTED, date(2026, 2, 15)) == date(2026, 12, 15)


def test_a_precision_that_is_none_is_refused():
    refused(clean_birth, date(1987, 3, 3), "roughly", TODAY, field="birth_precision")


@pytest.mark.parametrize(
    ("born", "precision", "words"),
    [
        (date(1987, 3, 3), DAY, "3 March 1987"),
        (date(1987, 3, 1), MONTH, "March 1987"),
        (date(1987, 1, 1), YEAR, "1987"),
        (date(1987, 1, 1), ESTIMATED, "about 1987"),
        (date(2026, 6, 20), EXPECTED, "expected in June 2026"),
        (None, UNKNOWN, "not known"),
        (None, DAY, "not known"),
        (date(1987, 3, 3), UNKNOWN, "not known"),
        (date(1999, 12, 31), "day", "31 December 1999"),
    ],
)
def test_plain_words(born, precision, words):
    assert show_birth(born, precision) == words


def test_months_are_in_the_reader_s_language():
    with override("cy"):
        assert show_birth(date(1987, 3, 3), DAY) == "3 Mawrth 1987"


@pytest.mark.parametrize(
    ("born", "precision", "on", "age"),
    [
        (date(2010, 4, 15), DAY, TODAY, 16),
        (date(2010, 4, 16), DAY, TODAY, 15),
        (date(2010, 4, 1), MONTH, TODAY, 16),
        (date(2010, 4, 30), MONTH, TODAY, 16),  # a day that nobody knows does not count
        (date(2010, 5, 1), MONTH, TODAY, 15),
        (date(2010, 12, 31), YEAR, TODAY, 16),
        (date(1987, 1, 1), ESTIMATED, TODAY, 39),
        (TODAY, DAY, TODAY, 0),
        (TODAY + timedelta(days=1), DAY, TODAY, None),
        (date(2026, 6, 1), EXPECTED, date(2026, 7, 1), None),
        (None, UNKNOWN, TODAY, None),
        (date(1987, 3, 3), UNKNOWN, TODAY, None),
        (date(2004, 2, 29), DAY, date(2021, 2, 28), 16),
        (date(2004, 2, 29), DAY, date(2021, 3, 1), 17),
        (date(2004, 2, 29), DAY, date(2020, 2, 28), 15),
        (date(2004, 2, 29), DAY, date(2020, 2, 29), 16),
    ],
)
def test_ages(born, precision, on, age):
    assert age_on(born, precision, on) == age


@pytest.mark.parametrize(
    ("born", "precision", "on", "counts"),
    [
        (date(2010, 4, 15), DAY, TODAY, True),  # on the birthday itself
        (date(2010, 4, 16), DAY, TODAY, False),
        (date(2010, 4, 1), MONTH, TODAY, True),  # could be sixteen
        (date(2010, 4, 1), MONTH, date(2026, 3, 31), False),
        (date(2010, 1, 1), YEAR, date(2026, 1, 1), True),
        (date(2010, 1, 1), YEAR, date(2025, 12, 31), False),
        (date(2020, 1, 1), ESTIMATED, TODAY, True),
        (None, UNKNOWN, TODAY, True),
        (None, DAY, TODAY, True),  # the date was never given: not known
        (date(2026, 6, 1), EXPECTED, TODAY, False),
        (date(2000, 1, 1), EXPECTED, TODAY, False),
        (None, EXPECTED, TODAY, False),
        (TODAY + timedelta(days=1), DAY, TODAY, False),
        (date(2004, 2, 29), DAY, date(2020, 2, 28), False),
        (date(2004, 2, 29), DAY, date(2020, 2, 29), True),
        (date(2084, 2, 29), DAY, date(2100, 2, 28), False),  # 2100 is a common year
        (date(2084, 2, 29), DAY, date(2100, 3, 1), True),
    ],
)
def test_who_is_asked_for_their_own_word(born, precision, on, counts):
    assert counts_as_adult_participant(born, precision, on) is counts
    assert counts_as_adult_participant(born, str(precision), on) is counts


def years_before(day: date, years: int) -> date:
    """PostgreSQL's `day - interval 'n years'`: the same day of that year, or the last day of its month."""
    year = day.year - years
    return date(year, day.month, min(day.day, monthrange(year, day.month)[1]))


@given(
    st.dates(date(1900, 1, 2), date(2150, 12, 31)), st.dates(date(1990, 1, 1), date(2150, 12, 31)), st.integers(0, 80)
)
@example(date(2004, 2, 29), date(2021, 2, 28), 17)
@example(date(2003, 2, 28), date(2020, 2, 29), 17)
@example(date(2003, 3, 1), date(2020, 2, 29), 17)
@example(date(2100, 3, 1), date(2116, 2, 29), 16)
def test_python_and_postgresql_agree_on_every_age(born, on, years):
    age = age_on(born, DAY, on)
    assert (age is not None and age >= years) is (born <= years_before(on, years))
    assert counts_as_adult_participant(born, DAY, on) is (born <= years_before(on, 16))


@given(st.dates(date(1900, 1, 2)), st.sampled_from([DAY, MONTH, YEAR]))
def test_the_earliest_day_is_never_later_than_the_date(born, precision):
    earliest = born_earliest(born, precision)
    assert earliest <= born
    assert show_birth(earliest, precision) == show_birth(born, precision)


@given(st.dates(date(1901, 1, 1), TODAY))
def test_what_is_written_is_read_back(born):
    assert parse_birth(born.isoformat()) == (born, DAY)


@given(st.text() | st.from_regex(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", fullmatch=True))
def test_no_text_falls_over(text):
    try:
        born, precision = parse_birth(text)
    except Invalid as refusal:
        assert list(refusal.fields) == ["born_on"]
    else:
        assert (born is None) is (precision == UNKNOWN)


def test_not_known_has_no_earliest_day():
    assert born_earliest(None, DAY) is None
    assert born_earliest(date(1987, 3, 3), UNKNOWN) is None


def refused(clean, *args, field="born_on") -> Invalid:
    with pytest.raises(Invalid) as caught:
        clean(*args)
    assert list(caught.value.fields) == [field]
    assert caught.value.detail.endswith(".")
    return caught.value
