"""Every rule and vector of the design's section on identifiers, and a promise: no text makes the cleaners fall over."""

import re

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from agencies.exceptions import Invalid
from casework.identifiers import (
    CJS_URN,
    PNC,
    IdentifierInvalid,
    IdentifierScheme,
    clean_identifier,
    clean_system,
    is_test_nhs_number,
    show_identifier,
)

NHS, UPN, ULN = IdentifierScheme.NHS, IdentifierScheme.UPN, IdentifierScheme.ULN
NINO, POLICE = IdentifierScheme.NINO, IdentifierScheme.POLICE

VALID = [
    (NHS, "943 476 5919", "9434765919"),
    (NHS, "943-476-5919", "9434765919"),
    (NHS, " 9434765919\r\n", "9434765919"),
    (NHS, "943\u00a0476\u00a05919", "9434765919"),  # as Word and web pages space it
    (NHS, "943\u2011476\u20135919", "9434765919"),
    (NHS, "401 023 2137", "4010232137"),
    (NHS, "450 557 7104", "4505577104"),
    (NHS, "654 100 3238", "6541003238"),
    (NHS, "671 668 9966", "6716689966"),
    (UPN, "B801200005001", "B801200005001"),
    (UPN, "b801 2000 05001", "B801200005001"),
    (UPN, "A123456789012", "A123456789012"),  # local authority 123 is in no list: only the letter is checked
    (UPN, "H801200001001", "H801200001001"),
    (UPN, "M80120000500A", "M80120000500A"),  # temporary
    (ULN, "0000000042", "0000000042"),
    (ULN, "1000102504", "1000102504"),
    (ULN, "1000000000", "1000000000"),
    (ULN, "9999999998", "9999999998"),
    (NINO, "AB123456C", "AB123456C"),
    (NINO, "ab 12 34 56 c", "AB123456C"),
    (NINO, "AA555555A", "AA555555A"),
    (NINO, "NS123456A", "NS123456A"),
    (NINO, "AB123456D", "AB123456D"),
    (NINO, "AB123456 ", "AB123456"),  # the letter is not on every paper
]

INVALID = [
    (NHS, "943 476 5918"),
    *((NHS, f"123456789{last}") for last in range(10)),  # the check digit would be 10
    *((NHS, f"999000000{last}") for last in range(10)),
    *((NHS, str(digit) * 10) for digit in range(10)),  # every one of them passes the arithmetic
    (NHS, "943476591"),
    (NHS, "94347659190"),
    (NHS, "943476591X"),
    (NHS, "943.476.5919"),
    (UPN, "A801200005001"),
    (UPN, "I801200005001"),
    (UPN, "8801200005001"),
    (UPN, "B80120000500"),
    (UPN, "B8012000050010"),
    (UPN, "B80120000A001"),
    *((UPN, f"{first}80120000500{last}") for first in "ABCDEFGHJKLMNPQRTUVWXYZ" for last in "IOS"),
    (ULN, "1000102505"),
    (ULN, "0000000000"),
    *((ULN, f"000000004{last}") for last in range(10) if last != 2),
    *((ULN, f"100000006{last}") for last in range(10)),  # the check digit would be 10
    (ULN, "100010250"),
    (ULN, "10001025040"),
    (ULN, "100010250X"),
    (NINO, "QQ123456C"),
    (NINO, "DD123456D"),
    (NINO, "BG123456A"),
    (NINO, "AO123456A"),
    (NINO, "AB123456E"),
    (NINO, "TN123456A"),
    *((NINO, f"{prefix}123456A") for prefix in ("GB", "NK", "KN", "NT", "ZZ")),
    *((NINO, f"{first}A123456A") for first in "DFIQUV"),
    *((NINO, f"A{second}123456A") for second in "DFIOQUV"),
    (NINO, "AB12345C"),
    (NINO, "AB1234567C"),
    (NINO, "A1234567C"),
]

UNREADABLE = [
    "",
    " \t\r\n",
    "-",
    "٩٤٣٤٧٦٥٩١٩",  # Arabic-Indic digits
    "\uff19\uff14\uff13\uff14\uff17\uff16\uff15\uff19\uff11\uff19",  # full width
    "943476591\u2079",  # a footnote mark, which NFKC would make a 9
    "9434765919\x00",
    "\x009434765919",
    "94347\x1b65919",
    "943476\n5919",
    "\u202e9434765919",
    "943476\u200b5919",
    "\ufeff9434765919",
    "\ud800",
    "9" * 5000,
    " " * 5000,
    "\u0661" * 5000,
]


