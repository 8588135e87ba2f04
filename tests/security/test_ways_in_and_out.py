"""By how many ways somebody comes in, and whom the service calls: both are lists, and whatever is not on them fails here."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("agencies", "casework", "outcomes", "api", "web", "worker", "config")
# What makes somebody of a request, and where it is called. There are three ways, and each asks for a second factor or was made
# after one: a password, an agency's own provider (both end in `begin`), and a token.
WAYS_IN = {
    "sign_ins.begin": {"web/sign_in/views.py"},
    "sign_ins.resume": {"web/sessions.py"},
    "act_under": {"web/sign_in/views.py"},
    "actor_for": {"api/authentication.py"},
    "login": {"web/sign_in/by_provider.py", "web/sign_in/views.py"},  # allauth's: a second factor still waits
}
# What makes an actor of somebody who works here, and where: by the three ways, and where it is asked what somebody could do.
MADE = {
    "Actor": {"agencies/actors.py", "agencies/composed.py", "casework/selectors/effects.py"},
    "proved": {"agencies/sign_ins.py", "outcomes/demonstration/cast.py"},
    "member_actor": {
        "agencies/sign_ins.py", "agencies/tokens.py", "agencies/drafts.py", "agencies/identity_providers.py", "agencies/jobs.py",
        "agencies/partners.py", "casework/allocations.py", "casework/linkage_runs.py", "casework/reminder_messages.py",
        "casework/restrictions.py", "casework/sharing.py", "outcomes/actions.py", "outcomes/demonstration/cast.py",
        "agencies/disclosures/pushing.py", "agencies/disclosures/releasing.py", "agencies/disclosures/schedules.py",
        "casework/disclosed.py",
    },
}  # fmt: skip
# What can open a connection, and who uses it for what.
SPEAKING = {
    "socket",
    "ssl",
    "smtplib",
    "http.client",
    "urllib.request",
    "requests",
    "httpx",
    "aiohttp",
    "ftplib",
    "urllib3",
    "asyncio",
    "redis",
    "django.core.mail",
}
WAYS_OUT = {
    "agencies/outward.py": "an agency's own provider or server, on its recorded host, over TLS, at no private address",
    "casework/malware.py": "the scanner",
    "agencies/passwords.py": "the mail server",
    "agencies/seal_mail.py": "the mail server",
    "casework/mail.py": "the mail server",
    "casework/reminder_messages.py": "the mail server",
    "casework/emergency_notices.py": "the mail server",
    "config/health.py": "the broker: whether it is there",
    "config/stack/valkey.py": "the broker, when it is started on one machine",
    "config/probe.py": "itself: whether it answers",
    "config/stack/waits.py": "itself, when it is started on one machine",
    "config/stack/ports.py": "nobody: it looks which port is free",
}


def trees() -> Iterator[tuple[str, ast.Module]]:
    """Every file of the service."""
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*.py")):
            yield path.relative_to(ROOT).as_posix(), ast.parse(path.read_text(encoding="utf-8"))


def imported(tree: ast.Module) -> set[str]:
    """Modules by their whole names."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        if isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return found


def test_we_call_nobody_who_is_not_listed() -> None:
    speak = {path for path, tree in trees() if imported(tree) & SPEAKING}
    assert speak == set(WAYS_OUT)


def called(names: dict[str, set[str]]) -> dict[str, set[str]]:
    """Where each of these is called, by whatever module it is named through: `tokens.actor_for` is `actor_for`."""
    found: dict[str, set[str]] = {name: set() for name in names}
    for path, tree in trees():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call):
                called = ast.unparse(node.func)
                for name in {called, called.rpartition(".")[2]} & set(found):
                    found[name].add(path)
    return found


def test_nobody_comes_in_by_another_way() -> None:
    assert called(WAYS_IN) == WAYS_IN
    assert called(MADE) == MADE
