"""The outcomes of a case: every wording, who agreed to it, and who said which number when."""

from dataclasses import dataclass
from typing import Any

from casework.models import Case
from outcomes import glances, selectors
from outcomes.briefs import Standing
from outcomes.models import Outcome, OutcomeVersion, Rating, Understanding
from web.case.pages import CasePage
from web.charts import Line


@dataclass(frozen=True, slots=True)
class Told:
    """An outcome as its page tells it: the words that count, those before them, and where it stands."""

    row: Outcome
    standing: Standing | None
    latest: OutcomeVersion
    earlier: list[OutcomeVersion]
    ratings: list[Rating]

    @property
    def line(self) -> Line:
        """As a line, on the scale of the words that count."""
        now = self.standing.now if self.standing else None
        return Line(self.latest.start, self.latest.goal, now)

    @property
    def waiting_for(self) -> list[str]:
        """Whose yes to these words is not there yet."""
        agreed = {each.member_id for each in self.latest.agreements.all()}
        return [member.name for member in self.latest.participants.all() if member.pk not in agreed]


class Outcomes(CasePage):
    """Those that they want, then those that they no longer want."""

    template = "web/case/outcomes.html"
    section = "case-outcomes"

    def parts(self, subject: Case) -> dict[str, Any]:
        """Every outcome within reach."""
        rows = list(selectors.outcomes_of(self.actor, subject).order_by("recorded_at", "pk"))
        self.looks.note_page(Outcome, rows, under=subject)
        standings = glances.standings(self.actor, subject)
        wanted = [told(row, standings) for row in rows if row.dropped_at is None]
        understood = selectors.understandings_of(self.actor, subject).filter(corrections__isnull=True)
        matters = understood.order_by("recorded_at", "pk").last()
        self.looks.note_page(Understanding, [matters] if matters else [], under=subject)
        return {
            "matters": matters,
            "wanted": wanted,
            "dropped": [told(row, {}) for row in rows if row.dropped_at is not None],
        }


def told(row: Outcome, standings: dict[Any, Standing]) -> Told:
    """Its wordings in order, the newest numbers first."""
    versions = list(row.versions.all())
    ratings = sorted(row.ratings.all(), key=lambda rating: rating.rated_at, reverse=True)
    return Told(row, standings.get(row.pk), versions[-1], versions[:-1][::-1], ratings)
