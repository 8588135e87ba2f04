"""A case's reference, and the code on a printed plan: short enough to say over the phone, made by the server."""

import secrets

from django.db import connection

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # without I, L, O and U, which are misheard or misread
BITS = 30  # six characters of five bits
CODE_LETTERS = 12  # of five bits each: nobody guesses one, and whoever did would still have to work with the household
STRIDE = 0x2545F491  # odd, so that multiplying by it modulo 2**30 meets every number once before it repeats


def next_reference() -> str:
    """The next free reference, such as `AL-7K3M9P`: never the same twice, and no count of how many cases there are."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('casework_case_number')")
        return reference_of(cursor.fetchone()[0])


def reference_of(number: int) -> str:
    """The reference of the number-th case."""
    scattered = number * STRIDE % (1 << BITS)
    return "AL-" + "".join(ALPHABET[scattered >> shift & 31] for shift in range(BITS - 5, -1, -5))


def new_code() -> str:
    """A code for one paper, drawn by lot: nothing about the case can be read from it."""
    return "".join(secrets.choice(ALPHABET) for _ in range(CODE_LETTERS))


def code_of(text: str) -> str:
    """A code as somebody typed it, in the letters that it is made of: without blanks and dashes, what is misread put right."""
    plain = "".join(each for each in text.upper() if each.isalnum())
    return plain.translate(str.maketrans("OIL", "011"))
