"""Agreements: what is refused and in which words, and what the database refuses whoever writes the statement."""

from collections.abc import Iterator
from datetime import UTC, date, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.test import override_settings

from agencies import agreements, clock
from agencies.enums import AgencyKind, DataCategory, Purpose
from agencies.exceptions import AgreementSettled, BackdatingRefused, Invalid, NotPermitted
from agencies.models import AuditEvent, LawfulBasis, SharingAgreement
from agencies.partners import end_agency, register_agency
from agencies.selectors import agreements_for
from tests.conftest import QUICK_HASHER, database_role, flush
from tests.database import not_allowed, refused, run
from tests.factories.agencies import make_cast
from tests.factories.sharing import BASES, make_agreement

pytestmark = pytest.mark.xdist_group("agreements")


class Desk:
    """Gill's desk: an agreement that is drafted, one that is signed, and the police and a school to make them with."""

    def __init__(self) -> None:
        with database_role("seed"), override_settings(PASSWORD_HASHERS=QUICK_HASHER):
            self.cast = make_cast()
            self.council, self.police = self.cast.team.agency, self.cast.chidi.agency
            self.school = register_agency(code="school", name="School", kind=AgencyKind.SCHOOL, by=self.cast.adi)
            self.drafted = make_agreement(self.cast, signed=False, title="Drafted")
            self.signed = make_agreement(self.cast, title="Signed")
            half = make_agreement(self.cast, signed=False, title="Half signed")
            self.half = agreements.sign(half, agency=self.council, signatory_name="A director", by=self.cast.gill)

    def draft(self, **terms: Any) -> SharingAgreement:
        """As a governance lead drafts one."""
        return make_agreement(self.cast, signed=False, **terms)


@pytest.fixture(scope="module")
def standing_desk(django_db_setup: None, django_db_blocker: Any) -> Iterator[Desk]:
    """Made once for the module."""
    with django_db_blocker.unblock():
        try:
            yield Desk()
        finally:
            flush()


@pytest.fixture
def desk(standing_desk: Desk) -> Iterator[Desk]:
    """As it was before each test."""
    with transaction.atomic():
        yield standing_desk
        transaction.set_rollback(True)


def bases(*codes: str) -> Any:
    """These, of those a site starts with."""
    return LawfulBasis.objects.filter(pk__in=codes)


@pytest.mark.parametrize(
    ("what", "terms", "field"),
    [
        ("health without Article 9", {"categories": ["health"], "bases": ["art6-1-e"]}, "bases"),
        ("Article 9 without its condition", {"categories": ["health"], "bases": ["art6-1-e", "art9-2-g"]}, "bases"),
        ("offences without Article 10", {"categories": ["offences"], "bases": ["art6-1-e"]}, "bases"),
        ("domestic abuse without Article 10", {"categories": ["domestic_abuse"], "bases": ["art6-1-e"]}, "bases"),
        ("nothing of Article 6", {"categories": ["housing"], "bases": ["art10-official"]}, "bases"),
        ("no category", {"categories": []}, "categories"),
        ("no purpose", {"purposes": []}, "purposes"),
        ("a purpose that nobody shares for", {"purposes": ["administration"]}, "purposes"),
        ("one good purpose and one bad", {"purposes": ["support", "oversight"]}, "purposes"),
        ("an item of a category that is not named", {"items": ["name", "absence"]}, "items"),
        ("identity and one item too many", {"items": ["arrival_mode"], "categories": ["housing"]}, "items"),
        ("finding households by nothing", {"purposes": ["linkage"]}, "items"),
        ("a last day before the first", {"days": (5, 4), "review": 5}, "last_day"),
        ("a review before it begins", {"days": (5, 9), "review": 4}, "review_on"),
        ("a review after it is over", {"days": (5, 9), "review": 10}, "review_on"),
    ],
)
def test_a_draft_that_cannot_stand_is_refused(what, terms, field, desk):
    terms = dict(terms)
    if "bases" in terms:
        terms["bases"] = bases(*terms["bases"])
    if "review" in terms:
        terms["review_on"] = clock.today() + timedelta(days=terms.pop("review"))
    with pytest.raises(Invalid) as refusal:
        desk.draft(**terms)
    assert list(refusal.value.fields) == [field]


