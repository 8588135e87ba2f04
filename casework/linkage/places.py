"""Addresses and postcodes as they are compared: the door (flat and number), the street, the postcode, its sector."""

import re
from typing import NamedTuple

_STREETS = {
    "RD": "ROAD", "STR": "STREET", "AVE": "AVENUE", "AV": "AVENUE", "CRES": "CRESCENT", "CR": "CRESCENT", "CL": "CLOSE",
    "DR": "DRIVE", "LN": "LANE", "TER": "TERRACE", "TERR": "TERRACE", "CT": "COURT", "GDNS": "GARDENS", "PL": "PLACE",
    "SQ": "SQUARE", "GR": "GROVE", "GRV": "GROVE", "WY": "WAY", "PK": "PARK", "BLVD": "BOULEVARD", "MT": "MOUNT", "VW": "VIEW",
}  # fmt: skip
_HOMES = re.compile(r"\b(?:FLAT|APARTMENT|APT|UNIT|ROOM|FL)\.?\s*([0-9]+[A-Z]?|[A-Z])\b")
_NUMBER = re.compile(r"([0-9]+[A-Z]?)(?:\s*[-/]\s*[0-9]+[A-Z]?)?\s+(.*)")
_POSTCODE = re.compile(r"([A-Z]{1,2}[0-9][0-9A-Z]?)([0-9])([A-Z]{2})")
_SECTOR = re.compile(r"([A-Z]{1,2}[0-9][0-9A-Z]?) ([0-9])")


class Place(NamedTuple):
    """Where a row says that somebody was; an empty part is what it does not say."""

    door: str = ""  # flat and number: "12/129", "/17"
    street: str = ""  # "DALE ROAD"
    postcode: str = ""  # "ST1 3AS"
    sector: str = ""  # "ST1 3"

    @property
    def home(self) -> str:
        """The dwelling: door and postcode, since a postcode in the UK is of one street; "" where either is not known."""
        return f"{self.door} {self.postcode}" if self.door and self.postcode else ""


def place(address: str, postcode: str) -> Place:
    """The parts of an address of one line and of a postcode, as any agency writes them."""
    full, sector = _postcode(postcode)
    return Place(*_door(address), full, sector)


def _postcode(text: str) -> tuple[str, str]:
    """Pseudo postcodes (ZZ99, no fixed abode and its like) say nothing, not even that two people share something."""
    text = " ".join(text.upper().split())
    if text.startswith("ZZ99"):
        return "", ""
    if full := _POSTCODE.fullmatch(text.replace(" ", "")):
        outward, digit, unit = full.groups()
        return f"{outward} {digit}{unit}", f"{outward} {digit}"
    return "", text if _SECTOR.fullmatch(text) else ""


def _door(address: str) -> tuple[str, str]:
    text = address.upper().replace(".", "")
    flat = found[1] if (found := _HOMES.search(text)) else ""
    for part in (piece.strip() for piece in _HOMES.sub(",", text).split(",")):
        if numbered := _NUMBER.fullmatch(part):
            return f"{flat}/{numbered[1]}", _street(numbered[2])
    return "", ""


def _street(text: str) -> str:
    parts = re.sub(r"[^A-Z0-9 ]", "", text).split()
    if parts and parts[-1] == "ST":  # only at the end: ST JOHNS ROAD is a saint's
        parts[-1] = "STREET"
    return " ".join([*parts[:-1], *(_STREETS.get(part, part) for part in parts[-1:])])
