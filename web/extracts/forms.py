"""What is asked when an extract is handed over."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from agencies.actors import Actor
from agencies.extracts import receiving
from agencies.extracts.kept import too_large
from web.forms import Form


class HandOverForm(Form):
    """Under which agreement, read how, and the file."""

    agreement = forms.TypedChoiceField(
        label=_("Under which agreement?"),
        help_text=_("What it does not list is dropped before anything is kept, and counted."),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the agreement that lets this file be handed over")},
    )
    profile = forms.ChoiceField(
        label=_("Which file is it?"),
        help_text=_("It says how the columns are read. A file of another shape needs a profile of its own."),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose which file it is")},
    )
    file = forms.FileField(
        label=_("The file"),
        help_text=_("As your system wrote it: CSV or text, up to 100 MB, not packed."),
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,text/csv,text/plain"}),
        max_length=None,
        allow_empty_file=True,  # the room says what to do about one
        error_messages={"required": _("Choose the file")},
    )
    only_check = forms.BooleanField(
        label=_("Only check it"),
        help_text=_("Nothing of it counts until you take it in."),
        required=False,
    )

    def __init__(self, *args: Any, actor: Actor, was_too_large: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, actor=actor, **kwargs)
        self.was_too_large = was_too_large
        agreements = {str(row.pk): row for row in receiving.agreements_to_hand_over_under(actor)}
        agreement: Any = self.fields["agreement"]
        agreement.choices = [(key, str(row)) for key, row in agreements.items()]
        agreement.coerce = agreements.__getitem__
        profile: Any = self.fields["profile"]
        profile.choices = receiving.profiles_to_choose_from(actor)

    def clean(self) -> dict[str, Any]:
        """A file that was too large to be read at all is said to be so, and not to be missing."""
        said = super().clean() or {}
        if self.was_too_large:
            self.errors.pop("file", None)
            self.add_error("file", too_large().fields["file"])
        return said
