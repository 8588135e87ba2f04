"""Who sees what of the Bells' case: who_sees_what.csv, written by hand from what was agreed, held against the service.

A cell of the table names what is seen: `all`, `-` for nothing, what the lead wrote of `housing` (which is shared),
the `own` words of the reader's agency, `people` or `current` people of the case.
"""

import csv
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction
from django.db.models import Exists, Q

from agencies import clock, conditions
from agencies.actors import Actor
from agencies.exceptions import Missing, NotPermitted
from agencies.models import Membership
from agencies.permissions import Permission, holds, may, shares_in_force, visible
from agencies.reach import reach_of, reached
from agencies.ways import Place
from casework import chronology, contacts, lifecycle, selectors, sharing
from casework.enums import CaseStatus, Channel, ShareLevel
from casework.models import (
    Address,
    Allocation,
    Case,
    CaseExit,
    CaseGroupGrant,
    CaseMember,
    CaseShare,
    CaseUserGrant,
    CaseWarning,
    Contact,
    DeclinedShare,
    Document,
    EngagementAgreement,
    Household,
    HouseholdChange,
    HouseholdMember,
    NamedWorker,
    Person,
    PersonIdentifier,
    PersonLink,
    PersonName,
    PrintedPlan,
    RestrictionChange,
    SafeContact,
    StatusChange,
)
from outcomes import actions, ratings
from outcomes.enums import ActionReason, Voice
from outcomes.models import (
    Action,
    ClosureAgreement,
    ClosureParticipant,
    ClosureProposal,
    Outcome,
    OutcomeAgreement,
    OutcomeVersion,
    Rating,
    Review,
    Signature,
    Understanding,
)
from outcomes.selectors import actions_of, outcomes_of, reviews_of, understandings_of
from tests.factories.everything import models_with_access
from tests.sharing.house import HEALTH, HOUSING, House

pytestmark = pytest.mark.xdist_group("who sees what")

with (Path(__file__).parent / "who_sees_what.csv").open(encoding="utf-8", newline="") as file:
    TABLE = {row["who"]: row for row in csv.DictReader(file)}
SEEING = [who for who, row in TABLE.items() if row["household"] != "-"]
# A column of content: its model, and the paths to its case, its category and the agency that wrote it.
CONTENT: dict[str, tuple[Any, str, str, str]] = {
    "contacts": (Contact, "case", "category", "source_agency"),
    "documents": (Document, "case", "category", "source_agency"),
    "warnings": (CaseWarning, "case", "category", "source_agency"),
    "understandings": (Understanding, "case", "category", "source_agency"),
    "outcomes": (Outcome, "case", "category", "source_agency"),
    "wordings": (OutcomeVersion, "outcome__case", "outcome__category", "outcome__source_agency"),
    "yeses": (OutcomeAgreement, "version__outcome__case", "version__outcome__category", "agreed_by__agency"),
    "ratings": (Rating, "outcome__case", "outcome__category", "rated_by__agency"),
    "actions": (Action, "case", "category", "source_agency"),
    "reviews": (Review, "case", "category", "source_agency"),
}
NEVER_SHARED: dict[Any, str] = {
    Address: "household__cases",
    HouseholdMember: "household__cases",
    HouseholdChange: "source__cases",
    PersonIdentifier: "person__case_memberships__case",
    PersonName: "person__case_memberships__case",
    PersonLink: "person__case_memberships__case",
    Allocation: "case",
    EngagementAgreement: "member__case",
    StatusChange: "case",
    NamedWorker: "case",
    RestrictionChange: "case",
    CaseExit: "case",
    ClosureProposal: "case",
    ClosureParticipant: "proposal__case",
    ClosureAgreement: "participant__proposal__case",
    CaseShare: "case",
    DeclinedShare: "case",
    CaseGroupGrant: "share__case",
    CaseUserGrant: "share__case",
    PrintedPlan: "case",
    Signature: "member__case",
}
FRAME: dict[str, tuple[Any, str]] = {
    "members": (CaseMember, "case"),
    "people": (Person, "case_memberships__case"),
    "safe contacts": (SafeContact, "person__case_memberships__case"),
    "household": (Household, "cases"),
}
# The list of each, as the selectors give it and the API shows it.
LISTS: dict[str, Any] = {
    "contacts": selectors.contacts_of,
    "documents": selectors.documents_of,
    "warnings": selectors.warnings_of,
    "understandings": understandings_of,
    "outcomes": outcomes_of,
    "actions": actions_of,
    "reviews": reviews_of,
}


