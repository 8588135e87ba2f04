"""What else tells who somebody is: the numbers that other systems know them by, and other records of the same person."""

from typing import Any, ClassVar
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from agencies.permissions import Permission
from casework import people, selectors
from casework.identifiers import LONGEST_TYPED, IdentifierScheme, show_identifier
from casework.models import CaseMember, PersonIdentifier, PersonLink
from casework.selectors import Match, Matches
from web.case.acts import RowAct
from web.case.finding import FindForm, Finds, person_words, words_field
from web.case.members import SECTION, OfPerson
from web.forms import Form, paragraph


class NumberForm(Form):
    """Which number, and whose."""

    scheme = forms.ChoiceField(
        label=_("Which number is it?"),
        choices=IdentifierScheme.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose which number it is")},
    )
    value = forms.CharField(
        label=_("The number"),
        help_text=_("As it stands on the letter or the card. Spaces do not matter."),
        max_length=LONGEST_TYPED,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "class": "govuk-input--width-20"}),
        error_messages={"required": _("Enter the number")},
    )
    system = forms.CharField(
        label=_("Which police system gave it?"),
        help_text=_("For a police reference only, for example PNC."),
        max_length=LONGEST_TYPED,
        required=False,
    )


class SamePersonForm(FindForm):
    """Which other record, and what shows it."""

    field_order = ("words", "which", "evidence")
    which_label = _("Which of these may be the same person?")
    nobody = _("Nobody like this whom you work with. Try another spelling, a former name, or a date of birth.")
    words = words_field(
        _("What are they called in the other record?"),
        _("A name, a date of birth, a number or a reference. Only people whom you work with are found."),
        _("Enter a name, a date of birth, a number or a reference"),
    )
    evidence = paragraph(
        _("What shows that it is the same person?"),
        help_text=_("For example: the same NHS number, and she told us of her former name."),
        required=_("Say what shows it"),
        rows=3,
    )
    member: CaseMember

    def __init__(self, *args: Any, member: CaseMember, **kwargs: Any) -> None:
        self.member = member
        super().__init__(*args, **kwargs)

    def like(self, words: str) -> Matches:
        """Other people whom they work with."""
        but = [self.member.person_id]
        return selectors.records_like(self.by, words, permission=Permission.WORK_CASE, but=but)

    def by_key(self, key: UUID) -> Match | None:
        """One of them."""
        but = [self.member.person_id]
        return selectors.record_like(self.by, key, permission=Permission.WORK_CASE, but=but)

    def words_of(self, match: Match) -> str:
        """With their birth date."""
        return person_words(match)


class AddNumber(OfPerson):
    """A number that another system knows them by."""

    is_versioned = False  # a number is added to whatever is known of them
    form_class, verb, again = NumberForm, people.add_identifier, selectors.identifier_for
    title, button = _("Add a number"), _("Add this number")
    lede = _("A number tells apart two people of one name. Write down only those that the work needs.")
    done = _("The number is on record. Once you have compared it with the letter or the card, say so.")

    def act(self, subject: CaseMember, said: dict[str, Any]) -> Any:
        """The number is the person's."""
        return people.add_identifier(subject.person, by=self.actor, **said)


class OfNumber(RowAct):
    """Something becomes of a number of somebody who is part of the case."""

    template = "web/case/of_number.html"
    section = back = SECTION
    subject, subject_model = selectors.identifier_for, PersonIdentifier
    again: ClassVar[Any] = selectors.identifier_for
    form_class = Form

    def is_of_case(self, row: PersonIdentifier) -> bool:
        """Of who is part of it now: who left may have other numbers by now."""
        part = selectors.members_of(self.actor, self.case).filter(left_at__isnull=True)
        return bool(part.filter(person=row.person_id).exists())

    def parts(self, subject: PersonIdentifier) -> dict[str, Any]:
        """As people read it aloud."""
        return {**super().parts(subject), "shown": show_identifier(subject.scheme, subject.value)}


class VerifyNumber(OfNumber):
    """It was compared, and is theirs."""

    verb = people.verify_identifier
    title, button = _("This number is theirs"), _("Save that you compared it")
    lede = _("You compared it with the letter, the card or the system that it came from.")
    done = _("It is on record that the number was compared.")


class WithdrawNumber(OfNumber):
    """It is not theirs."""

    verb = people.withdraw_identifier
    title, button = _("This number is not theirs"), _("Take this number away")
    lede = _(
        "It was mistyped, or is somebody else’s. Nobody is found by it any more. That it stood here stays on record."
    )
    done = _("The number is taken away.")


class SamePerson(Finds, OfPerson):
    """Another record is of the same person."""

    is_versioned = False  # a link is added to whatever is known of them
    form_class, verb, again = SamePersonForm, people.link, selectors.link_for
    title, button = _("This may be the same person as…"), _("Save that it is the same person")
    lede = _("Both records stay as they are, side by side. If it turns out to be somebody else, you can undo it.")
    done = _("It is on record that both are the same person.")
    draft = _("This may be the same person as…")

    def form_arguments(self, subject: CaseMember) -> dict[str, Any]:
        """Whom the others are compared with."""
        return {**super().form_arguments(subject), "member": subject}

    def act(self, subject: CaseMember, said: dict[str, Any]) -> Any:
        """The two records."""
        return people.link(subject.person, same_as=said["which"], evidence=said["evidence"], by=self.actor)


class TwoPeople(RowAct):
    """They are two people after all."""

    template = "web/case/of_link.html"
    section = back = SECTION
    subject, subject_model, again = selectors.link_for, PersonLink, selectors.link_for
    form_class, verb = Form, people.undo_link
    title, button = _("They are two people after all"), _("Undo it")
    lede = _("Both records stay as they are. That they were taken for one person stays on record.")
    done = _("It is undone: they are two people.")

    def is_of_case(self, row: PersonLink) -> bool:
        """Of somebody who is part of it, where both records are seen. Raises Missing."""
        return selectors.link_in(self.actor, self.case, row.pk) is not None
