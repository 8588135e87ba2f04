"""A caseload in other hands: every household of it with its own note, or none."""

import pytest

from agencies import users
from agencies.exceptions import Invalid, Missing, NotPermitted, Stale
from agencies.models import AuditEvent
from casework import allocations, selectors
from casework.allocations import Handover
from casework.enums import AllocationRole, CaseStatus
from casework.exceptions import LeadNotAvailable, TransitionRefused
from casework.models import Allocation
from casework.workload import Room, room_of, weight_of
from config.caseloads import Caseloads
from tests.factories.agencies import make_member
from tests.factories.casework import leave, make_scene

pytestmark = pytest.mark.usefixtures("db")

NAMES = ["Bell", "Moss", "Vale"]


@pytest.fixture
def scenes(cast, role):
    """Three households that Asha leads."""
    with role("seed"):
        return [make_scene(cast, name=f"The {name} household") for name in NAMES]


def handovers(scenes, *to):
    """Each to somebody, with a note that names the household."""
    return [
        Handover(scene.case, member.membership, f"Note {number}", f"Told {number}")
        for number, (scene, member) in enumerate(zip(scenes, to, strict=True))
    ]


def hand_over(cast, scenes, *to, by="mina"):
    rows = handovers(scenes, *to)
    return allocations.hand_over_caseload(cast.asha.membership, handovers=rows, reason="Asha moves", by=cast[by])


def leads(scenes):
    return [allocations.open_lead(scene.case).user.name for scene in scenes]


def test_each_household_has_its_own_next_worker_and_its_own_note(cast, scenes):
    assert hand_over(cast, scenes, cast.ben, cast.max, cast.ben) == cast.asha.membership
    assert leads(scenes) == ["Ben", "Max", "Ben"]
    for number, scene in enumerate(scenes):
        old = scene.case.allocations.get(membership=cast.asha.membership)
        assert (old.end_reason, old.handover_note, old.participants_told) == (
            "Asha moves", f"Note {number}", f"Told {number}",
        )  # fmt: skip
        acts = AuditEvent.objects.filter(case_id=scene.case.pk, event__in=["case.lead_ended", "case.lead_allocated"])
        assert acts.filter(membership_id=cast.mina.membership.pk).count() >= 2
    assert not selectors.caseload_of(cast.asha).exists()


def become_unable(cast, role, scene, how):
    """Something about one of the three that a handover cannot go past."""
    with role("seed"):
        if how == "closed meanwhile":
            leave(scene, CaseStatus.MOVED_AWAY)
        elif how == "led by another by now":
            allocations.hand_over(
                scene.fresh(),
                to=cast.ben.membership,
                reason="So",
                handover_note="So",
                participants_told="So",
                by=cast.mina,
            )
        elif how == "somebody changed it":
            allocations.add_support(scene.fresh(), membership=cast.ben.membership, by=cast.mina)
        elif how == "the next worker is not there":
            users.deactivate(cast.ben.user, by=cast.adi)


@pytest.mark.parametrize("place", [0, 1, 2])
@pytest.mark.parametrize(
    ("how", "refusal"),
    [
        ("closed meanwhile", Stale),
        ("led by another by now", Stale),
        ("somebody changed it", Stale),
        ("the next worker is not there", LeadNotAvailable),
    ],
)
def test_where_one_cannot_be_handed_over_none_is(how, refusal, place, cast, role, scenes):
    become_unable(cast, role, scenes[place], how)
    before = list(Allocation.objects.order_by("pk").values())
    acts = AuditEvent.objects.count()
    to = [cast.max, cast.max, cast.max]
    to[place] = cast.ben
    with pytest.raises(refusal):
        hand_over(cast, scenes, *to)
    assert list(Allocation.objects.order_by("pk").values()) == before
    assert AuditEvent.objects.count() == acts


def test_a_refusal_says_which_household_it_is_about(cast, role, scenes):
    with role("seed"):
        lea = make_member(cast.adi, "Lea", cast.chidi.agency, "practitioner")
    with pytest.raises(LeadNotAvailable) as refusal:
        hand_over(cast, scenes, cast.ben, lea, cast.ben)
    assert scenes[1].case.reference in refusal.value.detail
    assert refusal.value.detail.endswith("Nothing was handed over.")


