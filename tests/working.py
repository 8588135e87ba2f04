"""A stack whose worker is killed while it takes extracts in, links, and prepares and releases disclosures."""

import os
import signal
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connections
from django.test import override_settings

from agencies.disclosures import asking
from agencies.models import SharingAgreement
from casework import linkage_runs
from tests.conftest import QUICK_HASHER, Clock, database_role
from tests.factories.agencies import Cast, make_cast
from tests.factories.casework import make_scene
from tests.factories.disclosures import make_disclosing_agreement, make_disclosure, pia_of, share_for
from tests.factories.extracts import hand_over, make_linkage_agreement, rows_of
from tests.servers import let_verbs_be_called
from tests.stacks import DATABASE, Stack, pids
from worker.tasks.disclosures import look_after_disclosures
from worker.tasks.jobs import work_next_job

ROWS, REFUSED, CASES, TO_LINK = 30_000, 50, 200, 2_000
A_DAY = timedelta(hours=25)
# As if the lease had ended: whoever still works on it is overtaken, whoever was killed is followed.
LEASES_END = """
UPDATE agencies_job SET lease_until = lease_until - interval '1 hour' WHERE state = 'running';
UPDATE agencies_job SET try_after = least(try_after, clock()) WHERE state = 'queued'
"""
ENDED = {"done", "failed"}
STUCK_SECONDS = 15.0


class Working(Stack):
    """What its jobs come to."""

    bells = (work_next_job, look_after_disclosures)
    cast: Cast
    linkage: SharingAgreement
    disclosing: SharingAgreement
    number = 0  # of extracts: each says something new
    households: list[Any] = []

    # One round

    def measure(self, kind: str) -> float:
        """Seconds that one takes with nothing done to it; and that the look afterwards finds nothing wrong."""
        ask, wrong = KINDS[kind]
        subject = self._begun(ask)
        began = time.monotonic()
        self.work()
        seconds = time.monotonic() - began
        if said := wrong(self, subject):
            raise RuntimeError(f"wrong without anything having been done to it: {said}")
        return seconds

    def round(self, kind: str, after: float, events: Sequence[str]) -> tuple[str, str]:
        """The stage at which the events came, and what is wrong afterwards; nothing where the job was done once."""
        ask, wrong = KINDS[kind]
        subject = self._begun(ask)
        time.sleep(after)
        stage = str(self.ask("SELECT stage FROM agencies_job ORDER BY asked_at DESC LIMIT 1")[0][0]) or "begun"
        stage = "ended" if self.state() in ENDED else stage
        for event in events:
            getattr(self, event)()
        self.work()
        return stage, wrong(self, subject)

    def _begun(self, ask: "Asks") -> Any:
        for connection in connections.all():
            connection.close()  # it may have been cut off by the round before
        subject = ask(self)
        self.until(self.is_ready)
        self.ring()
        self.until(lambda: self.state() != "queued")
        return subject

    def work(self) -> None:
        """Ring until the last job has ended; where nothing moves for a while, leases end again."""
        moved, seen = 0.0, None

        def is_over() -> bool:
            nonlocal moved, seen
            now = self.ask("SELECT state, stage, done, tries FROM agencies_job ORDER BY asked_at DESC LIMIT 1")[0]
            if now != seen:
                moved, seen = time.monotonic(), now
            if time.monotonic() - moved > STUCK_SECONDS:
                self.ask(LEASES_END)
                moved = time.monotonic()
            return now[0] in ENDED

        self.ask(LEASES_END)
        self.until(is_over, ringing=True)

    def state(self) -> str:
        """Of the job that was asked for last."""
        return str(self.ask("SELECT state FROM agencies_job ORDER BY asked_at DESC LIMIT 1")[0][0])

    def victim(self) -> int | None:
        """Nobody knows: all children are killed."""
        return None

    def kill_children(self) -> None:
        """Kill -9 all of the worker's children."""
        for child in self.children():
            with suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)

    def kill_linker(self) -> None:
        """Kill -9 the process that links, as a system does that runs out of memory."""
        for pid in pids("-f", f"link_mentions .*{self.home}"):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)

    def one(self, statement: str) -> Any:
        """The one value of the one row."""
        return self.ask(statement)[0][0]

    def job_is_done_once(self, subject: Any) -> str:
        """Nothing, or what is wrong with the jobs of a subject."""
        jobs = self.ask(f"SELECT state, trouble FROM agencies_job WHERE subject_id = '{subject}'")
        return "" if jobs == [("done", "")] else f"jobs: {jobs}"

    @contextmanager
    def a_day_later(self) -> Iterator[None]:
        """For as long as this block lasts: a file that is written now is to be of now."""
        Clock().ahead(A_DAY)
        yield
        Clock().run()

    # Extracts

    def ask_to_take_in(self) -> Any:
        """A file of rows that nobody has said before."""
        self.number += 1
        changes = [{"attendance_id": f"R{self.number}-{row}", "nhs_number": ""} for row in range(ROWS)]
        for change in changes[:REFUSED]:
            change["birth_date"] = "the first of May"
        with database_role("app"):
            return hand_over(self.cast.gill, self.linkage, rows_of("nhs_emergency", *changes)).pk

    def wrong_with_extract(self, key: Any) -> str:
        """Every row once, or none."""
        counted = self.ask(
            "SELECT rows, mentions, refused_rows, taken_in_at IS NOT NULL,"
            " (SELECT count(*) FROM agencies_stagedmention WHERE extract_id = its.id AND is_current),"
            " (SELECT count(*) FROM agencies_stagedmention WHERE extract_id = its.id),"
            " (SELECT count(*) FROM agencies_refusedrow WHERE extract_id = its.id),"
            f" (SELECT count(*) FROM agencies_auditevent WHERE event = 'extract.taken_in' AND subject_id = '{key}')"
            f" FROM agencies_extract its WHERE id = '{key}'"
        )[0]
        fit = ROWS - REFUSED
        whole = (ROWS, fit, REFUSED, True, fit, fit, REFUSED, 1)
        return self.job_is_done_once(key) or ("" if counted == whole else f"{counted} for {whole}")

    # Linkage

    def ask_to_link(self) -> Any:
        """All that was taken in."""
        with database_role("app"):
            return linkage_runs.ask(by=self.cast.gill).pk

    def wrong_with_run(self, key: Any) -> str:
        """One run that counts, every mention in it once, households as they were, and nothing left on the disk."""
        households = self.ask("SELECT household, count(*) FROM casework_linkedmention GROUP BY 1 ORDER BY 1")
        self.households = self.households or households
        counted = self.ask(
            "SELECT (SELECT count(*) FROM casework_linkedmention),"
            f" (SELECT count(*) FROM casework_linkedmention WHERE run_id = '{key}'),"
            f" (SELECT mentions FROM casework_linkagerun WHERE id = '{key}' AND stored_at IS NOT NULL),"
            f" (SELECT count(*) FROM agencies_auditevent WHERE event = 'linkage.stored' AND subject_id = '{key}')"
        )[0]
        mentions = self.one("SELECT count(*) FROM agencies_stagedmention WHERE is_current")
        if counted != (mentions, mentions, mentions, 1):
            return f"{counted} for {mentions} mentions"
        if households != self.households:
            return "households have other keys"
        left = [path.name for path in (self.home / "tmp").glob("alongside-linkage-*")]
        return self.job_is_done_once(key) or (f"left on the disk: {left}" if left else "")

    # Disclosures

    def ask_to_disclose(self) -> Any:
        """All cases that are shared, approved."""
        with database_role("app"):
            row = make_disclosure(self.cast, self.disclosing, pia_of(self.cast))
            return asking.approve(row, by=self.cast.gill).pk

    def wrong_with_disclosure(self, key: Any) -> str:
        """Held back once, in one file that is as it was written; a day later released once."""
        file_key, digest, rows, state = self.ask(
            f"SELECT file_key, sha256, rows, state FROM agencies_disclosure WHERE id = '{key}'"
        )[0]
        people = self.one(f"SELECT count(*) FROM agencies_disclosedperson WHERE disclosure_id = '{key}'")
        # Cut off after the row was committed, it gets its name when it is released.
        found = [path for path in Path(settings.FILES_FOLDER).rglob("*") if path.stem == getattr(file_key, "hex", "")]
        written = [sha256(path.read_bytes()).hexdigest() for path in found]
        if (state, written, rows, people) != ("embargoed", [digest], people, people) or not people:
            return f"{state}, {len(found)} files, {rows} rows, {people} people"
        with self.a_day_later():
            self.until(lambda: self._state_of(key) != "embargoed", ringing=True)
        events = f"SELECT event, count(*) FROM agencies_auditevent WHERE subject_id = '{key}' GROUP BY 1"
        counted = dict(self.ask(events))
        once = {name: counted.get(name) for name in ("disclosure.prepared", "disclosure.released")}
        if set(once.values()) != {1} or self._state_of(key) != "released" or not found[0].with_suffix("").exists():
            return f"{once}, {self._state_of(key)}"
        return self.job_is_done_once(key)

    def _state_of(self, key: Any) -> str:
        return str(self.one(f"SELECT state FROM agencies_disclosure WHERE id = '{key}'"))


