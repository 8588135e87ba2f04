"""The pages of a case: who sees what of it, that each look is on record, and that no page asks more for more rows."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agencies import clock
from agencies.enums import DataCategory
from agencies.models import AuditEvent
from casework import sharing
from casework.enums import CaseStatus, Channel, ShareLevel
from casework.models import CaseShare, CaseWarning, Contact, DeclinedShare, LastVisit
from outcomes import ratings
from outcomes.enums import Voice
from outcomes.models import Action, Review
from tests.conftest import database_role
from tests.factories.agencies import Cast
from tests.factories.casework import Scene, make_contact, make_scene, make_warning
from tests.factories.outcomes import make_action, make_outcome
from tests.factories.sharing import make_agreement, make_housing_contact, make_share

SECTIONS = [
    "",
    "people/",
    "warnings/",
    "sharing/",
    "outcomes/",
    "actions/",
    "contacts/",
    "reviews/",
    "history/",
    "news/",
]
FRAME = 6  # the beginning and the end, the session, who acts, and telling the database so
TOKEN = re.compile(r'name="(once|seen)" value="([^"]+)"')


@pytest.fixture
def scene(people: Cast) -> Scene:
    """Rosa's and Tom's case with one of everything."""
    with database_role("seed"):
        scene = make_scene(people)
        fill(scene, 1)
    return scene


def fill(scene: Scene, number: int) -> None:
    """So many rows of everything that a page lists."""
    for _ in range(number):
        make_warning(scene, text="Knives lie about", category=DataCategory.HEALTH)
        outcome = make_outcome(scene, wording="We sleep through the night")
        ratings.rate(outcome, voice=Voice.PARTICIPANT, member=scene.member("Rosa"), value=5, by=scene.cast.asha)
        make_action(scene, outcome)
        make_contact(scene, summary="A letter from the landlord")
        make_housing_contact(scene, scene.cast.asha, summary="The boiler is out", agreed="I ring them tomorrow")


def show(browser: Any, scene: Scene, section: str = "", status: int = 200) -> str:
    answer = browser.get(f"/cases/{scene.case.reference}/{section}")
    assert answer.status_code == status, answer.content.decode()[-3000:]
    return str(answer.content.decode())


def send(browser: Any, address: str, said: dict[str, Any], status: int = 303) -> Any:
    """What the form had in it, and what somebody says there."""
    hidden = dict(TOKEN.findall(browser.get(address).content.decode()))
    answer = browser.post(address, {**hidden, **said})
    assert answer.status_code == status, re.findall(r'error-message">.*?</', answer.content.decode())
    return answer


def test_the_first_page_answers_what_next_how_far_who_and_what_last(browser_of: Any, scene: Scene) -> None:
    page = show(browser_of("asha"), scene)
    for words in (
        "The Bell household", scene.case.reference, "Ask the landlord about the boiler", "We sleep through the night",
        "From 2 to 5. Goal 8", "The boiler is out", "Rosa Bell", "Leads, and sees the whole record", "Record a contact",
    ):  # fmt: skip
        assert words in page, words


@pytest.mark.parametrize("section", SECTIONS)
def test_every_section_opens_for_who_works_on_it_and_for_no_stranger(
    browser_of: Any, scene: Scene, section: str
) -> None:
    assert "You may not see everything." in show(browser_of("ben"), scene, section)
    for stranger in ("dot", "chidi", "gill", "ana"):
        assert "Bell" not in show(browser_of(stranger), scene, section, status=404)


def test_who_looks_at_nobody_is_led_to_sign_in(client: Any, scene: Scene) -> None:
    assert client.get(f"/cases/{scene.case.reference}/").status_code == 302


@pytest.mark.parametrize("section", SECTIONS)
def test_a_partner_sees_what_is_shared_and_no_more(browser_of: Any, scene: Scene, people: Cast, section: str) -> None:
    with database_role("seed"):
        make_share(scene, people.chidi, DataCategory.HOUSING, DataCategory.OFFENCES)
    own = section in {"sharing/", "history/"}
    page = show(browser_of("chidi"), scene, section, status=403 if own else 200)
    assert "We sleep through the night" not in page  # health
    assert "A letter from the landlord" not in page  # general
    assert "Rent arrears" not in page
    if not own:
        assert "You may not see everything." in page
        assert "Ask Asha" in page
        assert "Why you see this:" in page
        assert "Working together with households" in page
        assert f'href="/cases/{scene.case.reference}/history/"' not in page
    if section in {"", "contacts/", "news/"}:
        assert "The boiler is out" in page


def test_a_share_that_ended_shows_nothing(browser_of: Any, scene: Scene, people: Cast) -> None:
    with database_role("seed"):
        share = make_share(scene, people.chidi)
    browser = browser_of("chidi")
    show(browser, scene)
    with database_role("seed"):
        sharing.stop(share, reason="Done", by=people.asha)
    assert "Bell" not in show(browser, scene, status=404)


@pytest.mark.parametrize(
    ("section", "most"),
    [
        ("", 12),
        ("contacts/?kind=contacts", 17),
        ("people/", 16),
        ("warnings/", 13),
        ("outcomes/", 25),
        ("actions/", 11),
        ("reviews/", 12),
        ("history/", 9),
    ],
)
def test_the_queries_do_not_grow(browser_of: Any, scene: Scene, section: str, most: int) -> None:
    browser, counts = browser_of("asha"), []
    for more in (0, 2):
        with database_role("seed"):
            fill(scene, more)
        with CaptureQueriesContext(connection) as asked:
            show(browser, scene, section)
        counts.append(len(asked) - FRAME)
    assert counts[0] == counts[1]
    assert counts[0] <= most, [each["sql"][:120] for each in asked]


def test_each_look_is_on_record_with_what_it_showed(browser_of: Any, scene: Scene, people: Cast) -> None:
    show(browser_of("asha"), scene)
    shown = AuditEvent.objects.filter(result="shown", case_id=scene.case.pk, user_id=people.asha.user.pk)
    assert {"casework.case", "casework.casemember", "casework.allocation", "casework.chronology"} <= {
        row.subject_type for row in shown
    }


@pytest.mark.parametrize("end", ["contacts/new/", "actions/new/", "people/join/", "ending/"])
def test_a_form_that_comes_back_is_a_look_like_any_other(browser_of: Any, scene: Scene, people: Cast, end: str) -> None:
    browser = browser_of("asha")
    route = {"case_id": scene.case.pk, "user_id": people.asha.user.pk, "route__endswith": f"/<reference>/{end}"}
    for sent, status in ((browser.get, 200), (browser.post, 422)):
        before = set(AuditEvent.objects.values_list("pk", flat=True))
        assert sent(f"/cases/{scene.case.reference}/{end}", {}).status_code == status
        rows = AuditEvent.objects.filter(result="shown", **route).exclude(pk__in=before)
        looks = {row.subject_type: row.subject_ids for row in rows}
        assert "casework.case" in looks
        if end in {"contacts/new/", "actions/new/"}:
            assert {"casework.casemember", "outcomes.outcome"} < set(looks)


CONTACT = {
    "happened_at": "yesterday",
    "at": "14:30",
    "channel": "visit",
    "summary": "We looked at the boiler",
    "agreed": "I ring the landlord",
    "category": "housing",
}


def action_of(number: int, scene: Scene, **said: str) -> dict[str, str]:
    facts = {
        "title": "Ring the landlord",
        "owner": f"worker-{scene.cast.asha.signatory.pk}",
        "due": "7",
        "serves": "reason-safety",
    } | said
    return {f"action_{number}_{name}": value for name, value in facts.items()}


def test_a_contact_is_recorded_with_its_actions(browser_of: Any, scene: Scene) -> None:
    rosa = scene.member("Rosa")
    address = f"/cases/{scene.case.reference}/contacts/new/"
    said = {
        **CONTACT,
        "about": [str(rosa.person_id)],
        **action_of(1, scene),
        **action_of(3, scene, title="Look for the warranty", owner=f"member-{rosa.pk}"),
    }
    answer = send(browser_of("asha"), address, said)
    contact = Contact.objects.get(summary="We looked at the boiler")
    assert answer["Location"].endswith(f"#contact-{contact.pk}")
    assert list(contact.about.all()) == [rosa.person]
    local = contact.happened_at.astimezone(clock.LOCAL_ZONE)
    assert (local.date(), local.hour, local.minute) == (clock.today() - timedelta(days=1), 14, 30)
    made = Action.objects.filter(title__in=["Ring the landlord", "Look for the warranty"]).order_by("title")
    assert [(row.owner_member, row.due_on, row.category) for row in made] == [
        (rosa, clock.today() + timedelta(days=7), "housing"),
        (None, clock.today() + timedelta(days=7), "housing"),
    ]


def test_a_contact_sent_twice_is_there_once(browser_of: Any, scene: Scene) -> None:
    browser, address = browser_of("asha"), f"/cases/{scene.case.reference}/contacts/new/"
    hidden = dict(TOKEN.findall(browser.get(address).content.decode()))
    for _ in range(2):
        assert browser.post(address, {**hidden, **CONTACT, **action_of(1, scene)}).status_code == 303
    assert Contact.objects.filter(summary="We looked at the boiler").count() == 1
    assert Action.objects.filter(title="Ring the landlord").count() == 1


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"happened_at": ""}, "This field is required"),
        ({"happened_at": "another"}, "Enter the day on which it was"),
        ({"happened_at": "another", "day_0": "3", "day_1": "3", "day_2": "2020"}, "Say when it happened"),
        ({"summary": ""}, "Say what happened"),
        ({"category": ""}, "Choose what it is about"),
        ({"action_1_title": "Ring"}, "Choose who does it"),
        ({"action_2_due": "7"}, "Say what will be done"),
    ],
)
def test_what_is_missing_is_asked_for_and_nothing_is_lost(
    browser_of: Any, scene: Scene, said: dict[str, str], sentence: str
) -> None:
    before = Contact.objects.count()
    answer = send(browser_of("asha"), f"/cases/{scene.case.reference}/contacts/new/", {**CONTACT, **said}, 422)
    page = answer.content.decode()
    assert sentence in page
    assert "I ring the landlord" in page
    assert Contact.objects.count() == before


def test_where_an_action_is_refused_the_contact_is_not_kept_either(browser_of: Any, scene: Scene) -> None:
    day = clock.today() - timedelta(days=3)
    passed = {f"action_1_day_{n}": str(part) for n, part in enumerate((day.day, day.month, day.year))}
    said = {**CONTACT, **action_of(1, scene, due="another"), **passed}
    answer = send(browser_of("asha"), f"/cases/{scene.case.reference}/contacts/new/", said, 422)
    assert "This day has passed" in answer.content.decode()
    assert not Contact.objects.filter(summary="We looked at the boiler").exists()


def test_a_partner_adds_what_is_shared_with_them_and_nothing_else(browser_of: Any, scene: Scene, people: Cast) -> None:
    with database_role("seed"):
        make_share(scene, people.chidi)
    browser, address = browser_of("chidi"), f"/cases/{scene.case.reference}/contacts/new/"
    assert 'value="health"' not in browser.get(address).content.decode()
    send(browser, address, CONTACT)
    send(browser, address, {**CONTACT, "category": "health"}, 422)
    assert Contact.objects.get(summary="We looked at the boiler").source_agency == people.chidi.agency


def test_a_partner_who_may_only_see_is_not_offered_to_add(browser_of: Any, scene: Scene, people: Cast) -> None:
    with database_role("seed"):
        make_share(scene, people.chidi, level=ShareLevel.SEE)
    browser = browser_of("chidi")
    assert "Record a contact" not in show(browser, scene)
    address = f"/cases/{scene.case.reference}/contacts/new/"
    hidden = dict(TOKEN.findall(browser.get(address).content.decode()))
    assert browser.post(address, {**hidden, **CONTACT}).status_code in {403, 422}


@pytest.mark.parametrize(
    ("query", "there", "not_there"),
    [
        ("?kind=actions", "An action was taken on", "A letter from the landlord"),
        ("?kind=contacts", "A letter from the landlord", "An action was taken on"),
        ("?agency=Nobody", "Nothing matches", "A letter from the landlord"),
        ("?kind=nonsense", "An action was taken on", "Nothing matches"),
        ("?before=nonsense", "An action was taken on", "Nothing matches"),
    ],
)
def test_the_story_is_narrowed(browser_of: Any, scene: Scene, query: str, there: str, not_there: str) -> None:
    page = show(browser_of("asha"), scene, f"contacts/{query}")
    assert there in page
    assert not_there not in page


def test_the_story_about_one_person(browser_of: Any, scene: Scene) -> None:
    with database_role("seed"):
        make_housing_contact(scene, scene.cast.asha, summary="Only Mia was there", about=[scene.people[2]])
    page = show(browser_of("asha"), scene, f"contacts/?person={scene.people[2].pk}")
    assert "Only Mia was there" in page
    assert "A letter from the landlord" not in page


def test_older_entries_are_a_link_away_and_none_is_shown_twice(browser_of: Any, scene: Scene) -> None:
    with database_role("seed"):
        for number in range(25):
            make_contact(scene, channel=Channel.PHONE, summary=f"Call number {number:02}")
    browser, section, found = browser_of("asha"), "contacts/?kind=contacts", []
    while section:
        page = show(browser, scene, section)
        found += re.findall(r'id="contact-([^"]+)"', page)
        following = re.search(r'href="(\?[^"]*before=[^"]+)"', page)
        section = "contacts/" + following[1].replace("&amp;", "&") if following else ""
    assert len(found) == len(set(found)) == 27


def test_what_is_new_is_marked_as_seen_once_it_was_opened(browser_of: Any, scene: Scene) -> None:
    browser = browser_of("ben")
    assert "A letter from the landlord" in show(browser, scene, "news/")
    assert LastVisit.objects.filter(visited_by=scene.cast.ben.signatory, case=scene.case).count() == 1
    assert "A letter from the landlord" not in show(browser, scene, "news/")


@pytest.mark.parametrize(
    ("step", "said", "words"),
    [
        ("finish", {"result": "It works"}, "It works"),
        ("put-off", {"due_on": "14"}, "The action has a new day."),
        ("drop", {"reason": "They moved"}, "They moved"),
    ],
)
def test_going_on_with_an_action(browser_of: Any, scene: Scene, step: str, said: dict[str, str], words: str) -> None:
    browser, action = browser_of("asha"), Action.objects.filter(case=scene.case).first()
    address = f"/cases/{scene.case.reference}/actions/{action.pk}/"
    answer = send(browser, f"{address}{step}/", said)
    assert answer["Location"] == address
    assert words in browser.get(address).content.decode()
    if step != "put-off":
        send(browser, f"{address}take-up-again/", {})
        assert Action.objects.get(pk=action.pk).done_at is None


def test_an_action_of_another_case_is_not_found_under_this_one(browser_of: Any, scene: Scene) -> None:
    with database_role("seed"):
        other = make_scene(scene.cast, CaseStatus.WORKING, name="Other")
    action = Action.objects.filter(case=scene.case).first()
    show(browser_of("asha"), other, f"actions/{action.pk}/", status=404)


def test_an_action_is_taken_on(browser_of: Any, scene: Scene) -> None:
    said = {
        "title": "Buy a lamp", "owner": f"member-{scene.member('Tom').pk}", "due_on": "1", "serves": "reason-safety",
        "category": "general",
    }  # fmt: skip
    send(browser_of("asha"), f"/cases/{scene.case.reference}/actions/new/", said)
    assert Action.objects.get(title="Buy a lamp").owner_member == scene.member("Tom")


def test_a_review_is_planned_and_held(browser_of: Any, scene: Scene) -> None:
    browser, address = browser_of("asha"), f"/cases/{scene.case.reference}/reviews/"
    send(browser, f"{address}plan/", {"due_on": "28"})
    review = Review.objects.get(case=scene.case, held_at__isnull=True)
    assert review.due_on == clock.today() + timedelta(days=28)
    said = {"took_part": [str(scene.member("Rosa").pk)], "summary": "The nights are better", "due_on": "42"}
    send(browser, f"{address}{review.pk}/hold/", said)
    page = browser.get(address).content.decode()
    assert "The nights are better" in page
    assert Review.objects.get(case=scene.case, held_at__isnull=True).due_on == clock.today() + timedelta(days=42)


def test_sharing_stopping_and_declining(browser_of: Any, scene: Scene, people: Cast) -> None:
    with database_role("seed"):
        agreement = make_agreement(people)
    browser, address = browser_of("asha"), f"/cases/{scene.case.reference}/sharing/"
    said = {
        "with_whom": f"{agreement.pk}:{people.chidi.agency.pk}", "categories": ["housing"], "level": "see",
        "purpose": "support", "reason": "They are called there", "participant_told": "Rosa, today",
    }  # fmt: skip
    send(browser, f"{address}new/", said)
    share = CaseShare.objects.get(case=scene.case)
    assert people.chidi.agency.name in browser.get(address).content.decode()
    send(browser, f"{address}{share.pk}/stop/", {"reason": "Their part is done"})
    share.refresh_from_db()
    assert share.stopped_reason == "Their part is done"
    send(browser, f"{address}decline/", {"agency": str(people.chidi.agency.pk), "reason": "Rosa does not want it"})
    assert DeclinedShare.objects.get(case=scene.case).reason == "Rosa does not want it"
    assert "Rosa does not want it" in browser.get(address).content.decode()


def test_keeping_it_more_closely_and_less(browser_of: Any, scene: Scene, people: Cast) -> None:
    address = f"/cases/{scene.case.reference}/sharing/"
    asha, mina, ben = (browser_of(who) for who in ("asha", "mina", "ben"))
    assert 'value="sealed"' not in asha.get(f"{address}restrict/").content.decode(), "to seal is a manager’s"
    send(mina, f"{address}restrict/", {"restriction": "sealed", "named": [], "reason": "Her brother works here"})
    assert ben.get(address).status_code == 404
    for browser, may in [(asha, False), (mina, True)]:
        page = browser.get(address).content.decode()
        assert "Her brother works here" in page
        assert ">Sealed</span>" in page
        assert (f'href="{address}restrict/"' in page) is may
    assert asha.get(f"{address}restrict/").status_code == 403
    named = {"restriction": "sealed", "named": [str(people.ben.signatory.pk)], "reason": "Ben stands in"}
    send(mina, f"{address}restrict/", named)
    assert "<strong>Ben</strong>" in ben.get(address).content.decode()
    send(mina, f"{address}restrict/", {"restriction": "normal", "reason": "He left"})
    assert ">Normal</span>" in ben.get(address).content.decode()


def test_the_history_is_told_in_sentences(browser_of: Any, scene: Scene) -> None:
    show(browser_of("ben"), scene)
    page = show(browser_of("asha"), scene, "history/")
    assert "<strong>Ben</strong>" in page
    assert "wrote a contact down (housing)" in page


def test_the_looks_at_one_person_are_told_in_sentences_and_name_nobody_else(
    browser_of: Any, scene: Scene, people: Cast
) -> None:
    show(browser_of("ben"), scene)
    asha = browser_of("asha")
    rosa = scene.people[0]
    assert f'href="/looks/people/{rosa.pk}/"' in show(asha, scene, "people/")
    page = asha.get(f"/looks/people/{rosa.pk}/").content.decode().partition("<main")[2]
    assert "<strong>Ben</strong>" in page
    assert "Of the team that works with the household" in page
    assert not [person.name for person in scene.people if person.name in page]
    again = asha.get(f"/looks/people/{rosa.pk}/").content.decode()
    assert "who had looked" in again, "to ask is a look too"


@pytest.mark.parametrize(("name", "status"), [("gill", 200), ("dot", 404), ("chidi", 404), ("adi", 404), ("ana", 404)])
def test_who_may_ask_who_looked_at_somebody(browser_of: Any, scene: Scene, name: str, status: int) -> None:
    assert browser_of(name).get(f"/looks/people/{scene.people[0].pk}/").status_code == status


def test_the_looks_at_one_person_ask_as_much_for_one_as_for_hundreds(browser_of: Any, scene: Scene) -> None:
    browser, counts = browser_of("asha"), []
    for more in (1, 300):
        with database_role("seed"):
            AuditEvent.objects.bulk_create(
                AuditEvent(
                    event="case.shown", result="shown", case_id=scene.case.pk, purpose="support", system="worker"
                )
                for _ in range(more)
            )
        with CaptureQueriesContext(connection) as asked:
            page = browser.get(f"/looks/people/{scene.people[0].pk}/").content.decode()
        counts.append(len(asked) - FRAME)
    assert "Load older" in page
    assert counts[0] == counts[1] <= 6


WARNING = {"text": "Dog in the house. Ring first.", "category": "housing", "review_on": "28"}


def test_a_warning_stands_in_the_head_of_every_section_until_it_is_ended(browser_of: Any, scene: Scene) -> None:
    browser, address = browser_of("asha"), f"/cases/{scene.case.reference}/warnings/"
    send(browser, f"{address}new/", {**WARNING, "owner": str(scene.cast.asha.signatory.pk)})
    row = CaseWarning.objects.get(text=WARNING["text"])
    assert row.review_on == clock.today() + timedelta(days=28)
    for section in SECTIONS:
        page = show(browser, scene, section)
        assert "Before you visit:" in page
        assert "Dog in the house. Ring first." in page, section
    assert "Dog in the house. Ring first." in browser.get("/caseload/").content.decode()
    send(browser, f"{address}{row.pk}/keep/", {"review_on": "91", "owner": str(scene.cast.asha.signatory.pk)})
    row.refresh_from_db()
    assert row.review_on == clock.today() + timedelta(days=91)
    send(browser, f"{address}{row.pk}/end/", {"reason": "It lives elsewhere"})
    assert "Dog in the house" not in show(browser, scene, "contacts/?kind=contacts")
    assert "It lives elsewhere" in show(browser, scene, "warnings/")


@pytest.mark.parametrize(("category", "sees"), [("housing", True), ("health", False)])
def test_a_partner_is_warned_of_what_is_shared(
    browser_of: Any, scene: Scene, people: Cast, category: str, sees: bool
) -> None:
    with database_role("seed"):
        make_share(scene, people.chidi)
        row = make_warning(scene, category=DataCategory(category))
    browser = browser_of("chidi")
    for section in ("", "people/", "contacts/", "warnings/"):
        assert ("Dog in the house" in show(browser, scene, section)) is sees
    show(browser, scene, f"warnings/{row.pk}/end/", status=200 if sees else 404)


def test_no_warning_at_the_table_nor_on_paper(browser_of: Any, scene: Scene) -> None:
    with database_role("seed"):
        make_warning(scene, text="Do not visit alone")
    browser = browser_of("asha")
    for section in ("table/", "table/rate/", "table/review/", "table/finish/", "plan/", "plan/easy-read/"):
        assert "Do not visit alone" not in show(browser, scene, section)
