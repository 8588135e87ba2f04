"""Whether the sign-in of a session carried a second factor: one question, answered in one place."""

from datetime import datetime

from django.http import HttpRequest

from agencies.id_tokens import Proven

CARRIED = "carried_second_factor"
PROVED = "proved_at"  # when a second factor was given last: what is grave asks how long ago that is


def facts_of(proven: Proven, at: datetime) -> dict[str, bool | str]:
    """What a new session keeps of a sign-in at an agency's provider at this instant."""
    proved = {PROVED: at.isoformat()} if proven.has_second_factor else {}
    return {CARRIED: proven.has_second_factor, **proved}


def carried_second_factor(request: HttpRequest) -> bool:
    """Whether they proved a second factor when this session began: where it was not, our own is asked for.

    Set at sign-in alone: by an agency's provider that asserts one (web/sign_in/by_provider.py). A password is none.
    """
    return request.session.get(CARRIED) is True
