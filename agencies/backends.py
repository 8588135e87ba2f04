"""How Django's own question `user.has_perm(permission, case)` is answered: as `may` does, for the agency acted for."""

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.db.models import Model

from agencies.actors import Actor
from agencies.permissions import holds, may
from agencies.roles import Permission


class ActingBackend(ModelBackend):
    """Signs in by e-mail and password as Django does; of Django's and guardian's own permission rows it believes none.

    Whoever asks about a bare user, without an agency acted for, is answered no.
    """

    def has_perm(self, user_obj: Any, perm: str, obj: Any = None) -> bool:
        """Whether they may; without an object, whether their role may at all."""
        actor: Actor | None = getattr(user_obj, "acting", None)
        room, _, codename = perm.partition(".")
        if actor is None or room != "casework" or codename not in set(Permission):
            return False
        permission = Permission(codename)
        if obj is None:
            return holds(actor, permission)
        return isinstance(obj, Model) and hasattr(obj, "access") and may(actor, permission, obj)

    def get_user_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        """Nobody has any of their own."""
        return set()

    def get_group_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        """An agency's group has no users: what is shared with it is asked through the membership."""
        return set()

    def get_all_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        """Those that they have on the object, or by their role."""
        named = {f"casework.{permission}" for permission in Permission}
        return {perm for perm in named if self.has_perm(user_obj, perm, obj)}

    def has_module_perms(self, user_obj: Any, app_label: str) -> bool:
        """Whether they may do anything at all in this room."""
        return app_label == "casework" and bool(self.get_all_permissions(user_obj))
