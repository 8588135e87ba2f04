"""How much of a change is the work's own, and how far it is to be believed."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from decimal import Decimal

from django.utils.translation import gettext as _

from outcomes.savings.refusals import NotAShare

# The grade of the evidence, from 1 (the best) to 6 (a judgement without support), to the share that is taken off for it.
Optimism = Mapping[int, Decimal]


def checked_share(share: Decimal, name: str) -> Decimal:
    """The share itself; raises NotAShare below nought or above one."""
    if not 0 <= share <= 1:
        raise NotAShare(
            _("%(name)s is %(share)s. Write a share between 0 and 1, such as 0.3.") % {"name": name, "share": share}
        )
    return share


@dataclass(frozen=True, slots=True)
class Additionality:
    """The shares that are not the work's own: each is taken off what is left by the others, so their order does not matter.

    `deadweight` would have happened anyway; `displacement` has only moved elsewhere; `leakage` goes to others than those meant;
    `substitution` took the place of something else; `attribution` is the part of others who worked towards the same.
    """

    deadweight: Decimal = Decimal(0)
    displacement: Decimal = Decimal(0)
    leakage: Decimal = Decimal(0)
    substitution: Decimal = Decimal(0)
    attribution: Decimal = Decimal(0)

    def __post_init__(self) -> None:
        for each in fields(self):
            checked_share(getattr(self, each.name), each.name)

    @property
    def factor(self) -> Decimal:
        """What is left, from 0 to 1."""
        left = Decimal(1)
        for each in fields(self):
            left *= 1 - getattr(self, each.name)
        return left


def optimism_of(grade: int, table: Optimism) -> Decimal:
    """The share that is taken off benefits and put on costs. Raises NotAShare for a grade without one."""
    if grade not in table:
        raise NotAShare(
            _("No correction is known for evidence of grade %(grade)s. Grades are %(grades)s.")
            % {"grade": grade, "grades": ", ".join(str(each) for each in sorted(table))}
        )
    return checked_share(table[grade], _("Optimism correction"))
