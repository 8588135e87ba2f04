"""References: short, spoken without doubt, never the same twice, and no count of cases."""

import pytest

from casework import selectors
from casework.references import ALPHABET, BITS, STRIDE, next_reference, reference_of
from tests.factories.casework import make_scene

pytestmark = pytest.mark.usefixtures("db")


def test_a_reference_can_be_said_over_the_phone():
    letters = reference_of(1).removeprefix("AL-")
    assert len(letters) == 6
    assert set(letters) <= set(ALPHABET)
    assert not set("ILOU") & set(ALPHABET)
    assert len(set(ALPHABET)) == 32


def test_references_stay_as_they_were_given():
    assert [reference_of(number) for number in (1, 2, 3, 2**30 - 1)] == [
        "AL-JMBX4H",
        "AL-58QT92",
        "AL-QX3QDK",
        "AL-DBM2VF",
    ]


def test_no_two_of_a_hundred_thousand_are_the_same():
    assert len({reference_of(number) for number in range(1, 100_001)}) == 100_000


def test_every_number_is_met_once_before_any_is_met_again():
    assert STRIDE % 2 == 1
    assert reference_of(1 << BITS) == reference_of(0)


def test_neighbours_do_not_look_like_neighbours():
    heads = [reference_of(number)[3:6] for number in range(1, 51)]
    assert len(set(heads)) == 50


def test_the_next_is_another_one_each_time_under_every_login_role(role):
    given = []
    for name in ("app", "worker", "seed"):
        with role(name):
            given += [next_reference(), next_reference()]
    assert len(set(given)) == 6


@pytest.mark.parametrize("spoken", [str.upper, str.lower])
def test_a_case_is_found_by_its_reference_however_it_is_typed(spoken, cast, role):
    with role("seed"):
        case = make_scene(cast).case
    assert selectors.case_for(cast.asha, spoken(case.reference)) == case
