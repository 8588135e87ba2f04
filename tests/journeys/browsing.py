"""A visit with a real browser, in the words of those who make it."""

import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from playwright.sync_api import Page

from agencies.models import User
from tests.factories.phones import code_of, new_phone
from web.inspection import Watch


@dataclass
class Visit:
    """One window of one person."""

    page: Page
    root: str
    has_scripts: bool
    watch: Watch = field(init=False)

    def __post_init__(self) -> None:
        self.watch = Watch(self.page, self.has_scripts)

    @property
    def bytes_of(self) -> Counter[str]:
        """What came over the wire, by address."""
        return self.watch.bytes_of

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
        """Sign in as people do, with the password and their phone; `then` is the address that they wanted."""
        user = User.objects.get(email=f"{name}@example.org")
        new_phone(user)
        self.open(f"/sign-in/?next={then}" if then else "/sign-in/")
        self.page.get_by_label("E-mail address").fill(f"{name}@example.org")
        self.page.get_by_role("textbox", name="Password").fill(password)
        self.press("Sign in")
        self.show_phone(user)

    def show_phone(self, user: User) -> None:
        """Enter the code that their phone shows."""
        self.page.get_by_role("textbox", name="Code", exact=True).fill(code_of(user))
        self.press("Go on")

    @contextmanager
    def leads_somewhere(self) -> Iterator[None]:
        """What is done leads to another page. A click by itself returns while the old one still stands."""
        with self.page.expect_navigation():
            yield

    def check(self) -> None:
        """The page as it stands: one heading, a main part, nothing that shuts anybody out, nothing on the console."""
        assert self.watch.findings() == [], self.page.url
