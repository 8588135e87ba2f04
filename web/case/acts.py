"""Small steps of a case, each a page with one short form: what it does, the form, and a way to leave it as it is."""

from typing import Any, ClassVar

from django.utils.functional import Promise

from casework.models import Case
from web.case.pages import CaseFormPage, CasePart, RowFormPage
from web.effects import EffectPage

Words = str | Promise


class _Worded(CasePart):
    """`title` and `button` say a verb and a thing, `lede` what it does. `back`: the name of the page to leave to.

    `is_for_partners`: whether it is offered to who may add to the case by a share; whether they may add this, the verb asks.
    """

    template: ClassVar[str] = "web/case/act.html"
    title: ClassVar[Words] = ""
    lede: ClassVar[Words] = ""
    button: ClassVar[Words] = ""
    back: ClassVar[str] = "case"
    is_for_partners: ClassVar[bool] = False

    def load(self) -> Any:
        """What the step is about. Raises NotPermitted for who only sees the case, and for partners unless they take it too."""
        row = super().load()  # type: ignore[misc]  # Page has it
        if self.is_for_partners:
            self.insist_on_adding(self.case_of(row))
        else:
            self.insist_on_own_work(self.case_of(row))
        return row

    def parts(self, subject: Any) -> dict[str, Any]:
        """The words, and the way back."""
        kind = type(self)
        address = self.address(kind.back)
        return {"title": kind.title, "lede": kind.lede, "button": kind.button, "leave": address}

    def after(self, row: Any) -> str:
        """Back to where it stands."""
        return self.address(type(self).back)


class Act(_Worded, CaseFormPage):
    """A step of the case itself: refused where the case changed since the page was opened."""


class AddAct(Act):
    """Something is added to the case, whatever it has become since."""

    is_versioned = False


class RowAct(_Worded, RowFormPage):
    """A step of one row of the case."""


class EffectAct(CaseFormPage, EffectPage):
    """A step of the case that says first what it does. `leave`: the name of the page to go back to, `leave_words` its own."""

    template = "web/case/change.html"
    leave: ClassVar[str] = "case"
    leave_words: ClassVar[Words] = ""

    def load(self) -> Case:
        """The case. Raises NotPermitted for who sees it by a share."""
        case: Case = super().load()
        self.insist_on_own_work(case)
        return case

    def parts(self, subject: Any) -> dict[str, Any]:
        """The words, and what it does once that is known."""
        return EffectPage.content(self, subject)

    def back(self, subject: Any) -> tuple[str, str]:
        """Where it stands."""
        return self.address(type(self).leave), str(type(self).leave_words)

    def after(self, row: Any) -> str:
        """The same."""
        return self.address(type(self).leave)
