"""Documents with their files over the API: in as two parts of a form, out as an attachment to whoever may see them now."""

import hashlib
import json
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from agencies.models import AuditEvent
from casework import file_checks, sharing
from casework.models import Document
from tests.api.routes import PREFIX
from tests.api.world import Door
from tests.clamd import HARM, a_scanner
from tests.conftest import database_role
from tests.factories.agencies import Cast
from tests.factories.casework import make_scene
from tests.factories.papers import PDF, a_folder, make_file
from tests.factories.sharing import make_share

SAID = {"category": "housing", "title": "Tenancy agreement", "kind": "letter", "dated_on": "2024-06-01"}
HOSTILE = 'a"\r\nSet-Cookie: x=1\r\n\u202efdp.exe'


class Open:
    """A case, and the API as each of the cast meets it; what is sent is committed, since the worker has to see it."""

    def __init__(self, cast: Cast) -> None:
        self.cast, self.doors = cast, dict[str, Door]()
        with database_role("seed"):
            self.open = make_scene(cast)

    def __getitem__(self, name: str) -> Door:
        if name not in self.doors:
            with database_role("seed"):
                self.doors[name] = Door(self.cast[name])
        return self.doors[name]


@pytest.fixture
def world(cast: Cast) -> Open:
    return Open(cast)


@pytest.fixture
def folder() -> Any:
    with a_folder() as path:
        yield Path(path)


def send(world: Open, parts: dict[str, Any], who: str = "asha", **headers: str) -> Any:
    door = world[who]
    address = f"{PREFIX}cases/{world.open.case.reference}/documents/"
    return door.client.post(address, parts, headers={**door.headers, **headers})


def with_file(content: bytes = PDF, name: str = "x.pdf", **said: Any) -> dict[str, Any]:
    file = SimpleUploadedFile("x", content, content_type="text/html")
    file._name = name
    return {"document": json.dumps({**SAID, **said}), "file": file}


def check() -> None:
    with database_role("worker"):
        file_checks.check_next()


def test_in_checked_and_out_again(world: Open, folder: Path) -> None:
    made = send(world, with_file(name=HOSTILE))
    assert made.status_code == 201, made.json()
    row = made.json()
    assert (row["file"]["type"], row["file"]["size"], row["file"]["state"]) == ("pdf", len(PDF), "waiting")
    assert row["file"]["why"]
    address = f"documents/{row['id']}/file/"
    with a_scanner():
        early = world["asha"].get(address)
        assert (early.status_code, early.json()["code"]) == (409, "file_not_ready")
        check()
    assert world["asha"].get(f"documents/{row['id']}/").json()["file"]["state"] == "clean"
    before = AuditEvent.objects.order_by("-id")[0].id
    given = world["asha"].get(address)
    assert (given.status_code, given.content) == (200, PDF)
    assert given["Content-Type"] == "application/pdf"
    assert given["X-Content-Type-Options"] == "nosniff"
    assert given["Cache-Control"] == "no-store"
    assert "sandbox" in given["Content-Security-Policy"]
    assert "script-src" not in given["Content-Security-Policy"]
    name = f"{world.open.case.reference}-2024-06-01-{row['id'][:8]}.pdf"
    assert given["Content-Disposition"] == f'attachment; filename="{name}"'
    (look,) = AuditEvent.objects.filter(id__gt=before)
    assert (look.event, look.subject_type, look.case_id) == ("file.shown", "casework.file", world.open.case.pk)
    assert (look.categories, [str(key) for key in look.subject_ids]) == (["housing"], [row["id"]])
    assert look.user_id == world.cast.asha.user.pk


def test_what_does_harm_says_so_and_is_not_given_out(world: Open, folder: Path) -> None:
    row = send(world, with_file(PDF + HARM)).json()
    with a_scanner():
        check()
    assert world["asha"].get(f"documents/{row['id']}/").json()["file"]["state"] == "refused"
    refused = world["asha"].get(f"documents/{row['id']}/file/")
    assert (refused.status_code, refused.json()["code"]) == (409, "file_refused")
    assert "Something harmful" in refused.json()["detail"]


