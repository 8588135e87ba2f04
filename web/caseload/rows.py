"""What a row of the caseload says, and which rows somebody asked for."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlencode

from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agencies.agreements import ends_soon
from casework.models import CaseShare
from casework.search_terms import plain
from outcomes.briefs import ACTION, REVIEW, Glance, Step
from web.charts import Line

WEEK = timedelta(days=7)
LAST = date.max
ORDERS = ("next", "name", "contact")


class Row:
    """A case as the caseload shows it."""

    def __init__(self, glance: Glance) -> None:
        self.glance, self.case, self.today = glance, glance.case, glance.today

    @property
    def next_step(self) -> Step | None:
        """What comes first."""
        return self.glance.steps[0] if self.glance.steps else None

    @property
    def last_contact(self) -> str:
        """When and how somebody last spoke with them, for sorting; empty where nobody has."""
        return self.glance.last_contact.happened_at.isoformat() if self.glance.last_contact else ""

    @cached_property
    def late_actions(self) -> list[Step]:
        """Actions whose day has passed."""
        return [step for step in self.glance.steps if step.kind == ACTION and step.due_on < self.today]

    @cached_property
    def reviews(self) -> list[Step]:
        """The review, where it is due within a week or late."""
        return [step for step in self.glance.steps if step.kind == REVIEW and step.due_on < self.today + WEEK]

    @cached_property
    def shares_ending(self) -> list[CaseShare]:
        """Shares that end within a fortnight."""
        return [share for share in self.glance.shares if ends_soon(share.until, self.today)]  # type: ignore[attr-defined]

    @property
    def needs_something_today(self) -> bool:
        """Whether anything is due, or late."""
        return self.next_step is not None and self.next_step.due_on <= self.today

    @cached_property
    def lines(self) -> list[Line]:
        """The outcomes that everybody agreed to."""
        return [Line(each.start, each.goal, each.now) for each in self.glance.standings if each.is_agreed]

    @property
    def how_far(self) -> str:
        """`3 of 4 moving forward`."""
        forward = sum(line.is_forward or line.is_reached for line in self.lines)
        words = {"forward": forward, "number": len(self.lines)}
        return _("%(forward)s of %(number)s moving forward") % words

    @property
    def agencies(self) -> list[str]:
        """Those that help, each once."""
        return list(dict.fromkeys(share.agency.name for share in self.glance.shares))

    def matches(self, words: str) -> bool:
        """Whether each word is part of a name or of the reference, whatever its accents and capitals."""
        text = plain(" ".join([self.case.household.name, self.case.reference, *self.glance.names]))
        return all(word in text for word in plain(words).split())


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked for: by the address, but for words, which may be a name. What cannot be meant is as if it were not said."""

    words: str = ""
    stage: str = ""
    agency: str = ""
    show: str = ""
    order: str = ORDERS[0]

    @classmethod
    def of(cls, query: Mapping[str, str]) -> "Asked":
        """As the address says, or the form that was sent."""
        order = query.get("order", "")
        return cls(
            words=query.get("q", "").strip()[:100],
            stage=query.get("stage", ""),
            agency=query.get("agency", "")[:200],
            show=query.get("show", ""),
            order=order if order in ORDERS else ORDERS[0],
        )

    @property
    def is_narrow(self) -> bool:
        """Whether some rows may be left out."""
        return bool(self.words or self.stage or self.agency or self.show in COUNTS)

    @property
    def by_name(self) -> str:
        """The address of the same list by name."""
        return self._in_order("name")

    @property
    def by_next(self) -> str:
        """The same by what comes next."""
        return self._in_order("next")

    @property
    def by_contact(self) -> str:
        """The same by how long nobody has spoken with them."""
        return self._in_order("contact")

    def wants(self, row: Row) -> bool:
        """Whether the row is one of them."""
        return (
            row.matches(self.words)
            and self.stage in {"", row.case.status}
            and (not self.agency or self.agency in row.agencies)
            and (self.show not in COUNTS or COUNTS[self.show](row) > 0)
        )

    def sorted(self, rows: Iterable[Row]) -> list[Row]:
        """In the order that was asked for; at first by the next step, so that what is late comes first."""
        found = sorted(rows, key=lambda row: (plain(row.case.household.name), row.case.reference))
        if self.order == "contact":
            return sorted(found, key=lambda row: row.last_contact)  # the longest silence first
        if self.order == "next":
            return sorted(found, key=lambda row: row.next_step.due_on if row.next_step else LAST)
        return found

    def _in_order(self, order: str) -> str:
        said = {"stage": self.stage, "agency": self.agency, "show": self.show, "order": order}
        return "?" + urlencode({name: value for name, value in said.items() if value})


# What stands above the list, each a link to its rows.
COUNTS: dict[str, Callable[[Row], int]] = {
    "late": lambda row: len(row.late_actions),
    "reviews": lambda row: len(row.reviews),
    "shares": lambda row: len(row.shares_ending),
    "news": lambda row: row.glance.news,
}


def counts(rows: Iterable[Row]) -> list[tuple[str, int, str]]:
    """Each with its name, its number and its words."""
    listed = list(rows)
    number = {name: sum(count(row) for row in listed) for name, count in COUNTS.items()}
    return [
        ("late", number["late"], ngettext("action overdue", "actions overdue", number["late"])),
        (
            "reviews",
            number["reviews"],
            ngettext("review this week or late", "reviews this week or late", number["reviews"]),
        ),
        ("shares", number["shares"], ngettext("share ending soon", "shares ending soon", number["shares"])),
        ("news", number["news"], ngettext("update from others", "updates from others", number["news"])),
    ]


def sentence(rows: Iterable[Row]) -> str:
    """The sentence of the day."""
    listed = list(rows)
    number = sum(row.needs_something_today for row in listed)
    said = ngettext("%(number)s open household.", "%(number)s open households.", len(listed)) % {"number": len(listed)}
    if number == 0:
        return said + " " + _("Nothing is due today.")
    today = ngettext("%(number)s needs something today.", "%(number)s need something today.", number)
    return said + " " + today % {"number": number}
