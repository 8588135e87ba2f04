"""Signatures: kept as the strokes that were drawn, shown as a picture that is drawn from them here."""

import io
import json
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy
from PIL import Image, ImageDraw

from agencies import audit, clock
from agencies.actors import Actor
from agencies.exceptions import Invalid
from agencies.permissions import Permission, check
from casework.lifecycle import hold
from casework.models import Case, CaseMember
from outcomes.models import ClosureAgreement, OutcomeAgreement, Signature

Strokes = list[list[list[int]]]
MOST_STROKES, MOST_POINTS, MOST_LETTERS = 60, 3000, 60_000
WIDEST = 1000  # points are thousandths of the width of the field that was drawn in, downwards too
AXES = 2
MARGIN, PEN, SMOOTH = (
    24,
    5,
    3,
)  # of the picture, in its own pixels; it is drawn larger, and made smaller, for a clean line
INK, PAPER = 20, 255  # grey: nothing about the picture but its line means anything
UNREADABLE = gettext_lazy(
    "The signature cannot be read. Clear it and sign again, or leave it empty: your answer counts without it."
)


def read(text: str) -> Strokes:
    """The strokes that a page sends, as JSON. Raises Invalid for anything but a few strokes made of whole numbers."""
    if len(text) > MOST_LETTERS:
        raise Invalid.field("strokes", str(UNREADABLE))
    try:
        strokes = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Invalid.field("strokes", str(UNREADABLE)) from error
    if not _are_strokes(strokes):
        raise Invalid.field("strokes", str(UNREADABLE))
    found: Strokes = strokes
    return found


@transaction.atomic
def sign(
    said: ClosureAgreement | OutcomeAgreement, *, strokes: Strokes, by: Actor, at: datetime | None = None
) -> Signature:
    """Keep what somebody drew beneath the answer that they have just given. The answer holds without it.

    The database asks that it is of whoever answered, written down by the same worker, within the hour, and once.
    """
    check(by, Permission.WORK_CASE, said)
    if not _are_strokes(strokes):
        raise Invalid.field("strokes", str(UNREADABLE))
    member = _who_said(said)
    hold(Case(pk=member.case_id))
    at = clock.moment(at)
    kind = "closure_agreement" if isinstance(said, ClosureAgreement) else "outcome_agreement"
    signature = Signature.objects.create(
        **{kind: said}, member=member, strokes=strokes, signed_at=at, signed_by=by.signatory
    )
    audit.record("signature.given", signature, by=by, at=at, case_id=member.case_id, people=[member.person_id])
    return signature


def picture(strokes: Strokes) -> bytes:
    """The strokes as a PNG, black on white, cut to what was drawn."""
    points = [point for stroke in strokes for point in stroke]
    left, top = (min(point[axis] for point in points) for axis in (0, 1))
    right, bottom = (max(point[axis] for point in points) for axis in (0, 1))
    size = (right - left + 2 * MARGIN, bottom - top + 2 * MARGIN)
    image = Image.new("L", (size[0] * SMOOTH, size[1] * SMOOTH), PAPER)
    pen = ImageDraw.Draw(image)
    for stroke in strokes:
        line = [((x - left + MARGIN) * SMOOTH, (y - top + MARGIN) * SMOOTH) for x, y in stroke]
        pen.line(line, fill=INK, width=PEN * SMOOTH, joint="curve")
        for x, y in (line[0], line[-1]):
            half = PEN * SMOOTH / 2
            pen.ellipse((x - half, y - half, x + half, y + half), fill=INK)
    file = io.BytesIO()
    image.resize(size, Image.Resampling.LANCZOS).save(file, "PNG", optimize=True)
    return file.getvalue()


def _who_said(said: ClosureAgreement | OutcomeAgreement) -> CaseMember:
    return said.participant.member if isinstance(said, ClosureAgreement) else said.member


def _are_strokes(strokes: object) -> bool:
    if not isinstance(strokes, list) or not 1 <= len(strokes) <= MOST_STROKES:
        return False
    if not all(isinstance(stroke, list) and stroke for stroke in strokes):
        return False
    points = [point for stroke in strokes for point in stroke]
    return len(points) <= MOST_POINTS and all(_is_point(point) for point in points)


def _is_point(point: object) -> bool:
    # `type` and not isinstance: true and false are whole numbers to Python.
    return isinstance(point, list) and len(point) == AXES and all(type(n) is int and 0 <= n <= WIDEST for n in point)
