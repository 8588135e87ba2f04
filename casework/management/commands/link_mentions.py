"""What the job of a run of the linkage starts: a process of its own, with a limit of memory of its own."""

import logging
import resource
import sys
from argparse import ArgumentParser
from typing import Any
from uuid import UUID

import duckdb
from django.conf import settings
from django.core.management.base import BaseCommand

from casework.linkage.backends import DuckDB
from casework.linkage_runs import OUT_OF_MEMORY
from casework.linkage_storage import link_and_store

logger = logging.getLogger(__name__)
_MIB = 1024 * 1024
BROKE = 1


class Command(BaseCommand):
    """`manage.py link_mentions RUN CLAIM`, for the worker alone: says each stage on a line, as it begins."""

    help = "Do a run of the linkage that a job has claimed. Started by the worker."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The run, and the claim of its job: another process may have taken it over meanwhile."""
        parser.add_argument("run", type=UUID)
        parser.add_argument("claim", type=UUID)
        parser.add_argument("spill", help="A folder for what does not fit into memory")

    def handle(self, *args: Any, **options: Any) -> None:
        """Link and store; ends with 3 where that takes more memory than it may have."""
        most = settings.LINKAGE_MEMORY_MIB
        resource.setrlimit(resource.RLIMIT_DATA, (most * _MIB, most * _MIB))
        try:
            # Half of it for the comparisons, which can go on from disk; the rest holds what cannot.
            limits = {"memory_limit": f"{most // 2}MiB", "temp_directory": options["spill"]}
            for stage in link_and_store(options["run"], options["claim"], DuckDB(duckdb.connect(config=limits))):
                self.stdout.write(stage)
                self.stdout.flush()
        except (MemoryError, duckdb.OutOfMemoryException, duckdb.IOException):
            sys.exit(OUT_OF_MEMORY)
        except Exception:
            # By way of the log, which says where and not what: a database quotes the row that it refuses.
            logger.exception("linking broke")
            sys.exit(BROKE)
