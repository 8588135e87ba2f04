"""The demonstration: told once, the same on the same day, believable, and never outside development."""

import re
from collections import Counter
from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth import authenticate
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import models
from stdnum.gb import nhs

from agencies import clock, second_factors, users
from agencies.actors import member_actor
from agencies.demonstration_secrets import secret_of
from agencies.enums import RoleCode
from agencies.models import AuditEvent, Membership, PasswordLink
from agencies.tokens import actor_for
from casework.enums import CaseKind, CaseStatus, Demand, HouseholdChangeKind, NameKind
from casework.models import (
    Allocation,
    Case,
    Contact,
    HouseholdChange,
    Person,
    PersonIdentifier,
    PersonLink,
    PersonName,
)
from casework.references import reference_of
from casework.selectors import caseload_of, cases_for
from outcomes.demonstration.cast import PASSWORD
from outcomes.enums import ClosureGround, Voice
from outcomes.models import Action, Closure, ClosureAgreement, ClosureProposal, Outcome, Rating, Review
from tests.conftest import database_role, flush

# One worker loads it once, for all of these tests.
pytestmark = pytest.mark.xdist_group("demonstration")

EVENTS = {
    *(f"case.{status.value}" for status in CaseStatus),
    "service.founded", "agency.registered", "team.registered", "team.appointed", "user.registered", "user.deactivated",
    "membership.begun", "membership.ended",
    "household.registered", "household.moved_in", "household.moved_out", "household.address_recorded",
    "household.address_ended", "household.split", "household.joined", "household.change_undone",
    "person.registered", "person.amended", "person.name_added", "person.identifier_added", "person.identifier_verified",
    "person.identifier_withdrawn", "person.linked", "person.unlinked",
    "case_member.joined", "case_member.leaving_proposed", "case_member.kept", "case_member.left",
    "engagement.agreed", "engagement.withdrawn",
    "case.lead_allocated", "case.lead_ended", "case.supporting_allocated", "case.supporting_ended",
    "contact.recorded", "document.recorded", "case_exit.recorded", "case_exit.ended",
    "understanding.recorded", "outcome.proposed", "outcome.reworded", "outcome.agreed", "outcome.dropped",
    "outcome.rated",
    "action.taken_on", "action.put_off", "action.done", "action.dropped", "action.taken_up_again",
    "review.planned", "review.moved", "review.held",
    "warning.written", "warning.looked_at_again", "warning.ended",
    "closure.proposed", "closure.agreed", "closure.refused", "closure.wants_time", "closure.proposal_ended",
    "demonstration.told",
}  # fmt: skip


@pytest.fixture(scope="module")
def told(django_db_setup: None, django_db_blocker: Any) -> Iterator[list[str]]:
    """The demonstration, loaded once for the module; and what the command said."""
    with django_db_blocker.unblock():
        try:
            yield run("demo", role="seed")
        finally:
            flush()


def run(*arguments: str, role: str = "app") -> list[str]:
    """The lines that a command prints."""
    output = StringIO()
    with database_role(role):
        call_command(*arguments, stdout=output)
    return output.getvalue().splitlines()


def actor(key: str, role: RoleCode | None = None) -> Any:
    memberships = Membership.objects.filter(user__email=f"{key}@example.org").select_related("user", "agency", "team")
    return member_actor(memberships.get(**({"role": role} if role else {})))


def ours() -> list[Any]:
    """Each table of ours, but links for new passwords, which nobody but the worker reads."""
    rooms = {"agencies", "casework", "outcomes"}
    return [each for each in apps.get_models() if each._meta.app_label in rooms and each is not PasswordLink]


def counted() -> dict[str, int]:
    """How many rows each of them has."""
    return {model._meta.label: model._default_manager.count() for model in ours()}


def test_it_says_how_far_it_is(told: list[str]) -> None:
    assert len(told) >= 5
    assert told[-1] == "The demonstration is loaded."


@pytest.mark.parametrize("status", list(CaseStatus))
def test_every_state_is_there_twice(told: list[str], status: CaseStatus) -> None:
    assert Case.objects.filter(status=status).count() >= 2


def test_some_forty_households_with_a_history(told: list[str]) -> None:
    assert Case.objects.count() >= 40
    worked = Case.objects.exclude(status__in=[CaseStatus.REFERRED, CaseStatus.DECLINED, CaseStatus.ACCEPTED])
    contacts = [case.contacts.count() for case in worked]
    assert min(contacts) >= 5
    assert max(contacts) >= 12
    assert sum(contacts) / len(contacts) >= 6


