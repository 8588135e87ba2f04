"""The same questions in SQL written by hand, on the same indexes: what the service is measured against.

Each kind of user is asked only by the ways that can lead them to a case. psycopg prepares what it is asked often.
"""

from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg import sql
from psycopg.rows import TupleRow

from agencies.actors import Actor
from agencies.enums import RoleCode
from casework.enums import OPEN

STANDING = """EXISTS (
    SELECT FROM agencies_membership me JOIN agencies_user u ON u.id = me.user_id JOIN agencies_agency y ON y.id = me.agency_id
    WHERE me.id = %(membership)s AND u.is_active AND me.started_on <= today()
      AND (me.ended_on IS NULL OR me.ended_on > today()) AND (y.ended_on IS NULL OR y.ended_on > today()))"""
GRANTED = """SELECT DISTINCT g.referred_at, g.case_id AS id FROM {table} g
    JOIN casework_caseshare s ON s.id = g.share_id JOIN agencies_sharingagreement a ON a.id = s.agreement_id {joined}
    WHERE g.{holder} = %({holder})s AND g.permission_id = %(permission)s
      {of_agency} AND s.purpose = %(purpose)s AND s.stopped_at IS NULL
      AND (s.ends_at IS NULL OR s.ends_at > clock()) AND a.signed_at IS NOT NULL AND a.suspended_at IS NULL
      AND a.ended_at IS NULL AND a.start_at <= clock() AND a.end_at > clock() {narrowed}
      AND EXISTS (SELECT FROM agencies_agreementparty p JOIN agencies_sharingagreement a ON a.id = p.agreement_id
        WHERE p.agency_id = %(agency)s AND a.signed_at IS NOT NULL AND a.suspended_at IS NULL
          AND a.ended_at IS NULL AND a.start_at <= clock() AND a.end_at > clock())
    ORDER BY 1 DESC, 2 DESC LIMIT %(size)s"""
# What guardian asks: whether there is a grant, whatever became of its share and its agreement.
BELIEVED = """SELECT DISTINCT g.referred_at, g.case_id AS id FROM {table} g {joined}
    WHERE g.{holder} = %({holder})s AND g.permission_id = %(permission)s {narrowed}
    ORDER BY 1 DESC, 2 DESC LIMIT %(size)s"""
ALLOCATED = """SELECT c.referred_at, c.id FROM casework_allocation l JOIN casework_case c ON c.id = l.case_id
    WHERE l.membership_id = %(membership)s AND l.ended_at IS NULL {narrowed} ORDER BY 1 DESC, 2 DESC LIMIT %(size)s"""
OF_TEAM = """SELECT c.referred_at, c.id FROM casework_case c
    WHERE c.team_id = %(team)s {apart} {narrowed} ORDER BY 1 DESC, 2 DESC LIMIT %(size)s"""
KEYS = """SELECT referred_at, id FROM ({ways}) way WHERE {standing} ORDER BY 1 DESC, 2 DESC LIMIT %(size)s"""
OWN = """c.team_id = %(team)s {apart} OR EXISTS (SELECT FROM casework_allocation l
    WHERE l.case_id = c.id AND l.membership_id = %(membership)s AND l.ended_at IS NULL)"""
ROWS = """WITH page AS MATERIALIZED ({keys})
    SELECT c.id, c.*, h.*, t.*, y.*, source.*, {own} FROM page JOIN casework_case c USING (id)
    JOIN casework_household h ON h.id = c.household_id JOIN agencies_team t ON t.id = c.team_id
    JOIN agencies_agency y ON y.id = t.agency_id LEFT JOIN casework_case source ON source.id = c.separated_from_id
    ORDER BY page.referred_at DESC, page.id DESC"""
WITH_LEADS = """WITH page AS MATERIALIZED ({keys})
    SELECT c.id, c.*, h.*, t.*, y.*, source.*, {own}, lead.*, u.*, theirs.* FROM page JOIN casework_case c USING (id)
    JOIN casework_household h ON h.id = c.household_id JOIN agencies_team t ON t.id = c.team_id
    JOIN agencies_agency y ON y.id = t.agency_id LEFT JOIN casework_case source ON source.id = c.separated_from_id
    LEFT JOIN (casework_allocation lead JOIN agencies_membership m ON m.id = lead.membership_id
        JOIN agencies_user u ON u.id = m.user_id JOIN agencies_agency theirs ON theirs.id = m.agency_id)
        ON lead.case_id = c.id AND lead.role = 'lead' AND lead.ended_at IS NULL
    ORDER BY page.referred_at DESC, page.id DESC"""
MAY = "SELECT EXISTS (SELECT FROM casework_case c WHERE c.id = %(case)s AND ({own} OR {granted}) AND {standing})"


