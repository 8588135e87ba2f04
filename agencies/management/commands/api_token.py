"""Prints a token for the API, to try the service in development as one of its people."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from agencies import tokens
from agencies.enums import RoleCode
from agencies.models import Membership, User


class Command(BaseCommand):
    """`manage.py api_token asha@example.org --agency council`."""

    help = "Print a token for the API that acts as somebody, in development."

    def add_arguments(self, parser: CommandParser) -> None:
        """Who, for which agency, in which role."""
        parser.add_argument("email", help="Whom the token stands for.")
        parser.add_argument("--agency", required=True, help="The code of the agency that they act for.")
        parser.add_argument("--role", choices=RoleCode.values, help="Which role, where they have several there.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Issue it and print it, and nothing else, so that a shell can take it."""
        if not settings.DEVELOPMENT:
            raise CommandError("Tokens are handed out here in development only. Elsewhere people sign in.")
        membership = _membership(options["email"], options["agency"], options["role"])
        self.stdout.write(tokens.issue(membership))


def _membership(email: str, agency: str, role: str | None) -> Membership:
    user = User.objects.filter(email=email.strip().lower()).first()
    if user is None:
        raise CommandError(f"Nobody is registered as {email}. See who is: manage.py demo --who")
    current = Membership.objects.current().filter(user=user).select_related("user", "agency", "team")
    there: list[Membership] = list(current.filter(agency__code=agency).order_by("role", "pk"))
    asked = [membership for membership in there if role is None or membership.role == role]
    if len(asked) > 1:
        roles = ", ".join(sorted({membership.role for membership in asked}))
        raise CommandError(f"{user.name} has several roles there. Say which one with --role: {roles}.")
    if not asked:
        raise CommandError(_none_there(user, agency, role, [f"{one.agency.code} ({one.role})" for one in current]))
    return asked[0]


def _none_there(user: User, agency: str, role: str | None, elsewhere: list[str]) -> str:
    wanted = f" as {role}" if role else ""
    acts = f"They act for: {', '.join(sorted(elsewhere))}." if elsewhere else "They act for no agency now."
    return f"{user.name} does not act for {agency}{wanted} today. {acts}"
