"""What PostgreSQL refuses about cases and their people, whoever writes the statement and past every verb of ours."""

import pytest
from django.db import transaction

from agencies import clock, memberships, partners
from agencies.enums import RoleCode
from casework import allocations, engagement, households, lifecycle, members, people
from casework.enums import CaseStatus, LeavingReason
from casework.exceptions import LeadNotAvailable
from casework.models import Case, HouseholdChange, PersonIdentifier, PersonLink
from tests.database import ask, not_allowed, refused, run
from tests.factories.agencies import STARTED_ON, make_member
from tests.factories.casework import make_person, make_scene
from tests.factories.everything import make_every_row
from tests.factories.outcomes import scene_at

pytestmark = pytest.mark.usefixtures("db")

ROLES = ["app", "worker"]
END_LEAD = (
    "UPDATE casework_allocation SET ended_at = clock(), ended_by_id = %(mina)s, end_reason = 'so'"
    " WHERE case_id = %(case)s AND role = 'lead' AND ended_at IS NULL;"
)
ALLOCATE = (
    "INSERT INTO casework_allocation (id, case_id, membership_id, role, started_at, started_by_id, end_reason, handover_note,"
    " participants_told) VALUES (gen_random_uuid(), %(case)s, %({who})s, '{role}', clock(), %(mina)s, '', '', '');"
)
SET = "UPDATE casework_case SET {0} WHERE id = %(case)s;"
OFF = (
    "UPDATE casework_casemember SET leaving_reason = 'left', leaving_evidence = 'so', leaving_proposed_at = clock(),"
    " leaving_proposed_by_id = %({0})s, left_at = clock(), left_by_id = %({1})s WHERE id = %(member)s"
)
JOIN = (
    "INSERT INTO casework_casemember (id, version, case_id, person_id, joined_at, joined_by_id, leaving_reason,"
    " leaving_evidence, name_at_leaving)"
    " VALUES (gen_random_uuid(), 1, %({0})s, %(person)s, clock(), %(asha)s, '', '', '')"
)
ENGAGE = (
    "INSERT INTO casework_engagementagreement (id, member_id, agreed_at, agreed_by_id, how, words, withdrawn_how,"
    " withdrawn_witness, withdrawn_words)"
    " VALUES (gen_random_uuid(), %(member)s, clock(), %(asha)s, 'phone', '', '', '', '')"
)
LEAVE = (
    "INSERT INTO casework_caseexit (id, case_id, kind, from_status, evidence, people_told, receiving_service, check_on,"
    " recorded_at, recorded_by_id, confirmed_words, end_reason) VALUES (gen_random_uuid(), %(case)s, '{0}', 'working', 'so',"
    " 'so', 'Somebody', current_date + 9, clock(), %(mina)s, '', '');"
)
END_EXIT = "UPDATE casework_caseexit SET ended_at = clock(), ended_by_id = %(mina)s, end_reason = 'so' WHERE case_id = %(case)s"


NOT_ALLOWED = "the login role lacks the right"
HANDED_OVER = END_LEAD.replace("end_reason = 'so'", "end_reason = 'so', handover_note = 'so', participants_told = 'so'")


def names(cast) -> dict:
    """What statements call people by."""
    return {name: cast[name].membership.pk for name in ("asha", "ben", "mina", "max", "dot", "chidi")}


def as_each(role, constraint: str, statement: str, **values) -> None:
    """Every login role of the service is refused."""
    for name in ROLES:
        with role(name), not_allowed() if constraint == NOT_ALLOWED else refused(constraint):
            assert run(statement, **values) > 0


