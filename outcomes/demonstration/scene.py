"""Where the telling of one story stands: its rows so far, by the names that the story calls them."""

from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from agencies.actors import Actor
from casework.models import Case, CaseMember, Contact, Household, Person, PersonLink
from outcomes.demonstration.cast import MANAGERS, Cast
from outcomes.demonstration.plan import day_to_come
from outcomes.demonstration.story import Step, Story
from outcomes.models import Action, ClosureProposal, Outcome, OutcomeVersion

NOT_YET = UUID(int=0)  # the key of no row: whoever asks before the referral is told so


@dataclass
class Scene:
    """One story being told. `at` is when the step that is told happened."""

    story: Story
    cast: Cast
    scenes: dict[str, "Scene"]
    today: date
    at: datetime
    household_id: UUID = NOT_YET
    case_id: UUID = NOT_YET
    lead: str = ""
    people: dict[str, Person] = field(default_factory=dict)
    outcomes: dict[str, Outcome] = field(default_factory=dict)
    actions: dict[str, Action] = field(default_factory=dict)
    links: dict[str, PersonLink] = field(default_factory=dict)
    tries: list[Contact] = field(default_factory=list)
    last_contact: Contact | None = None

    @property
    def case(self) -> Case:
        """The case as it is now: every verb wants to know that its caller saw the latest."""
        return Case.objects.get(pk=self.case_id)

    @property
    def home(self) -> Household:
        """The household as it is now."""
        return Household.objects.get(pk=self.household_id)

    @property
    def manager(self) -> Actor:
        """Who manages the team that the story came to."""
        return self.cast[MANAGERS[self.story.header["team"]][0]]

    def by(self, step: Step) -> Actor:
        """Who does this: whom the step names, or else the lead, or else the manager at the front door."""
        if name := step.fact("by") or self.lead:
            return self.cast[name]
        return self.manager

    def someone(self, key: str) -> Person:
        """A person of the story as they are now."""
        return Person.objects.get(pk=self.people[key].pk)

    def several(self, keys: tuple[str, ...]) -> list[Person]:
        """Some of them."""
        return [self.people[key] for key in keys]

    def kept_from(self, step: Step) -> list[Person]:
        """From whom the step is kept."""
        return self.several(tuple(step.fact("hide").split()))

    def member(self, key: str) -> CaseMember:
        """A person's part in the case, as it is now."""
        found: CaseMember = CaseMember.objects.select_related("case", "person").get(
            case_id=self.case_id, person=self.people[key], left_at__isnull=True
        )
        return found

    def version(self, outcome: str) -> OutcomeVersion:
        """The latest words of an outcome."""
        return OutcomeVersion.objects.filter(outcome=self.outcomes[outcome]).latest("number")

    def action(self, key: str) -> Action:
        """An action as it is now."""
        return Action.objects.get(pk=self.actions[key].pk)

    @property
    def proposal(self) -> ClosureProposal:
        """The closure that is proposed now."""
        return ClosureProposal.objects.get(case_id=self.case_id, ended_at__isnull=True)

    def day(self, ago: str) -> date:
        """A day that a step names, moved to a working day."""
        return day_to_come(self.today, int(ago))

    def other(self, key: str) -> "Scene":
        """Another story, told as far as this moment."""
        return self.scenes[key]
