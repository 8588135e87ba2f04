"""Until when: every interval to the microsecond, a read that is cut off between two pages, and what ends every share."""

from collections.abc import Iterator
from copy import copy
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import override_settings

from agencies import agreements, clock, memberships, users
from agencies.actors import member_actor
from agencies.agreements import last_day
from agencies.enums import DataCategory
from agencies.exceptions import Invalid
from agencies.permissions import Permission, explain, may, shares_in_force, visible
from agencies.ways import Place
from casework import chronology, exits, lifecycle, members, selectors, sharing
from casework.enums import CaseStatus, LeavingReason, ShareLevel
from casework.models import Case, CaseGroupGrant, CaseShare, CaseUserGrant, Contact
from outcomes import closure
from tests.api.world import Door
from tests.conftest import QUICK_HASHER, Clock, database_role, flush
from tests.database import refused, run
from tests.factories.agencies import make_cast
from tests.factories.casework import Scene, leave, make_contact, make_household, make_scene
from tests.factories.outcomes import make_proposal
from tests.factories.sharing import make_agreement, make_partner, make_share

pytestmark = pytest.mark.xdist_group("edges")

GENERAL, HOUSING, OFFENCES = DataCategory.GENERAL, DataCategory.HOUSING, DataCategory.OFFENCES
A_MOMENT = timedelta(microseconds=1)


BY_HAND = (
    "INSERT INTO casework_caseshare (id, case_id, agency_id, agreement_id, purpose, categories, level, reason,"
    " participant_told, not_told_reason, ends_at, shared_at, shared_by_id, stopped_at, stopped_by_id, stopped_reason)"
    " SELECT gen_random_uuid(), %(case)s, agency_id, agreement_id, purpose, categories, level, reason, participant_told,"
    " not_told_reason, ends_at, clock(), shared_by_id, NULL, NULL, '' FROM casework_caseshare WHERE id = %(share)s"
)


class Rooms:
    """Asha's case with three contacts, Chidi of the police and Gita of a practice, and nothing shared yet."""

    def __init__(self) -> None:
        with database_role("seed"), override_settings(PASSWORD_HASHERS=QUICK_HASHER):
            self.cast = make_cast()
            self.scene = make_scene(self.cast)
            for number in range(3):
                make_contact(self.scene, summary=f"Visit {number}")
            self.closing = make_scene(self.cast, name="The Moss household")
            self.gita = make_partner(self.cast, "Gita", "practice")

    def share(self, agreement: Any, *categories: DataCategory, **said: Any) -> CaseShare:
        """With the police: what is general."""
        return make_share(self.scene, self.cast.chidi, *(categories or [GENERAL]), agreement=agreement, **said)

    @property
    def is_seen(self) -> bool:
        """Whether Chidi sees the case and its contacts now; every way of asking says the same."""
        chidi, case = self.cast.chidi, self.scene.case
        answers = {
            may(chidi, Permission.VIEW_CASE, case),
            may(chidi, Permission.CONTRIBUTE_TO_CASE, case),
            visible(chidi, Permission.VIEW_CASE, Case.objects.all()).exists(),
            bool(visible(chidi, Permission.VIEW_CASE, Case.objects.all()).count_up_to(5, "referred_at")),
            bool(
                visible(chidi, Permission.VIEW_CASE, Case.objects.all()).page(
                    "referred_at", descending=True, after=None, size=5
                )
            ),
            visible(chidi, Permission.VIEW_CASE, Contact.objects.all()).count() == 3,
            bool(shares_in_force(chidi, Permission.VIEW_CASE, case)),
            chidi.user.has_perm("casework.view_case", case),
        }
        assert len(answers) == 1, "the ways of asking do not agree"
        return answers.pop()


@pytest.fixture(scope="module")
def standing_rooms(django_db_setup: None, django_db_blocker: Any) -> Iterator[Rooms]:
    """Made once for the module."""
    with django_db_blocker.unblock():
        try:
            yield Rooms()
        finally:
            flush()


