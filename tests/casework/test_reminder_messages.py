"""An e-mail goes once, or is shown: through clock changes, refusals, lost connections, and workers that end half-way."""

import smtplib
from concurrent.futures import ThreadPoolExecutor
from datetime import date, time, timedelta
from threading import Barrier

import pytest
from django.core import mail as outbox
from django.core.mail.backends.locmem import EmailBackend
from django.db import IntegrityError, connections, transaction

from agencies import clock as clocks
from agencies import memberships
from agencies.actors import acting
from agencies.enums import DataCategory, SystemActor
from agencies.exceptions import Missing, NotPermitted
from agencies.models import AuditEvent
from casework import digests, mail, reminder_messages, reminder_preferences, reminders, undelivered
from casework.enums import MessageState as S
from casework.exceptions import NothingToDecide
from casework.mail import Outcome
from casework.models import Reminder, ReminderMessage
from outcomes import actions
from outcomes.models import Action
from tests.conftest import database_role
from tests.database import not_allowed, refused, run
from tests.factories.casework import make_contact, make_scene
from tests.factories.reminders import MONDAY, Minutes

pytestmark = pytest.mark.usefixtures("db")

SPRING_FORWARD, FALL_BACK = date(2026, 3, 29), date(2026, 10, 25)


@pytest.fixture
def minutes(clock, cast):
    """It is Monday, eight o'clock."""
    bells = Minutes(clock, cast)
    bells.at(0)
    return bells


@pytest.fixture
def scene(minutes, cast):
    """A case of Asha's from that Monday."""
    with database_role("seed"):
        made = make_scene(cast, name="The Canary household")
        make_contact(made)
        return made


def take_on(scene, on: date, who="asha", title="Ask the landlord about Canary"):
    with database_role("seed"):
        return actions.take_on(
            scene.case,
            title=title,
            due_on=on,
            category=DataCategory.HOUSING,
            reason="safety",
            owner_worker=scene.cast[who].membership,
            by=scene.cast.asha,
        )


def prefer(who, **said):
    with database_role("seed"):
        return reminder_preferences.amend(reminder_preferences.preference_for(who), by=who, **said)


@pytest.fixture
def due(scene):
    """An action of Asha's that is due on Tuesday, so that she is told on Monday."""
    return take_on(scene, MONDAY + timedelta(days=1))


# When


@pytest.mark.parametrize(
    ("wanted", "times", "goes"),
    [
        ("08:00", ["07:59", "08:00", "08:01", "12:00"], "08:00"),
        ("08:00", ["12:00", "13:00"], "12:00"),  # late is better than not at all
        ("00:00", ["00:00", "08:00"], "00:00"),
        ("17:30", ["08:00", "17:29", "17:30"], "17:30"),
    ],
)
def test_one_digest_a_day_at_its_hour(wanted, times, goes, minutes, scene):
    prefer(scene.cast.asha, digest_at=time.fromisoformat(wanted))
    take_on(scene, MONDAY + timedelta(days=3))
    take_on(scene, MONDAY + timedelta(days=3))
    sent = {each: minutes.ring(2, *map(int, each.split(":"))) for each in times}
    assert {each: to for each, to in sent.items() if to} == {goes: ["asha"]}
    assert "2 reminders" in outbox.outbox[0].subject


@pytest.mark.parametrize(
    ("day", "wanted", "goes"),
    [
        (SPRING_FORWARD, "08:00", "07:00Z"),
        (SPRING_FORWARD, "01:30", "01:00Z"),  # does not exist: at the next instant that does
        (SPRING_FORWARD, "02:00", "01:00Z"),
        (FALL_BACK, "08:00", "08:00Z"),
        (FALL_BACK, "01:30", "00:30Z"),  # comes twice: once
        (FALL_BACK, "02:00", "02:00Z"),
    ],
)
def test_on_the_day_when_the_clocks_change_it_goes_exactly_once(day, wanted, goes, minutes, clock, cast):
    minutes.at(day - timedelta(days=3))
    prefer(cast.asha, digest_at=time.fromisoformat(wanted), lead_days=0)
    with database_role("seed"):
        scene = make_scene(cast)
    take_on(scene, day)
    midnight, sent = minutes.at(day, 0), []
    for half_hours in [*range(-1, 7), *range(13, 20), 30, 45]:
        instant = midnight + timedelta(minutes=30 * half_hours)
        clock.set(instant)
        sent += [f"{instant:%H:%MZ}" for _ in minutes.ring_now()]
    assert sent == [goes]


