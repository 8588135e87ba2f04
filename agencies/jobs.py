"""Jobs: queued with the act that asks for them, taken up by the worker one at a time, and watched by whom they concern.

Each step of a job is a transaction of its own, in which it acts as whoever asked for it: what they may no longer do, it may
not either. Cut off anywhere, it waits until its lease is over, and another process goes on from its last step.
"""

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from agencies import audit, clock, heartbeats
from agencies.actors import Actor, acting, member_actor, set_actor
from agencies.clock import Now
from agencies.enums import SystemActor
from agencies.exceptions import NOT_FOUND, JobUnderWay, Missing, NotPermitted, ServiceError
from agencies.job_states import JobKind, JobState
from agencies.models import Job, Membership
from agencies.permissions import Permission, check, holds
from agencies.versions import locked

logger = logging.getLogger(__name__)

LEASE = timedelta(minutes=6)  # prolonged at each step, which is shorter, so that nobody who is at it is overtaken
BUDGET_SECONDS = 60.0  # then it lets others in, and rings for itself
IN_ONE_GO = frozenset({JobKind.LINK, JobKind.PREPARE_DISCLOSURE})  # what has no step from which it could go on
MOST_TRIES = 3  # of those that ended with their process: such a job is not tried for ever
PAUSE = timedelta(minutes=1)
# Who watches the jobs of their agency, beside whoever asked for one.
WATCHES = Permission.MANAGE_AGREEMENTS


class ClaimLost(Exception):
    """Another process has the job now: this one stops, without a word in the record."""


