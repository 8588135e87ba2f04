"""Reasons that verbs give by themselves: kept as codes, so that each reader has them in their own language."""

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casework.chronology import Entry
from casework.enums import CaseStatus, ExitKind
from casework.exits import FOLLOWED_BY
from outcomes.enums import Answer, ClosureGround, ReviewCause

WORDS: dict[str, str | Promise] = {
    **{status.value: status.label for status in CaseStatus},
    **{ground.value: ground.label for ground in ClosureGround},
    Answer.AGREED.value: gettext_lazy("Everybody agreed"),
    Answer.REFUSED.value: ReviewCause.REFUSAL.label,
}

# Entries of the chronology whose text is such a reason. What people said is never taken for a code.
REASONED = frozenset({"status_change", "allocation_ended", "closure_proposal_ended"})


def in_words(reason: str) -> str:
    """The words of a code; a reason that somebody wrote is as they wrote it."""
    kind = reason.removeprefix(FOLLOWED_BY)
    if kind != reason and kind in ExitKind.values:
        return _("Followed by: %(exit)s") % {"exit": ExitKind(kind).label}
    return str(WORDS.get(reason, reason))


def text_of(entry: Entry) -> str:
    """The text of an entry, in words where it is a reason."""
    return in_words(entry.text) if entry.kind in REASONED else entry.text
