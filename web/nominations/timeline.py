"""When agencies met a household: a dot for each month with contacts, a row for each agency; and the same as a table.

Only what the panel's evidence says is drawn: where an agreement does not list on which day, a contact has no place here.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import sqrt

from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import ngettext

from casework.nomination_evidence import EvidentContact

# By attributes only, as in web/charts.py.
INK, MUTED, RAIL, DOT = "#14211f", "#4b5957", "#d3dad8", "#12616f"
WIDE, NARROW, MARGIN, ROW, TOP = 760, 340, 14, 44, 8
NAME, MONTH, BASE = 16, 14, 26
SMALLEST, LARGEST = 4.0, 11.0
EVERY = 6  # months between two that are named
EVERY_NARROW = 12


@dataclass(frozen=True)
class Timeline:
    """`months`: the first day of each, the oldest first. `met`: how many contacts each agency had in each of them."""

    months: list[date]
    met: dict[str, Counter[date]]
    undated: int  # contacts of which the agreements do not say when

    @property
    def finding(self) -> str:
        """What the drawing shows, in a sentence."""
        number = sum(sum(each.values()) for each in self.met.values())
        agencies = ngettext("%(number)d agency", "%(number)d agencies", len(self.met)) % {"number": len(self.met)}
        said = ngettext(
            "%(number)d contact with %(agencies)s, each dot the contacts of a month.",
            "%(number)d contacts with %(agencies)s, each dot the contacts of a month.",
            number,
        )
        return said % {"number": number, "agencies": agencies}

    @property
    def rows(self) -> list[tuple[str, list[int]]]:
        """Each month in which anybody met them, the newest first, with the number of each agency."""
        return [
            (date_format(month, "M Y"), [each[month] for each in self.met.values()])
            for month in reversed(self.months)
            if any(each[month] for each in self.met.values())
        ]


def timeline_of(contacts: Sequence[EvidentContact], since: date, until: date) -> Timeline | None:
    """Of the contacts with a day; None where none has one."""
    dated = [(each.agency.name, each.occurred_on.replace(day=1)) for each in contacts if each.occurred_on]
    if not dated:
        return None
    met: dict[str, Counter[date]] = {name: Counter() for name, _month in dated}
    for name, month in dated:
        met[name][month] += 1
    # A day that is to come, as a system may have it, still has its place.
    last = max(until.replace(day=1), *(month for _name, month in dated))
    return Timeline(_months(since.replace(day=1), last), met, len(contacts) - len(dated))


def drawn(timeline: Timeline, *, is_narrow: bool = False) -> SafeString:
    """The drawing; its name is the element `timeline-title`, and what it shows `timeline-finding`."""
    width = NARROW if is_narrow else WIDE
    step = (width - 2 * MARGIN) / max(1, len(timeline.months) - 1)
    at = {month: MARGIN + number * step for number, month in enumerate(timeline.months)}
    bottom = TOP + ROW * len(timeline.met)
    parts: list[SafeString] = []
    for number, (name, met) in enumerate(timeline.met.items()):
        y = TOP + ROW * number + ROW - LARGEST
        parts += [_text(MARGIN, y - BASE + 8, name, NAME, INK), _rail(y, width)]
        parts += [_dot(at[month], y, each) for month, each in sorted(met.items())]
    for number, month in enumerate(timeline.months):
        if number % (EVERY_NARROW if is_narrow else EVERY) == 0:
            # The last one ends where the drawing ends.
            anchor = "end" if number == len(timeline.months) - 1 and number else "start"
            parts.append(_text(at[month], bottom + BASE, date_format(month, "M y"), MONTH, MUTED, anchor=anchor))
    return format_html(
        '<svg class="chart" viewBox="0 0 {} {}" direction="ltr" role="img" aria-labelledby="timeline-title'
        ' timeline-finding" focusable="false">{}</svg>',
        width, bottom + BASE + TOP, SafeString("".join(parts)),
    )  # fmt: skip


def _months(first: date, last: date) -> list[date]:
    count = (last.year - first.year) * 12 + last.month - first.month + 1
    ordinals = (first.year * 12 + first.month - 1 + number for number in range(count))
    return [date(each // 12, each % 12 + 1, 1) for each in ordinals]


def _dot(x: float, y: float, number: int) -> SafeString:
    """Its area grows with the number; beyond seven it grows no more, and the table says how many."""
    radius = min(LARGEST, SMALLEST * sqrt(number))
    return format_html('<circle cx="{}" cy="{}" r="{}" fill="{}"/>', f"{x:.1f}", f"{y:.1f}", f"{radius:.1f}", DOT)


def _rail(y: float, width: int) -> SafeString:
    return format_html('<path d="M{} {}H{}" stroke="{}" stroke-width="2"/>', MARGIN, f"{y:.1f}", width - MARGIN, RAIL)


def _text(x: float, y: float, words: str, size: int, colour: str, *, anchor: str = "start") -> SafeString:
    return format_html(
        '<text x="{}" y="{}" font-size="{}" fill="{}" text-anchor="{}">{}</text>',
        f"{x:.1f}",
        f"{y:.1f}",
        size,
        colour,
        anchor,
        words,
    )
