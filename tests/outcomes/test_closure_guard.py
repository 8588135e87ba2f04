"""No statement closes a case without the agreement of its people: PostgreSQL refuses it, whoever writes."""

import uuid
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import DatabaseError, IntegrityError, ProgrammingError, connection, connections, transaction

from agencies.clock import today
from agencies.exceptions import Invalid
from casework import engagement, exits, people
from casework.enums import CaseStatus
from casework.models import Case
from outcomes import closure
from outcomes.models import ClosureProposal
from tests.factories.casework import make_person, make_scene
from tests.factories.outcomes import WORDS, agree_to_close, make_closed_scene, make_proposal

pytestmark = pytest.mark.usefixtures("db")

CLOSE = "UPDATE casework_case SET status = 'closed' WHERE id = %(case)s"
END_LEADS = (
    "UPDATE casework_allocation SET ended_at = clock(), ended_by_id = %(by)s, end_reason = 'x'"
    " WHERE case_id = %(case)s AND ended_at IS NULL"
)
CLOSURE_ROW = (
    "INSERT INTO outcomes_closure (id, case_id, proposal_id, closed_at, closed_by_id, reopened_reason)"
    " VALUES (gen_random_uuid(), %(case)s, %(proposal)s, clock(), %(by)s, '')"
)
END_PROPOSAL = (
    "UPDATE outcomes_closureproposal SET ended_at = clock(), ended_by_id = %(by)s, end_reason = 'x'"
    " WHERE id = %(proposal)s AND ended_at IS NULL"
)
ANSWER = (
    "INSERT INTO outcomes_closureagreement"
    " (id, participant_id, answer, wording, how, witness, words, decision_maker, authority, recorded_at, recorded_by_id)"
    " SELECT gen_random_uuid(), id, 'agreed', %(wording)s, 'signed', 'Nobody', '', '', '', clock(), %(by)s"
    " FROM outcomes_closureparticipant WHERE proposal_id = %(proposal)s"
)


@pytest.fixture
def scene(cast):
    return make_scene(cast)


@pytest.fixture(params=["app", "worker"])
def login(request, role):
    """Both roles that the service runs under."""
    with role(request.param):
        yield request.param


def run(scene, *statements, proposal=None, **more):
    """Run the statements in one transaction, as an attacker with the service's own login would."""
    facts = {"case": scene.case.pk, "by": scene.cast.asha.membership.pk, "wording": WORDS, **more}
    facts["proposal"] = proposal.pk if proposal else uuid.uuid4()
    with transaction.atomic(), connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement, facts)


def status_of(scene):
    return Case.objects.get(pk=scene.case.pk).status


@contextmanager
def refused(scene, kind: type[DatabaseError] = IntegrityError, match: str = "not closed"):
    """PostgreSQL refuses, and the case is as it was."""
    before = status_of(scene)
    with pytest.raises(kind, match=match):
        yield
    assert status_of(scene) == before != CaseStatus.CLOSED


def test_the_statements_themselves_close_a_case_that_everybody_agreed_to_close(scene, login):
    """So that what follows fails for want of agreement, and not of grammar."""
    proposal = make_proposal(scene)
    run(scene, ANSWER, CLOSURE_ROW, END_PROPOSAL, END_LEADS, CLOSE, proposal=proposal)
    assert status_of(scene) == CaseStatus.CLOSED


@pytest.mark.parametrize(
    "statements",
    [
        [END_LEADS, CLOSE],
        [END_LEADS, CLOSE, "SET CONSTRAINTS ALL DEFERRED"],
        ["SET CONSTRAINTS ALL DEFERRED", END_LEADS, CLOSE],
        [END_LEADS, CLOSURE_ROW, END_PROPOSAL, CLOSE],
        ["SET CONSTRAINTS ALL DEFERRED", CLOSURE_ROW, END_PROPOSAL, END_LEADS, CLOSE],
    ],
    ids=["update", "deferred after", "deferred before", "with a closure row", "deferred with a closure row"],
)
def test_an_update_closes_nothing_without_the_set(statements, scene, login):
    proposal = make_proposal(scene)  # nobody has answered
    with refused(scene):
        run(scene, *statements, proposal=proposal)


