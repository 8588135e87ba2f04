"""Help is brought in beside the lead: asked of who may see what it is about, or offered; the lead stays."""

import pytest

from agencies.enums import DataCategory as D
from agencies.exceptions import Invalid, Missing, NotPermitted
from casework import pulls, selectors, sharing
from casework.enums import CaseStatus, PullAnswer, ShareLevel
from casework.exceptions import CaseIsNotOpen, PullSettled
from casework.models import Pull
from tests.database import not_allowed, refused, run
from tests.factories.casework import leave, make_scene
from tests.factories.sharing import make_share, the_practice

pytestmark = pytest.mark.usefixtures("db")

YES, NO = PullAnswer.ACCEPTED, PullAnswer.DECLINED


@pytest.fixture
def scene(cast, role):
    """The Bells, shared with the police: housing and offences, to see and to contribute."""
    with role("seed"):
        scene = make_scene(cast)
        make_share(scene, cast.chidi)
        return scene


def ask(scene, by=None, **other) -> Pull:
    """Asha asks the police for help with the flat."""
    facts = {"agency": scene.cast.chidi.agency, "category": D.HOUSING, "what": "Go there with Rosa"}
    return pulls.ask_for_help(scene.case, by=by or scene.cast.asha, **(facts | other))


def offer(scene, by=None) -> Pull:
    """Chidi offers help."""
    return pulls.offer_help(scene.case, category=D.HOUSING, what="A course", by=by or scene.cast.chidi)


@pytest.mark.parametrize(
    ("shared", "level", "accepted"),
    [
        ([D.HOUSING], ShareLevel.CONTRIBUTE, True),
        ([D.HOUSING], ShareLevel.SEE, False),  # it could not answer
        ([D.OFFENCES], ShareLevel.CONTRIBUTE, False),
        ([], ShareLevel.CONTRIBUTE, False),
    ],
)
def test_help_is_asked_of_an_agency_that_sees_what_it_is_about_and_may_answer(shared, level, accepted, cast, role):
    with role("seed"):
        scene = make_scene(cast)
        if shared:
            make_share(scene, cast.chidi, *shared, level=level)
    if accepted:
        assert (ask(scene).kind, selectors.pulls_of(cast.chidi, scene.case).count()) == ("asked", 1)
    else:
        with pytest.raises(Invalid, match=r"share the case with them first|let them contribute first") as refusal:
            ask(scene)
        assert set(refusal.value.fields) == {"agency"}


def test_help_is_not_asked_under_a_share_that_was_stopped(scene, cast, role):
    with role("seed"):
        sharing.stop(scene.case.shares.get(), reason="Over", by=cast.asha)
    with pytest.raises(Invalid, match="share the case with them first"):
        ask(scene)


@pytest.mark.parametrize(
    ("name", "asking", "offering"),
    [
        ("asha", None, NotPermitted),
        ("ben", None, NotPermitted),
        ("mina", None, NotPermitted),
        ("chidi", NotPermitted, None),
        ("gita", Missing, Missing),
        ("dot", Missing, Missing),
        ("gill", Missing, Missing),
    ],
)
def test_who_asks_for_help_and_who_offers_it(name, asking, offering, scene, cast, role):
    with role("seed"):
        by = the_practice(cast) if name == "gita" else cast[name]
    for does, refusal in ((ask, asking), (offer, offering)):
        if refusal is None:
            assert does(scene, by=by).recorded_by == by.membership
        else:
            with pytest.raises(refusal):
                does(scene, by=by)


@pytest.mark.parametrize(
    ("made", "name", "refusal"),
    [
        (ask, "chidi", None),
        (ask, "asha", NotPermitted),
        (ask, "gita", NotPermitted),  # her practice sees it, and was not asked
        (ask, "dot", Missing),
        (offer, "asha", None),
        (offer, "ben", None),
        (offer, "chidi", NotPermitted),
        (offer, "gita", NotPermitted),
        (offer, "dot", Missing),
    ],
)
def test_the_other_side_answers(made, name, refusal, scene, cast, role):
    with role("seed"):
        gita = the_practice(cast)
        make_share(scene, gita)
    pull, by = made(scene), gita if name == "gita" else cast[name]
    if refusal is None:
        pull = pulls.answer(pull, answer=YES, words="Thursday", by=by)
        assert (pull.answer, pull.answer_words, pull.answered_by) == ("accepted", "Thursday", by.membership)
    else:
        with pytest.raises(refusal):
            pulls.answer(pull, answer=YES, by=by)


