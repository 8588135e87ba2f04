"""How long a search takes, for those who see little and those who see much, as the city grows.

`python -m benchmarks.searching` starts its own PostgreSQL, as benchmarks/listing.py does, and fills the same worlds with people:
10,000, 100,000 and 300,000. What is typed is drawn from the people themselves, within reach or not, as it comes in life.
"""

import argparse
import logging
import os
import random
import time
from pathlib import Path
from statistics import median, quantiles
from typing import TYPE_CHECKING, Any

import django
import psycopg

from benchmarks.world import build_world, indexes_built_afterwards
from config.stack.servers import Servers
from config.stack.testing import test_servers

if TYPE_CHECKING:
    from agencies.actors import Actor

PEOPLE = Path(__file__).with_name("people.sql")
FILLED = [
    "casework_person", "casework_personname", "casework_personidentifier", "casework_casemember", "casework_household",
]  # fmt: skip
PEOPLE_A_CASE = 2.5
SHORTEST_SLIPPED = 4
NOBODY = "Zyxwvut Qqqqq"
KINDS = {
    "worker with 30 cases": "u.email = 'thirty@example.org'",
    "support worker, largest team": "a.code = 'agency-5' AND t.name = 'Team 1' AND m.role = 'support_worker'",
    "partner with shares, largest": "a.code = 'agency-1'",
    "partner with three shares": "EXISTS (SELECT FROM casework_caseusergrant g WHERE g.user_id = m.user_id)",
    "manager": "m.role = 'manager' AND a.code = 'agency-5'",
}
MEMBER = """SELECT m.id FROM agencies_membership m JOIN agencies_agency a ON a.id = m.agency_id
JOIN agencies_user u ON u.id = m.user_id LEFT JOIN agencies_team t ON t.id = m.team_id WHERE {} ORDER BY m.id LIMIT 1"""
SAMPLE = "SELECT name, born_on FROM casework_person ORDER BY md5(id::text) LIMIT 1000"
NUMBERS = "SELECT value FROM casework_personidentifier ORDER BY md5(id::text) LIMIT 100"


class Searching:
    """Measures in one database."""

    def __init__(self, servers: Servers, database: str, calls: int) -> None:
        """Point Django at it, as app."""
        from django.db import connection

        connection.close()
        connection.settings_dict["NAME"] = database
        self.calls = calls
        with psycopg.connect(servers.superuser_url_of(database)) as superuser:
            self.people = superuser.execute(SAMPLE).fetchall()
            self.numbers = [row[0] for row in superuser.execute(NUMBERS).fetchall()]
            self.members = {
                kind: superuser.execute(MEMBER.format(who).encode()).fetchone() for kind, who in KINDS.items()
            }

    def everything(self) -> dict[tuple[str, str], list[float]]:
        """Milliseconds of each kind of question by each kind of user."""
        results = {}
        for kind, found in self.members.items():
            actor = self.actor(found)
            for what, words in self.questions().items():
                results[what, kind] = [self.ask(actor, text) for text in words]
                logging.info("%s, %s", what, kind)
        return results

    def actor(self, found: Any) -> "Actor":
        """Who asks."""
        from agencies.actors import member_actor
        from agencies.models import Membership

        return member_actor(Membership.objects.select_related("user", "agency", "team").get(pk=found[0]))

    def questions(self) -> dict[str, list[str]]:
        """What is typed: the same for everybody."""
        drawn = random.Random(5)
        draw = [drawn.choice(self.people) for _ in range(self.calls)]
        return {
            "first name and surname": [name for name, _ in draw],
            "with a slip in each": [" ".join(slip(word, drawn) for word in name.split()) for name, _ in draw],
            "with the birth date": [f"{name} {born:%d/%m/%Y}" for name, born in draw],
            "surname alone": [name.split()[-1] for name, _ in draw],
            "number": [drawn.choice(self.numbers) for _ in range(self.calls)],
            "nobody's name": [NOBODY] * self.calls,
        }

    @staticmethod
    def ask(actor: "Actor", text: str) -> float:
        """The milliseconds of one question, the reading of it included."""
        from benchmarks.acting import acting_as
        from casework.search_terms import read
        from casework.selectors.search import matches

        asked = acting_as(actor, lambda: matches(actor, read(text)))
        before = time.perf_counter()
        asked()
        return (time.perf_counter() - before) * 1000


def slip(word: str, drawn: random.Random) -> str:
    """The word with two letters swapped."""
    place = drawn.randrange(1, len(word) - 1) if len(word) >= SHORTEST_SLIPPED else 0
    return word[:place] + word[place + 1] + word[place] + word[place + 2 :]


def fill(servers: Servers, name: str) -> None:
    """The people of a world that has none yet."""
    with psycopg.connect(servers.superuser_url_of(name)) as connection:
        if connection.execute("SELECT FROM casework_person LIMIT 1").fetchone():
            return
        with indexes_built_afterwards(connection, FILLED):
            connection.execute(PEOPLE.read_bytes())
    with psycopg.connect(servers.superuser_url_of(name), autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")


def print_table(results: dict[int, dict[tuple[str, str], list[float]]]) -> None:
    """p50 / p95 at each size, and how they grow."""
    print("\nMilliseconds passed, p50 / p95\n")
    print(f"| what is typed | by whom | {' | '.join(f'{size:,}' for size in results)} | largest ÷ smallest |")
    print("|" + "---|" * (3 + len(results)))
    for key in next(iter(results.values())):
        times = [each[key] for each in results.values()]
        cells = " | ".join(f"{median(each):.0f} / {quantiles(each, n=20)[-1]:.0f}" for each in times)
        print(f"| {key[0]} | {key[1]} | {cells} | {median(times[-1]) / median(times[0]):.1f} |")


def main() -> None:
    """Build the worlds, measure in each, print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, nargs="+", default=[10_000, 100_000, 300_000])
    parser.add_argument("--calls", type=int, default=40)
    given = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "SECRET_KEY": "measured only",
        "ALONGSIDE_DEVELOPMENT": "1",
    }
    with test_servers() as servers:
        names = {size: build_world(servers, int(size / PEOPLE_A_CASE)) for size in given.people}
        for name in names.values():
            fill(servers, name)
        os.environ |= servers.environment(names[given.people[0]])
        django.setup()
        print_table({size: Searching(servers, name, given.calls).everything() for size, name in names.items()})


if __name__ == "__main__":
    main()