@pytest.mark.parametrize(
    ("categories", "codes"),
    [
        (["general", "housing", "family", "education", "work_and_money"], ["art6-1-e"]),
        (["health", "mental_health", "substance_use", "safeguarding"], ["art6-1-e", "art9-2-g", "sch1-2-18"]),
        (["health"], ["art6-1-e", "art9-2-c"]),  # vital interests need no condition
        (["offences", "domestic_abuse"], ["art6-1-e", "art10-official"]),
    ],
)
def test_a_draft_that_rests_on_what_it_needs_is_taken(categories, codes, desk):
    agreement = desk.draft(categories=categories, bases=bases(*codes))
    assert agreement.categories == sorted(categories)
    assert set(agreement.bases.values_list("pk", flat=True)) == set(codes)
    assert agreement.signed_at is None


def test_a_last_day_that_is_the_first_is_one_day(desk):
    agreement = desk.draft(days=(3, 3))
    assert agreements.last_day(agreement.end_at) == clock.today() + timedelta(days=3)
    assert agreement.end_at - agreement.start_at <= timedelta(hours=25)


@pytest.mark.parametrize("parties", ["one", "one twice"])
def test_an_agreement_is_of_two_or_more(parties, desk):
    cast, today = desk.cast, clock.today()
    named = [desk.council] if parties == "one" else [desk.council, desk.police, desk.police]
    with pytest.raises(Invalid) as refusal:
        agreements.draft(
            title="So", parties=named, purposes=[Purpose.SUPPORT], why="So", categories=[DataCategory.HOUSING],
            data_items="So", bases=bases(*BASES), rights="So", governance="So", first_day=today, last_day=today,
            review_on=today, by=cast.gill,
        )  # fmt: skip
    assert list(refusal.value.fields) == ["parties"]


@pytest.mark.parametrize(
    ("ends_in", "days", "is_taken"),
    [(0, (0, 300), False), (10, (10, 300), False), (10, (9, 300), True), (0, (-30, 300), False)],
)
def test_nobody_can_sign_for_an_agency_that_takes_part_no_more(ends_in, days, is_taken, desk):
    end_agency(desk.school, ended_on=clock.today() + timedelta(days=ends_in), by=desk.cast.adi)
    if is_taken:
        assert make_agreement(desk.cast, desk.school, signed=False, days=days).pk
        return
    with pytest.raises(Invalid, match="School takes part no more") as refusal:
        make_agreement(desk.cast, desk.school, signed=False, days=days)
    assert list(refusal.value.fields) == ["parties"]


def test_a_version_follows_the_last_one_only(desk):
    second = desk.draft(supersedes=desk.signed)
    assert (second.number, second.supersedes_id) == (2, desk.signed.pk)
    with pytest.raises(Invalid) as refusal:
        desk.draft(supersedes=desk.signed)
    assert list(refusal.value.fields) == ["supersedes"]
    assert desk.draft(supersedes=second).number == 3


@pytest.mark.parametrize("name", ["asha", "mina", "adi", "ana", "chidi", "dora"])
@pytest.mark.parametrize("verb", ["draft", "sign", "suspend", "lift", "end"])
def test_only_who_keeps_agreements_does_anything_with_them(verb, name, desk):
    calls = {
        "draft": lambda by: make_agreement(_Cast(desk.cast, by), signed=False),
        "sign": lambda by: agreements.sign(desk.drafted, agency=desk.council, signatory_name="A director", by=by),
        "suspend": lambda by: agreements.suspend(desk.signed, reason="So", by=by),
        "lift": lambda by: agreements.lift(desk.signed, by=by),
        "end": lambda by: agreements.end(desk.signed, reason="So", by=by),
    }
    with pytest.raises(NotPermitted):
        calls[verb](desk.cast[name])


class _Cast:
    """The cast, with somebody else where the governance lead stands."""

    def __init__(self, cast: Any, gill: Any) -> None:
        self.team, self.chidi, self.gill = cast.team, cast.chidi, gill


