"""A visit with a real browser, which notes what a person would not: console, weight, width, and whom a page shuts out."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import ConsoleMessage, Page, Response

MOST_BYTES = 120_000
NARROWEST = 320
# What a browser says of an answer that is a refusal, and of what it forgot because we asked it to.
EXPECTED = re.compile(r"Failed to load resource: the server responded with a status of 4\d\d|Clear-Site-Data header on")
AXE = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


@dataclass
class Visit:
    """One window of one person."""

    page: Page
    root: str
    has_scripts: bool
    said: list[str] = field(default_factory=list)
    bytes_of: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.page.on("console", self._note)
        self.page.on("pageerror", lambda error: self.said.append(str(error)))
        self.page.on("response", self._weigh)

    def open(self, path: str) -> None:
        """Type an address."""
        self.page.goto(self.root.rstrip("/") + path)

    @property
    def path(self) -> str:
        """Where one is, without the part of the page."""
        return "/" + self.page.url.removeprefix(self.root).partition("#")[0]

    def press(self, name: str) -> None:
        """Press the button of this name, and wait for the page that answers."""
        with self.leads_somewhere():
            self.page.get_by_role("button", name=name, exact=True).click()

    def follow(self, name: str | re.Pattern[str]) -> None:
        """Follow the first link of this name that can be seen, and wait for where it leads."""
        with self.leads_somewhere():
            self.page.get_by_role("link", name=name, exact=isinstance(name, str)).locator("visible=true").first.click()

    def sign_in(self, name: str, password: str, then: str = "") -> None:
        """Sign in as people do; `then` is the address that they wanted."""
        self.open(f"/sign-in/?next={then}" if then else "/sign-in/")
        self.page.get_by_label("E-mail address").fill(f"{name}@example.org")
        self.page.get_by_role("textbox", name="Password").fill(password)
        self.press("Sign in")

    @contextmanager
    def leads_somewhere(self) -> Iterator[None]:
        """What is done leads to another page. A click by itself returns while the old one still stands."""
        with self.page.expect_navigation():
            yield

    def check(self) -> None:
        """The page as it stands: one heading, a main part, nothing that shuts anybody out, nothing on the console."""
        assert self.page.locator("h1").count() == self.page.locator("main").count() == 1, self.page.url
        assert self.said == [], self.page.url
        if not self.has_scripts:
            return
        found = Axe().run(self.page, options=AXE).response["violations"]
        assert [(each["id"], [node["html"] for node in each["nodes"]]) for each in found] == [], self.page.url
        wide = self.page.viewport_size
        self.page.set_viewport_size({"width": NARROWEST, "height": 700})
        assert self.page.evaluate("document.documentElement.scrollWidth") <= NARROWEST, self.page.url
        assert wide is not None
        self.page.set_viewport_size(wide)

    def _note(self, message: ConsoleMessage) -> None:
        if not EXPECTED.match(message.text):
            self.said.append(message.text)

    def _weigh(self, response: Response) -> None:
        length = response.headers.get("content-length")
        self.bytes_of[response.url] = int(length) if length else 0
