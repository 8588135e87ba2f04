"""An extract that the demonstration's council hands over: adult social care, as its system writes it, with rows to mend."""

from collections.abc import Iterator
from datetime import date, timedelta

from agencies import agreements, clock
from agencies.data_items import DataItem
from agencies.enums import DataCategory, Direction, Purpose
from agencies.extracts import receiving
from agencies.extracts.profiles import shipped
from agencies.extracts.rows import ALL_ITEMS
from agencies.models import Extract, LawfulBasis, SharingAgreement
from outcomes.demonstration.cast import FOUNDING_AGENCY, Cast
from outcomes.demonstration.sharing_steps import GROUNDS

PROFILE = "adult_social_care"
# Name, birth date and NHS number as the file has them, the street's number, the service, how many days ago it began.
ROWS = (
    ("Bernadette Whitlock", "14 March 1957", "", "12", "Home care", 210),
    ("Tobias Ferrand", "02 October 1988", "9990000018", "40", "Assessment", 35),
    ("Nkechi Adeyemi", "31 February 1990", "", "7", "Carer assessment", 61),
    ("Sunil Raman", "19 July 1946", "9990000026", "3", "Reablement", 118),
    ("", "", "", "18", "Assessment", 9),
    ("Rhoda Quill", "06 May 2001", "", "22", "Safeguarding enquiry", 4),
)


class File:
    """As a door would have it."""

    def chunks(self) -> Iterator[bytes]:
        """All at once."""
        lines = [",".join(shipped()[PROFILE].headers)]
        for number, (name, born, nhs_number, house, service, days) in enumerate(ROWS, 1):
            began = clock.today() - timedelta(days=days)
            lines.append(
                f"ASC-{number:04},{name},{born},{nhs_number},1000{house:0>8},ST4 {house[0]}HH,{service},{began},"
            )
        yield "\r\n".join([*lines, ""]).encode()


def hand_over(cast: Cast, *, today: date) -> Extract:
    """Agree with the police and the landlord on finding households, and hand a file over; the worker reads it."""
    by = cast["gill"]
    agreement = _agreed(cast, today)
    return receiving.receive(file=File(), agreement=agreement, profile=receiving.profile_chosen(PROFILE, by=by), by=by)


def _agreed(cast: Cast, today: date) -> SharingAgreement:
    by = cast["gill"]
    parties = [cast.agencies[code] for code in (FOUNDING_AGENCY, "police", "housing")]
    agreement = agreements.draft(
        title="Finding households whom several of us meet",
        parties=parties,
        purposes=[Purpose.LINKAGE],
        why="To find the households who come back to all of us, and offer them one worker who stays.",
        categories=list(DataCategory),
        items=[DataItem(each) for each in sorted(ALL_ITEMS)],
        data_items="Who was met, when, where and why; no notes and no copies of files.",
        direction=Direction.BOTH,
        bases=list(LawfulBasis.objects.filter(pk__in=GROUNDS)),
        rights="A notice on each agency’s pages, and whoever objects is left out.",
        governance="Linked by the service, looked at by a panel, reviewed each year.",
        retention="Two years, then the files’ rows are destroyed.",
        security="Nothing of it leaves the service. Everybody signs in with a second factor.",
        dpia_reference="DPIA 44, with the council’s information governance lead",
        first_day=today,
        last_day=today + timedelta(days=364),
        review_on=today + timedelta(days=330),
        by=by,
    )
    for agency in parties:
        agreement = agreements.sign(agreement, agency=agency, signatory_name=f"The director, {agency.name}", by=by)
    return agreement
