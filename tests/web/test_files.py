"""A kept file on the pages: opened as an attachment once it was checked, by whoever may see the document at that moment."""

from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from agencies.models import AuditEvent
from casework import file_checks, sharing
from casework.models import Document
from tests.clamd import HARM, a_scanner
from tests.conftest import database_role
from tests.factories.agencies import Cast
from tests.factories.casework import Scene, make_scene
from tests.factories.papers import PDF, Paper, a_folder, make_file, make_print, make_signed_plan, picture
from tests.factories.sharing import make_share


@pytest.fixture
def scene(people: Cast) -> Scene:
    with database_role("seed"):
        return make_scene(people)


@pytest.fixture
def folder() -> Any:
    with a_folder() as path:
        yield Path(path)


def clean(scene: Scene, content: bytes = PDF, **more: Any) -> Document:
    with a_scanner():
        document = make_file(scene, content, **more)
        with database_role("worker"):
            file_checks.check_next()
    return document


def file_of(document: Document) -> str:
    return f"/cases/{document.case.reference}/documents/{document.pk}/file/"


def test_it_is_opened_as_an_attachment_that_nothing_can_run_in(browser_of: Any, scene: Scene, folder: Path) -> None:
    document = clean(scene, picture(), title='Rosa\r\nX: y"; \u202egpj')
    given = browser_of("asha").get(file_of(document))
    assert given.status_code == 200
    assert given.content.startswith(b"\xff\xd8\xff")
    assert given["Content-Type"] == "image/jpeg"
    assert given["Content-Disposition"].isascii()
    assert given["Content-Disposition"].startswith(f'attachment; filename="{scene.case.reference}-')
    assert "Rosa" not in str(given.headers)
    assert (given["X-Content-Type-Options"], given["Cache-Control"]) == ("nosniff", "no-store")
    assert given["Content-Security-Policy"].startswith("default-src 'none'; sandbox;")
    assert AuditEvent.objects.filter(event="file.shown", subject_id=document.pk).count() == 1


@pytest.mark.parametrize(("content", "says"), [(PDF, "is being checked"), (PDF + HARM, "Something harmful was found")])
def test_until_it_is_clean_it_says_why_it_is_not_opened(
    browser_of: Any, scene: Scene, folder: Path, content: bytes, says: str
) -> None:
    printed = make_print(scene)
    with a_scanner():
        from casework import papers  # noqa: PLC0415

        document = papers.bring_back(
            printed, file=Paper(content), dated_on=printed.printed_at.date(), by=scene.cast.asha
        )
        if HARM in content:
            with database_role("worker"):
                file_checks.check_next()
        browser = browser_of("asha")
        refused = browser.get(file_of(document))
        listed = browser.get(f"/cases/{scene.case.reference}/papers/").content.decode()
    assert refused.status_code == 409
    assert says in refused.content.decode()
    assert says in listed
    assert "/file/" not in listed


def test_the_papers_of_a_case_lead_to_it(browser_of: Any, scene: Scene) -> None:
    with database_role("seed"):
        document = make_signed_plan(scene)
    with a_folder() as path, a_scanner():
        (Path(path) / "quarantine").mkdir()
        (Path(path) / "quarantine" / document.file_key.hex).write_bytes(PDF)
        with database_role("worker"):
            file_checks.check_next()
        browser = browser_of("asha")
        listed = browser.get(f"/cases/{scene.case.reference}/papers/").content.decode()
        assert f'href="{file_of(document)}"' in listed
        assert browser.get(file_of(document)).content == PDF


@pytest.mark.parametrize("who", ["dot", "chidi", "ana"])
def test_hidden_and_missing_answer_alike(browser_of: Any, scene: Scene, folder: Path, who: str) -> None:
    document, browser = clean(scene), browser_of(who)
    addresses = (file_of(document), f"/cases/{scene.case.reference}/documents/{uuid4()}/file/")
    hidden, missing = (browser.get(each) for each in addresses)
    assert hidden.status_code == missing.status_code == 404
    assert PDF not in hidden.content


def test_of_another_case_it_is_not_there(browser_of: Any, scene: Scene, folder: Path, people: Cast) -> None:
    with database_role("seed"):
        other = make_scene(people, name="The Ray household")
    document = clean(scene)
    assert browser_of("asha").get(f"/cases/{other.case.reference}/documents/{document.pk}/file/").status_code == 404


def test_a_share_that_is_stopped_refuses_the_next_request(browser_of: Any, scene: Scene, folder: Path) -> None:
    document = clean(scene)
    with database_role("seed"):
        share = make_share(scene, scene.cast.chidi)
    browser = browser_of("chidi")
    assert browser.get(file_of(document)).status_code == 200
    with database_role("seed"):
        sharing.stop(share, reason="Rosa asked us to", by=scene.cast.asha)
    assert browser.get(file_of(document)).status_code == 404


def test_a_signed_plan_is_shared_with_nobody(browser_of: Any, scene: Scene, folder: Path) -> None:
    with database_role("seed"):
        make_share(scene, scene.cast.chidi)
        document = make_signed_plan(scene)
    assert browser_of("chidi").get(file_of(document)).status_code == 404


def test_a_stranger_is_led_to_sign_in(client: Any, scene: Scene, folder: Path) -> None:
    assert client.get(file_of(clean(scene))).status_code == 302
