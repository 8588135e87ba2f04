"""The numbers that agencies know people and homes by: what is stored, what is refused and why, how each is shown."""

import re
from collections.abc import Callable
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from stdnum.exceptions import InvalidChecksum
from stdnum.gb import nhs, upn

from agencies.exceptions import Invalid


class IdentifierScheme(models.TextChoices):
    """Which body issued the number, and so which rule it obeys."""

    NHS = "nhs_number", gettext_lazy("NHS number")
    UPN = "upn", gettext_lazy("Unique pupil number (UPN)")
    ULN = "uln", gettext_lazy("Unique learner number (ULN)")
    NINO = "ni_number", gettext_lazy("National Insurance number")
    POLICE = "police_reference", gettext_lazy("Police reference")


class IdentifierInvalid(Invalid):
    """The value cannot be a number of this scheme; the sentence never repeats the value, because errors get logged."""

    code: ClassVar[str] = "identifier_invalid"


# The two police systems with a national format. Every other system is a force's own: its references are free text.
PNC = "pnc"
CJS_URN = "cjs_urn"

# No fixed abode, and address not known: NHS pseudo-postcodes. They do not fit the pattern of a real postcode.
PSEUDO_POSTCODES = frozenset({"ZZ99 3VZ", "ZZ99 3WZ"})

LONGEST_TYPED = 60

_CHECK_AND_RETYPE = gettext_lazy("Check it against the letter, card or system it came from, and type it again.")

# Word, Excel and web pages put these in place of a space or a hyphen. This list is all the Unicode we forgive. NFKC
# would go further and turn a footnote mark (³), a circled digit (③) or a bold mathematical digit into a plain one: the
# reader saw something else, and most of these schemes have no check digit to notice. No UK system writes such forms.
_TYPOGRAPHY = str.maketrans(
    dict.fromkeys("\u00a0\u2002\u2003\u2007\u2009\u202f", " ") | dict.fromkeys("\u2010\u2011\u2013\u2014\u2212", "-")
)

_UPN = re.compile(r"[A-HJ-NP-RT-Z][0-9]{11}[0-9A-HJ-NP-RT-Z]")
_NINO = re.compile(r"(?!BG|GB|NK|KN|TN|NT|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z][0-9]{6}[A-D]?")
_PNC = re.compile(r"(?:19|20)?([0-9]{2})/([0-9]{1,7})([A-Z])")
_CJS_URN = re.compile(r"[0-9]{2}[0-9A-Z]{2}[0-9]{7}")
_PNC_LETTERS = "ZABCDEFGHJKLMNPQRTUVWXY"
_POSTCODE = re.compile(
    r"GIR 0AA|[A-PR-UWYZ]([0-9]{1,2}|[A-HK-Y][0-9]([0-9ABEHMNPRV-Y])?|[0-9][A-HJKPS-UW]) [0-9][ABD-HJLNP-UW-Z]{2}"
)


def clean_identifier(
    scheme: IdentifierScheme | str, value: str, system: str = "", *, allow_test_numbers: bool = False
) -> str:
    """The form of `value` that is stored: no spaces or hyphens, upper case; a force's own reference keeps its look.

    `system` is asked for by a police reference only: PNC, CJS_URN, or the name of a force's own system.
    `allow_test_numbers` lets the NHS test range through, for the demonstration; a caller that forgets it is safe.
    Errors: IdentifierInvalid, on "value", "system" or "scheme". It says nothing about whether the number is this
    person's: "verified" is another fact, and not ours to compute.
    Source: the rules and test vectors of the design's domain.md, section 6; the PNC letter as noted at its check.
    """
    if scheme not in IdentifierScheme.values:
        raise IdentifierInvalid.field("scheme", _("This kind of number is not known here. Choose one from the list."))
    system = clean_system(scheme, system)
    if scheme == IdentifierScheme.POLICE:
        return _clean_police_reference(value, system)
    cleaned = _CLEANERS[IdentifierScheme(scheme)](_compact(value, field="value", drop=" -"))
    if scheme == IdentifierScheme.NHS and not allow_test_numbers and is_test_nhs_number(cleaned):
        raise _refused(_("This NHS number is from the range kept for tests. Type the person's own, or leave it out."))
    return cleaned


