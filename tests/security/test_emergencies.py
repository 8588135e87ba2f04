"""Emergency access: one person, one case, four hours, to be read; nobody is left out of knowing, and a conflict beats it."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.db.models import F

from agencies import memberships, permissions
from agencies.actors import member_actor, proved, set_actor
from agencies.clock import midnight
from agencies.clock import now as moment
from agencies.enums import RoleCode
from agencies.exceptions import FreshSignInNeeded, Invalid, Missing, NotPermitted, SecondPersonNeeded
from agencies.models import AuditEvent
from agencies.permissions import Permission, may, visible
from agencies.reach import reach_of
from casework import (
    allocations,
    conflicts,
    contacts,
    emergencies,
    engagement,
    lifecycle,
    reminders,
    restrictions,
    selectors,
)
from casework.closeness import Closeness
from casework.emergency_words import EmergencyCategory, EmergencyFinding
from casework.enums import CaseStatus
from casework.exceptions import EmergencyOver, EmergencyStands, NoCaseFits
from casework.models import (
    Case,
    ConfidentialAddress,
    ConflictLink,
    Contact,
    EmergencyAccess,
    Household,
    Person,
    Reminder,
)
from casework.news import news_of
from casework.restriction_levels import Restriction
from casework.selectors import emergencies as of_lead
from casework.working_days import working_days_after
from tests.database import ask
from tests.factories.agencies import ALWAYS, STARTED_ON, Cast, make_member
from tests.factories.casework import ROSA, TOM, Scene, make_confidential, make_contact, make_scene
from tests.factories.sharing import make_partner
from tests.security.test_wall import behind_the_wall

pytestmark = pytest.mark.usefixtures("db")
REASON = "She rang and said that he is at the door with a knife."


@pytest.fixture
def scene(cast: Cast, role) -> Scene:
    with role("seed"):
        found = make_scene(cast)
        make_contact(found)
    return found


def opened(scene: Scene, by, **said) -> EmergencyAccess:
    """They ask by reference, unless they say otherwise."""
    asked = {"reason": REASON, **(said or {"reference": scene.case.reference})}
    with transaction.atomic():
        set_actor(by)
        return emergencies.open_access(category=EmergencyCategory.DANGER_TO_LIFE, by=by, **asked)


def reached(actor) -> dict[type, tuple[set, set]]:
    """What both walls let through of each."""
    return {
        model: (
            set(visible(actor, Permission.VIEW_CASE, model.objects.all()).values_list("pk", flat=True)),
            behind_the_wall(actor, model),
        )
        for model in (Case, Household, Person, Contact)
    }


def test_who_may_open_a_case(cast, scene):
    for who, does in {
        "chidi": None,
        "dot": None,
        "dora": None,
        "gill": NotPermitted,
        "ana": NotPermitted,
        "adi": NotPermitted,
    }.items():
        before = reached(cast[who])
        assert before[Case][0] == set()
        if does:
            with pytest.raises(does):
                opened(scene, cast[who])
            continue
        row = opened(scene, cast[who])
        after = reached(cast[who])
        assert after[Case] == ({scene.case.pk}, {scene.case.pk})
        assert after[Person][0] == {person.pk for person in scene.people} == after[Person][1]
        assert after[Household] == ({scene.household.pk}, {scene.household.pk})
        assert len(after[Contact][0]) == 1
        assert reach_of(cast[who], Case, [scene.case.pk]).own == {scene.case.pk}
        why = permissions.explain(cast[who], scene.case)
        assert (why.is_own_work, why.shares, why.emergency) == (False, [], row)
        emergencies.close_access(row, by=cast[who])
        assert reached(cast[who]) == before, "what is ended opens nothing"


def test_what_it_opens_is_read_and_nothing_of_it_is_changed(cast, scene, role):
    opened(scene, cast.dora)
    row, member = scene.case.contacts.get(), scene.member("Rosa")
    with transaction.atomic():
        set_actor(cast.dora)
        assert selectors.case_for(cast.dora, scene.case.reference) == scene.case
        for permission in Permission:
            allowed = permission in {Permission.VIEW_CASE, Permission.OPEN_IN_EMERGENCY}
            assert may(cast.dora, permission, scene.case) is allowed, permission
            assert may(cast.dora, permission, row) is allowed, permission
            assert may(cast.dora, permission, member.person) is allowed, permission
        for refused in (
            lambda: contacts.record(
                scene.case, category="general", channel="none", summary="I was here", by=cast.dora, happened_at=None
            ),
            lambda: lifecycle.move_to_stage(scene.case, stage=CaseStatus.AGREEING_OUTCOMES, by=cast.dora),
            lambda: allocations.add_support(scene.case, membership=cast.dora.signatory, by=cast.dora),
            lambda: engagement.withdraw(member.engagements.get(), how="phone", witness="Ben", by=cast.dora),
        ):
            with pytest.raises(NotPermitted):
                refused()


def test_it_is_for_their_own_eyes_and_no_program_of_theirs_reads_by_it(cast, scene):
    opened(scene, cast.dora)
    program = member_actor(cast.dora.signatory)
    with transaction.atomic():
        set_actor(program)
        for row in (scene.case, scene.household, scene.people[0], scene.case.contacts.get()):
            assert may(cast.dora, Permission.VIEW_CASE, row)
            assert not may(program, Permission.VIEW_CASE, row)
        assert reach_of(program, Case, [scene.case.pk]).own == frozenset()
        assert not Case.objects.filter(pk__in=visible(program, Permission.VIEW_CASE, Case.objects.all())).exists()
        with pytest.raises(Missing):
            permissions.explain(program, scene.case)


def test_a_page_of_cases_has_the_one_that_they_opened_and_none_that_others_did(cast, scene, role):
    with role("seed"):
        other = make_scene(cast, name="The Moss household")
    opened(other, cast.chidi)
    opened(scene, cast.dora)
    seen = visible(cast.dora, Permission.VIEW_CASE, Case.objects.all())
    assert seen.page("referred_at", descending=True, after=None, size=5) == [scene.case]
    assert seen.count_up_to(5, "referred_at") == 1
    with role("seed"):
        declared = conflicts.declare(closeness=Closeness.FAMILY, words="My cousin Rosa Bell", by=cast.dora)
        conflicts.link(declared, person=scene.people[0], by=cast.gill)
    assert seen.all().page("referred_at", descending=True, after=None, size=5) == []


def test_a_confidential_address_is_not_opened_by_it(cast, scene, role):
    with role("seed"):
        address = make_confidential(scene)
    opened(scene, cast.chidi)
    for permission in (Permission.VIEW_CASE, Permission.WORK_CASE):
        assert not may(cast.chidi, permission, address)
    assert behind_the_wall(cast.chidi, ConfidentialAddress) == set()
    assert may(cast.asha, Permission.WORK_CASE, address), "else it would be hidden from everybody"


def test_it_ends_by_the_clock_to_the_microsecond_and_in_the_middle_of_a_loop(clock, cast, role):
    with role("seed"):
        scene = make_scene(cast)
    start = moment()
    clock.set(start)
    row = opened(scene, cast.chidi)
    assert (row.ends_at - row.opened_at) == timedelta(hours=4)
    clock.set(row.ends_at - timedelta(microseconds=1))
    held = visible(cast.chidi, Permission.VIEW_CASE, Case.objects.all())
    with transaction.atomic():
        set_actor(cast.chidi)
        assert list(held.all()) == list(Case.objects.all()) == [scene.case]
        clock.set(row.ends_at)
        assert list(held.all()) == list(Case.objects.all()) == [], "the next statement, in the same transaction"
    with pytest.raises(Missing):
        permissions.explain(cast.chidi, scene.case)
    with pytest.raises(EmergencyOver):
        emergencies.close_access(row, by=cast.chidi)
    assert opened(scene, cast.chidi).opened_at == row.ends_at, "the next is another one, on record by itself"


def test_the_database_holds_that_it_lasts_no_longer_than_four_hours_and_never_moves(cast, scene):
    row = opened(scene, cast.chidi)
    for wrong in (
        {"ends_at": F("opened_at") + timedelta(hours=4, microseconds=1)},
        {"ends_at": F("opened_at")},
        {"reason": "Short"},
        {"reason": f"{' ' * 40}Short"},
        {"reviewed_at": row.opened_at, "reviewed_by": row.opened_by, "finding": "justified", "review_words": "Mine"},
    ):
        with pytest.raises(IntegrityError), transaction.atomic(using="owner"):
            EmergencyAccess.objects.using("owner").filter(pk=row.pk).update(**wrong)
    for column in ("ends_at", "opened_at", "reason", "case_id", "opened_by_id"):
        for name in ("app", "seed", "worker"):
            assert not ask(
                "SELECT has_column_privilege(%(name)s, 'casework_emergencyaccess', %(column)s, 'UPDATE')",
                name=name,
                column=column,
            )


def test_a_conflict_of_interest_beats_it_and_is_answered_like_nothing_and_like_several(cast, scene, role):
    with role("seed"):
        for name in ("One", "Another"):
            make_scene(cast, "working", ("Ivo Ray", ROSA[1]), name=name)
        make_scene(cast, "declined", ("Uma Ray", ROSA[1]), name="The Ray household")
    row = opened(scene, cast.chidi)
    declared = conflicts.declare(closeness=Closeness.FORMER_PARTNER, words="Rosa", by=cast.chidi)
    ConflictLink.objects.create(
        conflict=declared, user=cast.chidi.user, person=scene.people[1], linked_by=cast.gill.signatory
    )
    assert not any(keys for model in reached(cast.chidi).values() for keys in model), (
        "it stands open, and opens nothing"
    )
    emergencies.close_access(row, by=cast.chidi)
    trail = AuditEvent.objects.using("owner").filter(event="emergencyaccess.refused")
    before, said = trail.count(), set()
    asked = {
        "close to them": {"reference": scene.case.reference},
        "nothing": {"reference": "AL-0000-0000"},
        "several": {"name": "Ivo Ray", "born_on": ROSA[1]},
        "a closed one": {"name": "Uma Ray", "born_on": ROSA[1]},
        "nobody so old": {"name": "Tom Bell", "born_on": ROSA[1]},
        "not the whole name": {"name": "Tom", "born_on": TOM[1]},
    }
    for words in asked.values():
        with pytest.raises(NoCaseFits) as refused:
            opened(scene, cast.chidi, **words)
        said.add((refused.value.detail, tuple(refused.value.fields)))
    assert len(said) == 1
    assert trail.count() == before + len(asked)
    for line in trail:
        assert line.case_id is None
        assert set(line.details) == {"code", "asked"}
        assert not [word for word in ("rosa", "bell", "AL-") if word.lower() in str(line.details).lower()]


def test_by_the_whole_name_and_the_birth_date_of_one_of_them(cast, scene):
    for name in ("Tom Bell", " tom   bell "):
        row = opened(scene, cast.chidi, name=name, born_on=TOM[1])
        assert row.case_id == scene.case.pk
        emergencies.close_access(row, by=cast.chidi)
    for words, field in (
        ({"name": "Tom Bell"}, "born_on"),
        ({"born_on": TOM[1]}, "name"),
        ({"reference": " "}, "reference"),
    ):
        with pytest.raises(Invalid) as refused:
            opened(scene, cast.chidi, **words)
        assert set(refused.value.fields) == {field}
    with pytest.raises(Invalid):
        opened(scene, cast.chidi, reference=scene.case.reference, reason="He is gone" + " " * 30)


def test_what_is_hidden_is_found_by_its_reference_alone(cast, scene):
    restrictions.restrict(scene.fresh(), restriction=Restriction.HIDDEN, reason="Her brother works here", by=cast.mina)
    with pytest.raises(NoCaseFits):
        opened(scene, cast.max, name="Tom Bell", born_on=TOM[1])
    opened(scene, cast.max)
    assert reached(cast.max)[Case] == ({scene.case.pk}, {scene.case.pk}), "a manager of the team who is not named"


def test_one_at_a_time_and_never_what_is_ones_own(cast, scene, role):
    with role("seed"):
        other = make_scene(cast, "working", ("Uma Ray", None), name="The Ray household")
    first = opened(scene, cast.chidi)
    with pytest.raises(EmergencyStands) as refused:
        opened(other, cast.chidi)
    assert scene.case.reference in refused.value.detail
    with pytest.raises(EmergencyStands):
        opened(scene, cast.ben)
    emergencies.close_access(first, by=cast.chidi)
    opened(other, cast.chidi)


def test_a_program_and_a_stale_second_factor_open_nothing(cast, scene):
    for actor in (replace(cast.chidi, proved_at=None), replace(cast.chidi, proved_at=moment() - timedelta(minutes=6))):
        with pytest.raises(FreshSignInNeeded):
            opened(scene, actor)
    assert not EmergencyAccess.objects.exists()


def test_somebody_else_looks_at_it_and_says_once_whether_it_was_right(cast, scene, role):
    row = opened(scene, cast.chidi)
    said = {"finding": EmergencyFinding.NOT_JUSTIFIED, "words": "Nobody had rung"}
    with pytest.raises(EmergencyStands):
        emergencies.review(row, by=cast.gill, **said)
    emergencies.close_access(row, by=cast.gill)
    for who in ("asha", "mina", "chidi", "ana", "adi"):
        with pytest.raises(NotPermitted):
            emergencies.review(row, by=cast[who], **said)
    # The same human being, who is a lead in another agency.
    with role("seed"):
        also = memberships.begin(
            user=cast.chidi.user, agency=cast.asha.agency, role="governance_lead", started_on=STARTED_ON, by=cast.adi
        )
    self_ = proved(member_actor(also), ALWAYS)
    with pytest.raises(SecondPersonNeeded):
        emergencies.review(row, by=self_, **said)
    assert row.pk not in {each.pk for each in of_lead.emergencies_for(self_)}
    found = emergencies.review(row, by=cast.gill, **said)
    assert (found.finding, found.reviewed_by) == ("not_justified", cast.gill.signatory)
    with pytest.raises(EmergencyOver):
        emergencies.review(row, by=cast.gill, **said)
    with pytest.raises(IntegrityError), transaction.atomic():
        EmergencyAccess.objects.filter(pk=row.pk).update(finding="justified")
    assert [(each.opened, each.not_justified) for each in of_lead.months_of(cast.gill)] == [(1, 1)]


def test_who_reads_that_it_was_opened(cast, scene, role):
    with role("seed"):
        chief = make_member(cast.adi, "Chief", cast.chidi.agency, RoleCode.GOVERNANCE_LEAD)
        other = make_partner(cast, "School", "school")
        school = make_member(cast.adi, "Sue", other.agency, RoleCode.GOVERNANCE_LEAD)
    row = opened(scene, cast.chidi)
    assert {each.recipient.user.name for each in row.notices.all()} == {"Asha", "Gill", "Chief"}
    for who, reads in {"gill": True, "chief": True, "sue": False}.items():
        lead = {"gill": cast.gill, "chief": chief, "sue": school}[who]
        assert [each.pk for each in of_lead.emergencies_for(lead)] == ([row.pk] if reads else []), who
        assert behind_the_wall(lead, EmergencyAccess) == ({row.pk} if reads else set()), who
        assert (scene.case.pk in behind_the_wall(lead, Case)) is (who == "gill"), "of the case it tells the reference"
    with transaction.atomic():
        set_actor(chief)
        assert of_lead.emergencies_for(chief).get().reference == scene.case.reference
    for who in ("asha", "ben", "mina"):
        assert behind_the_wall(cast[who], EmergencyAccess) == {row.pk}
    for who in ("dot", "dora", "ana", "adi"):
        assert behind_the_wall(cast[who], EmergencyAccess) == set()
    entry = news_of(cast.asha, scene.case)[0]
    assert (entry.kind, entry.who, entry.text) == ("emergency", "Chidi", REASON)
    ConflictLink.objects.create(
        conflict=conflicts.declare(closeness=Closeness.FAMILY, words="Rosa", by=cast.gill), user=cast.gill.user,
        person=scene.people[0], linked_by=cast.mina.signatory,
    )  # fmt: skip
    assert list(of_lead.emergencies_for(cast.gill)) == []
    assert behind_the_wall(cast.gill, EmergencyAccess) == set()


def test_it_is_looked_at_within_two_working_days(settings):
    settings.BANK_HOLIDAYS = ["2026-12-25", "2026-12-28"]
    for opened_on, due_on in [
        (date(2026, 11, 23), date(2026, 11, 25)),  # a Monday
        (date(2026, 11, 26), date(2026, 11, 30)),  # a Thursday
        (date(2026, 11, 28), date(2026, 12, 1)),  # a Saturday
        (date(2026, 12, 24), date(2026, 12, 30)),  # before Christmas
    ]:
        assert working_days_after(opened_on, 2) == due_on


def test_the_day_of_the_review_is_told_to_the_lead_of_the_agency_whose_case_it_was(clock, cast, role):
    with role("seed"):
        scene = make_scene(cast)
    row = opened(scene, cast.chidi)
    with role("worker"):
        reminders.plan()
        assert not Reminder.objects.filter(kind="emergency_to_review").exists()
        clock.set(midnight(row.review_due_on) + timedelta(hours=8))
        reminders.plan()
    told = Reminder.objects.using("owner").get(kind="emergency_to_review")
    assert (told.recipient, told.subject_id) == (cast.gill.signatory, row.pk)
