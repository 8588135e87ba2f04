"""An extract in plain words: where it stands, how its columns are read, what was dropped, what a change does."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from agencies.data_items import DataItem
from agencies.extracts.fields import Field, shown
from agencies.extracts.profiles import parsed
from agencies.job_states import JobState
from agencies.models import Extract, Job
from web.effects import Effect

# How a column is read, for whoever knows the file and not the product.
FIELDS: Mapping[Field, str | Promise] = {
    Field.RECORD: gettext_lazy("Your own reference"),
    Field.SLOT: gettext_lazy("Which person of the record"),
    Field.OCCURRED_ON: gettext_lazy("When it happened"),
    Field.EVENT: gettext_lazy("What it was"),
    Field.NAME: gettext_lazy("Whole name"),
    Field.TITLE: gettext_lazy("Title"),
    Field.FORENAMES: gettext_lazy("Forenames"),
    Field.SURNAME: gettext_lazy("Surname"),
    Field.OTHER_SURNAME: gettext_lazy("Another surname"),
    Field.FORENAME_INITIAL: gettext_lazy("First letter of the forename"),
    Field.SURNAME_INITIAL: gettext_lazy("First letter of the surname"),
    Field.BORN_ON: gettext_lazy("Date of birth"),
    Field.SEX: gettext_lazy("Sex"),
    Field.NHS_NUMBER: gettext_lazy("NHS number"),
    Field.UPN: gettext_lazy("Unique pupil number"),
    Field.UPRN: gettext_lazy("Unique property reference number"),
    Field.ADDRESS: gettext_lazy("Address"),
    Field.POSTCODE: gettext_lazy("Postcode"),
    Field.POSTCODE_SECTOR: gettext_lazy("Postcode sector"),
    Field.UNREAD: gettext_lazy("Never read"),
}


@dataclass(frozen=True)
class ColumnWords:
    """A column of the profile: its header, how it is read, and how that is written in the file."""

    header: str
    read_as: str
    written: str


def title_of(extract: Extract) -> str:
    """What it is called."""
    return str(parsed(extract.profile.spec).title)


def state_of(extract: Extract, job: Job | None) -> str:
    """Where it stands."""
    if extract.taken_in_at:
        return _("Taken in")
    if job is None:
        return _("Handed over")
    if job.state == JobState.FAILED:
        return _("Stopped")
    if job.state == JobState.DONE:
        return _("Checked")
    return _("Being read") if job.state == JobState.RUNNING else _("Waiting for its turn")


def percent_of(job: Job | None) -> int:
    """How far the file is read."""
    return 100 * job.done // job.total if job and job.total else 0


def columns_of(extract: Extract) -> list[ColumnWords]:
    """How each column of its file is read."""
    return [
        ColumnWords(column.header, str(FIELDS[column.field]), ", ".join(map(shown, column.formats)))
        for column in parsed(extract.profile.spec).columns
    ]


def dropped_of(extract: Extract) -> list[tuple[str, int]]:
    """What was not taken, by the name of the item, or of the column where it is no item."""
    names = dict(DataItem.choices)
    return sorted((str(names.get(name, name)), number) for name, number in extract.dropped.items())


def of_taking_in(extract: Extract) -> Effect:
    """What counts then, and what does not."""
    people = ngettext("%(number)d person or place is", "%(number)d people and places are", extract.mentions)
    lines = [
        _("%(people)s taken in, and linked with those of the other agencies.")
        % {"people": people % {"number": extract.mentions}},
        _("Where an earlier extract said otherwise of the same record, this one counts from now on."),
    ]
    if extract.refused_rows:
        rows = ngettext("%(number)d row stays", "%(number)d rows stay", extract.refused_rows)
        lines.append(
            _("%(rows)s outside, with what to mend in each.") % {"rows": rows % {"number": extract.refused_rows}}
        )
    return Effect(lines)


def of_going_on(job: Job | None) -> Effect:
    """What went wrong before."""
    return Effect([_("It stopped with: %(trouble)s") % {"trouble": job.trouble if job else ""}])
