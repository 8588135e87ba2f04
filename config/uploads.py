"""How much of a file is read at all: nobody fills memory or disk before a form could say that it is too large."""

from typing import Any

from django.core.files.uploadhandler import FileUploadHandler, SkipFile

from casework.files import MOST_BYTES

TOO_LARGE = "file_was_too_large"


class MostBytes(FileUploadHandler):
    """First of the handlers. Drops a file that grows too large, and notes on the request that there was one."""

    read = 0

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Each file has the whole measure. A stranger's is not read: nothing that is open to strangers takes one."""
        super().new_file(*args, **kwargs)
        if getattr(self.request, "actor", None) is None:
            raise SkipFile
        self.read = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        """On to the next handler, or no further."""
        self.read += len(raw_data)
        if self.read > MOST_BYTES:
            setattr(self.request, TOO_LARGE, True)
            raise SkipFile
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """The next handlers make the file."""
        return


def was_too_large(request: Any) -> bool:
    """Whether a file of this request was dropped."""
    return bool(getattr(request, TOO_LARGE, False))
