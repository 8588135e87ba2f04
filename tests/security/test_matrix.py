"""The matrix: who is told what at every address, as tests/security/matrix says it, and nothing that it does not say."""

import logging
import os
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.hashers import make_password
from django.test import Client, override_settings

from tests.conftest import QUICK_HASHER, database_role, flush
from tests.security.matrix_cast import MatrixWorld
from tests.security.matrix_file import API, PAGES, missing
from tests.security.matrix_walk import Walk, of_the_api, of_the_pages
from tests.security.test_canary import mark
from tests.security.test_doors import OPEN
from tests.web.conftest import PASSWORD, sign_in

pytestmark = pytest.mark.xdist_group("matrix")
PLENTY = 1_000_000
RATES = dict.fromkeys(("API_RATE_PER_MINUTE", "API_ANONYMOUS_RATE_PER_MINUTE", "SEARCHES_PER_MINUTE"), PLENTY)


@pytest.fixture(scope="module")
def matrix_world(django_db_setup: None, django_db_blocker: Any) -> Iterator[MatrixWorld]:
    """Made once, and emptied after this file."""
    with django_db_blocker.unblock():
        try:
            yield MatrixWorld()
        finally:
            flush()


@pytest.fixture(scope="module")
def walk(matrix_world: MatrixWorld) -> Walk:
    """Everybody with a token and a browser of their own."""
    browsers = {}
    with override_settings(PASSWORD_HASHERS=QUICK_HASHER, **RATES):
        for who, actor in matrix_world.people.items():
            actor.user.password = make_password(PASSWORD)
            with database_role("seed"):
                actor.user.save(update_fields=["password"])
            browsers[who] = Client(raise_request_exception=False)
            assert sign_in(browsers[who], actor).status_code == 200
        with database_role("seed"):
            return Walk(matrix_world, browsers, is_whole=os.environ.get("MATRIX") == "all")


def test_every_address_is_in_the_matrix():
    said = missing(of_the_api(), "api.csv", {line.address for line in API})
    said += missing(of_the_pages(OPEN), "pages.csv", {line.address for line in PAGES})
    assert said == [], "\n".join(said)


@pytest.fixture
def quick(settings: Any) -> Iterator[None]:
    """Nobody is turned away for coming too often, and no refusal writes its line: there are thousands."""
    for name, value in RATES.items():
        setattr(settings, name, value)
    logging.disable(logging.WARNING)
    yield
    logging.disable(logging.NOTSET)


@pytest.fixture(scope="module")
def marked(walk: Walk) -> None:
    """One word in every text that is recorded, for the looks and the pages: whoever is told nothing must not meet it."""
    mark()


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize("part", ["acts", "looks", pytest.param("pages", marks=pytest.mark.xdist_group("of pages"))])
def test_everybody_is_told_what_the_matrix_says(part: str, walk: Walk, request: pytest.FixtureRequest) -> None:
    if part != "acts":
        request.getfixturevalue("marked")
    walk.met = 0
    cells = list(getattr(walk, part)())
    if part == "looks":
        import json

        open("/tmp/mx_fields.json", "w").write(json.dumps(walk.fields))
    wrong = [cell for cell in cells if cell.told != cell.written]
    with request.getfixturevalue("capsys").disabled():
        print(f"\nThe matrix, {part}: {len(cells)} cells, {len(wrong)} otherwise than written.")  # noqa: T201 - asked for
    said = [f"{cell.address}: {cell.who} is told {cell.told}, and {cell.written} is written" for cell in wrong]
    assert said == [], "\n".join(said)
    assert part == "acts" or walk.met > 100, "the word stands in nothing that anybody was shown"
