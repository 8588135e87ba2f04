"""Handing an extract over: which file, read how, under which agreement. What is in it is read by a job."""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from agencies import audit, clock, jobs, spreadsheets
from agencies.actors import Actor
from agencies.enums import Purpose
from agencies.exceptions import NOT_FOUND, ExtractSettled, Missing
from agencies.extracts import agreed, kept, profiles
from agencies.flows import DIRECTIONS_OF_FLOW, Flow
from agencies.job_states import JobKind, JobState
from agencies.models import Extract, ExtractProfile, Job, RefusedRow, SharingAgreement
from agencies.permissions import Permission, check, holds
from agencies.versions import locked, touch

Upload = Any  # what a door has: an object with chunks()


@transaction.atomic
def keep_profile(*, name: str, spec: Any, by: Actor, at: datetime | None = None) -> ExtractProfile:
    """Keep how one of the agency's files is read; under a name that is there already it is the next version.

    Raises Invalid, which names the part of it that makes no sense.
    """
    check(by, Permission.HAND_OVER_EXTRACTS)
    profiles.parsed(spec)
    agency = by.signatory.agency
    last = ExtractProfile.objects.filter(agency=agency, name=name).order_by("-number").first()
    if last is not None and last.spec == spec:
        return last
    profile = ExtractProfile.objects.create(
        agency=agency,
        name=name,
        number=last.number + 1 if last else 1,
        spec=spec,
        made_at=clock.moment(at),
        made_by=by.signatory,
    )
    audit.record("extract_profile.kept", profile, by=by, at=profile.made_at, number=profile.number)
    return profile


@transaction.atomic
def receive(
    *,
    file: Upload,
    agreement: SharingAgreement,
    profile: ExtractProfile,
    by: Actor,
    only_check: bool = False,
    at: datetime | None = None,
) -> Extract:
    """Take a file from an agency, for a job to check it and, unless that is all that is wanted, to take it in.

    - the same file under the same agreement and profile is the extract that is there already; where that was not taken in
      and nothing is under way, it is asked for again, now by this actor
    Raises NotPermitted, AgreementNotInForce and Invalid.
    """
    check(by, Permission.HAND_OVER_EXTRACTS)
    if profile.agency_id != by.signatory.agency_id:
        raise Missing(NOT_FOUND)
    agreed.items(agreement, by.signatory.agency, profiles.parsed(profile.spec).category)
    what = {"agency": by.signatory.agency, "agreement": agreement, "profile": profile}
    with kept.received(file.chunks()) as come:
        same = Extract.objects.filter(**what, sha256=come.sha256).first()
        if same is not None:
            transaction.on_commit(lambda: kept.forget(come.key), robust=True)
            return _asked_again(same, by, only_check)
        said = {"received_at": clock.moment(at), "received_by": by.signatory}
        extract = Extract.objects.create(**what, **come.columns, **said)
        job = jobs.queue(JobKind.CHECK_EXTRACT if only_check else JobKind.TAKE_IN_EXTRACT, extract.pk, by=by)
        audit.record(
            "extract.received",
            extract,
            by=by,
            at=extract.received_at,
            agreement=agreement.pk,
            profile=profile.pk,
            job=job.pk,
        )
    return extract


@transaction.atomic
def take_in(extract: Extract, *, by: Actor) -> Extract:
    """Take in what was only checked until now. Raises ExtractSettled where that was done."""
    check(by, Permission.HAND_OVER_EXTRACTS)
    extract = locked(_of(by, extract.pk))
    if extract.taken_in_at is not None:
        raise ExtractSettled(_("This extract was taken in already."))
    agreed.items(extract.agreement, extract.agency, profiles.parsed(extract.profile.spec).category)
    job = jobs.queue(JobKind.TAKE_IN_EXTRACT, extract.pk, by=by)
    audit.record("extract.asked_for", extract, by=by, at=clock.now(), job=job.pk)
    touch(extract)
    return extract


def extracts_for(actor: Actor) -> QuerySet[Extract]:
    """Those of the actor's agency, newest first; for whoever hands them over."""
    check(actor, Permission.HAND_OVER_EXTRACTS)
    rows = Extract.objects.select_related("agreement", "profile", "received_by__user", "received_by__agency", "agency")
    return rows.filter(agency=actor.signatory.agency).order_by("-received_at", "pk")


def extract_for(actor: Actor, key: UUID) -> Extract:
    """One of them; raises Missing."""
    if not holds(actor, Permission.HAND_OVER_EXTRACTS):
        raise Missing(NOT_FOUND)
    return _of(actor, key)


def profiles_for(actor: Actor) -> QuerySet[ExtractProfile]:
    """The newest version of each profile of the actor's agency, by name."""
    check(actor, Permission.HAND_OVER_EXTRACTS)
    rows = ExtractProfile.objects.filter(agency=actor.signatory.agency).select_related(
        "made_by__user", "made_by__agency"
    )
    later = ExtractProfile.objects.filter(
        agency=OuterRef("agency"), name=OuterRef("name"), number__gt=OuterRef("number")
    )
    return rows.exclude(Exists(later)).order_by("name", "pk")


