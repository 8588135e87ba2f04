"""The linkage and the database: mentions come in by COPY, and what was found is kept by COPY, all of it or nothing.

Runs in a process of its own, which has a limit of memory: see casework/linkage_runs.py.
"""

# ruff: noqa: S608 - put together from constants of this file; values are parameters

import json
from collections.abc import Iterator
from dataclasses import asdict
from importlib.metadata import version
from typing import NamedTuple
from uuid import UUID

from django.db import connection

from agencies import audit, clock
from agencies.actors import acting
from agencies.enums import SystemActor
from agencies.extracts.agreed import linkable
from agencies.extracts.mentions import Mention, MentionRole
from agencies.jobs import ClaimLost
from agencies.models import Job
from casework import demand, nominating
from casework.linkage import linking
from casework.linkage.backends import Backend
from casework.linkage.clusters import Thresholds
from casework.linkage.evidence import findings_of
from casework.linkage.keys import carried_over
from casework.linkage.linking import KeyPair, Linkage
from casework.linkage.rows import Key, Source
from casework.linkage_turns import take_turn
from casework.models import LinkageRun

STAGES = ("reading", "weighing", "linking", "storing")
WHAT = ("record", "slot", "role", *Mention._fields[3:])
TYPES = ["int8", "text", "text", "text", "int2", "text", "date", *["text"] * 5, "bool", "date", *["text"] * 6]
OF_MENTIONS = ("mention_id", "person", "household")
OF_PAIRS = ("id", "left_id", "right_id", "is_question", "ground", "weight", "findings")


class Said(NamedTuple):
    """All mentions that count, and what people answered about them."""

    ids: list[int]
    sources: list[Source]
    households: dict[int, UUID]  # the key that the household of the mention at this position had before
    refused: list[KeyPair]
    confirmed: list[KeyPair]


def link_and_store(key: UUID, claim: UUID, backend: Backend) -> Iterator[str]:
    """Do all of a run; yields each stage as it begins. Raises ClaimLost where another process has the job."""
    yield "reading"
    thresholds = Thresholds()
    with acting(SystemActor.LINKAGE):
        run, said, today = LinkageRun.objects.get(pk=key), _read(), clock.today()
    run.as_of = today
    run.settings = {"thresholds": asdict(thresholds), "splink": version("splink"), "duckdb": version("duckdb")}
    yield "weighing"
    scored = linking.weigh(said.sources, backend)
    yield "linking"
    found = linking.link(scored, today=today, thresholds=thresholds, refused=said.refused, confirmed=said.confirmed)
    yield "storing"
    _store(run, claim, said, found)


def _read() -> Said:
    """Only what may be linked now: an agreement that ended takes its extracts' mentions with it."""
    query = f"""COPY (
        SELECT id, agency_id::text, source, {", ".join(WHAT)} FROM agencies_stagedmention
        WHERE is_current AND extract_id = ANY (%s) ORDER BY id
    ) TO STDOUT (FORMAT BINARY)"""
    ids, sources = [], []
    with connection.cursor() as cursor, cursor.copy(query, [list(linkable().values_list("pk", flat=True))]) as copy:
        copy.set_types(TYPES)
        for key, agency, source, record, slot, role, *rest in copy.rows():
            ids.append(key)
            sources.append(Source(agency, Mention(f"{source} {record}", slot, MentionRole(role), *rest)))
    return Said(ids, sources, _households_before(ids), *_answers())


