"""What is due is told to whoever is concerned, once each; and no longer when the reason is gone."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier

import pytest
from django.db import connections

from agencies import clock as clocks
from agencies import memberships, partners, users
from agencies.enums import DataCategory
from agencies.exceptions import Missing
from casework import allocations, engagement, exits, reminder_preferences, reminders
from casework.enums import CaseStatus, Channel, Means
from casework.models import CaseExit, Reminder
from outcomes import actions, closure, reviews
from outcomes.models import Action, Review
from tests.conftest import database_role
from tests.factories.casework import make_contact, make_scene
from tests.factories.outcomes import make_proposal
from tests.factories.reminders import MONDAY, Minutes

pytestmark = pytest.mark.usefixtures("db")


@pytest.fixture
def minutes(clock, cast):
    """It is Monday, eight o'clock."""
    bells = Minutes(clock, cast)
    bells.at(0)
    return bells


@pytest.fixture
def scene(minutes, cast):
    """A case of Asha's from that Monday, with a contact, and a review far ahead."""
    with database_role("seed"):
        made = make_scene(cast, CaseStatus.WORKING)
        make_contact(made)
        return made


def take_on(scene, due: int, **owner):
    """An action due so many days after Monday; Asha's, unless somebody else is named."""
    with database_role("seed"):
        return actions.take_on(
            scene.case,
            title="Ask the landlord",
            due_on=MONDAY + timedelta(days=due),
            category=DataCategory.HOUSING,
            reason="safety",
            by=scene.cast.asha,
            **(owner or {"owner_worker": scene.cast.asha.membership}),
        )


def prefer(who, **said):
    """Say how one wants to be reminded."""
    with database_role("seed"):
        return reminder_preferences.amend(reminder_preferences.preference_for(who), by=who, **said)


ASHA_DUE, ASHA_OVERDUE = ("action_due", "asha", "worker"), ("action_overdue", "asha", "worker")
MAX, MINA = ("action_overdue", "max", "deputy"), ("action_overdue", "mina", "manager")


@pytest.mark.parametrize(
    ("day", "told"),
    [
        (3, set()),
        (4, {ASHA_DUE}),  # a day ahead, as the default says
        (5, {ASHA_DUE}),
        (6, {ASHA_OVERDUE}),  # and the first one has had its day
        (8, {ASHA_OVERDUE}),
        (9, {ASHA_OVERDUE, MAX}),  # three days after Asha was told
        (12, {ASHA_OVERDUE, MAX}),
        (13, {ASHA_OVERDUE, MAX, MINA}),  # seven days after
        (40, {ASHA_OVERDUE, MAX, MINA}),
    ],
)
def test_an_action_is_told_to_its_owner_then_to_the_deputy_then_to_the_manager(day, told, minutes, scene):
    take_on(scene, 5)
    for each in (3, 4, 6, 9, 13):
        if each <= day:
            minutes.plan(each)
    minutes.plan(day, 17)
    assert minutes.told(kind__startswith="action") == told


def test_each_is_told_once_however_often_it_is_planned(minutes, scene):
    take_on(scene, 5)
    minutes.plan(5)
    keys = list(Reminder.objects.values_list("pk", "raised_at"))
    assert [minutes.plan(5, 9, minute) for minute in range(5)] == [0] * 5
    assert list(Reminder.objects.values_list("pk", "raised_at")) == keys


def test_the_service_was_away_for_a_month_and_nobody_is_told_over_the_workers_head(minutes, scene):
    take_on(scene, 5)
    minutes.plan(40)
    assert minutes.told(kind="action_overdue") == {ASHA_OVERDUE}
    minutes.plan(43)
    assert minutes.told(kind="action_overdue") == {ASHA_OVERDUE, MAX}


@pytest.mark.parametrize(("lead_days", "first"), [(0, 5), (1, 4), (5, 0), (14, 0)])
def test_as_many_days_ahead_as_one_likes(lead_days, first, minutes, scene):
    prefer(scene.cast.asha, lead_days=lead_days)
    take_on(scene, 5)
    days = [day for day in range(6) if minutes.plan(day) and minutes.told(kind="action_due")]
    assert days[:1] == [first]


# Who is told


def owner_of(scene, name):
    return {"owner_member": scene.member("Rosa")} if name == "rosa" else {"owner_worker": scene.cast[name].membership}


@pytest.mark.parametrize(("owner", "told"), [("asha", "asha"), ("ben", "ben"), ("rosa", "asha"), ("chidi", "asha")])
def test_an_action_of_a_participant_goes_to_the_cases_lead(owner, told, minutes, scene):
    take_on(scene, 5, **owner_of(scene, owner))
    minutes.plan(6)
    assert minutes.told(kind="action_overdue") == {("action_overdue", told, "worker")}


