"""Tests that share a running service run in one process: two of them would take each other's messages."""

import os
from pathlib import Path

import pytest

pytestmark = pytest.mark.xdist_group("groups")


@pytest.fixture(scope="session")
def processes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file that every process of this run can write to."""
    shared = tmp_path_factory.getbasetemp()
    return (shared.parent if "PYTEST_XDIST_WORKER" in os.environ else shared) / "processes of the group"


@pytest.mark.parametrize("number", range(4))
def test_a_group_stays_together(processes: Path, number: int) -> None:
    with processes.open("a") as file:
        file.write(f"{os.getpid()}\n")
    assert len(set(processes.read_text().split())) == 1
