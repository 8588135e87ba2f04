"""Every way to load a row: those who see the case get it, and for everybody else it is as if it were not there."""

import inspect
import typing
from uuid import UUID, uuid4

import pytest
from django.db import transaction
from django.db.models import Model

from agencies import versions
from agencies.exceptions import Missing
from casework import exits
from casework import selectors as of_casework
from casework.enums import CaseStatus
from casework.models import Case, Household, Person
from outcomes import selectors as of_outcomes
from tests.factories.casework import make_scene
from tests.factories.everything import make_every_row

pytestmark = pytest.mark.usefixtures("db")

# What a referrer or a manager, rather than the team, looks up, and what is no row: tested where they are.
OTHERS = {"referral_for", "why", "kept", "worker_for", "home_in", "has_open_case", "not_to_move_in"} | {
    "confidential_address_for",
    "confidential_addresses_of",  # for fewer than see the case: tests/security
}


def selectors(parameter: type) -> dict[str, tuple]:
    """Public selectors that take an actor and one thing of this type, and what they give."""
    found = {}
    for module in (of_casework, of_outcomes):
        for name, function in inspect.getmembers(module, inspect.isfunction):
            own = function.__module__.startswith(module.__name__)
            if own and not name.startswith("_") and name not in OTHERS:
                hints = typing.get_type_hints(function)
                given = hints.pop("return", None)
                if list(hints.values())[1:] == [parameter]:
                    found[name] = (function, given)
    return found


def test_every_row_is_loaded_by_its_key_by_who_sees_it_and_by_nobody_else(cast, role):
    with role("seed"):
        scene = make_every_row(cast)
        exits.move_away(make_scene(cast, name="Away").case, evidence="Van outside", people_told="Rosa", by=cast.asha)
    assert len(selectors(UUID)) >= 22
    for name, (load, model) in selectors(UUID).items():
        row = newest(model, scene)
        assert load(cast.ben, row.pk) == row, name
        for hidden_from in (cast.dot, cast.chidi, cast.ana, cast.gill, cast.adi):
            with pytest.raises(Missing):
                load(hidden_from, row.pk)
        with pytest.raises(Missing):
            load(cast.ben, uuid4())


def newest(model: type[Model], scene) -> Model:
    """A row of the scene's own, where a model has rows of other scenes too."""
    rows = model._default_manager.all()
    if model is Person:
        return scene.people[0]
    return rows.filter(case=scene.case).last() if any(f.name == "case" for f in model._meta.fields) else rows.last()


@pytest.mark.parametrize("kind", [Case, Household, Person])
def test_every_list_of_a_case_a_household_or_a_person_is_read_by_who_sees_it_and_empty_for_all_others(kind, cast, role):
    with role("seed"):
        scene = make_every_row(cast)
    subject = {Case: scene.case, Household: scene.household, Person: scene.people[0]}[kind]
    assert selectors(kind)
    for name, (listed, _) in selectors(kind).items():
        assert listed(cast.ben, subject).count() > 0, name
        for hidden_from in (cast.dot, cast.chidi, cast.ana, cast.gill, cast.adi):
            assert not listed(hidden_from, subject).exists(), name


def test_a_reference_that_is_hidden_and_one_that_was_never_given_answer_alike(cast, role):
    with role("seed"):
        scene = make_scene(cast, CaseStatus.REFERRED)
    answers = []
    for reference in (scene.case.reference, "AL-000000", "", "'; --"):
        with pytest.raises(Missing) as refusal:
            of_casework.case_for(cast.dot, reference)
        answers.append(str(refusal.value))
    assert len(set(answers)) == 1


def test_a_row_that_is_gone_is_missing_to_a_verb_too(cast):
    absent = Case(version=1)
    with pytest.raises(Missing), transaction.atomic():
        versions.locked(absent)
