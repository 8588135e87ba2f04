"""The folder in which a stack keeps data, logs and passwords: .dev in the checkout, or a temporary one."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from config.stack import postgres

CHECKOUT = Path(__file__).resolve().parents[2]
DEVELOPMENT_HOME = CHECKOUT / ".dev"
# Others may pass through but not look: where we are root, PostgreSQL runs as nobody and must reach its data.
PASSABLE = 0o711


def development_home() -> Path:
    """The checkout's own; made where it is not there."""
    DEVELOPMENT_HOME.mkdir(exist_ok=True)
    DEVELOPMENT_HOME.chmod(PASSABLE)
    return DEVELOPMENT_HOME


@contextmanager
def temporary_home() -> Iterator[Path]:
    """One that is removed afterwards, with the database data that may lie elsewhere. Stop the servers first."""
    home = Path(tempfile.mkdtemp(prefix="alongside-"))
    home.chmod(PASSABLE)
    try:
        yield home
    finally:
        postgres.remove_data(home)
        shutil.rmtree(home)
