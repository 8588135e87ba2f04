"""What the service does by itself, in plain words. Ids, states and times; nothing about anybody who is supported."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from agencies import clock, heartbeats
from agencies.enums import SystemActor
from agencies.exceptions import ServiceError
from agencies.permissions import Permission, check
from casework import reminder_messages, undelivered
from casework.enums import MessageState
from web.pages import SEE_OTHER, Page, uuid_or_missing

MOST = 50
HOUR = 3600
# What each bell of the schedule sets off, and by whose sign of life one sees that it was heard.
JOBS: dict[str, tuple[str | Promise, str | Promise, SystemActor]] = {
    "heartbeat": (
        gettext_lazy("Show that the worker works"),
        gettext_lazy("A sign of life that goes the whole way: timer, queue, worker, database."),
        SystemActor.WORKER,
    ),
    "plan reminders": (
        gettext_lazy("Find what is due"),
        gettext_lazy("Actions, reviews and ends of shares that are near; whoever they concern is told."),
        SystemActor.REMINDERS,
    ),
    "send reminders": (
        gettext_lazy("Send e-mails"),
        gettext_lazy("One a day for each person at most, which says how much waits and nothing about anybody."),
        SystemActor.REMINDERS,
    ),
    "tell of emergencies": (
        gettext_lazy("Tell of emergencies"),
        gettext_lazy("By e-mail, to whoever works with a household whose case somebody opened in an emergency."),
        SystemActor.REMINDERS,
    ),
    "send password links": (
        gettext_lazy("Send links for a new password"),
        gettext_lazy("To whoever asked on the sign-in page, or was added as a new person."),
        SystemActor.SIGN_INS,
    ),
    "seal the trail": (
        gettext_lazy("Seal the trail"),
        gettext_lazy(
            "Chains who did and saw what, so that nobody can alter it unseen. Where it stands still, reading goes on."
        ),
        SystemActor.SEALER,
    ),
    "send the newest seal": (
        gettext_lazy("Send the newest seal"),
        gettext_lazy("To every information governance lead, to be kept: a copy that nobody here can alter."),
        SystemActor.SEAL_MAIL,
    ),
    "find unusual access": (
        gettext_lazy("Find unusual access"),
        gettext_lazy("Looks that one asks about. The information governance lead is told, and asks."),
        SystemActor.WATCH,
    ),
    "check files": (
        gettext_lazy("Check files"),
        gettext_lazy("Files of documents are scanned for harm, and pictures drawn anew, before anybody can open them."),
        SystemActor.FILES,
    ),
    "work on jobs": (
        gettext_lazy("Work on jobs"),
        gettext_lazy("Extracts are checked, taken in and linked, and disclosures prepared, one after the other."),
        SystemActor.JOBS,
    ),
    "look after disclosures": (
        gettext_lazy("Look after disclosures"),
        gettext_lazy("Released after they were held back, if all of it may still pass; stopped and removed where not."),
        SystemActor.JOBS,
    ),
    "push disclosures": (
        gettext_lazy("Push disclosures"),
        gettext_lazy("To the address of whoever asked. What nobody here can know is shown, and not sent once more."),
        SystemActor.JOBS,
    ),
    "link what came in": (
        gettext_lazy("Link what came in"),
        gettext_lazy("Asks for the people of new extracts to be linked with those of the other agencies."),
        SystemActor.LINKAGE,
    ),
    "nominate households": (
        gettext_lazy("Find households whom several agencies meet"),
        gettext_lazy("Once a day, from what the last run of the linkage found; the managers of those agencies decide."),
        SystemActor.LINKAGE,
    ),
    "forget old drafts": (
        gettext_lazy("Forget old drafts"),
        gettext_lazy("Words that somebody began to write and did not come back to."),
        SystemActor.DRAFTS,
    ),
    "clear sessions": (
        gettext_lazy("Remove old sessions"),
        gettext_lazy("Sessions of the pages that ended by themselves."),
        SystemActor.SESSIONS,
    ),
}
TIMER = (gettext_lazy("Keep time"), gettext_lazy("The timer, which sets everything below off."), SystemActor.BEAT)
# States of an e-mail, in the order in which somebody would ask about them.
STATES: dict[str, str | Promise] = {
    MessageState.WAITING: gettext_lazy("waiting to be sent"),
    MessageState.CLAIMED: gettext_lazy("taken up"),
    MessageState.HANDING_OVER: gettext_lazy("being handed over"),
    MessageState.SENT: gettext_lazy("sent"),
    MessageState.UNCERTAIN: gettext_lazy("perhaps sent"),
    MessageState.REFUSED: gettext_lazy("refused too often"),
    MessageState.CANCELLED: gettext_lazy("no longer needed"),
}
FOR_SOMEBODY = {MessageState.UNCERTAIN, MessageState.REFUSED}


@dataclass(frozen=True)
class Job:
    """One line: what it does, how often, when it was last seen to be done, and whether that is too long ago."""

    words: str | Promise
    more: str | Promise
    every: str
    seen_at: datetime | None
    is_late: bool


class BackgroundWork(Page):
    """All of it on one page."""

    template = "web/jobs/jobs.html"

    def load(self) -> None:
        """For administrators."""
        check(self.actor, Permission.MANAGE_ACCESS)

    def content(self, subject: Any) -> dict[str, Any]:
        """Jobs, e-mails, and those about which somebody must decide."""
        seen, now = heartbeats.last_seen_for(self.actor), clock.now()
        counts = undelivered.in_numbers(self.actor)
        waiting = list(undelivered.undelivered_for(self.actor).order_by("local_day", "pk")[: MOST + 1])
        since = reminder_messages.oldest_waiting()
        jobs = jobs_of(seen, now)
        return {
            "jobs": jobs,
            "is_well": not any(job.is_late for job in jobs),
            "counts": [(words, counts.get(state, 0), state in FOR_SOMEBODY) for state, words in STATES.items()],
            "undecided": waiting[:MOST], "has_more": len(waiting) > MOST,
            "since": since,
            "is_stuck": since is not None and now - since > timedelta(seconds=settings.REMINDER_OLDEST_SECONDS),
        }  # fmt: skip


class DecideAboutMessage(Page):
    """Send an e-mail again, or say that it arrived. A second press changes nothing."""

    http_method_names = ["post"]
    template = "web/jobs/jobs.html"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Back to the list."""
        message = undelivered.message_for(self.actor, uuid_or_missing(request.POST.get("message", "")))
        again = request.POST.get("decision") == "resend"
        try:
            if again:
                undelivered.resend(message, by=self.actor)
            else:
                undelivered.confirm_arrived(message, by=self.actor)
        except ServiceError as refused:
            messages.warning(request, refused.detail)
        else:
            messages.success(request, _("It is sent again.") if again else _("It is noted as arrived."))
        return HttpResponseRedirect(reverse("web:jobs"), status=SEE_OTHER)


