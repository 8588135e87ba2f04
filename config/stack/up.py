"""`manage.py up`: everything the service needs on this machine, until Ctrl-C. Loads no settings: servers come first."""

import argparse
import os
import signal
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from config.stack.check import check, tell
from config.stack.environment import LOCK_NAME, published
from config.stack.errors import StackError
from config.stack.home import development_home
from config.stack.launch import Launch, run_stages
from config.stack.lock import hold
from config.stack.ports import is_free
from config.stack.processes import Processes
from config.stack.waits import PAGES, wait_for

WATCH_SECONDS = 0.5
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Stopped(BaseException):
    """Somebody asked us to stop."""


def main(arguments: Sequence[str]) -> int:
    """Run until stopped. Returns 0 where somebody stopped us or the check passed, else 1."""
    options = _options(arguments)
    with _stopping_on_signals():
        try:
            if options.check:
                check(options.pages)
            else:
                _run(options.port)
        except StackError as fault:
            print(f"\n{fault}", file=sys.stderr)
            return 1
        except Stopped:
            return 1 if options.check else 0  # a check that was cut short has shown nothing
    return 0


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="manage.py up", description="Start everything that Alongside needs on this machine."
    )
    parser.add_argument("--port", type=int, default=8000, help="where the pages are (default: 8000)")
    parser.add_argument(
        "--check", action="store_true", help="start on fresh data and free ports, see that all answers, stop"
    )
    parser.add_argument(
        "--pages", type=Path, metavar="FOLDER", help="with --check: draw every page into this folder, and look it over"
    )
    options = parser.parse_args(arguments)
    if options.pages and not options.check:
        parser.error("--pages goes with --check. While the service runs: manage.py pages --shots FOLDER")
    return options


def _run(port: int) -> None:
    home = development_home()
    with hold(home / LOCK_NAME, f"http://127.0.0.1:{port}/"), Processes(home / "log", dict(os.environ)) as processes:
        if not is_free(port):
            raise StackError(
                f"Port {port} is taken by another program. Stop it, or choose another: bin/up --port {port + 1}"
            )
        launch = Launch(processes, home, port, durable=True)
        run_stages(launch.server_stages, tell)
        with published(home, launch.settings):
            run_stages(launch.program_stages, tell)
            wait_for(PAGES, launch.url, processes)
            _say_where_to_look(launch)
            while True:
                processes.check()
                time.sleep(WATCH_SECONDS)


def _say_where_to_look(launch: Launch) -> None:
    print(f"\nAlongside is at {launch.url}  Ctrl-C stops it.")
    print(f"Logs are in {launch.processes.logs}, mail in {launch.processes.environment['EMAIL_FILE_PATH']}.")
    print(launch.who_to_be(), flush=True)


@contextmanager
def _stopping_on_signals() -> Iterator[None]:
    """Turn the signals into Stopped. Set here and not inherited: a shell's `&` leaves SIGINT ignored."""

    def stop(_signal: int, _frame: object) -> None:
        for name in STOP_SIGNALS:
            signal.signal(name, signal.SIG_IGN)  # stopping has begun: a second Ctrl-C must not leave half of it undone
        os.write(sys.stdout.fileno(), b"\nStopping.\n")  # not print: the signal may come in the middle of one
        raise Stopped

    before = {name: signal.signal(name, stop) for name in STOP_SIGNALS}
    try:
        yield
    finally:
        for name, handler in before.items():
            signal.signal(name, handler)
