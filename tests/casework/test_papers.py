"""Papers that leave and come back: a code that tells nothing, files that are checked by their bytes, and nothing half-done."""

import os
import stat
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from agencies import clock
from agencies.exceptions import Invalid, Missing, NotPermitted
from casework import chronology, files, papers, selectors
from casework.enums import FileType, PlanForm, SafeWay
from casework.models import Document, PrintedPlan
from casework.references import code_of
from outcomes import actions
from tests.conftest import database_role
from tests.factories.agencies import Cast
from tests.factories.casework import Scene, make_scene
from tests.factories.outcomes import make_action, make_closed_scene, make_outcome
from tests.factories.papers import PDF, Paper, a_folder, make_print, open_document, picture, word
from tests.factories.sharing import make_share

pytestmark = pytest.mark.usefixtures("db")


def lying(folder: Path) -> list[str]:
    """What waits in quarantine."""
    return sorted(path.name for path in folder.glob("quarantine/*"))


@pytest.fixture
def scene(cast: Cast) -> Scene:
    with database_role("seed"):
        return make_scene(cast)


@pytest.fixture
def folder() -> Any:
    with a_folder() as path:
        yield Path(path)


def bring(printed: PrintedPlan, scene: Scene, *pieces: bytes, **more: Any) -> Document:
    said = {"dated_on": clock.today(), "by": scene.cast.asha, **more}
    return papers.bring_back(printed, file=Paper(*pieces), **said)


# The code


def test_each_print_has_a_code_that_tells_nothing_and_names_what_it_shows(scene: Scene) -> None:
    with database_role("seed"):
        outcome = make_outcome(scene)
        action = make_action(scene, outcome)
    first, second = make_print(scene), make_print(scene, PlanForm.EASY_READ)
    assert first.code != second.code
    assert len(first.code) == 12
    assert scene.case.reference.removeprefix("AL-") not in first.code
    assert first.shows == [outcome.versions.get().pk, action.pk]
    assert first.digest == second.digest
    with database_role("seed"):
        actions.finish(action, by=scene.cast.asha)
    assert make_print(scene).digest != first.digest


@pytest.mark.parametrize("typed", ["7K3M-9PQR-2X01", " 7k3m 9pqr 2xoi", "7k3m9pqr2xOl", "7K3M–9PQR–2X0L"])
def test_a_code_is_known_however_it_was_typed(typed: str) -> None:
    assert code_of(typed) == "7K3M9PQR2X01"


@pytest.mark.parametrize(
    ("who", "finds"), [("asha", True), ("ben", True), ("chidi", False), ("dot", False), ("ana", False)]
)
def test_a_code_opens_nothing_to_whoever_finds_the_paper(scene: Scene, who: str, finds: bool) -> None:
    with database_role("seed"):
        make_share(scene, scene.cast.chidi)
    printed = make_print(scene)
    if finds:
        assert selectors.print_by_code(scene.cast[who], printed.code.lower()) == printed
        return
    for code in (printed.code, "0" * 12, "", "\x00"):
        with pytest.raises(Missing):
            selectors.print_by_code(scene.cast[who], code)


@pytest.mark.parametrize(("who", "refusal"), [("dot", Missing), ("chidi", NotPermitted)])
def test_only_those_who_work_with_them_print_and_bring_back(scene: Scene, folder: Path, who: str, refusal: Any) -> None:
    with database_role("seed"):
        make_share(scene, scene.cast.chidi)
    printed = make_print(scene)
    with pytest.raises(refusal):
        papers.record_print(
            scene.case,
            form=PlanForm.ONE_PAGE,
            way=SafeWay.VISIT,
            for_whom=[],
            shows=[],
            digest="0" * 64,
            by=scene.cast[who],
        )
    with pytest.raises(refusal):
        bring(printed, scene, by=scene.cast[who])
    assert lying(folder) == []


def test_a_paper_does_not_come_back_to_another_case(scene: Scene, folder: Path, cast: Cast) -> None:
    with database_role("seed"):
        other = make_scene(cast, name="The Ray household")
    document = bring(make_print(scene), scene)
    document.pk, document.case, document.file_key = None, other.case, None
    with pytest.raises(IntegrityError), transaction.atomic():
        document.save(force_insert=True)


# The file