@pytest.mark.parametrize(
    ("attempt", "status", "statement", "constraint"),
    [
        ("two leads", "working", ALLOCATE.format(who="ben", role="lead"), "one_open_lead_per_case"),
        (
            "two parts of one worker",
            "working",
            ALLOCATE.format(who="asha", role="supporting"),
            "one_open_allocation_each",
        ),
        ("no lead", "working", END_LEAD, "case_has_its_lead"),
        (
            "led by another without a handover",
            "working",
            END_LEAD + ALLOCATE.format(who="ben", role="lead"),
            "lead_changes_by_handover",
        ),
        (
            "led by a partner's practitioner",
            "working",
            HANDED_OVER + ALLOCATE.format(who="chidi", role="lead"),
            "allocation_to_a_lasting_membership",
        ),
        (
            "lost without a try",
            "working",
            LEAVE.format("lost_contact") + SET.format("status = 'lost_contact'"),
            "contact_lost_after_tries",
        ),
        ("no lead while paused", "paused", END_LEAD, "case_has_its_lead"),
        ("no lead while transferred", "transferred", END_LEAD, "case_has_its_lead"),
        (
            "a lead who only supports",
            "working",
            "UPDATE casework_allocation SET role = 'supporting'",
            NOT_ALLOWED,
        ),
        ("accepted without a lead", "referred", SET.format("status = 'accepted'"), "case_has_its_lead"),
        ("referred and led", "working", SET.format("status = 'referred'"), "case_has_its_lead"),
        ("declined and led", "referred", ALLOCATE.format(who="ben", role="lead"), "case_has_its_lead"),
        ("supported at the front door", "referred", ALLOCATE.format(who="ben", role="supporting"), "case_has_its_lead"),
        ("supported when over", "declined", ALLOCATE.format(who="ben", role="supporting"), "case_has_its_lead"),
        ("paused without saying why", "working", SET.format("status = 'paused'"), "case_exit_is_on_record"),
        ("stepped up without saying why", "working", SET.format("status = 'stepped_up'"), "case_exit_is_on_record"),
        ("lost without saying why", "working", SET.format("status = 'lost_contact'"), "case_exit_is_on_record"),
        ("transferred without saying why", "working", SET.format("status = 'transferred'"), "case_exit_is_on_record"),
        (
            "away without saying why",
            "working",
            END_LEAD + SET.format("status = 'moved_away'"),
            "case_exit_is_on_record",
        ),
        ("dead without saying why", "working", END_LEAD + SET.format("status = 'died'"), "case_exit_is_on_record"),
        (
            "continued without saying why",
            "working",
            END_LEAD + SET.format("status = 'continued', continued_in_id = id"),
            "case_exit_is_on_record",
        ),
        (
            "a transfer that nobody confirmed",
            "transferred",
            END_LEAD + SET.format("status = 'transfer_confirmed'"),
            "case_exit_is_on_record",
        ),
        (
            "an exit of another kind",
            "working",
            LEAVE.format("paused") + SET.format("status = 'stepped_up'"),
            "case_exit_is_on_record",
        ),
        ("an exit that ended", "paused", END_EXIT, "case_exit_is_on_record"),
        (
            "an exit that turns into another",
            "paused",
            "UPDATE casework_caseexit SET kind = 'lost_contact'",
            NOT_ALLOWED,
        ),
        ("two exits at once", "paused", LEAVE.format("lost_contact"), "one_open_exit_per_case"),
        ("an exit of a case at work", "working", LEAVE.format("paused"), "case_exit_is_on_record"),
        ("continued nowhere", "working", SET.format("status = 'continued'"), "case_continued_names_the_other"),
        ("declined for no reason", "referred", SET.format("status = 'declined'"), "case_declined_has_a_reason"),
        ("a state that does not exist", "working", SET.format("status = 'forgotten'"), "case_status_is_known"),
        ("kept apart from nothing", "working", SET.format("kind = 'separated'"), "case_separated_names_its_source"),
        ("asked for nothing", "working", SET.format("reason = ' '"), "case_reason_said"),
    ],
)
def test_a_case_cannot_be(attempt, status, statement, constraint, cast, role):
    with role("seed"):
        scene = make_scene(cast, CaseStatus(status))
    as_each(role, constraint, statement, case=scene.case.pk, **names(cast))


@pytest.mark.parametrize("part", ["lead", "supporting"])
def test_who_acts_for_another_agency_is_not_allocated(part, cast, role):
    with role("seed"):
        scene = make_scene(cast)
        team = partners.register_team(agency=cast.chidi.agency, name="Early help", by=cast.adi)
        kit = make_member(cast.adi, "Kit", cast.chidi.agency, RoleCode.SUPPORT_WORKER, team)
    statement = (HANDED_OVER if part == "lead" else "") + ALLOCATE.format(who="kit", role=part)
    values = {"case": scene.case.pk, "kit": kit.membership.pk, **names(cast)}
    as_each(role, "allocation_within_the_leading_agency", statement, **values)
    with pytest.raises(LeadNotAvailable, match="share the case with that agency"):
        allocations.add_support(scene.case, membership=kit.membership, by=cast.mina)


