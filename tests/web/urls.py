"""Pages of the tests' own, on the base that every page stands on: one that shows a case, two with a form."""

from typing import Any

from django import forms
from django.urls import include, path

from casework import households, lifecycle, people, selectors
from casework.enums import CaseStatus, DeclineReason
from casework.models import Case, Person
from config import urls
from web.dates import DateBoxesField
from web.form_pages import FormPage
from web.forms import Form
from web.pages import Page


class ShowCase(Page):
    template = "web/error.html"
    subject = selectors.case_for
    subject_model = Case

    def content(self, subject: Any) -> dict[str, Any]:
        return {"title": subject.household.name, "detail": subject.reference}


class NewHouseholdForm(Form):
    name = forms.CharField(label="What is the household called?")


class NewHousehold(FormPage):
    template = "tests/form.html"
    form_class = NewHouseholdForm
    verb = households.register
    again = selectors.household_for
    done = "The household is here."

    def after(self, row: Any) -> str:
        return f"/test/households/?{row.pk}"


class AmendForm(Form):
    pronouns = forms.CharField(label="Pronouns", required=False, help_text="As they say it themselves")


class AmendPerson(FormPage):
    template = "tests/form.html"
    form_class = AmendForm
    subject = selectors.person_for
    subject_key = "id"
    subject_model = Person
    verb = people.amend
    again = selectors.person_for

    def initial(self, subject: Any) -> dict[str, Any]:
        return {"pronouns": subject.pronouns}

    def after(self, row: Any) -> str:
        return f"/test/people/{row.pk}/"


class StageForm(Form):
    stage = forms.ChoiceField(label="Stage", choices=CaseStatus.choices, widget=forms.RadioSelect)


class MoveCase(FormPage):
    template = "tests/form.html"
    form_class = StageForm
    subject = selectors.case_for
    subject_model = Case
    verb = lifecycle.move_to_stage
    again = selectors.case_by_id

    def after(self, row: Any) -> str:
        return "/"


class EveryFieldForm(Form):
    text = forms.CharField(label="Text", help_text="A hint")
    long = forms.CharField(label="Long text", widget=forms.Textarea)
    one = forms.ChoiceField(label="One of few", choices=DeclineReason.choices, widget=forms.RadioSelect)
    several = forms.MultipleChoiceField(
        label="Several", choices=DeclineReason.choices, widget=forms.CheckboxSelectMultiple
    )
    many = forms.ChoiceField(label="One of many", choices=DeclineReason.choices)
    yes = forms.BooleanField(label="Yes")
    on = DateBoxesField(label="When", help_text="For example 27 3 2026")
    secret = forms.CharField(label="Password", widget=forms.PasswordInput)
    file = forms.FileField(label="File")
    also = forms.CharField(label="Also", required=False)


class EveryField(FormPage):
    template = "tests/form.html"
    form_class = EveryFieldForm
    verb = households.register
    again = selectors.household_for


views = [
    path("cases/<str:reference>/", ShowCase.as_view()),
    path("cases/<str:reference>/move/", MoveCase.as_view()),
    path("households/new/", NewHousehold.as_view()),
    path("people/<str:id>/", AmendPerson.as_view()),
    path("every-field/", EveryField.as_view()),
]
urlpatterns = [path("test/", include(views)), *urls.urlpatterns]
handler400, handler403, handler404, handler500 = urls.handler400, urls.handler403, urls.handler404, urls.handler500
