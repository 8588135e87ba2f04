"""What is assumed about savings: who sets it, with what reason, what is refused, and which of several holds."""

from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from agencies import agreements
from agencies.actors import Actor, set_actor
from agencies.exceptions import Invalid, NotPermitted
from agencies.models import AuditEvent, SharingAgreement
from outcomes import assumptions
from outcomes.models import ContactCost
from outcomes.savings.refusals import FlaggedCost, UnsplitCost
from tests.conftest import database_role
from tests.factories.agencies import Cast
from tests.factories.extracts import make_linkage_agreement
from tests.factories.savings import make_contact_cost, make_programme_cost

FLAGGED, MIXED = "SS8.0", "CR2.0"


@pytest.fixture
def agreement(cast: Cast) -> SharingAgreement:
    with database_role("seed"):
        return make_linkage_agreement(cast)


def set_as(by: Actor, cast: Cast, **said: Any) -> ContactCost:
    with database_role("app"), transaction.atomic():
        set_actor(by)
        return make_contact_cost(by, cast.team.agency, **said)


def paid_as(by: Actor, **said: Any) -> Any:
    with database_role("app"), transaction.atomic():
        set_actor(by)
        return make_programme_cost(by, **said)


def hold(cast: Cast) -> tuple[list[tuple[str, str]], list[tuple[str, Decimal]]]:
    """What holds, as an analyst reads it."""
    with database_role("app"), transaction.atomic():
        set_actor(cast.ana)
        costs = assumptions.contact_costs_that_hold(cast.ana)
        paid = assumptions.programme_costs_that_hold(cast.ana)
    return [(row.kind, row.unit_cost.code) for row in costs if row.unit_cost], [(row.words, row.amount) for row in paid]


def test_the_newest_of_a_kind_holds_and_what_was_set_stays_on_record(cast: Cast, agreement: SharingAgreement) -> None:
    first = set_as(cast.mina, cast, kind=" Noise ")
    set_as(cast.mina, cast, kind="Fraud")
    second = set_as(cast.mina, cast, code="CR1.0")
    assert hold(cast)[0] == [("Fraud", "CR1.1"), ("Noise", "CR1.0")]
    assert ContactCost.objects.count() == 3
    said = AuditEvent.objects.get(event="savings.contact_cost_set", subject_id=second.pk)
    assert said.details["unit_cost_id"] == str(second.unit_cost_id)
    assert (first.kind, first.set_by, first.reason) == ("Noise", cast.mina.signatory, "What the police say")


def test_a_kind_without_a_unit_cost_is_not_counted_any_more(cast: Cast, agreement: SharingAgreement) -> None:
    set_as(cast.mina, cast)
    with database_role("app"), transaction.atomic():
        set_actor(cast.mina)
        numbers: dict[str, Any] = {"grade": 6, "deadweight_least": 0, "deadweight": 0, "deadweight_most": 0}
        assumptions.set_contact_cost(
            agency=cast.team.agency,
            kind="Noise",
            unit_cost=None,
            reason="Another file counts them",
            by=cast.mina,
            **numbers,
        )
    assert hold(cast)[0] == []


def test_nought_ends_a_cost_of_the_support(cast: Cast, agreement: SharingAgreement) -> None:
    paid_as(cast.mina)
    paid_as(cast.mina, words="A car", amount="90")
    assert hold(cast)[1] == [("A car", Decimal(90)), ("A dedicated worker", Decimal(10))]
    paid_as(cast.mina, amount="0")
    assert hold(cast)[1] == [("A car", Decimal(90))]


@pytest.mark.parametrize("who", ["asha", "chidi", "gill", "ana", "adi"])
def test_managers_alone_set_it(cast: Cast, agreement: SharingAgreement, who: str) -> None:
    with pytest.raises(NotPermitted):
        set_as(cast[who], cast)
    with pytest.raises(NotPermitted):
        paid_as(cast[who])


def test_and_only_while_an_agreement_binds_their_agency(cast: Cast, agreement: SharingAgreement) -> None:
    with database_role("app"):
        agreements.suspend(agreement, reason="a breach", by=cast.gill)
    with pytest.raises(NotPermitted, match="no agreement"):
        set_as(cast.mina, cast)


def test_a_row_that_is_not_to_be_trusted_needs_a_reason(cast: Cast, agreement: SharingAgreement) -> None:
    for words in ("", "  "):
        with pytest.raises(FlaggedCost):
            set_as(cast.mina, cast, code=FLAGGED, accepted=words)
    assert set_as(cast.mina, cast, code=FLAGGED, accepted="We asked the source").accepted == "We asked the source"


def test_a_row_that_mixes_value_is_refused_whatever_the_reason(cast: Cast, agreement: SharingAgreement) -> None:
    with pytest.raises(UnsplitCost):
        set_as(cast.mina, cast, code=MIXED, accepted="So what")


@pytest.mark.parametrize(
    "wrong",
    [
        {"reason": " "}, {"grade": 0}, {"grade": 7}, {"years": 0}, {"years": 21}, {"lag": -1}, {"cashable": Decimal("1.1")},
        {"drop_off": Decimal("-0.1")}, {"deadweight": Decimal("0.6")}, {"deadweight": Decimal("0.05")},
        {"deadweight_most": Decimal("1.5")},
    ],
)  # fmt: skip
def test_what_cannot_be_assumed(cast: Cast, agreement: SharingAgreement, wrong: dict[str, Any]) -> None:
    with pytest.raises(Invalid):
        set_as(cast.mina, cast, **wrong)


@pytest.mark.parametrize(
    "wrong",
    [{"reason": " "}, {"grade": 7}, {"years": 0}, {"words": " "}, {"amount": "-1"}, {"price_year": "2025"}],
)
def test_what_no_support_costs(cast: Cast, agreement: SharingAgreement, wrong: dict[str, Any]) -> None:
    with pytest.raises(Invalid):
        paid_as(cast.mina, **wrong)


@pytest.mark.parametrize(
    "wrong",
    ["cashable = 1.1", "deadweight = 0.9", "grade = 0", "years = 0", "reason = ' '"],
)
def test_the_database_holds_it_too(cast: Cast, agreement: SharingAgreement, wrong: str) -> None:
    set_as(cast.mina, cast)
    with database_role("owner"), pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE outcomes_contactcost SET {wrong}")


def test_nobody_rewrites_it(cast: Cast, agreement: SharingAgreement) -> None:
    row = set_as(cast.mina, cast)
    for role in ("app", "worker", "seed"):
        with database_role(role), pytest.raises(DatabaseError), transaction.atomic():
            ContactCost.objects.filter(pk=row.pk).update(grade=2)
