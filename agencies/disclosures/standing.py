"""Whether all that the file of a disclosure holds may still pass: asked of the database, which tells nothing else."""

from django.db import connection
from django.utils.translation import gettext as _

from agencies.actors import Actor
from agencies.exceptions import PassesNoMore
from agencies.models import Disclosure


def stands(disclosure: Disclosure, *, collector: Actor | None = None) -> bool:
    """Each case is still shared so, and each person in it; and whoever collects is close to none of them.

    Which of them is not is said to nobody.
    """
    who = collector.signatory.user_id if collector else None
    with connection.cursor() as cursor:
        cursor.execute("SELECT guard.disclosure_stands(%s, %s)", [disclosure.pk, who])
        answer: bool = cursor.fetchone()[0]
    return answer


def insist(disclosure: Disclosure, *, collector: Actor | None = None) -> None:
    """The same, or PassesNoMore."""
    if not stands(disclosure, collector=collector):
        raise PassesNoMore(
            _(
                "Not all that is in this file may pass any more. It is not given out: ask for another, which leaves that out."
            )
        )
