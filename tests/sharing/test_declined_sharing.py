"""Declining to share is on record: who asked, for what, why not; written by whoever was asked, read by both."""

from datetime import timedelta
from typing import Any

import pytest

from agencies import clock
from agencies.enums import RoleCode
from agencies.exceptions import BackdatingRefused, Invalid, Missing, NotPermitted
from agencies.models import AuditEvent, DeclinedSharing
from agencies.selectors import declined_sharing_for, declined_sharing_row_for
from tests.conftest import database_role
from tests.database import not_allowed, refused, run
from tests.factories.agencies import make_member
from tests.factories.sharing import make_declined, the_practice

pytestmark = pytest.mark.usefixtures("db")


def test_who_was_asked_says_no_and_why(cast):
    row = make_declined(cast)
    assert (row.asking, row.asked) == (cast.chidi.agency, cast.team.agency)
    assert (row.categories, row.items) == (["housing"], ["arrears", "name"])
    assert row.declined_by == cast.gill.membership
    event = AuditEvent.objects.get(event="sharing.declined")
    assert (event.subject_id, event.membership_id) == (row.pk, cast.gill.membership.pk)


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"asked_on": 1}, "asked_on"),
        ({"purpose": "administration"}, "purpose"),
        ({"categories": [], "items": []}, "categories"),
        ({"asking": "own"}, "asking"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_question(said: dict[str, Any], field, cast):
    asking = cast.team.agency if said.pop("asking", "") else None
    if "asked_on" in said:
        said["asked_on"] = clock.today() + timedelta(days=said["asked_on"])
    with pytest.raises(Invalid) as refusal:
        make_declined(cast, asking, **said)
    assert list(refusal.value.fields) == [field]
    assert not DeclinedSharing.objects.exists()


@pytest.mark.parametrize("said", [{"categories": []}, {"items": []}, {"asked_on": 0}])
def test_one_kind_of_data_is_enough_and_today_is_no_day_to_come(said: dict[str, Any], cast):
    if "asked_on" in said:
        said["asked_on"] = clock.today()
    assert make_declined(cast, **said).pk


@pytest.mark.parametrize("name", ["asha", "mina", "adi", "ana", "chidi", "dora"])
def test_only_who_keeps_agreements_declines_and_reads_it(name, cast):
    make_declined(cast)
    with pytest.raises(NotPermitted):
        declined_sharing_for(cast[name])
    cast_of_another = type("Cast", (), {"gill": cast[name], "chidi": cast.chidi})()
    with pytest.raises(NotPermitted):
        make_declined(cast_of_another, the_practice(cast).agency)


def test_both_agencies_read_it_and_no_third(cast):
    row = make_declined(cast)
    with database_role("seed"):
        keepers = {
            agency.code: make_member(cast.adi, agency.code, agency, RoleCode.GOVERNANCE_LEAD)
            for agency in (cast.chidi.agency, the_practice(cast).agency)
        }
    assert list(declined_sharing_for(cast.gill)) == [row]
    assert list(declined_sharing_for(keepers[cast.chidi.agency.code])) == [row]
    with pytest.raises(Missing):
        declined_sharing_row_for(keepers["practice"], row.pk)


def test_it_is_not_dated_back(cast):
    with pytest.raises(BackdatingRefused):
        make_declined(cast, at=clock.now() - timedelta(days=1))


INSERTED = (
    "INSERT INTO agencies_declinedsharing (id, asking_id, asked_id, asked_on, purpose, categories, items, reason,"
    " declined_at, declined_by_id) SELECT gen_random_uuid(), {asking}, asked_id, asked_on, purpose, {categories}, '{{}}',"
    " {reason}, {at}, {by} FROM agencies_declinedsharing"
)
AS_IT_IS = {
    "asking": "asking_id", "categories": "categories", "reason": "reason", "at": "clock()", "by": "declined_by_id"
}  # fmt: skip


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        (
            {"by": "(SELECT id FROM agencies_membership WHERE agency_id = asking_id LIMIT 1)"},
            "declined_sharing_for_their_own",
        ),
        ({"asking": "asked_id"}, "declined_sharing_between_two"),
        ({"categories": "'{}'"}, "declined_sharing_says_which_data"),
        ({"reason": "' '"}, "declined_sharing_reason_said"),
        ({"at": "clock() - interval '1 day'"}, "backdating_refused"),
    ],
)
def test_the_database_refuses(change, constraint, cast):
    with database_role("seed"):
        make_declined(cast)
    with database_role("app"):
        assert run(INSERTED.format(**AS_IT_IS)) == 1  # as it is, it may be written
        with refused(constraint):
            run(INSERTED.format(**{**AS_IT_IS, **change}))


@pytest.mark.parametrize(
    "statement", ["UPDATE agencies_declinedsharing SET reason = 'x'", "DELETE FROM agencies_declinedsharing"]
)
def test_what_was_said_stays(statement, cast):
    with database_role("seed"):
        make_declined(cast)
    for name in ("app", "worker"):
        with database_role(name), not_allowed():
            run(statement)