# Of a review the category may change until it is held: the next one may be about something else.
@pytest.mark.parametrize(
    ("table", "column"),
    [
        ("outcome", "category"),
        ("action", "category"),
        *((each, "source_agency_id") for each in ("outcome", "action", "review")),
    ],
)
def test_what_decides_who_sees_a_row_of_content_stays(table, column, cast, role):
    with role("seed"):
        scene = make_every_row(cast)
    as_each(
        role,
        NOT_ALLOWED,
        f"UPDATE outcomes_{table} SET {column} = {column} WHERE case_id = %(case)s",
        case=scene.case.pk,
    )


def test_a_case_is_not_taken_to_another_team(cast, role):
    with role("seed"):
        scene = make_scene(cast)
    values = {"case": scene.case.pk, "south": cast.dot.team.pk}
    as_each(role, "case_stays_what_it_was", SET.format("team_id = %(south)s"), **values)


def test_a_lead_cannot_be_taken_from_one_case_to_another(cast, role):
    with role("seed"):
        led, waiting = make_scene(cast), make_scene(cast, CaseStatus.REFERRED, name="The Ray household")
    take = "UPDATE casework_allocation SET case_id = %(to)s WHERE case_id = %(case)s;"
    accept = "UPDATE casework_case SET status = 'accepted' WHERE id = %(to)s"
    as_each(role, NOT_ALLOWED, take + accept, case=led.case.pk, to=waiting.case.pk)


def test_a_lead_changes_hands_in_one_transaction_by_hand_too(cast, role):
    with role("seed"):
        scene = make_scene(cast)
    with transaction.atomic():
        run(HANDED_OVER + ALLOCATE.format(who="ben", role="lead"), case=scene.case.pk, **names(cast))
    assert allocations.open_lead(scene.case) == cast.ben.membership


@pytest.mark.parametrize("ended_on", ["today() - 1", "today()", "today() + 30"])
def test_a_membership_that_works_on_a_case_does_not_end(ended_on, cast, role):
    with role("seed"):
        scene = make_scene(cast)
        allocations.add_support(scene.case, membership=cast.ben.membership, by=cast.mina)
    for name in ("asha", "ben"):
        statement = f"UPDATE agencies_membership SET ended_on = {ended_on} WHERE id = %({name})s"
        as_each(role, "membership_still_leads", statement, **names(cast))


@pytest.mark.parametrize("ends", ["today", "later"])
def test_a_membership_that_has_an_end_gets_no_case(ends, cast, role):
    with role("seed"):
        scene = make_scene(cast)
        day = clock.today() if ends == "today" else clock.today().replace(year=clock.today().year + 1, day=1)
        memberships.end(cast.ben.membership, ended_on=day, by=cast.adi)
    statement = ALLOCATE.format(who="ben", role="supporting")
    as_each(role, "allocation_to_a_lasting_membership", statement, case=scene.case.pk, **names(cast))


def test_two_open_main_cases_of_one_household(cast, role):
    with role("seed"):
        scene = make_scene(cast, CaseStatus.DECLINED)
        lifecycle.refer(household=scene.household, team=cast.team, reason="Again", by=cast.asha)
    statement = SET.format("status = 'referred', decline_reason = ''")
    as_each(role, "one_open_main_case_per_household", statement, case=scene.case.pk)


@pytest.mark.parametrize("status", [CaseStatus.CLOSED, CaseStatus.DECLINED, CaseStatus.DIED])
def test_the_people_of_a_case_that_is_over_stay_as_they_are(status, cast, role):
    with role("seed"):
        scene = scene_at(cast, status)
        values = {"case": scene.case.pk, "member": scene.member("Mia").pk, "person": make_person(cast.asha, "Ivo").pk}
    for statement in (JOIN.format("case"), OFF.format("asha", "ben"), ENGAGE):
        as_each(role, "case_members_of_open_cases", statement, **values, **names(cast))


