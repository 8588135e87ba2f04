"""The whole life of a case by its pages, as the worker, a partner and the manager meet them: referred, chosen, lived, ended."""

import re
from collections.abc import Callable

import pytest

from casework.enums import CaseStatus
from casework.models import Case
from outcomes.models import Closure
from tests.conftest import database_role
from tests.factories.agencies import Cast
from tests.factories.sharing import make_agreement
from tests.journeys.browsing import Visit

PASSWORD = "correct horse battery staple"
WANT = "I sleep through the night"
QUESTION = "We have come as far as we wanted. Is it time to finish?"


class Life:
    """One household's way, step by step; each step looks at the page on which it ends."""

    def __init__(self, visit: Callable[[], Visit]) -> None:
        self.asha, self.chidi, self.mina = visit(), visit(), visit()
        for window, name in ((self.asha, "asha"), (self.chidi, "chidi"), (self.mina, "mina")):
            window.sign_in(name, PASSWORD)
        self.reference = ""

    def at(self, end: str = "") -> str:
        return f"/cases/{self.reference}/{end}"

    def referred_by_the_worker(self) -> None:
        asha, page = self.asha, self.asha.page
        asha.open("/referrals/new/")
        page.get_by_label("What do you call the household?").fill("The Bell household")
        for number, name, part in ((1, "Rosa", "Adult"), (2, "Tom", "Adult")):
            opened = page.locator("details.step-form").nth(number - 1)
            if opened.get_attribute("open") is None:
                opened.locator("summary").click()
            page.locator(f"#id_person_{number}").fill(name)
            page.locator(f"#id_role_{number}").select_option(label=part)
        page.get_by_label("Why now?").fill("Called the police nine times in a month")
        pick(asha, "Yes, they agreed to it")
        page.get_by_label("Which team?").select_option(label="North, Council support service")
        asha.press("Check your answers")
        asha.check()
        asha.press("Send this referral")
        asha.check()
        self.reference = Case.objects.get().reference
        assert self.reference in asha.page.locator("main").inner_text()

    def taken_in_by_the_manager(self) -> None:
        mina = self.mina
        mina.open("/referrals/")
        mina.press(f"Take in {self.reference}")
        mina.check()
        mina.page.get_by_label(re.compile("^Asha")).check(force=True)
        mina.press("Take them in")
        assert "No household waits for your decision" in mina.page.locator("main").inner_text()
        mina.check()

    def got_to_know(self) -> None:
        asha = self.asha
        asha.open("/caseload/")
        asha.follow("The Bell household")
        for _ in (0, 1):
            asha.open(self.at("people/"))
            with asha.leads_somewhere():
                asha.page.get_by_role("link", name=re.compile("^They said yes")).first.click()
            asha.page.get_by_label("How did they say it?").select_option(label="In person")
            asha.press("Save their yes")
        self.moved("Getting to know you")
        asha.open(self.at("contacts/new/"))
        recorded(asha, "Tea, and the boiler", "Record this contact")

    def moved(self, stage: str) -> None:
        self.asha.open(self.at("stage/move/"))
        pick(self.asha, stage)
        self.asha.press("Save where it stands")
        self.asha.check()

    def chosen_at_the_table(self) -> None:
        asha, page = self.asha, self.asha.page
        asha.open(self.at("table/what-matters/"))
        page.get_by_label("What matters to you?").fill("Quiet nights")
        asha.press("Save what matters to us")
        asha.check()
        self.moved("Agreeing outcomes")
        asha.open(self.at("table/new/"))
        page.get_by_label("In your own words").fill(WANT)
        for name, value in (("start", "2"), ("goal", "8")):
            page.locator(f"input[name={name}][value='{value}']").check(force=True)
        page.get_by_label("What would we see").fill("The lights are off at ten")
        for name in ("Rosa", "Tom"):
            pick(asha, name)
        page.locator("input[name=domain]").first.check(force=True)
        asha.press("Save this outcome")
        asha.check()
        for name in ("Rosa", "Tom"):
            asha.open(self.at("table/agree/"))
            asha.follow(re.compile(f"^{name} Everybody"))
            asha.follow(re.compile(f"^{WANT}"))
            pick(asha, "Yes, this is what I want")
            pick(asha, "I said it, and Asha wrote it down")
            asha.press("Save my yes")
        asha.check()
        self.moved("Working on outcomes")

    def shared_with_the_police(self) -> None:
        asha, page = self.asha, self.asha.page
        asha.open(self.at("sharing/new/"))
        page.get_by_label("With which agency, under which agreement?").select_option(index=1)
        pick(asha, "Housing")
        pick(asha, "Yes, they see it and add what they do")
        page.get_by_label("What do they need it for?").fill("They are called there often")
        page.get_by_label("What was the household told?").fill("Rosa, at home, today")
        asha.press("Share it")
        asha.check()

    def helped_by_the_police(self) -> None:
        chidi, page = self.chidi, self.chidi.page
        chidi.open("/shared/")
        chidi.check()
        chidi.follow("The Bell household")
        chidi.check()
        assert WANT not in page.content()
        chidi.open(self.at("contacts/"))
        assert "Tea, and the boiler" in page.locator("main").inner_text()
        chidi.open(self.at("contacts/new/"))
        recorded(chidi, "The landlord opened to us", "Add this update")
        self.asha.open("/caseload/")
        self.asha.check()
        self.asha.open(self.at("news/"))
        assert "The landlord opened to us" in self.asha.page.locator("main").inner_text()

    def looked_back_together(self) -> None:
        asha, page = self.asha, self.asha.page
        for name in ("Rosa", "Tom"):
            asha.open(self.at("table/rate/"))
            asha.follow(re.compile(f"^{name} Everybody"))
            asha.follow(re.compile(f"^{WANT}"))
            pick(asha, "8")
            asha.press("Save my number")
        asha.open(self.at("table/review/"))
        for name in ("Rosa", "Tom"):
            pick(asha, name)
        page.get_by_label("What helped, and what is still hard?").fill("The boiler works")
        pick(asha, "In 4 weeks")
        asha.press("Save what we said")
        asha.check()

    def ended_by_everybody(self) -> None:
        asha, page = self.asha, self.asha.page
        asha.open(self.at("ending/"))
        pick(asha, "The problems are resolved")
        page.get_by_label("The words you will read together").fill(QUESTION)
        asha.press("Put the question")
        for name in ("Rosa", "Tom"):
            asha.open(self.at("ending/"))
            assert page.get_by_role("button", name="Close this case").count() == 0
            asha.open(self.at("table/finish/"))
            asha.follow(re.compile(f"^{name} Everybody"))
            pick(asha, "Finish. I am happy with where we are")
            # What only scripts can do is not offered where there are none.
            assert page.get_by_role("button", name="Clear signature").is_visible() == asha.has_scripts
            page.get_by_label("Who else was in the room?").fill("Aunt Jo")
            pick(asha, "I said it, and Asha wrote it down")
            asha.press(f"Save what {name} said")
        asha.open(self.at("ending/"))
        asha.press("Close this case")
        asha.press("Close this case")
        asha.check()

    def afterwards(self) -> None:
        """The partner sees it no longer, the manager sees that it ended, and the family can come back."""
        self.chidi.open(self.at())
        assert self.chidi.page.get_by_role("heading", level=1).inner_text() == "We cannot find this page"
        self.mina.open("/reports/")
        self.mina.check()
        self.asha.open(self.at("stage/reopen/"))
        self.asha.page.get_by_label("Why?").fill("Rosa rang: the boiler again")
        self.asha.press("Begin support again")
        self.asha.check()


