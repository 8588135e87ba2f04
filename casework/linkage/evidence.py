"""Why two mentions are one person, field by field: what was found, and what it adds in bits."""

from functools import cache
from typing import NamedTuple

from splink import DuckDBAPI

from casework.linkage import model
from casework.linkage.linking import Linkage
from casework.linkage.pairs import Pair
from casework.linkage.rows import Key
from casework.linkage.scoring import COMPARISONS

NOT_SAID = "not said by both"


class Finding(NamedTuple):
    """One comparison of two mentions."""

    comparison: str  # first, surname, born, sex, nhs, place
    level: str  # "one digit apart"
    bits: float  # added to the weight; below 0 it speaks against one person


class Evidence(NamedTuple):
    """A link, and what it rests on."""

    left: Key
    right: Key
    ground: str  # weight, confirmed, family, initials, occupier
    weight: (
        float | None
    )  # bits: the findings and how rare it is that two mentions are of one person; None where not compared
    findings: list[Finding]


def evidence(linkage: Linkage, key: Key) -> list[Evidence]:
    """The links of this mention's person, in the order in which they were made. Empty where the mention stands alone.

    Errors: KeyError where the linkage has no such mention.
    """
    person = {row.key: of for row, of in zip(linkage.rows, linkage.person_of, strict=True)}[key]
    pairs = {(pair.left, pair.right): pair for pair in linkage.pairs if linkage.person_of[pair.left] == person}
    found = []
    for left, right, ground in linkage.links:
        if linkage.person_of[left] != person:
            continue
        pair = pairs.get((min(left, right), max(left, right)))
        findings = findings_of(pair) if pair else []
        keys = linkage.rows[left].key, linkage.rows[right].key
        found.append(Evidence(*keys, ground, pair.weight if pair else None, findings))
    return found


def findings_of(pair: Pair) -> list[Finding]:
    """What each comparison of two mentions found, in the order of the comparisons."""
    return [
        Finding(name, NOT_SAID if level < 0 else labels()[name][level], added)
        for name, level, added in zip(COMPARISONS, pair.found, pair.bits, strict=True)
    ]


@cache
def labels() -> dict[str, list[str]]:
    """What each level of each comparison means, from the least alike up, as the model that weighs them says."""
    dialect = DuckDBAPI.sql_dialect.sql_dialect_str
    found = {}
    for comparison in model.settings(0.5).create_settings_dict(dialect)["comparisons"]:
        levels = [each for each in comparison["comparison_levels"] if not each.get("is_null_level")]
        found[comparison["output_column_name"]] = [each["label_for_charts"] for each in reversed(levels)]
    return found
