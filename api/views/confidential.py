"""Confidential addresses."""

from api.endpoints import Creating, Listing, Verb
from api.pages import ByRecording
from api.serializers import confidential as shapes
from api.serializers.agencies import NothingMore
from casework import confidential_addresses, selectors


class ConfidentialAddresses(Listing):
    """That there are any, for those alone who are allocated to the case, and their manager; an empty list for everybody else."""

    subject, rows = selectors.case_for, selectors.confidential_addresses_of
    out = shapes.ConfidentialAddressShown
    pagination_class = ByRecording


class RecordConfidentialAddress(Creating):
    """Write down where one of the people of a case is."""

    subject, subject_key = selectors.member_for, "id"
    body, verb = shapes.ConfidentialAddressBody, confidential_addresses.record
    again = selectors.confidential_address_for
    out = shapes.ConfidentialAddressShown


class ShowConfidentialAddress(Verb):
    """Read it: the trail says that you did."""

    subject, subject_key = selectors.confidential_address_for, "id"
    body, verb, again = NothingMore, confidential_addresses.show, selectors.confidential_address_for
    out = shapes.ConfidentialAddressOpened
    needs_match = False


class EndConfidentialAddress(Verb):
    """They are there no longer."""

    subject, subject_key = selectors.confidential_address_for, "id"
    body, verb, again = NothingMore, confidential_addresses.end, selectors.confidential_address_for
    out = shapes.ConfidentialAddressShown
    needs_match = False
