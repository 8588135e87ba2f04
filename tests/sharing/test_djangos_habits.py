"""Whoever writes to Django's and guardian's habits is answered as `may` answers, for the agency acted for; or no."""

from collections.abc import Iterator
from typing import Any

import pytest
from asgiref.sync import async_to_sync
from django.contrib.auth.models import AnonymousUser, Group
from django.contrib.auth.models import Permission as PermissionRow
from django.contrib.contenttypes.models import ContentType
from django.db import IntegrityError, transaction
from django.test import override_settings
from guardian.models import GroupObjectPermission, UserObjectPermission
from guardian.shortcuts import assign_perm

from agencies import memberships
from agencies.actors import Actor, member_actor
from agencies.enums import DataCategory, RoleCode
from agencies.models import Membership, User
from agencies.permissions import Permission, holds, may, visible
from casework import sharing
from casework.models import Case, Contact
from tests.conftest import QUICK_HASHER, database_role, flush
from tests.factories.agencies import STARTED_ON, make_cast
from tests.factories.casework import make_contact, make_scene
from tests.factories.sharing import make_agreement, make_partner, make_share

pytestmark = pytest.mark.xdist_group("habits")

SEEN_BY = {"asha", "ben", "mina", "max", "chidi"}
WORKS_ON_IT = {"asha", "ben", "mina", "max"}


class Club:
    """Asha's case, shared with the police; a health contact in it; Gita of a practice, with whom nothing is shared."""

    def __init__(self) -> None:
        with database_role("seed"), override_settings(PASSWORD_HASHERS=QUICK_HASHER):
            self.cast = make_cast()
            self.scene = make_scene(self.cast)
            self.contact = make_contact(self.scene)
            self.case = self.scene.case
            self.agreement = make_agreement(self.cast)
            self.share = make_share(self.scene, self.cast.chidi, DataCategory.HOUSING, agreement=self.agreement)
            self.gita = make_partner(self.cast, "Gita", "practice")


@pytest.fixture(scope="module")
def standing_club(django_db_setup: None, django_db_blocker: Any) -> Iterator[Club]:
    """Made once for the module."""
    with django_db_blocker.unblock():
        try:
            yield Club()
        finally:
            flush()


@pytest.fixture
def club(standing_club: Club) -> Iterator[Club]:
    """As it was before each test; written as `seed`, which may fill Django's own tables."""
    with database_role("seed"), transaction.atomic():
        yield standing_club
        transaction.set_rollback(True)


def everybody(club: Club) -> dict[str, Actor]:
    """The cast and Gita, each acting for their agency."""
    names = ("asha", "ben", "mina", "max", "chidi", "dot", "dora", "gill", "ana", "adi")
    return {**{name: reloaded(club.cast[name]) for name in names}, "gita": reloaded(club.gita)}


def reloaded(actor: Actor) -> Actor:
    """As in a new request."""
    row = Membership.objects.select_related("user", "agency", "team").get(pk=actor.signatory.pk)
    return member_actor(row)


def test_has_perm_answers_as_may_does(club):
    people = everybody(club)
    for name, actor in people.items():
        for permission in Permission:
            asked = actor.user.has_perm(f"casework.{permission}", club.case)
            assert asked == may(actor, permission, club.case), (name, permission)
            assert actor.user.has_perm(f"casework.{permission}") == holds(actor, permission)
        both = ["casework.view_case", "casework.work_case"]
        assert actor.user.has_perms(both, club.case) == may(actor, Permission.WORK_CASE, club.case)
    seen = {name for name, actor in people.items() if actor.user.has_perm("casework.view_case", club.case)}
    works = {name for name, actor in people.items() if actor.user.has_perm("casework.work_case", club.case)}
    assert (seen, works) == (SEEN_BY, WORKS_ON_IT)
    by_role = {name: people[name].user.get_all_permissions() for name in ("gill", "ana", "adi", "chidi")}
    assert by_role == {
        "gill": {
            "casework.manage_agreements",
            "casework.view_trail",
            "casework.keep_conflicts",
            "casework.hand_over_extracts",
            "casework.review_links",
            "casework.keep_objections",
            "casework.disclose",
            "casework.match_conflicts",
        },
        "ana": {"casework.view_figures"},
        "adi": {"casework.manage_access"},
        "chidi": {
            "casework.view_case",
            "casework.contribute_to_case",
            "casework.refer_case",
            "casework.open_in_emergency",
        },
    }


