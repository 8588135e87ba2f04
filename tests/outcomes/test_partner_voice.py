"""A partner's part in the plan: a third voice on an outcome, and actions that its own people take on and finish."""

from datetime import timedelta

import pytest

from agencies import clock
from agencies.enums import DataCategory as D
from agencies.exceptions import Invalid, Missing, NotPermitted
from casework.enums import ShareLevel
from outcomes import actions, ratings
from outcomes.enums import Voice
from outcomes.models import Action, Rating
from tests.factories.casework import make_scene
from tests.factories.outcomes import make_action, make_outcome
from tests.factories.sharing import make_share, the_practice

pytestmark = pytest.mark.usefixtures("db")

COVERED = (D.HOUSING, D.HEALTH)


def shared(cast, role, *categories: D, level: ShareLevel = ShareLevel.CONTRIBUTE):
    """The Bells, shared with the police; with an agreed outcome, on health."""
    with role("seed"):
        scene = make_scene(cast)
        make_share(scene, cast.chidi, *categories, level=level)
        return scene, make_outcome(scene)


@pytest.mark.parametrize(
    ("name", "voice", "refusal"),
    [
        ("chidi", Voice.PARTNER, None),
        ("chidi", Voice.WORKER, Invalid),
        ("chidi", Voice.PARTICIPANT, Invalid),
        ("asha", Voice.WORKER, None),
        ("asha", Voice.PARTICIPANT, None),
        ("asha", Voice.PARTNER, Invalid),
        ("dot", Voice.PARTNER, Missing),
    ],
)
def test_each_rates_in_their_own_voice(name, voice, refusal, cast, role):
    scene, outcome = shared(cast, role, *COVERED)
    member = scene.member("Rosa") if voice == Voice.PARTICIPANT else None
    if refusal is None:
        rating = ratings.rate(outcome, voice=voice, value=6, member=member, by=cast[name])
        assert (rating.voice, rating.rated_by) == (voice, cast[name].membership)
    else:
        with pytest.raises(refusal):
            ratings.rate(outcome, voice=voice, value=6, member=member, by=cast[name])
        assert not Rating.objects.exists()


@pytest.mark.parametrize(
    ("categories", "level", "refusal"),
    [
        ([D.HEALTH], ShareLevel.CONTRIBUTE, None),
        ([D.HEALTH], ShareLevel.SEE, NotPermitted),
        ([D.HOUSING], ShareLevel.CONTRIBUTE, Missing),
    ],
)
def test_a_partner_rates_what_its_share_covers(categories, level, refusal, cast, role):
    _, outcome = shared(cast, role, *categories, level=level)
    if refusal is None:
        assert ratings.rate(outcome, voice=Voice.PARTNER, value=6, by=cast.chidi).value == 6
    else:
        with pytest.raises(refusal):
            ratings.rate(outcome, voice=Voice.PARTNER, value=6, by=cast.chidi)


def test_three_voices_stand_side_by_side_and_none_replaces_another(cast, role):
    scene, outcome = shared(cast, role, *COVERED)
    ratings.rate(outcome, voice=Voice.PARTICIPANT, value=4, member=scene.member("Rosa"), by=cast.asha)
    ratings.rate(outcome, voice=Voice.WORKER, value=5, by=cast.asha)
    ratings.rate(outcome, voice=Voice.PARTNER, value=6, by=cast.chidi)
    kept = set(outcome.ratings.values_list("voice", "value"))
    assert kept == {("participant", 4), ("worker", 5), ("partner", 6)}


def take_on(scene, by, owner, **other) -> Action:
    """Something about the flat, in a week."""
    facts = {"title": "Call the landlord", "due_on": clock.today() + timedelta(days=7), "category": D.HOUSING}
    return actions.take_on(scene.case, owner_worker=owner.membership, reason="safety", by=by, **(facts | other))


@pytest.mark.parametrize(
    ("owner", "category", "refusal"),
    [
        ("chidi", D.HOUSING, None),
        ("asha", D.HOUSING, Invalid),  # nobody is given work by another agency
        ("gita", D.HOUSING, Invalid),
        ("chidi", D.FAMILY, NotPermitted),  # left out of the share
    ],
)
def test_a_partner_takes_on_what_its_own_people_do(owner, category, refusal, cast, role):
    scene, _ = shared(cast, role, *COVERED)
    with role("seed"):
        people = {"chidi": cast.chidi, "asha": cast.asha, "gita": the_practice(cast)}
    if refusal is None:
        action = take_on(scene, cast.chidi, people[owner], category=category)
        assert (action.source_agency, action.owner_worker) == (cast.chidi.agency, cast.chidi.membership)
        assert actions.finish(action, result="Done", by=cast.chidi).done_by == cast.chidi.membership
    else:
        with pytest.raises(refusal):
            take_on(scene, cast.chidi, people[owner], category=category)
        assert not Action.objects.exists()


STEPS = {
    "finish": lambda action, by: actions.finish(action, by=by),
    "put off": lambda action, by: actions.put_off(action, due_on=clock.today() + timedelta(days=9), by=by),
    "drop": lambda action, by: actions.drop(action, reason="Not needed", by=by),
}


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize(
    ("whose", "name", "refusal"),
    [
        ("chidi", "chidi", None),
        ("chidi", "asha", None),  # whoever works on the case goes on with all
        ("chidi", "gita", NotPermitted),
        ("asha", "chidi", NotPermitted),
        ("asha", "gita", NotPermitted),
    ],
)
def test_an_action_of_another_agency_is_neither_put_off_nor_finished_nor_dropped(
    whose, name, refusal, step, cast, role
):
    scene, _ = shared(cast, role, *COVERED)
    with role("seed"):
        gita = the_practice(cast)
        make_share(scene, gita, *COVERED)
        action = make_action(scene) if whose == "asha" else take_on(scene, cast.chidi, cast.chidi)
    by = gita if name == "gita" else cast[name]
    if refusal is None:
        STEPS[step](action, by)
    else:
        with pytest.raises(refusal):
            STEPS[step](action, by)
    action.refresh_from_db()
    assert (action.version > 1) == (refusal is None)
