"""Who is and was part of a case, and their yes to being supported."""

from api.endpoints import Creating, Detail, Listing, Verb
from api.pages import ByJoining
from api.serializers import members as shapes
from api.serializers.agencies import NothingMore
from casework import engagement, members, selectors


class Members(Listing, Creating):
    """Who is and was part of it; bring somebody in."""

    subject, rows = selectors.case_for, selectors.members_of
    body, verb, again = shapes.MemberBody, members.join, selectors.member_for
    out = shapes.MemberShown
    pagination_class = ByJoining


class MemberDetail(Detail):
    """Somebody's part in a case."""

    subject, subject_key, out = selectors.member_for, "id", shapes.MemberShown


class OfMember(Verb):
    """Something happens to somebody's part in a case."""

    subject, subject_key = selectors.member_for, "id"
    again, out = selectors.member_for, shapes.MemberShown


class ProposeLeaving(OfMember):
    """Say that somebody is no longer part of it."""

    body, verb = shapes.LeavingBody, members.propose_leaving


class KeepMember(OfMember):
    """Take that back."""

    body, verb = NothingMore, members.keep


class ConfirmLeaving(OfMember):
    """Stand behind it as the second person."""

    body, verb = shapes.ConfirmLeavingBody, members.confirm_leaving


class Engage(Creating):
    """Somebody says yes to being supported."""

    subject, subject_key = selectors.member_for, "id"
    body, verb, again = shapes.EngageBody, engagement.agree, selectors.engagement_for
    out = shapes.EngagementShown


class WithdrawEngagement(Verb):
    """They take it back."""

    subject, subject_key = selectors.engagement_for, "id"
    body, verb, again = shapes.WithdrawEngagementBody, engagement.withdraw, selectors.engagement_for
    out = shapes.EngagementShown
    needs_match = False