@pytest.mark.parametrize("role", list(RoleCode))
def test_somebody_has_each_role(told: list[str], role: RoleCode) -> None:
    assert Membership.objects.current().filter(role=role).exists()


def test_five_agencies_each_with_somebody(told: list[str]) -> None:
    agencies = Membership.objects.current().values_list("agency__code", flat=True).distinct()
    assert set(agencies) == {"council", "police", "surgery", "housing", "neighbours"}


@pytest.mark.parametrize("worker", ["asha", "ben", "sian", "tunde", "callum", "joy"])
def test_every_worker_has_a_caseload(told: list[str], worker: str) -> None:
    assert 4 <= caseload_of(actor(worker)).count() <= 9


def test_a_team_sees_its_own_and_a_separated_case_is_seen_by_its_worker_alone(told: list[str]) -> None:
    apart = Case.objects.get(kind=CaseKind.SEPARATED)
    assert apart in cases_for(actor("sian"))
    assert apart not in cases_for(actor("tunde"))
    assert apart not in cases_for(actor("ben"))
    assert apart.separated_from in cases_for(actor("ben"))


def test_partners_referred_and_own_actions(told: list[str]) -> None:
    for partner in ("chidi", "ruth", "owen", "marta"):
        assert Case.objects.filter(referred_by=actor(partner).membership).exists()
        assert Action.objects.filter(owner_worker=actor(partner).membership).exists()


def test_nothing_is_in_the_future(told: list[str]) -> None:
    now = clock.now()
    for model in ours():
        for field in model._meta.get_fields():
            to_come = field.name.startswith("expires") or field.name == "end_at"  # of a token, and of an agreement
            if isinstance(field, models.DateTimeField) and not to_come:
                assert not model._default_manager.filter(**{f"{field.name}__gt": now}).exists(), f"{model}.{field.name}"


def test_the_trail_knows_every_event(told: list[str]) -> None:
    assert EVENTS - set(AuditEvent.objects.values_list("event", flat=True)) == set()


def test_every_model_is_valid_and_every_version_counts(told: list[str]) -> None:
    for model in apps.get_models():
        if model._meta.app_label in {"casework", "outcomes"}:
            for row in model._default_manager.all()[:60]:
                row.full_clean(validate_unique=False)
    assert Case.objects.filter(version__gt=5).exists()


def test_references_come_in_the_order_of_the_referrals(told: list[str]) -> None:
    # A case kept apart is made in the middle of another story, at its own moment.
    numbers = {reference_of(number): number for number in range(1, 2000)}
    given = [numbers[case.reference] for case in Case.objects.order_by("referred_at")]
    assert given == sorted(given)


def test_unusual_people_are_there(told: list[str]) -> None:
    assert Person.objects.filter(name="Zarah").exists()
    assert set(PersonName.objects.values_list("kind", flat=True)) == set(NameKind.values)
    assert set(Person.objects.values_list("birth_precision", flat=True)) >= {"day", "month", "year", "estimated"}
    assert Person.objects.filter(birth_precision="expected", born_on__gt=clock.today()).exists()
    assert Person.objects.filter(birth_precision="unknown").exists()
    assert PersonLink.objects.filter(undone_at__isnull=True).exists()
    assert PersonLink.objects.filter(undone_at__isnull=False).exists()
    assert set(HouseholdChange.objects.values_list("kind", flat=True)) == set(HouseholdChangeKind.values)


def test_nhs_numbers_are_valid_and_of_the_range_that_is_never_issued(told: list[str]) -> None:
    numbers = list(PersonIdentifier.objects.filter(scheme="nhs_number").values_list("value", flat=True))
    assert len(numbers) > 30
    assert len(set(numbers)) == len(numbers)
    assert all(number.startswith("999") and nhs.is_valid(number) for number in numbers)


def test_contacts_show_both_kinds_of_demand_and_tries(told: list[str]) -> None:
    contacts = Contact.objects.all()
    failure = contacts.filter(demand=Demand.FAILURE)
    assert 0.08 <= failure.count() / contacts.count() <= 0.35
    assert contacts.filter(demand=Demand.VALUE).count() > failure.count()
    assert contacts.filter(was_reached=False).count() >= 12


