"""People, agencies, teams and background work on pages: what a page says a change does is what the change does."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from agencies import clock, heartbeats, open_sessions, partners, tokens
from agencies.actors import member_actor
from agencies.enums import RoleCode, SystemActor
from agencies.models import Agency, ApiToken, Membership, PasswordLink, Team
from agencies.permissions import Permission, visible
from casework import allocations
from casework.enums import MessageState
from casework.models import Case, ReminderMessage
from tests.conftest import database_role
from tests.factories.agencies import Cast, make_member
from tests.factories.casework import Scene, make_scene
from tests.factories.reminders import make_reminder
from tests.factories.sharing import make_agreement, make_share
from web.jobs.views import JOBS, STATES
from web.memberships.words import POWERS
from worker.schedule import SCHEDULE

CANARY = "Qx7vzzy"


def text(answer: Any) -> str:
    return " ".join(re.sub("<[^>]+>", " ", answer.content.decode()).split())


def ask(browser: Client, address: str, **said: Any) -> Any:
    """Fill in the form of this page, if it has one; the answer says what would change."""
    page = browser.get(address)
    if 'name="effect"' in page.content.decode():
        return page
    return browser.post(address, {**travels(page), **said})


def travels(page: Any) -> dict[str, str]:
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page.content.decode()))


def confirm(browser: Client, address: str, told: Any) -> Any:
    """Press the button below what was told."""
    return browser.post(address, travels(told))


def boxes(name: str, days: int = 0) -> dict[str, str]:
    day = clock.today() + timedelta(days=days)
    return {f"{name}_0": str(day.day), f"{name}_1": str(day.month), f"{name}_2": str(day.year)}


def of(actor: Any, what: str = "") -> str:
    """The address of somebody's part."""
    return f"/memberships/{actor.signatory.pk}/{what}"


def number(page: str, pattern: str) -> int:
    """The number in a sentence."""
    found = re.search(pattern, page)
    assert found is not None, page
    return int(found[1])


def seen(membership: Membership) -> int:
    """How many households somebody sees under this membership, asked as themselves."""
    row = Membership.objects.select_related("user", "agency", "team").get(pk=membership.pk)
    cases = visible(member_actor(row), Permission.VIEW_CASE, Case.objects.all())
    return len(set(cases.values_list("household", flat=True)))


def make_scenes(people: Cast, count: int) -> list[Scene]:
    return [make_scene(people, name=f"The {CANARY} household {each}") for each in range(count)]


# What the page said is what then happened


@pytest.mark.parametrize("shared", [1, 3])
def test_a_partner_who_goes_loses_sight_of_as_many_households_as_was_said(
    shared: int, browser_of: Any, people: Cast
) -> None:
    with database_role("seed"):
        agreement = make_agreement(people)
        for scene in make_scenes(people, shared):
            make_share(scene, people.chidi, agreement=agreement)
    before = seen(people.chidi.signatory)
    adi = browser_of("adi")
    told = ask(adi, of(people.chidi, "end/"), when="at_once")
    assert number(text(told), r"Chidi will no longer see (\d+) shared household") == before == shared
    assert "Chidi has no other role, so they can no longer sign in" in text(told)
    assert Membership.objects.get(pk=people.chidi.signatory.pk).ended_on is None  # told, and not done
    assert confirm(adi, of(people.chidi, "end/"), told).status_code == 303
    assert seen(people.chidi.signatory) == 0
    assert Membership.objects.get(pk=people.chidi.signatory.pk).ended_on == clock.today()


@pytest.mark.parametrize("led", [1, 3])
@pytest.mark.parametrize("what", ["end", "change"])
def test_who_leads_households_cannot_go_before_each_is_handed_over(
    what: str, led: int, browser_of: Any, people: Cast
) -> None:
    with database_role("seed"):
        scenes = make_scenes(people, led)
    adi, address = browser_of("adi"), of(people.asha, f"{what}/")
    said = {"when": "later", **boxes("last_day", 10)} if what == "end" else {"role": "analyst", **boxes("starting_on")}
    told = ask(adi, address, **said)
    assert told.status_code == 409
    assert number(text(told), r"Asha leads (\d+) household") == led
    assert "nobody would lead them" in text(told)
    assert 'name="effect"' not in told.content.decode()  # there is no button
    page = adi.get(address)
    assert adi.post(address, {**travels(page), **said, "effect": "x"}).status_code == 409  # nor a way past it
    assert Membership.objects.get(pk=people.asha.signatory.pk).ended_on is None
    with database_role("seed"):
        for scene in scenes:
            words = {"reason": "Moves", "handover_note": "Tuesdays", "participants_told": "Both"}
            allocations.hand_over(scene.fresh(), to=people.ben.signatory, by=people.mina, **words)
    told = ask(adi, address, **said)
    assert confirm(adi, address, told).status_code == 303
    assert Membership.objects.get(pk=people.asha.signatory.pk).ended_on is not None


