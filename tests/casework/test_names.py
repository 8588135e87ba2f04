"""Names stay as people write them, and nothing hidden comes in with them."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agencies.exceptions import Invalid
from casework.names import clean_name, initials


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("O'Brien", "O'Brien"),
        ("O’Brien", "O’Brien"),
        ("Nguyễn", "Nguyễn"),
        ("'Mononym'", "'Mononym'"),
        ("Suharto", "Suharto"),
        ("siân ap Rhys-McDONALD", "siân ap Rhys-McDONALD"),  # nobody's capitals are corrected
        ("Zoe\u0308", "Zoë"),
        ("  Asha \t  Patel\r\n", "Asha Patel"),
        ("Asha\u00a0\u2003Patel", "Asha Patel"),
        ("\u202eAsha\u202c \u2066Patel\u2069", "Asha Patel"),
        ("\ufeffAsha\u200b Pa\u00adtel\u200f\u200e\u061c", "Asha Patel"),
        ("علی\u200cرضا", "علی\u200cرضا"),  # a joiner is spelling in Persian
        ("王芳", "王芳"),
        ("ﬁona ²", "ﬁona ²"),  # NFC, not NFKC
        ("x" * 200, "x" * 200),
        (" " * 500 + "Jo", "Jo"),
        ("e\u0301" * 200, "é" * 200),
    ],
)
def test_names_as_people_write_them(typed, stored):
    assert clean_name(typed) == stored


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("", "A name is needed"),
        (" \t\r\n\u00a0", "A name is needed"),
        ("\u202e\u200b\ufeff", "A name is needed"),
        ("\u200d \u200c", "A name is needed"),
        ("Asha\x00", "hidden"),
        ("As\x1bha", "hidden"),
        ("As\x7fha", "hidden"),
        ("As\x85ha", "hidden"),
        ("As\x0bha", "hidden"),
        ("As\x1cha", "hidden"),
        ("\ud800", "hidden"),
        ("x" * 201, "longer than 200"),
        ("x" * 5000, "longer than 200"),
    ],
)
def test_names_that_cannot_be_stored(typed, says):
    with pytest.raises(Invalid) as caught:
        clean_name(typed, "preferred_name")
    assert list(caught.value.fields) == ["preferred_name"]
    assert says in caught.value.detail


def test_the_field_is_called_name_unless_told():
    with pytest.raises(Invalid) as caught:
        clean_name("")
    assert list(caught.value.fields) == ["name"]


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Asha Patel", "AP"),
        ("Suharto", "S"),
        ("O'Brien", "O"),
        ("'Mononym'", "M"),
        ("Nguyễn Văn An", "NVA"),
        ("ángel de la Cruz", "ÁDLC"),
        ("Anne-Marie Smith", "AS"),
        ("王芳", "王"),
        ("ßen", "ß"),
        ("Jo (the elder) - 2", "JTE2"),
        ("?", "?"),
        ("", ""),
    ],
)
def test_initials(name, letters):
    assert initials(name) == letters


@given(st.text(max_size=250))
def test_no_text_falls_over_and_cleaning_twice_is_cleaning_once(text):
    try:
        name = clean_name(text)
    except Invalid as refusal:
        assert refusal.fields
        return
    assert clean_name(name) == name
    assert name.encode("utf-8")
    assert unicodedata.is_normalized("NFC", name)
    assert initials(name)
