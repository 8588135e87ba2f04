"""A role says what: every permission there is, and the role that holds it."""

from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from agencies.enums import RoleCode


class Permission(StrEnum):
    """What can be done. Each is held by a role below and asked by a verb or a selector."""

    VIEW_CASE = "view_case"
    CONTRIBUTE_TO_CASE = "contribute_to_case"
    REFER_CASE = "refer_case"
    TRIAGE_CASE = "triage_case"
    ALLOCATE_CASE = "allocate_case"
    WORK_CASE = "work_case"
    SHARE_CASE = "share_case"
    CONFIRM_AS_SECOND_PERSON = "confirm_as_second_person"
    CONTINUE_CASE = "continue_case"
    MANAGE_ACCESS = "manage_access"
    MANAGE_AGREEMENTS = "manage_agreements"
    VIEW_TRAIL = "view_trail"
    KEEP_CONFLICTS = "keep_conflicts"
    MATCH_CONFLICTS = "match_conflicts"
    HAND_OVER_EXTRACTS = "hand_over_extracts"
    REVIEW_LINKS = "review_links"
    DISCLOSE = "disclose"
    DECIDE_NOMINATIONS = "decide_nominations"
    KEEP_OBJECTIONS = "keep_objections"
    VIEW_FIGURES = "view_figures"
    OPEN_IN_EMERGENCY = "open_in_emergency"


@dataclass(frozen=True, slots=True)
class Role:
    """A role: its sentence on screen and what it may do."""

    sentence: str | Promise
    permissions: frozenset[Permission]


# What a partner brings: it is opened by a share, or by working on the case.
PARTNER = {
    Permission.VIEW_CASE, Permission.CONTRIBUTE_TO_CASE, Permission.REFER_CASE, Permission.OPEN_IN_EMERGENCY,
}  # fmt: skip
CASEWORK = PARTNER | {Permission.WORK_CASE, Permission.SHARE_CASE, Permission.CONFIRM_AS_SECOND_PERSON}
ROLES: dict[RoleCode, Role] = {
    RoleCode.SUPPORT_WORKER: Role(
        _("Leads or supports cases of their team, and records the work with the household."), frozenset(CASEWORK)
    ),
    RoleCode.PRACTITIONER: Role(
        _("Refers households, and works on what was shared with their agency."), frozenset(PARTNER)
    ),
    RoleCode.MANAGER: Role(
        _("Takes referrals in, allocates a dedicated worker, and decides where two cases become one."),
        frozenset(
            CASEWORK
            | {Permission.TRIAGE_CASE, Permission.ALLOCATE_CASE, Permission.CONTINUE_CASE}
            | {Permission.VIEW_FIGURES, Permission.KEEP_CONFLICTS, Permission.DECIDE_NOMINATIONS}
        ),
    ),
    RoleCode.GOVERNANCE_LEAD: Role(
        _("Keeps the agreements between agencies, and sees how data were used."),
        frozenset(
            {Permission.MANAGE_AGREEMENTS, Permission.VIEW_TRAIL}
            | {Permission.KEEP_CONFLICTS, Permission.MATCH_CONFLICTS}
            | {Permission.HAND_OVER_EXTRACTS, Permission.REVIEW_LINKS}
            | {Permission.KEEP_OBJECTIONS, Permission.DISCLOSE}
        ),
    ),
    RoleCode.ANALYST: Role(_("Sees figures, never a case."), frozenset({Permission.VIEW_FIGURES})),
    RoleCode.ADMINISTRATOR: Role(
        _("Keeps people, teams and agencies in order, and never sees a case."), frozenset({Permission.MANAGE_ACCESS})
    ),
}