@pytest.mark.parametrize(
    ("role", "team", "gains", "loses"),
    [
        (RoleCode.MANAGER, "North", "give households their workers", ""),
        (RoleCode.SUPPORT_WORKER, "South", "", ""),
        (RoleCode.ANALYST, "", "see figures without names", "record the work with their team"),
        (RoleCode.ADMINISTRATOR, "", "keep people and agencies in order", "refer households"),
    ],
)
def test_another_role_or_team_gives_and_takes_what_was_said(
    role: str, team: str, gains: str, loses: str, browser_of: Any, people: Cast
) -> None:
    with database_role("seed"):
        make_scenes(people, 2)
    adi, address = browser_of("adi"), of(people.ben, "change/")
    row = Team.objects.filter(name=team).first()
    told = ask(adi, address, role=role, team=str(row.pk) if row else "", **boxes("starting_on"))
    page = text(told)
    assert ("Ben gains:" in page, "Ben can no longer:" in page) == (bool(gains), bool(loses))
    assert gains in page
    assert loses in page
    before, after = re.search(r"Ben (?:sees (.+?) now, and would see|goes on seeing) (.+?)\.", page).groups()  # type: ignore[union-attr]
    assert seen(people.ben.signatory) == first_number(before or after)
    assert confirm(adi, address, told).status_code == 303
    new = Membership.objects.exclude(pk=people.ben.signatory.pk).get(user=people.ben.user)
    assert (new.role, new.team, seen(new)) == (role, row, first_number(after))


def first_number(words: str) -> int:
    return int(re.search(r"\d+", words)[0]) if "no household" not in words else 0  # type: ignore[index]


@pytest.mark.parametrize(
    ("role", "team", "sees"),
    [
        ("support_worker", "North", "will see 2 households of their own agency"),
        ("support_worker", "South", "will see no household until"),
        ("analyst", "", "will see no household."),
    ],
)
def test_somebody_new_sees_what_was_said(role: str, team: str, sees: str, browser_of: Any, people: Cast) -> None:
    with database_role("seed"):
        make_scenes(people, 2)
    adi, row = browser_of("adi"), Team.objects.filter(name=team).first()
    said = {
        "name": "Ivo", "email": "ivo@example.org", "role": role, "team": str(row.pk) if row else "",
        "agency": str(people.team.agency_id), **boxes("started_on"),
    }  # fmt: skip
    told = ask(adi, "/memberships/new/", **said)
    assert f"Ivo {sees}" in text(told)
    assert "Ivo is sent an e-mail with a link to choose a password" in text(told)
    answer = confirm(adi, "/memberships/new/", told)
    assert answer.status_code == 303
    new = Membership.objects.get(user__email="ivo@example.org")
    assert seen(new) == (2 if "2" in sees else 0)
    assert not new.user.has_usable_password()
    with database_role("worker"):  # who may read which addresses wait
        assert list(PasswordLink.objects.values_list("email", flat=True)) == ["ivo@example.org"]
    assert confirm(adi, "/memberships/new/", told)["Location"] == answer["Location"]  # twice is once
    assert Membership.objects.filter(user__email="ivo@example.org").count() == 1


@pytest.mark.parametrize("number_of_sessions", [0, 1, 2])
def test_as_many_sessions_end_as_was_said(number_of_sessions: int, browser_of: Any, people: Cast) -> None:
    theirs = [browser_of("ben") for _ in range(number_of_sessions)]
    tokens.issue(people.ben.signatory)
    adi = browser_of("adi")
    told = ask(adi, of(people.ben, "sign-out/"))
    words = {0: "not signed in anywhere now", 1: "1 session ends", 2: "2 sessions end"}
    assert words[number_of_sessions] in text(told)
    assert "1 token for programs ends" in text(told)
    assert confirm(adi, of(people.ben, "sign-out/"), told).status_code == 303
    assert [browser.get("/caseload/").status_code for browser in theirs] == [302] * number_of_sessions
    assert not ApiToken.objects.in_force().exists()
    assert adi.get("/memberships/").status_code == 200  # nobody else's


