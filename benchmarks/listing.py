"""How long it takes to list the cases that somebody may see: the service, SQL by hand and guardian, side by side.

`python -m benchmarks.listing` starts its own PostgreSQL, which is quick rather than durable: nothing here waits for a disk.
With DATABASE_URL_SUPERUSER and REDIS_URL it uses those servers, and the worlds that an earlier run left there.
"""

import argparse
import logging
import os
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

import django
import psycopg

from benchmarks.servers import no_policies
from benchmarks.timing import Clock, Figures, Results, Times, compare, print_tables
from benchmarks.world import build_world
from config.stack.servers import Servers
from config.stack.testing import test_servers

if TYPE_CHECKING:
    from agencies.actors import Actor
    from benchmarks.by_hand import ByHand

PAGE, MOST, USERS = 25, 1000, 5
KINDS = {
    "practitioner, largest partner": "agency.code = 'agency-1'",
    "practitioner, small partner": "agency.code = 'agency-38'",
    "support worker, largest team": "agency.code = 'agency-5' AND team.name = 'Team 1' AND role = 'support_worker'",
    "manager": "role = 'manager' AND agency.code <> 'agency-40'",
    "sees exactly three": "EXISTS (SELECT FROM casework_caseusergrant g WHERE g.user_id = member.user_id)",
}
MEMBERS = """SELECT member.id FROM agencies_membership member JOIN agencies_agency agency ON agency.id = member.agency_id
LEFT JOIN agencies_team team ON team.id = member.team_id WHERE {} ORDER BY agency.code, member.id LIMIT 5"""


