"""Disclosures over the API: what each side is told of a file, and when; and no as an answer."""

from typing import Any

import pytest

from agencies import clock
from agencies.models import Disclosure
from agencies.months import months_after
from tests.conftest import database_role
from tests.factories.disclosures import HASH, KEY

pytestmark = pytest.mark.xdist_group("families")


def told(world: Any, row: Disclosure) -> tuple[Any, ...]:
    shown = world["gill"].get(f"disclosures/{row.pk}/").json()
    listed = next(each for each in world["gill"].get("disclosures/").json()["results"] if each["id"] == str(row.pk))
    assert listed["rows"] == shown["rows"]
    return shown["sha256"], shown["rows"], shown["manifest"] is not None


def test_who_asked_reads_the_hash_when_they_have_said_it(world: Any) -> None:
    row = world.disclosure
    assert told(world, row) == ("", 3, True)
    assert world["gill"].act(f"disclosures/{row.pk}/receipt/", {"sha256": "0" * 64}).status_code == 400
    said = world["gill"].act(f"disclosures/{row.pk}/receipt/", {"sha256": HASH})
    assert said.json()["sha256"] == HASH
    assert told(world, row) == (HASH, 3, True)


def test_before_its_release_who_asked_is_told_nothing_of_the_file(world: Any) -> None:
    row = world.disclosure
    with database_role("seed"):
        row = Disclosure.objects.get(pk=row.pk)
    row.pk, row.state, row.released_at, row.file_key = None, "embargoed", None, row.agreement_id
    with database_role("seed"):
        row.save(force_insert=True)
    assert told(world, row) == ("", None, False)


def test_a_no_is_read_with_its_reason(world: Any) -> None:
    row = world.asked_disclosure
    said = world["gill"].act(f"disclosures/{row.pk}/refuse/", {"reason": "Fewer items would do"}).json()
    assert (said["state"], said["refused_reason"]) == ("refused", "Fewer items would do")
    assert said["refused_by"]["name"] == "Gill"
    assert world["gill"].act(f"disclosures/{row.pk}/refuse/", {"reason": "Again"}).status_code == 409


def test_a_schedule_is_read_and_ended(world: Any) -> None:
    row, gill = world.monthly_disclosure, world["gill"]
    shown = gill.get(f"disclosures/{row.pk}/").json()
    assert (shown["schedule"]["every"], shown["schedule"]["ended_at"], shown["next_trouble"]) == ("month", None, "")
    assert shown["next_on"] == months_after(clock.local_date(row.asked_at), 1).isoformat()
    assert gill.get(f"disclosures/{world.asked_disclosure.pk}/").json()["next_on"] is None
    ended = gill.act(f"disclosures/{row.pk}/end-schedule/").json()
    assert (ended["state"], ended["schedule"]["ended_by"]["name"], ended["next_on"]) == ("asked", "Gill", None)
    assert gill.act(f"disclosures/{row.pk}/end-schedule/").status_code == 409


def test_what_is_in_doubt_is_read_and_pushed_again(world: Any) -> None:
    row, gill = world.doubtful_disclosure, world["gill"]
    shown = gill.get(f"disclosures/{row.pk}/").json()
    assert shown["pushed_to"] == world.push_address.url
    assert (shown["delivery"]["state"], shown["delivery"]["trouble"]) == ("unknown", "No answer came")
    again = gill.act(f"disclosures/{row.pk}/push-again/").json()
    assert (again["delivery"]["state"], again["delivery"]["trouble"], again["delivery"]["tries"]) == ("waiting", "", 0)
    assert gill.act(f"disclosures/{row.pk}/push-again/").status_code == 409
    fetched = gill.get(f"disclosures/{world.disclosure.pk}/").json()
    assert (fetched["pushed_to"], fetched["delivery"]) == ("", None)


def test_what_may_not_be_pushed_there_is_not_asked_for(world: Any) -> None:
    assert world.push_address
    said = {
        "agency": str(world.disclosure.agency_id), "agreement": str(world.disclosing_agreement.pk), "purpose": "support",
        "items": ["birth_date"], "why": "To see whom we both know", "recipient_key": KEY, "push": True,
    }  # fmt: skip
    answer = world["gill"].post("disclosures/", said)
    assert answer.status_code == 400
    assert "Ask whoever operates this service to allow it" in answer.json()["fields"]["push"][0]
