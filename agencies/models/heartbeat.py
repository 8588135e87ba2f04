"""When each part of the service that acts by itself was last seen alive."""

from django.db import models

from agencies.clock import Now


class Heartbeat(models.Model):
    """One row for each system actor; readiness looks at its age."""

    name = models.CharField(max_length=40, primary_key=True)
    seen_at = models.DateTimeField(db_default=Now())
