"""What every model owes the record: who acted when, how it is reached, in which direction it points, what it is about."""

import pytest
from django.apps import apps
from django.db import models
from django.db.models import CheckConstraint, Q

from agencies.access import AccessPaths
from agencies.versions import Versioned
from casework.models import Case, CaseContent
from tests.database import ask
from tests.factories.everything import CATALOGUES

ROOMS = ["agencies", "casework", "outcomes"]  # each may point at itself and at those before it
MODELS = [model for room in ROOMS for model in apps.get_app_config(room).get_models()]
# About whoever works, and about no case: they open no row of one, and only selectors of their own show them.
OF_WORKERS = {"casework.Conflict", "casework.ConflictLink", "casework.ReminderMessage", "casework.ReminderPreference"}
# Found in agencies' files: agreements decide who sees them, and no case does.
FOUND = {"casework.Nomination", "casework.Objection", "casework.PanelThresholds"}
# A job holds ids and states, so that it needs no reach; it is shown with its subject alone.
JOBS = {"casework.EmergencyNotice", "casework.FileCheck"}
# What agencies' extracts say, and nothing of any case: who answers for data reads it, behind a wall of its own.
OF_EXTRACTS = {
    "casework.ComparedPair",
    "casework.DemandCount",
    "casework.StartCount",
    "casework.LinkAnswer",
    "casework.LinkageRun",
    "casework.LinkedMention",
}
MODELS_OF_CASES = [
    model
    for model in MODELS
    if model._meta.app_label != "agencies"
    and model._meta.label not in OF_WORKERS | JOBS | CATALOGUES | OF_EXTRACTS | FOUND
]
CONTENT = [model for model in MODELS if issubclass(model, CaseContent)]

# Instants that are nobody's act. Each is here for its reason.
NOBODY_S_ACT = {
    "agencies.Disclosure.prepared_at": "the service does it",
    "agencies.Disclosure.released_at": "time does it",
    "agencies.Disclosure.failed_at": "the service does it",
    "agencies.Disclosure.taken_back_at": "the service does it",
    "agencies.DisclosureDelivery.made_at": "the service does it",
    "agencies.DisclosureDelivery.sent_at": "the service does it",
    "agencies.Draft.kept_at": "its user alone can, who stands beside it",
    "agencies.DraftKey.made_at": "the service does it, for the user who stands beside it",
    "agencies.Heartbeat.seen_at": "a part of the service says that it is alive; its name is the key",
    "agencies.Job.started_at": "the service does it",
    "agencies.Job.finished_at": "the service does it",
    "agencies.IdempotencyKey.claimed_at": "the request is its membership's, which stands beside it",
    "agencies.PasswordLink.wanted_at": "nobody knows who asked",
    "agencies.ApiToken.expires_at": "time does it",
    "agencies.SharingAgreement.start_at": "time does it",
    "agencies.SharingAgreement.end_at": "time does it",
    "agencies.UnusualAccess.found_at": "the service finds it",
    "casework.CaseShare.ends_at": "time does it",
    "casework.EmergencyAccess.ends_at": "time does it",
    "casework.EmergencyNotice.sent_at": "the service does it",
    "casework.CaseGroupGrant.referred_at": "repeats the case's own, which says who",
    "casework.CaseUserGrant.referred_at": "repeats the case's own, which says who",
    "casework.Nomination.made_at": "the linkage finds it",
    "casework.Reminder.raised_at": "the service does it",
    "casework.Reminder.read_at": "its recipient alone can, who stands beside it",
    "casework.Reminder.cancelled_at": "the service does it; the reason stands beside it",
    "casework.ReminderMessage.sent_at": "the service does it, or who decided, who is in decided_by",
    "casework.ReminderPreference.digest_at": "a time of day, and no act",
    "casework.LinkageRun.stored_at": "the service does it",
    "casework.FileCheck.decided_at": "the service does it",
    "casework.Contact.happened_at": "it happened to somebody; who wrote it down is in recorded_by",
}


def name_of(model: type[models.Model]) -> str:
    return model._meta.label


def is_nobody_s_act(model: type[models.Model], instant: models.Field) -> bool:
    return f"{model._meta.label}.{instant.name}" in NOBODY_S_ACT


def instants(model: type[models.Model]) -> list[models.Field]:
    return [field for field in model._meta.concrete_fields if field.name.endswith("_at")]


@pytest.mark.parametrize("model", MODELS, ids=name_of)
def test_every_instant_of_an_act_says_who_acted(model):
    fields = {field.name: field for field in model._meta.concrete_fields}
    for instant in instants(model):
        if is_nobody_s_act(model, instant):
            continue
        who = fields.get(instant.name.removesuffix("_at") + "_by")
        assert who is not None, f"{instant.name} has nobody"
        assert who.related_model._meta.label == "agencies.Membership"
        assert who.null == instant.null


@pytest.mark.parametrize("model", MODELS, ids=name_of)
def test_an_act_that_may_not_have_happened_has_both_its_instant_and_its_actor_or_neither(model):
    conditions = [
        each.condition for each in model._meta.concrete_model._meta.constraints if isinstance(each, CheckConstraint)
    ]
    for instant in (each for each in instants(model) if not is_nobody_s_act(model, each)):
        act = instant.name.removesuffix("_at")
        neither = Q(**{f"{act}_at__isnull": True, f"{act}_by__isnull": True})
        both = Q(**{f"{act}_at__isnull": False, f"{act}_by__isnull": False})
        assert not instant.null or (neither | both) in conditions, f"{act}_at and {act}_by can be apart"


