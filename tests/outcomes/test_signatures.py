"""Signatures: optional, of whoever said it, made of numbers alone; and a picture that is drawn here."""

import io
import json
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from PIL import Image

from agencies.exceptions import Invalid, Missing
from outcomes import selectors, signatures
from outcomes.models import ClosureAgreement, Signature
from tests.conftest import database_role
from tests.database import ask
from tests.factories.agencies import Cast
from tests.factories.casework import Scene, make_scene
from tests.factories.outcomes import agree_to_close, make_outcome, make_proposal
from tests.factories.papers import STROKES, make_signature
from tests.factories.sharing import make_share

pytestmark = pytest.mark.usefixtures("db")
LONG = [[n % 1000, n % 900] for n in range(3001)]


@pytest.fixture
def scene(cast: Cast) -> Scene:
    with database_role("seed"):
        return make_scene(cast)


@pytest.fixture
def answer(scene: Scene) -> ClosureAgreement:
    """Rosa has agreed to finish."""
    with database_role("seed"):
        agree_to_close(scene, make_proposal(scene), scene.member("Rosa"))
        return ClosureAgreement.objects.get()


@pytest.mark.parametrize(
    "drawn",
    [
        "", "{", "null", "[]", "[[]]", '"<svg onload=alert(1)>"', "[[[1, 2, 3]]]", "[[[1]]]", "[[[1.5, 2]]]", "[[[true, 2]]]",
        "[[[-1, 2]]]", "[[[1001, 2]]]", "[[[1e3, 2]]]", "[[[NaN, 2]]]", '[[["1", "2"]]]', '[[{"x": 1, "y": 2}]]',
        json.dumps([[[1, 2]]] * 61), json.dumps([LONG]), "[" * 50_000, "[[[1, 2]]]" + " " * 60_000,
    ],
)  # fmt: skip
def test_what_is_no_signature_is_refused_in_words(drawn: str) -> None:
    with pytest.raises(Invalid) as refused:
        signatures.read(drawn)
    assert "leave it empty" in refused.value.fields["strokes"][0]


@pytest.mark.parametrize(
    "strokes",
    [
        [],
        {},
        [[]],
        [[[1]]],
        [[[1, 2, 3]]],
        [[["a", 2]]],
        [[[1001, 0]]],
        [[[-1, 0]]],
        [[[1.5, 0]]],
        [LONG],
        [[[1, 2]]] * 61,
    ],
)
def test_the_database_refuses_it_too(answer: ClosureAgreement, scene: Scene, strokes: Any) -> None:
    row = {"closure_agreement": answer, "member": scene.member("Rosa"), "signed_by": scene.cast.asha.membership}
    with pytest.raises(IntegrityError, match="signature_is_strokes"), transaction.atomic():
        Signature.objects.create(**row, strokes=strokes)


def test_strokes_are_kept_and_a_picture_is_drawn_from_them(answer: ClosureAgreement, scene: Scene) -> None:
    kept = signatures.sign(answer, strokes=signatures.read(json.dumps(STROKES)), by=scene.cast.asha)
    assert (kept.strokes, kept.member) == (STROKES, scene.member("Rosa"))
    image = Image.open(io.BytesIO(signatures.picture(kept.strokes)))
    # From 100 to 400 and from 60 to 110, and white around it.
    assert (image.format, image.mode, image.size) == ("PNG", "L", (348, 98))
    assert image.getpixel((24, 64)) < 100
    assert image.getpixel((160, 10)) == 255


@pytest.mark.parametrize("strokes", [[[[5, 5]]], [[[0, 0], [1000, 1000]]], [[[0, 0]] * 3000]])
def test_the_smallest_and_the_largest_can_be_drawn(strokes: Any) -> None:
    assert signatures.picture(strokes).startswith(b"\x89PNG")


def test_it_is_given_once_and_never_drawn_over(answer: ClosureAgreement, scene: Scene) -> None:
    signatures.sign(answer, strokes=STROKES, by=scene.cast.asha)
    with pytest.raises(IntegrityError), transaction.atomic():
        signatures.sign(answer, strokes=STROKES, by=scene.cast.asha)
    columns = "SELECT count(*) FROM information_schema.column_privileges WHERE table_name = 'outcomes_signature'"
    assert ask(columns + " AND grantee = 'app' AND privilege_type IN ('UPDATE', 'DELETE')") == 0


@pytest.mark.parametrize(("who", "whose"), [("ben", "Rosa"), ("asha", "Tom")])
def test_it_is_of_whoever_said_it_and_by_whoever_wrote_that_down(
    answer: ClosureAgreement, scene: Scene, who: str, whose: str
) -> None:
    row = {"closure_agreement": answer, "strokes": STROKES, "member": scene.member(whose)}
    with pytest.raises(IntegrityError, match="when they said it"), transaction.atomic():
        Signature.objects.create(**row, signed_by=scene.cast[who].membership)


def test_it_stands_beneath_one_thing(answer: ClosureAgreement, scene: Scene) -> None:
    with database_role("seed"):
        make_outcome(scene)
    yes = scene.case.outcomes.get().versions.get().agreements.get(member=scene.member("Rosa"))
    row = {"member": scene.member("Rosa"), "signed_by": scene.cast.asha.membership, "strokes": STROKES}
    with pytest.raises(IntegrityError, match="signature_beneath_one_thing"), transaction.atomic():
        Signature.objects.create(**row, closure_agreement=answer, outcome_agreement=yes)


@pytest.mark.parametrize(
    ("who", "sees"), [("asha", True), ("ben", True), ("chidi", False), ("dot", False), ("ana", False)]
)
def test_whoever_works_with_them_sees_it_and_no_partner(scene: Scene, who: str, sees: bool) -> None:
    with database_role("seed"):
        kept = make_signature(make_outcome(scene), scene.cast.asha)
        make_share(scene, scene.cast.chidi)
    if sees:
        assert selectors.signature_for(scene.cast[who], kept.pk) == kept
    else:
        with pytest.raises(Missing):
            selectors.signature_for(scene.cast[who], kept.pk)
