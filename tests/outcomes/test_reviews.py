"""Reviews: looked at together, and never without a next day."""

from datetime import timedelta

import pytest

from agencies import clock
from agencies.enums import DataCategory
from agencies.exceptions import Invalid, Missing
from agencies.models import AuditEvent
from casework.enums import CaseStatus, Means
from casework.exceptions import CaseIsNotOpen
from outcomes import closure, reviews, selectors
from outcomes.exceptions import ReviewHeld
from outcomes.models import Review
from tests.database import refused, run
from tests.factories.casework import leave, make_scene
from tests.factories.outcomes import make_proposal

pytestmark = pytest.mark.usefixtures("db")


@pytest.fixture
def scene(cast, role):
    """The Bells, at work."""
    with role("seed"):
        return make_scene(cast)


def in_days(days: int):
    return clock.today() + timedelta(days=days)


def test_there_is_one_next_review_and_another_day_takes_its_place(scene, cast):
    first = reviews.plan(scene.case, due_on=in_days(7), by=cast.asha)
    moved = reviews.plan(scene.case, due_on=in_days(9), by=cast.ben)
    assert (moved, Review.objects.count()) == (first, 1)
    assert Review.objects.get().due_on == in_days(9)


def test_what_day_it_was_stays_in_the_trail(scene, cast, role):
    reviews.plan(scene.case, due_on=in_days(7), by=cast.asha)
    reviews.plan(scene.case, due_on=in_days(9), by=cast.ben)
    with role("owner"):
        details = AuditEvent.objects.get(event="review.moved").details
    assert (details["before"], details["cause"]) == (in_days(7).isoformat(), "planned")


def refused_review(scene) -> Review:
    """The review in three weeks that Tom's not yet called."""
    proposal = make_proposal(scene)
    tom = scene.member("Tom")
    closure.refuse(
        proposal, member=tom, how=Means.PHONE, witness="Ben", review_on=in_days(21), words="No", by=scene.cast.asha
    )
    scene.fresh()
    return Review.objects.get()


def test_a_review_that_a_refusal_called_is_brought_forward_and_never_put_later(scene, cast):
    refused_review(scene)
    for day in (21, 14, 7):
        reviews.plan(scene.case, due_on=in_days(day), by=cast.asha)
        for later in (day + 1, 200):
            with pytest.raises(Invalid) as refusal:
                reviews.plan(scene.case, due_on=in_days(later), by=cast.asha)
            assert set(refusal.value.fields) == {"due_on"}
        review = Review.objects.get()
        assert (review.due_on, review.cause) == (in_days(day), "refusal")


def test_after_a_review_that_a_refusal_called_was_held_the_next_is_like_any_other(scene, cast):
    review = refused_review(scene)
    reviews.hold(review, summary="Tom is heard", took_part=scene.members, next_on=in_days(28), by=cast.asha)
    reviews.plan(scene.case, due_on=in_days(56), by=cast.asha)
    assert Review.objects.get(held_at__isnull=True).due_on == in_days(56)


def test_a_review_is_kept_from_somebody_has_its_category_and_is_about_those_who_took_part(scene, cast):
    rosa, tom, mia = scene.people
    review = reviews.plan(scene.case, due_on=in_days(7), not_to_disclose_to=[tom], by=cast.asha)
    assert (review.category, set(review.not_to_disclose_to.all())) == ("general", {tom})
    health = DataCategory.HEALTH
    reviews.plan(scene.case, due_on=in_days(8), category=health, not_to_disclose_to=[mia], by=cast.asha)
    reviews.plan(scene.case, due_on=in_days(9), by=cast.asha)
    review = Review.objects.get()
    assert (review.category, set(review.not_to_disclose_to.all())) == ("health", {tom, mia})
    took_part = [scene.member("Rosa"), scene.member("Mia")]
    reviews.hold(review, summary="Better", took_part=took_part, next_on=in_days(28), by=cast.asha)
    assert set(Review.objects.get(pk=review.pk).about.all()) == {rosa, mia}


@pytest.mark.parametrize("days", [7, 8])
def test_a_review_is_kept_only_from_people_of_the_case(days, scene, cast, role):
    if days == 8:
        reviews.plan(scene.case, due_on=in_days(7), by=cast.asha)
    with role("seed"):
        others = make_scene(cast, name="The Ray household").people
    with pytest.raises(Invalid) as refusal:
        reviews.plan(scene.case, due_on=in_days(days), not_to_disclose_to=others, by=cast.asha)
    assert set(refusal.value.fields) == {"not_to_disclose_to"}


