"""Agreements over the API: where they stand, what was declined, and the file that another service takes in."""

import pytest

from agencies.enums import AgreementStatus
from agencies.models import SharingAgreement
from tests.api.calls import CALLS

pytestmark = pytest.mark.xdist_group("families")


def test_the_list_is_filtered_by_where_they_stand(world):
    standing = {world.agreement.pk: "in_force", world.suspended.pk: "suspended", world.unsigned.pk: "draft"}
    door = world["gill"]
    listed = door.get("agreements/?page_size=100").json()["results"]
    assert {row["id"]: row["status"] for row in listed}.items() >= {
        str(key): word for key, word in standing.items()
    }.items()
    for status in AgreementStatus.values:
        found = door.get(f"agreements/?page_size=100&status={status}").json()["results"]
        assert [row["id"] for row in found] == [row["id"] for row in listed if row["status"] == status]
    both = door.get("agreements/?page_size=100&status=draft&status=suspended").json()["results"]
    assert {row["status"] for row in both} == {"draft", "suspended"}


def test_no_such_status_is_refused(world):
    refused = world["gill"].get("agreements/?status=asleep")
    assert (refused.status_code, list(refused.json()["fields"])) == (400, ["status"])


def test_a_file_goes_round(world):
    door = world["gill"]
    file = door.get(f"agreements/{world.agreement.pk}/file/").json()
    made = door.post("agreements/import/", file)
    assert made.status_code == 201, made.content
    shown = made.json()
    assert (shown["status"], shown["signed_at"]) == ("draft", None)
    assert door.get(f"agreements/{shown['id']}/file/").json() == file


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"format_version": 2}, "format_version"),
        ({"parties": ["council", "navy"]}, "parties"),
        ({"bases": ["art99"]}, "bases"),
        ({"signatory_name": "Gill"}, "signatory_name"),
        ({"items": ["name", "absence"], "categories": ["housing"]}, "items"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_by_the_name_of_what_is_wrong(change, field, world):
    door, before = world["gill"], SharingAgreement.objects.count()
    file = door.get(f"agreements/{world.agreement.pk}/file/").json()
    refused = door.post("agreements/import/", {**file, **change})
    assert (refused.status_code, list(refused.json()["fields"])) == (400, [field])
    assert SharingAgreement.objects.count() == before


def test_what_was_declined_is_listed_for_whoever_keeps_agreements(world):
    call = CALLS["POST agreements/declined/"](world)
    made = call.send(world)
    assert made.status_code == 201, made.content
    shown = made.json()
    assert (shown["asked"], shown["items"]) == (str(world.cast.team.agency_id), ["arrears", "name"])
    assert shown["declined_by"]["name"] == "Gill"
    assert shown in world["gill"].get("agreements/declined/?page_size=100").json()["results"]
    refused = world["asha"].get("agreements/declined/")
    assert (refused.status_code, refused.json()["code"]) == (403, "not_permitted")
