"""Referring a household from one sheet of paper: who they are, why now, what they want, whether they know, and safety."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import models, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from agencies.actors import Actor
from agencies.exceptions import Invalid
from agencies.models import Team
from casework import households, lifecycle
from casework.models import Case, Household, Person
from casework.newcomers import Newcomer, settle
from casework.search_terms import plain
from casework.selectors import living_in


class Knows(models.TextChoices):
    """Whether those who are referred know of it. Work is voluntary: who was not asked is asked first by whoever takes them in."""

    AGREED = "agreed", gettext_lazy("Yes, they agreed to it")
    SOME = "some", gettext_lazy("Some of them agreed, not all")
    NOT_ASKED = "not_asked", gettext_lazy("No, nobody has asked them yet")
    NOT_AGREED = "not_agreed", gettext_lazy("They were asked, and did not agree")


@dataclass(frozen=True, slots=True)
class Story:
    """What the team reads first. It becomes the case's reason, which those alone read who work on the case."""

    why_now: str
    wanted: str
    knows: Knows
    safety: str

    def __str__(self) -> str:
        with override(
            settings.LANGUAGE_CODE
        ):  # it is kept and read by others: not in the language of whoever writes it
            parts = {
                _("Why now"): self.why_now,
                _("What they want"): self.wanted or _("Not known yet: ask them first."),
                _("Do they know"): _("%(answer)s.") % {"answer": Knows(self.knows).label},
                _("Safety"): self.safety or _("Nothing known."),
            }
            return "\n\n".join(f"{head}: {said}" for head, said in parts.items())


@transaction.atomic
def refer_household(
    *,
    team: Team,
    story: Story,
    newcomers: list[Newcomer],
    by: Actor,
    name: str = "",
    household: Household | None = None,
    at: datetime | None = None,
) -> Case:
    """Register who is not known yet, and refer them all, in one step.

    - a household that is given is not made again; its people are referred as well, and whoever has the name of a newcomer
      is that newcomer
    - registers a new household and its people otherwise, who live there from today as far as we know
    - refers it to the team
    """
    if household is None:
        household = households.register(name=name, by=by, at=at)
    # Whoever was parted from the others is not referred along with them: only they and theirs know their name of today.
    known = {plain(member.person.name): member.person for member in living_in(by, household)}
    referred: dict[object, Person] = {person.pk: person for person in known.values()}
    for each in newcomers:
        person = known.get(plain(each.name))
        if person is None:
            person = settle(household, newcomer=each, by=by, at=at)
            known[plain(each.name)] = person
        referred[person.pk] = person
    if not referred:
        raise Invalid.field("newcomers", _("Name at least one person of the household."))
    return lifecycle.refer(
        household=household, team=team, reason=str(story), people=list(referred.values()), by=by, at=at
    )
