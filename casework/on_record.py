"""Finding somebody among what agencies handed over, for whoever writes down that they object to being found."""

from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.conf import settings
from django.db.models import Q, QuerySet, Value
from django.utils.translation import gettext as _

from agencies.actors import Actor
from agencies.exceptions import Invalid
from agencies.extracts.agreed import binding
from agencies.models import StagedMention
from agencies.permissions import Permission, check
from agencies.rates import spend
from casework.models import LinkedMention
from casework.newest_run import newest_run
from casework.search_terms import plain
from casework.spelling import PlainName

MOST = 20


@dataclass(frozen=True, slots=True)
class OnRecord:
    """One person, as far as the linkage can tell: one mention by which they are on record, and who else mentions them."""

    mention: StagedMention
    agencies: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FoundOnRecord:
    """At most MOST people. `mark`: the same for whatever asks the same, for the trail; `number`: how many there were."""

    mark: str
    people: list[OnRecord]
    number: int


def find(actor: Actor, *, surname: str, born_on: date) -> FoundOnRecord:
    """Who of that surname, now or before, and of that birth date is named in extracts that bind the actor's agency.

    - whole names alone, and both: nobody may leaf through a city. Capitals, accents and apostrophes make no difference
    - counts how often the actor searches. Raises Invalid, NotPermitted and TooOften.
    """
    check(actor, Permission.KEEP_OBJECTIONS)
    if not plain(surname):
        raise Invalid.field("surname", _("Type a surname, as they would write it."))
    spend(actor, "search", most=settings.SEARCHES_PER_MINUTE)
    rows = mentions_for(actor).filter(born_on=born_on)
    asked = PlainName(Value(surname))
    rows = rows.alias(now=PlainName("surname"), before=PlainName("other_surname"))
    rows = rows.filter(Q(now=asked) | Q(before=asked)).select_related("agency").order_by("pk")
    people = _by_person(list(rows))
    return FoundOnRecord(f"{plain(surname)}|{born_on}", people[:MOST], len(people))


def mentions_for(actor: Actor) -> QuerySet[StagedMention]:
    """What counts of extracts under agreements that bind the actor's agency."""
    return StagedMention.objects.filter(extract__agreement__in=binding(actor.signatory.agency), is_current=True)


def _by_person(rows: list[StagedMention]) -> list[OnRecord]:
    """What the newest run takes to be of one person is one; what it did not see yet stands by itself."""
    linked = LinkedMention.objects.filter(run=newest_run(), mention__in=[row.pk for row in rows])
    person_of = dict(linked.values_list("mention_id", "person"))

    def whose(row: StagedMention) -> tuple[int, int]:
        return (0, person_of[row.pk]) if row.pk in person_of else (1, row.pk)

    together = [list(group) for _, group in groupby(sorted(rows, key=whose), key=whose)]
    return [OnRecord(group[0], tuple(sorted({each.agency.name for each in group}))) for group in together]