def test_it_is_signed_when_the_last_party_has_signed(desk):
    gill = desk.cast.gill
    agreement = make_agreement(desk.cast, desk.police, desk.school, signed=False)
    for agency in (desk.council, desk.school):
        agreement = agreements.sign(agreement, agency=agency, signatory_name="A director", by=gill)
        assert agreement.signed_at is None
        assert not SharingAgreement.objects.in_force().filter(pk=agreement.pk).exists()
    agreement = agreements.sign(agreement, agency=desk.police, signatory_name="The chief", by=gill)
    assert (agreement.signed_at is not None, agreement.signed_by) == (True, gill.membership)
    assert SharingAgreement.objects.in_force().filter(pk=agreement.pk).exists()
    names = dict(agreement.parties.values_list("agency__name", "signatory_name"))
    assert names[desk.police.name] == "The chief"
    with pytest.raises(AgreementSettled):
        agreements.sign(agreement, agency=desk.police, signatory_name="Again", by=gill)


def test_who_is_no_party_does_not_sign(desk):
    with pytest.raises(Invalid) as refusal:
        agreements.sign(desk.drafted, agency=desk.school, signatory_name="The head", by=desk.cast.gill)
    assert list(refusal.value.fields) == ["agency"]


@pytest.mark.parametrize(
    ("before", "step"),
    [
        ("suspend", "suspend"),
        ("end", "suspend"),
        ("end", "lift"),
        ("end", "end"),
        ("end", "sign"),
        ("", "lift"),
    ],
)
def test_what_is_settled_is_not_done_again(before, step, desk):
    gill, agreement = desk.cast.gill, desk.signed
    acts = {
        "suspend": lambda row: agreements.suspend(row, reason="So", by=gill),
        "lift": lambda row: agreements.lift(row, by=gill),
        "end": lambda row: agreements.end(row, reason="So", by=gill),
        "sign": lambda row: agreements.sign(row, agency=desk.police, signatory_name="So", by=gill),
    }
    if before:
        agreement = acts[before](agreement)
    with pytest.raises(AgreementSettled) as refusal:
        acts[step](agreement)
    assert refusal.value.code == "agreement_settled"


def test_nothing_of_it_is_dated_back_by_the_service(desk):
    with pytest.raises(BackdatingRefused):
        agreements.suspend(desk.signed, reason="So", at=clock.now() - timedelta(days=1), by=desk.cast.gill)


def test_every_step_leaves_a_row_in_the_trail(desk):
    gill = desk.cast.gill
    agreement = desk.draft()
    for agency in (desk.council, desk.police):
        agreement = agreements.sign(agreement, agency=agency, signatory_name="A director", by=gill)
    agreement = agreements.suspend(agreement, reason="A breach", by=gill)
    agreement = agreements.lift(agreement, by=gill)
    agreements.end(agreement, reason="Replaced", by=gill)
    events = AuditEvent.objects.filter(subject_id=agreement.pk).order_by("pk").values_list("event", flat=True)
    assert sorted(events) == sorted(
        [
            "agreement.drafted",
            "agreement.signed",
            "agreement.signed",
            "agreement.signed_by_all",
            "agreement.suspended",
            "agreement.lifted",
            "agreement.ended",
        ]
    )


def test_agreements_are_listed_to_who_keeps_them_and_to_those_they_bind(desk):
    cast = desk.cast
    theirs = make_agreement(cast, desk.school, title="The school's")
    everything = set(SharingAgreement.objects.all())
    assert set(agreements_for(cast.gill)) == everything
    assert set(agreements_for(cast.asha)) == everything  # the council is a party of each
    assert set(agreements_for(cast.chidi)) == everything - {theirs}


# What PostgreSQL itself refuses, as the roles that the service runs under.
WORDS = {
    "title": "'x'",
    "number": "9",
    "supersedes_id": "NULL",
    "purposes": "'{figures}'",
    "why": "'x'",
    "categories": "'{general,health}'",
    "data_items": "'x'",
    "direction": "'from_lead'",
    "rights": "'x'",
    "governance": "'x'",
    "items": "'{name}'",
    "retention": "'x'",
    "security": "'x'",
    "dpia_reference": "'x'",
    "further_details": "'x'",
    "start_at": "clock()",
    "end_at": "clock() + interval '9 years'",
    "review_on": "today()",
    "drafted_at": "clock()",
    "drafted_by_id": "drafted_by_id",
}
TABLES = {
    "sharingagreement": WORDS,
    "agreementparty": {"agency_id": "agency_id", "agreement_id": "agreement_id", "role": "'joint'"},
}
FUTURE = "clock() + interval '1 hour'"


