"""The permission tables of a case: guardian's, keyed to the case directly, whose rows carry the share they stand on.

Only `grant` and `revoke` of agencies/permissions.py write them. guardian's own rule, one row for each holder, permission
and case, would merge two shares to one agency into one that neither could end; here a row belongs to its share.
"""

from django.conf import settings
from django.contrib.auth.models import Group, Permission
from django.db import models
from django.db.models import Q
from guardian.models import GroupObjectPermissionBase, UserObjectPermissionBase

from agencies.access import AccessPaths
from agencies.traces import Trace
from casework.models.case import Case
from casework.models.case_share import CaseShare


class CaseGroupGrant(GroupObjectPermissionBase):
    """An agency may do something to a case, since it was shared with it."""

    permission = models.ForeignKey(Permission, models.PROTECT, related_name="+")
    group = models.ForeignKey(Group, models.PROTECT, related_name="+")
    content_object = models.ForeignKey(Case, models.PROTECT, related_name="group_grants", db_column="case_id")
    share = models.ForeignKey(CaseShare, models.PROTECT, related_name="group_grants")
    # Repeats the case's own, which never changes, so that an agency's newest cases are read off one index.
    referred_at = models.DateTimeField(editable=False, null=True, help_text="Set by a trigger.")

    access = AccessPaths(through={"share": Q()})
    trace = Trace(case="content_object_id")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["share", "permission"], name="case_group_grant_once_per_share")]
        indexes = [
            models.Index(
                fields=["group", "permission", "-referred_at", "-content_object", "share"], name="cases_of_agency"
            ),
            # For one case: without it, all that an agency was ever granted is read for each row that is asked about.
            models.Index(fields=["content_object", "group", "permission", "share"], name="group_grants_of_case"),
        ]


class CaseUserGrant(UserObjectPermissionBase):
    """One practitioner may, since the share names them; for the share's agency, and for no other that they act for."""

    permission = models.ForeignKey(Permission, models.PROTECT, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    content_object = models.ForeignKey(Case, models.PROTECT, related_name="user_grants", db_column="case_id")
    share = models.ForeignKey(CaseShare, models.PROTECT, related_name="user_grants")
    referred_at = models.DateTimeField(editable=False, null=True, help_text="Set by a trigger.")

    access = AccessPaths(through={"share": Q()})
    trace = Trace(case="content_object_id")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["share", "permission", "user"], name="case_user_grant_once_per_share")
        ]
        indexes = [
            models.Index(
                fields=["user", "permission", "-referred_at", "-content_object", "share"], name="cases_of_practitioner"
            )
        ]
