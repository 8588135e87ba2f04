"""Homes as agencies name them: property numbers, postcodes, and the two postcodes for people without a known home."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.identifiers import IdentifierInvalid, clean_postcode, clean_uprn, same_uprn

UNREADABLE = ["", " \t\r\n", "-", "\x00", "1\x00", "ST4 1HH\x00", "\u202eST4 1HH", "ST4\u200b1HH", "\ud800"]
UNREADABLE += ["\uff11\uff12", "\u0661\u0662", "1\u2079", "9" * 5000, " " * 5000, "ST4\n1HH"]


@pytest.mark.parametrize("typed", UNREADABLE)
@pytest.mark.parametrize(("clean", "field"), [(clean_uprn, "uprn"), (clean_postcode, "postcode")])
def test_unreadable_homes_are_refused_in_words(clean, field, typed):
    refused(clean, typed, field=field)


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("100 023 336 956", "100023336956"),
        ("1", "1"),
        ("000012345678", "000012345678"),
    ],
)
def test_uprns(typed, stored):
    assert clean_uprn(typed) == stored


@pytest.mark.parametrize("typed", ["1000233369560", "10002333695X", "-1", "1.0", "0", "000000000000"])
def test_uprns_that_cannot_be(typed):
    refused(clean_uprn, typed, field="uprn")


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("000012345678", "12345678", True),
        ("12345678", "12345678", True),
        ("12345678", "123456780", False),
        ("012", "0120", False),
        ("", "", False),
        ("000", "0", False),
    ],
)
def test_leading_zeros_make_no_other_home(one, other, same):
    assert same_uprn(one, other) is same
    assert same_uprn(other, one) is same


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        *((postcode, postcode) for postcode in ("ST4 1HH", "SW1A 1AA", "EC1A 1BB", "M1 1AE", "B33 8TH", "CR2 6XH")),
        *((postcode, postcode) for postcode in ("DN55 1PT", "W1A 0AX", "GIR 0AA", "ZZ99 3VZ", "ZZ99 3WZ")),
        ("ST41HH", "ST4 1HH"),
        ("st4 1hh", "ST4 1HH"),
        ("  sw1a1aa ", "SW1A 1AA"),
        ("S T4 1 HH", "ST4 1HH"),
        ("zz993vz", "ZZ99 3VZ"),
        ("gir0aa", "GIR 0AA"),
    ],
)
def test_postcodes(typed, stored):
    assert clean_postcode(typed) == stored
    assert clean_postcode(stored) == stored


@pytest.mark.parametrize(
    "typed",
    ["ST4 1CC", "Q1 1AA", "ST4", "1HH", "ST4 1H", "ST4 1HHH", "ZZ99 3CZ", "ZZ99 4VZ", "AI1 1AA", "W1I 0AX", "ST4-1HH"],
)
def test_postcodes_that_cannot_be(typed):
    refused(clean_postcode, typed, field="postcode")


@given(st.text())
def test_no_home_falls_over(text):
    for clean in (clean_uprn, clean_postcode):
        try:
            assert clean(clean(text)) == clean(text)
        except IdentifierInvalid as refusal:
            assert refusal.fields


def refused(clean, typed, *, field) -> IdentifierInvalid:
    with pytest.raises(IdentifierInvalid) as caught:
        clean(typed)
    assert list(caught.value.fields) == [field]
    assert caught.value.detail.endswith(".")
    assert not typed.strip() or typed not in caught.value.detail
    return caught.value
