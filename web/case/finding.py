"""Naming another home, record or case in a form: by words first, then one of those that are like them, chosen by hand."""

from typing import Any, ClassVar
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _

from agencies.exceptions import ServiceError
from casework.births import show_birth
from casework.search_terms import LONGEST
from casework.selectors import Match, Matches
from web.case.choices import CaseForm, Choices

WORDS, WHICH, FOUND_BY, NEW = "words", "which", "found_by", "new"


def words_field(label: Any, help_text: Any, required: Any) -> forms.CharField:
    """The box in which they are named. What is typed stands in no address."""
    return forms.CharField(
        label=label,
        help_text=help_text,
        max_length=LONGEST,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": required},
    )


def person_words(match: Match) -> str:
    """The name, the birth date, and the references of their cases: what tells two people of one name apart."""
    return ", ".join([match.row.name, show_birth(match.row.born_on, match.row.birth_precision), *match.references])


class FindForm(CaseForm):
    """A form with a box of words, under which those appear that are like them; what it says under `which` is the row.

    `like(words)` searches, which is counted; `by_key(key)` loads one that was chosen, which is not.
    """

    nobody: ClassVar[Any] = ""
    which_label: ClassVar[Any] = ""
    somebody_new: ClassVar[Any] = ""
    found: Matches | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        key, words = self.data.get(WHICH), self.data.get(WORDS)
        if key and words and self.data.get(FOUND_BY) == words:
            self.offer([] if key == NEW else self.chosen(key), words, is_new_offered=bool(self.somebody_new))

    def like(self, words: str) -> Matches:
        """Those that are like the words."""
        raise NotImplementedError

    def by_key(self, key: UUID) -> Match | None:
        """One of them."""
        raise NotImplementedError

    def words_of(self, match: Match) -> str:
        """How it is told from others of the same name."""
        return ", ".join([str(match.row), *match.references])

    def chosen(self, key: str) -> list[Match]:
        """The one that they chose, where it is still within reach."""
        try:
            found = self.by_key(UUID(key))
        except ValueError:
            return []
        return [found] if found else []

    def offer(self, matches: list[Match], words: str, *, is_new_offered: bool = False) -> None:
        """Let them choose one of these. The choice holds for these words alone: other words are another search."""
        rows: dict[str, Any] = {str(each.row.pk): (self.words_of(each), each.row) for each in matches}
        if is_new_offered:
            rows[NEW] = (self.somebody_new, None)
        if not rows:
            return
        self.fields[WHICH] = Choices(
            label=self.which_label,
            of=rows,
            widget=forms.RadioSelect,
            error_messages={"required": _("Choose one of them"), "invalid_choice": _("Choose one of them")},
        )
        self.fields[FOUND_BY] = forms.CharField(widget=forms.HiddenInput, required=False)
        self.order_fields([WORDS, WHICH])
        said: Any = self.data
        self.data = said.copy()  # what was sent cannot be changed
        self.data[FOUND_BY] = words  # type: ignore[index]  # a QueryDict of its own

    def clean(self) -> dict[str, Any]:
        """The row; or those that are like the words, from which they choose next."""
        said: dict[str, Any] = super().clean() or {}
        words = said.pop(WORDS, "")
        said.pop(FOUND_BY, None)
        if WHICH in self.fields or not words:
            return said
        if self.data.get(WHICH) and self.data.get(FOUND_BY) == words:
            self.add_error(WORDS, _("Whom you chose cannot be chosen any more. Change the words to look again."))
            return said
        try:
            self.found = self.like(words)
        except ServiceError as refused:
            self.add_error(WORDS, refused.detail)
            return said
        self.offer(self.found.found, words, is_new_offered=bool(self.somebody_new and self.found.found))
        if WHICH in self.fields:
            self.add_error(WHICH, _("Look at these, and choose one"))
        elif not self.somebody_new:
            self.add_error(WORDS, self.nobody)
        return said


class Finds:
    """Mixed into a page with such a form: what it found is a look, as that of a search."""

    looks: Any

    def show_form(self, form: Any, *args: Any, **more: Any) -> Any:
        """The form, with what it found on the trail."""
        if form.found is not None:
            self.looks.note_search(form.found.mark, [each.row for each in form.found.found])
        return super().show_form(form, *args, **more)  # type: ignore[misc]  # FormPage has it