def sweep() -> int:
    """Remove files that no extract waits for any more, an hour after they came; how many."""
    return kept.sweep(set(Extract.objects.filter(taken_in_at=None).values_list("file_key", flat=True)))


def _asked_again(extract: Extract, by: Actor, only_check: bool) -> Extract:
    is_open = jobs_of(extract).filter(state__in=[JobState.QUEUED, JobState.RUNNING]).exists()
    if extract.taken_in_at is None and not is_open:
        job = jobs.queue(JobKind.CHECK_EXTRACT if only_check else JobKind.TAKE_IN_EXTRACT, extract.pk, by=by)
        audit.record("extract.asked_for", extract, by=by, at=clock.now(), job=job.pk)
    return extract


def profile_for(actor: Actor, key: UUID) -> ExtractProfile:
    """One of them, in whichever version; raises Missing."""
    rows = ExtractProfile.objects.select_related("made_by__user", "made_by__agency")
    profile = rows.filter(agency=actor.signatory.agency, pk=key).first()
    if profile is None or not holds(actor, Permission.HAND_OVER_EXTRACTS):
        raise Missing(NOT_FOUND)
    return profile


def agreements_to_hand_over_under(actor: Actor) -> QuerySet[SharingAgreement]:
    """Those in force that bind the actor's agency, are for linkage, and let its data come in."""
    rows = SharingAgreement.objects.in_force().filter(parties__agency=actor.signatory.agency)
    rows = rows.filter(purposes__contains=[Purpose.LINKAGE], direction__in=DIRECTIONS_OF_FLOW[Flow.IN])
    return rows.order_by("title", "-number", "pk")


def profiles_to_choose_from(actor: Actor) -> list[tuple[str, str]]:
    """Key and title of the agency's own profiles, then of those that come with the product and are not kept yet."""
    own = list(profiles_for(actor))
    kept_names = {profile.name for profile in own}
    found = [(str(profile.pk), _titled(profile)) for profile in own]
    return found + [(name, each.title) for name, each in profiles.shipped().items() if name not in kept_names]


def profile_chosen(key: str, *, by: Actor) -> ExtractProfile:
    """The one of that list; what comes with the product becomes the agency's own. Raises Missing."""
    if key in profiles.shipped():
        return keep_profile(name=key, spec=profiles.shipped_as_given()[key], by=by)
    try:
        return profile_for(by, UUID(key))
    except ValueError as error:
        raise Missing(NOT_FOUND) from error


def go_on(extract: Extract, *, by: Actor) -> Extract:
    """Let its last job go on, which failed. Raises JobUnderWay where it did not."""
    job = jobs_of(_of(by, extract.pk)).first()
    if job is None:
        raise Missing(NOT_FOUND)
    jobs.retry(job, by=by)
    return extract


def refused_rows_of(actor: Actor, extract: Extract) -> QuerySet[RefusedRow]:
    """The rows of it that cannot be taken in, in the order of the file."""
    return extract_for(actor, extract.pk).refused.order_by("line", "pk")


def last_jobs_of(extracts: Collection[Extract]) -> dict[UUID, Job]:
    """The last job of each, by the extract's key."""
    rows = Job.objects.filter(subject_id__in=[extract.pk for extract in extracts])
    return {job.subject_id: job for job in rows.order_by("asked_at", "pk")}


def jobs_of(extract: Extract) -> QuerySet[Job]:
    """What was and is done with it, newest first."""
    return Job.objects.filter(subject_id=extract.pk).select_related(*jobs.PEOPLE).order_by("-asked_at", "pk")


def refused_rows_as_file(extract: Extract, *, by: Actor) -> str:
    """The rows that cannot be taken in, with what to mend in each, as text of a table for spreadsheets."""
    extract = extract_for(by, extract.pk)
    profile = profiles.parsed(extract.profile.spec)
    columns = [_("Line"), _("What to mend"), *profile.headers]
    rows = refused_rows_of(by, extract)
    audit.record("extract.refused_rows_given", extract, by=by, at=clock.now())
    return spreadsheets.written(columns, ([str(row.line), _told(row.problems), *row.cells] for row in rows.iterator()))


def _of(actor: Actor, key: UUID) -> Extract:
    rows = Extract.objects.select_related("agreement", "profile", "received_by__user", "received_by__agency", "agency")
    extract = rows.filter(agency=actor.signatory.agency, pk=key).first()
    if extract is None:
        raise Missing(NOT_FOUND)
    return extract


def _titled(profile: ExtractProfile) -> str:
    title = profiles.parsed(profile.spec).title
    return (
        title
        if profile.number == 1
        else _("%(title)s, version %(number)d") % {"title": title, "number": profile.number}
    )


def _told(problems: list[dict[str, str]]) -> str:
    return " ".join(f"{each['column']}: {each['words']}" if each["column"] else each["words"] for each in problems)