def labelled(house: House, actor: Actor, column: str) -> dict[Any, str]:
    """Every row of this kind in the Bells' case, under the name that the table has for it."""
    model, case, category, source = CONTENT[column]
    found = {}
    lead = house.cast.team.agency.pk
    for pk, kind, agency in model.objects.filter(**{case: house.bell.case}).values_list("pk", category, source):
        own = actor.agency is not None and agency == actor.agency.pk != lead
        found[pk] = "own" if own else kind if agency == lead else f"written by {agency}"
    return found


def expected(house: House, actor: Actor, column: str, cell: str) -> set[Any]:
    """The rows that the cell names."""
    rows = labelled(house, actor, column)
    names = set(cell.replace("-", "").split())
    assert cell == "all" or names <= set(rows.values()), f"{column}: the case has nothing of {cell}"
    return {pk for pk, name in rows.items() if cell == "all" or name in names}


def seen(house: House, actor: Actor, model: Any, case: str) -> set[Any]:
    """What the actor sees of it in the Bells' case."""
    rows = visible(actor, Permission.VIEW_CASE, model.objects.filter(**{case: house.bell.case}))
    return set(rows.values_list("pk", flat=True))


def frame(house: House, column: str, cell: str) -> set[Any]:
    """People and household as the cell names them."""
    model, case = FRAME[column]
    rows = model.objects.filter(**{case: house.bell.case}).distinct()
    if cell == "current":
        left = {Person: {"name": "Old Bell"}, SafeContact: {"person__name": "Old Bell"}}
        rows = rows.exclude(**left[model]) if model in left else rows.filter(left_at__isnull=True)
    return set() if cell == "-" else {row.pk for row in rows}


def test_the_table_is_about_everybody_and_every_kind_of_row(house):
    assert set(TABLE) == set(house.people)
    known = {model for model, *_ in CONTENT.values()} | set(NEVER_SHARED) | {model for model, _ in FRAME.values()}
    assert {model.__name__ for model in models_with_access()} - {model.__name__ for model in known} == {
        "Case",
        "ConfidentialAddress", "HeldCase",  # narrower than own work: tests/web/test_confidential_addresses.py
        "Closure",  # ends every share, so that nobody is left to see it by one
        "EmergencyAccess",  # whoever opened it reads of it as well: tests/security/test_emergencies.py
        "LastVisit", "Reminder",  # one's own
        # What partners say of it: tables of their own, in tests/casework/test_partners_part.py.
        "Comment", "CommentAnswer", "Pull", "PullEnd", "PullReply",
        "ActionDone", "ActionDropped", "CaseWarningEnd",
    }  # fmt: skip
    for model, case in NEVER_SHARED.items():
        assert model.objects.filter(**{case: house.bell.case}).exists(), f"{model.__name__}: the case has none"


@pytest.mark.parametrize("who", TABLE)
def test_what_is_read(who, house):
    actor, row = house.people[who], TABLE[who]
    assert {column: seen(house, actor, model, case) for column, (model, case, *_) in CONTENT.items()} == {
        column: expected(house, actor, column, row[column]) for column in CONTENT
    }
    assert {column: seen(house, actor, *FRAME[column]) for column in FRAME} == {
        column: frame(house, column, row[column]) for column in FRAME
    }
    for model, case in NEVER_SHARED.items():
        all_of_it = set(model.objects.filter(**{case: house.bell.case}).values_list("pk", flat=True))
        assert seen(house, actor, model, case) == (all_of_it if row["never shared"] == "all" else set()), model


# Rows that lead to their case by foreign keys, as those of the story do.
OF_A_CASE: dict[Any, str] = {
    **{model: case for model, case, *_ in CONTENT.values()},
    **{model: case for model, case in NEVER_SHARED.items() if "households" not in case and "__cases" not in case},
    CaseMember: "case",
}
for elsewhere in (PersonIdentifier, PersonName, PersonLink):
    OF_A_CASE.pop(elsewhere)


@pytest.mark.parametrize("who", TABLE)
def test_what_is_asked_once_for_a_case_is_what_each_list_asks(who, house):
    actor, cases = house.people[who], {scene.case.pk for scene in (house.bell, house.moss, house.vale)}
    assert asked_otherwise(actor, cases) == []
    every_case = visible(actor, Permission.VIEW_CASE, Case.objects.all())
    assert reach_of(actor, Case, cases).cases == set(every_case.values_list("pk", flat=True))


