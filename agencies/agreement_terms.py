"""What a sharing agreement says, and what it must say before it can be written down."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import NotRequired, TypedDict

from django.utils.translation import gettext as _

from agencies import data_items
from agencies.data_items import DataItem
from agencies.enums import OFFENCE_CATEGORIES, SPECIAL_CATEGORIES, BasisKind, DataCategory, Direction, Purpose
from agencies.exceptions import Invalid
from agencies.models import Agency, LawfulBasis

PURPOSES_OF_SHARING = frozenset({Purpose.SUPPORT, Purpose.FIGURES, Purpose.LINKAGE})
# Lists of the agreement, which are kept in one order: two that say the same are equal.
LISTS = ("purposes", "categories", "items")


class Terms(TypedDict):
    """What an agreement says, under the headings of the ICO's code; keywords of `draft`."""

    title: str
    purposes: Collection[Purpose]
    why: str
    categories: Collection[DataCategory]
    items: NotRequired[Collection[DataItem]]
    data_items: str
    rights: str
    governance: str
    retention: NotRequired[str]
    security: NotRequired[str]
    dpia_reference: NotRequired[str]
    review_on: date
    direction: NotRequired[Direction]
    further_details: NotRequired[str]


def require_terms(terms: Terms, bases: Collection[LawfulBasis]) -> None:
    """Insist that it says what for, which data, and on what that rests. Raises Invalid."""
    _require_bases(terms["categories"], bases)
    _require_purposes(terms["purposes"])
    _require_items(terms)


def require_parties(parties: Collection[Agency], on: date) -> None:
    """Insist on two agencies or more, each once, that still take part on this day; locks them. Raises Invalid."""
    keys = {agency.pk for agency in parties}
    if len(keys) != len(parties) or len(parties) < 2:  # noqa: PLR2004
        raise Invalid.field("parties", _("Name two agencies or more, and each of them once."))
    # Locked, so that none of them ends while the agreement is written down.
    for agency in Agency.objects.select_for_update().filter(pk__in=keys).order_by("pk"):
        if agency.ended_on is not None and agency.ended_on <= on:
            raise Invalid.field(
                "parties",
                _("%(agency)s takes part no more when the agreement begins: leave it out, and nobody can sign for it.")
                % {"agency": agency.name},
            )


def require_days(first_day: date, last_day: date, review_on: date) -> None:
    """Insist on days in their order. Raises Invalid."""
    if last_day < first_day:
        raise Invalid.field("last_day", _("The last day cannot be before the first."))
    if not first_day <= review_on <= last_day:
        raise Invalid.field("review_on", _("Name a day of its time on which the parties look at it again."))


def _require_bases(categories: Collection[DataCategory], bases: Collection[LawfulBasis]) -> None:
    if not categories:
        raise Invalid.field("categories", _("Name the categories of data that may be shared."))
    kinds = {basis.kind for basis in bases}
    needed: Mapping[str, bool] = {
        BasisKind.ARTICLE_6: True,
        BasisKind.ARTICLE_9: bool(SPECIAL_CATEGORIES & set(categories)),
        BasisKind.CONDITION: any(basis.needs_condition for basis in bases),
        BasisKind.OFFENCES: bool(OFFENCE_CATEGORIES & set(categories)),
    }
    missing = [BasisKind(kind).label for kind, is_needed in needed.items() if is_needed and kind not in kinds]
    if missing:
        raise Invalid.field(
            "bases",
            _("These categories need more to rest on. Name one of each: %(what)s.")
            % {"what": "; ".join(map(str, missing))},
        )


def _require_purposes(purposes: Collection[Purpose]) -> None:
    if not set(purposes) <= PURPOSES_OF_SHARING or not purposes:
        raise Invalid.field("purposes", _("Name what the sharing is for: support, figures, or finding households."))


def _require_items(terms: Terms) -> None:
    items = terms.get("items", ())
    if not items and Purpose.LINKAGE in terms["purposes"]:
        raise Invalid.field(
            "items", _("Choose the data that may pass: households are found by these, and by nothing else.")
        )
    if too_many := data_items.beyond(terms["categories"], items):
        raise Invalid.field(
            "items",
            _(
                "These belong to categories that the agreement does not name: %(what)s. Name the category, or leave them out."
            )
            % {"what": ", ".join(data_items.labels_of(too_many))},
        )