def as_each(constraint: str | None, statement: str, **values: Any) -> None:
    """Refused to both roles of the service: by a constraint, or since they lack the right."""
    for role in ("app", "worker"):
        with database_role(role), refused(constraint) if constraint else not_allowed():
            assert run(statement, **values) > 0


@pytest.mark.parametrize(
    ("table", "column"), [(table, column) for table, columns in TABLES.items() for column in columns]
)
def test_the_words_of_an_agreement_are_never_changed(table, column, standing_desk):
    as_each(None, f"UPDATE agencies_{table} SET {column} = {TABLES[table][column]}")


@pytest.mark.parametrize("table", ["sharingagreement", "agreementparty", "sharingagreement_bases"])
def test_nothing_of_an_agreement_is_deleted(table, standing_desk):
    as_each(None, f"DELETE FROM agencies_{table}")


SIGN = "UPDATE agencies_sharingagreement SET signed_at = clock(), signed_by_id = drafted_by_id WHERE id = %(one)s"
PARTY = (
    "INSERT INTO agencies_agreementparty (id, agreement_id, agency_id, role, signatory_name)"
    " VALUES (gen_random_uuid(), %(one)s, %(school)s, 'controller', '')"
)
BASIS = "INSERT INTO agencies_sharingagreement_bases (sharingagreement_id, lawfulbasis_id) VALUES (%(one)s, 'art6-1-c')"
OF_PARTY = "UPDATE agencies_agreementparty SET {0} WHERE agreement_id = %(one)s AND agency_id = %(council)s"


@pytest.mark.parametrize(
    ("attempt", "which", "statement", "constraint"),
    [
        ("signed though nobody has", "drafted", SIGN, "sharing_agreement_signed_by_all"),
        ("signed though one party has not", "half", SIGN, "sharing_agreement_signed_by_all"),
        ("signed by nobody", "signed", "UPDATE agencies_sharingagreement SET signed_by_id = NULL WHERE id = %(one)s",
         "settled_once"),
        ("a party after a signature", "half", PARTY, "sharing_agreement_words_stay"),
        ("a party after all signatures", "signed", PARTY, "sharing_agreement_words_stay"),
        ("a basis after a signature", "half", BASIS, "sharing_agreement_words_stay"),
        ("a basis after all signatures", "signed", BASIS, "sharing_agreement_words_stay"),
        ("a signature without a name", "drafted", OF_PARTY.format(
            "signed_at = clock(), signed_by_id = (SELECT drafted_by_id FROM agencies_sharingagreement WHERE id = %(one)s)"
        ), "agreement_party_signatory_name_said"),
        ("a signature taken back", "half", OF_PARTY.format("signed_at = NULL, signed_by_id = NULL"), "settled_once"),
        ("a signature moved", "half", OF_PARTY.format("signed_at = signed_at + interval '1 minute'"), "settled_once"),
        ("another name under a signature", "half", OF_PARTY.format("signatory_name = 'Another'"),
         "agreement_party_signature_stays"),
        ("unsigned", "signed", "UPDATE agencies_sharingagreement SET signed_at = NULL, signed_by_id = NULL"
         " WHERE id = %(one)s", "settled_once"),
        ("signed again, later", "signed", "UPDATE agencies_sharingagreement SET signed_at = signed_at + interval '1 minute'"
         " WHERE id = %(one)s", "settled_once"),
        ("suspended long ago", "signed", "UPDATE agencies_sharingagreement SET suspended_reason = 'so', suspended_by_id ="
         " drafted_by_id, suspended_at = clock() - interval '1 hour' WHERE id = %(one)s", "backdating_refused"),
        ("suspended in an hour", "signed", "UPDATE agencies_sharingagreement SET suspended_reason = 'so', suspended_by_id"
         f" = drafted_by_id, suspended_at = {FUTURE} WHERE id = %(one)s", "backdating_refused"),
        ("ended long ago", "signed", "UPDATE agencies_sharingagreement SET ended_reason = 'so', ended_by_id ="
         " drafted_by_id, ended_at = clock() - interval '1 hour' WHERE id = %(one)s", "backdating_refused"),
        ("signed for a party long ago", "half", "UPDATE agencies_agreementparty SET signatory_name = 'So',"
         " signed_at = clock() - interval '1 hour', signed_by_id = (SELECT drafted_by_id FROM agencies_sharingagreement"
         " WHERE id = %(one)s) WHERE agreement_id = %(one)s AND signed_at IS NULL", "backdating_refused"),
        ("suspended without a reason", "signed", "UPDATE agencies_sharingagreement SET suspended_by_id = drafted_by_id,"
         " suspended_at = clock() WHERE id = %(one)s", "sharing_agreement_suspended_reason_said"),
        ("ended by nobody", "signed", "UPDATE agencies_sharingagreement SET ended_reason = 'so', ended_at = clock()"
         " WHERE id = %(one)s", "sharing_agreement_ended_at_and_by"),
    ],
)  # fmt: skip
def test_the_database_refuses(attempt, which, statement, constraint, standing_desk):
    desk = standing_desk
    values = {"one": getattr(desk, which).pk, "school": desk.school.pk, "council": desk.council.pk}
    as_each(constraint, statement, **values)


