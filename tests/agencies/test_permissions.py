"""What each role may do, to which rows, and in what words the rest is refused."""

from datetime import timedelta

import pytest

from agencies import clock, memberships, users
from agencies.actors import Actor, member_actor, participant_actor, system_actor
from agencies.enums import RoleCode
from agencies.exceptions import NOT_FOUND, Missing, NotPermitted, SecondPersonNeeded
from agencies.models import Membership, User
from agencies.permissions import ROLES, Permission, check, check_second_person, holds, may, visible
from casework import allocations, lifecycle, members
from casework.enums import CaseStatus, LeavingReason
from casework.models import Case, Contact, Household, HouseholdMember, Person
from tests.conftest import database_role
from tests.factories.agencies import STARTED_ON, Cast, make_member
from tests.factories.casework import make_contact, make_household, make_person, make_scene
from tests.factories.everything import make_every_row, models_with_access

pytestmark = pytest.mark.usefixtures("db")

PARTNER = {"view_case", "contribute_to_case", "refer_case", "open_in_emergency"}
CASEWORK = PARTNER | {"work_case", "share_case", "confirm_as_second_person"}
# What each role may do, as a service manager would write it down.
MAY = {
    "support_worker": CASEWORK,
    "practitioner": PARTNER,
    "manager": CASEWORK
    | {"triage_case", "allocate_case", "continue_case", "view_figures", "keep_conflicts"}
    | {"decide_nominations"},
    "governance_lead": {"manage_agreements", "view_trail", "keep_conflicts", "match_conflicts"}
    | {"hand_over_extracts", "review_links", "keep_objections", "disclose"},
    "analyst": {"view_figures"},
    "administrator": {"manage_access"},
}
TEAM = {"asha", "ben", "mina", "max"}


def reloaded(actor: Actor) -> Actor:
    """The same membership as it is now."""
    return member_actor(Membership.objects.select_related("user", "agency", "team").get(pk=actor.membership.pk))


def office(cast: Cast) -> dict[str, Actor]:
    """The cast, and those whom a rule could forget: many of them sit in the very team that holds the case."""
    adi, council, north = cast.adi, cast.team.agency, cast.team
    members_of_office = {name: cast[name] for name in Cast.__dataclass_fields__}
    for name, role, team in [
        ("analyst in the team", RoleCode.ANALYST, north),
        ("administrator in the team", RoleCode.ADMINISTRATOR, north),
        ("governance lead in the team", RoleCode.GOVERNANCE_LEAD, north),
        ("practitioner in the team", RoleCode.PRACTITIONER, north),
        ("leaver", RoleCode.SUPPORT_WORKER, north),
        ("starter of tomorrow", RoleCode.SUPPORT_WORKER, north),
        ("deactivated manager", RoleCode.MANAGER, north),
        ("deactivated superuser", RoleCode.MANAGER, north),
        ("superuser who is an analyst", RoleCode.ANALYST, north),
        ("superuser who is a stranger", RoleCode.SUPPORT_WORKER, cast.dot.team),
    ]:
        members_of_office[name] = make_member(adi, name.replace(" ", "-"), council, role, team)
    memberships.end(members_of_office["leaver"].membership, ended_on=clock.today(), by=adi)
    starter = Membership.objects.filter(pk=members_of_office["starter of tomorrow"].membership.pk)
    with database_role("owner"):  # the service itself cannot: when a membership began is never rewritten
        starter.update(started_on=clock.today() + timedelta(days=1))
    for name in ("deactivated manager", "deactivated superuser"):
        users.deactivate(members_of_office[name].user, by=adi)
    User.objects.filter(name__contains="superuser").update(is_superuser=True)
    known = {name: reloaded(actor) for name, actor in members_of_office.items()}
    return known | {
        "a participant": participant_actor(cast.asha.membership.pk),
        "the service itself": system_actor("worker"),
        # Loaded before they left or were deactivated, as in a request that is under way.
        **{f"{name}, loaded before": members_of_office[name] for name in ("leaver", "deactivated manager")},
    }


def who(people: dict[str, Actor], permission: Permission, row) -> set[str]:
    """Names of those who may do this to the row."""
    return {name for name, actor in people.items() if may(actor, permission, row)}


