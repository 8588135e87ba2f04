"""Every list: as many queries for three rows as for one, and pages that lead through all of them."""

import pytest

from tests.api.routes import READERS, api_routes

pytestmark = pytest.mark.xdist_group("lists")

LISTS = {route.name: route for route in api_routes() if hasattr(route.view, "rows")}
# The sign-in, the savepoint, the case in the address where there is one, the rows, and what is shown with them.
QUERIES = {
    "agencies/": 7,
    "teams/": 7,
    "users/": 8,
    "memberships/": 7,
    "lawful-bases/": 7,
    "agreements/": 9,
    "agreements/declined/": 8,
    "disclosures/": 8,
    "extract-profiles/": 8,
    "extracts/": 8,
    "extracts/{id}/refused-rows/": 9,
    "jobs/": 7,
    "linkage-runs/": 8,
    "link-questions/": 9,
    "link-answers/": 8,
    "nominations/": 10,
    "panel-thresholds/": 9,
    "objections/": 8,
    "households/": 7,
    "households/{id}/members/": 8,
    "households/{id}/addresses/": 8,
    "households/{id}/changes/": 8,
    "people/": 7,
    "people/{id}/names/": 10,
    "people/{id}/identifiers/": 10,
    "people/{id}/links/": 10,
    "people/{id}/safe-contacts/": 10,
    "referrals/": 7,
    "cases/": 8,
    "caseload/": 11,
    "exits/": 8,
    "cases/{reference}/exits/": 11,
    "cases/{reference}/status-changes/": 10,
    "cases/{reference}/allocations/": 10,
    "cases/{reference}/members/": 11,
    "cases/{reference}/confidential-addresses/": 10,
    "cases/{reference}/shares/": 11,
    "cases/{reference}/declined-shares/": 10,
    "cases/{reference}/contacts/": 13,
    "cases/{reference}/documents/": 13,
    "cases/{reference}/warnings/": 13,
    "cases/{reference}/comments/": 13,
    "cases/{reference}/pulls/": 13,
    "cases/{reference}/understandings/": 13,
    "cases/{reference}/outcomes/": 20,
    "cases/{reference}/actions/": 13,
    "cases/{reference}/reviews/": 15,
    "cases/{reference}/closure-proposals/": 15,
    "cases/{reference}/closures/": 10,
    "cases/{reference}/looks/": 10,
    "people/{id}/looks/": 10,
    "reminders/": 7,
    "reminder-messages/": 7,
    "unit-costs/": 9,
    "contact-costs/": 8,
    "programme-costs/": 8,
}


def address(name, world):
    heads = {
        "cases/{reference}/": world.crowd.case.reference,
        "households/{id}/": world.crowd.household.pk,
        "extracts/{id}/": world.extract.pk,
    }
    key = heads.get("/".join(name.split("/")[:2]) + "/", world.crowd.people[0].pk)
    return LISTS[name].at(key)


def who(name, world):
    return world[READERS.get(name, "asha")]


def test_no_list_is_left_out():
    assert set(QUERIES) == set(LISTS)


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(("name", "queries"), QUERIES.items())
def test_three_rows_cost_as_many_queries_as_one(name, queries, rows, world, django_assert_num_queries):
    door, path = who(name, world), address(name, world)
    with django_assert_num_queries(queries + 1):  # and that of the test's own transaction: see Door.send
        response = door.get(f"{path}?page_size={rows}")
    assert len(response.json()["results"]) == rows


# Whoever reads these adds to them: their pages are walked in tests/api/test_looks.py.
GROWING = {"cases/{reference}/looks/", "people/{id}/looks/"}


@pytest.mark.parametrize("name", sorted(set(LISTS) - GROWING))
def test_pages_lead_through_all_rows_and_back(name, world):
    door, path = who(name, world), address(name, world)
    everything = door.get(f"{path}?page_size=100").json()["results"]
    page, seen = door.get(f"{path}?page_size=2").json(), []
    while True:
        seen += page["results"]
        if page["next"] is None:
            break
        page = door.get(page["next"]).json()
    assert seen == everything
    assert door.get(page["previous"]).json()["results"] == everything[-2 - len(page["results"]) : -len(page["results"])]
