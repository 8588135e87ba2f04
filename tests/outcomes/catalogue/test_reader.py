"""A catalogue read line by line: what is derived, and every way in which a line can be wrong."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outcomes.catalogue.reader import Read, Reading, read
from outcomes.enums import Bearer, CostKind

HEADER = "theme,code,description,unit,amount_gbp,price_year,bearer,bearer_detail,kind,bearer_split,confidence\n"


def reading(*lines: str, edition: str = "9", header: str = HEADER) -> Reading:
    return read(header + "\n".join(lines), edition, {}, {})


def line(**said: str) -> str:
    usual = {
        "theme": "Health", "code": "HE4.0", "description": "A&E attendance", "unit": "Per incident", "amount_gbp": "109",
        "price_year": "2011/12", "bearer": "NHS", "bearer_detail": "", "kind": "", "bearer_split": "", "confidence": "",
    }  # fmt: skip
    return ",".join(f'"{value}"' for value in (usual | said).values())


def only(**said: str) -> Read:
    found = reading(line(**said))
    assert found.problems == []
    return found.rows[0]


def test_a_line_is_a_row() -> None:
    assert only(amount_gbp="£1,234.50", price_year="2011-12", confidence="2") == Read(
        "HE4.0", "Health", "A&E attendance", "Per incident", Decimal("1234.50"), "2011/12", CostKind.FISCAL, {"nhs": 100},
        "NHS", confidence=2,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("bearer", "detail", "borne"),
    [
        ("NHS", "Clinical Commissioning Group", "nhs"),
        ("Local Authority", "Social Services", "local_authority"),
        ("Local authority", "RSL", "several"),
        ("Police", "Local authority", "several"),
        ("Court", "Legal aid", "criminal_justice"),
        ("Multiple", "", "several"),
    ],
)
def test_a_share_that_nobody_published_is_not_made_up(bearer: str, detail: str, borne: str) -> None:
    row = only(bearer=bearer, bearer_detail=detail)
    assert (row.bearers, row.bearer_words) == ({borne: 100}, " / ".join(filter(None, [bearer, detail])))


def test_a_split_that_was_published_is_kept() -> None:
    assert only(bearer_split="nhs:60; police:40").bearers == {"nhs": 60, "police": 40}


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ({"description": "Average cost (fiscal, economic and social values)"}, CostKind.MIXED),
        ({"description": "Fiscal and economic benefit"}, CostKind.MIXED),
        ({"description": "Economic benefit to whoever works"}, CostKind.ECONOMIC),
        ({"description": "Average cost of a fire", "bearer": "Multiple"}, CostKind.MIXED),
        ({"description": "Fiscal cost of a fire", "bearer": "Multiple"}, CostKind.FISCAL),
        ({"description": "Application", "bearer": "Local authority", "bearer_detail": "RSL"}, CostKind.FISCAL),
        ({"description": "Fiscal and economic benefit", "kind": "Social"}, CostKind.SOCIAL),
    ],
)
def test_whose_value_it_is(said: dict[str, str], kind: CostKind) -> None:
    assert only(**said).kind is kind


def test_what_stands_below_an_amount_that_several_bear_is_a_part_of_it() -> None:
    whole = line(code="V1", amount_gbp="100", bearer="Multiple")
    below = [line(code="V1.1", amount_gbp="60"), line(code="V1.2", amount_gbp="41", bearer="Police")]
    weekly = line(code="V1.3", unit="Per week", amount_gbp="1")
    assert [row.part_of for row in reading(whole, *below, weekly).rows] == ["", "V1", "V1", ""]
    too_much = line(code="V1.2", amount_gbp="43", bearer="Police")
    assert [row.part_of for row in reading(whole, below[0], too_much).rows] == ["", "", ""]
    of_one = line(code="V1", amount_gbp="200")
    assert [row.part_of for row in reading(of_one, *below).rows] == ["", "", ""]


@pytest.mark.parametrize(
    ("said", "flag"),
    [
        ({"unit": "Per hour", "amount_gbp": "500"}, ""),
        ({"unit": "Per hour", "amount_gbp": "500.01"}, "£500.01 per hour is more than £500"),
        ({"unit": "Per week", "amount_gbp": "4000"}, ""),
        ({"unit": "Per client per week", "amount_gbp": "4001"}, "more than £4,000"),
        ({"unit": "Per year", "amount_gbp": "1000000"}, ""),
        ({"unit": "Per year", "amount_gbp": "1000001"}, "more than £1,000,000"),
    ],
)
def test_what_costs_more_than_one_of_anything_does_is_flagged(said: dict[str, str], flag: str) -> None:
    assert flag in only(**said).flag
    assert bool(flag) == bool(only(**said).flag)


@pytest.mark.parametrize("code", ["E&S5.0", "SS8.0", "SS1.2"])
def test_rows_that_are_named_are_flagged_in_their_edition_alone(code: str) -> None:
    assert reading(line(code=code), edition="1.4").rows[0].flag
    assert not reading(line(code=code), edition="3.0").rows[0].flag


@pytest.mark.parametrize(
    ("said", "problem"),
    [
        ({"code": " "}, "code is empty"),
        ({"description": ""}, "label is empty"),
        ({"unit": ""}, "unit is empty"),
        ({"code": "C" * 21}, "code has more than 20"),
        ({"description": "x" * 301}, "label has more than 300"),
        ({"amount_gbp": "none"}, "“none” is no amount"),
        ({"amount_gbp": "0"}, "“0” is no amount"),
        ({"amount_gbp": "-5"}, "“-5” is no amount"),
        ({"amount_gbp": "NaN"}, "“NaN” is no amount"),
        ({"amount_gbp": "Infinity"}, "“Infinity” is no amount"),
        ({"amount_gbp": "1.005"}, "“1.005” is no amount"),
        ({"amount_gbp": "1e12"}, "“1e12” is no amount"),
        ({"price_year": "2011"}, "no financial year"),
        ({"price_year": "2011/13"}, "no financial year"),
        ({"bearer": "Nobody"}, '--bearer "Nobody=nhs"'),
        ({"kind": "cash"}, "“cash” is no kind"),
        ({"bearer_split": "nhs:60;police:30"}, "does not make 100"),
        ({"bearer_split": "nhs:0;police:100"}, "does not make 100"),
        ({"bearer_split": "us:100"}, "is no split"),
        ({"bearer_split": "nhs"}, "is no split"),
        ({"confidence": "7"}, "no grade"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(said: dict[str, str], problem: str) -> None:
    found = reading(line(code="OK1"), line(**said))
    assert len(found.problems) == 1
    assert found.problems[0].startswith("Line 3: ")
    assert problem in found.problems[0]


def test_every_problem_is_told_at_once() -> None:
    found = reading(line(), line(), line(code="B", amount_gbp="x"))
    assert [problem.split(":")[0] for problem in found.problems] == ["Line 3", "Line 4"]
    assert "HE4.0 stands in line 2 already" in found.problems[0]


def test_a_file_of_another_shape_says_which_column_is_missing() -> None:
    assert "no column amount_gbp, bearer" in reading(header="code,description,unit,price_year\n").problems[0]
    assert reading().problems == ["The file has a header and no rows."]
    assert read("", "9", {}, {}).problems
    assert "this is no CSV" in reading("x" * 200_000).problems[0]


def test_another_edition_may_call_its_columns_and_bearers_as_it_likes() -> None:
    text = "\ufeffCode,Detail,Unit,Cost,Year,Agency\nHE3.0.2,Advice,Per call,44,2013/14,Ambulance trust\n"
    columns = {
        "code": "Code",
        "label": "Detail",
        "unit": "Unit",
        "amount": "Cost",
        "price_year": "Year",
        "bearer": "Agency",
    }
    found = read(text, "3.0", columns, {"ambulance trust": Bearer.NHS})
    assert (found.problems, found.rows[0].bearers, found.rows[0].theme) == ([], {"nhs": 100}, "")


@given(st.text(max_size=300))
def test_no_text_breaks_the_reader(text: str) -> None:
    for header in ("", HEADER):
        found = read(header + text, "9", {}, {})
        assert found.rows or found.problems
