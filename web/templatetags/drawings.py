"""Drawings of web/charts.py, for templates."""

from collections.abc import Iterable

from django import template
from django.utils.safestring import SafeString

from web import codes
from web.charts import Line, outcome_line, outcome_lines

register = template.Library()


@register.simple_tag
def line(drawn: Line) -> SafeString:
    """One outcome; put `drawn.sentence` beside it."""
    return outcome_line(drawn)


@register.simple_tag
def lines(drawn: Iterable[Line]) -> SafeString:
    """Several, small; say beside them how far they are."""
    return outcome_lines(drawn)


@register.simple_tag
def square(code: str) -> SafeString:
    """The code of a printed plan; put it in letters beside it."""
    return codes.square(code)


@register.filter
def spelled(code: str) -> str:
    """The code in letters, in groups that can be said over the phone."""
    return codes.spelled(code)
