"""Optimistic concurrency: a row carries a version, and a verb refuses to write over a change that its caller never saw."""

from typing import TypeVar

from django.db import models
from django.db.models import F
from django.utils.translation import gettext as _

from agencies.exceptions import NOT_FOUND, Missing, Stale


class Versioned(models.Model):
    """A row with a version, which a trigger raises at every update, raw ones included."""

    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        abstract = True


Row = TypeVar("Row", bound=Versioned)


def locked(subject: Row) -> Row:
    """The row, read again under a lock held to the end of the transaction.

    Raises Stale where it changed after `subject` was loaded: the caller decided on something that is no longer so.
    """
    fresh = type(subject)._default_manager.select_for_update(of=("self",)).filter(pk=subject.pk).first()
    if fresh is None:
        raise Missing(NOT_FOUND)
    if fresh.version != subject.version:
        raise Stale(
            _("Somebody changed this while you were working on it. Look at it again, then repeat what you did.")
        )
    return fresh


def touch(subject: Versioned) -> None:
    """Raise the version, since something that belongs to the row changed: who decided on the old state must look again."""
    type(subject)._default_manager.filter(pk=subject.pk).update(version=F("version"))  # the trigger adds the one
    subject.refresh_from_db()
