"""A folder for files, an agreement, two families of whom one is shared, and a disclosure at any point of its way."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from agencies import clock, jobs
from agencies.actors import Actor
from agencies.disclosures import asking, releasing, sealed
from agencies.models import AuditEvent, DisclosedPerson, Disclosure, Job, SharingAgreement
from tests.conftest import Clock, database_role
from tests.factories.agencies import Cast
from tests.factories.casework import Scene, make_scene
from tests.factories.disclosures import make_disclosing_agreement, make_disclosure, pia_of, share_for
from tests.factories.papers import a_folder


@dataclass
class Way:
    """The way of disclosures, step by step, each as the login role that takes it."""

    cast: Cast
    agreement: SharingAgreement
    pia: Actor
    folder: Path
    clock: Clock

    def ask(self, **said: Any) -> Disclosure:
        """Pia asks the council."""
        with database_role("app"):
            return make_disclosure(self.cast, self.agreement, self.pia, **said)

    def approved(self, **said: Any) -> Disclosure:
        """Gill lets it go."""
        row = self.ask(**said)
        with database_role("app"):
            return asking.approve(row, by=self.cast.gill)

    def prepared(self, **said: Any) -> Disclosure:
        """The worker has prepared it."""
        return self.fresh(self.work(self.approved(**said)))

    def released(self, **said: Any) -> Disclosure:
        """A day later."""
        row = self.prepared(**said)
        self.a_day_later()
        return self.looked_after(row)

    def work(self, row: Disclosure) -> Disclosure:
        """One bell for jobs."""
        with database_role("worker"):
            jobs.work_next()
        return row

    def looked_after(self, row: Disclosure) -> Disclosure:
        """One bell for disclosures."""
        with database_role("worker"):
            releasing.look_after()
        return self.fresh(row)

    def fetched(self, row: Disclosure, by: Actor | None = None) -> bytes:
        """What Pia gets."""
        with database_role("app"):
            return asking.fetch(row, by=by or self.pia)

    def a_day_later(self, hours: int = 24) -> None:
        """And a minute."""
        self.clock.set(clock.now() + timedelta(hours=hours, minutes=1))

    def a_lease_later(self) -> None:
        """Whoever had the job is gone."""
        self.clock.set(clock.now() + jobs.LEASE + timedelta(seconds=1))

    def fresh(self, row: Disclosure) -> Disclosure:
        """As it stands."""
        return Disclosure.objects.select_related(*asking.BESIDE).get(pk=row.pk)

    def files(self) -> list[str]:
        """The names in the folder."""
        return sorted(path.name for path in self.folder.iterdir()) if self.folder.exists() else []

    def told(self) -> int:
        """How many people stand in files."""
        with database_role("seed"):
            return DisclosedPerson.objects.count()

    def events(self) -> list[str]:
        """What the trail says of disclosures, in order."""
        with database_role("seed"):
            rows = AuditEvent.objects.filter(event__contains="disclos").order_by("id")
            return list(rows.values_list("event", flat=True))

    def job(self) -> Job:
        """The last one."""
        return Job.objects.latest("asked_at")


@pytest.fixture
def folder() -> Iterator[Path]:
    with a_folder() as path:
        yield Path(path) / sealed.PLACE


@pytest.fixture
def way(clock: Clock, cast: Cast, folder: Path) -> Way:
    """The police and the council, with an agreement, and nothing shared yet."""
    from agencies import clock as service_clock  # noqa: PLC0415 - the fixture has its name

    clock.set(service_clock.now())
    with database_role("seed"):
        return Way(cast, make_disclosing_agreement(cast), pia_of(cast), folder, clock)


@pytest.fixture
def bells(way: Way) -> Scene:
    """The Bells, whom the council shares with the police under it."""
    with database_role("seed"):
        scene = make_scene(way.cast)
        share_for(scene, way.agreement)
        return scene
