"""Households whom several agencies of the demonstration meet again and again, all of them invented by chance that falls alike."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from outcomes.demonstration.plan import dice

# How many households each of these agencies know between them; the first are those who are found.
KNOWN_TO: tuple[tuple[tuple[str, ...], int], ...] = (
    (("council", "police", "housing"), 22),
    (("council", "housing"), 14),
    (("police", "housing"), 12),
    (("council", "police"), 10),
    (("council",), 7),
    (("police",), 7),
    (("housing",), 7),
)
# One after the other, with a space between.
WOMEN = (
    "Agnes Beatriz Carys Delphine Edith Fatou Gwen Hana Imogen Jolanta Kezia Leonor Maeve Nadia Oluchi Perpetua Qamar Rhoda"
    " Sunita Tamsin Una Verity Winifred Ximena Yetunde Zofia"
)
MEN = (
    "Anselm Bartosz Cormac Dafydd Emeka Fergus Gareth Hamish Idris Jago Kofi Lorcan Matthias Nikhil Osian Piers Quentin"
    " Rhodri Stelian Tobias Usman Vaughan Wilfred Xavier Yannick Zubair"
)
SURNAMES = (
    "Abernethy Bickerstaff Colquhoun Dunwoody Eggleston Farthing Gathercole Hollingbery Inchbald Jessop Kettlewell"
    " Lillywhite Mainwaring Nettleship Oldacre Pemberley Quarrell Ravenhill Scattergood Threlfall Underhay Varnish"
    " Wolstenholme Yarwood Zeller Ashenden Bracegirdle Cattermole Dimmock Elphick Fotheringay Goldsack Hebblethwaite Isherwood"
    " Kirkbride Lovibond Merryweather Nutbeam Ollerenshaw Pettigrew Rushbrook Shufflebottom Tattersall Uttley Venning"
    " Winterbourne Yelland Akinsola Bhandari Chukwu Dlamini Erdogan Fernandes Ghorbani Hakimi Ionescu Jankowski Kaplan"
    " Lisowska Mbeki Nguyen Ogunleye Pillai Qureshi Rodrigues Siddiqui Tesfaye Usmani Vargas Wojcik Yilmaz Zaman"
    " Achterberg Brzezina Castellani Desrosiers Esposito Fitzmaurice Gunnarsson"
)
STREETS = (
    "Lammas Row",
    "Quay Street",
    "Orchard Close",
    "Fernhill Road",
    "Mill Lane",
    "Eastgate Terrace",
    "Beacon View",
)
SECTORS = ("ST4 1", "ST4 2", "ST4 7", "ST6 3")
ENDINGS = ("HH", "JQ", "LT", "NB", "PX")
FARTHEST, NEAREST = 700, 4  # days
MOST_CONTACTS = 5
HAS_TWO = 0.55
OLDEST, YOUNGEST = 24_000, 7_400  # days


@dataclass(frozen=True, slots=True)
class Somebody:
    """Of a household: `sex` as the agencies' systems code it."""

    forename: str
    surname: str
    born_on: date
    sex: str


@dataclass(frozen=True, slots=True)
class Met:
    """A household at one address, and how many days ago each agency met it; `number` tells them apart."""

    number: int
    people: tuple[Somebody, ...]
    address: str
    postcode: str
    contacts: dict[str, tuple[int, ...]]

    def chance(self, agency: str, ago: int) -> Random:
        """What hangs on chance in one contact."""
        return dice("met", self.number, agency, ago)


def households(today: date) -> Iterator[Met]:
    """All of them; the same day gives the same."""
    number = 0
    for agencies, many in KNOWN_TO:
        for _ in range(many):
            yield _household(number, agencies, today)
            number += 1


def _household(number: int, agencies: tuple[str, ...], today: date) -> Met:
    chance, surname = dice("household", number), SURNAMES.split()[number]
    sexes = chance.sample(("F", "M"), 2)[: 2 if chance.random() < HAS_TWO else 1]
    people = tuple(
        Somebody(
            chance.choice((WOMEN if sex == "F" else MEN).split()),
            surname,
            today - timedelta(days=chance.randint(YOUNGEST, OLDEST)),
            sex,
        )
        for sex in sexes
    )
    address = f"{chance.randint(1, 120)} {STREETS[number % len(STREETS)]}"
    contacts = {agency: _days(chance, len(agencies)) for agency in agencies}
    return Met(number, people, address, f"{SECTORS[number % len(SECTORS)]}{ENDINGS[number % len(ENDINGS)]}", contacts)


def _days(chance: Random, agencies: int) -> tuple[int, ...]:
    """Whom more agencies know, they meet more often."""
    many = chance.randint(agencies, MOST_CONTACTS + agencies)
    return tuple(sorted(chance.sample(range(NEAREST, FARTHEST), many), reverse=True))
