"""Extracts: how they are read, handing one over, and what came of it."""

from agencies.extracts import kept, receiving
from api.endpoints import Creating, Detail, Listing, Verb
from api.pages import ByLine, ByName, ByReceiving
from api.serializers import extracts as shapes
from api.serializers.agencies import NothingMore
from api.with_file import CreatingWithFile


class ExtractProfiles(Listing, Creating):
    """How your agency's files are read, each in its newest version; keep one."""

    rows = receiving.profiles_for
    body, verb, again = shapes.ExtractProfileBody, receiving.keep_profile, receiving.profile_for
    out = shapes.ExtractProfileShown
    pagination_class = ByName


class ExtractProfileDetail(Detail):
    """One of them."""

    subject, subject_key, out = receiving.profile_for, "id", shapes.ExtractProfileShown


class Extracts(Listing, CreatingWithFile):
    """What your agency has handed over; hand a file over. A job reads it: the extract says how far that is."""

    rows = receiving.extracts_for
    body, verb, again = shapes.ExtractBody, receiving.receive, receiving.extract_for
    out, listed = shapes.ExtractShown, shapes.ExtractListed
    needs_file, too_large = True, kept.too_large
    pagination_class = ByReceiving


class ExtractDetail(Detail):
    """One of them, and how far its job is."""

    subject, subject_key, out = receiving.extract_for, "id", shapes.ExtractShown


class TakeInExtract(Verb):
    """What was only checked is taken in."""

    subject, subject_key, again = receiving.extract_for, "id", receiving.extract_for
    body, verb, out = NothingMore, receiving.take_in, shapes.ExtractShown


class RefusedRows(Listing):
    """What to mend, row by row; what stands in the rows is given on a page alone, to somebody who has shown that it is them."""

    subject, subject_key = receiving.extract_for, "id"
    rows, out = receiving.refused_rows_of, shapes.RefusedRowShown
    pagination_class = ByLine
