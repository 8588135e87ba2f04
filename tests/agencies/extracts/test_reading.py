"""Seven agencies' files are read by their profiles; what cannot be read says what to mend, and nothing is taken that may not."""

import io
from collections.abc import Callable
from copy import deepcopy
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from agencies.exceptions import Invalid
from agencies.extracts.fields import ITEMS
from agencies.extracts.mentions import Mention, MentionRole
from agencies.extracts.profiles import parsed, shipped, shipped_as_given
from agencies.extracts.reading import Table
from agencies.extracts.rows import ALL_ITEMS, Reading, RowRefused, mentions_of
from tests.factories.extracts import GOOD, file_of, rows_of

TODAY = date(2026, 3, 2)
CITY = Path(__file__).resolve().parents[3].parent / "shared" / "data" / "city"


def read(name: str, *changes: dict[str, str]) -> list[Mention]:
    return list(mentions_of(io.BytesIO(file_of(name, rows_of(name, *changes or [{}]))), shipped()[name], today=TODAY))


def problems(name: str, change: dict[str, str]) -> list[tuple[str, str]]:
    """What is wrong with a good row that was changed so: columns, and codes."""
    table = Table(io.BytesIO(file_of(name, rows_of(name, change))), shipped()[name])
    reading = Reading(shipped()[name], table.headers, today=TODAY)
    with pytest.raises(RowRefused) as refused:
        reading.mentions(next(table.rows()))
    assert all(each.words for each in refused.value.problems)
    return [(each.column, each.code) for each in refused.value.problems]


def refusal(content: bytes, name: str = "nhs_emergency") -> str:
    with pytest.raises(Invalid) as refused:
        list(mentions_of(io.BytesIO(content), shipped()[name], today=TODAY))
    assert list(refused.value.fields) == ["file"]
    return refused.value.detail


# Seven shapes


@pytest.mark.parametrize(
    ("name", "mentions"),
    [
        ("housing", [
            Mention("TEN1", 1, MentionRole.TENANT, date(2026, 2, 3), "Rent arrears letter", "Mrs", "Rosa May", "O'NEILL",
                    born_on=date(1981, 4, 9), address="Flat 2, 14 Mill Lane, Rushford", postcode="ST4 1HH"),
        ]),
        ("police", [
            Mention("22/0000001/26", 1, MentionRole.INVOLVED, date(2026, 3, 2), "DOMESTIC INCIDENT", "", "ROSA", "O'NEILL",
                    born_on=date(1981, 4, 9), sex="2", address="14 MILL LN", postcode="ST41HH"),
        ]),
        ("fire", [
            Mention("F1", 1, MentionRole.OCCUPIER, date(2026, 1, 5), "False alarm", "Mrs", "R", "O'Neill",
                    address="14 Mill Lane", postcode="ST4 1HH"),
        ]),
        ("nhs_emergency", [
            Mention("AE1", 1, MentionRole.PATIENT, date(2026, 2, 1), "Mental health", "", "Rosa", "O’Neill",
                    born_on=date(1981, 4, 9), sex="2", nhs_number="9990000018", postcode="ST4 1HH"),
        ]),
        ("schools", [
            Mention("S1", 1, MentionRole.PUPIL, None, "On a school’s roll", "", "Tom", "O'Neill", "Bell",
                    born_on=date(2011, 4, 9), sex="1", address="Flat 2, 14 Mill Lane, Rushford", postcode="ST4 1HH"),
            Mention("S1", 2, MentionRole.PARENT, None, "On a school’s roll", "Mrs", "Rosa", "O'Neill",
                    address="Flat 2, 14 Mill Lane, Rushford", postcode="ST4 1HH"),
        ]),
        ("treatment", [
            Mention("DA1", 1, MentionRole.CLIENT, date(2026, 2, 20), "Triage", "", "R", "O", is_initials=True,
                    born_on=date(1981, 4, 9), sex="2", postcode="ST4 1"),
        ]),
        ("adult_social_care", [
            Mention("ASC-1", 1, MentionRole.CLIENT, date(2026, 1, 12), "Assessment", "", "Rosa May", "O'Neill",
                    born_on=date(1981, 4, 9), nhs_number="9990000018", uprn="100012345678", postcode="ST4 1HH"),
        ]),
    ],
)  # fmt: skip
def test_a_row_of_each_agency_names_whom_it_names(name: str, mentions: list[Mention]) -> None:
    assert read(name) == mentions


