"""The shape of the source: directions, ceilings, and what stands nowhere. See docs/decisions and the design's rules."""

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from django.urls import URLPattern, URLResolver, get_resolver, resolve, reverse

from agencies.permissions import ROLES, Permission

ROOT = Path(__file__).resolve().parent.parent
ROOMS, DOORS = ("agencies", "casework", "outcomes"), ("api", "web", "worker")
MOST_LINES, MOST_LINES_OF_A_FUNCTION = 300, 40
WRITES = {"save", "delete", "create", "bulk_create", "bulk_update", "get_or_create", "update_or_create"}
NAMELESS = {"utils", "helpers", "common", "services", "misc", "tools", "lib"}
Function = ast.FunctionDef | ast.AsyncFunctionDef


def modules(*folders: str) -> Iterator[Path]:
    """Our modules, without migrations."""
    for folder in folders or (*ROOMS, *DOORS, "config"):
        yield from (path for path in sorted((ROOT / folder).rglob("*.py")) if "migrations" not in path.parts)


@cache
def parsed(path: Path) -> list[ast.AST]:
    """Every node of a module."""
    return list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))


def nodes(kind: type[Any] | tuple[type[Any], ...], *folders: str) -> Iterator[tuple[str, Any]]:
    """Every node of this kind, with where it stands."""
    for path in modules(*folders):
        for node in parsed(path):
            if isinstance(node, kind):
                yield f"{path.relative_to(ROOT)}:{getattr(node, 'lineno', 1)}", node


def verbs() -> Iterator[tuple[str, Function]]:
    """Public functions of the rooms that take whoever acts."""
    for where, node in nodes(Function, *ROOMS):
        arguments = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
        told_by = any(argument.arg == "by" for argument in arguments)
        if told_by and not node.name.startswith("_") and "/demonstration/" not in where:
            yield f"{where} {node.name}", node


# These share the machine, and the caches of their tools, with nobody: all in one group.
@pytest.mark.xdist_group("tools")
@pytest.mark.parametrize(
    "command",
    [
        ["-c", "from importlinter.cli import lint_imports_command; lint_imports_command()"],
        ["-m", "ruff", "check"],
        ["-m", "ruff", "format", "--check"],
        ["-m", "mypy", "."],
    ],
    ids=["directions of imports", "ruff", "format", "types"],
)
def test_the_tools_find_nothing(command):
    done = subprocess.run([sys.executable, *command], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]


@pytest.mark.parametrize("contract", ["Doors stand on outcomes", "Rooms know neither REST", "One door to guardian"])
def test_the_directions_are_asked_for(contract):
    told = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    assert any(each["name"].startswith(contract) for each in told)


def test_functions_are_held_to_the_complexity_that_we_set():
    ruff = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["ruff"]["lint"]
    assert ruff["mccabe"]["max-complexity"] == 8
    assert "C90" in ruff["select"]
    assert not {"C90", "C901", "E501"} & set(ruff["ignore"])


def test_no_module_is_too_long():
    lengths = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in modules()}
    assert {str(path): lines for path, lines in lengths.items() if lines > MOST_LINES} == {}


def test_no_function_is_too_long():
    lengths = {f"{where} {node.name}": node.end_lineno - node.lineno + 1 for where, node in nodes(Function)}
    assert {name: lines for name, lines in lengths.items() if lines > MOST_LINES_OF_A_FUNCTION} == {}


def test_doors_write_no_rows():
    calls = [(where, node.func) for where, node in nodes(ast.Call, *DOORS) if isinstance(node.func, ast.Attribute)]
    assert [where for where, function in calls if function.attr in WRITES] == []


def test_doors_ask_no_manager_and_no_cursor():
    asked = [where for where, node in nodes(ast.Attribute, *DOORS) if node.attr in {"objects", "_default_manager"}]
    imported = [
        where
        for where, node in nodes(ast.ImportFrom, "api", "web")
        if node.module == "django.db" and {"connection", "connections", "transaction"} & {a.name for a in node.names}
    ]
    assert asked == imported == []


def test_nothing_happens_by_signal():
    signals = {"django.dispatch", "django.db.models.signals", "django.core.signals", "django.test.signals"}
    imported = [where for where, node in nodes(ast.ImportFrom) if node.module in signals]
    named = [where for where, node in nodes(ast.Name) if node.id in {"receiver", "post_save", "pre_save"}]
    assert imported == named == []


def test_saving_is_saving():
    classes = [(where, node) for where, node in nodes(ast.ClassDef, *ROOMS)]
    overridden = [
        f"{where} {each.name}"
        for where, node in classes
        for each in node.body
        if isinstance(each, Function) and each.name in {"save", "delete", "save_base", "full_clean"}
    ]
    assert overridden == []


