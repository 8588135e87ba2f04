"""The base of questions that are asked by POST."""

from typing import ClassVar

from api.endpoints import Told


class Asking(Told):
    """POST: a question whose words must not stand in an address. It changes nothing: asked twice, it is answered twice."""

    requires: ClassVar[tuple[str, ...]] = ("out",)
    needs_match: ClassVar[bool] = False
