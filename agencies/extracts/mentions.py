"""What one row of an extract says of one person, or of a place where nobody is named."""

from datetime import date
from enum import StrEnum
from typing import NamedTuple


class MentionRole(StrEnum):
    """What somebody is in the row that names them: a child is never linked with the parent of their row."""

    TENANT = "tenant"
    OCCUPIER = "occupier"
    INVOLVED = "involved"
    PATIENT = "patient"
    PUPIL = "pupil"
    PARENT = "parent"
    CLIENT = "client"


class Mention(NamedTuple):
    """One person named by one row; or, with neither name nor birth date, the place that the row is about.

    Words are as the agency wrote them, cut apart by its profile: spelling, nicknames and postcodes are the linkage's to
    standardise. An empty string, or None, is what the row does not say, and evidence of nothing.
    """

    record: str  # the row's own reference; several rows of one incident may have the same
    slot: int  # tells apart the people of one record, from 1
    role: MentionRole
    occurred_on: date | None  # when what the row is about happened, or began
    event: str = ""  # what it was, in the agency's words: "Rent arrears letter"
    title: str = ""  # "Mr"
    forenames: str = ""  # all of them: "Ben Damien"; with initials only: "B"
    surname: str = ""
    other_surname: str = ""  # another that they are known by: a pupil's preferred one
    is_initials: bool = False  # forenames and surname are first letters: "D", "L"
    born_on: date | None = None  # None too for a placeholder of the profile: 1 January 1900
    sex: str = ""  # ISO/IEC 5218: "1" male, "2" female, "9" not applicable; "" or "0" not known
    nhs_number: str = ""  # digits as given, without spaces; its check is not done here
    upn: str = ""
    uprn: str = ""
    address: str = ""  # one line, parts with ", ": "Flat 12, 129 Dale Road, Stoke-on-Trent"
    postcode: str = ""  # as given; a sector ("ST6 6") where the agency gives no more
