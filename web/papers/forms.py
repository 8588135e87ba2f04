"""What is asked when a signed paper is brought back."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from casework import files
from web.dates import DateBoxesField
from web.forms import Form

# No HEIC in it, and a telephone that photographs in HEIC makes a JPEG of what it sends.
ACCEPTED = "image/jpeg,image/png,image/webp,application/pdf,.docx,.odt"


class BringBackForm(Form):
    """The day it was signed, and a photograph or scan of it."""

    dated_on = DateBoxesField(label=_("When was it signed?"))
    file = forms.FileField(
        label=_("Photograph or scan of the signed paper"),
        help_text=_("A photograph (JPEG, PNG or WebP) or a PDF, up to %(most)s.") % {"most": files.MOST_WORDS},
        widget=forms.FileInput(attrs={"accept": ACCEPTED, "capture": "environment"}),
        max_length=None,
        allow_empty_file=True,  # the room says what to do about one
        error_messages={"required": _("Take a photograph of the paper, or choose a file")},
    )

    def __init__(self, *args: Any, was_too_large: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.was_too_large = was_too_large

    def clean(self) -> dict[str, Any]:
        """A file that was too large to be read at all is said to be so, and not to be missing."""
        said = super().clean() or {}
        if self.was_too_large:
            self.errors.pop("file", None)
            self.add_error("file", files.too_large().fields["file"])
        return said