@pytest.mark.parametrize(
    ("bytes_", "kind"),
    [
        (PDF, FileType.PDF), (picture(), FileType.JPEG), (picture("PNG"), FileType.PNG), (picture("WEBP"), FileType.WEBP),
        (word(), FileType.DOCX), (open_document(), FileType.ODT),
    ],
)  # fmt: skip
def test_a_file_is_known_by_its_bytes_and_kept_under_a_name_of_its_own(
    scene: Scene, folder: Path, bytes_: bytes, kind: FileType
) -> None:
    with transaction.atomic():
        document = bring(make_print(scene), scene, bytes_[:3], bytes_[3:])
        assert lying(folder) == [f"{document.file_key.hex}.new"]
    (path,) = folder.glob("quarantine/*")
    assert path.name == document.file_key.hex
    assert path.read_bytes() == bytes_
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert (document.file_type, document.file_size, len(document.file_sha256)) == (kind, len(bytes_), 64)


@pytest.mark.parametrize(
    ("pieces", "told"),
    [
        ([b""], "empty"),
        ([b"<html><script>"], "neither a photograph nor a document"),
        ([b"MZ\x90\x00"], "neither a photograph nor a document"),
        ([b"<svg xmlns="], "neither a photograph nor a document"),
        ([b" %PDF-1.7"], "neither a photograph nor a document"),
        ([b"\x00\x00\x00\x18ftypmp42"], "neither a photograph nor a document"),
        ([b"\x00\x00\x00\x18ftypheic"], "neither a photograph nor a document"),
        ([PDF, *[b"0" * 1_000_000] * 10], "larger than 10 MB"),
    ],
)
def test_what_is_no_paper_is_refused_and_nothing_of_it_stays(
    scene: Scene, folder: Path, pieces: list[bytes], told: str
) -> None:
    with pytest.raises(Invalid, match=told):
        bring(make_print(scene), scene, *pieces)
    assert lying(folder) == []
    assert not Document.objects.exists()


@pytest.mark.parametrize("days", [-1, 1])
def test_it_was_signed_since_it_was_printed_and_not_tomorrow(scene: Scene, folder: Path, days: int) -> None:
    with pytest.raises(Invalid, match="since it was printed"):
        bring(make_print(scene), scene, dated_on=clock.today() + timedelta(days=days))
    assert lying(folder) == []


def test_without_a_folder_nothing_is_taken_and_the_paper_is_not_lost(scene: Scene, settings: Any) -> None:
    settings.FILES_FOLDER = ""
    with pytest.raises(Invalid, match="Keep the paper safe"):
        bring(make_print(scene), scene)


def test_a_row_that_is_refused_leaves_no_file(scene: Scene, folder: Path, monkeypatch: Any) -> None:
    def refused(*_: Any, **__: Any) -> None:
        raise IntegrityError

    monkeypatch.setattr(papers, "put_down", refused)
    with pytest.raises(IntegrityError):
        bring(make_print(scene), scene)
    assert lying(folder) == []


def test_a_sweep_puts_right_what_was_cut_off(scene: Scene, folder: Path, monkeypatch: Any) -> None:
    monkeypatch.setattr(files, "settle", lambda _: None)  # cut off before its name was made good
    document = bring(make_print(scene), scene)
    assert lying(folder) == [f"{document.file_key.hex}.new"]
    long_ago = (clock.now() - timedelta(hours=2)).timestamp()
    stranger, folder = folder / "quarantine" / "README", folder / "quarantine"
    for name, age in (
        ("a" * 32, long_ago),
        ("b" * 32 + ".new", long_ago),
        ("c" * 32 + ".new", None),
        (stranger.name, long_ago),
    ):
        (folder / name).write_bytes(PDF)
        if age:
            os.utime(folder / name, (age, age))
    call_command("sweep_files")
    assert {path.name for path in folder.iterdir()} == {document.file_key.hex, "c" * 32 + ".new", "README"}
    assert files.sweep() == files.Swept(0, 0, [])
    (folder / document.file_key.hex).unlink()
    with pytest.raises(CommandError, match=document.file_key.hex):
        call_command("sweep_files")


def test_it_is_in_the_story_and_shared_with_nobody(scene: Scene, folder: Path) -> None:
    with database_role("seed"):
        make_share(scene, scene.cast.chidi)
    document = bring(make_print(scene), scene)
    story = [entry.text for entry in chronology.entries(scene.cast.asha, scene.case) if entry.kind == "document"]
    assert story == [f"{document.title}, with its file"]
    assert document.title == f"Signed plan of {clock.today():%-d %B %Y}"
    assert [entry for entry in chronology.entries(scene.cast.chidi, scene.case) if entry.kind == "document"] == []
    with pytest.raises(Missing):
        selectors.document_for(scene.cast.chidi, document.pk)


def test_it_comes_back_after_the_end_too(scene: Scene, folder: Path) -> None:
    with database_role("seed"):
        closed = make_closed_scene(scene.cast)
    assert bring(make_print(closed), closed).case == closed.case
