"""What must not be said before somebody of the household: forms begin with it, staff see a mark, and no shared screen has it."""

import re
from datetime import timedelta
from typing import Any

import pytest

from agencies import clock
from agencies.enums import DataCategory
from casework import case_warnings, contacts
from casework.enums import Channel, DocumentKind
from outcomes import actions, codesign, reviews
from tests.conftest import database_role
from tests.factories.agencies import Cast
from tests.factories.casework import Scene, make_scene, make_warning
from tests.factories.outcomes import make_action, make_outcome
from tests.web.test_case import show

FORMS = [
    "contacts/new/",
    "documents/new/",
    "warnings/new/",
    "actions/new/",
    "outcomes/new/",
    "outcomes/understanding/",
    "help/offer/",
]
TABLE = [
    "table/", "table/what-matters/", "table/new/", "table/agree/", "table/rate/", "table/review/", "table/finish/",
    "plan/", "plan/easy-read/",
]  # fmt: skip


@pytest.fixture
def scene(people: Cast) -> Scene:
    with database_role("seed"):
        return make_scene(people)


def ticked(page: str, scene: Scene) -> list[str]:
    boxes = re.findall(r"<input[^>]*name=\"not_to_disclose_to\"[^>]*>", page)
    keys = [re.findall(r'value="([^"]+)"', box)[0] for box in boxes if "checked" in box]
    return sorted(str(person) for person in scene.people if str(person.pk) in keys)


def test_a_form_begins_with_whom_a_warning_is_kept_from_and_with_nobody_else(browser_of: Any, scene: Scene) -> None:
    browser, (_, tom, _) = browser_of("asha"), scene.people
    for end in FORMS:
        assert ticked(show(browser, scene, end), scene) == [], end
    with database_role("seed"):
        warning = make_warning(scene, text="She sees an adviser", not_to_disclose_to=[tom])
    for end in FORMS:
        assert ticked(show(browser, scene, end), scene) == ["Tom Bell"], end
    with database_role("seed"):
        case_warnings.end(warning, reason="No more", by=scene.cast.asha)
    assert ticked(show(browser, scene, FORMS[0]), scene) == []


def test_what_is_kept_from_one_of_them_is_on_no_screen_that_they_look_at_together(
    browser_of: Any, scene: Scene
) -> None:
    asha, (_, tom, _) = scene.cast.asha, scene.people
    said: dict[str, Any] = {"category": DataCategory.GENERAL, "not_to_disclose_to": [tom], "by": asha}
    with database_role("seed"):
        outcome = make_outcome(scene, scene.member("Rosa"), wording="Qkept outcome", not_to_disclose_to=[tom])
        action = make_action(scene, outcome)
        actions.take_on(
            scene.case,
            title="Qkept action",
            due_on=clock.today(),
            reason="safety",
            owner_worker=asha.membership,
            **said,
        )
        contacts.record(scene.case, happened_at=clock.now(), channel=Channel.PHONE, summary="Qkept contact", **said)
        contacts.record_document(
            scene.case, title="Qkept paper", kind=DocumentKind.LETTER, dated_on=clock.today(), held_where="Here", **said
        )
        codesign.record_understanding(scene.case, what_matters="Qkept matter", **said)
        reviews.plan(scene.case, due_on=clock.today() + timedelta(days=9), not_to_disclose_to=[tom], by=asha)
        make_warning(scene, text="Qkept warning", not_to_disclose_to=[tom])
    # What serves an outcome is kept from whom the outcome is kept, whoever writes it.
    assert list(action.not_to_disclose_to.all()) == [tom]
    browser = browser_of("asha")
    for end in TABLE:
        page = show(browser, scene, end)
        assert [words for words in ("Qkept", action.title) if words in page] == [], end
    for name, is_hers in (("Rosa", True), ("Tom", False)):
        turn = f"table/rate/{scene.member(name).pk}/"
        assert ("Qkept outcome" in show(browser, scene, f"{turn}?alone=yes")) == is_hers
        assert "Qkept outcome" not in show(browser, scene, turn)
    first = show(browser, scene)
    assert "Not for everybody at home" in first
    assert "Do not say this before Tom Bell" in show(browser, scene, "documents/")
