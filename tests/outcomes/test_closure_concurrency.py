"""Sixteen at once: one closes, one reallocates, each agrees once; the others are told, and nothing is lost."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection

from agencies.clock import today
from agencies.exceptions import Stale
from casework import allocations
from casework.enums import CaseStatus, Means
from casework.exceptions import TransitionRefused
from casework.models import Allocation, Case, StatusChange
from outcomes import closure, codesign
from outcomes.exceptions import ProposalNotOpen
from outcomes.models import Closure, ClosureAgreement, OutcomeAgreement
from tests.factories.casework import make_scene
from tests.factories.outcomes import WORDS, make_outcome, make_proposal

pytestmark = pytest.mark.usefixtures("db")
AT_ONCE = 16


def race(act: Callable[[int], object], django_db_blocker) -> Counter[str]:
    """Let sixteen threads begin together, each on a connection of its own; counts what came of each."""
    start = Barrier(AT_ONCE)

    def run(number: int) -> str:
        with django_db_blocker.unblock():
            try:
                start.wait()
                act(number)
            except Exception as refusal:
                return type(refusal).__name__
            finally:
                connection.close()
            return "done"

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return Counter(pool.map(run, range(AT_ONCE)))


@pytest.fixture
def scene(cast):
    return make_scene(cast)


def test_one_closes(scene, django_db_blocker):
    make_proposal(scene, answered=True)
    seen = scene.fresh()
    came = race(lambda _: closure.close(Case.objects.get(pk=seen.pk), by=scene.cast.asha), django_db_blocker)
    assert came["done"] == 1
    assert set(came) <= {"done", "Stale", "ClosureBlocked"}
    assert Closure.objects.filter(case=seen).count() == 1
    assert StatusChange.objects.filter(case=seen, to_status=CaseStatus.CLOSED).count() == 1
    assert not Allocation.objects.filter(case=seen, ended_at__isnull=True).exists()


def test_one_reallocates_among_those_who_saw_the_same_case(scene, django_db_blocker):
    seen, targets = scene.fresh(), [scene.cast.ben, scene.cast.mina]
    told = {"reason": "Asha leaves", "handover_note": "Tuesdays", "participants_told": "Rosa"}
    came = race(
        lambda number: allocations.hand_over(seen, to=targets[number % 2].membership, by=scene.cast.mina, **told),
        django_db_blocker,
    )
    assert came == {"done": 1, Stale.__name__: AT_ONCE - 1}
    assert Allocation.objects.filter(case=seen, role="lead", ended_at__isnull=True).count() == 1


def test_each_yes_to_an_outcome_is_written_once(scene, django_db_blocker):
    outcome = make_outcome(scene, agreed=False)
    rosa = scene.member("Rosa")
    came = race(
        lambda _: codesign.agree(outcome, member=rosa, version=1, how=Means.IN_PERSON, by=scene.cast.asha),
        django_db_blocker,
    )
    assert came == {"done": 1, TransitionRefused.__name__: AT_ONCE - 1}
    assert OutcomeAgreement.objects.count() == 1


def test_agreeing_and_refusing_at_once_never_closes_over_a_refusal(scene, django_db_blocker):
    proposal = make_proposal(scene)
    rosa, tom = scene.member("Rosa"), scene.member("Tom")
    said = {"how": Means.IN_PERSON, "witness": "Ben", "by": scene.cast.asha}
    on = today() + timedelta(days=7)

    def act(number: int) -> object:
        if number % 4 == 0:
            return closure.agree(proposal, member=rosa, wording=WORDS, **said)
        if number % 4 == 1:
            return closure.agree(proposal, member=tom, wording=WORDS, **said)
        if number % 4 == 2:
            return closure.refuse(proposal, member=tom, review_on=on, **said)
        return closure.close(Case.objects.get(pk=scene.case.pk), by=scene.cast.asha)

    came = race(act, django_db_blocker)
    assert set(came) <= {"done", ProposalNotOpen.__name__, TransitionRefused.__name__, "ClosureBlocked", Stale.__name__}
    refusals = ClosureAgreement.objects.filter(answer="refused").count()
    is_closed = scene.fresh().status == CaseStatus.CLOSED
    assert refusals + is_closed == 1, "either one refusal ended the question, or everybody had agreed and it closed"
    if is_closed:
        assert {row.answer for row in ClosureAgreement.objects.latest_of_each()} == {"agreed"}
    else:
        assert scene.case.status == CaseStatus.WORKING
