"""What it takes to take in an extract: its file handed over, read, staged and made to count, as the worker does it.

python -m benchmarks.import_rows [--rows 100000] [--profile nhs_emergency]

The rows are of a city of benchmarks/cities. The file comes twice, the second time with one row more, as a monthly extract
has most of the one before.
"""

import argparse
import os
import random
import resource
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice
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
        from agencies.extracts import receiving
        from benchmarks.acting import acting_as

        def receive() -> "Extract":
            return receiving.receive(file=File(path), agreement=self.agreement, profile=self.profile, by=self.actor)

        return acting_as(self.actor, receive)()


@contextmanager
def role(name: str) -> Iterator[None]:
    """As that login role: app takes requests, worker does the jobs, seed founds."""
    from django.db import connections

    before = connections["default"]
    connections["default"] = connections[name]
    try:
        yield
    finally:
        connections["default"] = before


def founded(profile: str) -> Sender:
    """Two agencies, an agreement for linkage that both signed, and whoever sees to it."""
    from agencies import agreements, clock, memberships, partners, users
    from agencies.actors import member_actor, proved
    from agencies.data_items import DataItem
    from agencies.enums import AgencyKind, DataCategory, Purpose, RoleCode
    from agencies.extracts import receiving
    from agencies.extracts.profiles import shipped_as_given
    from agencies.extracts.rows import ALL_ITEMS
    from agencies.models import LawfulBasis, Membership

    today, soon = clock.today(), clock.now() + timedelta(days=1)
    founder = partners.found(
        code="council", name="Council", kind=AgencyKind.COUNCIL, email="a@example.org", person="A",
        password="for benchmarks only", on=today - timedelta(days=60),
    )  # fmt: skip
    adi = proved(member_actor(founder), soon)
    police = partners.register_agency(code="police", name="Police", kind=AgencyKind.POLICE, by=adi)
    user = users.register(email="g@example.org", name="G", by=adi)
    membership = memberships.begin(
        user=user, agency=founder.agency, role=RoleCode.GOVERNANCE_LEAD, team=None,
        started_on=today - timedelta(days=60), by=adi,
    )  # fmt: skip
    lead = proved(member_actor(Membership.objects.select_related("user", "agency", "team").get(pk=membership.pk)), soon)
    agreement = agreements.draft(
        parties=[founder.agency, police], first_day=today - timedelta(days=30), last_day=today + timedelta(days=335),
        by=lead, title="Finding households", purposes=[Purpose.LINKAGE], why="One household, one story",
        categories=list(DataCategory), items=sorted(DataItem(each) for each in ALL_ITEMS), data_items="What the files hold",
        bases=LawfulBasis.objects.filter(pk__in=["art6-1-e", "art9-2-g", "sch1-2-18", "art10-official"]),
        rights="A leaflet", governance="Reviewed each year", retention="A year", security="Nothing leaves the service",
        dpia_reference="DPIA 7", review_on=today + timedelta(days=335),
    )  # fmt: skip
    for agency in (founder.agency, police):
        agreement = agreements.sign(agreement, agency=agency, signatory_name="Its director", by=lead)
    return Sender(lead, agreement, receiving.keep_profile(name=profile, spec=shipped_as_given()[profile], by=lead))


def written(folder: Path, profile: str, rows: int) -> Path:
    """A file with so many rows, and one more."""
    import csv

    from agencies.extracts.profiles import shipped
    from benchmarks.cities.extracts import Agencies
    from benchmarks.cities.names import Names
    from benchmarks.cities.people import City
    from benchmarks.cities.slips import LEVELS

    chance = random.Random(SEED)
    agencies, city = Agencies(chance, LEVELS["usual"]), City(chance, Names(0.85))
    every = (
        row.cells for household in city.households() for row in agencies.rows_of(household) if row.agency == profile
    )
    spec = shipped()[profile]
    path = folder / f"{profile}.csv"
    with path.open("w", encoding=spec.encoding, errors="replace", newline="") as file:
        writer = csv.writer(
            file,
            delimiter=spec.delimiter,
            quoting=csv.QUOTE_MINIMAL if spec.quote else csv.QUOTE_NONE,
            lineterminator="\n",
        )
        writer.writerow(spec.headers)
        writer.writerows(islice(every, rows + 1))
    return path


def take_in(sender: Sender, path: Path, what: str) -> None:
    """Hand it over, do the job, and print what it took."""
    from agencies import jobs

    began, worked = time.perf_counter(), time.process_time()
    with role("app"):
        extract = sender.hand_over(path)
    handed_over = time.perf_counter() - began
    with role("worker"):
        while jobs.work_next():
            pass
    passed, worked = time.perf_counter() - began, time.process_time() - worked
    extract.refresh_from_db()
    if extract.taken_in_at is None:
        raise AssertionError("It was not taken in.")
    counts = ", ".join(f"{getattr(extract, name):,} {name}" for name in SHOWN)
    print(
        f"{what}: {path.stat().st_size / 1e6:.1f} MB handed over in {handed_over:.1f} s, counts after {passed:.1f} s, of which"
        f" this process worked {worked:.1f} s; peak {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MiB; {counts}"
    )


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--profile", default="nhs_emergency")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, database():
        os.environ["FILES_FOLDER"] = folder
        from django.conf import settings

        settings.FILES_FOLDER = folder
        whole = written(Path(folder), given.profile, given.rows)
        first = whole.with_name("first.csv")
        with whole.open("rb") as lines:
            first.write_bytes(b"".join(islice(lines, given.rows + 1)))
        with role("seed"):
            sender = founded(given.profile)
        take_in(sender, first, "first")
        take_in(sender, whole, "the same and a row")


if __name__ == "__main__":
    main()
