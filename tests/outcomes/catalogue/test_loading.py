"""The catalogue in the database: what is shipped, what the command takes in, and that it takes all or nothing.

Tests of the whole of edition 1.4 read ../shared/data/unit_costs where it lies, and are left out where it does not.
"""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, ProgrammingError, transaction

from agencies import clock
from outcomes.enums import CostKind
from outcomes.models import PriceIndex, UnitCost
from outcomes.savings.costs import CostRow
from outcomes.savings.uprating import uprated
from outcomes.unit_costs import deflators
from tests.conftest import database_role
from tests.servers import ROOT

WHOLE = ROOT.parent / "shared" / "data" / "unit_costs" / "gmca_unit_costs_v1_4.csv"
needs_the_whole = pytest.mark.skipif(not WHOLE.exists(), reason="../shared/data is not there")
HEADER = "code,description,unit,amount_gbp,price_year,bearer\n"
NEW = ["--source", "https://example.org/costs", "--licence", "CC BY 4.0", "--credit", "© GMCA"]


@pytest.fixture
def operator(db: None) -> Iterator[None]:
    """Whoever runs the command; what they do here is taken back."""
    with database_role("owner"), transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "costs.csv"
    path.write_text(
        HEADER + "A1,Visit,Per visit,10.50,2020/21,NHS\nA2,Stay,Per hour,900,2020/21,Police\n", encoding="utf-8"
    )
    return path


def load(path: Path, *options: str, edition: str = "9") -> str:
    out = StringIO()
    call_command("load_unit_costs", str(path), "--edition", edition, *options, stdout=out)
    return out.getvalue()


def rows(edition: str = "9", **more: Any) -> list[UnitCost]:
    return list(UnitCost.objects.filter(edition=edition, **more).order_by("code", "started_on"))


def test_what_is_shipped_says_whose_it_is(db: None) -> None:
    shipped = rows("1.4")
    assert len(shipped) == 94
    assert all("Greater Manchester Combined Authority" in row.credit and row.licence and row.source for row in shipped)
    assert {row.code for row in shipped if row.flag} == {"E&S5.0", "SS8.0", "SS1.2"}
    assert all(isinstance(row.as_row(), CostRow) for row in shipped)


@pytest.mark.parametrize(
    ("code", "amount", "year", "bearers", "kind"),
    [
        ("CR1.0", "500", "2002/03", {"several": 100}, CostKind.FISCAL),
        ("CR2.0", "2470", "2008/09", {"several": 100}, CostKind.MIXED),
        ("CR8.0", "609", "2010/11", {"several": 100}, CostKind.MIXED),
        ("CR9.0", "38.43", "2013/14", {"police": 100}, CostKind.FISCAL),
        ("E&S1.0", "1509", "2005/06", {"several": 100}, CostKind.FISCAL),
        ("E&E1.0", "9800", "2012/13", {"several": 100}, CostKind.MIXED),
        ("FI2.0", "3186", "2008/09", {"fire": 100}, CostKind.FISCAL),
        ("HE4.0", "109", "2011/12", {"nhs": 100}, CostKind.FISCAL),
        ("HO4.1", "334.95", "2010/11", {"local_authority": 100}, CostKind.FISCAL),
        ("SS1.0", "51080", "2013/14", {"local_authority": 100}, CostKind.FISCAL),
    ],
)
def test_amounts_are_the_original_ones(
    code: str, amount: str, year: str, bearers: dict[str, int], kind: CostKind, db: None
) -> None:
    row = UnitCost.objects.get(edition="1.4", code=code)
    assert (row.amount, row.price_year, row.bearers, row.kind) == (Decimal(amount), year, bearers, kind)


@pytest.mark.parametrize(
    ("code", "quoted"),
    [
        ("CR1.0", 673), ("CR2.0", 2836), ("CR7.0", 719), ("CR8.0", 663), ("E&S1.0", 1878), ("E&S2.0", 11473),
        ("E&E1.0", 10321), ("E&E10.0", 4637), ("HE1.0", 2015), ("HE2.0", 3727), ("HE3.0", 223), ("HE4.0", 117),
        ("HE7.0", 1863), ("HE8.0", 114), ("HO1.0", 7276), ("HO3.0", 2724), ("HO5.0", 699), ("SS1.0", 52676),
    ],
)  # fmt: skip
def test_the_shipped_index_gives_back_what_was_quoted_later(code: str, quoted: int, db: None) -> None:
    row = UnitCost.objects.get(edition="1.4", code=code)
    index = deflators("quoted")
    assert round(uprated(row.amount, since=row.price_year, until="quoted", index=index)) == quoted


@pytest.mark.parametrize(
    ("since", "factor"),
    [("2002/03", "1.346"), ("2005/06", "1.245"), ("2008/09", "1.148"), ("2010/11", "1.089"), ("2013/14", "1.031")],
)
def test_the_factor_of_each_base_year(since: str, factor: str, db: None) -> None:
    assert abs(deflators("quoted").factor(since, "quoted") - Decimal(factor)) < Decimal("0.001")


