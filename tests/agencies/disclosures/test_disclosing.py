"""What a disclosure holds, who lets it go and who fetches it: the whole way, and everybody who has no part in it."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pyrage
import pytest
from django.db import transaction

from agencies import agreements
from agencies.actors import set_actor
from agencies.disclosure_states import DisclosureState
from agencies.disclosures import asking, preparing
from agencies.enums import RoleCode
from agencies.exceptions import (
    AgreementNotInForce,
    FreshSignInNeeded,
    Invalid,
    Missing,
    NotPermitted,
    SecondPersonNeeded,
)
from agencies.models import AuditEvent, Disclosure, Membership
from agencies.permissions import Permission, may
from casework import conflicts, disclosed, engagement, members, sharing
from casework.closeness import Closeness
from casework.enums import LeavingReason, Means
from casework.models import Address, Case, CaseMember, CaseShare, ConfidentialAddress, Contact, Person
from casework.restriction_levels import Restriction
from casework.restrictions import restrict
from tests.agencies.disclosures.conftest import Way
from tests.cleaning import cleaner
from tests.conftest import database_role
from tests.factories.agencies import ALWAYS, make_member
from tests.factories.casework import Scene, make_confidential, make_scene, separate
from tests.factories.disclosures import EVERY_ITEM, SECRET, make_disclosing_agreement, share_for, unsealed
from tests.factories.sharing import make_partner

S = DisclosureState
NAMES = {"items": EVERY_ITEM, "by_name": True, "by_name_reason": "Officers meet them by name"}


# The whole way


def test_from_asking_to_arriving(way: Way, bells: Scene) -> None:
    row = way.prepared(items=["birth_date", "household_members"])
    assert (row.state, row.rows, way.job().state) == (S.EMBARGOED, 3, "done")
    assert way.looked_after(row).state == S.EMBARGOED, "held back for a day"
    way.a_day_later()
    row = way.looked_after(row)
    assert row.state == S.RELEASED
    content = way.fetched(row)
    (headers, *rows), manifest = unsealed(content)
    assert headers == ["person", "birth_year", "household"] == manifest["columns"]
    assert sorted(each[1] for each in rows) == ["1985", "1988", "2017"]
    assert len({each[0] for each in rows}) == 3
    assert len({each[2] for each in rows}) == 1
    assert (manifest["rows"], row.manifest) == (3, {key: manifest[key] for key in manifest if key != "sha256"})
    with database_role("app"), pytest.raises(Invalid):
        asking.confirm(row, sha256="0" * 64, by=way.pia)
    with database_role("app"):
        row = asking.confirm(row, sha256=row.sha256.upper(), by=way.pia)
    assert (row.state, way.files()) == (S.COLLECTED, [])
    assert way.events() == [
        "disclosure.asked", "disclosure.approved", "disclosure.prepared", "disclosure.released", "case.disclosed",
        "disclosure.fetched", "disclosure.collected",
    ]  # fmt: skip


def test_with_names_it_says_what_was_asked_for(way: Way, bells: Scene) -> None:
    (headers, *rows), _ = unsealed(way.fetched(way.released(**NAMES)))
    assert headers == ["person", "name", "initials", "birth_date", "record_reference", "household"]
    assert sorted(row[1:5] for row in rows) == [
        ["Mia Bell", "MB", "2017-06-01", bells.case.reference],
        ["Rosa Bell", "RB", "1988-04-02", bells.case.reference],
        ["Tom Bell", "TB", "1985-09-30", bells.case.reference],
    ]


def test_the_household_is_told_only_where_its_share_lets_that_through(way: Way) -> None:
    with database_role("seed"):
        scene = make_scene(way.cast)
        sharing.share(
            scene.fresh(), agency=way.cast.chidi.signatory.agency, agreement=way.agreement, categories=["housing"],
            level="see", reason="Called often", participant_told="Rosa, today", by=way.cast.asha,
        )  # fmt: skip
    (_, *rows), _ = unsealed(way.fetched(way.released(items=["birth_date", "household_members"])))
    assert {row[2] for row in rows} == {""}


def test_nobody_else_opens_it_and_nothing_of_anybody_lies_open(way: Way, bells: Scene) -> None:
    row = way.released(**NAMES)
    content = (way.folder / way.files()[0]).read_bytes()
    assert content == way.fetched(row)
    assert b"Bell" not in content
    with pytest.raises(pyrage.DecryptError):
        pyrage.decrypt(content, [pyrage.x25519.Identity.generate()])
    assert "Bell" not in str(row.manifest)
    assert (way.folder / way.files()[0]).stat().st_mode & 0o077 == 0


def test_each_household_s_trail_says_to_whom_it_was_disclosed(way: Way, bells: Scene) -> None:
    way.prepared()
    with database_role("seed"):
        assert not AuditEvent.objects.filter(event="case.disclosed").exists(), "nothing has left"
    way.a_day_later()
    row = way.looked_after(Disclosure.objects.get())
    with database_role("seed"):
        event = AuditEvent.objects.get(event="case.disclosed")
    assert event.case_id == bells.case.pk
    assert set(event.person_ids) == {person.pk for person in bells.people}
    assert event.membership_id == way.cast.gill.signatory.pk
    assert event.details["agency"] == str(row.recipient_id)
    assert event.details["agreement"] == str(row.agreement_id)


def pseudonyms(content: bytes) -> set[str]:
    return {row[0] for row in unsealed(content)[0][1:]}


def test_the_same_person_has_the_same_pseudonym_under_one_agreement_and_another_under_the_next(
    way: Way, bells: Scene
) -> None:
    first = pseudonyms(way.fetched(way.released()))
    assert pseudonyms(way.fetched(way.released())) == first
    with database_role("seed"):
        way.agreement = make_disclosing_agreement(way.cast, title="Another")
        share_for(bells, way.agreement)
    assert not pseudonyms(way.fetched(way.released())) & first


def test_two_recipients_cannot_join_what_they_got(way: Way, bells: Scene) -> None:
    first = pseudonyms(way.fetched(way.released()))
    with database_role("seed"):
        fred = make_partner(way.cast, "Fred", "fire")
        way.agreement = make_disclosing_agreement(way.cast, fred.agency, way.cast.chidi.signatory.agency)
        share_for(bells, way.agreement)
        way.pia, police = make_member(way.cast.adi, "Fay", fred.signatory.agency, RoleCode.GOVERNANCE_LEAD), way.pia
        sharing.share(
            bells.fresh(), agency=fred.agency, agreement=way.agreement, categories=["family"], level="see",
            reason="Called often", participant_told="Rosa, today", by=way.cast.asha,
        )  # fmt: skip
    fires = pseudonyms(way.fetched(way.released()))
    way.pia = police
    theirs = pseudonyms(way.fetched(way.released()))
    assert len(first) == len(fires) == len(theirs) == 3
    assert not first & fires
    assert not theirs & fires


def test_without_a_key_for_pseudonyms_nothing_is_prepared(way: Way, bells: Scene, settings: Any) -> None:
    settings.DISCLOSING = replace(settings.DISCLOSING, key="")
    row = way.prepared()
    assert row.state == S.FAILED
    assert "no key for pseudonyms" in row.trouble


def test_where_nobody_is_shared_nothing_is_prepared(way: Way) -> None:
    row = way.prepared()
    assert (row.state, way.files()) == (S.FAILED, [])
    assert "Nobody’s case is shared" in row.trouble


# Who stays out. In each the Rays stay in, so that something is prepared.


def rays(way: Way) -> Scene:
    scene = make_scene(way.cast, name="The Ray household")
    for person in scene.people:
        Person.objects.filter(pk=person.pk).update(name=person.name.replace("Bell", "Ray"))
    share_for(scene, way.agreement)
    return scene


def share_of(scene: Scene) -> CaseShare:
    return scene.case.shares.get()


def stopped(way: Way, scene: Scene) -> None:
    sharing.stop(share_of(scene), reason="Rosa asked us to", by=way.cast.asha)


def over(way: Way, scene: Scene) -> None:
    """It ended at this instant, by its own time."""
    cleaner().execute(
        "UPDATE casework_caseshare SET shared_at = shared_at - interval '1 hour', ends_at = shared_at WHERE id = %s",
        [share_of(scene).pk],
    )


def kept(restriction: Restriction) -> Callable[[Way, Scene], Any]:
    return lambda way, scene: restrict(
        scene.fresh(), restriction=restriction, reason="Her brother works there", by=way.cast.mina
    )


def close_to(who: str) -> Callable[[Way, Scene], Any]:
    def close(way: Way, scene: Scene) -> None:
        actor = way.pia if who == "pia" else way.cast[who]
        declared = conflicts.declare(closeness=Closeness.FAMILY, words="My cousin", by=actor)
        # Nobody finds out about themselves: another lead of their agency does.
        other = make_member(way.cast.adi, "Gus", actor.signatory.agency, RoleCode.GOVERNANCE_LEAD)
        conflicts.link(declared, person=scene.people[0], by=other)

    return close


def shared_instead(**said: Any) -> Callable[[Way, Scene], Any]:
    """By another share than that of the disclosure."""

    def instead(way: Way, scene: Scene) -> None:
        stopped(way, scene)
        terms = {key: value(way) if callable(value) else value for key, value in said.items()}
        share_for(scene, terms.pop("agreement", way.agreement), **terms)

    return instead


CASES_OUT: dict[str, Callable[[Way, Scene], Any]] = {
    "the share was stopped": stopped,
    "the share has run out": over,
    "restricted": kept(Restriction.RESTRICTED),
    "sealed": kept(Restriction.SEALED),
    "hidden": kept(Restriction.HIDDEN),
    "for some practitioners alone": shared_instead(only_to=lambda way: [way.cast.chidi]),
    "for another purpose": shared_instead(purpose="figures"),
    "under another agreement": shared_instead(
        agreement=lambda way: make_disclosing_agreement(way.cast, title="Another")
    ),
    "who lets it go is close to them": close_to("gill"),
    "who asked is close to them": close_to("pia"),
}


@pytest.mark.parametrize("case", CASES_OUT)
def test_a_case_stays_out(way: Way, bells: Scene, case: str) -> None:
    with database_role("seed"):
        rays(way)
        CASES_OUT[case](way, bells)
    assert both_walls(way) == {"Rosa Ray", "Tom Ray", "Mia Ray"}


def withdrew(way: Way, scene: Scene) -> None:
    yes = scene.member("Rosa").engagements.get()
    engagement.withdraw(yes, how=Means.PHONE, witness="Ben", by=way.cast.asha)


def left(way: Way, scene: Scene) -> None:
    member = members.propose_leaving(
        scene.member("Rosa"), reason=LeavingReason.LEFT, evidence="She told Asha", by=way.cast.asha
    )
    members.confirm_leaving(member, by=way.cast.mina)


@pytest.mark.parametrize("out", [withdrew, left, lambda way, scene: separate(scene, "Rosa")])
def test_a_person_stays_out(way: Way, bells: Scene, out: Callable[[Way, Scene], Any]) -> None:
    with database_role("seed"):
        out(way, bells)
    assert both_walls(way) == {"Tom Bell", "Mia Bell"}


def test_who_said_yes_again_is_in(way: Way, bells: Scene) -> None:
    with database_role("seed"):
        withdrew(way, bells)
        engagement.agree(bells.member("Rosa"), how=Means.PHONE, by=way.cast.asha)
    assert both_walls(way) == {"Rosa Bell", "Tom Bell", "Mia Bell"}


def test_a_case_of_their_own_because_of_abuse_passes_by_no_file(way: Way, bells: Scene) -> None:
    with database_role("seed"):
        apart = separate(bells, "Rosa")
        stopped(way, bells)
        rays(way)
        sharing.share(
            apart, agency=way.cast.chidi.signatory.agency, agreement=way.agreement, categories=["family"], level="see",
            reason="She asked", participant_told="Rosa, today", by=way.cast.mina,
        )  # fmt: skip
    assert both_walls(way) == {"Rosa Ray", "Tom Ray", "Mia Ray"}


def both_walls(way: Way) -> set[str]:
    """Who is in the file; and by each wall alone, whose answers must be the same, for neither may lean on the other."""
    row = way.approved(**NAMES)
    with database_role("seed"):
        first = {each.values["name"] for each in disclosed.people(row, actor=way.cast.gill, after=None).rows}
    with database_role("worker"), transaction.atomic():
        set_actor(way.cast.gill)
        with preparing.disclosing(row):
            second = set(Person.objects.values_list("name", flat=True))
            assert {member.person.name for member in CaseMember.objects.select_related("person")} == second
    way.work(row)
    way.a_day_later()
    (_, *rows), _ = unsealed(way.fetched(way.looked_after(row)))
    assert first == second == {each[1] for each in rows}
    return second


def test_no_address_is_ever_read(way: Way, bells: Scene) -> None:
    with database_role("seed"):
        make_confidential(bells)
    row = way.approved(**NAMES)
    with database_role("worker"), transaction.atomic():
        set_actor(way.cast.gill)
        with preparing.disclosing(row):
            for model in (ConfidentialAddress, Address, Contact):
                assert not model._default_manager.exists(), model
    way.work(row)
    way.a_day_later()
    assert b"Alder" not in pyrage.decrypt(way.fetched(way.looked_after(row)), [SECRET])


@pytest.mark.parametrize(
    ("role", "who", "state"),
    [
        ("app", "gill", "preparing"),
        ("worker", "pia", "preparing"),
        ("worker", "ana", "preparing"),
        ("worker", "gill", "asked"),
    ],
)
def test_the_wall_opens_to_the_job_of_whoever_let_it_go_and_to_nobody_else(
    way: Way, bells: Scene, role: str, who: str, state: str
) -> None:
    row = way.approved() if state == "preparing" else way.ask()
    actor = way.pia if who == "pia" else way.cast[who]
    with database_role(role), transaction.atomic():
        set_actor(actor)
        before = set(Case.objects.values_list("pk", flat=True)), set(CaseShare.objects.values_list("pk", flat=True))
        with preparing.disclosing(row):
            after = set(Case.objects.values_list("pk", flat=True)), set(CaseShare.objects.values_list("pk", flat=True))
    assert before == after


def test_when_it_is_prepared_the_wall_stands_again(way: Way, bells: Scene) -> None:
    row = way.prepared()
    with database_role("worker"), transaction.atomic():
        set_actor(way.cast.gill)
        with preparing.disclosing(row):
            assert not CaseShare.objects.exists()


# Who may


@pytest.mark.parametrize("who", ["asha", "mina", "ana", "adi", "chidi", "ben"])
def test_whoever_is_no_information_governance_lead_does_nothing_and_sees_nothing(
    way: Way, bells: Scene, who: str
) -> None:
    row, actor = way.released(), way.cast[who]
    with database_role("app"):
        for act in (
            lambda: asking.disclosures_for(actor),
            lambda: asking.fetch(row, by=actor),
            lambda: asking.stop(row, reason="No", by=actor),
            lambda: asking.confirm(row, sha256=row.sha256, by=actor),
            lambda: asking.approve(row, by=actor),
        ):
            with pytest.raises(NotPermitted):
                act()
        with pytest.raises(Missing):
            asking.disclosure_for(actor, row.pk)
    way.pia = actor
    with pytest.raises(NotPermitted):
        way.ask()
    assert not may(way.cast.gill, Permission.VIEW_CASE, bells.case), "who lets it go reads no case"


def test_another_agency_s_does_not_learn_that_it_is_there(way: Way, bells: Scene) -> None:
    row = way.released()
    with database_role("seed"):
        fred = make_partner(way.cast, "Fred", "fire")
        fay = make_member(way.cast.adi, "Fay", fred.signatory.agency, RoleCode.GOVERNANCE_LEAD)
    with database_role("app"):
        assert not asking.disclosures_for(fay).exists()
        for act in (
            lambda: asking.disclosure_for(fay, row.pk),
            lambda: asking.fetch(row, by=fay),
            lambda: asking.stop(row, reason="No", by=fay),
            lambda: asking.confirm(row, sha256=row.sha256, by=fay),
            lambda: asking.approve(row, by=fay),
        ):
            with pytest.raises(Missing):
                act()


def test_each_side_does_its_own_part(way: Way, bells: Scene) -> None:
    asked = way.ask()
    with database_role("app"), pytest.raises(NotPermitted):
        asking.approve(asked, by=way.pia)
    row = way.released()
    with pytest.raises(NotPermitted):
        way.fetched(row, by=way.cast.gill)
    with database_role("app"), pytest.raises(NotPermitted):
        asking.confirm(row, sha256=row.sha256, by=way.cast.gill)


def test_one_human_being_does_not_stand_on_both_sides(way: Way) -> None:
    with database_role("seed"):
        both = Membership.objects.create(
            user=way.pia.signatory.user, agency=way.cast.team.agency, role=RoleCode.GOVERNANCE_LEAD,
            started_on=way.pia.signatory.started_on,
        )  # fmt: skip
    actor = replace(way.cast.gill, membership=both, proved_at=ALWAYS)
    row = way.ask()
    with database_role("app"), pytest.raises(SecondPersonNeeded):
        asking.approve(row, by=actor)


@pytest.mark.parametrize("proved_at", [None, "long ago"])
def test_a_program_and_whoever_has_not_just_shown_who_they_are_let_nothing_go_and_fetch_nothing(
    way: Way, bells: Scene, proved_at: str | None
) -> None:
    row, asked = way.released(), way.ask()
    stale = row.asked_at if proved_at else None
    with database_role("app"), pytest.raises(FreshSignInNeeded):
        asking.approve(asked, by=replace(way.cast.gill, proved_at=stale))
    with pytest.raises(FreshSignInNeeded):
        way.fetched(row, by=replace(way.pia, proved_at=stale))


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"items": []}, "items"),
        ({"items": ["address"]}, "items"),
        ({"items": ["name"]}, "items"),
        ({"items": ["initials", "birth_date"]}, "items"),
        ({"items": ["record_reference"]}, "items"),
        ({"purpose": "linkage"}, "purpose"),
        ({"purpose": "figures", "by_name": True, "by_name_reason": "So"}, "by_name"),
        ({"by_name": True, "by_name_reason": " "}, "by_name_reason"),
        ({"recipient_key": "age1nothing"}, "recipient_key"),
        ({"recipient_key": str(SECRET)}, "recipient_key"),
    ],
)
def test_what_cannot_be_asked_for_is_said_beside_it(way: Way, said: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        way.ask(**said)
    assert field in refused.value.fields
    assert not Disclosure.objects.exists()


def test_one_asks_another_agency(way: Way) -> None:
    with pytest.raises(Invalid):
        way.ask(agency=way.pia.agency)


@pytest.mark.parametrize(
    ("terms", "said"),
    [
        ({"purposes": ["support"]}, {"purpose": "figures"}),
        ({"direction": "to_lead"}, {}),
        ({"signed": False}, {}),
        ({"items": ["name"]}, {}),
        ({"days": (-30, -1)}, {}),
    ],
)
def test_nothing_is_asked_for_that_no_agreement_lets_pass(
    way: Way, terms: dict[str, Any], said: dict[str, Any]
) -> None:
    with database_role("seed"):
        way.agreement = make_disclosing_agreement(way.cast, **terms)
    with pytest.raises(AgreementNotInForce):
        way.ask(**said)


def test_both_agencies_are_parties(way: Way) -> None:
    with database_role("seed"):
        fred = make_partner(way.cast, "Fred", "fire")
    with pytest.raises(AgreementNotInForce):
        way.ask(agency=fred.agency)
    with database_role("seed"):
        way.agreement = make_disclosing_agreement(way.cast, fred.agency)
    with pytest.raises(AgreementNotInForce):
        way.ask()


def test_an_agreement_that_is_suspended_lets_nothing_go(way: Way, bells: Scene) -> None:
    row = way.ask()
    with database_role("seed"):
        agreements.suspend(way.agreement, reason="A breach", by=way.cast.gill)
    with database_role("app"), pytest.raises(AgreementNotInForce):
        asking.approve(row, by=way.cast.gill)
    assert way.fresh(row).state == S.ASKED
