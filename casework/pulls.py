"""Bringing expertise in: asking a partner for help, or offering it. The lead stays where it is, whatever is said."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from agencies import audit, clock
from agencies.actors import Actor
from agencies.enums import DataCategory, Direction
from agencies.exceptions import Invalid, NotPermitted
from agencies.models import Agency
from agencies.permissions import Permission, check, check_contribution, may
from casework.contacts import write
from casework.enums import PullAnswer, PullKind, ShareLevel
from casework.exceptions import PullSettled
from casework.lifecycle import hold, require_open
from casework.models import Case, CaseShare, Person, Pull


@transaction.atomic
def ask_for_help(
    case: Case,
    *,
    agency: Agency,
    category: DataCategory,
    what: str,
    by: Actor,
    about: Iterable[Person] = (),
    not_to_disclose_to: Iterable[Person] = (),
    at: datetime | None = None,
) -> Pull:
    """Ask an agency with which the case is shared for its help; by those who work on the case.

    - the agency sees what is asked as a part of the case, so a share in force has to cover its category, and let it answer
    """
    check(by, Permission.WORK_CASE, case)
    require_open(case)
    if agency.pk == by.signatory.agency_id:
        raise Invalid.field(
            "agency",
            _("You act for %(agency)s yourself: ask a colleague, or take an action on.") % {"agency": agency.name},
        )
    _require_share(case, agency, category)
    pull = Pull(case=case, category=category, kind=PullKind.ASKED, agency=agency, what=what)
    return write(pull, about, not_to_disclose_to, by=by, at=clock.moment(at), event="pull.asked")


@transaction.atomic
def offer_help(
    case: Case,
    *,
    category: DataCategory,
    what: str,
    by: Actor,
    about: Iterable[Person] = (),
    not_to_disclose_to: Iterable[Person] = (),
    at: datetime | None = None,
) -> Pull:
    """Offer the help of one's own agency to those who work on the case; by a partner that may add to it."""
    check_contribution(by, case, category)
    if may(by, Permission.WORK_CASE, case):
        raise NotPermitted(_("You work on this case already: take an action on, or ask another agency for help."))
    require_open(case)
    pull = Pull(case=case, category=category, kind=PullKind.OFFERED, agency=by.signatory.agency, what=what)
    return write(pull, about, not_to_disclose_to, by=by, at=clock.moment(at), event="pull.offered")


@transaction.atomic
def answer(pull: Pull, *, answer: PullAnswer, by: Actor, words: str = "", at: datetime | None = None) -> Pull:
    """Accept or decline: the agency that was asked, or, of an offer, those who work on the case."""
    check(by, Permission.VIEW_CASE, pull)
    if pull.kind == PullKind.OFFERED:
        check(by, Permission.WORK_CASE, pull)
    elif by.signatory.agency_id != pull.agency_id:
        raise NotPermitted(_("%(agency)s was asked, and answers.") % {"agency": pull.agency.name})
    check_contribution(by, pull.case, pull.category)
    if answer == PullAnswer.DECLINED and not words.strip():
        raise Invalid.field("words", _("Say why not, and who could help instead if you know."))
    require_open(pull.case)
    row, at = _standing(pull), clock.moment(at)
    if row.answered_at is not None:
        raise PullSettled(_("This was answered already. End it when the help is over, or ask anew."))
    row.answer, row.answer_words, row.answered_at, row.answered_by = answer, words, at, by.signatory
    return _save(row, ["answer", "answer_words", "answered_at", "answered_by"], f"pull.{answer}", by=by, at=at)


@transaction.atomic
def end(pull: Pull, *, came_of_it: str, by: Actor, at: datetime | None = None) -> Pull:
    """The help is over, or no longer wanted, and what came of it: either side says so, also when support has ended."""
    check(by, Permission.VIEW_CASE, pull)
    if by.signatory.agency_id != pull.agency_id:
        check(by, Permission.WORK_CASE, pull)
    check_contribution(by, pull.case, pull.category)
    hold(pull.case)
    row, at = _standing(pull), clock.moment(at)
    row.came_of_it, row.ended_at, row.ended_by = came_of_it, at, by.signatory
    return _save(row, ["came_of_it", "ended_at", "ended_by"], "pull.ended", by=by, at=at)


def _require_share(case: Case, agency: Agency, category: DataCategory) -> None:
    shares = CaseShare.objects.in_force().filter(case=case, agency=agency, categories__contains=[category])
    shows = shares.filter(agreement__direction__in=[Direction.BOTH, Direction.FROM_LEAD])
    takes = shares.filter(level=ShareLevel.CONTRIBUTE, agreement__direction__in=[Direction.BOTH, Direction.TO_LEAD])
    word = DataCategory(category).label.lower()
    if not shows.exists():
        raise Invalid.field(
            "agency",
            _("%(agency)s does not see what is about %(word)s here: share the case with them first.")
            % {"agency": agency.name, "word": word},
        )
    if not takes.exists():
        raise Invalid.field(
            "agency",
            _("%(agency)s sees the case and cannot add to it, so not answer: let them contribute first.")
            % {"agency": agency.name},
        )


def _standing(pull: Pull) -> Pull:
    row = Pull.objects.select_for_update(of=("self",)).select_related("case", "agency").get(pk=pull.pk)
    if row.ended_at is not None or row.answer == PullAnswer.DECLINED:
        raise PullSettled(_("This is over: the help was declined, or has ended. Ask or offer anew."))
    return row


def _save(row: Pull, fields: list[str], event: str, *, by: Actor, at: datetime) -> Pull:
    row.save(update_fields=fields)
    audit.record(event, row, by=by, at=at, case_id=row.case_id, category=row.category, agency=row.agency_id)
    row.refresh_from_db()
    return row
