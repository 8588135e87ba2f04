"""What people may do and see, in the words of these pages."""

from collections.abc import Iterable

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from agencies.enums import RoleCode
from agencies.models import Membership, Team
from agencies.permissions import ROLES, Permission
from casework.selectors import Sight
from web.effect_words import households

# After "They can". In the order of the day's work.
POWERS: dict[Permission, str | Promise] = {
    Permission.VIEW_CASE: gettext_lazy("see households that are theirs or shared with them"),
    Permission.OPEN_IN_EMERGENCY: gettext_lazy("open a case in an emergency"),
    Permission.CONTRIBUTE_TO_CASE: gettext_lazy("add to what is shared with them"),
    Permission.REFER_CASE: gettext_lazy("refer households"),
    Permission.TRIAGE_CASE: gettext_lazy("take in or decline referrals"),
    Permission.ALLOCATE_CASE: gettext_lazy("give households their workers"),
    Permission.WORK_CASE: gettext_lazy("record the work with their team’s households"),
    Permission.SHARE_CASE: gettext_lazy("share households with other agencies"),
    Permission.CONFIRM_AS_SECOND_PERSON: gettext_lazy("stand behind what needs a second person"),
    Permission.CONTINUE_CASE: gettext_lazy("decide where two pieces of work become one"),
    Permission.MANAGE_ACCESS: gettext_lazy("keep people and agencies in order"),
    Permission.MANAGE_AGREEMENTS: gettext_lazy("keep the sharing agreements"),
    Permission.VIEW_TRAIL: gettext_lazy("see how data were used"),
    Permission.VIEW_FIGURES: gettext_lazy("see figures without names"),
    Permission.KEEP_CONFLICTS: gettext_lazy("keep the register of who is close to a household"),
    Permission.MATCH_CONFLICTS: gettext_lazy("find whom such a declaration is about"),
    Permission.HAND_OVER_EXTRACTS: gettext_lazy("hand over the agency’s extracts"),
    Permission.REVIEW_LINKS: gettext_lazy("say which rows of extracts are of one person"),
    Permission.DISCLOSE: gettext_lazy("ask other agencies for files, and let such files go"),
    Permission.DECIDE_NOMINATIONS: gettext_lazy("decide about households that were found"),
    Permission.KEEP_OBJECTIONS: gettext_lazy("keep objections to being found"),
}


def powers(permissions: Iterable[Permission]) -> str:
    """`refer households, give households their workers`; empty for none."""
    held = set(permissions)
    return ", ".join(str(words) for permission, words in POWERS.items() if permission in held)


def gained_and_lost(old: RoleCode, new: RoleCode) -> tuple[str, str]:
    """What one may do in the new role and not in the old one, and the other way about."""
    before, after = ROLES[old].permissions, ROLES[new].permissions
    return powers(after - before), powers(before - after)


def place(role: str, team: Team | None) -> str:
    """`support worker, North`."""
    label = str(RoleCode(role).label).lower()
    return f"{label}, {team.name}" if team else label


def place_of(membership: Membership) -> str:
    """The same of a membership."""
    return place(membership.role, membership.team)


def shared_households(number: int) -> str:
    """`3 shared households`."""
    return ngettext("%(number)d shared household", "%(number)d shared households", number) % {"number": number}


def sight_words(sight: Sight) -> str:
    """`12 households of their own agency and 3 shared households`; empty where they see none."""
    parts = []
    if sight.own:
        parts.append(_("%(households)s of their own agency") % {"households": households(sight.own)})
    if sight.shared:
        parts.append(shared_households(sight.shared))
    return _(" and ").join(parts)
