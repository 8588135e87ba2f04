"""Warnings: what requests say of them, and how they are shown."""

from typing import Any, ClassVar

from agencies import selectors as agencies
from api.serializers.base import Body, Day, Scoped, ShortText, Text
from api.serializers.content import ContentBody
from api.serializers.shown import CONTENT, Answered, Who
from casework.models import CaseWarning

AN_ID = "1b9d6bcd-bbfd-4b2d-9b5d-ab8dfbbd4bed"


class WarningBody(ContentBody):
    """What everybody has to know before they visit or ring, whose it is, and when they look at it again."""

    text = ShortText(max_length=300)
    owner = Scoped(agencies.membership_for, required=False)
    review_on = Day()
    example = {
        "category": "general",
        "text": "Dog in the house. Ring first, and it is put in the kitchen.",
        "review_on": "2026-09-01",
    }


class LookAgainBody(Body):
    """When somebody looks again, and who; its owner, where nobody is named."""

    review_on = Day()
    owner = Scoped(agencies.membership_for, required=False)
    example: ClassVar[dict[str, Any] | None] = {"review_on": "2026-12-01", "owner": AN_ID}


class EndWarningBody(Body):
    """Why it holds no longer."""

    reason = Text()
    example = {"reason": "The dog lives with their uncle now"}


class WarningShown(Answered):
    """A warning."""

    owner = Who()
    looked_again_by = Who(allow_null=True)
    ended_by = Who(allow_null=True)
    parts = {"shows_end": ("end_reason", "ended_by")}

    class Meta:
        model = CaseWarning
        fields = (
            *CONTENT, "text", "owner", "review_on", "looked_again_at", "looked_again_by", "ended_at", "ended_by",
            "end_reason",
        )  # fmt: skip
