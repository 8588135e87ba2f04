"""Endpoints that take a file beside the body: two parts of a form, `document` and `file`."""

import hashlib
from collections.abc import Callable
from typing import Any, ClassVar

from django.core.files.uploadedfile import UploadedFile

from agencies.exceptions import Invalid
from api.endpoints import Creating
from api.parsers import BodyWithFile, JSONWithFileParser, StrictJSONParser
from casework import files
from config.uploads import was_too_large


class CreatingWithFile(Creating):
    """POST: a new row, with the file that came with it. Without one, only where `needs_file` is not set."""

    parser_classes = (StrictJSONParser, JSONWithFileParser)
    needs_file: ClassVar[bool] = False
    too_large: ClassVar[Callable[[], Invalid]] = files.too_large

    def values(self, *, partial: bool = False) -> dict[str, Any]:
        """What the body says, and the file where one came."""
        found = super().values(partial=partial)
        if self.needs_file or isinstance(self.request.data, BodyWithFile):
            found["file"] = self.file()
        return found

    def file(self) -> UploadedFile:
        """The one that was sent. Raises Invalid where there is none, or where it was too large to be read."""
        file: UploadedFile | None = getattr(self.request.data, "file", None)
        if file is None:
            raise (
                type(self).too_large()
                if was_too_large(self.request._request)
                else Invalid.field("file", "Send the file.")
            )
        return file

    def fingerprint(self) -> str:
        """What was asked, and what is in the file."""
        asked, hashed = super().fingerprint(), hashlib.sha256()
        if not isinstance(self.request.data, BodyWithFile):
            return asked
        for piece in self.file().chunks():
            hashed.update(piece)
        return hashlib.sha256(f"{asked} {hashed.hexdigest()}".encode()).hexdigest()