@pytest.mark.parametrize(("scheme", "typed", "stored"), VALID)
def test_what_is_stored(scheme, typed, stored):
    assert clean_identifier(scheme, typed) == stored
    assert clean_identifier(scheme, stored) == stored


@pytest.mark.parametrize(("scheme", "typed"), INVALID)
def test_what_is_refused(scheme, typed):
    refusal = refused(clean_identifier, scheme, typed, field="value")
    assert refusal.code == "identifier_invalid"
    assert typed not in refusal.detail


@pytest.mark.parametrize("typed", UNREADABLE)
@pytest.mark.parametrize("scheme", [NHS, UPN, ULN, NINO])
def test_unreadable_text_is_refused_in_words(scheme, typed):
    refused(clean_identifier, scheme, typed, field="value")


@pytest.mark.parametrize("typed", UNREADABLE)
@pytest.mark.parametrize("system", [PNC, CJS_URN, "niche"])
def test_unreadable_police_references_are_refused_in_words(system, typed):
    refused(clean_identifier, POLICE, typed, system, field="value")


def test_the_sentence_fits_the_fault():
    assert "ten digits" in refused(clean_identifier, NHS, "943 476", field="value").detail
    assert "last digit" in refused(clean_identifier, NHS, "943 476 5918", field="value").detail
    assert "one digit ten times" in refused(clean_identifier, NHS, "1111111111", field="value").detail
    assert "hidden" in refused(clean_identifier, NHS, "٩٤٣٤٧٦٥٩١٩", field="value").detail
    assert "longer than 60" in refused(clean_identifier, NHS, "9" * 61, field="value").detail
    assert "no letter or digit" in refused(clean_identifier, NHS, "  ", field="value").detail
    assert "which police system" in refused(clean_identifier, POLICE, "79/0163001B", "  ", field="system").detail
    assert "first letter" in refused(clean_identifier, UPN, "A801200005001", field="value").detail


@pytest.mark.parametrize("typed", ["999 000 0018", "999 000 0026", "999 000 0034", "999 000 0042"])
def test_test_numbers_are_for_the_demonstration_only(typed):
    stored = clean_identifier(NHS, typed, allow_test_numbers=True)
    assert stored == typed.replace(" ", "")
    assert is_test_nhs_number(stored)
    assert "kept for tests" in refused(clean_identifier, NHS, typed, field="value").detail


@pytest.mark.parametrize("stored", ["9434765919", "9989999999", "", "99900000180", "999"])
def test_other_numbers_are_not_test_numbers(stored):
    assert not is_test_nhs_number(stored)


def test_a_uln_that_starts_like_a_test_nhs_number_is_a_uln():
    assert clean_identifier(ULN, "9999999998") == "9999999998"


def test_an_unknown_scheme_is_refused():
    refused(clean_identifier, "passport", "123", field="scheme")
    assert clean_identifier("nhs_number", "9434765919") == "9434765919"


@pytest.mark.parametrize(
    ("system", "typed", "stored"),
    [
        (PNC, "79/0163001B", "79/0163001B"),
        ("PNC", "1979/163001b", "79/0163001B"),
        (" Pnc ", "2003/0062845E", "03/0062845E"),
        (PNC, "03 / 62845 E", "03/0062845E"),
        (CJS_URN, "21GD1234519", "21GD1234519"),
        ("CJS URN", "21gd/12345/19", "21GD1234519"),
        ("cjs-urn", "21-GD-12345-19", "21GD1234519"),
        ("niche", "  CR/1234/26   (b) ", "CR/1234/26 (b)"),
        ("Staffordshire Niche", "cr 12-34", "cr 12-34"),
        ("niche", "x" * 60, "x" * 60),
    ],
)
def test_police_references_are_stored_with_their_system(system, typed, stored):
    assert clean_identifier(POLICE, typed, system) == stored
    assert clean_identifier(POLICE, stored, system) == stored


