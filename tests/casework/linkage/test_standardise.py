"""What is the same is compared as the same, and what proves nothing is evidence of nothing."""

from datetime import date

import pytest

from casework.linkage import names_abroad, nicknames
from casework.linkage.dates import Likeness, crowded, likeness
from casework.linkage.numbers import nhs_number
from casework.linkage.places import Place, place
from casework.linkage.rows import standardise
from casework.linkage.spellings import LostLetters, edits, is_slip, plain, words
from tests.casework.linkage.mentions import said


@pytest.mark.parametrize(
    ("written", "compared"),
    [
        ("O’Neill", "ONEILL"),
        ("o'neill", "ONEILL"),
        ("Zoë", "ZOE"),
        ("Łuczak", "LUCZAK"),
        ("Strauß", "STRAUSS"),
        ("Smith-Jones", "SMITHJONES"),
        ("علی", "علی"),
        ("", ""),
    ],
)
def test_names_are_compared_without_accents_and_marks(written, compared):
    assert plain(written) == compared


def test_hyphens_part_words():
    assert words("Mary-Jane Ann") == ["MARY", "JANE", "ANN"]


def test_lost_letters_come_back_from_what_other_agencies_wrote():
    letters = LostLetters(["Durmuş", "Hope"])
    assert letters.mend("DURMU?") == "DURMUS"
    assert letters.mend("HOP?") == "HOP"  # Hope has no letter that the code page lacks


def test_letters_stay_lost_where_two_names_could_be_meant():
    letters = LostLetters(["Kaş", "Kać"])
    assert letters.mend("KA?") == "KA"


@pytest.mark.parametrize(
    ("one", "two", "count"),
    [
        ("MCDONALD", "MCDONADL", 1),
        ("BEN", "BEEN", 1),
        ("BEN", "BN", 1),
        ("BEN", "BAN", 1),
        ("ANN", "ANN", 0),
        ("AB", "CD", 2),
    ],
)
def test_edits(one, two, count):
    assert edits(one, two) == count


def test_long_names_may_have_two_slips():
    assert is_slip("STEPHENSON", "STPEHENSN")
    assert not is_slip("BEN", "BANE")


@pytest.mark.parametrize(("one", "two", "are"), [("BOB", "ROBERT", True), ("BOB", "ROB", True), ("BOB", "BEN", False)])
def test_short_forms(one, two, are):
    assert nicknames.is_form(one, two) is are


@pytest.mark.parametrize(
    ("one", "two", "are"),
    [
        ("TOMEK", "TOMASZ", True),
        ("TOMEK", "TOM", True),
        ("WOJTEK", "WOJCIECH", True),
        ("FUNMI", "FUNMILAYO", True),
        ("PADDY", "PADRAIG", True),
        ("IONUT", "IOAN", True),
        ("ZE", "JOSE", True),
        ("OLEK", "OLA", False),  # brother and sister
        ("MIREK", "MIRKA", False),
        ("IOAN", "IOANA", False),
    ],
)
def test_short_forms_of_other_languages(one, two, are):
    assert nicknames.is_form(one, two) is are


def test_names_of_other_languages_are_listed_once_each_and_plain():
    roots = [line.split()[0] for line in names_abroad.FORMS.split("\n") if line]
    assert {word for word in names_abroad.FORMS.split() if word != plain(word)} == set()
    assert not [line for line in names_abroad.FORMS.split("\n") if line and len(line.split()) < 2]
    twice = {root for root in roots if roots.count(root) > 1}
    assert twice == {"GABRIELA", "MARIA"}  # of two languages


@pytest.mark.parametrize(
    ("address", "postcode", "parts"),
    [
        ("Flat 12, 129 Dale Road, Stoke-on-Trent", "ST1 3AS", Place("12/129", "DALE ROAD", "ST1 3AS", "ST1 3")),
        ("FLAT 12, 129 DALE RD", "ST13AS", Place("12/129", "DALE ROAD", "ST1 3AS", "ST1 3")),
        ("129 dale rd.", "st1 3as", Place("/129", "DALE ROAD", "ST1 3AS", "ST1 3")),
        ("3 St Johns St", "", Place("/3", "ST JOHNS STREET", "", "")),
        ("", "ST6 6", Place("", "", "", "ST6 6")),
        ("", "ZZ99 3VZ", Place()),
        ("The Old Rectory", "not known", Place()),
    ],
)
def test_places(address, postcode, parts):
    assert place(address, postcode) == parts


@pytest.mark.parametrize(
    ("written", "counts"),
    [
        ("9434765919", True),
        ("943 476 5919", True),
        ("9990000018", True),  # of the range that is never issued: invented people have these
        ("9434765918", False),
        ("1111111111", False),
        ("943476591", False),
        ("", False),
    ],
)
def test_numbers_that_cannot_be_are_evidence_of_nothing(written, counts):
    assert bool(nhs_number(written)) is counts


@pytest.mark.parametrize(
    ("one", "two", "alike"),
    [
        ("1980-06-06", "1980-06-06", Likeness.EQUAL),
        ("1980-06-07", "1980-07-06", Likeness.SWAPPED),
        ("1980-06-06", "1980-06-08", Likeness.ONE_EDIT),
        ("1980-06-13", "1980-06-20", Likeness.TWO_PARTS),
        ("1981-06-12", "1981-06-21", Likeness.ONE_EDIT),
        ("1980-06-06", "1957-06-06", Likeness.TWO_PARTS),
        ("1980-06-06", "1957-11-06", Likeness.UNLIKE),
    ],
)
def test_birth_dates(one, two, alike):
    assert likeness(date.fromisoformat(one), date.fromisoformat(two)) is alike


def test_a_date_that_a_crowd_shares_is_nobodys():
    real = [(date(1950 + at % 60, 1 + at % 12, 1 + at % 28), f"name {at}") for at in range(400)]
    crowd = [(date(1970, 1, 1), f"other {at}") for at in range(40)]
    assert crowded([*real, *crowd]) - crowded([]) == {date(1970, 1, 1)}


def test_known_placeholders_are_no_birth_dates():
    (row,) = standardise([said("police", "Ben Hayes", "1901-01-01")])
    assert row.born_on is None


def test_a_row_takes_the_sex_of_a_title_and_the_last_of_two_surnames():
    (row,) = standardise([said("housing", "Ann Smith-Jones", title="Mrs", sex="9")])
    assert (row.sex, row.surname, row.other_surname) == ("2", "SMITHJONES", "JONES")
