"""Searching by the API: by POST alone, with reasons; the trail has what was shown, and no word of what was typed."""

import json

import pytest

from agencies.models import AuditEvent
from tests.api.world import Door
from tests.conftest import database_role
from tests.factories.casework import make_scene

pytestmark = pytest.mark.usefixtures("db")


def test_what_is_found_and_why(cast):
    with database_role("seed"):
        scene = make_scene(cast)
    told = Door(cast.asha).post("search/", {"words": "Roza Bel"}).json()
    (person,) = told["people"]
    assert person["person"]["name"] == "Rosa Bell"
    assert person["cases"][0]["reference"] == scene.case.reference
    assert person["why"] == [{"kind": "spelling", "sentence": "Rosa is written nearly like “Roza”"}]
    assert told["has_more"] is False
    assert Door(cast.asha).post("search/", {"words": scene.case.reference}).json()["cases"]


@pytest.mark.parametrize("limit", [0, 26, "x"])
def test_what_cannot_be_asked_is_refused(cast, limit):
    answer = Door(cast.asha).post("search/", {"words": "Rosa", "limit": limit})
    assert (answer.status_code, list(answer.json()["fields"])) == (400, ["limit"])
    answer = Door(cast.asha).post("search/", {"words": "%"})
    assert (answer.status_code, list(answer.json()["fields"])) == (400, ["words"])


def test_hidden_and_not_there_are_the_same_bytes(cast):
    with database_role("seed"):
        make_scene(cast)
    hidden, missing = (Door(cast.dot).post("search/", {"words": words}) for words in ("Rosa Bell", "Nobody Atall"))
    assert hidden.status_code == missing.status_code == 200
    assert hidden.content == missing.content
    assert hidden.json() == {"cases": [], "people": [], "households": [], "has_more": False}


def test_no_name_can_be_asked_for_in_an_address(cast):
    door = Door(cast.asha)
    assert door.get("search/").status_code == 405
    assert door.get("search/?words=Rosa").status_code in {400, 405}
    assert door.post("search/?words=Rosa", {"words": "Rosa"}).status_code == 400


def test_the_trail_has_ids_and_a_mark_and_no_word(cast):
    with database_role("seed"):
        scene = make_scene(cast)
    for words in ("Rosa Bell", "rosa  BELL", "Zuleika"):
        Door(cast.asha).post("search/", {"words": words})
    first, again, other = AuditEvent.objects.filter(event="search.shown").order_by("pk")
    assert scene.member("Rosa").person_id in first.subject_ids
    assert other.subject_ids == []
    assert first.details == again.details != other.details
    assert AuditEvent.objects.filter(event="person.shown", person_ids__contains=[scene.people[0].pk]).count() == 2
    everything = json.dumps([str(row) for row in AuditEvent.objects.values_list()]).lower()
    assert "bell" not in everything
    assert "zuleika" not in everything


def test_too_many_are_told_to_wait(cast, settings):
    settings.SEARCHES_PER_MINUTE = 1
    settings.CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "api-search"}
    }
    door = Door(cast.asha)
    # Three, since a minute may turn between two of them.
    answer = next(
        each for each in [door.post("search/", {"words": "Rosa"}) for _ in range(3)] if each.status_code != 200
    )
    assert (answer.status_code, answer.json()["code"], answer["Retry-After"]) == (429, "throttled", "60")
