"""The trail is sealed: nobody's row is left out, nobody alters one unseen, and two places have to agree."""

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Thread
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connections, transaction

from agencies import batches, heartbeats, roots, seals
from agencies.models import AuditEvent, AuditSeal
from agencies.verification import Verification
from tests.cleaning import cleaner
from tests.conftest import Clock, database_role
from tests.database import ask, not_allowed, others_are_done, run
from tests.factories.agencies import Cast
from worker.tasks.seals import mail_newest_seal, seal_trail

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
# One process has them all: two that hold a transaction open, each in a database of its own, would wait for each other for ever,
# since the sealer waits for every transaction of the server.
pytestmark = [pytest.mark.usefixtures("db"), pytest.mark.xdist_group("seals")]

INSERT = (
    "INSERT INTO agencies_auditevent (event, result, route, subject_type, subject_id, subject_ids, person_ids,"
    " household_ids, categories, system, purpose, details) SELECT 'case.seen', 'done', '', 'casework.case',"
    " gen_random_uuid(), '{}', '{}', '{}', '{health}', '', 'support', '{\"reason\": \"tab\\there\"}' FROM generate_series(1, %s)"
)


def write(rows: int, connection: Any = None) -> None:
    """So many rows in one transaction."""
    with (connection or connections["app"]).cursor() as cursor:
        cursor.execute(INSERT, [rows])


def seal() -> bool:
    others_are_done()
    with database_role("worker"):
        return seals.seal()


@contextmanager
def another() -> Iterator[psycopg.Connection]:
    """Somebody else at work, who commits when they like."""
    given = connections["app"].get_connection_params()
    with psycopg.connect(**{name: given[name] for name in ("host", "port", "user", "password", "dbname")}) as opened:
        yield opened


def sealed() -> list[int]:
    """The ids of all rows that some seal has."""
    found = AuditSeal.objects.order_by("number")
    return sorted(key for each in found for key in batches.unpacked(bytes(each.leaves)))


def ids() -> list[int]:
    return list(AuditEvent.objects.order_by("id").values_list("id", flat=True))


def findings(since: int = 1) -> list[str]:
    return list(Verification(since=since).findings())


@pytest.fixture
def chain() -> list[int]:
    """Three seals of two rows each; the ids of the rows."""
    for _ in range(3):
        write(2)
        seal()
    assert AuditSeal.objects.count() == 3
    assert findings() == []
    return ids()


# Which rows are sealed


def test_a_row_that_is_committed_late_is_sealed_all_the_same() -> None:
    """Its id is lower than one that was sealed before it was there: whoever goes on from the last id never sees it."""
    naive: list[int] = []

    def seal_naively() -> None:
        last = naive[-1] if naive else 0
        naive.extend(AuditEvent.objects.filter(id__gt=last).order_by("id").values_list("id", flat=True))

    with another() as late:
        late.execute(INSERT.encode(), [1])  # takes its id now, and commits when the other is long sealed
        write(1)
        seal_naively()
        assert not seal()
        assert sealed() == []  # the quick one's row waits for the slow one's
        late.commit()
    seal_naively()
    seal()
    assert sealed() == ids()
    assert len(ids()) == 2
    assert naive == [ids()[1]], "the rule of the last id has left it out, and always will"


def test_a_transaction_that_is_rolled_back_holds_nothing_up_afterwards() -> None:
    with another() as other:
        other.execute(INSERT.encode(), [1])
        write(1)
        seal()
        assert sealed() == []
        other.rollback()
    seal()
    assert sealed() == ids()


def test_an_hour_of_reports_that_only_read_holds_nothing_up() -> None:
    with another() as reader:
        reader.execute("SELECT count(*) FROM agencies_auditevent")
        write(1)
        seal()
        assert sealed() == ids()


def test_seals_follow_each_other_and_say_what_they_hold(chain: list[int]) -> None:
    first, second, third = AuditSeal.objects.order_by("number")
    assert [each.number for each in (first, second, third)] == [1, 2, 3]
    assert [first.previous, second.previous, third.previous] == [batches.START, first.root, second.root]
    assert [(each.first_id, each.last_id, each.count) for each in (first, second, third)] == [
        (chain[0], chain[1], 2),
        (chain[2], chain[3], 2),
        (chain[4], chain[5], 2),
    ]