def test_a_row_of_content_is_asked_about_in_the_same_way(club):
    people = everybody(club)
    seen = {name for name, actor in people.items() if actor.user.has_perm("casework.view_case", club.contact)}
    assert seen == WORKS_ON_IT, "housing is shared, and the contact is general"


def test_all_permissions_are_those_that_may_be(club):
    for actor in everybody(club).values():
        for subject in (club.case, club.contact):
            assert actor.user.get_all_permissions(subject) == {
                f"casework.{permission}" for permission in Permission if may(actor, permission, subject)
            }
        assert actor.user.get_all_permissions() == {
            f"casework.{permission}" for permission in Permission if holds(actor, permission)
        }
        assert actor.user.get_user_permissions(club.case) == set()
        assert actor.user.get_group_permissions(club.case) == set()
        assert actor.user.has_module_perms("casework") == bool(actor.user.get_all_permissions())
        assert not actor.user.has_module_perms("agencies")


def test_the_partners_part_ends_with_the_share(club):
    chidi = reloaded(club.cast.chidi)
    assert chidi.user.get_all_permissions(club.case) == {"casework.view_case", "casework.contribute_to_case"}
    sharing.stop(club.share, reason="Rosa asked us to", by=club.cast.asha)
    assert chidi.user.get_all_permissions(club.case) == set()
    assert not chidi.user.has_perm("casework.view_case", club.case)


def test_a_user_is_asked_for_the_agency_that_they_act_for(club):
    elsewhere = memberships.begin(
        user=club.cast.chidi.user, agency=club.gita.signatory.agency, role=RoleCode.PRACTITIONER, team=None,
        started_on=STARTED_ON, by=club.cast.adi,
    )  # fmt: skip
    row = Membership.objects.select_related("user", "agency", "team").get(pk=elsewhere.pk)
    assert not member_actor(row).user.has_perm("casework.view_case", club.case)
    assert reloaded(club.cast.chidi).user.has_perm("casework.view_case", club.case)


@pytest.mark.parametrize("name", ["asha", "chidi"])
def test_a_bare_user_has_nothing(name, club):
    user = User.objects.get(pk=club.cast[name].user.pk)
    assert not user.has_perm("casework.view_case", club.case)
    assert not user.has_perm("casework.view_case")
    assert user.get_all_permissions(club.case) == user.get_all_permissions() == set()
    assert not user.has_module_perms("casework")
    assert not AnonymousUser().has_perm("casework.view_case", club.case)


@pytest.mark.parametrize("perm", ["view_case", "casework.no_such", "agencies.view_case", "casework.delete_case", ""])
def test_what_is_not_asked_for_by_its_name_is_no(perm, club):
    assert not reloaded(club.cast.asha).user.has_perm(perm, club.case)


def test_what_is_no_row_of_a_case_is_no(club):
    for subject in (club.cast.team, club.agreement, "a text", 1):
        assert not reloaded(club.cast.asha).user.has_perm("casework.view_case", subject)


def _generic_to_user(club: Club, user: User) -> None:
    kind = ContentType.objects.get_for_model(Case)
    for row in PermissionRow.objects.filter(content_type=kind):
        UserObjectPermission.objects.create(user=user, permission=row, content_type=kind, object_pk=str(club.case.pk))


def _generic_to_group(club: Club, user: User) -> None:
    kind, group = ContentType.objects.get_for_model(Case), club.gita.signatory.agency.group
    user.groups.add(group)
    for row in PermissionRow.objects.filter(content_type=kind):
        GroupObjectPermission.objects.create(
            group=group, permission=row, content_type=kind, object_pk=str(club.case.pk)
        )


def _of_the_model(club: Club, user: User) -> None:
    assign_perm("casework.view_case", user)
    assign_perm("casework.contribute_to_case", user)


