"""Bring a signed paper back: by its code, with a file that is listed and never served; and signatures, drawn here."""

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from agencies import clock
from casework.models import Document, PrintedPlan
from outcomes import signatures
from outcomes.models import ClosureAgreement, Signature
from tests.conftest import database_role
from tests.factories.agencies import Cast
from tests.factories.casework import Scene, make_scene
from tests.factories.outcomes import agree_to_close, make_outcome, make_proposal
from tests.factories.papers import PDF, STROKES, a_folder, make_print, make_signature, make_signed_plan

ROSA_SIGNS = "[[[100, 100], [140, 60], [180, 110]]]"


@pytest.fixture
def scene(people: Cast) -> Scene:
    with database_role("seed"):
        return make_scene(people)


@pytest.fixture
def folder() -> Any:
    with a_folder() as path:
        yield Path(path)


def once(text: str) -> str:
    return re.findall(r'name="once" value="([^"]+)"', text)[0]


def bring(browser: Client, printed: PrintedPlan, content: bytes = PDF, name: str = "plan.pdf", **more: str) -> Any:
    address = f"/papers/{printed.code}/"
    page, day = browser.get(address).content.decode(), clock.today()
    said = {"dated_on_0": day.day, "dated_on_1": day.month, "dated_on_2": day.year, "once": once(page), **more}
    return browser.post(address, {**said, "file": SimpleUploadedFile(name, content, content_type="text/html")})


def papers_of(browser: Client, scene: Scene) -> str:
    answer = browser.get(f"/cases/{scene.case.reference}/papers/")
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_from_print_to_paper_and_back(browser_of: Any, scene: Scene, folder: Path) -> None:
    browser = browser_of("asha")
    plan = f"/cases/{scene.case.reference}/plan/"
    page = browser.get(f"{plan}print/").content.decode()
    said = {"form": "one_page", "way": "visit", "once": once(page)}
    paper = browser.post(f"{plan}print/", said)
    printed = PrintedPlan.objects.get()
    assert paper["Location"] == f"{plan}printed/{printed.pk}/"
    text = browser.get(paper["Location"]).content.decode()
    code = f"{printed.code[:4]}-{printed.code[4:8]}-{printed.code[8:]}"
    assert code in text
    assert 'class="code__square"' in text
    found = browser.get("/papers/", {"code": code.lower().replace("-", " ")})
    assert found["Location"] == f"/papers/{printed.code}/"
    answer = bring(browser, printed)
    assert answer["Location"] == f"/cases/{scene.case.reference}/papers/"
    document = Document.objects.get()
    assert [path.name for path in folder.glob("quarantine/*")] == [document.file_key.hex]
    text = papers_of(browser, scene)
    assert f"<b>{document.title}</b>" in text
    assert document.file_key.hex not in text
    assert str(document.file_key) not in text


@pytest.mark.parametrize(
    "name",
    [
        "../../etc/passwd",
        "..\\..\\x.pdf",
        "/etc/cron.d/x",
        "a\x00.pdf",
        "Rosa Bell is ill.pdf",
        "x" * 300 + ".pdf",
    ],
)
def test_what_a_file_is_called_is_never_asked(browser_of: Any, scene: Scene, folder: Path, name: str) -> None:
    printed = make_print(scene)
    browser = browser_of("asha")
    answer = bring(browser, printed, name=name)
    if answer.status_code == 422:  # a name that Django itself throws away, file and all
        assert not Document.objects.exists()
    for path in folder.glob("quarantine/*"):
        assert re.fullmatch(r"[0-9a-f]{32}", path.name)
    assert "Rosa Bell is ill" not in papers_of(browser, scene)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "The file is empty"),
        (b"<html>", "neither a photograph nor a document"),
        (PDF + b"0" * 10_000_000, "larger than 10 MB"),
    ],
)
def test_hostile_files_are_refused_in_words(
    browser_of: Any, scene: Scene, folder: Path, content: bytes, told: str
) -> None:
    refused = bring(browser_of("asha"), make_print(scene), content)
    assert refused.status_code == 422
    assert refused.content.decode().count(told) == 2  # in the summary, and beside the field
    assert list(folder.glob("quarantine/*")) == []


def test_sent_twice_it_is_kept_once_and_another_file_is_not_lost(browser_of: Any, scene: Scene, folder: Path) -> None:
    browser, printed = browser_of("asha"), make_print(scene)
    same = {"once": "o" * 24}
    assert bring(browser, printed, **same).status_code == 303
    assert bring(browser, printed, **same).status_code == 303
    assert Document.objects.count() == 1
    another = bring(browser, printed, PDF + b"another", **same)
    assert another.status_code == 422
    assert "press again" in another.content.decode()
    assert len(list(folder.glob("quarantine/*"))) == 1


