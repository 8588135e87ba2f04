"""What of the record may pass by file: asked when a disclosure is asked for, and again at each step of its way."""

from collections.abc import Collection

from django.utils.translation import gettext as _

from agencies import clock, data_items
from agencies.data_items import DataItem
from agencies.disclosure_states import DisclosureState
from agencies.enums import Purpose
from agencies.exceptions import AgreementNotInForce, DisclosureSettled, Invalid
from agencies.flows import Allowance, Flow, insist
from agencies.models import Agency, Disclosure, SharingAgreement

# To work with a household, or to count: the purposes of the shares whose people pass. Nobody is found by a disclosure.
PURPOSES = (Purpose.SUPPORT, Purpose.FIGURES)
# What a share shows of the people of a case, and nothing beyond: no address, and no number of theirs.
ITEMS = (
    DataItem.NAME,
    DataItem.INITIALS,
    DataItem.BIRTH_DATE,
    DataItem.RECORD_REFERENCE,
    DataItem.HOUSEHOLD_MEMBERS,
)
# Beside a pseudonym these would say whose it is. Of a birth the year stands there.
TELLING = frozenset({DataItem.NAME, DataItem.INITIALS, DataItem.RECORD_REFERENCE})


def check_words(items: Collection[str], purpose: Purpose, *, by_name: bool, reason: str) -> None:
    """Insist that this can be asked for at all, with names for a reason alone. Raises Invalid."""
    if purpose not in PURPOSES:
        raise Invalid.field("purpose", _("A disclosure supports households, or counts. Choose one of the two."))
    if by_name and purpose != Purpose.SUPPORT:
        raise Invalid.field("by_name", _("Whoever counts needs no names. Ask for pseudonyms."))
    if by_name and not reason.strip():
        raise Invalid.field("by_name_reason", _("Say why pseudonyms would not do."))
    if not items or not set(items) <= set(ITEMS):
        labels = ", ".join(data_items.labels_of(ITEMS)).lower()
        raise Invalid.field("items", _("Choose among what a disclosure can hold: %(items)s.") % {"items": labels})
    if not by_name and (telling := TELLING & set(items)):
        labels = ", ".join(data_items.labels_of(telling)).lower()
        raise Invalid.field(
            "items",
            _("Beside a pseudonym this would say whose it is: %(items)s. Leave it out, or ask for names and say why.")
            % {"items": labels},
        )


def allowed(
    agreement: SharingAgreement, *, giver: Agency, recipient: Agency, items: Collection[str], purpose: str
) -> Allowance:
    """What it lets pass now between the two. Raises AgreementNotInForce."""
    if not agreement.parties.filter(agency=giver).exists():
        raise AgreementNotInForce(
            _("%(agency)s is no party of “%(agreement)s”. Name an agreement that binds it, or draft one.")
            % {"agency": giver.name, "agreement": agreement}
        )
    return insist(
        agreement, agency=recipient, flow=Flow.OUT, items=[DataItem(item) for item in items], purpose=Purpose(purpose)
    )


def still_allowed(disclosure: Disclosure, *states: DisclosureState) -> Allowance:
    """The same of a disclosure whose row is locked, while it stands in one of these states and both agencies take part.

    Raises DisclosureSettled and AgreementNotInForce.
    """
    if disclosure.state not in states:
        raise DisclosureSettled(
            _("This disclosure stands otherwise by now: %(state)s. Look at it again.")
            % {"state": DisclosureState(disclosure.state).label.lower()}
        )
    today = clock.today()
    if any(each.ended_on and each.ended_on <= today for each in (disclosure.recipient, disclosure.agency)):
        raise AgreementNotInForce(_("One of the two agencies takes part no longer. Nothing passes any more."))
    return allowed(
        disclosure.agreement,
        giver=disclosure.agency,
        recipient=disclosure.recipient,
        items=disclosure.items,
        purpose=disclosure.purpose,
    )