def asked_otherwise(actor: Actor, cases: set[UUID]) -> list[str]:
    """Kinds of rows of these cases of which reach says something else than each list would."""
    reach, found = reach_of(actor, Case, cases), []
    for model, path in {Case: "pk", **OF_A_CASE}.items():
        rows = model.objects.filter(**{f"{path}__in": cases})
        asked = set(visible(actor, Permission.VIEW_CASE, rows).values_list("pk", flat=True))
        told = reach.cases if model is Case else set(reached(reach, rows).values_list("pk", flat=True))
        found += [model.__name__] if told != asked else []
    return found


@pytest.mark.parametrize("who", TABLE)
def test_what_is_composed_once_for_a_role_is_what_is_composed_afresh_for_the_actor(who, house):
    actor = house.people[who]
    for model in models_with_access() if actor.membership and holds(actor, Permission.VIEW_CASE) else []:
        afresh = conditions.any_of(way.condition for way in conditions.ways(model, actor, Permission.VIEW_CASE))
        standing = Q(Exists(conditions.standing(actor.signatory)))
        wanted = set(model._base_manager.filter(standing, afresh).values_list("pk", flat=True))
        assert set(visible(actor, Permission.VIEW_CASE, model.objects.all()).values_list("pk", flat=True)) == wanted


@pytest.mark.parametrize("who", TABLE)
def test_the_list_the_page_the_count_and_the_single_question_agree(who, house):
    actor, names = house.people[who], {"Bell": house.bell, "Moss": house.moss, "Vale": house.vale}
    wanted = {names[name].case for name in TABLE[who]["cases"].replace("-", "").split()}
    for permission in (Permission.VIEW_CASE, Permission.CONTRIBUTE_TO_CASE):
        rows = visible(actor, permission, Case.objects.all())
        if permission == Permission.VIEW_CASE:
            assert set(rows) == wanted
        every = set(rows)
        assert {case for case in Case.objects.all() if may(actor, permission, case)} == every
        in_order = sorted(every, key=lambda case: (case.referred_at, case.pk), reverse=True)
        pages, after = [], None
        while len(pages) < 9 and (page := rows.page("referred_at", descending=True, after=after, size=1)):
            pages += page
            after = Place(*_keys(page[0]))
        assert pages == in_order
        assert rows.page("referred_at", descending=False, after=None, size=9) == in_order[::-1]
        assert rows.count_up_to(9, "referred_at") == len(every) == rows.count()
        assert rows.count_up_to(1, "referred_at") == min(len(every), 2)
        for one in Case.objects.all():  # what is narrowed, before it was asked who sees it and after
            before = visible(actor, permission, Case.objects.filter(pk=one.pk))
            for narrowed in (before, rows.filter(pk=one.pk), rows.exclude(~Q(pk=one.pk))):
                seen = [one] if one in every else []
                assert narrowed.page("referred_at", descending=True, after=None, size=9) == seen
                assert narrowed.count_up_to(9, "referred_at") == len(seen)


@pytest.mark.parametrize("who", TABLE)
def test_nothing_is_seen_of_a_case_that_is_not(who, house):
    actor = house.people[who]
    cases = {f"The {name} household" for name in TABLE[who]["cases"].replace("-", "").split()}
    for model, path in ((Household, "name"), (CaseMember, "case__household__name"), (Contact, "case__household__name")):
        found = set(visible(actor, Permission.VIEW_CASE, model.objects.all()).values_list(path, flat=True))
        assert found - {"Old’s"} == cases, model  # the household that Old has for himself, which his team wrote down


def _keys(case: Case) -> tuple[str, str]:
    return str(case.referred_at), str(case.pk)


@pytest.mark.parametrize("who", TABLE)
def test_the_story_and_why_it_is_told(who, house):
    actor, row = house.people[who], TABLE[who]
    if row["why"] == "-":
        assert chronology.entries(actor, house.case) == []
        for permission in (Permission.VIEW_CASE, Permission.CONTRIBUTE_TO_CASE):
            assert shares_in_force(actor, permission, house.case) == []
        with pytest.raises(Missing):
            selectors.why(actor, house.case)
        return
    found = selectors.why(actor, house.case)
    assert (found.is_own_work, len(found.shares)) == {"own work": (True, 0), "share": (False, 1)}[row["why"]]
    assert found.left_out == row["left out"].replace("-", "").split()
    assert found.ask == house.cast.asha.membership
    told = {entry.id for entry in chronology.entries(actor, house.case, limit=1000)}
    if row["chronology"] == "all":
        every = chronology.entries(house.cast.asha, house.case, limit=1000)
        assert told == {entry.id for entry in every}
        return
    parts = row["chronology"].replace("people", "").split()
    story = set(frame(house, "members", "current"))
    for column in CONTENT:
        story |= {pk for pk, name in labelled(house, actor, column).items() if name in parts}
    assert told == story


