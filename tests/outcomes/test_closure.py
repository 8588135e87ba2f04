"""Closing by agreement."""

import pytest

from casework.enums import CaseStatus
from tests.factories.outcomes import scene_at

pytestmark = pytest.mark.usefixtures("db")


@pytest.mark.parametrize("status", list(CaseStatus))
def test_every_state_can_be_reached(status, cast, role):
    with role("seed"):
        assert scene_at(cast, status).case.status == status
