"""What is typed is told apart by its shape: names, a birth date, numbers, a reference."""

from datetime import date

import pytest

from agencies.exceptions import Invalid
from casework.search_terms import plain, read


@pytest.mark.parametrize(
    ("typed", "words", "born_on", "reference"),
    [
        ("Rosa Bell", ("Rosa", "Bell"), None, ""),
        ("  rosa   O’Neill-Łukasz ", ("rosa", "ONeill", "Łukasz"), None, ""),
        ("Rosa 2 4 1988", ("Rosa",), date(1988, 4, 2), ""),
        ("02/04/1988", (), date(1988, 4, 2), ""),
        ("1988-04-02 Bell", ("Bell",), date(1988, 4, 2), ""),
        ("Bell, born 2nd April 1988", ("Bell", "born"), date(1988, 4, 2), ""),
        ("AL-7K3M9P", ("AL", "7K3M9P"), None, "AL-7K3M9P"),
        ("al 7k3m9p", ("al", "7k3m9p"), None, "AL-7K3M9P"),
        ("7k3m9p", ("7k3m9p",), None, "AL-7K3M9P"),
        ("AL-OI3M9L", ("AL", "OI3M9L"), None, "AL-013M91"),  # misread: no reference has these letters
        ("Oliver", ("Oliver",), None, ""),  # six letters, and no digit: a name
        ("Alfred", ("Alfred",), None, ""),
        ("نور", ("نور",), None, ""),
        ("王小明", ("王小明",), None, ""),
    ],
)
def test_read(typed, words, born_on, reference):
    asked = read(typed)
    assert (asked.words, asked.born_on, asked.reference) == (words, born_on, reference)


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("943 476 5919", "9434765919"),
        ("943-476-5919", "9434765919"),
        ("ab 12 34 56 c", "AB123456C"),
        ("NICHE 12/34567 x", "NICHE 12/34567 x"),
    ],
)
def test_a_number_is_looked_for_in_the_form_in_which_it_is_kept(typed, number):
    asked = read(typed)
    assert number in asked.numbers
    assert asked.words == ()


@pytest.mark.parametrize("typed", ["", "  ", "%", "_", "\\", "a", "'", "R", "Rosa " * 7, "x" * 201])
def test_what_asks_for_nothing_or_for_everybody_is_refused(typed):
    with pytest.raises(Invalid) as refused:
        read(typed)
    assert list(refused.value.fields) == ["words"]


@pytest.mark.parametrize(
    ("name", "said"), [("  Nguyễn Văn-An ", "nguyen van an"), ("O’Brien", "obrien"), ("ZOË", "zoe"), ("ﬁona", "fiona")]
)
def test_plain(name, said):
    assert plain(name) == said


def test_equal_questions_leave_an_equal_mark():
    assert read("ROSA  bell").mark == read("rosa Bell").mark != read("rosa Belle").mark
