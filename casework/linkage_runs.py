"""Runs of the linkage: asked for, done by a job in a process of its own, and counted from one instant on."""

import os
import queue
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir
from threading import Thread
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Exists, Q, QuerySet
from django.utils.translation import gettext as _

from agencies import audit, clock, heartbeats, jobs
from agencies.actors import Actor, acting, member_actor
from agencies.clock import Now
from agencies.enums import SystemActor
from agencies.exceptions import NOT_FOUND, Invalid, JobUnderWay, Missing
from agencies.extracts.agreed import binding, linkable
from agencies.job_states import JobKind, JobState
from agencies.jobs import Claim, Progress
from agencies.models import Job
from agencies.permissions import Permission, check, holds
from agencies.selectors import one
from casework.linkage_storage import STAGES
from casework.linkage_turns import has_turn
from casework.models import LinkageRun

AFTER_FAILURE = timedelta(hours=1)
QUIET = timedelta(minutes=1)  # agencies hand over one after the other: one run for all of them
TICK_SECONDS = 20.0  # so often a long stage says that it is alive, which prolongs its lease
OUT_OF_MEMORY = 3  # what the process ends with: see casework/management/commands/link_mentions.py


@transaction.atomic
def ask(*, by: Actor, at: datetime | None = None) -> LinkageRun:
    """Link all that the extracts say, as it stands when the job begins.

    Raises NotPermitted, Invalid where nothing was taken in, and JobUnderWay where a run waits or is being done.
    """
    check(by, Permission.REVIEW_LINKS)
    if not linkable().filter(agreement__in=binding(by.signatory.agency), taken_in_at__isnull=False).exists():
        raise Invalid(_("No extract was taken in yet, so there is nothing to link. Hand one over first."))
    if not has_turn() or _open_jobs().exists():
        raise JobUnderWay(_("The extracts are being linked already. Wait until that is done."))
    return _queued(by, clock.moment(at))


def ask_for_what_came() -> None:
    """Link again what was taken in since somebody last asked: as whoever took it in."""
    with acting(SystemActor.LINKAGE):
        heartbeats.record(SystemActor.LINKAGE)
        # One that failed is tried again, and not at every bell.
        counted = Q(stored_at__isnull=False) | Q(asked_at__gt=Now() - AFTER_FAILURE)
        asked = LinkageRun.objects.filter(counted).order_by("-asked_at").values_list("asked_at", flat=True).first()
        came = linkable().filter(taken_in_at__isnull=False)
        last = (came.filter(taken_in_at__gt=asked) if asked else came).order_by("-taken_in_at").first()
        if last is None or last.taken_in_by is None or came.filter(taken_in_at__gt=Now() - QUIET).exists():
            return
        if has_turn() and not _open_jobs().exists():
            _queued(member_actor(last.taken_in_by), clock.now())


def _open_jobs() -> QuerySet[Job]:
    return Job.objects.filter(kind=JobKind.LINK, state__in=[JobState.QUEUED, JobState.RUNNING])


def _queued(by: Actor, at: datetime) -> LinkageRun:
    run = LinkageRun.objects.create(asked_at=at, asked_by=by.signatory)
    job = jobs.queue(JobKind.LINK, run.pk, by=by)
    audit.record("linkage.asked_for", run, by=by, at=run.asked_at, job=job.pk)
    return run


def runs_for(actor: Actor) -> QuerySet[LinkageRun]:
    """All of them, newest first, for whoever reviews links at an agency that takes part: counts alone."""
    check(actor, Permission.REVIEW_LINKS)
    rows = LinkageRun.objects.select_related("asked_by__user", "asked_by__agency").order_by("-asked_at", "pk")
    return rows.filter(Exists(binding(actor.signatory.agency)))


def run_for(actor: Actor, key: UUID) -> LinkageRun:
    """One of them; raises Missing."""
    if not holds(actor, Permission.REVIEW_LINKS):
        raise Missing(NOT_FOUND)
    return one(runs_for(actor), key)


def job_of(run: LinkageRun) -> Job | None:
    """The job that does it."""
    return Job.objects.filter(subject_id=run.pk).select_related(*jobs.PEOPLE).order_by("-asked_at").first()


def link_mentions(claim: Claim) -> Iterator[Progress]:
    """The job of a run. Cut off anywhere, it begins anew: nothing of it counts before all of it does."""
    with claim.step() as actor:
        check(actor, Permission.REVIEW_LINKS)
        is_stored = LinkageRun.objects.filter(pk=claim.subject, stored_at__isnull=False).exists()
    if is_stored:
        return  # the process ended between storing it and saying so
    at = 0
    for stage in stages_of(claim):
        at = STAGES.index(stage) if stage else at
        yield Progress(STAGES[at], at, len(STAGES))


def stages_of(claim: Claim) -> Iterator[str]:
    """Each stage as it begins, and an empty word now and then; what the process says that does it.

    Apart from the worker: it may have more memory than a worker, and when that does not suffice it dies alone.
    """
    command = [
        sys.executable,
        str(settings.BASE_DIR / "manage.py"),
        "link_mentions",
        str(claim.subject),
        str(claim.claim),
    ]
    _forget_spills()
    # What does not fit into memory is put there for a while, and removed with it. Nothing in the command comes from outside:
    # our own program, keys of our own, and this folder.
    with (
        TemporaryDirectory(prefix=spills()) as spill,
        subprocess.Popen([*command, spill], stdout=subprocess.PIPE, text=True, env=_as_worker()) as process,  # noqa: S603
    ):
        try:
            yield from _said(process)
        finally:
            process.kill()
    if process.returncode == OUT_OF_MEMORY:
        words = _("Linking needs more memory than it may have. Ask whoever operates the service for more.")
        raise Invalid(words)
    if process.returncode:
        raise RuntimeError(f"linking ended with {process.returncode}")


def spills() -> str:
    """How folders begin in which runs of this service put what does not fit: others may link on the same machine."""
    ours = "{HOST} {PORT} {NAME}".format_map(connection.settings_dict)
    return f"alongside-linkage-{sha256(ours.encode()).hexdigest()[:12]}-"


def _forget_spills() -> None:
    """What a worker that was killed left on this disk: people's data, and nobody's any more, since one run links at a time."""
    for left in Path(gettempdir()).glob(f"{spills()}*"):
        shutil.rmtree(left, ignore_errors=True)


def _as_worker() -> dict[str, str]:
    return {**os.environ, "DATABASE_ROLE": "worker"}


def _said(process: "subprocess.Popen[str]") -> Iterator[str]:
    lines: queue.Queue[str | None] = queue.Queue()

    def read() -> None:
        for line in process.stdout or ():
            lines.put(line.strip())
        lines.put(None)

    Thread(target=read, daemon=True).start()
    while True:
        try:
            line = lines.get(timeout=TICK_SECONDS)
        except queue.Empty:
            yield ""
            continue
        if line is None:
            process.wait()
            return
        if line in STAGES:
            yield line
