"""What is shown is gathered row by row, and what is refused keeps its row, whatever becomes of the transaction."""

from uuid import uuid4

import pytest
from django.db import connection, connections, transaction

from agencies import audit
from agencies.actors import set_actor, system_actor
from agencies.exceptions import TrailUnavailable
from agencies.looks import Looks, looks_of
from agencies.models import AuditEvent, StagedMention
from agencies.traces import About, Trace, about, about_key
from casework.models import Case, Contact, EngagementAgreement, Person
from casework.selectors import contacts_of
from tests.conftest import database_role
from tests.database import ask, not_allowed, run
from tests.factories.casework import make_contact, make_scene
from tests.factories.everything import make_every_row, models_with_access
from tests.outages import trail_away, trail_closed
from worker.app import app

pytestmark = pytest.mark.usefixtures("db")

READ = "GET /api/v1/cases/<reference>/contacts/"


@pytest.fixture
def scene(cast):
    with database_role("seed"):
        return make_scene(cast)


def looks() -> list[AuditEvent]:
    return list(AuditEvent.objects.exclude(result="done").order_by("id"))


def test_three_contacts_of_a_case_are_one_look_at_three_ids(cast, scene):
    shown = [make_contact(scene) for _ in range(3)]
    shown[0].about.set(scene.people[:1])
    shown[1].about.set(scene.people[1:2])
    noted = Looks(route=READ)
    for contact in contacts_of(cast.asha, scene.case):
        noted.note(contact)
    noted.write(cast.asha)
    (look,) = looks()
    assert (look.event, look.result, look.route) == ("contact.shown", "shown", READ)
    assert (look.case_id, look.subject_type, look.subject_id) == (scene.case.pk, "casework.contact", None)
    assert set(look.subject_ids) == {contact.pk for contact in shown}
    assert set(look.person_ids) == {person.pk for person in scene.people[:2]}
    assert look.categories == ["general"]
    assert (look.user_id, look.agency_id, look.purpose) == (cast.asha.user.pk, cast.asha.agency.pk, "support")


def test_each_case_of_a_list_and_each_kind_of_row_is_a_look_of_its_own(cast, scene, role):
    with role("seed"):
        other = make_scene(cast, name="Another")
    noted = Looks(route="GET /api/v1/cases/")
    noted.note_page(Case, [scene.case, other.case])
    noted.note(make_contact(scene))
    noted.note(cast.team)  # no case content
    noted.write(cast.asha)
    assert sorted((look.subject_type, str(look.case_id)) for look in looks()) == sorted(
        [
            ("casework.case", str(scene.case.pk)),
            ("casework.case", str(other.case.pk)),
            ("casework.contact", str(scene.case.pk)),
        ]
    )


def test_that_a_case_has_none_of_something_is_a_look_too_and_an_empty_list_of_everything_is_none(cast, scene):
    noted = Looks(route=READ)
    noted.note_page(Contact, [], under=scene.case)
    noted.note_page(Case, [])
    noted.write(cast.asha)
    (look,) = looks()
    assert (look.subject_type, look.case_id, look.subject_ids) == ("casework.contact", scene.case.pk, [])


def test_what_was_written_is_not_written_again(cast, scene):
    noted = Looks(route=READ)
    noted.note(scene.case)
    noted.write(cast.asha)
    noted.write(cast.asha)
    assert len(looks()) == 1


@pytest.mark.parametrize("model", models_with_access(), ids=lambda model: model.__name__)
def test_every_model_of_case_content_says_what_its_rows_are_about(model):
    assert isinstance(model.trace, Trace)
    assert model.trace.case or model.trace.households or model.trace.people


def test_every_row_leads_to_its_case_or_its_household_or_its_people(cast, role):
    with role("seed"):
        scene = make_every_row(cast)
    people = {person.pk for person in scene.people}
    for model in models_with_access():
        for row in model._default_manager.all():
            of = about(row)
            assert of.ids == {row.pk}
            if model.trace.case:
                assert of.case_id == scene.case.pk, model
            assert of.case_id or of.households or of.people, model
            found = about_key(model, id=row.pk)
            assert (found.case_id, found.households, found.people) == (of.case_id, of.households, of.people), model
    assert about(EngagementAgreement.objects.all()[0]).people <= people


def test_a_key_of_nobody_costs_as_many_queries_as_one_of_somebody(scene, django_assert_num_queries):
    for key in (scene.case.pk, uuid4()):
        with django_assert_num_queries(1):
            about_key(Contact, case=key)


@pytest.mark.parametrize("key", ["ABC", "-1", "9" * 30, "1B9D6BCD-BBFD-4B2D-9B5D-AB8DFBBD4BED"])
def test_what_can_be_no_key_of_a_model_names_nothing(db, key):
    for model in (StagedMention, Contact):
        assert about_key(model, id=key) == About(model._meta.label_lower)


