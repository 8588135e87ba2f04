"""Where they stand, in two voices that are both kept."""

import pytest

from agencies.exceptions import Invalid, Missing
from casework.enums import CaseStatus
from casework.exceptions import CaseIsNotOpen
from outcomes import codesign, ratings
from outcomes.enums import Voice
from outcomes.exceptions import OutcomeNotAgreed
from outcomes.models import Rating
from tests.database import refused
from tests.factories.casework import leave, make_scene
from tests.factories.outcomes import make_outcome

pytestmark = pytest.mark.usefixtures("db")


@pytest.fixture
def scene(cast, role):
    """The Bells, at work."""
    with role("seed"):
        return make_scene(cast)


def test_both_voices_are_kept_and_neither_is_changed_into_the_other(scene, cast):
    outcome, rosa = make_outcome(scene), scene.member("Rosa")
    ratings.rate(outcome, voice=Voice.PARTICIPANT, member=rosa, value=3, words="Still awake at four", by=cast.asha)
    ratings.rate(outcome, voice=Voice.WORKER, value=7, by=cast.asha)
    ratings.rate(outcome, voice=Voice.PARTICIPANT, member=rosa, value=4, by=cast.ben)
    kept = [(row.voice, row.member, row.value, row.rated_by) for row in outcome.ratings.order_by("rated_at")]
    assert kept == [
        ("participant", rosa, 3, cast.asha.membership),
        ("worker", None, 7, cast.asha.membership),
        ("participant", rosa, 4, cast.ben.membership),
    ]


@pytest.mark.parametrize("state", ["not agreed", "agreed by one of two", "reworded since", "dropped"])
def test_there_is_nothing_to_measure_before_everybody_agreed_to_the_latest_words(state, scene, cast):
    outcome = make_outcome(scene, agreed=state in ("reworded since", "dropped"))
    if state == "agreed by one of two":
        codesign.agree(outcome, member=scene.member("Rosa"), version=1, how="phone", by=cast.asha)
    elif state == "reworded since":
        words = {"wording": "I sleep", "would_be_seen": "No light", "start": 2, "goal": 8}
        codesign.reword(outcome, participants=scene.members[:1], by=cast.asha, **words)
    elif state == "dropped":
        codesign.drop(outcome, reason="Not wanted", by=cast.asha)
    with pytest.raises(OutcomeNotAgreed):
        ratings.rate(outcome, voice=Voice.WORKER, value=5, by=cast.asha)


@pytest.mark.parametrize(
    ("voice", "member"), [(Voice.PARTICIPANT, None), (Voice.WORKER, "Rosa"), (Voice.PARTICIPANT, "Mia")]
)
def test_a_participant_s_number_carries_the_name_of_one_whose_outcome_it_is(voice, member, scene, cast):
    outcome = make_outcome(scene)
    with pytest.raises(Invalid) as refusal:
        ratings.rate(outcome, voice=voice, member=member and scene.member(member), value=5, by=cast.asha)
    assert set(refusal.value.fields) == {"member"}


@pytest.mark.parametrize("value", [0, 11])
def test_a_number_is_on_the_scale(value, scene, cast):
    outcome = make_outcome(scene)
    with pytest.raises(Invalid) as refusal:
        ratings.rate(outcome, voice=Voice.WORKER, value=value, by=cast.asha)
    assert set(refusal.value.fields) == {"value"}
    ratings.rate(outcome, voice=Voice.WORKER, value=5, by=cast.asha)
    with refused("rating_on_the_scale"):
        written(outcome, codesign.latest_version(outcome), value)


def written(outcome, version, value: int) -> Rating:
    """A worker's number that went past the verb."""
    by = outcome.recorded_by
    return Rating.objects.create(outcome=outcome, version=version, voice=Voice.WORKER, value=value, rated_by=by)


def test_a_number_stays_on_the_scale_of_the_words_that_it_was_given_on(scene, cast):
    outcome, rosa = make_outcome(scene, scene.member("Rosa")), scene.member("Rosa")
    first = ratings.rate(outcome, voice=Voice.WORKER, value=5, by=cast.asha)
    words = {"wording": "I sleep, and so does Mia", "would_be_seen": "No light", "start": 1, "goal": 9}
    codesign.reword(outcome, participants=[rosa], by=cast.asha, **words)
    codesign.agree(outcome, member=rosa, version=2, how="phone", by=cast.asha)
    second = ratings.rate(outcome, voice=Voice.WORKER, value=5, by=cast.asha)
    assert [Rating.objects.get(pk=each.pk).version.number for each in (first, second)] == [1, 2]


def test_a_number_is_not_on_the_words_of_another_outcome(scene):
    outcome, other = make_outcome(scene), make_outcome(scene)
    with refused("rating_is_on_its_outcome"):
        written(outcome, codesign.latest_version(other), 5)


def test_a_case_that_is_over_is_rated_no_more_and_a_hidden_one_by_nobody(scene, cast, role):
    outcome = make_outcome(scene)
    with pytest.raises(Missing):
        ratings.rate(outcome, voice=Voice.WORKER, value=5, by=cast.dot)
    with role("seed"):
        leave(scene, CaseStatus.MOVED_AWAY)
    outcome.case.refresh_from_db()
    with pytest.raises(CaseIsNotOpen):
        ratings.rate(outcome, voice=Voice.WORKER, value=5, by=cast.asha)
    assert not Rating.objects.exists()


def test_an_outcome_that_was_loaded_before_the_case_ended_is_rated_no_more(scene, cast, role):
    outcome = make_outcome(scene)
    assert outcome.case.is_open
    with role("seed"):
        leave(scene, CaseStatus.MOVED_AWAY)
    with pytest.raises(CaseIsNotOpen):
        ratings.rate(outcome, voice=Voice.WORKER, value=5, by=cast.asha)
