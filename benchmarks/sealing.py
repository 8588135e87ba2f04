"""The seals of the trail: how many rows a second are sealed, and verified, and in how much memory.

python -m benchmarks.sealing [ROWS]
"""

import resource
import sys
import tempfile
import time
from collections.abc import Sequence

import psycopg

from benchmarks.servers import database

# As a look at a page of contacts leaves it: a case, three rows, two people, a household.
FILL = """
INSERT INTO agencies_auditevent (event, result, route, subject_type, subject_ids, case_id, person_ids, household_ids,
    categories, user_id, membership_id, agency_id, system, purpose, details)
SELECT 'contact.shown', 'shown', 'GET /api/v1/cases/<reference>/contacts/', 'casework.contact',
    ARRAY[gen_random_uuid(), gen_random_uuid(), gen_random_uuid()], gen_random_uuid(),
    ARRAY[gen_random_uuid(), gen_random_uuid()], ARRAY[gen_random_uuid()], ARRAY['general', 'health'],
    gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), '', 'support', '{"rows": 3}'
FROM generate_series(1, %s)
"""


def main(arguments: Sequence[str]) -> None:
    """Measure and print."""
    rows = int(arguments[0]) if arguments else 500_000
    with database() as address, tempfile.TemporaryDirectory() as folder:
        from django.conf import settings
        from django.db import connections

        from agencies import seals
        from agencies.verification import Verification

        settings.AUDIT_ROOTS = folder
        connections["default"] = connections["worker"]
        with psycopg.connect(address, autocommit=True) as superuser:
            superuser.execute(FILL, [rows])
            superuser.execute("VACUUM ANALYZE agencies_auditevent")
        before = _megabytes()
        began = time.monotonic()
        while seals.seal():
            pass
        _tell("sealed", rows, began, before)
        began, walk = time.monotonic(), Verification()
        if found := list(walk.findings()):
            raise SystemExit("\n".join(found))
        _tell("verified", walk.rows, began, before)


def _tell(what: str, rows: int, began: float, before: float) -> None:
    seconds = time.monotonic() - began
    print(
        f"{what:<9}{rows:>10,} rows in {seconds:6.1f} s: {rows / seconds:>9,.0f} a second;"
        f" at most {_megabytes() - before:.0f} MB more memory than before"
    )


def _megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main(sys.argv[1:])