class Listing:
    """Measures in one database."""

    def __init__(self, servers: Servers, database: str, calls: int) -> None:
        """Point Django at the database, as app, and find the users."""
        from django.db import connection

        from benchmarks.by_hand import connect
        from config.database.connections import DatabaseRole

        connection.close()
        connection.settings_dict["NAME"] = database
        self.calls = calls
        self.superuser = psycopg.connect(servers.superuser_url_of(database), autocommit=True)
        self.superuser.execute("SET session_replication_role = replica")
        self.hand = connect(servers.url(DatabaseRole.SEED, database))
        found = self.hand.execute("SELECT id FROM auth_permission WHERE codename = 'view_case'").fetchall()
        self.permission: int = found[0][0]
        self.results: Results = {}
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            self.clock = Clock([cursor.fetchone()[0], self.hand.info.backend_pid])

    def users(self, condition: str) -> "list[tuple[Actor, ByHand]]":
        """Five of them."""
        from agencies.actors import member_actor
        from agencies.models import Membership
        from benchmarks.by_hand import ByHand

        keys = [row[0] for row in self.hand.execute(MEMBERS.format(condition).encode()).fetchall()]
        members = Membership.objects.select_related("user", "agency", "team").filter(pk__in=keys)
        return [(actor, ByHand(self.hand, actor, self.permission)) for actor in map(member_actor, members)]

    def compare(self, work: str, user: str, pairs: list[Any]) -> Figures:
        """Measure, and keep under these names."""
        figures = compare(self.clock, self.calls, pairs)
        logging.info("%s, %s", work, user)
        self.results[work, user] = figures
        return figures

    def everything(self) -> Results:
        """All works for all kinds of user."""
        for kind, condition in KINDS.items():
            users = self.users(condition)
            self.pages(kind, users)
            self.one_case(kind, users)
            if "worker" not in kind and kind != "manager":
                self.guardian(kind, users)
        self.later_pages()
        self.all_dead()
        self.revoking()
        return self.results

    def pages(self, kind: str, users: "list[tuple[Actor, ByHand]]") -> None:
        """The first page and the count, and of open cases the same."""
        from benchmarks.by_hand import Narrowed

        still = Narrowed(is_open=True)
        self.compare("first page", kind, [(page(a), lambda h=h: h.rows(PAGE)) for a, h in users])
        self.compare(
            "first page as the API shows it", kind, [(shown(a), lambda h=h: h.with_leads(PAGE)) for a, h in users]
        )
        self.compare("count up to 1,000", kind, [(count(a), lambda h=h: h.count(MOST)) for a, h in users])
        self.compare(
            "first page, open", kind, [(page(a, is_open=True), lambda h=h: h.rows(PAGE, still)) for a, h in users]
        )
        self.compare(
            "count, open", kind, [(count(a, is_open=True), lambda h=h: h.count(MOST, still)) for a, h in users]
        )

    def one_case(self, kind: str, users: "list[tuple[Actor, ByHand]]") -> None:
        """Whether they see one case: the newest of theirs."""
        from agencies.permissions import Permission, may
        from benchmarks.acting import acting_as
        from casework.models import Case

        cases = [(a, h, acting_as(a, partial(Case.objects.get, pk=h.keys(1)[0]))()) for a, h in users]
        self.compare(
            "may see one case",
            kind,
            [
                (acting_as(a, partial(may, a, Permission.VIEW_CASE, c)), lambda h=h, c=c: h.may(c.pk))
                for a, h, c in cases
            ],
        )

    def guardian(self, kind: str, users: "list[tuple[Actor, ByHand]]") -> None:
        """By guardian, which asks for groups: our users are in none, so they are put there, and taken out again.

        It knows neither shares nor agreements: compared with SQL that believes every grant, and both without policies.
        """
        from guardian.shortcuts import get_objects_for_user

        from benchmarks.acting import acting_as
        from benchmarks.by_hand import Narrowed
        from casework.models import Case

        def rows(actor: "Actor") -> Any:
            return get_objects_for_user(
                actor.user, "casework.view_case", Case, accept_global_perms=False, with_superuser=False
            )

        def keys(actor: "Actor") -> Any:
            return [case.pk for case in rows(actor).order_by("-referred_at", "-pk")[:PAGE]]

        def counted_of(actor: "Actor") -> int:
            found: int = rows(actor)[: MOST + 1].count()
            return found

        put = "INSERT INTO agencies_user_groups (user_id, group_id) VALUES (%s, %s)"
        for actor, _ in users:
            self.superuser.execute(put, [actor.signatory.user_id, actor.signatory.agency.group_id])
        believing = Narrowed(believing_grants=True)
        first = [(acting_as(a, partial(keys, a)), lambda h=h: h.keys(PAGE, believing)) for a, h in users]
        counted = [(acting_as(a, partial(counted_of, a)), lambda h=h: h.count(MOST, believing)) for a, h in users]
        with no_policies(self.superuser):
            self.results["first page", kind].guardian = compare(self.clock, self.calls, first).ours
            self.results["count up to 1,000", kind].guardian = compare(self.clock, self.calls, counted).ours
        self.superuser.execute("DELETE FROM agencies_user_groups")

    def later_pages(self) -> None:
        """Pages of the largest partner, by cursor: the second, and the four hundredth or the last."""
        from agencies.ways import Place
        from benchmarks.acting import acting_as
        from benchmarks.by_hand import Narrowed
        from casework.models import Case

        kind = "practitioner, largest partner"
        users = self.users(KINDS[kind])
        everything = users[0][1].keys(399 * PAGE)
        for name, before in [("page 2", everything[PAGE - 1]), ("page 400, or the last", everything[-PAGE - 1 :][0])]:
            row = acting_as(users[0][0], partial(Case.objects.get, pk=before))()
            after = Narrowed(after=(row.referred_at, row.pk))
            place = Place(str(row.referred_at), str(row.pk))
            pairs = [(page(a, after=place), lambda h=h, n=after: h.rows(PAGE, n)) for a, h in users]
            self.compare(name, kind, pairs)

    def all_dead(self) -> None:
        """An agency whose agreements ended this minute: first the greater of the two, then both. Every grant is still there."""
        users = self.users("agency.code = 'agency-2'")
        end = """UPDATE agencies_sharingagreement SET ended_at = now() - interval '1 second', ended_by_id = signed_by_id,
                 ended_reason = 'The programme is over' WHERE title = ANY (%s)"""
        for kind, titles in [
            ("agency with 9 in 10 shares dead", ["Agreement 4"]),
            ("agency with all shares dead", ["Agreement 4", "Agreement 5"]),
        ]:
            self.superuser.execute(end, [titles])
            self.compare("first page", kind, [(page(a), lambda h=h: h.rows(PAGE)) for a, h in users])
            self.compare("count up to 1,000", kind, [(count(a), lambda h=h: h.count(MOST)) for a, h in users])
        self.superuser.execute("UPDATE agencies_sharingagreement SET ended_at = NULL, ended_by_id = NULL")

    def revoking(self) -> None:
        """Share a case with an agency of 500 users, and stop: the next question of one of them is refused."""
        from agencies.enums import DataCategory
        from agencies.models import Agency, SharingAgreement
        from agencies.permissions import Permission, may
        from benchmarks.acting import acting_as
        from casework import sharing
        from casework.enums import ShareLevel
        from casework.models import Case, CaseShare

        manager, partner = self.users(KINDS["manager"])[0][0], self.users("agency.code = 'agency-1'")[0][0]
        agency, agreement = Agency.objects.get(code="agency-1"), SharingAgreement.objects.get(title="Agreement 1")
        shared = CaseShare.objects.filter(agency=agency, stopped_at__isnull=True)
        unshared = Case.objects.filter(team=manager.team, status="working").exclude(shares__in=shared)
        sharing_it, stopping, refused = Times(self.clock), Times(self.clock), Times(self.clock)
        for case in acting_as(manager, lambda: list(unshared[: self.calls]))():
            begin = partial(
                sharing.share, case, agency=agency, agreement=agreement, categories=[DataCategory.GENERAL],
                level=ShareLevel.CONTRIBUTE, reason="They are called there", participant_told="Today", by=manager,
            )  # fmt: skip
            asks = acting_as(partner, partial(may, partner, Permission.VIEW_CASE, case))
            share = sharing_it.call(acting_as(manager, begin))
            if not asks():
                raise AssertionError("A share opened nothing.")
            stopping.call(acting_as(manager, partial(sharing.stop, share, reason="Enough", by=manager)))
            if refused.call(asks):
                raise AssertionError("A share that was stopped opens its case.")
        for name, times in [("share", sharing_it), ("stop", stopping), ("the next question, refused", refused)]:
            self.results[name, "agency of 500"] = Figures(times)


