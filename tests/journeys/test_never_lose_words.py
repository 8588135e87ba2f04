"""In a real browser: words typed without signal, and through the end of a session, come back to whoever typed them."""

import re
from collections.abc import Callable
from typing import Any

import pytest

from casework.models import Contact
from tests.conftest import database_role
from tests.factories.agencies import Cast
from tests.factories.casework import Scene, make_scene
from tests.journeys.browsing import Visit
from web.inspection import MOST_BYTES

PASSWORD = "correct horse battery staple"
WORDS = "The landlord was there, and said no"
KEPT = "() => [...Object.entries(localStorage), ...Object.entries(sessionStorage)].map(String).join()"
BASES = "() => indexedDB.databases().then((found) => found.length)"


@pytest.fixture
def scene(cast: Cast) -> Scene:
    with database_role("seed"):
        scene = make_scene(cast)
        for actor in (cast.asha, cast.ben):
            assert actor.user is not None
            actor.user.set_password(PASSWORD)
            actor.user.save()
    return scene


def fill(visit: Visit) -> None:
    page = visit.page
    page.get_by_label("Yesterday", exact=True).check()
    page.get_by_label("Visit", exact=True).check()
    page.get_by_label("I tried, and nobody was reached").check()
    page.get_by_label("What happened?").fill(WORDS)
    page.get_by_label("What is it about?").select_option("Housing")
    page.locator("details.step-form").nth(1).locator("summary").first.click()
    page.get_by_label("What will be done?").nth(1).fill("Send the letter")


def has_every_word(visit: Visit) -> bool:
    page = visit.page
    return (
        page.get_by_label("What happened?").input_value() == WORDS
        and page.get_by_label("Yesterday", exact=True).is_checked()
        and page.get_by_label("Visit", exact=True).is_checked()
        and page.get_by_label("I tried, and nobody was reached").is_checked()
        and page.get_by_label("What is it about?").input_value() == "housing"
        and page.get_by_label("What will be done?").nth(1).input_value() == "Send the letter"
        and page.get_by_label("What will be done?").nth(1).is_visible()
    )


def says(visit: Visit, sentence: str) -> None:
    visit.page.locator("[data-draft]", has_text=sentence).wait_for()


def drafts_on(visit: Visit) -> str:
    found: Any = visit.page.evaluate(KEPT)
    return str(found)


def test_no_word_is_lost_and_nobody_else_reads_one(scene: Scene, visit: Callable[..., Visit]) -> None:
    asha, form = visit(390), f"/cases/{scene.case.reference}/contacts/new/"
    asha.sign_in("asha", PASSWORD, form)
    assert asha.path == form
    asha.bytes_of.clear()
    asha.page.reload()
    asha.page.wait_for_load_state("networkidle")  # the key has come
    assert 0 < sum(asha.bytes_of.values()) < MOST_BYTES

    asha.page.context.set_offline(True)
    fill(asha)
    says(asha, "No signal. Draft kept on this device")
    asha.page.get_by_role("button", name="Record this contact").click()
    says(asha, "No signal, so this was not sent.")
    asha.page.context.set_offline(False)
    kept = drafts_on(asha)
    assert re.search(r"draft:[0-9a-f]{32}", kept)
    for word in ("landlord", "letter", "housing", "visit", "summary", "asha", scene.case.reference):
        assert word not in kept.lower(), "and no plain text is on the device"
    assert asha.page.evaluate(BASES) == 0

    asha.page.reload()
    says(asha, "We brought back what you had typed")
    assert has_every_word(asha)
    asha.check()

    # The session is over; somebody else signs in on the same machine, then she does again.
    ben = asha
    ben.page.context.clear_cookies()
    ben.sign_in("ben", PASSWORD, form)
    ben.page.wait_for_load_state("networkidle")
    assert ben.page.get_by_label("What happened?").input_value() == ""
    assert WORDS not in ben.page.content()
    ben.page.context.clear_cookies()
    asha.sign_in("asha", PASSWORD, form)
    says(asha, "We brought back what you had typed")
    assert has_every_word(asha)

    asha.press("Save as a draft and come back")
    assert asha.path == "/drafts/"
    asha.check()
    assert "draft:" not in drafts_on(asha), "what the server has, the device forgets"
    asha.follow(re.compile("Record a contact"))
    assert has_every_word(asha)
    asha.check()
    asha.page.get_by_label("What will be done?").nth(1).fill("")
    asha.press("Record this contact")
    assert Contact.objects.get().summary == WORDS
    assert "draft:" not in drafts_on(asha)

    asha.open(form)
    asha.page.wait_for_load_state("networkidle")
    asha.page.get_by_label("What happened?").fill("Another thing")
    says(asha, "Draft kept on this device")
    asha.press("Sign out")
    assert drafts_on(asha) == "", "signing out wipes the device"


def test_before_the_time_out_one_is_asked_and_without_scripts_the_words_wait(
    scene: Scene, visit: Callable[..., Visit]
) -> None:
    form = f"/cases/{scene.case.reference}/contacts/new/"
    asha = visit(1280)
    asha.page.clock.install()
    asha.sign_in("asha", PASSWORD, form)
    asha.page.clock.run_for("10:05")
    question = asha.page.get_by_role("dialog", name="Are you still there?")
    question.wait_for()
    assert "signed out in 5 minutes" in question.inner_text()
    assert asha.page.evaluate("document.activeElement.textContent") == "Stay signed in"
    asha.check()
    with asha.page.expect_response("**/sign-in/stay/"):
        asha.page.get_by_role("button", name="Stay signed in").click()
    question.wait_for(state="hidden")

    plain = visit(390, scripts=False)
    plain.sign_in("asha", PASSWORD, form)
    plain.page.get_by_label("What happened?").fill(WORDS)
    plain.page.context.clear_cookies(name="sessionid")
    plain.press("Record this contact")
    assert plain.page.get_by_text("Your words are kept").is_visible()
    assert WORDS not in plain.page.content()
    plain.page.get_by_label("E-mail address").fill("asha@example.org")
    plain.page.get_by_role("textbox", name="Password").fill(PASSWORD)
    plain.press("Sign in")
    plain.show_phone(scene.cast.asha.user)
    assert plain.path == form
    assert plain.page.get_by_label("What happened?").input_value() == WORDS
    plain.check()
