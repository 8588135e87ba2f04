"""Random rounds of kills while a reminder is sent: `python -m benchmarks.soak.reminders [ROUNDS [SEED]]`.

Prints what came of each, and the counts.
"""

import random
import sys
from collections import Counter
from collections.abc import Sequence
from importlib import import_module

from benchmarks.soak import set_up

EVENTS = ("kill_child", "kill_parent", "kill_redis", "restart_postgres")


def main(arguments: Sequence[str]) -> int:
    """Gives 1 where something was lost or came twice."""
    rounds = int(arguments[0]) if arguments else 30
    chance = random.Random(int(arguments[1]) if len(arguments) > 1 else 1)
    set_up()
    surviving = import_module("tests.surviving")
    stages = ["planned", "prepared", surviving.CLAIMED, surviving.BEFORE, surviving.AFTER, "sent"]
    ended: Counter[tuple[str, int]] = Counter()
    with surviving.reminding() as stack:
        for number in range(1, rounds + 1):
            stage = chance.choice(stages)
            events = chance.sample(EVENTS, k=chance.choice([1, 1, 2]))
            stack.prepare(stage)
            for event in events:
                getattr(stack, event)()
            came = stack.end()
            ended[came] += 1
            print(f"{number:>3} {stage:<14}{' + '.join(events):<34}{came[0]}, {came[1]} in the folder", flush=True)
    for (state, mails), count in sorted(ended.items()):
        print(f"{count:>3} x {state}, {mails} in the folder")
    lost = sum(count for (state, mails), count in ended.items() if state != "uncertain" and mails == 0)
    twice = sum(count for (_, mails), count in ended.items() if mails > 1)
    print(f"lost: {lost}, twice: {twice}")
    return 1 if lost or twice else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
