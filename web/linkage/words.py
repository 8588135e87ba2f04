"""Two rows of extracts side by side, and what was found, in plain words."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.extracts.mentions import MentionRole
from agencies.job_states import JobState
from agencies.models import Job, StagedMention
from casework.link_grounds import LinkGround
from casework.models import ComparedPair, LinkageRun, LinkAnswer
from web.effect_words import day_words
from web.effects import Effect

COMPARISONS: Mapping[str, str | Promise] = {
    "first": gettext_lazy("First name"),
    "surname": gettext_lazy("Surname"),
    "born": gettext_lazy("Date of birth"),
    "sex": gettext_lazy("Sex"),
    "nhs": gettext_lazy("NHS number"),
    "place": gettext_lazy("Address"),
}
ROLES: Mapping[str, str | Promise] = {
    MentionRole.TENANT: gettext_lazy("Tenant"),
    MentionRole.OCCUPIER: gettext_lazy("Occupier"),
    MentionRole.INVOLVED: gettext_lazy("Involved"),
    MentionRole.PATIENT: gettext_lazy("Patient"),
    MentionRole.PUPIL: gettext_lazy("Pupil"),
    MentionRole.PARENT: gettext_lazy("Parent"),
    MentionRole.CLIENT: gettext_lazy("Client"),
}
SEXES: Mapping[str, str | Promise] = {"1": gettext_lazy("Male"), "2": gettext_lazy("Female")}
STEPS: list[tuple[float, str | Promise]] = [
    (6.0, gettext_lazy("speaks strongly for one person")),
    (1.0, gettext_lazy("speaks for one person")),
    (-1.0, gettext_lazy("says little")),
    (-6.0, gettext_lazy("speaks against it")),
]
STAGES: Mapping[str, str | Promise] = {
    "reading": gettext_lazy("It reads what the extracts say."),
    "weighing": gettext_lazy("It weighs how likely two rows are of one person. This takes longest."),
    "linking": gettext_lazy("It puts rows together into people, and people into households."),
    "storing": gettext_lazy("It keeps what it found."),
}


@dataclass(frozen=True)
class Compared:
    """One line: what it is, what either row says, and whether they say the same."""

    words: str | Promise
    left: str
    right: str

    @property
    def is_same(self) -> bool:
        """Both say it, and letter for letter the same."""
        return bool(self.left) and self.left == self.right


@dataclass(frozen=True)
class Finding:
    """What one comparison found, and how it speaks."""

    words: str | Promise
    level: str
    speaks: str


def lines_of(pair: ComparedPair | LinkAnswer) -> list[Compared]:
    """What either of two rows says, in the order in which somebody would look; what neither says is left out."""
    left, right = _said(pair.left), _said(pair.right)
    found = [Compared(words, left[words], right[words]) for words in left]
    return [line for line in found if line.left or line.right]


def findings_of(pair: ComparedPair) -> list[Finding]:
    """What was compared, and how it speaks."""
    return [
        Finding(COMPARISONS.get(each["comparison"], each["comparison"]), each["level"], _speaks(each["bits"]))
        for each in pair.findings
    ]


def why_of(pair: ComparedPair) -> str:
    """Why somebody is asked; or, of a pair that is linked, why it is."""
    if pair.is_question and pair.ground == LinkGround.WEIGHT:
        return _("It is likely, from what both say, and not certain.")
    return f"{pair.get_ground_display()}."


def name_of(mention: StagedMention) -> str:
    """As the agency wrote it."""
    return " ".join(part for part in (mention.title, mention.forenames, mention.surname) if part) or _("Nobody named")


def state_of(run: LinkageRun, job: Job | None) -> str:
    """Where it stands."""
    if run.stored_at:
        return _("Done")
    return str(JobState(job.state).label) if job else _("Nothing is under way")


def of_linking() -> Effect:
    """What a run does."""
    return Effect(
        [
            _("All rows that count are compared anew: what the agencies’ extracts say now, under agreements in force."),
            _("What people answered holds. What is found replaces what the last run found."),
            _("Nobody’s case or record changes by it."),
        ]
    )


def of_taking_back(answer: LinkAnswer) -> Effect:
    """What it does to take an answer back."""
    said = _("they are one person") if answer.is_same else _("they are two people")
    return Effect(
        [
            _("%(who)s said of these two rows that %(said)s. From the next run on nobody has.")
            % {"who": answer.answered_by.user.name, "said": said},
            _("Where the run cannot tell by itself, it asks again."),
        ]
    )


def _said(mention: StagedMention) -> dict[str | Promise, str]:
    return {
        _("Name"): name_of(mention),
        _("Also called"): mention.other_surname,
        _("Date of birth"): day_words(mention.born_on) if mention.born_on else "",
        _("Sex"): str(SEXES.get(mention.sex, "")),
        _("NHS number"): mention.nhs_number,
        _("Pupil number"): mention.upn,
        _("Address"): mention.address,
        _("Postcode"): mention.postcode,
        _("As"): str(ROLES.get(mention.role, mention.role)),
        _("On"): day_words(mention.occurred_on) if mention.occurred_on else "",
        _("Handed over by"): mention.agency.name,
    }


def _speaks(bits: float) -> str:
    """In words: a bit is odds of two to one."""
    return str(next((words for least, words in STEPS if bits >= least), _("speaks strongly against it")))
