"""A manager's morning in a real browser: the team, a caseload handed over, and the figures as an analyst meets them too."""

from collections.abc import Callable

import pytest

from casework import allocations
from casework.enums import CaseStatus
from outcomes import ratings
from outcomes.enums import Voice
from tests.conftest import database_role
from tests.factories.agencies import Cast
from tests.factories.casework import Scene, make_scene
from tests.factories.outcomes import make_outcome
from tests.journeys.browsing import Visit

PASSWORD = "correct horse battery staple"


@pytest.fixture
def scenes(cast: Cast) -> list[Scene]:
    """Six households that Asha leads, all of which have said a number; and one that waits."""
    with database_role("seed"):
        made = [make_scene(cast, name=f"The household at number {number}") for number in range(6)]
        for scene in made:
            outcome = make_outcome(scene, scene.member("Rosa"))
            ratings.rate(outcome, voice=Voice.PARTICIPANT, member=scene.member("Rosa"), value=5, by=cast.asha)
        make_scene(cast, CaseStatus.REFERRED, name="The Moss household")
        for actor in (cast.mina, cast.ana):
            assert actor.user is not None
            actor.user.set_password(PASSWORD)
            actor.user.save()
    return made


@pytest.mark.parametrize(("width", "scripts"), [(1280, True), (390, True), (390, False)])
def test_from_the_team_to_the_figures(
    scenes: list[Scene], cast: Cast, visit: Callable[..., Visit], width: int, scripts: bool
) -> None:
    mina = visit(width, scripts=scripts)
    mina.sign_in("mina", PASSWORD)
    mina.open("/team/")
    mina.check()
    mina.follow("Hand over what Asha leads")
    mina.check()
    mina.page.get_by_label("Why does the worker change?").fill("Asha moves")
    for reference in (scene.case.reference for scene in scenes):
        mina.page.locator(f"#id_to_{reference}").select_option(str(cast.ben.signatory.pk))
        mina.page.locator(f"#id_note_{reference}").fill("Tuesdays are best")
        mina.page.locator(f"#id_told_{reference}").fill("Rosa, at home")
    mina.press("Hand all of them over")
    mina.check()
    assert mina.path == "/team/"
    assert {allocations.open_lead(scene.case) for scene in scenes} == {cast.ben.membership}
    mina.open(f"/cases/{scenes[0].case.reference}/hand-over/")
    mina.check()
    ana = visit(width, scripts=scripts)
    ana.sign_in("ana", PASSWORD)
    assert ana.path == "/reports/"  # where an analyst begins
    for summary in ana.page.locator("summary").all():
        summary.click()
    ana.check()
    ana.follow("What fewer contacts are worth, and to whom")
    for summary in ana.page.locator("summary").all():
        summary.click()
    ana.check()
    ana.follow("Reports")
    ana.follow("What one incident, stay or year costs")
    assert ana.path == "/reports/unit-costs/"
    ana.check()
    ana.page.get_by_label("Words or code").fill("ambulance")
    ana.press("Show")
    for summary in ana.page.locator("summary").all():
        summary.click()
    ana.check()