@dataclass(frozen=True)
class Narrowed:
    """What a page is narrowed to: after a row, or open cases, or what grants alone say."""

    after: tuple[Any, Any] | None = None
    is_open: bool = False
    believing_grants: bool = False


ALL = Narrowed()


class ByHand:
    """Asks for one actor."""

    def __init__(self, connection: psycopg.Connection[TupleRow], actor: Actor, permission: int) -> None:
        """Take the facts that the statements name."""
        self.connection = connection
        member = actor.signatory
        self.is_manager = member.role == RoleCode.MANAGER
        self.works = member.role in {RoleCode.MANAGER, RoleCode.SUPPORT_WORKER}
        self.facts: dict[str, Any] = {
            "membership": member.pk, "user_id": member.user_id, "agency": member.agency_id,
            "team": member.team_id, "group_id": member.agency.group_id, "purpose": actor.purpose.value,
            "permission": permission, "open": sorted(status.value for status in OPEN),
        }  # fmt: skip

    def keys(self, size: int, narrowed: Narrowed = ALL) -> list[Any]:
        """The ids of a page."""
        return [row[1] for row in self._ask(self._keys(narrowed), size, narrowed)]

    def rows(self, size: int, narrowed: Narrowed = ALL) -> list[Any]:
        """The ids of a page whose rows were read, with household, team and agency."""
        return [row[0] for row in self._ask(ROWS.format(keys=self._keys(narrowed), own=self._own()), size, narrowed)]

    def with_leads(self, size: int) -> list[Any]:
        """The same with each case's lead."""
        return [row[0] for row in self._ask(WITH_LEADS.format(keys=self._keys(ALL), own=self._own()), size, ALL)]

    def count(self, most: int, narrowed: Narrowed = ALL) -> int:
        """How many, counted no further than one beyond `most`."""
        found: int = self._ask(f"SELECT count(*) FROM ({self._keys(narrowed)}) page", most + 1, narrowed)[0][0]
        return found

    def may(self, case: Any) -> bool:
        """Whether they see this case."""
        granted = " OR ".join(
            f"EXISTS ({way.rpartition('ORDER BY')[0]})"
            for way in self._granted("JOIN casework_case same ON same.id = g.case_id", "AND g.case_id = c.id", GRANTED)
        )
        statement = MAY.format(own=self._own(), granted=granted, standing=STANDING)
        return bool(self.connection.execute(statement.encode(), self.facts | {"case": case}).fetchall()[0][0])

    def _ask(self, statement: str, size: int, narrowed: Narrowed) -> list[Any]:
        value, key = narrowed.after or (None, None)
        facts = self.facts | {"size": size, "value": value, "key": key}
        return self.connection.execute(statement.encode(), facts).fetchall()

    def _keys(self, narrowed: Narrowed) -> str:
        of_case = "AND c.status = ANY (%(open)s)" if narrowed.is_open else ""
        joined = "JOIN casework_case c ON c.id = g.case_id" if narrowed.is_open else ""
        after = " AND ({0}.referred_at, {0}.{1}) < (%(value)s, %(key)s)" if narrowed.after else ""
        granted = BELIEVED if narrowed.believing_grants else GRANTED
        ways = list(self._granted(joined, of_case + after.format("g", "case_id"), granted))
        if self.works:
            of_case += after.format("c", "id")
            ways += [ALLOCATED.format(narrowed=of_case), OF_TEAM.format(apart=self._apart(), narrowed=of_case)]
        return KEYS.format(ways=" UNION ".join(f"({way})" for way in ways), standing=STANDING)

    def _granted(self, joined: str, narrowed: str, granted: str) -> list[str]:
        # That a group's grants are of its agency's shares is held by a trigger; a person may act for several agencies.
        of_agency = "AND s.agency_id = %(agency)s"
        return [
            granted.format(table=table, holder=holder, of_agency=condition, joined=joined, narrowed=narrowed)
            for table, holder, condition in [
                ("casework_casegroupgrant", "group_id", ""),
                ("casework_caseusergrant", "user_id", of_agency),
            ]
        ]

    def _own(self) -> str:
        return f"({OWN.format(apart=self._apart())})" if self.works else "false"

    def _apart(self) -> str:
        return "" if self.is_manager else "AND c.kind <> 'separated'"


def connect(url: str) -> psycopg.Connection[TupleRow]:
    """A connection of its own, under the login role that the second wall lets through: SQL by hand is the time without it."""
    connection = psycopg.connect(url, autocommit=True)
    role = connection.execute(sql.SQL("SELECT session_user")).fetchall()[0][0]
    if role != "seed":
        raise RuntimeError(f"Measured as {role}, which meets the second wall.")
    return connection
