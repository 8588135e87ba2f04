"""Everybody who walks the matrix, and how what they were told is looked through; a world of its own for each file of tests."""

import logging
import os
from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.hashers import make_password
from django.test import override_settings

from agencies import clock
from agencies.open_sessions import SEEN
from casework.restriction_levels import Restriction
from tests.conftest import QUICK_HASHER, database_role, flush
from tests.security.matrix_cast import CLOSE, MatrixWorld, WithoutBanner
from tests.security.matrix_file import FIELDS
from tests.security.matrix_walk import ON_PAGES, Cell, Walk
from tests.security.test_canary import mark
from tests.web.conftest import PASSWORD, sign_in
from web.sessions import PROVED

PLENTY = 1_000_000
IS_WHOLE = os.environ.get("MATRIX") == "all"
# Those who work with the household, and with others of the team.
WORKERS = {"lead worker", "colleague", "manager", "team mate", *CLOSE}
RATES = dict.fromkeys(("API_RATE_PER_MINUTE", "API_ANONYMOUS_RATE_PER_MINUTE", "SEARCHES_PER_MINUTE"), PLENTY)
MET = "the word stands in nothing that anybody was shown"


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
    """Everybody with a token, and whoever opens pages with a browser of their own."""
    browsers = {}
    with override_settings(PASSWORD_HASHERS=QUICK_HASHER, **RATES):
        for who, actor in matrix_world.people.items():
            if not IS_WHOLE and who not in ON_PAGES:
                continue
            actor.user.password = make_password(PASSWORD)
            with database_role("seed"):
                actor.user.save(update_fields=["password"])
            browsers[who] = WithoutBanner(raise_request_exception=False)
            assert sign_in(browsers[who], actor).status_code == 200
            # The whole walk takes longer than a second factor is fresh.
            session = browsers[who].session
            session.update(dict.fromkeys((SEEN, PROVED), (clock.now() + timedelta(days=1)).isoformat()))
            session.save()
        with database_role("seed"):
            return Walk(matrix_world, browsers, is_whole=IS_WHOLE)


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


def check(part: str, cells: Iterable[Cell], walk: Walk, capsys: pytest.CaptureFixture[str]) -> None:
    """Nobody is told otherwise than the matrix says, and nobody is shown fields that are kept to those who work with them."""
    told = list(cells)
    as_it_was(walk)
    wrong = [cell for cell in told if cell.told != cell.written]
    with capsys.disabled():
        print(f"\nThe matrix, {part}: {len(told)} cells, {len(wrong)} otherwise than written.")  # noqa: T201 - asked for
    for (shape, who), filled in walk.fields.items():
        is_worker = who in WORKERS
        kept = FIELDS[shape][1] & filled
        assert is_worker or not kept, (
            f"{who} is shown {kept} of {shape}, which those who work with the household alone are shown"
        )
    said = [f"{cell.address}: {cell.who} is told {cell.told}, and {cell.written} is written" for cell in wrong]
    assert said == [], "\n".join(said)


def as_it_was(walk: Walk) -> None:
    """The case is kept no more closely than others, wherever the walk ended."""
    if walk.world.open.fresh().restriction != Restriction.NORMAL:
        walk.world.keep(Restriction.NORMAL)
