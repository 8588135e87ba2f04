"""The API asked as its description allows, and as it does not: never a failure of ours, never an answer that it does not name.

One question of every address, the same in every run; `QUESTIONS=200 bin/test tests/security/test_contract.py` asks as many
new ones of every address as each of the three.
"""

import os
from typing import Any

import pytest
import requests
import schemathesis
from django.conf import settings as site
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.api.world import KEYS, Door, World

pytestmark = pytest.mark.xdist_group("contract")

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
ROLES = {"asha": "a support worker", "chidi": "a partner", "gill": "an information governance lead"}
DESCRIPTION = schemathesis.openapi.from_path(site.BASE_DIR / "docs" / "openapi.json")
OPERATIONS = {found.ok().label: found.ok() for found in DESCRIPTION.get_all_operations()}
OF_THE_CLIENT = {"Content-Length", "Content-Type", "Authorization"}
QUESTIONS = settings(
    max_examples=int(os.environ.get("QUESTIONS", "1")),
    derandomize="QUESTIONS" not in os.environ,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
)


def answer_of(door: Door, case: Any) -> schemathesis.Response:
    """What this door answers, as the checks read it: in this thread, since its transaction is what is undone."""
    sent = requests.Request(**case.as_transport_kwargs(base_url="http://testserver")).prepare()
    body = sent.body.encode() if isinstance(sent.body, str) else sent.body or b""
    headers = {name: value for name, value in sent.headers.items() if name not in OF_THE_CLIENT}
    answer = door.send(
        str(sent.method), sent.path_url, body, headers=headers, content_type=sent.headers.get("Content-Type", "")
    )
    said = {name: [value] for name, value in answer.headers.items()}
    return schemathesis.Response(answer.status_code, said, answer.content, sent, elapsed=0, verify=False)


def ask(world: World, who: str, case: Any, *, of_a_row: bool) -> None:
    """Send one question, about a row that is there or whatever was drawn; what it does is undone."""
    if of_a_row and case.path_parameters:
        first = case.path.removeprefix("/api/v1/").partition("/")[0]
        scene = world.full if first == "closure-proposals" else world.open
        case.path_parameters = dict.fromkeys(case.path_parameters, str(KEYS[first](world, scene)))
        subject = case.formatted_path.rpartition("/")[0].rpartition("/")[0] + "/"
        etag = world[who].get(subject).headers.get("ETag")
        if etag and case.method != "GET":
            case.headers = {**(case.headers or {}), "If-Match": etag}
    with transaction.atomic():
        case.validate_response(answer_of(world[who], case), checks=CHECKS)
        transaction.set_rollback(True)


def test_every_answer_is_one_that_the_description_names(world: World) -> None:
    world.open, world.full, world.agreement  # noqa: B018 - made by being asked for
    wrong: list[str] = []
    for operation in OPERATIONS.values():

        @QUESTIONS
        @given(case=operation.as_strategy(), of_a_row=st.sampled_from([True, False]))
        def questions(case: Any, of_a_row: bool) -> None:
            for who in ROLES:
                ask(world, who, case, of_a_row=of_a_row)

        try:
            questions()
        except FailureGroup as found:
            wrong.append(str(found))
    assert not wrong, "\n".join(wrong)
