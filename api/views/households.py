"""Households and people."""

from api.endpoints import Changing, Creating, Detail, Listing, Verb
from api.pages import ByLinking, ByMaking, ByRecording, ByRegistration, ByStartDay
from api.read_again import ReadAgain
from api.serializers import households as shapes
from api.serializers.agencies import NothingMore
from casework import households, people, safe_contacts, selectors


class Households(Listing, Creating):
    """Households within reach; anybody who may refer one registers it."""

    rows = selectors.households_for
    body, verb, again = shapes.HouseholdBody, households.register, selectors.household_for
    out = shapes.HouseholdShown
    pagination_class = ByRegistration


class HouseholdDetail(Detail):
    """One household."""

    subject, subject_key, out = selectors.household_for, "id", shapes.HouseholdShown


class HouseholdMembers(ReadAgain, Listing, Creating):
    """Who lives and lived there; move somebody in."""

    subject, subject_key, rows = selectors.household_for, "id", selectors.household_members_of
    body, verb, again = shapes.MoveInBody, households.move_in, selectors.household_member_for
    out = shapes.HouseholdMemberShown
    pagination_class = ByStartDay


class MoveOut(ReadAgain, Verb):
    """Somebody moves out."""

    subject, subject_key = selectors.household_member_for, "id"
    body, verb, again = shapes.MoveOutBody, households.move_out, selectors.household_member_for
    out = shapes.HouseholdMemberShown
    needs_match = False


class Addresses(Listing, Creating):
    """Where the household lives and lived; record an address."""

    subject, subject_key, rows = selectors.household_for, "id", selectors.addresses_of
    body, verb, again = shapes.AddressBody, households.record_address, selectors.address_for
    out = shapes.AddressShown
    pagination_class = ByStartDay


class AddressDetail(Detail):
    """One address."""

    subject, subject_key, out = selectors.address_for, "id", shapes.AddressShown


class EndAddress(Verb):
    """They live there no longer."""

    subject, subject_key = selectors.address_for, "id"
    body, verb, again = shapes.MoveOutBody, households.end_address, selectors.address_for
    out = shapes.AddressShown


class HouseholdChanges(Listing):
    """Splits and joins that the household was part of."""

    subject, subject_key, rows = selectors.household_for, "id", selectors.changes_of
    out = shapes.HouseholdChangeShown
    pagination_class = ByMaking


class OfHousehold(Verb):
    """Something happens to a household; it answers with the change, which can be undone."""

    subject, subject_key = selectors.household_for, "id"
    again, out = selectors.change_for, shapes.HouseholdChangeShown
    status = 201


class SplitHousehold(OfHousehold):
    """Some of them live on their own."""

    body, verb = shapes.SplitBody, households.split


class JoinHousehold(OfHousehold):
    """They live with another household."""

    body, verb = shapes.JoinBody, households.join


class UndoHouseholdChange(Verb):
    """It was a mistake."""

    subject, subject_key = selectors.change_for, "id"
    body, verb, again = NothingMore, households.undo, selectors.change_for
    out = shapes.HouseholdChangeShown
    needs_match = False


class People(Listing, Creating):
    """People within reach; anybody who may refer somebody registers them."""

    rows = selectors.people_for
    body, verb, again = shapes.PersonBody, people.register, selectors.person_for
    out = shapes.PersonShown
    pagination_class = ByRegistration


class PersonDetail(Detail, Changing):
    """One person; put right what is recorded."""

    subject, subject_key = selectors.person_for, "id"
    body, verb = shapes.AmendPersonBody, people.amend
    out = shapes.PersonShown


class Names(Listing, Creating):
    """The other names of a person."""

    subject, subject_key, rows = selectors.person_for, "id", selectors.names_of
    body, verb, again = shapes.NameBody, people.add_name, selectors.name_for
    out = shapes.NameShown
    pagination_class = ByRecording


class SafeContacts(ReadAgain, Listing, Creating):
    """How a person can be reached safely, and could before; write it down anew."""

    subject, subject_key, rows = selectors.person_for, "id", selectors.safe_contacts_of
    body, verb, again = shapes.SafeContactBody, safe_contacts.record, selectors.safe_contact_for
    out = shapes.SafeContactShown
    pagination_class = ByRecording


class SafeContactDetail(Detail):
    """What held at one time."""

    subject, subject_key, out = selectors.safe_contact_for, "id", shapes.SafeContactShown


class Identifiers(Listing, Creating):
    """The numbers that other systems know a person by."""

    subject, subject_key, rows = selectors.person_for, "id", selectors.identifiers_of
    body, verb, again = shapes.IdentifierBody, people.add_identifier, selectors.identifier_for
    out = shapes.IdentifierShown
    pagination_class = ByRecording


class OfIdentifier(Verb):
    """Something happens to a number."""

    subject, subject_key = selectors.identifier_for, "id"
    body, again, out = NothingMore, selectors.identifier_for, shapes.IdentifierShown
    needs_match = False


class VerifyIdentifier(OfIdentifier):
    """It was compared with the issuer's own record."""

    verb = people.verify_identifier


class WithdrawIdentifier(OfIdentifier):
    """It is not theirs."""

    verb = people.withdraw_identifier


class Links(Listing, Creating):
    """Other records of the same person."""

    subject, subject_key, rows = selectors.person_for, "id", selectors.links_of
    body, verb, again = shapes.LinkBody, people.link, selectors.link_for
    out = shapes.LinkShown
    pagination_class = ByLinking


class UndoLink(Verb):
    """They are two people after all."""

    subject, subject_key = selectors.link_for, "id"
    body, verb, again = NothingMore, people.undo_link, selectors.link_for
    out = shapes.LinkShown
    needs_match = False
