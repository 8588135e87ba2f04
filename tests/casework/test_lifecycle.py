"""Which state may follow which, which verb works in which state, and that Python and the database mean the same."""

from collections.abc import Callable
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest
from django.db import connection, transaction

from agencies import clock, partners
from agencies.enums import DataCategory
from agencies.exceptions import Invalid, Missing, NotPermitted, ServiceError, Stale
from agencies.models import AuditEvent
from casework import allocations, contacts, engagement, exits, lifecycle, members
from casework.enums import (
    EXITS,
    IN_PROGRESS,
    LEAD_REQUIRED,
    OPEN,
    AllocationRole,
    CaseStatus,
    Channel,
    DeclineReason,
    DocumentKind,
    ExitKind,
    LeavingReason,
    Means,
)
from casework.exceptions import CaseIsNotOpen, LeadNotAvailable, OpenCaseExists, TransitionRefused
from casework.lifecycle import EVENTS, TRANSITIONS, change_status
from casework.models import Case, Contact
from tests.factories.casework import Scene, bury, make_household, make_person, make_scene
from tests.factories.outcomes import scene_at

pytestmark = pytest.mark.usefixtures("db")

WORK = "accepted getting_to_know agreeing_outcomes working ending"
LEAVE = "paused stepped_up lost_contact transferred moved_away died continued"
# From where to where, as it would hang on the wall of the office.
MAY_BECOME = {
    "referred": "accepted declined continued",
    "declined": "referred",
    "accepted": f"getting_to_know {LEAVE}",
    "getting_to_know": f"agreeing_outcomes ending {LEAVE}",
    "agreeing_outcomes": f"getting_to_know working ending {LEAVE}",
    "working": f"agreeing_outcomes ending {LEAVE}",
    "ending": f"getting_to_know agreeing_outcomes working closed {LEAVE}",
    "closed": "working",
    "paused": f"{WORK} stepped_up lost_contact transferred moved_away died continued",
    "stepped_up": f"{WORK} paused lost_contact transferred moved_away died continued",
    "lost_contact": f"{WORK} paused stepped_up transferred moved_away died continued",
    "transferred": f"{WORK} transfer_confirmed moved_away died",
    "transfer_confirmed": WORK,
    "moved_away": WORK,
    "died": WORK,
    "continued": f"{WORK} referred",
}
LED = f"{WORK} paused stepped_up lost_contact transferred".split()

# A mistake in what was recorded is corrected in every state, so `correct_contact` is added to each of these.
RECORD = "record_contact record_document join propose_leaving agree_to_support"
AGAIN = "refer_again"
LEADING = "hand_over add_support end_support"
EXIT_VERBS = "pause step_up lose_contact transfer move_away record_death continue_in"
# Which verbs of this room work in which state; every other verb is refused there.
VERBS_IN = {
    "referred": f"accept decline continue_in {RECORD}",
    "declined": f"reconsider {AGAIN}",
    "accepted": f"to_getting_to_know {EXIT_VERBS} {RECORD} {LEADING}",
    "getting_to_know": f"to_agreeing_outcomes {EXIT_VERBS} {RECORD} {LEADING}",
    "agreeing_outcomes": f"to_getting_to_know to_working {EXIT_VERBS} {RECORD} {LEADING}",
    "working": f"to_agreeing_outcomes {EXIT_VERBS} {RECORD} {LEADING}",
    "ending": f"{EXIT_VERBS} {RECORD} {LEADING}",
    "closed": AGAIN,
    "paused": f"resume step_up lose_contact transfer move_away record_death continue_in {RECORD} {LEADING}",
    "stepped_up": f"resume pause lose_contact transfer move_away record_death continue_in {RECORD} {LEADING}",
    "lost_contact": f"resume pause step_up transfer move_away record_death continue_in {RECORD} {LEADING}",
    "transferred": f"resume confirm_transfer move_away record_death {RECORD} {LEADING}",
    "transfer_confirmed": f"resume {AGAIN}",
    "moved_away": f"resume {AGAIN}",
    "died": f"resume {AGAIN}",
    "continued": f"resume {AGAIN}",
}
TOLD = {"evidence": "She said so", "people_told": "Rosa, by phone"}


