"""A release taken back with disclosures that it alone knows of: what was refused, and what was prepared a second time."""

import pytest

from agencies.disclosure_states import DisclosureState
from agencies.disclosures import asking
from tests.agencies.disclosures.conftest import Way
from tests.agencies.disclosures.test_prepared_again import NAMES, again, the_share_ends, two
from tests.conftest import database_role
from tests.factories.casework import Scene
from tests.test_migrations import Elsewhere, copy

pytestmark = pytest.mark.xdist_group("migrations")
__all__ = ["two"]  # a fixture
REASON = "Nobody asked the families"


def states(elsewhere: Elsewhere) -> dict[str, str]:
    """By the key of the disclosure."""
    found = elsewhere.ask("SELECT json_object_agg(id, state) FROM agencies_disclosure")
    return dict(found)


def test_the_refused_are_stopped_and_of_each_the_last_file_stays(way: Way, bells: Scene, two: Scene) -> None:
    row = way.prepared(**NAMES)
    assert way.told() == 6
    the_share_ends(way, bells)
    row = again(way, row)
    asked = way.ask()
    with database_role("app"):
        refused = asking.refuse(asked, reason=REASON, by=way.cast.gill)
    assert (row.edition, way.told()) == (2, 9)
    with copy("alongside_disclosed") as elsewhere:
        shape, before = elsewhere.shape(), states(elsewhere)
        assert before == {str(row.pk): "embargoed", str(refused.pk): "refused"}
        elsewhere.migrate("agencies", "0024")
        assert states(elsewhere) == {str(row.pk): "embargoed", str(refused.pk): "stopped"}
        assert elsewhere.ask("SELECT count(*) FROM agencies_disclosedperson") == 3
        said = f"SELECT stopped_reason FROM agencies_disclosure WHERE id = '{refused.pk}' AND stopped_by_id IS NOT NULL"
        assert elsewhere.ask(said) == REASON
        elsewhere.migrate()
        assert states(elsewhere)[str(refused.pk)] == DisclosureState.STOPPED, (
            "nothing says any more that it was refused"
        )
        assert elsewhere.ask(f"SELECT stopped_reason FROM agencies_disclosure WHERE id = '{refused.pk}'") == REASON
        assert elsewhere.shape() == shape