def test_anybody_can_do_the_sum_again_with_copy_and_sha256(chain: list[int]) -> None:
    first = AuditSeal.objects.get(number=1)
    columns = ", ".join(batches.COLUMNS.values())
    question = f"COPY (SELECT {columns} FROM agencies_auditevent WHERE id <= {chain[1]} ORDER BY xact, id) TO STDOUT"
    with cleaner().cursor().copy(question.encode()) as copy:
        rows = b"".join(bytes(each) for each in copy)
    assert hashlib.sha256(b"alongside trail 1\n1\n" + b"0" * 64 + b"\n" + rows).hexdigest() == first.root


def test_every_column_is_sealed() -> None:
    assert set(batches.COLUMNS) == {field.column for field in AuditEvent._meta.concrete_fields}


def test_a_large_backlog_is_sealed_in_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(seals, "MOST_ROWS", 3)
    write(7)
    rang: list[int] = []
    monkeypatch.setattr(seal_trail, "delay", lambda: rang.append(1))
    others_are_done()
    with database_role("worker"):
        for _ in range(4):
            seal_trail()
    assert [each.count for each in AuditSeal.objects.order_by("number")] == [3, 3, 1]
    assert len(rang) == 2, "it rings again while more waits"
    assert findings() == []


def test_two_sealers_at_once_seal_every_row_once() -> None:
    write(50)
    others_are_done()
    failures: list[BaseException] = []

    def work() -> None:
        try:
            for _ in range(5):
                seals.seal()
        except BaseException as failure:
            failures.append(failure)
        finally:
            connections.close_all()

    with database_role("worker"):
        connections["worker"].close()
        threads = [Thread(target=lambda: (as_worker(), work())) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert failures == []
    assert sealed() == ids()
    assert findings() == []


def as_worker() -> None:
    """In this thread, `default` is the worker's."""
    connections["default"] = connections["worker"]


def test_while_another_seals_one_does_nothing() -> None:
    write(1)
    with another() as other:
        other.execute("SELECT pg_advisory_lock(%s)", [seals.SEALING])
        assert not seal()
        assert AuditSeal.objects.count() == 0
        other.execute("SELECT pg_advisory_unlock_all()")
    seal()
    assert sealed() == ids()


# Who may


@pytest.mark.parametrize("login", ["app", "worker", "audit", "seed"])
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE agencies_auditseal SET root = previous",
        "DELETE FROM agencies_auditseal",
        "TRUNCATE agencies_auditseal",
        "ALTER TABLE agencies_auditseal DISABLE TRIGGER ALL",
        "CREATE OR REPLACE FUNCTION trail_line() RETURNS bigint LANGUAGE sql AS 'SELECT 9::bigint'",
    ],
)
def test_seals_are_written_and_never_changed(login: str, statement: str, role: Any) -> None:
    with role(login), not_allowed():
        run(statement)


@pytest.mark.parametrize("login", ["app", "audit", "seed"])
def test_the_worker_alone_writes_them(login: str, role: Any) -> None:
    with role(login), not_allowed():
        run(
            "INSERT INTO agencies_auditseal (number, first_xact, first_id, last_xact, last_id, count, previous, root, leaves)"
            " VALUES (1, 1, 1, 1, 1, 1, repeat('0', 64), repeat('1', 64), '')"
        )