def every_verb(scene: Scene, other: Case) -> dict[str, Callable[[], Any]]:
    """Each verb of this room that is about one case, ready to be called."""
    case, asha, mina = scene.fresh(), scene.cast.asha, scene.cast.mina
    later, support = clock.today() + timedelta(days=7), case.allocations.filter(role=AllocationRole.SUPPORTING).last()
    dated = {**TOLD, "check_on": later, "by": asha}
    received = {**dated, "receiving_service": "Children’s social care"}
    member = scene.member("Mia")
    tries = list(case.contacts.filter(was_reached=False))
    talk = {"category": DataCategory.GENERAL, "channel": Channel.VISIT, "summary": "Talked", "by": asha}
    paper = {"category": DataCategory.GENERAL, "title": "Letter", "kind": DocumentKind.LETTER, "held_where": "Cabinet"}
    return {
        "refer_again": lambda: lifecycle.refer(household=scene.household, team=case.team, reason="Again", by=asha),
        "accept": lambda: lifecycle.accept(case, lead=asha.membership, by=mina),
        "decline": lambda: lifecycle.decline(
            case, decline_reason=DeclineReason.MISTAKEN, explanation="By mistake", by=mina
        ),
        "reconsider": lambda: lifecycle.reconsider(case, reason="They want it", by=mina),
        "to_getting_to_know": lambda: lifecycle.move_to_stage(case, stage=CaseStatus.GETTING_TO_KNOW, by=asha),
        "to_agreeing_outcomes": lambda: lifecycle.move_to_stage(case, stage=CaseStatus.AGREEING_OUTCOMES, by=asha),
        "to_working": lambda: lifecycle.move_to_stage(case, stage=CaseStatus.WORKING, by=asha),
        "to_ending": lambda: lifecycle.move_to_stage(case, stage=CaseStatus.ENDING, by=asha),
        "to_closed": lambda: lifecycle.move_to_stage(case, stage=CaseStatus.CLOSED, by=asha),
        "pause": lambda: exits.pause(case, **dated),
        "step_up": lambda: exits.step_up(case, **received),
        "lose_contact": lambda: exits.lose_contact(case, attempts=tries, **dated),
        "transfer": lambda: exits.transfer(case, **received),
        "confirm_transfer": lambda: exits.confirm_transfer(case, words="We have them", by=asha),
        "move_away": lambda: exits.move_away(case, by=asha, **TOLD),
        "record_death": lambda: (bury(scene), exits.record_death(case, by=asha, **TOLD)),
        "continue_in": lambda: exits.continue_in(case, other=other, reason="One home", people_told="Both", by=mina),
        "resume": lambda: exits.resume(case, reason="They are back", by=asha),
        "hand_over": lambda: allocations.hand_over(
            case,
            to=scene.cast.max.membership,
            reason="Moves",
            handover_note="Tuesdays",
            participants_told="Both",
            by=mina,
        ),
        "add_support": lambda: allocations.add_support(case, membership=scene.cast.max.membership, by=mina),
        "end_support": lambda: allocations.end_support(support, reason="Done", by=mina) if support else refuse(),
        "record_contact": lambda: contacts.record(case, happened_at=clock.now(), **talk),
        "correct_contact": lambda: contacts.record(
            case, happened_at=clock.now(), corrects=case.contacts.first(), **talk
        ),
        "record_document": lambda: contacts.record_document(case, dated_on=clock.today(), by=asha, **paper),
        "join": lambda: members.join(case, person=make_person(asha, "Ivo"), by=asha),
        "propose_leaving": lambda: members.propose_leaving(member, reason=LeavingReason.LEFT, evidence="Gone", by=asha),
        "agree_to_support": lambda: engagement.agree(member, how=Means.PHONE, by=asha),
    }


def refuse() -> None:
    raise TransitionRefused("There is nobody in support.")


def with_history(scene: Scene) -> Scene:
    """The scene with two tries to reach them from when it was open and, where somebody leads, a supporter."""
    asha = scene.cast.asha
    for channel in (Channel.PHONE, Channel.VISIT):
        Contact.objects.create(
            case=scene.case,
            category=DataCategory.GENERAL,
            source_agency=asha.agency,
            recorded_by=asha.membership,
            happened_at=clock.now(),
            channel=channel,
            was_reached=False,
            summary="Nobody there",
        )
    if scene.case.status in LED:
        allocations.add_support(scene.case, membership=scene.cast.ben.membership, by=scene.cast.mina)
    return scene


def works(verb: Callable[[], Any]) -> bool:
    """Whether the verb does it, deferred guards included; afterwards everything is as it was."""
    try:
        with transaction.atomic():
            verb()
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            transaction.set_rollback(True)
    except ServiceError:
        return False
    return True


def test_the_table_of_transitions_is_the_one_on_the_wall():
    assert {state.value: {to.value for to in following} for state, following in TRANSITIONS.items()} == {
        state: set(following.split()) for state, following in MAY_BECOME.items()
    }


