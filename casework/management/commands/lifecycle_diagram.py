"""Prints the life of a case as a Mermaid diagram, from the table that decides it."""

from typing import Any

from django.core.management.base import BaseCommand

from casework.enums import IN_PROGRESS, CaseStatus
from casework.lifecycle import EXITS_FROM_WORK, TRANSITIONS


class Command(BaseCommand):
    """`manage.py lifecycle_diagram`; docs/lifecycle.md holds what it prints, and a test compares."""

    help = "Print the states of a case, and which may follow which, as a Mermaid diagram."

    def handle(self, *args: Any, **options: Any) -> None:
        """Print it."""
        self.stdout.write(diagram())


def diagram() -> str:
    """The diagram. The stages of work are one box, since every exit leaves from each of them and comes back to it."""
    work = [status for status in CaseStatus if status in IN_PROGRESS]
    lines = ["stateDiagram-v2", "    [*] --> referred", "    state work {"]
    lines += [f"        {status.value}: {status.label}" for status in work]
    lines += [
        f"        {one.value} --> {other.value}" for one in work for other in _sorted(TRANSITIONS[one] & IN_PROGRESS)
    ]
    lines.append("    }")
    lines += [f"    {status.value}: {status.label}" for status in CaseStatus if status not in IN_PROGRESS]
    lines += [f"    work --> {status.value}" for status in _sorted(EXITS_FROM_WORK)]
    for status in CaseStatus:
        if status in IN_PROGRESS:
            lines += [
                f"    {status.value} --> {other.value}"
                for other in _sorted(TRANSITIONS[status] - IN_PROGRESS - EXITS_FROM_WORK)
            ]
        else:
            lines += _out_of(status)
    return "\n".join(lines)


def _out_of(status: CaseStatus) -> list[str]:
    follows = TRANSITIONS[status]
    lines = [f"    {status.value} --> {other.value}" for other in _sorted(follows - IN_PROGRESS)]
    if follows >= IN_PROGRESS:
        return [f"    {status.value} --> work", *lines]
    return [*(f"    {status.value} --> {other.value}" for other in _sorted(follows & IN_PROGRESS)), *lines]


def _sorted(statuses: frozenset[CaseStatus]) -> list[CaseStatus]:
    return [status for status in CaseStatus if status in statuses]
