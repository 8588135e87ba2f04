"""What each change of an agency or a team would do, in sentences; counted, and never which household."""

from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agencies.actors import Actor
from agencies.models import Agency, Team
from casework.selectors import agency_end, open_cases_of, people_in
from web.effect_words import day_words, from_day, households, since
from web.effects import Effect


def of_agency_end(actor: Actor, agency: Agency, ended_on: date) -> Effect:
    """Nobody acts for it any more."""
    found, name = agency_end(actor, agency, ended_on), agency.name
    lines = [
        _("%(start)s nobody acts for %(agency)s.") % {"start": from_day(ended_on), "agency": name},
        ngettext(
            "The part of %(number)d person in it ends.", "The parts of %(number)d people in it end.", found.people
        ) % {"number": found.people} if found.people else _("Nobody is in it."),
        _("It sees nothing more of %(households)s that others share with it now.")
        % {"households": households(found.shared)}
        if found.shared
        else _("No household is shared with it, so nothing is hidden from it."),
        ngettext(
            "%(number)d sharing agreement in force names it. It stands for its other parties, whose governance leads end"
            " or replace it.",
            "%(number)d sharing agreements in force name it. They stand for their other parties, whose governance leads"
            " end or replace them.",
            found.agreements,
        ) % {"number": found.agreements} if found.agreements else _("No sharing agreement in force names it."),
        _("What it did stays on record under its name, and it cannot be brought back."),
    ]  # fmt: skip
    if agency.pk == actor.signatory.agency_id:
        lines.append(_("It is your own agency: you can no longer sign in for it."))
    return Effect(lines, _open_first(found.open_cases, name, ended_on))


def of_team_end(actor: Actor, team: Team, ended_on: date) -> Effect:
    """Nobody is referred to it any more."""
    people, first = people_in(actor, team, ended_on), []
    if people:
        first.append(
            ngettext(
                "%(number)d person is in %(team)s. Move them to another team, or end their part, first.",
                "%(number)d people are in %(team)s. Move each to another team, or end their part, first.",
                people,
            )
            % {"number": people, "team": team.name}
        )
    lines = [
        _("From now on no household can be referred to %(team)s, and nobody joins it.") % {"team": team.name},
        _("Its last day is %(day)s.") % {"day": day_words(ended_on - timedelta(days=1))},
        _("What it did stays on record under its name, and it cannot be brought back."),
    ]
    return Effect(lines, [*first, *_open_first(open_cases_of(actor, team), team.name, ended_on)])


def of_rename(actor: Actor, team: Team, said: dict[str, Any]) -> Effect:
    """It is called otherwise."""
    count = open_cases_of(actor, team)
    return Effect([
        _("%(old)s is called %(new)s everywhere, also beside what it did before.")
        % {"old": team.name, "new": said["name"]},
        _("Its people and its %(households)s stay where they are.") % {"households": households(count)}
        if count
        else _("Its people stay where they are."),
    ])  # fmt: skip


def of_appointment(team: Team, said: dict[str, Any]) -> Effect:
    """Who is told when nobody does what was due."""
    manager, deputy = said["manager"].user.name, said["deputy"].user.name if said["deputy"] else ""
    lines = [_("%(who)s manages %(team)s.") % {"who": manager, "team": team.name}]
    if deputy:
        lines.append(
            _("What a worker leaves undone for %(days)d days is told to %(who)s.")
            % {"days": settings.REMINDER_DEPUTY_DAYS, "who": deputy}
        )
    lines.append(
        _("What a worker leaves undone for %(days)d days is told to %(who)s.")
        % {"days": settings.REMINDER_MANAGER_DAYS, "who": manager}
    )
    before = {each.user.name for each in (team.manager, team.deputy) if each} - {manager, deputy}
    lines += [_("%(who)s is told of it no more.") % {"who": who} for who in sorted(before)]
    return Effect(lines)


def _open_first(count: int, name: str, ended_on: date) -> list[str]:
    if not count:
        return []
    return [
        _("%(name)s has %(households)s that are waiting or worked with. %(since)s nobody would be there for them: its"
          " managers end or hand over that work first.")
        % {"name": name, "households": households(count), "since": since(ended_on)}
    ]  # fmt: skip
