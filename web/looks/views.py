"""Who has looked: for one person, in the words in which it is told to them."""

from typing import Any

from agencies.models import AuditEvent
from casework import looks, trail_words
from casework.models import Person
from web.case.history import Line, days_of, page_of
from web.pages import Page


class LooksAtPerson(Page):
    """For whoever works with them, and who oversees how data are used; newest first. To ask is a look too.

    The page names nobody but those who looked: whoever oversees it sees no case.
    """

    template = "web/looks/person.html"
    subject, subject_key, subject_model = looks.person_to_ask_about, "id", Person

    def content(self, subject: Person) -> dict[str, Any]:
        """One page of it."""
        shown, older = page_of(looks.looks_at(self.actor, subject), self.request.GET.get("before"))
        self.looks.note_page(AuditEvent, shown, under=subject)
        return {
            "days": days_of(line(row) for row in shown),
            "older": older,
            "is_first": "before" not in self.request.GET,
        }


def line(row: AuditEvent) -> Line:
    """The row in words, without what is about others."""
    agency: str | None = row.agency  # type: ignore[attr-defined]  # annotated by casework.looks
    words = trail_words
    return Line(
        row.at,
        words.who(row),
        agency or "",
        words.role(row),
        words.what_for_one(row),
        words.why(row),
        row.result,
        words.why_could(row),
    )
