"""How long a page takes, of a household with 5,000 contacts in a city of 10,000 and of 300,000 people.

`python -m benchmarks.pages` starts its own servers and fills the worlds of benchmarks/searching.py. Each page is asked through
the whole service but for the socket: session, permissions, trail, rendering. With --people 10000 --calls 10 it does less.
"""

import argparse
import logging
import os
import subprocess
import sys
import time
from pathlib import Path
from statistics import median, quantiles
from typing import Any

import django
import psycopg

from benchmarks.searching import PEOPLE_A_CASE, fill
from benchmarks.world import ROOT, build_world
from config.stack import assets
from config.stack.servers import Servers
from config.stack.testing import test_servers

LONG_CASE = Path(__file__).with_name("long_case.sql")
LONG = """
SELECT here.reference, worker.email, partner.email, manager.email FROM (SELECT case_id FROM casework_contact LIMIT 1) told
JOIN casework_case here ON here.id = told.case_id
JOIN casework_allocation lead ON lead.case_id = here.id AND lead.role = 'lead' AND lead.ended_at IS NULL
JOIN agencies_membership leads ON leads.id = lead.membership_id JOIN agencies_user worker ON worker.id = leads.user_id
JOIN agencies_membership steering ON steering.team_id = here.team_id AND steering.role = 'manager'
JOIN agencies_user manager ON manager.id = steering.user_id
JOIN agencies_agency other ON other.code = 'agency-1' JOIN agencies_membership helping ON helping.agency_id = other.id
JOIN agencies_user partner ON partner.id = helping.user_id ORDER BY helping.id, steering.id LIMIT 1
"""
NEW_WORDS = "UPDATE agencies_user SET password = %s WHERE email = ANY(%s)"
PASSWORD = "measured only"  # noqa: S105 - of users who are thrown away with their database
OK = 200
WARM = 2
OF_THE_CASE = (
    "", "people/", "sharing/", "outcomes/", "actions/", "contacts/", "reviews/", "help/", "warnings/", "history/",
    "contacts/new/", "table/", "plan/",
)  # fmt: skip
OF_A_PARTNER = ("", "people/", "contacts/", "actions/", "contacts/new/")


def lengthen(servers: Servers, name: str) -> tuple[str, dict[str, str]]:
    """The reference of the household with the long story, made where there is none yet; and whom to sign in as."""
    from django.contrib.auth.hashers import make_password

    with psycopg.connect(servers.superuser_url_of(name)) as connection:
        if connection.execute("SELECT FROM casework_contact LIMIT 1").fetchone() is None:
            connection.execute(LONG_CASE.read_bytes())
        reference, *emails = connection.execute(LONG).fetchall()[0]
        connection.execute(NEW_WORDS, [make_password(PASSWORD), emails])
    with psycopg.connect(servers.superuser_url_of(name), autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")
    return reference, dict(zip(("worker", "partner", "manager"), emails, strict=True))


def addresses(reference: str) -> dict[str, list[str]]:
    """Of whom which pages are asked."""
    case = f"/cases/{reference}/"
    return {
        "worker": ["/caseload/", *(case + end for end in OF_THE_CASE), "/reminders/"],
        "partner": ["/shared/", *(case + end for end in OF_A_PARTNER)],
        "manager": ["/team/", "/referrals/", "/reports/", case],
    }


def measure(servers: Servers, name: str, calls: int) -> dict[tuple[str, str], list[float]]:
    """Milliseconds of each page by each of them, in one database."""
    from django.db import connections
    from django.test import Client, override_settings

    from web.gallery import sign_in

    for connection in connections.all():
        connection.close()
        connection.settings_dict["NAME"] = name
    reference, people = lengthen(servers, name)
    results: dict[tuple[str, str], list[float]] = {}
    with override_settings(ALLOWED_HOSTS=["*"], DEBUG=False):
        for who, email in people.items():
            client: Any = Client()
            sign_in(client, email, PASSWORD)
            for address in addresses(reference)[who]:
                times = [ask(client, address) for _ in range(WARM + calls)][WARM:]
                results[who, address.replace(reference, "…")] = times
                logging.info("%s %s %.0f", who, address, median(times))
    return results


def ask(client: Any, address: str) -> float:
    """The milliseconds of one page."""
    before = time.perf_counter()
    answer = client.get(address)
    passed = (time.perf_counter() - before) * 1000
    if answer.status_code != OK:
        raise RuntimeError(f"{address} answers {answer.status_code}.")
    return passed


def print_table(results: dict[int, dict[tuple[str, str], list[float]]]) -> None:
    """p50 / p95 at each size, and how they grow."""
    print("\nMilliseconds passed, p50 / p95\n")
    print(f"| page | by whom | {' | '.join(f'{size:,} people' for size in results)} | largest ÷ smallest |")
    print("|" + "---|" * (3 + len(results)))
    for who, address in next(iter(results.values())):
        times = [each[who, address] for each in results.values()]
        cells = " | ".join(f"{median(each):.0f} / {quantiles(each, n=20)[-1]:.0f}" for each in times)
        print(f"| `{address}` | {who} | {cells} | {median(times[-1]) / median(times[0]):.1f} |")


def main() -> None:
    """Build the worlds, measure in each, print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, nargs="+", default=[10_000, 300_000])
    parser.add_argument("--calls", type=int, default=30)
    given = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    logging.getLogger("django").setLevel(logging.ERROR)
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "SECRET_KEY": "measured only",
        "ALONGSIDE_DEVELOPMENT": "1",
    }
    assets.build()
    with test_servers() as servers:
        names = {size: build_world(servers, int(size / PEOPLE_A_CASE)) for size in given.people}
        for name in names.values():
            fill(servers, name)
        os.environ |= servers.environment(names[given.people[0]])
        subprocess.run(
            [sys.executable, "manage.py", "collectstatic", "--verbosity=0", "--no-input"], cwd=ROOT, check=True
        )
        django.setup()
        print_table({size: measure(servers, name, given.calls) for size, name in names.items()})


if __name__ == "__main__":
    main()
