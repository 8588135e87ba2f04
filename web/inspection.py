"""What every page is held to, seen in a real browser: it shuts nobody out, says nothing to the console, and fits.

Needs playwright and axe, of the development set; a running service has no part of it.
"""

import os
import re
import shutil
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

# What a page may bring over the wire with an empty cache, and the width to which it must fit (WCAG 1.4.10).
MOST_BYTES = 120_000
NARROWEST = 320
NEW_LINE = "\n"
BROWSERS = ("/usr/bin/chromium", "chromium", "chromium-browser", "google-chrome")
# What a browser says of an answer that is a refusal, and of what it forgot because we asked it to.
EXPECTED = re.compile(r"Failed to load resource: the server responded with a status of 4\d\d|Clear-Site-Data header on")
AXE = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


@dataclass
class Watch:
    """Notes of one window what a person would not: the console, and what each address weighed."""

    page: Any
    has_scripts: bool = True
    said: list[str] = field(default_factory=list)
    bytes_of: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.page.on("console", self._note)
        self.page.on("pageerror", lambda error: self.said.append(str(error)))
        self.page.on("response", self._weigh)

    def findings(self) -> list[str]:
        """What is wrong with the page as it stands, in a line each. Without scripts, axe and widths cannot be asked."""
        found = [f"The console says: {each.partition(NEW_LINE)[0]}" for each in self.said]
        for name in ("h1", "main"):
            if (number := self.page.locator(name).count()) != 1:
                found.append(f"It has {number} of {name}, and needs one.")
        if self.has_scripts:
            found += self._shut_out()
            found += self._too_wide()
        return found

    def _shut_out(self) -> list[str]:
        from axe_playwright_python.sync_playwright import Axe  # noqa: PLC0415 - no part of a running service

        violations = Axe().run(self.page, options=AXE).response["violations"]
        return [f"{each['id']}: {[node['html'] for node in each['nodes']]}" for each in violations]

    def _too_wide(self) -> list[str]:
        wide = self.page.viewport_size
        self.page.set_viewport_size({"width": NARROWEST, "height": 700})
        width = self.page.evaluate("document.documentElement.scrollWidth")
        self.page.set_viewport_size(wide)
        return [f"It is {width} pixels wide where there are {NARROWEST}."] if width > NARROWEST else []

    def _note(self, message: Any) -> None:
        if not EXPECTED.match(message.text):
            self.said.append(message.text)

    def _weigh(self, response: Any) -> None:
        self.bytes_of[response.url] = int(response.headers.get("content-length", 0))


def browser_path() -> str | None:
    """Where a Chromium is; None where there is none."""
    return next((path for name in BROWSERS if (path := shutil.which(name))), None)


def sandbox() -> list[str]:
    """Chromium's sandbox does not start as root, as in a container."""
    return ["--no-sandbox"] if os.geteuid() == 0 else []
