"""Each category of data, left out and alone: a word in a row of it is nowhere in what a partner is answered."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction
from django.test import override_settings

from agencies import clock
from agencies.enums import DataCategory, Direction
from casework import case_warnings, contacts, sharing
from casework.enums import CaseStatus, Channel, Demand, DocumentKind, Means, ShareLevel
from outcomes import actions, codesign, ratings, reviews
from outcomes.enums import OutcomeDomain, Voice
from tests.api.routes import Route, reads, writes
from tests.api.world import Door
from tests.conftest import QUICK_HASHER, database_role, flush
from tests.factories.agencies import make_cast
from tests.factories.casework import make_scene
from tests.factories.sharing import make_agreement, make_share

pytestmark = pytest.mark.xdist_group("categories")

ALL = list(DataCategory)
OF_CONTENT = ("contacts", "documents", "understandings", "outcomes", "actions", "reviews", "warnings")
# Lists and addresses that lead into cases; the others, which hold none, are asked for one category.
OF_CASES = ("cases", "caseload", "exits", "referrals", "households", "people", "members")
OPENED_ALONE = ("contacts", "documents", "outcomes", "actions", "reviews", "warnings")
# What every address that answers GET is asked for: the key that stands in it, by its first word.
KEYS: dict[str, Any] = {
    "cases": lambda birds: birds.scene.case.reference,
    "households": lambda birds: birds.scene.household.pk,
    "people": lambda birds: birds.scene.people[0].pk,
    "members": lambda birds: birds.scene.members[0].pk,
    "addresses": lambda birds: uuid4(),
    "memberships": lambda birds: birds.cast.asha.membership.pk,
    "agreements": lambda birds: birds.agreement.pk,
    "closure-proposals": lambda birds: uuid4(),
    "safe-contacts": lambda birds: uuid4(),
    "disclosures": lambda birds: uuid4(),
    "extract-profiles": lambda birds: uuid4(),
    "extracts": lambda birds: uuid4(),
    "linkage-runs": lambda birds: uuid4(),
    "link-answers": lambda birds: uuid4(),
    "link-questions": lambda birds: uuid4(),
    "nominations": lambda birds: uuid4(),
    "objections": lambda birds: uuid4(),
    "jobs": lambda birds: uuid4(),
}


def word(category: DataCategory) -> str:
    """What every row of the category says."""
    return f"Qx{category.value.replace('_', '')}Xq"


class Birds:
    """A case of which each category has a row of every kind, and Chidi of the police, with whom nothing is shared yet."""

    def __init__(self) -> None:
        with database_role("seed"), override_settings(PASSWORD_HASHERS=QUICK_HASHER):
            self.cast = make_cast()
            self.scene = make_scene(self.cast, CaseStatus.WORKING)
            self.agreement = make_agreement(self.cast, categories=ALL)
            self.rows: dict[DataCategory, dict[str, Any]] = {category: self._write(category) for category in ALL}
            self.chidi = Door(self.cast.chidi)
            self.asha = Door(self.cast.asha)

    def _write(self, category: DataCategory) -> dict[str, Any]:
        case, by, today, rosa = self.scene.case, self.cast.asha, clock.today(), self.scene.member("Rosa")
        said, bird = {"category": category, "by": by}, word(category)
        contact = contacts.record(
            case, happened_at=clock.now(), channel=Channel.PHONE, summary=bird, agreed=bird, demand=Demand.FAILURE,
            demand_cause=bird, **said,
        )  # fmt: skip
        document = contacts.record_document(
            case, title=bird, kind=DocumentKind.LETTER, dated_on=today, held_where=bird, **said
        )
        understanding = codesign.record_understanding(
            case, what_matters=bird, good_life=bird, strengths=bird, history=bird, **said
        )
        outcome = codesign.propose(
            case, domain=OutcomeDomain.HEALTH, wording=bird, would_be_seen=bird, start=2, goal=8, participants=[rosa],
            **said,
        )  # fmt: skip
        codesign.agree(outcome, member=rosa, version=1, how=Means.IN_PERSON, words=bird, by=by)
        ratings.rate(outcome, voice=Voice.WORKER, value=5, words=bird, by=by)
        action = actions.take_on(
            case, title=bird, due_on=today, outcome=outcome, owner_worker=self.cast.chidi.membership, **said
        )
        review = reviews.plan(case, due_on=today, **said)
        reviews.hold(review, summary=bird, took_part=[rosa], next_on=today + timedelta(days=30), by=by)
        warning = case_warnings.warn(case, text=bird, review_on=today + timedelta(days=30), **said)
        return {
            "contacts": contact, "documents": document, "understandings": understanding, "outcomes": outcome,
            "actions": actions.finish(action, result=bird, by=by), "reviews": review,
            "warnings": case_warnings.end(warning, reason=bird, by=by),
        }  # fmt: skip

    def share(self, *categories: DataCategory, **said: Any) -> Any:
        """Asha shares these."""
        return make_share(self.scene, self.cast.chidi, *categories, **{"agreement": self.agreement, **said})


@pytest.fixture(scope="module")
def nest(django_db_setup: None, django_db_blocker: Any) -> Iterator[Birds]:
    """Made once for the module."""
    with django_db_blocker.unblock():
        try:
            yield Birds()
        finally:
            flush()


@pytest.fixture
def birds(nest: Birds, settings: Any) -> Iterator[Birds]:
    """As it was before each test."""
    settings.API_RATE_PER_MINUTE = settings.API_ANONYMOUS_RATE_PER_MINUTE = 1_000_000
    with transaction.atomic():
        yield nest
        transaction.set_rollback(True)


def told(response: Any) -> str:
    """Everything an answer says: its body and its headers."""
    return response.content.decode() + str(dict(response.headers))


def same(one: Any, other: Any, *ids: Any) -> None:
    """Both answer alike, to the byte, but for the id that was asked for."""
    texts = [one.content.decode(), other.content.decode()]
    for each in ids:
        texts = [text.replace(str(each), "·") for text in texts]
    assert one.status_code == other.status_code
    assert texts[0] == texts[1]
    assert set(one.headers) == set(other.headers)
    assert one.headers.get("Allow") == other.headers.get("Allow")


def head(route: Route) -> str:
    """The first word of its address."""
    return route.name.partition("/")[0]


def at_details(route: Route) -> bool:
    """Whether it opens one row of content by its id."""
    return route.has_key and head(route) in OPENED_ALONE


def pages(door: Door, path: str) -> Iterator[str]:
    """What a list says, one row to a page, to its end."""
    for _ in range(200):
        response = door.get(path)
        assert response.status_code == 200, (path, response.content)
        yield told(response)
        following = response.json()["next"]
        if not following:
            return
        path = following


def test_no_address_that_answers_is_left_out():
    assert {head(route) for route in reads() if route.has_key} == set(KEYS) | set(OPENED_ALONE)


@pytest.mark.parametrize("left_out", ALL)
def test_what_is_left_out_is_nowhere(left_out, birds):
    shared = [category for category in ALL if category != left_out]
    birds.share(*shared)
    hidden = [word(left_out), *(str(row.pk) for row in birds.rows[left_out].values())]
    seen = ""
    for route in reads():
        if at_details(route) or (head(route) not in OF_CASES and left_out != DataCategory.HEALTH):
            continue
        path = route.at(KEYS[head(route)](birds) if route.has_key else "")
        # OPTIONS tells of an address and not of rows: for one category it is asked too.
        for method in ("GET", "OPTIONS") if left_out == DataCategory.HEALTH else ("GET",):
            answer = told(birds.chidi.send(method, path))
            seen += answer
            assert not [each for each in hidden if each in answer], f"{method} {path}"
    for category in shared:
        assert word(category) in seen


def test_the_story_is_the_same_page_by_page(birds):
    alone = DataCategory.SAFEGUARDING
    birds.share(alone, level=ShareLevel.SEE)
    path = f"cases/{birds.scene.case.reference}/chronology/"
    said = list(pages(birds.chidi, f"{path}?page_size=4"))
    told_at_once = birds.chidi.get(f"{path}?page_size=100").json()["results"]
    assert len(said) == -(-len(told_at_once) // 4)
    assert not [each for each in ALL if each != alone and word(each) in "".join(said)]


@pytest.mark.parametrize("left_out", ALL)
def test_a_row_that_is_left_out_answers_as_one_that_is_not_there(left_out, birds):
    birds.share(*[category for category in ALL if category != left_out])
    for kind in OPENED_ALONE:
        key, nothing = birds.rows[left_out][kind].pk, uuid4()
        assert birds.asha.get(f"{kind}/{key}/").status_code == 200
        for method in ("GET", "OPTIONS") if left_out == DataCategory.HEALTH else ("GET",):
            answers = [birds.chidi.send(method, f"{kind}/{each}/") for each in (key, nothing)]
            assert method == "OPTIONS" or answers[0].status_code == 404
            same(*answers, key, nothing)


@pytest.mark.parametrize("alone", ALL)
def test_what_is_shared_alone_is_all_there_is(alone, birds):
    birds.share(alone, level=ShareLevel.SEE)
    at, hidden = f"cases/{birds.scene.case.reference}/", [word(each) for each in ALL if each != alone]
    for kind in (*OF_CONTENT, "chronology"):
        listed = birds.chidi.get(f"{at}{kind}/?page_size=100")
        assert word(alone) in told(listed), kind
        assert not [bird for bird in hidden if bird in told(listed)], kind
        ids = [row["id"] for row in listed.json()["results"]]
        if kind == "chronology":
            continue
        assert ids == [str(birds.rows[alone][kind].pk)] or (kind, alone) == ("reviews", DataCategory.GENERAL)


@pytest.mark.parametrize("left_out", [DataCategory.HEALTH, DataCategory.DOMESTIC_ABUSE])
def test_no_filter_and_no_page_size_tells_of_it(left_out, birds):
    birds.share(*[category for category in ALL if category != left_out])
    at = f"cases/{birds.scene.case.reference}/"
    assert birds.chidi.get(f"{at}contacts/?category={left_out}").json() == {
        "next": None, "previous": None, "results": [],
    }  # fmt: skip
    for question in ("channel=phone", "demand=failure", "was_reached=true"):
        found = birds.chidi.get(f"{at}contacts/?{question}&page_size=100").json()
        assert {row["category"] for row in found["results"]} == set(ALL) - {left_out}
    for question in ("to_do=true", "to_do=false"):
        found = birds.chidi.get(f"{at}actions/?{question}&page_size=100").json()
        assert left_out not in {row["category"] for row in found["results"]}
    # As many as are seen, and not one page more.
    assert birds.chidi.get(f"{at}contacts/?page_size={len(ALL) - 1}").json()["next"] is None
    assert len(list(pages(birds.chidi, f"{at}contacts/?page_size=1"))) == len(ALL) - 1


@pytest.mark.parametrize("left_out", [DataCategory.HEALTH, DataCategory.OFFENCES])
def test_whoever_names_a_hidden_row_is_answered_as_if_it_were_not_there(left_out, birds):
    birds.share(*[category for category in ALL if category != left_out])
    at, rows, nothing = f"cases/{birds.scene.case.reference}/", birds.rows[left_out], uuid4()
    case_tag = birds.chidi.etag(at)
    for path, body, name, kind in [
        (f"{at}contacts/", _contact(), "corrects", "contacts"),
        (f"{at}documents/", _document(), "corrects", "documents"),
        (f"{at}understandings/", {"category": "family", "what_matters": "So"}, "corrects", "understandings"),
        (f"{at}actions/", _action(birds), "outcome", "outcomes"),
        (f"{at}lose-contact/", _lost(), "attempts", "contacts"),
    ]:
        answers = []
        for key in (rows[kind].pk, nothing):
            value = [str(key)] if name == "attempts" else str(key)
            answers.append(birds.chidi.post(path, {**body, name: value}, match=case_tag))
        assert answers[0].status_code in {400, 403}, path
        same(*answers, rows[kind].pk, nothing)
        assert word(left_out) not in told(answers[0])


@pytest.mark.parametrize("left_out", [DataCategory.HEALTH])
def test_no_verb_tells_that_a_hidden_row_is_there(left_out, birds):
    birds.share(*[category for category in ALL if category != left_out])
    asked = 0
    for name, route in writes().items():
        kind = head(route)
        if kind in OPENED_ALONE:
            method, key, nothing = name.split()[0], birds.rows[left_out][kind].pk, uuid4()
            answers = [birds.chidi.send(method, route.at(each), {}, match='"1"') for each in (key, nothing)]
            assert answers[0].status_code == 404, name
            same(*answers, key, nothing)
            asked += 1
    assert asked == 15, "an address more or less: look whether it belongs here"


def test_an_entry_of_another_category_does_not_name_the_hidden_one_that_it_serves_or_corrects(birds):
    """The id of a hidden row tells that there is one."""
    health, housing = birds.rows[DataCategory.HEALTH], DataCategory.HOUSING
    said = {"by": birds.cast.asha, "category": housing}
    with database_role("seed"):
        birds_case = birds.scene.fresh()
    contact = contacts.record(
        birds_case, happened_at=clock.now(), channel=Channel.PHONE, summary="Put right", corrects=health["contacts"],
        **said,
    )  # fmt: skip
    action = actions.take_on(
        birds_case, title="Ask the landlord", due_on=clock.today(), outcome=health["outcomes"],
        owner_worker=birds.cast.asha.membership, **said,
    )  # fmt: skip
    birds.share(housing)
    at = f"cases/{birds.scene.case.reference}/"
    leaks = []
    for path in (
        f"contacts/{contact.pk}/",
        f"actions/{action.pk}/",
        f"{at}contacts/",
        f"{at}actions/",
        f"{at}chronology/",
    ):
        answer = told(birds.chidi.get(path))
        leaks += [(path, kind) for kind, row in health.items() if str(row.pk) in answer]
    assert leaks == []


def test_what_a_partner_wrote_it_sees_while_any_share_of_it_lasts_and_not_after(birds):
    first = birds.share(DataCategory.HEALTH)
    at = f"cases/{birds.scene.case.reference}/"
    body = {**_contact(), "category": "health", "summary": "Ours"}
    sent = birds.chidi.post(f"{at}contacts/", body, key="once")
    assert sent.status_code == 201
    mine = f"contacts/{sent.json()['id']}/"
    second = birds.share(DataCategory.HOUSING, level=ShareLevel.SEE)
    sharing.stop(first, reason="Housing is enough", by=birds.cast.asha)
    assert birds.chidi.get(mine).json()["summary"] == "Ours"
    listed = birds.chidi.get(f"{at}contacts/").json()["results"]
    assert {row["summary"] for row in listed} == {"Ours", word(DataCategory.HOUSING)}
    assert "Ours" in told(birds.chidi.get(f"{at}chronology/?page_size=100"))
    refused = birds.chidi.post(f"{at}contacts/", {**_contact(), "category": "housing"})
    assert (refused.status_code, refused.json()["code"]) == (403, "not_permitted")
    sharing.stop(second, reason="Rosa asked us to", by=birds.cast.asha)
    for path in (mine, at, f"{at}contacts/", f"{at}chronology/", f"{at}why/"):
        gone, never = birds.chidi.get(path), birds.chidi.get(f"contacts/{uuid4()}/")
        assert (gone.status_code, gone.content) == (never.status_code, never.content)
    again = birds.chidi.post(f"{at}contacts/", body, key="once")
    assert (again.status_code, b"Ours" in again.content) == (404, False)


def test_where_data_flow_to_the_lead_alone_a_partner_reads_its_own_and_adds_to_it(birds):
    to_lead = make_agreement(birds.cast, categories=ALL, direction=Direction.TO_LEAD, title="To the lead")
    birds.share(*ALL, agreement=to_lead)
    at = f"cases/{birds.scene.case.reference}/"
    assert birds.chidi.post(f"{at}contacts/", {**_contact(), "summary": "Ours"}).status_code == 201
    assert [row["summary"] for row in birds.chidi.get(f"{at}contacts/").json()["results"]] == ["Ours"]
    said = told(birds.chidi.get(f"{at}chronology/?page_size=100"))
    assert "Ours" in said
    assert not [category for category in ALL if word(category) in said]


def test_where_data_flow_from_the_lead_alone_a_partner_adds_nothing(birds):
    from_lead = make_agreement(birds.cast, categories=ALL, direction=Direction.FROM_LEAD, title="From the lead")
    birds.share(*ALL, agreement=from_lead, level=ShareLevel.SEE)
    at = f"cases/{birds.scene.case.reference}/"
    for path, body in [
        (f"{at}contacts/", _contact()),
        (f"{at}documents/", _document()),
        (f"{at}actions/", {**_action(birds), "reason": "safety"}),
        (f"outcomes/{birds.rows[DataCategory.HEALTH]['outcomes'].pk}/rate/", {"voice": "partner", "value": 4}),
    ]:
        refused = birds.chidi.post(path, body)
        assert (refused.status_code, refused.json()["code"]) == (403, "not_permitted"), path


def test_to_see_under_one_share_and_to_add_under_another_are_not_added_up(birds):
    """Health may be seen and housing contributed to: so nothing is contributed to health."""
    birds.share(DataCategory.HEALTH, level=ShareLevel.SEE)
    birds.share(DataCategory.HOUSING)
    at = f"cases/{birds.scene.case.reference}/"
    answers = {
        category: birds.chidi.post(f"{at}contacts/", {**_contact(), "category": category}).status_code
        for category in ("housing", "health", "offences")
    }
    assert answers == {"housing": 201, "health": 403, "offences": 403}
    rated = {
        category: birds.chidi.post(
            f"outcomes/{birds.rows[category]['outcomes'].pk}/rate/", {"voice": "partner", "value": 4}
        ).status_code
        for category in (DataCategory.HOUSING, DataCategory.HEALTH, DataCategory.OFFENCES)
    }
    assert rated == {DataCategory.HOUSING: 201, DataCategory.HEALTH: 403, DataCategory.OFFENCES: 404}
    taken_up = {
        category: birds.chidi.act(f"actions/{birds.rows[category]['actions'].pk}/take-up-again/").status_code
        for category in (DataCategory.HOUSING, DataCategory.HEALTH)
    }
    assert taken_up == {DataCategory.HOUSING: 200, DataCategory.HEALTH: 403}


def _contact() -> dict[str, Any]:
    return {
        "category": "general", "channel": "phone", "summary": "So", "happened_at": clock.now().isoformat(),
    }  # fmt: skip


def _document() -> dict[str, Any]:
    return {
        "category": "general", "title": "Letter", "kind": "letter", "dated_on": clock.today().isoformat(),
        "held_where": "Here",
    }  # fmt: skip


def _action(birds: Birds) -> dict[str, Any]:
    owner = str(birds.cast.chidi.signatory.pk)
    return {"category": "general", "title": "Ask", "due_on": clock.today().isoformat(), "owner_worker": owner}


def _lost() -> dict[str, Any]:
    return {
        "evidence": "So", "people_told": "Nobody", "check_on": (clock.today() + timedelta(days=9)).isoformat(),
    }  # fmt: skip
