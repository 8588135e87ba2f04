"""Papers and signatures: what a pen leaves."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from tempfile import TemporaryDirectory

from django.test import override_settings

from agencies import clock
from agencies.actors import Actor
from casework import papers
from casework.enums import PlanForm
from casework.models import Document, PrintedPlan
from outcomes import plans, signatures
from outcomes.models import Outcome, Signature
from tests.factories.casework import Scene

STROKES = [[[100, 100], [140, 60], [180, 110]], [[220, 90], [400, 95]]]
PDF = b"%PDF-1.7 Signed by Rosa"


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
    with TemporaryDirectory() as folder, override_settings(FILES_FOLDER=folder):
        yield folder


def make_signature(outcome: Outcome, by: Actor) -> Signature:
    """Beneath the first yes to an outcome."""
    agreement = outcome.versions.get().agreements.order_by("agreed_at")[0]
    return signatures.sign(agreement, strokes=STROKES, by=by)


def make_print(scene: Scene, form: PlanForm = PlanForm.ONE_PAGE) -> PrintedPlan:
    """The plan of a scene, printed by Asha."""
    return plans.print_out(scene.case, form=form, by=scene.cast.asha)


def make_signed_plan(scene: Scene) -> Document:
    """A print of it, signed and brought back today; its file is gone with the test."""
    with a_folder():
        return papers.bring_back(make_print(scene), file=Paper(), dated_on=clock.today(), by=scene.cast.asha)
