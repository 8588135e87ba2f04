"""What happened is written down once, says what it is about, and is corrected by another entry."""

from datetime import timedelta

import pytest

from agencies import clock
from agencies.enums import DataCategory
from agencies.exceptions import Invalid, Missing
from casework import contacts, households, selectors
from casework.enums import CaseStatus, Channel, Demand, DocumentKind, HouseholdRole
from casework.exceptions import CaseIsNotOpen
from casework.models import Contact
from tests.factories.casework import leave, make_contact, make_person, make_scene

pytestmark = pytest.mark.usefixtures("db")


@pytest.fixture
def scene(cast, role):
    """The Bells, at work."""
    with role("seed"):
        return make_scene(cast)


def record(scene, by, **said) -> Contact:
    """A visit an hour ago, or whatever else is said."""
    facts = {
        "category": DataCategory.HOUSING,
        "happened_at": clock.now() - timedelta(hours=1),
        "channel": Channel.VISIT,
        "summary": "The boiler is out again",
    }
    return contacts.record(scene.case, by=by, **{**facts, **said})


def document(scene, by, **said):
    """A letter, or whatever else is said."""
    facts = {
        "category": DataCategory.HOUSING,
        "title": "Letter of the landlord",
        "kind": DocumentKind.LETTER,
        "dated_on": clock.today(),
        "held_where": "Hanley office, cabinet 2",
    }
    return contacts.record_document(scene.case, by=by, **{**facts, **said})


def test_a_contact_says_whose_it_is_whom_it_is_about_and_from_whom_it_is_kept(scene, cast):
    rosa, tom, mia = scene.people
    said = {"demand": Demand.FAILURE, "demand_cause": "Repair was closed undone", "agreed": "Asha calls on Monday"}
    contact = record(scene, cast.ben, about=[rosa, mia], not_to_disclose_to=[tom], **said)
    contact = Contact.objects.get(pk=contact.pk)
    assert (contact.category, contact.source_agency, contact.recorded_by) == (
        "housing",
        cast.ben.agency,
        cast.ben.membership,
    )
    assert (set(contact.about.all()), set(contact.not_to_disclose_to.all())) == ({rosa, mia}, {tom})
    assert (contact.demand_cause, contact.agreed) == ("Repair was closed undone", "Asha calls on Monday")
    assert contact.was_reached


def test_failure_demand_says_what_was_not_done_right(scene, cast):
    with pytest.raises(Invalid) as refusal:
        record(scene, cast.asha, demand=Demand.FAILURE, demand_cause="  ")
    assert set(refusal.value.fields) == {"demand_cause"}


@pytest.mark.parametrize(
    ("when", "accepted"),
    [
        (timedelta(0), True),
        (timedelta(minutes=4), True),
        (timedelta(minutes=6), False),
        (timedelta(days=-365), True),
        (timedelta(days=-367), False),
    ],
)
def test_a_contact_happened_within_the_last_year_and_not_in_the_future(when, accepted, scene, cast):
    if accepted:
        assert record(scene, cast.asha, happened_at=clock.now() + when).pk
    else:
        with pytest.raises(Invalid) as refusal:
            record(scene, cast.asha, happened_at=clock.now() + when)
        assert set(refusal.value.fields) == {"happened_at"}


@pytest.mark.parametrize("write", [record, document])
def test_a_mistake_is_corrected_by_another_entry_and_both_stay(write, scene, cast):
    mistaken = write(scene, cast.asha)
    correction = write(scene, cast.ben, corrects=mistaken)
    assert list(mistaken.corrections.all()) == [correction]
    assert type(mistaken).objects.count() == 2


@pytest.mark.parametrize("write", [record, document])
def test_a_correction_is_kept_from_whom_the_mistake_was_kept_and_from_whoever_else_is_named(write, scene, cast):
    _, tom, mia = scene.people
    mistaken = write(scene, cast.asha, not_to_disclose_to=[tom])
    correction = write(scene, cast.asha, corrects=mistaken)
    assert set(correction.not_to_disclose_to.all()) == {tom}
    again = write(scene, cast.asha, corrects=correction, not_to_disclose_to=[mia])
    assert set(again.not_to_disclose_to.all()) == {tom, mia}


@pytest.mark.parametrize("write", [record, document])
def test_a_mistake_in_a_case_that_is_over_can_still_be_corrected_and_nothing_else_written(write, scene, cast, role):
    with role("seed"):
        mistaken = write(scene, cast.asha)
        leave(scene, CaseStatus.MOVED_AWAY)
    with pytest.raises(CaseIsNotOpen):
        write(scene, cast.asha)
    assert write(scene, cast.asha, corrects=mistaken).corrects == mistaken


def test_who_read_the_case_before_it_ended_writes_nothing_new_in_it(scene, cast, role):
    before = type(scene.case).objects.get(pk=scene.case.pk)
    with role("seed"):
        leave(scene, CaseStatus.MOVED_AWAY)
    scene.case = before
    assert before.is_open
    with pytest.raises(CaseIsNotOpen):
        record(scene, cast.asha)


@pytest.mark.parametrize("write", [record, document])
def test_an_entry_of_another_case_is_not_corrected_here(write, scene, cast, role):
    with role("seed"):
        elsewhere = write(make_scene(cast, name="The Ray household"), cast.asha)
    with pytest.raises(Invalid) as refusal:
        write(scene, cast.asha, corrects=elsewhere)
    assert set(refusal.value.fields) == {"corrects"}


@pytest.mark.parametrize("field", ["about", "not_to_disclose_to"])
def test_only_people_of_the_case_or_its_household_are_named(field, scene, cast):
    stranger = make_person(cast.asha, "Ivo")
    with pytest.raises(Invalid) as refusal:
        record(scene, cast.asha, **{field: [scene.people[0], stranger]})
    assert set(refusal.value.fields) == {field}
    households.move_in(
        scene.household, person=stranger, role=HouseholdRole.ADULT, started_on=clock.today(), by=cast.asha
    )
    assert set(getattr(record(scene, cast.asha, **{field: [stranger]}), field).all()) == {stranger}


@pytest.mark.parametrize("name", ["dot", "chidi", "gill", "adi", "ana"])
def test_who_does_not_see_the_case_writes_nothing_in_it(name, scene, cast):
    for write in (record, document):
        with pytest.raises(Missing):
            write(scene, cast[name])


@pytest.mark.parametrize("count", [1, 3])
def test_contacts_and_documents_are_listed_in_four_queries_each(count, scene, cast, role, django_assert_num_queries):
    with role("seed"):
        for _ in range(count):
            make_contact(scene)
            document(scene, cast.asha, about=scene.people[:1])
    for listed in (selectors.contacts_of, selectors.documents_of):
        with django_assert_num_queries(4):
            rows = [
                (
                    row.source_agency.name,
                    row.recorded_by.user.name,
                    list(row.about.all()),
                    list(row.not_to_disclose_to.all()),
                )
                for row in listed(cast.ben, scene.case)
            ]
        assert len(rows) == count
