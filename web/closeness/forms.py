"""What is asked about somebody who works here and is close to a household."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from casework.closeness import Closeness
from casework.selectors import Match, Matches
from casework.selectors.conflicts import colleagues_of, people_to_match, person_to_match
from web.case.choices import Choices
from web.case.finding import FindForm, person_words, words_field
from web.forms import Form, paragraph


class DeclareForm(Form):
    """How they are close, and to whom as far as they know."""

    closeness = forms.ChoiceField(
        label=_("How are you close to them?"), choices=Closeness.choices, widget=forms.RadioSelect,
        error_messages={"required": _("Choose how you are close to them")},
    )  # fmt: skip
    words = paragraph(
        _("Who are they?"),
        help_text=_(
            "Names, dates of birth and where they live, as far as you know. You need not know whether we work with them."
        ),
        required=_("Say who they are, as far as you know"),
    )


class RecordForm(DeclareForm):
    """The same for somebody else."""

    field_order = ("membership", "closeness", "words")

    def __init__(self, *args: Any, actor: Any, **kwargs: Any) -> None:
        super().__init__(*args, actor=actor, **kwargs)
        self.fields["closeness"].label = _("How are they close to the household?")
        rows = colleagues_of(actor).order_by("user__name", "pk")
        self.fields["membership"] = Choices(
            label=_("Who of your colleagues is it about?"),
            of={str(row.pk): (f"{row.user.name}, {row.get_role_display().lower()}", row) for row in rows},
            empty=_("Choose a colleague"),
            error_messages={"required": _("Choose who it is about")},
        )
        self.order_fields(self.field_order)


class MatchForm(FindForm):
    """Whose record is kept from them."""

    field_order = ("words", "which", "whole_household")
    nobody = _("Nobody of your agency’s cases is called so. Try another spelling, or say that nobody was found.")
    which_label = _("Whom did they mean?")
    words = words_field(
        _("Look for them by name, by date of birth or both"),
        _("Each search is written down, as all looks are."),
        _("Type a name or a date of birth"),
    )
    whole_household = forms.BooleanField(
        label=_("Everybody who lives there: they are a neighbour, or close to all of them"), required=False
    )

    def like(self, words: str) -> Matches:
        """People of the agency's cases."""
        return people_to_match(self.by, words)

    def by_key(self, key: UUID) -> Match | None:
        """One of them."""
        return Match(person_to_match(self.by, key))

    def words_of(self, match: Match) -> str:
        """With birth date and references."""
        return person_words(match)


class EndForm(Form):
    """Why it holds no longer."""

    reason = paragraph(
        _("Why does it hold no longer?"),
        help_text=_("What changed, and how you know."),
        required=_("Say why it holds no longer"),
    )
