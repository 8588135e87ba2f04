"""Who is one person, and who is not however alike they are: each rule stands alone between two mentions and a link."""

import gc
from datetime import date

import pytest

from agencies.extracts.mentions import MentionRole
from casework.linkage.clusters import Thresholds
from tests.casework.linkage.mentions import HERE, THERE, are_one, asked, linked, namesakes, said

VALID, ANOTHER = "9434765919", "4010232137"


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ({"name": "Ben Hayes", "born": "1963-02-24"}, {"name": "Ben Hayes", "born": "1963-02-24"}),
        ({"name": "Ben Hayes", "born": "1963-02-04"}, {"name": "Ben Hayes", "born": "1963-04-02"}),
        ({"name": "Ben Hayes", "born": "1963-02-24"}, {"name": "Bne Hayes", "born": "1963-02-24"}),
        ({"name": "Robert Hayes", "born": "1963-02-24"}, {"name": "Bob Hayes", "born": "1963-02-24"}),
        ({"name": "Hayes Asha", "born": "1963-02-24"}, {"name": "Asha Hayes", "born": "1963-02-24"}),
        ({"name": "Ann Hayes", "born": "1963-02-24"}, {"name": "Ann Moore", "born": "1963-02-24"}),  # married
        (
            {"name": "Ann Hayes", "sex": "1", "born": "1963-02-24"},
            {"name": "Ann Hayes", "sex": "2", "born": "1963-02-24"},
        ),
        (
            {"name": "Ann Hayes", "born": "1990-02-24", "nhs_number": VALID},
            {"name": "Ann Hale", "born": "1963-07-21", "nhs_number": VALID},
        ),
    ],
)
def test_one_person(one, two):
    first, second = said("nhs", **one), said("police", **two)
    assert are_one(linked([first, second]), first, second)


@pytest.mark.parametrize(
    ("one", "two"),
    [
        # twins
        ({"name": "Asha Patel", "born": "2012-05-05", **HERE}, {"name": "Ravi Patel", "born": "2012-05-05", **HERE}),
        # father and son of one name
        ({"name": "John Cope", "born": "1961-03-09", **HERE}, {"name": "John Cope", "born": "1988-11-20", **HERE}),
        # a couple of one surname
        ({"name": "Jean Hope", "born": "1961-03-09", **HERE}, {"name": "Alan Hope", "born": "1961-03-10", **HERE}),
        # strangers in one hostel
        ({"name": "Ben Hayes", "born": "1963-02-24", **HERE}, {"name": "Carl Moore", "born": "1971-12-01", **HERE}),
        # two valid numbers
        (
            {"name": "Ann Lee", "born": "1963-02-24", "nhs_number": VALID},
            {"name": "Ann Lee", "born": "1963-02-24", "nhs_number": ANOTHER},
        ),
        # twins of one name, at one school
        (
            {"name": "Ann Lee", "born": "2015-02-24", "upn": "B801200005001", **HERE},
            {"name": "Ann Lee", "born": "2015-02-24", "upn": "H801311001101", **HERE},
        ),
        # one number on two people's rows
        (
            {"name": "Ann Lee", "born": "1963-02-24", "nhs_number": VALID},
            {"name": "Boris Grant", "born": "1990-07-01", "nhs_number": VALID},
        ),
    ],
)
def test_two_people_and_nobody_is_asked(one, two):
    first, second = said("nhs", **one), said("police", **two)
    found = linked([first, second])
    assert not are_one(found, first, second)
    assert not asked(found)


@pytest.mark.parametrize("upn", ["A801200005001", "B801200005010", "M80120000500A", ""])
def test_a_pupil_number_with_a_slip_or_a_temporary_one_says_nothing(upn):
    first, second = (said("schools", "Ann Lee", "2015-02-24", upn=each) for each in ("B801200005001", upn))
    assert are_one(linked([first, second]), first, second)


def test_people_of_one_record_are_two():
    first = said("police", "Ben Hayes", "1963-02-24", record="U1", slot=1)
    second = said("police", "Ben Hayes", "1963-02-24", record="U1", slot=2)
    third = said("nhs", "Ben Hayes", "1963-02-24")
    found = linked([first, second, third])
    assert not are_one(found, first, second)
    assert are_one(found, first, third) or are_one(found, second, third)


@pytest.mark.parametrize("role", [MentionRole.PARENT, MentionRole.TENANT])
def test_a_child_is_no_parent_or_tenant(role):
    child, adult = said("nhs", "John Cope", "2014-11-20", **HERE), said("schools", "John Cope", role=role, **HERE)
    found = linked([child, adult])
    assert not are_one(found, child, adult)
    assert not asked(found)