@pytest.mark.parametrize(("who", "status"), [("asha", 200), ("ben", 200), ("dot", 404), ("chidi", 404), ("ana", 404)])
def test_only_those_who_work_with_them(browser_of: Any, scene: Scene, who: str, status: int) -> None:
    with database_role("seed"):
        signed = make_signature(make_outcome(scene), scene.cast.asha)
    printed, browser, case = make_print(scene), browser_of(who), f"/cases/{scene.case.reference}"
    for address in (
        f"/papers/{printed.code}/", f"{case}/papers/", f"{case}/plan/printed/{printed.pk}/", f"{case}/signatures/{signed.pk}/",
    ):  # fmt: skip
        assert browser.get(address).status_code == status, address
    code = browser.get("/papers/", {"code": printed.code})
    assert code.status_code == (303 if status == 200 else 404)
    if status != 200:
        wrong = browser.get("/papers/", {"code": "0" * 12})
        plain = [re.sub(r'value="[^"]+"', "", each.content.decode()) for each in (code, wrong)]
        assert plain[0] == plain[1]


def test_a_signature_is_a_picture_that_no_browser_keeps(browser_of: Any, scene: Scene) -> None:
    with database_role("seed"):
        agree_to_close(scene, make_proposal(scene), scene.member("Rosa"))
        signed = signatures.sign(ClosureAgreement.objects.get(), strokes=STROKES, by=scene.cast.asha)
    browser = browser_of("asha")
    address = f"/cases/{scene.case.reference}/signatures/{signed.pk}/"
    picture = browser.get(address)
    assert (picture["Content-Type"], picture["Cache-Control"]) == ("image/png", "no-store")
    assert picture.content.startswith(b"\x89PNG")
    assert address in papers_of(browser, scene)
    assert address in browser.get(f"/cases/{scene.case.reference}/ending/").content.decode()
    assert address not in browser.get(f"/cases/{scene.case.reference}/table/finish/").content.decode()


def test_who_signs_on_their_turn_has_it_kept_and_who_does_not_lacks_nothing(browser_of: Any, scene: Scene) -> None:
    with database_role("seed"):
        make_proposal(scene)
    browser = browser_of("asha")
    for name, strokes in (("Rosa", ROSA_SIGNS), ("Tom", "")):
        address = f"/cases/{scene.case.reference}/table/finish/{scene.member(name).pk}/"
        page = browser.get(address).content.decode()
        proposal = re.findall(r'name="proposal" value="([^"]+)"', page)[0]
        said = {"answer": "finish", "witness": "Jo", "how": "in_person", "proposal": proposal, "once": once(page)}
        wrong = browser.post(address, {**said, "strokes": "[[[1, 2, 3]]]"})
        assert wrong.status_code == 422
        assert "The signature cannot be read" in wrong.content.decode()
        assert browser.post(address, {**said, "strokes": strokes}).status_code == 303
    assert [(row.member, row.strokes) for row in Signature.objects.all()] == [
        (scene.member("Rosa"), [[[100, 100], [140, 60], [180, 110]]])
    ]
    assert ClosureAgreement.objects.count() == 2


@pytest.mark.parametrize("number", [1, 3])
def test_the_queries_do_not_grow(browser_of: Any, scene: Scene, number: int) -> None:
    with database_role("seed"):
        for _ in range(number):
            make_signed_plan(scene)
            make_signature(make_outcome(scene), scene.cast.asha)
    browser = browser_of("asha")
    with CaptureQueriesContext(connection) as asked:
        papers_of(browser, scene)
    assert len(asked) <= 24, (len(asked), [each["sql"][:90] for each in asked])


def test_a_print_that_holds_no_longer_says_so(browser_of: Any, scene: Scene) -> None:
    printed, browser = make_print(scene), browser_of("asha")
    address = f"/cases/{scene.case.reference}/plan/printed/{printed.pk}/"
    assert "has changed since" not in browser.get(address).content.decode()
    with database_role("seed"):
        make_outcome(scene)
    text = browser.get(address).content.decode()
    assert "The plan has changed since this was printed." in text
    assert 'class="code__square"' not in text


def test_the_day_is_asked_for(browser_of: Any, scene: Scene, folder: Path) -> None:
    late = clock.today() + timedelta(days=3)
    said = {"dated_on_0": str(late.day), "dated_on_1": str(late.month), "dated_on_2": str(late.year)}
    refused = bring(browser_of("asha"), make_print(scene), **said)
    assert refused.status_code == 422
    assert "since it was printed" in refused.content.decode()
