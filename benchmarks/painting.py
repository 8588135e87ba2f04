"""How long until something can be read, on a bad line and a slow phone: from an empty cache to the first and the largest paint.

While `bin/up` runs: `python -m benchmarks.painting`. Chromium is slowed by its own instruments: 0.5 Mbit/s, 200 ms to and
fro, and a processor six times slower than this one. Needs the demonstration and a Chromium.
"""

import argparse
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from statistics import median
from typing import Any

from web.inspection import browser_path, sandbox

BYTES_A_SECOND = 500_000 / 8
WAIT_MS = 200
SLOWER = 6
LARGEST = """() => new Promise(told => {
    const seen = new PerformanceObserver(list => told(list.getEntries().at(-1).startTime));
    seen.observe({type: "largest-contentful-paint", buffered: true});
})"""
FIRST = "() => performance.getEntriesByName('first-contentful-paint')[0].startTime"


@contextmanager
def browser() -> Iterator[Any]:
    """A Chromium."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        yield playwright.chromium.launch(executable_path=browser_path(), args=sandbox())


def slowed(chromium: Any, cookies: list[Any]) -> Any:
    """A window of its own, with nothing in its cache, on a phone far from everything."""
    context = chromium.new_context(viewport={"width": 390, "height": 844})
    context.add_cookies(cookies)
    page = context.new_page()
    tools = context.new_cdp_session(page)
    tools.send("Network.enable")
    line = {
        "offline": False,
        "latency": WAIT_MS,
        "downloadThroughput": BYTES_A_SECOND,
        "uploadThroughput": BYTES_A_SECOND,
    }
    tools.send("Network.emulateNetworkConditions", line)
    tools.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    return page


def signed_in(chromium: Any, root: str, who: str, password: str) -> tuple[list[Any], str]:
    """The cookies of somebody who signed in, and the address of the first household of their caseload."""
    page = chromium.new_page()
    page.goto(f"{root}/sign-in/")
    page.get_by_label("E-mail address").fill(who)
    page.get_by_role("textbox", name="Password").fill(password)
    page.get_by_role("button", name="Sign in", exact=True).click()
    code = subprocess.run([sys.executable, "manage.py", "code", who], capture_output=True, text=True, check=True).stdout
    page.get_by_role("textbox", name="Code", exact=True).fill(code.strip())
    page.get_by_role("button", name="Go on", exact=True).click()
    page.wait_for_url("**/caseload/**")
    case = page.locator("a[href^='/cases/']").first.get_attribute("href").split("#")[0]
    return page.context.cookies(), "/".join(case.split("/")[:3]) + "/"


def main() -> None:
    """Print the medians of each page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--root", default="http://127.0.0.1:8000")
    parser.add_argument("--as", dest="who", default="asha@example.org")
    parser.add_argument("--password", default="alongside demonstration")
    parser.add_argument("--times", type=int, default=5)
    given = parser.parse_args()
    print("| page | first paint | largest paint |\n|---|---|---|")
    with browser() as chromium:
        cookies, case = signed_in(chromium, given.root, given.who, given.password)
        for address in ("/sign-in/", "/caseload/", case, f"{case}contacts/"):
            first, largest = [], []
            for _ in range(given.times):
                page = slowed(chromium, [] if address == "/sign-in/" else cookies)
                page.goto(given.root + address)
                first.append(page.evaluate(FIRST))
                largest.append(page.evaluate(LARGEST))
                page.context.close()
            print(f"| `{address}` | {median(first) / 1000:.1f} s | {median(largest) / 1000:.1f} s |")


if __name__ == "__main__":
    main()
