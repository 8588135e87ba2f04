"""Somebody says that they forgot their password: the address that was typed, until a worker has looked whose it is."""

import uuid

from django.db import models

from agencies.clock import Now


class PasswordLink(models.Model):
    """A link that was asked for. The web server writes it and cannot read it, so its answer cannot tell who is registered."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(max_length=254, help_text="As it was typed, in lower case; perhaps nobody's.")
    wanted_at = models.DateTimeField(db_default=Now())
