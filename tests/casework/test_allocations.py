"""The dedicated worker: exactly one, handed over in words, kept in the history."""

import pytest

from agencies import clock, memberships, users
from agencies.enums import RoleCode
from agencies.exceptions import Invalid, Missing, NotPermitted, Stale
from casework import allocations, selectors
from casework.enums import CaseStatus
from casework.exceptions import LeadNotAvailable, TransitionRefused
from casework.models import Allocation, Case
from tests.factories.agencies import make_member
from tests.factories.casework import leave, make_scene

pytestmark = pytest.mark.usefixtures("db")

WORDS = {"reason": "Asha moves", "handover_note": "Tuesdays are best", "participants_told": "Both, at home"}


def test_handing_over_ends_one_lead_and_begins_another_and_keeps_why(cast, role):
    with role("seed"):
        scene = make_scene(cast)
    version = scene.case.version
    allocations.hand_over(scene.case, to=cast.ben.membership, by=cast.mina, **WORDS)
    old, new = scene.case.allocations.order_by("started_at")
    assert (old.membership, old.ended_by) == (cast.asha.membership, cast.mina.membership)
    assert (old.end_reason, old.handover_note, old.participants_told) == tuple(WORDS.values())
    assert (new.membership, new.role, new.ended_at, new.started_at) == (cast.ben.membership, "lead", None, old.ended_at)
    assert scene.fresh().version > version


@pytest.mark.parametrize("missing", ["reason", "handover_note", "participants_told"])
@pytest.mark.parametrize("blank", ["", " \n"])
def test_a_handover_says_why_what_the_next_worker_needs_and_that_the_people_know(missing, blank, cast, role):
    with role("seed"):
        scene = make_scene(cast)
    with pytest.raises(Invalid) as refusal:
        allocations.hand_over(scene.case, to=cast.ben.membership, by=cast.mina, **{**WORDS, missing: blank})
    assert set(refusal.value.fields) == {missing}
    assert allocations.open_lead(scene.case) == cast.asha.membership


@pytest.mark.parametrize(
    ("name", "refusal"), [("asha", NotPermitted), ("ben", NotPermitted), ("dora", Missing), ("adi", Missing)]
)
def test_a_manager_of_the_team_hands_over_and_nobody_else(name, refusal, cast, role):
    with role("seed"):
        scene = make_scene(cast)
    with pytest.raises(refusal):
        allocations.hand_over(scene.case, to=cast.ben.membership, by=cast[name], **WORDS)
    with pytest.raises(refusal):
        allocations.add_support(scene.case, membership=cast.ben.membership, by=cast[name])


def test_a_case_is_not_handed_over_to_who_leads_it(cast, role):
    with role("seed"):
        scene = make_scene(cast)
    with pytest.raises(Invalid) as refusal:
        allocations.hand_over(scene.case, to=cast.asha.membership, by=cast.mina, **WORDS)
    assert set(refusal.value.fields) == {"to"}


def test_a_supporter_who_becomes_the_lead_supports_no_longer(cast, role):
    with role("seed"):
        scene = make_scene(cast)
        allocations.add_support(scene.case, membership=cast.ben.membership, by=cast.mina)
        allocations.hand_over(scene.fresh(), to=cast.ben.membership, by=cast.mina, **WORDS)
    still = scene.case.allocations.filter(ended_at__isnull=True)
    assert [(row.membership, row.role) for row in still] == [(cast.ben.membership, "lead")]


@pytest.mark.parametrize(
    "who", ["analyst", "administrator", "governance_lead", "practitioner", "leaver", "deactivated", "starter"]
)
def test_only_a_caseworker_who_is_there_now_leads_or_supports(who, cast, role):
    with role("seed"):
        scene = make_scene(cast)
        kind = RoleCode(who) if who in RoleCode.values else RoleCode.SUPPORT_WORKER
        member = make_member(cast.adi, "Lea", cast.team.agency, kind, cast.team)
        if who == "leaver":
            memberships.end(member.membership, ended_on=clock.today(), by=cast.adi)
        elif who == "deactivated":
            users.deactivate(member.user, by=cast.adi)
        elif who == "starter":
            with role("owner"):
                type(member.membership).objects.filter(pk=member.membership.pk).update(started_on="2999-01-01")
    with pytest.raises(LeadNotAvailable):
        allocations.hand_over(scene.case, to=member.membership, by=cast.mina, **WORDS)
    with pytest.raises(LeadNotAvailable):
        allocations.add_support(scene.case, membership=member.membership, by=cast.mina)


