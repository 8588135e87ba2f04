"""What it takes to take in an extract: its file handed over, read, staged and made to count, as the worker does it.

python -m benchmarks.import_rows [--rows 100000] [--profile nhs_emergency]

The rows are of a city of benchmarks/cities. Taken in twice: the second time with the same words, as agencies send them.
"""

import argparse
import os
import random
import resource
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.servers import database

if TYPE_CHECKING:
    from agencies.actors import Actor
    from agencies.models import Extract, ExtractProfile, SharingAgreement

SEED = 20262
SHOWN = ("rows", "mentions", "refused_rows", "unchanged", "replaced")


@dataclass(frozen=True)
class File:
    """A file as a door has it."""

    path: Path

    def chunks(self) -> Iterator[bytes]:
        """In pieces, as they are uploaded."""
        with self.path.open("rb") as file:
            while piece := file.read(65_536):
                yield piece


@dataclass(frozen=True)
class Sender:
    """Who hands extracts over, under which agreement."""

    actor: "Actor"
    agreement: "SharingAgreement"
    profile: "ExtractProfile"

    def hand_over(self, path: Path) -> "Extract":
        """As the request does."""
        from benchmarks.acting import acting_as
        from agencies.extracts import receiving

        what = {"agreement": self.agreement, "profile": self.profile, "by": self.actor}
        return acting_as(self.actor, lambda: receiving.receive(file=File(path), **what))()
