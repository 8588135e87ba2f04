"""The child processes of one supervisor: each with a log of its own, stopped in reverse order, none left behind."""

import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

from config.stack.errors import StackError

PR_SET_PDEATHSIG = 1  # Linux: the signal that a process gets when its parent dies
LOG_TAIL_LINES = 20


@dataclass(frozen=True)
class Account:
    """A user of this machine that a program runs as."""

    uid: int
    gid: int

    def popen_options(self) -> dict[str, Any]:
        """For subprocess; no group of ours goes along."""
        return {"user": self.uid, "group": self.gid, "extra_groups": []}


@dataclass(frozen=True)
class Program:
    """What to run, as whom, and how it likes to be asked to stop (grace in seconds, before it is killed)."""

    name: str
    argv: tuple[str | Path, ...]
    stop_signal: signal.Signals = signal.SIGTERM
    grace: float = 15
    account: Account | None = None
    environment: Mapping[str, str] | None = field(default=None, repr=False)  # None: the supervisor's
    stdin: bytes = field(default=b"", repr=False)
    cwd: Path | None = None


@dataclass(frozen=True)
class Child:
    """A program that was started, and the file it writes to."""

    program: Program
    process: subprocess.Popen[bytes]
    log: Path

    @property
    def has_ended(self) -> bool:
        """Whether the process is gone, however that came."""
        return self.process.poll() is not None

    def output(self) -> str:
        """All that it wrote so far."""
        return self.log.read_text(errors="replace")

    def log_tail(self) -> str:
        """The last lines that it wrote."""
        return "\n".join(self.output().splitlines()[-LOG_TAIL_LINES:])

    def fault(self, happened: str) -> StackError:
        """What happened to this process, with the end of its log."""
        return StackError(f"{self.program.name} {happened}. The end of {self.log}:\n\n{self.log_tail()}")

    def stop(self) -> None:
        """Ask, wait, then kill what is left of its process group: prefork children outlive a parent that was killed."""
        if not self.has_ended:
            self.process.send_signal(self.program.stop_signal)
            with suppress(subprocess.TimeoutExpired):
                self.process.wait(self.program.grace)
        with suppress(ProcessLookupError, PermissionError):  # macOS says EPERM where Linux says there is no such group
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


@dataclass
class Processes:
    """Starts programs in order and stops them in reverse. As a context manager it always stops them."""

    logs: Path
    environment: dict[str, str] = field(repr=False)
    children: list[Child] = field(default_factory=list)

    def __enter__(self) -> Self:
        self.logs.mkdir(mode=0o700, parents=True, exist_ok=True)
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self, program: Program) -> Child:
        """Start a program in a session of its own, so that Ctrl-C reaches only us and the order of stopping is ours."""
        log = self.logs / f"{program.name}.log"
        with log.open("wb") as output:
            process = subprocess.Popen(
                [str(part) for part in program.argv],
                stdin=subprocess.PIPE,
                stdout=output,
                stderr=subprocess.STDOUT,
                env=self.environment if program.environment is None else program.environment,
                cwd=program.cwd,
                start_new_session=True,
                preexec_fn=_follow_parent(program.stop_signal),  # noqa: PLW1509 - a supervisor has one thread
                **(program.account.popen_options() if program.account else {}),
            )
        child = Child(program, process, log)
        self.children.append(child)
        if process.stdin:
            with suppress(BrokenPipeError), process.stdin:  # it ended at once: whoever waits for it says so better
                process.stdin.write(program.stdin)
        return child

    def run(self, program: Program) -> str:
        """Run a program to its end and return what it printed. Raises StackError where it fails."""
        child = self.start(program)
        self.finish(child)
        return child.output()

    def finish(self, child: Child) -> None:
        """Wait for a program that ends by itself. Raises StackError where it fails."""
        if child.process.wait() != 0:
            raise child.fault("failed")
        self.children.remove(child)

    def check(self) -> None:
        """Raise StackError where one has ended that should run."""
        for child in self.children:
            if child.has_ended:
                raise child.fault(f"ended by itself with status {child.process.returncode}")

    def stop(self) -> None:
        """Stop every child, the last started first."""
        while self.children:
            self.children[-1].stop()
            self.children.pop()


def _follow_parent(stop_signal: signal.Signals) -> Callable[[], None] | None:
    """What the child does before it becomes its program: ask Linux to stop it when we die, even by kill -9.

    subprocess calls this after it has changed the user, which matters: a change of user clears the request.
    """
    if sys.platform != "linux":
        return None
    libc, parent = ctypes.CDLL(None), os.getpid()  # looked up here: between fork and exec a child must do little

    def follow() -> None:
        libc.prctl(PR_SET_PDEATHSIG, stop_signal)
        if os.getppid() != parent:  # we died before the request was made
            os._exit(1)

    return follow
