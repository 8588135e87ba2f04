"""A catalogue as it is published, read line by line: what stands in each, or what is wrong with it and what to do."""

import csv
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal, InvalidOperation
from io import StringIO

from outcomes.catalogue.doubts import doubt_about
from outcomes.enums import Bearer, CostKind

# What we call it, and what the column is called in edition 1.4 as it is passed on.
NEEDED = {
    "code": "code",
    "label": "description",
    "unit": "unit",
    "amount": "amount_gbp",
    "price_year": "price_year",
    "bearer": "bearer",
}
OPTIONAL = {"theme": "theme", "detail": "bearer_detail", "kind": "kind", "split": "bearer_split", "grade": "confidence"}
LONGEST = {"code": 20, "theme": 60, "label": 300, "unit": 60}
BEARERS = {
    "police": Bearer.POLICE,
    "criminal justice system": Bearer.CRIMINAL_JUSTICE,
    "probation": Bearer.CRIMINAL_JUSTICE,
    "court": Bearer.CRIMINAL_JUSTICE,
    "courts": Bearer.CRIMINAL_JUSTICE,
    "legal aid": Bearer.CRIMINAL_JUSTICE,
    "prison": Bearer.CRIMINAL_JUSTICE,
    "prison / young offenders institute": Bearer.CRIMINAL_JUSTICE,
    "young offenders institute": Bearer.CRIMINAL_JUSTICE,
    "ministry of justice": Bearer.CRIMINAL_JUSTICE,
    "local authority": Bearer.LOCAL_AUTHORITY,
    "nhs": Bearer.NHS,
    "dwp": Bearer.DWP,
    "jcp": Bearer.DWP,
    "hm treasury": Bearer.TREASURY,
    "hm revenue and customs": Bearer.TREASURY,
    "department for education": Bearer.EDUCATION,
    "schools": Bearer.EDUCATION,
    "fire service": Bearer.FIRE,
    "rsl": Bearer.HOUSING_PROVIDER,
    "vcs": Bearer.VOLUNTARY,
    "multiple": Bearer.SEVERAL,
}
YEAR = re.compile(r"(\d{4})[/-](\d{2})")
CENTURY, WHOLE, GRADES = 100, 100, 6
MIXES = re.compile(r"fiscal(,| and) ?economic|fiscal, economic and social", re.IGNORECASE)
PENNY, MOST = Decimal("0.01"), Decimal(10) ** 10  # what the column has room for
ROUNDING = 2  # pounds by which parts may be more than their whole


@dataclass(frozen=True, slots=True)
class Read:
    """A row as it will stand in the catalogue."""

    code: str
    theme: str
    label: str
    unit: str
    amount: Decimal
    price_year: str
    kind: CostKind
    bearers: Mapping[str, int]
    bearer_words: str
    confidence: int | None = None
    part_of: str = ""
    flag: str = ""


@dataclass(slots=True)
class Reading:
    """All of a file. Where there are problems, none of it is taken."""

    rows: list[Read] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


class Unreadable(ValueError):
    """What is wrong with one line."""


def read(text: str, edition: str, columns: Mapping[str, str], bearers: Mapping[str, Bearer]) -> Reading:
    """Read a CSV with a header. `columns` and `bearers`: what this edition calls them, beside the names that are known."""
    reader = csv.DictReader(StringIO(text.removeprefix("\ufeff"), newline=""))
    names = NEEDED | OPTIONAL | dict(columns)
    missing = [names[each] for each in NEEDED if names[each] not in (reader.fieldnames or [])]
    if missing:
        return Reading(
            problems=[f"The file has no column {', '.join(missing)}. Say what it is called: --column code=Code."]
        )
    found, seen = Reading(), dict[str, int]()
    for line in _lines(reader, found):
        try:
            row = _row(
                {ours: (line.get(theirs) or "").strip() for ours, theirs in names.items()}, BEARERS | dict(bearers)
            )
            if row.code in seen:
                raise Unreadable(f"the code {row.code} stands in line {seen[row.code]} already. Keep one of the two.")  # noqa: TRY301
        except Unreadable as problem:
            found.problems.append(f"Line {reader.line_num}: {problem}")
        else:
            seen[row.code] = reader.line_num
            found.rows.append(row)
    if not found.rows and not found.problems:
        found.problems.append("The file has a header and no rows.")
    found.rows = list(_doubted(list(_parted(found.rows)), edition))
    return found


def _lines(reader: "csv.DictReader[str]", found: Reading) -> Iterator[dict[str, str]]:
    """Each line; one that is no CSV is a problem, and nothing after it is read."""
    try:
        yield from reader
    except csv.Error as problem:
        found.problems.append(f"Line {reader.line_num}: this is no CSV ({problem}). Save the file as “CSV UTF-8”.")