def test_parts_of_domestic_violence_make_the_whole(db: None) -> None:
    parts = UnitCost.objects.filter(edition="1.4", part_of="CR2.0")
    assert sum(part.amount for part in parts) == 2470
    assert {part.kind for part in parts} == {CostKind.FISCAL}


@needs_the_whole
def test_the_whole_of_the_edition_leaves_what_is_shipped_as_it_is(operator: None) -> None:
    said = load(WHOLE, edition="1.4")
    assert said.startswith("Loaded of edition 1.4: 579 new, 0 changed, 94 unchanged.\n16 are not to be trusted")
    for code in ("E&S5.0", "E&S13.0", "HE2.0.3", "SS1.2", "SS7.1.3", "SS8.0", "SS11.2"):
        assert f"\n  {code}: " in said
    assert load(WHOLE, edition="1.4").startswith("Loaded of edition 1.4: 0 new, 0 changed, 673 unchanged.")
    assert UnitCost.objects.filter(edition="1.4").count() == 673
    for row in rows("1.4"):
        assert row.as_row().key == ("1.4", row.code)


def test_a_new_edition_says_whose_it_is(operator: None, file: Path) -> None:
    with pytest.raises(CommandError, match=r"new here.*--licence, --credit"):
        load(file, "--source", "https://example.org/costs")
    said = load(file, *NEW)
    assert said.splitlines() == [
        "Loaded of edition 9: 2 new, 0 changed, 0 unchanged.",
        "1 are not to be trusted, and used only by name and with a reason:",
        "  A2: £900.00 per hour is more than £500: it was probably not read right.",
    ]
    first, second = rows()
    assert (first.amount, first.credit, first.started_on, first.ended_on) == (
        Decimal("10.50"),
        "© GMCA",
        clock.today(),
        None,
    )
    assert second.flag


def test_the_same_file_twice_changes_nothing(operator: None, file: Path) -> None:
    load(file, *NEW)
    before = [(row.pk, row.started_on) for row in rows()]
    assert load(file).startswith("Loaded of edition 9: 0 new, 0 changed, 2 unchanged.")
    assert [(row.pk, row.started_on) for row in rows()] == before


def test_a_row_that_was_corrected_ends_and_another_begins(operator: None, file: Path) -> None:
    load(file, *NEW)
    earlier = clock.today() - timedelta(days=10)
    UnitCost.objects.filter(edition="9").update(started_on=earlier)
    file.write_text(file.read_text(encoding="utf-8").replace("10.50", "11"), encoding="utf-8")
    assert load(file).startswith("Loaded of edition 9: 0 new, 1 changed, 1 unchanged.")
    old, new = rows(code="A1")
    assert (old.amount, old.started_on, old.ended_on) == (Decimal("10.50"), earlier, clock.today())
    assert (new.amount, new.started_on, new.ended_on) == (Decimal(11), clock.today(), None)
    # Corrected again on the same day: what was used on no day that is over leaves nothing behind.
    file.write_text(file.read_text(encoding="utf-8").replace(",11,", ",12,"), encoding="utf-8")
    load(file)
    assert [row.amount for row in rows(code="A1")] == [Decimal("10.50"), Decimal(12)]


def test_a_dry_run_does_nothing(operator: None, file: Path) -> None:
    with transaction.atomic():
        said = load(file, *NEW, "--dry-run")
    assert said.startswith("Nothing is loaded. It would be, of edition 9: 2 new")
    assert rows() == []


def test_of_a_file_with_a_mistake_nothing_is_kept(operator: None, file: Path) -> None:
    file.write_text(file.read_text(encoding="utf-8") + "A3,Bed,Per day,free,2020/21,NHS\n", encoding="utf-8")
    with pytest.raises(CommandError) as refused:
        load(file, *NEW)
    assert str(refused.value).splitlines()[0].startswith("Line 4: “free” is no amount")
    assert str(refused.value).endswith("Nothing was loaded.")
    assert rows() == []


def test_of_many_mistakes_the_first_twenty_are_told(operator: None, file: Path) -> None:
    file.write_text(HEADER + "".join(f"A{n},Bed,Per day,free,2020/21,NHS\n" for n in range(25)), encoding="utf-8")
    with pytest.raises(CommandError) as refused:
        load(file, *NEW)
    assert str(refused.value).splitlines()[20:] == ["And 5 more.", "Nothing was loaded."]


@pytest.mark.parametrize(
    ("options", "problem"),
    [
        (["--column", "price=Cost"], "--column price: write NAME=VALUE"),
        (["--column", "amount"], "--column amount: write NAME=VALUE"),
        (["--bearer", "Trust=hospital"], "--bearer Trust=hospital: write WORDS=CODE"),
        (["--column", "amount=Cost"], "no column Cost"),
    ],
)
def test_an_option_that_cannot_be_meant_is_refused(
    operator: None, file: Path, options: list[str], problem: str
) -> None:
    with pytest.raises(CommandError, match=problem):
        load(file, *NEW, *options)