def test_an_action_of_somebody_who_left_goes_to_the_lead(minutes, scene):
    take_on(scene, 5, owner_worker=scene.cast.ben.membership)
    minutes.plan(6)
    with database_role("seed"):
        memberships.end(scene.cast.ben.membership, ended_on=MONDAY + timedelta(days=6), by=scene.cast.adi)
    minutes.plan(6, 9)
    assert minutes.told(kind="action_overdue") == {ASHA_OVERDUE}
    assert minutes.cancelled() == {("action_overdue", "recipient_left")}


@pytest.mark.parametrize(
    ("deputy", "manager", "lead", "ladder"),
    [
        ("max", "mina", "asha", [("asha", "worker"), ("max", "deputy"), ("mina", "manager")]),
        (None, "mina", "asha", [("asha", "worker"), ("mina", "manager")]),  # no deputy: the manager in their place
        ("max", "mina", "max", [("max", "worker"), ("mina", "manager")]),  # nobody is told twice
        ("max", "mina", "mina", [("mina", "worker"), ("max", "deputy")]),
        (None, "mina", "mina", [("mina", "worker")]),
    ],
)
def test_the_ladder_has_as_many_rungs_as_there_are_people(deputy, manager, lead, ladder, minutes, cast):
    with database_role("seed"):
        partners.appoint(
            cast.team, manager=cast[manager].membership, deputy=cast[deputy].membership if deputy else None, by=cast.adi
        )
        scene = make_scene(cast)
        make_contact(scene)
        take_on(scene, 5, owner_worker=cast[lead].membership)
    came = []
    for day in (6, 8, 9, 12, 13, 16, 29):
        minutes.plan(day)
        now = {(name, step) for _, name, step in minutes.told(kind="action_overdue")}
        came += sorted(now - set(came))
    assert came == ladder


def test_who_is_deactivated_is_not_told_and_the_next_is(minutes, scene):
    with database_role("seed"):
        users.deactivate(scene.cast.max.user, by=scene.cast.adi)
    take_on(scene, 5)
    for day in range(6, 14):
        minutes.plan(day)
    assert minutes.told(kind="action_overdue") == {ASHA_OVERDUE, MINA}


@pytest.mark.parametrize("whole_caseload", [False, True])
def test_after_a_handover_the_new_lead_is_told_and_not_the_old_one(whole_caseload, minutes, scene):
    take_on(scene, 5, **owner_of(scene, "rosa"))
    minutes.plan(6)
    told = {"handover_note": "Tuesdays", "participants_told": "Both"}
    cast, to = scene.cast, scene.cast.ben.membership
    with database_role("seed"):
        if whole_caseload:
            handover = allocations.Handover(scene.fresh(), to, **told)
            allocations.hand_over_caseload(cast.asha.membership, handovers=[handover], reason="Moves", by=cast.mina)
        else:
            allocations.hand_over(scene.fresh(), to=to, by=cast.mina, reason="Moves", **told)
    minutes.plan(7)
    assert minutes.told(kind="action_overdue") == {("action_overdue", "ben", "worker")}
    assert ("action_overdue", "handed_over") in minutes.cancelled()


# What is due


def plan_review(scene, due):
    with database_role("seed"):
        return reviews.plan(scene.case, due_on=MONDAY + timedelta(days=due), by=scene.cast.asha)


@pytest.mark.parametrize(
    ("day", "kind"), [(3, None), (4, "review_due"), (5, "review_due"), (6, "review_missed"), (9, "review_missed")]
)
def test_a_review_is_due_and_then_missed(day, kind, minutes, scene):
    plan_review(scene, 5)
    minutes.plan(day)
    told = minutes.told(kind__startswith="review")
    assert told == ({(kind, "asha", "worker")} if kind else set())


@pytest.mark.parametrize(("day", "is_told"), [(20, False), (21, True)])
def test_silence_is_told_after_21_days(day, is_told, minutes, scene):
    minutes.plan(day)
    assert minutes.told() == ({("no_contact", "asha", "worker")} if is_told else set())


@pytest.mark.parametrize(
    ("channel", "was_reached", "breaks"),
    [(Channel.PHONE, True, True), (Channel.PHONE, False, False), (Channel.NONE, True, False)],
)
def test_only_who_was_reached_breaks_the_silence(channel, was_reached, breaks, minutes, scene):
    minutes.at(10)
    with database_role("seed"):
        make_contact(scene, channel=channel, was_reached=was_reached)
    minutes.plan(25)
    assert (minutes.told(kind="no_contact") == set()) is breaks


def test_a_case_without_any_contact_is_counted_from_when_it_was_taken_in(minutes, cast):
    with database_role("seed"):
        make_scene(cast)
    assert [day for day in (20, 21) if minutes.plan(day)] == [21]


