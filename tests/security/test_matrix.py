"""The matrix: who is told what at every address, as tests/security/matrix says it, and nothing that it does not say."""

from collections.abc import Iterator
from itertools import chain
from typing import Any

import pytest
from django.core.exceptions import FieldError

from agencies import composed, conditions, permissions, reach
from benchmarks.servers import no_policies
from tests.api.routes import reads
from tests.cleaning import cleaner
from tests.security.matrix_cast import MatrixWorld
from tests.security.matrix_checks import IS_WHOLE, MET, as_it_was, check
from tests.security.matrix_file import API, FIELDS, PAGES, PEOPLE, RULES, missing, read
from tests.security.matrix_walk import ACTS, LOOKS, Walk, of_the_api, of_the_pages, shape_of
from tests.security.mutants import Mutant, broken, mutants
from tests.security.test_doors import OPEN
from tests.sharing.test_who_sees_what import asked_otherwise

pytestmark = pytest.mark.xdist_group("matrix")
ANSWERS = {"yes", "none", "no", "-", "all", "housing offences own", "housing own"}


def test_every_address_is_in_the_matrix():
    said = missing(of_the_api(), "api.csv", {line.address for line in API})
    said += missing(of_the_pages(OPEN), "pages.csv", {line.address for line in PAGES})
    assert said == [], "\n".join(said)


def test_every_field_is_in_the_matrix():
    shown = {
        shape_of(route): set((getattr(route.view, "listed", None) or route.view.out)().fields) for route in reads()
    }
    found = {f"{shape}.{field}" for shape, fields in shown.items() for field in fields}
    written = {f"{shape}.{field}" for shape, parts in FIELDS.items() for part in parts for field in part}
    assert missing(found, "fields.csv", written) == []


def test_people_who_are_not_built_yet_are_named():
    assert {row["who"] for row in read("people.csv") if row["walked"] != "yes"} == {"participant", "nobody"}
    assert set(PEOPLE) == set(next(iter(RULES.values()))) - {"rule", "in words"}
    assert {cell for rule in RULES.values() for who, cell in rule.items() if who in PEOPLE} <= ANSWERS


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize("part", ["acts", "looks", "levels"])
def test_everybody_is_told_what_the_matrix_says(part: str, walk: Walk, request: pytest.FixtureRequest) -> None:
    if part != "acts":
        request.getfixturevalue("marked")
    walk.met = 0
    cells = {"acts": walk.told(ACTS), "looks": walk.told(LOOKS), "levels": walk.levels()}[part]
    check(part, cells, walk, request.getfixturevalue("capsys"))
    assert part != "looks" or {"reason", "can_become"} <= walk.fields["Case", "lead worker"]
    assert part == "acts" or walk.met > (10 if part == "levels" else 100), MET


# Words, rows that verbs write, and a loop that would never end: no predicate of theirs is about what somebody is told.
NO_PREDICATES = {"_refusal", "grant", "revoke", "while_it_lasts"}
# Broken, they turn no cell red, each for its reason: nobody is told anything else, or the test that is named holds it.
NO_CELL = {
    "permissions.shares_by_case, one for both: not cases or actor.membership is None or (not holds(actor, permissi...": (
        "whoever asks for shares was asked before whether they see the case"
    ),
    "permissions.shares_by_case, without content_object__in=[case.pk for case in cases]: "
    "conditions.related(model, relation).filter(held, content_object__in...": "its rows are picked by key afterwards",
    "permissions._emergency, without case=case.pk: conditions.related(type(case), relation).filter(conditions.lasts(ac...": (
        "nobody has two of them at once"
    ),
    "conditions.standing, without pk=membership.pk: Membership.objects.current().filter(pk=membership.pk)": (
        "test_who_left_or_was_deactivated_finds_nothing_from_the_next_statement_on"
    ),
    "conditions._by_case, without share__agreement__direction__in=SHOWS: "
    "Q(share__agreement__direction__in=SHOWS, share__categories__contain...": (
        "tests/sharing/test_who_sees_what.py has an agency from which data flow to the lead alone"
    ),
    "conditions._of_team, without ended_at__isnull=True: "
    "related(model, paths.named).filter(membership=membership.pk, ended_...": "tests/security/test_restrictions.py",
    "conditions._of_team, without case=OuterRef('pk'): "
    "related(model, paths.named).filter(membership=membership.pk, ended_...": (
        "test_who_is_named_in_another_case_sees_that_one_alone"
    ),
    "conditions._in_an_emergency, one for both: below(opened, f'{relation}__') & open_to_them": (
        "test_a_page_of_cases_has_the_one_that_they_opened_and_none_that_others_did"
    ),
    "reach.reach_of, one for both: actor.membership is None or not holds(actor, Permission.VIEW_CASE)": (
        "whoever holds nothing has no way to a case either"
    ),
    "reach.reached, one for both: conditions.access(rows.model).shared is None or not reach.shared": (
        "it saves a statement that finds nothing"
    ),
    "reach._of_own, one for both: _of_own(conditions.target(model, relation), reach) & condition": (
        "nobody here has been parted from their confidential address"
    ),
    "reach._of_shared, one for both: _of_shared(conditions.target(model, relation), reach) & condition": (
        "nothing that belongs to a case by a key is shared under a condition"
    ),
}
MUTANTS = [each for each in mutants(permissions, conditions, reach) if each.function not in NO_PREDICATES]
# One address for each rule that holds for what is shown, and one for each that holds for what is changed.
ONE_OF_EACH = [*{line.rule: line for line in LOOKS}.values(), *{line.rule: line for line in ACTS}.values()]
# Every day three of them; all, with MATRIX=all, before a release.
OF_EVERY_DAY = MUTANTS[::45]


@pytest.fixture(scope="module")
def second_wall_down(matrix_world: MatrixWorld) -> Iterator[None]:
    """What the first wall does not hold is held by nothing: see tests/security/test_wall.py for the second."""
    with no_policies(cleaner()):
        yield


def compose_anew() -> None:
    """What was composed with another condition is forgotten."""
    composed.template_of.cache_clear()
    composed.keys_template.cache_clear()


def test_what_turns_no_cell_red_is_in_the_code() -> None:
    assert {str(mutant) for mutant in MUTANTS} >= set(NO_CELL)


@pytest.mark.usefixtures("quick", "second_wall_down")
@pytest.mark.parametrize("mutant", MUTANTS if IS_WHOLE else OF_EVERY_DAY, ids=str)
def test_a_predicate_that_is_broken_turns_a_cell_red(mutant: Mutant, walk: Walk) -> None:
    compose_anew()
    try:
        with broken(mutant):
            red = next(otherwise(walk, mutant), None)
    finally:
        compose_anew()
        as_it_was(walk)
    assert (red is None) == (str(mutant) in NO_CELL), red


def otherwise(walk: Walk, mutant: Mutant) -> Iterator[Any]:
    """Cells that are otherwise than written; of reach, kinds of rows of which it says something else than their lists."""
    if mutant.module is reach:
        try:
            for actor in walk.world.people.values():
                yield from asked_otherwise(actor, {walk.world.open.case.pk, walk.world.full.case.pk})
        except (
            AttributeError,
            FieldError,
        ) as error:  # no list comes of it: an error of ours at each address, as a cell would say
            yield error
        return
    for cell in chain(walk.told(ONE_OF_EACH), walk.levels()):
        if cell.told != cell.written:
            yield cell
