"""How a story's steps about the case are told: contacts, stages, who leads, and the exits that are not closure."""

from datetime import timedelta

from agencies.enums import DataCategory
from casework import allocations, case_warnings, contacts, exits, lifecycle, people
from casework.enums import AllocationRole, CaseStatus, Channel, DeclineReason, Demand
from casework.identifiers import IdentifierScheme
from casework.models import Allocation, CaseWarning
from outcomes.demonstration.numbers import number_of
from outcomes.demonstration.scene import Scene
from outcomes.demonstration.story import Step

# Face to face is what the work is for; what the rest was is not known unless the story says it.
OF_VALUE = {Channel.VISIT, Channel.OFFICE, Channel.MEETING}
WRITTEN_UP_AFTER = timedelta(minutes=10)


def contact(scene: Scene, step: Step) -> None:
    """A visit, a call and so on: `visit Ngozi`, with `agreed`, `failure` (its cause), `value`, `on` and `hide`."""
    _record(scene, step, Channel.NONE if step.verb == "note" else Channel(step.verb), step.words, was_reached=True)


def missed(scene: Scene, step: Step) -> None:
    """A try in which nobody was reached: `missed phone`."""
    channel, *about = step.words
    _record(scene, step, Channel(channel), tuple(about), was_reached=False)


def _record(scene: Scene, step: Step, channel: Channel, about: tuple[str, ...], *, was_reached: bool) -> None:
    demand = Demand.VALUE if was_reached and (channel in OF_VALUE or step.fact("value")) else Demand.UNKNOWN
    row = contacts.record(
        scene.case,
        category=DataCategory(step.fact("on", DataCategory.GENERAL)),
        happened_at=scene.at - WRITTEN_UP_AFTER,
        channel=channel,
        was_reached=was_reached,
        summary=step.text,
        agreed=step.fact("agreed"),
        demand=Demand.FAILURE if step.fact("failure") else demand,
        demand_cause=step.fact("failure"),
        about=scene.several(about),
        not_to_disclose_to=scene.kept_from(step),
        corrects=scene.last_contact if step.fact("corrects") else None,
        by=scene.by(step),
        at=scene.at,
    )
    scene.last_contact = row
    if not was_reached:
        scene.tries.append(row)


def accept(scene: Scene, step: Step) -> None:
    """The manager takes the referral in and gives it a lead, who writes down the numbers they were given."""
    lead = step.fact("lead") or scene.story.header["lead"]
    by = scene.cast[step.fact("by")] if step.fact("by") else scene.manager
    lifecycle.accept(scene.case, lead=scene.cast.membership(lead), by=by, at=scene.at)
    scene.lead = lead
    for who in scene.story.people:
        if who.has_number:
            row = people.add_identifier(
                scene.someone(who.key),
                scheme=IdentifierScheme.NHS,
                value=number_of(scene.story.key, who.key),
                by=scene.cast[lead],
                at=scene.at,
            )
            if who.number_is_verified:
                people.verify_identifier(row, by=scene.cast[lead], at=scene.at)


def decline(scene: Scene, step: Step) -> None:
    """The manager says no, and why: `decline not_wanted`."""
    lifecycle.decline(
        scene.case,
        decline_reason=DeclineReason(step.words[0]),
        explanation=step.text,
        by=scene.manager,
        at=scene.at,
    )


def reconsider(scene: Scene, step: Step) -> None:
    """The referral is put back at the front door."""
    lifecycle.reconsider(scene.case, reason=step.text, by=scene.manager, at=scene.at)


def stage(scene: Scene, step: Step) -> None:
    """On to the next stage, or back."""
    lifecycle.move_to_stage(
        scene.case, stage=CaseStatus(step.words[0]), reason=step.text, by=scene.by(step), at=scene.at
    )


def handover(scene: Scene, step: Step) -> None:
    """Another worker leads from now on: `handover joy`, with `note` and `told`."""
    allocations.hand_over(
        scene.case,
        to=scene.cast.membership(step.words[0]),
        reason=step.text,
        handover_note=step.fact("note"),
        participants_told=step.fact("told"),
        by=scene.manager,
        at=scene.at,
    )
    scene.lead = step.words[0]


