"""Whether the sign-in of a session carried a second factor: one question, answered in one place."""

from django.http import HttpRequest

CARRIED = "carried_second_factor"


def carried_second_factor(request: HttpRequest) -> bool:
    """Whether they proved a second factor when this session began: where it was not, our own is asked for.

    Set at sign-in alone: by an agency's provider that asserts one (web/sign_in/by_provider.py). A password is none.
    """
    return request.session.get(CARRIED) is True
