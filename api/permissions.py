"""The door's one question; every other is asked in the rooms."""

from typing import TYPE_CHECKING

from rest_framework.exceptions import NotAuthenticated
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

if TYPE_CHECKING:
    from rest_framework.views import APIView  # at run time it imports this module, by name, from the settings


class HasActor(BasePermission):
    """Somebody acts."""

    def has_permission(self, request: Request, view: "APIView") -> bool:
        """True; raises NotAuthenticated, since DRF would answer 403 to a request with another kind of sign-in."""
        if getattr(request, "actor", None) is None:
            raise NotAuthenticated
        return True
