"""Shares: what is refused and in which words, and what the database refuses whoever writes the statement."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.test import override_settings

from agencies import agreements, clock, memberships
from agencies.enums import DataCategory, Direction, Purpose, RoleCode
from agencies.exceptions import AgreementNotInForce, BackdatingRefused, Invalid, Missing, NotPermitted
from agencies.models import Agency, AuditEvent
from casework import sharing
from casework.enums import CaseStatus, ShareLevel
from casework.exceptions import CaseIsNotOpen, ShareSettled
from casework.models import CaseGroupGrant, CaseShare, CaseUserGrant, DeclinedShare
from tests.conftest import QUICK_HASHER, database_role, flush
from tests.database import not_allowed, refused, run
from tests.factories.agencies import make_cast, make_member
from tests.factories.casework import make_scene
from tests.factories.sharing import make_agreement, make_partner, make_share

pytestmark = pytest.mark.xdist_group("shares")

HOUSING, OFFENCES, FAMILY = DataCategory.HOUSING, DataCategory.OFFENCES, DataCategory.FAMILY


class Board:
    """Asha's case, shared with the police as a whole and with Gita of a practice by name; one share was stopped."""

    def __init__(self) -> None:
        with database_role("seed"), override_settings(PASSWORD_HASHERS=QUICK_HASHER):
            self.cast = make_cast()
            self.scene = make_scene(self.cast)
            self.other = make_scene(self.cast, name="The Vale household")
            self.gita = make_partner(self.cast, "Gita", "practice")
            self.gus = make_member(self.cast.adi, "Gus", self.gita.signatory.agency, RoleCode.PRACTITIONER)
            self.agreement = make_agreement(self.cast, self.cast.chidi.agency, self.gita.agency)
            self.school = make_partner(self.cast, "Sol", "school")
            self.police_share = self.share(self.cast.chidi)
            self.seen_only = self.share(self.cast.chidi, level=ShareLevel.SEE)
            self.named = self.share(self.gita, only_to=[self.gita])
            self.stopped = self.share(self.cast.chidi)
            sharing.stop(self.stopped, reason="Rosa asked us to", by=self.cast.asha)

    def share(self, partner: Any = None, *categories: DataCategory, **said: Any) -> CaseShare:
        """With the police, or another: what is said, or what is usual."""
        said = {"agreement": self.agreement, **said}
        return make_share(self.scene, partner or self.cast.chidi, *categories, **said)

    def under(self, **terms: Any) -> CaseShare:
        """A share with the police under an agreement of these terms."""
        steps = terms.pop("then", lambda agreement: agreement)
        level = terms.pop("level", ShareLevel.CONTRIBUTE)
        return self.share(agreement=steps(make_agreement(self.cast, **terms)), level=level)


@pytest.fixture(scope="module")
def standing_board(django_db_setup: None, django_db_blocker: Any) -> Iterator[Board]:
    """Made once for the module."""
    with django_db_blocker.unblock():
        try:
            yield Board()
        finally:
            flush()


@pytest.fixture
def board(standing_board: Board) -> Iterator[Board]:
    """As it was before each test."""
    with transaction.atomic():
        yield standing_board
        transaction.set_rollback(True)


