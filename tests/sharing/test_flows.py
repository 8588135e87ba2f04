"""What passes by file: only what an agreement lists, that is in force now, for this purpose, in this direction."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from agencies import agreements, flows
from agencies.clock import local_date, midnight
from agencies.data_items import CATEGORY_OF, DataItem, beyond, items_by_category, labels_of
from agencies.enums import DataCategory, Direction, Purpose
from agencies.exceptions import AgreementNotInForce
from agencies.flows import Flow
from agencies.models import SharingAgreement
from tests.conftest import Clock, database_role
from tests.factories.agencies import Cast
from tests.factories.sharing import make_agreement, the_practice

pytestmark = pytest.mark.usefixtures("db")

LISTED = [DataItem.NAME, DataItem.BIRTH_DATE, DataItem.EVENT]


def agreed(cast: Cast, **said: Any) -> SharingAgreement:
    """With the police, on finding households by names, birth dates and what was written down."""
    with database_role("seed"):
        return make_agreement(cast, **{"purposes": [Purpose.LINKAGE], "items": LISTED, **said})


def is_refused(agreement: SharingAgreement, **asked: Any) -> str:
    """In which words; an empty string where it may pass."""
    try:
        flows.insist(agreement, **asked)
    except AgreementNotInForce as refusal:
        return refusal.detail
    return ""


def test_what_is_listed_may_pass(cast):
    agreement = agreed(cast)
    allowed = flows.allowance(agreement, agency=cast.chidi.agency, flow=Flow.IN)
    assert allowed.items == set(LISTED)
    assert allowed.agreement == agreement
    assert DataCategory.OFFENCES in allowed.categories
    assert allowed == flows.insist(agreement, agency=cast.chidi.agency, flow=Flow.IN, items=LISTED)


@pytest.mark.parametrize(
    ("what", "asked", "word"),
    [
        ("one item too many", {"items": [DataItem.NAME, DataItem.ADDRESS]}, "Address"),
        ("words of a category that it does not name", {"categories": [DataCategory.EDUCATION]}, "Education"),
        ("another purpose", {"purpose": Purpose.SUPPORT}, "Supporting the household"),
        ("an agency that it does not bind", {}, "no party"),
        ("nothing of that", {}, ""),
        ("words of a category that it names", {"categories": [DataCategory.OFFENCES]}, ""),
    ],
)
def test_what_is_not_agreed_does_not_pass(what, asked, word, cast):
    with database_role("seed"):
        practice = the_practice(cast).agency
    agency = practice if what == "an agency that it does not bind" else cast.chidi.agency
    said = is_refused(agreed(cast), **{"agency": agency, "flow": Flow.IN, "items": LISTED, **asked})
    assert bool(said) is bool(word)
    assert word in said


@pytest.mark.parametrize(
    ("direction", "comes_in", "goes_out"),
    [(Direction.BOTH, True, True), (Direction.TO_LEAD, True, False), (Direction.FROM_LEAD, False, True)],
)
def test_data_pass_the_way_that_was_agreed(direction, comes_in, goes_out, cast):
    agreement = agreed(cast, direction=direction)
    passes = {
        flow: not is_refused(agreement, agency=cast.chidi.agency, flow=flow, items=[DataItem.NAME]) for flow in Flow
    }
    assert passes == {Flow.IN: comes_in, Flow.OUT: goes_out}


@pytest.mark.parametrize("what", ["unsigned", "suspended", "ended"])
def test_nothing_passes_while_it_is_not_in_force(what, cast):
    agreement = agreed(cast, signed=what != "unsigned")
    assert bool(is_refused(agreement, agency=cast.chidi.agency, flow=Flow.IN, items=[])) is (what == "unsigned")
    with database_role("seed"):
        if what == "suspended":
            agreements.suspend(agreement, reason="A breach", by=cast.gill)
        if what == "ended":
            agreements.end(agreement, reason="Replaced", by=cast.gill)
    # What was loaded before says that it is in force; the database is asked, and not the row.
    assert "name one that is in force" in is_refused(agreement, agency=cast.chidi.agency, flow=Flow.IN, items=[])


@pytest.mark.parametrize(
    ("seconds", "passes"), [("before it begins", False), ("first", True), ("last", True), ("over", False)]
)
def test_the_clock_alone_begins_and_ends_it(seconds, passes, clock: Clock, cast):
    agreement = agreed(cast, days=(0, 2))
    first, over = midnight(local_date(agreement.start_at)), midnight(local_date(agreement.end_at))
    moments: dict[str, datetime] = {
        "before it begins": first - timedelta(seconds=1), "first": first, "last": over - timedelta(seconds=1), "over": over,
    }  # fmt: skip
    clock.set(moments[seconds])
    refused = is_refused(agreement, agency=cast.chidi.agency, flow=Flow.IN, items=LISTED)
    assert bool(refused) is not passes


def test_an_agreement_on_cases_alone_carries_no_extract(cast):
    agreement = agreed(cast, purposes=[Purpose.SUPPORT], items=[])
    asked = {"agency": cast.chidi.agency, "flow": Flow.IN}
    assert is_refused(agreement, **asked, items=[])
    assert is_refused(agreement, **asked, items=[DataItem.NAME], purpose=Purpose.SUPPORT)


def test_every_item_has_its_category_or_is_identity():
    assert list(CATEGORY_OF) == list(DataItem)
    assert sum(map(len, items_by_category().values())) == sum(each is not None for each in CATEGORY_OF.values())
    assert beyond([], list(DataItem)) == [item for item in DataItem if CATEGORY_OF[item]]
    assert beyond(list(DataCategory), list(DataItem)) == []
    assert labels_of([DataItem.BIRTH_DATE, DataItem.NAME]) == ["Names", "Date of birth"]