def test_somebody_grown_may_be_a_parent():
    patient, parent = said("nhs", "John Cope", "1984-11-20"), said("schools", "John Cope", role=MentionRole.PARENT)
    assert are_one(linked([patient, parent]), patient, parent)


def test_a_placeholder_is_no_birth_date_that_contradicts():
    first, second = said("police", "Ben Hayes", "1901-01-01", **HERE), said("nhs", "Ben Hayes", "1963-02-24")
    assert are_one(linked([first, second]), first, second)


def test_two_names_that_many_have_are_not_one_slip_apart_but_a_question():
    first, second = said("nhs", "Mark Cox", "1997-11-28"), said("police", "Mary Cox", "1997-11-28")
    found = linked([first, second], others=namesakes("Mark", "Mary"))
    assert not are_one(found, first, second)
    assert asked(found) == [(frozenset({first.key, second.key}), "near names")]


def test_a_slip_that_is_nobodys_name_is_a_slip():
    first, second = said("nhs", "Mark Cox", "1997-11-28"), said("police", "Makr Cox", "1997-11-28")
    assert are_one(linked([first, second], others=namesakes("Mark")), first, second)


def test_another_surname_without_the_same_day_is_a_question():
    first, second = said("nhs", "Ann Hayes", "1963-02-24", **HERE), said("schools", "Ann Moore", **HERE)
    found = linked([first, second])
    assert not are_one(found, first, second)
    assert [why for _, why in asked(found)] == ["surnames"]


def test_another_sex_and_a_first_name_only_alike_is_a_question():
    first, second = (
        said("nhs", "Frances Roe", "1997-11-28", sex="2"),
        said("police", "Francis Roe", "1997-11-28", sex="1"),
    )
    found = linked([first, second])
    assert not are_one(found, first, second)
    assert [why for _, why in asked(found)] == ["sex"]


def test_contradictions_count_for_the_whole_cluster():
    """The middle one fits either, and must not make father and son one."""
    father, son = said("nhs", "John Cope", "1961-03-09", **HERE), said("nhs", "John Cope", "1988-11-20", **HERE)
    middle = said("police", "John Cope", "1961-11-20", **HERE)
    assert not are_one(linked([father, son, middle]), father, son)


def test_two_dates_each_said_often_are_two_dates():
    one = [said("nhs", "John Cope", "1961-03-09") for _ in range(3)]
    two = [said("police", "John Cope", "1961-03-19") for _ in range(3)]
    groups = [(group[0].key, other.key) for group in (one, two) for other in group[1:]]
    assert not are_one(linked([*one, *two], confirmed=groups), one[0], two[0])
    assert are_one(linked([one[0], *two], confirmed=groups), one[0], two[0])


def test_who_has_two_rivals_waits():
    father, son = said("nhs", "John Cope", "1961-03-09", **HERE), said("nhs", "John Cope", "1988-11-20", **HERE)
    mention = said("fire", "John Cope", **HERE)
    found = linked([father, son, mention])
    assert not are_one(found, father, mention)
    assert not are_one(found, son, mention)
    assert {why for _, why in asked(found)} == {"rivals"}


@pytest.mark.parametrize(
    ("weight", "is_linked", "is_asked"),
    [(6.0, True, False), (5.9, False, True), (2.0, False, True), (1.9, False, False)],
)
def test_thresholds(weight, is_linked, is_asked):
    first, second = said("nhs", "Ben Hayes", "1963-02-24"), said("police", "Ben Hayes", "1963-02-24")
    found = linked([first, second], weight=weight)
    assert are_one(found, first, second) is is_linked
    assert bool(asked(found)) is is_asked


def test_thresholds_are_the_sites_to_set():
    first, second = said("nhs", "Ben Hayes", "1963-02-24"), said("police", "Ben Hayes", "1963-02-24")
    assert not are_one(linked([first, second], thresholds=Thresholds(automatic=21)), first, second)


def test_what_was_refused_is_never_linked_again():
    first, second, third = (said("nhs", "Ben Hayes", "1963-02-24") for _ in range(3))
    found = linked([first, second, third], refused=[(first.key, second.key)])
    assert not are_one(found, first, second)
    assert frozenset({first.key, second.key}) not in {pair for pair, _ in asked(found)}


def test_what_was_confirmed_holds_whatever_speaks_against_it():
    first, second = said("nhs", "Ann Hayes", "1963-02-24"), said("police", "Rosalind Moore", "1999-10-30")
    found = linked([first, second], weight=-20, confirmed=[(first.key, second.key)])
    assert are_one(found, first, second)


