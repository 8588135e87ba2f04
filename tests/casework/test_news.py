"""What is new since somebody last looked: what others wrote down since, as far as they may see it."""

from datetime import timedelta

import pytest

from agencies.clock import now
from agencies.enums import DataCategory as D
from agencies.exceptions import Missing
from casework import contacts, news, sharing
from casework.enums import Channel
from casework.models import LastVisit
from tests.database import run
from tests.factories.casework import make_scene
from tests.factories.sharing import make_housing_contact, make_share

pytestmark = pytest.mark.usefixtures("db")


@pytest.fixture
def scene(cast, role):
    """The Bells, shared with the police: housing and offences. Asha, Ben and Chidi have read it."""
    with role("seed"):
        scene = make_scene(cast)
        make_share(scene, cast.chidi)
    for actor in (cast.asha, cast.ben, cast.chidi):
        news.visit(scene.case, by=actor)
    return scene


def told(actor, scene) -> list[str]:
    """What is new to the actor; and the count says the same."""
    found = news.news_of(actor, scene.case, limit=100)
    assert news.news_counts(actor, [scene.case]) == {scene.case.pk: min(len(found), 99)}
    return [entry.text for entry in found]


def note(scene, by, summary: str, category=D.HOUSING, days_ago: int = 0):
    """A visit so many days ago, written down now."""
    return contacts.record(
        scene.case,
        category=category,
        happened_at=now() - timedelta(days=days_ago),
        channel=Channel.VISIT,
        summary=summary,
        by=by,
    )


def test_new_is_what_others_wrote_down_since_and_never_one_s_own(scene, cast):
    note(scene, cast.chidi, "from the police")
    note(scene, cast.ben, "from a colleague")
    note(scene, cast.asha, "from herself")
    assert told(cast.asha, scene) == ["from a colleague", "from the police"]
    assert told(cast.ben, scene) == ["from herself", "from the police"]
    assert told(cast.chidi, scene) == ["from herself", "from a colleague"]


def test_what_happened_last_week_and_is_written_down_today_is_new_and_stands_where_it_was_written(scene, cast):
    note(scene, cast.chidi, "today's")
    note(scene, cast.chidi, "last week's", days_ago=7)
    assert told(cast.asha, scene) == ["last week's", "today's"]


def test_after_a_visit_nothing_is_new_and_each_has_their_own(scene, cast):
    note(scene, cast.chidi, "from the police")
    news.visit(scene.case, by=cast.asha)
    assert (told(cast.asha, scene), told(cast.ben, scene)) == ([], ["from the police"])
    assert LastVisit.objects.filter(visited_by=cast.asha.membership).count() == 1


def test_what_was_written_while_somebody_read_is_still_new(scene, cast):
    note(scene, cast.chidi, "was shown")
    shown = news.news_of(cast.asha, scene.case)
    note(scene, cast.chidi, "came meanwhile")
    news.visit(scene.case, until=shown[0].recorded_at, by=cast.asha)
    assert told(cast.asha, scene) == ["came meanwhile"]


@pytest.mark.parametrize("ago", [timedelta(days=3), timedelta(days=-3)])
def test_a_visit_goes_neither_back_nor_into_the_future(ago, scene, cast):
    note(scene, cast.chidi, "was shown")
    first = news.visit(scene.case, by=cast.asha)
    again = news.visit(scene.case, until=now() - ago, by=cast.asha)
    assert first.seen_until <= again.seen_until <= again.visited_at
    run("UPDATE casework_lastvisit SET seen_until = seen_until - interval '1 day'")  # nor by hand
    assert told(cast.asha, scene) == []
    note(scene, cast.chidi, "came later")
    assert told(cast.asha, scene) == ["came later"]


def test_to_who_never_looked_everything_is_new(scene, cast):
    assert len(told(cast.mina, scene)) > 5


@pytest.mark.parametrize(
    ("category", "new"), [(D.HOUSING, True), (D.OFFENCES, True), (D.HEALTH, False), (D.GENERAL, False)]
)
def test_neither_list_nor_count_tells_of_a_category_that_is_left_out(category, new, scene, cast):
    note(scene, cast.asha, "from the lead", category)
    assert told(cast.chidi, scene) == (["from the lead"] if new else [])


def test_when_the_share_has_ended_nothing_is_told_and_nothing_marked(scene, cast, role):
    note(scene, cast.asha, "from the lead")
    with role("seed"):
        sharing.stop(scene.case.shares.get(), reason="Over", by=cast.asha)
    assert told(cast.chidi, scene) == []
    with pytest.raises(Missing):
        news.visit(scene.case, by=cast.chidi)


@pytest.mark.parametrize("name", ["dot", "dora", "gill", "ana", "adi"])
def test_who_does_not_see_the_case_learns_nothing(name, scene, cast):
    note(scene, cast.asha, "from the lead")
    assert told(cast[name], scene) == []
    with pytest.raises(Missing):
        news.visit(scene.case, by=cast[name])


def test_page_after_page_tells_every_new_entry_once(scene, cast):
    for number in range(5):
        note(scene, cast.chidi, f"Note {number}", days_ago=number)
    pages, before = [], None
    while page := news.news_of(cast.asha, scene.case, before=before, limit=2):
        pages += [entry.text for entry in page]
        before = (page[-1].recorded_at, page[-1].id, page[-1].kind)
    assert pages == [f"Note {number}" for number in (4, 3, 2, 1, 0)]


@pytest.mark.parametrize("count", [1, 3])
def test_a_page_of_cases_is_counted_at_once(count, cast, role, django_assert_num_queries):
    with role("seed"):
        scenes = [make_scene(cast) for _ in range(count)]
        for number, scene in enumerate(scenes):
            news.visit(scene.case, by=cast.asha)
            for _ in range(number):
                make_housing_contact(scene, cast.ben)
    cases = [scene.case for scene in scenes]
    with django_assert_num_queries(3):  # what is within reach, before and after
        assert news.news_counts(cast.asha, cases) == {case.pk: number for number, case in enumerate(cases)}
    with django_assert_num_queries(3):
        news.news_of(cast.asha, cases[0])
    with django_assert_num_queries(0):
        assert news.news_counts(cast.asha, []) == {}


def test_ninety_nine_stands_for_more(scene, cast):
    for number in range(101):
        note(scene, cast.ben, f"Note {number}")
    assert news.news_counts(cast.asha, [scene.case]) == {scene.case.pk: 99}