def clean_system(scheme: IdentifierScheme | str, system: str) -> str:
    """The name of the police system as it is stored, such as "pnc" or "staffordshire_niche"; "" for other schemes.

    Errors: IdentifierInvalid on "system": missing for a police reference, given for anything else, or unreadable.
    """
    if scheme != IdentifierScheme.POLICE:
        if system:
            raise IdentifierInvalid.field("system", _("Only a police reference has a system. Leave the system empty."))
        return ""
    if not system.strip():
        # There is no national crime number: the same characters in two forces are two different things.
        raise IdentifierInvalid.field("system", _("Say which police system gave this reference, such as PNC."))
    return re.sub(r"[ _-]+", "_", _printable(system, field="system")).lower()


def show_identifier(scheme: IdentifierScheme | str, value: str) -> str:
    """A stored value as people read it aloud: 943 476 5919, AB 12 34 56 C; other schemes as they are stored."""
    if scheme == IdentifierScheme.NHS:
        return re.sub(r"^([0-9]{3})([0-9]{3})([0-9]{4})$", r"\1 \2 \3", value)
    if scheme == IdentifierScheme.NINO:
        return re.sub(r"^([A-Z]{2})([0-9]{2})([0-9]{2})([0-9]{2})([A-Z]?)$", r"\1 \2 \3 \4 \5", value).rstrip()
    return value


def is_test_nhs_number(value: str) -> bool:
    """Whether a stored NHS number is in 999 000 0000 to 999 999 9999, which is never issued to a person."""
    return re.fullmatch(r"999[0-9]{7}", value) is not None


def clean_uprn(value: str) -> str:
    """A property's number: 1 to 12 digits, as text, leading zeros kept as sent; see same_uprn() to compare.

    Errors: IdentifierInvalid on "uprn". There is no check digit, so a wrong number of the right length passes.
    """
    text = _compact(value, field="uprn", drop=" ")
    if not re.fullmatch(r"[0-9]{1,12}", text):
        raise IdentifierInvalid.field(
            "uprn",
            _("A UPRN is at most 12 digits and nothing else. %(check_and_retype)s")
            % {"check_and_retype": _CHECK_AND_RETYPE},
        )
    if not text.strip("0"):
        raise IdentifierInvalid.field("uprn", _("A UPRN is never all zeros. Leave it out until somebody knows it."))
    return text


def same_uprn(one: str, other: str) -> bool:
    """Whether two UPRNs name one property: some systems pad with zeros, some do not. Two blanks name none."""
    return one.lstrip("0") == other.lstrip("0") != ""


def clean_postcode(value: str) -> str:
    """A postcode in upper case with one space; the two pseudo-postcodes pass. It says nothing of whether it exists.

    Errors: IdentifierInvalid on "postcode".
    """
    text = _compact(value, field="postcode", drop=" ")
    postcode = f"{text[:-3]} {text[-3:]}"
    if postcode in PSEUDO_POSTCODES or _POSTCODE.fullmatch(postcode):
        return postcode
    raise IdentifierInvalid.field(
        "postcode",
        _(
            "This is not the shape of a UK postcode. Check it; or use ZZ99 3VZ for no fixed abode, ZZ99 3WZ for not known."
        ),
    )


def _clean_nhs(text: str) -> str:
    _ten_digits(text, _("An NHS number is ten digits and nothing else; this has %(number)s characters."))
    if len(set(text)) == 1:
        # 0000000000, 1111111111 and the rest all pass the arithmetic; systems write them when they have no number.
        raise _refused(_("An NHS number is never one digit ten times. Leave it out until somebody knows it."))
    try:
        # stdnum's arithmetic is right, check digit 10 included. Its own cleaning and the missing rule above are why
        # it sees only ten plain digits: alone it reads bold and full-width digits too, and accepts 1111111111.
        return nhs.validate(text)
    except InvalidChecksum:
        raise _unlike(
            _("The last digit of this NHS number does not fit the rest: something is mistyped or swapped.")
        ) from None


def _clean_upn(text: str) -> str:
    if not _UPN.fullmatch(text):
        raise _unlike(
            _("A UPN is a letter and 12 digits; a temporary one ends in a letter, and I, O and S are never used.")
        )
    # Only stdnum's check letter, never upn.validate(): that also wants the local authority in a list from before the
    # councils of 2019 to 2023 (Dorset 838, BCP 839, the Northamptonshires 940 and 941, Cumberland 942, Westmorland and
    # Furness 943), and would refuse their children.
    if upn.calc_check_digit(text[1:]) != text[0]:
        raise _unlike(_("The first letter of this UPN does not fit the rest: something is mistyped or swapped."))
    return text