REFUSED: dict[str, tuple[Any, str]] = {
    "a category that the agreement does not cover": (lambda b: b.share(None, HOUSING, FAMILY), "categories"),
    "another purpose": (lambda b: b.share(purpose=Purpose.FIGURES), "purpose"),
    "what no case is shared for": (
        lambda b: b.share(
            agreement=make_agreement(b.cast, purposes=[Purpose.LINKAGE], items=["name"]), purpose=Purpose.LINKAGE
        ),
        "purpose",
    ),
    "to see, where data flow to the lead alone": (
        lambda b: b.under(direction=Direction.TO_LEAD, level=ShareLevel.SEE), "level",
    ),
    "to contribute, where data flow from the lead alone": (
        lambda b: b.under(direction=Direction.FROM_LEAD), "level",
    ),
    "an agency that is no party": (lambda b: b.share(b.school), "agreement"),
    "an agreement without the lead's own agency": (
        lambda b: b.share(agreement=_between_others(b)), "agreement",
    ),
    "the lead's own agency": (lambda b: b.share(b.cast.dot), "agency"),
    "an agency that takes part no longer": (lambda b: b.share(_ended(b)), "agency"),
    "a day that has passed": (lambda b: b.share(last_day=clock.today() - timedelta(days=1)), "last_day"),
    "a practitioner of another agency": (lambda b: b.share(only_to=[b.gita]), "practitioners"),
    "one good practitioner and one of another agency": (
        lambda b: b.share(b.gita, only_to=[b.gita, b.cast.chidi]), "practitioners",
    ),
    "somebody who works with no household": (
        lambda b: b.share(only_to=[make_member(b.cast.adi, "An", b.cast.chidi.agency, RoleCode.ANALYST)]), "practitioners",
    ),
    "somebody who has left": (lambda b: b.share(b.gita, only_to=[_left(b)]), "practitioners"),
    "neither what they were told nor why not": (lambda b: _plain(b, participant_told=""), "participant_told"),
    "both what they were told and why not": (lambda b: _plain(b, not_told_reason="Danger"), "participant_told"),
    "spaces for what they were told": (lambda b: _plain(b, participant_told="  "), "participant_told"),
    "no category at all": (lambda b: _plain(b, categories=[]), "categories"),
}  # fmt: skip


def _plain(board: Board, **said: Any) -> CaseShare:
    """A share as the verb takes it."""
    terms: dict[str, Any] = {
        "agency": board.cast.chidi.agency, "agreement": board.agreement, "categories": [HOUSING],
        "level": ShareLevel.SEE, "reason": "So", "participant_told": "Rosa, today", "by": board.cast.asha,
    }  # fmt: skip
    return sharing.share(board.scene.case, **{**terms, **said})


def _between_others(board: Board) -> Any:
    """An agreement of the police and the practice, which does not bind the council."""
    cast = board.cast
    theirs = make_member(cast.adi, "Gwen", cast.chidi.agency, RoleCode.GOVERNANCE_LEAD)
    two = agreements.draft(
        title="Theirs", parties=[cast.chidi.signatory.agency, board.gita.signatory.agency],
        purposes=[Purpose.SUPPORT], why="So", categories=[HOUSING, OFFENCES], data_items="So",
        bases=board.agreement.bases.all(), rights="So", governance="So", first_day=clock.today(),
        last_day=clock.today(), review_on=clock.today(), by=cast.gill,
    )  # fmt: skip
    for party in two.parties.select_related("agency"):
        two = agreements.sign(two, agency=party.agency, signatory_name="So", by=theirs)
    return two


def _ended(board: Board) -> Any:
    """Una, whose unit is closed from today on."""
    una = make_partner(board.cast, "Una", "unit")
    Agency.objects.filter(pk=una.signatory.agency_id).update(ended_on=clock.today())
    una.signatory.agency.refresh_from_db()
    return una


def _left(board: Board) -> Any:
    memberships.end(board.gus.signatory, ended_on=clock.today(), by=board.cast.adi)
    return board.gus


@pytest.mark.parametrize("what", REFUSED)
def test_a_share_that_is_not_covered_is_refused(what, board):
    attempt, field = REFUSED[what]
    before = (CaseShare.objects.count(), CaseGroupGrant.objects.count(), CaseUserGrant.objects.count())
    with pytest.raises(Invalid) as refusal, transaction.atomic():
        attempt(board)
    assert list(refusal.value.fields) == [field]
    assert (CaseShare.objects.count(), CaseGroupGrant.objects.count(), CaseUserGrant.objects.count()) == before


@pytest.mark.parametrize("what", ["not signed", "suspended", "ended", "over"])
def test_nothing_is_shared_under_an_agreement_that_is_not_in_force(what, board):
    gill = board.cast.gill
    terms: dict[str, Any] = {
        "not signed": {"signed": False},
        "suspended": {"then": lambda row: agreements.suspend(row, reason="So", by=gill)},
        "ended": {"then": lambda row: agreements.end(row, reason="So", by=gill)},
        "over": {"days": (-30, -1)},
    }[what]
    with pytest.raises(AgreementNotInForce) as refusal:
        board.under(**terms)
    assert refusal.value.code == "agreement_not_in_force"


def test_one_that_begins_later_may_be_named(board):
    assert board.under(days=(1, 30)).stopped_at is None