def test_a_yes_of_one_of_two_is_not_enough(scene, login):
    proposal = make_proposal(scene)
    agree_to_close(scene, proposal, scene.member("Rosa"))
    with refused(scene, match="did not agree"):
        run(scene, CLOSURE_ROW, END_PROPOSAL, END_LEADS, CLOSE, proposal=proposal)


def test_the_last_answer_counts(scene, login):
    proposal = make_proposal(scene, answered=True)
    closure.want_time(proposal, member=scene.member("Tom"), how="phone", witness="Ben", by=scene.cast.asha)
    with refused(scene, match="did not agree"):
        run(scene, CLOSURE_ROW, END_PROPOSAL, END_LEADS, CLOSE, proposal=proposal)


def test_a_question_that_was_withdrawn_closes_nothing(scene, login):
    proposal = make_proposal(scene, answered=True)
    closure.withdraw(proposal, reason="Tom rang: not yet", by=scene.cast.asha)
    with refused(scene, match="withdrawn or refused"):
        run(scene, CLOSURE_ROW, END_LEADS, CLOSE, proposal=proposal)


def test_a_question_that_still_takes_answers_closes_nothing(scene, login):
    proposal = make_proposal(scene, answered=True)
    with refused(scene, match="still takes answers"):
        run(scene, CLOSURE_ROW, END_LEADS, CLOSE, proposal=proposal)


def test_nobody_chooses_the_order_of_answers(scene, login):
    proposal = make_proposal(scene, answered=True)
    forged = ANSWER.replace("(id, participant_id", "(position, id, participant_id").replace(
        "SELECT gen", "SELECT 1, gen"
    )
    with refused(scene, ProgrammingError, "cannot insert a non-DEFAULT value"):
        run(scene, forged, proposal=proposal)


def test_an_insert_as_closed_is_refused(scene, login):
    insert = (
        "INSERT INTO casework_case (id, version, reference, household_id, kind, restriction, team_id, status, reason,"
        " decline_reason, referred_at, referred_by_id) SELECT gen_random_uuid(), 1, 'AL-ZZZZZZ', household_id, kind,"
        " restriction, team_id, 'closed', reason, '', clock(), referred_by_id FROM casework_case WHERE id = %(case)s"
    )
    with refused(scene):
        run(scene, insert)


@pytest.mark.parametrize(
    "table",
    [
        "casework_case",
        "casework_casemember",
        "casework_engagementagreement",
        "outcomes_closureparticipant",
        "outcomes_closureagreement",
        "outcomes_closureproposal",
        "outcomes_closure",
    ],
)
def test_nothing_that_closure_rests_on_can_be_deleted(table, scene, login):
    make_proposal(scene, answered=True)
    with refused(scene, ProgrammingError, "permission denied"):
        run(scene, f"DELETE FROM {table}")
    with refused(scene, ProgrammingError, "permission denied"):
        run(scene, f"TRUNCATE {table} CASCADE")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE outcomes_closureparticipant SET member_id = member_id",
        "UPDATE outcomes_closureagreement SET answer = 'agreed'",
        "UPDATE outcomes_closureagreement SET wording = %(wording)s",
        "UPDATE outcomes_closureproposal SET wording = 'We are done'",
        "UPDATE outcomes_closureproposal SET made_in = pg_current_xact_id()::text::bigint",
        "UPDATE outcomes_closureproposal SET case_id = %(case)s",
        "UPDATE outcomes_closure SET proposal_id = %(proposal)s",
        "ALTER TABLE casework_case DISABLE TRIGGER ALL",
        "DROP TRIGGER case_closes_by_agreement ON casework_case",
        "SET ROLE definer",
        "SET session_replication_role = replica",
        "CREATE OR REPLACE FUNCTION public.clock() RETURNS timestamptz LANGUAGE sql AS 'SELECT now()'",
        "CREATE FUNCTION public.mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "CREATE FUNCTION guard.mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "SELECT guard.check_closure(%(case)s)",
    ],
)
def test_what_closure_rests_on_cannot_be_changed(statement, scene, login):
    proposal = make_proposal(scene)
    with refused(scene, ProgrammingError, "permission denied|must be owner"):
        run(scene, statement, proposal=proposal)


