"""Who keeps which agency, that nobody keeps another's, and that somebody always does."""

from datetime import timedelta

import pytest
from django.contrib.auth.hashers import make_password
from django.test import Client

from agencies import clock, invitations, keepers, memberships, open_sessions, partners, tokens, users
from agencies.enums import AgencyKind, RoleCode
from agencies.exceptions import (
    AgencyStillWorks,
    Invalid,
    LastAdministrator,
    MembershipStillLeads,
    NotPermitted,
    TokenRefused,
)
from agencies.models import Agency, Membership, PasswordLink, Team
from casework import lifecycle
from casework.enums import CaseStatus
from casework.exceptions import TransitionRefused
from tests.database import refused, run
from tests.factories.agencies import make_member
from tests.factories.casework import make_household, make_scene

pytestmark = pytest.mark.usefixtures("db")

ADMINISTRATOR = RoleCode.ADMINISTRATOR


@pytest.fixture
def polly(cast):
    """The police have an administrator of their own."""
    return make_member(cast.adi, "Polly", cast.chidi.agency, ADMINISTRATOR)


def acts(cast, by):
    """Everything that can be done to the people and teams of the police, in an order in which each can be done."""
    police, chidi = cast.chidi.agency, cast.chidi
    today = clock.today()
    said = {"email": "ivo@example.org", "name": "Ivo", "role": RoleCode.PRACTITIONER, "started_on": today}
    team = Team.objects.filter(agency=police).first()
    return {
        "make a team": lambda: partners.register_team(agency=police, name="Night", by=by),
        "rename a team": lambda: partners.rename_team(team, name="Day", by=by),
        "end a team": lambda: partners.end_team(team, ended_on=today, by=by),
        "invite somebody": lambda: invitations.invite(agency=police, by=by, **said),
        "change a role": lambda: memberships.change(chidi.membership, role=RoleCode.ANALYST, starting_on=today, by=by),
        "sign somebody out": lambda: users.sign_out(chidi.user, by=by),
        "deactivate somebody": lambda: users.deactivate(chidi.user, by=by),
        "end the agency": lambda: partners.end_agency(police, ended_on=today, by=by),
    }


@pytest.mark.parametrize("own_administrator", [True, False])
def test_an_agency_with_an_administrator_is_kept_by_them_alone(own_administrator, cast, role):
    with role("seed"):
        partners.register_team(agency=cast.chidi.agency, name="Beat", by=cast.adi)
        own = make_member(cast.adi, "Polly", cast.chidi.agency, ADMINISTRATOR) if own_administrator else None
    if own is not None:
        for act in acts(cast, cast.adi).values():
            with pytest.raises(NotPermitted):
                act()
        assert [each.name for each in keepers.agencies_kept_by(cast.adi)] == ["Council support service"]
    for act in acts(cast, own or cast.adi).values():
        act()
    assert Agency.objects.get(code="police").ended_on == clock.today()


def test_nobody_but_an_administrator_keeps_anything(cast, role):
    with role("seed"):
        partners.register_team(agency=cast.chidi.agency, name="Beat", by=cast.adi)
    for name in ("asha", "mina", "gill", "ana", "chidi"):
        assert not keepers.agencies_kept_by(cast[name]).exists()
        for act in acts(cast, cast[name]).values():
            with pytest.raises(NotPermitted):
                act()


@pytest.mark.parametrize("way", ["end", "change", "deactivate"])
@pytest.mark.parametrize(
    ("other", "goes"),
    [
        ("nobody", False),
        ("one who stays", True),
        ("one who begins the day after", False),
        ("one whose end is known", False),
        ("one who is deactivated", False),
        ("one of another agency", False),
    ],
)
def test_the_last_administrator_stays_until_there_is_another(other, goes, way, cast, role):
    today, council = clock.today(), cast.team.agency
    with role("seed"):
        if other != "nobody":
            where = cast.chidi.agency if other == "one of another agency" else council
            lea = make_member(cast.adi, "Lea", where, ADMINISTRATOR)
    with role("owner"):  # past the verbs, which would refuse some of it
        rows = Membership.objects.filter(user__name="Lea")
        if other == "one who begins the day after":
            rows.update(started_on=today + timedelta(days=1))
        if other == "one whose end is known":
            rows.update(ended_on=today + timedelta(days=90))
        if other == "one who is deactivated":
            type(lea.user).objects.filter(pk=lea.user.pk).update(is_active=False)
    calls = {
        "end": lambda: memberships.end(cast.adi.membership, ended_on=today, by=cast.adi),
        "change": lambda: memberships.change(
            cast.adi.membership, role=RoleCode.ANALYST, starting_on=today, by=cast.adi
        ),
        "deactivate": lambda: users.deactivate(cast.adi.user, by=cast.adi),
    }
    if goes:
        calls[way]()
        return
    with pytest.raises(LastAdministrator):
        calls[way]()
    assert Membership.objects.current().filter(pk=cast.adi.membership.pk, ended_on=None).exists()


