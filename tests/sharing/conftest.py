"""What stands for a module of these tests, and each test's own changes undone."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction

from tests.conftest import flush
from tests.sharing.house import House

PLENTY = 1_000_000


@pytest.fixture(scope="module")
def standing_house(django_db_setup: None, django_db_blocker: Any) -> Iterator[House]:
    """Made once for a module; emptied after it."""
    with django_db_blocker.unblock():
        try:
            yield House()
        finally:
            flush()


@pytest.fixture
def house(standing_house: House, settings: Any) -> Iterator[House]:
    """The house, as it was before each test. The rate is out of reach, so that no test is turned away by accident."""
    settings.API_RATE_PER_MINUTE = settings.API_ANONYMOUS_RATE_PER_MINUTE = PLENTY
    with transaction.atomic():
        yield standing_house
        transaction.set_rollback(True)
