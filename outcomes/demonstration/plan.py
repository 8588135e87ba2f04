"""When each step of each story happens: in office hours, on working days, in order, and never after yesterday."""

import random
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from agencies.clock import LOCAL_ZONE
from outcomes.demonstration.story import Step, Story, StoryFault

SEED = "one day, the same stories"  # a text, so that it says what it is for
FIRST_HOUR = 9
LAST_MOMENT = time(17, 45)
DAYS_OFF = {(12, 25), (12, 26), (1, 1)}
SATURDAY = 5


@dataclass(frozen=True)
class Moment:
    """A step, and when it happened."""

    at: datetime
    story: str
    number: int
    step: Step


def plan(stories: Iterable[Story], today: date) -> list[Moment]:
    """Every step of every story in the order in which they happened. The same day gives the same plan."""
    moments = [moment for story in stories for moment in _plan_one(story, today)]
    return sorted(moments, key=lambda moment: (moment.at, moment.story, moment.number))


def dice(*what: object) -> random.Random:
    """Chance that falls the same way every time."""
    return random.Random(f"{SEED} {what}")  # noqa: S311 - it decides hours of the day, not secrets


def working_day(today: date, ago: int) -> date:
    """So many days before today, or the last working day before that."""
    day = today - timedelta(days=ago)
    while is_day_off(day):
        day -= timedelta(days=1)
    return day


def day_to_come(today: date, ago: int) -> date:
    """So many days before today (after it, where negative), or the next working day."""
    day = today - timedelta(days=ago)
    while is_day_off(day):
        day += timedelta(days=1)
    return day


def is_day_off(day: date) -> bool:
    """Whether nobody is at work."""
    return day.weekday() >= SATURDAY or (day.month, day.day) in DAYS_OFF


def _plan_one(story: Story, today: date) -> list[Moment]:
    moments: list[Moment] = []
    chance = dice(story.key, "hours")
    for number, step in enumerate(story.steps):
        if step.ago < 1:
            raise StoryFault(f"{story.key}: nothing of a story happens today or later: {step.verb}")
        day = working_day(today, step.ago)
        if moments and moments[-1].at.date() == day:
            at = moments[-1].at + timedelta(minutes=chance.randint(15, 40))
        else:
            opening = datetime.combine(day, time(FIRST_HOUR), LOCAL_ZONE)
            at = opening + timedelta(minutes=chance.randint(5, 290))
        if at.time() > LAST_MOMENT:
            raise StoryFault(f"{story.key}: too much for one day, {step.ago} days ago")
        moments.append(Moment(at, story.key, number, step))
    return moments
