"""Measures the linkage on a folder of extracts whose truth is known."""

import json
import resource
import sys
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from casework.linkage import evaluation, folders, linking
from casework.linkage.clusters import Thresholds

_KIB = 1024


class Command(BaseCommand):
    """`manage.py evaluate_linkage DIR`: JSON on standard output; nothing is stored, and the linker never reads the truth."""

    help = "Link the extracts of a folder, and print how good the result is beside its truth.csv."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The folder, and one line of JSON instead of an indented one."""
        parser.add_argument("folder", type=Path, help="Extracts named as the profiles that come with the product")
        parser.add_argument(
            "--occupiers",
            action="store_true",
            help="Link an occupier named by an initial with the one who fits at that door",
        )
        parser.add_argument("--json", action="store_true", help="One line, for a program to read")

    def handle(self, *args: Any, **options: Any) -> None:
        """Link, ask the truth, link again with its answers, and print."""
        folder: Path = options["folder"]
        if not (folder / folders.TRUTH).is_file():
            raise CommandError(
                f"There is no {folders.TRUTH} in this folder. Add one: agency, record, slot, person, household."
            )
        report = _report(folder, Thresholds(links_occupiers=options["occupiers"]))
        self.stdout.write(json.dumps(report, indent=None if options["json"] else 2))


def _report(folder: Path, thresholds: Thresholds) -> dict[str, Any]:
    began = time.perf_counter()
    today = timezone.localdate()
    scored = linking.weigh(folders.sources(folder, today=today))
    found = linking.link(scored, today=today, thresholds=thresholds)
    seconds = time.perf_counter() - began
    truth = folders.truth(folder)
    review = evaluation.review(scored, found, truth, today=today, thresholds=thresholds)
    first_asked = set(evaluation.rows_asked(found))
    report: dict[str, Any] = {
        subset: {
            "auto": evaluation.measured(found, truth, subset, first_asked),
            "reviewed": evaluation.measured(review.linkage, truth, subset, review.asked),
        }
        for subset in evaluation.SUBSETS
    }
    report["nominations"] = {
        "auto": evaluation.nominations(found, truth),
        "reviewed": evaluation.nominations(review.linkage, truth),
    }
    read = len(scored.rows)
    return report | {
        "mentions": read,
        "unread": len(truth) - read,
        "seconds": round(seconds, 1),
        "peak_mib": _peak_mib(),
    }


def _peak_mib() -> int:
    """The most memory that this process had; kibibytes on Linux, bytes on macOS."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak // (_KIB * _KIB if sys.platform == "darwin" else _KIB)
