"""An agreement as a file: out and in again it says the same; what cannot be read is named; nobody's signature comes with it."""

import json
from typing import Any

import pytest

from agencies import agreement_files
from agencies.agreement_files import as_file, draft_from, read
from agencies.exceptions import Invalid, NotPermitted
from agencies.models import SharingAgreement
from tests.conftest import database_role
from tests.factories.sharing import make_agreement

pytestmark = pytest.mark.usefixtures("db")


@pytest.fixture
def file(cast) -> dict[str, Any]:
    """Of an agreement that says something under every heading, and that all have signed."""
    with database_role("seed"):
        agreement = make_agreement(
            cast,
            purposes=["support", "linkage"],
            items=["name", "arrears"],
            why="So that one plan\r\nis enough: “theirs”",
            further_details="The forms",
            direction="to_lead",
            joint_controllers=True,
        )
    return as_file(agreement)


def brought_in(file: Any, cast) -> SharingAgreement:
    return draft_from(file=read(json.dumps(file).encode()), by=cast.gill)


def test_taken_out_and_brought_in_it_says_the_same(file, cast):
    again = brought_in(file, cast)
    assert as_file(again) == file
    assert set(file) == {"format", "format_version", *agreement_files.FIELDS}
    assert all(value for value in file.values())  # each heading said something, so that each was compared
    assert SharingAgreement.objects.count() == 2


def test_all_that_an_agreement_says_is_in_its_file(file):
    """A new field of the agreement must come into the file too, or a copy would say less than was signed."""
    kept_apart = {
        "version", "id", "number", "supersedes", "start_at", "end_at", "drafted_at", "drafted_by", "signed_at",
        "signed_by", "suspended_at", "suspended_by", "suspended_reason", "ended_at", "ended_by", "ended_reason",
    }  # fmt: skip
    said = {field.name for field in SharingAgreement._meta.get_fields() if field.concrete} - kept_apart
    assert said <= set(file)


def test_nobody_has_signed_what_was_brought_in(file, cast):
    again = brought_in(file, cast)
    assert (again.signed_at, again.number, again.drafted_by) == (None, 1, cast.gill.membership)
    assert not again.parties.filter(signed_at__isnull=False).exists()
    assert not SharingAgreement.objects.in_force().filter(pk=again.pk).exists()


def test_what_need_not_be_said_may_be_left_out(file, cast):
    short = {
        name: value
        for name, value in file.items()
        if name in {"format", "format_version"} or agreement_files.FIELDS[name].is_required
    } | {"purposes": ["support"]}
    again = brought_in(short, cast)
    assert (again.items, again.retention, again.direction) == ([], "", "both")


@pytest.mark.parametrize(
    ("change", "field", "words"),
    [
        ({"format": "another"}, "format", "no file of a sharing agreement"),
        ({"format_version": 2}, "format_version", "reads version 1"),
        ({"format_version": True}, "format_version", "reads version 1"),
        ({"parties": ["council", "navy"]}, "parties", "no agency here has this code: navy"),
        ({"parties": ["council", "council"]}, "parties", "each of them once"),
        ({"parties": "council"}, "parties", "no list"),
        ({"bases": ["art6-1-e", "art99"]}, "bases", "no lawful basis here has this code: art99"),
        ({"signed_at": "2026-01-01"}, "signed_at", "no agreement has this field"),
        ({"purposes": ["support", "oversight"]}, "purposes", "choose among figures, linkage, support"),
        ({"categories": ["housing", "weather"]}, "categories", "choose among"),
        ({"items": ["name", "shoe_size"]}, "items", "choose among"),
        ({"items": ["arrival_mode"], "categories": ["housing"]}, "items", "does not name"),
        ({"direction": "sideways"}, "direction", "choose among"),
        ({"title": ""}, "title", "it says nothing"),
        ({"title": "Two\nlines"}, "title", "control character"),
        ({"title": "x" * 201}, "title", "longer than 200"),
        ({"why": 7}, "why", "no text"),
        ({"why": "A \x00 byte"}, "why", "control character"),
        ({"why": "x" * 20_001}, "why", "longer than"),
        ({"joint_controllers": "yes"}, "joint_controllers", "true or false"),
        ({"first_day": "01/02/2026"}, "first_day", "YYYY-MM-DD"),
        ({"first_day": "2026-02-30"}, "first_day", "YYYY-MM-DD"),
        ({"last_day": "0026-01-01"}, "last_day", "between 1900 and 2200"),
        ({"review_on": None}, "review_on", "YYYY-MM-DD"),
        ({"last_day": "2001-01-01"}, "last_day", "cannot be before the first"),
    ],
)
def test_what_cannot_be_read_is_refused_by_its_name(change, field, words, file, cast):
    with pytest.raises(Invalid) as refusal:
        brought_in({**file, **change}, cast)
    assert list(refusal.value.fields) == [field]
    assert words in refusal.value.fields[field][0]
    assert SharingAgreement.objects.count() == 1


@pytest.mark.parametrize("name", ["title", "why", "parties", "bases", "categories", "first_day"])
def test_what_is_missing_is_named(name, file, cast):
    del file[name]
    with pytest.raises(Invalid) as refusal:
        brought_in(file, cast)
    assert refusal.value.fields == {name: [f"“{name}”: it is missing."]}


def test_everything_that_is_wrong_is_told_at_once(file, cast):
    with pytest.raises(Invalid) as refusal:
        brought_in({**file, "title": 1, "more": 1, "bases": ["art99"]}, cast)
    assert set(refusal.value.fields) == {"title", "more", "bases"}
    assert "3 fields" in refusal.value.detail


def test_a_file_of_ten_thousand_unknown_fields_is_not_repeated_to_whoever_sent_it(file, cast):
    with pytest.raises(Invalid) as refusal:
        brought_in({**file, **{f"{number}{'x' * 500}": 1 for number in range(1000)}}, cast)
    assert len(str(refusal.value.fields)) < 5_000


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b"7", b"\xff\xfe", b"[" * 100_000, b'{"a": "' + b"x" * 500_000 + b'"}']
)
def test_what_is_no_such_file_is_refused(content):
    with pytest.raises(Invalid) as refusal:
        read(content)
    assert list(refusal.value.fields) == ["file"]


@pytest.mark.parametrize("name", ["asha", "mina", "adi", "ana", "chidi", "dora"])
def test_only_who_keeps_agreements_brings_one_in(name, file, cast):
    with pytest.raises(NotPermitted):
        draft_from(file=file, by=cast[name])
