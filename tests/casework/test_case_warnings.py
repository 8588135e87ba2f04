"""Warnings: who writes one and who sees it, that somebody looks again, and that its words and its end stay."""

from datetime import timedelta

import pytest

from agencies import clock as clocks
from agencies.enums import DataCategory as D
from agencies.exceptions import Invalid, Missing, NotPermitted, Stale
from casework import case_warnings, chronology, selectors, sharing
from casework.enums import CaseStatus, ShareLevel
from casework.exceptions import CaseIsNotOpen, WarningEnded
from casework.models import CaseWarning
from outcomes import glances
from tests.conftest import database_role
from tests.database import not_allowed, refused, run
from tests.factories.casework import leave, make_scene, make_warning
from tests.factories.outcomes import make_closed_scene
from tests.factories.reminders import Minutes
from tests.factories.sharing import make_share

pytestmark = pytest.mark.usefixtures("db")


@pytest.fixture
def scene(cast, role):
    """The Bells, shared with the police: housing and offences, to see and to contribute."""
    with role("seed"):
        scene = make_scene(cast)
        make_share(scene, cast.chidi)
        return scene


def heads(actor, scene) -> list[str]:
    """What the head of the case warns of."""
    return [each.title for each in glances.head_of(actor, selectors.case_for(actor, scene.case.reference)).warnings]


@pytest.mark.parametrize(
    ("who", "category", "refusal"),
    [
        ("asha", D.HEALTH, None),
        ("ben", D.HEALTH, None),
        ("mina", D.HEALTH, None),
        ("chidi", D.HOUSING, None),
        ("chidi", D.HEALTH, NotPermitted),
        ("dot", D.HOUSING, Missing),
        ("gill", D.HOUSING, NotPermitted),
        ("ana", D.HOUSING, NotPermitted),
    ],
)
def test_who_may_add_to_the_case_warns_and_nobody_else(scene, cast, who, category, refusal):
    if refusal is None:
        row = make_warning(scene, cast[who], category=category)
        assert (row.owner, row.source_agency) == (cast[who].membership, cast[who].agency)
    else:
        with pytest.raises((refusal, Missing)):
            make_warning(scene, cast[who], category=category)


@pytest.mark.parametrize(("category", "sees"), [(D.HOUSING, True), (D.HEALTH, False), (D.DOMESTIC_ABUSE, False)])
def test_a_partner_is_warned_of_what_is_shared_with_them_and_of_nothing_else(scene, cast, category, sees):
    make_warning(scene, category=category)
    assert bool(heads(cast.chidi, scene)) is sees
    assert heads(cast.asha, scene) == heads(cast.ben, scene) == ["Dog in the house. Ring first."]
    assert selectors.warnings_of(cast.chidi, scene.case).exists() is sees
    kinds = [entry.kind for entry in chronology.entries(cast.chidi, scene.case, limit=100)]
    assert ("warning" in kinds) is sees


def test_what_was_ended_and_why_is_not_told_to_who_no_longer_sees_its_category(scene, cast, role):
    row = make_warning(scene, cast.chidi, category=D.HOUSING)
    with role("seed"):
        sharing.stop(scene.case.shares.get(), reason="Narrower", by=cast.asha)
        make_share(scene, cast.chidi, D.OFFENCES)
    case_warnings.end(row, reason="They told me", by=cast.asha)
    (own,) = selectors.warnings_of(cast.chidi, scene.case)
    assert (own.shows_end, heads(cast.chidi, scene)) == (False, [])
    assert "warning_ended" not in [entry.kind for entry in chronology.entries(cast.chidi, scene.case, limit=100)]
    assert selectors.warning_for(cast.asha, row.pk).shows_end


@pytest.mark.parametrize("days", [-1, 0, 184])
def test_somebody_looks_again_within_six_months(scene, cast, days):
    with pytest.raises(Invalid, match="six months") as refusal:
        make_warning(scene, days=days)
    assert set(refusal.value.fields) == {"review_on"}


def test_its_owner_works_on_the_case_or_is_who_wrote_it(scene, cast):
    assert make_warning(scene, cast.ben, owner=cast.asha.membership).owner == cast.asha.membership
    with pytest.raises(Invalid, match="works on this case"):
        make_warning(scene, owner=cast.dot.membership)
    with pytest.raises(NotPermitted):
        make_warning(scene, cast.chidi, category=D.HOUSING, owner=cast.asha.membership)


def test_a_day_that_passes_ends_nothing(scene, cast, clock):
    make_warning(scene, days=3)
    clock.set(clocks.now() + timedelta(days=9))
    assert heads(cast.asha, scene) == ["Dog in the house. Ring first."]