def test_a_case_that_is_over_is_not_shared(board):
    board.scene.case = make_scene(board.cast, CaseStatus.MOVED_AWAY, name="Away").case
    try:
        with pytest.raises(CaseIsNotOpen):
            board.share()
    finally:
        board.scene.case = board.police_share.case


@pytest.mark.parametrize(
    ("name", "refusal"),
    [("chidi", NotPermitted), ("dot", Missing), ("gill", Missing), ("adi", Missing), ("ana", Missing)],
)
@pytest.mark.parametrize("verb", ["share", "stop", "decline"])
def test_who_does_not_work_on_the_case_neither_shares_nor_stops_nor_declines(verb, name, refusal, board):
    with pytest.raises(refusal):
        act(verb, board, by=board.cast[name])


def act(verb, board, **said):
    """The verb, as Asha would do it but for what is said."""
    said = {"by": board.cast.asha, **said}
    stranger = board.school.signatory.agency
    calls = {
        "share": lambda: _plain(board, **said),
        "stop": lambda: sharing.stop(board.police_share, reason="So", **said),
        "decline": lambda: sharing.decline(board.scene.case, agency=stranger, reason="So", **said),
    }
    return calls[verb]()


def test_what_was_stopped_is_not_stopped_again(board):
    with pytest.raises(ShareSettled) as refusal:
        sharing.stop(board.stopped, reason="So", by=board.cast.asha)
    assert refusal.value.code == "share_settled"


@pytest.mark.parametrize("verb", ["share", "stop", "decline"])
def test_nothing_of_it_is_dated_back_by_the_service(verb, board):
    with pytest.raises(BackdatingRefused):
        act(verb, board, at=clock.now() - timedelta(days=1))


def test_what_a_share_writes(board):
    group, people = CaseGroupGrant.objects, CaseUserGrant.objects
    opened = {
        share: (
            sorted(group.filter(share=share).values_list("permission__codename", flat=True)),
            sorted(people.filter(share=share).values_list("permission__codename", flat=True)),
        )
        for share in (board.police_share, board.seen_only, board.named, board.stopped)
    }
    assert opened == {
        board.police_share: (["contribute_to_case", "view_case"], []),
        board.seen_only: (["view_case"], []),
        board.named: ([], ["contribute_to_case", "view_case"]),
        board.stopped: ([], []),
    }
    assert {row.referred_at for row in group.all()} == {board.scene.fresh().referred_at}
    assert not board.cast.chidi.signatory.agency.group.user_set.exists()
    assert board.police_share.categories == ["housing", "offences"]
    assert list(board.named.practitioners.all()) == [board.gita.membership]


def test_a_share_a_stop_and_a_decision_not_to_are_on_record(board):
    share = board.share()
    sharing.stop(share, reason="Rosa asked us to", by=board.cast.asha)
    events = AuditEvent.objects.filter(subject_id=share.pk).values_list("event", flat=True)
    assert sorted(events) == ["case_share.shared", "case_share.stopped"]
    row = sharing.decline(
        board.scene.case, agency=board.school.signatory.agency, categories=[HOUSING], reason="Her brother works there",
        by=board.cast.asha,
    )  # fmt: skip
    assert AuditEvent.objects.filter(subject_id=row.pk, event="case_share.declined").count() == 1
    assert "brother" not in str(list(AuditEvent.objects.filter(subject_id=row.pk).values()))


# What PostgreSQL itself refuses, as the roles that the service runs under.


def as_each(constraint: str | None, statement: str, **values: Any) -> None:
    """Refused to both roles of the service: by a constraint, or since they lack the right."""
    for role in ("app", "worker"):
        with database_role(role), refused(constraint) if constraint else not_allowed():
            assert run(statement, **values) > 0


