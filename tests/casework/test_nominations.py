"""Households that several agencies meet are found by the panel's thresholds, and a person decides what becomes of them."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any, NamedTuple

import pytest
from django.db import DatabaseError, connection, transaction

from agencies import agreements, clock
from agencies.actors import Actor, set_actor
from agencies.exceptions import Invalid, Missing, NotPermitted
from agencies.models import AuditEvent, StagedMention
from casework import lifecycle, nominations, objections, panel
from casework.enums import DeclineReason, HouseholdRole
from casework.exceptions import NominationDecided, ObjectionAnswered
from casework.models import Address, Case, CaseMember, HouseholdMember, LinkedMention, Nomination, Objection, Person
from casework.nomination_words import NominationDecision, ObjectionFinding
from tests.conftest import database_role
from tests.factories.agencies import Cast
from tests.factories.linkage import ROSA, make_run, take_in
from tests.factories.nominations import ADDRESS, Found, make_found, make_panel_agreement, nominate, suspend


class Decision(NamedTuple):
    """What somebody says."""

    decision: NominationDecision
    reason: str
    not_before: date | None = None


ALL = ("council", "police", "nhs")
CASE = Decision(NominationDecision.BECOME_CASE, "Three services call each week, and nobody asks why")
HELPED = Decision(NominationDecision.ALREADY_HELPED, "Early help works with them")
OBJECTED = Decision(NominationDecision.OBJECTION_UPHELD, "They wrote to us")


@pytest.fixture
def found(cast: Cast) -> Found:
    with database_role("seed"):
        return make_found(cast)


@contextmanager
def acting_as(actor: Actor) -> Iterator[Actor]:
    with database_role("app"), transaction.atomic():
        set_actor(actor)
        yield actor


def listed(actor: Actor) -> list[Nomination]:
    with acting_as(actor):
        return list(nominations.nominations_for(actor))


def decide(nomination: Nomination, decision: Decision, by: Actor) -> Nomination:
    with acting_as(by):
        return nominations.decide(nomination, **decision._asdict(), by=by)


def seed(model: Any) -> Any:
    with database_role("seed"):
        return list(model.objects.all())


# How they are found


def test_households_are_found_by_how_many_agencies_how_often_how_lately_and_why(found: Found) -> None:
    lately = found.household(*ALL, days=(10, 40))
    long_ago = found.household(*ALL, days=(400, 430))
    two = found.household("council", "police", days=(10, 40))
    once = found.household(*ALL, days=(900,))
    made = nominate()
    assert [each.household for each in made] == [lately, long_ago]
    assert two not in {each.household for each in made}, "two agencies are not three"
    assert once not in {each.household for each in made}, "before what counts"
    first = made[0]
    today = clock.today()
    assert (first.agencies, first.contacts, first.kinds) == (3, 6, 6)
    assert first.last_contact_on == today - timedelta(days=10)
    assert first.agreements == [found.agreement.pk]
    assert first.thresholds["agencies"] == 3
    assert AuditEvent.objects.get(event="linkage.nominated").details["households"] == 2


def test_a_record_that_names_two_is_one_contact_and_one_without_a_day_counts(found: Found) -> None:
    household = found.household(*ALL)
    found.mention(household, 1, "police", clock.today(), record="P1")
    found.mention(household, 2, "police", clock.today(), record="P1", slot=2, surname="Oduya2")
    only_undated = found.household("council", "police", days=(5,))
    found.mention(only_undated, 9, "nhs", None)
    by_household = {each.household: each for each in nominate()}
    assert by_household[household].contacts == 4
    assert (by_household[only_undated].agencies, by_household[only_undated].contacts) == (3, 3)
    assert by_household[only_undated].last_contact_on == clock.today() - timedelta(days=5)


def test_a_day_to_come_is_no_later_than_today(found: Found) -> None:
    found.household(*ALL, days=(-400, 3))
    assert nominate()[0].last_contact_on == clock.today()


def test_the_panels_thresholds_hold_from_the_next_night_on_and_are_said_with_each(found: Found) -> None:
    found.household("council", "police", days=(10,))
    found.household(*ALL, days=(700,))
    assert len(nominate()) == 1
    with acting_as(found.pia) as pia:
        panel.set_thresholds(agencies=2, months=12, contacts=2, reason="A year is enough", by=pia)
    with acting_as(found.cast.mina) as mina:
        assert panel.thresholds_for(mina).get().reason == "A year is enough"
    assert [(each.agencies, each.contacts, each.thresholds["months"]) for each in nominate()] == [(2, 2, 12)]
    with acting_as(found.pia) as pia:
        panel.set_thresholds(agencies=2, months=12, contacts=3, reason="Too many", by=pia)
    assert nominate() == []


@pytest.mark.parametrize(
    "wrong",
    [{"agencies": 1}, {"months": 0}, {"months": 61}, {"contacts": 0}, {"kinds_weight": 4}, {"recency_weight": -1}],
)
def test_thresholds_have_bounds(found: Found, wrong: dict[str, int]) -> None:
    with acting_as(found.pia) as pia:
        with pytest.raises(Invalid):
            panel.set_thresholds(**wrong, reason="So", by=pia)
        with pytest.raises(Invalid):
            panel.set_thresholds(reason=" ", by=pia)


def test_the_same_run_nominates_once_and_another_finds_anew(found: Found) -> None:
    found.household(*ALL)
    first = nominate()
    assert [each.pk for each in nominate()] == [each.pk for each in first]
    run = found.again()
    again = nominate()
    assert ([each.pk for each in again], again[0].run_id) == ([each.pk for each in first], run.pk)


def test_a_household_that_is_found_no_more_is_shown_no_more(found: Found) -> None:
    found.household(*ALL)
    nominate()
    assert len(listed(found.pia)) == 1
    with database_role("owner"):
        LinkedMention.objects.all().delete()
    assert nominate() == []


def test_each_run_of_the_linkage_nominates(cast: Cast, found: Found) -> None:
    with acting_as(found.pia) as pia:
        panel.set_thresholds(agencies=2, contacts=2, reason="A small place", by=pia)
    take_in(cast.gill, found.agreement, "adult_social_care", ROSA)
    take_in(found.greta, found.agreement, "nhs_emergency", ROSA)
    run = make_run(cast.gill)
    nomination = listed(cast.mina)[0]
    assert (nomination.run_id, nomination.agencies, nomination.contacts) == (run.pk, 2, 2)
    with acting_as(cast.mina) as mina:
        evidence = nominations.evidence_for(mina, nomination)
    assert [(each.name, each.year_of_birth) for each in evidence.people] == [("Rosa May O'Neill", 1981)]


# Who sees them


def test_a_panel_sees_who_and_why_and_no_more_of_any_mention(found: Found) -> None:
    household = found.household(*ALL, days=(10,))
    found.mention(household, 2, "police", clock.today() - timedelta(days=5), forenames="TOM", surname="ODUYA", born_on=None,
                  role="pupil", event="Missing person", address="")  # fmt: skip
    found.mention(household, 2, "nhs", clock.today(), forenames="Tom", surname="Oduya", born_on=None, is_initials=False)
    nominate()
    for who in (found.pia, found.noor, found.cast.mina):
        nomination = listed(who)[0]
        with acting_as(who):
            evidence = nominations.evidence_for(who, nomination)
        assert [(each.name, each.year_of_birth, each.is_child) for each in evidence.people] == [
            ("Rosa Oduya1", 1981, False),
            ("Tom Oduya", None, True),
        ]
        assert [each.agency.name for each in evidence.contacts] == [
            "Council support service", "Hospital", "Hospital", "Police", "Police",
        ]  # fmt: skip
        assert evidence.contacts[3].event == "Missing person"
        assert (evidence.address, evidence.postcode) == (ADDRESS, "ST4 1HH")
        assert "9990000018" not in str(evidence)


@pytest.mark.parametrize(
    ("dropped", "missing"),
    [("name", "Rosa"), ("birth_date", "1981"), ("address", ADDRESS), ("event", "Visit"), ("event_date", "days")],
)
def test_what_the_agreement_does_not_list_is_not_shown(cast: Cast, found: Found, dropped: str, missing: str) -> None:
    with database_role("seed"):
        every = set(found.agreement.items) - {dropped}
        agencies = [found.agencies["police"], found.agencies["nhs"]]
        under = make_panel_agreement(cast, *agencies, items=sorted(every), title="Less")
    found.household(*ALL, under=under)
    nominate()
    with acting_as(found.pia) as pia:
        evidence = nominations.evidence_for(pia, nominations.nominations_for(pia)[0])
    assert len(evidence.contacts) == 3
    assert missing not in str(evidence)
    if dropped == "event_date":
        assert {each.occurred_on for each in evidence.contacts} == {None}


def test_only_a_manager_whose_agency_is_bound_by_all_that_is_shown_sees_them(cast: Cast, found: Found) -> None:
    with database_role("seed"):
        apart = make_panel_agreement(cast, found.agencies["police"], title="Without the hospital")
    found.household(*ALL)
    mixed = found.household("council", "nhs")
    found.mention(mixed, 2, "police", clock.today(), under=apart)
    nominate()
    assert len(listed(cast.mina)) == len(listed(found.pia)) == 2
    hidden = next(each for each in listed(found.pia) if each.household == mixed)
    assert [each.household for each in listed(found.noor)] != [mixed]
    assert len(listed(found.noor)) == 1
    for decision in (CASE, HELPED):
        with pytest.raises(Missing):
            decide(hidden, decision, found.noor)
    with acting_as(found.noor) as noor, pytest.raises(Missing):
        nominations.evidence_for(noor, hidden)
    for who in ("asha", "chidi", "adi", "ana", "gill"):
        with acting_as(cast[who]) as actor, pytest.raises(NotPermitted):
            nominations.nominations_for(actor)


def test_the_wall_keeps_them_without_the_selectors(cast: Cast, found: Found) -> None:
    with database_role("seed"):
        apart = make_panel_agreement(cast, found.agencies["police"], title="Without the hospital")
    found.household(*ALL, under=apart)
    nominate()

    def seen(who: Actor) -> int:
        with acting_as(who):
            return Nomination.objects.count()

    assert [seen(who) for who in (cast.mina, found.pia)] == [1, 1]
    assert [seen(who) for who in (found.noor, cast.asha, cast.gill, cast.adi, cast.ana)] == [0] * 5


def test_an_agreement_that_is_suspended_hides_them_and_refuses_the_referral(found: Found) -> None:
    found.household(*ALL)
    nomination = nominate()[0]
    suspend(found)
    with pytest.raises(NotPermitted):
        decide(nomination, CASE, found.cast.mina)
    with acting_as(found.cast.mina):
        assert not Nomination.objects.exists()
    assert not seed(Case)
    with database_role("app"):
        found.agreement.refresh_from_db()
        agreements.lift(found.agreement, by=found.cast.gill)
    assert len(listed(found.cast.mina)) == 1


def test_what_came_under_an_agreement_that_is_suspended_counts_for_nothing(cast: Cast, found: Found) -> None:
    with database_role("seed"):
        other = make_panel_agreement(cast, *[found.agencies[name] for name in ("police", "nhs")], title="Another")
    household = found.household("council", "police")
    found.mention(household, 1, "nhs", clock.today(), under=other)
    assert len(nominate()) == 1
    with database_role("app"):
        agreements.suspend(other, reason="a breach", by=cast.gill)
    nominate()
    assert listed(cast.mina) == []
    assert listed(found.pia) == []


# What becomes of them


def test_one_click_makes_the_referral_with_what_the_agreements_list(found: Found) -> None:
    household = found.household(*ALL)
    child = {"forenames": "Tom", "surname": "Oduya", "born_on": date(clock.today().year - 9, 1, 1), "role": "pupil"}
    found.mention(household, 2, "nhs", clock.today(), **child)
    decided = decide(nominate()[0], CASE, found.cast.mina)
    case = decided.became
    assert case is not None
    assert (case.status, case.team_id, case.household.name) == (
        "referred", found.cast.team.pk, "The Oduya1 household",
    )  # fmt: skip
    assert CASE.reason in case.reason
    assert "“Finding households”" in case.reason
    assert "Found by linking what 3 agencies recorded: 4 contacts in 24 months." in case.reason
    with database_role("seed"):
        people = {each.name: each.born_on for each in Person.objects.all()}
        assert people == {"Rosa Oduya1": date(1981, 4, 9), "Tom Oduya": child["born_on"]}
        assert CaseMember.objects.filter(case=case).count() == 2
        roles = dict(HouseholdMember.objects.values_list("person__name", "role"))
        assert roles == {"Rosa Oduya1": HouseholdRole.ADULT, "Tom Oduya": HouseholdRole.CHILD}
        address = Address.objects.get()
        assert (address.lines, address.postcode) == (ADDRESS, "ST4 1HH")
    assert decided.decided_by == found.cast.mina.signatory


@pytest.mark.parametrize(("dropped", "kept"), [("birth_date", "address"), ("address", "birth_date")])
def test_a_referral_holds_nothing_that_the_agreement_does_not_list(
    cast: Cast, found: Found, dropped: str, kept: str
) -> None:
    with database_role("seed"):
        agencies = [found.agencies["police"], found.agencies["nhs"]]
        items = sorted(set(found.agreement.items) - {dropped})
        under = make_panel_agreement(cast, *agencies, items=items, title="Less")
    found.household(*ALL, under=under)
    decide(nominate()[0], CASE, cast.mina)
    with database_role("seed"):
        known = {"birth_date": Person.objects.get().born_on is not None, "address": Address.objects.exists()}
    assert known == {dropped: False, kept: True}


def test_nobody_without_a_name_is_referred(cast: Cast, found: Found) -> None:
    found.household(*ALL, forenames="R", surname="O", is_initials=True)
    nomination = nominate()[0]
    with pytest.raises(Invalid, match="name nobody"):
        decide(nomination, CASE, cast.mina)
    assert not seed(Case)
    assert len(listed(cast.mina)) == 1, "and it waits still"


def test_a_postcode_that_is_none_is_left_out(cast: Cast, found: Found) -> None:
    found.household(*ALL, postcode="ST4 1")
    decide(nominate()[0], CASE, cast.mina)
    with database_role("seed"):
        assert (Address.objects.get().lines, Address.objects.get().postcode) == (ADDRESS, "")


def test_two_clicks_make_one_case(cast: Cast, found: Found) -> None:
    found.household(*ALL)
    nomination = nominate()[0]
    decide(nomination, CASE, cast.mina)
    for by in (cast.mina, found.pia):
        with pytest.raises(NominationDecided):
            decide(nomination, CASE, by)
    assert len(seed(Case)) == 1


def test_a_decision_needs_a_reason_and_not_now_a_day_to_come(cast: Cast, found: Found) -> None:
    found.household(*ALL)
    nomination = nominate()[0]
    today = clock.today()
    for kind, reason, day in [
        (NominationDecision.ALREADY_HELPED, " ", None),
        (NominationDecision.NOT_NOW, "They moved", None),
        (NominationDecision.NOT_NOW, "They moved", today),
        (NominationDecision.ALREADY_HELPED, "Early help", today + timedelta(days=3)),
    ]:
        with pytest.raises(Invalid):
            decide(nomination, Decision(kind, reason, day), cast.mina)
    assert len(listed(cast.mina)) == 1


@pytest.mark.parametrize("decision", [HELPED, OBJECTED])
def test_who_is_helped_or_objects_is_never_found_again(cast: Cast, found: Found, decision: Decision) -> None:
    found.household(*ALL)
    decide(nominate()[0], decision, cast.mina)
    for _ in range(2):
        found.again()
        assert nominate() == []


def test_not_now_holds_until_its_day(cast: Cast, found: Found) -> None:
    household = found.household(*ALL)
    tomorrow = clock.today() + timedelta(days=1)
    first = decide(nominate()[0], Decision(NominationDecision.NOT_NOW, "In hospital", tomorrow), cast.mina)
    assert nominate() == []
    with database_role("owner"):
        set_day(first, clock.today())
    again = nominate()
    assert [(each.household, each.pk == first.pk) for each in again] == [(household, False)]
    with acting_as(cast.mina) as mina:
        assert [each.pk for each in nominations.decided_for(mina)] == [first.pk]


def set_day(row: Nomination, day: date) -> None:
    """Its day has come: only time does that, so the trigger that keeps what was decided is set aside."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE casework_nomination DISABLE TRIGGER decision_stays")
        cursor.execute("UPDATE casework_nomination SET not_before = %s WHERE id = %s", [day, row.pk])
        cursor.execute("ALTER TABLE casework_nomination ENABLE TRIGGER decision_stays")