@pytest.mark.parametrize(
    "wrong",
    [
        {"number": 5},
        {"previous": "1" * 64},
        {"first_xact": 0, "last_xact": 0},
        {"last_xact": 2**60},
    ],
    ids=["skips one", "follows another", "goes back", "seals what is not settled"],
)
def test_a_seal_that_does_not_follow_the_last_is_not_taken(wrong: dict[str, Any], chain: list[int], role: Any) -> None:
    last = AuditSeal.objects.get(number=3)
    place = {
        "first_xact": last.last_xact,
        "first_id": last.last_id + 1,
        "last_xact": last.last_xact,
        "last_id": last.last_id + 1,
    }
    fit = {"number": 4, "count": 1, "previous": last.root, "root": "2" * 64, "leaves": b"", **place}
    with role("worker"), pytest.raises(IntegrityError, match="does not follow"), transaction.atomic():
        AuditSeal.objects.create(**fit | wrong)
    with role("worker"):
        AuditSeal.objects.create(**fit)


@pytest.mark.parametrize("login", ["app", "worker", "audit", "seed"])
def test_nobody_says_which_transaction_wrote_a_row(login: str, role: Any) -> None:
    with role(login):
        run(INSERT.replace("(event,", "(xact, event,").replace("SELECT 'case.seen'", "SELECT 7, 'case.seen'") % 1)
        assert ask("SELECT xact FROM agencies_auditevent") > 7


# The second place


def test_the_second_place_has_a_line_for_each_seal(chain: list[int]) -> None:
    known = list(roots.since(1))
    assert [(each.number, each.count, each.last_id, each.root) for each in known] == [
        (each.number, each.count, each.last_id, each.root) for each in AuditSeal.objects.order_by("number")
    ]
    assert oct(place().stat().st_mode & 0o777) == "0o600"


def place() -> Path:
    return Path(settings.AUDIT_ROOTS) / roots.NAME


def cannot_be_written(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "AUDIT_ROOTS", "/proc/nowhere")


def disk_is_full(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: Any) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "write", full)


@pytest.mark.parametrize("fault", [cannot_be_written, disk_is_full])
def test_where_the_second_place_cannot_be_written_nothing_more_is_sealed_and_it_is_told(
    fault: Any, chain: list[int], clock: Clock, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    seen = heartbeats.last_seen()["sealer"]
    before = AuditSeal.objects.count()
    with monkeypatch.context() as patch:
        fault(patch)
        for _ in range(3):
            write(1)
            assert not seal()
    assert AuditSeal.objects.count() <= before + 1, "one at most is ahead of the second place"
    assert "the trail is not sealed" in caplog.text
    assert heartbeats.last_seen()["sealer"] == seen, "readiness hears nothing"
    seal()
    seal()
    assert sealed() == ids()
    assert [each.number for each in roots.since(1)] == list(
        AuditSeal.objects.order_by("number").values_list("pk", flat=True)
    )
    assert findings() == []


def test_what_a_crash_kept_from_the_second_place_is_told_by_the_next_run(monkeypatch: pytest.MonkeyPatch) -> None:
    write(2)
    with monkeypatch.context() as patch:
        patch.setattr(seals, "_seal_next", lambda: crash(seals_before()))
        with pytest.raises(KeyboardInterrupt):
            seal()
    assert (AuditSeal.objects.count(), list(roots.since(1))) == (1, [])
    seal()
    assert len(list(roots.since(1))) == 1
    assert findings() == []


seals_before = seals._seal_next


def crash(_made: AuditSeal | None) -> None:
    raise KeyboardInterrupt  # the seal is committed, and the process gone


def test_a_line_that_a_power_cut_tore_is_written_once_more(chain: list[int]) -> None:
    whole = place().read_bytes()
    place().write_bytes(whole[:-30])
    write(1)
    seal()
    assert [each.number for each in roots.since(1)] == [1, 2, 3, 4]
    assert findings() == []


def test_nothing_is_built_on_a_chain_that_the_second_place_contradicts(
    chain: list[int], caplog: pytest.LogCaptureFixture
) -> None:
    cleaner().execute("DELETE FROM agencies_auditseal WHERE number = 3")
    write(1)
    assert not seal()
    assert AuditSeal.objects.count() == 2
    assert "another seal 3" in caplog.text


# The newest seal by e-mail


def test_the_leads_get_the_newest_seal_once_a_day(chain: list[int], cast: Cast, clock: Clock) -> None:
    newest = AuditSeal.objects.get(number=3)
    clock.set(NOON)
    for hours, sent in ((0, 1), (5, 1), (24, 2)):
        clock.set(NOON + timedelta(hours=hours))
        with database_role("worker"):
            mail_newest_seal()
        assert len(mail.outbox) == sent
    message = mail.outbox[0]
    assert message.to == ["gill@example.org"]
    assert newest.root in message.body
    assert "Seal 3" in message.body


def test_nothing_is_sent_before_anything_is_sealed(cast: Cast) -> None:
    with database_role("worker"):
        mail_newest_seal()
    assert mail.outbox == []
    assert "seal_mail" not in heartbeats.last_seen()


# After a dump is restored into a server that counts from an earlier number


def test_a_server_that_counts_from_an_earlier_number_says_so_and_goes_on_in_a_new_line(
    chain: list[int], caplog: pytest.LogCaptureFixture
) -> None:
    cleaner().execute(f"UPDATE agencies_auditevent SET xact = xact + {2**40}")  # as they were counted elsewhere
    cleaner().execute("DELETE FROM agencies_auditseal")
    place().unlink()
    write(1)
    cleaner().execute(
        f"UPDATE agencies_auditevent SET xact = {2**40} WHERE id = (SELECT max(id) FROM agencies_auditevent)"
    )
    line(1)
    try:
        seal()
        write(1)
        seal()
        assert sealed() == ids()
        assert findings() == []
    finally:
        line(0)
    write(1)
    assert not seal()
    assert "restored from a dump" in caplog.text


def line(number: int) -> None:
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "CREATE OR REPLACE FUNCTION public.trail_line() RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE"
            f" AS $$ SELECT {number}::bigint $$"
        )


