"""Two at once on one case, by different verbs, again and again: each waits for the other, and no two wait for each other."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connections

from agencies import clock
from agencies.exceptions import ServiceError
from casework import engagement
from casework.enums import Means
from casework.models import Case, CaseMember, EngagementAgreement
from outcomes import actions, closure, codesign, ratings, reviews
from outcomes.enums import Voice
from outcomes.models import Action, Outcome, Review
from tests.factories.casework import Scene, make_scene
from tests.factories.outcomes import make_action, make_outcome, make_proposal

pytestmark = pytest.mark.usefixtures("db")

ROUNDS = 25
WORDING = {"wording": "I sleep", "would_be_seen": "No light on at three", "start": 2, "goal": 8}

Act = Callable[[], object]


def in_step(*acts: Act, rounds: int = ROUNDS) -> None:
    """Let each act in a thread of its own, all of them beginning every round together.

    A refusal of ours is an answer. Anything else, such as a deadlock, ends the test.
    """
    together = Barrier(len(acts), timeout=60)

    def repeat(act: Act) -> None:
        try:
            for _ in range(rounds):
                together.wait()
                try:
                    act()
                except ServiceError:
                    continue
        except BaseException:
            together.abort()
            raise
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as pool:
        running = [pool.submit(repeat, act) for act in acts]
    errors = [error for each in running if (error := each.exception())]
    assert not errors, errors


def reword(outcome: Outcome, members: list[CaseMember], scene: Scene) -> Act:
    return lambda: codesign.reword(outcome, participants=members, by=scene.cast.ben, **WORDING)


def agree(outcome: Outcome, member: CaseMember, scene: Scene) -> Act:
    def act() -> None:
        latest = codesign.latest_version(outcome).number
        codesign.agree(outcome, member=member, version=latest, how=Means.PHONE, by=scene.cast.asha)

    return act


def rate(outcome: Outcome, scene: Scene) -> Act:
    return lambda: ratings.rate(outcome, voice=Voice.WORKER, value=5, by=scene.cast.asha)


@pytest.fixture
def scene(cast, role):
    """The Bells, at work."""
    with role("seed"):
        return make_scene(cast)


def test_words_numbers_and_agreements(scene):
    rosa = scene.member("Rosa")
    outcome = make_outcome(scene, rosa)
    in_step(rate(outcome, scene), reword(outcome, [rosa], scene), rate(outcome, scene), agree(outcome, rosa, scene))


def test_a_number_and_other_words(scene):
    # Agreed again by each round's second act, so that there is something to rate.
    rosa = scene.member("Rosa")
    outcome = make_outcome(scene, rosa)

    def reword_and_agree() -> None:
        reword(outcome, [rosa], scene)()
        agree(outcome, rosa, scene)()

    in_step(rate(outcome, scene), reword_and_agree)


def test_an_action_for_an_outcome_that_is_worded_anew(scene):
    rosa = scene.member("Rosa")
    outcome = make_outcome(scene, rosa)
    in_step(lambda: make_action(scene, outcome), reword(outcome, [rosa], scene))


def test_a_yes_that_is_given_and_taken_back(scene):
    mia, by = scene.member("Mia"), scene.cast.asha

    def withdraw() -> None:
        for yes in EngagementAgreement.objects.filter(member=mia, withdrawn_at__isnull=True):
            engagement.withdraw(yes, how=Means.PHONE, witness="Ben", by=by)

    in_step(lambda: engagement.agree(mia, how=Means.PHONE, by=by), withdraw)


def test_a_case_that_closes_while_its_actions_are_done_and_its_people_take_their_yes_back(scene):
    make_proposal(scene, answered=True)
    make_action(scene)
    by, rosa = scene.cast.asha, scene.member("Rosa")

    def close_and_reopen() -> None:
        closure.close(Case.objects.get(pk=scene.case.pk), by=by)
        closure.reopen(Case.objects.get(pk=scene.case.pk), reason="Rosa called", by=by)

    def finish() -> None:
        actions.finish(Action.objects.get(), by=by)

    def take_up_again() -> None:
        actions.take_up_again(Action.objects.get(), by=by)

    def withdraw_and_agree() -> None:
        for yes in EngagementAgreement.objects.filter(member=rosa, withdrawn_at__isnull=True):
            engagement.withdraw(yes, how=Means.PHONE, witness="Ben", by=by)
        engagement.agree(rosa, how=Means.PHONE, by=by)

    in_step(close_and_reopen, finish, take_up_again, withdraw_and_agree)


def test_reviews_that_are_planned_and_held(scene):
    by, day = scene.cast.asha, clock.today() + timedelta(days=7)
    reviews.plan(scene.case, due_on=day, by=by)

    def hold() -> None:
        for review in Review.objects.filter(held_at__isnull=True):
            reviews.hold(review, summary="Better", took_part=scene.members, next_on=day, by=by)

    in_step(lambda: reviews.plan(scene.case, due_on=day, by=by), hold)