def page(actor: "Actor", *, is_open: bool = False, after: Any = None) -> Callable[[], list[Any]]:
    """Asks for the keys and the rows, in two queries; what is shown beside them is left out."""
    from benchmarks.acting import acting_as
    from casework.selectors import cases_for

    def ask() -> list[Any]:
        rows = cases_for(actor).prefetch_related(None)
        rows = rows.open() if is_open else rows
        return [case.pk for case in rows.page("referred_at", descending=True, after=after, size=PAGE)]

    return acting_as(actor, ask)


def shown(actor: "Actor") -> Callable[[], list[Any]]:
    """Asks for the page with everything that a list shows, as the API answers it."""
    from api.serializers.cases import CaseShown
    from benchmarks.acting import acting_as
    from casework.selectors import cases_for

    def ask() -> list[Any]:
        rows = cases_for(actor).page("referred_at", descending=True, after=None, size=PAGE)
        data = CaseShown(rows, many=True, context={"actor": actor, "request": None}).data
        return [case.pk for case, _ in zip(rows, data, strict=True)]

    return acting_as(actor, ask)


def count(actor: "Actor", *, is_open: bool = False) -> Callable[[], int]:
    """Asks how many, up to a thousand."""
    from benchmarks.acting import acting_as
    from casework.selectors import cases_for

    def ask() -> int:
        rows = cases_for(actor)
        return (rows.open() if is_open else rows).count_up_to(MOST, "referred_at")

    return acting_as(actor, ask)


def main() -> None:
    """Build the worlds, measure in each, print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, nargs="+", default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--calls", type=int, default=40)
    given = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "SECRET_KEY": "measured only",
        "ALONGSIDE_DEVELOPMENT": "1",
    }
    with test_servers() as servers:
        names = {size: build_world(servers, size) for size in given.cases}
        os.environ |= servers.environment(names[given.cases[0]])
        django.setup()
        print_tables({size: Listing(servers, name, given.calls).everything() for size, name in names.items()})


if __name__ == "__main__":
    main()
