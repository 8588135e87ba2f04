"""Lists every page with the demonstration's data, takes pictures of them, and looks them over."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.test import Client, override_settings

from agencies.enums import RoleCode
from outcomes.demonstration.cast import COLLEAGUES, FOUNDER, PASSWORD
from web.gallery import Seen, draw, pages_from, sign_in, table_of
from web.inspection import browser_path


class Command(BaseCommand):
    """`manage.py pages` lists; `manage.py pages --shots FOLDER` draws each at 1280 and 390 pixels, while bin/up runs.

    What is drawn is also looked over: accessibility by axe, the console, 320 pixels, weight. A finding is an error. Beside the
    pictures, `pages.md` says what each page asked and weighed.
    """

    help = "List every page with the demonstration's data, or take pictures of them and look them over, in development."

    def add_arguments(self, parser: CommandParser) -> None:
        """As whom, and whether to draw."""
        parser.add_argument("--as", dest="who", help="The e-mail address of one person; else somebody in each role.")
        parser.add_argument("--shots", type=Path, help="A folder for the pictures.")

    @override_settings(ALLOWED_HOSTS=["testserver"])
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
        first_of = {each.role: each.email for each in reversed([*COLLEAGUES, FOUNDER]) if not each.left}
        asked = [options["who"]] if options["who"] else [first_of.pop(RoleCode.SUPPORT_WORKER), *first_of.values()]
        drawn: set[str] = set()
        wrong, rows = [], []
        for email in asked:
            # A partner meets the same pages with less on them; of everybody else, what nobody before them met.
            known = set() if email == first_of.get(RoleCode.PRACTITIONER) else drawn
            seen = self._show(email, options["shots"], known)
            wrong += [f"{each.page.address} {finding}" for each in seen for finding in each.findings]
            rows += [(email.partition("@")[0], each) for each in seen]
        if options["shots"]:
            (options["shots"] / "pages.md").write_text(table_of(rows))
        if wrong:
            raise CommandError("\n".join(["These pages are not as they must be:", *wrong]))

    def _show(self, email: str, folder: Path | None, drawn: set[str]) -> list[Seen]:
        client = Client()
        start = sign_in(client, email, PASSWORD)
        if not start:
            raise CommandError(f"{email} cannot sign in here. Load the demonstration first: bin/up does.")
        pages = list(pages_from(client, start))
        self.stdout.write(f"\n{email}")
        if folder is None:
            for page in pages:
                self.stdout.write(f"  {page.name:<24}{page.address:<44}{page.title}")
            self.stdout.write(f"  Pictures: manage.py pages --as {email} --shots build/pages")
            return []
        cookies = {name: morsel.value for name, morsel in client.cookies.items()}
        pages = [page for page in pages if page.name not in drawn]
        found = []
        for seen in draw(settings.SERVICE_ADDRESS, cookies, pages, folder / email.partition("@")[0]):
            page = seen.page
            drawn.add(page.name)
            self.stdout.write(
                f"  {page.name:<24}{page.statements:>3} statements {seen.weight / 1000:>4.0f} KB  {page.title}"
            )
            found.append(seen)
        return found
