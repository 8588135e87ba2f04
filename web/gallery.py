"""Every page as somebody of the demonstration meets it: found by following links, drawn and looked over by a real browser."""

import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Any
from urllib.parse import urlsplit

from django.test import Client
from django.urls import Resolver404, resolve

from agencies import second_factors, users
from config.statements import counted
from web.inspection import MOST_BYTES, Watch, browser_path, sandbox

LINK = re.compile(r'<a[^>]* href="(/[^"#]*)"')
TITLE = re.compile(r"<title>(.*?) – ", re.DOTALL)
CONVERTER = re.compile(r"<\w+:")
REFERENCE = re.compile(r", AL-\w+$")
WIDTHS = (1280, 390)
HEIGHT = 900
BROWSERS_AT_ONCE = 2
MOST_VISITS = 300
HEAD = """\
# What each page asks and weighs

`bin/up --check --pages build/pages` wrote this, on the data of the demonstration: statements, with the beginning and the end of
the transaction, the session, who acts, and telling the database so; and what came over the wire with an empty cache. The number
of statements is the same with one row and with three, which tests/web holds. Pages that a partner meets too stand here twice.

| Page | Address | As | Statements | Weight |
|---|---|---|---|---|"""


@dataclass(frozen=True)
class Found:
    """A page: the name of its address, one address that has it, its title, and how many statements it asked."""

    name: str
    route: str
    address: str
    title: str
    statements: int


@dataclass
class Seen:
    """What a browser made of a page: what it weighed with an empty cache, and what is wrong with it, by width."""

    page: Found
    weight: int = 0
    findings: list[str] = field(default_factory=list)


def code_for(email: str) -> str:
    """What their app would show; empty for whoever is not of the demonstration."""
    user = users.known_as(email)
    return second_factors.next_code_of_the_invented(user) if user else ""


def sign_in(client: Client, email: str, password: str) -> str:
    """Sign in as people do, for the first agency that is offered. Returns where that leads, empty where it was refused."""
    client.post("/sign-in/", {"login": email, "password": password})
    answer: Any = client.post("/sign-in/code/", {"code": code_for(email)}, follow=True)
    if choice := re.search(r'name="membership" value="([^"]+)"', answer.content.decode()):
        answer = client.post("/sign-in/agency/", {"membership": choice[1]}, follow=True)
    return str(answer.request["PATH_INFO"]) if getattr(answer.wsgi_request, "actor", None) else ""


def pages_from(client: Client, start: str) -> Iterator[Found]:
    """Each kind of page once, in the order in which links lead to it."""
    waiting = [start, "/"]
    seen: set[str] = set()
    found: set[str] = set()
    while waiting and len(seen) < MOST_VISITS:
        address = waiting.pop(0)
        name, route = _named(address)
        if address in seen or not name or name in found:
            continue
        seen.add(address)
        with counted() as asked:
            answer: Any = client.get(address)
        if answer.status_code != 200 or not answer["Content-Type"].startswith("text/html"):  # noqa: PLR2004
            continue
        found.add(name)
        text = answer.content.decode()
        title = TITLE.search(text)
        yield Found(name, route, address, title[1].strip() if title else "", len(asked))
        waiting += [link for link in LINK.findall(text) if link not in seen]


def draw(root: str, cookies: dict[str, str], pages: list[Found], folder: Path) -> Iterator[Seen]:
    """A picture of each page at each width, and what is wrong with it. Needs playwright, of the development set.

    Two browsers share the work, which halves the time on two processors; so the pages come as they are done.
    """
    folder.mkdir(parents=True, exist_ok=True)
    kept: Any = [{"name": name, "value": value, "url": root} for name, value in cookies.items()]
    waiting: SimpleQueue[Found] = SimpleQueue()
    done: SimpleQueue[Seen | BaseException] = SimpleQueue()
    for each in pages:
        waiting.put(each)
    hands = [
        Thread(target=_work_through, args=(root, kept, waiting, folder, done), daemon=True)
        for _ in range(BROWSERS_AT_ONCE)
    ]
    for hand in hands:
        hand.start()
    for _ in pages:
        if isinstance(seen := done.get(), BaseException):
            raise seen
        yield seen
    for hand in hands:  # they close their browsers; a process that ends meanwhile ends badly
        hand.join()


def _work_through(
    root: str, cookies: Any, waiting: SimpleQueue[Found], folder: Path, done: SimpleQueue[Seen | BaseException]
) -> None:
    """One browser's part: page after page, until none waits."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - no part of a running service

    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=browser_path(), args=sandbox())
            with suppress(Empty):
                while True:
                    done.put(_seen(browser, root, cookies, waiting.get_nowait(), folder))
            browser.close()
    except BaseException as error:  # whoever waits for the pages must hear of it, whatever it is
        done.put(error)


def _seen(browser: Any, root: str, cookies: Any, page: Found, folder: Path) -> Seen:
    # A window of its own for each, so that nothing is in its cache.
    context = browser.new_context(viewport={"width": WIDTHS[0], "height": HEIGHT})
    context.add_cookies(cookies)
    watch = Watch(context.new_page())
    watch.page.goto(root.rstrip("/") + page.address)
    seen = Seen(page)
    for width in WIDTHS:
        watch.page.set_viewport_size({"width": width, "height": HEIGHT})
        watch.page.screenshot(path=folder / f"{page.name}-{width}.png", full_page=True)
        seen.findings += [f"{width}: {finding}" for finding in watch.findings()]
    seen.weight = watch.bytes_of.total()
    context.close()
    if seen.weight > MOST_BYTES:
        seen.findings.append(f"It weighs {seen.weight} bytes, and may weigh {MOST_BYTES}.")
    return seen


def table_of(rows: Iterable[tuple[str, Seen]]) -> str:
    """Every page in the order of its address, as whom it was drawn, what it asked and weighed; as Markdown."""
    lines = [
        f"| {REFERENCE.sub('', seen.page.title)} | `/{CONVERTER.sub('<', seen.page.route)}` | {who}"
        f" | {seen.page.statements} | {seen.weight / 1000:.0f} KB |"
        for who, seen in sorted(rows, key=lambda row: (row[1].page.route, row[0]))
    ]
    return "\n".join([HEAD, *lines, ""])


def _named(address: str) -> tuple[str, str]:
    """The name and the pattern of a page's address; empty where it is no page."""
    try:
        match = resolve(urlsplit(address).path)
    except Resolver404:
        return "", ""
    return (match.url_name or "", match.route) if match.namespace == "web" else ("", "")