def test_two_tenants_of_one_row_are_two() -> None:
    both = read("housing", {"Tenant 2": "VAN DER BERG, Jan (Mr)", "Tenant 2 DOB": ""})
    assert [(each.slot, each.forenames, each.surname, each.born_on) for each in both] == [
        (1, "Rosa May", "O'NEILL", date(1981, 4, 9)),
        (2, "Jan", "VAN DER BERG", None),
    ]


def test_people_of_one_incident_have_its_reference_and_a_number_each() -> None:
    both = read("police", {}, {"NOMINAL_NO": "2", "FORENAMES": "TOM"})
    assert [(each.record, each.slot) for each in both] == [("22/0000001/26", 1), ("22/0000001/26", 2)]


def test_a_fire_without_an_occupier_is_about_its_address() -> None:
    (place,) = read("fire", {"occupier": ""})
    assert (place.forenames, place.surname, place.address) == ("", "", "14 Mill Lane")


@pytest.mark.parametrize(
    ("words", "cut"),
    [
        ("Miss Rajata Behl", ("Miss", "Rajata", "Behl")),
        ("Ann Marie de la Cruz", ("", "Ann Marie", "de la Cruz")),
        ("Mr Talbot", ("Mr", "", "Talbot")),
        ("Dr. Jo", ("Dr.", "", "Jo")),
        ("Cher", ("", "", "Cher")),
    ],
)
def test_a_whole_name_is_cut_apart(words: str, cut: tuple[str, str, str]) -> None:
    (found,) = read("adult_social_care", {"name": words})
    assert (found.title, found.forenames, found.surname) == cut


def test_a_placeholder_is_no_birth_date() -> None:
    assert read("police", {"DOB": "19000101"})[0].born_on is None


@pytest.mark.parametrize(("written", "year"), [("09/04/11", 2011), ("09/04/26", 1926), ("01/03/26", 2026)])
def test_two_digits_of_a_year_are_never_in_the_future(written: str, year: int) -> None:
    assert read("schools", {"DOB": written})[0].born_on == date(year, *map(int, written[:5].split("/")[::-1]))


# What may not pass


def test_what_the_agreement_does_not_list_is_dropped_and_counted() -> None:
    rows = rows_of("adult_social_care", {}, {"case_id": "ASC-2", "nhs_number": ""})
    table = Table(io.BytesIO(file_of("adult_social_care", rows)), shipped()["adult_social_care"])
    reading = Reading(
        shipped()["adult_social_care"], table.headers, ALL_ITEMS - {"nhs_number", "birth_date"}, today=TODAY
    )
    found = [each for row in table.rows() for each in reading.mentions(row)]
    assert {(each.nhs_number, each.born_on) for each in found} == {("", None)}
    assert dict(reading.dropped) == {"nhs_number": 1, "birth_date": 2}


def test_a_column_that_nobody_agreed_on_is_not_read() -> None:
    rows = (
        file_of("fire", rows_of("fire", {}))
        .decode()
        .replace("type\r\n", "type;secret\r\n")
        .replace("alarm", "alarm;yes")
    )
    table = Table(io.BytesIO(rows.encode()), shipped()["fire"])
    reading = Reading(shipped()["fire"], table.headers, today=TODAY)
    (found,) = (each for row in table.rows() for each in reading.mentions(row))
    assert "yes" not in found
    assert dict(reading.dropped) == {"secret": 1}


def test_every_field_has_the_item_of_an_agreement() -> None:
    columns = [column for profile in shipped().values() for column in profile.columns]
    assert {column.header for column in columns if column.item is None} == {
        "Arrears", "ROLE", "arrival_mode", "Absence", "Suspensions", "substance", "end_date",
    }  # fmt: skip
    assert set(ITEMS.values()) == ALL_ITEMS