def test_nobody_is_added_to_those_who_are_asked(scene, login):
    proposal = make_proposal(scene)
    add = (
        "INSERT INTO outcomes_closureparticipant (id, proposal_id, member_id)"
        " VALUES (gen_random_uuid(), %(proposal)s, %(member)s)"
    )
    with refused(scene, match="decided when it was proposed"):
        run(scene, add, proposal=proposal, member=scene.member("Mia").pk)


@pytest.mark.parametrize("named", [[], ["Rosa"], ["Rosa", "Tom", "Mia"], ["Rosa", "Mia"]])
def test_a_proposal_asks_all_and_only_those_who_must_be_asked(named, scene, login):
    propose = (
        "INSERT INTO outcomes_closureproposal (id, case_id, ground, wording, from_status, proposed_at, proposed_by_id,"
        " end_reason) VALUES (%(new)s, %(case)s, 'resolved', %(wording)s, 'working', clock(), %(by)s, '')"
    )
    ask = (
        "INSERT INTO outcomes_closureparticipant (id, proposal_id, member_id)"
        " SELECT gen_random_uuid(), %(new)s, unnest(%(members)s::uuid[])"
    )
    members = [scene.member(name).pk for name in named]
    with refused(scene, match="asks everybody who must be asked"):
        run(scene, propose, ask, new=uuid.uuid4(), members=members)
    assert not ClosureProposal.objects.exists()


def test_an_agreement_on_another_wording_is_refused(scene, login):
    proposal = make_proposal(scene)
    with refused(scene, match="an answer is to the words that are asked"):
        run(scene, ANSWER, proposal=proposal, wording="We are done")


def test_an_answer_after_the_question_has_ended_is_refused(scene, login):
    proposal = make_proposal(scene)
    closure.withdraw(proposal, reason="Not yet", by=scene.cast.asha)
    with refused(scene, match="an answer is to the words that are asked"):
        run(scene, ANSWER, proposal=proposal)


def test_the_proposal_of_another_case_closes_nothing(cast, login):
    mine = make_scene(cast)
    other = make_scene(cast, CaseStatus.WORKING, ("Uma Ray", None), name="The Ray household")
    proposal = make_proposal(other, answered=True)
    with refused(mine, match="no proposal about this case"):
        run(mine, CLOSURE_ROW, END_PROPOSAL, END_LEADS, CLOSE, proposal=proposal)


def test_a_closure_does_not_stand_on_a_case_that_goes_on(scene, login):
    proposal = make_proposal(scene, answered=True)
    with refused(scene, match="the case goes on"):
        run(scene, CLOSURE_ROW, proposal=proposal)


def test_an_old_proposal_does_not_close_a_reopened_case(cast, login):
    scene = make_closed_scene(cast)
    old = ClosureProposal.objects.get()
    closure.reopen(scene.case, reason="Back", by=cast.asha)
    with refused(scene, match="closure_proposal_id|not closed|unique"):
        run(scene, CLOSURE_ROW, END_PROPOSAL, END_LEADS, CLOSE, proposal=old)


def test_a_closure_that_did_not_last_carries_no_other(cast, login):
    scene = make_closed_scene(cast)
    closure.reopen(scene.case, reason="Back", by=cast.asha)
    with refused(scene, match="no proposal about this case"):
        run(scene, END_LEADS, CLOSE)


def test_a_closure_that_did_not_last_is_not_made_to_last_after_all(cast, login):
    scene = make_closed_scene(cast)
    closure.reopen(scene.case, reason="Back", by=cast.asha)
    undo = "UPDATE outcomes_closure SET reopened_at = NULL, reopened_by_id = NULL, reopened_reason = ''"
    with refused(scene, match="settled already"):
        run(scene, undo, END_LEADS, CLOSE)


def test_a_question_that_has_ended_is_not_asked_again(scene, login):
    proposal = make_proposal(scene)
    closure.withdraw(proposal, reason="Not yet", by=scene.cast.asha)
    with refused(scene, match="settled already"):
        run(scene, "UPDATE outcomes_closureproposal SET ended_at = NULL, ended_by_id = NULL, end_reason = ''")


@pytest.fixture
def hide_tom(scene):
    """Row security that hides Tom's part in the case from the service: the guard must count him all the same."""
    tom = scene.member("Tom").pk
    with connections["owner"].cursor() as cursor:
        cursor.execute(f"CREATE POLICY hide_tom ON casework_casemember AS RESTRICTIVE USING (id <> '{tom}')")
    yield
    with connections["owner"].cursor() as cursor:
        cursor.execute("DROP POLICY hide_tom ON casework_casemember")


