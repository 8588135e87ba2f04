"""The data items that a sharing agreement can list, and the category of data that each of them belongs to."""

from collections.abc import Collection, Mapping

from django.db import models
from django.utils.translation import gettext_lazy as _

from agencies.enums import DataCategory


class DataItem(models.TextChoices):
    """One thing that may pass from one agency to another: what a column of an extract holds."""

    NAME = "name", _("Names")
    BIRTH_DATE = "birth_date", _("Date of birth")
    SEX = "sex", _("Sex")
    INITIALS = "initials", _("Initials")
    NHS_NUMBER = "nhs_number", _("NHS number")
    UPN = "upn", _("Unique pupil number")
    UPRN = "uprn", _("Unique property reference number")
    ADDRESS = "address", _("Address")
    POSTCODE = "postcode", _("Postcode")
    POSTCODE_SECTOR = "postcode_sector", _("Postcode sector")
    RECORD_REFERENCE = "record_reference", _("The agency’s own reference of the record")
    EVENT_DATE = "event_date", _("When the contact was")
    EVENT = "event", _("What the contact was")
    HOUSEHOLD_MEMBERS = "household_members", _("Who lives in the household")
    ARREARS = "arrears", _("Rent arrears")
    ABSENCE = "absence", _("Absence from school")
    SUSPENSIONS = "suspensions", _("Suspensions from school")
    SUBSTANCE = "substance", _("Which substance")
    SERVICE = "service", _("Which service of care or treatment")
    ARRIVAL_MODE = "arrival_mode", _("How they arrived at the emergency department")


# None is identity: who and where somebody is, and by which record. Every agreement may list these, whatever it covers.
CATEGORY_OF: Mapping[DataItem, DataCategory | None] = {
    DataItem.NAME: None,
    DataItem.BIRTH_DATE: None,
    DataItem.SEX: None,
    DataItem.INITIALS: None,
    DataItem.NHS_NUMBER: None,
    DataItem.UPN: None,
    DataItem.UPRN: None,
    DataItem.ADDRESS: None,
    DataItem.POSTCODE: None,
    DataItem.POSTCODE_SECTOR: None,
    DataItem.RECORD_REFERENCE: None,
    DataItem.EVENT_DATE: None,
    # In the agency's words, which may say more: whoever hands them over names their category too (agencies/flows.py).
    DataItem.EVENT: DataCategory.GENERAL,
    DataItem.HOUSEHOLD_MEMBERS: DataCategory.FAMILY,
    DataItem.ARREARS: DataCategory.HOUSING,
    DataItem.ABSENCE: DataCategory.EDUCATION,
    DataItem.SUSPENSIONS: DataCategory.EDUCATION,
    DataItem.SUBSTANCE: DataCategory.SUBSTANCE_USE,
    DataItem.SERVICE: DataCategory.HEALTH,
    DataItem.ARRIVAL_MODE: DataCategory.HEALTH,
}


def items_by_category() -> dict[DataCategory, list[DataItem]]:
    """The items of each category that has any, in the order in which they are listed."""
    found: dict[DataCategory, list[DataItem]] = {}
    for item, category in CATEGORY_OF.items():
        if category is not None:
            found.setdefault(category, []).append(item)
    return found


def beyond(categories: Collection[str], items: Collection[str]) -> list[DataItem]:
    """Those of the items that belong to none of these categories, in the order of the list. Identity belongs to all."""
    listed = {None, *categories}
    return [item for item in DataItem if item in set(items) and CATEGORY_OF[item] not in listed]


def labels_of(items: Collection[str]) -> list[str]:
    """What they are called, in the order of the list."""
    return [str(item.label) for item in DataItem if item in set(items)]
