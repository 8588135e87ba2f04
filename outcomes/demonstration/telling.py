"""Telling the stories: every step of every household in the order of time, each through its own verb."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.db import connection

from agencies.clock import LOCAL_ZONE
from casework import reminder_preferences
from outcomes.demonstration import case_steps, extract_steps, outcome_steps, people_steps, sharing_steps
from outcomes.demonstration.cast import Cast, assemble, say_goodbye
from outcomes.demonstration.plan import plan, working_day
from outcomes.demonstration.scene import Scene
from outcomes.demonstration.story import Step, StoryFault, read_all

FOUNDED_AGO = 900
GRACE_LEFT_AGO = 20
HOUSEHOLDS_A_LINE = 8
# Whose digest may go at midnight: whenever the service is started, there is a reminder to be read.
EARLY_RISERS = ("asha",)

CONTACTS = ("visit", "office", "phone", "text", "email", "letter", "meeting", "note")
TELLERS: dict[str, Callable[[Scene, Step], None]] = {
    **dict.fromkeys(CONTACTS, case_steps.contact),
    **{
        teller.__name__: teller
        for teller in (
            people_steps.referred,
            people_steps.newhome,
            people_steps.joins,
            people_steps.brings,
            people_steps.yes,
            people_steps.takesback,
            people_steps.leaves,
            people_steps.stays,
            people_steps.movesout,
            people_steps.split,
            people_steps.undochange,
            people_steps.joinhousehold,
            people_steps.named,
            people_steps.renamed,
            people_steps.speaks,
            people_steps.reached,
            people_steps.hidden,
            people_steps.born,
            people_steps.died,
            people_steps.number,
            people_steps.wrongnumber,
            people_steps.link,
            people_steps.unlink,
            people_steps.document,
            case_steps.missed,
            case_steps.warn,
            case_steps.stillholds,
            case_steps.warnover,
            case_steps.accept,
            case_steps.decline,
            case_steps.reconsider,
            case_steps.stage,
            case_steps.handover,
            case_steps.support,
            case_steps.endsupport,
            case_steps.pause,
            case_steps.stepup,
            case_steps.lost,
            case_steps.transfer,
            case_steps.confirmed,
            case_steps.movedaway,
            case_steps.ended,
            case_steps.continued,
            case_steps.resume,
            sharing_steps.share,
            sharing_steps.stopshare,
            sharing_steps.dontshare,
            outcome_steps.understood,
            outcome_steps.outcome,
            outcome_steps.reword,
            outcome_steps.agreed,
            outcome_steps.dropoutcome,
            outcome_steps.rate,
            outcome_steps.action,
            outcome_steps.done,
            outcome_steps.putoff,
            outcome_steps.dropped,
            outcome_steps.again,
            outcome_steps.nextreview,
            outcome_steps.review,
            outcome_steps.propose,
            outcome_steps.agrees,
            outcome_steps.refuses,
            outcome_steps.wantstime,
            outcome_steps.takeback,
            outcome_steps.close,
            outcome_steps.reopen,
        )
    },
}


def tell(today: date, say: Callable[[str], None]) -> Cast:
    """Tell everything that happened before this day. Each verb commits by itself, as it does in the service.

    Side effects: commits of this connection are not waited for until the last one, which the caller makes.
    """
    with connection.cursor() as cursor:
        # A crash may lose the last of them, never one from the middle: a load that was cut off is seen as such.
        cursor.execute("SET synchronous_commit = off")
    stories = {story.key: story for story in read_all()}
    moments = plan(stories.values(), today)
    founded = _opening(working_day(today, FOUNDED_AGO))
    cast = assemble(on=founded.date(), at=founded)
    cast.agreements = sharing_steps.come_to_terms(cast, today=today, on=founded.date(), at=founded)
    scenes: dict[str, Scene] = {}
    for moment in moments:
        if moment.story not in scenes:
            scenes[moment.story] = Scene(stories[moment.story], cast, scenes, today, moment.at)
            if len(scenes) % HOUSEHOLDS_A_LINE == 0:
                say(f"{len(scenes)} of {len(stories)} households have come in by {moment.at:%-d %B %Y}")
        scene = scenes[moment.story]
        scene.at = moment.at
        _tell_one(scene, moment.step)
    left = _opening(working_day(today, GRACE_LEFT_AGO))
    say_goodbye(cast, on=left.date(), at=left)
    for key in EARLY_RISERS:
        reminder_preferences.amend(
            reminder_preferences.preference_for(cast[key]), digest_at=time(0), by=cast[key], at=founded
        )
    if settings.FILES_FOLDER:  # without a place for files there are no extracts either
        extract_steps.hand_over(cast, today=today)
    return cast


def _tell_one(scene: Scene, step: Step) -> None:
    if step.verb not in TELLERS:
        raise StoryFault(f"{scene.story.key}: there is no step {step.verb}")
    try:
        TELLERS[step.verb](scene, step)
    except Exception as error:
        error.add_note(f"In the story {scene.story.key}, {step.ago} days ago: {step.verb} {' '.join(step.words)}")
        raise
    if step.unheard:
        raise StoryFault(f"{scene.story.key}, {step.ago} days ago: {step.verb} knows no {', '.join(step.unheard)}")


def _opening(day: date) -> datetime:
    return datetime.combine(day, time(9), LOCAL_ZONE) + timedelta(minutes=5)