@pytest.fixture
def rooms(standing_rooms: Rooms, settings: Any) -> Iterator[Rooms]:
    """As they were before each test."""
    settings.API_RATE_PER_MINUTE = settings.API_ANONYMOUS_RATE_PER_MINUTE = 1_000_000
    with transaction.atomic():
        yield standing_rooms
        transaction.set_rollback(True)
    standing_rooms.scene.fresh()


@pytest.fixture
def hands(standing_rooms: Rooms) -> Iterator[Clock]:
    """The hands of the database's clock, without emptying the rooms."""
    setter = Clock()
    yield setter
    setter.run()


def around(rooms: Rooms, hands: Clock, instant: datetime) -> list[bool]:
    """What is seen one microsecond before, at the instant, and one after."""
    answers = []
    for moment in (instant - A_MOMENT, instant, instant + A_MOMENT):
        hands.set(moment)
        answers.append(rooms.is_seen)
    return answers


def test_an_agreement_begins_with_its_first_instant(rooms, hands):
    agreement = make_agreement(rooms.cast, days=(5, 60))
    rooms.share(agreement)
    assert around(rooms, hands, agreement.start_at) == [False, True, True]


def test_an_agreement_holds_up_to_its_end_and_no_longer(rooms, hands):
    agreement = make_agreement(rooms.cast, days=(-30, 5))
    rooms.share(agreement)
    assert around(rooms, hands, agreement.end_at) == [True, False, False]


def test_a_share_holds_up_to_its_own_end_and_no_longer(rooms, hands):
    share = rooms.share(make_agreement(rooms.cast), last_day=clock.today() + timedelta(days=5))
    assert around(rooms, hands, share.ends_at) == [True, False, False]


def test_of_two_ends_the_earlier_counts(rooms, hands):
    agreement = make_agreement(rooms.cast, days=(-30, 5))
    share = rooms.share(agreement, last_day=clock.today() + timedelta(days=20))
    assert sharing.ends_at(share) == agreement.end_at
    assert around(rooms, hands, agreement.end_at) == [True, False, False]


@pytest.mark.parametrize("act", ["suspend", "end"])
def test_what_ends_an_agreement_ends_it_in_the_same_instant(act, rooms, hands):
    agreement = make_agreement(rooms.cast)
    rooms.share(agreement)
    hands.set(clock.now())
    assert rooms.is_seen
    getattr(agreements, act)(agreement, reason="A breach", by=rooms.cast.gill)
    assert not rooms.is_seen
    hands.set(clock.now() + timedelta(days=9))
    assert not rooms.is_seen


def test_a_suspension_that_is_lifted_opens_it_in_the_same_instant(rooms, hands):
    agreement = make_agreement(rooms.cast)
    rooms.share(agreement)
    hands.set(clock.now())
    suspended = agreements.suspend(agreement, reason="A breach", by=rooms.cast.gill)
    assert not rooms.is_seen
    agreements.lift(suspended, by=rooms.cast.gill)
    assert rooms.is_seen


def test_nothing_is_shared_before_the_last_signature_and_anything_after_it(rooms, hands):
    cast = rooms.cast
    agreement = make_agreement(cast, signed=False)
    hands.set(clock.now())
    for number, agency in enumerate((cast.team.agency, cast.chidi.agency)):
        with pytest.raises(Exception, match="not signed by all"):
            rooms.share(agreement)
        agreement = agreements.sign(agreement, agency=agency, signatory_name="A director", by=cast.gill)
        assert (agreement.signed_at is not None) == (number == 1)
    rooms.share(agreement)
    assert rooms.is_seen


def test_a_share_begins_and_stops_in_the_instant_of_the_word(rooms, hands):
    agreement = make_agreement(rooms.cast)
    hands.set(clock.now())
    assert not rooms.is_seen
    share = rooms.share(agreement)
    assert rooms.is_seen
    sharing.stop(share, reason="Rosa asked us to", by=rooms.cast.asha)
    assert not rooms.is_seen


