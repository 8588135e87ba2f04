"""What people and machines read where no view answers: what to do next, and nothing of what went wrong inside."""

from typing import Any

import pytest
from django.test import Client

from tests.database import ask
from tests.outages import database_away

pytestmark = pytest.mark.usefixtures("db")

SHAPE = {"code", "detail", "fields"}


def read(answer: Any, path: str) -> str:
    """The text of an answer, of which we know that it is JSON under the API and a page elsewhere."""
    if path.startswith("/api/"):
        assert answer["Content-Type"] == "application/json"
        assert set(answer.json()) == SHAPE
        return str(answer.json()["detail"])
    assert answer["Content-Type"].startswith("text/html")
    return str(answer.content.decode())


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("/api/test/hide/", 404, "not_found"),
        ("/api/test/forbid/", 403, "not_permitted"),
        ("/api/test/fail/", 500, "server_error"),
        ("/api/nowhere/", 404, "not_found"),
    ],
)
@pytest.mark.usefixtures("table")
def test_the_api_answers_in_its_own_shape(client: Client, path: str, status: int, code: str) -> None:
    answer = client.get(path)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    read(answer, path)


@pytest.mark.parametrize(("view", "status"), [("hide", 404), ("forbid", 403), ("fail", 500)])
@pytest.mark.usefixtures("table")
def test_people_read_pages(client: Client, view: str, status: int) -> None:
    answer = client.get(f"/test/{view}/")
    assert answer.status_code == status
    assert "a fault of ours" not in read(answer, "/test/")


@pytest.mark.parametrize("path", ["/api/v1/", "/"])
def test_a_host_name_that_is_not_ours(client: Client, path: str) -> None:
    answer = client.get(path, headers={"host": "elsewhere.example"})
    assert answer.status_code == 400
    assert "elsewhere" not in read(answer, path)


@pytest.mark.parametrize("path", ["/test/form/", "/"])
def test_a_form_from_elsewhere_is_refused_and_says_what_to_do(client: Client, path: str) -> None:
    client.handler.enforce_csrf_checks = True
    answer = client.post(path)
    assert answer.status_code == 403
    assert "load the page again" in read(answer, path)


# A database that is away


@pytest.mark.parametrize("path", ["/test/who-acts/", "/api/test/who-acts/", "/", "/api/v1/caseload/"])
def test_a_database_that_is_away_is_no_fault_of_the_asker(client: Client, path: str) -> None:
    with database_away():
        answer = client.get(path, headers={"authorization": "Bearer any"})
    assert answer.status_code == 503
    assert int(answer["Retry-After"]) > 0
    assert "try again" in read(answer, path)
    assert "127.0.0.1" not in answer.content.decode()
    assert client.get("/test/who-acts/").status_code == 200, "and back it works again"


@pytest.mark.parametrize("door", ["/test", "/api/test"])
@pytest.mark.usefixtures("table")
def test_a_connection_that_is_lost_in_the_middle(client: Client, door: str) -> None:
    answer = client.get(f"{door}/lose-the-connection/")
    assert answer.status_code == 503
    assert "try again" in read(answer, f"{door}/")
    assert client.get("/test/answer/200/").status_code == 200, "the next request has a connection of its own"
    assert ask("SELECT count(*) FROM written") == 1
