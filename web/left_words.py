"""What was typed into a form before we asked whether it is still them: it waits in their session, sealed, for one look."""

import json
from collections.abc import Mapping, Sequence

from django.http import HttpRequest

from agencies.sealing import opened, seal

LEFT = "left_words"
MOST = 50_000  # letters; a form that holds more is filled in again


def leave_words(request: HttpRequest) -> None:
    """Keep what was sent for when they come back to the same address."""
    said = {name: [str(value) for value in values] for name, values in request.POST.lists() if name not in NOT_KEPT}
    text = json.dumps([request.path, said])
    if len(text) <= MOST:
        request.session[LEFT] = seal(text)


def words_left(request: HttpRequest) -> Mapping[str, Sequence[str]] | None:
    """What they had typed here, once."""
    if request.session.get(LEFT) is None:
        return None
    address, said = json.loads(opened(request.session[LEFT]) or '["", {}]')
    if address != request.path:
        return None
    del request.session[LEFT]
    words: dict[str, list[str]] = said
    return words


# What travels in a form beside what was asked; what was told of an effect is told anew, and a password typed anew.
NOT_KEPT = {"csrfmiddlewaretoken", "once", "seen", "draft_pass", "keep_draft", "leave_mine", "effect", "password"}