def test_the_look_stays_where_the_request_is_rolled_back(cast, scene):
    with transaction.atomic():
        audit.record_look(about(scene.case), by=cast.asha, route=READ)
        audit.record_refusal("not_found", by=cast.asha, route=READ)
        transaction.set_rollback(True)
    assert [(look.result, look.subject_type) for look in looks()] == [("shown", "casework.case"), ("refused", "")]


def test_the_trail_waits_for_no_lock_of_the_request_itself(cast, scene):
    """The audit role gives up after two seconds of waiting: a foreign key to these rows would wait for ever."""
    with transaction.atomic():
        for model in (Case, Person):
            list(model.objects.select_for_update())
        run("UPDATE agencies_membership SET ended_on = today()")
        audit.record_look(about(scene.case), by=cast.asha, route=READ)
        transaction.set_rollback(True)
    assert len(looks()) == 1


def test_a_job_leaves_the_same_row_under_its_own_name(scene, role):
    worker = system_actor("worker")
    with role("worker"), transaction.atomic():
        set_actor(worker, route="worker.tasks.reminders.send")
        audit.record_look(about(scene.case), by=worker)
    (look,) = looks()
    assert (look.route, look.system, look.purpose) == ("worker.tasks.reminders.send", "worker", "operation")
    assert (look.user_id, look.case_id) == (None, scene.case.pk)


def test_an_act_carries_the_route_of_its_transaction(cast, scene):
    with transaction.atomic():
        set_actor(cast.asha, route="POST /api/v1/cases/<reference>/contacts/")
        make_contact(scene)
    act = AuditEvent.objects.filter(result="done").latest("id")
    assert (act.event, act.route) == ("contact.recorded", "POST /api/v1/cases/<reference>/contacts/")
    assert (act.subject_ids, act.categories) == ([], ["general"])
    make_contact(scene)  # the setting has ended with its transaction
    assert AuditEvent.objects.filter(result="done").latest("id").route == ""


def test_a_task_s_route_is_its_name():
    @app.task(name="tests.say_route", actor_name="worker")
    def say_route():
        return ask("SELECT current_setting('app.route', true)")

    with database_role("worker"):
        assert say_route() == "tests.say_route"


@pytest.mark.parametrize("away", [trail_away, lambda: trail_closed("audit")], ids=["no connection", "no right"])
def test_where_the_trail_cannot_be_written_it_says_so_and_not_what(away, cast, scene, caplog):
    with away(), pytest.raises(TrailUnavailable) as refusal:
        audit.record_look(about(scene.case), by=cast.asha, route=READ)
    assert "the trail cannot be written" in caplog.text
    assert str(scene.case.pk) not in caplog.text + str(refusal.value)
    audit.record_look(about(scene.case), by=cast.asha, route=READ)
    assert len(looks()) == 1


@pytest.mark.parametrize("login", ["app", "worker", "audit", "seed"])
@pytest.mark.parametrize("right", ["UPDATE", "DELETE", "TRUNCATE", "TRIGGER", "REFERENCES", "MAINTAIN"])
def test_no_login_but_the_owner_s_has_more_than_to_read_and_to_add(login, right):
    assert not ask(
        "SELECT has_table_privilege(%(login)s, 'agencies_auditevent', %(right)s)"
        " OR (%(right)s = 'UPDATE' AND has_any_column_privilege(%(login)s, 'agencies_auditevent', 'UPDATE'))",
        login=login,
        right=right,
    )


def test_the_audit_login_reaches_nothing_else(role):
    tables = ask(
        "SELECT array_agg(relname::text) FROM pg_class WHERE relkind IN ('r', 'v', 'm')"
        " AND relnamespace = 'public'::regnamespace AND (has_any_column_privilege('audit', oid, 'SELECT')"
        " OR has_table_privilege('audit', oid, 'INSERT') OR has_any_column_privilege('audit', oid, 'UPDATE'))"
        " AND NOT (relname LIKE 'pg_%%')"
    )
    assert tables == ["agencies_auditevent"]
    with role("audit"), not_allowed():
        run("SELECT * FROM casework_person")


@pytest.mark.parametrize(("column", "value"), [("result", "'seen'"), ("subject_id", "NULL"), ("subject_type", "''")])
def test_an_act_without_its_subject_and_a_result_of_no_kind_are_not_taken(column, value, cast, scene):
    row = AuditEvent.objects.filter(result="done").latest("id")
    names = [field.column for field in AuditEvent._meta.concrete_fields if field.name != "id"]
    told = ", ".join(value if name == column else name for name in names)
    with connection.cursor() as cursor, pytest.raises(Exception, match="audit_") as refusal:
        cursor.execute(
            f"INSERT INTO agencies_auditevent ({', '.join(names)}) SELECT {told} FROM agencies_auditevent WHERE id = %s",
            [row.pk],
        )
    assert refusal.value.__cause__.sqlstate == "23514"


def test_one_request_has_one_collector():
    class Request:
        pass

    first, second = Request(), Request()
    assert looks_of(first) is looks_of(first)
    assert looks_of(first) is not looks_of(second)
    assert connections["audit"].get_autocommit()
    assert About("x").details == {}
