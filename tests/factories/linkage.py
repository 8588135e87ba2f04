"""Extracts that are taken in, linked in this process, and the questions that are left."""

from collections.abc import Iterator, Mapping
from unittest.mock import patch

from agencies import jobs
from agencies.actors import Actor
from agencies.jobs import Claim
from agencies.models import SharingAgreement
from casework import linkage_runs
from casework.linkage.backends import DuckDB
from casework.linkage_storage import link_and_store
from casework.models import ComparedPair, LinkageRun
from tests.conftest import database_role
from tests.factories.extracts import hand_over, rows_of
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


def make_question(by: Actor, agreement: SharingAgreement) -> ComparedPair:
    """Two mentions that nobody but a person can tell."""
    take_in(by, agreement, "nhs_emergency", ROSA, *OTHERS)
    take_in(by, agreement, "adult_social_care", UNDATED)
    make_run(by)
    with database_role("seed"):
        return ComparedPair.objects.get(is_question=True)