# When the last day that people enter is over, in Universal Time: on 25 October 2026 a day has 25 hours, on 28 March 23.
LAST_DAYS = [
    (date(2026, 10, 23), datetime(2026, 10, 23, 23, 0, tzinfo=UTC)),
    (date(2026, 10, 24), datetime(2026, 10, 24, 23, 0, tzinfo=UTC)),
    (date(2026, 10, 25), datetime(2026, 10, 26, 0, 0, tzinfo=UTC)),
    (date(2027, 3, 27), datetime(2027, 3, 28, 0, 0, tzinfo=UTC)),
    (date(2027, 3, 28), datetime(2027, 3, 28, 23, 0, tzinfo=UTC)),
    (date(2027, 3, 29), datetime(2027, 3, 29, 23, 0, tzinfo=UTC)),
]


@pytest.mark.parametrize(("day", "over"), LAST_DAYS)
def test_a_last_day_is_kept_as_the_midnight_after_it_and_shown_as_it_was_entered(day, over, rooms, hands):
    cast = rooms.cast
    hands.set(over - timedelta(days=4))
    ahead = (day - clock.today()).days
    agreement = make_agreement(cast, days=(-1, ahead), title="To the day")
    assert (agreement.end_at, last_day(agreement.end_at)) == (over, day)
    share = rooms.share(make_agreement(cast), last_day=day)
    assert share.ends_at == over
    at = f"cases/{rooms.scene.case.reference}/"
    gill, asha, chidi = Door(cast.gill), Door(cast.asha), Door(cast.chidi)
    shown = gill.get(f"agreements/{agreement.pk}/").json()
    assert (shown["first_day"], shown["last_day"]) == ((clock.today() - timedelta(days=1)).isoformat(), day.isoformat())
    assert asha.get(f"{at}shares/").json()["results"][0]["last_day"] == day.isoformat()
    assert [way["last_day"] for way in chidi.get(f"{at}why/").json()["shares"]] == [day.isoformat()]
    assert around(rooms, hands, over) == [True, False, False]


@pytest.mark.parametrize(("day", "begins"), [(day + timedelta(days=1), over) for day, over in LAST_DAYS])
def test_a_first_day_begins_with_its_midnight(day, begins, rooms, hands):
    hands.set(begins - timedelta(days=4))
    ahead = (day - clock.today()).days
    agreement = make_agreement(rooms.cast, days=(ahead, ahead + 40))
    assert agreement.start_at == begins == clock.midnight(day)
    rooms.share(agreement)
    assert around(rooms, hands, begins) == [False, True, True]


@pytest.mark.parametrize("day", [0, 1])
def test_whether_it_is_in_force_is_shown_as_of_now(day, rooms, hands):
    agreement = make_agreement(rooms.cast, days=(-30, 3))
    share = rooms.share(agreement)
    hands.set(agreement.end_at - A_MOMENT + day * A_MOMENT)
    row = selectors.share_for(rooms.cast.asha, share.pk)
    assert row.is_in_force == (day == 0)
    assert CaseShare.objects.in_force().filter(pk=share.pk).exists() == (day == 0)
    assert CaseShare.objects.standing().filter(pk=share.pk).exists()


def _stop(rooms: Rooms, share: CaseShare) -> None:
    sharing.stop(share, reason="Rosa asked us to", by=rooms.cast.asha)


def _deactivate(rooms: Rooms, share: CaseShare) -> None:
    users.deactivate(rooms.cast.chidi.user, by=rooms.cast.adi)  # type: ignore[arg-type]


def _leave(rooms: Rooms, share: CaseShare) -> None:
    memberships.end(rooms.cast.chidi.signatory, ended_on=clock.today(), by=rooms.cast.adi)


def _close(rooms: Rooms, share: CaseShare) -> None:
    exits.move_away(rooms.scene.fresh(), evidence="A van", people_told="Rosa", by=rooms.cast.asha)


CUT_OFF = {
    "the share is stopped": (_stop, 404),
    "the agreement is suspended": (
        lambda rooms, share: agreements.suspend(share.agreement, reason="So", by=rooms.cast.gill),
        404,
    ),
    "the agreement ends": (lambda rooms, share: agreements.end(share.agreement, reason="So", by=rooms.cast.gill), 404),
    "support ends": (_close, 404),
    "the reader is deactivated": (_deactivate, 401),
    "the reader leaves": (_leave, 401),
}