def test_another_edition_maps_its_columns_and_bearers(operator: None, file: Path) -> None:
    file.write_text(
        "Code,description,unit,Cost,price_year,bearer\nHE3.0.2,Advice,Per call,44,2013-14,Trust = A\n", encoding="utf-8"
    )
    load(file, *NEW, "--column", "code=Code", "--column", "amount=Cost", "--bearer", "Trust = A=nhs")
    assert [(row.code, row.amount, row.bearers) for row in rows()] == [("HE3.0.2", Decimal(44), {"nhs": 100})]


def test_a_file_that_cannot_be_read_is_named(operator: None, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"none\.csv cannot be read"):
        load(tmp_path / "none.csv", *NEW)
    (tmp_path / "old.csv").write_bytes(b"code\xa3")
    with pytest.raises(CommandError, match="not in UTF-8"):
        load(tmp_path / "old.csv", *NEW)


@pytest.mark.parametrize("role", ["app", "worker"])
def test_no_door_writes_in_the_catalogue(role: str, db: None) -> None:
    for act in (
        lambda: UnitCost.objects.update(amount=1),
        lambda: UnitCost.objects.all().delete(),
        lambda: PriceIndex.objects.create(series="x", price_year="2020/21", level=1, source="x"),
        lambda: PriceIndex.objects.update(level=1),
    ):
        with database_role(role), pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            act()


@pytest.mark.parametrize(
    ("changes", "constraint"),
    [
        ({"bearers": {"nhs": 60}}, "unitcost_split_is_whole"),
        ({"bearers": {"nhs": 60, "police": 41}}, "unitcost_split_is_whole"),
        ({"bearers": {"nhs": 110, "police": -10}}, "unitcost_split_is_whole"),
        ({"bearers": {}}, "unitcost_split_is_whole"),
        ({"bearers": [100]}, "unitcost_split_is_whole"),
        ({"amount": 0}, "unitcost_costs_something"),
        ({"price_year": "2013"}, "unitcost_price_year_is_one"),
        ({"kind": "cash"}, "unitcost_kind_is_one"),
        ({"confidence": 7}, "unitcost_confidence_is_a_grade"),
        ({"credit": " "}, "unitcost_credit_said"),
        ({"licence": ""}, "unitcost_licence_said"),
        ({"ended_on": "2015-03-01"}, "unitcost_ends_after_it_starts"),
        ({"code": "HE4.1"}, "one_unit_cost_in_use_per_code"),
    ],
)
def test_what_must_hold_the_database_holds(operator: None, changes: dict[str, Any], constraint: str) -> None:
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        UnitCost.objects.filter(edition="1.4", code="HE4.0").update(**changes)


def test_shares_that_are_whole_may_be_unequal(operator: None) -> None:
    UnitCost.objects.filter(code="HE4.0").update(bearers={"nhs": 60, "police": 40})
    assert UnitCost.objects.get(code="HE4.0").as_row().bearers == {"nhs": 60, "police": 40}


def load_index(path: Path, source: str = "HM Treasury") -> str:
    out = StringIO()
    call_command("load_price_index", str(path), "--series", "gdp", "--source", source, stdout=out)
    return out.getvalue().strip()


def test_a_site_loads_an_index_of_its_own(operator: None, tmp_path: Path) -> None:
    path = tmp_path / "gdp.csv"
    path.write_text("price_year,level\n2013-14,80\n2024/25,100\n", encoding="utf-8")
    assert load_index(path) == "gdp: 2 years, from 2013/14 to 2024/25; 2 of them changed."
    assert load_index(path) == "gdp: 2 years, from 2013/14 to 2024/25; 0 of them changed."
    assert deflators("gdp").factor("2013/14", "2024/25") == Decimal("1.25")
    path.write_text("price_year,level\n2024/25,101\n", encoding="utf-8")
    assert load_index(path) == "gdp: 1 years, from 2024/25 to 2024/25; 2 of them changed."
    assert deflators("gdp").index == {"2024/25": Decimal(101)}
    assert deflators("quoted").index


@pytest.mark.parametrize(
    ("lines", "problem"),
    [
        ("price_year\n", "no column level"),
        ("price_year,level\n", "a header and no rows"),
        ("price_year,level\nquoted,100\n", "Line 2: “quoted” is no financial year"),
        ("price_year,level\n2024/25,0\n", "Line 2: “0” is no level"),
        ("price_year,level\n2024/25,0.000001\n", "Line 2: “0.000001” is no level"),
        ("price_year,level\n2024/25,NaN\n", "Line 2: “NaN” is no level"),
        ("price_year,level\n2024/25\n", "Line 2: “” is no level"),
        ("price_year,level\n2024/25,1\n2024-25,2\n", "Line 3: 2024/25 stands there already"),
    ],
)
def test_an_index_that_cannot_be_meant_is_refused(operator: None, tmp_path: Path, lines: str, problem: str) -> None:
    path = tmp_path / "gdp.csv"
    path.write_text(lines, encoding="utf-8")
    with pytest.raises(CommandError) as refused:
        load_index(path)
    assert problem in str(refused.value)
    assert str(refused.value).endswith("Nothing was loaded.")
    assert not PriceIndex.objects.filter(series="gdp").exists()