@pytest.mark.parametrize("blank", ["handover_note", "participants_told"])
def test_a_note_that_is_missing_for_one_is_missing_for_all(blank, cast, scenes):
    rows = handovers(scenes, cast.ben, cast.ben, cast.ben)
    words = {"handover_note": "So", "participants_told": "So"} | {blank: " "}
    rows[1] = Handover(scenes[1].case, cast.ben.membership, **words)
    with pytest.raises(Invalid):
        allocations.hand_over_caseload(cast.asha.membership, handovers=rows, reason="Asha moves", by=cast.mina)
    assert leads(scenes) == ["Asha"] * 3


@pytest.mark.parametrize("number", [0, 2])
def test_each_is_named_once_and_one_at_least(number, cast, scenes):
    rows = handovers(scenes[:1] * number, *[cast.ben] * number)
    with pytest.raises(Invalid):
        allocations.hand_over_caseload(cast.asha.membership, handovers=rows, reason="Asha moves", by=cast.mina)


@pytest.mark.parametrize(("who", "refusal"), [("asha", NotPermitted), ("dora", Missing), ("ana", Missing)])
def test_a_manager_of_the_team_and_nobody_else(who, refusal, cast, scenes):
    with pytest.raises(refusal):
        hand_over(cast, scenes, cast.ben, cast.ben, cast.ben, by=who)
    assert leads(scenes) == ["Asha"] * 3


def test_a_case_that_has_left_the_work_is_named_by_its_state(cast, role, scenes):
    with role("seed"):
        leave(scenes[0], CaseStatus.MOVED_AWAY)
    with pytest.raises((TransitionRefused, Stale)):
        hand_over(cast, scenes[:1], cast.ben)


def test_who_was_deactivated_still_leads_on_paper_until_somebody_hands_over(cast, role, scenes):
    with role("seed"):
        users.deactivate(cast.asha.user, by=cast.adi)
    assert {case.reference for case in selectors.waiting_for_a_worker(cast.mina)} == {
        scene.case.reference for scene in scenes
    }
    assert selectors.worker_for(cast.mina, cast.asha.membership.pk) == cast.asha.membership
    hand_over(cast, scenes, cast.ben, cast.ben, cast.ben)
    assert not selectors.waiting_for_a_worker(cast.mina).exists()


@pytest.mark.parametrize("who", ["asha", "dora", "ana", "gill"])
def test_whose_worker_it_is_not(who, cast, scenes):
    with pytest.raises(Missing):
        selectors.worker_for(cast[who], cast.asha.membership.pk)


WEIGHTS = {"lead": 1, "new": 1.5, "resting": 0.25, "support": 0.5, "large": 0.5}


@pytest.mark.parametrize(
    ("role_", "status", "people", "weighs"),
    [
        ("lead", "working", 3, 1), ("lead", "working", 5, 1.5), ("lead", "accepted", 1, 1.5),
        ("lead", "getting_to_know", 6, 2), ("lead", "paused", 9, 0.25), ("lead", "lost_contact", 2, 0.25),
        ("supporting", "working", 9, 0.5), ("supporting", "paused", 2, 0.5), ("lead", "ending", 4, 1),
    ],
)  # fmt: skip
def test_what_a_case_weighs(role_, status, people, weighs):
    assert weight_of(role_, status, people, WEIGHTS, 5) == weighs


@pytest.mark.parametrize(("weight", "room"), [(5.9, Room.LESS), (6, Room.USUAL), (12, Room.USUAL), (12.25, Room.MORE)])
def test_what_is_usual(weight, room):
    assert room_of(weight, 6, 12) == room


def test_caseloads_are_by_name_whatever_they_weigh(cast, role, scenes, settings):
    settings.CASELOADS = Caseloads(weights=WEIGHTS, large=5)
    with role("seed"):
        allocations.add_support(scenes[0].fresh(), membership=cast.ben.membership, by=cast.mina)
    told = {
        each.worker.user.name: (each.leads, each.supports, each.weight) for each in selectors.caseloads_of(cast.mina)
    }
    assert list(told) == sorted(told)
    assert told["Asha"] == (3, 0, 3)
    assert told["Ben"] == (0, 1, 0.5)
    assert Allocation.objects.filter(role=AllocationRole.LEAD, ended_at__isnull=True).count() == 3
