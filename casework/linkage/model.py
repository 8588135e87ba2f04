"""The probabilistic model (Fellegi and Sunter's, by Splink): what is compared, in which levels, and within which blocks."""

from typing import Any

import splink.comparison_level_library as levels
from splink import SettingsCreator, block_on
from splink.blocking_rule_library import CustomRule
from splink.comparison_library import CustomComparison

# Two numbers that pass their check digit and differ: a person has one number for life, and a slip of one digit fails the check.
_DIFFERENT_NUMBERS_M = 0.01
# One number on two people's rows, as when a clerk picks the wrong patient.
_SAME_NUMBER_U = 1e-6
_SEX_WRONG = 0.02
# Jaro-Winkler, 0 to 1: from here on two names are close.
_CLOSE = 0.88

# Narrow: each pairs only mentions that share something rare. A pair that shares none of these is never compared.
BLOCKS: tuple[tuple[str, ...], ...] = (
    ("nhs",),
    ("born", "surname"),
    ("born", "first"),
    ("born", "postcode"),
    ("first", "surname", "postcode"),
    ("first", "surname", "street"),
    ("surname", "postcode"),
    ("first", "postcode"),
    ("first", "surname", "year"),
    ("first", "surname", "month", "day"),
    ("born", "initials"),
    ("postcode", "initials"),
)
_EXTRA_BLOCKS = (
    "l.first = r.first AND l.surname = r.surname AND (l.born IS NULL OR r.born IS NULL)",
    "l.born = r.born AND l.first = r.surname AND l.surname = r.first",
    "l.born = r.born AND l.surname = r.other_surname",
    "l.born = r.born AND l.other_surname = r.surname",
)


def settings(chance: float) -> SettingsCreator:
    """The untrained model. `chance`: how probable it is that two mentions picked by chance are of one person, from 0 to 1."""
    return SettingsCreator(
        link_type="dedupe_only",
        unique_id_column_name="id",
        comparisons=[_first(), _surname(), _born(), _sex(), _nhs(), _place()],
        blocking_rules_to_generate_predictions=[
            *(block_on(*block) for block in BLOCKS),
            *map(CustomRule, _EXTRA_BLOCKS),
        ],
        probability_two_random_records_match=chance,
        retain_matching_columns=True,  # without it Splink 5 leaves the level of each comparison out
        retain_intermediate_calculation_columns=True,  # the weight of each comparison, for the explanation
    )


# Where training starts, and what stays of a level that a small set of mentions never shows: how often a level holds for two
# mentions of one person (m) and of two (u). Rounded from a run on invented mentions; a site's own take their place.
STARTS: dict[str, tuple[tuple[float, float], ...]] = {  # in the order of the levels, the last for those unlike
    "first": ((0.88, 6e-3), (0.1, 2e-3), (0.01, 5e-4), (3e-3, 1e-5), (3e-3, 8e-4), (4e-3, 0.99)),
    "surname": ((0.86, 9e-3), (0.02, 2e-4), (0.09, 2e-3), (0.9, 0.9), (3e-3, 1e-3), (0.03, 0.99)),
    "born": ((0.94, 6e-5), (0.02, 2e-5), (0.03, 1e-3), (0.01, 3e-3), (3e-4, 0.995)),
    "place": ((0.5, 5e-5), (0.02, 6e-6), (0.3, 7e-5), (0.02, 3e-5), (0.02, 0.02), (0.1, 0.98)),
}
# Too rare to be learnt: a slip of the form, of the number in the street. And what another comparison counts already.
_FIXED = frozenset({"swapped with the surname", "swapped with the first name", "same postcode, another door"})


def _level(sql: str, label: str) -> Any:
    return levels.CustomLevel(sql, label_for_charts=label)


def _one_edit(column: str, label: str) -> Any:
    """One letter typed, left out or changed, or two swapped. The cheap distance is asked first, for which a swap is two."""
    both = f"({column}_l, {column}_r)"
    return _level(
        f"CASE WHEN levenshtein{both} <= 2 THEN damerau_levenshtein{both} <= 1 ELSE FALSE END",
        label,
    )