def test_who_is_hidden_from_the_writer_counts(scene, hide_tom, login):
    assert [member.person.name for member in scene.members] == ["Mia Bell", "Rosa Bell"], "Tom is hidden"
    proposal = make_proposal(scene)
    agree_to_close(scene, proposal, scene.member("Rosa"))
    with refused(scene, match="did not agree"):
        run(scene, CLOSURE_ROW, END_PROPOSAL, END_LEADS, CLOSE, proposal=proposal)


def test_a_case_without_anybody_to_ask_is_never_closed(cast, login):
    scene = make_scene(cast, CaseStatus.WORKING, ("Mia Bell", None), engaged=False)
    with refused(scene):
        run(scene, END_LEADS, CLOSE)


def test_who_becomes_part_of_it_in_the_same_transaction_counts(scene, login):
    proposal = make_proposal(scene, answered=True)
    person = make_person(scene.cast.asha, "Kit")
    join = (
        "INSERT INTO casework_casemember (id, version, case_id, person_id, joined_at, joined_by_id, leaving_reason,"
        " leaving_evidence, name_at_leaving)"
        " VALUES (%(kit)s, 1, %(case)s, %(person)s, clock(), %(by)s, '', '', '')"
    )
    engage = (
        "INSERT INTO casework_engagementagreement (id, member_id, agreed_at, agreed_by_id, how, words, withdrawn_how,"
        " withdrawn_witness, withdrawn_words) VALUES (gen_random_uuid(), %(kit)s, clock(), %(by)s, 'phone', '', '', '', '')"
    )
    with refused(scene, match="not closed|do not change|nobody says yes"):
        run(
            scene,
            join,
            engage,
            CLOSURE_ROW,
            END_PROPOSAL,
            END_LEADS,
            CLOSE,
            proposal=proposal,
            kit=uuid.uuid4(),
            person=person.pk,
        )


def test_moving_the_engagement_away_takes_nobody_out(scene, login):
    proposal = make_proposal(scene)
    agree_to_close(scene, proposal, scene.member("Rosa"))
    move = "UPDATE casework_engagementagreement SET member_id = %(mia)s WHERE member_id = %(tom)s"
    with refused(scene, ProgrammingError, "permission denied"):
        run(scene, move, proposal=proposal, mia=scene.member("Mia").pk, tom=scene.member("Tom").pk)


def test_a_birth_date_takes_nobodys_say_away(scene, login):
    """Else one person alone could drop whoever does not agree, where taking somebody off takes two."""
    proposal = make_proposal(scene, answered=True)
    younger = "UPDATE casework_person SET born_on = today() - 3650 WHERE id = %(tom)s"
    with refused(scene, match="take their say"):
        run(scene, younger, proposal=proposal, tom=scene.people[1].pk)


def test_a_say_is_not_taken_away_while_the_case_is_away_either(scene, login):
    moved = exits.move_away(scene.case, evidence="She rang", people_told="Both", by=scene.cast.asha)
    with pytest.raises(Invalid, match="take their say"):
        people.amend(scene.people[1], born_on=today() - timedelta(days=3650), birth_precision="day", by=scene.cast.asha)
    exits.resume(moved, reason="Back", by=scene.cast.asha)
    assert sorted(row.member.person.name for row in make_proposal(scene).participants.all()) == [
        "Rosa Bell",
        "Tom Bell",
    ]


def test_who_turns_sixteen_before_the_end_is_asked_too(cast, clock, role):
    now = today()
    kit = ("Kit Bell", (now + timedelta(days=3)).replace(year=now.year - 16))
    scene = make_scene(cast, CaseStatus.WORKING, ("Rosa Bell", date(1988, 4, 2)), kit)
    engagement.agree(scene.member("Kit"), how="in_person", by=cast.asha)
    proposal = make_proposal(scene, answered=True)
    assert proposal.participants.count() == 1
    clock.set(datetime.now(UTC) + timedelta(days=4))
    with refused(scene, match="those who were asked"), role("seed"):
        run(scene, CLOSURE_ROW, END_PROPOSAL, END_LEADS, CLOSE, proposal=proposal)