@pytest.mark.parametrize(
    ("attempt", "statement", "constraint"),
    [
        ("by one membership alone", OFF.format("asha", "asha"), "case_member_taken_off_by_two"),
        ("by one human being with two memberships", OFF.format("asha", "also_asha"), "case_member_taken_off_by_two"),
        (
            "without a first",
            "UPDATE casework_casemember SET left_at = clock(), left_by_id = %(ben)s",
            "case_member_taken_off_by_two",
        ),
        ("by nobody", "UPDATE casework_casemember SET left_at = clock()", "case_member_left_at_and_by"),
        (
            "by being swapped for somebody",
            "UPDATE casework_casemember SET person_id = %(person)s WHERE id = %(member)s",
            NOT_ALLOWED,
        ),
        (
            "by being moved to another case",
            "UPDATE casework_casemember SET case_id = %(other)s WHERE id = %(member)s",
            NOT_ALLOWED,
        ),
    ],
)
def test_nobody_is_taken_off_a_case(attempt, statement, constraint, cast, role):
    with role("seed"):
        scene, other = (
            make_scene(cast),
            make_scene(cast, CaseStatus.REFERRED, ("Uma Ray", None), name="The Ray household"),
        )
        also_asha = memberships.begin(
            user=cast.asha.user,
            agency=cast.team.agency,
            role=RoleCode.MANAGER,
            team=cast.team,
            started_on=STARTED_ON,
            by=cast.adi,
        )
        person = make_person(cast.asha, "Ivo")
    values = {**names(cast), "also_asha": also_asha.pk, "member": scene.member("Tom").pk}
    as_each(role, constraint, statement, **values, person=person.pk, other=other.case.pk)


def test_one_person_is_never_in_a_case_and_in_one_kept_apart_from_it(cast, role):
    with role("seed"):
        scene = make_scene(cast)
        tom = scene.member("Tom")
        tom = members.propose_leaving(tom, reason=LeavingReason.SEPARATED, evidence="She told Asha", by=cast.asha)
        members.confirm_leaving(tom, by=cast.mina)
        own = Case.objects.get(separated_from=scene.case)
    values = {**names(cast), "main": scene.case.pk, "own": own.pk, "member": tom.pk}
    shares = "separated_case_shares_nobody"
    as_each(role, shares, JOIN.format("main"), **values, person=tom.person_id)
    as_each(role, shares, JOIN.format("own"), **values, person=scene.member("Rosa").person_id)


def test_what_happened_once_neither_unhappens_nor_moves(cast, role):
    with role("seed"):
        scene = make_every_row(cast)
        engagement.withdraw(scene.member("Rosa").engagements.get(), how="phone", witness="Ben", by=cast.asha)
        away = make_scene(cast, CaseStatus.TRANSFER_CONFIRMED, name="The Ray household")
        tom = make_scene(cast, name="Apart").member("Tom")
        tom = members.propose_leaving(tom, reason=LeavingReason.LEFT, evidence="Gone", by=cast.asha)
        members.confirm_leaving(tom, by=cast.mina)
        households.undo(HouseholdChange.objects.get(), by=cast.asha)
        people.undo_link(PersonLink.objects.get(), by=cast.asha)
        people.withdraw_identifier(people.verify_identifier(PersonIdentifier.objects.get(), by=cast.asha), by=cast.asha)
    assert away.case.status == CaseStatus.TRANSFER_CONFIRMED
    settled = {
        "casework_allocation": ["ended"],
        "casework_caseexit": ["confirmed", "ended"],
        "casework_casemember": ["left"],
        "casework_engagementagreement": ["withdrawn"],
        "casework_householdchange": ["undone"],
        "casework_personidentifier": ["verified", "withdrawn"],
        "casework_personlink": ["undone"],
    }
    for table, acts in settled.items():
        for act in acts:
            for change in (f"{act}_at = NULL, {act}_by_id = NULL", f"{act}_at = {act}_at + interval '1 minute'"):
                as_each(role, "settled_once", f"UPDATE {table} SET {change} WHERE {act}_at IS NOT NULL")