def _row(said: Mapping[str, str], bearers: Mapping[str, Bearer]) -> Read:
    for name in ("code", "label", "unit"):
        if not said[name]:
            raise Unreadable(f"{name} is empty. Fill it in, or take the line out.")
    for name, longest in LONGEST.items():
        if len(said[name]) > longest:
            raise Unreadable(f"{name} has more than {longest} characters. Shorten it.")
    shares = _split(said["split"]) or _shares(said["bearer"], said["detail"], bearers)
    return Read(
        code=said["code"],
        theme=said["theme"],
        label=said["label"],
        unit=said["unit"],
        amount=_amount(said["amount"]),
        price_year=financial_year(said["price_year"]),
        kind=_kind(said["kind"], said["label"], bearers.get(said["bearer"].casefold())),
        bearers=shares,
        bearer_words=" / ".join(each for each in (said["bearer"], said["detail"]) if each not in {"", "-"}),
        confidence=_grade(said["grade"]),
    )


def _amount(text: str) -> Decimal:
    try:
        amount = Decimal(text.replace("£", "").replace(",", "").strip())
    except InvalidOperation:
        amount = Decimal(0)
    if not amount.is_finite() or not 0 < amount < MOST or amount != amount.quantize(PENNY):
        raise Unreadable(f"“{text}” is no amount in pounds and pence above nought. Correct it, or take the line out.")
    return amount.quantize(PENNY)


def financial_year(text: str) -> str:
    """`2013/14`, written so or as `2013-14`; raises Unreadable."""
    found = YEAR.fullmatch(text)
    if not found or (int(found[1]) + 1) % CENTURY != int(found[2]):
        raise Unreadable(f"“{text}” is no financial year. Write it as 2013/14.")
    return f"{found[1]}/{found[2]}"


def _split(text: str) -> dict[str, int]:
    """`police:60;nhs:40`; nothing where nothing is said."""
    try:
        shares = {
            Bearer(name.strip()).value: int(share)
            for name, _, share in (each.partition(":") for each in text.split(";") if each)
        }
    except ValueError as problem:
        raise Unreadable(f"“{text}” is no split. Write it as police:60;nhs:40.") from problem
    if shares and (sum(shares.values()) != WHOLE or min(shares.values()) < 1):
        raise Unreadable(f"“{text}” does not make 100. Give each bearer its whole per cent.")
    return shares


def _shares(bearer: str, detail: str, bearers: Mapping[str, Bearer]) -> dict[str, int]:
    """The whole of it to the one that is named. Where two are, nobody published their shares, and none is made up."""
    if bearer.casefold() not in bearers:
        raise Unreadable(f'“{bearer}” is no bearer that is known. Say who it is: --bearer "{bearer}=nhs".')
    first = bearers[bearer.casefold()]
    second = bearers.get(detail.casefold(), first)
    return {(first if first == second else Bearer.SEVERAL).value: WHOLE}


def _kind(said: str, label: str, bearer: Bearer | None) -> CostKind:
    """As it is said; else by its label. What nobody is named for, and what is not called fiscal, may be more than that."""
    if said:
        try:
            return CostKind(said.casefold())
        except ValueError as problem:
            raise Unreadable(f"“{said}” is no kind. Write one of {', '.join(CostKind.values)}.") from problem
    words = label.casefold()
    if MIXES.search(words):
        return CostKind.MIXED
    if "economic" in words:
        return CostKind.ECONOMIC
    return CostKind.MIXED if bearer is Bearer.SEVERAL and "fiscal" not in words else CostKind.FISCAL


def _grade(text: str) -> int | None:
    if not text:
        return None
    if text not in {str(grade) for grade in range(1, GRADES + 1)}:
        raise Unreadable(f"“{text}” is no grade of evidence. Write a number from 1, the best, to {GRADES}, or nothing.")
    return int(text)


def _parted(rows: list[Read]) -> Iterator[Read]:
    """What stands below a row that several bear are its parts, if they are of the same unit and make no more than it does."""
    wholes = {row.code: row for row in rows if row.kind is CostKind.MIXED or Bearer.SEVERAL in row.bearers}
    below = {row.code: wholes.get(row.code.rpartition(".")[0]) for row in rows}
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for row in rows:
        if (whole := below[row.code]) and row.unit == whole.unit:
            sums[whole.code] += row.amount
    for row in rows:
        whole = below[row.code]
        is_part = whole is not None and row.unit == whole.unit and sums[whole.code] <= whole.amount + ROUNDING
        yield replace(row, part_of=whole.code) if whole and is_part else row


def _doubted(rows: list[Read], edition: str) -> Iterator[Read]:
    for row in rows:
        yield replace(row, flag=doubt_about(edition, row.code, row.amount, row.unit))
