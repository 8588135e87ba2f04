"""People: what is recorded of each, what it was before, and two records that are one person."""

from datetime import date, timedelta

import pytest

from agencies import clock
from agencies.exceptions import Invalid, Missing, NotPermitted, Stale
from casework import people, selectors
from casework.births import BirthPrecision
from casework.enums import NameKind
from casework.exceptions import NotUndone
from casework.identifiers import IdentifierScheme
from casework.models import Person, PersonLink
from tests.factories.casework import make_person, make_scene

pytestmark = pytest.mark.usefixtures("db")


@pytest.fixture
def rosa(cast, role):
    """A person whom Asha's team wrote down."""
    with role("seed"):
        return make_person(cast.asha, "Rosa Bell", date(1988, 4, 2))


def test_a_person_is_registered_with_what_is_known(cast):
    person = people.register(
        name="  Rosa   Bell ",
        born_on=date(1988, 4, 2),
        birth_precision=BirthPrecision.YEAR,
        pronouns="she",
        by=cast.chidi,
    )
    assert (person.name, person.born_on, person.pronouns) == ("Rosa Bell", date(1988, 1, 1), "she")
    assert person.registered_by == cast.chidi.membership


@pytest.mark.parametrize("name", ["adi", "ana", "gill"])
def test_who_sees_no_case_registers_nobody(name, cast):
    with pytest.raises(NotPermitted):
        people.register(name="Rosa Bell", by=cast[name])


def test_a_name_that_changes_is_kept_as_a_former_one(rosa, cast):
    amended = people.amend(rosa, name="Rosa Marsh", by=cast.ben)
    assert amended.name == "Rosa Marsh"
    former = amended.names.get()
    assert (former.kind, former.name, former.recorded_by) == ("former", "Rosa Bell", cast.ben.membership)


def test_a_name_that_stays_makes_no_former_one(rosa, cast):
    assert not people.amend(rosa, name=" Rosa  Bell", pronouns="they", by=cast.asha).names.exists()


def test_only_what_is_said_is_changed(rosa, cast):
    amended = people.amend(rosa, pronouns="she", by=cast.asha)
    assert (amended.name, amended.born_on, amended.pronouns, amended.died_on) == (
        "Rosa Bell",
        date(1988, 4, 2),
        "she",
        None,
    )
    amended = people.amend(amended, born_on=date(1989, 1, 1), birth_precision=BirthPrecision.YEAR, by=cast.asha)
    assert (amended.born_on, amended.birth_precision, amended.pronouns) == (date(1989, 1, 1), "year", "she")
    amended = people.amend(amended, birth_precision=BirthPrecision.UNKNOWN, died_on=clock.today(), by=cast.asha)
    assert (amended.born_on, amended.died_on, amended.version) == (None, clock.today(), 4)


def test_a_birth_date_without_how_exactly_it_is_known_is_refused_and_not_dropped(rosa, cast):
    with pytest.raises(Invalid) as refusal:
        people.amend(rosa, born_on=date(1989, 1, 1), by=cast.asha)
    assert set(refusal.value.fields) == {"birth_precision"}


def test_nobody_has_died_tomorrow(rosa, cast):
    with pytest.raises(Invalid) as refusal:
        people.amend(rosa, died_on=clock.today() + timedelta(days=1), by=cast.asha)
    assert set(refusal.value.fields) == {"died_on"}


def test_who_read_an_old_record_must_look_again(rosa, cast):
    people.amend(rosa, pronouns="she", by=cast.ben)
    with pytest.raises(Stale):
        people.amend(rosa, pronouns="they", by=cast.asha)


@pytest.mark.parametrize("name", ["dot", "chidi", "adi", "ana"])
def test_who_does_not_see_the_person_writes_nothing_about_them(name, rosa, cast):
    other, by = make_person(cast.asha, "R. Bell"), cast[name]
    calls = [
        lambda: people.amend(rosa, pronouns="she", by=by),
        lambda: people.add_name(rosa, name="Rosie", kind=NameKind.ALIAS, by=by),
        lambda: people.add_identifier(rosa, scheme=IdentifierScheme.NHS, value="9434765919", by=by),
        lambda: people.link(rosa, same_as=other, evidence="Same birthday", by=by),
    ]
    for call in calls:
        with pytest.raises(Missing):
            call()


