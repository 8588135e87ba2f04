"""Charts of reports, drawn here as SVG: each once for wide screens and once for narrow ones, with its finding as its name.

Put the heading into `KEY-title` and the finding into `KEY-finding`, and a table of the same numbers beside each.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

# By attributes only, as in web/charts.py.
INK, MUTED, LINE, FAINT = "#14211f", "#4b5957", "#d3dad8", "#6f8d8b"
AHEAD, BACK, GOAL, MARIGOLD = "#12616f", "#b5573a", "#12414b", "#f0b13c"
# Colour, width and dashes, so that lines are told apart without colours too.
STROKES = ((AHEAD, 4, ""), ("#a96f0c", 2.5, "7 4"), ("#7d6a86", 2.5, "2 4"))
FIRST, LAST = 1, 10
NARROW_WORDS = 190  # what the longest words of a line take in a narrow drawing
LABEL_ROOM = 36


@dataclass(frozen=True, slots=True)
class Dumbbell:
    """Means of start, now and goal, more being better; and how many outcomes."""

    words: str
    start: float
    now: float
    goal: float
    number: str

    @property
    def moved(self) -> str:
        """`+3.2`."""
        return f"{self.now - self.start:+.1f}".replace("-", "\N{MINUS SIGN}")


@dataclass(frozen=True, slots=True)
class Series:
    """A line: its words, and a value for each month, None where none may be shown."""

    words: Sequence[str]
    values: Sequence[float | None]

    @property
    def last(self) -> tuple[int, float] | None:
        """The last value that is shown, and where."""
        return next(((at, value) for at, value in reversed(list(enumerate(self.values))) if value is not None), None)


@dataclass(frozen=True, slots=True)
class Bar:
    """A number with its words; and what it was before, where that is known."""

    words: str
    number: int
    before: int | None = None


def dumbbells(key: str, rows: Sequence[Dumbbell], *, is_narrow: bool = False) -> SafeString:
    """Hollow circle at the start, solid now, diamond at the goal, dotted to it; clay where they are further away than before."""
    width, left, right, height, top = (360, 10, 56, 58, 26) if is_narrow else (1040, 285, 190, 42, 26)
    bottom = top + height * len(rows)

    def x(value: float) -> float:
        return left + (value - FIRST) / (LAST - FIRST) * (width - right - left)

    parts = []
    for value in (1, 2, 4, 6, 8, 10):
        parts += [
            _stroke(f"M{x(value):.1f} {top - 4}V{bottom}", LINE, 1),
            _text(x(value), 14, str(value), 14, "middle", fill=MUTED),
        ]
    for number, row in enumerate(rows):
        y = top + height * number + (38 if is_narrow else height // 2)
        parts += _marks(x(row.start), x(row.now), x(row.goal), y, is_reached=row.now >= row.goal)
        colour = BACK if row.now < row.start else AHEAD
        if is_narrow:
            parts += [
                _text(0, y - 17, row.words, 15, weight=700),
                _text(width, y + 5, row.moved, 16, "end", fill=colour, weight=700),
            ]
        else:
            parts += [
                _text(0, y + 5, row.words, 16, weight=700),
                _text(width - 142, y + 5, row.moved, 17, fill=colour, weight=700),
                _text(width, y + 5, row.number, 14, "end", fill=MUTED),
            ]
    return _svg(key, width, bottom + 8, parts)


def lines(
    key: str, months: Sequence[str], series: Sequence[Series], *, is_narrow: bool = False, unit: str = "%"
) -> SafeString:
    """Shares over time, each line with its words at its end; numbers, with another unit. A value that is not shown breaks it."""
    width, height, left, right, top, bottom = (360, 320, 46, 16, 14, 28) if is_narrow else (520, 300, 46, 126, 14, 28)
    highest = max((value for each in series for value in each.values if value is not None), default=0)
    scale, step = _scale(highest, unit)

    def x(number: int) -> float:
        return left + number / max(len(months) - 1, 1) * (width - left - right)

    def y(value: float) -> float:
        return top + (scale - value) / scale * (height - top - bottom)

    parts = []
    for value in range(0, scale + 1, step):
        parts += [
            _stroke(f"M{left} {y(value):.1f}H{width - right}", LINE, 1),
            _text(left - 6, y(value) + 5, f"{value}{unit}", 14, "end", fill=MUTED),
        ]
    for number in _ticks(len(months), 3 if is_narrow else 5):
        edge = "end" if number == len(months) - 1 and is_narrow else "middle"
        parts.append(_text(x(number), height - 6, months[number], 14, edge, fill=MUTED))
    for each, (colour, thick, dashes) in zip(series, STROKES, strict=False):
        for piece in _pieces(each.values):
            d = "M" + "L".join(f"{x(number):.1f} {y(value):.1f}" for number, value in piece)
            parts.append(_stroke(d, colour, thick, dashes))
            # The last of the line, and whatever stands alone, which no line would show.
            parts += [
                _dot(x(at), y(value), colour) for at, value in piece if len(piece) == 1 or (at, value) == each.last
            ]
    parts += _ends(series, months, x, y, height - bottom, is_narrow=is_narrow, unit=unit)
    return _svg(key, width, height, parts)


def bars(key: str, rows: Sequence[Bar], *, is_narrow: bool = False) -> SafeString:
    """Numbers as bars under their words; where it is known, a hollow bar of what each was before stands above its own."""
    width, right = (360, 60) if is_narrow else (520, 68)
    most = max((value for row in rows for value in (row.number, row.before or 0)), default=0) or 1
    parts, y = [], 0
    for row in rows:
        parts.append(_text(0, y + 16, row.words, 15 if is_narrow else 16, weight=400))
        y += 24
        if row.before is not None:
            long = max(row.before / most * (width - right - 60), 2)
            parts.append(_bar(y, long, colour=MUTED, is_hollow=True))
            parts.append(_text(long + 8, y + 16, _("%(number)s before") % {"number": row.before}, 15, fill=MUTED))
            y += 28
        long = max(row.number / most * (width - right - (60 if row.before is not None else 0)), 2)
        parts.append(_bar(y, long, colour=AHEAD))
        words = str(row.number) if row.before is None else _("%(number)s since") % {"number": row.number}
        parts.append(_text(long + 8, y + 16, words, 17 if row.before is None else 15, weight=700))
        y += 30
    return _svg(key, width, y + 2, parts)


def legend() -> list[tuple[str, SafeString]]:
    """The three marks of dumbbells, each with the name of its word."""
    drawn = {
        "start": format_html('<circle cx="10" cy="10" r="6" fill="#fff" stroke="{}" stroke-width="2"/>', MUTED),
        "now": format_html('<circle cx="10" cy="10" r="8" fill="{}"/>', AHEAD),
        "goal": format_html('<path d="M10 1l9 9-9 9-9-9z" fill="#fff" stroke="{}" stroke-width="2"/>', GOAL),
    }
    mark = '<svg width="20" height="20" viewBox="0 0 20 20" aria-hidden="true" focusable="false">{}</svg>'
    return [(name, format_html(mark, inside)) for name, inside in drawn.items()]


def _marks(start: float, now: float, goal: float, y: int, *, is_reached: bool) -> list[SafeString]:
    colour = BACK if now < start else AHEAD
    size, fill = (14, MARIGOLD) if is_reached else (9, "#fff")
    diamond = '<path d="M{} {}l{} {}l-{} {}l-{} -{}z" fill="{}" stroke="{}" stroke-width="2"/>'
    return [
        _stroke(f"M{now:.1f} {y}H{goal:.1f}", FAINT, 2, "1 5"),
        _stroke(f"M{start:.1f} {y}H{now:.1f}", colour, 5),
        format_html(
            '<circle cx="{}" cy="{}" r="6" fill="#fff" stroke="{}" stroke-width="2"/>', f"{start:.1f}", y, MUTED
        ),
        format_html(diamond, f"{goal:.1f}", y - size, *[size] * 6, fill, GOAL),
        format_html(
            '<circle cx="{}" cy="{}" r="8" fill="{}" stroke="#fff" stroke-width="1.5"/>', f"{now:.1f}", y, colour
        ),
    ]


def _scale(highest: float, unit: str) -> tuple[int, int]:
    """Where the scale ends, and by how much it is marked: by fifths of a hundred for shares, else by what is easily read."""
    if unit == "%":
        return next(each for each in (20, 40, 60, 80, 100) if each >= highest - 0.5), 20
    step = next(base * 10**power for power in range(8) for base in (1, 2, 5) if base * 10**power * 5 >= highest)
    return -(-int(highest) // step) * step or step, step


def _pieces(values: Sequence[float | None]) -> list[list[tuple[int, float]]]:
    """Stretches without a gap."""
    found: list[list[tuple[int, float]]] = [[]]
    for number, value in enumerate(values):
        if value is None:
            found.append([])
        else:
            found[-1].append((number, value))
    return [piece for piece in found if piece]


def _ticks(length: int, wanted: int) -> list[int]:
    """Which months are named: the last, and some before it at equal distances."""
    step = max(-(-(length - 1) // max(wanted, 1)), 1)
    return sorted(range(length - 1, -1, -step))


def _ends(
    series: Sequence[Series],
    months: Sequence[str],
    x: Callable[[int], float],
    y: Callable[[float], float],
    floor: float,
    *,
    is_narrow: bool,
    unit: str,
) -> list[SafeString]:
    """The words of each line where it ends, moved apart where they would touch; with its month, unless that is the last."""
    ending = [(each, stroke[0], each.last) for each, stroke in zip(series, STROKES, strict=False)]
    known = [(each, colour, *last) for each, colour, last in ending if last is not None]
    known.sort(key=lambda each: -each[3])
    room = 22 if is_narrow else LABEL_ROOM
    wanted = [y(value) + (-8 if is_narrow else 2) for _, _, _, value in known]
    for number in range(1, len(wanted)):
        wanted[number] = max(wanted[number], wanted[number - 1] + room)
    over = wanted[-1] + (0 if is_narrow else 16) - floor if wanted else 0
    for number in range(len(wanted) - 1, -1, -1):
        limit = wanted[number + 1] - room if number + 1 < len(wanted) else wanted[number] - max(over, 0)
        wanted[number] = min(wanted[number], limit)
    parts: list[SafeString] = []
    for (each, colour, at, value), place in zip(known, wanted, strict=True):
        share = f"{value:.0f}{unit}"
        if at < len(months) - 1:
            share = _("%(share)s in %(month)s") % {"share": share, "month": months[at]}
        if is_narrow:
            side = "end" if x(at) > NARROW_WORDS else "start"
            said = _text(x(at), place, f"{' '.join(each.words)} {share}", 15, side, fill=colour, weight=700)
            parts.append(
                format_html(
                    '<g paint-order="stroke" stroke="#fff" stroke-width="5" stroke-linejoin="round">{}</g>', said
                )
            )
        else:
            right = x(at) + 12
            parts.append(_text(right, place, share, 16, fill=colour, weight=700))
            parts += [_text(right, place + 16, " ".join(each.words), 14)]
    return parts


def _bar(y: float, long: float, *, colour: str, is_hollow: bool = False) -> SafeString:
    inset, fill, edge = (1, "#fff", 2) if is_hollow else (0, colour, 0)
    return format_html(
        '<rect x="{}" y="{}" width="{}" height="{}" rx="2" fill="{}" stroke="{}" stroke-width="{}"/>',
        inset, y + inset, round(long, 1), 20 - 2 * inset, fill, colour, edge,
    )  # fmt: skip


def _dot(x: float, y: float, colour: str) -> SafeString:
    return format_html('<circle cx="{}" cy="{}" r="5" fill="{}"/>', f"{x:.1f}", f"{y:.1f}", colour)


def _stroke(d: str, colour: str, width: float, dashes: str = "") -> SafeString:
    dashed = format_html(' stroke-dasharray="{}" stroke-linecap="{}"', dashes, "round") if dashes else ""
    return format_html(
        '<path d="{}" fill="none" stroke="{}" stroke-width="{}" stroke-linejoin="round"{}/>', d, colour, width, dashed
    )


def _text(
    x: float, y: float, words: str, size: int, anchor: str = "start", *, fill: str = INK, weight: int = 400
) -> SafeString:
    return format_html(
        '<text x="{}" y="{}" font-size="{}" text-anchor="{}" font-weight="{}" fill="{}">{}</text>',
        f"{x:.1f}", f"{y:.1f}", size, anchor, weight, fill, words,
    )  # fmt: skip


def _svg(key: str, width: int, height: int, parts: Iterable[SafeString]) -> SafeString:
    return format_html(
        '<svg class="chart" viewBox="0 0 {} {}" direction="ltr" role="img" aria-labelledby="{}-title {}-finding"'
        ' focusable="false">{}</svg>',
        width, height, key, key, SafeString("".join(parts)),
    )  # fmt: skip
