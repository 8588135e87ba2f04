"""How a story's steps about outcomes are told: understanding, agreeing, acting, rating, reviewing, and closing."""

from agencies.enums import DataCategory
from casework.enums import Means
from outcomes import actions, closure, codesign, ratings, reviews
from outcomes.demonstration.scene import Scene
from outcomes.demonstration.story import Step
from outcomes.enums import ClosureGround, OutcomeDomain, Voice
from outcomes.models import Review


def understood(scene: Scene, step: Step) -> None:
    """What matters to them, with `good`, `strengths` and `history`."""
    codesign.record_understanding(
        scene.case,
        what_matters=step.text,
        good_life=step.fact("good"),
        strengths=step.fact("strengths"),
        history=step.fact("history"),
        category=_category(step),
        about=scene.several(step.words),
        not_to_disclose_to=scene.kept_from(step),
        by=scene.by(step),
        at=scene.at,
    )


def outcome(scene: Scene, step: Step) -> None:
    """An outcome in their words: `outcome sleep health 2>7 Ngozi`, with `seen`."""
    key, domain, scale, *whose = step.words
    start, goal = scale.split(">")
    scene.outcomes[key] = codesign.propose(
        scene.case,
        domain=OutcomeDomain(domain),
        category=_category(step),
        wording=step.text,
        would_be_seen=step.fact("seen"),
        start=int(start),
        goal=int(goal),
        participants=[scene.member(who) for who in whose],
        not_to_disclose_to=scene.kept_from(step),
        by=scene.by(step),
        at=scene.at,
    )


def reword(scene: Scene, step: Step) -> None:
    """Other words for it: `reword sleep 3>7 Ngozi`, with `seen`."""
    key, scale, *whose = step.words
    start, goal = scale.split(">")
    scene.outcomes[key] = codesign.reword(
        scene.outcomes[key],
        wording=step.text,
        would_be_seen=step.fact("seen"),
        start=int(start),
        goal=int(goal),
        participants=[scene.member(who) for who in whose],
        by=scene.by(step),
        at=scene.at,
    )


def agreed(scene: Scene, step: Step) -> None:
    """Those named say yes to the latest words of it: `agreed sleep Ngozi`."""
    key, *whose = step.words
    for who in whose:
        codesign.agree(
            scene.outcomes[key],
            member=scene.member(who),
            version=scene.version(key).number,
            how=Means(step.fact("how", Means.IN_PERSON)),
            words=step.text,
            by=scene.by(step),
            at=scene.at,
        )


def dropoutcome(scene: Scene, step: Step) -> None:
    """Its people no longer want it."""
    codesign.drop(scene.outcomes[step.words[0]], reason=step.text, by=scene.by(step), at=scene.at)


def rate(scene: Scene, step: Step) -> None:
    """A number: `rate sleep Ngozi 4`, or `rate sleep worker 5` for the worker's own, `partner` for a partner's."""
    key, who, value = step.words
    voice = {"worker": Voice.WORKER, "partner": Voice.PARTNER}.get(who, Voice.PARTICIPANT)
    ratings.rate(
        scene.outcomes[key],
        voice=voice,
        member=scene.member(who) if voice == Voice.PARTICIPANT else None,
        value=int(value),
        words=step.text,
        by=scene.by(step),
        at=scene.at,
    )


def action(scene: Scene, step: Step) -> None:
    """A step with an owner: `action boiler owner=owen due=160 for=home`, or `why=safety` where it serves no outcome."""
    owner = step.fact("owner") or scene.lead
    of_household = owner in scene.people
    scene.actions[step.words[0]] = actions.take_on(
        scene.case,
        title=step.text,
        due_on=scene.day(step.fact("due")),
        category=_category(step),
        outcome=scene.outcomes[step.fact("for")] if step.fact("for") else None,
        reason=step.fact("why"),
        owner_member=scene.member(owner) if of_household else None,
        owner_worker=None if of_household else scene.cast.membership(owner),
        not_to_disclose_to=scene.kept_from(step),
        by=scene.by(step),
        at=scene.at,
    )