@pytest.mark.parametrize(
    ("parts", "status", "told"),
    [
        ({"document": json.dumps(SAID)}, 400, "file"),
        ({"file": SimpleUploadedFile("x", PDF)}, 400, "two parts"),
        ({**with_file(), "more": "x"}, 400, "two parts"),
        ({**with_file(), "document": [json.dumps(SAID)] * 2}, 400, "two parts"),
        ({**with_file(), "document": "[" * 200_000}, 400, "nested"),
        ({**with_file(), "document": '{"title": "a", "title": "b"}'}, 400, "title"),
        ({**with_file(), "document": '{"title": "\\u0000"}'}, 400, "title"),
        ({**with_file(), "document": "{" + " " * 1_000_001 + "}"}, 413, "body_too_large"),
        (with_file(file="x"), 400, "file"),
        (with_file(PDF + b"0" * 10_000_000), 400, "larger than 10 MB"),
        (with_file(b"<html>" + b"x" * 100), 400, "neither a photograph"),
        (with_file(b""), 400, "empty"),
    ],
    ids=[
        "no file", "no document", "more", "twice", "deep", "a name twice", "NUL", "too long", "a name of the form",
        "too large", "no kind", "empty",
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_and_nothing_is_kept(
    world: Open, folder: Path, parts: dict[str, Any], status: int, told: str
) -> None:
    for part in parts.values():
        if hasattr(part, "seek"):
            part.seek(0)
    before = Document.objects.count()
    refused = send(world, parts)
    assert refused.status_code == status
    assert told in refused.content.decode()
    assert Document.objects.count() == before
    assert list(folder.glob("quarantine/*")) == []


@pytest.mark.parametrize(
    ("raw", "told"),
    [
        (b'--b\r\nContent-Disposition: form-data; name="document"\r\n\r\n{"title": "\xff"}\r\n--b--', "UTF-8"),
        (b"--b", "two parts"),
        (b"", "required"),
        (b"\x00" * 1000, "two parts"),
    ],
)
def test_a_form_that_cannot_be_read_is_refused(world: Open, folder: Path, raw: bytes, told: str) -> None:
    door, address = world["asha"], f"{PREFIX}cases/{world.open.case.reference}/documents/"
    for content_type in (
        "multipart/form-data; boundary=b",
        "multipart/form-data",
        "multipart/form-data; boundary=\u00e9",
    ):
        refused = door.client.post(address, raw, content_type=content_type, headers=door.headers)
        assert refused.status_code == 400
    good = door.client.post(address, raw, content_type="multipart/form-data; boundary=b", headers=door.headers)
    assert told in good.content.decode()


def test_sent_twice_with_one_key_it_is_kept_once(world: Open, folder: Path) -> None:
    key = {"Idempotency-Key": str(uuid4())}
    first, again = (send(world, with_file(), **key) for _ in range(2))
    assert (first.status_code, again.status_code) == (201, 201)
    assert again["Idempotency-Replayed"] == "true"
    assert first.json()["id"] == again.json()["id"]
    other = send(world, with_file(PDF + b"other"), **key)
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")
    assert len(list(folder.glob("quarantine/*"))) == 1


def test_without_a_file_it_says_where_it_is_held(world: Open) -> None:
    address = f"cases/{world.open.case.reference}/documents/"
    refused = world["asha"].send("POST", address, SAID)
    assert (refused.status_code, list(refused.json()["fields"])) == (400, ["held_where"])
    made = world["asha"].send("POST", address, {**SAID, "held_where": "Cabinet 2"})
    assert (made.status_code, made.json()["file"]) == (201, None)
    none = world["asha"].get(f"documents/{made.json()['id']}/file/")
    assert (none.status_code, none.json()["code"]) == (404, "not_found")


def clean_file(world: Open, **more: Any) -> Document:
    with a_scanner():
        document = make_file(world.open, **more)
        check()
    return document


@pytest.mark.parametrize("who", ["dot", "ana", "gill"])
def test_hidden_and_missing_answer_alike(world: Open, folder: Path, who: str) -> None:
    document = clean_file(world)
    hidden, missing = (world[who].get(f"documents/{key}/file/") for key in (document.pk, uuid4()))
    assert hidden.status_code == missing.status_code == 404
    assert hidden.content == missing.content
    nobody = world[who].client.get(f"{PREFIX}documents/{document.pk}/file/")
    assert nobody.status_code == 401


def test_a_partner_opens_what_is_shared_until_the_next_request_after_it_was_stopped(world: Open, folder: Path) -> None:
    document = clean_file(world)
    with database_role("seed"):
        share = make_share(world.open, world.cast.chidi)
    address = f"documents/{document.pk}/file/"
    opened = world["chidi"].get(address)
    assert (opened.status_code, hashlib.sha256(opened.content).hexdigest()) == (200, document.file_sha256)
    with database_role("seed"):
        sharing.stop(share, reason="Rosa asked us to", by=world.cast.asha)
    assert world["chidi"].get(address).status_code == 404


def test_a_proxy_is_told_which_file_and_asks_each_time(world: Open, folder: Path, settings: Any) -> None:
    settings.FILES_ACCEL = "/kept"
    document = clean_file(world)
    given = world["asha"].get(f"documents/{document.pk}/file/")
    assert (given.content, given["X-Accel-Redirect"]) == (b"", f"/kept/{document.file_key.hex}")
    assert given["Content-Disposition"].startswith("attachment; ")
    assert AuditEvent.objects.filter(event="file.shown", subject_id=document.pk).count() == 1
    hidden = world["dot"].get(f"documents/{document.pk}/file/")
    assert "X-Accel-Redirect" not in hidden


@pytest.mark.parametrize("accepts", ["application/pdf", "image/*;q=0.5", "*/*", "nonsense"])
def test_whatever_is_accepted_it_is_the_file(world: Open, folder: Path, accepts: str) -> None:
    document = clean_file(world)
    assert world["asha"].get(f"documents/{document.pk}/file/", headers={"Accept": accepts}).status_code == 200