def test_of_answers_that_contradict_each_other_the_no_holds():
    first, second, third = (said("nhs", "Ben Hayes", "1963-02-24") for _ in range(3))
    found = linked(
        [first, second, third],
        confirmed=[(first.key, second.key), (second.key, third.key)],
        refused=[(third.key, first.key)],
    )
    assert not are_one(found, first, third)


def test_answers_about_mentions_that_are_gone_say_nothing():
    first, gone = said("nhs", "Ben Hayes", "1963-02-24"), said("nhs", "Ben Hayes", "1963-02-24")
    found = linked([first], refused=[(first.key, gone.key)], confirmed=[(gone.key, first.key)])
    assert found.person_of == [0]


def moved(**more):
    """A mother at two addresses, and a child who is at both."""
    mother = said("housing", "Rajata Chada", "1981-07-01", **HERE)
    parent = said("schools", "Rajata Chada", role=MentionRole.PARENT, **THERE)
    child_here = said("police", "Asha Chada", "2014-05-05", **HERE)
    child_there = said("schools", "Asha Chada", "2014-05-05", **(THERE | more))
    return mother, parent, child_here, child_there


def test_a_parent_who_moved_is_known_by_the_child():
    mother, parent, *children = moved()
    found = linked([mother, parent, *children], weight=-3, confirmed=[tuple(child.key for child in children)])
    assert are_one(found, mother, parent)


def test_a_namesake_at_another_address_is_not():
    mother, parent, *children = moved(address="99 Elsewhere Road")
    found = linked([mother, parent, *children], weight=-3, confirmed=[tuple(child.key for child in children)])
    assert not are_one(found, mother, parent)


def test_a_parent_who_moved_is_nobody_where_a_namesake_lived_with_the_child():
    mother, parent, *children = moved()
    aunt = said("nhs", "Rajata Chada", "1960-02-11", **HERE)
    found = linked([mother, parent, aunt, *children], weight=-3, confirmed=[tuple(child.key for child in children)])
    assert not are_one(found, mother, parent)


def test_a_parent_who_moved_is_no_child_of_that_name():
    mother, parent, *children = moved()
    namesake = mother._replace(mention=said("nhs", "Rajata Chada", "2016-07-01", **HERE).mention)
    found = linked([namesake, parent, *children], weight=-3, confirmed=[tuple(child.key for child in children)])
    assert not are_one(found, namesake, parent)


