"""A real browser signs in, looks at its caseload, hides the screen and signs out: wide and narrow, with scripts and without."""

from collections.abc import Callable
from datetime import date

import pytest

from agencies import memberships
from agencies.enums import RoleCode
from tests.conftest import database_role
from tests.factories.agencies import Cast
from tests.factories.casework import make_scene
from tests.factories.phones import code_of, give_phone
from tests.journeys.browsing import Visit
from web.inspection import MOST_BYTES

PASSWORD = "correct horse battery staple"


@pytest.fixture
def asha(cast: Cast) -> Cast:
    """Asha has a password, a case, and a second agency that she acts for."""
    with database_role("seed"):
        make_scene(cast)
        cast.asha.user.set_password(PASSWORD)
        cast.asha.user.save()
    give_phone(cast.asha.user)
    with database_role("seed"):
        memberships.begin(
            user=cast.asha.user,
            agency=cast.chidi.agency,
            role=RoleCode.PRACTITIONER,
            started_on=date(2025, 1, 1),
            by=cast.adi,
        )
    return cast


def fill(visit: Visit, password: str) -> None:
    visit.page.get_by_label("E-mail address").fill("asha@example.org")
    visit.page.get_by_role("textbox", name="Password").fill(password)
    visit.press("Sign in")


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
@pytest.mark.parametrize("width", [1280, 390])
def test_from_the_front_page_to_signing_out(asha: Cast, visit: Callable[..., Visit], width: int, scripts: bool) -> None:
    person = visit(width, scripts=scripts)
    person.open("/")
    person.check()
    assert 0 < sum(person.bytes_of.values()) < MOST_BYTES

    person.open("/caseload/")
    assert person.path == "/sign-in/?next=%2Fcaseload%2F"
    person.check()
    fill(person, "")
    assert person.page.get_by_role("link", name="Enter your password").is_visible()
    person.check()
    person.page.get_by_role("link", name="Enter your password").click()
    assert person.page.locator("#id_password:focus").count() == 1 or person.page.url.endswith("#id_password")
    fill(person, "wrong")
    assert "is not right" in person.page.get_by_role("alert").inner_text()
    person.check()

    fill(person, PASSWORD)
    assert person.path == "/sign-in/code/"
    person.check()
    person.page.get_by_role("textbox", name="Code", exact=True).fill("000000")
    person.press("Go on")
    assert "is not right" in person.page.get_by_role("alert").inner_text()
    person.check()
    person.show_phone(asha.asha.user)
    assert person.path == "/sign-in/agency/"
    person.check()
    with person.leads_somewhere():
        person.page.get_by_role("button", name="Council support service").click()
    assert person.path == "/caseload/"
    assert person.page.get_by_role("link", name="The Bell household", exact=True).is_visible()
    person.check()

    person.open("/nowhere/")
    person.check()
    person.follow("Hide screen")
    assert "Asha" not in person.page.content()
    person.check()
    person.follow("Come back")
    assert person.path == "/caseload/"

    person.press("Sign out")
    assert person.path == "/sign-in/?ended=out"
    person.check()
    person.page.go_back()
    assert "Bell" not in person.page.content()
    assert person.page.context.cookies() == [] or all(
        cookie["name"] != "sessionid" for cookie in person.page.context.cookies()
    )


def test_the_password_can_be_looked_at(asha: Cast, visit: Callable[..., Visit]) -> None:
    person = visit()
    person.open("/sign-in/")
    password = person.page.locator("#id_password")
    password.fill(PASSWORD)
    assert password.get_attribute("type") == "password"
    person.page.get_by_role("button", name="Show password").click()
    assert password.get_attribute("type") == "text"


def test_the_keyboard_alone_is_enough(asha: Cast, visit: Callable[..., Visit]) -> None:
    person = visit()
    person.open("/sign-in/")
    person.page.keyboard.press("Tab")
    assert person.page.evaluate("document.activeElement.textContent") == "Skip to main content"
    person.page.keyboard.press("Enter")
    for text in ("asha@example.org", PASSWORD):
        person.page.keyboard.press("Tab")
        person.page.keyboard.type(text)
    person.page.keyboard.press("Enter")
    person.page.wait_for_url("**/sign-in/code/**")
    person.page.keyboard.press("Tab")  # they are past the bar still
    assert person.page.evaluate("document.activeElement.id") == "id_code"
    person.page.keyboard.type(code_of(asha.asha.user))
    person.page.keyboard.press("Enter")
    person.page.wait_for_url("**/sign-in/agency/**")