Asks = Callable[[Working], Any]
Looks = Callable[[Working, Any], str]
KINDS: dict[str, tuple[Asks, Looks]] = {
    "link": (Working.ask_to_link, Working.wrong_with_run),
    "prepare": (Working.ask_to_disclose, Working.wrong_with_disclosure),
    "take in": (Working.ask_to_take_in, Working.wrong_with_extract),
}


@contextmanager
def working() -> Iterator[Working]:
    """Started from nothing, with people to link and cases that are shared."""
    with Working.running(FILES_FOLDER="{home}/files", TMPDIR="{home}/tmp") as stack:
        for folder in ("files", "tmp"):
            (stack.home / folder).mkdir()
        with override_settings(FILES_FOLDER=str(stack.home / "files")):
            with database_role("seed"), override_settings(PASSWORD_HASHERS=QUICK_HASHER):
                stack.cast = make_cast()
                stack.linkage = make_linkage_agreement(stack.cast)
                stack.disclosing = make_disclosing_agreement(stack.cast)
                pia_of(stack.cast)
                for _ in range(CASES):
                    share_for(make_scene(stack.cast), stack.disclosing)
            let_verbs_be_called(stack.servers.superuser_url_of(DATABASE))
            stack.start_worker()
            _take_in(stack)
            yield stack


def _take_in(stack: Working) -> None:
    """People whom two of its files name."""
    people = [
        {
            "given_name": f"{'ABCDEFGHIJ'[at % 10]}vo{'klmnprst'[at % 8]}a",
            "family_name": f"Oduya{chr(97 + at // 10 % 26)}{'klmnprs'[at % 7]}",
            "birth_date": f"{1940 + at % 70}-0{at % 9 + 1}-1{at // 9 % 10}",
            "nhs_number": "",
            "postcode": f"ST{at % 9 + 1} {at % 9 + 1}AB",
        }
        for at in range(TO_LINK // 2)
    ]
    for source in ("A", "B"):
        rows = rows_of("nhs_emergency", *({**each, "attendance_id": f"{source}{at}"} for at, each in enumerate(people)))
        with database_role("app"):
            hand_over(stack.cast.gill, stack.linkage, rows)
        stack.work()