def recorded(visit: Visit, summary: str, button: str) -> None:
    """A visit of today, about where they live, from the page where it is written down."""
    pick(visit, "Today")
    pick(visit, "Visit")
    visit.page.get_by_label("What happened?").fill(summary)
    visit.page.get_by_label("What is it about?").select_option("Housing")
    visit.press(button)
    visit.check()


def pick(visit: Visit, label: str) -> None:
    """One of some answers, however large its plate is drawn."""
    visit.page.get_by_label(label, exact=True).check(force=True)


# Each width and each way once; tests/journeys/test_pages_*.py go the shorter ways in the other pairs.
@pytest.mark.parametrize(("width", "scripts"), [(390, True), (1280, False)], ids=["a phone", "a desk without scripts"])
def test_a_household_is_referred_helped_and_finishes(
    cast: Cast, visit: Callable[..., Visit], width: int, scripts: bool
) -> None:
    with database_role("seed"):
        make_agreement(cast)
        for actor in (cast.asha, cast.chidi, cast.mina):
            assert actor.user is not None
            actor.user.set_password(PASSWORD)
            actor.user.save()
    life = Life(lambda: visit(width, scripts=scripts))
    life.referred_by_the_worker()
    life.taken_in_by_the_manager()
    life.got_to_know()
    life.chosen_at_the_table()
    life.shared_with_the_police()
    life.helped_by_the_police()
    life.looked_back_together()
    life.ended_by_everybody()
    assert Case.objects.get().status == CaseStatus.CLOSED
    assert Closure.objects.get().reopened_at is None
    life.afterwards()
    assert Case.objects.get().status == CaseStatus.WORKING