@pytest.mark.parametrize(
    ("attempt", "change"),
    [
        (
            "to one of the household's own",
            "kind = 'main', separated_from_id = NULL, status = 'declined', decline_reason = 'mistaken'",
        ),
        ("to one kept apart from another", "separated_from_id = %(other)s"),
        ("to another household's", "household_id = %(household)s"),
        ("to another reference", "reference = 'AL-000000'"),
    ],
)
def test_a_separated_case_cannot_be_turned(attempt, change, cast, role):
    with role("seed"):
        scene, other = (
            make_scene(cast),
            make_scene(cast, CaseStatus.REFERRED, ("Uma Ray", None), name="The Ray household"),
        )
        tom = scene.member("Tom")
        tom = members.propose_leaving(tom, reason=LeavingReason.SEPARATED, evidence="She told Asha", by=cast.asha)
        members.confirm_leaving(tom, by=cast.mina)
        own = Case.objects.get(separated_from=scene.case)
    values = {"case": own.pk, "other": other.case.pk, "household": other.household.pk}
    as_each(role, "case_stays_what_it_was", SET.format(change), **values)


def test_a_yes_to_being_supported_stays_whose_it_was(cast, role):
    with role("seed"):
        scene = make_scene(cast)
    statement = "UPDATE casework_engagementagreement SET member_id = %(mia)s WHERE member_id = %(rosa)s"
    values = {"mia": scene.member("Mia").pk, "rosa": scene.member("Rosa").pk}
    as_each(role, NOT_ALLOWED, statement, **values)


NEVER_CHANGED = [
    "agencies_auditevent",
    "casework_contact",
    "casework_contact_about",
    "casework_contact_not_to_disclose_to",
    "casework_document",
    "casework_document_about",
    "casework_document_not_to_disclose_to",
    "casework_personname",
    "casework_statuschange",
    "casework_caseexit_attempts",
    "outcomes_understanding",
    "outcomes_understanding_about",
    "outcomes_understanding_not_to_disclose_to",
    "outcomes_outcome_about",
    "outcomes_outcome_not_to_disclose_to",
    "outcomes_outcomeversion",
    "outcomes_outcomeversion_participants",
    "outcomes_outcomeagreement",
    "outcomes_rating",
    "outcomes_action_about",
    "outcomes_action_not_to_disclose_to",
    "outcomes_review_about",
    "outcomes_review_not_to_disclose_to",
    "outcomes_review_took_part",
]


@pytest.mark.parametrize("login", ["app", "worker", "seed", "audit"])
def test_what_was_written_down_is_never_changed(login, role):
    with role(login):
        for table in NEVER_CHANGED:
            with not_allowed():
                run(f"UPDATE {table} SET id = id")


def test_versions_rise_with_every_change_made_by_hand(cast, role):
    with role("seed"):
        make_every_row(cast)
    tables = ["casework_case", "casework_household", "casework_person", "casework_address", "outcomes_action"]
    for name in ROLES:
        with role(name):
            for table in tables:
                before = ask(f"SELECT version FROM {table} ORDER BY id LIMIT 1")
                first = f"(SELECT id FROM {table} ORDER BY id LIMIT 1)"
                run(f"UPDATE {table} SET version = 1 WHERE id = {first}")
                assert ask(f"SELECT version FROM {table} WHERE id = {first}") == before + 1


def test_these_and_no_other_tables_carry_a_version():
    question = (
        "SELECT array_agg(table_name::text ORDER BY table_name) FROM information_schema.columns"
        " WHERE table_schema = 'public' AND column_name = 'version'"
    )
    tables = [
        "agencies_disclosure",
        "agencies_extract",
        "agencies_job",
        "agencies_sharingagreement",
        "casework_address",
        "casework_case",
        "casework_casemember",
        "casework_casewarning",
        "casework_household",
        "casework_linkanswer",
        "casework_person",
        "casework_reminderpreference",
        "outcomes_action",
    ]
    assert ask(question) == tables


def test_a_worker_who_leaves_tomorrow_is_a_member_like_any_other_today(cast, role):
    with role("seed"):
        lea = make_member(cast.adi, "Lea", cast.team.agency, RoleCode.SUPPORT_WORKER, cast.team)
    for name in ROLES:
        with role(name):
            assert (
                run("UPDATE agencies_membership SET ended_on = today() + 1 WHERE id = %(lea)s", lea=lea.membership.pk)
                == 1
            )
