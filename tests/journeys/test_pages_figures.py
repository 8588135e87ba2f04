"""Before and after, and savings, in a real browser: as an analyst reads them, and as a manager says what they rest on."""

from collections.abc import Callable

import pytest

from agencies.models import Agency
from tests.conftest import database_role
from tests.factories.agencies import Cast
from tests.factories.demand import Around, make_picture, make_starts
from tests.factories.extracts import make_linkage_agreement
from tests.factories.savings import make_contact_cost, make_programme_cost
from tests.journeys.browsing import Visit
from tests.outcomes.test_demand_picture import CITY
from tests.outcomes.test_savings import CALLS

PASSWORD = "correct horse battery staple"


@pytest.fixture
def police(cast: Cast) -> Agency:
    """Of two agencies enough is known around the start of cases; and of one kind of contact what it costs."""
    with database_role("seed"):
        run = make_picture(cast, make_linkage_agreement(cast), CITY, {"c": 40})
        make_starts(
            run, {"p": Around(20, CALLS, early=8), "h": Around(12, {"Attendance": ((60, 12), (44, 10))}, months=9)}
        )
        agency = Agency.objects.get(code="police")
        make_contact_cost(cast.mina, agency)
        make_contact_cost(cast.mina, Agency.objects.get(code="hospital"), "Attendance", "HE3.0")
        make_contact_cost(cast.mina, agency, "Burglary", "SS4.0")
        make_programme_cost(cast.mina, amount="100")
        for actor in (cast.mina, cast.ana):
            assert actor.user is not None
            actor.user.set_password(PASSWORD)
            actor.user.save()
    return agency


@pytest.mark.parametrize(("width", "scripts"), [(1280, True), (390, True), (390, False)])
def test_from_the_demand_picture_to_a_row_of_the_catalogue(
    police: Agency, visit: Callable[..., Visit], width: int, scripts: bool
) -> None:
    ana = visit(width, scripts=scripts)
    ana.sign_in("ana", PASSWORD)
    ana.follow("Households whom several agencies meet")
    for summary in ana.page.locator("summary").all():
        summary.click()
    ana.check()
    ana.follow("Reports")
    ana.follow("What fewer contacts are worth, and to whom")
    for summary in ana.page.locator("summary").all():
        summary.click()
    ana.check()
    ana.page.locator("a[href*='unit-costs']").first.click()
    assert ana.path.startswith("/reports/unit-costs/")
    ana.check()
    mina = visit(width, scripts=scripts)
    mina.sign_in("mina", PASSWORD)
    mina.open("/reports/savings/")
    mina.follow("Say what a kind of contact costs")
    mina.check()
    mina.press("Assume this")
    mina.check()
    mina.open("/reports/savings/costs/")
    mina.check()
