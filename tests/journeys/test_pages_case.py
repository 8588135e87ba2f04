"""A worker's afternoon in a real browser: from the caseload to the case, a contact with its action, and the action done."""

import re
from collections.abc import Callable

import pytest

from agencies.enums import DataCategory
from casework.models import Contact
from outcomes import ratings
from outcomes.enums import Voice
from outcomes.models import Action
from tests.conftest import database_role
from tests.factories.agencies import Cast
from tests.factories.casework import Scene, make_contact, make_scene
from tests.factories.outcomes import make_action, make_outcome
from tests.factories.sharing import make_share
from tests.journeys.browsing import Visit

PASSWORD = "correct horse battery staple"
PARTS = (
    "sharing/new/", "sharing/decline/", "actions/new/", "reviews/plan/", "news/", "warnings/", "warnings/new/", "help/",
    "stage/", "stage/pause/", "outcomes/new/", "people/join/",
)  # fmt: skip


@pytest.fixture
def scene(cast: Cast) -> Scene:
    """Asha's case, which the police see a part of."""
    with database_role("seed"):
        scene = make_scene(cast)
        outcome = make_outcome(scene)
        ratings.rate(outcome, voice=Voice.PARTICIPANT, member=scene.member("Rosa"), value=5, by=cast.asha)
        make_action(scene, outcome)
        make_contact(scene)
        make_share(scene, cast.chidi, DataCategory.HOUSING)
        for actor in (cast.asha, cast.chidi):
            assert actor.user is not None
            actor.user.set_password(PASSWORD)
            actor.user.save()
    return scene


def follow(visit: Visit, name: str | re.Pattern[str]) -> None:
    """Follow the link of this name, and look at where it leads."""
    visit.follow(name)
    visit.check()


def section(visit: Visit, name: str) -> None:
    """Go to a section: from the menu on a phone, from the list beside where there is room."""
    menu = visit.page.locator(".sections-menu")
    if menu.is_visible():
        menu.locator("summary").click()
    follow(visit, re.compile(name))


@pytest.mark.parametrize(("width", "scripts"), [(1280, True), (390, True), (390, False)])
def test_from_the_caseload_to_an_action_done(
    scene: Scene, visit: Callable[..., Visit], width: int, scripts: bool
) -> None:
    asha = visit(width, scripts=scripts)
    asha.sign_in("asha", PASSWORD)
    assert asha.path == "/caseload/"
    asha.check()
    follow(asha, "The Bell household")
    assert asha.path == f"/cases/{scene.case.reference}/"
    assert asha.page.get_by_text("From 2 to 5. Goal 8").is_visible()

    asha.press("Record a contact")
    asha.check()
    asha.press("Record this contact")
    assert asha.page.get_by_role("link", name="Say what happened, in a sentence or more").is_visible()
    asha.check()
    asha.page.get_by_label("Today", exact=True).check()
    asha.page.get_by_label("Visit", exact=True).check()
    asha.page.get_by_label("What happened?").fill("The landlord was there")
    asha.page.get_by_label("What is it about?").select_option("Housing")
    asha.page.get_by_label("What will be done?").first.fill("Send the letter")
    asha.page.get_by_label("Who does it?").first.select_option(label="Rosa Bell")
    asha.page.get_by_label("By when?").first.select_option(label="In 1 week")
    asha.page.get_by_label("What is it for?").first.select_option(label="I sleep through the night")
    asha.press("Record this contact")
    assert asha.path == f"/cases/{scene.case.reference}/contacts/"
    assert asha.page.get_by_text("The contact is recorded.").is_visible()
    asha.check()

    section(asha, "Plan and actions")
    follow(asha, "Send the letter")
    asha.press("It is done")
    asha.check()
    asha.page.get_by_label("What came of it?").fill("They answered")
    asha.press("It is done")
    assert asha.page.get_by_text("They answered").is_visible()
    asha.check()
    assert Contact.objects.filter(summary="The landlord was there").count() == 1
    assert Action.objects.get(title="Send the letter").done_at is not None


@pytest.mark.parametrize("width", [390])
def test_the_other_sections_and_what_a_partner_meets(scene: Scene, visit: Callable[..., Visit], width: int) -> None:
    asha, chidi = visit(width), visit(width)
    asha.sign_in("asha", PASSWORD)
    asha.open(f"/cases/{scene.case.reference}/")
    for name in ("People", "Outcomes", "Reviews", "Agencies and sharing", "Record history"):
        section(asha, name)
    for part in PARTS:
        asha.open(f"/cases/{scene.case.reference}/{part}")
        asha.check()
    chidi.sign_in("chidi", PASSWORD)
    chidi.open(f"/cases/{scene.case.reference}/")
    chidi.check()
    assert "I sleep through the night" not in chidi.page.content()
    assert chidi.page.get_by_text("Why you see this:").is_visible()
    assert chidi.page.get_by_text("You may not see everything.").is_visible()