def test_every_module_is_about_something():
    assert [str(path) for path in modules() if {path.stem, *path.parts} & NAMELESS] == []


def test_whoever_acts_is_named():
    positional = {
        name: [argument.arg for argument in node.args.posonlyargs + node.args.args]
        for name, node in verbs()
        if "by" in {argument.arg for argument in node.args.posonlyargs + node.args.args}
    }
    assert positional == {}


def test_a_verb_takes_its_subject_and_names_the_rest():
    several = {
        name: [argument.arg for argument in node.args.args]
        for name, node in verbs()
        if any(ast.unparse(each) == "transaction.atomic" for each in node.decorator_list) and len(node.args.args) > 1
    }
    assert several == {}


@pytest.mark.parametrize("permission", list(Permission))
def test_every_permission_is_asked_somewhere(permission):
    asked = {
        where.partition(":")[0]
        for where, node in nodes(ast.Attribute)
        if isinstance(node.value, ast.Name) and node.value.id == "Permission" and node.attr == permission.name
    }
    if permission is Permission.CONFIRM_AS_SECOND_PERSON:  # asked together with who the first person was
        calls = [(where, node.func) for where, node in nodes(ast.Call, *ROOMS) if isinstance(node.func, ast.Name)]
        asked |= {where.partition(":")[0] for where, called in calls if called.id == "check_second_person"}
    assert asked - {"agencies/permissions.py"}


@pytest.mark.parametrize("permission", list(Permission))
def test_every_permission_is_held_by_a_role(permission):
    assert any(permission in role.permissions for role in ROLES.values())


def test_tasks_are_never_run_at_once():
    source = [*modules(), *(ROOT / "tests").rglob("*.py"), *ROOT.glob("docker-compose*"), ROOT / "pyproject.toml"]
    word = re.compile("always" + r"_eager[\"']?\s*[=:]\s*[^=]", re.IGNORECASE)
    assert [str(path) for path in source if word.search(path.read_text(encoding="utf-8"))] == []


def test_nothing_is_left_for_later():
    later = re.compile(r"\b(" + "|".join(["TO" + "DO", "FIX" + "ME", "X" * 3, "HA" + "CK"]) + r")\b")
    source = [*modules(), *(ROOT / "tests").rglob("*.py"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "bin").iterdir()]
    assert [str(path) for path in source if later.search(path.read_text(encoding="utf-8"))] == []


@pytest.mark.parametrize(("name", "least"), [("base.txt", 10), ("dev.txt", 30), ("assets.txt", 1)])
def test_requirements_are_locked_and_name_no_address(name, least):
    text = (ROOT / "requirements" / name).read_text()
    entries = re.split(r"\n(?=[a-z0-9A-Z])", text)
    pinned = [entry for entry in entries if re.match(r"[A-Za-z0-9._-]+(\[[\w,]+\])?==", entry)]
    assert len(pinned) == len([entry for entry in entries if not entry.startswith("#")]) >= least
    assert [entry.splitlines()[0] for entry in pinned if "--hash=sha256:" not in entry] == []
    assert not re.search(r"https?://|--(extra-)?index-url|--find-links|@ ", text)


def test_every_dependency_has_its_reason():
    text = (ROOT / "pyproject.toml").read_text()
    told = tomllib.loads(text)["project"]
    groups = [*told["optional-dependencies"].values(), *tomllib.loads(text)["dependency-groups"].values()]
    wanted = [*told["dependencies"], *(each for group in groups for each in group)]
    lines = [line for line in text.splitlines() if re.match(r'\s+"[\w.-]+.*[<>=].*",', line)]
    assert len(lines) == len(wanted)
    assert [line for line in lines if not re.search(r",\s+# \w.{10,}", line)] == []


def named_addresses() -> list[tuple[str, list[str]]]:
    """Every name of an address, and the keys that it needs."""
    found = []

    def walk(resolver: URLResolver, namespace: str) -> None:
        for pattern in resolver.url_patterns:
            if isinstance(pattern, URLResolver):
                walk(pattern, f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace)
            elif isinstance(pattern, URLPattern) and pattern.name:
                found.append((namespace + pattern.name, list(pattern.pattern.converters)))

    walk(get_resolver(), "")
    return found


@pytest.mark.parametrize(("name", "keys"), named_addresses())
def test_every_name_leads_to_its_own_address(name, keys):
    values = {
        "reference": "AL-000000",
        "code": "7K3M9PQR2XYZ",
        **dict.fromkeys(("id", "member", "outcome"), "1b9d6bcd-bbfd-4b2d-9b5d-ab8dfbbd4bed"),
    }
    address = reverse(name, kwargs={key: values[key] for key in keys})
    assert resolve(address).view_name == name
