"""The worlds in which figures are measured can still be made: a column more, and they could not, months before anybody asks."""

import os
from pathlib import Path

import psycopg
import pytest

from benchmarks.pages import LONG, LONG_CASE
from benchmarks.searching import PEOPLE
from benchmarks.world import WORLD
from tests.servers import SUPERUSER_URL, clone_database, drop_database, url_of

DATABASE = "alongside_world"
CASES = 3_000


@pytest.mark.xdist_group("worlds")
def test_the_worlds_can_be_made() -> None:
    clone_database(DATABASE)
    with psycopg.connect(url_of(os.environ[SUPERUSER_URL], DATABASE)) as connection:
        connection.execute("SELECT set_config('bench.cases', %s, false)", [str(CASES)])
        for each in (WORLD, PEOPLE, LONG_CASE):
            connection.execute(Path(each).read_bytes())
        found = {
            table: connection.execute(f"SELECT count(*) FROM {table}").fetchall()[0][0]
            for table in ("casework_case", "casework_casemember", "casework_contact", "outcomes_action")
        }
        assert found == {
            "casework_case": CASES, "casework_casemember": CASES * 5 // 2, "casework_contact": 5_000, "outcomes_action": 200,
        }  # fmt: skip
        assert len(connection.execute(LONG).fetchall()) == 1
    drop_database(DATABASE)