def do(house: House, actor: Actor, column: str) -> Any:
    """What the column says."""
    case, today = house.case, clock.today()
    voice = Voice.WORKER if actor.agency == house.cast.team.agency else Voice.PARTNER
    said: dict[str, Any] = {"happened_at": clock.now(), "channel": Channel.PHONE, "summary": "So", "by": actor}
    action: dict[str, Any] = {"title": "Ask", "due_on": today + timedelta(days=3), "reason": ActionReason.SAFETY}
    stranger = house.people["never shared with"].agency
    return {
        "record housing": lambda: contacts.record(case, category=HOUSING, **said),
        "record health": lambda: contacts.record(case, category=HEALTH, **said),
        "take on housing": lambda: actions.take_on(
            case, category=HOUSING, owner_worker=actor.membership, by=actor, **action
        ),
        "rate housing": lambda: ratings.rate(house.outcomes[HOUSING], voice=voice, value=3, by=actor),
        "rate health": lambda: ratings.rate(house.outcomes[HEALTH], voice=voice, value=3, by=actor),
        "share on": lambda: sharing.share(
            case,
            agency=stranger,
            agreement=house.base,
            categories=[HOUSING],
            level=ShareLevel.SEE,
            reason="So",
            participant_told="Yes",
            by=actor,
        ),
        "stop a share": lambda: sharing.stop(house.shares["partner"], reason="So", by=actor),
        "move the stage": lambda: lifecycle.move_to_stage(case, stage=CaseStatus.AGREEING_OUTCOMES, by=actor),
    }[column]()


@pytest.mark.parametrize("who", TABLE)
def test_what_is_done(who, house):
    row, answers = TABLE[who], {}
    columns = list(row)[list(row).index("record housing") :]
    for column in columns:
        try:
            with transaction.atomic():
                do(house, house.people[who], column)
                answers[column] = "yes"
                transaction.set_rollback(True)
        except NotPermitted:
            answers[column] = "refused"
        except Missing:
            answers[column] = "-"
    assert answers == {column: row[column] for column in columns}


@pytest.mark.parametrize("who", SEEING)
def test_the_api_shows_the_same(who, house):
    door, actor, row = house.doors[who], house.people[who], TABLE[who]
    at = f"cases/{house.bell.case.reference}/"
    listed = door.get("cases/").json()["results"]
    assert {each["household_name"].split()[1] for each in listed} == set(row["cases"].split())
    shown = door.get(at).json()
    assert (shown["reason"] != "") == (row["why"] == "own work"), "what was asked for is told to those who work on it"
    for column in LISTS:
        ids = {each["id"] for each in door.get(f"{at}{column}/?page_size=100").json()["results"]}
        assert ids == {str(pk) for pk in expected(house, actor, column, row[column])}
    for kind in ("shares", "declined-shares", "allocations", "status-changes", "exits", "closure-proposals"):
        assert bool(door.get(f"{at}{kind}/").json()["results"]) == (row["never shared"] == "all"), kind
    for column, path in {"never shared": f"people/{house.bell.people[0].pk}/"}.items():
        for kind in ("names", "identifiers"):
            assert bool(door.get(f"{path}{kind}/").json()["results"]) == (row[column] == "all")


@pytest.mark.parametrize("who", [who for who, row in TABLE.items() if row["household"] == "-"])
def test_to_those_who_do_not_see_it_it_is_not_there(who, house):
    if who not in house.doors:
        return  # a participant and the service itself have no token: they do not come by this door
    door = house.doors[who]
    there, not_there = (door.get(f"cases/{reference}/") for reference in (house.bell.case.reference, "AL-2222222"))
    assert there.status_code in {404, 401}
    assert there.content == not_there.content
    assert (there.status_code == 401) == (house.people[who].membership.pk not in _current())


def _current() -> set[Any]:
    return set(Membership.objects.current().values_list("pk", flat=True))


@pytest.mark.parametrize("who", [*SEEING, "share stopped", "agreement suspended"])
def test_the_selectors_show_the_same(who, house):
    actor, row = house.people[who], TABLE[who]
    for column, rows_of in LISTS.items():
        rows = rows_of(actor, house.bell.case)
        assert {each.pk for each in rows} == expected(house, actor, column, row[column]), column


def test_an_outcome_is_found_by_whoever_may_rate_it(house):
    for who, row in TABLE.items():
        rows = visible(house.people[who], Permission.CONTRIBUTE_TO_CASE, Outcome.objects.filter(Q(category=HOUSING)))
        assert rows.exists() == (row["rate housing"] == "yes"), who
