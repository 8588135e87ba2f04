"""Bring a signed paper back by its code; and the papers and signatures of a case, in one place."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.exceptions import NOT_FOUND, Missing, NotPermitted
from casework import file_checks, papers, selectors
from casework.models import Case, Document, PrintedPlan
from casework.references import code_of
from config.downloads import download
from config.uploads import was_too_large
from outcomes import selectors as outcome_selectors
from outcomes import signatures
from outcomes.models import Signature
from web.case.pages import CasePage, is_own_work
from web.form_pages import FormPage
from web.pages import SEE_OTHER, Page
from web.papers.forms import BringBackForm
from web.table.base import TablePage


class Find(Page):
    """Enter the code that stands on the paper. One that is nobody's and one of another's work answer alike."""

    template = "web/papers/find.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """The question; or on to the paper, where there is one for them."""
        typed = request.GET.get("code", "")[:100]
        if not typed:
            return self.show(typed=typed, wrong="")
        try:
            found = selectors.print_by_code(self.actor, typed)
        except Missing:
            return self.show(
                status=404, typed=typed, wrong=_("No plan of a household that you work with has this code")
            )
        return HttpResponseRedirect(reverse("web:papers-one", args=[found.code]), status=SEE_OTHER)


class BringBack(FormPage):
    """One paper: which plan it is, and the form that takes its signed copy in."""

    template = "web/papers/bring_back.html"
    subject = selectors.print_by_code
    subject_key = "code"
    subject_model = PrintedPlan
    form_class = BringBackForm
    verb = papers.bring_back
    again = selectors.document_for
    done = gettext_lazy("The signed paper is kept. It can be opened as soon as it was checked for harm.")

    def load(self) -> Any:
        """The print, however its code is written in the address."""
        self.kwargs["code"] = code_of(self.kwargs["code"])
        return super().load()

    def form_arguments(self, subject: Any) -> dict[str, Any]:
        """Whether a file was dropped before it was whole."""
        return {**super().form_arguments(subject), "was_too_large": was_too_large(self.request)}

    def content(self, subject: Any) -> dict[str, Any]:
        """What came back of it before."""
        signed = list(subject.signed.all())
        self.looks.note_page(Document, signed, under=subject.case)
        return {"printed": subject, "signed": signed}

    def after(self, row: Document) -> str:
        """The papers of the case."""
        return reverse("web:case-papers", args=[row.case.reference])


class CasePapers(CasePage):
    """Every print of the plan with what came back of it, and the signatures that were given on a screen."""

    template = "web/papers/case_papers.html"
    section = "case-actions"

    def load(self) -> Any:
        """The case. Raises NotPermitted for whoever sees it and does not work with it."""
        case = super().load()
        if not is_own_work(case):
            raise NotPermitted(_("Only those who work with this household see its papers."))
        return case

    def parts(self, subject: Case) -> dict[str, Any]:
        """All of them, the newest first."""
        prints = list(selectors.prints_of(self.actor, subject))
        signed = list(outcome_selectors.signatures_of(self.actor, subject))
        self.looks.note_page(PrintedPlan, prints, under=subject)
        self.looks.note_page(Document, [each for printed in prints for each in printed.signed.all()], under=subject)
        self.looks.note_page(Signature, signed, under=subject)
        return {"prints": prints, "signatures": signed}


class SignaturePicture(TablePage):
    """One signature, drawn here as a PNG: nothing that a browser sent is ever shown as it was sent."""

    template = ""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """The picture, for whoever sees the answer; kept by no browser, as every answer of the service."""
        case = self.load()
        signature = outcome_selectors.signature_for(self.actor, self.kwargs["id"])
        if signature.member.case_id != case.pk:
            raise Missing(NOT_FOUND)
        self.looks.note(signature)
        return HttpResponse(signatures.picture(signature.strokes), content_type="image/png")


class DocumentFile(Page):
    """The file of a document: whoever sees the document may open it, and each time it is asked anew whether they do."""

    template = ""
    subject = selectors.document_for
    subject_key = "id"
    subject_model = Document

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """The file, as an attachment. Raises FileNotReady and FileRefused."""
        document = self.load()
        if document.case.reference != kwargs["reference"].upper():
            raise Missing(NOT_FOUND)
        given = file_checks.given_out(document)
        self.looks.note_file(document)
        return download(given)
