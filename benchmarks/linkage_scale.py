"""How long linkage takes, stage by stage, and how much memory, from ten thousand mentions to a million.

python -m benchmarks.linkage_scale [--mentions 10000 50000 200000 1000000] [--folder CITY]

Each size is measured in a process of its own, on a city of benchmarks/cities. Reading the files is not in the figures: a
service has the mentions staged.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import date
from pathlib import Path
from typing import Any
from unittest import mock

import django

TODAY = date(2026, 10, 1)
SEED = 20261
# Where each stage is called, and as what it is counted. What a stage calls that has a name of its own is not counted twice.
STAGES = (
    ("casework.linkage.linking.standardise", "standardise"),
    ("casework.linkage.scoring._trained_u", "train: strangers"),
    ("splink.internals.linker_components.training.LinkerTraining.estimate_parameters_using_expectation_maximisation",
     "train: one person"),
    ("splink.internals.linker_components.inference.LinkerInference.predict_chunk", "block and score"),
    ("casework.linkage.linking.score", "tables in and out"),
    ("casework.linkage.linking.People", "cluster"),
    ("casework.linkage.linking.cluster", "cluster"),
    ("casework.linkage.linking.link_by_family", "families"),
    ("casework.linkage.linking.attach_initials", "initials"),
    ("casework.linkage.linking.household_of", "households"),
)  # fmt: skip


class Stages:
    """Seconds of each stage, by wrapping what the linkage calls."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = defaultdict(float)
        self._within: list[float] = []

    @contextmanager
    def watched(self) -> Iterator[None]:
        """Every stage, as long as this lasts."""
        with ExitStack() as stack:
            for path, name in STAGES:
                module, _, attribute = path.rpartition(".")
                stack.enter_context(mock.patch(path, self._timed(name, _found(module, attribute))))
            yield

    def _timed(self, name: str, call: Callable[..., Any]) -> Callable[..., Any]:
        def timed(*args: Any, **options: Any) -> Any:
            began = time.perf_counter()
            self._within.append(0.0)
            answer = call(*args, **options)
            passed = time.perf_counter() - began
            self.seconds[name] += passed - self._within.pop()
            if self._within:
                self._within[-1] += passed
            return answer

        return timed


def _found(module: str, attribute: str) -> Any:
    from pkgutil import resolve_name

    return getattr(resolve_name(module), attribute)


def measure(folder: Path) -> dict[str, Any]:
    """One city: seconds and MiB of the linkage, and how good it is."""
    os.environ |= {"DJANGO_SETTINGS_MODULE": "config.settings"}
    django.setup()
    from casework.linkage import evaluation, folders, linking

    sources = folders.sources(folder, today=TODAY)
    before, worked, began = _peak(), time.process_time(), time.perf_counter()
    stages = Stages()
    with stages.watched():
        found = linking.link(linking.weigh(sources), today=TODAY)
    report = {
        "mentions": len(sources),
        "seconds": time.perf_counter() - began,
        "worked": time.process_time() - worked,
        "mib_of_mentions": before,
        "peak_mib": _peak(),
        "pairs": len(found.pairs),
        "stages": dict(stages.seconds),
    }
    truth = folders.truth(folder)
    asked = evaluation.rows_asked(found)
    subsets = {subset: evaluation.measured(found, truth, subset, asked) for subset in evaluation.SUBSETS}
    return report | {"quality": subsets, "nominations": evaluation.nominations(found, truth)}


def _peak() -> int:
    """MiB, of this process; Linux."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def in_process_of_its_own(folder: Path) -> dict[str, Any]:
    """The same, so that the peak is of this city alone."""
    run = subprocess.run(
        [sys.executable, "-m", "benchmarks.linkage_scale", "--folder", str(folder)], check=True, stdout=subprocess.PIPE
    )
    found: dict[str, Any] = json.loads(run.stdout)
    return found


def print_table(reports: list[dict[str, Any]]) -> None:
    """Stages down, sizes across."""
    sizes = " | ".join(f"{each['mentions']:,}" for each in reports)
    print(f"\n| | {sizes} |\n|{'---|' * (len(reports) + 1)}")
    for name in dict.fromkeys(name for _, name in STAGES):
        cells = (
            f"{each['stages'].get(name, 0):.1f} s, {each['stages'].get(name, 0) / each['seconds']:.0%}"
            for each in reports
        )
        print(f"| {name} | {' | '.join(cells)} |")
    for heading, key, form in (
        ("**passed**", "seconds", "{:.1f} s"),
        ("worked", "worked", "{:.1f} s"),
        ("mentions alone", "mib_of_mentions", "{:,} MiB"),
        ("**peak**", "peak_mib", "{:,} MiB"),
        ("pairs", "pairs", "{:,}"),
    ):
        print(f"| {heading} | {' | '.join(form.format(each[key]) for each in reports)} |")


def main() -> None:
    """Write the cities, link each, print a table; with a folder, link that one and print JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mentions", type=int, nargs="+", default=[10_000, 50_000, 200_000, 1_000_000])
    parser.add_argument("--folder", type=Path)
    given = parser.parse_args()
    os.environ |= {"SECRET_KEY": "measured only", "ALONGSIDE_DEVELOPMENT": "1"}
    os.environ.setdefault("DATABASE_URL", "postgresql://nobody@127.0.0.1:1/none")  # the linkage asks no database
    os.environ.setdefault("DATABASE_URL_AUDIT", os.environ["DATABASE_URL"])
    os.environ.setdefault("REDIS_URL", "redis://127.0.0.1:1/0")
    if given.folder:
        print(json.dumps(measure(given.folder)))
        return
    from benchmarks.cities.slips import LEVELS
    from benchmarks.cities.writing import write

    reports = []
    for size in given.mentions:
        with tempfile.TemporaryDirectory() as folder:
            write(Path(folder), mentions=size, seed=SEED, errors=LEVELS["usual"], exponent=0.85)
            reports.append(in_process_of_its_own(Path(folder)))
        print(json.dumps(reports[-1]), file=sys.stderr, flush=True)
    print_table(reports)


if __name__ == "__main__":
    main()
