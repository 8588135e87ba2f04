"""One story of a case, from every room, newest first."""

from datetime import timedelta

import pytest

from agencies import clock
from agencies.enums import DataCategory
from casework import allocations, chronology, contacts, engagement, members
from casework.enums import CaseStatus, Channel, LeavingReason, Means
from outcomes import actions, closure, codesign, ratings
from outcomes.enums import Voice
from tests.factories.casework import make_scene
from tests.factories.everything import make_every_row
from tests.factories.outcomes import WORDS, make_action, make_outcome, make_proposal

pytestmark = pytest.mark.usefixtures("db")


def place(entry) -> chronology.Place:
    """Where the page after it begins."""
    return entry.at, entry.id, entry.kind


def note(scene, minutes_ago: int, summary: str, **said):
    """A visit so many minutes ago."""
    return contacts.record(
        scene.case,
        category=DataCategory.HOUSING,
        happened_at=clock.now() - timedelta(minutes=minutes_ago),
        channel=Channel.VISIT,
        summary=summary,
        by=scene.cast.asha,
        **said,
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
        "allocation_ended",
        "member_joined",
        "engagement",
        "understanding",
        "outcome",
        "outcome_wording",
        "outcome_agreement",
        "rating",
        "action",
        "review",
        "closure_proposal",
        "closure_proposal_ended",
        "closure_answer",
        "comment",
        "emergency",
        "correction_answered",
        "pull",
        "pull_answered",
        "pull_ended",
        "warning",
        "warning_ended",
    }


def test_an_entry_says_when_who_for_which_agency_what_and_its_category(cast, role):
    with role("seed"):
        scene = make_scene(cast, CaseStatus.REFERRED)
        contact = note(scene, -3, "The boiler is out again")  # ahead of everything else
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
        is_kept_from_somebody=False,
        corrects=None,
        recorded_at=contact.recorded_at,
        writer=cast.asha.membership.pk,
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
        before = place(page[-1])
    assert pages == whole
    assert whole == sorted(whole, key=place, reverse=True)
    assert len(whole) == len({(entry.id, entry.kind) for entry in whole}) > 12


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
        before = place(page[-1])
    assert sorted(told) == [f"Note {number}" for number in range(5)]


def test_a_beginning_and_an_end_in_one_instant_are_both_told(cast, role, clock):
    with role("seed"):
        scene = make_scene(cast)
        instant = scene.case.referred_at + timedelta(hours=1)
        clock.set(instant)
        mia = scene.member("Mia")
        yes = engagement.agree(mia, how=Means.IN_PERSON, words="Yes", by=cast.asha)
        engagement.withdraw(yes, how=Means.PHONE, witness="Ben", words="Not now", by=cast.asha)
    first = chronology.entries(cast.asha, scene.case, limit=1)
    second = chronology.entries(cast.asha, scene.case, before=place(first[0]), limit=1)
    told = [(entry.kind, entry.label, entry.text) for entry in first + second]
    assert told == [("engagement_withdrawn", "Mia Bell", "Not now"), ("engagement", "Mia Bell", "Yes")]


def told_of(scene, *kinds: str) -> list[tuple[str, str, str]]:
    """Kind, label and text of the entries of these kinds, oldest first."""
    entries = chronology.entries(scene.cast.ben, scene.case, limit=100)
    return [(entry.kind, entry.label, entry.text) for entry in reversed(entries) if entry.kind in kinds]


def test_who_came_to_work_on_it_and_who_ceased_to_with_what_they_told_the_next(cast, role):
    with role("seed"):
        scene = make_scene(cast)
        support = allocations.add_support(scene.case, membership=cast.ben.membership, by=cast.mina)
        allocations.end_support(support, reason="It was a month", by=cast.mina)
        words = {"reason": "Asha moves", "handover_note": "Rosa likes Tuesdays", "participants_told": "Both"}
        allocations.hand_over(scene.fresh(), to=cast.ben.membership, by=cast.mina, **words)
    told = told_of(scene, "allocation", "allocation_ended")
    assert told[:3] == [
        ("allocation", "lead", "Asha"),
        ("allocation", "supporting", "Ben"),
        ("allocation_ended", "Ben", "It was a month"),
    ]
    handed_over = {("allocation_ended", "Asha", "Rosa likes Tuesdays"), ("allocation", "lead", "Ben")}
    assert set(told[3:]) == handed_over  # in one instant


