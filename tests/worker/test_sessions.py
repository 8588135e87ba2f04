"""The bell for old sessions, as the worker hears it."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from agencies import heartbeats
from tests.database import run
from worker.tasks.sessions import clear_sessions

pytestmark = pytest.mark.usefixtures("db")


def test_what_ended_by_itself_goes_and_the_rest_stays(role: Callable[[str], AbstractContextManager[None]]) -> None:
    for name in ("old", "new"):
        session = Client().session
        session["name"] = name
        session.save()
        if name == "old":
            said = {"key": session.session_key}
            run(
                "UPDATE django_session SET expire_date = clock() - interval '1 hour' WHERE session_key = %(key)s",
                **said,
            )
    with role("worker"):
        clear_sessions()
    assert [row.get_decoded()["name"] for row in Session.objects.all()] == ["new"]
    assert "sessions" in heartbeats.last_seen()