def test_who_signs_themselves_out_everywhere_is_led_to_sign_in(browser_of: Any, people: Cast) -> None:
    adi, address = browser_of("adi"), of(people.adi, "sign-out/")
    assert confirm(adi, address, ask(adi, address))["Location"] == "/sign-in/?ended=out"
    assert open_sessions.counted({people.adi.signatory.user_id}).total() == 0


def test_who_is_deactivated_is_out_and_comes_back(browser_of: Any, people: Cast) -> None:
    ben, adi = browser_of("ben"), browser_of("adi")
    told = ask(adi, of(people.ben, "deactivate/"))
    assert "Ben cannot sign in any more" in text(told)
    confirm(adi, of(people.ben, "deactivate/"), told)
    assert ben.get("/caseload/").status_code == 302
    told = ask(adi, of(people.ben, "reactivate/"))
    assert "Ben can sign in again, as: support worker, North" in text(told)
    confirm(adi, of(people.ben, "reactivate/"), told)
    assert Membership.objects.current().filter(user=people.ben.user).exists()


@pytest.mark.parametrize("shared", [0, 2])
def test_an_agency_ends_with_what_was_said(shared: int, browser_of: Any, people: Cast) -> None:
    with database_role("seed"):
        agreement = make_agreement(people)
        for scene in make_scenes(people, shared):
            make_share(scene, people.chidi, agreement=agreement)
        make_member(people.adi, "Cleo", people.chidi.agency, RoleCode.PRACTITIONER)  # type: ignore[arg-type]
    police = people.chidi.signatory.agency
    adi, address = browser_of("adi"), f"/agencies/{police.pk}/end/"
    told = ask(adi, address, when="at_once")
    page, acting = text(told), Membership.objects.current().filter(agency=police)
    assert number(page, r"The parts of (\d+) people in it end") == acting.count() == 2
    assert ("2 households that others share with it now" in page) is bool(shared)
    assert "1 sharing agreement in force names it" in page
    assert confirm(adi, address, told).status_code == 303
    assert (acting.count(), seen(people.chidi.signatory)) == (0, 0)
    assert Agency.objects.get(pk=police.pk).ended_on == clock.today()


@pytest.mark.parametrize("what", ["agency", "team"])
def test_what_has_open_households_says_so_and_does_not_end(what: str, browser_of: Any, people: Cast) -> None:
    with database_role("seed"):
        make_scenes(people, 2)
        make_member(people.adi, "Polly", people.chidi.agency, RoleCode.ADMINISTRATOR)  # type: ignore[arg-type]
    address = f"/agencies/{people.team.agency_id}/end/" if what == "agency" else f"/teams/{people.team.pk}/end/"
    told = ask(browser_of("adi"), address, when="later", **boxes("last_day", 30))
    assert told.status_code == 409
    assert "has 2 households that are waiting or worked with" in text(told)
    assert ("4 people are in North" in text(told)) is (what == "team")


def test_a_team_is_made_renamed_appointed_and_ended(browser_of: Any, people: Cast) -> None:
    adi = browser_of("adi")
    page = f"/agencies/{people.team.agency_id}/"
    told = adi.get(f"{page}teams/new/")
    assert adi.post(f"{page}teams/new/", {**travels(told), "name": "West"}).status_code == 303
    west = Team.objects.get(name="West")
    for what, said, sentence in (
        ("rename", {"name": "Far west"}, "West is called Far west everywhere"),
        ("end", {"when": "at_once"}, "no household can be referred to Far west"),
    ):
        told = ask(adi, f"/teams/{west.pk}/{what}/", **said)
        assert sentence in text(told)
        assert confirm(adi, f"/teams/{west.pk}/{what}/", told).status_code == 303
    west.refresh_from_db()
    assert (west.name, west.ended_on) == ("Far west", clock.today())
    told = ask(adi, f"/teams/{people.team.pk}/appoint/", manager=str(people.max.signatory.pk), deputy="")
    assert "Mina is told of it no more" in text(told)
    assert confirm(adi, f"/teams/{people.team.pk}/appoint/", told).status_code == 303
    assert Team.objects.get(pk=people.team.pk).manager_id == people.max.signatory.pk


def test_what_changed_since_it_was_told_is_told_anew_and_not_done(browser_of: Any, people: Cast) -> None:
    adi, address = browser_of("adi"), of(people.chidi, "end/")
    told = ask(adi, address, when="at_once")
    with database_role("seed"):
        make_share(make_scenes(people, 1)[0], people.chidi, agreement=make_agreement(people))
    answer = confirm(adi, address, told)
    assert answer.status_code == 409
    assert "This changed since you looked" in text(answer)
    assert "Chidi will no longer see 1 shared household" in text(answer)
    assert Membership.objects.get(pk=people.chidi.signatory.pk).ended_on is None
    assert confirm(adi, address, answer).status_code == 303