def test_who_has_a_case_of_their_own_only_left(cast, role):
    with role("seed"):
        scene = make_scene(cast)
        for name, reason in (("Rosa", LeavingReason.SEPARATED), ("Tom", LeavingReason.LEFT)):
            going = members.propose_leaving(
                scene.member(name), reason=reason, evidence=f"What shows it of {name}", by=cast.asha
            )
            members.confirm_leaving(going, by=cast.ben)
    assert told_of(scene, "member_left") == [
        ("member_left", "Rosa Bell", ""),
        ("member_left", "Tom Bell", "What shows it of Tom"),
    ]
    assert {label for _, label, _ in told_of(scene, "member_joined")} == {"Rosa Bell", "Tom Bell", "Mia Bell"}
    story = chronology.entries(cast.ben, scene.case, limit=100)
    assert not any("Rosa" in entry.text or entry.label == LeavingReason.SEPARATED for entry in story)


def test_every_wording_of_an_outcome_is_told(cast, role):
    with role("seed"):
        scene = make_scene(cast)
        outcome = make_outcome(scene, wording="I sleep", agreed=False)
        words = {"wording": "We sleep", "would_be_seen": "No light", "start": 2, "goal": 8}
        codesign.reword(outcome, participants=scene.members, by=cast.asha, **words)
    assert told_of(scene, "outcome_wording") == [
        ("outcome_wording", "health", "I sleep"),
        ("outcome_wording", "health", "We sleep"),
    ]


def test_what_was_done_or_dropped_is_told_by_whoever_did_that(cast, role):
    with role("seed"):
        scene = make_scene(cast)
        actions.finish(make_action(scene), result="Repaired", by=cast.ben)
        actions.drop(make_action(scene), reason="They moved", by=cast.ben)
        codesign.drop(make_outcome(scene), reason="She sleeps", by=cast.ben)
    title = "Ask the landlord about the boiler"
    assert told_of(scene, "action_done", "action_dropped", "outcome_dropped") == [
        ("action_done", title, "Repaired"),
        ("action_dropped", title, "They moved"),
        ("outcome_dropped", "health", "She sleeps"),
    ]
    story = chronology.entries(cast.asha, scene.case, limit=100)
    assert {entry.who for entry in story if entry.kind.endswith(("_done", "_dropped"))} == {"Ben"}


def test_asking_whether_support_may_end_is_told_and_how_that_ended(cast, role):
    with role("seed"):
        scene = make_scene(cast)
        closure.withdraw(make_proposal(scene), reason="Mia is sixteen today", by=cast.asha)
    assert told_of(scene, "closure_proposal", "closure_proposal_ended") == [
        ("closure_proposal", "resolved", WORDS),
        ("closure_proposal_ended", "resolved", "Mia is sixteen today"),
    ]


def test_an_entry_says_that_it_is_kept_from_somebody_and_what_of_an_outcome_is_too(cast, role):
    with role("seed"):
        scene = make_scene(cast)
        for kept_from in ([], scene.people[1:2]):
            outcome = make_outcome(scene, scene.member("Rosa"), agreed=False, not_to_disclose_to=kept_from)
            codesign.agree(outcome, member=scene.member("Rosa"), version=1, how=Means.PHONE, by=cast.asha)
            ratings.rate(outcome, voice=Voice.WORKER, value=5, by=cast.asha)
            note(scene, 1, "She has a job", not_to_disclose_to=kept_from)
    story = chronology.entries(cast.ben, scene.case, limit=100)
    for kind in ("contact", "outcome", "outcome_wording", "outcome_agreement", "rating"):
        assert [entry.is_kept_from_somebody for entry in story if entry.kind == kind] == [True, False], kind
    others = {entry.kind for entry in story if not entry.is_kept_from_somebody}
    assert others >= {"understanding", "member_joined", "engagement", "status_change", "allocation"}


def test_an_entry_says_which_one_it_corrects(cast, role):
    with role("seed"):
        scene = make_scene(cast)
        mistaken = note(scene, 9, "The boiler is out")
        correction = note(scene, 8, "The oven is out", corrects=mistaken)
    story = chronology.entries(cast.ben, scene.case, limit=100)
    corrects = {entry.id: entry.corrects for entry in story if entry.kind == "contact"}
    assert corrects == {mistaken.pk: None, correction.pk: mistaken.pk}


@pytest.mark.parametrize("count", [1, 3])
def test_the_story_costs_the_same_however_long(count, cast, role, django_assert_num_queries):
    with role("seed"):
        scene = make_scene(cast, CaseStatus.REFERRED)
        for number in range(count):
            note(scene, number, f"Note {number}")
    with django_assert_num_queries(3):  # what is within reach, the story, and what is within reach still
        assert len(chronology.entries(cast.asha, scene.case)) == count + 1 + len(scene.people)


@pytest.mark.parametrize("name", ["dot", "dora", "chidi", "gill", "ana", "adi"])
def test_who_does_not_see_the_case_reads_nothing_of_it(name, cast, role):
    with role("seed"):
        scene = make_scene(cast)
        note(scene, 1, "The boiler is out again")
    assert chronology.entries(cast[name], scene.case) == []
