"""Goal attainment scaling (Kiresuk and Sherman, 1968): levels from -2 to +2, weights, and their T score.

The root covers the whole sum of both terms: copies of the formula without that come from a misprint of 2009, which its
journal put right.
"""

from collections.abc import Sequence
from math import sqrt

RHO = 0.3  # how far goals of one person move together, as the authors took it
MEAN, SPREAD = 50, 10


def t_score(levels: Sequence[int], weights: Sequence[int] | None = None) -> float | None:
    """The T score: 50 where everything came as expected. A weight of nought leaves a goal out; None where none is left."""
    weights = [1] * len(levels) if weights is None else weights
    both = [(weight, level) for weight, level in zip(weights, levels, strict=True) if weight]
    if not both:
        return None
    squares, whole = sum(weight**2 for weight, _ in both), sum(weight for weight, _ in both)
    return MEAN + SPREAD * sum(weight * level for weight, level in both) / sqrt((1 - RHO) * squares + RHO * whole**2)
