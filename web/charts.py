"""Outcomes as lines: where they began, where they stand, which number is good enough; drawn here, always with a sentence."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

FIRST, LAST = 1, 10
# By attributes only: a `fill` of a style sheet would win over them, and the policy refuses `style=`.
INK, MUTED, RAIL, DOT, AHEAD, BACK, GOAL, MARIGOLD = (
    "#14211f", "#4b5957", "#e3e7e5", "#9fb0ae", "#12616f", "#b5573a", "#12414b", "#f0b13c",
)  # fmt: skip

WIDTH, HEIGHT, MARGIN, MIDDLE, WORDS_AT = 236, 50, 14, 16, 42
LETTER, GAP = 7.6, 8  # about the width of a letter of 15 pixels, and what stays free between two words
SMALL_WIDTH, SMALL_ROW, SMALL_MARGIN = 132, 9, 6


@dataclass(frozen=True, slots=True)
class Line:
    """An outcome's numbers from 1 to 10. `now` is the last one that counts, None where nobody has said any since."""

    start: int
    goal: int
    now: int | None = None

    @property
    def at(self) -> int:
        """Where they stand, as far as anybody said."""
        return self.start if self.now is None else self.now

    @property
    def is_upwards(self) -> bool:
        """Whether more is better: an outcome may just as well ask for less of something."""
        return self.goal > self.start

    @property
    def is_reached(self) -> bool:
        """Whether it is good enough."""
        return self.at >= self.goal if self.is_upwards else self.at <= self.goal

    @property
    def is_forward(self) -> bool:
        """Whether they came nearer to the goal than where they began."""
        return self.at > self.start if self.is_upwards else self.at < self.start

    @property
    def is_back(self) -> bool:
        """Whether they are further from it than where they began."""
        return self.at != self.start and not self.is_forward

    @property
    def sentence(self) -> str:
        """What the line shows, for everybody: it stands beside each line."""
        words = {"start": self.start, "now": self.at, "goal": self.goal}
        if self.now is None:
            return _("Starts at %(start)s. Goal %(goal)s") % words
        if self.is_reached:
            return _("From %(start)s to %(now)s. Goal %(goal)s reached") % words
        if self.at == self.start:
            return _("Still at %(start)s. Goal %(goal)s") % words
        return _("From %(start)s to %(now)s. Goal %(goal)s") % words


def outcome_line(line: Line) -> SafeString:
    """Start, now and goal as one drawing with their words. Put `line.sentence` beside it: that is what is read out."""
    colour = BACK if line.is_back else AHEAD
    parts = [
        _path(f"M{MARGIN} {MIDDLE}H{WIDTH - MARGIN}", RAIL, 5),
        format_html_join(
            "",
            '<circle cx="{}" cy="{}" r="1.4" fill="{}"/>',
            ((_x(each), MIDDLE, DOT) for each in range(FIRST, LAST + 1)),
        ),
        format_html(
            '<path d="M{} {}H{}" stroke="{}" stroke-width="2" stroke-dasharray="1 5" stroke-linecap="round"/>',
            _x(line.at),
            MIDDLE,
            _x(line.goal),
            "#6f8d8b",
        ),
        _path(f"M{_x(line.start)} {MIDDLE}H{_x(line.at)}", colour, 5),
        format_html(
            '<circle cx="{}" cy="{}" r="6" fill="#fff" stroke="{}" stroke-width="2"/>', _x(line.start), MIDDLE, MUTED
        ),
        _diamond(_x(line.goal), 13 if line.is_reached else 9, MARIGOLD if line.is_reached else "#fff"),
    ]
    if line.now is not None:
        parts.append(
            format_html(
                '<circle cx="{}" cy="{}" r="{}" fill="{}" stroke="#fff" stroke-width="1.5"/>',
                _x(line.at), MIDDLE, 5 if line.at == line.goal else 8, colour,  # smaller: the goal is seen around it
            )
        )  # fmt: skip
    return _svg(WIDTH, HEIGHT, "drawn line", [*parts, *_words(line)])


def outcome_lines(lines: Iterable[Line]) -> SafeString:
    """Several as small strokes, for a list: what was covered, and a mark at the goal. Say beside it what they show."""
    rows = list(lines)
    if not rows:
        return SafeString("")
    parts: list[SafeString] = []
    for number, line in enumerate(rows):
        y = number * SMALL_ROW + 6
        start, now, goal = (_small_x(each) for each in (line.start, line.at, line.goal))
        parts += [
            _path(f"M{SMALL_MARGIN} {y}H{SMALL_WIDTH - SMALL_MARGIN}", RAIL, 3),
            _path(f"M{start} {y}H{now}", BACK if line.is_back else AHEAD, 4),
            _path(f"M{goal} {y - 4}v8", INK, 2, cap="butt"),
        ]
    return _svg(SMALL_WIDTH, SMALL_ROW * len(rows) + 3, "drawn", parts)


def _svg(width: int, height: int, classes: str, parts: Iterable[SafeString]) -> SafeString:
    # Scales run from left to right in every language, so the words in them do too.
    return format_html(
        '<svg class="{}" width="{}" height="{}" viewBox="0 0 {} {}" direction="ltr" aria-hidden="true"'
        ' focusable="false">{}</svg>',
        classes, width, height, width, height, SafeString("".join(parts)),
    )  # fmt: skip


def _path(d: str, colour: str, width: int, cap: str = "round") -> SafeString:
    return format_html('<path d="{}" stroke="{}" stroke-width="{}" stroke-linecap="{}"/>', d, colour, width, cap)


def _diamond(x: float, size: int, fill: str) -> SafeString:
    d = f"M{x} {MIDDLE - size}l{size} {size}l-{size} {size}l-{size} -{size}z"
    return format_html('<path d="{}" fill="{}" stroke="{}" stroke-width="2"/>', d, fill, GOAL)


def _words(line: Line) -> list[SafeString]:
    """`start`, `now` and `goal` under their marks, moved apart where they would touch."""
    said = [(line.start, False, _("start"))]
    if line.is_reached:
        said.append((line.at, True, _("goal reached")))
    else:
        said += [(line.goal, False, _("goal"))]
        said += [(line.now, True, _("now"))] if line.now is not None else []
    said.sort(key=lambda each: (each[0], each[1] == line.is_upwards))
    places = _apart([(_x(value), LETTER * len(word) / 2) for value, _now, word in said])
    return [
        format_html(
            '<text x="{}" y="{}" font-size="15" text-anchor="middle" font-weight="{}" fill="{}">{}</text>',
            round(x, 1), WORDS_AT, 700 if is_now else 400, INK if is_now else MUTED, word,
        )
        for x, (_value, is_now, word) in zip(places, said, strict=True)
    ]  # fmt: skip


def _apart(wanted: list[tuple[float, float]]) -> list[float]:
    """The middles of words, each with half of its width: to the right until none touches, then back inside."""
    places: list[float] = []
    for number, (x, half) in enumerate(wanted):
        least = places[-1] + wanted[number - 1][1] + GAP + half if places else half
        places.append(max(x, least))
    edge = float(WIDTH)
    for number in range(len(places) - 1, -1, -1):
        half = wanted[number][1]
        places[number] = min(places[number], edge - half)
        edge = places[number] - half - GAP
    return places


def _x(value: int) -> float:
    return round(MARGIN + (value - FIRST) / (LAST - FIRST) * (WIDTH - 2 * MARGIN), 1)


def _small_x(value: int) -> int:
    return round(SMALL_MARGIN + (value - FIRST) / (LAST - FIRST) * (SMALL_WIDTH - 2 * SMALL_MARGIN))