@pytest.mark.parametrize("day", [SPRING_FORWARD, FALL_BACK])
def test_overdue_begins_at_local_midnight(day, minutes, clock, cast):
    minutes.at(day - timedelta(days=3))
    with database_role("seed"):
        scene = make_scene(cast)
    take_on(scene, day)
    midnight = minutes.at(day + timedelta(days=1), 0)
    for seconds, is_overdue in [(-1, False), (0, True)]:
        clock.set(midnight + timedelta(seconds=seconds))
        minutes.plan_now()
        assert bool(minutes.told(kind="action_overdue")) is is_overdue


def test_what_comes_up_after_the_days_digest_waits_for_the_next(minutes, scene, due):
    assert minutes.ring(0, 9) == ["asha"]
    take_on(scene, MONDAY + timedelta(days=1))
    assert [minutes.ring(0, 10), minutes.ring(0, 23, 59), minutes.ring(1, 7, 59), minutes.ring(1)] == [
        [],
        [],
        [],
        ["asha"],
    ]


def test_quiet_hours_are_quiet_though_the_digest_comes_late(minutes, scene, due):
    prefer(scene.cast.asha, quiet_from=time(18), quiet_until=time(7))
    minutes.at(0, 17, 59)
    with database_role("worker"):
        reminders.plan()
        digests.prepare_digests()
    assert [minutes.ring(0, 18), minutes.ring(1, 6, 59), minutes.ring(1, 7)] == [[], [], ["asha"]]


# What stands in it


def test_it_has_a_link_and_counts_and_no_word_of_anybodys(minutes, scene, settings):
    settings.SERVICE_ADDRESS, settings.DEFAULT_FROM_EMAIL = "https://along.example", "Alongside <post@along.example>"
    take_on(scene, MONDAY)
    take_on(scene, MONDAY + timedelta(days=1))
    minutes.ring(1, 9)
    sent = outbox.outbox[0]
    assert sent.subject == "Alongside: 2 reminders"
    assert "2 reminders in Alongside, 1 of them past the day" in sent.body
    assert "https://along.example/" in sent.body
    raw = sent.message().as_string()
    for word in ("Canary", scene.case.reference, "Rosa", "Bell", "landlord", "Asha", "North"):
        assert word not in raw.replace("asha@example.org", "")
    assert sent.message()["Message-ID"] == f"<reminder-{ReminderMessage.objects.get().pk}@along.example>"


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_a_newline_adds_no_header(newline, minutes, scene, due):
    hostile = f"asha@example.org{newline}bcc: eve@example.org"
    with database_role("seed"):
        run("UPDATE agencies_user SET email = %(email)s, name = %(email)s WHERE name = 'Asha'", email=hostile)
    assert minutes.ring(0, 9) == []
    assert minutes.states() == {hostile.lower(): S.REFUSED}
    assert ReminderMessage.objects.get().refusal == "BadHeaderError"


# Asked again before it goes


def prepare(minutes) -> ReminderMessage:
    """Planned and prepared, and nothing sent yet."""
    minutes.at(0, 9)
    with database_role("worker"):
        reminders.plan()
        digests.prepare_digests()
    return ReminderMessage.objects.get()


def finish(scene):
    actions.finish(Action.objects.get(), by=scene.cast.asha)


def read(scene):
    reminders.mark_all_read(by=scene.cast.asha)


def leave(scene):
    memberships.end(scene.cast.ben.membership, ended_on=clocks.today(), by=scene.cast.adi)


@pytest.mark.parametrize(
    ("owner", "what", "why"),
    [("asha", finish, "nothing_due"), ("asha", read, "nothing_due"), ("ben", leave, "recipient_left")],
)
def test_what_is_not_wanted_any_more_is_not_sent_and_says_why(owner, what, why, minutes, scene):
    take_on(scene, MONDAY + timedelta(days=1), owner)
    message = prepare(minutes)
    with database_role("seed"):
        what(scene)
    with database_role("worker"):
        reminder_messages.send()
    message.refresh_from_db()
    assert (message.state, message.left_out, outbox.outbox) == (S.CANCELLED, why, [])


