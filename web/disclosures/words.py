"""A disclosure in plain words: its steps, what it holds, what a change does."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agencies import data_items
from agencies.delivery_states import DeliveryState
from agencies.disclosure_rhythms import DisclosureRhythm
from agencies.disclosure_states import UNDER_WAY, DisclosureState
from agencies.disclosures import pushing, schedules
from agencies.enums import Purpose
from agencies.models import Disclosure, Membership, PushAddress
from web.effects import Effect
from web.templatetags.days import moment, whole_day


@dataclass(frozen=True)
class Step:
    """Something that happened on its way, and who did it; nobody where the service did."""

    words: str
    at: datetime
    who: str


def steps_of(row: Disclosure) -> list[Step]:
    """What has happened, in order."""
    happened: list[tuple[str, datetime | None, Membership | None]] = [
        (_("Asked for"), row.asked_at, row.asked_by),
        (_("Let go, to be prepared"), row.approved_at, row.approved_by),
        (_("Refused: %(reason)s") % {"reason": row.refused_reason}, row.refused_at, row.refused_by),
        (
            _("Taken back, since not all of it may pass any more, and prepared again without that"),
            row.taken_back_at,
            None,
        ),
        (_("Prepared and sealed, and held back"), row.prepared_at, None),
        (_("Released: it can be fetched"), row.released_at, None),
        (_("Arrived, and was removed here"), row.collected_at, row.collected_by),
        (_("Stopped: %(reason)s") % {"reason": row.stopped_reason}, row.stopped_at, row.stopped_by),
        (_("Stopped by the service: %(reason)s") % {"reason": row.trouble}, row.failed_at, None),
    ]
    if row.schedule is not None:
        happened.append((_("From now on not asked for again"), row.schedule.ended_at, row.schedule.ended_by))
    return [Step(words, at, f"{who.user.name}, {who.agency.name}" if who else "") for words, at, who in happened if at]


def next_of(row: Disclosure) -> str:
    """What happens next, by whom."""
    said = {
        DisclosureState.ASKED: _("%(giver)s decides whether it goes."),
        DisclosureState.PREPARING: _("It is being prepared. Look again in a minute."),
        DisclosureState.EMBARGOED: _("Until %(until)s it is held back, and can be stopped. Then it can be fetched."),
        DisclosureState.RELEASED: _("%(recipient)s fetches it, and says that it arrived."),
    }
    return said.get(DisclosureState(row.state), "") % {
        "giver": row.agency.name,
        "recipient": row.recipient.name,
        "until": moment(row.embargo_until) if row.embargo_until else "",
    }


def often(row: Disclosure) -> str:
    """How often it is asked for."""
    return str(DisclosureRhythm(row.schedule.every).label) if row.schedule is not None else _("Once")


def again_of(row: Disclosure) -> str:
    """When it is asked for again, and what is in the way; empty where it is not."""
    day = schedules.next_day(row)
    if day is None:
        return ""
    if trouble := schedules.trouble_of(row):
        return _("It was to be asked for again on %(day)s, and could not be: %(trouble)s") % {
            "day": whole_day(day), "trouble": trouble,
        }  # fmt: skip
    return _("It is asked for again on %(day)s, or later, once this one has come to its end.") % {"day": whole_day(day)}


def push_of(row: Disclosure) -> str:
    """How far its pushing is, and what is in the way; empty where it is only fetched."""
    if row.push_to is None:
        return ""
    delivery, url = pushing.delivery_of(row), row.push_to.url
    if delivery is None:
        return _("Once it can be fetched, it is pushed to %(url)s, too.") % {"url": url}
    said = {
        DeliveryState.WAITING: _("It is pushed to %(url)s, and waits for that. %(trouble)s"),
        DeliveryState.SENDING: _("It is being pushed to %(url)s."),
        DeliveryState.DELIVERED: _(
            "The server at %(url)s took it on %(at)s. It has arrived once somebody there says so."
        ),
        DeliveryState.UNKNOWN: _("It was pushed to %(url)s on %(at)s. %(trouble)s"),
        DeliveryState.FAILED: _("It was pushed to %(url)s, last on %(at)s, and not taken. %(trouble)s"),
        DeliveryState.WITHDRAWN: _("It is not pushed to %(url)s any more. %(trouble)s"),
    }[DeliveryState(delivery.state)]
    at = moment(delivery.sent_at) if delivery.sent_at else ""
    return (said % {"url": url, "at": at, "trouble": delivery.trouble}).strip()


def title_of(row: Disclosure) -> str:
    """Between whom."""
    return _("%(giver)s to %(recipient)s") % {"giver": row.agency.name, "recipient": row.recipient.name}


def of_approving(row: Disclosure) -> Effect:
    """What is read then, what of it passes, and when."""
    items = ", ".join(data_items.labels_of(row.items)).lower()
    lines = [
        _("%(name)s of %(recipient)s asks for it. What they need it for: %(why)s")
        % {"name": row.asked_by.user.name, "recipient": row.recipient.name, "why": row.why},
        _("What for: %(purpose)s.") % {"purpose": Purpose(row.purpose).label},
        _("A file is prepared about the people whose cases are shared with %(recipient)s under “%(agreement)s”.")
        % {"recipient": row.recipient.name, "agreement": row.agreement},
        _("It says of each: %(items)s.") % {"items": items},
        _("With names: %(reason)s") % {"reason": row.by_name_reason}
        if row.by_name
        else _("With pseudonyms, and without names."),
        _("It is sealed, so that %(recipient)s alone can open it, and held back before it can be fetched.")
        % {"recipient": row.recipient.name},
        _("Cases that are kept more narrowly, people who took back their yes, and every address stay out."),
    ]
    if row.push_to is not None:
        lines.append(_("Once it can be fetched, it is pushed to %(url)s, too.") % {"url": row.push_to.url})
    if row.schedule is not None:
        lines.append(
            _("They ask for it again by themselves: %(often)s. Each time somebody here decides anew.")
            % {"often": often(row).lower()}
        )
    return Effect(lines)


def of_refusing(row: Disclosure) -> Effect:
    """Who is told, and what they can do."""
    told = _("%(recipient)s reads that you refused it, and why. They can ask for something else.")
    return Effect([_("Nothing is prepared, and nothing passes."), told % {"recipient": row.recipient.name}])


def of_ending_schedule(row: Disclosure) -> Effect:
    """What goes on all the same; and that nothing is to be ended, where it is not asked for again."""
    if not schedules.goes_on(row):
        return Effect(first=[_("This is not asked for again as it is.")])
    lines = [_("It is not asked for again. Whoever needs it after all asks anew.")]
    if row.state in UNDER_WAY:
        lines.append(_("This one goes on: stop it, if it is not to pass either."))
    return Effect(lines)


def of_pushing_again(row: Disclosure) -> Effect:
    """What whoever presses has to have seen before."""
    if row.push_to is None or not pushing.may_be_pushed_again(row):
        return Effect(first=[_("There is nothing to push again.")])
    return Effect(
        [
            _("It is sent to %(url)s once more, with the same webhook-id as before.") % {"url": row.push_to.url},
            _("If it is there after all, say instead that it arrived."),
        ],
        heed=_("Have somebody look first whether it came: nobody here can see that."),
    )


def of_recording_address(url: str, address: PushAddress | None) -> Effect:
    """What can come there, and how it is known to be from here."""
    first = [_("Your agency has an address already. End that one first.")] if address else []
    lines = [
        _("Whoever of your agency asks for a disclosure can have it pushed to %(url)s.") % {"url": url},
        _(
            "Each file is sealed for the key that is given with the question, and signed: the page says how to check that."
        ),
    ]
    return Effect(lines, first)


def of_ending_address(address: PushAddress) -> Effect:
    """What is not pushed then."""
    return Effect(
        [
            _("Nothing is pushed to %(url)s any more, also nothing that waits for that.") % {"url": address.url},
            _("What was released can still be fetched. What is asked for by schedule with it is not asked for again."),
        ]
    )


def of_stopping(row: Disclosure) -> Effect:
    """What is gone then."""
    lines = [_("Nothing more of it passes, for good. It can be asked for again.")]
    if row.rows:
        people = ngettext("The file with %(rows)d row is removed.", "The file with %(rows)d rows is removed.", row.rows)
        lines.append(people % {"rows": row.rows})
    if row.released_at:
        lines.append(_("It could be fetched before: ask %(recipient)s.") % {"recipient": row.recipient.name})
    return Effect(lines)