@dataclass(frozen=True, slots=True)
class Claim:
    """One job that this process has for now."""

    job: UUID
    kind: JobKind
    subject: UUID
    claim: UUID
    asked_by: UUID
    done: int  # what was noted of it before: 0 where it begins now

    @contextmanager
    def step(self) -> Iterator[Actor]:
        """One transaction as whoever asked for the job, while nobody else has it.

        Raises NotPermitted where they act for their agency no more, and ClaimLost.
        """
        with transaction.atomic(durable=True):
            if not Job.objects.select_for_update().filter(pk=self.job, claim=self.claim).exists():
                raise ClaimLost
            rows = Membership.objects.current().select_related("user", "agency", "team")
            membership = rows.filter(pk=self.asked_by).first()
            if membership is None:
                raise NotPermitted(_("Whoever asked for this acts for the agency no more. Ask for it again yourself."))
            actor = member_actor(membership)
            set_actor(actor, route=f"job {self.kind}")
            yield actor


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a job is, after a step."""

    stage: str
    done: int
    total: int | None = None


PEOPLE = ("asked_by__user", "asked_by__agency", "retried_by__user", "retried_by__agency")
RETRIED = [
    "state", "stage", "done", "total", "try_after", "tries", "finished_at", "trouble", "retried_at", "retried_by",
]  # fmt: skip
Run = Callable[[Claim], Iterator[Progress]]


def queue(kind: JobKind, subject: UUID, *, by: Actor) -> Job:
    """Ask for a job, in the transaction of the act that needs it. Raises JobUnderWay where it waits or runs already."""
    job = Job(kind=kind, subject_id=subject, agency=by.signatory.agency, asked_by=by.signatory)
    # Two who ask at once: the database takes one of them.
    Job.objects.bulk_create([job], ignore_conflicts=True)
    asked = Job.objects.filter(pk=job.pk).first()
    if asked is None:
        raise JobUnderWay(_("This is under way already. Wait until it is done."))
    return asked


def jobs_for(actor: Actor) -> QuerySet[Job]:
    """Those of their agency that the actor watches, newest first; for others, their own."""
    rows = Job.objects.select_related(*PEOPLE).order_by("-asked_at", "pk")
    rows = rows.filter(agency=actor.signatory.agency)
    return rows if holds(actor, WATCHES) else rows.filter(asked_by=actor.signatory)


def job_for(actor: Actor, key: UUID) -> Job:
    """One of them; raises Missing."""
    job = jobs_for(actor).filter(pk=key).first()
    if job is None:
        raise Missing(NOT_FOUND)
    return job


def last_of(actor: Actor, subject: UUID) -> Job | None:
    """The last job of this subject that the actor may watch."""
    return jobs_for(actor).filter(subject_id=subject).first()


def can_be_retried(job: Job) -> bool:
    """Whether it failed, and nobody asked for the same since."""
    later = Job.objects.filter(subject_id=job.subject_id, asked_at__gt=job.asked_at)
    return job.state == JobState.FAILED and not later.exists()


@transaction.atomic
def retry(job: Job, *, by: Actor, at: datetime | None = None) -> Job:
    """Let a job that failed go on from where it was. It acts as whoever asked for it first."""
    check(by, WATCHES)
    at = clock.moment(at)
    job_for(by, job.pk)
    row = locked(job)
    if not can_be_retried(row):
        raise JobUnderWay(_("Only the last job, where it failed, can be tried again."))
    row.state, row.try_after, row.tries, row.finished_at, row.trouble = JobState.QUEUED, at, 0, None, ""
    row.stage, row.done, row.total, row.retried_at, row.retried_by = "", 0, None, at, by.signatory
    row.save(update_fields=RETRIED)
    audit.record("job.retried", row, by=by, at=at, kind=row.kind, of=row.subject_id)
    row.refresh_from_db()
    return row


def work_next() -> bool:
    """Do what can be done of one job in a minute; whether another bell may find more.

    Outside any transaction: each step is one of its own.
    """
    taken = _claim_next()
    if taken is None:
        return False
    try:
        _work_on(taken)
    except ClaimLost:
        logger.warning("a job was taken over by another process")
    return True


def _work_on(taken: Claim) -> None:
    run: Run = import_string(settings.JOB_RUNS[taken.kind])
    began = time.monotonic()
    try:
        for progress in run(taken):
            _note(taken, progress)
            if taken.kind not in IN_ONE_GO and time.monotonic() - began > BUDGET_SECONDS:
                _release(taken, tries=0)
                return
    except ClaimLost:
        raise
    except ServiceError as refusal:
        _end(taken, JobState.FAILED, refusal.detail)
    except Exception:
        logger.exception("a job of kind %s broke", taken.kind)
        _put_off(taken)
    else:
        _end(taken, JobState.DONE, "")


def _claim_next() -> Claim | None:
    """Take one that waits, or whose taker's lease is over; no two processes take the same."""
    claim = uuid4()
    with acting(SystemActor.JOBS), connection.cursor() as cursor:
        heartbeats.record(SystemActor.JOBS)
        cursor.execute(
            """
            UPDATE agencies_job SET state = 'failed', finished_at = clock(), claim = NULL, lease_until = NULL, trouble = %s
            WHERE state = 'running' AND lease_until < clock() AND tries >= %s
            """,
            [_gave_up(), MOST_TRIES],
        )
        cursor.execute(
            """
            UPDATE agencies_job SET state = 'running', claim = %s, tries = tries + 1,
                started_at = coalesce(started_at, clock()), lease_until = clock() + make_interval(secs => %s)
            WHERE id = (
                SELECT id FROM agencies_job
                WHERE state = 'queued' AND try_after <= clock() OR state = 'running' AND lease_until < clock()
                ORDER BY try_after, id LIMIT 1 FOR UPDATE SKIP LOCKED
            ) RETURNING id, kind, subject_id, asked_by_id, done
            """,
            [claim, LEASE.total_seconds()],
        )
        row = cursor.fetchone()
    return Claim(row[0], JobKind(row[1]), row[2], claim, row[3], row[4]) if row else None


def _note(taken: Claim, progress: Progress) -> None:
    """Say how far it is, and keep it. Raises ClaimLost."""
    _write(taken, stage=progress.stage, done=progress.done, total=progress.total, lease_until=Now() + LEASE)


def _release(taken: Claim, after: timedelta = timedelta(), **more: Any) -> None:
    _write(taken, state=JobState.QUEUED, claim=None, lease_until=None, try_after=Now() + after, **more)


def _put_off(taken: Claim) -> None:
    """It is tried again after a while; where it broke too often, somebody has to look."""
    with acting(SystemActor.JOBS):
        tries = Job.objects.filter(pk=taken.job).values_list("tries", flat=True).get()
    if tries >= MOST_TRIES:
        _end(taken, JobState.FAILED, _gave_up())
    else:
        _release(taken, PAUSE)


def _end(taken: Claim, state: JobState, trouble: str) -> None:
    _write(taken, state=state, trouble=trouble, claim=None, lease_until=None, finished_at=Now(), tries=0)


def _write(taken: Claim, **values: Any) -> None:
    with acting(SystemActor.JOBS):
        if Job.objects.filter(pk=taken.job, claim=taken.claim).update(**values) != 1:
            raise ClaimLost


def _gave_up() -> str:
    return _("It broke down again and again. Tell whoever operates the service; nothing of it counts.")
