"""What is asked of whoever wants a disclosure, stops one, or says that it arrived."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from agencies.actors import Actor
from agencies.data_items import DataItem
from agencies.disclosure_rhythms import DisclosureRhythm
from agencies.disclosures import addresses, agreed, asking
from agencies.enums import Purpose
from web.forms import Form, paragraph


class AskForm(Form):
    """Of whom, under which agreement, what, why, and for which key."""

    agency = forms.TypedChoiceField(
        label=_("Which agency do you ask?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the agency that you ask")},
    )
    agreement = forms.TypedChoiceField(
        label=_("Under which agreement?"),
        help_text=_(
            "The file is about people whose cases that agency shares with yours under it, and about nobody else."
        ),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the agreement that lets it pass")},
    )
    purpose = forms.ChoiceField(
        label=_("What for?"),
        choices=[(purpose.value, Purpose(purpose).label) for purpose in agreed.PURPOSES],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what it is for")},
    )
    items = forms.MultipleChoiceField(
        label=_("What should it say of each?"),
        help_text=_("Each has a pseudonym, which is the same in everything that you get under this agreement."),
        choices=[(item.value, DataItem(item).label) for item in agreed.ITEMS],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose one at least")},
    )
    why = paragraph(
        _("What do you need it for?"),
        help_text=_("Whoever lets it go reads this."),
        required=_("Say what you need it for"),
    )
    by_name = forms.BooleanField(
        label=_("With names"),
        help_text=_(
            "Without this tick there are no names, initials or references in it, and of a birth the year alone."
        ),
        required=False,
    )
    by_name_reason = paragraph(_("If with names: why would pseudonyms not do?"), rows=2)
    recipient_key = forms.CharField(
        label=_("Your public key"),
        help_text=_("It is one of age, and begins with age1. The file can be opened with its secret half alone."),
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": _("Give a public key of age")},
    )

    every = forms.TypedChoiceField(
        label=_("How often?"),
        help_text=_(
            "It is asked for again by itself, in these words, once the last one has come to its end. Each time they decide."
        ),
        choices=[("", _("Once")), *DisclosureRhythm.choices],
        coerce=DisclosureRhythm,
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
    )

    push = forms.BooleanField(label=_("Push it to our address, too"), required=False)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, actor=actor, **kwargs)
        address = addresses.address_of(actor)
        if address is None:
            del self.fields["push"]
        else:
            self.fields["push"].help_text = gettext("Once it can be fetched, it is sent to %(url)s.") % {
                "url": address.url
            }
        offered = {"agency": asking.agencies_to_ask(actor), "agreement": asking.agreements_to_ask_under(actor)}
        for name, rows in offered.items():
            known = {str(row.pk): row for row in rows}
            field: Any = self.fields[name]
            field.choices = [(key, str(getattr(row, "name", row))) for key, row in known.items()]
            field.coerce = known.__getitem__


class AddressForm(Form):
    """Where to."""

    url = forms.CharField(
        label=_("The address"),
        help_text=_("It begins with https:// and belongs to a server of your agency, which takes files by POST."),
        max_length=500,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "inputmode": "url"}),
        error_messages={"required": _("Enter the address")},
    )


class StopForm(Form):
    """Why."""

    reason = paragraph(_("Why?"), help_text=_("Both agencies read it."), required=_("Say why"))


class RefuseForm(Form):
    """Why not."""

    reason = paragraph(
        _("Why do you refuse it?"),
        help_text=_("Both agencies read it. Say what they could ask for instead, if anything."),
        required=_("Say why you refuse it"),
    )


class ArrivedForm(Form):
    """The hash of what arrived."""

    sha256 = forms.CharField(
        label=_("SHA-256 of the file that arrived"),
        help_text=_("64 letters and digits, as sha256sum or Get-FileHash print them."),
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": _("Give the hash of the file that arrived")},
    )