@pytest.mark.parametrize("permission", list(Permission))
@pytest.mark.parametrize("role", list(RoleCode))
def test_each_role_may_do_what_is_written_down_and_nothing_else(role, permission):
    actor = member_actor(Membership(user=User(), role=role))
    assert holds(actor, permission) == (permission.value in MAY[role.value])


def test_each_role_says_in_a_sentence_what_it_is():
    assert set(ROLES) == set(RoleCode)
    assert all(role.sentence.endswith(".") and len(role.sentence.split()) > 3 for role in ROLES.values())


@pytest.mark.parametrize("actor", [participant_actor(User().pk), system_actor("beat"), system_actor("worker")])
def test_who_acts_without_a_membership_holds_nothing(actor):
    assert not any(holds(actor, permission) for permission in Permission)


def test_a_deactivated_user_holds_nothing_however_great_their_role():
    actor = member_actor(Membership(user=User(is_active=False, is_superuser=True), role=RoleCode.MANAGER))
    assert not any(holds(actor, permission) for permission in Permission)


@pytest.mark.parametrize("active", [True, False])
def test_a_superuser_has_no_permission_by_being_one(active):
    user = User(is_active=active, is_superuser=True)
    assert not user.has_perm("casework.view_case")
    assert not user.has_perm("casework.view_case", Case())
    assert not user.has_module_perms("casework")


def test_who_may_do_what_to_a_case_of_the_team(cast, role):
    with role("seed"):
        people, case = office(cast), make_scene(cast, CaseStatus.WORKING).case
    assert {permission.value: who(people, permission, case) for permission in Permission} == {
        "view_case": TEAM,
        "contribute_to_case": TEAM,
        "work_case": TEAM,
        "share_case": TEAM,
        "confirm_as_second_person": TEAM,
        "refer_case": TEAM,
        "triage_case": {"mina", "max"},
        "allocate_case": {"mina", "max"},
        "continue_case": {"mina", "max"},
        "view_figures": {"mina", "max"},  # asked of the role alone too; they see their team's cases anyhow
        # Asked of the role alone: no row of a case is a matter of administration, and who oversees sees no case.
        "manage_agreements": set(),
        "manage_access": set(),
        "view_trail": set(),
        "keep_conflicts": {"mina", "max"},  # asked of the role alone, too
        "match_conflicts": set(),
        "hand_over_extracts": set(),
        "review_links": set(),
        "disclose": set(),
        "decide_nominations": {"mina", "max"},  # asked of the role alone, too
        "keep_objections": set(),
        "open_in_emergency": set(),  # the role may; nobody has opened this one
    }


def test_every_row_of_a_case_and_of_its_household_is_seen_by_those_who_see_the_case(cast, role):
    with role("seed"):
        people = office(cast)
        make_every_row(cast)
    seen = {
        model.__name__: {
            name for name, actor in people.items() if visible(actor, Permission.VIEW_CASE, model.objects).exists()
        }
        for model in models_with_access()
    }
    # Tom's own household has no case yet, so whoever sits in the team that wrote it down sees it, and what hangs on it.
    written_down = {"Household", "HouseholdMember", "HouseholdChange", "Person", "PersonLink"}
    gone_with_the_share = {"CaseGroupGrant", "CaseUserGrant"}
    # Where somebody is in secret is known to those alone who work with them now, and nobody works on a case that is closed.
    held = {"HeldCase", "ConfidentialAddress"}
    expected = {
        model.__name__: TEAM | ({"practitioner in the team"} if model.__name__ in written_down else set())
        for model in models_with_access()
    }
    assert seen == expected | {key: set() for key in gone_with_the_share} | {key: {"mina", "max"} for key in held}


def test_the_list_and_the_single_question_agree(cast, role):
    with role("seed"):
        people = office(cast)
        rows = [make_scene(cast, name=name).case for name in ("One", "Two")]
    for actor in people.values():
        listed = set(visible(actor, Permission.VIEW_CASE, Case.objects.all()))
        assert listed == {case for case in rows if may(actor, Permission.VIEW_CASE, case)}


def test_a_supporter_from_another_team_sees_the_case_while_they_support_it(cast, role):
    with role("seed"):
        scene = make_scene(cast)
        support = allocations.add_support(scene.case, membership=cast.dot.membership, by=cast.mina)
        make_contact(scene)
    assert may(cast.dot, Permission.WORK_CASE, scene.case)
    assert visible(cast.dot, Permission.VIEW_CASE, Contact.objects.all()).count() == 1
    assert may(cast.dot, Permission.VIEW_CASE, scene.household)
    assert not may(cast.dora, Permission.VIEW_CASE, scene.case)  # a supporter does not bring their manager along
    allocations.end_support(support, reason="She did what was asked", by=cast.mina)
    assert not may(cast.dot, Permission.VIEW_CASE, scene.case)


