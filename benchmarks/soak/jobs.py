"""Random rounds of kills while a job is done: `python -m benchmarks.soak.jobs [ROUNDS [SEED [KIND …]]]`, so many of each kind.

Each round asks for one job, waits for a moment drawn by lot within the time that an undisturbed one takes, does one or two
things to the stack, lets leases end, and looks whether the job is done once and whole. Prints what came of each.
"""

import random
import sys
from collections import Counter
from collections.abc import Sequence
from importlib import import_module

from benchmarks.soak import set_up

EVENTS = ("kill_children", "kill_parent", "kill_redis", "restart_postgres")
EVENTS_OF = {"link": (*EVENTS, "kill_linker")}


def main(arguments: Sequence[str]) -> int:
    """Gives 1 where a job was lost, done twice or done by halves."""
    rounds = int(arguments[0]) if arguments else 30
    chance = random.Random(int(arguments[1]) if len(arguments) > 1 else 1)
    set_up()
    working = import_module("tests.working")
    ended: Counter[tuple[str, str]] = Counter()
    with working.working() as stack:
        for kind in arguments[2:] or working.KINDS:
            seconds = stack.measure(kind)
            print(f"{kind}: {seconds:.1f} s undisturbed", flush=True)
            for number in range(1, rounds + 1):
                events = chance.sample(EVENTS_OF.get(kind, EVENTS), k=chance.choice([1, 1, 2]))
                stage, wrong = stack.round(kind, chance.uniform(0, seconds), events)
                ended[kind, "wrong" if wrong else "done once"] += 1
                print(f"{number:>3} {kind} at {stage:<12}{' + '.join(events):<32}{wrong or 'done once'}", flush=True)
    for (kind, came), count in sorted(ended.items()):
        print(f"{count:>3} x {kind}: {came}")
    return 1 if any(came == "wrong" for _, came in ended) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
