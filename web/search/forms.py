"""What is asked of whoever looks for somebody."""

from django import forms
from django.utils.translation import gettext_lazy as _

from casework.search_terms import LONGEST
from web.forms import Form


class SearchForm(Form):
    """One box."""

    words = forms.CharField(
        label=_("Who are you looking for?"),
        help_text=_(
            "A name, also a former one or one that you only heard. Or a date of birth such as 2 4 1988, a number, or a"
            " reference."
        ),
        max_length=LONGEST,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": _("Type a name, a date of birth, a number or a reference")},
    )