@pytest.mark.parametrize("model", MODELS, ids=name_of)
def test_every_actor_has_an_instant(model):
    names = {field.name for field in model._meta.concrete_fields}
    links_of_changes = {"brought_by", "taken_by"}  # the household change that did it, which has its own instant
    actors = {name for name in names if name.endswith("_by")} - links_of_changes
    assert {name.removesuffix("_by") + "_at" for name in actors} <= names


def test_every_exception_is_still_there():
    known = {f"{model._meta.label}.{field.name}" for model in MODELS for field in instants(model)}
    assert set(NOBODY_S_ACT) <= known


@pytest.mark.parametrize("model", MODELS_OF_CASES, ids=name_of)
def test_every_row_of_a_case_says_how_it_is_reached(model):
    paths = model.access
    assert isinstance(paths, AccessPaths)
    assert paths.allocations or paths.team or paths.through
    for relation in paths.through:
        assert isinstance(model._meta.get_field(relation).related_model.access, AccessPaths)


@pytest.mark.parametrize("model", MODELS, ids=name_of)
def test_a_model_that_belongs_to_a_case_is_opened_by_that_case(model):
    if model._meta.label in OF_WORKERS:
        return
    belongs = any(field.name == "case" and field.related_model is Case for field in model._meta.concrete_fields)
    assert not belongs or model.access.through == {"case": Q()}


@pytest.mark.parametrize("model", MODELS, ids=name_of)
def test_rows_point_downwards_only(model):
    below = ROOMS[: ROOMS.index(model._meta.app_label) + 1]
    relations = [field for field in model._meta.get_fields() if field.is_relation and field.concrete]
    targets = {field.related_model._meta.app_label for field in relations}
    assert targets <= {*below, "auth"}  # auth: Django's own groups and permissions on a user


@pytest.mark.parametrize("model", MODELS, ids=name_of)
def test_nothing_is_removed_by_removing_something_else(model):
    relations = [field for field in model._meta.concrete_fields if field.is_relation]
    assert all(field.remote_field.on_delete is models.PROTECT for field in relations)


@pytest.mark.parametrize("model", CONTENT, ids=name_of)
@pytest.mark.usefixtures("db")
def test_every_row_of_content_says_its_category_its_case_its_agency_and_who_wrote_it(model):
    question = (
        "SELECT array_agg(column_name::text ORDER BY column_name) FROM information_schema.columns"
        " WHERE table_name = %(table)s AND is_nullable = 'NO'"
        " AND column_name IN ('category', 'case_id', 'source_agency_id', 'recorded_by_id', 'recorded_at')"
    )
    needed = ["case_id", "category", "recorded_at", "recorded_by_id", "source_agency_id"]
    assert ask(question, table=model._meta.db_table) == needed
    assert not model._meta.get_field("category").has_default()
    assert {"about", "not_to_disclose_to"} <= {field.name for field in model._meta.many_to_many}


def test_whatever_has_free_text_of_a_case_and_no_category_is_known():
    """The words of a step, an exit or a closure are about the work; a new model with words of people belongs to CaseContent."""
    wordy = {
        model.__name__
        for model in MODELS_OF_CASES
        if model not in CONTENT and any(isinstance(field, models.TextField) for field in model._meta.concrete_fields)
    }
    assert wordy == {
        "Address",
        "Allocation",
        "Case",
        "CaseExit",
        "CaseMember",
        "CaseShare",
        "ClosureAgreement",
        "ClosureProposal",
        "Closure",
        "ConfidentialAddress",
        "DeclinedShare",
        "EmergencyAccess",
        "EngagementAgreement",
        "HeldCase",
        "HouseholdChange",
        "OutcomeAgreement",
        "OutcomeVersion",
        "PersonLink",
        "Rating",
        "RestrictionChange",
        "StatusChange",
    }


@pytest.mark.parametrize("model", [model for model in MODELS if issubclass(model, Versioned)], ids=name_of)
@pytest.mark.usefixtures("db")
def test_every_version_is_raised_by_a_trigger(model):
    question = "SELECT count(*) FROM pg_trigger WHERE tgname = 'raise_version' AND tgrelid = %(table)s::regclass"
    assert ask(question, table=model._meta.db_table) == 1


@pytest.mark.parametrize(
    "model",
    [model for model in MODELS if not all(is_nobody_s_act(model, each) for each in instants(model))],
    ids=name_of,
)
@pytest.mark.usefixtures("db")
def test_every_instant_of_an_act_is_held_to_the_clock_by_a_trigger(model):
    acts = {field.name for field in instants(model) if not is_nobody_s_act(model, field)}
    question = (
        "SELECT coalesce(max(pg_get_triggerdef(oid)), '') FROM pg_trigger"
        " WHERE tgname = 'refuse_backdating' AND tgrelid = %(table)s::regclass"
    )
    definition = ask(question, table=model._meta.db_table)
    assert {name for name in acts if f"'{name}'" not in definition} == set()
