"""The API with a database behind it: a world that stands for a module, and each test's changes undone."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction

from tests.api.world import World
from tests.conftest import flush

PLENTY = 1_000_000


@pytest.fixture(scope="module")
def standing_world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """Made once for a module; emptied after it."""
    with django_db_blocker.unblock():
        try:
            yield World()
        finally:
            flush()


@pytest.fixture
def world(standing_world: World, settings: Any) -> Iterator[World]:
    """What a test writes is undone after it. Deferred guards speak all the same: each answer asks them.

    The rate is out of reach, so that no test is turned away by accident.
    """
    settings.API_RATE_PER_MINUTE = settings.API_ANONYMOUS_RATE_PER_MINUTE = PLENTY
    settings.SEARCHES_PER_MINUTE = PLENTY
    with transaction.atomic():
        yield standing_world
        transaction.set_rollback(True)
