"""The first page of a case, and what is new in it."""

from typing import Any

from agencies.permissions import Permission, holds
from casework import news
from casework.enums import LEAD_REQUIRED
from casework.models import Case, CaseMember
from outcomes import glances
from outcomes.briefs import Standing
from web.case.contacts import in_words
from web.case.pages import CasePage, is_own_work
from web.charts import Line

MOST_STEPS = 6


class Overview(CasePage):
    """What needs doing, how far the outcomes are, who said what last, who lives there and who helps."""

    template = "web/case/overview.html"

    def parts(self, subject: Case) -> dict[str, Any]:
        """All of it, noted."""
        found = glances.overview_of(self.actor, subject)
        self.note_entries(subject, [*found.head.steps, *found.standings, *found.contacts])
        self.looks.note_page(CaseMember, found.members, under=subject)
        for row in (*found.allocations, *found.shared_with):
            self.looks.note(row)
        own = self.actor.signatory.pk
        # A partner comes for what is theirs to do: that stands first.
        steps = sorted(found.head.steps, key=lambda step: not is_own_work(subject) and step.worker != own)
        return {
            "head": found.head,
            "overview": found,
            "members": found.members,
            "steps": steps[:MOST_STEPS],
            "own": own,
            "outcomes": [(each, line_of(each)) for each in found.standings],
            "allocates": subject.status in LEAD_REQUIRED
            and is_own_work(subject)
            and holds(self.actor, Permission.ALLOCATE_CASE),
        }


class News(CasePage):
    """What others wrote since one last looked; opening it notes that one has."""

    template = "web/case/news.html"

    def parts(self, subject: Case) -> dict[str, Any]:
        """Everything new on one page, and the mark set to the newest of it."""
        entries = news.news_of(self.actor, subject, limit=news.MOST_COUNTED)
        self.note_entries(subject, entries)
        if entries:
            news.visit(subject, by=self.actor, until=entries[0].recorded_at)
        return {"told": in_words(self.actor, subject, entries)}


def line_of(standing: Standing) -> Line:
    """An outcome as a line."""
    return Line(standing.start, standing.goal, standing.now)
