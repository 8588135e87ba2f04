"""A case's reference: short enough to say over the phone, made by the server, and no count of how many cases there are."""

from django.db import connection

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # without I, L, O and U, which are misheard or misread
BITS = 30  # six characters of five bits
STRIDE = 0x2545F491  # odd, so that multiplying by it modulo 2**30 meets every number once before it repeats


def next_reference() -> str:
    """The next free reference, such as `AL-7K3M9P`. Never the same twice: it comes from a sequence, scattered."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('casework_case_number')")
        return reference_of(cursor.fetchone()[0])


def reference_of(number: int) -> str:
    """The reference of the number-th case."""
    scattered = number * STRIDE % (1 << BITS)
    return "AL-" + "".join(ALPHABET[scattered >> shift & 31] for shift in range(BITS - 5, -1, -5))