def test_a_worker_supports_a_case_once_and_not_beside_leading_it(cast, role):
    with role("seed"):
        scene = make_scene(cast)
        allocations.add_support(scene.case, membership=cast.ben.membership, by=cast.mina)
    for twice in (cast.ben, cast.asha):
        with pytest.raises(Invalid) as refusal:
            allocations.add_support(scene.fresh(), membership=twice.membership, by=cast.mina)
        assert set(refusal.value.fields) == {"membership"}


def test_support_ends_once_with_its_reason_and_a_lead_s_part_not_so(cast, role):
    with role("seed"):
        scene = make_scene(cast)
        support = allocations.add_support(scene.case, membership=cast.ben.membership, by=cast.mina)
    with pytest.raises(NotPermitted):
        allocations.end_support(support, reason="Done", by=cast.ben)
    ended = allocations.end_support(support, reason="Done", by=cast.mina)
    assert (ended.end_reason, ended.ended_by) == ("Done", cast.mina.membership)
    lead = scene.case.allocations.get(role="lead")
    for settled in (support, lead):
        with pytest.raises(TransitionRefused):
            allocations.end_support(settled, reason="Done", by=cast.mina)


def test_who_decided_before_somebody_was_allocated_must_look_again(cast, role):
    with role("seed"):
        scene = make_scene(cast)
        allocations.add_support(scene.case, membership=cast.ben.membership, by=cast.mina)
    with pytest.raises(Stale):
        allocations.hand_over(scene.case, to=cast.ben.membership, by=cast.max, **WORDS)


def test_when_the_work_ends_everybody_s_part_ends_with_it_and_stays_in_the_history(cast, role):
    with role("seed"):
        scene = make_scene(cast)
        allocations.add_support(scene.case, membership=cast.ben.membership, by=cast.mina)
        scene.fresh()
        leave(scene, CaseStatus.MOVED_AWAY)
    rows = Allocation.objects.filter(case=scene.case)
    assert {(row.membership_id, row.end_reason) for row in rows} == {
        (cast.asha.membership.pk, CaseStatus.MOVED_AWAY),
        (cast.ben.membership.pk, CaseStatus.MOVED_AWAY),
    }


def test_a_caseload_holds_the_open_cases_that_somebody_leads(cast, role):
    with role("seed"):
        led = make_scene(cast, name="Led")
        make_scene(cast, CaseStatus.MOVED_AWAY, name="Over")
        handed = make_scene(cast, name="Handed over")
        allocations.hand_over(handed.case, to=cast.ben.membership, by=cast.mina, **WORDS)
        allocations.add_support(handed.fresh(), membership=cast.asha.membership, by=cast.mina)
    assert list(selectors.caseload_of(cast.asha)) == [led.case]
    assert list(selectors.caseload_of(cast.ben)) == [handed.case]
    assert not selectors.caseload_of(cast.mina).exists()


@pytest.mark.parametrize("count", [1, 3])
def test_cases_are_listed_with_their_leads_in_two_queries(count, cast, role, django_assert_num_queries):
    with role("seed"):
        for number in range(count):
            make_scene(cast, name=f"Household {number}")
        make_scene(cast, CaseStatus.REFERRED, name="Nobody yet")
    with django_assert_num_queries(2):
        rows = selectors.cases_for(cast.ben)
        leads = [
            [lead.membership.user.name for lead in case.open_leads]
            for case in rows
            if case.household and case.team.agency
        ]
    assert sorted(leads) == [[]] + [["Asha"]] * count
    assert isinstance(rows[0], Case)
