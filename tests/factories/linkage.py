"""Extracts that are taken in, linked in this process, and the questions that are left."""

from collections.abc import Iterator, Mapping
from datetime import date
from unittest.mock import patch

from agencies import clock, jobs
from agencies.actors import Actor
from agencies.jobs import Claim
from agencies.models import SharingAgreement, StagedMention
from casework import linkage_runs
from casework.linkage.backends import DuckDB
from casework.linkage_storage import link_and_store
from casework.models import ComparedPair, LinkageRun, LinkAnswer
from casework.newest_run import newest_run
from tests.conftest import database_role
from tests.factories.agencies import Cast
from tests.factories.extracts import hand_over, make_extract, rows_of
from tests.factories.papers import a_folder

ROSA: Mapping[str, str] = {}
# Rosa once more, without her number and her date of birth: likely, and not certain.
UNDATED = {"nhs_number": "", "date_of_birth": "", "case_id": "ASC-2"}
# A name says something only where others have other names.
OTHERS = [
    {
        "attendance_id": f"X{at}",
        "given_name": f"{'ABCDEFGHIJ'[at % 10]}vo{'klmnprst'[at % 8]}a",
        "family_name": f"{'BCDFGHJKLM'[at // 3 % 10]}arn{'elyoi'[at % 5]}t",
        "birth_date": f"{1950 + at}-0{at % 9 + 1}-1{at % 10}",
        "nhs_number": "",
        "postcode": f"ST{at % 9 + 1} {at % 9 + 1}AB",
    }
    for at in range(30)
]


def here(claim: Claim) -> Iterator[str]:
    """What the process of a run does, in this one."""
    yield from link_and_store(claim.subject, claim.claim, DuckDB())


def work(times: int = 1) -> None:
    """As the worker does, without a process of its own for linking."""
    with database_role("worker"), patch.object(linkage_runs, "stages_of", here):
        for _ in range(times):
            jobs.work_next()


def take_in(by: Actor, agreement: SharingAgreement, name: str, *changes: Mapping[str, str]) -> None:
    """Rows of one of the seven shapes, handed over and taken in."""
    with a_folder():
        with database_role("app"):
            hand_over(by, agreement, rows_of(name, *changes), name)
        work()


def make_run(by: Actor) -> LinkageRun:
    """All that was taken in, linked."""
    with database_role("app"):
        run = linkage_runs.ask(by=by)
    work()
    run.refresh_from_db()
    return run


def make_stored_run(cast: Cast) -> LinkageRun:
    """A run that counts, of nobody."""
    said = {"asked_by": cast.gill.signatory, "as_of": clock.today(), "settings": {"thresholds": {"automatic": 6.0}}}
    return LinkageRun.objects.create(**said, stored_at=clock.now(), questions=3)


def make_stored_question(cast: Cast, agreement: SharingAgreement) -> ComparedPair:
    """A question of the run that counts, put down without anything having been linked."""
    run = newest_run() or make_stored_run(cast)
    extract = make_extract(cast, agreement)
    extract.taken_in_at, extract.taken_in_by = clock.now(), cast.gill.signatory
    extract.save(update_fields=["taken_in_at", "taken_in_by"])
    sides = [
        StagedMention.objects.create(
            extract=extract, agency=extract.agency, source="nhs_emergency", line=line, record=f"{extract.pk}-{line}",
            slot=1, role="patient", forenames="Rosa", surname=surname, born_on=date(1981, 4, 9), is_current=True,
        )
        for line, surname in enumerate(("Bell", "Ball"), 1)
    ]  # fmt: skip
    findings = [{"comparison": "surname", "level": "one letter apart", "bits": 2.5}]
    return ComparedPair.objects.create(
        run=run, left=sides[0], right=sides[1], is_question=True, ground="weight", weight=4.5, findings=findings
    )


def make_answer(cast: Cast, pair: ComparedPair) -> LinkAnswer:
    """That they are two."""
    return LinkAnswer.objects.create(
        left=pair.left, right=pair.right, is_same=False, note="Twins", answered_by=cast.gill.signatory
    )


def make_question(by: Actor, agreement: SharingAgreement) -> ComparedPair:
    """Two mentions that nobody but a person can tell."""
    take_in(by, agreement, "nhs_emergency", ROSA, *OTHERS)
    take_in(by, agreement, "adult_social_care", UNDATED)
    make_run(by)
    with database_role("seed"):
        return ComparedPair.objects.get(is_question=True)