def test_who_may_not_see_the_case_is_not_told_of_it(minutes, scene):
    """Dot stands in for Asha, in another team: nobody had asked whether the case is hers to see."""
    asha, dot = scene.cast.asha, scene.cast.dot
    with database_role("seed"):
        wishes = reminder_preferences.preference_for(asha)
        reminder_preferences.amend(
            wishes, away_from=MONDAY, away_until=MONDAY + timedelta(days=9), stand_in=dot.membership, by=asha
        )
    take_on(scene, MONDAY + timedelta(days=1), "asha")
    minutes.ring(0, 9)
    assert Reminder.objects.get(recipient=dot.membership).cancel_reason == "hidden"
    assert ReminderMessage.objects.get(recipient=dot.membership).left_out == "nothing_due"
    assert all("dot" not in letter.to[0] for letter in outbox.outbox)


# Refusals


class Failing(EmailBackend):
    """A mail server that fails as the test says, before or after it has taken the message."""

    on_open: Exception | None = None
    on_send: Exception | None = None

    def open(self):
        if Failing.on_open:
            raise Failing.on_open

    def send_messages(self, messages):
        if Failing.on_send:
            raise Failing.on_send
        return super().send_messages(messages)


@pytest.fixture
def failing(settings):
    settings.EMAIL_BACKEND = f"{__name__}.Failing"
    yield Failing
    Failing.on_open = Failing.on_send = None


NO = (smtplib.SMTPServerDisconnected, "Connection unexpectedly closed")
AT_SEND = [
    (smtplib.SMTPSenderRefused(451, b"busy", "a@b"), S.WAITING),
    (smtplib.SMTPSenderRefused(550, b"no", "a@b"), S.REFUSED),
    (smtplib.SMTPRecipientsRefused({"asha@example.org": (450, b"busy")}), S.WAITING),
    (smtplib.SMTPRecipientsRefused({"asha@example.org": (550, b"nobody")}), S.REFUSED),
    (smtplib.SMTPDataError(451, b"busy"), S.WAITING),
    (smtplib.SMTPDataError(554, b"spam"), S.REFUSED),
    (smtplib.SMTPDataError(-1, b"?"), S.UNCERTAIN),  # an answer that nobody understands
    (smtplib.SMTPServerDisconnected("gone"), S.UNCERTAIN),
    (TimeoutError("timed out"), S.UNCERTAIN),
    (ConnectionResetError("reset"), S.UNCERTAIN),
    (OSError(28, "No space left on device"), S.UNCERTAIN),
    (RuntimeError("who knows"), S.UNCERTAIN),
]


@pytest.mark.parametrize(("error", "state"), AT_SEND, ids=lambda value: str(value)[:40])
def test_an_error_while_it_is_handed_over_says_what_it_proves(error, state, failing, minutes, scene, due):
    failing.on_send = error
    minutes.ring(0, 9)
    assert ReminderMessage.objects.get().state == state


BEFORE = [
    ConnectionRefusedError(),
    TimeoutError(),
    smtplib.SMTPAuthenticationError(535, b"no"),
    smtplib.SMTPConnectError(421, b""),
]


@pytest.mark.parametrize("error", BEFORE, ids=lambda error: type(error).__name__)
def test_without_a_connection_nothing_was_handed_over_so_it_is_tried_again(error, failing, minutes, scene, due):
    failing.on_open = error
    minutes.ring(0, 9)
    message = ReminderMessage.objects.get()
    assert (message.state, message.attempts, message.refusal.split()[0]) == (S.WAITING, 1, type(error).__name__)
    failing.on_open = None
    assert minutes.ring(0, 9, 0) == []
    assert minutes.ring(0, 9, 1) == ["asha"]


