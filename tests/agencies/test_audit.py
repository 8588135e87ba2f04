"""The trail: no act without a row, no row without an act, and nobody who changes it."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, transaction

from agencies import audit, clock
from agencies.actors import participant_actor, system_actor
from agencies.exceptions import ServiceError, TrailUnavailable
from agencies.models import AuditEvent, User
from casework import allocations
from tests.database import ask, not_allowed, run
from tests.factories.casework import make_scene

pytestmark = pytest.mark.usefixtures("db")

INSERT = (
    "INSERT INTO agencies_auditevent (at, event, result, route, subject_type, subject_id, subject_ids, person_ids,"
    " household_ids, categories, system, purpose, details) VALUES ('2001-01-01', 'case.seen', 'done', '', 'casework.case',"
    " gen_random_uuid(), '{}', '{}', '{}', '{}', '', 'support', '{}')"
)


@pytest.mark.parametrize("login", ["app", "worker", "audit", "seed"])
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE agencies_auditevent SET event = 'nothing'",
        "UPDATE agencies_auditevent SET at = clock()",
        "DELETE FROM agencies_auditevent",
        "TRUNCATE agencies_auditevent",
        "INSERT INTO agencies_auditevent SELECT * FROM agencies_auditevent ON CONFLICT (id) DO UPDATE SET event = ''",
        "ALTER TABLE agencies_auditevent DISABLE TRIGGER ALL",
        "DROP TRIGGER stamp_audit_event ON agencies_auditevent",
    ],
)
def test_the_trail_is_written_and_never_changed(login, statement, role):
    with role(login), not_allowed():
        run(statement)


@pytest.mark.parametrize(("login", "past"), [("app", False), ("worker", False), ("audit", False), ("seed", True)])
def test_the_server_says_when_whatever_was_sent_and_only_the_demonstration_writes_a_past(login, past, role):
    with role(login):
        run(INSERT)
        at = ask("SELECT at FROM agencies_auditevent")
    if past:
        assert at == datetime(2001, 1, 1, tzinfo=at.tzinfo)
    else:
        assert abs(at - datetime.now(UTC)) < timedelta(minutes=1)


def test_an_act_that_fails_leaves_no_row(cast, role):
    with role("seed"):
        scene = make_scene(cast)
    before = AuditEvent.objects.count()
    with pytest.raises(ServiceError):
        allocations.add_support(scene.case, membership=cast.asha.membership, by=cast.mina)
    with transaction.atomic():
        allocations.add_support(scene.case, membership=cast.ben.membership, by=cast.mina)
        transaction.set_rollback(True)
    assert AuditEvent.objects.count() == before


def test_an_act_whose_row_cannot_be_written_does_not_happen(cast, role, monkeypatch):
    with role("seed"):
        scene = make_scene(cast)
    monkeypatch.setattr(audit.AuditEvent.objects, "create", lambda **_: run("SELECT 1 / 0"))
    with pytest.raises(TrailUnavailable):
        allocations.add_support(scene.case, membership=cast.ben.membership, by=cast.mina)
    assert scene.case.allocations.count() == 1


def test_a_row_says_who_for_which_agency_did_what_to_which_record_and_why_they_may(cast):
    somebody = User().pk
    audit.record(
        "case.seen", cast.team, by=cast.asha, at=clock.now(), case_id=somebody, people=[somebody], reason=somebody
    )
    row = AuditEvent.objects.latest("id")
    assert (row.event, row.subject_type, row.subject_id) == ("case.seen", "agencies.team", cast.team.pk)
    assert (row.case_id, row.person_ids, row.details) == (somebody, [somebody], {"reason": str(somebody)})
    assert (row.user_id, row.membership_id, row.agency_id) == (
        cast.asha.user.pk,
        cast.asha.membership.pk,
        cast.asha.agency.pk,
    )
    assert (row.participation_id, row.system, row.purpose) == (None, "", "support")


@pytest.mark.parametrize(
    ("actor", "participation", "system"),
    [(participant_actor(User().pk), True, ""), (system_actor("worker"), False, "worker")],
)
def test_who_acts_without_a_membership_is_named_otherwise(actor, participation, system, cast):
    audit.record("case.seen", cast.team, by=actor, at=clock.now())
    row = AuditEvent.objects.latest("id")
    assert (row.user_id, row.membership_id, row.agency_id) == (None, None, None)
    assert (row.participation_id is not None, row.system) == (participation, system)


def test_the_trail_outlives_what_it_speaks_of():
    assert not [field.name for field in AuditEvent._meta.concrete_fields if field.is_relation]
    with connection.cursor() as cursor:
        assert not connection.introspection.get_relations(cursor, "agencies_auditevent")
