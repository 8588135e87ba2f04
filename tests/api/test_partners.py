"""Comments, corrections, pulls and news over the API, as the lead and a partner meet them."""

import pytest

from tests.api.calls import OF_PARTNERS
from tests.factories.sharing import make_housing_contact

pytestmark = pytest.mark.xdist_group("families")


@pytest.fixture
def entry(world):
    """Asha's visit, on housing, which is shared with the practice."""
    return make_housing_contact(world.open, world.cast.asha)


def test_a_partner_comments_asks_and_reads_the_answer(entry, world):
    said = world["gita"].post(f"contacts/{entry.pk}/comment/", {"text": "We were there too"})
    assert said.status_code == 201, said.content
    shown = said.json()
    assert (shown["kind"], shown["category"], shown["contact"]) == ("comment", "housing", str(entry.pk))
    assert (shown["source_agency"], shown["recorded_by"]) == ("Practice", "Gita")
    asked = world["gita"].post(f"contacts/{entry.pk}/ask-for-correction/", {"text": "It was the oven"}).json()
    better = make_housing_contact(world.open, world.cast.asha, corrects=entry)
    body = {"outcome": "corrected", "answer": "Thank you", "contact": str(better.pk)}
    refused = world["gita"].post(f"comments/{asked['id']}/answer/", body)
    assert (refused.status_code, refused.json()["code"]) == (403, "not_permitted")
    assert world["asha"].post(f"comments/{asked['id']}/answer/", body).status_code == 200
    listed = world["gita"].get(f"cases/{world.open.case.reference}/comments/").json()["results"]
    answered = next(row for row in listed if row["id"] == asked["id"])
    assert (answered["answer"], answered["corrected_contact"]) == ("Thank you", str(better.pk))
    again = world["asha"].post(f"comments/{asked['id']}/answer/", body)
    assert (again.status_code, again.json()["code"]) == (409, "correction_settled")


@pytest.mark.parametrize("verb", ["comment", "ask-for-correction"])
@pytest.mark.parametrize("what", ["contacts", "documents"])
def test_a_hidden_entry_answers_as_one_that_is_not_there(what, verb, world):
    case = world.open.case
    hidden = next(row for row in getattr(case, what).all() if row.category != "housing" or what == "documents")
    absent = "1b9d6bcd-bbfd-4b2d-9b5d-ab8dfbbd4bed"
    answers = [world["dot"].post(f"{what}/{key}/{verb}/", {"text": "So"}) for key in (hidden.pk, absent)]
    assert [(each.status_code, each.json()) for each in answers] == [(404, answers[0].json())] * 2


def test_help_is_asked_for_accepted_and_ended_and_the_lead_stays(world):
    case = world.open.case
    lead = world["asha"].get(f"cases/{case.reference}/").json()["lead"]
    asked = OF_PARTNERS["POST cases/{reference}/ask-for-help/"](world).send(world).json()
    assert (asked["kind"], asked["agency_name"], asked["answer"]) == ("asked", "Practice", "")
    answer = world["gita"].post(f"pulls/{asked['id']}/answer/", {"answer": "accepted", "words": "On Thursday"})
    assert (answer.status_code, answer.json()["answer_words"]) == (200, "On Thursday")
    ended = world["asha"].post(f"pulls/{asked['id']}/end/", {"came_of_it": "They went together"}).json()
    assert (ended["came_of_it"], ended["ended_by"]["name"]) == ("They went together", "Asha")
    listed = world["gita"].get(f"cases/{case.reference}/pulls/").json()["results"]
    assert ended in listed
    assert world["asha"].get(f"cases/{case.reference}/").json()["lead"] == lead
    over = world["gita"].post(f"pulls/{asked['id']}/end/", {"came_of_it": "Again"})
    assert (over.status_code, over.json()["code"]) == (409, "pull_settled")


def test_help_is_not_asked_of_an_agency_with_which_the_case_is_not_shared(world):
    call = OF_PARTNERS["POST cases/{reference}/ask-for-help/"](world)
    for changed in ({"agency": str(world.cast.chidi.agency.pk)}, {"category": "health"}):
        assert call.refused(world, body={**call.body, **changed}) == (400, "invalid", ["agency"])


def new_to(world, name):
    """What is new in the open case, and how much the caseload says."""
    news = world[name].get(f"cases/{world.open.case.reference}/news/?page_size=100").json()["results"]
    counts = {row["reference"]: row["news_count"] for row in world[name].get("caseload/").json()["results"]}
    return [entry["text"] for entry in news], counts.get(world.open.case.reference)


def test_what_a_partner_adds_is_new_until_it_was_read(world):
    visit = f"cases/{world.open.case.reference}/visit/"
    assert world["asha"].post(visit).status_code == 200
    assert new_to(world, "asha") == ([], 0)
    for summary in ("first", "second"):
        body = OF_CONTACT | {"summary": summary, "happened_at": f"{world.day(-1)}T10:00:00Z"}
        assert world["gita"].post(f"cases/{world.open.case.reference}/contacts/", body).status_code == 201
    assert new_to(world, "asha") == (["second", "first"], 2)
    page = world["asha"].get(f"cases/{world.open.case.reference}/news/?page_size=1").json()
    assert [entry["text"] for entry in page["results"]] == ["second"]
    assert [entry["text"] for entry in world["asha"].get(page["next"]).json()["results"]] == ["first"]
    first = world["asha"].get(page["next"]).json()["results"][0]
    assert world["asha"].post(visit, {"until": first["recorded_at"]}).status_code == 200
    assert new_to(world, "asha") == (["second"], 1)
    assert world["asha"].post(visit).status_code == 200
    assert new_to(world, "asha") == ([], 0)


OF_CONTACT = {"category": "housing", "channel": "visit"}


def test_a_place_in_the_chronology_is_none_in_the_news(world):
    following = world["asha"].get(f"cases/{world.open.case.reference}/chronology/?page_size=1").json()["next"]
    answer = world["asha"].get(following.replace("/chronology/", "/news/"))
    assert (answer.status_code, list(answer.json()["fields"])) == (400, ["before"])


@pytest.mark.parametrize("name", ["dot", "chidi", "gill", "ana", "adi"])
@pytest.mark.parametrize("path", ["comments", "pulls", "news"])
def test_who_does_not_see_the_case_reads_none_of_it(name, path, world):
    assert world[name].get(f"cases/{world.open.case.reference}/{path}/").status_code == 404
