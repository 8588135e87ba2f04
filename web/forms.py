"""Django's own forms in GOV.UK's markup: the classes of each control, hints and errors, and a summary that leads to them."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.forms.boundfield import BoundField
from django.forms.renderers import TemplatesSetting

from agencies.actors import Actor

# By the name of the widget's kind, as the templates know it too.
CLASSES = {
    "input": "govuk-input",
    "password": "govuk-input govuk-password-input__input govuk-js-password-input-input",
    "textarea": "govuk-textarea",
    "select": "govuk-select",
    "radios": "govuk-radios__input",
    "checkboxes": "govuk-checkboxes__input",
    "checkbox": "govuk-checkboxes__input",
    "file": "govuk-file-upload",
    "boxes": "govuk-input govuk-date-input__input",
}
KINDS: tuple[tuple[type[forms.Widget], str], ...] = (
    (forms.MultiWidget, "boxes"),
    (forms.RadioSelect, "radios"),
    (forms.CheckboxSelectMultiple, "checkboxes"),
    (forms.CheckboxInput, "checkbox"),
    (forms.Textarea, "textarea"),
    (forms.Select, "select"),
    (forms.PasswordInput, "password"),
    (forms.FileInput, "file"),
    (forms.Widget, "input"),
)
GROUPS = {"radios", "checkboxes", "boxes"}


class Field(BoundField):
    """A field as our templates ask about it."""

    @property
    def kind(self) -> str:
        """What it looks like."""
        return next(kind for widget, kind in KINDS if isinstance(self.field.widget, widget))

    @property
    def is_group(self) -> bool:
        """Whether it has several controls under one question."""
        return self.kind in GROUPS

    @property
    def first_id(self) -> str:
        """The id of its first control, to which the error summary leads."""
        return f"{self.auto_id}_0" if self.is_group else str(self.auto_id)

    def build_widget_attrs(self, attrs: Any, widget: Any = None) -> dict[str, Any]:
        """Django's, with the classes of the design."""
        built: dict[str, Any] = super().build_widget_attrs(attrs, widget)
        own = (widget or self.field.widget).attrs.get("class", "")
        wrong = " ".join(f"{name}--error" for name in CLASSES[self.kind].split()[:1]) if self.errors else ""
        built["class"] = " ".join(part for part in (CLASSES[self.kind], own, wrong) if part)
        return built


class Explained(forms.RadioSelect):
    """Radios, each with a sentence below it: what it means, by its value."""

    def __init__(self, *, hints: Mapping[str, Any], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.hints = hints

    def create_option(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Django's, with its `hint`."""
        option: dict[str, Any] = super().create_option(*args, **kwargs)
        option["hint"] = self.hints[str(option["value"])]
        option["attrs"]["aria-describedby"] = f"{option['attrs']['id']}-hint"
        return option


class Renderer(TemplatesSetting):
    """Ours for every form of the pages."""

    form_template_name = "web/forms/form.html"
    field_template_name = "web/forms/field.html"
    bound_field_class = Field


def paragraph(
    label: Any,
    *,
    help_text: Any = "",
    required: Any = "",
    rows: int = 4,
    max_length: int = 20_000,
) -> forms.CharField:
    """A question that is answered in some sentences. `required` is what is said where it is left empty; none: it may be."""
    return forms.CharField(
        label=label,
        help_text=help_text,
        required=bool(required),
        max_length=max_length,
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={"required": required},
    )


class Form(forms.Form):
    """The base of our forms: knows who asks and about what, so that a field offers only what is within their reach.

    Labels say what to enter; an optional field says so; no browser checks in our place, since its bubbles vanish.
    """

    use_required_attribute = False
    # The legend of a single question may be the page's own heading: the name of that field.
    heading: ClassVar[str] = ""

    def __init__(self, *args: Any, actor: Actor | None = None, subject: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor, self.subject = actor, subject
