"""Papers and signatures: what a pen leaves."""

import io
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from tempfile import TemporaryDirectory
from typing import Any

from django.test import override_settings
from PIL import Image

from agencies import clock
from agencies.actors import Actor
from agencies.enums import DataCategory
from casework import contacts, papers
from casework.enums import DocumentKind, PlanForm, SafeWay
from casework.file_types import OPEN_DOCUMENT, WORD
from casework.models import Document, PrintedPlan
from outcomes import plans, signatures
from outcomes.models import Outcome, Signature
from tests.factories.casework import Scene

STROKES = [[[100, 100], [140, 60], [180, 110]], [[220, 90], [400, 95]]]
PDF = b"%PDF-1.7 Signed by Rosa"


def picture(kind: str = "JPEG", size: tuple[int, int] = (40, 30), mode: str = "RGB", **more: Any) -> bytes:
    """A picture of one colour."""
    written = io.BytesIO()
    Image.new(mode, size, **({"color": "red"} if mode == "RGB" else {})).save(written, kind, **more)
    return written.getvalue()


def packed(entries: dict[str, bytes], packing: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip of these."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", packing) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return written.getvalue()


def word(**more: bytes) -> bytes:
    """A text as Word writes it; in names of further entries `__` stands for a slash, and `_o_` for a full stop."""
    further = {name.replace("__", "/").replace("_o_", "."): content for name, content in more.items()}
    types = b'<Types><Override PartName="/word/document.xml" ContentType="' + WORD + b'"/></Types>'
    return packed({"[Content_Types].xml": types, "word/document.xml": b"<w:document/>", **further})


def open_document(**more: bytes) -> bytes:
    """A text as LibreOffice writes it."""
    return packed({"mimetype": OPEN_DOCUMENT, "content.xml": b"<office:document/>", **more})


class Paper:
    """A file as a page hands it on."""

    def __init__(self, *chunks: bytes) -> None:
        self.pieces = chunks or (PDF,)

    def chunks(self) -> Iterable[bytes]:
        """Its pieces."""
        return self.pieces


@contextmanager
def a_folder() -> Iterator[str]:
    """A folder for files, which is gone afterwards."""
    with TemporaryDirectory() as folder, override_settings(FILES_FOLDER=folder, FILES_PER_MINUTE=10_000):
        yield folder


def make_signature(outcome: Outcome, by: Actor) -> Signature:
    """Beneath the first yes to an outcome."""
    agreement = outcome.versions.get().agreements.order_by("agreed_at")[0]
    return signatures.sign(agreement, strokes=STROKES, by=by)


def make_print(scene: Scene, form: PlanForm = PlanForm.ONE_PAGE) -> PrintedPlan:
    """The plan of a scene, printed by Asha."""
    return plans.print_out(scene.case, form=form, way=SafeWay.VISIT, by=scene.cast.asha)


def make_signed_plan(scene: Scene) -> Document:
    """A print of it, signed and brought back today; its file is gone with the test."""
    with a_folder():
        return papers.bring_back(make_print(scene), file=Paper(), dated_on=clock.today(), by=scene.cast.asha)


def make_file(scene: Scene, content: bytes | None = PDF, **more: Any) -> Document:
    """A letter of a scene, recorded by Asha with its file; without one where there is no content."""
    said = {"category": DataCategory.HOUSING, "title": "Letter", "kind": DocumentKind.LETTER, "by": scene.cast.asha}
    file = None if content is None else Paper(content)
    return contacts.record_document(scene.case, dated_on=clock.today(), file=file, **{**said, **more})