def test_actions_are_done_open_overdue_and_everybodys(told: list[str]) -> None:
    today = clock.today()
    assert Action.objects.to_do().filter(due_on__lt=today).exists()
    assert Action.objects.to_do().filter(due_on__gt=today).exists()
    assert Action.objects.to_do().count() >= 20
    assert Action.objects.filter(done_at__isnull=False).count() > 20
    assert Action.objects.filter(owner_member__isnull=False).count() > 8
    assert Action.objects.exclude(owner_worker__agency__code="council").filter(owner_worker__isnull=False).count() > 8


def test_outcomes_move_up_stand_still_and_go_down_in_two_voices(told: list[str]) -> None:
    moves = Counter()
    for outcome in Outcome.objects.all():
        values = list(
            outcome.ratings.filter(voice=Voice.PARTICIPANT).order_by("rated_at").values_list("value", flat=True)
        )
        if len(values) > 1:
            moves[(values[-1] > values[0]) - (values[-1] < values[0])] += 1
    assert moves[1] > moves[0] >= 1
    assert moves[-1] >= 1
    assert {rating.voice for rating in Rating.objects.all()} == set(Voice.values)


def test_reviews_are_held_due_and_overdue(told: list[str]) -> None:
    today = clock.today()
    assert Review.objects.filter(held_at__isnull=False).count() > 30
    assert Review.objects.filter(held_at__isnull=True, due_on__gt=today, case__status=CaseStatus.WORKING).exists()
    assert Review.objects.filter(held_at__isnull=True, due_on__lt=today, case__status=CaseStatus.WORKING).exists()


def test_closures_tell_every_way_it_can_go(told: list[str]) -> None:
    grounds = Closure.objects.values_list("proposal__ground", flat=True)
    assert set(grounds) == set(ClosureGround.values)
    assert Closure.objects.filter(reopened_at__isnull=False).exists()
    assert ClosureAgreement.objects.exclude(decision_maker="").exists()
    refused = ClosureProposal.objects.filter(participants__answers__answer="refused", closure__isnull=True)
    assert Closure.objects.filter(case__in=refused.values("case")).exists()


def test_handovers_have_notes(told: list[str]) -> None:
    handed = Allocation.objects.filter(role="lead", ended_at__isnull=False).exclude(handover_note="")
    assert handed.count() >= 2
    assert not Membership.objects.current().filter(user__email="grace@example.org").exists()


def test_a_second_load_says_nothing_and_changes_nothing(told: list[str]) -> None:
    before = counted()
    assert run("demo", role="seed") == []
    assert counted() == before


# The commands.


def test_who_names_somebody_in_each_role_with_a_command_that_works(told: list[str]) -> None:
    sign_in, code, _, *lines = run("demo", "--who", role="seed")
    assert sign_in.endswith(PASSWORD)
    assert authenticate(username="asha@example.org", password=PASSWORD) is not None
    (shown,) = run("code", "asha@example.org")
    assert "manage.py code" in code
    assert second_factors.prove(users.known_as("asha@example.org"), code=shown)
    assert len(lines) == 2 * len(RoleCode)
    for line, key, role in zip(lines[::2], lines[1::2], RoleCode, strict=True):
        assert key.strip() == secret_of(re.search(r"[a-z]+@example\.org", line)[0])
        assert line.startswith(str(role.label))
        arguments = re.search(r"manage\.py (api_token .*)$", line)[1].split()
        (token,) = run(*arguments)
        assert actor_for(token).role == role


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["nobody@example.org", "--agency", "council"], "Nobody is registered"),
        (["asha@example.org", "--agency", "police"], "They act for: council"),
        (["asha@example.org", "--agency", "council", "--role", "manager"], "does not act for council as manager"),
        (["grace@example.org", "--agency", "council"], "They act for no agency now"),
        (["farida@example.org", "--agency", "council"], "--role: manager, support_worker"),
    ],
)
def test_no_token_where_it_is_not_clear_for_whom(told: list[str], arguments: list[str], says: str) -> None:
    with pytest.raises(CommandError, match=says):
        run("api_token", *arguments)


def test_a_role_says_which_of_several(told: list[str]) -> None:
    (token,) = run("api_token", "farida@example.org", "--agency", "council", "--role", "support_worker")
    assert actor_for(token).role == RoleCode.SUPPORT_WORKER


@pytest.mark.parametrize(
    "arguments",
    [
        ["demo"],
        ["demo", "--who"],
        ["api_token", "asha@example.org", "--agency", "council"],
        ["code", "asha@example.org"],
    ],
)
def test_refused_outside_development(told: list[str], settings: Any, arguments: list[str]) -> None:
    settings.DEVELOPMENT = False
    with pytest.raises(CommandError, match="development"):
        run(*arguments)
