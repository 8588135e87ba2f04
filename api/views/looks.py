"""Who has looked at a case or a person. To ask is a look of its own, and the next one to ask reads it."""

from api.endpoints import Listing
from api.pages import ByInstant
from api.serializers.looks import LookAtPersonShown, LookShown
from casework import looks


class LooksAtCase(Listing):
    """Who read it, worked on it or was refused, newest first; for whoever works on it, and who oversees that."""

    subject, rows, out = looks.case_to_ask_about, looks.looks_at_case, LookShown
    pagination_class = ByInstant


class LooksAtPerson(Listing):
    """The same of a person: their own record, the cases they were part of, the households they lived in."""

    subject, subject_key, rows, out = looks.person_to_ask_about, "id", looks.looks_at, LookAtPersonShown
    pagination_class = ByInstant
