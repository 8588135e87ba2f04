"""Small steps of a case, each a page with one short form: what it does, the form, and a way to leave it as it is."""

from typing import Any, ClassVar

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from agencies.exceptions import NotPermitted
from web.case.pages import CaseFormPage, CasePart, RowFormPage, is_own_work

Words = str | Promise


class _Worded(CasePart):
    """`title` and `button` say a verb and a thing, `lede` what it does. `back`: the name of the page to leave to.

    `is_for_partners`: whether it is offered to who may add to the case by a share; whether they may, the verb asks.
    """

    template: ClassVar[str] = "web/case/act.html"
    title: ClassVar[Words] = ""
    lede: ClassVar[Words] = ""
    button: ClassVar[Words] = ""
    back: ClassVar[str] = "case"
    is_for_partners: ClassVar[bool] = False
    kwargs: dict[str, Any]

    def load(self) -> Any:
        """What the step is about. Raises NotPermitted for who sees the case by a share, unless partners take it too."""
        row = super().load()  # type: ignore[misc]  # Page has it
        if not self.is_for_partners and not is_own_work(self.case_of(row)):
            raise NotPermitted(_("Only those who work with this household do this. Ask the lead worker."))
        return row

    def parts(self, subject: Any) -> dict[str, Any]:
        """The words, and the way back."""
        kind = type(self)
        address = self.address(kind.back)
        return {"title": kind.title, "lede": kind.lede, "button": kind.button, "leave": address}

    def address(self, name: str, *more: object) -> str:
        """The address of a page of the same case, or of one row of it."""
        return reverse(f"web:{name}", args=[self.kwargs["reference"].upper(), *more])

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
