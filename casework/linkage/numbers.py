"""NHS numbers as evidence: one that cannot be a person's own is evidence of nothing."""

from stdnum.gb import nhs

_LONGEST = 10


def nhs_number(text: str) -> str:
    """Ten digits, or "" where the check digit is wrong or one digit is repeated throughout.

    The range 999 000 0000 to 999 999 9999, which is never issued, counts: invented people have numbers from it.
    """
    digits = "".join(letter for letter in text if letter.isdigit())
    is_one_persons = len(digits) == _LONGEST and len(set(digits)) > 1 and nhs.is_valid(digits)
    return digits if is_one_persons else ""