def test_an_administrator_who_moves_to_a_team_is_still_one(cast):
    row = memberships.change(
        cast.adi.membership, role=ADMINISTRATOR, team=cast.team, starting_on=clock.today(), by=cast.adi
    )
    assert (row.team, row.ended_on) == (cast.team, None)


def test_the_last_agency_with_an_administrator_does_not_end(cast, polly):
    with pytest.raises(LastAdministrator):
        memberships.end(polly.membership, ended_on=clock.today(), by=polly)
    partners.end_agency(cast.chidi.agency, ended_on=clock.today(), by=polly)
    with pytest.raises(LastAdministrator):
        partners.end_agency(cast.team.agency, ended_on=clock.today(), by=cast.adi)


@pytest.mark.parametrize(
    ("role_code", "team", "field"),
    [
        (RoleCode.SUPPORT_WORKER, "its own", "role"),  # what they are already
        (RoleCode.MANAGER, "none", "team"),
        (RoleCode.MANAGER, "its own", None),
        (RoleCode.SUPPORT_WORKER, "another", None),
        (RoleCode.ANALYST, "none", None),
    ],
)
def test_a_change_of_role_ends_one_membership_and_begins_another(role_code, team, field, cast):
    teams = {"its own": cast.team, "another": cast.dot.team, "none": None}
    said = {"role": role_code, "team": teams[team], "starting_on": clock.today(), "by": cast.adi}
    if field is not None:
        with pytest.raises(Invalid) as refusal:
            memberships.change(cast.ben.membership, **said)
        assert set(refusal.value.fields) == {field}
        return
    begun = memberships.change(cast.ben.membership, **said)
    assert (begun.role, begun.team, begun.started_on, begun.ended_on) == (role_code, teams[team], clock.today(), None)
    old = Membership.objects.get(pk=cast.ben.membership.pk)
    assert (old.role, old.ended_on) == (RoleCode.SUPPORT_WORKER, clock.today())


def test_who_leads_hands_over_before_their_role_changes(cast, role):
    with role("seed"):
        make_scene(cast)
    with pytest.raises(MembershipStillLeads):
        memberships.change(
            cast.asha.membership, role=RoleCode.MANAGER, team=cast.team, starting_on=clock.today(), by=cast.adi
        )
    assert Membership.objects.filter(user=cast.asha.user).count() == 1


def test_who_is_registered_keeps_their_name_and_gets_a_role_beside_it(cast):
    said = {"role": RoleCode.ANALYST, "started_on": clock.today(), "agency": cast.team.agency, "by": cast.adi}
    new = invitations.invite(email="Ivo@example.org", name="Ivo", **said)
    assert (new.user.email, new.user.has_usable_password()) == ("ivo@example.org", False)
    later = said | {"started_on": clock.today() + timedelta(days=1)}
    invitations.invite(email="una@example.org", name="Una", **later)  # who does not act yet is sent nothing
    assert list(PasswordLink.objects.values_list("email", flat=True)) == ["ivo@example.org"]
    type(cast.chidi.user).objects.filter(pk=cast.chidi.user.pk).update(password=make_password("so"))
    known = invitations.invite(email="CHIDI@example.org", name="Somebody else", **said)
    assert PasswordLink.objects.count() == 1  # nor whoever has a password
    assert (known.user, known.user.name) == (cast.chidi.user, "Chidi")


# Ends


@pytest.mark.parametrize("what", ["team", "agency"])
@pytest.mark.parametrize(
    ("status", "ends"), [(CaseStatus.REFERRED, False), (CaseStatus.PAUSED, False), (CaseStatus.DECLINED, True)]
)
def test_what_has_open_households_does_not_end(status, ends, what, cast, polly, role):
    with role("seed"):
        south = cast.dot.team
        household, people = make_household(cast.dot, name="The South household")
        case = lifecycle.refer(household=household, team=south, reason="Arrears", people=people, by=cast.dot)
        if status == CaseStatus.DECLINED:
            lifecycle.decline(case, decline_reason="not_wanted", explanation="No", by=cast.dora)
        elif status == CaseStatus.PAUSED:
            case = lifecycle.accept(case, lead=cast.dot.membership, by=cast.dora)
    table = {"team": "agencies_team", "agency": "agencies_agency"}[what]
    key = south.pk if what == "team" else south.agency_id
    if ends:
        run(f"UPDATE {table} SET ended_on = today() WHERE id = %(key)s", key=key)
        return
    with refused("ends_without_open_cases"):
        run(f"UPDATE {table} SET ended_on = today() WHERE id = %(key)s", key=key)
    said = {"ended_on": clock.today(), "by": cast.adi}
    with pytest.raises((AgencyStillWorks, MembershipStillLeads)):
        partners.end_team(south, **said) if what == "team" else partners.end_agency(south.agency, **said)


