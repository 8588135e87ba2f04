"""A page with one short form, in words of its own: what it does, the form, its button, and the way back."""

from typing import Any, ClassVar

from django.utils.functional import Promise

from web.form_pages import FormPage

Words = str | Promise


class AskPage(FormPage):
    """`title` and `button` say a verb and a thing, `lede` what it does. `is_wide`: the form has long questions.

    What else stands above the form fills the block `about` of a template of its own, which extends `web/parts/ask.html`.
    """

    requires = ("title", "button")
    template = "web/parts/ask.html"
    title: ClassVar[Words]
    button: ClassVar[Words]
    lede: ClassVar[Words] = ""
    is_wide: ClassVar[bool] = False

    def back(self, subject: Any) -> tuple[str, str]:
        """Where to go instead, and its words."""
        raise NotImplementedError

    def about(self, subject: Any) -> str:
        """Whom or what it is about, above the title."""
        return ""

    def content(self, subject: Any) -> dict[str, Any]:
        """The words around the question."""
        kind, (address, words) = type(self), self.back(subject)
        return {
            "title": kind.title, "button": kind.button, "lede": kind.lede, "is_wide": kind.is_wide,
            "over": self.about(subject), "back": address, "back_words": words,
        }  # fmt: skip