def test_looking_again_and_passing_it_on(scene, cast):
    row = make_warning(scene)
    on = clocks.today() + timedelta(days=90)
    fresh = case_warnings.look_again(row, review_on=on, owner=cast.ben.membership, by=cast.ben)
    assert (fresh.review_on, fresh.owner, fresh.looked_again_by) == (on, cast.ben.membership, cast.ben.membership)
    with pytest.raises(Stale):
        case_warnings.end(row, reason="Seen too late", by=cast.asha)


@pytest.mark.parametrize(
    ("writer", "who", "refusal"),
    [
        ("asha", "ben", None),
        ("chidi", "chidi", None),
        ("chidi", "asha", None),
        ("asha", "chidi", NotPermitted),
        ("asha", "dot", Missing),
    ],
)
def test_it_is_ended_by_its_own_agency_or_by_who_works_on_the_case(scene, cast, writer, who, refusal):
    row = make_warning(scene, cast[writer], category=D.HOUSING)
    if refusal is not None:
        with pytest.raises(refusal):
            case_warnings.end(row, reason="It moved", by=cast[who])
        assert heads(cast.asha, scene)
        return
    assert case_warnings.end(row, reason="It moved", by=cast[who]).end_reason == "It moved"
    assert heads(cast.asha, scene) == []
    with pytest.raises(WarningEnded):
        case_warnings.look_again(
            CaseWarning.objects.get(pk=row.pk), review_on=clocks.today() + timedelta(days=3), by=cast.asha
        )


def test_who_may_only_see_writes_none(cast, role):
    with role("seed"):
        scene = make_scene(cast)
        make_share(scene, cast.chidi, level=ShareLevel.SEE)
    with pytest.raises(NotPermitted):
        make_warning(scene, cast.chidi, category=D.HOUSING)


def test_when_support_has_ended_none_is_written_and_any_can_be_ended(cast, role):
    with role("seed"):
        scene = make_scene(cast)
        row = make_warning(scene)
        leave(scene, CaseStatus.MOVED_AWAY)
    with pytest.raises(CaseIsNotOpen):
        make_warning(scene)
    assert case_warnings.end(row, reason="They live elsewhere", by=cast.asha).ended_at
    with role("seed"):
        closed = make_closed_scene(cast)
    with pytest.raises(CaseIsNotOpen):
        make_warning(closed)


@pytest.mark.parametrize(
    "change", ["text = 'No dog'", "category = 'health'", "source_agency_id = gen_random_uuid()", "recorded_at = now()"]
)
def test_nobody_changes_its_words(scene, role, change):
    make_warning(scene)
    for login in ("app", "worker"):
        with role(login), not_allowed():
            run(f"UPDATE casework_casewarning SET {change}")


def test_what_was_ended_stays_ended(scene, cast):
    case_warnings.end(make_warning(scene), reason="It moved", by=cast.asha)
    for change in ("ended_at = NULL, ended_by_id = NULL, end_reason = ''", "review_on = review_on + 1"):
        with refused("settled_once"):
            run(f"UPDATE casework_casewarning SET {change}")


@pytest.mark.parametrize(
    ("day", "told"),
    [
        (8, set()),
        (9, {"ben worker"}),
        (10, {"ben worker"}),
        (13, {"ben worker", "max deputy"}),
    ],
)
def test_its_owner_is_reminded(clock, cast, day, told):
    minutes = Minutes(clock, cast)
    minutes.at(0)
    with database_role("seed"):
        scene = make_scene(cast)
        make_warning(scene, cast.ben, days=10)
    for each in range(8, day + 1):
        minutes.plan(each)
    assert {f"{who} {step}" for _, who, step in minutes.told(kind="warning_to_look_at")} == told


def test_the_lead_is_reminded_of_a_partner_s_warning_whose_share_ended(clock, cast):
    minutes = Minutes(clock, cast)
    minutes.at(0)
    with database_role("seed"):
        scene = make_scene(cast)
        share = make_share(scene, cast.chidi)
        row = make_warning(scene, cast.chidi, category=D.HOUSING, days=10)
        sharing.stop(share, reason="Over", by=cast.asha)
    minutes.plan(10)
    assert minutes.told(kind="warning_to_look_at") == {("warning_to_look_at", "asha", "worker")}
    case_warnings.end(row, reason="It moved", by=cast.asha)
    minutes.plan(10, minute=1)
    assert minutes.told(kind="warning_to_look_at") == set()
