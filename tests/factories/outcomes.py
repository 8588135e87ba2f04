"""Outcomes, actions and closures of a scene."""

from collections.abc import Iterable
from datetime import timedelta

from agencies import clock
from agencies.enums import DataCategory
from casework.enums import CaseStatus, Means
from casework.models import Case, CaseMember, Person
from outcomes import actions, closure, codesign
from outcomes.enums import ClosureGround, OutcomeDomain
from outcomes.models import Action, ClosureProposal, Outcome
from tests.factories.agencies import Cast
from tests.factories.casework import Scene, make_scene

WORDS = "We can go on by ourselves now, and know whom to call."


def make_outcome(
    scene: Scene,
    *members: CaseMember,
    wording: str = "I sleep through the night",
    agreed: bool = True,
    not_to_disclose_to: Iterable[Person] = (),
) -> Outcome:
    """An outcome of those who are named, or of Rosa and Tom; agreed by all of them."""
    named = list(members) or [scene.member("Rosa"), scene.member("Tom")]
    if not scene.case.understandings.exists():
        codesign.record_understanding(
            scene.case, what_matters="Sleep, and the rent", category=DataCategory.GENERAL, by=scene.cast.asha
        )
    outcome = codesign.propose(
        scene.case,
        domain=OutcomeDomain.HEALTH,
        category=DataCategory.HEALTH,
        wording=wording,
        would_be_seen="No light on at three",
        start=2,
        goal=8,
        participants=named,
        not_to_disclose_to=not_to_disclose_to,
        by=scene.cast.asha,
    )
    if agreed:
        for member in named:
            codesign.agree(outcome, member=member, version=1, how=Means.IN_PERSON, by=scene.cast.asha)
    return outcome


def make_action(scene: Scene, outcome: Outcome | None = None) -> Action:
    """An action of Asha's, due in a week."""
    return actions.take_on(
        scene.case,
        title="Ask the landlord about the boiler",
        due_on=clock.today() + timedelta(days=7),
        category=DataCategory.HOUSING,
        outcome=outcome,
        reason="" if outcome else "safety",
        owner_worker=scene.cast.asha.membership,
        by=scene.cast.asha,
    )


def make_proposal(scene: Scene, *, answered: bool = False) -> ClosureProposal:
    """A proposal to close; with everybody's yes, where it is answered."""
    proposal = closure.propose(scene.fresh(), ground=ClosureGround.RESOLVED, wording=WORDS, by=scene.cast.asha)
    if answered:
        for row in proposal.participants.select_related("member"):
            agree_to_close(scene, proposal, row.member)
    return proposal


def agree_to_close(scene: Scene, proposal: ClosureProposal, member: CaseMember) -> None:
    """One person's yes."""
    closure.agree(proposal, member=member, wording=WORDS, how=Means.IN_PERSON, witness="Ben", by=scene.cast.asha)


def make_closed_scene(cast: Cast) -> Scene:
    """A case that its people agreed to close."""
    scene = make_scene(cast, CaseStatus.WORKING)
    make_proposal(scene, answered=True)
    scene.case = closure.close(scene.fresh(), by=cast.asha)
    return scene


def scene_at(cast: Cast, status: CaseStatus) -> Scene:
    """A case in any state whatever."""
    if status == CaseStatus.CLOSED:
        return make_closed_scene(cast)
    if status == CaseStatus.ENDING:
        scene = make_scene(cast, CaseStatus.WORKING)
        make_proposal(scene)
        scene.fresh()
        return scene
    return make_scene(cast, status)


def case_at(cast: Cast, status: CaseStatus) -> Case:
    """The case of such a scene."""
    return scene_at(cast, status).case