class TestInitials:
    def client(self, born="1972-02-17", sex="1", postcode="ST1 3"):
        return said("treatment", "A T", born, is_initials=True, sex=sex, postcode=postcode)

    def test_they_join_the_one_who_fits(self):
        client, patient = self.client(), said("nhs", "Alan Tate", "1972-02-17", sex="1", postcode="ST1 3AS")
        assert are_one(linked([client, patient]), client, patient)

    def test_a_slip_in_the_date_is_forgiven_in_the_same_sector(self):
        client, patient = self.client("1972-02-18"), said("nhs", "Alan Tate", "1972-02-17", sex="1", postcode="ST1 3AS")
        assert are_one(linked([client, patient]), client, patient)
        elsewhere = said("nhs", "Alan Tate", "1972-02-17", sex="1", postcode="ST6 6AS")
        assert not are_one(linked([client, elsewhere]), client, elsewhere)

    def test_of_two_who_fit_a_person_decides(self):
        client = self.client()
        one, two = (said("nhs", name, "1972-02-17", sex="1", postcode="ST1 3AS") for name in ("Alan Tate", "Amir Todd"))
        found = linked([client, one, two])
        assert not are_one(found, client, one)
        assert not are_one(found, client, two)
        assert {why for _, why in asked(found)} == {"initials"}

    def moved(self, namesakes, strangers, **more):
        """A client, a patient elsewhere who fits, and on how many days people of their initials and of others were born."""
        client, patient = self.client(), said("nhs", "Alan Tate", "1972-02-17", sex="1", postcode="ST6 2QP")
        births = [f"19{50 + at // 12:02}-{at % 12 + 1:02}-03" for at in range(namesakes + strangers)]
        names = ["Amir Todd"] * namesakes + ["Zoe Grant"] * strangers
        others = [said("nhs", name, born, **more) for name, born in zip(names, births, strict=True)]
        return client, patient, linked([client, patient], others=others)

    def test_in_another_sector_a_person_decides_where_chance_may_have_made_them_alike(self):
        client, patient, found = self.moved(namesakes=1, strangers=100)  # of 102 days, two: more than one in 64
        assert not are_one(found, client, patient)
        assert asked(found) == [(frozenset({client.key, patient.key}), "initials")]

    def test_who_moved_is_known_where_chance_hardly_makes_such_initials_and_such_a_birth_date(self):
        client, patient, found = self.moved(namesakes=1, strangers=126)  # of 128 days, two: one in 64
        assert are_one(found, client, patient)
        assert not asked(found)

    def test_somebody_in_the_sector_comes_before_whoever_moved(self):
        client, patient = self.client(), said("nhs", "Alan Tate", "1972-02-17", sex="1", postcode="ST6 2QP")
        near = [said("nhs", name, "1972-02-17", sex="1", postcode="ST1 3AS") for name in ("Amir Todd", "Adil Tully")]
        others = [said("nhs", "Zoe Grant", f"19{50 + at // 12:02}-{at % 12 + 1:02}-03") for at in range(200)]
        found = linked([client, patient, *near], weight=-9, others=others)
        assert not any(are_one(found, client, other) for other in (patient, *near))

    def test_the_wrong_sex_is_a_slip_where_all_else_fits(self):
        client, patient = self.client(), said("nhs", "Ann Tate", "1972-02-17", sex="2", postcode="ST1 3AS")
        assert are_one(linked([client, patient]), client, patient)
        elsewhere = said("nhs", "Ann Tate", "1972-02-17", sex="2", postcode="ST6 2QP")
        assert not are_one(linked([client, elsewhere]), client, elsewhere)

    def test_the_wrong_sex_is_no_slip_where_several_of_the_right_one_have_moved(self):
        client, patient = self.client(), said("nhs", "Ann Tate", "1972-02-17", sex="2", postcode="ST1 3AS")
        moved = [
            said("nhs", name, "1972-02-17", sex="1", postcode=postcode)
            for name, postcode in (("Alan Tate", "ST4 2QP"), ("Amir Todd", "ST6 2QP"))
        ]
        assert not are_one(linked([client, patient, *moved], weight=-9), client, patient)

    def test_who_fits_by_sex_comes_before_a_twin_of_the_other(self):
        client = self.client()
        brother, sister = (
            said("nhs", name, "1972-02-17", sex=sex, postcode="ST1 3AS")
            for name, sex in (("Alan Tate", "1"), ("Ann Tate", "2"))
        )
        found = linked([client, brother, sister])
        assert are_one(found, client, brother)
        assert not are_one(found, client, sister)

    @pytest.mark.parametrize(
        ("name", "born", "sex"),
        [("Alan Cope", "1972-02-17", "1"), ("Alan Tate", "1975-09-17", "1"), ("Ann Tate", "1972-02-18", "2")],
    )
    def test_who_does_not_fit_is_not_joined(self, name, born, sex):
        client, patient = self.client(), said("nhs", name, born, sex=sex, postcode="ST1 3AS")
        found = linked([client, patient])
        assert not are_one(found, client, patient)
        assert not asked(found)


class TestOccupiers:
    def test_a_fire_row_is_linked_with_nobody(self):
        occupier, tenant = (
            said("fire", "B Talbot", title="Mr", **HERE),
            said("housing", "Ben Talbot", "1963-02-24", **HERE),
        )
        assert not are_one(linked([occupier, tenant]), occupier, tenant)

    def test_where_a_site_wants_it_an_occupier_is_the_one_who_fits(self):
        wanted = Thresholds(links_occupiers=True)
        occupier, tenant = (
            said("fire", "B Talbot", title="Mr", **HERE),
            said("housing", "Ben Talbot", "1963-02-24", **HERE),
        )
        assert are_one(linked([occupier, tenant], thresholds=wanted), occupier, tenant)
        brother = said("nhs", "Bill Talbot", "1966-02-24", **HERE)
        found = linked([occupier, tenant, brother], thresholds=wanted)
        assert not are_one(found, occupier, tenant)


def test_the_day_of_a_tenancy_decides_who_was_a_child():
    """Somebody who is grown now was a child when the tenancy began."""
    child = said("nhs", "John Cope", "2009-11-20", **HERE)
    tenant = said("housing", "John Cope", occurred_on=date(2024, 11, 1), **HERE)
    assert not are_one(linked([child, tenant]), child, tenant)


def test_the_search_for_cycles_goes_on_after_a_linkage():
    linked([said("nhs", "Ben Hayes", "1963-02-24")])
    assert gc.isenabled()


def test_whom_their_family_tells_is_asked_about_no_more():
    mother, moved = said("nhs", "Jean Cope", "1963-02-24", **HERE), said("housing", "Jean Cope", **THERE)
    children = said("schools", "Ann Cope", "2015-02-24", **HERE), said("nhs", "Ann Cope", "2015-02-24", **THERE)
    alone = linked([mother, moved], weight=4)
    assert asked(alone) == [(frozenset({mother.key, moved.key}), "weight")]
    found = linked([mother, moved], weight=4, others=children, confirmed=[(children[0].key, children[1].key)])
    assert are_one(found, mother, moved)
    assert asked(found) == []