def test_a_day_is_at_most_a_year_ahead(scene, cast):
    review = reviews.plan(scene.case, due_on=in_days(366), by=cast.asha)
    with pytest.raises(Invalid) as refusal:
        reviews.plan(scene.case, due_on=in_days(367), by=cast.asha)
    assert set(refusal.value.fields) == {"due_on"}
    with pytest.raises(Invalid) as refusal:
        reviews.hold(review, summary="Better", took_part=[], next_on=in_days(367), by=cast.asha)
    assert set(refusal.value.fields) == {"next_on"}
    assert (Review.objects.get().due_on, Review.objects.get().held_at) == (in_days(366), None)


def test_a_review_that_is_held_plans_the_next(scene, cast):
    review = reviews.plan(scene.case, due_on=in_days(0), by=cast.asha)
    took_part = [scene.member("Rosa"), scene.member("Mia")]
    held = reviews.hold(review, summary="The rent is paid", took_part=took_part, next_on=in_days(28), by=cast.asha)
    assert (held.held_by, held.summary, set(held.took_part.all())) == (
        cast.asha.membership,
        "The rent is paid",
        set(took_part),
    )
    following = Review.objects.get(held_at__isnull=True)
    assert (following.due_on, following.cause, following.case) == (in_days(28), "planned", scene.case)
    with pytest.raises(ReviewHeld):
        reviews.hold(review, summary="Again", took_part=[], next_on=in_days(28), by=cast.asha)


@pytest.mark.parametrize("days", [0, -1])
def test_the_next_day_lies_ahead(days, scene, cast):
    review = reviews.plan(scene.case, due_on=in_days(0), by=cast.asha)
    with pytest.raises(Invalid) as refusal:
        reviews.hold(review, summary="Better", took_part=[], next_on=in_days(days), by=cast.asha)
    assert set(refusal.value.fields) == {"next_on"}
    assert Review.objects.get().held_at is None


def test_the_next_day_cannot_be_left_out(scene, cast, role):
    review = reviews.plan(scene.case, due_on=in_days(0), by=cast.asha)
    with pytest.raises(TypeError):
        reviews.hold(review, summary="Better", took_part=[], by=cast.asha)
    for login in ("app", "worker"):
        with role(login), refused(None):
            run("UPDATE outcomes_review SET due_on = NULL")


def test_a_day_that_has_passed_is_no_plan(scene, cast):
    with pytest.raises(Invalid) as refusal:
        reviews.plan(scene.case, due_on=in_days(-1), by=cast.asha)
    assert set(refusal.value.fields) == {"due_on"}


def test_only_people_of_the_case_took_part(scene, cast, role):
    review = reviews.plan(scene.case, due_on=in_days(0), by=cast.asha)
    with role("seed"):
        other = make_scene(cast, name="The Ray household").member("Rosa")
    with pytest.raises(Invalid) as refusal:
        reviews.hold(review, summary="Better", took_part=[other], next_on=in_days(7), by=cast.asha)
    assert set(refusal.value.fields) == {"took_part"}


def test_what_was_said_stands_in_a_review_that_was_held(scene, cast):
    review = reviews.plan(scene.case, due_on=in_days(0), by=cast.asha)
    with refused("review_summary_said"):
        reviews.hold(review, summary=" ", took_part=[], next_on=in_days(7), by=cast.asha)


def test_a_case_that_is_over_or_hidden_has_no_next_review(scene, cast, role):
    with pytest.raises(Missing):
        reviews.plan(scene.case, due_on=in_days(7), by=cast.dot)
    review = reviews.plan(scene.case, due_on=in_days(0), by=cast.asha)
    with pytest.raises(Missing):
        reviews.hold(review, summary="?", took_part=[], next_on=in_days(7), by=cast.dot)
    with role("seed"):
        leave(scene, CaseStatus.MOVED_AWAY)
    with pytest.raises(CaseIsNotOpen):
        reviews.plan(scene.case, due_on=in_days(7), by=cast.asha)
    with pytest.raises(CaseIsNotOpen):
        reviews.hold(review, summary="Last", took_part=[], next_on=in_days(7), by=cast.asha)


@pytest.mark.parametrize("count", [1, 3])
def test_reviews_are_listed_with_who_took_part_in_six_queries(count, scene, cast, role, django_assert_num_queries):
    with role("seed"):
        for _ in range(count):
            review = reviews.plan(scene.case, due_on=in_days(0), by=cast.asha)
            reviews.hold(review, summary="Better", took_part=scene.members, next_on=in_days(7), by=cast.asha)
    with django_assert_num_queries(6):
        took = [
            sorted(each.person.name for each in row.took_part.all())
            for row in selectors.reviews_of(cast.ben, scene.case)
        ]
    assert sorted(took) == [[]] + [["Mia Bell", "Rosa Bell", "Tom Bell"]] * count
