"""An outcome as a line: what it says in words, and that its words never touch or leave the drawing."""

import re
from itertools import pairwise

import pytest

from web.charts import WIDTH, Line, outcome_line, outcome_lines

WORD = re.compile(r'<text x="([\d.]+)"[^>]*>([^<]+)</text>')


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        (Line(2, 8), "Starts at 2. Goal 8"),
        (Line(2, 8, 5), "From 2 to 5. Goal 8"),
        (Line(2, 8, 2), "Still at 2. Goal 8"),
        (Line(5, 8, 3), "From 5 to 3. Goal 8"),
        (Line(2, 8, 9), "From 2 to 9. Goal 8 reached"),
        (Line(8, 2, 5), "From 8 to 5. Goal 2"),
        (Line(8, 2, 2), "From 8 to 2. Goal 2 reached"),
    ],
)
def test_what_a_line_says(line: Line, sentence: str) -> None:
    assert line.sentence == sentence


@pytest.mark.parametrize(
    ("line", "colour", "is_forward"),
    [
        (Line(2, 8, 5), "#12616f", True),
        (Line(5, 8, 3), "#b5573a", False),  # clay only where they are further away than where they began
        (Line(8, 2, 5), "#12616f", True),
        (Line(8, 2, 9), "#b5573a", False),
        (Line(5, 8, 5), "#12616f", False),
    ],
)
def test_which_way_they_went(line: Line, colour: str, is_forward: bool) -> None:
    assert f'r="8" fill="{colour}"' in outcome_line(line)
    assert line.is_forward is is_forward


def test_no_word_touches_another_or_leaves_the_drawing() -> None:
    for start, goal in ((s, g) for s in range(1, 11) for g in range(1, 11) if s != g):
        for now in (None, *range(1, 11)):
            words = [(float(x), len(word)) for x, word in WORD.findall(outcome_line(Line(start, goal, now)))]
            assert len(words) == (3 if now is not None and not Line(start, goal, now).is_reached else 2)
            for (x, length), (following, its_length) in pairwise(sorted(words)):
                assert following - x >= (length + its_length) / 2 * 7.5, (start, now, goal)
            assert all(length * 3.7 <= x <= WIDTH - length * 3.7 for x, length in words), (start, now, goal)


@pytest.mark.parametrize("number", [0, 1, 3])
def test_small_lines_are_as_many_as_outcomes(number: int) -> None:
    assert outcome_lines([Line(2, 8, 5)] * number).count("stroke-width") == number * 3


def test_nothing_needs_a_style() -> None:
    assert "style=" not in outcome_line(Line(2, 8, 5)) + outcome_lines([Line(2, 8, 5)])
