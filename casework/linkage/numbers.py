"""NHS and pupil numbers as evidence: one that cannot be a person's own is evidence of nothing."""

import re

from stdnum.gb import nhs

_LONGEST = 10
_UPN = re.compile(r"[A-HJ-NP-RT-Z][0-9]{12}")


def nhs_number(text: str) -> str:
    """Ten digits, or "" where the check digit is wrong or one digit is repeated throughout.

    The range 999 000 0000 to 999 999 9999, which is never issued, counts: invented people have numbers from it.
    """
    digits = "".join(letter for letter in text if letter.isdigit())
    is_one_persons = len(digits) == _LONGEST and len(set(digits)) > 1 and nhs.is_valid(digits)
    return digits if is_one_persons else ""


def pupil_number(text: str) -> str:
    """A permanent unique pupil number, a letter and twelve digits; "" for anything else, temporary ones too.

    Its check letter is not asked: numbers are only ever compared by how far apart they are, and a slip is not far.
    """
    number = "".join(text.upper().split())
    return number if _UPN.fullmatch(number) else ""
