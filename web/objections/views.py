"""Who objects to being found: all of them, one with its answer, and writing one down from where somebody is met."""

from http import HTTPStatus
from typing import Any, ClassVar

from django.core.paginator import Paginator
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from agencies.exceptions import Invalid
from agencies.models import StagedMention
from agencies.permissions import Permission, check
from casework import link_answers, objections, on_record
from casework.models import ComparedPair, Objection
from web.asking import AskPage
from web.linkage.words import name_of
from web.objections.forms import AnswerForm, OfPairForm, OnRecordForm, WordsForm
from web.pages import Page

ON_A_PAGE = 50


class Objections(Page):
    """All that concern agreements that bind one's agency, the newest first."""

    template = "web/objections/objections.html"

    def content(self, subject: Any) -> dict[str, Any]:
        """A page of them, each with whom it is of."""
        page = Paginator(objections.objections_for(self.actor), ON_A_PAGE).get_page(self.request.GET.get("page"))
        rows = list(page.object_list)
        self.looks.note_page(Objection, rows)
        return {"page": page, "rows": [(row, name_of(row.mention)) for row in rows]}


class OfObjections(AskPage):
    """Leads to the objection."""

    again = objections.objection_for
    is_versioned: ClassVar[bool] = False

    def after(self, row: Objection) -> str:
        """Its page."""
        return reverse("web:objections-one", args=[row.pk])


class OneObjection(OfObjections):
    """What they said, and the answer, which is given once."""

    form_class, verb = AnswerForm, objections.answer
    subject, subject_key, subject_model = objections.objection_for, "id", Objection
    title, button = _("An objection to being found"), _("Give this answer")
    template = "web/objections/objection.html"
    done = _("It is answered. Tell them.")
    draft = _("Answer an objection")

    def back(self, subject: Objection) -> tuple[str, str]:
        """The list."""
        return reverse("web:objections"), gettext("All objections")

    def about(self, subject: Objection) -> str:
        """Whose."""
        return name_of(subject.mention)


class OnRecord(Page):
    """GET: whom to look for. POST: who of that name and date agencies named; what was typed is kept nowhere."""

    template = "web/objections/on_record.html"

    def content(self, subject: Any) -> dict[str, Any]:
        """For whoever keeps objections."""
        check(self.actor, Permission.KEEP_OBJECTIONS)
        return {"form": OnRecordForm()}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Those who are on record, each with who mentions them."""
        form = OnRecordForm(request.POST)
        if not form.is_valid():
            return self.show(None, HTTPStatus.UNPROCESSABLE_ENTITY, form=form)
        try:
            found = on_record.find(self.actor, **form.cleaned_data)
        except Invalid as refused:
            form.add_error("surname", refused.detail)
            return self.show(None, HTTPStatus.UNPROCESSABLE_ENTITY, form=form)
        self.looks.note_on_record(found.mark, found.number)
        people = [(each, name_of(each.mention)) for each in found.people]
        return self.show(None, form=form, found=found, people=people)


class ObjectsOnRecord(OfObjections):
    """Somebody who was looked for objects."""

    form_class, verb = WordsForm, objections.record
    subject, subject_key, subject_model = objections.mention_for, "id", StagedMention
    title, button = _("They object to being found"), _("Write it down")
    lede = _("From now on nobody of their household is found. You answer the objection afterwards.")
    done = _("It is written down, and holds from now on.")
    draft = _("Write down that somebody objects")

    def back(self, subject: StagedMention) -> tuple[str, str]:
        """Where they were looked for."""
        return reverse("web:objections-on-record"), gettext("Look for somebody else")

    def about(self, subject: StagedMention) -> str:
        """Who, and by whose word."""
        return f"{name_of(subject)}, {subject.agency.name}"


class ObjectsInQuestion(OfObjections):
    """One of two people whom a question is about objects."""

    form_class, verb = OfPairForm, objections.record
    subject, subject_key, subject_model = link_answers.pair_for, "id", ComparedPair
    title, button = _("They object to being found"), _("Write it down")
    lede = _("From now on nobody of their household is found. You answer the objection afterwards.")
    done = _("It is written down, and holds from now on.")
    draft = _("Write down that somebody objects")

    def load(self) -> Any:
        """Whoever keeps no objections is told so before they write."""
        pair = super().load()
        check(self.actor, Permission.KEEP_OBJECTIONS)
        return pair

    def back(self, subject: ComparedPair) -> tuple[str, str]:
        """The question."""
        return reverse("web:linkage-question", args=[subject.pk]), gettext("The question")

    def act(self, subject: ComparedPair, said: dict[str, Any]) -> Objection:
        """By the row that was chosen."""
        mention = objections.mention_for(self.actor, said["row"])
        return objections.record(mention, words=said["words"], by=self.actor)