@pytest.mark.parametrize("what", CUT_OFF)
@pytest.mark.parametrize("listed", ["contacts/", "chronology/"])
def test_a_read_that_runs_is_cut_off_at_its_next_page(what, listed, rooms):
    act, status = CUT_OFF[what]
    share = rooms.share(make_agreement(rooms.cast))
    chidi = Door(rooms.cast.chidi)
    first = chidi.get(f"cases/{rooms.scene.case.reference}/{listed}?page_size=1")
    assert len(first.json()["results"]) == 1
    assert chidi.get(first.json()["next"]).status_code == 200
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")  # the request made them speak at once: see Door.send
    act(rooms, share)
    cut = chidi.get(first.json()["next"])
    assert (cut.status_code, b"Visit" in cut.content) == (status, False)


def test_a_read_of_cases_is_cut_off_too(rooms):
    agreement, other = make_agreement(rooms.cast), make_scene(rooms.cast, name="The Vale household")
    rooms.share(agreement)
    make_share(other, rooms.cast.chidi, HOUSING, agreement=agreement)
    chidi = Door(rooms.cast.chidi)
    first = chidi.get("cases/?page_size=1").json()
    assert [row["household_name"] for row in first["results"]] == ["The Vale household"]
    assert len(chidi.get(first["next"]).json()["results"]) == 1
    agreements.suspend(agreement, reason="A breach", by=rooms.cast.gill)
    assert chidi.get(first["next"]).json()["results"] == []


def test_a_read_that_runs_is_cut_off_when_the_last_day_is_over(rooms, hands):
    hands.set(clock.midnight(clock.today() + timedelta(days=1)) - A_MOMENT)
    share = rooms.share(make_agreement(rooms.cast), last_day=clock.today())
    chidi = Door(rooms.cast.chidi)
    first = chidi.get(f"cases/{rooms.scene.case.reference}/contacts/?page_size=1").json()
    assert chidi.get(first["next"]).status_code == 200
    hands.set(share.ends_at)
    assert chidi.get(first["next"]).status_code == 404


def rows_of(share: CaseShare) -> int:
    """How many grants stand on it."""
    return sum(model.objects.filter(share=share).count() for model in (CaseGroupGrant, CaseUserGrant))


def test_two_shares_to_one_agency_live_and_die_apart(rooms):
    agreement = make_agreement(rooms.cast)
    chidi, case = rooms.cast.chidi, rooms.scene.case
    of_all = rooms.share(agreement, GENERAL, OFFENCES)
    of_housing = rooms.share(agreement, HOUSING, level=ShareLevel.SEE)
    named = rooms.share(agreement, HOUSING, only_to=[chidi])
    elsewhere = make_share(rooms.scene, rooms.gita, HOUSING)
    assert [rows_of(each) for each in (of_all, of_housing, named, elsewhere)] == [2, 1, 2, 2]
    assert explain(chidi, case).shares == [of_all, of_housing, named]
    assert visible(chidi, Permission.VIEW_CASE, Contact.objects.all()).count() == 3
    sharing.stop(of_all, reason="Housing is enough", by=rooms.cast.asha)
    assert [rows_of(each) for each in (of_all, of_housing, named, elsewhere)] == [0, 1, 2, 2]
    assert explain(chidi, case).shares == [of_housing, named]
    assert explain(chidi, case).left_out == ["general", "health", "offences"]
    assert may(chidi, Permission.VIEW_CASE, case)
    assert not visible(chidi, Permission.VIEW_CASE, Contact.objects.all()).exists()
    sharing.stop(named, reason="She moved on", by=rooms.cast.asha)
    assert not may(chidi, Permission.CONTRIBUTE_TO_CASE, case)
    sharing.stop(of_housing, reason="Rosa asked us to", by=rooms.cast.asha)
    assert not may(chidi, Permission.VIEW_CASE, case)
    assert may(rooms.gita, Permission.CONTRIBUTE_TO_CASE, case)


