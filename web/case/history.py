"""The record's history: who read it, wrote in it or was refused, in plain sentences."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core import signing
from django.db.models import Q, QuerySet
from django.utils import timezone

from agencies.enums import AuditResult
from agencies.models import AuditEvent
from casework import looks, trail_words
from casework.enums import Could
from casework.models import Case
from web.case.pages import CasePage

SIZE = 50
SALT = "web.history"


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the trail, as one would say it."""

    at: datetime
    who: str
    agency: str
    role: str
    what: str
    why: str
    result: str
    because: str = ""


@dataclass(slots=True)
class Told:
    """What one person did at one go, or all their looks of one day together: the newest of them says when."""

    lines: list[Line]

    @property
    def first(self) -> Line:
        """The newest, which stands for them."""
        return self.lines[0]


class History(CasePage):
    """For whoever works on the case; newest first. To look here is a look too, which the next one reads."""

    template = "web/case/history.html"
    section = "case-history"

    def parts(self, subject: Case) -> dict[str, Any]:
        """One page of it. Raises NotPermitted for who sees the case by a share."""
        shown, older = page_of(looks.looks_at_case(self.actor, subject), self.request.GET.get("before"))
        self.looks.note_page(AuditEvent, shown, under=subject)
        return {
            "days": days_of(line(row) for row in shown),
            "older": older,
            "is_first": "before" not in self.request.GET,
        }


def page_of(rows: QuerySet[AuditEvent], cursor: str | None) -> tuple[list[AuditEvent], str]:
    """One page, from the cursor on, and the cursor of the next older one; empty where there is none."""
    if place := place_of(cursor):
        at, key = place
        rows = rows.filter(Q(at__lt=at) | Q(at=at, pk__lt=key))
    found = list(rows[: SIZE + 1])
    shown = found[:SIZE]
    older = signing.dumps([shown[-1].at.isoformat(), shown[-1].pk], salt=SALT) if len(found) > SIZE else ""
    return shown, older


def days_of(lines: Iterable[Line]) -> list[tuple[date, list[Told]]]:
    """The lines by their day, newest first. Who looks ten times a day is told once, with each look inside."""
    days: dict[date, list[Told]] = {}
    looks: dict[tuple[date, str, str, str, str, str], Told] = {}
    for each in lines:
        day = timezone.localtime(each.at).date()
        key = (day, each.who, each.agency, each.role, each.why, each.because)
        if each.result == AuditResult.SHOWN and key in looks:
            looks[key].lines.append(each)
            continue
        told = Told([each])
        days.setdefault(day, []).append(told)
        if each.result == AuditResult.SHOWN:
            looks[key] = told
    return list(days.items())


def line(row: AuditEvent) -> Line:
    """The row in words."""
    agency: str | None = row.agency  # type: ignore[attr-defined]  # annotated by casework.looks
    words = trail_words
    because = str(Could.IN_AN_EMERGENCY.label) if row.in_an_emergency else ""  # type: ignore[attr-defined]  # the same
    return Line(
        row.at, words.who(row), agency or "", words.role(row), words.what(row), words.why(row), row.result, because
    )


def place_of(cursor: str | None) -> tuple[datetime, int] | None:
    """Where the page begins; the newest where the address is not whole."""
    try:
        at, key = signing.loads(cursor or "", salt=SALT)
    except signing.BadSignature:
        return None
    return datetime.fromisoformat(at), int(key)
