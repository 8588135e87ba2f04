"""Extracts that three agencies of the demonstration hand over, each as its system writes it, to find whom all of them meet."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from random import Random

from agencies import agreements
from agencies.data_items import DataItem
from agencies.enums import DataCategory, Direction, Purpose
from agencies.extracts import receiving
from agencies.extracts.profiles import shipped
from agencies.extracts.rows import ALL_ITEMS
from agencies.models import Extract, LawfulBasis, SharingAgreement
from casework import panel
from outcomes.demonstration.cast import FOUNDING_AGENCY, Cast
from outcomes.demonstration.met_households import Met, households
from outcomes.demonstration.sharing_steps import GROUNDS

PROFILE = "adult_social_care"
# The council's own, with what cannot be taken in: name, birth date and NHS number as the file has them, the street's number,
# the service, how many days ago it began.
ROWS = (
    ("Bernadette Whitlock", "14 March 1957", "", "12", "Home care", 210),
    ("Tobias Ferrand", "02 October 1988", "9990000018", "40", "Assessment", 35),
    ("Nkechi Adeyemi", "31 February 1990", "", "7", "Carer assessment", 61),
    ("Sunil Raman", "19 July 1946", "9990000026", "3", "Reablement", 118),
    ("", "", "", "18", "Assessment", 9),
    ("Rhoda Quill", "06 May 2001", "", "22", "Safeguarding enquiry", 4),
)


SERVICES = ("Home care", "Assessment", "Carer assessment", "Reablement", "Safeguarding enquiry")
INCIDENTS = ("Domestic incident", "Concern for safety", "Neighbour dispute", "Missing person", "Antisocial behaviour")
TENANCY_EVENTS = ("Rent arrears letter", "Repair reported", "Noise complaint", "Notice served", "Arrears agreement")
LEADS = {"council": "gill", "police": "hana", "housing": "lewis"}  # who hands each agency's files over
UNKNOWN_BIRTHDAY = "19000101"  # as the police's system writes it
WHEN_UNKNOWN = 0.12  # so often nobody took a birth date down


class File:
    """As a door would have it: these rows below the headers of this profile."""

    def __init__(self, name: str, rows: Iterable[Sequence[str]]) -> None:
        self.name, self.profile, self.rows = name, shipped()[name], rows

    def chunks(self) -> Iterator[bytes]:
        """All at once."""
        lines = (self.profile.delimiter.join(map(self._cell, row)) for row in (self.profile.headers, *self.rows))
        yield "".join(f"{line}\r\n" for line in lines).encode(self.profile.encoding)

    def _cell(self, text: str) -> str:
        """As a system writes it, with no guard against formulas: it is read by us, and by no spreadsheet."""
        mark = self.profile.quote
        return f"{mark}{text.replace(mark, mark * 2)}{mark}" if mark else text


def hand_over(cast: Cast, *, today: date) -> list[Extract]:
    """Agree with the police and the landlord on finding households, say from when on, and hand the files over.

    The worker reads and links them; what it asks and finds stands on the pages then.
    """
    agreement = _agreed(cast, today)
    panel.set_thresholds(
        agencies=3, contacts=6, months=24, reason="Six contacts with three of us: fewer would be most of Wexbridge",
        by=cast["mina"],
    )  # fmt: skip
    met = list(households(today))
    files = {
        "council": File(PROFILE, [*_to_mend(today), *_of_council(met, today)]),
        "police": File("police", _of_police(met, today)),
        "housing": File("housing", _of_housing(met, today)),
    }
    handed = []
    for agency, file in files.items():
        by = cast[LEADS[agency]]
        profile = receiving.profile_chosen(file.name, by=by)
        handed.append(receiving.receive(file=file, agreement=agreement, profile=profile, by=by))
    return handed


def _to_mend(today: date) -> Iterator[Sequence[str]]:
    for number, (name, born, nhs_number, house, service, days) in enumerate(ROWS, 1):
        began = today - timedelta(days=days)
        uprn, postcode = f"1000{house:0>8}", f"ST4 {house[0]}HH"
        yield f"ASC-{number:04}", name, born, nhs_number, uprn, postcode, service, f"{began}", ""


def _of_council(met: Iterable[Met], today: date) -> Iterator[Sequence[str]]:
    for household, ago, chance in _contacts(met, "council"):
        who = chance.choice(household.people)
        born = "" if chance.random() < WHEN_UNKNOWN else f"{who.born_on:%d %B %Y}"
        began = today - timedelta(days=ago)
        name, uprn = f"{who.forename} {who.surname}", f"10009{household.number:07}"
        reference = f"ASC-{household.number + 1000}-{ago}"
        yield reference, name, born, "", uprn, household.postcode, chance.choice(SERVICES), f"{began}", ""


def _of_police(met: Iterable[Met], today: date) -> Iterator[Sequence[str]]:
    """As their control room types it: in capitals, each person of an incident on a row of their own."""
    for household, ago, chance in _contacts(met, "police"):
        at = f"{today - timedelta(days=ago):%d-%b-%Y} {chance.randint(0, 23):02}:{chance.randint(0, 59):02}"
        urn, kind = f"{household.number + 100}/{ago:07}", chance.choice(INCIDENTS)
        for slot, who in enumerate(household.people, 1):
            born = UNKNOWN_BIRTHDAY if chance.random() < WHEN_UNKNOWN else f"{who.born_on:%Y%m%d}"
            said = (who.surname, who.forename, born, who.sex, household.address, household.postcode)
            yield tuple(each.upper() for each in (urn, at, *said, "Involved", kind, str(slot)))


def _of_housing(met: Iterable[Met], today: date) -> Iterator[Sequence[str]]:
    for household, ago, chance in _contacts(met, "housing"):
        tenants = [(f"{who.surname.upper()}, {who.forename}", f"{who.born_on:%d/%m/%Y}") for who in household.people]
        (one, one_born), (two, two_born) = (*tenants, ("", ""))[:2]
        day, reference = f"{today - timedelta(days=ago):%d/%m/%Y}", f"TEN-{household.number + 500}-{ago}"
        event = chance.choice(TENANCY_EVENTS)
        yield reference, one, one_born, two, two_born, household.address, household.postcode, event, day, ""


def _contacts(met: Iterable[Met], agency: str) -> Iterator[tuple[Met, int, Random]]:
    for household in met:
        for ago in household.contacts.get(agency, ()):
            yield household, ago, household.chance(agency, ago)


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
