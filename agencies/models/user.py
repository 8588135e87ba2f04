"""A person who signs in: an e-mail address and a name, and no power of their own; memberships give it."""

import uuid
from typing import Any

from asgiref.sync import sync_to_async
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.contrib.auth.models import _user_has_perm as ask_backends  # type: ignore[attr-defined]  # Django's, without stubs
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower


class UserManager(BaseUserManager["User"]):
    """Creates users; verbs call it, and nothing else does."""

    def create_user(self, email: str, name: str, password: str | None = None) -> "User":
        """A user whose e-mail is stored in lower case; without a password they cannot sign in by one."""
        user = self.model(email=email.strip().lower(), name=name)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser, PermissionsMixin):
    """Who signs in. Django's superuser flag exists, since libraries ask for it, and opens nothing here."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(max_length=254, unique=True)
    name = models.CharField(max_length=200, help_text="As colleagues and families know them.")
    is_active = models.BooleanField(default=True, help_text="Off: signed out everywhere on the next request.")

    objects = UserManager()
    acting: Any = None  # as whom they act in this request or task; a user alone has no power to ask about

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(email=Lower("email")), name="user_email_is_lower_case")]

    def __str__(self) -> str:
        return self.name

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        """As the backends say; never yes for the flag, as Django and its own backend would: nobody is above the record."""
        return self.is_active and not self.is_superuser and ask_backends(self, perm, obj)

    def has_module_perms(self, app_label: str) -> bool:
        """The same for a whole app."""
        return not self.is_superuser and super().has_module_perms(app_label)

    async def ahas_perm(self, perm: str, obj: Any = None) -> bool:
        """As `has_perm`: Django's own asynchronous twin would say yes for the flag."""
        return await sync_to_async(self.has_perm)(perm, obj)

    async def ahas_module_perms(self, app_label: str) -> bool:
        """As `has_module_perms`."""
        return await sync_to_async(self.has_module_perms)(app_label)