@pytest.mark.parametrize(
    ("kind", "names_agency", "accepted"),
    [
        (NameKind.ALIAS, False, True),
        (NameKind.LEGAL, False, True),
        (NameKind.WITH_AGENCY, True, True),
        (NameKind.WITH_AGENCY, False, False),
        (NameKind.ALIAS, True, False),
    ],
)
def test_another_name_says_with_which_agency_it_is_used_where_it_is(kind, names_agency, accepted, rosa, cast):
    call = {"name": "Rosie", "kind": kind, "agency": cast.chidi.agency if names_agency else None, "by": cast.asha}
    if accepted:
        assert people.add_name(rosa, **call).name == "Rosie"
    else:
        with pytest.raises(Invalid) as refusal:
            people.add_name(rosa, **call)
        assert set(refusal.value.fields) == {"agency"}


def test_a_number_is_recorded_once_then_verified_or_withdrawn_once(rosa, cast):
    call = {"scheme": IdentifierScheme.NHS, "value": "943 476 5919", "by": cast.asha}
    number = people.add_identifier(rosa, **call)
    assert (number.value, number.verified_at, number.withdrawn_at) == ("9434765919", None, None)
    with pytest.raises(Invalid) as refusal:
        people.add_identifier(rosa, **call)
    assert set(refusal.value.fields) == {"value"}
    assert people.verify_identifier(number, by=cast.ben).verified_by == cast.ben.membership
    with pytest.raises(NotUndone):
        people.verify_identifier(number, by=cast.asha)
    assert people.withdraw_identifier(number, by=cast.asha).withdrawn_by == cast.asha.membership
    for verb in (people.verify_identifier, people.withdraw_identifier):
        with pytest.raises(NotUndone):
            verb(number, by=cast.asha)
    assert people.add_identifier(rosa, **call).pk != number.pk  # theirs after all


def test_two_people_may_have_one_number_on_record_and_neither_is_told(rosa, cast):
    call = {"scheme": IdentifierScheme.NHS, "value": "9434765919"}
    people.add_identifier(rosa, by=cast.asha, **call)
    stranger = make_person(cast.dot, "Rosa B.")
    assert people.add_identifier(stranger, by=cast.dot, **call).value == "9434765919"


def test_two_records_are_linked_whichever_is_named_first_and_both_stay(rosa, cast):
    other = make_person(cast.asha, "R. Bell")
    link = people.link(rosa, same_as=other, evidence="Same birthday and address", by=cast.asha)
    assert {link.person, link.same_as} == {rosa, other}
    with pytest.raises(Invalid) as refusal:
        people.link(other, same_as=rosa, evidence="Again", by=cast.asha)
    assert set(refusal.value.fields) == {"same_as"}
    assert Person.objects.count() == 2
    assert list(selectors.links_of(cast.ben, rosa)) == list(selectors.links_of(cast.ben, other)) == [link]


def test_a_link_is_undone_once_and_can_be_made_again(rosa, cast):
    other = make_person(cast.asha, "R. Bell")
    link = people.link(rosa, same_as=other, evidence="Same birthday", by=cast.asha)
    undone = people.undo_link(link, by=cast.ben)
    assert (undone.undone_by, undone.evidence) == (cast.ben.membership, "Same birthday")
    with pytest.raises(NotUndone):
        people.undo_link(link, by=cast.asha)
    people.link(rosa, same_as=other, evidence="They said so themselves", by=cast.asha)
    assert rosa.links.count() + rosa.linked_from.count() == 2


def test_a_record_is_not_linked_to_itself_or_to_one_that_is_hidden(rosa, cast):
    hidden = make_person(cast.dot, "Rosa B.")
    with pytest.raises(Invalid) as refusal:
        people.link(rosa, same_as=rosa, evidence="?", by=cast.asha)
    assert set(refusal.value.fields) == {"same_as"}
    for first, second in ((rosa, hidden), (hidden, rosa)):
        with pytest.raises(Missing):
            people.link(first, same_as=second, evidence="?", by=cast.asha)


def test_a_link_does_not_open_the_other_record_to_who_sees_one(cast, role):
    with role("seed"):
        scene, hidden = make_scene(cast), make_person(cast.dot, "Rosa B.")

        # Somebody who sees both made the link; Asha's team sees one of the two.
        first, second = sorted([scene.people[0], hidden], key=lambda each: each.pk)
        PersonLink.objects.create(person=first, same_as=second, evidence="Same birthday", linked_by=cast.dot.membership)
    assert hidden not in selectors.people_for(cast.asha)


@pytest.mark.parametrize("count", [1, 3])
def test_people_are_listed_in_one_query(count, cast, role, django_assert_num_queries):
    with role("seed"):
        for number in range(count):
            make_person(cast.asha, f"Person {number}")
    with django_assert_num_queries(1):
        assert len(selectors.people_for(cast.ben)) == count
