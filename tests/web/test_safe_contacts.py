"""How somebody can be reached safely: where it is written down, and everywhere that somebody would ring, write or print."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agencies import clock
from agencies.enums import DataCategory
from casework.models import PrintedPlan, SafeContact
from tests.conftest import database_role
from tests.factories.agencies import Cast
from tests.factories.casework import Scene, make_safe_contact, make_scene, make_warning
from tests.factories.outcomes import make_outcome
from tests.factories.sharing import make_share
from tests.web.test_case import FRAME, send, show

# The overview leads there: it is the page that opens most often, and with strangers in the room.
WHERE = ["people/", "home/", "contacts/new/", "plan/print/"]
# Screens that the family looks at: the word is for those who help alone.
AT_THE_TABLE = [
    "table/",
    "table/what-matters/",
    "table/rate/",
    "table/agree/",
    "table/review/",
    "plan/",
    "plan/easy-read/",
]


@pytest.fixture
def scene(people: Cast) -> Scene:
    with database_role("seed"):
        return make_scene(people)


def at(scene: Scene, *parts: object) -> str:
    return f"/cases/{scene.case.reference}/" + "".join(f"{part}/" for part in parts)


def said(**more: Any) -> dict[str, Any]:
    day = clock.today() + timedelta(days=60)
    return {
        "ways": ["text", "visit"], "days": ["1", "2"], "not_before": "09:30", "not_after": "14:30",
        "when_words": "Not in the holidays", "code_word": "Bluebell", "no_voicemail": "on", "device_is_shared": "on",
        "do_not": "Do not ring if the blue car is there", "who_said": "Herself, at the school",
        "review_on_0": day.day, "review_on_1": day.month, "review_on_2": day.year, **more,
    }  # fmt: skip


def test_it_stands_wherever_somebody_would_ring_or_write_and_on_no_screen_for_the_family(
    browser_of: Any, scene: Scene
) -> None:
    browser, rosa = browser_of("asha"), scene.member("Rosa")
    send(browser, at(scene, "people", rosa.pk, "reach"), said())
    for end in WHERE:
        page = show(browser, scene, end)
        for words in (
            "Text message, a visit, or by hand", "Monday and Tuesday, 9:30 to 14:30. Not in the holidays", "Bluebell",
            "leave a voicemail", "somebody else uses their telephone", "blue car", "Herself, at the school",
        ):  # fmt: skip
            assert words in page, (end, words)
    assert "how to reach them safely" in show(browser, scene, "")
    for end in AT_THE_TABLE:
        page = show(browser, scene, end)
        assert [words for words in ("Bluebell", "blue car", "at the school") if words in page] == [], end


def test_other_words_are_another_row_and_what_held_before_stands_below(browser_of: Any, scene: Scene) -> None:
    browser, rosa = browser_of("asha"), scene.member("Rosa")
    address = at(scene, "people", rosa.pk, "reach")
    send(browser, address, said())
    page = browser.get(address).content.decode()
    assert 'value="Bluebell"' in page  # whoever changes it begins with what holds
    assert f'value="{(clock.today() + timedelta(days=60)).year}"' not in page  # and decides anew when they are asked
    send(browser, address, said(code_word="Primrose"))
    page = browser.get(address).content.decode()
    assert "It held until" in page
    assert [row.code_word for row in SafeContact.objects.order_by("recorded_at")] == ["Bluebell", "Primrose"]
    assert "Bluebell" not in show(browser, scene, "people/")
    send(browser, address, said(who_said=""), 422)
    send(browser, address, said(not_before="15:00"), 422)


@pytest.mark.parametrize(("who", "status"), [("ben", 200), ("chidi", 403), ("dot", 404), ("ana", 404)])
def test_who_may_write_it_down_and_who_must_know_it(browser_of: Any, scene: Scene, who: str, status: int) -> None:
    rosa = scene.member("Rosa")
    with database_role("seed"):
        make_share(scene, scene.cast.chidi)
        make_safe_contact(rosa.person, scene.cast.asha, code_word="Bluebell")
    browser = browser_of(who)
    assert browser.get(at(scene, "people", rosa.pk, "reach")).status_code == status
    page = browser.get(at(scene, "people")).content.decode()
    assert ("Bluebell" in page) == (who in {"ben", "chidi"})  # a partner may ring them, too
    assert (str(scene.cast.asha.user) in page) == (who in {"ben", "chidi"})  # who leads, on every page of the case


def test_where_it_is_not_safe_nothing_is_printed_and_the_page_says_what_to_do(browser_of: Any, scene: Scene) -> None:
    with database_role("seed"):
        make_outcome(scene)
        make_warning(scene, category=DataCategory.DOMESTIC_ABUSE)
    browser, page = browser_of("asha"), at(scene, "plan", "print")
    refused = send(browser, page, {"form": "one_page", "way": "visit"}, 409)
    assert "Nobody has asked them yet how they can be reached safely." in refused.content.decode()
    assert not PrintedPlan.objects.exists()
    with database_role("seed"):
        for name in ("Rosa", "Tom"):
            make_safe_contact(scene.member(name).person, scene.cast.asha, ways=["visit"])
    send(browser, page, {"form": "one_page", "way": "letter"}, 409)
    send(browser, page, {"form": "one_page", "way": "visit"})
    paper = at(scene, "plan", "printed", PrintedPlan.objects.get().pk)
    assert browser.get(paper).status_code == 200
    with database_role("seed"):
        make_safe_contact(scene.member("Rosa").person, scene.cast.asha, ways=["phone"])
    assert browser.get(paper).status_code == 409  # what was safe when it was printed is so no longer


@pytest.mark.parametrize("number", [1, 3])
def test_the_queries_do_not_grow(browser_of: Any, scene: Scene, number: int) -> None:
    with database_role("seed"):
        for member in scene.members[:number]:
            make_safe_contact(member.person, scene.cast.asha)
            make_safe_contact(member.person, scene.cast.asha)
    browser = browser_of("asha")
    browser.get(at(scene, "people", scene.member("Rosa").pk, "reach"))
    for end, most in (("plan/print/", 14), (f"people/{scene.member('Mia').pk}/reach/", 10)):
        with CaptureQueriesContext(connection) as asked:
            show(browser, scene, end)
        assert len(asked) - FRAME <= most, (end, len(asked), [each["sql"][:90] for each in asked])
