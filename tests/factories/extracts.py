"""Small files in the shapes of the seven agencies' extracts, written here so that no rule rests on data from elsewhere."""

import csv
import io
from collections.abc import Collection, Iterator, Mapping, Sequence
from hashlib import sha256
from typing import Any
from uuid import uuid4

from agencies import clock
from agencies.actors import Actor
from agencies.enums import DataCategory
from agencies.extracts import receiving
from agencies.extracts.profiles import Profile, shipped, shipped_as_given
from agencies.extracts.rows import ALL_ITEMS
from agencies.job_states import JobKind, JobState
from agencies.models import Extract, ExtractProfile, Job, RefusedRow, SharingAgreement
from tests.factories.agencies import Cast
from tests.factories.sharing import make_agreement

# One good row of each shape; a test changes what it is about.
GOOD: Mapping[str, Mapping[str, str]] = {
    "housing": {
        "Tenancy Ref": "TEN1", "Tenant 1": "O'NEILL, Rosa May (Mrs)", "Tenant 1 DOB": "09/04/1981",
        "Tenant 2": "", "Tenant 2 DOB": "", "Address": "Flat 2, 14 Mill Lane, Rushford", "Postcode": "ST4 1HH",
        "Event": "Rent arrears letter", "Event Date": "03/02/2026", "Arrears": "£1,200.00",
    },
    "police": {
        "URN": "22/0000001/26", "OCCURRED": "02-MAR-2026 23:40", "SURNAME": "O'NEILL", "FORENAMES": "ROSA", "DOB": "19810409",
        "SEX": "F", "LOCATION": "14 MILL LN", "PCODE": "ST41HH", "ROLE": "VICTIM", "CATEGORY": "DOMESTIC INCIDENT",
        "NOMINAL_NO": "1",
    },
    "fire": {
        "incident_no": "F1", "date": "2026-01-05", "premises": "14 Mill Lane", "postcode": "ST4 1HH",
        "occupier": "Mrs R O'Neill", "type": "False alarm",
    },
    "nhs_emergency": {
        "attendance_id": "AE1", "nhs_number": "999 000 0018", "given_name": "Rosa", "family_name": "O’Neill",
        "birth_date": "1981-04-09", "person_stated_gender": "2", "postcode": "ST4 1HH", "arrived_at": "2026-02-01T03:10",
        "group": "Mental health", "arrival_mode": "Walk-in",
    },
    "schools": {
        "Record": "S1", "UPN": "", "Legal Surname": "O'Neill", "Preferred Surname": "Bell", "Forename": "Tom",
        "DOB": "09/04/11", "Gender": "M", "Parent/Carer": "Mrs Rosa O'Neill", "Address 1": "Flat 2",
        "Address 2": "14 Mill Lane", "Address 3": "Rushford", "Postcode": "ST4 1HH", "Absence": "3.1%", "Suspensions": "0",
    },
    "treatment": {
        "client_ref": "DA1", "initial_first": "R", "initial_last": "O", "dob": "09/04/1981", "sex": "F", "pc_sector": "ST4 1",
        "substance": "Alcohol", "triage_date": "20/02/2026",
    },
    "adult_social_care": {
        "case_id": "ASC-1", "name": "Rosa May O'Neill", "date_of_birth": "09 April 1981", "nhs_number": "9990000018",
        "uprn": "100012345678", "postcode": "ST4 1HH", "service": "Assessment", "start_date": "2026-01-12", "end_date": "",
    },
}  # fmt: skip


def rows_of(name: str, *changes: Mapping[str, str]) -> list[dict[str, str]]:
    """A good row of this shape for each change, changed."""
    return [{**GOOD[name], **change} for change in changes]


def file_of(name: str, rows: Sequence[Mapping[str, str]], profile: Profile | None = None) -> bytes:
    """The file that such a system writes, in its own encoding."""
    profile = profile or shipped()[name]
    text = io.StringIO(newline="")
    options: dict[str, Any] = {"delimiter": profile.delimiter}
    if not profile.quote:
        options |= {"quoting": csv.QUOTE_NONE, "quotechar": None}
    writer = csv.DictWriter(text, profile.headers, lineterminator="\r\n", **options)
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode(profile.encoding)


class File:
    """A file as a door has it."""

    def __init__(self, content: bytes) -> None:
        self.content = content

    def chunks(self) -> Iterator[bytes]:
        """In pieces."""
        for start in range(0, len(self.content), 1000):
            yield self.content[start : start + 1000]


def make_linkage_agreement(cast: Cast, *, items: Collection[str] = ALL_ITEMS, **said: Any) -> SharingAgreement:
    """Between the council and the police: to find households whom both meet, with all that the seven shapes hold."""
    terms = {
        "purposes": ["linkage"],
        "items": sorted(items),
        "categories": list(DataCategory),
        "title": "Finding households",
    }
    return make_agreement(cast, **{**terms, **said})


def make_profile(by: Actor, name: str = "nhs_emergency") -> ExtractProfile:
    """One of the shipped ones, kept by whoever hands extracts over."""
    return receiving.keep_profile(name=name, spec=shipped_as_given()[name], by=by)


def hand_over(
    by: Actor, agreement: SharingAgreement, rows: Sequence[Mapping[str, str]], name: str = "nhs_emergency", **how: Any
) -> Extract:
    """A file of these rows, handed over."""
    return receiving.receive(
        file=File(file_of(name, rows)), agreement=agreement, profile=make_profile(by, name), by=by, **how
    )


def make_extract(cast: Cast, agreement: SharingAgreement | None = None) -> Extract:
    """One that was only checked, of which the file is not kept."""
    by = cast.gill.signatory
    extract = Extract.objects.create(
        agency=by.agency,
        agreement=agreement or make_linkage_agreement(cast),
        profile=make_profile(cast.gill),
        file_key=uuid4(),
        size=2000,
        sha256=sha256(uuid4().bytes).hexdigest(),
        received_by=by,
        rows=5,
        mentions=2,
        refused_rows=3,
        dropped={"arrival_mode": 3},
        checked_at=clock.now(),
        checked_by=by,
    )
    problem = {"column": "birth_date", "code": "date", "words": "No date as this profile expects: YYYY-MM-DD."}
    for line in (2, 3, 4):
        RefusedRow.objects.create(
            extract=extract, agency=by.agency, line=line, cells=["AE1", "", "Rosa"], problems=[problem]
        )
    return extract


def make_failed_job(extract: Extract) -> Job:
    """A job that took it in, and could not."""
    return Job.objects.create(
        kind=JobKind.TAKE_IN_EXTRACT,
        subject_id=extract.pk,
        agency=extract.agency,
        asked_by=extract.received_by,
        state=JobState.FAILED,
        finished_at=clock.now(),
        trouble="The file is not kept any more. Hand it over again.",
    )