def test_the_last_administrator_is_told_why_they_stay(browser_of: Any, people: Cast) -> None:
    adi, address = browser_of("adi"), of(people.adi, "end/")
    answer = confirm(adi, address, ask(adi, address, when="at_once"))
    assert answer.status_code == 409
    assert "would have no administrator any more" in text(answer)


# Who sees these pages, and what is never on them


def addresses(people: Cast) -> list[str]:
    agency = people.team.agency_id
    parts = ["", "change/", "end/", "sign-out/", "deactivate/", "reactivate/"]
    return [
        "/memberships/", "/memberships/new/", *(of(people.asha, part) for part in parts), "/agencies/",
        "/agencies/new/", f"/agencies/{agency}/", f"/agencies/{agency}/end/", f"/agencies/{agency}/teams/new/",
        *(f"/teams/{people.team.pk}/{part}/" for part in ("rename", "appoint", "end")), "/jobs/",
        "/site/",
    ]  # fmt: skip


@pytest.mark.parametrize("who", ["asha", "mina", "gill", "ana", "chidi"])
def test_nobody_but_an_administrator_opens_them(who: str, browser_of: Any, people: Cast) -> None:
    browser = browser_of(who)
    assert {browser.get(address).status_code for address in addresses(people)} <= {403, 404}
    assert "Background work" not in text(browser.get("/"))


def test_nobody_administrates_another_agency(browser_of: Any, people: Cast) -> None:
    with database_role("seed"):
        make_member(people.adi, "Polly", people.chidi.agency, RoleCode.ADMINISTRATOR)  # type: ignore[arg-type]
        beat = partners.register_team(agency=people.dot.agency, name="Beat", by=people.adi)  # type: ignore[arg-type]
    adi, police = browser_of("adi"), people.chidi.signatory.agency
    for part in ("", "change/", "end/", "sign-out/", "deactivate/"):
        assert adi.get(of(people.chidi, part)).status_code == 404
        assert adi.post(of(people.chidi, part), {"when": "at_once"}).status_code in {404, 405}
    assert "Chidi" not in text(adi.get("/memberships/"))
    assert {adi.get(f"/agencies/{police.pk}/{part}").status_code for part in ("end/", "teams/new/")} == {404}
    assert "It has an administrator of its own" in text(adi.get(f"/agencies/{police.pk}/"))
    said = {
        "name": "Ivo",
        "email": "ivo@example.org",
        "role": "analyst",
        "agency": str(police.pk),
        **boxes("started_on"),
    }
    assert ask(adi, "/memberships/new/", **said).status_code == 422
    assert beat.agency_id == people.team.agency_id


def test_no_page_of_an_administrator_names_a_household(browser_of: Any, people: Cast) -> None:
    with database_role("seed"):
        scene = make_scenes(people, 1)[0]
        make_share(scene, people.chidi, agreement=make_agreement(people))
        make_reminder(scene, days_ago=1)
        ReminderMessage.objects.update(state="uncertain", refusal="cut off")
    assert CANARY in text(browser_of("asha").get("/caseload/"))
    adi = browser_of("adi")
    said = {"when": "at_once", "role": "manager", "team": str(people.dot.team.pk), **boxes("starting_on")}  # type: ignore[union-attr]
    for address in [*addresses(people), of(people.chidi, "end/"), f"/agencies/{people.chidi.signatory.agency_id}/end/"]:
        answers = [adi.get(address), ask(adi, address, **said)]
        for answer in answers:
            shown = answer.content.decode()
            assert CANARY not in shown, address
            assert scene.case.reference not in shown, address


@pytest.mark.parametrize(
    "address", ["/memberships/", "/memberships/new/", "/agencies/", "/agencies/{agency}/", "/jobs/", "/tokens/"]
)
def test_the_queries_do_not_grow(address: str, browser_of: Any, people: Cast) -> None:
    adi, asked = browser_of("adi"), {}
    for count in (1, 3):
        with database_role("seed"):
            make_rows(people, range(1) if count == 1 else range(1, count))
        tokens.issue(people.adi.signatory)
        with CaptureQueriesContext(connection) as queries:
            assert adi.get(address.format(agency=people.team.agency_id)).status_code == 200
        asked[count] = len(queries)
    assert asked[1] == asked[3] <= 14, asked


