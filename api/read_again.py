"""Answers to an act that show what a selector shows, and not the row that the verb happened to hold."""

from typing import Any, ClassVar

from api.serializers.base import Selector


class ReadAgain:
    """What is answered is read by `again`: what of it is for the reader, and what the clock says of it, only that knows.

    Put before the endpoint that it is mixed into.
    """

    again: ClassVar[Selector]
    actor: Any

    def shown(self, row: Any) -> dict[str, Any]:
        """The row as the actor may see it now."""
        data: dict[str, Any] = super().shown(type(self).again(self.actor, row.pk))  # type: ignore[misc]  # the endpoint's
        return data
