"""The matrix of pages and forms, walked in a world in which none of the other parts was before."""

import pytest

from tests.security.matrix_checks import MET, check
from tests.security.matrix_walk import Walk

pytestmark = pytest.mark.xdist_group("matrix of pages")


@pytest.mark.usefixtures("quick", "marked")
def test_everybody_is_told_on_pages_what_the_matrix_says(walk: Walk, capsys: pytest.CaptureFixture[str]) -> None:
    check("pages", walk.pages(), walk, capsys)
    assert walk.met > 100, MET
