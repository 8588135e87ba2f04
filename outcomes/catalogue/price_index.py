"""A price index read from a file and taken in: all of it or nothing."""

import csv
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from io import StringIO

from django.db import transaction

from outcomes.catalogue.reader import Unreadable, financial_year
from outcomes.models import PriceIndex

MOST, PLACES = Decimal(10) ** 7, Decimal("0.00001")  # what the column has room for


def read(text: str) -> tuple[dict[str, Decimal], list[str]]:
    """Each financial year with its level, from a CSV with these two columns; and what is wrong with which line."""
    reader = csv.DictReader(StringIO(text.removeprefix("\ufeff"), newline=""))
    if missing := [name for name in ("price_year", "level") if name not in (reader.fieldnames or [])]:
        return {}, [f"The file has no column {', '.join(missing)}."]
    levels, problems = dict[str, Decimal](), []
    try:
        for line in reader:
            try:
                _take(levels, (line["price_year"] or "").strip(), (line["level"] or "").strip())
            except Unreadable as problem:
                problems.append(f"Line {reader.line_num}: {problem}")
    except csv.Error as problem:
        problems.append(f"Line {reader.line_num}: this is no CSV ({problem}). Save the file as “CSV UTF-8”.")
    return levels, problems or ([] if levels else ["The file has a header and no rows."])


@transaction.atomic
def load(series: str, source: str, levels: Mapping[str, Decimal]) -> int:
    """Make these the whole of the series. Returns how many years are new, other than before, or gone."""
    before = {row.price_year: (row.level, row.source) for row in PriceIndex.objects.filter(series=series)}
    wanted = {year: (level, source) for year, level in levels.items()}
    changed = [year for year in {**before, **wanted} if before.get(year) != wanted.get(year)]
    PriceIndex.objects.filter(series=series, price_year__in=changed).delete()
    PriceIndex.objects.bulk_create(
        PriceIndex(series=series, price_year=year, level=wanted[year][0], source=source)
        for year in changed
        if year in wanted
    )
    return len(changed)


def _take(levels: dict[str, Decimal], year: str, level: str) -> None:
    year = financial_year(year)
    if year in levels:
        raise Unreadable(f"{year} stands there already. Keep one of the two.")
    try:
        number = Decimal(level)
    except InvalidOperation:
        number = Decimal(0)
    if not number.is_finite() or not PLACES <= number < MOST:
        raise Unreadable(f"“{level}” is no level of an index. Write a number above nought.")
    levels[year] = number.quantize(PLACES)
