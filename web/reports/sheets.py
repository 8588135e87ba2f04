"""A report as it is read: its finding in one sentence, and its table, which the page and the CSV have in common."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agencies import spreadsheets
from outcomes.progress import Stage
from outcomes.reports.movement import Distance, Month, Travelled
from outcomes.reports.support import Counted
from outcomes.reports.tables import Figure
from outcomes.suppression import SMALLEST, Shows

STAGES = (Stage.REACHED, Stage.FORWARD, Stage.NOT_YET)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A report. `cells` are written out already, so that what is hidden on the page is hidden in the file."""

    key: str
    title: str
    finding: str
    columns: list[str]
    cells: list[list[str]]
    left_out: list[str] = field(default_factory=list)  # which rows are not drawn, and why

    @property
    def csv(self) -> str:
        """The same table as a file for spreadsheets, which takes none of its cells for a formula."""
        return spreadsheets.written(self.columns, self.cells)


def said(figure: Figure) -> str:
    """A number, or what stands in its place."""
    if figure.shows is Shows.FEWER:
        return _("fewer than %(number)s") % {"number": SMALLEST}
    return _("held back") if figure.shows is Shows.HELD else str(figure.number)


def left_out(rows: Iterable[tuple[str, Figure]]) -> list[str]:
    """What the drawing has no place for, in words: small numbers are not drawn."""
    found: dict[Shows, list[str]] = {}
    for words, figure in rows:
        if figure.number is None:
            found.setdefault(figure.shows, []).append(words[0].lower() + words[1:])
    sentences = {
        Shows.FEWER: _("Fewer than %(number)s households each: %(rows)s."),
        Shows.HELD: _("Held back, so that these cannot be worked out: %(rows)s."),
    }
    return [
        sentence % {"number": SMALLEST, "rows": "; ".join(found[shows])}
        for shows, sentence in sentences.items()
        if shows in found
    ]


def month_words(month: date) -> str:
    """`November 2026`."""
    return date_format(month, "F Y")


def of_distance(found: Distance) -> Sheet:
    """Distance travelled."""
    rows = [[row.words, *_means(row), said(row.outcomes)] for row in found.rows]
    if found.rows:
        rows.append([_("All of them"), *_means(found.total), said(found.total.outcomes)])
    columns = [_("Part of life"), _("Start"), _("Now"), _("Goal"), _("Moved by"), _("Outcomes")]
    out = left_out((row.words, row.outcomes) for row in found.rows)
    return Sheet("distance", _("Distance travelled"), _distance_finding(found.shown), columns, rows, out)


def of_progress(months: Sequence[Month]) -> Sheet:
    """Progress over time."""
    columns = [_("Month"), _("Goal reached"), _("Moving forward"), _("No change yet"), _("All outcomes")]
    cells = [
        [month_words(each.first), *(said(each.stages[stage]) for stage in STAGES), said(each.outcomes)]
        for each in months
    ]
    return Sheet("progress", _("Progress over time"), _progress_finding(months), columns, cells)


def of_continuity(found: Counted) -> Sheet:
    """How many workers a household met."""
    one = next((row.figure for row in found.rows if row.key == "one"), None)
    if found.total.is_nought:
        finding = _("No household had a worker in these months.")
    elif one is not None and one.number is not None and found.total.number is not None:
        numbers = {"one": one.number, "all": found.total.number}
        finding = _("%(one)s of %(all)s households have had one worker throughout.") % numbers
    elif (least := _at_least(found)) is not None:
        numbers = {"one": least, "all": found.total.number or 0}
        finding = _("At least %(one)s of %(all)s households have had one worker throughout.") % numbers
    else:
        finding = _("Too few households to say how many kept their worker.")
    columns, title = [_("Workers who led"), _("Households")], _("One worker throughout")
    return Sheet("continuity", title, finding, columns, _lines(found, _("All households")), _left_out_of(found))


def of_endings(found: Counted) -> Sheet:
    """How support ended, or left the work."""
    known = [row for row in found.rows if row.figure.number is not None]
    if found.total.is_nought:
        finding = _("No case was closed or left the work in these months.")
    elif not known:
        finding = _("Too few households to say how support ended.")
    else:
        most = max(known, key=lambda row: row.figure.number or 0)
        times = ngettext("%(number)s time", "%(number)s times", most.figure.number or 0) % {
            "number": most.figure.number
        }
        finding = _("Most often: %(words)s, %(times)s.") % {
            "words": most.words[0].lower() + most.words[1:],
            "times": times,
        }
    columns, title = [_("How"), _("Times")], _("How support ended, or was left")
    return Sheet("endings", title, finding, columns, _lines(found, _("All together")), _left_out_of(found))


def _left_out_of(found: Counted) -> list[str]:
    return left_out((row.words, row.figure) for row in found.rows)


def _at_least(found: Counted) -> int | None:
    """How many kept their worker at the least, by what is shown anyhow: all of them, without four for each small row."""
    rows = {row.key: row.figure for row in found.rows}
    one, others = rows.pop("one", None), list(rows.values())
    if (
        found.total.number is None
        or one is None
        or one.shows is not Shows.HELD
        or any(each.shows is Shows.HELD for each in others)
    ):
        return None
    most = sum(SMALLEST - 1 if each.number is None else each.number for each in others)
    return max(found.total.number - most, SMALLEST)


def _lines(found: Counted, all_words: str) -> list[list[str]]:
    rows = [[row.words, said(row.figure)] for row in found.rows]
    return [*rows, [all_words, said(found.total)]] if rows else []


def _means(row: Travelled) -> list[str]:
    if row.mean is None:
        return ["", "", "", ""]
    return [f"{value:.1f}" for value in (row.mean.start, row.mean.now, row.mean.goal, row.mean.distance)]


def _distance_finding(shown: Sequence[Travelled]) -> str:
    moved = sorted(((row.mean.distance, row.words) for row in shown if row.mean is not None), reverse=True)
    if not moved:
        return _("Too few households said a number in these months to show how far they have come.")
    most, least = moved[0], moved[-1]
    points = {"most": most[1], "far": f"{most[0]:.1f}", "least": least[1], "near": f"{least[0]:.1f}"}
    if len(moved) == 1:
        return _("%(most)s has moved by %(far)s points.") % points
    return _("%(most)s has moved most, by %(far)s points. %(least)s has moved least, by %(near)s.") % points


def _progress_finding(months: Sequence[Month]) -> str:
    shares = [(each.first, each.share(Stage.REACHED, Stage.FORWARD)) for each in months]
    known = [(month, share) for month, share in shares if share is not None]
    if not known:
        return _("Too few households have agreed outcomes to show how they move.")
    (first, before), (last, now) = known[0], known[-1]
    words = {"now": f"{now:.0f}", "before": f"{before:.0f}", "month": month_words(first), "last": month_words(last)}
    if first == last:
        return _("By the end of %(last)s %(now)s%% of outcomes were reached or moving forward.") % words
    if round(now) == round(before):
        sentence = _("By the end of %(last)s %(now)s%% of outcomes were reached or moving forward, as in %(month)s.")
    elif now > before:
        sentence = _(
            "By the end of %(last)s %(now)s%% of outcomes were reached or moving forward, up from %(before)s%% in %(month)s."
        )
    else:
        sentence = _(
            "By the end of %(last)s %(now)s%% of outcomes were reached or moving forward, down from %(before)s%% in"
            " %(month)s."
        )
    return sentence % words
