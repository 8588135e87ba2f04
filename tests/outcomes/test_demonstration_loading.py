"""Loading the demonstration where something is there already, or was cut off."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from agencies import partners
from agencies.enums import AgencyKind
from agencies.models import AuditEvent, Membership
from outcomes.demonstration import telling
from outcomes.demonstration.cast import PASSWORD
from outcomes.demonstration.story import StoryFault, read
from tests.factories.agencies import STARTED_ON

pytestmark = pytest.mark.usefixtures("db")

BELL = """The Bell household
at: 2 Harbour Steps, WX2 1AA
team: north
lead: asha
adult: Rosa Bell, 34

20 referred by=owen: Rent, and little sleep
18 accept
15 visit Rosa: Tea
"""


@pytest.fixture
def one_story(monkeypatch):
    """Tell one short story instead of all of them."""

    def tell_this(text: str) -> None:
        monkeypatch.setattr(telling, "read_all", lambda: [read("bell", text)])

    tell_this(BELL)
    return tell_this


def demo(role, *options: str) -> str:
    output = StringIO()
    with role("seed"):
        call_command("demo", *options, stdout=output)
    return output.getvalue()


def test_nobody_can_sign_in_before_it_is_loaded(role):
    with pytest.raises(CommandError, match=r"run manage\.py demo first"):
        demo(role, "--who")


def test_who_is_there_after_loading(role, one_story):
    assert demo(role) == "The demonstration is loaded.\n"
    assert "asha@example.org --agency council" in demo(role, "--who")


def test_everybody_of_the_demonstration_signs_in_with_the_password_that_is_told(role, one_story):
    demo(role)
    users = [membership.user for membership in Membership.objects.select_related("user")]
    assert [user.email for user in users if not user.check_password(PASSWORD)] == []
    assert PASSWORD in demo(role, "--who")


@pytest.mark.parametrize("options", [[], ["--who"]])
def test_a_load_that_was_cut_off_says_what_to_do(role, one_story, monkeypatch, options):
    def interrupted(*args, **kwargs):
        raise KeyboardInterrupt

    monkeypatch.setattr(telling, "say_goodbye", interrupted)
    with pytest.raises(KeyboardInterrupt):
        demo(role)
    monkeypatch.undo()
    before = AuditEvent.objects.count()
    with pytest.raises(CommandError, match=r"remove the folder \.dev"):
        demo(role, *options)
    assert AuditEvent.objects.count() == before


@pytest.mark.parametrize("options", [[], ["--who"]])
def test_a_service_with_people_of_its_own_is_left_alone(role, options):
    partners.found(
        code="borough",
        name="Borough Council",
        kind=AgencyKind.COUNCIL,
        email="jo@example.org",
        person="Jo",
        password="for tests only, not a secret",
        on=STARTED_ON,
    )
    assert "people of its own" in demo(role, *options)
    assert Membership.objects.count() == 1


@pytest.mark.parametrize(
    ("step", "says"),
    [("14 dances Rosa: A waltz", "no step dances"), ("14 visit Rosa: Tea\n  agred: More tea", "agred")],
)
def test_a_step_that_cannot_be_told_is_named(role, one_story, step, says):
    one_story(f"{BELL}{step}\n")
    with pytest.raises(StoryFault, match=says):
        demo(role)


def test_a_verb_that_refuses_says_in_which_story(role, one_story):
    one_story(f"{BELL}14 stage working\n")
    with pytest.raises(Exception, match="From there it can become") as refused:
        demo(role)
    assert refused.value.__notes__ == ["In the story bell, 14 days ago: stage working"]
