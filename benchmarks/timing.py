"""Calls measured side by side, and the tables that are printed of them."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median, quantiles
from typing import Any

WARM = 2  # rounds; psycopg prepares a statement when it is asked for the sixth time, and there are five users


@dataclass
class Clock:
    """Milliseconds passed, and milliseconds worked by this process and those of the database: the others' load is not in them."""

    processes: Sequence[int]

    def start(self) -> tuple[float, float, float]:
        """Where all stand before a call; our own last, so that reading is not in it."""
        return self._told(), time.process_time(), time.perf_counter()

    def stop(self, before: tuple[float, float, float]) -> tuple[float, float]:
        """Milliseconds passed and worked since."""
        passed, own = time.perf_counter(), time.process_time()
        told, own_before, passed_before = before
        return (passed - passed_before) * 1000, (own - own_before + self._told() - told) * 1000

    def _told(self) -> float:
        # Linux: the first number is the time that the process has run, in nanoseconds.
        return sum(int(Path(f"/proc/{each}/schedstat").read_text().split()[0]) for each in self.processes) / 1e9


@dataclass
class Times:
    """Milliseconds of one kind of call."""

    clock: Clock
    passed: list[float] = field(default_factory=list)
    worked: list[float] = field(default_factory=list)

    def call(self, ask: Callable[[], Any], *, kept: bool = True) -> Any:
        """Its answer; the time is kept unless it only warms up."""
        before = self.clock.start()
        answer = ask()
        passed, worked = self.clock.stop(before)
        if kept:
            self.passed.append(passed)
            self.worked.append(worked)
        return answer


@dataclass
class Figures:
    """What was measured of one work for one kind of user."""

    ours: Times
    by_hand: Times | None = None
    guardian: Times | None = None


Results = dict[tuple[str, str], Figures]


def compare(clock: Clock, calls: int, pairs: Sequence[tuple[Callable[[], Any], Callable[[], Any]]]) -> Figures:
    """Ours and the SQL by turns, one pair for each user, until there are that many calls; every answer must be equal."""
    ours, by_hand = Times(clock), Times(clock)
    for number in range(-WARM, -(-calls // len(pairs))):
        for ask, ask_by_hand in pairs:
            answer = ours.call(ask, kept=number >= 0)
            told = by_hand.call(ask_by_hand, kept=number >= 0)
            if told != answer:
                raise AssertionError(f"They disagree: {str(answer)[:200]} and {str(told)[:200]}")
    return Figures(ours, by_hand)


def print_tables(results: dict[int, Results]) -> None:
    """Each work and user: p50 / p95 of ours and of the SQL at each size, and how they grow; in time worked and passed."""
    for heading, which in [("Milliseconds worked", "worked"), ("Milliseconds passed", "passed")]:
        print(f"\n{heading}, p50 / p95\n")
        print_row("work", "user", *(f"{size:,} ours | SQL | ×" for size in results), "largest ÷ smallest")
        print("|" + "---|" * (3 + 3 * len(results)))
        for name in next(iter(results.values())):
            figures = [each[name] for each in results.values()]
            ours = [getattr(each.ours, which) for each in figures]
            cells = (compared(mine, each.by_hand, which) for mine, each in zip(ours, figures, strict=True))
            print_row(*name, *cells, f"{median(ours[-1]) / median(ours[0]):.1f}")
    print("\nguardian's get_objects_for_user, milliseconds worked\n")
    print_row("work", "user", *(f"{size:,}" for size in results))
    print("|" + "---|" * (2 + len(results)))
    for name in next(iter(results.values())):
        times = [each[name].guardian for each in results.values()]
        if all(times):
            print_row(*name, *(spread(each.worked) for each in times if each))


def compared(ours: list[float], by_hand: Times | None, which: str) -> str:
    """Ours, the SQL, and how many times as long."""
    if by_hand is None:
        return f"{spread(ours)} | | "
    theirs = getattr(by_hand, which)
    return f"{spread(ours)} | {spread(theirs)} | {median(ours) / median(theirs):.1f}"


def spread(times: list[float]) -> str:
    """The median and the 95th percentile."""
    return f"{median(times):.1f} / {quantiles(times, n=20)[-1]:.1f}"


def print_row(*cells: Any) -> None:
    """A row of a table."""
    print(f"| {' | '.join(map(str, cells))} |")
