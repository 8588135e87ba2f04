"""How people can be reached safely: what is sent or printed for somebody asks first, and fails closed."""

import ast
from collections.abc import Iterator
from contextlib import nullcontext
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from agencies import clock
from agencies.clock import LOCAL_ZONE
from agencies.enums import DataCategory
from agencies.exceptions import Invalid, Missing, NotPermitted, Stale
from casework import allocations, case_warnings, households, lifecycle, members, safe_contacts, selectors
from casework.enums import HouseholdRole, PlanForm, SafeWay
from casework.exceptions import NotSafeToReach
from casework.models import HouseholdMember, Person, PrintedPlan, SafeContact
from outcomes import plans
from tests.factories.agencies import Cast
from tests.factories.casework import Scene, make_person, make_safe_contact, make_scene, make_warning, separate
from tests.factories.sharing import make_share
from tests.servers import ROOT

MONDAY = datetime(2026, 3, 9, 10, 0, tzinfo=LOCAL_ZONE)


@pytest.fixture
def scene(cast: Cast) -> Scene:
    return make_scene(cast)


def again(person: Person) -> Person:
    return Person.objects.get(pk=person.pk)


# What is on record of somebody; by which way they would be reached, and when; and whether they may.
ASKED: list[tuple[dict[str, Any], SafeWay, datetime | None, bool]] = [
    ({"ways": [SafeWay.TEXT]}, SafeWay.TEXT, None, True),
    ({"ways": [SafeWay.TEXT]}, SafeWay.LETTER, None, False),
    ({"ways": []}, SafeWay.VISIT, None, False),
    ({"days": [1]}, SafeWay.PHONE, MONDAY, True),
    ({"days": [2, 3]}, SafeWay.PHONE, MONDAY, False),
    ({"days": [2]}, SafeWay.LETTER, None, True),  # a letter lies there whatever the day
    ({"not_before": time(9, 30), "not_after": time(10, 0)}, SafeWay.PHONE, MONDAY, True),
    ({"not_before": time(10), "not_after": time(12)}, SafeWay.PHONE, MONDAY, True),
    ({"not_before": time(10, 1), "not_after": time(12)}, SafeWay.PHONE, MONDAY, False),
    ({"days": [2], "not_before": time(9), "not_after": time(12)}, SafeWay.PHONE, MONDAY, False),
    ({"days": [1], "not_before": time(9), "not_after": time(12)}, SafeWay.PHONE, MONDAY, True),
    ({"not_before": time(9), "not_after": time(10)}, SafeWay.PHONE, MONDAY + timedelta(minutes=1), False),
    # In summer it is an hour later by their clock than by the server's.
    ({"not_before": time(10, 30), "not_after": time(12)}, SafeWay.PHONE, MONDAY.replace(month=6, day=8), False),
]


def test_each_is_reached_by_their_ways_at_their_times_and_in_no_other(scene: Scene) -> None:
    rosa, asha = scene.people[0], scene.cast.asha
    for said, way, at, is_safe in ASKED:
        make_safe_contact(rosa, asha, **said)
        assert (safe_contacts.why_not(asha, rosa, way, at) == "") == is_safe, (said, way, at)
        with nullcontext() if is_safe else pytest.raises(NotSafeToReach):
            safe_contacts.check_reach(asha, [scene.people[2], rosa], way, at)


def test_with_nothing_on_record_nobody_at_risk_is_reached(scene: Scene) -> None:
    asha, (rosa, tom, mia) = scene.cast.asha, scene.people
    everybody = lambda: [not safe_contacts.why_not(asha, each, SafeWay.LETTER) for each in (rosa, tom, mia)]  # noqa: E731
    make_warning(scene)  # of a dog
    assert everybody() == [True, True, True]
    warning = make_warning(scene, text="He has hit her", category=DataCategory.DOMESTIC_ABUSE)
    assert everybody() == [False, False, True]  # a child of eight has no post
    case_warnings.end(warning, reason="He has moved out", by=asha)
    assert everybody() == [False, False, True]
    make_safe_contact(rosa, asha)
    make_safe_contact(mia, asha, ways=[SafeWay.VISIT])
    assert everybody() == [True, False, False]


def test_what_somebody_does_not_see_makes_no_difference_to_them(scene: Scene) -> None:
    chidi, rosa = scene.cast.chidi, scene.people[0]
    make_share(scene, chidi, DataCategory.HOUSING)
    make_warning(scene, text="He has hit her", category=DataCategory.DOMESTIC_ABUSE)
    assert safe_contacts.why_not(scene.cast.asha, rosa, SafeWay.LETTER) != ""
    assert safe_contacts.why_not(chidi, rosa, SafeWay.LETTER) == ""


def test_who_has_a_case_of_their_own_is_reached_by_what_they_said_alone(scene: Scene) -> None:
    own = separate(scene, "Rosa")
    assert safe_contacts.why_not(scene.cast.mina, scene.people[0], SafeWay.VISIT) != ""
    make_safe_contact(scene.people[0], scene.cast.mina, code_word="Bluebell")
    assert safe_contacts.why_not(scene.cast.mina, scene.people[0], SafeWay.VISIT) == ""
    # Those whom she left read nothing of it, nor that there is anything.
    for who in ("asha", "ben"):
        assert selectors.reached_safely(scene.cast[who], [scene.people[0]]) == {}
    assert own.members.get().person_id == scene.people[0].pk