def test_a_share_that_was_stopped_opens_nothing_though_its_grants_be_there(rooms):
    share = rooms.share(make_agreement(rooms.cast))
    CaseShare.objects.filter(pk=share.pk).update(
        stopped_at=clock.now(), stopped_by=rooms.cast.asha.membership, stopped_reason="By hand"
    )
    assert rows_of(share) == 2
    assert not rooms.is_seen


def test_a_separated_case_opens_its_person_and_not_the_household(rooms):
    """Whoever is shown one side of abuse is not shown the other."""
    scene = rooms.scene
    tom = members.propose_leaving(
        scene.member("Tom"), reason=LeavingReason.SEPARATED, evidence="She told Asha alone", by=rooms.cast.asha
    )
    members.confirm_leaving(tom, by=rooms.cast.mina)
    own = Case.objects.get(separated_from=scene.case)
    agreement = make_agreement(rooms.cast)
    one_side = sharing.share(
        own, agency=rooms.cast.chidi.signatory.agency, agreement=agreement, categories=[GENERAL],
        level=ShareLevel.CONTRIBUTE, reason="So", participant_told="Tom, alone", by=rooms.cast.mina,
    )  # fmt: skip
    chidi, rosa = rooms.cast.chidi, scene.people[0]
    seen = {row: may(chidi, Permission.VIEW_CASE, row) for row in (own, tom.person, scene.case, scene.household, rosa)}
    assert seen == {own: True, tom.person: True, scene.case: False, scene.household: False, rosa: False}
    with pytest.raises(Invalid):  # nobody is shown both sides
        rooms.share(agreement)
    with refused("case_share_on_one_side"):
        assert run(BY_HAND, share=one_side.pk, case=scene.case.pk) == 1
    sharing.stop(one_side, reason="So", by=rooms.cast.mina)
    rooms.share(agreement)
    assert may(chidi, Permission.VIEW_CASE, scene.household)


def test_who_referred_a_household_sees_it_until_it_is_taken_in(rooms):
    """From there on the household's life is the case's, and what a partner sees of it stands in a share."""
    chidi, asha = rooms.cast.chidi, rooms.cast.asha
    household, people = make_household(chidi, ("Uma Ray", None), name="The Ray household")
    case = lifecycle.refer(household=household, team=rooms.cast.team, reason="So", people=people, by=chidi)
    assert [may(chidi, Permission.VIEW_CASE, row) for row in (household, people[0], case)] == [True, True, False]
    lifecycle.accept(case, lead=asha.signatory, by=rooms.cast.mina)
    assert [may(chidi, Permission.VIEW_CASE, row) for row in (household, people[0], case)] == [False, False, False]
    sharing.share(
        case, agency=chidi.signatory.agency, agreement=make_agreement(rooms.cast), categories=[HOUSING],
        level=ShareLevel.SEE, reason="So", participant_told="Uma, today", by=asha,
    )  # fmt: skip
    assert [may(chidi, Permission.VIEW_CASE, row) for row in (household, people[0], case)] == [True, True, True]


def test_a_case_that_is_shared_twice_is_listed_and_counted_once_and_hides_no_other(rooms):
    agreement, chidi = make_agreement(rooms.cast), rooms.cast.chidi
    newer = make_scene(rooms.cast, name="The Vale household")
    for category in (HOUSING, OFFENCES, GENERAL):
        make_share(newer, chidi, category, agreement=agreement)
    make_share(newer, chidi, HOUSING, agreement=agreement, only_to=[chidi])
    rooms.share(agreement)
    rows = visible(chidi, Permission.VIEW_CASE, Case.objects.all())
    for size in (2, 3):
        assert rows.page("referred_at", descending=True, after=None, size=size) == [newer.case, rooms.scene.case]
        assert rows.count_up_to(size - 1, "referred_at") == 2


@pytest.mark.parametrize("left", [(), (HOUSING,)])
def test_who_loses_a_case_or_a_category_while_its_story_is_read_is_not_told_it(left, rooms, monkeypatch):
    agreement, merged = make_agreement(rooms.cast), chronology.merged
    share = rooms.share(agreement, GENERAL)
    for category in left:
        rooms.share(agreement, category)
    reads = []

    def stopped_meanwhile(*args: Any, **kwargs: Any) -> list[chronology.Entry]:
        reads.append(merged(*args, **kwargs))
        if len(reads) == 1:
            _stop(rooms, share)
        return reads[-1]

    monkeypatch.setattr(chronology, "merged", stopped_meanwhile)
    told = chronology.entries(rooms.cast.chidi, rooms.scene.case)
    assert {entry.kind for entry in reads[0]} == {"contact", "member_joined"}
    assert {entry.kind for entry in told} == ({"member_joined"} if left else set())


