"""What becomes of a kept file: whether it may be opened, who looked for harm in it, and why it is refused."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class FileState(models.TextChoices):
    """Whether a kept file may be opened."""

    WAITING = "waiting", _("being checked")
    CLEAN = "clean", _("checked")
    REFUSED = "refused", _("cannot be opened")


class FileScan(models.TextChoices):
    """Who looked for what does harm."""

    HERE = "here", _("scanned here")
    ELSEWHERE = "elsewhere", _("scanned by the site, elsewhere")
    NONE = "none", _("not scanned, in development")


class FileRefusal(models.TextChoices):
    """Why a file is not taken, or not given out; what to do about it stands in casework/file_types.py."""

    HARMFUL = "harmful", _("something harmful was found in it")
    DAMAGED = "damaged", _("it is damaged")
    UNKNOWN = "unknown", _("it is of no kind that is taken")
    TOO_LARGE = "too_large", _("its picture is too large")
    PACKED = "packed", _("it unpacks to too much")
    ACTIVE = "active", _("it holds programs or links that run by themselves")
