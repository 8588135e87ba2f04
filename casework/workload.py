"""What cases weigh in somebody's caseload. Numbers in, numbers out; the weights are the site's: settings.CASELOADS.

A weight says how much a case asks of whoever has it, as far as the record can tell. It helps to allocate, and ranks nobody.
"""

from collections.abc import Mapping
from enum import StrEnum

from casework.enums import EXITS, AllocationRole, CaseStatus

NEW = frozenset({CaseStatus.ACCEPTED, CaseStatus.GETTING_TO_KNOW})


class Room(StrEnum):
    """Where a caseload stands to what the site takes for usual."""

    LESS = "less"
    USUAL = "usual"
    MORE = "more"


def weight_of(role: str, status: str, people: int, weights: Mapping[str, float], large: int) -> float:
    """One case: supporting it, resting, new, or simply led; and a little more where `large` people or more are part of it."""
    if role == AllocationRole.SUPPORTING:
        return weights["support"]
    if status in EXITS:
        return weights["resting"]
    own = weights["new"] if status in NEW else weights["lead"]
    return own + (weights["large"] if people >= large else 0)


def room_of(weight: float, least: float, most: float) -> Room:
    """Less than usual, usual, or more."""
    if weight < least:
        return Room.LESS
    return Room.MORE if weight > most else Room.USUAL
