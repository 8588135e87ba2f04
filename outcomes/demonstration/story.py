"""A household's story as it is written in stories/*.txt: who they are, and what happened, step by step.

    The Okafor household
    at: 14 Lammas Row, WX3 4TR
    team: north
    lead: asha
    parent: Ngozi Okafor, 38, she/her, nhs

    204 referred by=owen: What was asked for, in the words of whoever asked.
    197 visit Ngozi: What happened. A line that goes on
        is indented by four spaces.
      agreed: A further fact of the step is indented by two.

The number is how many days before today it happened. Days of facts (`due=-14`) count in the same way: -14 is to come.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from casework.births import BirthPrecision
from casework.enums import HouseholdRole

FOLDER = Path(__file__).with_name("stories")
PLACES = {role.value: role for role in HouseholdRole}
STEP = re.compile(r"(?P<ago>\d+) (?P<verb>[a-z]+)(?P<words>(?: [^ :]+)*)(?:: (?P<text>.+))?")
FACT = re.compile(r"  (?P<name>[a-z]+): (?P<text>.+)")


class StoryFault(Exception):
    """A story that is written wrongly: for whoever writes stories, never for a user."""


@dataclass(frozen=True)
class Who:
    """Somebody of the household. `key` is how the steps call them: their first name, unless it says another."""

    key: str
    name: str
    place: HouseholdRole
    age: str
    pronouns: str = ""
    has_number: bool = False
    number_is_verified: bool = False

    def born(self, today: date, days_past_birthday: int) -> tuple[date | None, BirthPrecision]:
        """When they were born, so that they are as old today as the story says.

        `age` is one of: 38, 38 month, 38 year, about 70, baby 60 (days old), expected 90 (days from today), unknown.
        """
        word, _, number = self.age.rpartition(" ")
        if self.age == "unknown":
            return None, BirthPrecision.UNKNOWN
        if word == "baby":
            return today - timedelta(days=int(number)), BirthPrecision.DAY
        if word == "expected":
            return today + timedelta(days=int(number)), BirthPrecision.EXPECTED
        if number in {"month", "year"}:
            years, precision = int(word), BirthPrecision(number)
        else:
            years, precision = int(number), BirthPrecision.ESTIMATED if word == "about" else BirthPrecision.DAY
        day = today - timedelta(days=days_past_birthday)
        return date(day.year - years, day.month, min(day.day, 28)), precision


@dataclass(frozen=True)
class Step:
    """One thing that happened. `words` name whom or what, `text` is what was said or seen, `facts` are the rest."""

    ago: int
    verb: str
    words: tuple[str, ...]
    text: str
    facts: dict[str, str]
    asked: set[str] = field(default_factory=set, compare=False)

    def fact(self, name: str, otherwise: str = "") -> str:
        """A further fact, where the story gives it."""
        self.asked.add(name)
        return self.facts.get(name, otherwise)

    @property
    def unheard(self) -> set[str]:
        """Facts that nobody asked for when it was told: most likely mistyped."""
        return set(self.facts) - self.asked


@dataclass
class Story:
    """A household, whose team and worker it came to, and its steps in the order in which they happened."""

    key: str
    household: str
    header: dict[str, str] = field(default_factory=dict)
    people: list[Who] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)


def read_all(folder: Path = FOLDER) -> list[Story]:
    """Every story, by the name of its file."""
    return [read(path.stem, path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.txt"))]


def read(key: str, text: str) -> Story:
    """One story; raises StoryFault, which names the line that is wrong."""
    lines = _joined(text)
    story = Story(key, household=next(lines))
    for line in lines:
        if fact := FACT.fullmatch(line):
            if not story.steps:
                raise StoryFault(f"{key}: a fact before any step: {line}")
            story.steps[-1].facts[fact["name"]] = fact["text"]
        elif line[0].isdigit():
            story.steps.append(_step(key, line))
        else:
            _read_header(story, line)
    if [step.ago for step in story.steps] != sorted((step.ago for step in story.steps), reverse=True):
        raise StoryFault(f"{key}: the steps are not in the order of time")
    return story


def _joined(text: str) -> Iterator[str]:
    """The lines that say something, each with those that go on with it."""
    lines: list[str] = []
    for line in text.splitlines():
        if line.startswith("    "):
            lines[-1] += f" {line.strip()}"
        elif line.strip():
            lines.append(line.rstrip())
    return iter(lines)


def _read_header(story: Story, line: str) -> None:
    name, _, value = line.partition(": ")
    if not value or story.steps:
        raise StoryFault(f"{story.key}: not a line of a story: {line}")
    if name in PLACES:
        story.people.append(read_who(PLACES[name], value))
    else:
        story.header[name] = value


def read_who(place: HouseholdRole, value: str) -> Who:
    """`Ngozi Okafor, 38, she/her, nhs verified, key Mum`: after name and age in any order."""
    name, age, *rest = value.split(", ")
    return Who(
        key=next((word.removeprefix("key ") for word in rest if word.startswith("key ")), name.split()[0]),
        name=name,
        place=place,
        age=age,
        pronouns=next((word for word in rest if "/" in word), ""),
        has_number="nhs" in rest or "nhs verified" in rest,
        number_is_verified="nhs verified" in rest,
    )


def _step(key: str, line: str) -> Step:
    match = STEP.fullmatch(line)
    if match is None:
        raise StoryFault(f"{key}: not a step: {line}")
    words = match["words"].split()
    facts = dict(word.split("=", 1) for word in words if "=" in word)
    named = tuple(word for word in words if "=" not in word)
    return Step(int(match["ago"]), match["verb"], named, match["text"] or "", facts)