def test_who_became_a_case_is_not_found_while_it_is_open(cast: Cast, found: Found) -> None:
    household = found.household(*ALL)
    case = decide(nominate()[0], CASE, cast.mina).became
    assert nominate() == []
    with acting_as(cast.mina) as mina:
        lifecycle.decline(case, decline_reason=DeclineReason.values[0], explanation="They said no", by=mina)  # type: ignore[arg-type]
    assert [each.household for each in nominate()] == [household]


def test_what_was_decided_is_never_rewritten(cast: Cast, found: Found) -> None:
    found.household(*ALL)
    nomination = decide(nominate()[0], HELPED, cast.mina)
    with database_role("seed"), pytest.raises(DatabaseError, match="is decided"), transaction.atomic():
        Nomination.objects.filter(pk=nomination.pk).update(reason="Something else")
    with acting_as(cast.mina), pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        Nomination.objects.filter(pk=nomination.pk).update(score=1000)


# Who objects


def make_objection(found: Found, nomination: Nomination, by: Actor) -> Objection:
    with acting_as(by):
        return objections.record(StagedMention.objects.get(pk=nomination.mentions[0]), words="Leave us alone", by=by)


def test_an_objection_holds_from_when_it_is_written_down(cast: Cast, found: Found) -> None:
    found.household(*ALL)
    others = found.household(*ALL)
    nomination = next(each for each in nominate() if each.household != others)
    make_objection(found, nomination, cast.gill)
    assert [each.household for each in listed(cast.mina)] == [others], "at once, before any night"
    with pytest.raises(Missing):
        decide(nomination, CASE, cast.mina)
    with acting_as(cast.mina):
        assert Nomination.objects.count() == 1
    found.again()
    assert [each.household for each in nominate()] == [others]


