"""A run of the linkage of which only the numbers are there: as if so many households had been found."""

from collections import Counter
from collections.abc import Mapping
from itertools import combinations
from typing import NamedTuple

from agencies import clock, partners
from agencies.enums import AgencyKind
from agencies.models import Agency, SharingAgreement
from casework.demand import first_month
from casework.demand_measures import DemandMeasure, StartMeasure
from casework.models import DemandCount, LinkageRun, StartCount
from tests.factories.agencies import Cast
from tests.factories.extracts import make_extract

# Each kind of household: by which agencies they are known ("cp": council and police), and in which sector they live.
City = Mapping[tuple[str, str], int]
CODES = {"c": "council", "p": "police", "h": "hospital", "s": "schools"}


def make_picture(cast: Cast, agreement: SharingAgreement, city: City, contacts: Mapping[str, int]) -> LinkageRun:
    """Each household was met once by each of its agencies, in the run's month; and of `contacts` so many came twice."""
    run = LinkageRun.objects.create(asked_by=cast.gill.signatory, as_of=clock.today(), stored_at=clock.now())
    agencies = {
        letter: Agency.objects.filter(code=code).first()
        or partners.register_agency(code=code, name=code.title(), kind=AgencyKind.OTHER, by=cast.adi)
        for letter, code in CODES.items()
        if any(letter in kind for kind, _ in city)
    }
    extract = make_extract(cast, agreement)
    every = sum(city.values())

    def add(measure: DemandMeasure, number: int, households: int | None = None, **keys: object) -> None:
        if number:
            households = number if households is None else households
            DemandCount.objects.create(run=run, measure=measure, number=number, households=households, **keys)

    add(DemandMeasure.EXTRACT, every, extract=extract)
    add(DemandMeasure.HOUSEHOLDS, every)
    met = {letter: sum(number for (kind, _), number in city.items() if letter in kind) for letter in agencies}
    for letter, agency in agencies.items():
        twice = contacts.get(letter, 0)
        add(DemandMeasure.HOUSEHOLDS, met[letter], agency=agency)
        for month in (None, first_month(run.as_of)):
            add(DemandMeasure.CONTACTS, met[letter] + twice, met[letter], agency=agency, month=month)
        add(DemandMeasure.FIRSTS, met[letter], agency=agency)
        add(DemandMeasure.REPEATS, twice, agency=agency)
    for month in (None, first_month(run.as_of)):
        add(DemandMeasure.CONTACTS, sum(met.values()) + sum(contacts.values()), every, month=month)
    for pair in combinations(agencies, 2):
        both = sum(number for (kind, _), number in city.items() if set(pair) <= set(kind))
        one, two = sorted((agencies[letter] for letter in pair), key=lambda each: each.pk.int)
        add(DemandMeasure.HOUSEHOLDS, both, agency=one, other=two)
    for (area, number), households in _homes(city).items():
        add(DemandMeasure.AGENCIES, households, area=area, agencies=number)
    return run


def _homes(city: City) -> Counter[tuple[str, int]]:
    homes: Counter[tuple[str, int]] = Counter()
    for (kind, area), number in city.items():
        homes[area, len(kind)] += number
    return homes


class Around(NamedTuple):
    """Of a file: how many households count, months of each on a side, and by kind how many were met how often, before and after.

    `kinds`: to each kind (contacts, households) before, and the same after. A household is met for one kind alone.
    """

    households: int
    kinds: Mapping[str, tuple[tuple[int, int], tuple[int, int]]]
    early: int = 0
    months: int = 12


def make_starts(run: LinkageRun, files: Mapping[str, Around]) -> None:
    """What stands around the starts of cases in each agency's one file, by its letter: as if households had been met so."""

    def add(measure: StartMeasure, number: int, households: int, **keys: object) -> None:
        if number:
            StartCount.objects.create(run=run, measure=measure, number=number, households=households, **keys)

    every = max(around.households for around in files.values())
    add(StartMeasure.ANY, every, every)
    for letter, around in files.items():
        of_file = {"agency": Agency.objects.get(code=CODES[letter]), "source": "contacts"}
        add(StartMeasure.COUNTED, around.months * around.households, around.households, **of_file)
        add(StartMeasure.EARLY, around.early, around.early, **of_file)
        for side, (whole, of_kind) in enumerate(SIDES):
            numbers = [sides[side] for sides in around.kinds.values()]
            households = min(sum(each for _, each in numbers), around.households)
            add(whole, sum(number for number, _ in numbers), households, **of_file)
            for kind, (number, met) in zip(around.kinds, numbers, strict=True):
                add(of_kind, number, met, kind=kind, **of_file)


SIDES = ((StartMeasure.BEFORE, StartMeasure.KIND_BEFORE), (StartMeasure.AFTER, StartMeasure.KIND_AFTER))
