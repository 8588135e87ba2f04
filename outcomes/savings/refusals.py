"""What a calculation of savings refuses, and what to do instead."""

from agencies.exceptions import ServiceError


class SavingRefused(ServiceError):
    """A figure that would mislead is not made."""

    code = "saving_refused"


class PriceYearMissing(SavingRefused):
    """The price index does not reach from one year to the other."""

    code = "price_year_missing"


class NotAShare(SavingRefused):
    """A share lies between nought and one, and shares of bearers make a hundred in all."""

    code = "not_a_share"


class FlaggedCost(SavingRefused):
    """A row of the catalogue that is not to be trusted, and that nobody accepted by name with a reason."""

    code = "flagged_cost"


class UnsplitCost(SavingRefused):
    """One amount that is partly fiscal, partly economic or social."""

    code = "unsplit_cost"


class CountedTwice(SavingRefused):
    """One event under two unit costs."""

    code = "counted_twice"


class KindsMixed(SavingRefused):
    """What is expected and what was seen are never added."""

    code = "projected_and_observed"


class TooFewMonths(SavingRefused):
    """Less than half a year on either side says nothing."""

    code = "too_few_months"


class TooFewHouseholds(SavingRefused):
    """One household's saving is never worked out, nor that of a handful."""

    code = "too_few_households"


class EstimatesOutOfOrder(SavingRefused):
    """The low estimate is above the central one, or that above the high one."""

    code = "estimates_out_of_order"