# What cannot be read


@pytest.mark.parametrize(
    ("name", "change", "found"),
    [
        ("nhs_emergency", {"attendance_id": " "}, [("attendance_id", "blank")]),
        ("nhs_emergency", {"birth_date": "2033-02-27"}, [("birth_date", "born")]),
        ("nhs_emergency", {"birth_date": "09/04/1981", "arrived_at": "soon"}, [("birth_date", "date"), ("arrived_at", "date")]),
        ("nhs_emergency", {"person_stated_gender": "7"}, [("person_stated_gender", "code")]),
        ("nhs_emergency", {"given_name": "=HYPERLINK(1)"}, [("given_name", "formula")]),
        ("nhs_emergency", {"given_name": "Ro\u0085sa"}, [("given_name", "control")]),
        ("nhs_emergency", {"given_name": "x" * 301}, [("given_name", "long")]),
        ("nhs_emergency", {"given_name": "", "family_name": "", "birth_date": "", "nhs_number": ""}, [("nhs_number", "nobody")]),
        ("housing", {"Tenant 1": "Rosa O'Neill"}, [("Tenant 1", "name")]),
        ("police", {"NOMINAL_NO": "0"}, [("NOMINAL_NO", "slot")]),
        ("police", {"NOMINAL_NO": "²"}, [("NOMINAL_NO", "slot")]),
    ],
)  # fmt: skip
def test_a_row_that_cannot_be_read_says_what_to_mend(name: str, change: dict[str, str], found: list) -> None:
    assert problems(name, change) == found


def test_a_row_with_a_separator_too_many_is_told() -> None:
    content = file_of("fire", rows_of("fire", {"premises": "14 Mill Lane"})).replace(b"Lane", b"Lane;;")
    table = Table(io.BytesIO(content), shipped()["fire"])
    with pytest.raises(RowRefused) as refused:
        Reading(shipped()["fire"], table.headers, today=TODAY).mentions(next(table.rows()))
    assert [each.code for each in refused.value.problems] == ["width"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "The file is empty"),
        (b"PK\x03\x04rest", "packed"),
        (b"\x1f\x8b\x08rest", "packed"),
        (b"%PDF-1.7", "PDF"),
        ("a,b".encode("utf-16"), "UTF-16"),
        (b"a,b\n1,2\n", "These columns are missing: 'attendance_id'"),
        (b"attendance_id,attendance_id\n", "stand twice: 'attendance_id'"),
        (b"a" * 70_000, "longer than 64 KiB"),
        (b"," * 60_000 + b"\n", "more than 1000 columns"),
    ],
)
def test_what_is_no_such_table_is_refused_at_once(content: bytes, words: str) -> None:
    assert words in refusal(content)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda good: good.replace(b"Rosa", b"Ro\x00sa"), "Line 2 holds NUL"),
        (lambda good: good.replace(b"Rosa", b"Ros\xe9"), "Line 2 is not in utf-8"),
        (lambda good: good.replace(b"Rosa", b'"Rosa'), "quotation mark is not closed"),
        (lambda good: good.replace(b"Rosa", b'"Ro"sa'), "stands within words"),
        (lambda good: good.replace(b"Rosa", b'"' + b"x\n" * 200_000), "quotation mark is not closed"),
    ],
)
def test_where_a_file_stops_being_a_table_it_is_refused(change: Callable[[bytes], bytes], words: str) -> None:
    assert words in refusal(change(file_of("nhs_emergency", rows_of("nhs_emergency", {}))))


def test_a_record_of_many_lines_is_no_larger_than_one_line_may_be() -> None:
    """Each line closes a quotation mark and opens the next, so that the file is one record."""
    head = ",".join(shipped()["nhs_emergency"].headers).encode()
    assert "quotation mark is not closed" in refusal(head + b'\n"' + b'","a","b\n' * 20_000)


def test_a_file_without_headers_is_refused_without_a_word_of_it() -> None:
    content = file_of("nhs_emergency", rows_of("nhs_emergency", {})).split(b"\r\n", 1)[1]
    words = refusal(content)
    assert "These columns are missing" in words
    assert not [cell for cell in GOOD["nhs_emergency"].values() if cell in words]