# Whoever is master of the database, and what is found


def test_an_altered_row_is_named(chain: list[int]) -> None:
    for column, value in [("details", "'{}'"), ("user_id", "gen_random_uuid()"), ("at", "at - interval '1 day'")]:
        cleaner().execute("BEGIN")
        cleaner().execute(f"UPDATE agencies_auditevent SET {column} = {value} WHERE id = {chain[2]}")
        cleaner().execute("COMMIT")
        assert findings()[0] == f"Row {chain[2]} was altered after it was sealed (seal 2)."


def test_a_missing_middle_is_named(chain: list[int]) -> None:
    cleaner().execute(f"DELETE FROM agencies_auditevent WHERE id IN ({chain[2]}, {chain[3]})")
    assert findings() == [f"2 rows ({chain[2]}, {chain[3]}) are gone from the trail (seal 2)."]


def test_a_row_that_was_slipped_in_is_named() -> None:
    for _ in range(2):
        write(1)
    seal()
    first, last = ids()
    cleaner().execute(
        f"CREATE TEMP TABLE forged AS SELECT * FROM agencies_auditevent WHERE id = {first};"
        f"UPDATE forged SET id = {last + 9}; INSERT INTO agencies_auditevent SELECT * FROM forged; DROP TABLE forged"
    )
    assert findings() == [f"Row {last + 9} is new, put in after the seal was made (seal 1)."]


def test_a_row_that_was_put_elsewhere_is_named(chain: list[int]) -> None:
    cleaner().execute(f"UPDATE agencies_auditevent SET id = id + 1000 WHERE id = {chain[2]}")
    assert findings() == [
        f"Row {chain[2]} is gone from the trail (seal 2).",
        f"Row {chain[2] + 1000} is in no seal, though seal 3 comes behind.",
    ]


def test_a_seal_that_was_taken_out_is_named_with_its_rows(chain: list[int]) -> None:
    cleaner().execute("DELETE FROM agencies_auditseal WHERE number = 2")
    assert findings()[:2] == [
        "Seal 2 is gone from the middle, with all that was sealed there.",
        f"2 rows ({chain[2]}, {chain[3]}) are in no seal, though seal 3 comes behind.",
    ]


