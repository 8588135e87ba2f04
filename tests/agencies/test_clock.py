"""One clock for everybody, and a past for nobody but the demonstration."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from django.contrib.auth.models import Group
from django.db import connection, transaction

from agencies import clock as service_clock
from agencies import identity_providers, tokens
from agencies.exceptions import BackdatingRefused
from agencies.models import Agency, UnusualAccess
from casework import exits, households, lifecycle
from casework.models import Household
from tests.database import ask, not_allowed, refused, run
from tests.factories.casework import make_household, make_scene
from tests.factories.disclosures import make_disclosing_agreement, make_disclosure, make_in_doubt
from tests.factories.everything import make_every_row
from tests.factories.extracts import make_extract, make_failed_job, make_linkage_agreement
from tests.factories.linkage import make_answer, make_stored_question

pytestmark = pytest.mark.usefixtures("db")

PAST = datetime(2025, 3, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize("login", ["app", "worker", "owner"])
def test_nobody_else_says_when_something_happened(login, cast, role):
    with role(login):
        with pytest.raises(BackdatingRefused):
            service_clock.moment(PAST)
        with pytest.raises(BackdatingRefused):
            households.register(name="The Ray household", by=cast.asha, at=PAST)
        assert not Household.objects.exists()


def test_the_demonstration_tells_a_past(cast, role):
    with role("seed"):
        household, _ = make_household(cast.asha)
        case = lifecycle.refer(household=household, team=cast.team, reason="No heating", by=cast.asha, at=PAST)
        moved = exits.move_away(
            lifecycle.accept(case, lead=cast.asha.membership, by=cast.mina, at=PAST + timedelta(days=1)),
            evidence="Van outside",
            people_told="Rosa",
            by=cast.asha,
            at=PAST + timedelta(days=2),
        )
    assert moved.referred_at == PAST
    told = list(moved.status_changes.order_by("changed_at").values_list("changed_at", flat=True))
    assert told == [PAST, PAST + timedelta(days=1), PAST + timedelta(days=2)]


def test_without_a_time_it_is_the_clock_s(cast, clock):
    clock.set(PAST)
    assert service_clock.moment(None) == service_clock.now() == PAST
    assert households.register(name="The Ray household", by=cast.asha).registered_at == PAST


@pytest.mark.parametrize(
    ("instant", "day"),
    [
        (datetime(2026, 1, 31, 23, 59, tzinfo=UTC), date(2026, 1, 31)),
        (datetime(2026, 6, 30, 22, 59, tzinfo=UTC), date(2026, 6, 30)),
        (datetime(2026, 6, 30, 23, 0, tzinfo=UTC), date(2026, 7, 1)),  # an hour ahead in summer
        (datetime(2026, 3, 29, 0, 59, tzinfo=UTC), date(2026, 3, 29)),
        (datetime(2026, 10, 24, 23, 30, tzinfo=UTC), date(2026, 10, 25)),
    ],
)
def test_the_day_is_the_day_in_london_in_python_in_queries_and_in_sql(instant, day, clock):
    clock.set(instant)
    assert service_clock.today() == service_clock.local_date(instant) == ask("SELECT today()") == day
    Agency.objects.create(code="a", name="A", kind="other", group=Group.objects.create(name="a"))
    row = Agency.objects.annotate(day=service_clock.Today(), instant=service_clock.Now()).get()
    assert (row.day, row.instant) == (day, instant)


def test_the_clock_goes_on_inside_a_transaction():
    with transaction.atomic():
        first = service_clock.now()
        run("SELECT pg_sleep(0.01)")
        assert service_clock.now() > first


@pytest.mark.parametrize("login", ["app", "worker", "seed", "audit"])
def test_nobody_replaces_the_clock(login, role):
    with role(login), not_allowed():
        run("CREATE OR REPLACE FUNCTION public.clock() RETURNS timestamptz LANGUAGE sql AS 'SELECT now()'")


def instants() -> list[tuple[str, str]]:
    """Every table with an act on record, and the column of its instant, as the triggers know them."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgrelid::regclass::text, unnest(string_to_array(rtrim(encode(tgargs, 'escape'), '\\000'), '\\000'))"
            " FROM pg_trigger WHERE tgname = 'refuse_backdating' ORDER BY 1, 2"
        )
        return cursor.fetchall()


@pytest.mark.parametrize("login", ["app", "worker"])
def test_no_instant_of_any_act_is_moved_by_hand(login, cast, role):
    with role("seed"):
        make_every_row(cast)
        make_scene(cast, name="At work")
        tokens.issue(cast.asha.membership)
        make_failed_job(make_extract(cast))
        make_answer(cast, make_stored_question(cast, make_linkage_agreement(cast)))
        make_disclosure(cast, make_disclosing_agreement(cast), every="month")
        make_in_doubt(cast, make_disclosing_agreement(cast))
        provider = identity_providers.record(
            cast.team.agency, issuer="https://login.example.org", client_id="a", second_factors=["mfa"], by=cast.adi
        )
        identity_providers.link(provider, subject="asha-there", user=cast.asha.user)
        UnusualAccess.objects.create(
            rule="same_surname", membership=cast.ben.membership, agency=cast.team.agency, person_id=uuid4(), event_id=1
        )
    known = instants()
    assert len(known) > 40
    with role(login):
        for table, column in known:
            for moved in ("- interval '6 minutes'", "+ interval '6 minutes'"):
                with pytest.raises(Exception, match=r"backdating|permission denied|is over"), transaction.atomic():
                    assert run(f"UPDATE {table} SET {column} = clock() {moved}") > 0


@pytest.mark.parametrize("login", ["app", "worker"])
@pytest.mark.parametrize(("minutes", "accepted"), [(-6, False), (-4, True), (4, True), (6, False)])
def test_a_new_row_is_of_now_give_or_take_a_slow_transaction(login, minutes, accepted, cast, role):
    insert = (
        "INSERT INTO casework_household (id, name, registered_at, registered_by_id, version)"
        f" VALUES (gen_random_uuid(), 'The Rays', clock() + interval '{minutes} minutes', %(asha)s, 1)"
    )
    with role(login):
        if accepted:
            assert run(insert, asha=cast.asha.membership.pk) == 1
        else:
            with refused("backdating_refused"):
                run(insert, asha=cast.asha.membership.pk)
