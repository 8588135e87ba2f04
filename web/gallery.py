"""Every page as somebody of the demonstration meets it: found by following links, and drawn by a real browser."""

import os
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.test import Client
from django.urls import Resolver404, resolve

LINK = re.compile(r'<a[^>]* href="(/[^"#]*)"')
TITLE = re.compile(r"<title>(.*?) – ", re.DOTALL)
WIDTHS = (1280, 390)
BROWSERS = ("/usr/bin/chromium", "chromium", "chromium-browser", "google-chrome")
MOST_VISITS = 300


@dataclass(frozen=True)
class Found:
    """A page: the name of its address, one address that has it, and its title."""

    name: str
    address: str
    title: str


def sign_in(client: Client, email: str, password: str) -> str:
    """Sign in as people do, for the first agency that is offered. Returns where that leads, empty where it was refused."""
    answer: Any = client.post("/sign-in/", {"login": email, "password": password}, follow=True)
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
        name = _name_of(address)
        if address in seen or not name or name in found:
            continue
        seen.add(address)
        answer: Any = client.get(address)
        if answer.status_code != 200 or not answer["Content-Type"].startswith("text/html"):  # noqa: PLR2004
            continue
        found.add(name)
        text = answer.content.decode()
        title = TITLE.search(text)
        yield Found(name, address, title[1].strip() if title else "")
        waiting += [link for link in LINK.findall(text) if link not in seen]


def draw(root: str, cookies: dict[str, str], pages: list[Found], folder: Path) -> Iterator[Path]:
    """A picture of each page at each width. Needs playwright, of the development set, and a Chromium."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - no part of a running service

    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path(), args=sandbox())
        for width in WIDTHS:
            context = browser.new_context(viewport={"width": width, "height": 900}, device_scale_factor=2)
            context.add_cookies([{"name": name, "value": value, "url": root} for name, value in cookies.items()])
            page = context.new_page()
            for each in pages:
                page.goto(root.rstrip("/") + each.address)
                picture = folder / f"{each.name}-{width}.png"
                page.screenshot(path=picture, full_page=True)
                yield picture
            context.close()
        browser.close()


def browser_path() -> str | None:
    """Where a Chromium is; None where there is none."""
    return next((path for name in BROWSERS if (path := shutil.which(name))), None)


def sandbox() -> list[str]:
    """Chromium's sandbox does not start as root, as in a container."""
    return ["--no-sandbox"] if os.geteuid() == 0 else []


def _name_of(address: str) -> str:
    try:
        match = resolve(urlsplit(address).path)
    except Resolver404:
        return ""
    return match.url_name or "" if match.namespace == "web" else ""
