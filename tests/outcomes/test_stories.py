"""The stories of the demonstration as they are written: no database is needed to read them."""

from collections import Counter
from datetime import date, timedelta

import pytest

from outcomes.demonstration.plan import is_day_off, plan
from outcomes.demonstration.story import FOLDER, StoryFault, read, read_all
from outcomes.demonstration.telling import TELLERS

AVOIDED = [
    "troubled famil", "hard to reach", "hard-to-reach", "failed to engage", "non-compliant", "noncompliant", "chaotic",
    "service user", "client", "did not attend", "no-show", "Alongside",
]  # fmt: skip


def test_a_day_tells_the_same_every_time() -> None:
    today = date(2026, 3, 18)
    assert plan(read_all(), today) == plan(read_all(), today)


@pytest.mark.parametrize("days", range(0, 400, 23))
def test_everything_happened_on_a_working_day_in_office_hours_before_today(days: int) -> None:
    today = date(2026, 3, 18) + timedelta(days=days)
    for moment in plan(read_all(), today):
        assert moment.at.date() < today
        assert not is_day_off(moment.at.date())
        assert 9 <= moment.at.hour < 18


def test_each_step_is_one_that_can_be_told() -> None:
    assert {step.verb for story in read_all() for step in story.steps} <= set(TELLERS)


def test_each_way_of_telling_is_used() -> None:
    assert set(TELLERS) - {step.verb for story in read_all() for step in story.steps} == set()


@pytest.mark.parametrize("words", AVOIDED)
def test_no_avoided_words(words: str) -> None:
    for path in FOLDER.glob("*.txt"):
        assert words.lower() not in path.read_text(encoding="utf-8").lower(), path.name


def test_no_two_stories_read_alike() -> None:
    told = Counter(step.text for story in read_all() for step in story.steps if len(step.text) > 40)
    assert [text for text, times in told.items() if times > 1] == []


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("The Bell household\n\n20 visit: One\n30 visit: Two", "order of time"),
        ("The Bell household\n  agreed: nothing yet", "before any step"),
        ("The Bell household\n\n20 visit: One\nteam: north", "not a line"),
        ("The Bell household\n\n20: One", "not a step"),
    ],
)
def test_a_story_that_is_written_wrongly_is_named(text: str, wrong: str) -> None:
    with pytest.raises(StoryFault, match=wrong):
        read("bell", text)


def test_nothing_of_a_story_happens_today() -> None:
    with pytest.raises(StoryFault, match="today or later"):
        plan([read("bell", "The Bell household\n\n0 visit: One")], date(2026, 3, 18))