@pytest.mark.parametrize(("day", "is_told"), [(date(2026, 8, 31), False), (date(2026, 9, 1), True)])
def test_a_yes_is_asked_for_again_after_six_months(day, is_told, minutes, scene):
    minutes.plan(day)
    told = minutes.told(kind="engagement_to_renew")
    assert told == ({("engagement_to_renew", "asha", "worker")} if is_told else set())


def test_a_yes_is_the_workers_to_ask_and_nobody_elses(minutes, scene):
    for day in range(180, 200):
        minutes.plan(day)
    assert minutes.told(kind="engagement_to_renew") == {("engagement_to_renew", "asha", "worker")}
    assert Reminder.objects.filter(kind="engagement_to_renew").count() == 2  # Rosa's and Tom's


@pytest.mark.parametrize(("day", "is_told"), [(12, False), (13, True), (14, True)])
def test_a_case_that_rests_is_looked_at_again_on_its_day(day, is_told, minutes, scene):
    with database_role("seed"):
        exits.pause(
            scene.fresh(),
            check_on=MONDAY + timedelta(days=14),
            evidence="They asked",
            people_told="Rosa",
            by=scene.cast.asha,
        )
    minutes.plan(day)
    assert minutes.told() == ({("exit_to_check", "asha", "worker")} if is_told else set())


# When the reason is gone


def finish(scene):
    actions.finish(Action.objects.get(), by=scene.cast.asha)


def drop(scene):
    actions.drop(Action.objects.get(), reason="No need", by=scene.cast.asha)


def put_off(scene):
    actions.put_off(Action.objects.get(), due_on=clocks.today() + timedelta(days=9), by=scene.cast.asha)


def hold(scene):
    reviews.hold(
        Review.objects.get(),
        summary="Better",
        took_part=[scene.member("Rosa")],
        next_on=clocks.today() + timedelta(days=40),
        by=scene.cast.asha,
    )


def reach(scene):
    make_contact(scene)


def pause(scene):
    exits.pause(
        scene.fresh(),
        check_on=clocks.today() + timedelta(days=200),
        evidence="They asked",
        people_told="Rosa",
        by=scene.cast.asha,
    )


def close(scene):
    make_proposal(scene, answered=True)
    closure.close(scene.fresh(), by=scene.cast.asha)


def withdraw(scene):
    for name in ("Rosa", "Tom"):
        engagement.withdraw(scene.member(name).engagements.get(), how=Means.PHONE, witness="Ben", by=scene.cast.asha)


def resume(scene):
    exits.resume(scene.fresh(), reason="Back", by=scene.cast.asha)


@pytest.mark.parametrize(
    ("kind", "day", "gone", "reason"),
    [
        ("action_overdue", 7, finish, "settled"),
        ("action_overdue", 7, drop, "settled"),
        ("action_overdue", 7, put_off, "settled"),
        ("action_overdue", 7, pause, "case_left"),
        ("action_overdue", 7, close, "case_left"),
        ("action_due", 5, finish, "settled"),
        ("review_missed", 7, hold, "settled"),
        ("review_missed", 7, pause, "case_left"),
        ("no_contact", 30, reach, "settled"),
        ("no_contact", 30, pause, "case_left"),
        ("engagement_to_renew", 200, withdraw, "settled"),
        ("engagement_to_renew", 200, pause, "case_left"),
    ],
)
def test_when_the_reason_is_gone_the_reminder_is(kind, day, gone, reason, minutes, scene):
    take_on(scene, 5)
    plan_review(scene, 5)
    minutes.plan(day)
    assert minutes.told(kind=kind)
    minutes.at(day, 9)
    with database_role("seed"):
        gone(scene)
    minutes.plan(day, 10)
    assert minutes.told(kind=kind) == set()
    assert (kind, reason) in minutes.cancelled()


def test_a_case_that_came_back_needs_no_looking_at(minutes, scene):
    with database_role("seed"):
        pause(scene)
    assert CaseExit.objects.get().check_on == MONDAY + timedelta(days=200)
    minutes.plan(200)
    assert minutes.told(kind="exit_to_check")
    with database_role("seed"):
        resume(scene)
    minutes.plan(200, 10)
    assert minutes.told(kind="exit_to_check") == set()


def test_what_comes_back_is_told_again(minutes, scene):
    action = take_on(scene, 5)
    minutes.plan(7)
    with database_role("seed"):
        actions.finish(action, by=scene.cast.asha)
    minutes.plan(8)
    assert minutes.told(kind="action_overdue") == set()
    with database_role("seed"):
        actions.take_up_again(Action.objects.get(), by=scene.cast.asha)
    minutes.plan(9)
    assert minutes.told(kind="action_overdue") == {ASHA_OVERDUE}
    assert Reminder.objects.filter(kind="action_overdue").count() == 1