SHARED = (
    "INSERT INTO casework_caseshare (id, case_id, agency_id, agreement_id, purpose, categories, level, reason,"
    " participant_told, not_told_reason, ends_at, shared_at, shared_by_id, stopped_at, stopped_by_id, stopped_reason)"
    " SELECT gen_random_uuid(), case_id, {agency}, {agreement}, {purpose}, {categories}, {level}, {reason}, {told},"
    " {not_told}, {ends}, {at}, shared_by_id, NULL, NULL, '' FROM casework_caseshare WHERE id = %(share)s"
)
AS_IT_IS = {
    "agency": "agency_id", "agreement": "agreement_id", "purpose": "purpose", "categories": "categories",
    "level": "level", "reason": "reason", "told": "participant_told", "not_told": "''", "ends": "NULL", "at": "clock()",
}  # fmt: skip
WITHIN = "case_share_within_its_agreement"


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ({"categories": "'{family}'"}, WITHIN),
        ({"categories": "categories || '{family}'"}, WITHIN),
        ({"purpose": "'figures'"}, WITHIN),
        ({"agency": "%(council)s"}, WITHIN),
        ({"agency": "%(school)s"}, WITHIN),
        ({"agreement": "%(unsigned)s"}, WITHIN),
        ({"agreement": "%(others)s"}, WITHIN),
        ({"agreement": "%(to_lead)s", "level": "'see'"}, WITHIN),
        ({"agreement": "%(from_lead)s", "level": "'contribute'"}, WITHIN),
        ({"categories": "'{}'"}, "case_share_names_categories"),
        ({"reason": "' '"}, "case_share_reason_said"),
        ({"told": "''"}, "case_share_participant_told_or_why_not"),
        ({"not_told": "'Danger'"}, "case_share_participant_told_or_why_not"),
        ({"ends": "clock()"}, "case_share_ends_after_start"),
        ({"at": "clock() - interval '1 hour'"}, "backdating_refused"),
        ({"at": "clock() + interval '1 hour'"}, "backdating_refused"),
    ],
)
def test_no_share_is_written_past_its_agreement(change, constraint, standing_board):
    board = standing_board
    if not hasattr(board, "others"):
        with database_role("seed"):
            board.unsigned = make_agreement(board.cast, signed=False, title="Unsigned")
            board.others = _between_others(board)
            board.to_lead = make_agreement(board.cast, direction=Direction.TO_LEAD, title="To the lead")
            board.from_lead = make_agreement(board.cast, direction=Direction.FROM_LEAD, title="From the lead")
    values = {name: getattr(board, name).pk for name in ("unsigned", "others", "to_lead", "from_lead")}
    as_each(
        constraint, SHARED.format(**{**AS_IT_IS, **change}), share=board.police_share.pk,
        council=board.cast.team.agency.pk, school=board.school.signatory.agency.pk, **values,
    )  # fmt: skip


def test_a_share_as_it_should_be_is_written(board):
    """Else the refusals above could be of something else."""
    values = {"share": board.police_share.pk}
    assert run(SHARED.format(**AS_IT_IS), **values) == 1


IN_GROUP = (
    "INSERT INTO casework_casegroupgrant (permission_id, group_id, case_id, share_id)"
    " SELECT (SELECT id FROM auth_permission WHERE codename = '{permission}'), {group}, {case}, id"
    " FROM casework_caseshare WHERE id = %(share)s"
)
TO_ONE = IN_GROUP.replace("casegroupgrant", "caseusergrant").replace("group_id", "user_id").replace("{group}", "{user}")


def in_group(**change: str) -> str:
    """A grant to the share's own agency, but for the change."""
    own = "(SELECT group_id FROM agencies_agency agency WHERE agency.id = casework_caseshare.agency_id)"
    return IN_GROUP.format(**{"permission": "view_case", "case": "case_id", "group": own, **change})


def to_one(**change: str) -> str:
    """A grant to Gita, but for the change."""
    return TO_ONE.format(**{"permission": "view_case", "case": "case_id", "user": "%(gita)s", **change})


STANDS = "grant_stands_on_its_share"