def test_what_every_row_is_passes_only_where_events_may() -> None:
    for items, event in ((ALL_ITEMS, "Triage"), (ALL_ITEMS - {"event"}, "")):
        table = Table(io.BytesIO(file_of("treatment", rows_of("treatment", {}))), shipped()["treatment"])
        reading = Reading(shipped()["treatment"], table.headers, items, today=TODAY)
        assert [each.event for row in table.rows() for each in reading.mentions(row)] == [event]


# Profiles


def test_the_shapes_of_the_tests_are_those_of_the_profiles() -> None:
    assert {name: list(row) for name, row in GOOD.items()} == {name: each.headers for name, each in shipped().items()}


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda given: given.update(profile=2), '{"profile": 1}'),
        (lambda given: given.update(colour="red"), "parts that nobody knows: 'colour'"),
        (lambda given: given.update(encoding="rot13"), "encoding is one of: 'utf-8'"),
        (lambda given: given.update(delimiter="--"), "delimiter is one of"),
        (lambda given: given.update(title=" "), "title needs words"),
        (lambda given: given.update(people=[]), "people is a list"),
        (lambda given: given.update(people=[{"slot": True, "role": "tenant"}]), "slot of a person"),
        (lambda given: given["people"].append({"slot": 1, "role": "tenant"}), "by a slot of their own"),
        (lambda given: given["columns"].append(deepcopy(given["columns"][0])), "A header stands twice"),
        (lambda given: given["columns"].pop(0), "One column must be the record"),
        (lambda given: given["columns"].pop(7), "Say what a row is"),
        (lambda given: given["columns"][1].pop("person"), "Say whose column Tenant 1 is"),
        (lambda given: given["columns"][2].pop("formats"), "Tenant 1 DOB holds dates"),
        (lambda given: given["columns"][9].update(field="sex"), "Arrears needs codes"),
        (lambda given: given["columns"].append(7), "object with header and field"),
        (lambda given: given["columns"].append({"field": "born_on"}), "header needs words"),
        (lambda given: given["columns"][2].update(formats=["%d/%d/%Y"]), "%d/%d/%Y is no way to write a date"),
        (lambda given: given["columns"][9].update(field="sex", person=1, codes={"M": []}), "Arrears needs codes"),
        (lambda given: given["columns"][1].update(person=7), "Say whose column Tenant 1 is"),
        (lambda given: given["columns"][5].update(person=7), "Say whose column Address is"),
        (lambda given: given["columns"][9].update(field="slot"), "rows of one person each"),
    ],
)
def test_a_profile_that_makes_no_sense_says_which_part(change: Callable[[Any], Any], words: str) -> None:
    given = deepcopy(shipped_as_given()["housing"])
    change(given)
    with pytest.raises(Invalid) as refused:
        parsed(given)
    assert words in refused.value.detail


@pytest.mark.skipif(not CITY.exists(), reason="needs ../shared/data/city, which is not part of the product")
@pytest.mark.parametrize(
    ("name", "rows", "mentions", "refused"),
    [
        ("housing", 7596, 9466, 0), ("police", 9045, 9045, 0), ("fire", 1627, 1627, 0), ("nhs_emergency", 9708, 9700, 8),
        ("schools", 7262, 14524, 0), ("treatment", 1182, 1182, 0), ("adult_social_care", 2474, 2474, 0),
    ],
)  # fmt: skip
def test_the_city_s_files_are_read_whole(name: str, rows: int, mentions: int, refused: int) -> None:
    """Eight of its patients were born after its last day."""
    profile = shipped()[name]
    with (CITY / f"{name}.csv").open("rb") as file:
        table = Table(file, profile)
        reading = Reading(profile, table.headers, today=date(2026, 9, 30))
        read = found = wrong = 0
        for row in table.rows():
            read += 1
            try:
                found += len(reading.mentions(row))
            except RowRefused:
                wrong += 1
    assert (read, found, wrong) == (rows, mentions, refused)