def test_the_reminders_of_a_source_that_is_no_longer_there_end(minutes, scene, settings, monkeypatch):
    take_on(scene, 5)
    minutes.plan(7)
    left = [path for path in settings.REMINDER_SOURCES if "actions" not in path]
    from casework import reminder_sources  # noqa: PLC0415 - its list is remembered, and forgotten here

    settings.REMINDER_SOURCES = left
    reminder_sources._registered.cache_clear()
    try:
        minutes.plan(7, 9)
    finally:
        reminder_sources._registered.cache_clear()
    assert minutes.told(kind__startswith="action") == set()


# Out of office


def away(who, first, last, **said):
    prefer(who, away_from=MONDAY + timedelta(days=first), away_until=MONDAY + timedelta(days=last), **said)


@pytest.mark.parametrize(
    ("stand_in", "deputy_too", "told"),
    [
        ("ben", False, "ben"),
        (None, False, "max"),  # the deputy
        ("ben", True, "max"),  # Ben is away himself
    ],
)
def test_for_who_is_away_somebody_else_is_told_as_well(stand_in, deputy_too, told, minutes, scene, cast):
    away(cast.asha, 4, 10, stand_in=cast[stand_in].membership if stand_in else None)
    if deputy_too:
        away(cast.ben, 1, 20)
    take_on(scene, 5)
    assert minutes.ring(6) == [told]
    assert minutes.told(kind="action_overdue") == {ASHA_OVERDUE, ("action_overdue", told, "worker")}
    assert Reminder.objects.get(recipient=cast[told].membership).stands_in_for == cast.asha.membership


@pytest.mark.parametrize(("day", "mailed"), [(3, []), (4, ["ben"]), (10, ["ben"]), (11, ["asha"])])
def test_away_is_from_the_first_day_to_the_last(day, mailed, minutes, scene, cast):
    away(cast.asha, 4, 10, stand_in=cast.ben.membership)
    take_on(scene, day - 1) if day > 3 else None
    assert minutes.ring(day) == mailed


def test_back_again_they_have_it_and_the_stand_in_has_not(minutes, scene, cast):
    away(cast.asha, 4, 10, stand_in=cast.ben.membership)
    take_on(scene, 9)
    assert minutes.ring(10) == ["ben"]
    assert minutes.ring(11) == ["asha"]
    assert minutes.told(kind="action_overdue") == {ASHA_OVERDUE}


def test_where_nobody_can_stand_in_it_goes_to_them(minutes, scene, cast):
    for who in (cast.asha, cast.max, cast.mina):
        away(who, 0, 20)
    take_on(scene, 5)
    assert minutes.ring(6) == ["asha"]


# Reading


def test_a_recipient_sees_their_own_and_marks_them_read(minutes, scene, cast):
    take_on(scene, 5)
    minutes.plan(6)
    row = reminders.reminders_for(cast.asha).get()
    for other in (cast.ben, cast.mina, cast.dot, cast.ana, cast.adi):
        assert not reminders.reminders_for(other).exists()
        with pytest.raises(Missing):
            reminders.mark_read(row, by=other)
    assert reminders.mark_read(row, by=cast.asha).read_at == clocks.now()
    minutes.at(7)
    assert reminders.mark_read(row, by=cast.asha).read_at < clocks.now()


def test_whom_the_case_is_hidden_from_passes_it_on(minutes, scene, cast):
    """Dot stands in and works with another team: the deputy is told in her place."""
    away(cast.asha, 4, 10, stand_in=cast.dot.membership)
    take_on(scene, 5)
    minutes.ring(6, 9)
    assert minutes.cancelled() == {("action_overdue", "hidden")}
    minutes.plan(6, 10)
    assert minutes.told(kind="action_overdue") == {ASHA_OVERDUE, ("action_overdue", "max", "worker")}
    assert minutes.plan(6, 11) == 0


def test_all_at_once(minutes, scene, cast):
    for _ in range(3):
        take_on(scene, 5)
    minutes.plan(6)
    reminders.mark_all_read(by=cast.asha)
    assert not reminders.reminders_for(cast.asha).filter(read_at__isnull=True).exists()
    assert minutes.ring(6, 9) == []


# At once


def test_two_planners_at_once_raise_each_reminder_once(minutes, scene):
    for _ in range(20):
        take_on(scene, 5)
    minutes.at(6)
    together = Barrier(4, timeout=30)

    def one(_: int) -> int:
        try:
            with database_role("worker"):
                connections["default"].ensure_connection()
                together.wait()
                return reminders.plan()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(one, range(4))) == 20
    assert Reminder.objects.count() == 20


def test_a_reminder_holds_no_word_of_anybodys(minutes, scene):
    take_on(scene, 5)
    minutes.plan(6)
    row = Reminder.objects.values().get()
    assert not [value for value in row.values() if isinstance(value, str) and "landlord" in value.lower()]