def _comparison(name: str, null: Any, *creators: Any) -> CustomComparison:
    """The levels from the most alike down; then all that is unlike."""
    every = [*creators, levels.ElseLevel().configure(label_for_charts="unlike")]
    for creator, (m, u) in zip(every, STARTS[name], strict=True):
        creator.configure(m_probability=m, u_probability=u)
        if creator.label_for_charts in _FIXED:
            creator.configure(fix_m_probability=True, fix_u_probability=True)
    return CustomComparison(output_column_name=name, comparison_levels=[null, *every])


def _first() -> CustomComparison:
    return _comparison(
        "first",
        levels.NullLevel("first"),
        levels.ExactMatchLevel("first").configure(tf_adjustment_column="first", label_for_charts="equal"),
        _one_edit("first", "one letter apart"),
        levels.ArrayIntersectLevel("forms", 1).configure(label_for_charts="short form"),
        _level("first_l = surname_r AND surname_l = first_r", "swapped with the surname"),
        levels.JaroWinklerLevel("first", _CLOSE).configure(label_for_charts="close"),
    )


def _surname() -> CustomComparison:
    return _comparison(
        "surname",
        levels.NullLevel("surname"),
        levels.ExactMatchLevel("surname").configure(tf_adjustment_column="surname", label_for_charts="equal"),
        _level(
            "surname_l = other_surname_r OR other_surname_l = surname_r OR other_surname_l = other_surname_r",
            "another known surname",
        ),
        _one_edit("surname", "one letter apart"),
        _level("first_l = surname_r AND surname_l = first_r", "swapped with the first name"),
        levels.JaroWinklerLevel("surname", _CLOSE).configure(label_for_charts="close"),
    )


def _born() -> CustomComparison:
    two_parts = " + ".join(f"CAST({part}_l = {part}_r AS INTEGER)" for part in ("year", "month", "day"))
    return _comparison(
        "born",
        levels.NullLevel("born"),
        levels.ExactMatchLevel("born").configure(label_for_charts="equal"),
        _level("year_l = year_r AND month_l = day_r AND day_l = month_r", "day and month swapped"),
        _one_edit("born", "one digit apart"),
        _level(f"{two_parts} = 2", "two parts of three"),
    )


def _sex() -> CustomComparison:
    return _two_levels("sex", m=1 - _SEX_WRONG, u=0.5, unlike="unlike")


def _nhs() -> CustomComparison:
    return _two_levels("nhs", m=1 - _DIFFERENT_NUMBERS_M, u=_SAME_NUMBER_U, unlike="two different numbers")


def _two_levels(column: str, *, m: float, u: float, unlike: str) -> CustomComparison:
    """Equal or not, with probabilities that are known beforehand: learnt, they ran to 0 and 1, which nothing outweighs."""
    equal = levels.ExactMatchLevel(column).configure(
        label_for_charts="equal", m_probability=m, u_probability=u, fix_m_probability=True, fix_u_probability=True
    )
    other = levels.ElseLevel().configure(
        label_for_charts=unlike,
        m_probability=1 - m,
        u_probability=1 - u,
        fix_m_probability=True,
        fix_u_probability=True,
    )
    return CustomComparison(output_column_name=column, comparison_levels=[levels.NullLevel(column), equal, other])


def _place() -> CustomComparison:
    unknown = "(postcode_l IS NULL OR postcode_r IS NULL) AND (door_l IS NULL OR door_r IS NULL)"
    return _comparison(
        "place",
        _level(unknown, "not known").configure(is_null_level=True),
        _level("door_l = door_r AND postcode_l = postcode_r", "same door and postcode"),
        _level("door_l = door_r AND street_l = street_r", "same door and street"),
        _level("postcode_l = postcode_r AND (door_l IS NULL OR door_r IS NULL)", "same postcode, door not known"),
        _level("postcode_l = postcode_r", "same postcode, another door"),
        _level("sector_l = sector_r", "same postcode sector"),
    )