def test_an_end_stays(standing_desk):
    desk = standing_desk
    with database_role("seed"):
        ended = agreements.end(make_agreement(desk.cast, title="Over"), reason="Replaced", by=desk.cast.gill)
    for change in ("ended_at = NULL, ended_by_id = NULL", "ended_at = ended_at + interval '1 minute'"):
        as_each("settled_once", f"UPDATE agencies_sharingagreement SET {change} WHERE id = %(one)s", one=ended.pk)


INSERTED = (
    "INSERT INTO agencies_sharingagreement (id, version, title, number, purposes, why, categories, data_items, direction,"
    " items, retention, security, dpia_reference, rights, governance, further_details, start_at, end_at, review_on,"
    " drafted_at, drafted_by_id, signed_at, signed_by_id,"
    " suspended_reason, ended_reason) SELECT gen_random_uuid(), 1, {title}, 1, {purposes}, why, {categories}, data_items,"
    " direction, {items}, '', '', '', rights, governance, '', start_at, {end}, review_on,"
    " {drafted}, drafted_by_id, {signed}, {signer}, '', ''"
    " FROM agencies_sharingagreement WHERE id = %(one)s"
)
AS_IT_IS = {
    "title": "title", "items": "items", "purposes": "purposes", "categories": "categories", "end": "end_at", "drafted": "clock()",
    "signed": "NULL", "signer": "NULL::uuid",
}  # fmt: skip


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ({"signed": "clock()", "signer": "drafted_by_id"}, "sharing_agreement_signed_by_all"),
        ({"end": "start_at"}, "sharing_agreement_ends_after_start"),
        ({"categories": "'{}'"}, "sharing_agreement_says_what_for"),
        ({"purposes": "'{}'"}, "sharing_agreement_says_what_for"),
        ({"title": "' '"}, "sharing_agreement_title_said"),
        ({"items": "'{name,absence}'"}, "sharing_agreement_items_in_categories"),
        ({"items": "'{}'", "purposes": "'{linkage}'"}, "sharing_agreement_linkage_by_items"),
        ({"drafted": "clock() - interval '1 day'"}, "backdating_refused"),
    ],
)
def test_no_such_agreement_is_written(change, constraint, standing_desk):
    as_each(constraint, INSERTED.format(**{**AS_IT_IS, **change}), one=standing_desk.signed.pk)


@pytest.mark.parametrize(
    ("today", "last_day", "soon"),
    [
        (date(2026, 7, 1), date(2026, 7, 15), True),
        (date(2026, 7, 1), date(2026, 7, 16), False),
        (date(2026, 12, 1), date(2026, 12, 15), True),
        (date(2026, 12, 1), date(2026, 12, 16), False),
        (date(2026, 10, 20), date(2026, 11, 3), True),
    ],
)
def test_a_fortnight_is_counted_to_the_last_day_in_summer_and_in_winter(today, last_day, soon):
    over = clock.midnight(last_day + timedelta(days=1)).astimezone(UTC)  # as a row has it
    assert agreements.ends_soon(over, today) is soon
