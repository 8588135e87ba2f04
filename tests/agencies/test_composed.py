"""What is kept of a condition has nobody's keys in it, and every mark in it is filled by those of whoever asks."""

from contextlib import suppress
from functools import cache
from itertools import product
from uuid import UUID

import pytest
from django.core.exceptions import EmptyResultSet
from django.db import connection

from agencies.composed import MARKS, NAMES, SIZE, keys_template, template_of
from agencies.conditions import GRANTABLE
from agencies.enums import RoleCode
from agencies.permissions import Permission
from casework.models import Case, Contact, Person
from outcomes.models import Rating
from tests.factories.everything import models_with_access

pytestmark = pytest.mark.usefixtures("db")


# What a share can open, and one of all those that are one's own work alone.
PERMISSIONS = (*GRANTABLE, Permission.WORK_CASE)


@cache
def templates_for(role):
    """Each condition for this role, in a team and in none, in a session and for a program."""
    place = connection.alias, connection.settings_dict["NAME"]
    kinds = product(models_with_access(), PERMISSIONS, [role], (True, False), (True, False))
    return [template for kind in kinds if (template := template_of(*kind, *place))]


def first_keys_for(role):
    """The statement of the first keys of cases, for this role."""
    place = connection.alias, connection.settings_dict["NAME"]
    for *kind, is_provided in product(PERMISSIONS, [role], (True, False), (True, False), (True, False)):
        with suppress(EmptyResultSet):
            yield keys_template(Case, *kind, *place, "referred_at", descending=True, is_provided=is_provided)


@pytest.mark.parametrize("role", list(RoleCode))
def test_a_template_has_nobodys_keys_in_it(role):
    kept = [value for template in templates_for(role) for value in template.params]
    kept += [value for _, params in first_keys_for(role) for value in params]
    keys = {value for value in kept if isinstance(value, UUID)}
    assert keys <= {mark for mark in MARKS.values() if isinstance(mark, UUID)}
    assert not any(isinstance(value, (list, tuple)) and any(each in NAMES for each in value) for value in kept)


@pytest.mark.parametrize("role", list(RoleCode))
def test_a_template_names_no_table_by_what_the_query_around_it_may_name_its_own(role):
    for template in templates_for(role):
        assert not any(f" {letter}{number}" in template.text for letter in "TUVWXYZ" for number in range(4))
        assert ("reach_outer." in template.text) is not template.is_bare


def test_a_statement_of_first_keys_leaves_open_how_many():
    for text, _ in first_keys_for(RoleCode.SUPPORT_WORKER):
        assert text.endswith(SIZE)
        assert text.count(SIZE) == text.count("LIMIT") - text.count("LIMIT 1)")


def test_who_is_in_a_team_is_asked_for_it_and_who_is_in_none_is_not():
    place = connection.alias, connection.settings_dict["NAME"]
    for model in (Case, Contact, Person, Rating):
        asks = [
            MARKS["team"] in template_of(model, Permission.VIEW_CASE, RoleCode.SUPPORT_WORKER, *kind, *place).params
            for kind in product((True, False), (True, False))
        ]
        assert asks == [True, True, False, False], model
