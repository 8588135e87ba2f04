"""What one request, or one job, has shown: gathered row by row, and written to the trail before anybody sees it."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from django.db.models import Model
from django.utils.crypto import salted_hmac

from agencies import audit
from agencies.actors import Actor
from agencies.enums import Purpose
from agencies.traces import About, about, about_key, trace_of

ENTRIES = "casework.chronology"
FILE = "casework.file"
FIGURES = "outcomes.figures"
SEARCH = "casework.search"
ON_RECORD = "agencies.on_record"
OF_ALL = "of_all"  # in the details of a look: among the rows were some about nobody in particular


@dataclass(slots=True)
class Looks:
    """One for each request; a job makes its own.

    `route`: the pattern of the address, or the task's name. `known`: who it was whose token is no longer good.
    """

    route: str = ""
    known: Actor | None = None
    seen: dict[tuple[UUID | None, str], About] = field(default_factory=dict)
    named: tuple[type[Model], dict[str, Any]] | None = None

    def note(self, row: Model) -> None:
        """A row is shown. Whatever is no case content, such as a team, is passed over."""
        if trace_of(type(row)):
            self._add(about(row))

    def note_page(self, model: type[Model], rows: Iterable[Model], *, under: Model | None = None) -> None:
        """A page of a list is shown. That a case has none of something is content too: such a page leaves a row."""
        shown = list(rows)
        for row in shown:
            self.note(row)
        if under is not None and trace_of(type(under)) and not (shown and trace_of(model)):
            empty = self._under(model._meta.label_lower, under)
            if shown:
                empty.details["rows"] = len(shown)
            self._add(empty)

    def note_file(self, document: Model) -> None:
        """The file of a document is opened, which is more than to see in a list that there is one."""
        self._add(replace(about(document), subject_type=FILE))

    def note_entries(self, case: Model, entries: Iterable[Any]) -> None:
        """Entries of the chronology are shown: one look, at rows of every kind."""
        look = self._under(ENTRIES, case)
        for entry in entries:
            look.ids.add(entry.id)
            look.categories.add(entry.category)
            look.details[entry.kind] = look.details.get(entry.kind, 0) + 1
        self._add(look)

    def note_figures(self, reports: Iterable[str], **asked: str) -> None:
        """Figures are shown: which reports, for which months and team. Of no case, and looked at for the sake of counting."""
        self._add(About(FIGURES, details={"reports": sorted(reports), **asked}))

    def note_search(self, words: str, rows: Iterable[Model]) -> None:
        """A search showed these rows, or none. What was typed stands in no row: equal words leave an equal mark, by our key."""
        shown = list(rows)
        for row in shown:
            self.note(row)
        self._add(About(SEARCH, ids={row.pk for row in shown}, details={"asked": _mark(words)}))

    def note_on_record(self, words: str, number: int) -> None:
        """Somebody was looked for in what agencies handed over: so many were found, who are nobody's case."""
        self._add(About(ON_RECORD, details={"asked": _mark(words), "rows": number}))

    def name(self, model: type[Model], **key: Any) -> None:
        """The address names this row, whether it is there or not; for a refusal."""
        self.named = (model, key)

    def write(self, actor: Actor) -> None:
        """Leave a row for each case and kind of row that was shown. Raises TrailUnavailable."""
        seen, self.seen = self.seen, {}
        figures = [look for look in seen.values() if look.subject_type == FIGURES]
        audit.record_look(*(look for look in seen.values() if look not in figures), by=actor, route=self.route)
        # Whoever may see cases as well, such as a manager, looks at figures for another reason than at a case.
        audit.record_look(*figures, by=replace(actor, purpose=Purpose.FIGURES), route=self.route)

    def refuse(self, code: str, actor: Actor) -> None:
        """Leave a row that says what was refused. Raises TrailUnavailable."""
        named = about_key(self.named[0], **self.named[1]) if self.named else None
        audit.record_refusal(code, by=actor, route=self.route, of=named)

    def _under(self, subject_type: str, row: Model) -> About:
        of = about(row)
        return About(subject_type, case_id=of.case_id, households=of.households, people=of.people)

    def _add(self, look: About) -> None:
        key = (look.case_id, look.subject_type)
        if key in self.seen:
            known = self.seen[key]
            # Rows about somebody and rows about the whole case in one look: the one must not hide the other.
            if bool(known.people) != bool(look.people):
                known.details[OF_ALL] = True
            known.add(look)
        else:
            self.seen[key] = look


def _mark(words: str) -> str:
    return salted_hmac("agencies.looks.search", words, algorithm="sha256").hexdigest()[:32]


def looks_of(request: Any) -> Looks:
    """The one of this HttpRequest, made when it is first asked for. Middleware writes it: config/trail.py."""
    if not hasattr(request, "looks"):
        request.looks = Looks()
    looks: Looks = request.looks
    return looks
