"""The manager's team on its page, and giving households another worker."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agencies import users
from casework import allocations
from casework.enums import CaseStatus
from tests.conftest import database_role
from tests.factories.agencies import Cast, make_member
from tests.factories.casework import Scene, make_scene

WORDS = {"reason": "Asha moves", "handover_note": "Tuesdays are best", "participants_told": "Both, at home"}


def text(answer: Any) -> str:
    return " ".join(re.sub("<[^>]+>", " ", answer.content.decode()).split())


def made(people: Cast, *names: str, status: CaseStatus = CaseStatus.WORKING) -> list[Scene]:
    with database_role("seed"):
        return [make_scene(people, status, name=f"The {name} household") for name in names]


def send(browser: Any, address: str, **said: str) -> Any:
    page = browser.get(address).content.decode()
    return browser.post(address, {**dict(re.findall(r'name="(once|seen)" value="([^"]+)"', page)), **said})


def led(scenes: list[Scene]) -> list[str]:
    leads = [allocations.open_lead(scene.case) for scene in scenes]
    return [str(lead.user) if lead else "" for lead in leads]


def test_workers_stand_by_name_whatever_they_have(browser_of: Any, people: Cast) -> None:
    made(people, "Bell", "Moss", "Vale")  # all of them Asha's
    with database_role("seed"):
        make_member(people.adi, "Aaron", people.team.agency, "support_worker", people.team)  # type: ignore[arg-type]
    page = text(browser_of("mina").get("/team/"))
    listed = page[page.index("Worker Leads Supports Weighs") :]
    places = [listed.index(name) for name in ("Aaron", "Asha", "Ben", "Max", "Mina")]
    assert places == sorted(places)
    assert "Caseloads of the team are between 0 and 3." in page
    assert "Between 6 and 12 is usual here." in page


def test_who_waits_for_a_worker_and_how_one_is_given(browser_of: Any, people: Cast) -> None:
    (waits,) = made(people, "Bell", status=CaseStatus.REFERRED)
    (alone,) = made(people, "Moss")
    with database_role("seed"):
        users.deactivate(people.asha.user, by=people.adi)  # type: ignore[arg-type]
    page = browser_of("mina").get("/team/")
    assert "2 are without a worker" in text(page)
    assert "led by Asha, who is not there any more" in text(page)
    for address in (
        f"/referrals/{waits.case.reference}/accept/",
        f"/team/{alone.case.allocations.get().membership_id}/hand-over/",
    ):
        assert f'href="{address}"' in page.content.decode()


@pytest.mark.parametrize("who", ["asha", "chidi", "gill", "ana", "adi"])
def test_who_has_no_team_to_look_at(browser_of: Any, people: Cast, who: str) -> None:
    (scene,) = made(people, "Bell")
    browser = browser_of(who)
    assert browser.get("/team/").status_code == 403
    assert browser.get(f"/team/{people.asha.signatory.pk}/hand-over/").status_code == 403
    assert browser.get(f"/cases/{scene.case.reference}/hand-over/").status_code == 403
    assert 'href="/team/"' not in browser.get("/hidden/").content.decode()


def test_another_team_s_manager_sees_nothing_of_it(browser_of: Any, people: Cast) -> None:
    (scene,) = made(people, "Bell")
    dora = browser_of("dora")
    assert scene.case.reference not in text(dora.get("/team/"))
    assert dora.get(f"/team/{people.asha.signatory.pk}/hand-over/").status_code == 404
    assert dora.get(f"/cases/{scene.case.reference}/hand-over/").status_code == 404


def test_one_household_gets_another_worker(browser_of: Any, people: Cast) -> None:
    (scene,) = made(people, "Bell")
    mina, address = browser_of("mina"), f"/cases/{scene.case.reference}/hand-over/"
    assert f'href="{address}"' in mina.get(f"/cases/{scene.case.reference}/").content.decode()
    page = text(mina.get(address))
    assert "Ben: leads 0 households. Caseload 0, less than usual" in page
    assert "Asha: leads" not in page  # leads it already
    assert send(mina, address, to=str(people.ben.signatory.pk), **WORDS).status_code == 303
    assert led([scene]) == ["Ben"]


@pytest.mark.parametrize("missing", ["to", *WORDS])
def test_what_a_handover_needs(browser_of: Any, people: Cast, missing: str) -> None:
    (scene,) = made(people, "Bell")
    said = {"to": str(people.ben.signatory.pk), **WORDS} | {missing: ""}
    answer = send(browser_of("mina"), f"/cases/{scene.case.reference}/hand-over/", **said)
    assert answer.status_code == 422
    assert "There is a problem" in text(answer)
    assert led([scene]) == ["Asha"]


def test_somebody_supports_the_lead(browser_of: Any, people: Cast) -> None:
    (scene,) = made(people, "Bell")
    mina, address = browser_of("mina"), f"/cases/{scene.case.reference}/add-support/"
    assert send(mina, address, membership=str(people.ben.signatory.pk)).status_code == 303
    assert "Ben: leads" not in text(mina.get(address))
    assert led([scene]) == ["Asha"]
    assert scene.case.allocations.filter(role="supporting", membership=people.ben.signatory).exists()


def all_of_them(people: Cast, scenes: list[Scene], **other: str) -> dict[str, str]:
    """What is said of each household; `note_1="…"` is the note of the second."""
    named = sorted(scene.case.reference for scene in scenes)
    said = {"reason": "Asha moves"}
    for number, case in enumerate(named):
        said |= {f"to_{case}": str(people.ben.signatory.pk), f"note_{case}": f"Note {number}", f"told_{case}": "Both"}
    return said | {re.sub(r"\d$", lambda found: named[int(found[0])], name): words for name, words in other.items()}


def test_a_caseload_goes_over_with_a_note_each(browser_of: Any, people: Cast) -> None:
    scenes = made(people, "Bell", "Moss")
    mina, address = browser_of("mina"), f"/team/{people.asha.signatory.pk}/hand-over/"
    page = text(mina.get(address))
    assert all(scene.case.reference in page for scene in scenes)
    to_max = {"to_1": str(people.max.signatory.pk)}
    assert send(mina, address, **all_of_them(people, scenes, **to_max)).status_code == 303
    by_reference = sorted(scenes, key=lambda scene: scene.case.reference)
    assert led(by_reference) == ["Ben", "Max"]
    ended = [scene.case.allocations.get(ended_at__isnull=False) for scene in by_reference]
    assert [row.handover_note for row in ended] == ["Note 0", "Note 1"]
    assert "leads no household of your team now" in text(mina.get(address))


@pytest.mark.parametrize("said", [{"note_1": " "}, {"to_0": ""}, {"told_1": ""}, {"reason": ""}])
def test_where_one_note_is_missing_nobody_moves_and_no_word_is_lost(
    browser_of: Any, people: Cast, said: dict[str, str]
) -> None:
    scenes = made(people, "Bell", "Moss")
    address = f"/team/{people.asha.signatory.pk}/hand-over/"
    answer = send(browser_of("mina"), address, **all_of_them(people, scenes, **said))
    assert answer.status_code == 422
    assert "Note 0" in answer.content.decode()
    assert led(scenes) == ["Asha", "Asha"]


def test_where_something_changed_since_the_page_was_opened_it_is_looked_at_again(browser_of: Any, people: Cast) -> None:
    scenes = made(people, "Bell", "Moss")
    mina, address = browser_of("mina"), f"/team/{people.asha.signatory.pk}/hand-over/"
    travels = dict(re.findall(r'name="(once|seen)" value="([^"]+)"', mina.get(address).content.decode()))
    with database_role("seed"):
        allocations.add_support(scenes[0].fresh(), membership=people.max.signatory, by=people.mina)
    answer = mina.post(address, {**travels, **all_of_them(people, scenes)})
    assert answer.status_code == 409
    assert led(scenes) == ["Asha", "Asha"]


def test_a_note_of_a_draft_stands_under_its_own_household(browser_of: Any, people: Cast) -> None:
    scenes = made(people, "Bell", "Moss")
    first, second = sorted(scenes, key=lambda scene: scene.case.reference)
    mina, address = browser_of("mina"), f"/team/{people.asha.signatory.pk}/hand-over/"
    page = mina.get(address).content.decode()
    travels = dict(re.findall(r'name="(once|seen)" value="([^"]+)"', page))
    mina.post(address, {**travels, **all_of_them(people, scenes), "keep_draft": "yes"})
    with database_role("seed"):
        allocations.hand_over(first.fresh(), to=people.ben.signatory, by=people.mina, **WORDS)
    page = mina.get(address).content.decode()
    assert "Note 0" not in page, "it was for a household that is led by another by now"
    assert re.search(rf'name="note_{second.case.reference}"[^>]*>\s*Note 1<', page)


def test_sent_twice_it_happens_once(browser_of: Any, people: Cast) -> None:
    (scene,) = made(people, "Bell")
    mina, address = browser_of("mina"), f"/team/{people.asha.signatory.pk}/hand-over/"
    travels = dict(re.findall(r'name="(once|seen)" value="([^"]+)"', mina.get(address).content.decode()))
    answers = [mina.post(address, {**travels, **all_of_them(people, [scene])}, follow=True) for _ in range(2)]
    assert answers[0].status_code == 200
    assert scene.case.allocations.count() == 2
    assert led([scene]) == ["Ben"]


@pytest.mark.parametrize("address", ["/team/", "/team/{worker}/hand-over/"])
def test_the_statements_do_not_grow(browser_of: Any, people: Cast, address: str) -> None:
    mina, told = browser_of("mina"), []
    at = address.format(worker=people.asha.signatory.pk)
    for names in (["Bell"], ["Moss", "Vale"]):
        made(people, *names)
        made(people, f"{names[0]}-Ray", status=CaseStatus.REFERRED)
        with CaptureQueriesContext(connection) as asked:
            assert mina.get(at).status_code == 200
        told.append(len(asked))
    assert told[0] == told[1]
    assert told[0] <= 24, told