def test_what_is_reached_in_one_way_only_is_paged_and_counted_too(rooms):
    membership = copy(rooms.cast.asha.signatory)
    membership.team = None
    alone = member_actor(membership)
    rows = visible(alone, Permission.WORK_CASE, Case.objects.all())
    assert rows.page("referred_at", descending=True, after=None, size=5) == list(rows.order_by("-referred_at"))
    assert rows.count_up_to(9, "referred_at") == rows.count() > 0


def test_rows_that_nobody_asked_about_are_paged_and_counted_too(rooms):
    rows = Case.objects.all()
    (second, first) = rows.page("referred_at", descending=True, after=None, size=5)
    place = Place(str(second.referred_at), str(second.pk))
    assert rows.page("referred_at", descending=True, after=place, size=5) == [first]
    assert [rows.count_up_to(most, "referred_at") for most in (0, 1, 2, 9)] == [1, 2, 2, 2]


ENDS_SUPPORT = {
    CaseStatus.CLOSED: True,
    CaseStatus.DECLINED: True,
    CaseStatus.LOST_CONTACT: False,
    CaseStatus.TRANSFER_CONFIRMED: True,
    CaseStatus.MOVED_AWAY: True,
    CaseStatus.DIED: True,
    CaseStatus.CONTINUED: True,
    CaseStatus.PAUSED: False,
    CaseStatus.STEPPED_UP: False,
    CaseStatus.TRANSFERRED: False,
    CaseStatus.ENDING: False,
}


def arrive(scene: Scene, status: CaseStatus) -> None:
    """Take the case there."""
    if status == CaseStatus.DECLINED:
        lifecycle.decline(scene.case, decline_reason="not_wanted", explanation="They said no", by=scene.cast.mina)
    elif status in {CaseStatus.ENDING, CaseStatus.CLOSED}:
        make_proposal(scene, answered=True)
        if status == CaseStatus.CLOSED:
            closure.close(scene.fresh(), by=scene.cast.asha)
    else:
        leave(scene, status)


@pytest.mark.parametrize("status", ENDS_SUPPORT)
def test_when_support_ends_so_does_every_share(status, rooms):
    begun = CaseStatus.REFERRED if status == CaseStatus.DECLINED else CaseStatus.WORKING
    # One that is closed was there before: its people may not come and go in the same transaction.
    closes = status == CaseStatus.CLOSED
    scene = rooms.closing if closes else make_scene(rooms.cast, begun, name="The Vale household")
    agreement = make_agreement(rooms.cast, rooms.cast.chidi.agency, rooms.gita.agency)
    shares = [
        make_share(scene, rooms.cast.chidi, agreement=agreement),
        make_share(scene, rooms.gita, agreement=agreement, only_to=[rooms.gita]),
    ]
    arrive(scene, status)
    case, over = scene.fresh(), ENDS_SUPPORT[status]
    assert case.status == status
    for partner, share in zip((rooms.cast.chidi, rooms.gita), shares, strict=True):
        assert may(partner, Permission.VIEW_CASE, case) != over
        share.refresh_from_db()
        assert (share.stopped_at is not None) == over
        assert (rows_of(share) == 0) == over


def test_a_case_that_comes_back_is_shared_anew_or_not_at_all(rooms):
    rooms.share(make_agreement(rooms.cast))
    away = exits.move_away(rooms.scene.fresh(), evidence="A van", people_told="Rosa", by=rooms.cast.asha)
    assert not rooms.is_seen
    exits.resume(away, reason="They are back", by=rooms.cast.asha)
    assert not rooms.is_seen
    rooms.share(make_agreement(rooms.cast))
    assert rooms.is_seen