def test_a_cut_tail_is_named_though_the_database_agrees_with_itself(chain: list[int]) -> None:
    cleaner().execute(f"DELETE FROM agencies_auditevent WHERE id > {chain[1]}")
    cleaner().execute("DELETE FROM agencies_auditseal WHERE number > 1")
    assert findings() == [
        "The end was cut off: the second place knows seals up to 3, and here they end with 1."
        " Seals 2 to 3 are gone, with all rows that were sealed there."
    ]


def rewrite(chain: list[int]) -> None:
    """As a master of the database would, who knows how it is done: alter a row, and seal everything anew."""
    cleaner().execute(f"UPDATE agencies_auditevent SET user_id = gen_random_uuid() WHERE id = {chain[2]}")
    cleaner().execute("DELETE FROM agencies_auditseal")
    kept = place().read_bytes()
    place().unlink()
    for upto in (chain[1], chain[3], chain[5]):
        last = AuditSeal.objects.order_by("number").last()
        batch = batches.Batch(last.number + 1 if last else 1, last.root if last else batches.START)
        where = AuditEvent.objects.get(id=upto)
        for each in batches.lines(seals.last_place(last), batches.Place(where.xact, where.id)):
            batch.add(each)
        assert batch.first is not None
        assert batch.last is not None
        with cleaner().cursor() as cursor:
            cursor.execute(
                "INSERT INTO agencies_auditseal VALUES (%s, clock(), %s, %s, %s, %s, 2, %s, %s, %s)",
                [batch.number, *batch.first, *batch.last, batch.previous, batch.root, batches.packed(batch.leaves)],
            )
    assert findings() == [], "the database agrees with itself, and seals of this minute need not be told yet"
    place().write_bytes(kept)


def test_a_rewritten_chain_is_named_by_the_second_place_alone(chain: list[int]) -> None:
    rewrite(chain)
    said = findings()
    assert [each.partition(":")[0] for each in said] == ["Seal 2 was rewritten", "Seal 3 was rewritten"]


def test_a_seal_whose_root_was_altered_is_named(chain: list[int]) -> None:
    cleaner().execute("UPDATE agencies_auditseal SET root = repeat('a', 64) WHERE number = 2")
    assert [each.split(":")[0] for each in findings()] == [
        "Seal 2 was altered",
        "Seal 2 was rewritten",
        "Seal 3 does not follow from the seal before",
    ]


def test_roots_that_are_gone_from_the_second_place_are_named(chain: list[int]) -> None:
    first, _second, third = place().read_text().splitlines(keepends=True)
    place().write_text(first + third)
    assert findings() == ["Not in the second place: 1 of the seals 2 to 2."]


def test_a_second_place_that_is_away_is_a_finding(chain: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        cannot_be_written(patch)
        said = findings()
    assert len(said) == 1
    assert "second place" in said[0]


@pytest.mark.parametrize(
    ("minutes", "told"), [(4, []), (7, ["2 rows are not sealed; the oldest has waited for 7 minutes."])]
)
def test_a_backlog_that_is_older_than_minutes_is_named(
    chain: list[int], clock: Clock, minutes: int, told: list[str]
) -> None:
    write(2)
    cleaner().execute(f"UPDATE agencies_auditevent SET at = at - interval '{minutes} minutes' WHERE id > {chain[-1]}")
    assert findings() == told


def test_since_begins_in_the_middle(chain: list[int]) -> None:
    cleaner().execute(f"UPDATE agencies_auditevent SET event = 'x' WHERE id = {chain[0]}")
    assert (len(findings()), findings(since=2)) == (1, [])
    assert findings(since=9)[0] == "Seal 8, on which the first one asked for is built, is not there."


def test_the_command_says_it_and_ends_with_1_where_anything_is_wrong(chain: list[int], capsys: Any) -> None:
    call_command("verify_audit")
    assert capsys.readouterr().out.startswith("6 rows in 3 seals")
    cleaner().execute(f"UPDATE agencies_auditevent SET event = 'x' WHERE id = {chain[0]}")
    with pytest.raises(CommandError, match="findings: 1"):
        call_command("verify_audit")
    assert f"Row {chain[0]} was altered" in capsys.readouterr().out
