"""Drawings of web/charts.py, for templates."""

from collections.abc import Iterable

from django import template
from django.utils.safestring import SafeString

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