@pytest.mark.parametrize(
    ("attempt", "share", "statement", "constraint"),
    [
        ("another agency's group", "fresh", in_group(group="%(practice)s"), STANDS),
        ("another case", "fresh", in_group(case="%(other)s"), STANDS),
        ("to contribute, on a share to see", "fresh_seen", in_group(permission="contribute_to_case"), STANDS),
        ("another permission", "fresh", in_group(permission="add_user"), STANDS),
        ("a stopped share", "stopped", in_group(), STANDS),
        ("a whole agency, where people are named", "named", in_group(), STANDS),
        ("one who is not named", "named", to_one(user="%(gus)s"), STANDS),
        ("one of another agency", "named", to_one(user="%(chidi)s"), STANDS),
        ("one person, where nobody is named", "fresh", to_one(user="%(chidi)s"), STANDS),
        ("the named one, on another case", "named", to_one(case="%(other)s"), STANDS),
        ("a second row of the same", "police_share", in_group(), "case_group_grant_once_per_share"),
        ("a second row for the same person", "named", to_one(), "case_user_grant_once_per_share"),
    ],
)
def test_a_grant_stands_on_its_share(attempt, share, statement, constraint, standing_board):
    board = standing_board
    if not hasattr(board, "fresh"):
        with database_role("seed"):
            board.fresh, board.fresh_seen = board.share(), board.share(level=ShareLevel.SEE)
            for row in (board.fresh, board.fresh_seen):
                CaseGroupGrant.objects.filter(share=row).delete()
    as_each(
        constraint, statement, share=getattr(board, share).pk, other=board.other.case.pk,
        practice=board.gita.signatory.agency.group_id, gita=board.gita.signatory.user_id,
        gus=board.gus.signatory.user_id, chidi=board.cast.chidi.signatory.user_id,
    )  # fmt: skip


SETTLED = "UPDATE casework_caseshare SET {0} WHERE id = %(share)s"
NOW_STOPPED = "stopped_by_id = shared_by_id, stopped_reason = 'so', stopped_at = {0}"


@pytest.mark.parametrize(
    ("attempt", "share", "change", "constraint"),
    [
        ("unstopped", "stopped", "stopped_at = NULL, stopped_by_id = NULL", "settled_once"),
        ("stopped later than it was", "stopped", "stopped_at = stopped_at + interval '1 minute'", "settled_once"),
        ("stopped long ago", "police_share", NOW_STOPPED.format("clock() - interval '1 hour'"), "backdating_refused"),
        ("stopped in an hour", "police_share", NOW_STOPPED.format("clock() + interval '1 hour'"), "backdating_refused"),
        ("stopped by nobody", "police_share", "stopped_at = clock(), stopped_reason = 'so'", "case_share_stopped_at_and_by"),
        ("stopped without a reason", "police_share", "stopped_at = clock(), stopped_by_id = shared_by_id",
         "case_share_stopped_reason_said"),
        *((f"another {column}", "police_share", f"{column} = {column}", None) for column in (
            "case_id", "agency_id", "agreement_id", "purpose", "categories", "level", "reason", "participant_told",
            "not_told_reason", "ends_at", "shared_at", "shared_by_id")),
    ],
)  # fmt: skip
def test_a_share_is_stopped_once_and_nothing_else_of_it_changes(attempt, share, change, constraint, standing_board):
    as_each(constraint, SETTLED.format(change), share=getattr(standing_board, share).pk)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE casework_casegroupgrant SET group_id = group_id",
        "UPDATE casework_casegroupgrant SET share_id = share_id",
        "UPDATE casework_casegroupgrant SET referred_at = clock()",
        "UPDATE casework_caseusergrant SET user_id = user_id",
        "UPDATE casework_caseusergrant SET permission_id = permission_id",
        "UPDATE casework_caseshare_practitioners SET membership_id = membership_id",
        "UPDATE casework_declinedshare SET reason = 'x'",
        "DELETE FROM casework_caseshare",
        "DELETE FROM casework_declinedshare",
        "DELETE FROM casework_caseshare_practitioners",
    ],
)
def test_grants_and_decisions_are_not_rewritten(statement, standing_board):
    as_each(None, statement)


def test_who_is_named_is_named_when_it_is_shared_and_not_added_later(standing_board):
    """Else a share with a whole agency, or with one person, would quietly become another; and no row would say when."""
    board = standing_board
    add = "INSERT INTO casework_caseshare_practitioners (caseshare_id, membership_id) VALUES (%(share)s, %(who)s)"
    for share, who in ((board.stopped, board.cast.chidi), (board.named, board.gus), (board.named, board.cast.dot)):
        for role in ("app", "worker"):
            with database_role(role), pytest.raises(DatabaseError), transaction.atomic():
                run(add, share=share.pk, who=who.signatory.pk)


def test_a_decision_not_to_share_opens_nothing(board):
    assert DeclinedShare.objects.count() == 0
    sharing.decline(board.scene.case, agency=board.school.signatory.agency, reason="So", by=board.cast.asha)
    assert not CaseShare.objects.filter(agency=board.school.signatory.agency).exists()
