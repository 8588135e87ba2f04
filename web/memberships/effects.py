"""What each change of somebody's part would do, in sentences; counted for the administrator, who sees no household."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agencies import clock, invitations, selectors
from agencies.actors import Actor
from agencies.enums import RoleCode
from agencies.models import Membership, User
from agencies.permissions import ROLES
from casework.selectors import Work, sight_in, sight_of, work_of
from web.effect_words import from_day, households, since
from web.effects import Effect
from web.memberships.words import gained_and_lost, place, place_of, powers, shared_households, sight_words


def of_end(actor: Actor, membership: Membership, ended_on: date) -> Effect:
    """Their part ends."""
    who, agency = membership.user.name, membership.agency.name
    start, sight = from_day(ended_on), sight_of(actor, membership)
    lines = [
        _("%(start)s %(who)s no longer acts for %(agency)s as %(place)s.")
        % {"start": start, "who": who, "agency": agency, "place": place_of(membership)}
    ]
    if sight.own:
        lines.append(
            _("%(who)s will no longer see %(households)s of %(agency)s.")
            % {"who": who, "households": households(sight.own), "agency": agency}
        )
    if sight.shared:
        lines.append(
            _("%(who)s will no longer see %(shared)s.") % {"who": who, "shared": shared_households(sight.shared)}
        )
    others = [each for each in _parts(actor, membership.user, ended_on) if each.pk != membership.pk]
    lines.append(_what_stays(who, others))
    return Effect([*lines, *_of_team(membership)], work_first(who, work_of(actor, membership), ended_on))


def of_change(actor: Actor, membership: Membership, said: dict[str, Any]) -> Effect:
    """They act in another role or team."""
    who, role, team, day = membership.user.name, RoleCode(said["role"]), said.get("team"), said["starting_on"]
    gains, losses = gained_and_lost(RoleCode(membership.role), role)
    lines = [
        _("%(start)s %(who)s acts as %(new)s, and no longer as %(old)s.")
        % {"start": from_day(day), "who": who, "new": place(role, team), "old": place_of(membership)}
    ]
    if gains:
        lines.append(_("%(who)s gains: %(powers)s.") % {"who": who, "powers": gains})
    if losses:
        lines.append(_("%(who)s can no longer: %(powers)s.") % {"who": who, "powers": losses})
    before = sight_of(actor, membership)
    after = sight_in(actor, membership.agency, role=role, team=team, user=membership.user)
    lines.append(_seen_before_and_after(who, sight_words(before), sight_words(after)))
    return Effect([*lines, *_of_team(membership)], work_first(who, work_of(actor, membership), day))


def of_invitation(actor: Actor, said: dict[str, Any]) -> Effect:
    """Somebody comes."""
    user, role, agency = invitations.registered(said["email"]), RoleCode(said["role"]), said["agency"]
    who = user.name if user else said["name"]
    lines = [
        _("%(start)s %(who)s acts for %(agency)s as %(place)s.")
        % {
            "start": from_day(said["started_on"]), "who": who, "agency": agency.name,
            "place": place(role, said.get("team")),
        }
    ]  # fmt: skip
    if can := powers(ROLES[role].permissions):
        lines.append(_("%(who)s can: %(powers)s.") % {"who": who, "powers": can})
    sight = sight_words(sight_in(actor, agency, role=role, team=said.get("team"), user=user))
    lines.append(
        _("%(who)s will see %(households)s at once.") % {"who": who, "households": sight}
        if sight
        else _("%(who)s will see no household until one is given to them or shared with them.") % {"who": who}
        if powers(ROLES[role].permissions & {*ROLES[RoleCode.PRACTITIONER].permissions})
        else _("%(who)s will see no household.") % {"who": who}
    )
    if user:
        lines.append(
            _("%(who)s is registered with this address already, and keeps their name and other roles.") % {"who": who}
        )
    if invitations.sends_link(user, said["started_on"]):
        lines.append(_("%(who)s is sent an e-mail with a link to choose a password.") % {"who": who})
    elif user is None or not user.has_usable_password():
        lines.append(_("%(who)s chooses a password on their first day, from the sign-in page.") % {"who": who})
    return Effect(lines)


def of_sign_out(actor: Actor, membership: Membership) -> Effect:
    """They are signed out everywhere."""
    user = membership.user
    account = selectors.account_of(actor, user)
    return Effect([
        *_what_ends(account.sessions, account.tokens),
        _("%(who)s can sign in again at once. If somebody else knows the password, deactivate them instead.")
        % {"who": user.name},
    ])  # fmt: skip


def of_reset(actor: Actor, membership: Membership) -> Effect:
    """Their second factor is taken away."""
    user = membership.user
    account = selectors.account_of(actor, user)
    heed = _("Make sure first that it is %(who)s who asks: ring a number that you know, or see them.") % {
        "who": user.name
    }
    return Effect([
        *_what_ends(account.sessions, account.tokens),
        _("Codes and passkeys of %(who)s are worth nothing any more. Whoever signs in next with their password sets up new ones.")
        % {"who": user.name},
    ], heed=heed)  # fmt: skip


def of_deactivation(actor: Actor, membership: Membership) -> Effect:
    """They are let in no more."""
    user = membership.user
    account = selectors.account_of(actor, user)
    leads = sum(work_of(actor, each).leads for each in _parts(actor, user, clock.today()))
    lines = [
        _("%(who)s cannot sign in any more, for any agency, until somebody brings them back.") % {"who": user.name},
        *_what_ends(account.sessions, account.tokens),
    ]
    if leads:
        lines.append(
            _("%(who)s stays the worker of %(households)s on paper, and nobody answers. A manager hands each over.")
            % {"who": user.name, "households": households(leads)}
        )
    return Effect(lines)


def of_return(actor: Actor, membership: Membership) -> Effect:
    """They are let in again."""
    who = membership.user.name
    parts = _(" and ").join(_in_full(each) for each in _parts(actor, membership.user, clock.today()))
    if not parts:
        return Effect([_("%(who)s has no role that lasts, so they still cannot sign in.") % {"who": who}])
    return Effect([_("%(who)s can sign in again, as: %(parts)s.") % {"who": who, "parts": parts}])


def work_first(who: str, work: Work, day: date) -> list[str]:
    """What a manager does before this part can end."""
    first = []
    if work.leads:
        first.append(
            _("%(who)s leads %(households)s. %(since)s nobody would lead them: a manager hands each over first.")
            % {"who": who, "households": households(work.leads), "since": since(day)}
        )
    if work.supports:
        first.append(
            _("%(who)s supports %(households)s beside their lead. A manager ends that first.")
            % {"who": who, "households": households(work.supports)}
        )
    return first


def _parts(actor: Actor, user: User, day: date) -> list[Membership]:
    """Those that last beyond the day."""
    rows = selectors.memberships_for(actor).filter(user=user)
    return [each for each in rows if each.ended_on is None or each.ended_on > day]


def _in_full(membership: Membership) -> str:
    return f"{place_of(membership)}, {membership.agency.name}"


def _what_stays(who: str, others: list[Membership]) -> str:
    if not others:
        return _("%(who)s has no other role, so they can no longer sign in.") % {"who": who}
    parts = _(" and ").join(_in_full(each) for each in others)
    return _("%(who)s goes on as: %(parts)s.") % {"who": who, "parts": parts}


def of_phone(membership: Membership, phone: str) -> Effect:
    """What families hold in their hands from now on."""
    words = {"who": membership.user.name, "phone": phone, "before": membership.phone}
    if not phone:
        told = _("Plans that are printed from now on have no number for %(who)s.") % words
    else:
        told = _("Plans that are printed from now on say that families ring %(who)s on %(phone)s.") % words
    was = [_("Plans that were printed before go on saying %(before)s.") % words] if membership.phone else []
    return Effect([told, *was])


def _of_team(membership: Membership) -> list[str]:
    """Whom the team's reminders would no longer reach."""
    team = membership.team
    if team is None or membership.pk not in {team.manager_id, team.deputy_id}:
        return []
    part = _("manager") if membership.pk == team.manager_id else _("deputy manager")
    return [
        _("%(who)s is the %(part)s of %(team)s. Say who takes that on, or its reminders reach nobody there.")
        % {"who": membership.user.name, "part": part, "team": team.name}
    ]


def _seen_before_and_after(who: str, before: str, after: str) -> str:
    if before == after:
        return (
            _("%(who)s goes on seeing %(after)s.") % {"who": who, "after": after}
            if after
            else _("%(who)s sees no household, before and after.") % {"who": who}
        )
    return _("%(who)s sees %(before)s now, and would see %(after)s.") % {
        "who": who, "before": before or _("no household"), "after": after or _("no household"),
    }  # fmt: skip


def _what_ends(sessions: int, tokens: int) -> list[str]:
    lines = [
        ngettext("%(number)d session ends.", "%(number)d sessions end.", sessions) % {"number": sessions}
        if sessions
        else _("They are not signed in anywhere now.")
    ]
    if tokens:
        lines.append(
            ngettext("%(number)d token for programs ends.", "%(number)d tokens for programs end.", tokens)
            % {"number": tokens}
        )
    return lines
