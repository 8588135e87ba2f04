"""How much of a file is read at all: nobody fills memory or disk before a form could say that it is too large."""

from typing import Any

from django.conf import settings
from django.core.files.uploadhandler import FileUploadHandler, SkipFile

from agencies.extracts import kept
from agencies.permissions import Permission, holds
from casework.files import MOST_BYTES

# Where more is taken: extracts, from whoever hands them over.
LARGE = {"/api/v1/extracts/": kept.MOST_BYTES, "/extracts/hand-over/": kept.MOST_BYTES}
# What a form has beside its file.
AROUND = 1_000_000
TOO_LARGE = "file_was_too_large"


class MostBytes(FileUploadHandler):
    """First of the handlers. Drops a file that grows too large, and notes on the request that there was one."""

    read = 0
    most = MOST_BYTES

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Each file has the whole measure. A stranger's is not read: nothing that is open to strangers takes one."""
        super().new_file(*args, **kwargs)
        actor = getattr(self.request, "actor", None)
        if actor is None:
            raise SkipFile
        self.read = 0
        self.most = MOST_BYTES
        path = getattr(self.request, "path", "")
        if path in LARGE and holds(actor, Permission.HAND_OVER_EXTRACTS):
            self.most = LARGE[path]

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        """On to the next handler, or no further."""
        self.read += len(raw_data)
        if self.read > self.most:
            setattr(self.request, TOO_LARGE, True)
            raise SkipFile
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """The next handlers make the file."""
        return


def was_too_large(request: Any) -> bool:
    """Whether a file of this request was dropped."""
    return bool(getattr(request, TOO_LARGE, False))


def most_of_body(path: str) -> int:
    """How many bytes a request to this address may have."""
    return LARGE[path] + AROUND if path in LARGE else settings.MOST_BODY
