"""Cases at a glance: what is next, how far the outcomes are, who helps, when somebody last spoke; for one or for many.

Each function asks one question for all the cases within reach, so that a caseload of a hundred costs what one case does.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import (
    CharField,
    Count,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextField,
    UUIDField,
    Value,
)  # fmt: skip
from django.db.models.functions import Cast, Coalesce, Least

from agencies import clock
from agencies.actors import Actor
from agencies.permissions import Permission, shares_in_force
from agencies.reach import Reach, reached, while_it_lasts
from casework.chronology import kept_from_somebody, name_of, united
from casework.enums import PullAnswer
from casework.models import Allocation, Case, CaseMember, CaseShare, CaseWarning, Contact, Pull
from casework.news import counts_within
from outcomes.briefs import ACTION, REVIEW, WARNING, Glance, Head, LastContact, Overview, Standing, Step
from outcomes.enums import Voice
from outcomes.models import Action, Outcome, Rating, Review


def caseload(actor: Actor, cases: Iterable[Case]) -> list[Glance]:
    """Each of the cases at a glance, in the same order."""
    rows, today = list(cases), clock.today()

    def read(reach: Reach) -> list[Glance]:
        steps, warnings = (_by_case(rows) for rows in steps_and_warnings(reach))
        standings = _by_case(standings_of(reach))
        contacts, shares, news = _by_case(last_contacts(reach)), _by_case(shares_of(reach)), counts_within(reach)
        names = _by_case(members_of(reach))
        return [
            Glance(
                case=case,
                today=today,
                steps=steps.get(case.pk, []),
                warnings=warnings.get(case.pk, []),
                standings=standings.get(case.pk, []),
                shares=shares.get(case.pk, []),
                last_contact=next(iter(contacts.get(case.pk, [])), None),
                names=[member.name for member in names.get(case.pk, [])],
                news=news.get(case.pk, 0),
            )
            for case in rows
        ]

    return while_it_lasts(actor, Case, [case.pk for case in rows], read) if rows else []


def head_of(actor: Actor, case: Case) -> Head:
    """What every page of the case shows of it."""
    return while_it_lasts(actor, Case, [case.pk], lambda reach: _head(reach, case))


def overview_of(actor: Actor, case: Case) -> Overview:
    """The head with what the first page adds to it."""

    def read(reach: Reach) -> Overview:
        return Overview(
            head=_head(reach, case),
            standings=standings_of(reach),
            contacts=latest_contacts(reach),
            members=members_of(reach),
            allocations=workers_of(reach),
            shared_with=shares_of(reach),
        )

    return while_it_lasts(actor, Case, [case.pk], read)


def standings(actor: Actor, case: Case) -> dict[UUID, Standing]:
    """How far each outcome of a case is that its people still want, by its id."""
    found = while_it_lasts(actor, Case, [case.pk], standings_of)
    return {standing.id: standing for standing in found}


def steps_and_warnings(reach: Reach) -> tuple[list[Step], list[Step]]:
    """What is still to do in these cases, and what to know first there; each the earliest day first, in one question."""
    actions = _within(reach, Action.objects.to_do())
    who = Coalesce("owner_worker__user__name", name_of("owner_member__"))
    agency = Coalesce("owner_worker__agency__name", Value(""))
    reviews = _within(reach, Review.objects.filter(held_at__isnull=True))
    warnings = _within(reach, CaseWarning.objects.filter(ended_at__isnull=True))
    whose = (F("owner__user__name"), F("owner__agency__name"), F("owner"))
    union = united(
        [
            actions.values_list(*_step(ACTION, "due_on", "title", who, agency, F("owner_worker"))),
            reviews.values_list(*_step(REVIEW, "due_on", Value(""), Value(""), Value(""), Value(None))),
            warnings.values_list(*_step(WARNING, "review_on", "text", *whose)),
        ]
    )
    rows = sorted(
        (Step(*row) for row in ([] if union is None else union)), key=lambda step: (step.due_on, step.kind, step.id)
    )
    return [row for row in rows if row.kind != WARNING], [row for row in rows if row.kind == WARNING]


def standings_of(reach: Reach) -> list[Standing]:
    """The outcomes that their people still want, in the order in which they were written down."""
    ratings = reached(reach, Rating.objects.filter(outcome=OuterRef("pk"), version=OuterRef("latest_version")))
    # Voices are never mixed: where a participant has said a number, it is theirs that leads.
    theirs_first = ratings.annotate(is_theirs=Q(voice=Voice.PARTICIPANT)).order_by("-is_theirs", "-rated_at", "-pk")
    rows = _within(reach, Outcome.objects.wanted().with_agreement()).filter(versions=F("latest_version"))
    found = rows.order_by("recorded_at", "pk").values_list(
        Value("outcome"), "pk", "case", "category", "versions__wording", "versions__start", "versions__goal",
        "source_agency__name", "is_agreed", Subquery(theirs_first.values("value")[:1]),
        Coalesce(Subquery(theirs_first.values("voice")[:1]), Value("")),
    )  # fmt: skip
    return [Standing(*row) for row in found]


def last_contacts(reach: Reach) -> list[LastContact]:
    """The last contact of each case."""
    own = reached(reach, Contact.objects.filter(case=OuterRef("pk"), corrections__isnull=True))
    last = Subquery(own.order_by("-happened_at", "-pk").values("pk")[:1])
    keys = Case.objects.filter(pk__in=reach.cases).annotate(last=last).values("last")
    return _contact_lines(Contact.objects.filter(pk__in=keys))


def latest_contacts(reach: Reach, limit: int = 3) -> list[LastContact]:
    """The newest contacts of these cases together; what was corrected stands for itself no longer."""
    rows = _within(reach, Contact.objects.filter(corrections__isnull=True))
    return _contact_lines(rows.order_by("-happened_at", "-pk")[:limit])


def shares_of(reach: Reach) -> list[CaseShare]:
    """With whom these cases are shared now, each with `until` and the `people` for whom alone it is."""
    people = CaseShare.practitioners.through.objects.filter(caseshare=OuterRef("pk"))
    rows = _within(reach, CaseShare.objects.in_force()).select_related("agency")
    rows = rows.annotate(
        until=Least("ends_at", "agreement__end_at"),
        people=ArraySubquery(people.order_by("membership__user__name").values("membership__user__name")),
    )
    return list(rows.order_by("agency__name", "shared_at", "pk"))


def members_of(reach: Reach) -> list[CaseMember]:
    """Who is part of these cases now."""
    rows = _within(reach, CaseMember.objects.filter(left_at__isnull=True)).select_related("person")
    return list(rows.order_by("person__born_on", "person__name", "pk"))


def workers_of(reach: Reach) -> list[Allocation]:
    """Who works on these cases now, the lead first."""
    rows = _within(reach, Allocation.objects.filter(ended_at__isnull=True))
    return list(rows.select_related("membership__user", "membership__agency").order_by("role", "started_at", "pk"))


def _head(reach: Reach, case: Case) -> Head:
    is_own = case.pk in reach.own
    shares = [] if is_own else shares_in_force(reach.actor, Permission.VIEW_CASE, case)
    today, counts = _counts(reach, case)
    return Head(case, today, counts, *steps_and_warnings(reach), shares)


def _counts(reach: Reach, case: Case) -> tuple[date, dict[str, int]]:
    """The day, and how many rows each section has; in one question."""
    parts = {
        "people": CaseMember.objects.filter(left_at__isnull=True),
        "agencies": CaseShare.objects.in_force(),
        "outcomes": Outcome.objects.wanted(),
        "actions": Action.objects.to_do(),
        "contacts": Contact.objects.all(),
        "reviews": Review.objects.all(),
        "help": Pull.objects.filter(ended_at__isnull=True).exclude(answer=PullAnswer.DECLINED),
    }
    columns: dict[str, Any] = {"local_day": clock.Today()}
    for name, rows in parts.items():
        here = reached(reach, rows.filter(case=OuterRef("pk"))).order_by().values("case")
        number = here.annotate(number=Count("pk", distinct=True)).values("number")
        columns[f"number_of_{name}"] = Coalesce(Subquery(number), 0)
    found = Case.objects.filter(pk=case.pk).values(**columns)[0]
    return found["local_day"], {name: found[f"number_of_{name}"] for name in parts}


def _within(reach: Reach, rows: QuerySet[Any]) -> QuerySet[Any]:
    return reached(reach, rows.filter(case__in=reach.cases))


def _step(kind: str, day: str, title: Any, *whose: Any) -> list[Any]:
    who, agency, worker = whose
    return [
        Cast(Value(kind), CharField()), "pk", "case", "category", F(day),
        Cast(title, TextField()), Cast(who, TextField()), Cast(agency, TextField()), Cast(worker, UUIDField()),
    ]  # fmt: skip


def _contact_lines(rows: QuerySet[Contact]) -> list[LastContact]:
    found = rows.values_list(
        Value("contact"), "pk", "case", "category", "happened_at", "channel", "was_reached",
        "summary", "agreed", "recorded_by__user__name", "source_agency__name", kept_from_somebody(Contact),
    )  # fmt: skip
    return [LastContact(*row) for row in found]


def _by_case(rows: Iterable[Any]) -> dict[UUID, list[Any]]:
    found: dict[UUID, list[Any]] = {}
    for row in rows:
        found.setdefault(row.case_id if hasattr(row, "case_id") else row.case, []).append(row)
    return found