def _of_the_model_by_group(club: Club, user: User) -> None:
    group = Group.objects.create(name="Helpful")
    group.permissions.add(*PermissionRow.objects.filter(content_type__app_label="casework"))
    user.groups.add(group)


def _superuser(club: Club, user: User) -> None:
    User.objects.filter(pk=user.pk).update(is_superuser=True)


def _put_into_the_partners_group(club: Club, user: User) -> None:
    user.groups.add(club.cast.chidi.signatory.agency.group)


GIFTS = [
    _generic_to_user,
    _generic_to_group,
    _of_the_model,
    _of_the_model_by_group,
    _superuser,
    _put_into_the_partners_group,
]


@pytest.mark.parametrize("give", GIFTS)
def test_no_row_of_theirs_opens_anything(give, club):
    give(club, club.gita.user)
    gita = reloaded(club.gita)
    assert not may(gita, Permission.VIEW_CASE, club.case)
    assert not visible(gita, Permission.VIEW_CASE, Case.objects.all()).exists()
    assert not visible(gita, Permission.VIEW_CASE, Contact.objects.all()).exists()
    assert gita.user.get_all_permissions(club.case) == set()
    for user in (gita.user, User.objects.get(pk=gita.user.pk)):
        assert not user.has_perm("casework.view_case", club.case)
        assert not user.has_perm("casework.delete_case", club.case)
        assert not user.has_perm("casework.work_case")
        assert not user.has_perm("agencies.view_user")
        assert not user.get_all_permissions(club.case)
        assert not user.get_group_permissions()
        assert not user.get_user_permissions()


@pytest.mark.parametrize("give", GIFTS)
def test_nor_when_it_is_asked_asynchronously(give, club):
    """Django asks a superuser's flag and its own tables in these, unless they are answered here too."""
    give(club, club.gita.user)
    for user in (reloaded(club.gita).user, User.objects.get(pk=club.gita.user.pk)):
        assert not async_to_sync(user.ahas_perm)("casework.view_case", club.case)
        assert not async_to_sync(user.ahas_perm)("casework.work_case")
        assert not async_to_sync(user.ahas_perms)(["casework.view_case"], club.case)
        assert not async_to_sync(user.aget_all_permissions)(club.case)


def test_asked_asynchronously_it_is_the_same_answer(club):
    for actor in everybody(club).values():
        asked = async_to_sync(actor.user.ahas_perm)("casework.view_case", club.case)
        assert asked == may(actor, Permission.VIEW_CASE, club.case)


@pytest.mark.parametrize("holder", ["group", "user"])
def test_a_grant_without_its_share_cannot_be_assigned(holder, club):
    to = club.gita.signatory.agency.group if holder == "group" else club.gita.user
    with pytest.raises(IntegrityError), transaction.atomic():
        assign_perm("casework.view_case", to, club.case)
    assert not may(reloaded(club.gita), Permission.VIEW_CASE, club.case)


def narrowed_to_nothing(club: Club) -> dict[str, Any]:
    """Asha's list of cases, which has one, narrowed in the ways that Django knows."""
    rows = visible(club.cast.asha, Permission.VIEW_CASE, Case.objects.all())
    return {
        "filter": rows.filter(status="closed"),
        "exclude": rows.exclude(pk=club.case.pk),
        "none": rows.none(),
        "asked again, for what they may not": visible(club.cast.asha, Permission.MANAGE_ACCESS, rows),
        "and": rows & Case.objects.exclude(pk=club.case.pk),
    }


@pytest.mark.parametrize("how", ["filter", "exclude", "none", "asked again, for what they may not", "and"])
def test_a_list_that_was_narrowed_to_nothing_has_nothing_and_counts_nothing(how, club):
    """A list of cases remembers its ways; whatever narrows the list has to narrow each of them."""
    rows = narrowed_to_nothing(club)[how]
    assert not rows.exists()
    assert rows.page("referred_at", descending=True, after=None, size=5) == []
    assert rows.count_up_to(5, "referred_at") == 0
