"""Who sends a request: a token names a membership and a purpose."""

import re

from rest_framework.authentication import BaseAuthentication
from rest_framework.request import Request

from agencies.actors import Actor, set_actor
from agencies.exceptions import TokenRefused
from agencies.looks import looks_of
from agencies.models import User
from agencies.tokens import actor_for

TOKEN = re.compile(r"[A-Za-z0-9._~+/=-]{1,200}")


class TokenAuthentication(BaseAuthentication):
    """`Authorization: Bearer <token>`."""

    def authenticate(self, request: Request) -> tuple[User | None, Actor] | None:
        """The user and the actor; None without a token.

        Leaves the actor on the request, where middleware finds it too, and tells the database.
        Raises TokenRefused.
        """
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer":
            return None
        if not TOKEN.fullmatch(token):
            raise TokenRefused("This is no token. Send it as you got it: Authorization: Bearer <token>.")
        looks = looks_of(request._request)
        try:
            actor = actor_for(token)
        except TokenRefused as refused:
            looks.known = refused.known
            raise
        set_actor(actor, route=looks.route)
        request._request.actor = actor  # type: ignore[attr-defined]  # DRF's request reads it there
        return actor.user, actor

    def authenticate_header(self, request: Request) -> str:
        """What a 401 asks for."""
        return "Bearer"