@pytest.mark.parametrize(
    ("made", "name", "refusal"),
    [
        (ask, "asha", None),
        (ask, "ben", None),
        (ask, "chidi", None),
        (offer, "chidi", None),
        (ask, "gita", NotPermitted),
    ],
)
def test_either_side_ends_it_and_says_what_came_of_it(made, name, refusal, scene, cast, role):
    with role("seed"):
        gita = the_practice(cast)
        make_share(scene, gita)
    pull, by = made(scene), gita if name == "gita" else cast[name]
    if refusal is None:
        assert pulls.end(pull, came_of_it="They went", by=by).ended_by == by.membership
    else:
        with pytest.raises(refusal):
            pulls.end(pull, came_of_it="They went", by=by)


def test_who_declines_says_why(scene, cast):
    with pytest.raises(Invalid) as refusal:
        pulls.answer(ask(scene), answer=NO, words=" ", by=cast.chidi)
    assert set(refusal.value.fields) == {"words"}


def test_what_is_over_stays_over(scene, cast):
    declined = pulls.answer(ask(scene), answer=NO, words="Nobody is free", by=cast.chidi)
    ended = pulls.end(pulls.answer(ask(scene), answer=YES, by=cast.chidi), came_of_it="Done", by=cast.asha)
    accepted = pulls.answer(ask(scene), answer=YES, by=cast.chidi)
    for pull in (declined, ended, accepted):
        with pytest.raises(PullSettled):
            pulls.answer(pull, answer=YES, by=cast.chidi)
    for pull in (declined, ended):
        with pytest.raises(PullSettled):
            pulls.end(pull, came_of_it="Again", by=cast.asha)


def test_nothing_about_it_moves_the_lead(scene, cast):
    def leads():
        return list(scene.case.allocations.values_list("pk", "membership", "role", "ended_at"))

    before = leads()
    pulls.end(pulls.answer(ask(scene), answer=YES, by=cast.chidi), came_of_it="Done", by=cast.asha)
    pulls.answer(offer(scene), answer=YES, by=cast.asha)
    assert leads() == before
    assert scene.fresh().status == CaseStatus.WORKING


def test_when_support_has_ended_help_is_ended_and_none_is_asked_for(scene, cast, role):
    pull = ask(scene)
    with role("seed"):
        leave(scene, CaseStatus.MOVED_AWAY)
    with pytest.raises(CaseIsNotOpen):
        ask(scene)
    assert pulls.end(pull, came_of_it="They moved away", by=cast.asha).came_of_it == "They moved away"


@pytest.mark.parametrize(
    ("constraint", "changed"),
    [
        ("pull_stands_on_a_share", {"category": D.HEALTH}),
        ("pull_asked_of_another_or_offered_by_oneself", {"kind": "offered"}),
        ("pull_what_said", {"what": " "}),
    ],
)
def test_the_database_holds_help_to_a_share(constraint, changed, scene, cast):
    facts = {"case": scene.case, "category": D.HOUSING, "kind": "asked", "agency": cast.chidi.agency, "what": "Go"}
    by = cast.asha.membership
    with refused(constraint):
        Pull.objects.create(recorded_by=by, source_agency=by.agency, **(facts | changed))


def test_the_database_holds_an_answer_to_the_other_side_and_to_one(scene, cast):
    pull = ask(scene)
    says = (
        "UPDATE casework_pull SET answer = %(a)s, answer_words = 'So', answered_at = clock(), answered_by_id = %(by)s"
    )
    with refused("pull_answered_by_the_other_side"):
        run(says, a="accepted", by=cast.asha.membership.pk)
    pulls.answer(pull, answer=YES, by=cast.chidi)
    with refused("settled_once"):
        run(says, a="declined", by=cast.chidi.membership.pk)
    with not_allowed():
        run("UPDATE casework_pull SET what = 'Something else'")
