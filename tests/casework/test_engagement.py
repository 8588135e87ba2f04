"""A person's voluntary yes, and their taking it back."""

import pytest

from agencies.exceptions import Missing
from casework import engagement, members
from casework.enums import CaseStatus, LeavingReason, Means
from casework.exceptions import CaseIsNotOpen, TransitionRefused
from casework.models import CaseMember, EngagementAgreement
from tests.database import ask
from tests.factories.casework import make_scene

pytestmark = pytest.mark.usefixtures("db")


def test_a_yes_is_kept_as_it_was_said_and_only_once_while_it_holds(cast, role):
    with role("seed"):
        scene = make_scene(cast, engaged=False)
    rosa = scene.member("Rosa")
    yes = engagement.agree(rosa, how=Means.INTERPRETER, words="Tak", by=cast.asha)
    assert (yes.member, yes.how, yes.words, yes.agreed_by) == (rosa, "interpreter", "Tak", cast.asha.membership)
    with pytest.raises(TransitionRefused):
        engagement.agree(rosa, how=Means.PHONE, by=cast.asha)


def test_a_yes_is_taken_back_once_before_a_witness_and_can_be_given_again(cast, role):
    with role("seed"):
        scene = make_scene(cast)
    yes = EngagementAgreement.objects.get(member=scene.member("Rosa"))
    back = engagement.withdraw(yes, how=Means.PHONE, witness="Ben", words="Not now", by=cast.asha)
    assert (back.withdrawn_by, back.withdrawn_how, back.withdrawn_witness, back.withdrawn_words) == (
        cast.asha.membership,
        "phone",
        "Ben",
        "Not now",
    )
    with pytest.raises(TransitionRefused):
        engagement.withdraw(yes, how=Means.PHONE, witness="Ben", by=cast.asha)
    engagement.agree(scene.member("Rosa"), how=Means.PHONE, by=cast.asha)
    assert EngagementAgreement.objects.filter(member=scene.member("Rosa")).count() == 2


def test_who_takes_their_yes_back_keeps_their_part_and_their_say(cast, role):
    with role("seed"):
        scene = make_scene(cast)
    rosa = scene.member("Rosa")
    engagement.withdraw(rosa.engagements.get(), how=Means.PHONE, witness="Ben", by=cast.asha)
    assert CaseMember.objects.get(pk=rosa.pk).left_at is None
    asked = ask(
        "SELECT count(*) FROM guard.participating(%(case)s) AS member WHERE member = %(rosa)s",
        case=scene.case.pk,
        rosa=rosa.pk,
    )
    assert asked == 1


def test_a_yes_can_be_taken_back_when_the_case_is_over(cast, role):
    with role("seed"):
        scene = make_scene(cast, CaseStatus.MOVED_AWAY)
    yes = EngagementAgreement.objects.filter(member__case=scene.case).first()
    assert engagement.withdraw(yes, how=Means.PHONE, witness="Ben", by=cast.ben).withdrawn_at is not None


def test_nobody_says_yes_in_a_case_that_is_over_or_after_they_left_it(cast, role):
    with role("seed"):
        over, scene = make_scene(cast, CaseStatus.DECLINED), make_scene(cast, engaged=False, name="The Ray household")
        left = scene.member("Tom")
        left = members.propose_leaving(left, reason=LeavingReason.MISTAKEN, evidence="Never lived there", by=cast.asha)
        left = members.confirm_leaving(left, by=cast.ben)
    for member in (over.member("Rosa"), left):
        with pytest.raises(CaseIsNotOpen):
            engagement.agree(member, how=Means.PHONE, by=cast.asha)


def test_a_stranger_records_nobody_s_yes_and_takes_none_back(cast, role):
    with role("seed"):
        scene = make_scene(cast)
    with pytest.raises(Missing):
        engagement.agree(scene.member("Mia"), how=Means.PHONE, by=cast.dot)
    with pytest.raises(Missing):
        engagement.withdraw(scene.member("Rosa").engagements.get(), how=Means.PHONE, witness="Ben", by=cast.dot)
