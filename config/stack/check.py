"""`up --check`: the whole service once, on fresh data in a temporary folder, from nothing to ready and down again."""

import os
import time
from functools import partial
from pathlib import Path

from config.stack import commands
from config.stack.home import temporary_home
from config.stack.launch import Launch, run_stages
from config.stack.ports import free_port
from config.stack.processes import Processes
from config.stack.waits import API, PAGES, READINESS, wait_for, wait_for_linkage, wait_for_reminder

# In the order of what a person would try; after them, a reminder that arrives as mail.
WAITS = (PAGES, API, READINESS)


def check(pictures: Path | None = None) -> None:
    """Start, wait for each, stop, and print each stage's seconds. Raises StackError where one does not come.

    With a folder for `pictures`, a browser also draws every page of the demonstration and looks it over.

    Side effects: none that stay, apart from the collected static files. The checkout's .dev is not touched.
    """
    began = time.monotonic()
    with temporary_home() as home, Processes(home / "log", dict(os.environ)) as processes:
        launch = Launch(processes, home, free_port(), durable=False)
        waits = [(wait.name, partial(wait_for, wait, launch.url, processes)) for wait in WAITS]
        waits.append(("reminder by mail", partial(wait_for_reminder, processes)))
        if pictures:
            look = partial(_look_at_every_page, processes, pictures.absolute())
            waits += [("linkage", partial(wait_for_linkage, processes)), ("every page", look)]
        run_stages([*launch.server_stages, *launch.program_stages, *waits, ("stop", processes.stop)], tell)
    tell("in all", time.monotonic() - began)


def _look_at_every_page(processes: Processes, pictures: Path) -> None:
    print(processes.run(commands.manage("pages", "--shots", str(pictures))), flush=True)


def tell(name: str, seconds: float) -> None:
    """One line for one stage."""
    print(f"{name:<20}{seconds:6.1f} s", flush=True)