def done(scene: Scene, step: Step) -> None:
    """It is done, and what came of it."""
    actions.finish(scene.action(step.words[0]), result=step.text, by=scene.by(step), at=scene.at)


def putoff(scene: Scene, step: Step) -> None:
    """It gets another day: `putoff boiler due=-3`."""
    actions.put_off(scene.action(step.words[0]), due_on=scene.day(step.fact("due")), by=scene.by(step), at=scene.at)


def dropped(scene: Scene, step: Step) -> None:
    """It will not be done, and why."""
    actions.drop(scene.action(step.words[0]), reason=step.text, by=scene.by(step), at=scene.at)


def again(scene: Scene, step: Step) -> None:
    """It is to be done after all."""
    actions.take_up_again(scene.action(step.words[0]), by=scene.by(step), at=scene.at)


def nextreview(scene: Scene, step: Step) -> None:
    """They look together next on `due`."""
    reviews.plan(scene.case, due_on=scene.day(step.fact("due")), by=scene.by(step), at=scene.at)


def review(scene: Scene, step: Step) -> None:
    """They looked together, and look again on `next`."""
    reviews.hold(
        Review.objects.get(case_id=scene.case_id, held_at__isnull=True),
        summary=step.text,
        took_part=[scene.member(who) for who in step.words],
        next_on=scene.day(step.fact("next")),
        by=scene.by(step),
        at=scene.at,
    )


def propose(scene: Scene, step: Step) -> None:
    """They are asked whether support may end: `propose resolved`."""
    closure.propose(scene.case, ground=ClosureGround(step.words[0]), wording=step.text, by=scene.by(step), at=scene.at)


def agrees(scene: Scene, step: Step) -> None:
    """Somebody says yes to that; `decides` and `authority` where another decides for them."""
    proposal = scene.proposal
    closure.agree(
        proposal,
        member=scene.member(step.words[0]),
        wording=proposal.wording,
        how=Means(step.fact("how", Means.IN_PERSON)),
        witness=_witness(scene, step),
        words=step.text,
        decision_maker=step.fact("decides"),
        authority=step.fact("authority"),
        by=scene.by(step),
        at=scene.at,
    )


def refuses(scene: Scene, step: Step) -> None:
    """Somebody says not yet; a review is called for `review`."""
    closure.refuse(
        scene.proposal,
        member=scene.member(step.words[0]),
        how=Means(step.fact("how", Means.IN_PERSON)),
        witness=_witness(scene, step),
        words=step.text,
        review_on=scene.day(step.fact("review")),
        by=scene.by(step),
        at=scene.at,
    )


def wantstime(scene: Scene, step: Step) -> None:
    """Somebody wants to think."""
    closure.want_time(
        scene.proposal,
        member=scene.member(step.words[0]),
        how=Means(step.fact("how", Means.IN_PERSON)),
        witness=_witness(scene, step),
        words=step.text,
        by=scene.by(step),
        at=scene.at,
    )


def takeback(scene: Scene, step: Step) -> None:
    """The worker takes the question back, and why."""
    closure.withdraw(scene.proposal, reason=step.text, by=scene.by(step), at=scene.at)


def close(scene: Scene, step: Step) -> None:
    """Support ends, as everybody agreed."""
    closure.close(scene.case, by=scene.by(step), at=scene.at)


def reopen(scene: Scene, step: Step) -> None:
    """Support begins again."""
    closure.reopen(scene.case, reason=step.text, by=scene.by(step), at=scene.at)


def _category(step: Step) -> DataCategory:
    return DataCategory(step.fact("on", DataCategory.GENERAL))


def _witness(scene: Scene, step: Step) -> str:
    return step.fact("witness") or str(scene.manager.user)