@pytest.mark.parametrize(("finding", "comes_back"), [("upheld", False), ("not_upheld", True), ("taken_back", True)])
def test_an_objection_holds_for_good_unless_there_are_compelling_grounds(
    cast: Cast, found: Found, finding: str, comes_back: bool
) -> None:
    found.household(*ALL)
    objection = make_objection(found, nominate()[0], cast.gill)
    with acting_as(found.greta) as greta:
        answered = objections.answer(
            objection, finding=ObjectionFinding(finding), reason="A child is at risk", by=greta
        )
        assert answered.answered_by == greta.signatory
        with pytest.raises(ObjectionAnswered):
            objections.answer(objection, finding=ObjectionFinding.NOT_UPHELD, reason="Again", by=greta)
    nominate()
    assert bool(listed(cast.mina)) is comes_back


@pytest.mark.parametrize("by_the_panel", [True, False])
def test_an_objection_outlives_the_households_key_and_a_newer_extract(
    cast: Cast, found: Found, by_the_panel: bool
) -> None:
    household = found.household(*ALL)
    nomination = nominate()[0]
    if by_the_panel:
        decide(nomination, OBJECTED, cast.mina)
    else:
        make_objection(found, nomination, cast.gill)
    # A newer file says of one of their records otherwise, and the linkage gives the household another key.
    with database_role("seed"):
        mentions = list(StagedMention.objects.filter(pk__in=nomination.mentions).order_by("pk"))
    with database_role("owner"):
        LinkedMention.objects.all().delete()
    with database_role("seed"):
        StagedMention.objects.update(is_current=False)
        newer = found.household()
        for was in mentions:
            found.extracts.clear()
            agency = next(name for name, each in found.agencies.items() if each.pk == was.agency_id)
            found.mention(newer, 5, agency, clock.today(), record=was.record, event="Another")
    assert newer != household
    assert nominate() == []


def test_an_objection_is_kept_where_the_agreement_binds(cast: Cast, found: Found) -> None:
    with database_role("seed"):
        apart = make_panel_agreement(cast, found.agencies["nhs"], title="Without the police")
    found.household("council", "nhs", under=apart)
    with database_role("seed"):
        nomination = Nomination(mentions=[found.stored().linked.values_list("mention_id", flat=True)[0]])
    with pytest.raises(Exception, match="matching query"):
        make_objection(found, nomination, found.greta)
    objection = make_objection(found, nomination, cast.gill)
    assert len(objection.mentions) == 2, "all that they are on record by"
    with acting_as(found.greta) as greta:
        assert list(objections.objections_for(greta)) == []
        assert Objection.objects.count() == 0
        with pytest.raises(Missing):
            objections.answer(objection, finding=ObjectionFinding.NOT_UPHELD, reason="No", by=greta)
    for who in ("mina", "asha", "adi", "ana", "chidi"):
        with acting_as(cast[who]) as actor, pytest.raises(NotPermitted):
            objections.objections_for(actor)