def test_a_case_with_two_allocations_of_one_worker_s_team_is_listed_once(cast, role):
    with role("seed"):
        scene = make_scene(cast)
        allocations.add_support(scene.case, membership=cast.ben.membership, by=cast.mina)
    for model in (Case, Household, Person, HouseholdMember):
        listed = list(visible(cast.ben, Permission.VIEW_CASE, model.objects.all()).values_list("pk", flat=True))
        assert len(listed) == len(set(listed)) > 0


def separate(cast, scene, *, team=None):
    """Tom has a case of his own from now on."""
    member = scene.member("Tom")
    evidence = "She told Asha alone, on Tuesday"
    member = members.propose_leaving(member, reason=LeavingReason.SEPARATED, evidence=evidence, by=cast.asha)
    members.confirm_leaving(member, team=team, by=cast.mina)
    return Case.objects.get(separated_from=scene.case)


def test_a_separated_case_in_the_same_team_is_seen_by_its_workers_and_the_managers_only(cast, role):
    with role("seed"):
        scene, people = make_scene(cast), office(cast)
        own = separate(cast, scene)
        assert who(people, Permission.VIEW_CASE, own) == {"mina", "max"}
        lifecycle.accept(own, lead=cast.ben.membership, by=cast.mina)
    assert who(people, Permission.VIEW_CASE, own) == {"ben", "mina", "max"}
    assert who(people, Permission.VIEW_CASE, own.members.get()) == {"ben", "mina", "max"}
    assert who(people, Permission.VIEW_CASE, scene.case) == TEAM


def test_a_separated_case_in_another_team_opens_its_person_and_nothing_of_the_household(cast, role):
    with role("seed"):
        scene = make_scene(cast)
        own = separate(cast, scene, team=cast.dot.team)
        lifecycle.accept(own, lead=cast.dot.membership, by=cast.dora)
    rosa, tom, _ = scene.people
    for actor in (cast.dot, cast.dora):
        assert may(actor, Permission.VIEW_CASE, own)
        assert may(actor, Permission.VIEW_CASE, tom)
        assert not may(actor, Permission.VIEW_CASE, rosa)
        assert not may(actor, Permission.VIEW_CASE, scene.case)
        assert not may(actor, Permission.VIEW_CASE, scene.household)
        assert not visible(actor, Permission.VIEW_CASE, HouseholdMember.objects.all()).exists()
    for actor in (cast.asha, cast.ben, cast.mina, cast.max):
        assert not may(actor, Permission.VIEW_CASE, own)


def test_before_there_is_a_case_the_team_that_wrote_somebody_down_sees_them(cast, role):
    with role("seed"):
        household, (person,) = make_household(cast.dot, ("Uma Ray", None), name="The Ray household")
        alone = make_person(cast.dot, "Ivo Ray")
    for row in (household, person, alone):
        assert {name for name in Cast.__dataclass_fields__ if may(cast[name], Permission.VIEW_CASE, row)} == {
            "dot",
            "dora",
        }


def test_a_partner_goes_on_with_what_they_wrote_down_themselves_and_nobody_else_does(cast, role):
    with role("seed"):
        household, (person,) = make_household(cast.chidi, ("Uma Ray", None), name="The Ray household")
        colleague = make_member(cast.adi, "Cora", cast.chidi.agency, RoleCode.PRACTITIONER)
        elsewhere = make_person(cast.asha, "Ivo Ray")
    everybody = {**{name: cast[name] for name in Cast.__dataclass_fields__}, "colleague": colleague}
    for row in (household, person):
        assert who(everybody, Permission.REFER_CASE, row) == {"chidi"}
        assert who(everybody, Permission.VIEW_CASE, row) == {"chidi"}
        assert who(everybody, Permission.WORK_CASE, row) == set()
    assert not may(cast.chidi, Permission.REFER_CASE, elsewhere)


