"""Sixteen at once: one wins, the others are told, and what must hold still holds."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connections

from agencies import versions
from agencies.exceptions import ServiceError
from casework import allocations, engagement, exits, lifecycle, members
from casework.enums import CaseStatus, Means
from casework.models import Allocation, Case, CaseExit, CaseMember, EngagementAgreement, StatusChange
from tests.factories.casework import make_household, make_person, make_scene

pytestmark = pytest.mark.usefixtures("db")

MANY = 16


def at_once(act: Callable[[int], Any]) -> Counter:
    """What came of it for each of sixteen who begin in the same moment: `done`, or the name of the refusal."""
    together = Barrier(MANY, timeout=30)

    def one(number: int) -> str:
        try:
            connections["default"].ensure_connection()
            together.wait()
            act(number)
        except ServiceError as refusal:
            return type(refusal).__name__
        else:
            return "done"
        finally:
            connections.close_all()

    with ThreadPoolExecutor(MANY) as pool:
        return Counter(pool.map(one, range(MANY)))


def leads(case: Case) -> list[Allocation]:
    return list(case.allocations.filter(role="lead", ended_at__isnull=True))


def test_one_of_sixteen_handovers_wins(cast, role):
    with role("seed"):
        scene = make_scene(cast)
    words = {"reason": "Asha moves", "handover_note": "Tuesdays", "participants_told": "Both"}
    candidates = [cast.ben.membership, cast.mina.membership, cast.max.membership]
    came = at_once(lambda number: allocations.hand_over(scene.case, to=candidates[number % 3], by=cast.mina, **words))
    assert came == {"done": 1, "Stale": MANY - 1}
    assert len(leads(scene.case)) == 1
    assert scene.case.allocations.count() == 2


def test_one_of_sixteen_managers_takes_a_referral_in(cast, role):
    with role("seed"):
        scene = make_scene(cast, CaseStatus.REFERRED)
    lead, by = [cast.asha.membership, cast.ben.membership], [cast.mina, cast.max]
    came = at_once(lambda number: lifecycle.accept(scene.case, lead=lead[number % 2], by=by[number % 2]))
    assert came == {"done": 1, "Stale": MANY - 1}
    assert len(leads(scene.case)) == 1
    assert StatusChange.objects.filter(case=scene.case, to_status="accepted").count() == 1


def test_a_referral_read_afresh_sixteen_times_is_still_taken_in_once(cast, role):
    with role("seed"):
        scene = make_scene(cast, CaseStatus.REFERRED)
    came = at_once(
        lambda _: lifecycle.accept(Case.objects.get(pk=scene.case.pk), lead=cast.asha.membership, by=cast.mina)
    )
    assert came["done"] == 1
    assert set(came) <= {"done", "Stale", "TransitionRefused"}
    assert len(leads(scene.case)) == 1


def test_one_person_is_taken_into_a_case_once(cast, role):
    with role("seed"):
        scene, person = make_scene(cast), make_person(cast.asha, "Ivo Bell")
    came = at_once(lambda _: members.join(scene.case, person=person, by=cast.asha))
    assert came == {"done": 1, "AlreadyMember": MANY - 1}
    assert CaseMember.objects.filter(case=scene.case, person=person).count() == 1


def test_sixteen_people_are_all_taken_in(cast, role):
    with role("seed"):
        scene = make_scene(cast)
        people = [make_person(cast.asha, f"Person {number}") for number in range(MANY)]
    came = at_once(lambda number: members.join(scene.case, person=people[number], by=cast.asha))
    assert came == {"done": MANY}
    assert CaseMember.objects.filter(case=scene.case, person__in=people).count() == MANY


def test_one_person_s_yes_is_recorded_once(cast, role):
    with role("seed"):
        scene = make_scene(cast, engaged=False)
    rosa = scene.member("Rosa")
    came = at_once(lambda _: engagement.agree(CaseMember.objects.get(pk=rosa.pk), how=Means.PHONE, by=cast.asha))
    assert came == {"done": 1, "TransitionRefused": MANY - 1}
    assert EngagementAgreement.objects.filter(member=rosa).count() == 1


def test_a_household_is_referred_once(cast, role):
    with role("seed"):
        household, _ = make_household(cast.asha, ("Rosa Bell", None))
    came = at_once(lambda _: lifecycle.refer(household=household, team=cast.team, reason="No heating", by=cast.asha))
    assert came == {"done": 1, "OpenCaseExists": MANY - 1}
    assert household.cases.count() == 1


def test_one_of_sixteen_exits_is_recorded(cast, role):
    with role("seed"):
        scene = make_scene(cast)
    came = at_once(lambda _: exits.move_away(scene.case, evidence="Van outside", people_told="Rosa", by=cast.asha))
    assert came == {"done": 1, "Stale": MANY - 1}
    assert CaseExit.objects.filter(case=scene.case, ended_at__isnull=True).count() == 1
    assert leads(scene.case) == []


def test_one_of_sixteen_begins_to_support(cast, role):
    with role("seed"):
        scene = make_scene(cast)

    def support(_: int) -> None:
        allocations.add_support(Case.objects.get(pk=scene.case.pk), membership=cast.ben.membership, by=cast.mina)

    came = at_once(support)
    assert came["done"] == 1
    assert set(came) <= {"done", "Stale", "Invalid"}
    assert scene.case.allocations.filter(membership=cast.ben.membership).count() == 1


def test_a_version_never_counts_two_changes_as_one(cast, role):
    with role("seed"):
        scene = make_scene(cast)
    at_once(lambda _: versions.touch(Case.objects.get(pk=scene.case.pk)))
    assert Case.objects.get(pk=scene.case.pk).version == scene.case.version + MANY