def test_who_is_at_risk_by_a_warning_and_who_is_not(scene: Scene) -> None:
    asha, today = scene.cast.asha, clock.today()
    other = make_scene(scene.cast, name="The Ray household", engaged=False)
    lodger, mistaken, elsewhere = (make_person(asha, name) for name in ("Lou", "By Mistake", "Ivo"))
    for person in (lodger, mistaken):
        households.move_in(scene.household, person=person, role=HouseholdRole.ADULT, started_on=today, by=asha)
    HouseholdMember.objects.using("seed").filter(person=mistaken).update(undone=True)
    members.join(scene.fresh(), person=elsewhere, by=asha)
    make_warning(scene, category=DataCategory.DOMESTIC_ABUSE)
    for person, is_safe in {lodger: False, mistaken: True, elsewhere: False, other.people[0]: True}.items():
        assert (safe_contacts.why_not(asha, person, SafeWay.LETTER) == "") == is_safe, person.name


def test_of_a_case_apart_nobody_else_learns_by_whom_they_may_ring(scene: Scene) -> None:
    cast, (rosa, tom, mia) = scene.cast, scene.people
    own = Scene(cast, separate(scene, "Rosa"), scene.household, [rosa])
    assert safe_contacts.why_not(cast.asha, rosa, SafeWay.LETTER) == ""
    make_safe_contact(rosa, cast.mina, ways=[])
    assert safe_contacts.why_not(cast.asha, rosa, SafeWay.LETTER) == "", "she left the case, and took it with her"
    lifecycle.accept(own.case, lead=cast.ben.signatory, by=cast.mina)
    case_warnings.warn(
        own.fresh(),
        text="He followed her",
        category=DataCategory.DOMESTIC_ABUSE,
        review_on=clock.today() + timedelta(days=9),
        by=cast.ben,
    )
    assert safe_contacts.why_not(cast.mina, tom, SafeWay.LETTER) == "", "of what stands in her case, nothing is his"
    # Mia lives with her aunt, too, in whose case Dot works, who supports a third with which Asha works.
    aunts = households.register(name="The Ray household", by=cast.asha)
    households.move_in(aunts, person=mia, role=HouseholdRole.CHILD, started_on=clock.today(), by=cast.asha)
    hers = lifecycle.refer(household=aunts, team=cast.dot.team, reason="Nights", people=[mia], by=cast.asha)
    lifecycle.accept(hers, lead=cast.dot.signatory, by=cast.dora)
    third = make_scene(cast, name="The Moss household", engaged=False)
    allocations.add_support(third.fresh(), membership=cast.dot.signatory, by=cast.mina)
    row = make_safe_contact(mia, cast.dot)
    make_safe_contact(tom, cast.asha)
    read = {who: list(selectors.safe_contacts_of(cast[who], mia)) for who in ("asha", "dora", "dot")}
    assert {who: [each.writer for each in rows] for who, rows in read.items()} == {
        "asha": [""], "dora": ["Dot"], "dot": ["Dot"],
    }  # fmt: skip
    assert selectors.safe_contact_for(cast.asha, row.pk) == row


def test_what_makes_no_sense_is_refused_by_the_database_too(scene: Scene) -> None:
    rosa, asha = scene.people[0], scene.cast.asha
    good = {"person": scene.people[1], "who_said": "Him", "review_on": clock.today(), "recorded_by": asha.signatory}
    for bad in (
        {"who_said": " "}, {"ways": ["smoke"]}, {"days": [8]}, {"days": [0]}, {"not_before": time(9)},
        {"not_before": time(9), "not_after": time(9)},
    ):  # fmt: skip
        with pytest.raises(IntegrityError), transaction.atomic():
            SafeContact.objects.create(**{**good, **bad})
    first = make_safe_contact(rosa, asha)
    with pytest.raises(IntegrityError), transaction.atomic():
        SafeContact.objects.create(**{**good, "person": rosa})
    before = clock.now() - timedelta(days=1)
    for change in ({"replaced_at": clock.now()}, {"replaced_at": before, "replaced_by": asha.signatory}):
        with pytest.raises(IntegrityError), transaction.atomic():
            SafeContact.objects.filter(pk=first.pk).update(**change)


def test_a_plan_is_printed_for_nobody_who_must_not_get_it_so(scene: Scene) -> None:
    asha, (rosa, tom, _) = scene.cast.asha, scene.people
    said = {"form": PlanForm.ONE_PAGE, "by": asha}
    make_safe_contact(rosa, asha, ways=[SafeWay.VISIT])
    plans.print_out(scene.case, way=SafeWay.VISIT, **said)
    with pytest.raises(NotSafeToReach) as refused:
        plans.print_out(scene.case, way=SafeWay.LETTER, **said)
    assert "Rosa" not in refused.value.detail  # the screen may lie open before them all
    assert "under People" in refused.value.detail
    make_warning(scene, category=DataCategory.SAFEGUARDING)
    with pytest.raises(NotSafeToReach):  # nobody has asked Tom
        plans.print_out(scene.case, way=SafeWay.VISIT, **said)
    make_safe_contact(tom, asha)
    plans.print_out(scene.case, way=SafeWay.VISIT, **said)
    assert PrintedPlan.objects.count() == 2


