"""What the forms of a case offer to choose from: rows that the actor may see, and days."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any, ClassVar

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from agencies import clock
from agencies.actors import Actor
from agencies.enums import DataCategory
from agencies.permissions import Permission, shares_in_force
from casework import selectors
from casework.models import Case, CaseMember
from outcomes import selectors as outcomes
from outcomes.enums import ActionReason
from outcomes.models import Outcome
from web.case.pages import is_own_work
from web.dates import DateBoxesField
from web.forms import Form

ANOTHER_DAY = "another"
DUES: list[tuple[str, str | Promise]] = [
    ("", _("Choose a day")),
    ("1", _("Tomorrow")),
    ("7", _("In 1 week")),
    ("14", _("In 2 weeks")),
    ("28", _("In 4 weeks")),
    (ANOTHER_DAY, _("Another day")),
]
LONGEST = 80  # letters, which a list on a phone still shows
Rows = dict[str, tuple[str, Any]]  # what the page sends: its words, and the row that it stands for


class CaseForm(Form):
    """A form about a case, `case`, that offers what `by` may choose there."""

    def __init__(self, *args: Any, actor: Actor, subject: Case, **kwargs: Any) -> None:
        super().__init__(*args, actor=actor, subject=subject, **kwargs)
        self.by, self.case = actor, subject


class DayForm(CaseForm):
    """A day to come, most often some weeks ahead: what it says under `day_name` is the day itself.

    A form has a field of that name with the weeks among its choices, and names both in its `field_order`.
    """

    day_name: ClassVar[str] = "due_on"
    day = DateBoxesField(
        label=_("Which day?"), help_text=_("For another day only. For example 27 3 2026"), required=False
    )

    def clean(self) -> dict[str, Any]:
        """The day."""
        said: dict[str, Any] = super().clean() or {}
        choice, day = said.get(self.day_name), said.pop("day", None)
        if choice:
            said[self.day_name] = day_of(choice, day, clock.today())
            if said[self.day_name] is None and "day" not in self.errors:
                self.add_error("day", _("Enter the day"))
        return said


class Choices(forms.ChoiceField):
    """One of some rows."""

    def __init__(self, *, of: Rows, empty: str | Promise = "", **kwargs: Any) -> None:
        self.of = of
        listed = [(key, words) for key, (words, _row) in of.items()]
        super().__init__(choices=[("", empty), *listed] if empty else listed, **kwargs)

    def clean(self, value: Any) -> Any:
        """The row."""
        key = super().clean(value)
        return self.of[key][1] if key else None


class Several(forms.MultipleChoiceField):
    """Some of the rows."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, *, of: Rows, **kwargs: Any) -> None:
        self.of = of
        super().__init__(choices=[(key, words) for key, (words, _row) in of.items()], **kwargs)

    def clean(self, value: Any) -> list[Any]:
        """The rows."""
        return [self.of[key][1] for key in super().clean(value)]


def categories_of(actor: Actor, case: Case) -> list[tuple[str, str]]:
    """All for those who work on the case; for a partner those that a share lets them add to."""
    if is_own_work(case):
        return [(value, str(label)) for value, label in DataCategory.choices]
    shares = shares_in_force(actor, Permission.CONTRIBUTE_TO_CASE, case)
    theirs = {category for share in shares for category in share.categories}
    return [(value, str(label)) for value, label in DataCategory.choices if value in theirs]


def owners_of(actor: Actor, case: Case, members: Iterable[CaseMember]) -> Rows:
    """Who may take an action on: oneself, whoever works on the case, and the people of the case; for partners oneself."""
    workers = workers_of(actor, case)
    found: Rows = {f"worker-{key}": (words, {"owner_worker": row}) for key, (words, row) in workers.items()}
    if is_own_work(case):
        found |= {f"member-{row.pk}": (row.name, {"owner_member": row}) for row in members}
    return found


def workers_of(actor: Actor, case: Case) -> Rows:
    """Oneself, and whoever works on the case; for partners oneself."""
    workers = {actor.signatory.pk: actor.signatory}
    if is_own_work(case):
        rows = selectors.allocations_of(actor, case)
        workers |= {row.membership_id: row.membership for row in rows if row.ended_at is None}
    return {str(key): (f"{row.user.name}, {row.agency.name}", row) for key, row in workers.items()}


def wanted_outcomes(actor: Actor, case: Case) -> list[Outcome]:
    """The outcomes that an action may serve."""
    return list(outcomes.outcomes_of(actor, case).filter(dropped_at__isnull=True).order_by("recorded_at", "pk"))


def purposes_of(wanted: Iterable[Outcome]) -> Rows:
    """What an action is for: an outcome that they still want, or a reason without one."""
    found: Rows = {
        f"outcome-{row.pk}": (_shortened(list(row.versions.all())[-1].wording), {"outcome": row}) for row in wanted
    }
    return found | {f"reason-{each.value}": (str(each.label), {"reason": each}) for each in ActionReason}


def must_not_be_told(actor: Actor, case: Case, members: Iterable[CaseMember], help_text: str | Promise = "") -> Several:
    """From whom it is kept. Ticked at first: from whom a warning is kept that stands; nobody has to think of them anew."""
    standing = selectors.warnings_of(actor, case).filter(ended_at__isnull=True, not_to_disclose_to__isnull=False)
    return Several(
        label=_("Must not be told to"),
        help_text=help_text,
        of={str(row.person_id): (row.name, row.person) for row in members},
        initial=[str(key) for key in standing.values_list("not_to_disclose_to", flat=True).distinct()],
        required=False,
    )


def members_now(actor: Actor, case: Case) -> list[CaseMember]:
    """Who is part of the case now."""
    return [row for row in selectors.members_of(actor, case) if row.left_at is None]


def day_of(choice: str, day: date | None, today: date) -> date | None:
    """The day that was chosen; None where another day was meant and is not said."""
    return day if choice == ANOTHER_DAY else today + timedelta(days=int(choice))


def _shortened(words: str) -> str:
    return words if len(words) <= LONGEST else words[: LONGEST - 1].rstrip() + "…"