def test_a_partner_s_referral_opens_its_rows_to_the_team_that_takes_it_in(cast, role):
    with role("seed"):
        household, people = make_household(cast.chidi, ("Uma Ray", None), name="The Ray household")
        case = lifecycle.refer(household=household, team=cast.team, reason="Called twice", people=people, by=cast.chidi)
    everybody = {name: cast[name] for name in Cast.__dataclass_fields__}
    assert who(everybody, Permission.VIEW_CASE, case) == TEAM
    for row in (household, people[0]):  # until somebody answers, the referrer still puts right what they wrote down
        assert who(everybody, Permission.VIEW_CASE, row) == TEAM | {"chidi"}
    assert not may(cast.chidi, Permission.REFER_CASE, case)


@pytest.mark.parametrize(
    ("name", "permission", "refusal"),
    [
        ("asha", Permission.WORK_CASE, None),
        ("asha", Permission.TRIAGE_CASE, NotPermitted),  # sees it, and may not
        ("ben", Permission.ALLOCATE_CASE, NotPermitted),
        ("mina", Permission.ALLOCATE_CASE, None),
        ("mina", Permission.MANAGE_ACCESS, NotPermitted),
        ("dot", Permission.WORK_CASE, Missing),  # holds the permission, and does not see the case
        ("dora", Permission.ALLOCATE_CASE, Missing),
        ("chidi", Permission.WORK_CASE, Missing),
        ("gill", Permission.VIEW_CASE, Missing),
        ("ana", Permission.VIEW_CASE, Missing),
        ("adi", Permission.MANAGE_ACCESS, Missing),
    ],
)
def test_seen_but_not_allowed_is_refused_and_hidden_is_missing(name, permission, refusal, cast, role):
    with role("seed"):
        case = make_scene(cast, CaseStatus.REFERRED).case
    if refusal is None:
        check(cast[name], permission, case)
    else:
        with pytest.raises(refusal):
            check(cast[name], permission, case)


def test_hidden_and_absent_are_told_in_the_same_words(cast, role):
    with role("seed"):
        case = make_scene(cast, CaseStatus.REFERRED).case
    answers = []
    for row in (case, Case()):
        with pytest.raises(Missing) as refusal:
            check(cast.dot, Permission.VIEW_CASE, row)
        answers.append((refusal.value.detail, refusal.value.fields))
    assert answers[0] == answers[1] == (NOT_FOUND, {})


def test_a_refusal_names_the_roles_that_can(cast):
    with pytest.raises(NotPermitted) as refusal:
        check(cast.ana, Permission.ALLOCATE_CASE)
    assert refusal.value.detail == "As analyst you cannot do this. It can be done by: manager."
    with pytest.raises(NotPermitted) as refusal:
        check(system_actor("beat"), Permission.MANAGE_ACCESS)
    assert refusal.value.detail == "As your part you cannot do this. It can be done by: administrator."


def test_without_a_row_only_those_who_act_today_and_hold_the_role_pass(cast, role):
    with role("seed"):
        people = office(cast)
        leaver = make_member(cast.adi, "Lea", cast.team.agency, RoleCode.ADMINISTRATOR)
        memberships.end(leaver.membership, ended_on=clock.today(), by=cast.adi)
    passed = set()
    for name, actor in {**people, "administrator who left": leaver}.items():
        try:
            check(actor, Permission.MANAGE_ACCESS)
        except NotPermitted:
            continue
        passed.add(name)
    assert passed == {"adi", "administrator in the team"}


def test_the_second_person_is_another_human_being_who_works_on_the_case(cast, role):
    with role("seed"):
        case = make_scene(cast).case
        also_asha = member_actor(
            memberships.begin(
                user=cast.asha.user,
                agency=cast.team.agency,
                role=RoleCode.MANAGER,
                team=cast.team,
                started_on=STARTED_ON,
                by=cast.adi,
            )
        )
    first = cast.asha.membership
    answers = {}
    for name, actor in {
        **{each: cast[each] for each in Cast.__dataclass_fields__},
        "asha as manager": also_asha,
    }.items():
        try:
            check_second_person(actor, first, case)
            answers[name] = "yes"
        except (SecondPersonNeeded, Missing) as refusal:
            answers[name] = refusal.code
    assert answers == {
        "ben": "yes",
        "mina": "yes",
        "max": "yes",
        "asha": "second_person_needed",
        "asha as manager": "second_person_needed",
        **dict.fromkeys(["chidi", "dot", "dora", "gill", "ana", "adi"], "not_found"),
    }
