"""The programs of the service and their arguments, here and in docker-compose.yml alike: a test compares."""

import sys

from config.stack.home import CHECKOUT
from config.stack.processes import Program

WORKER = (
    "-m",
    "celery",
    "-A",
    "worker.app",
    "worker",
    "--loglevel=INFO",
    "--concurrency=2",
    "--without-gossip",
    "--without-mingle",
)
BEAT = ("-m", "celery", "-A", "worker.app", "beat", "--loglevel=INFO", "--pidfile=")


def web_arguments(address: str) -> tuple[str, ...]:
    """The web server on one address: threads, because a request mostly waits for the database."""
    workers = ("--worker-class=gthread", "--workers=2", "--threads=4", "--graceful-timeout=10")
    logs = "--logger-class=config.web_logs.WebLogger"
    return ("-m", "gunicorn", "config.wsgi", f"--bind={address}", *workers, "--no-control-socket", logs)


def python(name: str, *arguments: str) -> Program:
    """A Python program of ours, run by this interpreter from the checkout."""
    return Program(name, (sys.executable, *arguments), cwd=CHECKOUT)


def manage(command: str, *arguments: str) -> Program:
    """A command of manage.py."""
    return python(command, "manage.py", command, *arguments)


def has_command(name: str) -> bool:
    """Whether one of our applications has this command of manage.py."""
    return any(CHECKOUT.glob(f"*/management/commands/{name}.py"))