def test_what_held_before_stays_and_two_at_once_lose_nothing(scene: Scene, role: Any) -> None:
    asha, rosa = scene.cast.asha, scene.people[0]
    first = make_safe_contact(rosa, asha, code_word="Bluebell")
    late = again(rosa)
    second = make_safe_contact(rosa, scene.cast.ben, code_word="Primrose")
    said = {"ways": [], "who_said": "Her", "review_on": clock.today() + timedelta(days=5)}
    with pytest.raises(Stale):
        safe_contacts.record(late, by=asha, **said)
    rows = list(selectors.safe_contacts_of(asha, rosa))
    assert [(row.pk, row.code_word, row.replaced_at is None) for row in rows] == [
        (second.pk, "Primrose", True), (first.pk, "Bluebell", False),
    ]  # fmt: skip
    assert [row.writer for row in rows] == ["", str(asha.user)]  # Ben is of the team, and does not work on it
    for change in ({"code_word": "x"}, {"ways": []}, {"replaced_at": None, "replaced_by": None}):
        with pytest.raises(DatabaseError), transaction.atomic(), role("app"):
            SafeContact.objects.filter(pk=first.pk).update(**change)


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"review_on": 0}, "review_on"),
    ({"review_on": 184}, "review_on"),
    ({"not_before": time(9)}, "not_after"),
    ({"not_before": time(9), "not_after": time(9)}, "not_after"),
]


def test_what_makes_no_sense_is_refused_beside_its_field(scene: Scene) -> None:
    for said, field in WRONG:
        days = {name: clock.today() + timedelta(days=value) for name, value in said.items() if name == "review_on"}
        with pytest.raises(Invalid) as refused:
            make_safe_contact(scene.people[0], scene.cast.asha, **{**said, **days})
        assert list(refused.value.fields) == [field]


@pytest.mark.parametrize(("who", "refusal"), [("chidi", NotPermitted), ("dot", Missing), ("gill", Missing)])
def test_only_those_who_work_with_them_write_it_down(scene: Scene, who: str, refusal: type[Exception]) -> None:
    make_share(scene, scene.cast.chidi)
    with pytest.raises(refusal):
        make_safe_contact(scene.people[0], scene.cast[who])
    found = selectors.reached_safely(scene.cast[who], scene.people)
    assert found == {}


# Every way in which anything leaves the service for a human being, and for whom.
SENDS = {
    "agencies/passwords.py": "those who work here, to the address with which they sign in",
    "agencies/seal_mail.py": "those who oversee the record, at their agency",
    "casework/emergency_notices.py": "those who work here: that they should sign in, without a word of a case",
    "casework/mail.py": "those who work here: reminders, without a word of a case",
    "casework/reminder_messages.py": "asks casework/mail.py",
}
PRINTS = {
    "outcomes/plans.py": "a plan for the household: casework.papers.record_print asks check_reach for each of them",
    "web/plan/views.py": "the same print, shown again: asks check_reach again",
}
MAIL = {"django.core.mail", "smtplib", "email.message", "casework.mail"}


def sources() -> Iterator[tuple[str, ast.Module]]:
    for room in ("agencies", "casework", "outcomes", "web", "api", "worker"):
        for path in Path(ROOT, room).rglob("*.py"):
            if "migrations" not in path.parts:
                yield str(path.relative_to(ROOT)), ast.parse(path.read_text())


def test_nothing_else_is_sent_or_printed() -> None:
    sends, prints = set(), set()
    for name, tree in sources():
        for node in ast.walk(tree):
            named = [f"{node.module}.{each.name}" for each in node.names] if isinstance(node, ast.ImportFrom) else []
            named += [each.name for each in node.names] if isinstance(node, ast.Import) else []
            if any(each == mail or each.startswith(f"{mail}.") for each in named for mail in MAIL):
                sends.add(name)
            words = (
                {getattr(node, "attr", ""), getattr(node, "id", "")}
                if isinstance(node, ast.Attribute | ast.Name)
                else set()
            )
            if words & {"record_print", "check_reach"} and name not in {
                "casework/papers.py",
                "casework/safe_contacts.py",
            }:
                prints.add(name)
    assert sends == set(SENDS)
    assert prints == set(PRINTS)
    templates = Path(ROOT, "web/templates")
    printed = {
        str(path.relative_to(templates)) for path in templates.rglob("*.html") if "data-print" in path.read_text()
    }
    # The codes for a lost phone are whoever signs in's own.
    assert printed == {"web/plan/_frame.html", "web/sign_in/recovery_codes.html"}
