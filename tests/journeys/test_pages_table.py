"""At the table with a real browser, on a tablet: a number first, then two people and the question of finishing."""

import re
from collections.abc import Callable

import pytest

from casework.enums import CaseStatus
from outcomes.models import Rating, Signature
from tests.conftest import database_role
from tests.factories.agencies import Cast
from tests.factories.casework import Scene, make_scene
from tests.factories.outcomes import WORDS, make_action, make_outcome
from tests.journeys.browsing import Visit
from web.inspection import MOST_BYTES

PASSWORD = "correct horse battery staple"
ONE_PAGE = re.compile(rb"/Type\s*/Page[^s]")


@pytest.fixture
def scene(cast: Cast) -> Scene:
    """Rosa and Tom have an outcome, and Asha a password."""
    with database_role("seed"):
        scene = make_scene(cast)
        make_action(scene, make_outcome(scene))
        cast.asha.user.set_password(PASSWORD)
        cast.asha.user.save()
    return scene


def pick(visit: Visit, label: str) -> None:
    visit.page.get_by_label(label, exact=True).check(force=True)


def answer(visit: Visit, scene: Scene, name: str, choice: str) -> None:
    """One person's own turn."""
    visit.open(f"/cases/{scene.case.reference}/table/finish/")
    visit.follow(re.compile(f"^{name} Everybody"))
    assert WORDS in visit.page.locator("main").inner_text()
    assert visit.page.locator("input:checked").count() == 0
    pick(visit, choice)
    if name == "Tom":
        sign(visit)
    visit.page.get_by_label("Who else was in the room?").fill("Aunt Jo")
    pick(visit, "I said it, and Asha wrote it down")
    visit.press(f"Save what {name} said")
    visit.page.get_by_text("What you said is saved.").wait_for()


def sign(visit: Visit) -> None:
    """With the mouse, as with a finger; cleared once, and drawn again."""
    field = visit.page.locator("canvas")
    field.scroll_into_view_if_needed()
    box = field.bounding_box()
    assert box is not None
    for again in (True, False):
        for stroke in ([(40, 60), (120, 110), (200, 50), (300, 120)], [(330, 90), (390, 88)]):
            visit.page.mouse.move(box["x"] + stroke[0][0], box["y"] + stroke[0][1])
            visit.page.mouse.down()
            for x, y in stroke[1:]:
                visit.page.mouse.move(box["x"] + x, box["y"] + y, steps=6)
            visit.page.mouse.up()
        if again:
            visit.page.get_by_role("button", name="Clear signature").click()
            assert visit.page.locator("input[name=strokes]").input_value() == ""


def test_a_number_then_time_to_think_then_everybody_agrees(scene: Scene, visit: Callable[..., Visit]) -> None:
    asha, case = visit(820), f"/cases/{scene.case.reference}"
    asha.sign_in("asha", PASSWORD, then=f"{case}/table/")
    asha.check()
    assert 0 < sum(asha.bytes_of.values()) < MOST_BYTES

    asha.follow(re.compile("^How are things now"))
    asha.check()
    asha.follow(re.compile("^Rosa Everybody"))
    asha.check()
    asha.follow(re.compile("^I sleep through the night"))
    asha.check()
    pick(asha, "5")
    asha.press("Save my number")
    asha.page.get_by_text("Your number is saved.").wait_for()
    assert [row.value for row in Rating.objects.all()] == [5]
    assert "From 2 to 5. Goal 8" in asha.page.locator("main").inner_text()
    for end in ("what-matters/", "new/", "agree/", "review/"):
        asha.open(f"{case}/table/{end}")
        asha.check()

    asha.open(f"{case}/ending/")
    asha.check()
    pick(asha, "The problems are resolved")
    asha.page.get_by_label("The words you will read together").fill(WORDS)
    asha.press("Put the question")
    asha.page.get_by_text("The question is put.").wait_for()
    asha.open(f"{case}/table/finish/{scene.member('Rosa').pk}/")
    asha.check()
    for name, choice in (
        ("Rosa", "I want time to think"),
        ("Tom", "Finish. I am happy with where we are"),
        ("Rosa", "Finish. I am happy with where we are"),
    ):
        asha.open(f"{case}/ending/")
        assert asha.page.get_by_role("button", name="Close this case").count() == 0
        answer(asha, scene, name, choice)
    asha.open(f"{case}/ending/")
    asha.check()
    asha.press("Close this case")
    asha.check()
    asha.press("Close this case")
    asha.page.get_by_text("Support has ended").wait_for()
    assert scene.fresh().status == CaseStatus.CLOSED
    kept = Signature.objects.all()
    assert [row.member for row in kept] == [scene.member("Tom")]
    assert all(len(row.strokes) == 2 and sum(map(len, row.strokes)) > 6 for row in kept)
    asha.open(f"{case}/papers/")
    asha.check()
    shown = asha.page.locator("img.signature__picture")
    assert shown.count() == len(kept)
    assert all(each.evaluate("image => image.decode().then(() => image.naturalWidth)") > 100 for each in shown.all())

    asha.open(f"{case}/plan/")
    asha.check()
    asha.press("Print our plan")
    asha.check()
    asha.page.get_by_label("I give it to them by hand").check()
    asha.press("Print our plan")
    asha.check()
    assert len(ONE_PAGE.findall(asha.page.pdf(prefer_css_page_size=True))) == 1
    asha.open(f"{case}/plan/easy-read/")
    asha.check()


def test_what_does_not_fit_stands_on_a_second_page(scene: Scene, visit: Callable[..., Visit]) -> None:
    with database_role("seed"):
        for number in range(20):
            make_action(scene, make_outcome(scene, wording=f"Something that we want, number {number}"))
    asha = visit(820)
    asha.sign_in("asha", PASSWORD, then=f"/cases/{scene.case.reference}/plan/")
    assert asha.path.endswith("/plan/")
    assert len(ONE_PAGE.findall(asha.page.pdf(prefer_css_page_size=True))) > 1
    asha.page.emulate_media(media="print")
    assert asha.page.get_by_text("number 19").is_visible()