def jobs_of(seen: Mapping[str, datetime], now: datetime) -> list[Job]:
    """The timer and every bell of the schedule; each is late where it has been silent for longer than is allowed."""
    schedule = import_string(settings.JOBS_SCHEDULE)
    patience: Mapping[str, float] = import_string(settings.JOBS_PATIENCE)

    def job(words: tuple[str | Promise, str | Promise, SystemActor], seconds: float | None) -> Job:
        name, more, actor = words
        at = seen.get(actor)
        limit = patience.get(actor, 2 * (seconds or HOUR))
        return Job(name, more, often(seconds), at, at is None or (now - at).total_seconds() > limit)

    bells = [job(JOBS[name], bell["schedule"]) for name, bell in schedule.items() if name in JOBS]
    return [job(TIMER, None), *bells]


def often(seconds: float | None) -> str:
    """`every 10 seconds`, `every minute`, `every hour`."""
    if seconds is None:
        return _("always")
    minutes = int(seconds // 60)
    if seconds >= HOUR:
        return ngettext("every hour", "every %(number)d hours", int(seconds // HOUR)) % {"number": seconds // HOUR}
    if minutes:
        return ngettext("every minute", "every %(number)d minutes", minutes) % {"number": minutes}
    return ngettext("every second", "every %(number)d seconds", int(seconds)) % {"number": int(seconds)}
