"""Lists every page with the demonstration's data, and takes pictures of them."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.test import Client, override_settings

from outcomes.demonstration.cast import COLLEAGUES, FOUNDER, PASSWORD
from web.gallery import browser_path, draw, pages_from, sign_in


class Command(BaseCommand):
    """`manage.py pages` lists; `manage.py pages --shots FOLDER` draws each at 1280 and 390 pixels, while bin/up runs."""

    help = "List every page with the demonstration's data, or take pictures of them, in development."

    def add_arguments(self, parser: CommandParser) -> None:
        """As whom, and whether to draw."""
        parser.add_argument("--as", dest="who", help="The e-mail address of one person; else somebody in each role.")
        parser.add_argument("--shots", type=Path, help="A folder for the pictures.")

    @override_settings(ALLOWED_HOSTS=["*"])
    def handle(self, *args: Any, **options: Any) -> None:
        """Follow the links as each of them."""
        if not settings.DEVELOPMENT:
            raise CommandError(
                "The pages are looked at like this in development only: everybody's password is known there."
            )
        if options["shots"] and browser_path() is None:
            raise CommandError(
                "No Chromium was found. Install one (Debian, Ubuntu: apt install chromium), then try again."
            )
        people = {each.email: each.role for each in reversed([*COLLEAGUES, FOUNDER]) if not each.left}
        asked = [options["who"]] if options["who"] else list({role: email for email, role in people.items()}.values())
        for email in asked:
            self._show(email, options["shots"])

    def _show(self, email: str, folder: Path | None) -> None:
        client = Client()
        start = sign_in(client, email, PASSWORD)
        if not start:
            raise CommandError(f"{email} cannot sign in here. Load the demonstration first: bin/up does.")
        pages = list(pages_from(client, start))
        self.stdout.write(f"\n{email}")
        for page in pages:
            self.stdout.write(f"  {page.name:<24}{page.address:<44}{page.title}")
        if folder is None:
            self.stdout.write(f"  Pictures: manage.py pages --as {email} --shots build/pages")
            return
        cookies = {name: morsel.value for name, morsel in client.cookies.items()}
        for picture in draw(settings.SERVICE_ADDRESS, cookies, pages, folder / email.partition("@")[0]):
            self.stdout.write(f"  {picture}")
