"""One story of a case, from every room, newest first."""

from datetime import timedelta

import pytest

from agencies import clock
from agencies.enums import DataCategory
from casework import chronology, contacts
from casework.enums import CaseStatus, Channel
from tests.factories.casework import make_scene
from tests.factories.everything import make_every_row

pytestmark = pytest.mark.usefixtures("db")


def note(scene, minutes_ago: int, summary: str):
    """A visit so many minutes ago."""
    return contacts.record(
        scene.case,
        category=DataCategory.HOUSING,
        happened_at=clock.now() - timedelta(minutes=minutes_ago),
        channel=Channel.VISIT,
        summary=summary,
        by=scene.cast.asha,
    )


def test_every_room_has_its_part_in_the_story(cast, role):
    with role("seed"):
        scene = make_every_row(cast)
    kinds = {entry.kind for entry in chronology.entries(cast.ben, scene.case, limit=100)}
    assert kinds == {
        "contact",
        "document",
        "status_change",
        "allocation",
        "understanding",
        "outcome",
        "outcome_agreement",
        "rating",
        "action",
        "review",
        "closure_answer",
    }


def test_an_entry_says_when_who_for_which_agency_what_and_its_category(cast, role):
    with role("seed"):
        scene = make_scene(cast, CaseStatus.REFERRED)
        contact = note(scene, -3, "The boiler is out again")
    entry = chronology.entries(cast.ben, scene.case)[0]
    assert entry == chronology.Entry(
        kind="contact",
        id=contact.pk,
        at=contact.happened_at,
        who="Asha",
        agency="Council support service",
        category="housing",
        label="visit",
        text="The boiler is out again",
    )


def test_contacts_stand_at_the_time_when_they_happened(cast, role):
    with role("seed"):
        scene = make_scene(cast, CaseStatus.REFERRED)
        for minutes, summary in ((30, "second"), (60, "third"), (10, "first")):
            note(scene, minutes, summary)
    told = [entry.text for entry in chronology.entries(cast.asha, scene.case) if entry.kind == "contact"]
    assert told == ["first", "second", "third"]


def test_page_after_page_tells_every_entry_once(cast, role):
    with role("seed"):
        scene = make_every_row(cast)
    whole = chronology.entries(cast.asha, scene.case, limit=100)
    pages, before = [], None
    while page := chronology.entries(cast.asha, scene.case, before=before, limit=4):
        pages += page
        before = (page[-1].at, page[-1].id)
    assert pages == whole
    assert whole == sorted(whole, key=lambda entry: (entry.at, entry.id), reverse=True)
    assert len(whole) == len({entry.id for entry in whole}) > 12


def test_entries_of_one_instant_are_neither_told_twice_nor_left_out(cast, role, clock):
    with role("seed"):
        scene = make_scene(cast, CaseStatus.REFERRED)
        instant = scene.case.referred_at + timedelta(hours=1)
        clock.set(instant)
        for number in range(5):
            note(scene, 0, f"Note {number}")
    told, before = [], None
    while page := chronology.entries(cast.asha, scene.case, before=before, limit=2):
        told += [entry.text for entry in page if entry.at == instant]
        before = (page[-1].at, page[-1].id)
    assert sorted(told) == [f"Note {number}" for number in range(5)]


@pytest.mark.parametrize("count", [1, 3])
def test_the_story_is_one_query_however_long(count, cast, role, django_assert_num_queries):
    with role("seed"):
        scene = make_scene(cast, CaseStatus.REFERRED)
        for number in range(count):
            note(scene, number, f"Note {number}")
    with django_assert_num_queries(1):
        assert len(chronology.entries(cast.asha, scene.case)) == count + 1


@pytest.mark.parametrize("name", ["dot", "dora", "chidi", "gill", "ana", "adi"])
def test_who_does_not_see_the_case_reads_nothing_of_it(name, cast, role):
    with role("seed"):
        scene = make_scene(cast)
        note(scene, 1, "The boiler is out again")
    assert chronology.entries(cast[name], scene.case) == []
