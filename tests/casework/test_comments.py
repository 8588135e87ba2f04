"""Entries belong to whoever wrote them: others comment, or ask for a correction, and the writer answers."""

import pytest

from agencies.enums import DataCategory
from agencies.exceptions import Invalid, Missing, NotPermitted
from casework import comments, selectors
from casework.enums import CorrectionOutcome
from casework.exceptions import CorrectionSettled
from casework.models import Comment
from tests.database import not_allowed, refused, run
from tests.factories.casework import make_scene
from tests.factories.sharing import make_housing_contact, make_share, the_practice

pytestmark = pytest.mark.usefixtures("db")

KEPT, CORRECTED = CorrectionOutcome.KEPT, CorrectionOutcome.CORRECTED


@pytest.fixture
def scene(cast, role):
    """The Bells, shared with the police: housing and offences, to see and to contribute."""
    with role("seed"):
        scene = make_scene(cast)
        make_share(scene, cast.chidi)
        return scene


@pytest.fixture
def entry(scene, cast):
    """Asha's visit, about Rosa, kept from Tom."""
    rosa, tom, _ = scene.people
    return make_housing_contact(scene, cast.asha, about=[rosa], not_to_disclose_to=[tom])


def test_a_comment_has_the_category_of_its_entry_and_is_kept_from_whom_that_is_kept(scene, entry, cast):
    rosa, tom, mia = scene.people
    said = comments.comment(entry, text="We were there too", not_to_disclose_to=[mia], by=cast.chidi)
    assert (said.category, said.case_id, said.contact, said.document) == ("housing", scene.case.pk, entry, None)
    assert (said.source_agency, said.recorded_by) == (cast.chidi.agency, cast.chidi.membership)
    assert (set(said.about.all()), set(said.not_to_disclose_to.all())) == ({rosa}, {tom, mia})


def test_the_writer_s_agency_answers_a_correction_and_points_to_the_entry_that_corrects(scene, entry, cast):
    asked = comments.ask_for_correction(entry, text="It was the oven", by=cast.chidi)
    better = make_housing_contact(scene, cast.ben, corrects=entry, summary="The oven is out")
    comments.answer_correction(asked, outcome=CORRECTED, answer="Thank you", contact=better, by=cast.ben)
    row = selectors.comment_for(cast.chidi, asked.pk)
    assert (row.outcome, row.answer, row.corrected_contact) == ("corrected", "Thank you", better)
    assert (row.answered_by, row.shows_answer) == (cast.ben.membership, True)


@pytest.mark.parametrize(
    ("writer", "asker", "answers", "refusal"),
    [
        ("asha", "chidi", "ben", None),
        ("asha", "ben", "asha", None),
        ("asha", "chidi", "chidi", NotPermitted),
        ("chidi", "asha", "chidi", None),
        ("chidi", "asha", "asha", NotPermitted),  # not even the lead answers for what another agency wrote
        ("chidi", "asha", "mina", NotPermitted),
        ("chidi", "asha", "dot", Missing),
        ("chidi", "asha", "gita", Missing),
    ],
)
def test_who_answers_a_correction(writer, asker, answers, refusal, scene, cast, role):
    with role("seed"):
        people = {name: cast[name] for name in ("asha", "ben", "mina", "dot", "chidi")} | {"gita": the_practice(cast)}
    asked = comments.ask_for_correction(make_housing_contact(scene, cast[writer]), text="No", by=cast[asker])
    if refusal is None:
        comments.answer_correction(asked, outcome=KEPT, answer="So it was", by=people[answers])
    else:
        with pytest.raises(refusal):
            comments.answer_correction(asked, outcome=KEPT, answer="So it was", by=people[answers])
    assert Comment.objects.filter(answered_at__isnull=False).exists() == (refusal is None)


def test_a_correction_is_answered_once_and_a_comment_never(entry, cast):
    asked = comments.ask_for_correction(entry, text="No", by=cast.chidi)
    comments.answer_correction(asked, outcome=KEPT, answer="So it was", by=cast.asha)
    for row in (asked, comments.comment(entry, text="Well", by=cast.chidi)):
        with pytest.raises(CorrectionSettled):
            comments.answer_correction(row, outcome=KEPT, answer="Again", by=cast.asha)


def test_what_corrects_is_an_entry_that_names_the_mistaken_one(scene, entry, cast):
    asked = comments.ask_for_correction(entry, text="No", by=cast.chidi)
    other = make_housing_contact(scene, cast.asha)
    better = make_housing_contact(scene, cast.asha, corrects=entry)
    for outcome, named in ((CORRECTED, other), (KEPT, better)):
        with pytest.raises(Invalid) as refusal:
            comments.answer_correction(asked, outcome=outcome, answer="So", contact=named, by=cast.asha)
        assert set(refusal.value.fields) == {"contact"}


def test_whom_it_is_kept_from_is_somebody_of_the_case(entry, cast, role):
    with role("seed"):
        elsewhere = make_scene(cast, name="Elsewhere").people[0]
    with pytest.raises(Invalid) as refusal:
        comments.comment(entry, text="Well", not_to_disclose_to=[elsewhere], by=cast.asha)
    assert set(refusal.value.fields) == {"not_to_disclose_to"}


@pytest.mark.parametrize("column", ["text", "category", "contact_id", "kind", "recorded_at"])
def test_what_was_said_is_never_changed(column, entry, cast):
    comments.comment(entry, text="Well", by=cast.asha)
    with not_allowed():
        run(f"UPDATE casework_comment SET {column} = {column}")


def write(entry, **other) -> Comment:
    """A comment as somebody would write it who goes past the verb."""
    facts = {"case": entry.case, "category": entry.category, "kind": "comment", "contact": entry, "text": "Well"}
    by = entry.recorded_by
    return Comment.objects.create(recorded_by=by, source_agency=by.agency, **(facts | other))


@pytest.mark.parametrize(
    ("constraint", "other"),
    [
        ("comment_keeps_to_its_entry", {"category": DataCategory.GENERAL}),
        ("comment_on_one_entry", {"contact": None}),
        ("comment_is_kept_as_its_entry", {}),
        ("comment_text_said", {"text": " "}),
    ],
)
def test_the_database_holds_a_comment_to_its_entry(constraint, other, entry):
    with refused(constraint):
        write(entry, **other)


def test_the_database_holds_an_answer_to_the_agency_that_wrote_the_entry_and_to_one_answer(entry, cast):
    asked = comments.ask_for_correction(entry, text="No", by=cast.chidi)
    says = "UPDATE casework_comment SET answered_at = clock(), answered_by_id = %(by)s, outcome = 'kept', answer = 'So'"
    with refused("correction_answered_by_the_writer"):
        run(says, by=cast.chidi.membership.pk)
    comments.answer_correction(asked, outcome=KEPT, answer="So it was", by=cast.asha)
    with refused("settled_once"):
        run(says, by=cast.ben.membership.pk)


@pytest.mark.parametrize("count", [1, 3])
def test_comments_are_listed_in_four_queries(count, scene, entry, cast, django_assert_num_queries):
    for _ in range(count):
        comments.comment(entry, text="Well", by=cast.chidi)
    with django_assert_num_queries(4):
        rows = list(selectors.comments_of(cast.ben, scene.case))
        assert [(row.recorded_by.user.name, len(row.about.all())) for row in rows] == [("Chidi", 1)] * count
