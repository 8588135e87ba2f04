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
}
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
    "telnetlib",
}
WAYS_OUT = {
    "agencies/provider_calls.py": "an agency's own provider, on its recorded host, over TLS, at no private address",
    "casework/malware.py": "the scanner",
    "agencies/passwords.py": "the mail server's errors",
    "agencies/seal_mail.py": "the mail server's errors",
    "casework/mail.py": "the mail server's errors",
    "casework/emergency_notices.py": "the mail server's errors",
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


def test_nobody_comes_in_by_another_way() -> None:
    found: dict[str, set[str]] = {way: set() for way in WAYS_IN}
    for path, tree in trees():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and (name := ast.unparse(node.func)) in found:
                found[name].add(path)
    assert found == WAYS_IN
