"""What the policies and the trail cost: the same page of cases, asked of the API, with both, without either, and without both.

`python -m benchmarks.walls` starts its own PostgreSQL and builds worlds as `benchmarks.listing` does; whole requests, as login
role `app`, each with its token, its transaction and its rows in the trail. The ways are taken in turn, twice.
"""

import argparse
import logging
import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from http import HTTPStatus
from statistics import median
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

import django
import psycopg

from benchmarks.servers import no_policies
from benchmarks.timing import Clock, Times, print_row, spread
from benchmarks.world import build_world
from config.stack.servers import Servers
from config.stack.testing import test_servers

if TYPE_CHECKING:
    from django.test import Client

PAGE, WARM = 25, 3
WAYS = {
    "as it is": (True, True),
    "without policies": (False, True),
    "without the trail": (True, False),
    "bare": (False, False),
}
Asked = list[tuple["Client", str]]
Found = dict[tuple[str, str, str], Times]


class Walls:
    """Measures in one database."""

    def __init__(self, servers: Servers, database: str, calls: int) -> None:
        """Point Django at the database, as app and as the trail's own login."""
        from django.db import connections

        backends = []
        for alias in ("default", "audit"):
            connections[alias].close()
            connections[alias].settings_dict["NAME"] = database
            with connections[alias].cursor() as cursor:
                cursor.execute("SELECT pg_backend_pid()")
                backends.append(cursor.fetchone()[0])
        self.calls, self.clock = calls, Clock(backends)
        self.superuser = psycopg.connect(servers.superuser_url_of(database), autocommit=True)
        self.found: Found = {}

    def everything(self) -> Found:
        """Every kind of user, every way, every question; each way twice, so that what warms up counts for none alone."""
        from benchmarks.listing import KINDS

        asked = {kind: self.clients(condition) for kind, condition in KINDS.items()}
        for _ in range(2):
            for way, (has_policies, has_trail) in WAYS.items():
                with ExitStack() as without:
                    if not has_policies:
                        without.enter_context(no_policies(self.superuser))
                    if not has_trail:
                        without.enter_context(no_trail())
                    for kind, clients in asked.items():
                        self.measure(way, kind, clients)
        return self.found

    def clients(self, condition: str) -> Asked:
        """Five users of a kind, each with a token and the newest case that they see."""
        from django.test import Client

        from agencies import tokens
        from agencies.models import Membership
        from benchmarks.listing import MEMBERS

        keys = [row[0] for row in self.superuser.execute(MEMBERS.format(condition).encode()).fetchall()]
        found: Asked = []
        for member in Membership.objects.select_related("user", "agency", "team").filter(pk__in=keys):
            client = Client(headers={"authorization": f"Bearer {tokens.issue(member)}"})
            newest = client.get("/api/v1/cases/?page_size=1").json()["results"]
            found.append((client, newest[0]["reference"]))
        return found

    def measure(self, way: str, kind: str, clients: Asked) -> None:
        """The first page, and one case."""
        for number in range(-WARM, -(-self.calls // len(clients))):
            for client, reference in clients:
                for question, address in [
                    ("first page", f"cases/?page_size={PAGE}"),
                    ("one case", f"cases/{reference}/"),
                ]:
                    times = self.found.setdefault((question, kind, way), Times(self.clock))
                    answer = times.call(partial(client.get, f"/api/v1/{address}"), kept=number >= 0)
                    if answer.status_code != HTTPStatus.OK:
                        raise AssertionError(answer.content[:200])
        logging.info("%s, %s", kind, way)


@contextmanager
def no_trail() -> Iterator[None]:
    """Nothing is written down of what is shown."""
    with patch("agencies.audit._write", lambda rows: None), patch("agencies.audit.require_trail", lambda: None):
        yield


def print_walls(results: dict[int, Found]) -> None:
    """p50 / p95 of each way, and how many times the bare one."""
    for size, found in results.items():
        print(f"\n{size:,} cases, milliseconds worked by Python and PostgreSQL, p50 / p95, × without both\n")
        print_row("question", "user", *WAYS)
        print("|" + "---|" * (2 + len(WAYS)))
        for question, kind in dict.fromkeys((question, kind) for question, kind, _ in found):
            bare = median(found[question, kind, "bare"].worked)
            cells = [found[question, kind, way].worked for way in WAYS]
            print_row(question, kind, *(f"{spread(each)}, ×{median(each) / bare:.2f}" for each in cells))


def main() -> None:
    """Build the worlds, measure in each, print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, nargs="+", default=[10_000, 1_000_000])
    parser.add_argument("--calls", type=int, default=30)
    given = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    without_limit: dict[str, Any] = dict.fromkeys(("API_RATE_PER_MINUTE", "API_ANONYMOUS_RATE_PER_MINUTE"), "1000000")
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "config.settings", "SECRET_KEY": "measured only", "ALONGSIDE_DEVELOPMENT": "1",
        **without_limit,
    }  # fmt: skip
    with test_servers() as servers:
        names = {size: build_world(servers, size) for size in given.cases}
        os.environ |= servers.environment(names[given.cases[0]])
        django.setup()
        from django.test.utils import setup_test_environment

        setup_test_environment()
        print_walls({size: Walls(servers, name, given.calls).everything() for size, name in names.items()})


if __name__ == "__main__":
    main()
