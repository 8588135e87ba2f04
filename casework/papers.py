"""Papers that leave and come back: each print of a plan is on record, and its signed copy comes back by the code on it."""

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from agencies import audit, clock
from agencies.actors import Actor
from agencies.enums import DataCategory
from agencies.exceptions import Invalid
from agencies.permissions import Permission, check
from casework import file_checks, files
from casework.contacts import kept_here, put_down
from casework.enums import DocumentKind, PlanForm, SafeWay
from casework.files import Upload
from casework.lifecycle import hold
from casework.models import Case, Document, Person, PrintedPlan
from casework.references import new_code
from casework.safe_contacts import check_reach


@transaction.atomic
def record_print(
    case: Case,
    *,
    form: PlanForm,
    way: SafeWay,
    for_whom: Iterable[Person],
    shows: Iterable[UUID],
    digest: str,
    by: Actor,
    at: datetime | None = None,
) -> PrintedPlan:
    """A plan is printed: who, when, what stands on it; with a new code, so that each paper is known from every other.

    Raises NotSafeToReach where one of those for whom it is must not get it in this way.
    """
    check(by, Permission.WORK_CASE, case)
    check_reach(by, for_whom, way)
    at = clock.moment(at)
    printed = PrintedPlan.objects.create(
        case=case,
        code=new_code(),
        form=form,
        way=way,
        shows=list(shows),
        digest=digest,
        printed_at=at,
        printed_by=by.signatory,
    )
    audit.record("plan.printed", printed, by=by, at=at, case_id=case.pk, form=form)
    return printed


@transaction.atomic
def bring_back(
    printed: PrintedPlan, *, file: Upload, dated_on: date, by: Actor, at: datetime | None = None
) -> Document:
    """The signed paper is back: keep its file, and list it as a document of its case, which may be over by now.

    - writes the file before the row, and gives it its name once the row is on record (casework/files.py)
    - the file waits in quarantine until the worker has checked it (casework/file_checks.py)
    - is about everybody who is part of the case, since the plan hangs where all of them see it
    """
    check(by, Permission.WORK_CASE, printed.case)
    case = hold(printed.case)
    at = clock.moment(at)
    if not clock.local_date(printed.printed_at) <= dated_on <= clock.local_date(at):
        raise Invalid.field(
            "dated_on", _("Enter the day it was signed: since it was printed, on %(day)s.") % {"day": _day(printed)}
        )
    about = [member.person for member in case.members.filter(left_at__isnull=True).select_related("person")]
    with files.received(file) as received:
        document = Document(
            case=case,
            category=DataCategory.GENERAL,
            **_said_of(dated_on),
            kind=DocumentKind.SIGNED_PLAN,
            dated_on=dated_on,
            printed=printed,
            **received.columns,
        )
        put_down(document, about, (), by=by, at=at, event="paper.brought_back")
        file_checks.begin(document)
    return document


def _day(printed: PrintedPlan) -> str:
    return date_format(clock.local_date(printed.printed_at), "j F Y")


def _said_of(dated_on: date) -> dict[str, str]:
    """What it is called and where it is; kept and read by others, so not in the language of whoever brings it."""
    with override(settings.LANGUAGE_CODE):
        title = _("Signed plan of %(day)s") % {"day": date_format(dated_on, "j F Y")}
        return {"title": title, "held_where": kept_here()}