@pytest.mark.parametrize(
    ("system", "typed"),
    [
        (PNC, "79/0163001C"),
        (PNC, "79/0163002B"),
        (PNC, "80/0163001B"),
        (PNC, "1879/0163001B"),
        (PNC, "790163001B"),  # without the slash nobody knows where the year ends
        (PNC, "79/01630011B"),
        (PNC, "79/B"),
        (PNC, "79/0163001"),
        (CJS_URN, "GD211234519"),
        (CJS_URN, "21GD123451"),
        (CJS_URN, "21GD12345190"),
        (CJS_URN, "21GD12345X9"),
        ("niche", "x" * 61),
        ("niche", "//"),
    ],
)
def test_police_references_that_cannot_be(system, typed):
    refused(clean_identifier, POLICE, typed, system, field="value")


@pytest.mark.parametrize("system", ["", "  ", "-", "\x00", "a\x00b", "n" * 61, "ｐｎｃ"])
def test_a_police_reference_needs_a_readable_system(system):
    refused(clean_identifier, POLICE, "79/0163001B", system, field="system")


def test_only_a_police_reference_has_a_system():
    refused(clean_identifier, NHS, "9434765919", "pnc", field="system")
    assert clean_system(NHS, "") == ""
    assert clean_system(POLICE, " Staffordshire  Niche-2 ") == "staffordshire_niche_2"


@pytest.mark.parametrize(
    ("scheme", "stored", "shown"),
    [
        (NHS, "9434765919", "943 476 5919"),
        (NINO, "AB123456C", "AB 12 34 56 C"),
        (NINO, "AB123456", "AB 12 34 56"),
        (UPN, "B801200005001", "B801200005001"),
        (ULN, "1000102504", "1000102504"),
        (POLICE, "79/0163001B", "79/0163001B"),
        (NHS, "not a number", "not a number"),
    ],
)
def test_how_it_is_shown(scheme, stored, shown):
    assert show_identifier(scheme, stored) == shown


def nhs_numbers():
    def with_check(nine: str) -> str | None:
        check = 11 - sum(int(digit) * (10 - place) for place, digit in enumerate(nine)) % 11
        return None if check == 10 else f"{nine}{check % 11}"

    nines = st.text("0123456789", min_size=9, max_size=9).filter(lambda nine: not nine.startswith("999"))
    return nines.map(with_check).filter(lambda number: number is not None and len(set(number)) > 1)


@given(nhs_numbers())
def test_every_number_with_its_check_digit_is_taken(number):
    assert clean_identifier(NHS, number) == number


@given(nhs_numbers(), st.integers(0, 9), st.integers(1, 9))
def test_one_wrong_digit_is_always_noticed(number, place, step):
    wrong = number[:place] + str((int(number[place]) + step) % 10) + number[place + 1 :]
    refused(clean_identifier, NHS, wrong, field="value", allow_test_numbers=True)


@given(nhs_numbers(), st.integers(0, 8))
def test_two_swapped_neighbours_are_always_noticed(number, place):
    assume(number[place] != number[place + 1])
    wrong = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    refused(clean_identifier, NHS, wrong, field="value", allow_test_numbers=True)


@given(st.text("0123456789", min_size=9, max_size=9))
def test_a_uln_has_one_check_digit_or_none(nine):
    taken = [last for last in range(10) if is_taken(ULN, f"{nine}{last}")]
    remainder = sum(int(digit) * (10 - place) for place, digit in enumerate(nine)) % 11
    assert taken == ([] if remainder == 0 else [10 - remainder])


@given(st.sampled_from(IdentifierScheme), st.text(), st.sampled_from(["", PNC, CJS_URN, "niche"]))
def test_no_text_falls_over(scheme, text, system):
    for clean in (lambda: clean_identifier(scheme, text, system), lambda: clean_identifier(POLICE, "CR1", text)):
        try:
            stored = clean()
        except IdentifierInvalid as refusal:
            assert refusal.fields
        else:
            assert re.fullmatch(r"[ -~]{1,60}", stored)
    assert show_identifier(scheme, text) is not None


def refused(clean, *args, field, **kwargs) -> Invalid:
    with pytest.raises(IdentifierInvalid) as caught:
        clean(*args, **kwargs)
    assert list(caught.value.fields) == [field]
    assert caught.value.detail.endswith(".")
    return caught.value


def is_taken(scheme, value) -> bool:
    try:
        clean_identifier(scheme, value)
    except IdentifierInvalid:
        return False
    return True
