"""An administrator's morning in a real browser: somebody goes, an agency is looked at, the service is well."""

import re
from collections.abc import Callable

import pytest

from agencies import clock
from agencies.models import Membership
from tests.conftest import database_role
from tests.factories.agencies import Cast
from tests.factories.casework import make_scene
from tests.factories.sharing import make_share
from tests.journeys.browsing import Visit

PASSWORD = "correct horse battery staple"


@pytest.mark.parametrize("width", [1280, 390])
def test_somebody_goes_and_it_is_said_first_what_that_does(cast: Cast, visit: Callable[..., Visit], width: int) -> None:
    with database_role("seed"):
        make_share(make_scene(cast), cast.chidi)
        assert cast.adi.user is not None
        cast.adi.user.set_password(PASSWORD)
        cast.adi.user.save()
    adi = visit(width)
    adi.sign_in("adi", PASSWORD)
    assert adi.path == "/memberships/"
    adi.check()
    for name in ("Chidi", "End their part"):
        adi.follow(name)
        adi.check()
    adi.page.get_by_label("At once").check()
    adi.press("See what changes")
    adi.check()
    assert "Chidi will no longer see 1 shared household" in adi.page.locator("main").inner_text()
    adi.press("End their part")
    adi.check()
    for name in ("Agencies and teams", re.compile("Council"), "Background work", "Your tokens for programs"):
        adi.follow(name)
        adi.check()
    assert Membership.objects.get(user=cast.chidi.user).ended_on == clock.today()