@pytest.mark.parametrize("status", list(CaseStatus))
def test_from_each_state_a_case_becomes_what_the_table_says_and_nothing_else(status, cast, role):
    with role("seed"):
        case = scene_at(cast, status).case

        def becomes(to: CaseStatus, *, exit_ends: bool) -> bool:
            fresh = Case.objects.get(pk=case.pk)
            fresh.decline_reason = DeclineReason.MISTAKEN if to == CaseStatus.DECLINED else ""
            fresh.continued_in = fresh if to == CaseStatus.CONTINUED else None
            try:
                with transaction.atomic():
                    if exit_ends:
                        fresh.exits.update(ended_at=clock.now(), ended_by=cast.mina.membership, end_reason="Resumed")
                    change_status(fresh, to, by=cast.mina, at=clock.now())
                    transaction.set_rollback(True)
            except TransitionRefused:
                return False
            return True

        following = {to for to in CaseStatus if to.value in MAY_BECOME[status.value].split()}
        assert {to for to in CaseStatus if becomes(to, exit_ends=True)} == following
        # Nobody comes back from an exit by another door: the exit itself has to end.
        still = following & EXITS if status in EXITS else following
        assert {to for to in CaseStatus if becomes(to, exit_ends=False)} == still


@pytest.mark.parametrize("status", list(CaseStatus))
def test_in_each_state_these_verbs_work_and_every_other_is_refused(status, cast, role):
    with role("seed"):
        other = make_scene(cast, CaseStatus.WORKING, ("Uma Ray", None), name="The Ray household").case
        scene = with_history(scene_at(cast, status))
        worked = {name for name, verb in every_verb(scene, other).items() if works(verb)}
    assert worked == {"correct_contact", *VERBS_IN[status.value].split()}