def _clean_uln(text: str) -> str:
    _ten_digits(text, _("A ULN is ten digits and nothing else; this has %(number)s characters."))
    remainder = sum(int(digit) * weight for digit, weight in zip(text[:9], range(10, 1, -1), strict=True)) % 11
    # Remainder 0 would ask for a check digit of 10. Such a ULN is never issued, and no digit equals 10 here either.
    if int(text[9]) != 10 - remainder:
        raise _unlike(_("The last digit of this ULN does not fit the rest: something is mistyped or swapped."))
    return text


def _clean_nino(text: str) -> str:
    # No check digit, and no module in stdnum. QQ, the usual sample in guidance, is refused: Q is never issued.
    if not _NINO.fullmatch(text):
        raise _unlike(
            _(
                "A National Insurance number is two letters, six digits and A, B, C or D, and some first letters are "
                "never used. The last letter may be left out."
            )
        )
    return text


def _clean_police_reference(value: str, system: str) -> str:
    if system == PNC:
        return _clean_pnc(_compact(value, field="value", drop=" "))
    if system == CJS_URN:
        return _clean_cjs_urn(_compact(value, field="value", drop=" /-"))
    # A force's own reference: its case and marks may mean something there, so only the spaces are made even.
    return re.sub(r" +", " ", _printable(value, field="value"))


def _clean_pnc(text: str) -> str:
    match = _PNC.fullmatch(text)
    if match is None:
        raise _unlike(_("A PNC ID is the year, a slash, up to seven digits and a letter, as in yy/nnnnnnnX."))
    # Stored as yy/nnnnnnnX, with the zeros that some systems drop: 1979/163001B and 79/0163001B are one person.
    year, serial, letter = match[1], match[2].zfill(7), match[3]
    # As in the public validators of the Ministry of Justice's services: year and serial as one number, modulo 23.
    if _PNC_LETTERS[int(year + serial) % 23] != letter:
        raise _unlike(_("The last letter of this PNC ID does not fit the rest: something is mistyped or swapped."))
    return f"{year}/{serial}{letter}"


def _clean_cjs_urn(text: str) -> str:
    if not _CJS_URN.fullmatch(text):
        raise _unlike(
            _("A CJS URN is two digits for the force, two characters for the unit, five digits and two for the year.")
        )
    return text


def _printable(value: str, *, field: str) -> str:
    """`value` without outer white space, or IdentifierInvalid: too long, empty, or with a character nobody can see."""
    text = value.translate(_TYPOGRAPHY).strip(" \t\r\n")
    if len(text) > LONGEST_TYPED:
        raise IdentifierInvalid.field(
            field,
            _("This is longer than %(longest_typed)s characters. Type only the number itself.")
            % {"longest_typed": LONGEST_TYPED},
        )
    if not (text.isascii() and text.isprintable()):
        raise IdentifierInvalid.field(
            field, _("This has a hidden or unusual character. Type it again by hand with plain letters and digits.")
        )
    if not re.search(r"[0-9A-Za-z]", text):
        raise IdentifierInvalid.field(
            field, _("There is no letter or digit here. Type it, or leave the whole entry out.")
        )
    return text


def _compact(value: str, *, field: str, drop: str) -> str:
    return _printable(value, field=field).translate(str.maketrans("", "", drop)).upper()


def _ten_digits(text: str, refusal: str) -> None:
    if not re.fullmatch(r"[0-9]{10}", text):
        raise _unlike(refusal % {"number": len(text)})


def _unlike(message: str) -> Invalid:
    """What is wrong with it, and what to do next."""
    return _refused(f"{message} {_CHECK_AND_RETYPE}")


def _refused(message: str) -> Invalid:
    return IdentifierInvalid.field("value", message)


_CLEANERS: dict[IdentifierScheme, Callable[[str], str]] = {
    IdentifierScheme.NHS: _clean_nhs,
    IdentifierScheme.UPN: _clean_upn,
    IdentifierScheme.ULN: _clean_uln,
    IdentifierScheme.NINO: _clean_nino,
}