@pytest.mark.parametrize("what", ["team", "agency"])
def test_nothing_opens_at_a_door_that_is_shut(what, cast, polly, role):
    with role("seed"):
        household, people = make_household(cast.dot, name="The South household")
        said = {"household": household, "team": cast.dot.team, "reason": "Arrears", "people": people, "by": cast.dot}
        case = lifecycle.decline(
            lifecycle.refer(**said), decline_reason="not_wanted", explanation="They said no", by=cast.dora
        )
    day = clock.today() + timedelta(days=30)  # known, and not yet come: whoever came now would be left there
    if what == "team":
        Team.objects.filter(pk=cast.dot.team.pk).update(ended_on=day)
    else:
        Agency.objects.filter(pk=cast.dot.agency.pk).update(ended_on=day)
    with pytest.raises(Invalid) as refusal:
        lifecycle.refer(**said)
    assert set(refusal.value.fields) == {"team"}
    with pytest.raises(TransitionRefused):
        lifecycle.reconsider(case, reason="They called", by=cast.dora)
    with refused("case_opens_where_somebody_stays"):
        run("UPDATE casework_case SET status = 'referred', decline_reason = '' WHERE id = %(key)s", key=case.pk)


def test_a_team_ends_when_its_people_have_gone(cast):
    night = partners.register_team(agency=cast.team.agency, name="Night", by=cast.adi)
    lou = make_member(cast.adi, "Lou", cast.team.agency, RoleCode.SUPPORT_WORKER, night)
    with pytest.raises(AgencyStillWorks):
        partners.end_team(night, ended_on=clock.today(), by=cast.adi)
    memberships.change(
        lou.membership, role=RoleCode.SUPPORT_WORKER, team=cast.team, starting_on=clock.today(), by=cast.adi
    )
    ended = partners.end_team(night, ended_on=clock.today(), by=cast.adi)
    assert ended.ended_on == clock.today()
    with pytest.raises(Invalid):
        memberships.begin(
            user=lou.user, agency=night.agency, role=RoleCode.MANAGER, team=ended, started_on=clock.today(), by=cast.adi
        )


def test_an_agency_ends_with_everybody_in_it(cast):
    fire = partners.register_agency(code="fire", name="Fire", kind=AgencyKind.FIRE, by=cast.adi)
    today = clock.today()
    for name in ("Lou", "Mo"):
        make_member(cast.adi, name, fire, RoleCode.PRACTITIONER)
    later = invitations.invite(
        email="x@example.org", name="X", agency=fire, role=RoleCode.ANALYST, started_on=today + timedelta(days=9),
        by=cast.adi,
    )  # fmt: skip
    assert partners.end_agency(fire, ended_on=today, by=cast.adi).ended_on == today
    assert not Membership.objects.current().filter(agency=fire).exists()
    later.refresh_from_db()
    assert later.ended_on == later.started_on  # it never begins


# Signed out everywhere


def signed_in(actor, *, seen_ago: timedelta = timedelta(0)) -> Client:
    """A browser with a session of theirs, last used so long ago."""
    client = Client()
    client.force_login(actor.user)
    session = client.session
    session[open_sessions.SEEN] = (clock.now() - seen_ago).isoformat()
    session.save()
    return client


def test_signed_out_everywhere_ends_sessions_and_tokens_of_theirs_and_nobody_else_s(cast):
    signed_in(cast.ben), signed_in(cast.ben), signed_in(cast.asha)
    signed_in(cast.ben, seen_ago=timedelta(hours=2))  # over already, since nothing happened for a while
    token = tokens.issue(cast.ben.membership)
    everybody = {cast.ben.user.pk, cast.asha.user.pk}
    assert open_sessions.counted(everybody) == {cast.ben.user.pk: 2, cast.asha.user.pk: 1}
    users.sign_out(cast.ben.user, by=cast.adi)
    assert open_sessions.counted(everybody) == {cast.asha.user.pk: 1}
    with pytest.raises(TokenRefused):
        tokens.actor_for(token)
    assert tokens.issue(cast.ben.membership)  # they come back as they please


@pytest.mark.parametrize("login", ["app", "worker"])
def test_sessions_that_ended_by_themselves_are_removed_and_no_others(login, cast, role):
    signed_in(cast.ben)
    old = signed_in(cast.asha).session
    run(
        "UPDATE django_session SET expire_date = clock() - interval '1 second' WHERE session_key = %(key)s",
        key=old.session_key,
    )
    with role(login):
        assert open_sessions.clear_expired() == 1
        assert open_sessions.clear_expired() == 0
    assert open_sessions.counted({cast.ben.user.pk}) == {cast.ben.user.pk: 1}


@pytest.mark.parametrize("count", [1, 3])
def test_sessions_are_counted_in_two_queries(count, cast, django_assert_num_queries):
    for _ in range(count):
        signed_in(cast.ben)
    with django_assert_num_queries(2):
        assert open_sessions.counted({cast.ben.user.pk}).total() == count