def answer(question: str, status: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT guard.{question}(%s)", [status])
        return cursor.fetchone()[0]


@pytest.mark.parametrize("status", list(CaseStatus))
def test_python_and_the_database_mean_the_same_by_open_and_by_led(status):
    assert (status in OPEN) == (status.value in {*LED, "referred"}) == answer("is_open", status)
    assert (status in LEAD_REQUIRED) == (status.value in LED) == answer("needs_lead", status)
    assert Case(status=status).is_open == (status in OPEN)


def test_every_state_but_the_ends_and_the_front_door_is_work_or_an_exit():
    assert {state.value for state in IN_PROGRESS} == set(WORK.split())
    assert {state.value for state in EXITS} == {*LEAVE.split(), "transfer_confirmed"}
    assert {kind.value for kind in ExitKind} == set(LEAVE.split())
    assert set(CaseStatus) - IN_PROGRESS - EXITS == {CaseStatus.REFERRED, CaseStatus.DECLINED, CaseStatus.CLOSED}


def test_each_arrival_has_its_own_event_and_history_row(cast, role):
    with role("seed"):
        case = make_scene(cast, CaseStatus.WORKING).case
    steps = list(case.status_changes.order_by("changed_at").values_list("from_status", "to_status"))
    path = ["", "referred", "accepted", "getting_to_know", "agreeing_outcomes", "working"]
    assert steps == list(pairwise(path))
    events = (
        AuditEvent.objects.filter(case_id=case.pk, event__in=EVENTS.values())
        .order_by("id")
        .values_list("event", flat=True)
    )
    assert list(events) == [f"case.{state}" for state in path[1:]]


def test_a_referral_brings_in_the_people_who_are_named_and_waits_at_the_front_door(cast):
    household, (rosa, _) = make_household(cast.asha, ("Rosa Bell", None), ("Tom Bell", None))
    case = lifecycle.refer(household=household, team=cast.team, reason="No heating", people=[rosa], by=cast.asha)
    assert (case.status, case.referred_by, case.team, case.version) == ("referred", cast.asha.membership, cast.team, 1)
    assert [member.person for member in case.members.all()] == [rosa]


def test_a_partner_refers_a_household_and_does_not_see_the_case_afterwards(cast):
    household, people = make_household(cast.chidi, ("Rosa Bell", None))
    case = lifecycle.refer(household=household, team=cast.team, reason="Called out twice", people=people, by=cast.chidi)
    with pytest.raises(Missing):
        lifecycle.accept(case, lead=cast.asha.membership, by=cast.chidi)


@pytest.mark.parametrize("name", ["ana", "gill", "adi"])
def test_who_never_sees_a_case_refers_none(name, cast):
    household, _ = make_household(cast.asha)
    with pytest.raises(NotPermitted):
        lifecycle.refer(household=household, team=cast.team, reason="No heating", by=cast[name])
    assert not Case.objects.exists()


def test_a_household_with_an_open_case_is_told_to_add_to_that_one(cast, role):
    with role("seed"):
        scene = make_scene(cast, CaseStatus.REFERRED)
    with pytest.raises(OpenCaseExists):
        lifecycle.refer(household=scene.household, team=cast.team, reason="Again", by=cast.asha)


def test_accepting_takes_a_manager_and_a_worker_who_can_lead(cast, role):
    with role("seed"):
        scene = make_scene(cast, CaseStatus.REFERRED)
    with pytest.raises(NotPermitted):
        lifecycle.accept(scene.case, lead=cast.asha.membership, by=cast.asha)
    for cannot in (cast.ana, cast.chidi, cast.adi):
        with pytest.raises(LeadNotAvailable):
            lifecycle.accept(scene.case, lead=cannot.membership, by=cast.mina)
    assert scene.fresh().status == CaseStatus.REFERRED
    assert not scene.case.allocations.exists()
    lifecycle.accept(scene.case, lead=cast.asha.membership, by=cast.mina)
    assert allocations.open_lead(scene.case) == cast.asha.membership


def test_no_reason_to_decline_speaks_of_how_great_the_needs_are():
    assert {reason.value for reason in DeclineReason} == {
        "not_wanted",
        "already_supported",
        "outside_area",
        "already_open",
        "mistaken",
    }


def test_a_declined_referral_says_why_and_can_be_put_back_at_the_front_door(cast, role):
    with role("seed"):
        scene = make_scene(cast, CaseStatus.REFERRED)
    declined = lifecycle.decline(
        scene.case, decline_reason=DeclineReason.OUTSIDE_AREA, explanation="Introduced to Leek", by=cast.mina
    )
    assert (declined.status, declined.decline_reason) == ("declined", "outside_area")
    assert declined.status_changes.get(to_status="declined").reason == "Introduced to Leek"
    back = lifecycle.reconsider(declined, reason="They moved back", by=cast.mina)
    assert (back.status, back.decline_reason) == ("referred", "")


def test_a_declined_referral_stays_so_where_another_case_was_opened(cast, role):
    with role("seed"):
        scene = make_scene(cast, CaseStatus.DECLINED)
        lifecycle.refer(household=scene.household, team=cast.team, reason="Again", by=cast.asha)
    with pytest.raises(OpenCaseExists):
        lifecycle.reconsider(scene.case, reason="They moved back", by=cast.mina)


def test_only_a_stage_of_the_work_can_be_moved_to(cast, role):
    with role("seed"):
        scene = make_scene(cast, CaseStatus.GETTING_TO_KNOW)
    for stage in set(CaseStatus) - lifecycle.STAGES:
        with pytest.raises(Invalid) as refusal:
            lifecycle.move_to_stage(scene.case, stage=stage, by=cast.asha)
        assert set(refusal.value.fields) == {"stage"}


def test_a_refusal_says_where_the_case_stands_and_what_it_can_become(cast, role):
    with role("seed"):
        case = make_scene(cast, CaseStatus.REFERRED).case
    with pytest.raises(TransitionRefused) as refusal:
        exits.move_away(case, by=cast.asha, **TOLD)
    assert refusal.value.detail == (
        "This case is “Referred”. From there it can become: not taken in, stopped (it goes on in another case), taken in."
    )


def test_who_decided_on_an_old_state_must_look_again(cast, role):
    with role("seed"):
        case = make_scene(cast, CaseStatus.ACCEPTED).case
    lifecycle.move_to_stage(case, stage=CaseStatus.GETTING_TO_KNOW, by=cast.ben)
    with pytest.raises(Stale):
        lifecycle.move_to_stage(case, stage=CaseStatus.GETTING_TO_KNOW, by=cast.asha)


def test_a_case_that_is_over_says_why_nothing_new_is_recorded(cast, role):
    with role("seed"):
        scene = make_scene(cast, CaseStatus.DECLINED)
    with pytest.raises(CaseIsNotOpen) as refusal, transaction.atomic():
        lifecycle.require_open(scene.case)
    assert "“Not taken in”" in refusal.value.detail


def test_a_team_in_which_nobody_can_take_a_referral_in_gets_none(cast):
    team = partners.register_team(agency=cast.chidi.agency, name="Neighbourhood policing", by=cast.adi)
    household, _ = make_household(cast.asha, ("Rosa Bell", None))
    with pytest.raises(Invalid, match="no manager"):
        lifecycle.refer(household=household, team=team, reason="No heating", by=cast.asha)
