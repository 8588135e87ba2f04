"""By which column each kind of list is paged."""

from api.pagination import NewestFirst


class ByName(NewestFirst):
    """A to Z."""

    ordering = "name"


class ByUserName(NewestFirst):
    """People, A to Z."""

    ordering = "user__name"


class ByReferral(NewestFirst):
    """Newest referral first."""

    ordering = "-referred_at"


class ByRecording(NewestFirst):
    """What was written down last comes first."""

    ordering = "-recorded_at"


class ByRegistration(NewestFirst):
    """What was registered last comes first."""

    ordering = "-registered_at"


class ByHappening(NewestFirst):
    """What happened last comes first."""

    ordering = "-happened_at"


class ByStart(NewestFirst):
    """What began last comes first."""

    ordering = "-started_at"


class ByStartDay(NewestFirst):
    """What began last comes first, by day."""

    ordering = "-started_on"


class ByJoining(NewestFirst):
    """Who joined last comes first."""

    ordering = "-joined_at"


class ByChange(NewestFirst):
    """The last change comes first."""

    ordering = "-changed_at"


class ByMaking(NewestFirst):
    """The last one made comes first."""

    ordering = "-made_at"


class ByLinking(NewestFirst):
    """The last link comes first."""

    ordering = "-linked_at"


class ByDueDay(NewestFirst):
    """What is due first comes first."""

    ordering = "due_on"


class ByDayToLook(NewestFirst):
    """What is to be looked at first comes first."""

    ordering = "look_on"


class ByProposal(NewestFirst):
    """The last proposal comes first."""

    ordering = "-proposed_at"


class ByClosure(NewestFirst):
    """The last closure comes first."""

    ordering = "-closed_at"


class ByTitle(NewestFirst):
    """A to Z."""

    ordering = "title"


class BySharing(NewestFirst):
    """The last share comes first."""

    ordering = "-shared_at"


class ByDeclining(NewestFirst):
    """The last decision comes first."""

    ordering = "-declined_at"


class ByInstant(NewestFirst):
    """What the trail has last comes first."""

    ordering = "-at"


class ByLocalDay(NewestFirst):
    """Of the last day comes first."""

    ordering = "-local_day"


class ByReceiving(NewestFirst):
    """What came in last comes first."""

    ordering = "-received_at"


class ByAsking(NewestFirst):
    """What was asked for last comes first."""

    ordering = "-asked_at"


class ByLine(NewestFirst):
    """In the order of the file."""

    ordering = "line"


class ByCode(NewestFirst):
    """A to Z, by code."""

    ordering = "code"


class ByWeight(NewestFirst):
    """The likeliest first."""

    ordering = "-weight"


class ByAnswering(NewestFirst):
    """What was answered last comes first."""

    ordering = "-answered_at"


class ByRank(NewestFirst):
    """The highest score comes first: a product of counts, which names nobody."""

    ordering = "-score"


class BySetting(NewestFirst):
    """What was set last comes first, and holds."""

    ordering = "-set_at"