def support(scene: Scene, step: Step) -> None:
    """Somebody works on it beside the lead."""
    membership = scene.cast.membership(step.words[0])
    allocations.add_support(scene.case, membership=membership, by=scene.manager, at=scene.at)


def endsupport(scene: Scene, step: Step) -> None:
    """And does so no longer."""
    row = Allocation.objects.select_related("case").get(
        case_id=scene.case_id,
        membership=scene.cast.membership(step.words[0]),
        role=AllocationRole.SUPPORTING,
        ended_at__isnull=True,
    )
    allocations.end_support(row, reason=step.text, by=scene.manager, at=scene.at)


def pause(scene: Scene, step: Step) -> None:
    """The work rests; `told` and `check` as in every exit."""
    exits.pause(
        scene.case,
        evidence=step.text,
        people_told=step.fact("told"),
        check_on=scene.day(step.fact("check")),
        by=scene.by(step),
        at=scene.at,
    )


def stepup(scene: Scene, step: Step) -> None:
    """A statutory service, named in `to`, takes the lead of safety."""
    exits.step_up(
        scene.case,
        receiving_service=step.fact("to"),
        evidence=step.text,
        people_told=step.fact("told"),
        check_on=scene.day(step.fact("check")),
        by=scene.by(step),
        at=scene.at,
    )


def lost(scene: Scene, step: Step) -> None:
    """Nobody can be reached; the tries that the story told are the evidence."""
    exits.lose_contact(
        scene.case,
        attempts=scene.tries,
        evidence=step.text,
        people_told=step.fact("told"),
        check_on=scene.day(step.fact("check")),
        by=scene.by(step),
        at=scene.at,
    )


def transfer(scene: Scene, step: Step) -> None:
    """Another service, named in `to`, takes over."""
    exits.transfer(
        scene.case,
        receiving_service=step.fact("to"),
        evidence=step.text,
        people_told=step.fact("told"),
        check_on=scene.day(step.fact("check")),
        by=scene.by(step),
        at=scene.at,
    )


def confirmed(scene: Scene, step: Step) -> None:
    """That service said that it has them."""
    exits.confirm_transfer(scene.case, words=step.text, by=scene.by(step), at=scene.at)


def movedaway(scene: Scene, step: Step) -> None:
    """They live elsewhere now."""
    exits.move_away(scene.case, evidence=step.text, people_told=step.fact("told"), by=scene.by(step), at=scene.at)


def ended(scene: Scene, step: Step) -> None:
    """The person that the case was with has died."""
    exits.record_death(scene.case, evidence=step.text, people_told=step.fact("told"), by=scene.by(step), at=scene.at)


def continued(scene: Scene, step: Step) -> None:
    """The manager decides that it goes on in another story's case."""
    exits.continue_in(
        scene.case,
        other=scene.other(step.words[0]).case,
        reason=step.text,
        people_told=step.fact("told"),
        by=scene.manager,
        at=scene.at,
    )


def resume(scene: Scene, step: Step) -> None:
    """Back to where the work stood."""
    exits.resume(scene.case, reason=step.text, by=scene.by(step), at=scene.at)


def warn(scene: Scene, step: Step) -> None:
    """What to know before a visit: `warn due=-20 on=general`, with `hide`."""
    case_warnings.warn(
        scene.case,
        text=step.text,
        category=DataCategory(step.fact("on", DataCategory.GENERAL)),
        review_on=scene.day(step.fact("due")),
        not_to_disclose_to=scene.kept_from(step),
        by=scene.by(step),
        at=scene.at,
    )


def stillholds(scene: Scene, step: Step) -> None:
    """The oldest warning still holds: `stillholds due=-20`."""
    case_warnings.look_again(_warning(scene), review_on=scene.day(step.fact("due")), by=scene.by(step), at=scene.at)


def warnover(scene: Scene, step: Step) -> None:
    """It holds no longer, and why."""
    case_warnings.end(_warning(scene), reason=step.text, by=scene.by(step), at=scene.at)


def _warning(scene: Scene) -> CaseWarning:
    return CaseWarning.objects.filter(case=scene.case_id, ended_at__isnull=True).earliest("recorded_at")