def make_rows(people: Cast, numbers: range) -> None:
    """Of each kind that these pages list, one for each number."""
    for each in numbers:
        agency = partners.register_agency(code=f"a{each}", name=f"Agency {each}", kind="nhs", by=people.adi)  # type: ignore[arg-type]
        partners.register_team(agency=people.team.agency, name=f"Team {each}", by=people.adi)
        make_member(people.adi, f"Lou{each}", agency, RoleCode.PRACTITIONER)
        scene = make_scene(people, name=f"Household {each}")
        make_reminder(scene, days_ago=each)
    ReminderMessage.objects.update(state="uncertain", refusal="cut off")


# Background work


def test_every_bell_and_every_state_has_its_words() -> None:
    assert set(JOBS) == set(SCHEDULE)
    assert set(STATES) == set(MessageState)
    assert set(POWERS) == set(Permission)


@pytest.mark.parametrize("alive", [True, False])
def test_background_work_says_whether_it_is_done(alive: bool, browser_of: Any, people: Cast) -> None:
    for actor in SystemActor if alive else [SystemActor.BEAT]:
        heartbeats.record(actor)
    page = text(browser_of("adi").get("/jobs/"))
    assert ("is being done" in page) is alive
    assert ("Silent for too long" in page, "Never yet" in page) == (not alive, not alive)
    assert "Nothing waits for you" in page


@pytest.mark.parametrize(("decision", "state"), [("resend", "waiting"), ("confirm", "sent")])
def test_an_administrator_decides_about_an_e_mail(decision: str, state: str, browser_of: Any, people: Cast) -> None:
    with database_role("seed"):
        row = make_reminder(make_scenes(people, 1)[0], days_ago=1).message
    assert row is not None
    adi = browser_of("adi")
    assert str(row.pk) in text(adi.get("/jobs/"))
    send: Callable[[], Any] = lambda: adi.post("/jobs/decide/", {"message": str(row.pk), "decision": decision})  # noqa: E731
    assert send().status_code == send().status_code == 303  # a second press says that nothing is left to decide
    row.refresh_from_db()
    assert row.state == state


@pytest.mark.parametrize(
    ("colour", "paper", "white"), [("#12414b", "9.8 to 1", "11.1 to 1"), ("#5b1a4a", "10.9 to 1", "12.4 to 1")]
)
def test_the_site_s_colour_says_how_well_it_can_be_read(
    colour: str, paper: str, white: str, browser_of: Any, settings: Any
) -> None:
    settings.SITE = replace(settings.SITE, name="Together in Wexbridge", colour=colour)
    page = text(browser_of("adi").get("/site/"))
    assert "Together in Wexbridge" in page
    assert f"As text on our paper {paper}" in page
    assert f"Under white text {white}" in page


# Tokens


def test_a_token_is_shown_once_and_ends(browser_of: Any, people: Cast) -> None:
    asha = browser_of("asha")
    assert "No program acts as you" in text(asha.get("/tokens/"))
    shown = re.search(r"along_[\w-]+", asha.post("/tokens/").content.decode())
    assert shown is not None
    assert tokens.actor_for(shown[0]).user == people.asha.user
    page = asha.get("/tokens/").content.decode()
    assert "along_" not in page
    key = ApiToken.objects.get().pk
    assert browser_of("ben").post("/tokens/end/", {"token": str(key)}).status_code == 404
    assert asha.post("/tokens/end/", {"token": str(key)}).status_code == 303
    assert not ApiToken.objects.in_force().exists()


def test_the_number_that_families_ring_is_given_and_taken_away(browser_of: Any, people: Cast) -> None:
    ana, address = browser_of("adi"), of(people.asha, "phone/")
    told = ask(ana, address, phone="01632 960 123")
    assert "families ring Asha on 01632 960 123" in text(told)
    assert confirm(ana, address, told).status_code == 303
    assert Membership.objects.get(pk=people.asha.membership.pk).phone == "01632 960 123"
    assert "01632 960 123" in text(ana.get(of(people.asha)))
    wrong = ask(ana, address, phone="ring me")
    assert "Enter a telephone number in figures" in text(confirm(ana, address, wrong))
    told = ask(ana, address, phone="")
    assert "have no number for Asha" in text(told)
    assert "go on saying 01632 960 123" in text(told)
    confirm(ana, address, told)
    assert Membership.objects.get(pk=people.asha.membership.pk).phone == ""