def _households_before(ids: list[int]) -> dict[int, UUID]:
    where = {key: at for at, key in enumerate(ids)}
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT now.id, linked.household FROM casework_linkedmention linked
            JOIN agencies_stagedmention was ON was.id = linked.mention_id
            JOIN agencies_stagedmention now USING (agency_id, source, record, slot)
            WHERE now.is_current AND linked.run_id = (
                SELECT id FROM casework_linkagerun WHERE stored_at IS NOT NULL ORDER BY stored_at DESC LIMIT 1
            )
            """
        )
        return {where[key]: household for key, household in cursor.fetchall() if key in where}


def _answers() -> tuple[list[KeyPair], list[KeyPair]]:
    """Pairs that are refused, and pairs that are confirmed: by their record, so that an answer outlives a newer extract."""
    sides = ", ".join(f"{side}.agency_id::text, {side}.source, {side}.record, {side}.slot" for side in ("l", "r"))
    with connection.cursor() as cursor:
        cursor.execute(
            f"""SELECT said.is_same, {sides} FROM casework_linkanswer said
            JOIN agencies_stagedmention l ON l.id = said.left_id JOIN agencies_stagedmention r ON r.id = said.right_id
            WHERE said.withdrawn_at IS NULL ORDER BY said.answered_at, said.id"""
        )
        rows = cursor.fetchall()
    pairs = [(row[0], (_key(*row[1:5]), _key(*row[5:9]))) for row in rows]
    return [pair for is_same, pair in pairs if not is_same], [pair for is_same, pair in pairs if is_same]


def _key(agency: str, source: str, record: str, slot: int) -> Key:
    return Key(agency, f"{source} {record}", slot)


def _store(run: LinkageRun, claim: UUID, said: Said, found: Linkage) -> None:
    """In one transaction, and only while nobody else has the job; what earlier runs found makes room."""
    keys = carried_over(found.household_of, said.households)
    run.mentions, run.people = len(said.ids), len(set(found.person_of))
    run.households, run.questions = len(keys), len(found.questions)
    with acting(SystemActor.LINKAGE) as actor:
        take_turn()
        claimed = Job.objects.filter(subject_id=run.pk, claim=claim)
        _insist(claimed.exists())
        mentions = zip(said.ids, found.person_of, (keys[each] for each in found.household_of), strict=True)
        _copy("casework_linkedmention", OF_MENTIONS, run, mentions)
        _copy("casework_comparedpair", OF_PAIRS, run, _pairs(said, found))
        with connection.cursor() as cursor:
            for table in ("casework_linkedmention", "casework_comparedpair"):
                cursor.execute(f"DELETE FROM {table} WHERE run_id <> %s", [run.pk])
        run.stored_at = clock.now()
        run.save(update_fields=["as_of", "settings", "mentions", "people", "households", "questions", "stored_at"])
        demand.store(run)
        audit.record(
            "linkage.stored", run, by=actor, at=run.stored_at, mentions=run.mentions, households=run.households
        )
        nominating.nominate(run, actor)
        # Locked last, so that the job can say meanwhile that it is alive: whoever has it by now decides whether this counts.
        _insist(claimed.select_for_update().exists())


def _insist(has_claim: bool) -> None:
    if not has_claim:
        raise ClaimLost


def _pairs(said: Said, found: Linkage) -> Iterator[tuple[object, ...]]:
    """Each link and each question, with what the comparisons found where the two were compared."""
    chosen = [(link, False) for link in found.links] + [(question, True) for question in found.questions]
    wanted = {(min(left, right), max(left, right)) for (left, right, _), _ in chosen}
    # Of millions that were weighed, those alone that are kept.
    weighed = {(pair.left, pair.right): pair for pair in found.pairs if (pair.left, pair.right) in wanted}
    for (left, right, ground), is_question in chosen:
        pair = weighed.get((min(left, right), max(left, right)))
        findings = [finding._asdict() for finding in findings_of(pair)] if pair else []
        yield said.ids[left], said.ids[right], is_question, ground, pair.weight if pair else 0.0, json.dumps(findings)


def _copy(table: str, columns: tuple[str, ...], run: LinkageRun, rows: Iterator[tuple[object, ...]]) -> None:
    """By way of a table of this transaction's own: PostgreSQL copies into no table with row security."""
    given = ", ".join(name for name in columns if name != "id")
    made = "gen_random_uuid(), " if "id" in columns else ""
    with connection.cursor() as cursor:
        cursor.execute(
            f"CREATE TEMPORARY TABLE found_{table} ON COMMIT DROP AS SELECT {given} FROM {table} WHERE false"
        )
        with cursor.copy(f"COPY found_{table} ({given}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        cursor.execute(
            f"INSERT INTO {table} (run_id, {', '.join(columns)}) SELECT %s, {made}{given} FROM found_{table}", [run.pk]
        )