def test_tries_come_further_and_further_apart_and_end_with_somebody_looking(failing, minutes, scene, due, settings):
    settings.REMINDER_ATTEMPTS = 5
    failing.on_open = ConnectionRefusedError()
    minutes.at(0, 9)
    tried, minute = [], 0
    while ReminderMessage.objects.filter(state=S.WAITING).exists() or not tried:
        before = ReminderMessage.objects.values_list("attempts", flat=True).first() or 0
        minutes.ring(0, 9 + minute // 60, minute % 60)
        if ReminderMessage.objects.get().attempts > before:
            tried.append(minute)
        minute += 1
    assert tried == [0, 1, 3, 7, 15]
    assert ReminderMessage.objects.get().state == S.REFUSED
    failing.on_open = None
    assert minutes.ring(0, 23) == []


def test_one_that_is_refused_does_not_hold_up_the_others(failing, minutes, scene, due, cast):
    for who in ("ben", "mina"):
        take_on(scene, MONDAY + timedelta(days=1), who)
    failing.on_send = smtplib.SMTPRecipientsRefused({"x": (550, b"nobody")})
    sent = failing.send_messages

    def only_asha(self, messages):
        if messages[0].to == ["asha@example.org"]:
            return sent(self, messages)
        failing.on_send, kept = None, failing.on_send
        try:
            return sent(self, messages)
        finally:
            failing.on_send = kept

    failing.send_messages = only_asha
    try:
        assert sorted(minutes.ring(0, 9)) == ["ben", "mina"]
    finally:
        failing.send_messages = sent
    assert minutes.states() == {"asha": S.REFUSED, "ben": S.SENT, "mina": S.SENT}


# Cut off


def begin(minutes):
    """Claimed and composed, not handed over."""
    prepare(minutes)
    with database_role("worker"):
        batch = reminder_messages.claim()
        return batch, reminder_messages.ask_again(batch)


def test_cut_off_after_the_claim_it_is_sent_when_the_claim_is_over(minutes, scene, due, settings):
    begin(minutes)
    assert minutes.ring(0, 9, 0) == []
    assert minutes.ring(0, 9, settings.REMINDER_CLAIM_SECONDS // 60) == []
    assert minutes.ring(0, 9, settings.REMINDER_CLAIM_SECONDS // 60 + 1) == ["asha"]


def test_cut_off_while_it_is_handed_over_it_is_uncertain_and_not_sent_again(minutes, scene, due, monkeypatch):
    batch, letters = begin(minutes)

    def end(*_):
        raise KeyboardInterrupt

    with database_role("worker"):
        monkeypatch.setattr(mail, "hand_over", end)
        with pytest.raises(KeyboardInterrupt):
            reminder_messages.hand_over(batch, letters, None)
        monkeypatch.undo()
    assert minutes.states() == {"asha": S.HANDING_OVER}
    assert minutes.ring(0, 9, 2) == []
    assert minutes.states() == {"asha": S.HANDING_OVER}
    assert minutes.ring(0, 9, 4) == []
    assert minutes.states() == {"asha": S.UNCERTAIN}
    assert minutes.ring(0, 23) == []


def test_who_lost_the_claim_hands_nothing_over(minutes, scene, due):
    batch, letters = begin(minutes)
    minutes.at(0, 9, 2)
    with database_role("worker"):
        assert reminder_messages.hand_over(batch, letters, mail.open_connection()) == {}
    assert minutes.ring(0, 9, 3) == ["asha"]
    assert len(outbox.outbox) == 1


@pytest.mark.parametrize(
    ("outcome", "decided", "state"),
    [(Outcome.SENT, False, S.SENT), (Outcome.NOT_NOW, False, S.UNCERTAIN), (Outcome.SENT, True, S.WAITING)],
)
def test_proof_that_comes_late_counts_unless_somebody_has_decided(outcome, decided, state, minutes, scene, due, cast):
    batch, letters = begin(minutes)
    with database_role("worker"):
        results = reminder_messages.hand_over(batch, letters, mail.open_connection())
        minutes.at(0, 9, 5)
        reminder_messages.mark_uncertain()
    if decided:
        undelivered.resend(ReminderMessage.objects.get(), by=cast.mina)
    with database_role("worker"):
        reminder_messages.settle(batch, dict.fromkeys(results, mail.Result(outcome)))
    assert minutes.states() == {"asha": state}


def test_a_message_that_ends_every_worker_is_shown_at_last(minutes, scene, due, settings):
    settings.REMINDER_ATTEMPTS = 3
    prepare(minutes)
    for minute in range(0, 12, 2):
        minutes.at(0, 10, minute)
        with database_role("worker"):
            reminder_messages.mark_uncertain()
            reminder_messages.claim()
    assert minutes.states() == {"asha": S.REFUSED}


def test_sending_inside_a_transaction_is_refused(minutes, scene, due):
    prepare(minutes)
    with database_role("worker"), pytest.raises(RuntimeError), transaction.atomic():
        reminder_messages.send()


def test_four_senders_at_once_send_each_message_once(minutes, scene, cast):
    names = ["asha", "ben", "mina", "max"]
    for who in names:
        take_on(scene, MONDAY + timedelta(days=1), who)
    minutes.at(0, 9)
    with database_role("worker"):
        reminders.plan()
        digests.prepare_digests()
    together = Barrier(4, timeout=30)

    def one(_: int) -> int:
        try:
            with database_role("worker"):
                connections["default"].ensure_connection()
                together.wait()
                return reminder_messages.send(1) + reminder_messages.send(1)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(one, range(4))) == 4
    assert sorted(each.to[0] for each in outbox.outbox) == sorted(f"{name}@example.org" for name in names)


# Somebody decides


@pytest.fixture
def uncertain(failing, minutes, scene, due):
    """Asha's message, of which nobody knows."""
    failing.on_send = TimeoutError()
    minutes.ring(0, 9)
    failing.on_send = None
    return ReminderMessage.objects.get()


@pytest.mark.parametrize(
    ("who", "sees"),
    [("mina", True), ("max", True), ("adi", True), ("asha", False), ("ben", False), ("dora", False), ("dot", False),
     ("chidi", False), ("gill", False), ("ana", False)],
)  # fmt: skip
def test_managers_of_the_team_and_administrators_decide(who, sees, uncertain, cast):
    assert undelivered.undelivered_for(cast[who]).exists() is sees
    for verb in (undelivered.resend, undelivered.confirm_arrived):
        if not sees:
            with pytest.raises((Missing, NotPermitted)):
                verb(uncertain, by=cast[who])
    if sees:
        assert undelivered.confirm_arrived(uncertain, by=cast[who]).decided_by == cast[who].membership


def test_send_again_sends_it_under_the_same_message_id(uncertain, minutes, cast):
    with database_role("worker"):
        assert reminder_messages.send() == 0
    undelivered.resend(uncertain, by=cast.mina)
    assert minutes.ring(0, 9, 1) == ["asha"]
    assert outbox.outbox[0].message()["Message-ID"] == mail.message_id(uncertain.pk)
    assert AuditEvent.objects.get(event="reminder_message.resent").details == {"before": "uncertain"}


def test_it_arrived_so_it_is_not_sent_again_and_nobody_decides_twice(uncertain, minutes, cast):
    undelivered.confirm_arrived(uncertain, by=cast.mina)
    assert minutes.ring(0, 10) == []
    for verb in (undelivered.resend, undelivered.confirm_arrived):
        with pytest.raises(NothingToDecide):
            verb(uncertain, by=cast.mina)
    assert AuditEvent.objects.filter(event="reminder_message.confirmed").count() == 1


# What the database holds, whoever writes


@pytest.mark.parametrize(
    ("state", "to"), [("uncertain", "waiting"), ("uncertain", "claimed"), ("sent", "waiting"), ("cancelled", "waiting")]
)
def test_no_hand_makes_it_go_out_again(state, to, uncertain):
    more = {"sent": ", sent_at = clock()", "cancelled": ", left_out = 'nothing_due'"}.get(state, "")
    with connections["owner"].cursor() as cursor:
        cursor.execute("ALTER TABLE casework_remindermessage DISABLE TRIGGER reminder_message_follows")
        cursor.execute(f"UPDATE casework_remindermessage SET state = '{state}' {more}")
        cursor.execute("ALTER TABLE casework_remindermessage ENABLE TRIGGER reminder_message_follows")
    with database_role("worker"), refused("reminder_message_follows"):
        run(f"UPDATE casework_remindermessage SET state = '{to}'")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE casework_reminder SET recipient_id = recipient_id",
        "UPDATE casework_reminder SET due_on = due_on",
        "UPDATE casework_remindermessage SET recipient_id = recipient_id",
        "DELETE FROM casework_reminder",
        "DELETE FROM casework_remindermessage",
    ],
)
@pytest.mark.parametrize("login", ["app", "worker", "seed"])
def test_nobody_rewrites_who_was_told_of_what(login, statement, uncertain):
    with database_role(login), not_allowed():
        run(statement)


def test_the_web_process_raises_no_reminders(uncertain):
    with not_allowed():
        run("INSERT INTO casework_reminder SELECT * FROM casework_reminder")


def test_one_digest_a_day_whoever_makes_it(uncertain):
    with database_role("worker"), pytest.raises(IntegrityError), acting(SystemActor.REMINDERS):
        ReminderMessage.objects.create(
            recipient=uncertain.recipient,
            local_day=uncertain.local_day,
            waiting_since=clocks.now(),
            send_after=clocks.now(),
        )
